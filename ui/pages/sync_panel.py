"""Reporting to the superior: what waits, what was received and when, what came back and why."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QStackedWidget, QTabWidget, QWidget

from sync.desk import status
from sync.protocol.frame import DOWN
from ui import reporting, tokens
from ui.moments import duration, local
from ui.pages.job_line import JobLine
from ui.pages.page import PageWidget
from ui.pages.sync_enrol import EnrolCard
from ui.pages.sync_tables import ReturnedTable, WaitingTable, sent_table
from ui.widgets.words import button, column, label, row
from union_desk.synctables import FRAMES, LOGS
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from sync.desk.session import Report
    from sync.desk.status import Status
    from ui.context import App

SENT_LINES = 200
BIG = 22


class SyncPage(PageWidget):
    """`open(returned=True)` shows what came back."""

    def __init__(self, app: App) -> None:
        """Lay it out; what it says is read when it comes to the front."""
        super().__init__(app)
        self.reporter = reporting.of(app)
        self.status: Status | None = None
        self.enrol = EnrolCard(app)
        self.superior, self.last = label("", title=True), label("", muted=True)
        self.fault = label("", wraps=True, level="error")
        self.figures = {name: label("–") for name in ("waiting", "received", "returned")}
        self.now = button(_("Sync now"), self.sync_now, primary=True, icon=app.theme.icon("cloud-upload", "on_accent"))
        self.automatic = QCheckBox(_("Report by itself after changes"))
        self.automatic.setChecked(self.reporter.automatic)
        self.due = label("", muted=True)
        self.job = JobLine(app)
        self.waiting, self.returned, self.sent = WaitingTable(app), ReturnedTable(app), sent_table()
        self.tabs = QTabWidget()
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for view in (self.waiting, self.returned, self.sent):
            self.tabs.addTab(view, "")
        whole = QWidget()
        head = row(column(self.superior, self.last, spacing=2), None, *self._figures(), 16, self.now)
        whole.setLayout(column(head, self.fault, self.job, row(self.automatic, self.due, None), self.tabs))
        self.stack.addWidget(self.enrol)
        self.stack.addWidget(whole)
        self.setLayout(
            column(row(label(_("Reports to the superior"), title=True), None), self.stack, margins=tokens.SPACE)
        )

    def _figures(self) -> list[Any]:
        texts = {"waiting": _("waiting"), "received": _("received"), "returned": _("came back")}
        found: list[Any] = []
        for name, figure in self.figures.items():
            font = figure.font()
            font.setPointSizeF(BIG)
            font.setBold(True)
            figure.setFont(font)
            figure.setAccessibleName(texts[name])
            found += [column(figure, label(texts[name], muted=True), spacing=0), 24]
        return found

    def _connect(self) -> None:
        self.reporter.began.connect(self.job.follow)
        self.reporter.ended.connect(self._ended)
        self.enrol.enrolled.connect(self._enrolled)
        self.automatic.toggled.connect(self.reporter.set_automatic)
        self.app.synced.connect(self._read_if_shown)
        self.app.changed.connect(lambda _registers: self._read_if_shown())
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        self._clock.start()

    # ---- what the frame calls --------------------------------------------------------------------------------------

    def open(self, **arguments: Any) -> None:
        """Show what came back first when asked."""
        if arguments.get("returned"):
            self.tabs.setCurrentWidget(self.returned)

    def activated(self) -> None:
        """Read how things stand."""
        self.read()

    def refresh(self) -> None:
        """Read again."""
        self.read()

    # ---- gestures --------------------------------------------------------------------------------------------------

    def sync_now(self) -> None:
        """Report now, whatever the appointment was."""
        self.reporter.sync()

    def read(self) -> None:
        """Read how things stand, off the screen's thread."""

        def work(session: Session) -> tuple[Status, list[Any]]:
            own = FRAMES.c.log.in_(sa.select(LOGS.c.n).where(LOGS.c.share != DOWN))
            frames = sa.select(FRAMES.c.sealed_at, FRAMES.c.received_at, FRAMES.c.records, FRAMES.c.size).where(own)
            recent = frames.order_by(FRAMES.c.sealed_at.desc(), FRAMES.c.seq.desc()).limit(SENT_LINES)
            return status.read(session), list(session.execute(recent).all())

        self.app.jobs.read(work, self._show, owner=self)

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _read_if_shown(self) -> None:
        if self.isVisible():
            self.read()

    def _show(self, found: tuple[Status, list[Any]]) -> None:
        facts, frames = found
        self.status = facts
        self.stack.setCurrentIndex(1 if facts.enrolled else 0)
        self.superior.setText(_("{union} reports to {superior}").format(union=facts.unit, superior=facts.superior))
        self.last.setText(self._last(facts))
        self._say_fault(facts)
        for name, value in (
            ("waiting", facts.waiting_total),
            ("received", facts.received),
            ("returned", len(facts.returned)),
        ):
            self.figures[name].setText(f"{value:,}")
        self.waiting.take(facts)
        self.returned.take(facts.returned)
        sent_table(frames, self.sent)
        for number, (text, count) in enumerate(
            (
                (_("What waits ({count})"), facts.waiting_total),
                (_("What came back ({count})"), len(facts.returned)),
                (_("What was sent ({count})"), len(frames)),
            )
        ):
            self.tabs.setTabText(number, text.format(count=count))

    def _last(self, facts: Status) -> str:
        parts = [facts.server]
        if facts.last_session is not None:
            parts.append(_("last session {time}").format(time=local(facts.last_session.at)))
        if facts.last_received_at:
            parts.append(_("last receipt {time}").format(time=local(facts.last_received_at)))
        if facts.remarked:
            parts.append(_("{count} received with remarks").format(count=facts.remarked))
        return " · ".join(parts)

    def _say_fault(self, facts: Status) -> None:
        last, texts = facts.last_session, []
        if last is not None and not last.ok:
            texts.append(last.message)
        if facts.differs:
            texts.append(_("The superior's copy differs from this office's. Sync once more; if it stays, ask there."))
        self.fault.setText("\n".join(texts))
        self.fault.setVisible(bool(texts))

    def _ended(self, report: Report | None, error: BaseException | None) -> None:
        self._read_if_shown()
        job = self.reporter.job
        if report is not None and job is not None and job.listed:
            text = _("{count} records reported, {returned} came back.").format(
                count=report.records, returned=report.returned
            )
            job.conclude(text)
            self.app.messages.say(text)
        if error is not None and getattr(error, "code", "") == "server_emptier":
            self.app.messages.ask(
                str(error), _("Send everything again"), lambda: self.reporter.sync(accept_emptier=True)
            )

    def _enrolled(self) -> None:
        self.read()
        self.app.synced.emit()
        self.reporter.sync()

    def _tick(self) -> None:
        if not self.isVisible():
            return
        due, busy = self.reporter.due, self.reporter.job is not None and not self.reporter.job.ended
        left = due - time.monotonic()
        self.due.setText(_("next try in {time}").format(time=duration(left)) if due and left > 0 and not busy else "")
        self.now.setEnabled(not busy)
