"""One office's work carried by the network, by sticks or by any mix of both: the same end at both ends."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from sync.desk import carrier
from sync.server import carrier as there
from sync.server import posting
from sync.server.service import Service
from sync.server.superior import Superior
from tests.sync.roads import Pair, Road
from tests.sync.senders import row_id
from tests.sync.test_posts import PAPER, held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NETWORK, STICK, MIX = "network", "stick", "mix"
STEPS = 14


@dataclass
class Carried:
    """A copy of the office and of its superior, and the sticks that lie about between them."""

    pair: Pair
    folder: Path
    chance: random.Random
    kind: str
    sticks: list[Path] = field(default_factory=list)
    answers: list[Path] = field(default_factory=list)

    def carry(self) -> None:
        """Let one thing happen between office and superior: a session, or what one does with a stick."""
        by_network = self.kind == NETWORK or (self.kind == MIX and self.chance.random() < .4)
        if by_network:
            self.pair.sync()
            return
        self.chance.choice([self.write, self.plug_in, self.read])()

    def write(self) -> None:
        """Write what is not confirmed onto a stick."""
        self.sticks.append(self.folder / f"{self.kind}-{len(self.sticks)}.udf")
        with self.pair.at_this_computer():
            carrier.write(self.pair.db, self.sticks[-1])

    def plug_in(self) -> None:
        """Plug some stick in at the superior, however old, and write the answer."""
        if self.sticks:
            stick = self.chance.choice(self.sticks)
            self.answers.append(stick.with_name(f"{stick.stem}-{len(self.answers)}.answer"))
            there.answer(self.pair.superior, there.read(self.pair.superior, stick), self.answers[-1])

    def read(self) -> None:
        """Read some answer in the office, however old."""
        if self.answers:
            with self.pair.at_this_computer():
                carrier.read(self.pair.db, self.chance.choice(self.answers))

    def finish(self) -> None:
        """Bring everything there and back, by what this office has."""
        if self.kind != STICK:
            self.pair.sync()
            self.pair.sync()
        for _round in range(2 if self.kind == STICK else 0):
            self.write()
            self.sticks = self.sticks[-1:]
            self.plug_in()
            self.answers = self.answers[-1:]
            self.read()

    def end(self) -> list[Any]:
        """Return what both ends hold of each other, without names of logs and times."""
        self.pair.check()
        ids = sorted(self.pair.there())
        return [self.pair.there(), self.pair.there("membership_events").keys(), self.pair.states(*ids),
                {record: row["title"] for record, row in held(self.pair.db, "posted_papers").items()}]


def work(carried: Carried, number: int, chance: random.Random, records: list[str]) -> None:
    """Let the clerk, or the superior, do something: the same for every channel."""
    pair, what = carried.pair, chance.random()
    if what < .6:
        pair.force(chance.choice(records), remark=f"改{number}", mobile=chance.choice(["13800000001", "错"]))
    elif what < .7 and len(records) > 3:
        pair.delete(records.pop(chance.randrange(len(records))))
    else:
        posting.post(pair.superior, "posted_papers", [PAPER | {"id": row_id(number % 3 + 1), "title": f"第{number}号"}],
                     chance.choice(["", pair.unit.id]))


@pytest.fixture
def copies(enrolled: Callable[[Superior], Pair], superior_template: Path,
           tmp_path: Path) -> Iterator[tuple[list[Carried], list[str]]]:
    """Give the same enrolled office with its superior three times, one for each channel."""
    shutil.copy(superior_template, tmp_path / "superior.db")
    first = enrolled(Superior.open(str(tmp_path / "superior.db")))
    records = first.add(*range(1, 7))
    first.superior.close()
    made = []
    for kind in (NETWORK, STICK, MIX):
        shutil.copy(tmp_path / "superior.db", tmp_path / f"{kind}.db")
        superior = Superior.open(str(tmp_path / f"{kind}.db"))
        pair = first.copy(tmp_path / kind, with_key=True)
        pair.superior, pair.road = superior, Road(Service(superior))
        made.append(Carried(pair, tmp_path, random.Random(kind), kind))
    yield made, records
    for each in made:
        each.pair.db.close()
        each.pair.superior.close()


@pytest.mark.usefixtures("small_frames")
@pytest.mark.parametrize("seed", range(2))
def test_network_sticks_and_any_mix_end_the_same(copies: tuple[list[Carried], list[str]], seed: int) -> None:
    made, records = copies
    ends = []
    for carried in made:
        chance, mine = random.Random(seed), list(records)
        carried.chance.seed(f"{seed} {carried.kind}")
        for number in range(STEPS):
            work(carried, number, chance, mine)
            carried.carry()
        carried.finish()
        ends.append(carried.end())
    assert ends[0] == ends[1] == ends[2]
    assert ends[0][0]
    assert ends[0][3]
    assert made[1].pair.road.requests == []
    assert {"returned", "received"} <= set(ends[0][2])
