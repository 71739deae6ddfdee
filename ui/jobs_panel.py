"""The list of jobs: progress, time left, cancel, and the results that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from ui import jobs, tokens
from ui.moments import duration
from ui.pages.page import PageWidget
from ui.widgets.words import button, column, label, row
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    from ui.context import App
    from ui.jobs import Job

STATUS = {
    jobs.WAITING: N_("Waiting for its turn"),
    jobs.RUNNING: N_("Under way"),
    jobs.DONE: N_("Done"),
    jobs.FAILED: N_("Failed"),
    jobs.CANCELLED: N_("Cancelled; what it had done was taken back"),
}


def remaining(job: Job) -> str:
    """Return how far a job is, in a few words."""
    state = job.state
    if state is None or not state.total:
        return ""
    percent = f"{state.done * 100 // state.total} %"
    return (
        percent
        if state.seconds_left is None
        else _("{percent}, {time} left").format(percent=percent, time=duration(state.seconds_left))
    )


class JobsPage(PageWidget):
    """All jobs of this session, newest first."""

    def __init__(self, app: App) -> None:
        """Show what there is and follow what changes."""
        super().__init__(app)
        self._cards: dict[int, JobCard] = {}
        self._column = QVBoxLayout()
        self._column.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._column)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(inside)
        self._empty = label(_("No job has run since the program was started."), muted=True)
        clear = button(_("Clear the finished ones"), self._clear)
        self.setLayout(
            column(row(label(_("Jobs"), title=True), None, clear), self._empty, scroll, margins=tokens.SPACE_L)
        )
        app.jobs.changed.connect(self._follow)
        self._fill()

    def _follow(self, job: Job) -> None:
        if job.listed:
            card = self._cards.get(id(job))
            if card is None:
                self._fill()
            else:
                card.show_job()

    def _fill(self) -> None:
        wanted = {id(job) for job in self.app.jobs.list}
        for key in [k for k in self._cards if k not in wanted]:
            self._cards.pop(key).deleteLater()
        for place, job in enumerate(self.app.jobs.list):
            if id(job) not in self._cards:
                self._cards[id(job)] = JobCard(job)
                self._column.insertWidget(place, self._cards[id(job)])
        self._empty.setVisible(not self._cards)

    def _clear(self) -> None:
        self.app.jobs.forget()
        self._fill()


class JobCard(QFrame):
    """One job: what it is, how far it is, what came out, and its buttons."""

    def __init__(self, job: Job) -> None:
        """Lay it out."""
        super().__init__()
        self.setProperty("card", True)
        self.job = job
        self.status: QLabel = label("", muted=True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(job.title)
        self.result: QLabel = label("", wraps=True)
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.cancel = button(_("Cancel"), job.cancel)
        self._actions = row(None)
        self.setLayout(
            column(
                row(label(job.title, section=False), None, self.status, self.cancel),
                self.bar,
                self.result,
                self._actions,
                margins=tokens.SPACE,
            )
        )
        self._offered = 0
        self.show_job()

    def show_job(self) -> None:
        """Show the job as it is now."""
        job = self.job
        self.status.setText(
            " · ".join(
                filter(
                    None,
                    (
                        _(STATUS[job.status]),
                        job.state.text if job.state and not job.ended else "",
                        "" if job.ended else remaining(job),
                    ),
                )
            )
        )
        self.cancel.setVisible(not job.ended)
        self.bar.setVisible(not job.ended)
        self.bar.setRange(0, job.state.total if job.state else 0)
        self.bar.setValue(min(job.state.done, job.state.total) if job.state else 0)
        self.result.setText(str(job.error) if isinstance(job.error, UserError) else job.summary)
        self.result.setVisible(bool(self.result.text()))
        for action in job.actions[self._offered :]:
            self._actions.addWidget(button(action.text, action.run))
        self._offered = len(job.actions)
