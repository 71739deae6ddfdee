"""The window locks after idle minutes or with Ctrl+L: what it shows is hidden until the passphrase is typed again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from ui import tokens
from ui.passphrases import PassphraseEdit
from ui.stretching import AtPauses
from ui.widgets.words import button, column, label, row
from union_desk.errors import UserError
from union_desk.safety import keys
from union_desk.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QWindow

    from ui.context import App
    from union_desk.progress import Progress

MINUTES = 15
SETTING = "lock_minutes"  # 0 is never
LOOK_MS = 5_000
_SIGNS = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}


class IdleLock(QObject):
    """Watches for signs of a person, and asks to lock when there were none for long enough."""

    asked = Signal()

    def __init__(self, app: App) -> None:
        """Begin to watch whichever window has the focus."""
        super().__init__(app)
        self.app = app
        self.seen = time.monotonic()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        # A filter on the whole application would be called for each event of each widget; a window's own are few
        application.focusWindowChanged.connect(self.watch)

    def watch(self, window: QWindow | None) -> None:
        """Look at the events of the window that has the focus now."""
        if window is not None:
            window.installEventFilter(self)

    def look(self) -> None:
        """Lock when the time is up."""
        minutes = self.app.preferences.number(SETTING, MINUTES)
        if minutes and time.monotonic() - self.seen >= minutes * 60:
            self.asked.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take notice of keys and the mouse."""
        if event.type() in _SIGNS:
            self.seen = time.monotonic()
        return super().eventFilter(watched, event)


class LockScreen(QWidget):
    """Covers the window and asks for the passphrase; `unlocked` when it fits. Jobs go on behind it."""

    unlocked = Signal()

    def __init__(self, app: App) -> None:
        """Show nothing of the office but its locked state."""
        super().__init__()
        self.app = app
        self.passphrase = PassphraseEdit()
        self.passphrase.setPlaceholderText(_("Passphrase"))
        self.passphrase.setAccessibleName(_("Passphrase"))
        self.stretching = AtPauses(self.passphrase, self._asked_for)
        self.passphrase.setFixedWidth(300)
        self.open = button(_("Unlock"), self.try_open, primary=True)
        self.said = label("", wraps=True, level="error")
        self.stretching.leads_to(self.open)
        self.passphrase.returnPressed.connect(self.try_open)
        told = label(_("The window is locked. What was being typed is kept."), muted=True)
        inside = column(
            label(_("Union Desk"), title=True), told, row(self.passphrase, self.open), self.said, spacing=tokens.SPACE
        )
        self.setLayout(column(None, row(None, inside, None), None))
        self.setFocusProxy(self.passphrase)

    def begin(self) -> None:
        """Begin with an empty line."""
        self.passphrase.clear()
        self.said.clear()
        self.passphrase.setFocus()

    def _asked_for(self) -> tuple[Path, str] | None:
        """Return the office and the account that the passphrase opens, unless one is being tried."""
        return (self.app.db.folder, self.app.db.account) if self.open.isEnabled() else None

    def try_open(self) -> None:
        """Try the passphrase, off the screen's thread: stretching it takes a while."""
        text = self.passphrase.text()
        if not text or not self.open.isEnabled():
            return
        self.open.setEnabled(False)
        folder, account, stretching = self.app.db.folder, self.app.db.account, self.stretching.take()

        def work(_progress: Progress) -> Any:
            return keys.enter(folder, text, account, stretching)

        self.app.jobs.run(
            _("Unlock"), work, lambda _key: self._opened(), failed=self._refused, owner=self, listed=False
        )

    def _opened(self) -> None:
        self.open.setEnabled(True)
        self.passphrase.clear()
        self.unlocked.emit()

    def _refused(self, error: BaseException) -> None:
        self.open.setEnabled(True)
        if not isinstance(error, UserError):
            raise error
        self.said.setText(str(error))
        self.passphrase.selectAll()
        self.passphrase.setFocus()
