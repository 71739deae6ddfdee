"""What leaves this office: shown before the first report, accepted once, shown again when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTreeWidget, QTreeWidgetItem, QWidget

from sync.desk import policy, status
from ui.moments import local
from ui.widgets.words import column, label
from union_desk import registers
from union_desk.schema.register import PRIVATE
from union_desk.words import _, series

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from sync.desk.policy import Accepted, Line
    from ui.context import App

WIDTH, HEIGHT = 860, 560


class PolicyTree(QTreeWidget):
    """The registers by how far they travel, each with its fields."""

    def __init__(self) -> None:
        """Show the present policy."""
        super().__init__()
        self.setAccessibleName(_("What leaves this office"))
        self.setHeaderLabels([_("Register and field"), _("Remark")])
        self.setColumnWidth(0, 520)
        self.take([])

    def take(self, changed: list[str]) -> None:
        """Show the registers, marking those that changed since the policy was accepted."""
        self.clear()
        for text, those in _groups():
            top = QTreeWidgetItem([text, _("{count} registers").format(count=len(those))])
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            self.addTopLevelItem(top)
            for line in those:
                top.addChild(_branch(line, is_changed=line.register in changed))
            top.setExpanded(True)
        self.setCurrentIndex(self.model().index(0, 0))


def _groups() -> list[tuple[str, list[Line]]]:
    """Return how far books travel, in words, with those that do; what leaves first."""
    found = policy.lines()
    return [(_(text), [line for line in found if line.share == share])
            for share, text in reversed(policy.TRAVELS.items())]


def summary() -> str:
    """Return in a line how many books go how far, as the list is longer than a window."""
    return " · ".join(f"{text} ({_('{count} registers').format(count=len(those))})" for text, those in _groups())


def _branch(line: Line, *, is_changed: bool) -> QTreeWidgetItem:
    spec = registers.get(line.register)
    remark = _("changed since it was accepted") if is_changed else _("{count} fields").format(count=len(line.fields))
    if line.files is not None and line.share != PRIVATE:
        files = _("with the files on its records") if line.files else _("the files on its records stay here")
        remark = f"{remark} · {files}"
    made = QTreeWidgetItem([_(spec.label), remark])
    for name in line.fields:
        private = _("private: masked on the screen") if name in line.private else ""
        made.addChild(QTreeWidgetItem([_(spec.fields[name].label), private]))
    return made


class PolicyView(QWidget):
    """The policy with who accepted it."""

    def __init__(self) -> None:
        """Lay it out."""
        super().__init__()
        self.accepted = label("", muted=True)
        self.tree = PolicyTree()
        self.setLayout(column(self.accepted, self.tree))

    def take(self, found: tuple[Accepted | None, list[str]]) -> None:
        """Show who accepted it and what changed since."""
        accepted, changed = found
        self.tree.take(changed)
        if accepted is None:
            self.accepted.setText(_("Nobody has accepted this yet: it is asked before the first report."))
            return
        words = _("Accepted by {name}, {time}.").format(name=accepted.by, time=local(accepted.at))
        if changed:
            words += " " + _("{count} registers have changed since: it is asked again.").format(count=len(changed))
        self.accepted.setText(words)


def read(session: Session) -> tuple[Accepted | None, list[str]]:
    """Return who accepted the policy, and which registers changed since."""
    return policy.accepted(session), policy.changed(session)


class PolicyDialog(QDialog):
    """Asks a person to accept what leaves the office; `accepted` when it is remembered."""

    def __init__(self, app: App, known: tuple[Accepted | None, list[str]], then: Callable[[], object]) -> None:
        """Lay it out."""
        super().__init__(app.window)
        self.app, self._then = app, then
        self.setWindowTitle(_("What leaves this office"))
        accepted, changed = known
        told = _(
            "Before the first report: these registers and fields are sent to the superior union, these never are. "
            "Your decision is remembered with your name."
        )
        if accepted is not None:
            told = _("What leaves this office has changed with this version of the program: {names}.").format(
                names=series(_(registers.get(name).label) for name in changed)
            )
        self.tree = PolicyTree()
        self.tree.take(changed if accepted is not None else [])
        self.buttons = QDialogButtonBox()
        self.accept_button = self.buttons.addButton(_("Accept and report"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(_("Not now"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        words = (label(told, wraps=True), label(summary(), muted=True, wraps=True))
        self.setLayout(column(*words, self.tree, self.buttons, margins=12, spacing=10))
        self.resize(WIDTH, HEIGHT)

    def _accept(self) -> None:
        name = self.app.actor.name

        def done(_none: None) -> None:
            self.accept()
            self._then()

        if self.app.allows(status.RIGHT):
            self.app.jobs.bookkeep(lambda s: policy.accept(s, name), done, owner=self)


def when_accepted(app: App, then: Callable[[], object]) -> None:
    """Go on at once where the present policy was accepted; else ask."""

    def decide(found: tuple[bool, tuple[Accepted | None, list[str]]]) -> None:
        if found[0]:
            then()
            return
        dialog = PolicyDialog(app, found[1], then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    app.jobs.read(lambda s: (policy.is_accepted(s), read(s)), decide, owner=app)
