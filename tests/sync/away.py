"""A county that is away from its city for a month while its unions report every day; then it calls: figures.

    python3 -m tests.sync.away [--units 300] [--days 30] [--database sqlite|postgresql] [--seed 1]

All is in one process, which makes three hundred unions possible: computers that seal what a union would report, the
county's server and the city's over real databases, and between them the requests of the protocol. The road is cut a few
times while the county catches up. In the end everything must be at the city, sums equal, nothing there twice, every
request within the bounds of the protocol; a further session costs one greeting.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import frame, limits, seen
from sync.protocol.columns import Table
from sync.protocol.messages import HELLO_PATH
from sync.server import engine as engines
from sync.server import verifying
from sync.server.service import Service
from sync.server.superior import Superior
from sync.server.tables import FRAMES, ROOTS, mirror
from tests import postgres
from tests.benchmarks.figures import peak_mib
from tests.samples import member, of_many
from tests.sync.relay.levels import Level
from tests.sync.roads import CutError
from tests.sync.senders import Sender, row_id
from tests.telling import say
from union_desk import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.protocol.columns import Value
    from tests.sync.roads import Road

CUTS = 5
_HELD = (ROOTS.c.unit_id, ROOTS.c.register, ROOTS.c.rows, ROOTS.c.a, ROOTS.c.b)


@dataclass
class Union:
    """A union's computer: every day a new member, and one of the others changed."""

    sender: Sender
    number: int
    vectors: dict[int, str] = field(default_factory=dict)

    def report(self, day: int, chance: random.Random) -> None:
        """Seal a day's work and send it; the sums are those of what is shown."""
        changed = {chance.choice(list(self.vectors))} if self.vectors else set()
        people = sorted(changed | {day + 1})
        log, seq = self.sender.log, len(self.sender.sealed) + 1
        made = [seen.follow([self.vectors[one]] if one in self.vectors else [], log, seq) for one in people]
        rows: list[dict[str, Value]] = [person(self.number, one, day) for one in people]
        names = sorted(set().union(*rows))
        table = Table("members", [row_id(one) for one in people],
                      {name: [row.get(name) for row in rows] for name in names}, [0] * len(rows), made)
        (receipt,) = self.sender.push(self.sender.seal(table))
        assert receipt.hash == self.sender.sealed[-1].hash
        self.vectors.update(zip(people, made, strict=True))


def person(union: int, number: int, day: int) -> dict[str, Value]:
    """Return an invented member as he stood on that day."""
    values = member(number, **of_many(union * 100 + number), name=f"张{number}", remark=f"第{day}日")
    return {name: int(value) if isinstance(value, bool) else value for name, value in values.items()}


@dataclass
class Measured:
    """A road that counts what it carries, keeps nothing, and is cut at some requests."""

    road: Road
    cuts: set[int] = field(default_factory=set)
    requests: int = 0
    largest: int = 0
    carried: int = 0
    greetings: int = 0

    def post(self, path: str, body: bytes, authorization: str) -> bytes:
        """Carry a request there and its answer back, unless the road is cut on the way back."""
        self.requests += 1
        self.greetings += path == HELLO_PATH
        answer = self.road.post(path, body, authorization)
        self.largest = max(self.largest, len(body), len(answer))
        self.carried += len(body)
        if self.requests in self.cuts:
            raise CutError
        return answer


@dataclass(frozen=True)
class Result:
    """What the return of the county took."""

    units: int
    days: int
    frames: int
    records: int
    sessions: int
    requests: int
    carried: int
    net: int
    largest: int
    away_seconds: float
    back_seconds: float
    away_mib: float
    back_mib: float


def relay(level: Level, road: Measured) -> int:
    """Hold sessions until one ends well; returns how many there were."""
    level.road.keeps = False
    held = level.road
    level.road = road  # type: ignore[assignment]  # it posts, and no more is asked
    try:
        for sessions in range(1, CUTS + 2):
            with suppress(CutError):
                assert level.relay().faults == {}
                return sessions
    finally:
        level.road = held
    msg = "it never came through"
    raise AssertionError(msg)


