"""A first upload over a slow line that is cut again and again: members with their events, and files; figures.

    python3 -m tests.sync.slow_line [--members 100000] [--files 4] [--kilobits 1000] [--database sqlite|postgresql]

The office, the superior's server and a proxy between them are real processes on the loopback. The proxy lets through
so many bits a second each way and cuts the connection at random bytes. In the end everything must be acknowledged, both
copies equal, nothing there twice; peak memory of both ends is told, so that runs of different sizes can be compared.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import contents, device, enrolment, store
from sync.server import engine as engines
from sync.server.service import Service
from sync.server.superior import Superior
from sync.server.tables import CONTENTS, FRAMES
from tests import postgres
from tests.benchmarks.bench_push import fill
from tests.benchmarks.figures import peak_mib
from tests.offices import ACTOR
from tests.sync.processes import ROOT, Proxy, serving
from tests.sync.roads import Pair, Road
from tests.telling import say
from union_desk import attachments, records, registers, words
from union_desk.database import Database

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

_PACE = 8 * 1024  # bytes let through at once
_PNG = b"\x89PNG\r\n\x1a\n"

# The office as a process: holds sessions until one ends well, then tells how many it took and its peak memory.
DESK = """
import json, os, sys
from pathlib import Path
from sync.desk import session
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused
from tests.benchmarks.figures import peak_mib
from union_desk.database import Database
from union_desk.safety.keys import DataKey
db = Database.open_with(Path(sys.argv[1]), DataKey(bytes.fromhex(sys.argv[2])))
sessions, failures = 0, {}
while True:
    sessions += 1
    try:
        session.run_session(db)
        break
    except (NoAnswerError, Refused) as fault:
        failures[type(fault).__name__] = failures.get(type(fault).__name__, 0) + 1
