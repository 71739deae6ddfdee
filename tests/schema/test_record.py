"""Names of records: UUIDv7 text that rises with time, and the columns that every record has."""

from __future__ import annotations

import time
import uuid
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from union_desk.registers import ALL
from union_desk.schema.record import SYSTEM_COLUMNS, described, new_id, new_ids

if TYPE_CHECKING:
    from union_desk.schema.register import Register


def moment(name: str) -> int:
    """Return the milliseconds that a UUIDv7 begins with."""
    return uuid.UUID(name).int >> 80


@given(st.integers(0, 300))
def test_ids_are_uuids_of_version_seven(count: int) -> None:
    made = [*new_ids(count), new_id()]
    assert len(set(made)) == count + 1
    for name in made:
        parsed = uuid.UUID(name)
        assert str(parsed) == name
        assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)


def test_ids_rise_within_a_call_and_from_call_to_call() -> None:
    made = [*new_ids(10_000), *new_ids(1), *new_ids(1), *new_ids(5000)]
    assert all(a < b for a, b in pairwise(made))


def test_ids_carry_the_moment_even_after_many_at_once() -> None:
    now = time.time_ns() // 1_000_000
    first, *_rest, last = new_ids(20_000)
    assert 0 <= moment(first) - now < 60_000
    assert moment(last) - moment(first) == 19_999 // 0x1000


def test_ids_do_not_fall_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert moment(new_id()) >= moment(before)
    assert moment(new_ids(1)[0]) >= moment(before)


@pytest.mark.parametrize("register", ALL, ids=repr)
def test_every_table_has_the_columns_of_a_record_and_then_its_fields(register: Register) -> None:
    columns = list(register.table.columns)
    assert tuple(c.name for c in columns[:4]) == SYSTEM_COLUMNS
    assert [c.name for c in columns[4:]] == list(register.fields)
    assert register.table.c.n.primary_key
    assert register.table.c.id.unique
    assert not any(register.table.c[name].nullable for name in SYSTEM_COLUMNS)
    assert all(register.table.c[name].nullable for name in register.fields)


def test_constraints_and_indexes_have_names_that_migrations_can_use() -> None:
    for table in described().tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, (sa.UniqueConstraint, sa.ForeignKeyConstraint)):
                assert constraint.name
        assert all(index.name for index in table.indexes)
