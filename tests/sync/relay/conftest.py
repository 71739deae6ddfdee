"""An office whose district reports to a city."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from sync.server.superior import Superior
from tests.sync.relay.levels import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sync.roads import Pair


@pytest.fixture
def level(pair: Pair, local: Superior) -> Level:
    """Give the office's district, over both databases, as a relay to its city over SQLite."""
    local.rename("海口市总工会")
    return Level.of(pair.superior, local)


@pytest.fixture
def small(enrolled: Callable[[Superior], Pair],
          superior_file: Callable[[str], Superior]) -> Iterator[tuple[Pair, Level]]:
    """Give an office, its district and its city over files, where the database makes no difference."""
    district, city = superior_file("district"), superior_file("city")
    district.rename("海口市某区总工会")
    city.rename("海口市总工会")
    pair = enrolled(district)
    yield pair, Level.of(district, city)
    pair.db.close()


@pytest.fixture
def superior_file(superior_template: Path, tmp_path: Path) -> Iterator[Callable[[str], Superior]]:
    """Return a function that makes a superior over a file of that name."""
    made = []

    def make(name: str) -> Superior:
        made.append(Superior.open(str(shutil.copy(superior_template, tmp_path / f"{name}.db"))))
        return made[-1]

    yield make
    for one in made:
        one.close()
