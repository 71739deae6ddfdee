"""Somebody edits the superior's copy by SQL: whatever it is, the check names it and the frames bring it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.server import engine as engines
from sync.server import verifying
from sync.server.tables import KEPT, ROOTS, mirror
from tests.sync.senders import Sender, row_id, table
from tests.sync.server.test_ingest import person, state
from union_desk.schema.kind import IsoDate

if TYPE_CHECKING:
    from sync.server.superior import Superior

BOOK = mirror("members")
COLUMNS = sorted(column.name for column in BOOK.table.columns if column.name not in {"unit_id", "id"})


def other(column: sa.Column[Any], value: object) -> Any:
    """Return another value that the column takes."""
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return not value
    if isinstance(kind, sa.Integer):
        return int(str(value or 0)) + 1
    if isinstance(kind, sa.LargeBinary):
        return bytes(16) if value != bytes(16) else bytes([1]) * 16
    if isinstance(kind, IsoDate):
        return "1971-01-01"
    return f"{value or ''}改"


@pytest.fixture
def sender(superior: Superior) -> Sender:
    """Give a union that reported two members, one of whom holds what no column is made for."""
    made = Sender.of(superior)
    made.push(made.seal(table([person(1), person(2, blood_group="AB")])))
    return made


def write(superior: Superior, values: dict[str, Any]) -> None:
    """Write values into the second member's row."""
    with engines.writing(superior.engine) as connection:
        connection.execute(sa.update(BOOK.table).where(BOOK.table.c.id == row_id(2)).values(values))


def read(superior: Superior) -> dict[str, Any]:
    """Return the second member's row."""
    with engines.reading(superior.engine) as connection:
        return dict(connection.execute(sa.select(BOOK.table).where(BOOK.table.c.id == row_id(2))).mappings().one())


def test_a_change_of_any_column_is_named(local: Superior) -> None:
    sender = Sender.of(local)
    sender.push(sender.seal(table([person(1), person(2, blood_group="AB")])))
    before = read(local)
    unnamed = []
    for name in COLUMNS:
        write(local, {name: other(BOOK.table.c[name], before[name])})
        if ("altered", f"members:{row_id(2)}") not in [fault[1:] for fault in verifying.check(local).faults]:
            unnamed.append(name)
        write(local, {name: before[name]})
    assert unnamed == []
    assert verifying.check(local).faults == []


def test_what_was_changed_is_named_and_taken_back(superior: Superior, sender: Sender) -> None:
    sound, before = state(superior), read(superior)
    write(superior, {name: other(BOOK.table.c[name], before[name]) for name in COLUMNS})
    assert verifying.check(superior).faults
    verifying.rebuild(superior, sender.unit.id)
    assert verifying.check(superior).faults == []
    assert state(superior) == sound


@pytest.mark.parametrize("damage", [
    {"extra": '{"blood_group": '}, {"extra": "[1]"}, {"extra": '{"blood_group": 1.5}'}, {"extra": '{"BLOOD GROUP": 1}'},
    {"extra": "7"}, {"salt": b""}, {"salt": bytes(99)}, {"hash": b""}, {"seen": "somebody"}], ids=str)
def test_what_nobody_can_read_is_named_like_any_other_change(local: Superior, damage: dict[str, Any]) -> None:
    sender = Sender.of(local)
    sender.push(sender.seal(table([person(1), person(2, blood_group="AB")])))
    sound = state(local)
    with engines.writing(local.engine) as connection:
        connection.execute(sa.update(BOOK.table).where(BOOK.table.c.id == row_id(2)).values(damage))
    assert verifying.check(local).faults[0][1:] == ("altered", f"members:{row_id(2)}")
    verifying.rebuild(local, sender.unit.id)
    assert state(local) == sound


def test_a_row_put_in_or_taken_out_and_sums_that_were_made_to_fit_are_found(superior: Superior, sender: Sender) -> None:
    sound = state(superior)
    with engines.writing(superior.engine) as connection:
        row = dict(connection.execute(sa.select(BOOK.table).where(BOOK.table.c.id == row_id(1))).mappings().one())
    for changes in (sa.insert(BOOK.table).values(row | {"id": row_id(9)}),
                    sa.delete(BOOK.table).where(BOOK.table.c.id == row_id(1)),
                    sa.insert(KEPT).values(unit_id=sender.unit.id, register="members", id=row_id(1), hash="0" * 32,
                                           seen="", content="{}"),
                    sa.update(ROOTS).where(ROOTS.c.register == "members").values(rows=9)):
        with engines.writing(superior.engine) as connection:
            connection.execute(changes)
        assert verifying.check(superior).faults, str(changes)
        verifying.rebuild(superior, sender.unit.id)
        assert verifying.check(superior).faults == []
        assert state(superior) == sound
