"""At the door: the passphrase is stretched while the hand moves to Enter, and forgotten at the next key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.offices import PASSPHRASE
from tests.ui.typing_in import press, type_into
from ui.login import LoginDialog
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.safety import accounts, attempts, keys

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from ui.lock import LockScreen
    from ui.preferences import Preferences
    from ui.theme import Theme
    from union_desk.safety.ahead import Piece

WRONG = "wrong passphrase"
HERS = "a passphrase of hers"
PATIENCE_MS = 60_000


@pytest.fixture
def folder(office_template: tuple[Path, Database], tmp_path: Path) -> Path:
    import shutil

    return shutil.copytree(office_template[0], tmp_path / "mine")


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of what is stretched from now on."""
    import argon2.low_level

    found: list[str] = []
    whole = argon2.low_level.hash_secret_raw

    def stretch(secret: bytes, *arguments: object, **named: object) -> bytes:
        found.append(secret.decode())
        return whole(secret, *arguments, **named)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(argon2.low_level, "hash_secret_raw", stretch)
    return found


@pytest.fixture
def dialog(theme: Theme, preferences: Preferences, folder: Path, texts: list[str], qtbot: QtBot) -> LoginDialog:
    made = LoginDialog(preferences, folder)
    qtbot.addWidget(made)
    with qtbot.waitActive(made, timeout=PATIENCE_MS):
        made.show()
        made.activateWindow()
    made.passphrase.setFocus()
    return made


def lying(dialog: LoginDialog | LockScreen) -> Piece | None:
    return dialog.stretching._ahead._piece


def pause(dialog: LoginDialog | LockScreen, qtbot: QtBot) -> Piece:
    """Pause until what stands in the line was stretched."""

    def made() -> None:
        piece = lying(dialog)
        assert piece is not None
        assert piece.done.is_set()

    qtbot.waitUntil(made, timeout=PATIENCE_MS)
    piece = lying(dialog)
    assert piece is not None
    return piece


def enter(dialog: LoginDialog, qtbot: QtBot) -> Database:
    with qtbot.waitSignal(dialog.opened, timeout=PATIENCE_MS) as opened:
        press(dialog.passphrase, Qt.Key.Key_Return)
    db: Database = opened.args[0]
    return db


def test_after_a_pause_enter_stretches_nothing_more(dialog: LoginDialog, texts: list[str], qtbot: QtBot) -> None:
    type_into(dialog.passphrase, PASSPHRASE)
    pause(dialog, qtbot)
    enter(dialog, qtbot).close()
    assert texts == [PASSPHRASE]
    assert lying(dialog) is None


def test_without_a_pause_enter_stretches_as_ever(dialog: LoginDialog, texts: list[str], qtbot: QtBot) -> None:
    dialog.passphrase.setText(PASSPHRASE)
    enter(dialog, qtbot).close()
    assert texts == [PASSPHRASE]
    assert not dialog.stretching._pause.isActive()


def test_the_next_key_forgets_what_was_made(dialog: LoginDialog, texts: list[str], qtbot: QtBot) -> None:
    type_into(dialog.passphrase, PASSPHRASE[:-1])
    early = pause(dialog, qtbot)
    type_into(dialog.passphrase, PASSPHRASE[-1])
    assert (lying(dialog), early._made) == (None, None)
    pause(dialog, qtbot)
    enter(dialog, qtbot).close()
    assert texts == [PASSPHRASE[:-1], PASSPHRASE]


def test_a_wrong_passphrase_is_told_and_counted_at_enter_and_not_before(
    dialog: LoginDialog, folder: Path, texts: list[str], qtbot: QtBot
) -> None:
    for failures in range(1, attempts.FREE_TRIES + 1):
        dialog.passphrase.clear()
        before = dialog.grab().toImage()
        type_into(dialog.passphrase, WRONG)
        pause(dialog, qtbot)
        assert attempts.state(folder).failures == failures - 1
        assert (dialog.enter.isEnabled(), dialog.enter.text()) == (True, "打开")
        assert dialog.fault.text() == "" or failures > 1
        press(dialog.passphrase, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not dialog._background.busy, timeout=PATIENCE_MS)
        assert attempts.state(folder).failures == failures
        assert "口令" in dialog.fault.text()
        assert dialog.grab().toImage() != before
    assert texts == [WRONG] * attempts.FREE_TRIES
    assert not dialog.enter.isEnabled()  # the pause has begun, and what is typed meanwhile is not stretched
    type_into(dialog.passphrase, PASSPHRASE)
    dialog.stretching.begin()
    assert lying(dialog) is None


