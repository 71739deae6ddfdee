"""Real processes under torture: whatever is killed, cut, doubled or flipped, nothing is lost and nothing there twice.

    python3 -m tests.sync.torture --faults 1000 [--database sqlite|postgresql] [--processes N] [--most N]
        [--every-byte] [--seed N]

One office and one server over the loopback (or several processes of it over one database, each request to the next),
with a proxy between them that spoils the road. After every few faults the road is left alone, two sessions are held,
and both copies must be equal, row by row and sum by sum. With few members a session is a frame or two; with many
(`--most 40`) frames are sealed several at once, and a request brings several.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import httpx2
import pytest
import sqlalchemy as sa

from sync.desk import device, enrolment, network, session, store
from sync.protocol import limits
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused
from sync.server import engine as engines
from sync.server.service import Service
from sync.server.superior import Superior
from sync.server.tables import FRAMES
from tests import postgres
from tests.samples import of_many
from tests.sync.processes import Proxy, Server, place_of, serving, start_session
from tests.sync.roads import Pair, Road
from tests.telling import say_from_now
from union_desk import words
from union_desk.database import Database
from union_desk.errors import UserError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

CUT, FLIP, DOUBLE, SERVER, DESK = "cut", "flip", "double", "server killed", "desk killed"
SHARES = {CUT: 60, FLIP: 15, DOUBLE: 10, SERVER: 8, DESK: 7}
SETTLE_AFTER = 25
_TELL_AFTER = 200
_DOUBLED = 40
EACH_ANEW = httpx2.Limits(max_keepalive_connections=0)  # a connection of its own for each request
_PATIENCE = 2.0  # seconds; a flipped length lets both ends wait for bytes that never come


@dataclass
class Spoiling(Proxy):
    """A proxy that spoils one byte of the next session: cuts there, flips a bit of it, or sends some bytes twice."""

    plan: tuple[str, str, int] | None = None  # how, which way, at which byte
    done: bool = False
    targets: Iterator[tuple[str, int]] | None = None  # of several server processes: each connection goes to the next

    def towards(self) -> tuple[str, int]:
        """Return where the next client is led."""
        return self.target if self.targets is None else next(self.targets)

    def spoil(self, how: str, way: str, at: int) -> None:
        """Spoil at a byte counted from now."""
        self.carried.update(up=0, down=0)
        self.plan, self.done = (how, way, at), False

    def leave(self) -> None:
        """Spoil nothing."""
        self.carried.update(up=0, down=0)
        self.plan = None

    def _carry(self, way: str, reader: socket.socket, writer: socket.socket) -> None:
        with suppress(OSError):
            while data := reader.recv(65536):
                part, ends = self._spoilt(way, data)
                writer.sendall(part)
                self.carried[way] += len(data)
                if ends:
                    break
        self.shut(reader, writer)

    def _spoilt(self, way: str, data: bytes) -> tuple[bytes, bool]:
        """Return what is passed on, and whether the connection ends there."""
        if self.plan is None or self.done or self.plan[1] != way:
            return data, False
        how, _way, at = self.plan
        place = at - self.carried[way]
        if not 0 <= place < len(data):
            return data, False
        self.done = True
        if how == CUT:
            return data[:place], True
        if how == FLIP:
            return data[:place] + bytes([data[place] ^ 1 << (at % 8)]) + data[place + 1:], False
        return data[:place] + data[place:place + _DOUBLED] + data[place:], False


class Positions(NamedTuple):
    """Where a short session is cut: which ways, from which byte on, of every so many bytes one."""

    ways: tuple[str, ...] = ("up", "down")
    first: int = 0
    step: int = 1


@dataclass
class Torture:
    """An office, its server, the road between them, and what was done to them so far."""

    pair: Pair
    servers: list[Server]
    proxy: Spoiling
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    felt: Counter[str] = field(default_factory=Counter)  # faults after which the session did not end well
    serials: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    ids: list[str] = field(default_factory=list)
    sessions: int = 0
    most: int = 3  # members that are entered before a session
    lengths: dict[str, int] = field(default_factory=dict)  # bytes of a session with one member
    longest: dict[str, int] = field(default_factory=dict)  # of one with as many as there may be
    last: str = ""  # why the last session that did not end well did not

    def through(self, address: str) -> None:
        """Let the office find its server at another address."""
        with self.pair.db.bookkeeping() as s:
            store.put_superior(s, store.Superior(**{**vars(store.superior(s)), "server": address}))

    def work(self) -> int:
        """Let the clerk do something: enter, change, delete; returns how many members it was done to."""
        gesture = self.chance.randrange(4)
        if gesture == 0 and self.ids:
            self.pair.edit(self.chance.choice(self.ids), remark=f"改{next(self.serials)}")
        elif gesture == 1 and len(self.ids) > 5:
            self.pair.delete(self.ids.pop(self.chance.randrange(len(self.ids))))
        else:
            return self.add(self.chance.randint(1, self.most))
        return 1

    def add(self, count: int = 1) -> int:
        """Enter so many members; returns how many."""
        for serial in itertools.islice(self.serials, count):
            self.ids += self.pair.add(serial, **of_many(serial))
        return count

    def hold(self, patience: float = 60.0) -> bool:
        """Hold a session; tells whether it ended well."""
        self.sessions += 1
        try:
            with self.pair.patch.context() as patch:
                patch.setattr(network, "ANSWER_SECONDS", patience)
                session.run_session(self.pair.db)
        except (NoAnswerError, Refused) as fault:
            self.last = str(fault)
            return False
        return True

    def measure(self) -> None:
        """Learn how many bytes a short session has in each direction, and a long one."""
        for count, learnt in ((1, self.lengths), (self.most, self.longest)):
            self.proxy.leave()
            self.add(count)
            assert self.hold()
            learnt.update(self.proxy.carried)

    def length(self, way: str, members: int) -> int:
        """Return about how many bytes a session with so many members has in a direction."""
        more = self.longest[way] - self.lengths[way]
        return self.lengths[way] + more * (members - 1) // max(1, self.most - 1)

    def fault(self, kind: str) -> None:
        """Do one fault to a session with some work in it."""
        members = self.work()
        if kind in {CUT, FLIP, DOUBLE}:
            way = self.chance.choice(["up", "down"])
            self.spoil(kind, way, self.chance.randrange(self.length(way, members)))
            return
        self.note(kind, well=self.kill_server() if kind == SERVER else self.kill_desk())

    def spoil(self, how: str, way: str, at: int) -> None:
        """Hold a session whose road is spoilt at a byte."""
        self.proxy.spoil(how, way, at)
        self.note(how, well=self.hold(_PATIENCE))
        self.proxy.leave()

    def note(self, kind: str, *, well: bool) -> None:
        """Count a fault."""
        self.done[kind] += 1
        self.felt[kind] += not well

    def kill_server(self) -> bool:
        """Kill a server process at some moment of a session, and start it again."""
        server = self.chance.choice(self.servers)
        killer = threading.Timer(self.chance.uniform(0.0, 0.12), server.kill)
        killer.start()
        well = self.hold()
        killer.join()
        server.start()
        return well

    def kill_desk(self) -> bool:
        """Kill the office's process at some moment of its session."""
        process = start_session(self.pair.db.folder, self.pair.db.key.raw, self.pair.devices)
        time.sleep(self.chance.uniform(0.0, 0.15))
        process.kill()
        assert process.stdout is not None
        well = process.stdout.read() == b"end\n"
        process.wait(10)
        process.stdout.close()
        return well

    def settle(self) -> None:
        """Leave the road alone, hold two sessions and prove both copies equal; nothing lost, nothing there twice."""
        self.proxy.leave()
        assert self.hold(), self.last
        assert self.hold(), self.last
        self.pair.check()
        with engines.reading(self.pair.superior.engine) as connection:
            frames, hashes = connection.execute(sa.select(
                sa.func.count(), sa.func.count(sa.func.distinct(FRAMES.c.hash))).select_from(FRAMES)).one()
        assert frames == hashes

    def every_byte(self, positions: Positions, say: Callable[[str], None] = lambda _line: None) -> None:
        """Cut a short session at every byte of these positions, one after another, each held again afterwards."""
        for way in positions.ways:
            for number, at in enumerate(range(positions.first, self.lengths[way], positions.step), 1):
                self.add()
                self.spoil(CUT, way, at)
                assert self.hold(), self.last
                if number % _TELL_AFTER == 0:
                    self.settle()
                    say(f"{way}: cut at {number} bytes up to byte {at}, both copies equal; {self.counts()}")
            self.settle()
            say(f"{way}: cut at every byte from {positions.first} to the last, {self.lengths[way] - 1}")

    def counts(self) -> str:
        """Return how many faults were done and after how many of them the session did not end well."""
        return ", ".join(f"{kind} {self.done[kind]}/{self.felt[kind]}" for kind in SHARES if self.done[kind])


