"""Reporting new members: sealed, sent, checked, stored in PostgreSQL, against a bare COPY and upsert of the rows.

A member is first what a roster of 25 columns says of one (the same as in the benchmark of the import), then a form with
all its fields filled in, twice as wide. The floor is the same rows with the columns that hold something, in tables with
the same keys and indexes, in the same cluster (nothing is forced to disk for either), within one transaction. It
neither seals nor checks, knows no union, keeps no frames and signs no receipts; its rows lie ready in memory, and it
has both cores for itself and the database.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from sync.desk import device, enrolment, network, session
from tests.benchmarks.bench_import import COLUMNS
from tests.benchmarks.figures import Board, peak_mib, timed
from tests.benchmarks.lines import Line
from tests.postgres import Database as Place
from tests.postgres import running
from union_desk import checking, lifecycle, practice, records
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.registers import MEMBERS, MEMBERSHIP_EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sync.desk.outcome import Report

NAME = "sync-push"
DEFAULT_ROWS = 50_000
RATE, WIRE, MEMORY = 30_000, 80, 100_000_000 / 2**20
IDLE_REQUESTS, IDLE_BYTES = 3, 2_000
TIMES = 3.0  # of the floor's time
_CHUNK = 5_000
_ACTOR, _PASSPHRASE = Actor("bench"), "bench passphrase"


@dataclass(frozen=True)
class Run:
    """What was measured: both reports with their seconds, their floors', the server's memory, and processor seconds.

    `idle` is the session that follows, in which there is nothing to do: what travelled, and its seconds.
    """

    first: tuple[Report, float]
    second: tuple[Report, float]
    floors: tuple[float, float]
    memory: tuple[float, float]
    spent: tuple[float, float]
    idle: tuple[Line, float]


def main(rows: int) -> None:
    """Measure and print: a fresh office reports so many new members with their events; then all of them changed."""
    show(f"{rows:,} members of {len(COLUMNS)} columns", rows, measure(rows, COLUMNS), whole=True)
    show(f"{rows:,} members with every field filled in", rows, measure(rows, None), whole=False)


def measure(rows: int, fields: Sequence[str] | None) -> Run:
    """Report so many members, of whom these fields are known (all for None), and report them once more when changed."""
    with tempfile.TemporaryDirectory(prefix="ud-push-") as folder, running() as cluster:
        os.environ[device.FOLDER] = f"{folder}/devices"
        office = Path(folder) / "office"
        apart(create, office, rows, fields)
        db = Database.open(office, _PASSPHRASE)
        place = cluster.fresh()
        with serving(place) as (address, pid):
            begun = peak_mib(pid)
            enrolment.enrol(db, address, token(place))
            before = time.process_time(), processor(pid)
            first = timed(session.run_session, db)
            spent = time.process_time() - before[0], processor(pid) - before[1]
            apart(alter, office)
            second = timed(session.run_session, db)
            with network.Carrier(address) as carrier:
                line = Line(carrier.post)
                idle = line, timed(session.run_session, db, post=line.post)[1]
            memory = begun, peak_mib(pid)
        db.close()
        return Run(first, second, bare(place), memory, spent, idle)


def apart(work: Callable[..., None], *given: object) -> None:
    """Do something in a process of its own, so that the measured one is what it is when a program has been opened."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=given)
    process.start()
    process.join()
    assert process.exitcode == 0


def create(office: Path, rows: int, fields: Sequence[str] | None) -> None:
    """Make an office with so many members."""
    db = Database.create(office, _PASSPHRASE)
    fill(db, rows, fields)
    db.close()


def alter(office: Path) -> None:
    """Change all members of an office."""
    db = Database.open(office, _PASSPHRASE)
    change(db)
    db.close()


