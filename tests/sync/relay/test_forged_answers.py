"""Receipts that the city did not give for the very frames that went up: the district believes none of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
import pytest

from sync.protocol import canonical
from sync.protocol.messages import FRAMES_PATH, RECEIPTS_PATH
from sync.protocol.peer import NoAnswerError
from tests.sync.desk.test_forged_answers import FORGED, forging
from tests.sync.relay.levels import Level, same
from tests.sync.relay.test_three_levels import frames_up, known

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.protocol.keys import Signer
    from tests.sync.roads import Pair


def _forged(forge: Callable[[list[str], Signer], list[str]], superior: Signer, answer: bytes) -> bytes:
    return canonical.encode({"receipts": forge(msgspec.json.decode(answer)["receipts"], superior)})


def test_a_receipt_that_the_city_did_not_give_for_that_frame_confirms_nothing_and_goes_no_further(
        small: tuple[Pair, Level]) -> None:
    """Else the district and the desk would say that the city has it. Receipts come at once, or are asked for later."""
    pair, level = small
    for serial, forge in enumerate(FORGED, start=1):
        change = partial(_forged, forge, level.above.signer)
        (record,) = pair.add(serial)
        pair.sync()
        confirmed = frames_up(level)
        for path in (FRAMES_PATH, RECEIPTS_PATH):
            end = forging(level.road, path, change)
            with pytest.raises(NoAnswerError):
                level.relay()
            end()
            assert frames_up(level) == confirmed
            assert pair.sync().levels == 0
        assert known(pair, record).levels == ()
        level.relay()
        assert frames_up(level) == confirmed + 1
        assert pair.sync().levels == 1
    assert same(pair, level)
