"""The foot of the window: what waits to be sent, when the last sync was, what needs a person, jobs under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QStatusBar

from ui import outbox
from ui.jobs_panel import remaining
from ui.moments import local
from ui.widgets.words import button
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App
    from ui.jobs import Job

SETTLE_MS = 400


class Foot(QStatusBar):
    """The facts and the jobs, each a button that opens what it speaks of."""

    def __init__(self, app: App) -> None:
        """Make the buttons; the facts are read when the window is idle."""
        super().__init__()
        self.app = app
        self.has_told = self._only_conflicts = False
        self.setSizeGripEnabled(False)
        self.waiting = button("", self._open_sync, icon=app.theme.icon("send", "muted"), flat=True)
        self.last = button("", self._open_sync, icon=app.theme.icon("clock", "muted"), flat=True)
        self.person = button("", self._open_returned, icon=app.theme.icon("user", "muted"), flat=True)
        self.above = button("", self._open_directives, icon=app.theme.icon("inbox", "muted"), flat=True)
        self.jobs = button("", lambda: app.show_page("jobs"), icon=app.theme.icon("list-checks", "muted"), flat=True)
        for part in (self.waiting, self.last, self.person, self.above):
            self.addWidget(part)
            part.hide()
        self.addPermanentWidget(self.jobs)
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self.read)
        app.changed.connect(self._changed)
        app.synced.connect(self._timer.start)
        app.jobs.changed.connect(self._show_jobs)
        self._timer.start()
        self._show_jobs()

    def _changed(self, _registers: object) -> None:
        self._timer.start()  # a method, not a lambda: Qt drops the connection when the foot is made anew

    def read(self) -> None:
        """Ask what waits and what came back."""
        self.app.jobs.read(outbox.summary, self._show, owner=self)

    def _show(self, facts: outbox.Summary) -> None:
        last = _("Last report {time}").format(time=local(facts.last)) if facts.last else _("Never reported yet")
        _say(self.waiting, _("{count} waiting to be sent").format(count=f"{facts.waiting:,}") if facts.enrolled else "")
        _say(self.last, last if facts.enrolled else _("Not enrolled with a superior"))
        person = facts.returned + facts.conflicts
        self._only_conflicts = not facts.returned
        _say(self.person, _("{count} need a person").format(count=person) if person else "")
        _say(self.above, _("{count} came from the superior").format(count=facts.above) if facts.above else "")
        if not self.has_told:
            self.has_told = True
            self.app.reports_loaded.emit()

    def _show_jobs(self, _job: Job | None = None) -> None:
        running = self.app.jobs.running()
        if not running:
            _say(self.jobs, _("Jobs") if self.app.jobs.list else "")
            return
        text = f"{running[0].title} {remaining(running[0])}".strip()
        more = _(" and {count} more").format(count=len(running) - 1) if len(running) > 1 else ""
        _say(self.jobs, text + more)

    def _open_sync(self) -> None:
        self.app.show_page_if_there("sync")

    def _open_returned(self) -> None:
        self.app.show_page_if_there("sync", **({"conflicts": True} if self._only_conflicts else {"returned": True}))

    def _open_directives(self) -> None:
        self.app.show_page_if_there("directives")


def _say(part: QPushButton, text: str) -> None:
    part.setText(f" {text}")
    part.setAccessibleName(text)
    part.setVisible(bool(text))
