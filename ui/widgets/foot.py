"""The foot of the window: what waits to be sent, when the last sync was, what needs a person, jobs under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStatusBar

from ui import outbox
from ui.jobs_panel import remaining
from ui.widgets.words import button
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App
    from ui.jobs import Job

SETTLE_MS = 400


class Foot(QStatusBar):
    """Three facts and the jobs, each a button that opens what it speaks of."""

    def __init__(self, app: App) -> None:
        """Make the buttons; the facts are read when the window is idle."""
        super().__init__()
        self.app = app
        self.setSizeGripEnabled(False)
        self.waiting = button("", self._open_sync, icon=app.theme.icon("send", "muted"), flat=True)
        self.last = button("", self._open_sync, icon=app.theme.icon("clock", "muted"), flat=True)
        self.person = button("", self._open_returned, icon=app.theme.icon("user", "muted"), flat=True)
        self.jobs = button("", lambda: app.show_page("jobs"), icon=app.theme.icon("list-checks", "muted"), flat=True)
        for part in (self.waiting, self.last, self.person):
            self.addWidget(part)
            part.hide()
        self.addPermanentWidget(self.jobs)
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self.read)
        app.changed.connect(lambda _registers: self._timer.start())
        app.synced.connect(self._timer.start)
        app.jobs.changed.connect(self._show_jobs)
        self._timer.start()
        self._show_jobs()

    def read(self) -> None:
        """Ask what waits and what came back."""
        self.app.jobs.read(outbox.summary, self._show, owner=self)

    def _show(self, facts: outbox.Summary) -> None:
        self._say(self.waiting, _("{count} waiting to be sent").format(count=facts.waiting))
        self._say(
            self.last,
            _("Last sync {time}").format(time=facts.last)
            if facts.last
            else (_("Never synchronised") if facts.enrolled else _("Not enrolled with a superior")),
        )
        self._say(self.person, _("{count} need a person").format(count=facts.returned) if facts.returned else "")

    def _say(self, part: object, text: str) -> None:
        from PySide6.QtWidgets import QPushButton

        assert isinstance(part, QPushButton)
        part.setText(text)
        part.setAccessibleName(text)
        part.setVisible(bool(text))

    def _show_jobs(self, _job: Job | None = None) -> None:
        running = self.app.jobs.running()
        if not running:
            self._say(self.jobs, _("Jobs") if self.app.jobs.list else "")
            return
        text = f"{running[0].title} {remaining(running[0])}".strip()
        more = _(" and {count} more").format(count=len(running) - 1) if len(running) > 1 else ""
        self._say(self.jobs, text + more)

    def _open_sync(self) -> None:
        self.app.show_page_if_there("sync")

    def _open_returned(self) -> None:
        self.app.show_page_if_there("sync", returned=True)
