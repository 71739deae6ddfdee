"""Superiors over both databases, and enrolled offices."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from sync.protocol import limits
from sync.server.service import Service
from sync.server.superior import Superior
from tests.sync.roads import Pair, Road

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.postgres import Database as Place
    from union_desk.database import Database

SQLITE, POSTGRES = "sqlite", "postgres"


def _prepare(place: Place) -> None:
    Superior.open(place.url).close()


@pytest.fixture(params=[SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a superior's database: an SQLite file, then PostgreSQL."""
    if request.param == SQLITE:
        yield str(shutil.copy(request.getfixturevalue("superior_template"), tmp_path / "superior.db"))
        return
    cluster = request.getfixturevalue("postgres")
    made = cluster.fresh(cluster.template("superior", _prepare))
    yield made.url
    cluster.drop(made)


@pytest.fixture
def elsewhere(address: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of an empty place of the same kind of database."""
    if "://" not in address:
        yield str(tmp_path / "elsewhere.db")
        return
    cluster = request.getfixturevalue("postgres")
    made = cluster.fresh()
    yield made.url
    cluster.drop(made)


@pytest.fixture
def superior(address: str) -> Iterator[Superior]:
    """Give an open superior."""
    made = Superior.open(address)
    made.rename("海口市某区总工会")
    yield made
    made.close()


@pytest.fixture
def local(superior_template: Path, tmp_path: Path) -> Iterator[Superior]:
    """Give an open superior over SQLite, where the database makes no difference."""
    made = Superior.open(str(shutil.copy(superior_template, tmp_path / "local.db")))
    yield made
    made.close()


@pytest.fixture
def enrolled(office: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Superior], Pair]:
    """Return a function that enrols this test's office at a superior."""

    def enrol(superior: Superior) -> Pair:
        unit, token = superior.add_unit("和风机械厂工会", "460100001")
        pair = Pair(office, superior, unit, Road(Service(superior)), tmp_path / "devices", monkeypatch)
        pair.enrol(token.text)
        pair.road.requests.clear()
        return pair

    return enrol


@pytest.fixture
def pair(enrolled: Callable[[Superior], Pair], superior: Superior) -> Iterator[Pair]:
    """Give an office enrolled at a superior, over both databases."""
    made = enrolled(superior)
    yield made
    made.db.close()


@pytest.fixture
def small_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a frame hold four records, so that few records make many frames."""
    monkeypatch.setattr(limits, "SEAL_RECORDS", 4)
