"""Upgrade, backup, restore and going back under torture: the office opens as old or as new, always complete.

    python3 -m tests.safety.torture_upgrade [--jobs upgrade,restore] [--each 40] [--ways call,size] [--seed 1]

Each job is disturbed in a process of its own (`cutting.py`), in six ways: killed at a step of Python's, at a call of
the system, at a moment; out of space from a step on, from a call on, on a disk of a certain size. Then the office is
compared as it lies, table by table, with the old and the new state, and opened. Calls need strace, sizes a mount (root
on Linux); what cannot be done here is said.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from resources.makers import schema_fixture
from tests.safety.cutting import CUT, DONE, FULL, JOBS, KEY, KILL, NONE, ROOT, SENTENCE, TOLD
from tests.samples import member
from tests.telling import say_from_now
from union_desk import database, journal, lifecycle, registers, words
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.migrations import HEAD
from union_desk.safety import backups, keys, swapping, upgrading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PASSPHRASE, ACTOR = schema_fixture.PASSPHRASE, Actor("王干事")
OLD, NEW = "old", "new"
STEP, CALL, MOMENT, FULL_STEP, FULL_CALL, SIZE = WAYS = ("step", "call", "moment", "full-step", "full-call", "size")
_CALLED = {DONE: "finished", CUT: "cut", -9: "cut", 137: "cut", SENTENCE: "sentence"}
# What changes something on a disk, and of it what needs space
_CHANGING = "pwrite64,write,ftruncate,fsync,fdatasync,rename,unlink,mkdir,rmdir"
_NEEDING = "pwrite64,write,ftruncate,mkdir,rename"
_NOTED = {"settings"}  # when the last backup was made
_SLACK = 1 << 20  # bytes
State = tuple[str | None, dict[str, str]]


@dataclass
class Outcome:
    """What came of one way of disturbing one job."""

    times: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Bed:
    """An office before a job, made once and copied for each disturbance, with the states that may come of it."""

    def __init__(self, job: str, place: Path) -> None:
        """Prepare, and do the job once undisturbed."""
        self.job, self.place, self.made = job, place, place / f"{job}-made"
        office = self.made / "office"
        schema_fixture.unpack(schema_fixture.kept("0001"), office)
        _prepare(job, office)
        self.key, self._serial = keys.unwrap(office, PASSPHRASE), itertools.count()
        self.states = {OLD: state(office, self.key)}
        whole = self.copy()
        begin = time.monotonic()
        process = self.start(whole, TOLD)
        told, _none = process.communicate()
        assert process.returncode == DONE, told
        self.seconds, self.steps = time.monotonic() - begin, int(told.split()[-1])
        self.states[NEW] = state(whole, self.key)
        self.need = _size(whole.parent) - _size(self.made)
        shutil.rmtree(whole.parent)

    def copy(self, into: Path | None = None) -> Path:
        """Return a fresh copy of the office, in a place of its own."""
        place = into or self.place / f"{self.job}-{next(self._serial)}"
        shutil.copytree(self.made, place, dirs_exist_ok=True)
        return place / "office"

    def start(self, office: Path, how: str = NONE, step: int = 0, before: tuple[str, ...] = ()
              ) -> subprocess.Popen[str]:
        """Start the job on an office."""
        command = [*before, sys.executable, "-m", "tests.safety.cutting", self.job, str(office), how, str(step)]
        environment = os.environ | {KEY: self.key.raw.hex(), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                text=True)

    def calls(self, kinds: str) -> list[str]:
        """Return the names of the calls of these kinds that the job makes, from the start of its process, in order."""
        office = self.copy()
        trace = office.parent / "calls"
        assert _ended(self.start(office, NONE, 0, _traced(kinds, "-o", str(trace)))) == DONE
        names = re.findall(r"^\d+\s+(\w+)\(", trace.read_text("utf-8", "replace"), re.MULTILINE)
        shutil.rmtree(office.parent)
        return names

    def judge(self, office: Path) -> str:
        """Open an office that was disturbed; returns which state it was in. Raises AssertionError."""
        found = state(office, self.key)
        which = next((name for name, one in self.states.items() if one == found), "")
        assert which, f"neither old nor new: schema {found[0]}"
        folder = backups.default_folder(office)
        made = backups.found(folder)
        for one in made:
            backups.verify(one.path, self.key, folder)
        db = Database.open(office, PASSPHRASE)
        with db.read() as session:
            journal.verify(session)
        db.close()
        newest = found if found[0] == HEAD else next(one for one in self.states.values() if one[0] == HEAD)
        assert state(office, self.key) == newest, "what was opened is not what lay there"
        return f"{which}, {len(made)} backups" if self.job == "backup" else which


def _prepare(job: str, office: Path) -> None:
    """Bring an old office as far as it is when the job begins."""
    if job == "upgrade":
        return
    db = Database.open(office, PASSPHRASE)
    if job == "restore":
        backups.make(db)
        with db.write(ACTOR, "Added") as session:
            lifecycle.create(session, registers.get("members"), member(77))
    db.close()
    if job == "backup":
        shutil.rmtree(backups.default_folder(office))


def state(office: Path, key: keys.DataKey) -> State:
    """Return an office's schema and the digests of its tables, once a swap that was cut is finished."""
    swapping.finish(office)
    db = Database(office, key)
    try:
        with db.read() as session:
            connection = session.connection()
            columns = {t: names for t, names in upgrading.columns_of(connection).items() if t not in _NOTED}
            return database.version_of(connection), upgrading.digests(connection, columns)
    finally:
        db.close()


def _ended(process: subprocess.Popen[str]) -> int:
    """Return a process's exit code, once it is over."""
    process.communicate()
    return process.returncode


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _traced(kinds: str, *options: str) -> tuple[str, ...]:
    return ("strace", "-f", "-qq", "-e", f"trace={kinds}", "-e", "signal=none", *options)


