"""The short form of the torture (the long one: python3 -m tests.sync.torture)."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

from tests.sync.torture import CUT, DESK, SERVER, SHARES, Positions, kinds, torture, tortured

if TYPE_CHECKING:
    from pathlib import Path


def test_a_few_faults_of_each_kind_and_cuts_at_bytes_all_over_a_short_session(tmp_path: Path) -> None:
    with tortured(tmp_path, "sqlite", random.Random(11)) as made:
        torture(made, 15)
        made.every_byte(Positions(step=max(made.lengths.values()) // 5))
        assert made.done.keys() == SHARES.keys()
        assert made.felt[CUT] > made.done[CUT] / 2
        assert made.done[SERVER] >= 1 <= made.done[DESK]


def test_a_thousand_faults_have_every_kind_in_its_share() -> None:
    told = Counter(kinds(1000, random.Random(1)))
    assert told == {kind: share * 10 for kind, share in SHARES.items()}
    assert len(kinds(7, random.Random(1))) == 7
