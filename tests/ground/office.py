"""Members, branches, norms and attachments."""

from __future__ import annotations

from typing import Any

from tests.samples import id_number
from union_desk.schema import norms

Row = dict[str, Any]


def _norm(row: Row) -> Row:
    names = sorted(name for name in norms.names() if norms.is_money(name))  # which alone may have parts
    return row | {"name": names[len(str(row.get("value", ""))) % len(names)]}


def _of_an_employer(row: Row) -> Row:
    """Hang it on a record of a book whose files travel."""
    return row | {"owner_register": "employers"}


GROUND: dict[str, Row] = {
    "branches": {"name": "和风分会", "branch_kind": "1"},
    "members": {
        "name": "洪晓明", "id_type": "01", "id_number": id_number(499, "1988-08-08"), "birth_date": "1988-08-08",
        "sex": "1", "membership_state": "active"},
}
MEND = {"norms": _norm, "attachments": _of_an_employer}
