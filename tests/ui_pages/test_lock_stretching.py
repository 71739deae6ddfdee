"""At the lock of the window: the passphrase is stretched ahead as at the door, with the same promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.offices import PASSPHRASE
from tests.ui.typing_in import press, type_into
from tests.ui_pages.test_stretching import WRONG, looks, lying, pause, texts
from ui.lock import LockScreen
from union_desk.safety import attempts

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App

__all__ = ["texts"]


@pytest.fixture
def lock(desk: App, texts: list[str], qtbot: QtBot) -> LockScreen:
    assert desk.window is not None
    with qtbot.waitActive(desk.window, timeout=60_000):
        desk.window.activateWindow()
    desk.run_command("lock")
    screen = desk.window.cover.currentWidget()
    assert isinstance(screen, LockScreen)
    return screen


def test_after_a_pause_enter_stretches_nothing_more(
    lock: LockScreen, desk: App, texts: list[str], settled: Callable[[], None], qtbot: QtBot
) -> None:
    type_into(lock.passphrase, PASSPHRASE)
    piece = pause(lock, qtbot)
    press(lock.passphrase, Qt.Key.Key_Return)
    settled()
    assert not desk.window.locked  # type: ignore[union-attr]  # there is a window
    assert (texts, piece._made) == ([PASSPHRASE], None)


def test_the_next_key_forgets_what_was_made(lock: LockScreen, texts: list[str], qtbot: QtBot) -> None:
    type_into(lock.passphrase, PASSPHRASE[:-1])
    early = pause(lock, qtbot)
    assert early._made is not None
    made = early._made[2]
    type_into(lock.passphrase, PASSPHRASE[-1])
    assert (lying(lock), any(made)) == (None, False)
    pause(lock, qtbot)
    assert texts == [PASSPHRASE[:-1], PASSPHRASE]


def test_a_wrong_one_is_told_and_counted_at_enter_and_waiting_stretches_nothing(
    lock: LockScreen, desk: App, texts: list[str], settled: Callable[[], None], qtbot: QtBot
) -> None:
    for failures in range(1, attempts.FREE_TRIES + 1):
        lock.passphrase.clear()
        type_into(lock.passphrase, WRONG)
        pause(lock, qtbot)
        assert attempts.state(desk.db.folder).failures == failures - 1
        press(lock.passphrase, Qt.Key.Key_Return)
        settled()
        assert attempts.state(desk.db.folder, desk.db.account).failures == failures
        assert "口令" in lock.said.text()
    assert texts == [WRONG] * attempts.FREE_TRIES
    lock.passphrase.clear()
    type_into(lock.passphrase, PASSPHRASE)
    lock.stretching.begin()
    assert lying(lock) is None


def test_right_and_wrong_look_the_same_before_enter(lock: LockScreen, qtbot: QtBot) -> None:
    right, wrong = looks(lock, lock.open, qtbot)
    assert right == wrong


@pytest.mark.parametrize("go", [
    lambda window: window.close(),
    lambda window: window._unlock(),
    lambda window: window.setFocus(),
], ids=["closed", "uncovered", "left"])
def test_a_lock_that_is_gone_leaves_nothing_behind(
    lock: LockScreen, desk: App, qtbot: QtBot, go: Callable[[object], object]
) -> None:
    type_into(lock.passphrase, PASSPHRASE)
    piece = pause(lock, qtbot)
    assert piece._made is not None
    made = piece._made[2]
    go(desk.window)
    assert (lying(lock), any(made)) == (None, False)
    assert not lock.stretching._pause.isActive()