def _injected(calls: list[str], place: int, kinds: str, way: str) -> tuple[str, ...]:
    """Return what does it at that call of all: calls are counted by name."""
    before = Counter(calls[:place])
    if way == CALL:
        faults = [f"inject={calls[place]}:signal=SIGKILL:when={before[calls[place]] + 1}"]
    else:
        faults = [f"inject={kind}:error=ENOSPC:when={before[kind] + 1}+" for kind in kinds.split(",")]
    return _traced(kinds, "-o", os.devnull, *(word for fault in faults for word in ("-e", fault)))


def spread(whole: int, count: int) -> list[int]:
    """Return so many places from 0 to whole - 1, evenly, the first and the last among them."""
    return sorted({round(n * (whole - 1) / max(1, count - 1)) for n in range(count)})


@contextmanager
def disk(place: Path, size: int) -> Iterator[Callable[[], None]]:
    """Mount a disk of a size in memory; gives what makes it roomy."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)

    def make_room() -> None:
        subprocess.run(["mount", "-o", "remount,size=1g", str(place)], check=True)

    try:
        yield make_room
    finally:
        subprocess.run(["umount", str(place)], check=True)


class Torture:
    """All ways of disturbing one job; each gives an office to be judged, or says why it cannot be done here."""

    def __init__(self, bed: Bed, chance: random.Random, say: Callable[[str], None]) -> None:
        """Begin with nothing done."""
        self.bed, self.chance, self.say = bed, chance, say
        self.done: dict[str, Outcome] = {}

    def run(self, way: str, count: int) -> None:
        """Disturb the job so many times in one way."""
        if lacking := _lacking(way):
            self.say(f"{self.bed.job}, {way}: not done, {lacking}")
            return
        outcome = self.done[way] = Outcome()
        ways = {STEP: self._steps, FULL_STEP: self._steps, CALL: self._calls, FULL_CALL: self._calls,
                MOMENT: self._moments, SIZE: self._sizes}
        for place, office, code in ways[way](way, count):
            self._note(outcome, f"{way} {place}", office, code)
        ended, opened = dict(outcome.ended), dict(outcome.opened)
        self.say(f"{self.bed.job}, {way}: {outcome.times} times, {ended}, opened {opened}, faults {outcome.faults}")

    def _note(self, outcome: Outcome, place: str, office: Path, code: int) -> None:
        outcome.times += 1
        ended = _CALLED.get(code, f"code {code}")
        outcome.ended[ended] += 1
        try:
            outcome.opened[self.bed.judge(office)] += 1
            assert code in _CALLED, "no sentence was said"
        except Exception as fault:  # noqa: BLE001  told with its place, and the next one is tried
            outcome.faults.append(f"{place}: {type(fault).__name__} {fault}")
        for each in office.parent.iterdir():
            shutil.rmtree(each)
        with suppress(OSError):  # a disk that is still mounted goes with its mount
            office.parent.rmdir()

    def _steps(self, way: str, count: int) -> Iterator[tuple[int, Path, int]]:
        for step in spread(self.bed.steps, count):
            office = self.bed.copy()
            yield step, office, _ended(self.bed.start(office, KILL if way == STEP else FULL, step))

    def _calls(self, way: str, count: int) -> Iterator[tuple[int, Path, int]]:
        kinds = _CHANGING if way == CALL else _NEEDING
        calls = self.bed.calls(kinds)
        for place in spread(len(calls), count):
            office = self.bed.copy()
            before = _injected(calls, place, kinds, way)
            yield place, office, _ended(self.bed.start(office, before=before))

    def _moments(self, _way: str, count: int) -> Iterator[tuple[int, Path, int]]:
        for number in range(count):
            office = self.bed.copy()
            process = self.bed.start(office, TOLD)
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(self.chance.uniform(0, self.bed.seconds))
            process.kill()
            process.stdout.close()
            yield number, office, process.wait()

    def _sizes(self, _way: str, count: int) -> Iterator[tuple[int, Path, int]]:
        least = _size(self.bed.made) + _SLACK
        for size in spread(4 * self.bed.need, count):
            with disk(self.bed.place / f"disk-{size}", least + size) as make_room:
                office = self.bed.copy(self.bed.place / f"disk-{size}")
                code = _ended(self.bed.start(office))
                make_room()
                yield size, office, code


def _lacking(way: str) -> str:
    if way in {CALL, FULL_CALL} and shutil.which("strace") is None:
        return "strace is not on this machine"
    if way == SIZE and (sys.platform != "linux" or os.geteuid() != 0):
        return "only root may mount a disk"
    return ""


def main(arguments: list[str] | None = None) -> int:
    """Run the long form and print what was done, at the end as a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", default=",".join(JOBS))
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--each", type=int, default=40, help="how many of each way")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    words.set_language("en")
    say, rows, faults = say_from_now(), list[str](), 0
    for job in options.jobs.split(","):
        with tempfile.TemporaryDirectory(prefix="ud-torture-") as folder:
            torture = Torture(Bed(job, Path(folder)), random.Random(options.seed), say)
            say(f"{job}: {torture.bed.steps} steps, {torture.bed.need} bytes more when it is done")
            for way in options.ways.split(","):
                torture.run(way, options.each)
        for way, one in torture.done.items():
            rows.append(f"| {job} | {way} | {one.times} | {_listed(one.ended)} | {_listed(one.opened)} "
                        f"| {len(one.faults)} |")
            faults += len(one.faults)
    head = ["| job | way | times | ended | opened | faults |", "|---|---|---|---|---|---|"]
    sys.stdout.write("\n".join([*head, *rows, ""]))
    return int(bool(faults))


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main())
