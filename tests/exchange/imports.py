"""What tests of imports share: a function that opens an import of a few rows, and looks at the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.exchange import files
from tests.offices import ACTOR, office, office_maker, office_template
from tests.samples import member
from union_desk import lifecycle, records, registers
from union_desk.exchange.session import ImportSession

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from union_desk.database import Database
    from union_desk.exchange.receipt import Receipt

__all__ = ["office", "office_maker", "office_template"]
MEMBERS = registers.get("members")
EVENTS = registers.get("membership_events")
DAY = "2024-06-01"


@pytest.fixture
def put(office: Database, tmp_path: Path) -> Callable[..., ImportSession]:
    """Return a function that opens an import of rows below HEADING (or a heading of their own)."""

    def make(*rows: Sequence[Any], heading: Sequence[str] = files.HEADING, name: str = "a.xlsx") -> ImportSession:
        path = tmp_path / name
        path.write_bytes(files.roster(*rows, heading=heading))
        return ImportSession(office, MEMBERS, path, day=DAY)

    return make


def add(office: Database, **values: Any) -> str:
    with office.write(ACTOR, "x") as session:
        return lifecycle.create(session, MEMBERS, member(**values)).id


def everyone(office: Database) -> list[dict[str, Any]]:
    with office.read() as session:
        return records.page(session, MEMBERS, limit=1000)


def outcomes(session: ImportSession) -> list[str]:
    return session.check().outcomes


def codes(session: ImportSession, place: int) -> set[str]:
    return {r.code for r in session.checked.remarks.get(place, ())}


def adds_up(receipt: Receipt) -> bool:
    parts = receipt.new + receipt.changed + receipt.same + receipt.refused + receipt.skipped
    return receipt.rows_read == parts
