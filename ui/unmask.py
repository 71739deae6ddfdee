"""Showing private values: asks for the reason, journals the asking, hides them again after a minute (domain §13)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QWidget

from ui.widgets.words import column, label
from union_desk.safety import gate
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.context import App
    from union_desk.schema.register import Register

SECONDS = 60
REASONS = (
    N_("Checking against the document"),
    N_("Correcting the record"),
    N_("Card application"),
    N_("Contacting the person"),
)
_LISTED = 50  # records named one by one in the journal; of more only the count


def ask(app: App, register: Register, ids: Sequence[str], show: Callable[[], None], parent: QWidget) -> ReasonDialog:
    """Ask for the reason, journal it, then call `show`. Refused where the role does not include it."""
    release = gate.Release(gate.UNMASK, register.name, len(ids), unmasked=True, reason="asked for below")
    gate.check(app.actor, release)
    dialog = ReasonDialog(parent, len(ids))

    def unmask() -> None:
        reason = dialog.reason()  # the dialog is gone when the gesture's turn comes
        params = {
            "count": len(ids),
            "register": register.label,
            "reason": reason,
            "records": " ".join(ids[:_LISTED]),
        }
        app.jobs.gesture(
            N_("Showed private values of {count} records ({register}): {reason}"),
            lambda session: gate.note(session, replace(release, reason=reason)),
            lambda _number: show(),
            params=params,
            keep=True,
            owner=parent,
        )

    dialog.accepted.connect(unmask)
    dialog.open()
    return dialog


class ReasonDialog(QDialog):
    """Asks why; the usual reasons can be chosen."""

    def __init__(self, parent: QWidget, count: int, *, printing: bool = False) -> None:
        """Begin without a reason; none, no values. printing: they go onto paper instead of the screen."""
        super().__init__(parent)
        self.setWindowTitle(_("Print private values in full") if printing else _("Show private values"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.box = QComboBox(editable=True)
        self.box.addItems([_(reason) for reason in REASONS])
        self.box.setCurrentText("")
        self.box.setAccessibleName(_("Reason"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText(_("Go on") if printing else _("Show"))
        ok.setEnabled(False)
        self.box.currentTextChanged.connect(lambda text: ok.setEnabled(bool(text.strip())))
        told = _(
            "Why do you need the private values of {count} records? The reason is written into the journal; "
            "after {seconds} seconds the values are hidden again."
        ).format(count=count, seconds=SECONDS)
        if printing:
            told = _("Why do the private values of {count} records go onto paper in full? The reason is written into "
                     "the journal.").format(count=count)
        self.setLayout(column(label(told, wraps=True), self.box, self.buttons, margins=14, spacing=10))
        self.setMinimumWidth(420)

    def reason(self) -> str:
        """Return the reason."""
        return self.box.currentText().strip()
