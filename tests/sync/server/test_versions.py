"""Whatever versions of a record arrive in whatever order, the superior shows and keeps what the core's join says."""

from __future__ import annotations

import itertools
import json
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.protocol import versions
from sync.protocol.columns import Table
from sync.protocol.rows import hash_rows
from sync.protocol.versions import Version
from sync.server import verifying
from sync.server.tables import KEPT, mirror
from tests.sync.senders import Sender, row_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.protocol.columns import Value
    from sync.server.superior import Superior

A, B, C = (f"{n:016x}" for n in (1, 2, 3))
VECTORS = (f"{A}:1", f"{A}:1,{B}:1", f"{A}:1,{C}:1", f"{A}:2,{B}:1", f"{A}:1,{C}:2", f"{A}:3,{B}:1,{C}:2")
"""Two computers go on from what a third wrote; each then goes on from one of both without the other; one joins all."""


def _row(place: int, *, deleted: bool, record: int = 1) -> Table:
    values: dict[str, Sequence[Value]] = {} if deleted else {"name": [f"第{place}版"]}
    return Table("members", [row_id(record)], values, [int(deleted)], [VECTORS[place]])


def _joined(tables: Iterable[Table]) -> list[tuple[str, bool]]:
    held: tuple[Version, ...] = ()
    for table in tables:
        vector = (table.seen or [None])[0] or ""
        came = Version(vector, hash_rows(table, [vector])[0], bool(table.deleted[0]), {})
        held = versions.put(held, came) or held
    return [(each.seen, each.deleted) for each in held]


def _stored(superior: Superior, unit: str, record: int = 1) -> list[tuple[str, bool]]:
    members = mirror("members").table
    with superior.engine.connect() as connection:
        shown = connection.execute(sa.select(members.c.seen, members.c.deleted, members.c.name).where(
            members.c.unit_id == unit, members.c.id == row_id(record))).one()
        kept = connection.execute(sa.select(KEPT.c.seen, KEPT.c.content).where(
            KEPT.c.unit_id == unit, KEPT.c.id == row_id(record))).all()
    place = VECTORS.index(shown.seen)
    assert shown.name == (None if shown.deleted else f"第{place}版")
    return [(shown.seen, shown.deleted), *sorted((seen, bool(json.loads(told)["deleted"])) for seen, told in kept)]


@pytest.mark.parametrize("gone", [(), (1,), (2, 3)])
def test_the_superior_shows_what_every_end_shows(superior: Superior, gone: tuple[int, ...]) -> None:
    rows = [_row(place, deleted=place in gone) for place in range(len(VECTORS))]
    for number, order in enumerate(itertools.permutations(range(len(rows)))):
        if number % 41:
            continue
        sender = Sender.of(superior, f"{number}")
        arriving = [rows[place] for place in order]
        sender.push(*(sender.seal(table) for table in arriving))
        first, *rest = _joined(arriving)
        assert _stored(superior, sender.unit.id) == [first, *sorted(rest)], order
    assert not verifying.check(superior).faults


def test_what_comes_under_the_name_of_a_version_that_is_held_changes_nothing(superior: Superior) -> None:
    sender = Sender.of(superior)
    sender.push(sender.seal(_row(0, deleted=False)))
    sender.push(sender.seal(Table("members", [row_id(1)], {"name": ["改"]}, [0], [VECTORS[0]])))
    assert _stored(superior, sender.unit.id) == [(VECTORS[0], False)]
    told = {what for _code, what, _where in verifying.check(superior).faults}
    assert told <= {"sum"}  # it signed what it did not send


_frames = st.lists(st.dictionaries(st.integers(1, 4), st.integers(0, len(VECTORS) - 1), min_size=1), max_size=5)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories=_frames, gone=st.sets(st.integers(0, len(VECTORS) - 1), max_size=2))
def test_so_it_is_with_many_records_in_a_frame(
        superior: Superior, histories: list[dict[int, int]], gone: set[int]) -> None:
    sender = Sender.of(superior, secrets.token_hex(8))
    came: dict[int, list[Table]] = {}
    for frame in histories:
        rows = {record: _row(place, deleted=place in gone, record=record) for record, place in frame.items()}
        salts = b"".join(row.salts[0] for row in rows.values())
        sender.push(sender.seal(Table(
            "members", [row_id(record) for record in rows],
            {"name": [None if place in gone else f"第{place}版" for place in frame.values()]},
            [int(place in gone) for place in frame.values()], [VECTORS[place] for place in frame.values()],
            key=b"", picked=salts)))
        for record, row in rows.items():
            came.setdefault(record, []).append(replace(row, key=b"", picked=row.salts[0]))
    for record, tables in came.items():
        first, *rest = _joined(tables)
        assert _stored(superior, sender.unit.id, record) == [first, *sorted(rest)]
    told = verifying.check(superior).faults
    assert not [fault for fault in told if fault[0] == sender.unit.code]


def test_a_row_of_the_frame_before_is_found_again_in_whatever_order_its_names_came(local: Superior) -> None:
    sender = Sender.of(local)
    both = Table("members", [row_id(5), row_id(1)], {"name": ["甲", "乙"]}, [0, 0])
    sender.push(sender.seal(both), sender.seal(Table("members", [row_id(5)], {"name": ["丙"]}, [0])))
    assert verifying.check(local).faults == []
