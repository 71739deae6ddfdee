"""Whatever versions of a record arrive in whatever order, the superior shows and keeps what the core's join says."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

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
VECTORS = (f"{A}:1", f"{A}:1,{B}:1", f"{A}:1,{C}:1", f"{A}:2,{B}:1", f"{A}:1,{C}:2")
"""Two computers go on from what a third wrote; each then goes on from one of both without the other."""


def _row(place: int, *, deleted: bool) -> Table:
    values: dict[str, Sequence[Value]] = {} if deleted else {"name": [f"第{place}版"]}
    return Table("members", [row_id(1)], values, [int(deleted)], [VECTORS[place]])


def _joined(tables: Iterable[Table]) -> list[tuple[str, bool]]:
    held: tuple[Version, ...] = ()
    for table in tables:
        vector = (table.seen or [None])[0] or ""
        came = Version(vector, hash_rows(table, [vector])[0], bool(table.deleted[0]), {})
        held = versions.put(held, came) or held
    return [(each.seen, each.deleted) for each in held]


def _stored(superior: Superior) -> list[tuple[str, bool]]:
    members = mirror("members").table
    with superior.engine.connect() as connection:
        shown = connection.execute(sa.select(members.c.seen, members.c.deleted, members.c.name)).one()
        kept = connection.execute(sa.select(KEPT.c.seen, KEPT.c.content)).all()
    place = VECTORS.index(shown.seen)
    assert shown.name == (None if shown.deleted else f"第{place}版")
    return [(shown.seen, shown.deleted), *sorted((seen, bool(json.loads(told)["deleted"])) for seen, told in kept)]


@pytest.mark.parametrize("gone", [(), (1,), (2, 3)])
def test_the_superior_shows_what_every_end_shows(local: Superior, gone: tuple[int, ...]) -> None:
    rows = [_row(place, deleted=place in gone) for place in range(len(VECTORS))]
    for number, order in enumerate(itertools.permutations(range(len(rows)))):
        if number % 7:
            continue
        sender = Sender.of(local, f"{number}")
        arriving = [rows[place] for place in order]
        sender.push(*(sender.seal(table) for table in arriving))
        first, *rest = _joined(arriving)
        assert _stored(local) == [first, *sorted(rest)], order
        with local.engine.begin() as connection:
            connection.execute(sa.delete(mirror("members").table))
            connection.execute(sa.delete(KEPT))
    assert {what for _code, what, _where in verifying.check(local).faults} == {"sum"}


def test_what_comes_under_the_name_of_a_version_that_is_held_changes_nothing(local: Superior) -> None:
    sender = Sender.of(local)
    sender.push(sender.seal(_row(0, deleted=False)))
    sender.push(sender.seal(Table("members", [row_id(1)], {"name": ["改"]}, [0], [VECTORS[0]])))
    assert _stored(local) == [(VECTORS[0], False)]
    assert {what for _code, what, _where in verifying.check(local).faults} <= {"sum"}  # it signed what it did not send
