"""What it costs the superior to take one erased person out of all that a large union ever reported."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import limits
from sync.server import engine as engines
from sync.server import erasing, tables, verifying
from sync.server.superior import Superior
from tests.benchmarks.bench_relay import push, sealed
from tests.benchmarks.figures import Board, in_child
from tests.sync.senders import Sender, row_id, table

if TYPE_CHECKING:
    from sync.protocol.columns import Value

NAME = "erase"
DEFAULT_ROWS = 100_000
_KIN, _EVENTS, _ERASURE = 1_000_000, 2_000_000, 3_000_000  # where the ids of other books begin


def main(rows: int) -> None:
    """Let a union report so many members with two records on each, erase one, and take that one out of the frames."""
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder, "superior.db"))
        records = _report(place, rows)
        idle = in_child(_open_only, place)
        done = in_child(_erase, place)
        cpu, frames = done.result
        board = Board(f"{NAME}: one of {rows:,} members, {records:,} versions of records in the superior's frames")
        board.add("processor's time of the erasure", cpu)
        board.add("a version", cpu / records * 1e6, "µs")
        board.add("memory beyond an open superior", done.peak_mib - idle.peak_mib, "MiB")
        board.add("frames that lost values", float(frames), "", at_least=1)
        board.add("faults afterwards", float(_faults(place)), "", at_most=0)
        board.show()


def _report(place: str, rows: int) -> int:
    """Report all of it; returns how many versions of records the frames hold."""
    superior = Superior.open(place)
    sender = Sender.of(superior, "460100001")
    people = sealed(sender, rows)
    push(sender, people)
    for register, field, begin in (("family_members", "name", _KIN), ("membership_events", "note", _EVENTS)):
        for start in range(0, rows, limits.SEAL_RECORDS):
            sender.push(sender.seal(table(
                [{"member_id": row_id(n + 1), field: f"某人{n}"}
                 for n in range(start, min(rows, start + limits.SEAL_RECORDS))], register, first=begin + start)))
    (first,) = [one for one in people[0].tables() if one.register == "members"]
    bare = {name: erasing.left("members", name, values[0]) for name, values in first.columns.items()}
    said: dict[str, Value] = {"number": "SC1", "owner_register": "members", "owner_id": row_id(1), "ground": "request",
                              "state": "erased"}
    sender.push(sender.seal(table([bare]), table([{}], "family_members", first=_KIN, deleted=[1]),
                            table([{"member_id": row_id(1)}], "membership_events", first=_EVENTS),
                            table([said], "erasures", first=_ERASURE)))
    with engines.reading(superior.engine) as connection:
        count = connection.execute(sa.select(sa.func.sum(tables.FRAMES.c.records))).scalar_one()
    superior.close()
    return int(count)


def _open_only(place: str) -> int:
    superior = Superior.open(place)
    with engines.reading(superior.engine) as connection:
        erasing.erasures_of(connection, "")
    superior.close()
    return 0


def _erase(place: str) -> tuple[float, int]:
    """Return the processor's seconds and the frames that lost values."""
    superior = Superior.open(place)
    begin = time.process_time()
    done = erasing.carry_out(superior)
    seconds = time.process_time() - begin
    superior.close()
    return seconds, done.frames


def _faults(place: str) -> int:
    """Return how many faults `check` finds."""
    superior = Superior.open(place)
    found = verifying.check(superior).faults
    superior.close()
    return len(found)


if __name__ == "__main__":
    main(DEFAULT_ROWS)
