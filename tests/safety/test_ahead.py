"""Stretching ahead: used for exactly what it was made for, dropped otherwise, and never a trial of the passphrase."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from union_desk.database import Database
from union_desk.safety import ahead, attempts, keys
from union_desk.safety.ahead import Ahead, Piece

if TYPE_CHECKING:
    from pathlib import Path

RIGHT, WRONG, HERS = "the right passphrase", "another passphrase", "a passphrase of hers"
PATIENCE = 60.0


class Spy:
    """Counts what is stretched, and holds it up where a test asks for that."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import argon2.low_level

        self.texts: list[str] = []
        self.at_once, self.most = 0, 0
        self.open, self.begun = threading.Event(), threading.Semaphore(0)
        self.open.set()
        self._hash = argon2.low_level.hash_secret_raw
        monkeypatch.setattr(argon2.low_level, "hash_secret_raw", self)

    def __call__(self, secret: bytes, *arguments: object, **named: object) -> bytes:
        self.texts.append(secret.decode())
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.begun.release()
        assert self.open.wait(PATIENCE)
        self.at_once -= 1
        return self._hash(secret, *arguments, **named)  # type: ignore[arg-type]  # handed through


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    key = keys.create(tmp_path, RIGHT)
    keys.put(tmp_path, key, HERS, "hers", "李经办")
    return tmp_path


@pytest.fixture
def spy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Spy:
    return Spy(monkeypatch)


def ended(piece: Piece) -> bool:
    return piece.done.wait(PATIENCE)


def lying(piece: Piece) -> list[bytearray]:
    """Return what was made and lies there."""
    return [piece._made[2]] if piece._made is not None else []


@pytest.mark.parametrize(("account", "passphrase"), [(keys.OWNER, RIGHT), ("hers", HERS)])
def test_what_was_stretched_ahead_opens_at_enter(folder: Path, spy: Spy, account: str, passphrase: str) -> None:
    work = Ahead()
    assert ended(work.begin(folder, passphrase, account))
    work.begin(folder, passphrase, account)
    assert keys.enter(folder, passphrase, account, work.take())[1] == account
    assert spy.texts == [passphrase]


def test_enter_waits_for_what_is_under_way(folder: Path, spy: Spy) -> None:
    spy.open.clear()
    work = Ahead()
    work.begin(folder, RIGHT, keys.OWNER)
    spy.begun.acquire()
    stretching, found = work.take(), []
    pressed = threading.Thread(target=lambda: found.append(keys.enter(folder, RIGHT, keys.OWNER, stretching)))
    pressed.start()
    spy.open.set()
    pressed.join(PATIENCE)
    assert [account for _key, account in found] == [keys.OWNER]
    assert spy.texts == [RIGHT]


def test_a_text_that_changed_is_dropped_and_never_used(folder: Path, spy: Spy) -> None:
    work = Ahead()
    first = work.begin(folder, WRONG, keys.OWNER)
    assert ended(first)
    made = lying(first)[0]
    assert any(made)
    work.forget()
    assert not any(made)
    assert lying(first) == []
    assert keys.enter(folder, RIGHT, keys.OWNER, work.take())[1] == keys.OWNER
    assert spy.texts == [WRONG, RIGHT]


def test_only_one_works_at_a_time_and_what_nobody_wants_is_not_begun(folder: Path, spy: Spy) -> None:
    spy.open.clear()
    work = Ahead()
    pieces = [work.begin(folder, RIGHT[:length], keys.OWNER) for length in range(10, len(RIGHT) + 1)]
    spy.begun.acquire()
    spy.open.set()
    assert all(ended(piece) for piece in pieces)
    keys.enter(folder, RIGHT, keys.OWNER, work.take())
    assert spy.most == 1
    assert spy.texts[-1] == RIGHT
    assert len(spy.texts) <= 2  # the first one may have begun before it was dropped
    assert [lying(piece) for piece in pieces] == [[]] * len(pieces)


def test_enter_does_not_wait_for_a_stale_one(folder: Path, spy: Spy, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Ahead()
    with ahead._TURN:  # somebody else works
        piece = work.begin(folder, RIGHT, keys.OWNER)
        assert keys.enter(folder, RIGHT, keys.OWNER, work.take())[1] == keys.OWNER
    assert ended(piece)
    assert spy.texts == [RIGHT]


def test_it_is_no_trial(folder: Path, spy: Spy, monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.hazmat.primitives.ciphers import aead

    opened: list[bytes] = []

    class Seen:
        def __init__(self, key: bytes) -> None:
            opened.append(key)
            self.decrypt = whole(key).decrypt

    whole = aead.AESGCM
    monkeypatch.setattr(aead, "AESGCM", Seen)
    before = {file: file.read_bytes() for file in folder.iterdir()}
    work = Ahead()
    for guess in range(9):
        assert ended(work.begin(folder, f"{WRONG} {guess}", keys.OWNER))
    assert opened == []
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    assert attempts.state(folder, keys.OWNER) == attempts.State(0, 0)
    for failures in range(1, attempts.FREE_TRIES + 1):
        assert ended(work.begin(folder, WRONG, keys.OWNER))
        with pytest.raises(keys.WrongPassphraseError):
            keys.enter(folder, WRONG, keys.OWNER, work.take())
        assert attempts.state(folder, keys.OWNER).failures == failures == len(opened)
    assert ended(work.begin(folder, RIGHT, keys.OWNER))
    with pytest.raises(attempts.WaitError):  # what lies ready gets nobody past the pause
        keys.enter(folder, RIGHT, keys.OWNER, work.take())


def test_what_was_made_for_somebody_else_or_for_another_salt_is_not_used(folder: Path, spy: Spy) -> None:
    work = Ahead()
    assert ended(work.begin(folder, RIGHT, "hers"))
    assert keys.enter(folder, RIGHT, keys.OWNER, work.take())[1] == keys.OWNER
    assert ended(work.begin(folder, HERS, "hers"))
    keys.put(folder, keys.unwrap(folder, RIGHT), HERS, "hers")  # on another computer, meanwhile: another salt
    assert keys.enter(folder, HERS, "hers", work.take())[1] == "hers"


def test_a_file_that_asks_for_more_than_usual_gets_it_at_enter_alone(
    folder: Path, spy: Spy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_COST", keys._COST | {"time": keys._COST["time"] - 1})
    work = Ahead()
    assert ended(work.begin(folder, RIGHT, keys.OWNER))
    assert spy.texts == []
    assert keys.enter(folder, RIGHT, keys.OWNER, work.take())[1] == keys.OWNER


def test_what_stands_in_the_way_is_told_at_enter(tmp_path: Path) -> None:
    work = Ahead()
    assert ended(work.begin(tmp_path, RIGHT))
    with pytest.raises(keys.KeyFileMissingError):
        keys.enter(tmp_path, RIGHT, "", work.take())


def test_an_office_opens_with_it(office: Database, spy: Spy) -> None:
    from tests.offices import PASSPHRASE

    office.close()
    work = Ahead()
    assert ended(work.begin(office.folder, PASSPHRASE))
    spy.texts.clear()
    again = Database.open(office.folder, PASSPHRASE, "", work.take())
    assert (again.key, again.account, spy.texts) == (office.key, keys.OWNER, [])
    again.close()