def processor(pid: int) -> float:
    """Return the seconds of processor time that a process has used (Linux)."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def show(title: str, rows: int, run: Run, *, whole: bool) -> None:
    """Print the board; the figures to reach for records and bytes are those of `whole` records of the usual width."""
    (report, seconds), (changed, again) = run.first, run.second
    rate, wire = (RATE, WIRE) if whole else (None, None)
    board = Board(f"sync-push: {title}, {report.records:,} records in {report.frames} frames")
    board.add("new records, end to end with sealing", report.records / seconds, "a second", at_least=rate)
    board.add("members, each with its first event", rows / seconds, "a second")
    board.add("on the wire", report.sent_bytes / report.records, "bytes a record", at_most=wire)
    board.add("on the wire, a member with its first event", report.sent_bytes / rows, "bytes")
    board.add("time, against COPY and upsert alone", seconds, floor=run.floors[0], ratio_at_most=TIMES)
    board.add("processor time of the office meanwhile", run.spent[0], "s")
    board.add("processor time of the server meanwhile", run.spent[1], "s")
    board.add("changed members, of which each goes whole", changed.records / again, "a second", at_least=rate)
    board.add("on the wire", changed.sent_bytes / changed.records, "bytes a record", at_most=wire)
    board.add("time, against COPY and upsert of those alone", again, floor=run.floors[1], ratio_at_most=TIMES)
    line, moment = run.idle
    board.add("a session with nothing to do", moment)
    board.add("... its requests", line.requests, "", at_most=IDLE_REQUESTS)
    board.add("... its bytes there and back", line.size, "bytes", at_most=IDLE_BYTES)
    board.add("most memory of the server, until it listens", run.memory[0], "MiB")
    board.add("most memory of the server, both reports", run.memory[1], "MiB", at_most=MEMORY)
    board.show()


def fill(db: Database, rows: int, fields: Sequence[str] | None = None, seed: int = 7) -> None:
    """Put invented members with their first events into the office, of whom these fields are known (all for None)."""
    people = iter(practice.people(rows, seed=seed))
    context, known = checking.Alone(), set(fields or MEMBERS.fields)
    while chunk := list(islice(people, _CHUNK)):
        events, values = [], []
        for person in chunk:
            event = {"event": "register", "happened_on": person.get("join_union_date")}
            derived, whole = lifecycle.opening(MEMBERS, person, event, context)
            values.append({n: v for n, v in person.items() if n in known} | derived)
            events.append(whole)
        with db.write(_ACTOR, "Filled") as s:
            ids = records.insert_many(s, MEMBERS, values)
            records.insert_many(s, MEMBERSHIP_EVENTS, [e | {"member_id": i} for e, i in zip(events, ids, strict=True)])


def change(db: Database, remark: str = "改") -> None:
    """Change a field of every member in one gesture."""
    with db.write(_ACTOR, "Changed") as s:
        found = s.execute(MEMBERS.table.select()).mappings().all()
        records.update_many(s, MEMBERS, [(r["id"], {"remark": (r["remark"], remark)}) for r in found])


def command(place: Place, *words: str) -> list[str]:
    """Return the command line of the superior over that database."""
    return [sys.executable, "-m", "sync.server.cli", *words, "--database", place.url, "--json"]


def token(place: Place) -> str:
    """Add a unit and return its token."""
    done = subprocess.run(command(place, "add-unit", "--name", "和风机械厂工会", "--code", "460100001"), check=True,
                          capture_output=True)
    return str(json.loads(done.stdout)["token"])


@contextmanager
def serving(place: Place) -> Iterator[tuple[str, int]]:
    """Run the superior's server as a process of its own; gives its address and process number."""
    server = subprocess.Popen(command(place, "serve", "--listen", "127.0.0.1:0"), stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)
    try:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())["listening"], server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        if server.stdout is not None:
            server.stdout.close()


def bare(place: Place) -> tuple[float, float]:
    """Return the seconds in which psycopg copies the same rows into staging tables and upserts them into keyed ones.

    First all of them, as new ones; then the members once more, over those that are there.
    """
    with psycopg.connect(place.dsn) as connection:
        prepared: list[tuple[str, list[str], list[tuple[Any, ...]]]] = []
        for register in (MEMBERS, MEMBERSHIP_EVENTS):
            name = f"mirror_{register.name}"
            connection.execute(f"CREATE TABLE bare_{name} (LIKE {name} INCLUDING ALL)".encode())
            columns = _filled(connection, name)
            cursor = connection.execute(f"SELECT {', '.join(columns)} FROM {name}".encode())
            prepared.append((name, columns, cursor.fetchall()))
        connection.commit()
        return timed(_bare, connection, prepared)[1], timed(_bare, connection, prepared[:1])[1]


def _filled(connection: psycopg.Connection[Any], name: str) -> list[str]:
    """Return the columns of a table in which anything stands."""
    names = [c.name for c in connection.execute(f"SELECT * FROM {name} LIMIT 0".encode()).description or ()]
    counts = connection.execute(f"SELECT {', '.join(f'count({n})' for n in names)} FROM {name}".encode()).fetchone()
    return [n for n, count in zip(names, counts or (), strict=True) if count]


def _bare(connection: psycopg.Connection[Any], prepared: list[tuple[str, list[str], list[tuple[Any, ...]]]]) -> None:
    for name, columns, rows in prepared:
        named = ", ".join(columns)
        connection.execute(f"DROP TABLE IF EXISTS staging_{name}".encode())
        connection.execute(f"CREATE TEMP TABLE staging_{name} AS SELECT {named} FROM {name} LIMIT 0".encode())
        with connection.cursor() as cursor, cursor.copy(f"COPY staging_{name} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)
        rest = ", ".join(f"{c} = excluded.{c}" for c in columns if c not in {"unit_id", "id"})
        connection.execute(f"INSERT INTO bare_{name} ({named}) SELECT {named} FROM staging_{name} "
                           f"ON CONFLICT (unit_id, id) DO UPDATE SET {rest}".encode())
    connection.commit()
