"""Guessing a passphrase: pauses that grow, survive a restart and do not depend on the clock on the wall."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from union_desk.safety import attempts, keys

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Put the computer's own clock into the hand of the test."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_a_guesser_gets_fewer_and_fewer_tries(tmp_path: Path, clock: list[float]) -> None:
    keys.create(tmp_path, "the right passphrase")
    tried = 0
    for _second in range(3600):
        try:
            keys.enter(tmp_path, f"guess {tried}")
        except keys.WrongPassphraseError:
            tried += 1
        except attempts.WaitError:
            clock[0] += 1
    assert 10 <= tried <= 24  # in an hour
    assert attempts.state(tmp_path).failures == tried
    with pytest.raises(attempts.WaitError):  # even the right one waits
        keys.enter(tmp_path, "the right passphrase")
    clock[0] += attempts.LONGEST_WAIT
    keys.enter(tmp_path, "the right passphrase")
    assert attempts.state(tmp_path) == attempts.State(0, 0)


def test_the_clock_on_the_wall_changes_nothing(tmp_path: Path, clock: list[float],
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    for _time in range(8):
        attempts.failed(tmp_path)
    before = attempts.state(tmp_path).seconds
    real = time.time()
    for wall in (real + 10**7, real - 10**7):
        monkeypatch.setattr(time, "time", lambda wall=wall: wall)
        assert attempts.state(tmp_path).seconds == before == 64


def test_a_restart_of_the_computer_does_not_shorten_the_wait_and_never_locks_for_good(
    tmp_path: Path, clock: list[float],
) -> None:
    for _time in range(20):
        attempts.failed(tmp_path)
    clock[0] = 5.0  # counted since the start
    assert attempts.state(tmp_path).seconds == attempts.LONGEST_WAIT - 5
    clock[0] = attempts.LONGEST_WAIT + 1.0
    assert attempts.state(tmp_path).seconds == 0


def test_failures_of_one_account_leave_the_others_alone(tmp_path: Path, clock: list[float]) -> None:
    for _time in range(9):
        attempts.failed(tmp_path, "a")
    assert attempts.state(tmp_path, "b") == attempts.State(0, 0)
    assert attempts.state(tmp_path, "a").seconds > 0
    for _time in range(9):
        attempts.failed(tmp_path)  # nobody named: counts for all
    assert attempts.state(tmp_path, "b").seconds > 0


@pytest.mark.parametrize("text", ["", "[]", '{"*": 3}', '{"*": {"failures": "x"}}', "\xff"])
def test_a_damaged_note_is_no_note(tmp_path: Path, text: str) -> None:
    (tmp_path / attempts.FILE).write_text(text, "latin-1")
    assert attempts.state(tmp_path) == attempts.State(0, 0)
    attempts.failed(tmp_path)
    assert attempts.state(tmp_path).failures == 1
