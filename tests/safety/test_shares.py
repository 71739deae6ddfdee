"""Two of three shares open the office; one alone opens nothing and says nothing."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from union_desk.safety import attempts, keys, shares

if TYPE_CHECKING:
    from pathlib import Path

CHAIR = "the chair's own words"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "_COST", (1, 64, 1))


@settings(max_examples=30)
@given(st.binary(min_size=1, max_size=64))
def test_any_two_shares_give_the_secret_back(secret: bytes) -> None:
    made = shares.split(secret)
    for pair in itertools.permutations(made, 2):
        assert shares.combine({place: made[place] for place in pair}) == secret


@settings(max_examples=20)
@given(st.integers(0, 255), st.integers(1, 3), st.integers(0, 255))
def test_one_share_fits_every_secret_alike(share: int, place: int, secret: int) -> None:
    """For each secret there is exactly one line through a given share: the share tells nothing."""
    lines = [slope for slope in range(256) if secret ^ shares._times(slope, place) == share]
    assert len(lines) == 1


def test_a_share_of_one_secret_takes_every_value() -> None:
    seen = Counter(shares.split(b"\x07")[1][0] for _time in range(4000))
    assert len(seen) > 250
    assert max(seen.values()) < 60


def test_the_field_is_that_of_aes() -> None:
    assert shares._times(0x57, 0x83) == 0xC1  # FIPS 197, 4.2
    assert all(shares._times(a, shares._inverse(a)) == 1 for a in range(1, 256))


def test_each_pair_opens_and_each_alone_does_not(tmp_path: Path) -> None:
    key = keys.create(tmp_path, "passphrase of the office")
    paper, superior = shares.make(tmp_path, key, CHAIR)
    three = [paper, superior, shares.of_the_chair(tmp_path, CHAIR)]
    for pair in itertools.combinations(three, 2):
        assert shares.unwrap(tmp_path, [shares.read(one.code().lower()) for one in pair]) == key
    for one in three:
        with pytest.raises(shares.FewSharesError):
            shares.unwrap(tmp_path, [one, one])
        assert key.raw.hex() not in one.code()
    assert key.raw not in (tmp_path / shares.FILE).read_bytes()
    with pytest.raises(shares.FewSharesError):
        shares.unwrap(tmp_path, [])


def test_shares_of_another_lot_or_office_open_nothing(tmp_path: Path) -> None:
    key = keys.create(tmp_path, "passphrase of the office")
    old_paper, old_superior = shares.make(tmp_path, key, CHAIR)
    paper, _superior = shares.make(tmp_path, key, CHAIR)
    assert shares.combine({1: old_paper.body, 2: old_superior.body}) != key.raw  # what is shared out wraps the key
    for pair in ([old_paper, old_superior], [paper, old_superior]):
        with pytest.raises(shares.OtherSharesError):
            shares.unwrap(tmp_path, pair)


@settings(max_examples=30)
@given(st.data())
def test_a_wrong_copy_is_noticed(data: st.DataObject) -> None:
    code = shares.Share(shares.PAPER, b"lots", bytes(range(32))).code()
    at = data.draw(st.integers(0, len(code) - 1).filter(lambda i: code[i] != "-"))
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").filter(lambda c: c != code[at]))
    if at == len(code) - 1:
        return  # the last character carries bits that are not used
    with pytest.raises(shares.ShareError):
        shares.read(code[:at] + other + code[at + 1 :])


@pytest.mark.parametrize("text", ["", "x", "A" * 66, "会", "-" * 70])
def test_nonsense_is_no_share(text: str) -> None:
    with pytest.raises(shares.ShareError):
        shares.read(text)


def test_the_chairs_passphrase_is_waited_for(tmp_path: Path) -> None:
    key = keys.create(tmp_path, "passphrase of the office")
    with pytest.raises(shares.NoSharesError):
        shares.of_the_chair(tmp_path, CHAIR)
    shares.make(tmp_path, key, CHAIR)
    for _time in range(attempts.FREE_TRIES):
        with pytest.raises(keys.WrongPassphraseError):
            shares.of_the_chair(tmp_path, "a guess of mine")
    with pytest.raises(attempts.WaitError):
        shares.of_the_chair(tmp_path, CHAIR)
