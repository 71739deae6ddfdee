"""Versions that two computers of one office wrote of a record without knowing of each other, and that are not shown.

Nothing is overwritten unseen: the version that lost stands here, whole, until a person has looked at it; the decision
is an ordinary change of the record. A version travels just as far as the record that it belongs to, so there are two
books of one shape.
"""

from __future__ import annotations

from typing import Any, cast

from union_desk.schema.field import field
from union_desk.schema.kinds import Code, LongText, Text, YesNo
from union_desk.schema.record import Record
from union_desk.schema.register import NATION, SUPERIOR_ONLY, Register
from union_desk.words import N_

OPEN, DECIDED = "1", "2"
MOST_TEXT = 1_000_000


def _fields() -> dict[str, Any]:
    return {
        "owner_register": field(N_("Book"), Text(), required=True),
        "owner_id": field(N_("Record"), Text(), required=True, index=True),
        "disputed": field(N_("Fields in question"), LongText()),
        "content": field(N_("What the version says"), LongText(max_length=MOST_TEXT), sensitive=True),
        "was_deleted": field(N_("Put into the bin"), YesNo()),
        "kept_state": field(N_("State"), Code(list="kept_state"), required=True, default=OPEN, index=True),
        "decided_by": field(N_("Decided by"), Text()),
    }


def _model(name: str, table: str) -> type[Record]:
    return cast("type[Record]", type(name, (Record,), {
        "__doc__": "One version that is not shown.", "__tablename__": table, "__module__": __name__, **_fields()}))


def _register(model: type[Record], share: str, label: str) -> Register:
    return Register(
        name=model.__tablename__, label=label, singular=N_("Version set aside"), model=model,
        title=("owner_register", "disputed"), share=share, area="sync", by_program=True,
        columns=("owner_register", "disputed", "was_deleted", "kept_state", "decided_by"))


KEPT_VERSIONS = _register(_model("KeptVersion", "kept_versions"), NATION, N_("Versions set aside"))
KEPT_INNER_VERSIONS = _register(
    _model("KeptInnerVersion", "kept_inner_versions"), SUPERIOR_ONLY, N_("Versions set aside (superior only)"))
REGISTERS = (KEPT_VERSIONS, KEPT_INNER_VERSIONS)