def prove(level: Level, unions: list[Union]) -> tuple[int, int, int]:
    """Prove that the city has everything once, with equal sums; returns frames, their records and their bytes."""
    assert verifying.check(level.above).faults == []
    wanted = [union.sender.unit.id for union in unions]
    sums, rows = [], []
    for superior in (level.superior, level.above):
        book = mirror("members").table
        with engines.reading(superior.engine) as connection:
            sums.append({tuple(row) for row in connection.execute(sa.select(*_HELD).where(ROOTS.c.rows > 0))})
            picked = sa.select(book.c.unit_id, book.c.id, book.c.remark)
            rows.append({(str(unit).replace("-", ""), str(record), said)
                         for unit, record, said in connection.execute(picked)})
    assert sums[0] == sums[1]
    assert rows[0] == rows[1]
    assert {unit for unit, *_rest in sums[1]} == set(wanted)
    assert len(rows[1]) == sum(len(union.vectors) for union in unions)
    frames, records, size = 0, 0, 0
    with engines.reading(level.above.engine) as connection:
        origins = set()
        for (data,) in connection.execute(sa.select(FRAMES.c.data), execution_options={"yield_per": 50}):
            (one,) = frame.read(bytes(data))
            origins.add(one.header.origin)
            frames, records, size = frames + 1, records + one.header.n, size + len(one.data)
    assert frames == len(origins)
    return frames, records, size


def run(level: Level, units: int, days: int, chance: random.Random,
        say: Callable[[str], None] = lambda _line: None) -> Result:
    """Let a county be away for so many days, and come back."""
    service = Service(level.superior)
    unions = [Union(Sender.of(level.superior, f"{number:06}", service), number) for number in range(1, units + 1)]
    begin = time.monotonic()
    for union in unions:
        union.report(0, chance)
    relay(level, Measured(level.road))
    for day in range(1, days + 1):
        for union in unions:
            union.report(day, chance)
        say(f"day {day}: {units} unions have reported")
    away, away_mib, begin = time.monotonic() - begin, peak_mib(), time.monotonic()
    before = prove_nothing_new(level)
    road = Measured(level.road, set(chance.sample(range(1, 2 * units + 1), min(CUTS, units))))
    sessions = relay(level, road)
    back = time.monotonic() - begin
    frames, records, net = prove(level, unions)
    quiet = Measured(level.road)
    assert relay(level, quiet) == 1
    assert (quiet.requests, quiet.greetings) == (1, 1)
    assert road.largest <= limits.REQUEST_BYTES
    return Result(units, days, frames, records, sessions, road.requests, road.carried, net - before, road.largest, away,
                  back, away_mib, peak_mib())


def prove_nothing_new(level: Level) -> int:
    """Return how many bytes of frames the city has from before."""
    with engines.reading(level.above.engine) as connection:
        return int(connection.execute(sa.select(sa.func.sum(sa.func.length(FRAMES.c.data)))).scalar_one())


@contextmanager
def levels(folder: Path, database: str) -> Iterator[Level]:
    """Give a county over that kind of database that reports to a city over a file."""
    with ExitStack() as stack:
        address = (stack.enter_context(postgres.running()).fresh().url if database == "postgresql"
                   else str(folder / "county.db"))
        county, city = Superior.open(address), Superior.open(str(folder / "city.db"))
        stack.callback(county.close)
        stack.callback(city.close)
        county.rename("海口市某区总工会")
        city.rename("海口市总工会")
        yield Level.of(county, city)


def main(arguments: list[str] | None = None) -> int:
    """Run the long form and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=300)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    words.set_language("en")

    with tempfile.TemporaryDirectory(prefix="ud-away-") as folder, \
            levels(Path(folder), options.database) as level:
        found = run(level, options.units, options.days, random.Random(options.seed), say)
    say(f"{found.units} unions, {found.days} days, {options.database}: {found.frames:,} frames with {found.records:,} "
        f"records at the city")
    say(f"back in {found.sessions} sessions of {found.requests:,} requests, {found.carried:,} bytes up for "
        f"{found.net:,} of frames, the largest {found.largest:,}")
    say(f"{found.away_seconds:.0f} s to report, {found.back_seconds:.0f} s to catch up; peak memory of the one process "
        f"{found.away_mib:.0f} MiB before, {found.back_mib:.0f} MiB after")
    say("everything is at the city, sums equal, nothing there twice")
    return 0


if __name__ == "__main__":
    sys.exit(main())
