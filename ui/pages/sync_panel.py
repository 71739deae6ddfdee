"""Reporting to the superior: what waits, what was received and when, what came back and why."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QStackedWidget, QTabWidget, QWidget

from sync.desk import carrier, contents, levels, posted, status
from sync.protocol.frame import DOWN
from ui import outbox, reporting, tokens
from ui.jobs import Action
from ui.moments import duration, local
from ui.pages import sync_conflicts, sync_history
from ui.pages.job_line import JobLine
from ui.pages.page import PageWidget
from ui.pages.sync_compare import ComparisonView
from ui.pages.sync_conflicts import ConflictsTable
from ui.pages.sync_enrol import EnrolCard
from ui.pages.sync_history import HistoryView, OfficeView
from ui.pages.sync_stick import StickView
from ui.pages.sync_tables import ReturnedTable, WaitingTable
from ui.widgets.words import button, column, label, row
from union_desk import attachments
from union_desk.synctables import FRAMES, LOGS
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from sync.desk.computers import Computer
    from sync.desk.conflicts import Conflict
    from sync.desk.contents import Files
    from sync.desk.levels import Level
    from sync.desk.outcome import Report
    from sync.desk.policy import Accepted
    from sync.desk.status import Status
    from ui.context import App
    from ui.jobs import Job
    from union_desk.contents import Store

SENT_LINES = 200
BIG = 22


@dataclass(frozen=True)
class Facts:
    """Everything the page shows, read from one state of the data."""

    status: Status
    frames: list[Any]
    conflicts: tuple[list[Conflict], list[Conflict]]
    sessions: list[dict[str, Any]]
    computers: list[Computer]
    policy: tuple[Accepted | None, list[str]]
    stick: tuple[dict[str, Any], dict[str, Any]]
    files: Files
    levels: dict[tuple[int, int], list[Level]]  # above the direct superior, by frame
    unknown: int  # posts of books that only a newer program knows


def read(session: Session, held: Store) -> Facts:
    """Read what the page shows; `held` are the contents of files that this office has."""
    facts = (FRAMES.c.sealed_at, FRAMES.c.received_at, FRAMES.c.records, FRAMES.c.size, FRAMES.c.log, FRAMES.c.seq)
    frames = sa.select(*facts).join(LOGS, LOGS.c.n == FRAMES.c.log)
    recent = frames.where(LOGS.c.share != DOWN).order_by(FRAMES.c.sealed_at.desc(), FRAMES.c.seq.desc())
    sessions, computers, policy = sync_history.read(session)
    return Facts(
        status=status.read(session),
        frames=list(session.execute(recent.limit(SENT_LINES)).all()),
        conflicts=sync_conflicts.read(session),
        sessions=sessions,
        computers=computers,
        policy=policy,
        stick=carrier.last(session),
        files=contents.figures(session, held),
        levels=levels.of_frames(session),
        unknown=sum(posted.unknown(session).values()),
    )


def _about(files: Files) -> list[str]:
    """Return what there is to say about files on the road, nothing when none ever was."""
    told = (
        (_("attachments waiting: {count}"), files.waiting),
        (_("attachments with the superior: {count}"), files.received),
        (_("attachments refused: {count}"), files.refused),
        (_("attachments still to come: {count}"), files.awaited),
    )
    above = [_("attachments with {superior}: {count}").format(superior=one.name, count=one.records)
             for one in files.above]
    return [*(text.format(count=count) for text, count in told if count), *above]


def _levels(facts: Status) -> str:
    """Return what each level holds, the direct superior first."""
    told = [
        _("{superior}: {count} records, last {time}").format(
            superior=one.name, count=f"{one.records:,}", time=local(one.at) if one.at else "—"
        )
        for one in facts.levels
    ]
    return " → ".join(told)


class SyncPage(PageWidget):
    """`open(returned=True)` shows what came back, `conflicts=True` what two computers wrote, `stick=True` the steps.

    `open(admission=path)` reads the superior's answer to a request to be enrolled.
    """

    def __init__(self, app: App) -> None:
        """Lay it out; what it says is read when it comes to the front."""
        super().__init__(app)
        self.reporter = reporting.of(app)
        self.status: Status | None = None
        self._asked = 0
        self.enrol = EnrolCard(app)
        self.heading = label(_("Reports to the superior"), title=True)
        self.superior, self.last = label("", title=True, wraps=True), label("", muted=True, wraps=True)
        self.levels = label("", muted=True, wraps=True)
        self.fault = label("", wraps=True, level="error")
        self.figures = {name: label("–") for name in ("waiting", "received", "returned")}
        self.now = button(_("Sync now"), self.sync_now, primary=True, icon=app.theme.icon("cloud-upload", "on_accent"))
        self.automatic = QCheckBox(_("Report by itself after changes"))
        self.automatic.setChecked(self.reporter.automatic)
        self.due = label("", muted=True)
        self.job = JobLine(app)
        self.waiting, self.returned, self.conflicts = WaitingTable(app), ReturnedTable(app), ConflictsTable(app)
        self.history, self.comparison = HistoryView(), ComparisonView(app)
        self.stick, self.office = StickView(app), OfficeView()
        self.tabs = QTabWidget()
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for view, text in (
            (self.waiting, ""),
            (self.returned, ""),
            (self.conflicts, ""),
            (self.history, _("What was sent")),
            (self.comparison, _("What the superior knows")),
            (self.stick, _("Without a network")),
            (self.office, _("This office")),
        ):
            self.tabs.addTab(view, text)
        whole = QWidget()
        told, asked = column(self.superior, self.last, self.levels, None, spacing=2), column(
            row(None, self.now), self.automatic, self.due, None)
        head = row(told, *self._figures(), 4, asked)
        head.setStretch(0, 1)
        page = column(head, self.fault, self.job, self.tabs)
        page.setStretchFactor(self.tabs, 1)
        whole.setLayout(page)
        self.stack.addWidget(self.enrol)
        self.stack.addWidget(whole)
        self.setLayout(
            column(self.heading, self.stack, margins=tokens.SPACE)
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
            found += [column(figure, label(texts[name], muted=True), None, spacing=0), 24]
        return found

    def _connect(self) -> None:
        self.reporter.began.connect(self.job.follow)
        self.reporter.began.connect(self._tick)
        self.reporter.ended.connect(self._ended)
        self.enrol.enrolled.connect(self._enrolled)
        self.automatic.toggled.connect(self.reporter.set_automatic)
        self.app.synced.connect(self._read_if_shown)
        self.app.changed.connect(self._changed)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        self._clock.start()

    # ---- what the frame calls --------------------------------------------------------------------------------------

    def open(self, **arguments: Any) -> None:
        """Show what came back first when asked."""
        for name, view in (("returned", self.returned), ("conflicts", self.conflicts), ("stick", self.stick)):
            if arguments.get(name):
                self.tabs.setCurrentWidget(view)
        if arguments.get("register"):  # a version set aside, asked for like any record
            self.tabs.setCurrentWidget(self.conflicts)
        if arguments.get("admission"):
            self.enrol.stick.take_file(arguments["admission"], aloud=True)

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
        self._asked += 1
        number = self._asked

        def show(found: Facts) -> None:
            if number == self._asked:  # an older look may end after a newer one
                self._show(found)

        held = attachments.in_store(self.app.db)
        self.app.jobs.read(lambda session: read(session, held), show, owner=self)

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _changed(self, _registers: object) -> None:
        self._read_if_shown()  # a method, not a lambda: Qt drops the connection when the page is made anew

    def _read_if_shown(self) -> None:
        if self.isVisible():
            self.read()

    def _show(self, found: Facts) -> None:
        facts = found.status
        self.status = facts
        if facts.enrolled and not facts.server and self.stack.currentIndex() == 0:
            self.tabs.setCurrentWidget(self.stick)  # just enrolled by files: what comes next stands there
        self.stack.setCurrentIndex(1 if facts.enrolled else 0)
        self.heading.setVisible(not facts.enrolled)  # afterwards the line of who reports to whom stands there
        for widget in (self.now, self.automatic):
            widget.setVisible(bool(facts.server))
        self.superior.setText(_("{union} reports to {superior}").format(union=facts.unit, superior=facts.superior))
        self.last.setText(" · ".join([self._last(facts), *_about(found.files)]))
        self._say_fault(found)
        for name, value in (
            ("waiting", facts.waiting_total),
            ("received", facts.received),
            ("returned", len(facts.returned)),
        ):
            self.figures[name].setText(f"{value:,}")
        self.waiting.take(facts)
        self.returned.take(facts.returned)
        self.conflicts.take(found.conflicts)
        self.history.take(found.frames, found.sessions, found.levels)
        self.levels.setText(_levels(facts))
        self.levels.setVisible(len(facts.levels) > 1)
        self.office.take(found.computers, found.policy)
        self.stick.take(found.stick)
        for number, (text, count) in enumerate(
            (
                (_("What waits ({count})"), facts.waiting_total),
                (_("What came back ({count})"), len(facts.returned)),
                (_("Conflicts ({count})"), len(found.conflicts[0])),
            )
        ):
            self.tabs.setTabText(number, text.format(count=f"{count:,}"))

    def _last(self, facts: Status) -> str:
        parts = [facts.server or _("by stick")]
        if facts.last_session is not None:
            parts.append(_("last session {time}").format(time=local(facts.last_session.at)))
        if facts.last_received_at:
            parts.append(_("last receipt {time}").format(time=local(facts.last_received_at)))
        if facts.remarked:
            parts.append(_("{count} received with remarks").format(count=facts.remarked))
        return " · ".join(parts)

    def _say_fault(self, found: Facts) -> None:
        facts, texts = found.status, []
        last = facts.last_session
        if last is not None and not last.ok:
            texts.append(last.message)
        stopped = self.reporter.stopped_by
        if stopped is not None and str(stopped) not in texts:
            texts.append(str(stopped))
        if facts.differs:
            texts.append(_("The superior's copy differs from this office's. Sync once more; if it stays, ask there."))
        accepted, changed = found.policy
        if facts.server and (accepted is None or changed):
            texts.append(_("Nothing is sent by itself until you have seen what leaves this office: press 'Sync now'."))
        if found.unknown:
            told = _("{count} records of the superior need a newer version of this program; they are kept until then.")
            texts.append(told.format(count=found.unknown))
        self.fault.setText("\n".join(texts))
        self.fault.setVisible(bool(texts))

    def _ended(self, report: Report | None, error: BaseException | None) -> None:
        self._tick()  # the button is there again at once, not with the next second
        self._read_if_shown()
        job = self.reporter.job
        if report is not None and job is not None and job.listed:
            self.app.jobs.read(outbox.summary, lambda found: self._tell(report, job, found), owner=self)
        if error is not None and getattr(error, "code", "") == "server_emptier":
            self.app.messages.ask(
                str(error), _("Send everything again"), lambda: self.reporter.sync(accept_emptier=True)
            )
        if error is not None and getattr(error, "code", "") == "many_changed":
            meant = Action(_("It was meant, report"), lambda: self.reporter.sync(accept_many=True))
            self.app.messages.say(str(error), level="warning", actions=[meant])

    def _tell(self, report: Report, job: Job, found: outbox.Summary) -> None:
        """Say what the session did and, where somebody has to look at something, what and the way there."""
        more = ((_("{count} came from this union's other computers."), report.pulled_records),
                (_("{count} records came back and wait for you."), found.returned),
                (_("{count} conflicts wait for a decision."), found.conflicts))
        parts = [_("{count} records reported.").format(count=report.records)]
        text = " ".join([*parts, *(words.format(count=count) for words, count in more if count)])
        job.conclude(text)
        there = "returned" if found.returned else "conflicts"
        waits = bool(found.returned or found.conflicts)
        actions = [Action(_("Show"), lambda: self.app.show_page("sync", **{there: True}))] if waits else []
        self.app.messages.say(text, level="warning" if waits else "info", actions=actions)

    def _enrolled(self, server: str) -> None:
        self.read()
        self.app.synced.emit()
        if server:
            self.reporter.sync()

    def _tick(self) -> None:
        if not self.isVisible():
            return
        due, busy = self.reporter.due, self.reporter.job is not None and not self.reporter.job.ended
        left = due - time.monotonic()
        text = _("by itself again in {time}").format(time=duration(left)) if due and left > 0 and not busy else ""
        self.due.setText(text)
        self.due.setVisible(bool(text))
        self.now.setEnabled(not busy)
