"""Guessing the passphrase: each guess costs what it should (the pauses are in tests/safety/test_attempts.py)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.offices import PASSPHRASE, STRETCHED
from union_desk.safety import keys

if TYPE_CHECKING:
    from pathlib import Path


def test_a_guess_needs_memory_and_passes_whoever_makes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_COST", STRETCHED)
    keys.create(tmp_path, PASSPHRASE)
    told = json.loads((tmp_path / keys.KEY_FILE).read_text())["wraps"][0]
    assert told["kdf"] == "argon2id"
    assert told["cost"]["memory"] >= 64 * 1024  # KiB
    assert told["cost"]["time"] >= 3


def test_the_cost_written_into_the_file_cannot_be_talked_down(tmp_path: Path) -> None:
    keys.create(tmp_path, PASSPHRASE)
    told = json.loads((tmp_path / keys.KEY_FILE).read_text())
    told["wraps"][0]["cost"]["time"] += 1
    (tmp_path / keys.KEY_FILE).write_text(json.dumps(told))
    with pytest.raises(keys.WrongPassphraseError):
        keys.unwrap(tmp_path, PASSPHRASE)


@pytest.mark.parametrize("cost", [{"memory": 1 << 40}, {"time": 1 << 31}, {"lanes": 0}])
def test_a_key_file_that_asks_for_the_whole_computer_is_damaged(tmp_path: Path, cost: dict[str, int]) -> None:
    keys.create(tmp_path, PASSPHRASE)
    told = json.loads((tmp_path / keys.KEY_FILE).read_text())
    told["wraps"][0]["cost"] |= cost
    (tmp_path / keys.KEY_FILE).write_text(json.dumps(told))
    with pytest.raises(keys.KeyFileDamagedError):
        keys.unwrap(tmp_path, PASSPHRASE)
