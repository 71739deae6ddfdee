"""The proposals to erase personal data that somebody has to decide, with the names of those whom they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui import tokens
from ui.widgets.plain_table import chosen, fill, plain_table, widen
from ui.widgets.words import button, column, label, row
from union_desk.affairs import privacy
from union_desk.registers.privacy import ERASURES
from union_desk.safety import old_copies
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App
    from union_desk.affairs.privacy import Waiting
    from union_desk.safety.old_copies import OldCopy

_WATCHED = {"erasures", "erasure_events"}
_WIDTHS = (130, 180, 150, 170, 120)  # pixels of the first columns


class ProposalsView(QWidget):
    """One line a proposal; the step that confirms or puts it off stands on the proposal itself."""

    def __init__(self, app: App) -> None:
        """Lay it out and read."""
        super().__init__()
        self.app = app
        self.found: list[Waiting] = []
        heads = [_("Number of the erasure"), _("Record"), _("Book"), _("Ground"), _("Due since"), _("Proposed on")]
        self.table = plain_table(heads, _("Erasures to be decided"))
        widen(self.table, _WIDTHS)
        self.table.itemSelectionChanged.connect(self._enable)
        self.table.itemActivated.connect(lambda _item: self.open_proposal())
        self.said = label("", wraps=True)
        icon = app.theme.icon
        self.decide = button(_("Decide on it…"), self.open_proposal, icon=icon("list-checks"))
        self.see = button(_("Open the record"), self.open_record, icon=icon("folder-open"))
        told = label(_("Look at the record first. Then decide on the proposal: erase for good, or keep until a day "
                       "with a reason. What is erased cannot be taken back."), muted=True, wraps=True)
        self.copies = label("", muted=True, wraps=True)
        acts = row(self.decide, self.see, None)
        self.setLayout(column(told, self.said, self.table, acts, self.copies, margins=tokens.SPACE,
                              spacing=tokens.SPACE_S))
        self.setFocusProxy(self.table)
        app.changed.connect(lambda names: self.refresh() if names & _WATCHED else None)
        self.refresh()

    def activated(self) -> None:
        """Look again when the page comes to the front."""
        self.refresh()

    def refresh(self) -> None:
        """Read the proposals that wait."""
        app = self.app
        app.jobs.read(privacy.waiting, self._show, owner=self)
        app.jobs.run("", lambda _progress: old_copies.listed(app.db), self._show_copies, owner=self, listed=False)

    def open_proposal(self) -> None:
        """Show the proposal under the cursor, with its steps."""
        for one in self._chosen():
            self.app.open_record(ERASURES.name, one.id)

    def open_record(self) -> None:
        """Show the record that it is about."""
        for one in self._chosen():
            self.app.open_record(one.register, one.owner)

    def _chosen(self) -> list[Waiting]:
        return [one for one in self.found if one.id == chosen(self.table)]

    def _show(self, found: list[Waiting]) -> None:
        self.found = found
        kinds = ERASURES.fields
        fill(self.table, [(one.number, one.title, kinds["owner_register"].kind.show(one.register),
                           kinds["ground"].kind.show(one.ground), one.due_on or "—", one.proposed_on)
                          for one in found], [one.id for one in found])
        self.said.setText(_("{count} proposals wait to be decided.").format(count=len(found)) if found
                          else _("No proposal waits to be decided."))
        self._enable()

    def _show_copies(self, found: list[OldCopy]) -> None:
        """Say where what was erased may still be, and until when."""
        self.copies.setText(" ".join((old_copies.told(found), old_copies.beyond())))

    def _enable(self) -> None:
        for part in (self.decide, self.see):
            part.setEnabled(bool(self._chosen()))
