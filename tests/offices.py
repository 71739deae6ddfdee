"""A ready office for tests: made once a process, copied for each test.

Offices of tests need not outlive a power cut nor withstand a guesser: they are not forced to the disk and their
passphrases are hardly stretched. What they learn of SQL they share. `FORCED` and `STRETCHED` are the program's own.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import sync.server.engine
import sync.server.tables
from sync.server.superior import Superior
from union_desk import database
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.safety import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

PASSPHRASE = "office passphrase"
ACTOR = Actor("王干事")
FORCED = (database._PRAGMAS, sync.server.engine._PRAGMAS)
STRETCHED = dict(keys._COST)


@pytest.fixture(scope="session", autouse=True)
def _cheap_offices() -> Iterator[None]:
    """Make offices of this process cheap: no forcing to the disk, little stretching, statements compiled once."""
    with pytest.MonkeyPatch.context() as patch:
        for module, pragmas in zip((database, sync.server.engine), FORCED, strict=True):
            patch.setattr(module, "_PRAGMAS", tuple(p.replace("= FULL", "= OFF") for p in pragmas))
        patch.setattr(keys, "_COST", {"time": 1, "memory": 64, "lanes": 1})
        patch.setattr(database, "_engine", _sharing(database._engine))
        yield


def _sharing(make: Callable[..., sa.Engine]) -> Callable[..., sa.Engine]:
    """Return a maker of engines that share what was compiled: statements belong to a dialect, not to an office."""
    first: list[sa.Engine] = []
    compiled: dict[Any, Any] = {}

    def shared(path: Path, key: keys.DataKey, *views: Iterable[str]) -> sa.Engine:
        engine = make(path, key, *views)
        if not first:
            known = sa.create_engine("sqlite://", module=database.driver())
            known.connect().close()  # a dialect learns at its first connection what the library can do
            first.append(known)
        engine.dialect = first[0].dialect
        engine.update_execution_options(compiled_cache=compiled)
        return engine

    return shared


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Database]:
    """Return the folder of an empty office, closed, and the database object that knows its key."""
    folder = tmp_path_factory.mktemp("template") / "office"
    db = Database.create(folder, PASSPHRASE)
    db.close()
    return folder, db


@pytest.fixture
def office(office_template: tuple[Path, Database], tmp_path: Path) -> Iterator[Database]:
    """Return an empty, open office of this test's own."""
    folder, made = office_template
    shutil.copytree(folder, tmp_path / "office")
    db = Database.open_with(tmp_path / "office", made.key)
    yield db
    db.close()


@pytest.fixture(scope="session")
def office_maker(
    office_template: tuple[Path, Database], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Database]]:
    """Return a function that opens a fresh office: for properties, where one test needs many."""
    yield from copies(*office_template, tmp_path_factory)


def copies(folder: Path, made: Database, places: pytest.TempPathFactory) -> Iterator[Callable[[], Database]]:
    """Give a function that opens a copy of a closed office, and closes the one before and takes it away."""
    opened: list[Database] = []

    def make() -> Database:
        while opened:
            old = opened.pop()
            old.close()
            shutil.rmtree(old.folder)
        place = places.mktemp("office") / "office"
        shutil.copytree(folder, place)
        opened.append(Database.open_with(place, made.key))
        return opened[-1]

    yield make
    for db in opened:
        db.close()


@pytest.fixture(scope="session")
def superior_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a superior with its tables, which has no key yet: whoever opens a copy makes one."""
    path = tmp_path_factory.mktemp("superior") / "template.db"
    made = Superior.open(str(path))
    with sync.server.engine.writing(made.engine) as connection:
        connection.execute(sync.server.tables.SUPERIOR.delete())
    made.close()
    return path
