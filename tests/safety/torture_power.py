"""Power cuts: a job's writes are recorded, and the disk is put together as it could lie after a cut at any of them.

    python3 -m tests.safety.torture_power [--jobs save,upgrade] [--each 60] [--seed 1]

What was forced (fsync) is there; of the rest nothing, all, names without contents, contents without names, lengths
without contents, or any part, torn at sectors (`power.py`). What opens then must be a whole state, none older than what
was acknowledged, and what the job said to have done must be there: the passphrase opens, the backup proves sound, the
report on the stick is whole. Needs strace; says so where it is missing.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.safety import power, recording, worlds
from tests.safety.acknowledging import JOBS
from tests.safety.cutting import KEY, ROOT
from tests.safety.torture_upgrade import spread, state
from union_desk import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.safety.recording import Call
    from tests.safety.torture_upgrade import State

_WORTH = {recording.FORCED, recording.NAMED, recording.ACKNOWLEDGED}


@dataclass
class Outcome:
    """What came of one job: how many disks were looked at, which states opened, what was wrong."""

    calls: int = 0
    times: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Recorded:
    """One job, recorded once: its calls, the world before it, the states that it acknowledged one after another."""

    def __init__(self, job: str, place: Path, office: Path | None = None) -> None:
        """Prepare a world, do the job in it under strace, and take the states along the way."""
        self.job, self.place = job, place
        self.world = worlds.World(job, place / "world", office)
        self.before = place / "before"
        shutil.copytree(self.world.place, self.before, symlinks=True)
        trace = place / "trace"
        environment = os.environ | self.world.environment | {
            KEY: self.world.key.raw.hex(), "PYTHONDONTWRITEBYTECODE": "1"}
        done = recording.recorded([sys.executable, "-m", "tests.safety.acknowledging", job, str(self.world.place)],
                                  trace, environment | {"PYTHONPATH": str(ROOT)})
        assert done.returncode == 0, done.stderr
        self.calls: list[Call] = list(recording.calls(trace, self.world.place))
        trace.unlink()
        self.states = self._states()

    def follow(self) -> Iterator[tuple[int, str, recording.Followed]]:
        """Follow the job from its beginning: the number of each call, what kind of change it was, where it led."""
        followed = recording.Followed(power.Disk(self.before, self.world.place))
        yield -1, "", followed
        for number, call in enumerate(self.calls):
            yield number, followed.take(call), followed

    def moments(self) -> list[int]:
        """Return the numbers of the calls after which a cut may leave something else than after the one before."""
        return [number for number, kind, _followed in self.follow() if kind in _WORTH]

    def judge(self, place: Path, acknowledged: int) -> str:
        """Open what lies there; returns which state it is. Raises AssertionError."""
        which = "whole"
        if (office := self.world.office(place)) is not None:
            found = self._state(office)
            fitting = [number for number, one in enumerate(self.states) if one == found]
            if not fitting and self.world.may_begin(acknowledged):
                return "begun"
            assert fitting, "not a state that ever was"
            assert fitting[-1] >= acknowledged, f"state {fitting[-1]}, though {acknowledged} was acknowledged"
            which = f"state {max(fitting[0], min(acknowledged, fitting[-1]))}"
        self.world.prove(place, acknowledged)
        return which

    def _states(self) -> list[State | None]:
        states: list[State | None] = []
        last = None
        for number, kind, followed in self.follow():
            if number < 0 or kind == recording.ACKNOWLEDGED:
                states.append(self._seen(followed))
            last = followed
        assert last is not None
        assert last.acknowledged > 0, f"{self.job} acknowledged nothing"
        self._compare(last)
        return states

    def _seen(self, followed: recording.Followed) -> State | None:
        place = self.place / "seen"
        followed.disk.seen(place)
        office = self.world.office(place)
        found = self._state(office) if office is not None else None
        shutil.rmtree(place)
        return found

    def _state(self, office: Path) -> State:
        schema, tables = state(office, self.world.key_of(office))
        return schema, {name: digest for name, digest in tables.items() if name not in self.world.passing}

    def _compare(self, followed: recording.Followed) -> None:
        """See that what was followed is what the job left: else the record has a hole."""
        place = self.place / "last"
        followed.disk.seen(place)
        assert worlds.contents(place) == worlds.contents(self.world.place), "the record has a hole"
        shutil.rmtree(place)


def cuts(recorded: Recorded, count: int) -> list[tuple[int, str]]:
    """Return so many (call, fate): each fate right before and after what is acknowledged, the rest evenly spread."""
    moments = recorded.moments()
    told = [number for number, kind, _followed in recorded.follow() if kind == recording.ACKNOWLEDGED]
    wanted = [(number, fate) for number in told for fate in power.FATES]
    rest = [(number, fate) for number in moments for fate in power.FATES if (number, fate) not in set(wanted)]
    room = max(0, count - len(wanted))
    chosen = [wanted[at] for at in spread(len(wanted), min(count, len(wanted)))]
    chosen += [rest[at] for at in spread(len(rest), min(room, len(rest)))] if room else []
    return sorted(chosen, key=lambda one: one[0])


def run(recorded: Recorded, count: int, chance: random.Random) -> Outcome:
    """Cut the power so many times and judge what lies there."""
    outcome, wanted = Outcome(calls=len(recorded.calls)), cuts(recorded, count)
    for number, _kind, followed in recorded.follow():
        for fate in [each for at, each in wanted if at == number]:
            place = recorded.place / "cut"
            followed.disk.lying(place, fate, chance)
            outcome.times += 1
            outcome.fates[fate] += 1
            try:
                outcome.opened[recorded.judge(place, followed.acknowledged)] += 1
            except Exception as fault:  # noqa: BLE001  told with its place, and the next one is tried
                outcome.faults.append(f"call {number} of {outcome.calls}, {fate}: {type(fault).__name__} {fault}")
            shutil.rmtree(place)
    return outcome


def main(arguments: list[str] | None = None) -> int:
    """Run the long form and print what was done, at the end as a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", default=",".join(JOBS))
    parser.add_argument("--each", type=int, default=60, help="how many cuts of each job")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    words.set_language("en")
    if lacking := recording.lacking():
        sys.stdout.write(f"not done: {lacking}\n")
        return 1
    rows, faults = list[str](), 0
    for job in options.jobs.split(","):
        begin = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="ud-power-") as folder:
            outcome = run(Recorded(job, Path(folder)), options.each, random.Random(options.seed))
        _say(f"{job}: {time.monotonic() - begin:.0f} s, {len(outcome.faults)} faults", *outcome.faults)
        opened = ", ".join(f"{count} {name}" for name, count in sorted(outcome.opened.items()))
        rows.append(f"| {job} | {outcome.calls} | {outcome.times} | {opened} | {len(outcome.faults)} |")
        faults += len(outcome.faults)
    _say("| job | calls | cuts | opened | faults |", "|---|---|---|---|---|", *rows)
    return int(bool(faults))


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
