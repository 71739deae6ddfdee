"""A PostgreSQL whose disks are small and fill up while an office reports to a server over it.

    python3 -m tests.sync.full_disk --faults 120 [--seed N]

The cluster's data lie on one small disk in memory and its log of writes (WAL) on another; either is filled but for so
many bytes, and an office reports until there is no room. What a full data disk stops is one statement; a full disk of
the log stops the whole cluster, and it does not start again before there is room. After every fault there is room
again: the next session must end well, both copies must be equal, and nothing may be there twice.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import psycopg
import pytest
import sqlalchemy as sa

from sync.desk import device, enrolment, session
from sync.protocol import limits
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused, Why
from sync.server import engine as engines
from sync.server.service import Service
from sync.server.superior import Superior
from sync.server.tables import FRAMES
from tests import postgres
from tests.offices import ACTOR
from tests.samples import member, of_many
from tests.sync.processes import Server, serving
from tests.sync.roads import Pair, Road
from tests.telling import say
from union_desk import lifecycle, words
from union_desk.database import Database
from union_desk.registers import MEMBERS
from union_desk.synctables import FRAMES as OURS

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA, LOG = "data", "wal"
MOST = {DATA: 60_000, LOG: 120_000}  # bytes left: about what a session takes
SIZES = {DATA: 96 << 20, LOG: 24 << 20}  # bytes; of memory only what is used is taken
# Every commit is in the log before it is told, as an office's superior runs it; that the machine itself goes down is
# another fault, so nothing is forced onto the disk. The log takes room as it is written, not a file at a time.
SETTINGS = postgres.SETTINGS | {
    "synchronous_commit": "on", "full_page_writes": "on", "wal_init_zero": "off", "wal_recycle": "off",
    "min_wal_size": "2MB", "max_wal_size": "4MB", "autovacuum": "off", "shared_buffers": "16MB"}
_BLOCK = 4096
_TRIES = 20
_GENEROUS = 60.0  # seconds; nothing is measured


class NoDisksError(RuntimeError):
    """Here no disk of a small size can be had: it takes root, and Linux."""


@dataclass
class Disk:
    """A small disk in memory; a file of ballast leaves as little room on it as is asked for."""

    folder: Path

    @property
    def ballast(self) -> Path:
        """Return the file that takes the room."""
        return self.folder / "ballast"

    @property
    def room(self) -> int:
        """Return the bytes that are free."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def fill(self, left: int) -> int:
        """Leave so many bytes of room; returns how many there are."""
        size = self.room - left
        if size > 0:
            with self.ballast.open("wb") as stream:
                os.posix_fallocate(stream.fileno(), 0, size // _BLOCK * _BLOCK)
        return self.room

    def empty(self) -> None:
        """Make room again."""
        self.ballast.unlink(missing_ok=True)


@contextmanager
def mounted(folder: Path, size: int, identity: dict[str, Any]) -> Iterator[Disk]:
    """Put a disk of so many bytes at a folder, for a user; NoDisksError where that is not permitted."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        raise NoDisksError
    folder.mkdir()
    what = f"size={size},mode=0700,uid={identity['user']},gid={identity['group']}"
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", what, "ud-small", str(folder)], check=False,
                          capture_output=True)
    if made.returncode:
        raise NoDisksError
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def no_dumps() -> Iterator[None]:
    """Let a process that is started inside the block leave no picture of its memory when it ends: it takes room."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


@dataclass
class SmallDisks:
    """An office, its server, and the cluster under it on two small disks; what was done to them, and what came of it.

    `told` counts what the office was told when its session did not end well, `stopped` how often the cluster went down.
    """

    own: postgres.Own
    disks: dict[str, Disk]
    server: Server
    pair: Pair
    done: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    stopped: int = 0
    serials: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def fault(self, disk: str, left: int, members: int = 24) -> None:
        """Enter members, leave so little room on a disk, report, and make room again; then everything must be well."""
        with self.pair.db.write(ACTOR, "Added") as s:
            for serial in itertools.islice(self.serials, members):
                lifecycle.create(s, MEMBERS, member(serial, **of_many(serial)))
        self.done[disk] += 1
        with self.own.cluster.connect() as connection:  # or one may come meanwhile, and make room
            connection.execute("checkpoint")
        room = self.disks[disk].fill(left)
        try:
            self._report(self.disks[disk], room)
            self._health()
        finally:
            self.disks[disk].empty()
        self.recover()

    def _report(self, disk: Disk, room: int) -> None:
        """Report with so little room on a disk: all ends well, or the office is told that it may try again, and when.

        A cluster that went down starts again by itself, and may give room back before a probe asks; a log that was
        removed gives its room back when the last process that had it open goes on to the next one.
        """
        try:
            session.run_session(self.pair.db)
        except Refused as refused:
            told = refused
        else:
            self.told["room was given back" if disk.room > room else "nothing"] += 1
            return
        assert told.code in {Why.DISK_FULL, Why.BUSY}, told.code
        assert told.retry_after
        if told.code == Why.DISK_FULL:
            assert self._writing() in {507, 503} or disk.room > room
        self.told[told.code] += 1

    def _health(self) -> None:
        """Ask the server whether it can serve: it answers, with a problem where the cluster does not."""
        answer = httpx2.get(f"{self.server.address}/healthz", timeout=60, trust_env=False)
        assert answer.status_code in {200, 503}
        assert answer.json().get("code", Why.BUSY) == Why.BUSY

    def _writing(self) -> int:
        """Return what a probe is told that asks whether reports can be written."""
        return httpx2.get(f"{self.server.address}/healthz/writing", timeout=60, trust_env=False).status_code

    def recover(self) -> None:
        """With room again the cluster runs, the same server process serves, and both copies are equal."""
        self.restart()
        assert self._acknowledged() <= self._held()
        self._end_well()
        self._wait_for_writing()
        self.pair.check()
        with engines.reading(self.pair.superior.engine) as connection:
            frames, hashes = connection.execute(sa.select(
                sa.func.count(), sa.func.count(sa.func.distinct(FRAMES.c.hash))).select_from(FRAMES)).one()
        assert frames == hashes
        assert self.server.process is not None
        assert self.server.process.poll() is None

    def _wait_for_writing(self) -> None:
        """Return once a probe is told that reports can be written: for a moment it is told what was found before."""
        deadline = time.monotonic() + _GENEROUS
        while self._writing() != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def _acknowledged(self) -> set[tuple[int, str]]:
        """Return number and hash of every frame that the office has a receipt for."""
        with self.pair.db.read() as s:
            found = s.execute(sa.select(OURS.c.seq, OURS.c.hash).where(OURS.c.received_at.is_not(None)))
            return {(seq, bytes(told).hex() if isinstance(told, bytes) else told) for seq, told in found}

    def _held(self) -> set[tuple[int, str]]:
        with engines.reading(self.pair.superior.engine) as connection:
            return {(seq, told) for seq, told in connection.execute(sa.select(FRAMES.c.seq, FRAMES.c.hash))}

    def restart(self) -> None:
        """Start the cluster where it went down for want of room."""
        if not self.answers():
            assert self.own.server is not None
            self.own.server.wait(30)
            self.stopped += 1
            self.own.start(SETTINGS)

    def answers(self) -> bool:
        """Tell whether the cluster answers, waiting for one that is still making up its mind."""
        while self.own.server is not None and self.own.server.poll() is None:
            try:
                self.own.cluster.connect().close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return True
        return False

    def _end_well(self) -> None:
        """Hold a session as the office does by itself, again where it is told to; the last one must end well."""
        for number in range(_TRIES):
            try:
                session.run_session(self.pair.db)
            except (Refused, NoAnswerError):
                if number == _TRIES - 1:
                    raise
                self.restart()
            else:
                return


@contextmanager
def cluster() -> Iterator[tuple[postgres.Own, dict[str, Disk]]]:
    """Run a cluster on small disks inside the block; raises NoDisksError, NotInstalledError."""
    postgres.programs()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ud-disks-")))
        own = postgres.Own(folder)
        disks = {name: stack.enter_context(mounted(folder / name, size, own.identity)) for name, size in SIZES.items()}
        own.initialise("--no-sync", f"--waldir={folder / LOG}", "--wal-segsize=1")
        stack.callback(own.stop)
        own.start(SETTINGS)
        yield own, disks


@contextmanager
def small_disks(folder: Path) -> Iterator[SmallDisks]:
    """Give an office that is enrolled at a server over a cluster on small disks; raises as `cluster` does."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv(device.FOLDER, str(folder / "devices"))
        patch.setattr(limits, "SEAL_RECORDS", 4)  # few records make many frames
        stack.enter_context(no_dumps())
        own, disks = stack.enter_context(cluster())
        address = own.cluster.fresh().url
        db = Database.create(folder / "office", "an invented passphrase")
        stack.callback(db.close)
        server = stack.enter_context(serving(address))
        superior = Superior.open(address)
        stack.callback(superior.close)
        unit, token = superior.add_unit("和风机械厂工会", "460100001")
        enrolment.enrol(db, server.address, token.text)
        pair = Pair(db, superior, unit, Road(Service(superior)), folder / "devices", patch)
        yield SmallDisks(own, disks, server, pair)


def main(arguments: list[str] | None = None) -> int:
    """Run the long form and print what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    words.set_language("en")
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="ud-full-") as folder, small_disks(Path(folder)) as made:
        for number in range(1, options.faults + 1):
            disk = DATA if number % 2 else LOG
            made.fault(disk, chance.randrange(MOST[disk]), chance.randint(4, 24))
            if number % 5 == 0:
                say(f"{number}: {dict(made.done)}, told {dict(made.told)}, the cluster went down {made.stopped} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())