def looks(door: LoginDialog | LockScreen, opens: QWidget, qtbot: QtBot) -> list[QImage]:
    """Return how a door looks with the right passphrase and with a wrong one of the same length, after the pause."""
    seen = []
    for text in (PASSPHRASE, "x" * len(PASSPHRASE)):
        door.passphrase.clear()
        type_into(door.passphrase, text)
        pause(door, qtbot)
        opens.setFocus()  # the cursor blinks in the line
        seen.append(door.grab().toImage())
        door.passphrase.setFocus()
    return seen


def test_right_and_wrong_look_the_same_before_enter(dialog: LoginDialog, qtbot: QtBot) -> None:
    right, wrong = looks(dialog, dialog.enter, qtbot)
    assert right == wrong


def test_what_is_too_short_for_a_passphrase_is_not_stretched(dialog: LoginDialog, texts: list[str]) -> None:
    type_into(dialog.passphrase, "x" * (keys.LEAST_PASSPHRASE - 1))
    dialog.stretching.begin()
    assert (lying(dialog), texts) == (None, [])
    type_into(dialog.passphrase, "x")
    dialog.stretching.begin()
    assert lying(dialog) is not None


def test_it_is_for_the_person_who_is_chosen(
    theme: Theme, preferences: Preferences, folder: Path, texts: list[str], qtbot: QtBot
) -> None:
    db = Database.open(folder, PASSPHRASE)
    accounts.begin(db, Actor("setup"), "王主席")
    hers = accounts.add(db, accounts.enter(db, ""), "李经办", "cadre", HERS)
    db.close()
    dialog = LoginDialog(preferences, folder)
    qtbot.addWidget(dialog)
    type_into(dialog.passphrase, HERS)
    assert pause(dialog, qtbot).asked == (folder, HERS, keys.OWNER)
    dialog.person.setCurrentIndex(1)
    assert lying(dialog) is None
    dialog.stretching.begin()
    assert pause(dialog, qtbot).asked == (folder, HERS, hers.id)
    texts.clear()
    assert keys.enter(folder, HERS, hers.id, dialog.stretching.take())[1] == hers.id
    assert texts == []


@pytest.mark.parametrize("leave", [
    lambda dialog: dialog.office.setFocus(),
    lambda dialog: dialog.take_folder(str(dialog.folder.parent)),
    lambda dialog: dialog.go_back(dialog.folder / "a.udbackup"),
    lambda dialog: dialog.reject(),
    lambda dialog: dialog.close(),
], ids=["another field", "another office", "a backup", "given up", "closed"])
def test_whoever_turns_to_something_else_leaves_nothing_behind(
    dialog: LoginDialog, qtbot: QtBot, leave: object
) -> None:
    type_into(dialog.passphrase, PASSPHRASE)
    piece = pause(dialog, qtbot)
    assert piece._made is not None
    made = piece._made[2]
    assert callable(leave)
    leave(dialog)
    assert (lying(dialog), any(made)) == (None, False)
    assert not dialog.stretching._pause.isActive()


def test_the_way_to_the_button_is_no_leaving(dialog: LoginDialog, texts: list[str], qtbot: QtBot) -> None:
    type_into(dialog.passphrase, PASSPHRASE)
    pause(dialog, qtbot)
    with qtbot.waitSignal(dialog.opened, timeout=PATIENCE_MS) as opened:
        dialog.enter.setFocus()
        QTest.mouseClick(dialog.enter, Qt.MouseButton.LeftButton)
    opened.args[0].close()
    assert texts == [PASSPHRASE]


def test_closing_while_it_is_under_way_is_clean(
    dialog: LoginDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    import argon2.low_level

    go_on, begun, whole = threading.Event(), threading.Event(), argon2.low_level.hash_secret_raw

    def held(*arguments: object, **named: object) -> bytes:
        begun.set()
        go_on.wait()
        return whole(*arguments, **named)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(argon2.low_level, "hash_secret_raw", held)
    type_into(dialog.passphrase, PASSPHRASE)
    qtbot.waitUntil(begun.is_set, timeout=PATIENCE_MS)
    piece = lying(dialog)
    assert piece is not None
    dialog.close()
    go_on.set()
    assert piece.done.wait(PATIENCE_MS / 1000)
    assert (lying(dialog), piece._made) == (None, None)
