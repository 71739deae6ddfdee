"""An office that moves to another superior: what the former one held and said keeps nothing from the new one."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import levels, store
from sync.server import posting
from sync.server.service import Service
from sync.server.superior import Superior
from tests.sync.files import attach, employer, kept, picture
from tests.sync.roads import Road
from tests.sync.test_posts import PAPER
from union_desk import synctables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tests.sync.roads import Pair

ABOUT_A_SUPERIOR = [table for table in synctables.ALL if table not in {synctables.STATE, synctables.EXTRA}]


def filled(s: Session) -> set[str]:
    """Return the names of the tables with rows, of those about one superior."""
    return {table.name for table in ABOUT_A_SUPERIOR
            if s.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()}


def fill_the_rest(s: Session) -> None:
    """Put a row into the tables that this office's short life has left empty."""
    for table in ABOUT_A_SUPERIOR:
        if table.name not in filled(s):
            s.execute(sa.insert(table).values({
                column.name: {int: 1, bool: False, bytes: b"x"}.get(column.type.python_type, "x")
                for column in table.columns if not column.nullable}))


def test_nothing_is_left_of_what_the_former_superior_held_and_said(
        enrolled: Callable[[Superior], Pair], local: Superior, tmp_path: Path) -> None:
    pair = enrolled(local)
    (member,) = pair.add(1)
    pair.force(member, mobile="1")
    data = picture(900)
    content = attach(pair, employer(pair), data)
    posting.post(local, "posted_papers", [PAPER])
    pair.sync()
    assert pair.status().returned
    with pair.db.bookkeeping() as s:
        fill_the_rest(s)
        assert filled(s) == {table.name for table in ABOUT_A_SUPERIOR}
        store.put(s, store.PASSED, ["of the former", 9])
    with closing(Superior.open(str(tmp_path / "other.db"))) as other:
        unit, token = other.add_unit("转隶后的工会", "460100777")
        pair.superior, pair.unit, pair.road = other, unit, Road(Service(other))
        pair.enrol(token.text, move=True)
        with pair.db.read(whole=True) as s:
            assert (filled(s), tuple(store.get(s, store.PASSED))) == (set(), levels.NOTHING_READ)
        pair.sync()
        pair.check()
        assert kept(pair) == {content: data}
    pair.db.close()