print(json.dumps({"sessions": sessions, "failures": failures, "peak": peak_mib(os.getpid())}), flush=True)
"""


@dataclass
class SlowLine(Proxy):
    """A proxy with so many bytes a second each way (0 for any), which cuts after every so many bytes, by chance."""

    rate: int = 0
    between: tuple[int, int] = (60_000, 900_000)
    chance: random.Random = field(default_factory=random.Random)
    cuts: int = 0
    most_cuts: int = 1_000
    _left: int = 0

    def __post_init__(self) -> None:
        """Choose the first cut."""
        self._left = self.chance.randint(*self.between)

    def _carry(self, way: str, reader: socket.socket, writer: socket.socket) -> None:
        with suppress(OSError):
            while data := reader.recv(_PACE):
                part = data[:max(0, self._left)] if self.cuts < self.most_cuts else data
                writer.sendall(part)
                self.carried[way] += len(part)
                self._left -= len(part)
                if self.rate:
                    time.sleep(len(part) / self.rate)
                if len(part) < len(data):
                    self.cuts += 1
                    self._left = self.chance.randint(*self.between)
                    break
        self.shut(reader, writer)


@dataclass
class Result:
    """What a run was: records, files, frames and bytes as they stand in the end, and what the line made of them."""

    members: int
    records: int
    files: int
    net_bytes: int
    carried_up: int
    carried_down: int
    cuts: int
    sessions: int
    seconds: float
    desk_mib: float
    server_mib: float

    @property
    def repeated(self) -> float:
        """Return how much more was carried up than there is, as a part of it (requests and receipts included)."""
        return self.carried_up / self.net_bytes - 1


def hang_files(db: Database, count: int, size: int, chance: random.Random) -> None:
    """Hang so many files on an employer, each of so many bytes that pack no smaller."""
    with db.write(ACTOR, "Attached") as s:
        record = records.save(s, registers.get("employers"), {"unit_name": "和风机械厂"}).id
        for number in range(count):
            offered = attachments.judge(s, f"照片{number}.png", _PNG + chance.randbytes(size - len(_PNG)))
            attachments.attach(db, s, registers.get("employers"), record, offered, {})


def run(
    folder: Path, *, members: int, files: int, file_bytes: int, rate: int, between: tuple[int, int], database: str,
    seed: int, most_cuts: int = 1_000, say: Callable[[str], None] = lambda _line: None,
) -> Result:
    """Do one upload and prove its end; raises AssertionError where anything is missing, different or there twice."""
    chance = random.Random(seed)
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv(device.FOLDER, str(folder / "devices"))
        address = str(folder / "superior.db")
        if database == "postgresql":
            address = stack.enter_context(postgres.running()).fresh().url
        db = Database.create(folder / "office", "an invented passphrase")
        stack.callback(db.close)
        fill(db, members)
        hang_files(db, files, file_bytes, chance)
        say(f"{members:,} members and {files} files of {file_bytes:,} bytes are in the office")
        server = stack.enter_context(serving(address))
        superior = Superior.open(address)
        stack.callback(superior.close)
        unit, token = superior.add_unit("和风机械厂工会", "460100001")
        enrolment.enrol(db, server.address, token.text)
        host, port = server.address.removeprefix("http://").split(":")
        line = SlowLine((host, int(port)), rate=rate, between=between, chance=chance, most_cuts=most_cuts)
        line.start(line.serve)
        stack.callback(line.close)
        with db.bookkeeping() as s:
            store.put_superior(s, store.Superior(**{**vars(store.superior(s)), "server": line.address}))
        begin = time.monotonic()
        told = _hold(db, folder)
        seconds = time.monotonic() - begin
        assert server.process is not None
        server_mib = peak_mib(server.process.pid)
        say(f"acknowledged after {seconds:.0f} s; now everything is compared")
        pair = Pair(db, superior, unit, Road(Service(superior)), folder / "devices", patch)
        return _prove(pair, line, told, members, seconds, server_mib)


def _hold(db: Database, folder: Path) -> dict[str, float]:
    """Let the office's process hold sessions until all is sent; returns what it tells."""
    environment = {**os.environ, device.FOLDER: str(folder / "devices")}
    done = subprocess.run([sys.executable, "-c", DESK, str(db.folder), db.key.raw.hex()], cwd=ROOT, env=environment,
                          check=True, capture_output=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _prove(pair: Pair, line: SlowLine, told: dict[str, float], members: int, seconds: float,
           server_mib: float) -> Result:
    pair.check()
    with engines.reading(pair.superior.engine) as connection:
        frames, hashes, count, size = connection.execute(sa.select(
            sa.func.count(), sa.func.count(sa.func.distinct(FRAMES.c.hash)), sa.func.sum(FRAMES.c.records),
            sa.func.sum(sa.func.length(FRAMES.c.data))).select_from(FRAMES)).one()
        held = connection.execute(sa.select(CONTENTS.c.content, CONTENTS.c.size)).all()
    assert frames == hashes
    with pair.db.read() as s:
        kept = attachments.in_store(pair.db)
        assert contents.figures(s, kept) == contents.Files(received=len(held))
    for content, _size in held:
        assert hashlib.sha256(kept.load(content)).hexdigest() == content
    return Result(
        members=members, records=int(count), files=len(held), net_bytes=int(size) + sum(each.size for each in held),
        carried_up=line.carried["up"], carried_down=line.carried["down"], cuts=line.cuts,
        sessions=int(told["sessions"]), seconds=seconds, desk_mib=told["peak"], server_mib=server_mib)


def main(arguments: list[str] | None = None) -> int:
    """Run the long form and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--file-bytes", type=int, default=1_000_000)
    parser.add_argument("--kilobits", type=int, default=1_000, help="a second, each way; 0 for any")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    words.set_language("en")

    with tempfile.TemporaryDirectory(prefix="ud-slow-") as folder:
        found = run(Path(folder), members=options.members, files=options.files, file_bytes=options.file_bytes,
                    rate=options.kilobits * 1000 // 8, between=(60_000, 900_000), database=options.database,
                    seed=options.seed, say=say)
    say(f"{found.records:,} records and {found.files} files, {found.net_bytes:,} bytes; carried up "
        f"{found.carried_up:,} ({found.repeated:.1%} more), down {found.carried_down:,}")
    say(f"{found.cuts} cuts, {found.sessions} sessions, {found.seconds:.0f} s")
    say(f"peak memory: office {found.desk_mib:.0f} MiB, server {found.server_mib:.0f} MiB")
    say("all acknowledged, both copies equal, nothing there twice")
    return 0


if __name__ == "__main__":
    sys.exit(main())
