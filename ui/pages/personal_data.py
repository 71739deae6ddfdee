"""What is kept about one member, why, until when, and who saw or received it; to be printed for the member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QInputDialog, QTreeWidget, QTreeWidgetItem, QWidget

from ui import tokens
from ui.moments import local
from ui.widgets.words import button, column, label, row
from union_desk import registers
from union_desk.affairs import privacy
from union_desk.privacy import subject, telling
from union_desk.schema.kinds import Code
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.privacy.subject import Subject

WIDTH, HEIGHT = 960, 600
PROPOSED_WHAT = N_("Proposed to erase personal data of {count} records")
_GROUNDS = ("request", "withdrawn", "unlawful", "retention")
_WIDTHS = (220, 300, 270)  # pixels of the first columns


class PersonalDataDialog(QDialog):
    """A tree of four parts: what is kept, notices and consents, who saw it, what the superior received."""

    def __init__(self, app: App, member: str, parent: QWidget) -> None:
        """Lay it out and read."""
        super().__init__(parent)
        self.app, self.member = app, member
        self.found: Subject | None = None
        self.setWindowTitle(_("What is kept about a member"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.title, self.said = label("", title=True), label("", muted=True, wraps=True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("What is kept about a member"))
        self.tree.setHeaderLabels(telling.heads())
        self.tree.setWordWrap(True)
        for place, width in enumerate(_WIDTHS):
            self.tree.setColumnWidth(place, width)
        icon = app.theme.icon
        self.paper = button(_("Print for the member…"), self.print_paper, icon=icon("printer", "on_accent"),
                            primary=True)
        self.erase = button(_("Propose to erase…"), self.ask_erasure, icon=icon("user-round-x"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        self.setLayout(column(self.title, self.said, self.tree, row(self.paper, self.erase, None, self.buttons),
                              margins=tokens.SPACE, spacing=tokens.SPACE_S))
        self.resize(WIDTH, HEIGHT)
        app.jobs.read(lambda s: subject.read(s, member), self._show, owner=self)

    def print_paper(self) -> None:
        """Show the paper for the member in the preview."""
        self.app.show_page("print", register="members", ids=[self.member], form="personal-data")
        self.accept()

    def ask_erasure(self) -> None:
        """Ask on which ground the data are to be erased, then propose it."""
        kind = Code(list="erasure_ground")
        names = [kind.show(code) for code in _GROUNDS]
        asked = QInputDialog(self)
        asked.setWindowTitle(_("Propose to erase…"))
        asked.setLabelText(_("A proposal erases nothing: somebody with the right confirms it.\nGround:"))
        asked.setComboBoxItems(names)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.textValueSelected.connect(lambda text: self.propose(_GROUNDS[names.index(text)]))
        self.asked = asked
        asked.open()

    def propose(self, ground: str) -> None:
        """Propose to erase the member's data."""

        def work(session: Session) -> str:
            return privacy.propose(session, registers.get("members"), self.member, ground=ground)

        self.app.jobs.gesture(PROPOSED_WHAT, work, self._proposed, params={"count": 1}, owner=self)

    def _proposed(self, made: str) -> None:
        self.app.open_record("erasures", made)
        self.accept()

    def _show(self, found: Subject) -> None:
        self.found = found
        self.title.setText(found.title)
        due = (_("Due for erasure on {date}").format(date=found.due_on) if found.due_on
               else _("In use: nothing is due for erasure."))
        self.said.setText(" ".join(filter(None, (due, found.held))))
        self.tree.clear()
        for heading, lines in telling.parts(found, local):
            self._part(heading, lines)

    def _part(self, heading: str, lines: list[telling.Line]) -> None:
        top = QTreeWidgetItem([f"{heading} ({len(lines)})"])
        font = top.font(0)
        font.setBold(True)
        top.setFont(0, font)
        self.tree.addTopLevelItem(top)
        top.setFirstColumnSpanned(True)
        for line in lines:
            made = QTreeWidgetItem(list(line))
            for place, text in enumerate(line):
                made.setToolTip(place, text)
            top.addChild(made)
        top.setExpanded(True)

