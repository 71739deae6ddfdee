"""The short form of the torture (the long one: python3 -m tests.safety.torture_upgrade)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.safety.torture_upgrade import FULL_STEP, STEP, Bed, Torture, spread

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("job", "killed", "full"), [("upgrade", 3, 1), ("restore", 2, 1)])
def test_cut_or_out_of_space_at_a_step_an_office_opens_as_old_or_as_new(
    job: str, killed: int, full: int, tmp_path: Path
) -> None:
    said: list[str] = []
    torture = Torture(Bed(job, tmp_path), random.Random(1), said.append)
    torture.run(STEP, killed)
    torture.run(FULL_STEP, full)
    assert [one.faults for one in torture.done.values()] == [[], []], said
    assert torture.done[STEP].ended == {"cut": killed}
    assert torture.done[FULL_STEP].ended["sentence"] >= 1
    assert sum(torture.done[STEP].opened.values()) == killed


def test_places_are_spread_from_the_first_to_the_last() -> None:
    assert spread(9, 3) == [0, 4, 8]
    assert spread(2, 5) == [0, 1]
    assert spread(5, 1) == [0]
