"""Saving one record with everything that reports to the superior need, beside the same save without that capture."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from unittest import mock

import sqlalchemy as sa

from tests.benchmarks.bench_push import fill
from tests.benchmarks.figures import Board
from tests.offices import PASSPHRASE
from union_desk import journal, records
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register

NAME = "sync-capture"
DEFAULT_ROWS = 400
RATIO = 1.3
_ACTOR = Actor("bench")
Change = tuple[str, str, dict[str, object]]


def main(rows: int) -> None:
    """Change one field of so many members, one gesture each, by turns with and without capture; print the medians."""
    with tempfile.TemporaryDirectory() as folder:
        db = Database.create(Path(folder) / "office", PASSPHRASE)
        fill(db, rows)
        with db.read() as s:
            ids = list(s.execute(sa.select(MEMBERS.table.c.id)).scalars())
        spent: dict[bool, list[float]] = {True: [], False: []}
        for number, record in enumerate(ids):
            begun = time.process_time()
            (save if number % 2 else save_alone)(db, record, f"第{number}次")
            spent[bool(number % 2)].append(time.process_time() - begun)
        db.close()
    board = Board(f"Saving one of {rows:,} members (median of {rows // 2})")
    board.add("processor time of a save with what the outbox needs", median(spent[True] or [0.0]) * 1000, "ms",
              floor=median(spent[False] or [0.0]) * 1000, ratio_at_most=RATIO)
    board.show()


def save(db: Database, record: str, remark: str) -> None:
    """Save a change of one record as the window does."""
    with db.write(_ACTOR, "Changed") as s:
        records.save(s, MEMBERS, {"remark": remark}, record)


def save_alone(db: Database, record: str, remark: str) -> None:
    """Save the same change, checked and in its gesture, without the journal's rows of what has changed."""
    with mock.patch.object(journal, "record", _count):
        save(db, record, remark)


def _count(session: Session, register: Register, changes: Sequence[Change]) -> None:
    gesture = journal.current(session)
    gesture.count += len(changes)
    gesture.touched.add(register.name)


if __name__ == "__main__":
    main(DEFAULT_ROWS)
