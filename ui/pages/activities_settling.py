"""An activity settled in a dialog: sums, what the norms say, the checklist of the folder, answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QSpinBox, QWidget

from ui import tokens
from ui.widgets.words import button, column, label, row
from union_desk import records, registers
from union_desk.affairs import activities_settling as settling
from union_desk.registers.activities_evidence import MISSING, PRESENT
from union_desk.registers.activities_life import RUNNING, SETTLING
from union_desk.schema import codes
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App

ACTIVITIES = registers.get("activities")
_MANY, _WIDTH = 99_999, 560


class SettlingDialog(QDialog):
    """Shows where an activity stands; settling it is one gesture."""

    def __init__(self, app: App, record: str, parent: QWidget) -> None:
        """Read the activity and lay the dialog out."""
        super().__init__(parent)
        self.app, self.record = app, record
        self.setWindowTitle(_("Settle and look into the folder"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.name = label("", title=True, wraps=True)
        self.sums, self.said = label("", wraps=True), label("", wraps=True, level="warning")
        self.folder, self.papers = label("", section=True), QListWidget()
        self.summary = QPlainTextEdit()
        self.satisfied, self.answers = QSpinBox(maximum=_MANY), QSpinBox(maximum=_MANY)
        entry = QFormLayout()
        for words, part in ((N_("Summary of the activity"), self.summary), (N_("Satisfied answers"), self.satisfied),
                            (N_("All answers"), self.answers)):
            entry.addRow(_(words), part)
            part.setAccessibleName(_(words))
        self.settle_button = button(_("Settle the activity"), self.settle, primary=True)
        verbs = row(None, self.settle_button, button(_("Close this"), self.reject))
        self.setLayout(column(self.name, self.sums, self.said, self.folder, self.papers, entry, verbs,
                              margins=tokens.SPACE))
        self._read()

    def settle(self) -> None:
        """Settle with what was typed."""
        summary, answers = self.summary.toPlainText().strip(), self.answers.value() or None
        work = partial(settling.settle, activity_id=self.record, summary=summary, answers=answers,
                       satisfied=self.satisfied.value())
        self.app.jobs.gesture(
            N_("Settled: {title}"), work, lambda _done: self._read(),
            params={"title": self.name.text()}, owner=self)

    def _read(self) -> None:
        record = self.record

        def work(session: Session) -> tuple[dict[str, object], settling.Settled]:
            return records.get(session, ACTIVITIES, record), settling.review(session, record)

        self.app.jobs.read(work, self._show, owner=self)

    def _show(self, found: tuple[dict[str, object], settling.Settled]) -> None:
        activity, done = found
        self.name.setText(str(activity["title"]))
        self.sums.setText(settling.words(done.figures))
        self.said.setText("\n".join(problem.text() for problem in done.findings))
        self.said.setVisible(bool(done.findings))
        self.settle_button.setEnabled(activity["status"] in (RUNNING, SETTLING))
        if activity["summary"] and not self.summary.toPlainText():
            self.summary.setPlainText(str(activity["summary"]))
        missing = sum(item.state == MISSING for item in done.checklist)
        self.folder.setText(_("The folder lacks {count} papers.").format(count=missing) if missing
                            else _("The folder is complete."))
        self.papers.clear()
        for item in done.checklist:
            icon = {PRESENT: "circle-check", MISSING: "circle-x"}.get(item.state, "circle-help")
            shown = QListWidgetItem(self.app.theme.icon(icon), codes.get("evidence").label(item.evidence))
            shown.setToolTip(item.reason or item.basis)
            self.papers.addItem(shown)
