"""Stretching a passphrase ahead, at the pauses of whoever types it (`union_desk/safety/ahead.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from union_desk.safety import attempts, keys
from union_desk.safety.ahead import Ahead

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QLineEdit, QWidget

PAUSE_MS = 250  # after the last key: whoever types on is quicker, whoever goes to Enter mostly slower


class AtPauses(QObject):
    """Begins when the person pauses; forgets at the next key, and when the line is left for anything but its button.

    While somebody has to wait after wrong passphrases, nothing is begun.
    """

    def __init__(self, line: QLineEdit, asked: Callable[[], tuple[Path, str] | None]) -> None:
        """Watch a line; `asked` tells for which office and account its text is, None where nothing is to be done."""
        super().__init__(line)
        self._line, self._asked = line, asked
        self._ways: list[QWidget] = [line]
        self._ahead = Ahead()
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self.begin)
        line.textChanged.connect(self._changed)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._moved)

    def leads_to(self, button: QWidget) -> None:
        """Know the button that opens: going to it is no leaving."""
        self._ways.append(button)

    def begin(self) -> None:
        """Stretch what stands in the line, where that can be a passphrase."""
        text, asked = self._line.text(), self._asked()
        if len(text) >= keys.LEAST_PASSPHRASE and asked is not None:
            folder, account = asked
            if not attempts.state(folder, account).seconds:
                self._ahead.begin(folder, text, account)

    def forget(self) -> None:
        """Throw away what was made ahead."""
        self._pause.stop()
        self._ahead.forget()

    def take(self) -> keys.Stretch:
        """Give what stretches now that Enter was pressed."""
        self._pause.stop()
        return self._ahead.take()

    def _changed(self) -> None:
        self._ahead.forget()
        self._pause.start()

    def _moved(self, before: QWidget | None, now: QWidget | None) -> None:
        if before in self._ways and now not in self._ways:
            self.forget()
