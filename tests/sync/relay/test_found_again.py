"""A computer that was given up is found again after what it had reported was filed anew: nothing is asked twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import conflicts
from sync.server import backups, computers
from tests.sync.relay.levels import same
from tests.sync.relay.test_policy import lines
from tests.sync.relay.test_refiling import another, put_back, withdraw_all_but
from union_desk.synctables import RIVALS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sync.relay.levels import Level
    from tests.sync.roads import Pair


def beside(pair: Pair) -> set[str]:
    """Return the records that have a version beside the shown one."""
    with pair.db.read() as s:
        return set(s.execute(sa.select(RIVALS.c.record)).scalars())


def asked(pair: Pair) -> list[tuple[str, list[str]]]:
    """Return what waits for a person: the record and the fields."""
    with pair.db.read() as s:
        return [(one.record, [each.field for each in one.differences]) for one in conflicts.conflicts(s)]


@pytest.mark.parametrize("edits", [{}, {"name": "乙改"}])
def test_a_computer_that_is_found_again_asks_nothing_that_was_not_asked(
        small: tuple[Pair, Level], tmp_path: Path, edits: dict[str, str]) -> None:
    """Its own versions stand beside those that were filed and say the same; a person sees one question or none."""
    pair, level = small
    level.policy = lines(tmp_path, "members,id_number,mask,,")
    (first,) = pair.add(1)
    pair.sync()
    other = another(pair, tmp_path / "other")
    level.relay()
    level.policy = lines(tmp_path)  # from now on vectors, and so hashes, are others at the city
    level.relay()
    backups.backup(level.superior, tmp_path / "district.bak")
    other.edit(first, name="甲改")
    other.sync()
    level.relay()
    put_back(pair, level, tmp_path / "district.bak", str(tmp_path / "again.db"))
    other.superior, other.road.service = level.superior, pair.road.service
    withdraw_all_but(pair)
    level.relay()
    if edits:
        pair.edit(first, **edits)
    for _round in range(2):
        pair.sync()
        level.relay()
    pair.sync()
    question = [(first, ["name", "name_pinyin"])] if edits else []
    assert (pair.names()[first], asked(pair)) == (edits.get("name", "甲改"), question)
    for row in computers.devices(level.superior):
        if row["revoked_at"]:
            computers.allow(level.superior, row["device"])
    for _round in range(3):
        other.sync()
        pair.sync()
        level.relay()
    assert asked(pair) == asked(other) == question
    assert pair.names()[first] in {"甲改", *edits.values()}  # of rivals the larger hash is shown, as ever
    assert same(pair, level)
    assert edits or first in beside(pair)  # two versions that say the same, of which nobody is asked
    other.edit(first, home_address="新居")
    other.sync()
    assert first not in beside(other)  # the next change has seen both
    other.db.close()
    level.superior.close()