@contextmanager
def tortured(folder: Path, database: str, chance: random.Random, processes: int = 1,
             most: int = 3) -> Iterator[Torture]:
    """Give an enrolled office with its server (in so many processes) and the spoiling proxy between them.

    The clerk enters up to so many members before a session.
    """
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv(device.FOLDER, str(folder / "devices"))
        patch.setattr(limits, "SEAL_RECORDS", 4)  # few records make many frames
        address = str(folder / "superior.db")
        if database == "postgresql":
            address = stack.enter_context(postgres.running()).fresh().url
        db = Database.create(folder / "office", "an invented passphrase")
        stack.callback(db.close)
        servers = [stack.enter_context(serving(address)) for _number in range(processes)]
        superior = Superior.open(address)
        stack.callback(superior.close)
        unit, token = superior.add_unit("和风机械厂工会", "460100001")
        enrolment.enrol(db, servers[0].address, token.text)
        places = [place_of(server.address) for server in servers]
        proxy = Spoiling(places[0])
        if processes > 1:
            proxy.targets = itertools.cycle(places)
            patch.setattr("sync.desk.network.httpx2.Client", partial(httpx2.Client, limits=EACH_ANEW))
        proxy.start(proxy.serve)
        stack.callback(proxy.close)
        pair = Pair(db, superior, unit, Road(Service(superior)), folder / "devices", patch)
        made = Torture(pair, servers, proxy, chance, most=most)
        made.through(proxy.address)
        assert made.hold()
        made.measure()
        yield made


