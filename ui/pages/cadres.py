"""The page of the area 'cadres': its books, hours of training, scoring, the scheme editor, the handover pack."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QFileDialog

from ui.form import fill_nothing
from ui.pages.area import AreaPage, View
from ui.pages.cadres_roster import RosterView
from ui.pages.cadres_schemes import SchemesView
from ui.pages.cadres_scoring import ScoringView
from ui.pages.cadres_training import TrainingView
from ui.register_page import RegisterPage
from ui.widgets.words import button
from union_desk import checking
from union_desk.affairs import cadres_handover, cadres_people
from union_desk.safety import gate
from union_desk.words import N_, _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register

ROSTER, TRAINING, SCORING, SCHEMES = "roster", "training", "scoring", "schemes"
ENLISTED = N_("Took {count} people in post over as cadres")


class CadresPage(AreaPage):
    """Shows the books of the area and the views that only it has."""

    area: ClassVar[str] = "cadres"

    def views(self) -> list[View]:
        """Return the roster, training, scoring and the scheme editor."""
        return [View(ROSTER, N_("Roster"), RosterView, first=True),
                View(TRAINING, N_("Training hours"), TrainingView), View(SCORING, N_("Scoring"), ScoringView),
                View(SCHEMES, N_("Scheme editor"), SchemesView)]

    def page_of(self, register: Register) -> QWidget:
        """Make the page of a book; that of cadres takes people in post over and writes the handover pack."""
        page = RegisterPage(self.app, register, fill_nothing)
        icon = self.app.theme.icon
        if register.name == "cadres":
            page.extra.addWidget(button(_("Take over people in post"), self.enlist, icon=icon("user-plus"), tip=_(
                "Makes a record for every officer who has none; posts stay where they are")))
            page.extra.addWidget(button(_("Handover list"), partial(self.hand_over, page), icon=icon("printer"), tip=_(
                "Of the chosen person, or of the whole office: open matters, deadlines, who does what")))
            page.extra.addWidget(button(_("Handover workbook…"), self.ask_workbook, icon=icon("file-spreadsheet")))
        return page

    def enlist(self) -> None:
        """Make a cadre record for everybody in post who has none, as one gesture."""
        app = self.app

        def told(count: int) -> None:
            app.messages.say(_("{count} people in post were taken over.").format(count=count))

        def found(waiting: list[dict[str, Any]]) -> None:
            if waiting:
                app.jobs.gesture(ENLISTED, cadres_people.enlist, told, params={"count": len(waiting)}, owner=self)
            else:
                told(0)

        app.jobs.read(cadres_people.unlisted, found, owner=self)

    def hand_over(self, page: RegisterPage) -> None:
        """Show the handover list of the chosen person; of all where nobody is chosen."""
        line = page.grid.current_id()
        chosen = [line] if line else None
        self.app.jobs.read(_everybody, lambda ids: self.app.show_page(
            "print", register="cadres", form="cadre-handover", ids=chosen or ids), owner=self)

    def ask_workbook(self) -> None:
        """Ask where the pack is to be saved, and write it."""
        dialog = QFileDialog(self, _("Handover workbook…"), str(Path.home() / _("Handover.xlsx")), "Excel (*.xlsx)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda path: self.write_workbook(Path(path)))
        dialog.open()

    def write_workbook(self, path: Path) -> None:
        """Write the pack of today as a workbook."""
        app, day = self.app, checking.today()

        def work(_progress: object) -> None:
            release = gate.Release(gate.EXPORT, "cadres", 0, unmasked=True, right="cadres.export", to=path.name)
            with app.db.write(app.actor, cadres_handover.HANDED, keep=True, day=day) as session, app.db.read() as s, \
                    gate.file_leaving(session, release, path, foot=app.actor.name) as place:
                cadres_handover.write_workbook(cadres_handover.gather(s), place)

        told = _("The handover pack is in {file}.").format(file=path)
        app.jobs.run(_("Handover workbook…"), work, lambda _none: app.messages.say(told), owner=self, listed=False)


def _everybody(session: Session) -> list[str]:
    return [person.id for person in cadres_people.people(session, checking.today())]

