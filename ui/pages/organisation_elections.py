"""The pages of elections and registrations: the countdown of all open files, and the verbs beyond saving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from ui import tokens
from ui.jobs import Action
from ui.register_page import RegisterPage
from ui.widgets.words import button, column, label
from union_desk import checking, registers
from union_desk.affairs import organisation_elections as elections
from union_desk.affairs import organisation_legal
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from ui.context import App

Lines = list[tuple[dict[str, Any], list[elections.Step]]]

ELECTIONS, REGISTRATIONS = registers.get("elections"), organisation_legal.REGISTRATIONS
_TONE = {elections.DONE: "success", elections.LATE: "error", elections.DUE: "warning", elections.LATER: "muted"}
_ID = Qt.ItemDataRole.UserRole


class Countdown(QWidget):
    """Every open election as a line, every step as a column: done on, or due on with the days left."""

    def __init__(self, app: App) -> None:
        """Read the open elections."""
        super().__init__()
        self.app = app
        self.told = label("", muted=True)
        self.table = QTableWidget(0, 0)
        self.table.setAccessibleName(_("Countdown of the elections"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.itemActivated.connect(lambda item: self.open_election(item.row()))
        self.setLayout(column(self.told, self.table, margins=tokens.SPACE_S))
        self.setFocusProxy(self.table)
        app.changed.connect(lambda names: self.refresh() if ELECTIONS.name in names else None)
        self.refresh()

    def refresh(self) -> None:
        """Read the open elections again."""
        self.app.jobs.read(_running, self._fill, owner=self)

    def open_election(self, line: int) -> None:
        """Show the file of the election on a line."""
        item = self.table.item(line, 0)
        if item is not None:
            self.app.show_page("organisation", register=ELECTIONS.name, record=str(item.data(_ID)))

    def _fill(self, found: Lines) -> None:
        self.told.setText(_("No election is under way.") if not found else
                          _("Enter opens the file. Days before and after the meeting follow the norms of the office."))
        steps = next((steps for _row, steps in found if steps), [])
        self.table.setColumnCount(2 + len(steps))
        heads = [_("Election"), _("Stage of the file"), *(_(step.label) for step in steps)]
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setRowCount(len(found))
        for line, (row, each) in enumerate(found):
            first = QTableWidgetItem(str(row["name"]))
            first.setData(_ID, row["id"])
            self.table.setItem(line, 0, first)
            self.table.setItem(line, 1, QTableWidgetItem(ELECTIONS.fields["state"].kind.show(row["state"])))
            for place, step in enumerate(each, 2):
                self.table.setItem(line, place, self._cell(step))
        self.table.resizeColumnsToContents()

    def _cell(self, step: elections.Step) -> QTableWidgetItem:
        if step.done:
            text = f"✓ {step.done}"
        elif step.left < 0:
            text = _("{day}, {count} days late").format(day=step.due, count=-step.left)
        else:
            text = _("{day}, {count} days left").format(day=step.due, count=step.left)
        item = QTableWidgetItem(text)
        item.setForeground(self.app.theme.color(_TONE[step.standing]))
        return item


def _running(session: Session) -> Lines:
    day = checking.today()
    return [(row, elections.countdown(session, row, day)) for row in elections.running(session)]


class _Verbs(RegisterPage):
    """A book's page with buttons that do something with the record under the cursor."""

    def _button(self, text: str, icon: str, run: Callable[[], object], tip: str) -> None:
        self.extra.addWidget(button(text, run, icon=self.app.theme.icon(icon), tip=tip))

    def _do(
        self, what: str, work: Callable[[Session, str], Any], done: Callable[[Any], None], *, keep: bool = False
    ) -> None:
        """Do something with the chosen record as one gesture."""
        line = self.grid.current_id()
        if line is None:
            self.app.messages.say(_("Choose records in the list first."))
            return
        place = self.grid.grid_model.line_of(line)
        row = self.grid.grid_model.row(place) if place is not None else None
        name = self.app.name_of(self.register, row or {"id": line})
        self.app.jobs.gesture(
            what, lambda session: work(session, line), done, params={"name": name}, keep=keep, owner=self)

    def _told(self, text: str) -> None:
        self.app.messages.say(text, actions=[Action(_("Undo"), lambda: self.app.run_command("undo"))])


class ElectionsPage(_Verbs):
    """The files of elections: count the ballots, let the new committee take office, begin the registration."""

    def __init__(self, app: App) -> None:
        """Show the elections."""
        super().__init__(app, ELECTIONS)
        self._button(_("Count the ballots"), "list-checks", self.count_ballots,
                     _("Marks who is elected: enough votes, and among the first for the seats."))
        self._button(_("Ballots and votes…"), "square-check", self.open_ballots,
                     _("Papers and votes of the chosen election, typed where they stand."))
        self._button(_("New committee takes office"), "landmark", self.install,
                     _("Makes the new bodies and posts and ends the old ones, after the approval."))
        self._button(_("Change the registration"), "file-text", self.begin_registration,
                     _("Begins the application, filled from the office's own books."))

    def open_ballots(self) -> None:
        """Show the ballots of the chosen election."""
        record = self.grid.current_id()
        if record is None:
            self.app.messages.say(_("Choose records in the list first."))
        else:
            self.app.show_page("organisation", view=BALLOTS, record=record)

    def count_ballots(self) -> None:
        """Count the ballots of the chosen election."""
        self._do(elections.COUNTED, elections.count, self._counted, keep=True)

    def install(self) -> None:
        """Make the bodies elected by the chosen election."""
        self._do(elections.INSTALLED, elections.install,
                 lambda made: self._told(_("{count} bodies made.").format(count=len(made))))

    def begin_registration(self) -> None:
        """Begin the application for registration after the chosen election, and show it."""
        self._do(organisation_legal.BEGUN, organisation_legal.begin_registration, lambda made: self.app.show_page(
            "organisation", register=REGISTRATIONS.name, record=made))

    def _counted(self, found: list[elections.Counted]) -> None:
        self._told(elections.told(found))


class RegistrationsPage(_Verbs):
    """Applications to the register of unions: a certificate is taken over into the union's own record."""

    def __init__(self, app: App) -> None:
        """Show the applications."""
        super().__init__(app, REGISTRATIONS)
        self._button(_("Take the certificate over"), "file-check-2", self.take_certificate,
                     _("Writes number, dates, name, address and chair on the union's own record."))

    def take_certificate(self) -> None:
        """Write the certificate of the chosen application on the union's record."""
        self._do(organisation_legal.TAKEN, organisation_legal.take_certificate, self._taken, keep=True)

    def _taken(self, changed: bool) -> None:  # noqa: FBT001  the answer of the verb
        self._told(_("The union's record shows the certificate now.") if changed
                   else _("The union's record showed it already."))


COUNTDOWN, BALLOTS = N_("Countdown"), "ballots"