def kinds(count: int, chance: random.Random) -> list[str]:
    """Return so many faults of all kinds, mixed."""
    each = [kind for kind, share in SHARES.items() for _n in range(max(1, count * share // sum(SHARES.values())))]
    each += [CUT] * (count - len(each))
    chance.shuffle(each)
    return each[:count]


def torture(made: Torture, count: int, say: Callable[[str], None] = lambda _line: None) -> None:
    """Do so many faults and settle every so often."""
    for number, kind in enumerate(kinds(count, made.chance), 1):
        made.fault(kind)
        if number % SETTLE_AFTER == 0 or number == count:
            made.settle()
            say(f"{number} faults, {made.sessions} sessions, {len(made.ids)} members, both copies equal")


def main(arguments: list[str] | None = None) -> int:
    """Run the long form and print what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1, help="how many server processes, with postgresql")
    parser.add_argument("--most", type=int, default=3, help="members that are entered before a session, at most")
    parser.add_argument("--every-byte", action="store_true", help="also cut a short session at every byte it has")
    parser.add_argument("--step", type=int, default=1, help="of every so many bytes one")
    parser.add_argument("--way", choices=("up", "down"), help="cut in this direction only")
    parser.add_argument("--first", type=int, default=0, help="the first byte to cut at: a long run goes on from there")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    words.set_language("en")
    say = say_from_now()
    with tempfile.TemporaryDirectory(prefix="ud-torture-") as folder, \
            tortured(Path(folder), options.database, random.Random(options.seed), options.processes,
                     options.most) as made:
        say(f"{options.database}, seed {options.seed}: a short session has {made.lengths} bytes, one with "
            f"{made.most} members {made.longest}")
        try:
            torture(made, options.faults, say)
            if options.every_byte:
                ways = (options.way,) if options.way else ("up", "down")
                made.every_byte(Positions(ways, options.first, options.step), say)
        except (AssertionError, UserError) as fault:
            say(f"FAILED after {dict(made.done)}, last answer {made.last!r}: {fault!r}")
            traceback.print_exc()
            return 1
        for kind in SHARES:
            say(f"{kind}: {made.done[kind]} times, felt by the session {made.felt[kind]} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())
