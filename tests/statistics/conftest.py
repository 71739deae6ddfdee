"""One office of invented people for all tests of the statistics: they only read it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.statistics import people
from union_desk.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.statistics.people import Row


class Filled(NamedTuple):
    """The open office, and its rows as plain dicts: living members, their events in order of entry, branches."""

    db: Database
    members: list[Row]
    events: list[Row]
    branches: list[Row]


@pytest.fixture(scope="session")
def filled(office_template: tuple[Path, Database], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    folder, made = office_template
    place = tmp_path_factory.mktemp("statistics") / "office"
    shutil.copytree(folder, place)
    db = Database.open_with(place, made.key)
    people.fill(db, 600)
    yield Filled(db, *people.everything(db))
    db.close()
