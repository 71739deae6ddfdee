"""The recovery sheet's code: opens the office, and a wrong copy is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_desk.safety import keys, recovery

if TYPE_CHECKING:
    from pathlib import Path

CODE_LETTERS = st.text("0123456789ABCDEFGHJKMNPQRSTVWXY", min_size=24, max_size=24)


def _office(folder: Path) -> keys.DataKey:
    folder.mkdir(parents=True, exist_ok=True)
    return keys.create(folder, "a passphrase of mine")


def test_the_code_on_the_sheet_gives_back_the_data_key(tmp_path: Path) -> None:
    key = _office(tmp_path)
    code = recovery.create(tmp_path, key)
    assert recovery.unwrap(tmp_path, code) == key


def test_small_letters_blanks_and_misread_letters_are_forgiven(tmp_path: Path) -> None:
    key = _office(tmp_path)
    code = recovery.create(tmp_path, key)
    assert recovery.unwrap(tmp_path, " " + code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")) == key


def test_a_new_sheet_replaces_the_old_one(tmp_path: Path) -> None:
    key = _office(tmp_path)
    old, new = recovery.create(tmp_path, key), recovery.create(tmp_path, key)
    with pytest.raises(recovery.WrongRecoveryCodeError):
        recovery.unwrap(tmp_path, old)
    assert recovery.unwrap(tmp_path, new) == key


def test_an_office_without_a_sheet_says_so(tmp_path: Path) -> None:
    _office(tmp_path)
    with pytest.raises(recovery.NoRecoveryError, match="口令"):
        recovery.unwrap(tmp_path, "00000-00000-00000-00000-00000")


def test_a_damaged_file_opens_nothing(tmp_path: Path) -> None:
    code = recovery.create(tmp_path, _office(tmp_path))
    (tmp_path / recovery.FILE).write_text("{}", "ascii")
    with pytest.raises(recovery.WrongRecoveryCodeError):
        recovery.unwrap(tmp_path, code)


@given(CODE_LETTERS, st.integers(0, 23), st.integers(1, 30))
def test_every_single_wrong_character_is_noticed(first: str, place: int, shift: int) -> None:
    code = first + recovery._check(first)
    letters = recovery._ALPHABET
    wrong = letters[(letters.index(code[place]) + shift) % len(letters)]
    with pytest.raises(recovery.RecoveryCodeError):
        recovery.normalise(code[:place] + wrong + code[place + 1:])


@given(CODE_LETTERS, st.integers(0, 22))
def test_every_swap_of_neighbours_is_noticed(first: str, place: int) -> None:
    code = first + recovery._check(first)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2:]
    if swapped == code:
        assert recovery.normalise(code) == code
    else:
        with pytest.raises(recovery.RecoveryCodeError):
            recovery.normalise(swapped)
