"""When to try again."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from sync.desk.retry import LEAST_SECONDS, MOST_ASKED_SECONDS, MOST_SECONDS, Retry


@given(st.integers(), st.integers(1, 60))
def test_waits_grow_are_shaken_and_never_pass_a_quarter_of_an_hour(seed: int, times: int) -> None:
    retry = Retry(chance=random.Random(seed))
    bounds = [min(MOST_SECONDS, LEAST_SECONDS * 2**n) for n in range(1, times + 1)]
    for bound in bounds:
        wait = retry.failed()
        assert LEAST_SECONDS <= wait <= MOST_SECONDS
        assert bound / 2 <= wait <= bound
        assert retry.least == LEAST_SECONDS
    retry.network_returned()
    assert (retry.failures, retry.least) == (0, LEAST_SECONDS)
    retry.succeeded()
    assert (retry.failures, retry.least) == (0, 0)
    assert LEAST_SECONDS <= retry.failed() <= 2 * LEAST_SECONDS


@given(st.floats(0, 10 * MOST_ASKED_SECONDS))
def test_the_server_s_wish_is_honoured_up_to_a_day(seconds: float) -> None:
    retry = Retry()
    assert retry.failed(retry_after=seconds) >= retry.least >= min(seconds, MOST_ASKED_SECONDS)
    retry.network_returned()
    assert retry.least >= min(seconds, MOST_ASKED_SECONDS)
    assert MOST_ASKED_SECONDS <= Retry().failed(retry_after=float("inf")) <= 1.2 * MOST_ASKED_SECONDS


def test_many_offices_do_not_come_back_at_the_same_moment() -> None:
    for failures, asks in ((0, None), (8, None), (0, 30.0), (8, 2_000.0)):
        waits = {round(Retry(failures=failures, chance=random.Random(seed)).failed(asks), 1) for seed in range(100)}
        assert len(waits) > 30, (failures, asks)
