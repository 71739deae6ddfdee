"""The short form of a county's month away (the long one: python3 -m tests.sync.away)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.sync.away import CUTS, run
from tests.sync.relay.levels import Level

if TYPE_CHECKING:
    from sync.server.superior import Superior

UNITS, DAYS = 5, 3


def test_a_county_that_was_away_while_its_unions_reported_catches_up_whole(superior: Superior, local: Superior) -> None:
    found = run(Level.of(superior, local), UNITS, DAYS, random.Random(3))
    assert (found.frames <= UNITS * (DAYS + 1), found.frames > UNITS * DAYS // 2) == (True, True)
    assert found.sessions == CUTS + 1
    assert found.carried < 2 * found.net + 3_000 * found.requests
