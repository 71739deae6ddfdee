"""No decision of the road reads a clock: other clocks make another office in nothing but the times that people read."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import sqlalchemy as sa

from sync.desk import store
from sync.protocol import columns, ids
from sync.server import superior as superiors
from sync.server import tables
from sync.server.service import Service
from sync.server.superior import Superior
from tests.sync.roads import Pair, Road
from tests.sync.test_two_computers import settle, two
from union_desk import journal, synctables
from union_desk.database import Database
from union_desk.registers import MEMBERS, MEMBERSHIP_EVENTS, kept_versions
from union_desk.schema import record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["two"]

ADVISORY = {"sealed_at", "received_at", "receipt", "posted_at", "seen_at", "added_at"}
"""Columns that tell people when; a receipt carries a time, and its signature is over it."""


class Clocks(NamedTuple):
    """What a reading of the office's and of the superior's clock gives."""

    office: Callable[[], dt.datetime]
    superior: Callable[[], dt.datetime]


class Places(NamedTuple):
    """Two offices and the superior's file, closed, as they stood before the history."""

    offices: tuple[Pair, Pair]
    superior: Path


def _steady(year: int) -> Callable[[], dt.datetime]:
    moment = dt.datetime(year, 3, 1, tzinfo=dt.UTC)
    return lambda: moment


def _mad(seed: int) -> Callable[[], dt.datetime]:
    """Return a clock that gives another day between 1980 and 2099 at every reading."""
    chance = random.Random(seed)
    return lambda: dt.datetime(1980, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=chance.randrange(119 * 365 * 86_400))


@pytest.fixture
def chance_and_clocks(monkeypatch: pytest.MonkeyPatch) -> Callable[[Clocks], None]:
    """Return a function that makes what is random the same in every history, and sets the clocks."""

    def of(clock: Callable[[], dt.datetime]) -> Callable[[], str]:
        return lambda: clock().isoformat(timespec="seconds").replace("+00:00", "Z")

    def begin(clocks: Clocks) -> None:
        drawn, logs = random.Random(5), itertools.count(1)
        monkeypatch.setattr(record, "os", SimpleNamespace(urandom=drawn.randbytes))
        anywhere = SimpleNamespace(time_ns=lambda: drawn.randrange(10**18))  # a name may sort before or after others
        monkeypatch.setattr(record, "time", anywhere)
        monkeypatch.setattr(record, "_last", [0])
        monkeypatch.setattr(columns, "secrets", SimpleNamespace(token_bytes=drawn.randbytes))
        monkeypatch.setattr(ids, "new_log", lambda: f"{next(logs):016x}")
        monkeypatch.setattr(store, "now", of(clocks.office))
        monkeypatch.setattr(journal, "now", of(clocks.office))
        for name in ("ingest", "feeding", "greeting", "posting"):
            module = __import__(f"sync.server.{name}", fromlist=["now"])
            monkeypatch.setattr(module, "now", of(clocks.superior))
        monkeypatch.setattr(superiors, "now", of(clocks.superior))

    return begin


def _history(places: Places, folder: Path, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Let two computers of a union work, meet and differ; returns all that is stored at both and at the superior."""
    folder.mkdir()
    superior = Superior.open(str(shutil.copy(places.superior, folder / "superior.db")))
    service = Service(superior)
    pairs = []
    for number, before in enumerate(places.offices):
        office = shutil.copytree(before.db.folder, folder / f"office{number}")
        db = Database.open_with(office, before.db.key)
        pairs.append(Pair(db, superior, before.unit, Road(service), before.devices, patch))
    one, other = pairs
    first, second = one.add(11, 12)
    settle(one, other)
    one.edit(first, name="张三", employer_name="甲厂")
    other.edit(first, name="李四", native_place="460100")
    other.delete(second)
    one.edit(second, name="王五")
    settle(other, one, other)
    stored = {f"office{n}": _desk(pair.db) for n, pair in enumerate(pairs)} | {"superior": _superior(superior)}
    for pair in pairs:
        pair.db.close()
    superior.close()
    return stored


def _dump(connection: Any, table: sa.Table) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in ADVISORY}
            for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings()]


def _desk(db: Database) -> dict[str, Any]:
    names = ("LOGS", "FRAMES", "RECORDS", "ROOTS", "REMARKS", "RIVALS")
    books = [MEMBERS, MEMBERSHIP_EVENTS, *kept_versions.REGISTERS]
    with db.read(whole=True) as s:
        return {table.name: _dump(s, table) for table in
                [*(getattr(synctables, name) for name in names), *(book.table for book in books)]}


def _superior(superior: Superior) -> dict[str, Any]:
    told = [tables.LOGS, tables.FRAMES, tables.ROOTS, tables.REMARKS, tables.KEPT,
            *(tables.mirror(name).table for name in ("members", "membership_events", "kept_versions"))]
    with superior.engine.begin() as connection:
        return {table.name: _dump(connection, table) for table in told}


@pytest.fixture
def places(two: tuple[Pair, Pair], tmp_path: Path) -> Places:
    for pair in two:
        pair.db.close()
    two[0].superior.close()
    return Places(two, tmp_path / "local.db")


def test_other_clocks_change_nothing_but_the_times_that_people_read(
        places: Places, chance_and_clocks: Callable[[Clocks], None], tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for number, clocks in enumerate((Clocks(_steady(2026), _steady(2026)), Clocks(_mad(1), _mad(2)))):
        with monkeypatch.context() as patch:
            chance_and_clocks(clocks)
            found.append(_history(places, tmp_path / f"history{number}", patch))
    assert found[0] == found[1]
    assert found[0]["office0"]["kept_versions"], "there was a conflict for a clock to decide"
    assert len({row["hash"] for row in found[0]["superior"]["frames"]}) >= 4
