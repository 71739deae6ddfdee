"""When to try again."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from sync.desk.retry import LEAST_SECONDS, MOST_SECONDS, Retry


@given(st.integers(), st.integers(1, 60))
def test_waits_grow_are_shaken_and_never_pass_a_quarter_of_an_hour(seed: int, times: int) -> None:
    retry = Retry(chance=random.Random(seed))
    waits = [retry.failed() for _time in range(times)]
    assert all(LEAST_SECONDS <= wait <= MOST_SECONDS for wait in waits)
    assert all(wait <= LEAST_SECONDS * 2**n for n, wait in enumerate(waits))
    assert all(wait >= min(MOST_SECONDS, LEAST_SECONDS * 2**n) / 2 for n, wait in enumerate(waits))
    retry.succeeded()
    assert retry.failed() == LEAST_SECONDS


@given(st.floats(0, 10_000))
def test_the_server_s_wish_is_honoured(seconds: float) -> None:
    assert Retry().failed(retry_after=seconds) >= seconds


def test_many_offices_do_not_come_back_at_the_same_moment() -> None:
    waits = set()
    for seed in range(50):
        retry = Retry(failures=8, chance=random.Random(seed))
        waits.add(round(retry.failed()))
    assert len(waits) > 30
