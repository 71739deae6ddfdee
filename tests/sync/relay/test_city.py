"""A city over either database, in PostgreSQL behind its wall, takes what a relay says for its units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.relay import policy
from sync.server import delivering, posting, verifying
from tests.sync.relay.levels import Level
from tests.sync.test_posts import PAPER, held

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.server.superior import Superior
    from tests.sync.roads import Pair


def test_a_city_over_either_database_takes_what_its_relay_says_and_answers_it(
        enrolled: Callable[[Superior], Pair], local: Superior, superior: Superior, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("members,id_number,omit,,\n", "utf-8")
    pair = enrolled(local)
    level = Level.of(local, superior)
    level.policy = policy.read(str(own))
    record, gone = pair.add(1, 2)
    pair.sync()
    assert (level.relay().faults, level.relay().frames) == ({}, 0)
    posting.post(level.above, "posted_papers", [PAPER], pair.unit.id)
    pair.edit(record, name="王新")
    pair.delete(gone)
    pair.sync()
    report = level.relay()
    assert (report.faults, report.returned, report.posts) == ({}, 0, 1)
    there = level.there(pair.unit)
    assert (there[record]["name"], there[gone]["status"]) == ("王新", "deleted")
    assert "id_number" not in there[record]
    assert there[record]["remarks"] == []
    assert [row["read_by"] for row in delivering.progress(level.above)] == [1]
    assert verifying.check(level.above).faults == []
    assert pair.sync().levels == 1
    assert set(held(pair.db, "posted_papers")) == {PAPER["id"]}
