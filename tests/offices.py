"""A ready office for tests: made once a process, copied for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from union_desk.access import Actor
from union_desk.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PASSPHRASE = "office passphrase"
ACTOR = Actor("王干事")


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
    folder, made = office_template
    opened: list[Database] = []

    def make() -> Database:
        while opened:
            old = opened.pop()
            old.close()
            shutil.rmtree(old.folder)
        place = tmp_path_factory.mktemp("office") / "office"
        shutil.copytree(folder, place)
        opened.append(Database.open_with(place, made.key))
        return opened[-1]

    yield make
    for db in opened:
        db.close()
