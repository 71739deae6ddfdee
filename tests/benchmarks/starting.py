"""What the benchmark of the start runs in processes of their own, each of which says when it stands.

`bare`: a window with nothing in it. `stretch OFFICE`: the passphrase alone, made into the key. `desk OFFICE`: the desk
with the passphrase in the environment, until the first members are drawn. `login OFFICE`: the desk as a person starts
it, until the login takes keys; then, when what the desk loads meanwhile is loaded, the passphrase is typed and Enter
pressed, until the first members are drawn. `remembered OFFICE`: the same, but the person presses the button of a
computer that remembers the sign-in.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton

    from ui.login import LoginDialog

PASSPHRASE = "benchmark passphrase"


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


def login(office: str) -> None:
    """Open the desk as a person does, and type the passphrase when everything else is quiet."""
    _at_the_door(office, enter)


def remembered(office: str) -> None:
    """Open the desk as a person does whose sign-in this computer remembers."""
    _at_the_door(office, enter_remembered)


def _at_the_door(office: str, way_in: Callable[[LoginDialog], None]) -> None:
    from PySide6.QtCore import QTimer

    from ui import app, start

    ask = start.Desk._ask

    def then_type(self: start.Desk, *arguments: Any) -> None:
        ask(self, *arguments)
        dialog = self._entrance._dialog  # type: ignore[attr-defined]  # the login
        QTimer.singleShot(0, lambda: say("login"))
        quiet = QTimer(dialog, interval=50)

        def look() -> None:
            if not _loading(self):
                quiet.stop()
                way_in(dialog)

        quiet.timeout.connect(look)
        quiet.start()

    start.Desk._ask = then_type  # type: ignore[method-assign, assignment]  # as above
    app.main(["--office", office, "--page", "members", "--theme", "light", "--size", "1280x800"])


def _loading(self: object) -> bool:
    preload = self.preload  # type: ignore[attr-defined]  # the desk's
    return preload.ident is None or preload.is_alive()


def enter(dialog: LoginDialog) -> None:
    """Type the passphrase, press Enter, and say how long it took until the members were drawn."""
    dialog.passphrase.setText(PASSPHRASE)
    press(dialog.enter)


def enter_remembered(dialog: LoginDialog) -> None:
    """Press the button of the remembered sign-in, and say how long it took until the members were drawn."""
    if dialog.remembered.isHidden():
        os._exit(1)  # the office was not prepared for it
    press(dialog.remembered)


def press(button: QPushButton) -> None:
    """Press a button, and say how long it took until the members were drawn."""
    begun = time.perf_counter()
    when_drawn(lambda: say_and_end(f"{time.perf_counter() - begun:.4f}"))
    button.click()


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
        {"desk": desk, "login": login, "remembered": remembered, "stretch": stretch}[what](*rest)
