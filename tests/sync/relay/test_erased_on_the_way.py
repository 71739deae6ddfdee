"""What a union erased while frames of it were on their way up: they hold it until they are confirmed, then nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.protocol import frame
from sync.server import copies, erasing, verifying
from sync.server import engine as engines
from sync.server.tables import RELAY_FRAMES
from tests.privacy.test_erasing import MARKS, erase, plant
from tests.sync.roads import CutError
from tests.sync.server.test_erasing import told

if TYPE_CHECKING:
    from sync.server.superior import Superior
    from tests.sync.relay.levels import Level
    from tests.sync.roads import Pair


def on_the_way(superior: Superior) -> str:
    """Return every value in the frames that a relay made and still holds."""
    with engines.reading(superior.engine) as connection:
        kept = connection.execute(sa.select(RELAY_FRAMES.c.data).where(RELAY_FRAMES.c.data.is_not(None))).scalars()
        return "".join(repr(table.columns) for data in kept for one in frame.read(bytes(data))
                       for table in one.tables())


def test_frames_for_the_city_lose_what_was_erased_once_they_are_confirmed(small: tuple[Pair, Level]) -> None:
    pair, level = small
    who = plant(pair.db)
    pair.sync()
    level.road.fault = lambda _at, path, when: (path, when) == ("/s/frames", "there")
    with pytest.raises(CutError):
        level.relay()
    erase(pair.db, who)
    pair.sync()
    district = level.superior
    assert erasing.carry_out(district).frames >= 1
    assert [mark for mark in MARKS if mark in told(district)] == [], "the district's own frames are clean"
    assert MARKS[0] in on_the_way(district), "sealed and signed for the city, they cannot be changed"
    assert copies.listed(district).on_the_way >= 1
    assert str(copies.listed(district).on_the_way) in copies.told(copies.listed(district))
    level.road.fault = lambda _number, _path, _moment: False
    level.relay()
    assert [mark for mark in MARKS if mark in on_the_way(district)] == []
    assert copies.listed(district).on_the_way == 0
    assert MARKS[0] in told(level.above), "the city holds the older version until it erases, too"
    assert erasing.carry_out(level.above).frames >= 1
    assert [mark for mark in MARKS if mark in told(level.above)] == []
    for superior in (district, level.above):
        assert verifying.check(superior).faults == []
