"""Choosing the evidence of an item: a record of one of the office's books, not a file typed anew (§10.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from ui.widgets.pickers import RefPicker
from ui.widgets.words import column
from union_desk import records, registers
from union_desk.schema.kinds import Ref
from union_desk.words import N_, _

if TYPE_CHECKING:
    from ui.context import App

LINKED = N_("Linked evidence: {name}")
FIRST = "activities"  # where the evidence of most items lies
_SCORES = registers.get("assessment_scores")


class EvidenceDialog(QDialog):
    """A book, a record of it found as in its own search, and words for the paper."""

    def __init__(self, app: App, score: dict[str, Any], parent: QWidget) -> None:
        """Offer the books; begin with what was linked before."""
        super().__init__(parent)
        self.app, self.score = app, score
        self.setWindowTitle(_("Evidence: {item}").format(item=score["item"]))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.book, self.words = QComboBox(), QLineEdit(str(score["evidence_note"] or ""))
        self.book.setAccessibleName(_("Book of the evidence"))
        self.words.setAccessibleName(_("Evidence in words"))
        for register in registers.ALL:
            if not register.append_only:
                self.book.addItem(_(register.label), register.name)
        self.form = QFormLayout()
        self.record = RefPicker(Ref(register=FIRST), app)
        self.form.addRow(_("Book of the evidence"), self.book)
        self.form.addRow(_("Record of the evidence"), self.record)
        self.form.addRow(_("Evidence in words"), self.words)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.setLayout(column(self.form, self.buttons, margins=8))
        self.book.currentIndexChanged.connect(lambda _place: self._offer())
        self.book.setCurrentIndex(self.book.findData(score["evidence_book"] or FIRST))
        self._offer()
        if score["evidence_id"]:
            self.record.show_value(score["evidence_id"])
        self.resize(520, 160)

    def save(self) -> None:
        """Save book, record and words as one gesture."""
        book, own = str(self.book.currentData()), self.record.read().value
        title = self.record.text() if own else ""
        values = {"evidence_book": book if own else None, "evidence_id": own,
                  "evidence_note": self.words.text().strip() or title or None}
        self.app.jobs.gesture(LINKED, lambda s: records.save(s, _SCORES, values, self.score["id"]),
                              lambda _saved: self.accept(), params={"name": self.score["item"]}, owner=self)

    def _offer(self) -> None:
        """Make the picker of the chosen book."""
        book = str(self.book.currentData())
        if self.record.kind.register != book:
            self.form.removeRow(1)
            self.record = RefPicker(Ref(register=book), self.app)
            self.form.insertRow(1, _("Record of the evidence"), self.record)
