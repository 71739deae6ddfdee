"""One line that shows a job under way inside a page: what it does, how far it is, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QWidget

from ui.jobs_panel import remaining
from ui.widgets.words import button, label, row
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App
    from ui.jobs import Job


class JobLine(QWidget):
    """Hidden until it follows a job, hidden again when the job has ended."""

    def __init__(self, app: App) -> None:
        """Listen to the jobs."""
        super().__init__()
        self._job: Job | None = None
        self.words = label("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(12)
        self.bar.setAccessibleName(_("Progress"))
        self.cancel = button(_("Cancel"), self._cancel)
        self.setLayout(row(self.words, self.bar, self.cancel))
        self.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]  # set in the line above
        app.jobs.changed.connect(self._show)
        self.hide()

    def stop(self) -> None:
        """Cancel the job that is followed, and follow it no longer."""
        job, self._job = self._job, None
        if job is not None and not job.ended:
            job.cancel()
        self.hide()

    def follow(self, job: Job) -> None:
        """Show a job until it ends."""
        self._job = job
        self._show(job)

    def _show(self, job: Job) -> None:
        if job is not self._job:
            return
        self.setVisible(not job.ended)
        text = job.state.text if job.state else job.title
        self.words.setText("  ".join(filter(None, (text, remaining(job)))))
        self.bar.setRange(0, job.state.total if job.state else 0)
        self.bar.setValue(min(job.state.done, job.state.total) if job.state else 0)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
