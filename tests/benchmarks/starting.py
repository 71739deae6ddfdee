"""What the benchmark of the start runs in processes of their own, each of which says when it stands.

`bare`: a window with nothing in it. `stretch OFFICE`: the passphrase alone, made into the key. `desk OFFICE`: the desk
with the passphrase in the environment, until the first members are drawn. `login OFFICE MS`: the desk as a person
starts it, until the login takes keys; then the passphrase is typed at once, key by key at a person's pace, and Enter
pressed so many milliseconds after the last key, until the first members are drawn. `remembered OFFICE`: the person
looks until what the desk loads meanwhile is loaded, and presses the button of a computer that remembers the sign-in.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui import start
    from ui.login import LoginDialog

PASSPHRASE = "bench phrase"
LOOK_MS = 50
KEY_MS = 120  # from key to key: a good typist
_KEPT: list[object] = []  # a timer holds its target weakly


def say(text: str) -> None:
    """Tell the process that measures."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say_and_end(text: str) -> None:
    """Tell the process that measures, and be gone."""
    say(text)
    os._exit(0)


def bare() -> None:
    """Show a window with nothing in it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication(sys.argv[:1])
    window = QWidget()
    window.resize(1280, 800)
    window.show()
    QTimer.singleShot(0, lambda: say_and_end("stands"))
    application.exec()


def stretch(office: str) -> None:
    """Unwrap the data key, and say how long that took."""
    from pathlib import Path

    import argon2.low_level  # noqa: F401  its import is not the stretching
    import cryptography.hazmat.primitives.ciphers.aead  # noqa: F401  the same

    from union_desk.safety import keys

    say("ready")
    begun = time.perf_counter()
    keys.unwrap(Path(office), PASSPHRASE)
    say_and_end(f"{time.perf_counter() - begun:.4f}")


def desk(office: str) -> None:
    """Open the desk through its own entry point."""
    from ui import app, start

    opened = start.Desk.open

    def then_wait(self: start.Desk, *arguments: Any) -> None:
        when_drawn(lambda: say_and_end("drawn"))
        opened(self, *arguments)

    start.Desk.open = then_wait  # type: ignore[method-assign, assignment]  # the moment that the benchmark waits for
    app.main(["--office", office, "--page", "members", "--theme", "light", "--size", "1280x800"])


def login(office: str, hand_ms: str) -> None:
    """Open the desk as a person does, and type the passphrase as soon as the login takes keys."""

    def type_it(_desk: start.Desk, dialog: LoginDialog) -> None:
        Typist(dialog, int(hand_ms)).go_on()

    _at_the_door(office, type_it)


def remembered(office: str) -> None:
    """Open the desk as a person does whose sign-in this computer remembers."""

    def look(desk: start.Desk, dialog: LoginDialog) -> None:
        from PySide6.QtCore import QTimer

        if _loading(desk):
            QTimer.singleShot(LOOK_MS, lambda: look(desk, dialog))
        else:
            enter_remembered(dialog)

    _at_the_door(office, look)


def _at_the_door(office: str, way_in: Callable[[start.Desk, LoginDialog], None]) -> None:
    from PySide6.QtCore import QTimer

    from ui import app, start

    ask = start.Desk._ask

    def then_enter(self: start.Desk, *arguments: Any) -> None:
        ask(self, *arguments)
        dialog = self._entrance._dialog  # type: ignore[attr-defined]  # the login

        def begin() -> None:
            sys.excepthook = lambda *_fault: os._exit(1)  # whoever measures does not wait for ever
            say("login")
            way_in(self, dialog)

        QTimer.singleShot(0, begin)

    start.Desk._ask = then_enter  # type: ignore[method-assign, assignment]  # the moment that the benchmark waits for
    app.main(["--office", office, "--page", "members", "--theme", "light", "--size", "1280x800"])


def _loading(self: object) -> bool:
    preload = self.preload  # type: ignore[attr-defined]  # the desk's
    return preload.ident is None or preload.is_alive()


class Typist:
    """Types the passphrase key by key and presses Enter, each by an event of the keyboard."""

    def __init__(self, dialog: LoginDialog, hand_ms: int) -> None:
        """Take so many milliseconds from the last key to Enter."""
        from PySide6.QtCore import Qt, QTimer

        self._dialog, self._hand_ms, self._left = dialog, hand_ms, list(PASSPHRASE)
        self._next = QTimer(dialog, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._next.timeout.connect(self.go_on)
        _KEPT.append(self)

    def go_on(self) -> None:
        """Press the next key, and be back in time for the one after it."""
        from PySide6.QtTest import QTest

        if self._left:
            QTest.keyClicks(self._dialog.passphrase, self._left.pop(0))
        if self._left:
            self._next.start(KEY_MS)
        elif self._hand_ms:
            self._next.start(self._hand_ms)
            self._hand_ms = 0
        else:
            self._enter()

    def _enter(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        measure(lambda: QTest.keyClick(self._dialog.passphrase, Qt.Key.Key_Return))


def enter_remembered(dialog: LoginDialog) -> None:
    """Press the button of the remembered sign-in, and say how long it took until the members were drawn."""
    if dialog.remembered.isHidden():
        os._exit(1)  # the office was not prepared for it
    measure(dialog.remembered.click)


def measure(press: Callable[[], object]) -> None:
    """Press, and say how long it took until the members were drawn."""
    begun = time.perf_counter()
    when_drawn(lambda: say_and_end(f"{time.perf_counter() - begun:.4f}"))
    press()


def when_drawn(then: Callable[[], object]) -> None:
    """Call back when the grid has taken its first records and drawn them."""
    from PySide6.QtCore import QTimer

    from ui.grid_model import GridModel

    take = GridModel._take

    def taken(self: GridModel, asked: int, answer: object) -> None:
        take(self, asked, answer)  # type: ignore[arg-type]  # handed through
        QTimer.singleShot(0, then)

    GridModel._take = taken  # type: ignore[method-assign]  # as above


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "bare":
        bare()
    else:
        ways: dict[str, Callable[..., None]] = {
            "desk": desk, "login": login, "remembered": remembered, "stretch": stretch}
        ways[what](*rest)
