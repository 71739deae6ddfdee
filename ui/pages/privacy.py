"""The page of personal data: what is due for erasure, the proposals, notices and consents (domain reference §13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import tokens
from ui.pages.area import AreaPage, View
from ui.pages.privacy_proposals import ProposalsView
from ui.widgets.plain_table import chosen, fill, plain_table, widen
from ui.widgets.words import button, column, label, row
from union_desk import checking, registers
from union_desk.affairs import privacy
from union_desk.privacy import due
from union_desk.privacy.telling import based
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.privacy.due import Due

PROPOSED_WHAT = N_("Proposed to erase personal data of {count} records")
_WATCHED = {"erasures", "members", "appeals", "rights_cases", "hardship_files", "help_records", "norms"}
_WIDTHS = (150, 130, 210, 110, 110)  # pixels of the first columns


class PrivacyPage(AreaPage):
    """Shows what is due, then the books of the area."""

    area: ClassVar[str] = "privacy"

    def views(self) -> list[View]:
        """Return the list of what is due for erasure, and of what somebody has to decide."""
        return [View("due", N_("Due for erasure"), DueView, first=True),
                View("proposed", N_("Erasures to be decided"), ProposalsView, first=True)]


class DueView(QWidget):
    """Records whose years are over: why, since when, and what still holds one back. It proposes, people decide."""

    def __init__(self, app: App) -> None:
        """Lay it out and look into the books."""
        super().__init__()
        self.app = app
        self.found: list[Due] = []
        heads = [_("Record"), _("Book"), _("Retention rule"), _("No longer needed since"), _("Due since"),
                 _("Held back by")]
        self.table = plain_table(heads, _("Due for erasure"))
        widen(self.table, _WIDTHS)
        self.table.itemSelectionChanged.connect(self._enable)
        self.table.itemActivated.connect(lambda _item: self.open_record())
        self.said = label("", wraps=True)
        icon = app.theme.icon
        self.one = button(_("Propose the chosen one"), lambda: self.propose(self._chosen()), icon=icon("user-round-x"))
        self.all = button(_("Propose all that nothing holds back"), lambda: self.propose(self.found),
                          icon=icon("list-checks"))
        self.see = button(_("Open the record"), self.open_record, icon=icon("folder-open"))
        told = label(_("These records are kept longer than the rules of retention say. A proposal erases nothing: "
                       "somebody with the right confirms it under “Erasures of personal data”; the years are set under "
                       "“Norms and limits”."), muted=True, wraps=True)
        self.setLayout(column(told, self.said, self.table, self._foot(), margins=tokens.SPACE, spacing=tokens.SPACE_S))
        self.setFocusProxy(self.table)
        app.changed.connect(lambda names: self.refresh() if names & _WATCHED else None)
        self.refresh()

    def _foot(self) -> QHBoxLayout:
        return row(self.one, self.all, self.see, None)

    def activated(self) -> None:
        """Look again when the page comes to the front: a day may have passed."""
        self.refresh()

    def refresh(self) -> None:
        """Read what is due today."""
        self.app.jobs.read(lambda s: due.listed(s, checking.today()), self._show, owner=self)

    def propose(self, those: list[Due]) -> None:
        """Propose to erase records, as one gesture."""
        ripe = [one for one in those if not one.held]
        if not ripe:
            return

        def work(session: Session) -> int:
            return privacy.propose_due(session, ripe, checking.today())

        self.app.jobs.gesture(PROPOSED_WHAT, work, self._proposed, params={"count": len(ripe)}, owner=self)

    def open_record(self) -> None:
        """Show the record under the cursor."""
        for one in self._chosen():
            self.app.open_record(one.rule.register, one.id)

    def _proposed(self, count: int) -> None:
        self.app.messages.say(_("Proposed: {count}. Somebody with the right confirms them under “Erasures of personal "
                                "data”.").format(count=count))

    def _chosen(self) -> list[Due]:
        return [one for one in self.found if one.id == chosen(self.table)]

    def _show(self, found: list[Due]) -> None:
        self.found = found
        fill(self.table, [(one.title, _(registers.get(one.rule.register).label), based(one.rule.text, one.rule.basis),
                           one.since, one.due_on, one.held or "—") for one in found], [one.id for one in found])
        free = sum(not one.held for one in found)
        self.said.setText(_("{count} records are due, {free} of them are held back by nothing.").format(
            count=len(found), free=free) if found else _("Nothing is due for erasure."))
        self._enable()

    def _enable(self) -> None:
        those = self._chosen()
        self.one.setEnabled(any(not one.held for one in those))
        self.see.setEnabled(bool(those))
        self.all.setEnabled(any(not one.held for one in self.found))
