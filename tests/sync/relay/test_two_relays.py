"""A union below a second relay: city, county, township, office; what comes back of what one relay lost, and of both."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.protocol import frame
from sync.server import backups, verifying
from sync.server.service import Service
from sync.server.tables import FRAMES, KEPT
from tests.sync.relay.levels import Level, same
from tests.sync.relay.test_refiling import another, lost, put_back, withdraw_all_but
from tests.sync.senders import Sender, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sync.server.superior import Superior
    from tests.sync.roads import Pair


@dataclass
class Four:
    """An office, its township (the superior of `lower`), the county (that of `upper`) and the city above it."""

    pair: Pair
    lower: Level
    upper: Level
    folder: Path

    def rest(self) -> None:
        """Let everybody sync, from below and from above, until nothing is to be done."""
        for _round in range(3):
            self.pair.sync()
            self.lower.relay()
            self.upper.relay()
        self.pair.sync()
        for level in (self.lower, self.upper):
            report = level.relay()
            assert (report.frames, report.refiled, report.faults) == (0, 0, {})

    def backup(self) -> None:
        """Take backups of both relays, in place of those before."""
        backups.backup(self.lower.superior, self.folder / "township.bak")
        backups.backup(self.upper.superior, self.folder / "county.bak")

    def put_back_township(self) -> None:
        """Put the township back to its backup."""
        put_back(self.pair, self.lower, self.folder / "township.bak", str(self.folder / "township-again.db"))

    def put_back_county(self) -> None:
        """Put the county back to its backup."""
        self.upper.superior.close()
        self.upper.superior = self.lower.above = backups.restore(
            self.folder / "county.bak", str(self.folder / "county-again.db"))
        self.lower.road.service = Service(self.lower.above)


@pytest.fixture
def four(small: tuple[Pair, Level], superior_file: Callable[[str], Superior], tmp_path: Path) -> Iterator[Four]:
    """Give four levels, backups of both relays, and what a computer reported since that never comes again."""
    pair, lower = small
    upper = Level.of(lower.above, superior_file("top"), "46")
    made = Four(pair, lower, upper, tmp_path)
    (first,) = pair.add(1)
    other = another(pair, tmp_path / "other")
    made.rest()
    other.sync()
    made.backup()
    other.edit(first, name="甲改")
    other.add(2)
    other.sync()
    lower.relay()
    upper.relay()
    other.db.close()
    yield made
    for level in (lower, upper):
        level.superior.close()


def names(level: Level, pair: Pair) -> list[str]:
    """Return the names of the members that a higher superior holds of the office."""
    return sorted(row["name"] for row in level.there(pair.unit).values())


def sound(four: Four) -> bool:
    """Tell whether each superior proves what it holds."""
    return [verifying.check(one).faults for one in (
        four.lower.superior, four.upper.superior, four.upper.above)] == [[], [], []]


BEFORE, AFTER = ["张1"], ["张2", "甲改"]


def test_what_a_restored_township_lost_comes_back_from_the_county_and_goes_up_again(four: Four) -> None:
    four.put_back_township()
    withdraw_all_but(four.pair)
    four.rest()
    assert sorted(four.pair.names().values()) == names(four.lower, four.pair) == names(four.upper, four.pair) == AFTER
    assert same(four.pair, four.lower)
    assert same(four.pair, four.upper)
    assert sound(four)


def test_what_a_restored_county_lost_the_township_sends_again(four: Four) -> None:
    four.put_back_county()
    four.rest()
    assert names(four.lower, four.pair) == names(four.upper, four.pair) == AFTER
    assert same(four.pair, four.lower)
    assert same(four.pair, four.upper)
    assert sound(four)


def test_what_township_and_county_lost_stays_at_the_city_and_hinders_nobody(four: Four) -> None:
    """The county asks for no frames of a unit that reports to another relay; the three below the city agree."""
    four.put_back_township()
    four.put_back_county()
    withdraw_all_but(four.pair)
    four.rest()
    assert sorted(four.pair.names().values()) == names(four.lower, four.pair) == BEFORE
    assert (lost(four.lower), lost(four.upper)) == (0, 0)
    assert names(four.upper, four.pair) == AFTER
    assert same(four.pair, four.lower)
    four.pair.add(3)
    four.rest()
    assert names(four.lower, four.pair) == sorted([*BEFORE, "张3"])
    assert names(four.upper, four.pair) == sorted([*AFTER, "张3"])
    assert sound(four)


def test_every_level_names_the_frame_that_the_office_signed(four: Four) -> None:
    """However many relays stand between."""
    four.rest()

    def frames(level: Level) -> list[frame.Frame]:
        with level.above.engine.connect() as connection:
            found = connection.execute(sa.select(FRAMES.c.data).where(FRAMES.c.unit_id == four.pair.unit.id)).scalars()
            return [next(frame.read(bytes(data))) for data in found]

    with four.pair.superior.engine.connect() as connection:
        signed = {tuple(row) for row in connection.execute(sa.select(
            FRAMES.c.log, FRAMES.c.seq, FRAMES.c.hash).where(FRAMES.c.unit_id == four.pair.unit.id))}
    assert {one.header.origin for one in frames(four.lower)} == {one.header.origin for one in frames(four.upper)}
    assert {one.header.origin for one in frames(four.upper)} <= signed
    assert four.pair.status().waiting == {}


def test_a_computer_that_speaks_like_a_relay_is_not_believed(small: tuple[Pair, Level]) -> None:
    _pair, level = small
    sender = Sender.of(level.superior, "77")
    sent = sender.seal(table([{"name": "张1"}]), of=("0" * 16, 9, "0" * 64))
    sender.push(sent)
    level.relay()
    with level.above.engine.connect() as connection:
        (data,) = connection.execute(sa.select(FRAMES.c.data).where(FRAMES.c.unit_id == sender.unit.id)).scalars()
    assert next(frame.read(bytes(data))).header.origin == (sender.log, 1, sent.hash)
    level.superior.close()
    level.above.close()


def test_of_two_branches_of_a_cloned_computer_neither_replaces_the_other_though_both_relays_were_restored(
        four: Four, tmp_path: Path) -> None:
    """The county sees by the hash of the office's own frame that the city holds another one under its number."""
    pair = four.pair
    four.rest()
    record = next(each for each, name in pair.names().items() if name == "甲改")
    four.backup()
    clone = pair.copy(tmp_path / "clone", with_key=True)
    clone.edit(record, name="甲克隆")
    clone.sync()
    four.lower.relay()
    four.upper.relay()
    assert names(four.upper, pair) == ["张2", "甲克隆"]
    clone.db.close()  # it never reports again
    four.put_back_township()
    four.put_back_county()
    for name in ("乙本机", "丙本机"):
        pair.edit(record, name=name)
        pair.sync()
        assert (four.lower.relay().faults, four.upper.relay().faults) == ({}, {})
    with four.upper.above.engine.connect() as connection:
        kept = connection.execute(sa.select(KEPT.c.content)).scalars().all()
    told = f"{names(four.upper, pair)} {[json.loads(content) for content in kept]}"
    assert ("甲克隆" in told, "丙本机" in told, "乙本机" in told) == (True, True, False)
    four.rest()
    assert names(four.lower, pair) == sorted(pair.names().values()) == ["丙本机", "张2"]
    assert sound(four)
