"""Who the cadres are on a day, with what the books tell of each: posts since the beginning, nature, years (§10.1)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QHeaderView, QTableWidget, QTableWidgetItem

from ui import tokens
from ui.pages.page import PageWidget
from ui.widgets.plain_table import widen
from ui.widgets.words import button, column, label, row
from union_desk import checking
from union_desk.affairs import cadres_people
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App

_WATCHED = {"cadres", "officers", "cadre_services", "committees", "members", "branches"}
_HEADS = (N_("Name"), N_("Sex"), N_("Nature"), N_("Posts in the union"), N_("In office since"),
          N_("Years of union work"), N_("Seats in bodies"), N_("Administrative post"))
_WIDTHS = (90, 50, 120, 0, 100, 100, 260, 160)

Told = tuple[list[cadres_people.Person], cadres_people.Counted]


def read(session: Session, day: str) -> Told:
    """Return the cadres of a day, those in post first, and their counts."""
    def place(person: cadres_people.Person) -> tuple[bool, str]:
        return not person.held, person.held[0].post if person.held else ""

    return sorted(cadres_people.people(session, day), key=place), cadres_people.counts(session, day)


class RosterView(PageWidget):
    """A day, a sentence with the counts, a line a person; the tip of a line tells the posts since the beginning."""

    def __init__(self, app: App) -> None:
        """Lay it out and read today."""
        super().__init__(app)
        self.found: list[cadres_people.Person] = []
        self.day = QDateEdit(date=QDate.fromString(checking.today(), "yyyy-MM-dd"))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setAccessibleName(_("Cadres on the day"))
        self.said = label("", section=True, wraps=True)
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setAccessibleName(_("Roster of cadres"))
        self.table.setHorizontalHeaderLabels([_(head) for head in _HEADS])
        for place, width in enumerate(_WIDTHS):
            if not width:
                self.table.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        widen(self.table, _WIDTHS)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.itemActivated.connect(lambda item: app.open_record("cadres", self.found[item.row()].id))
        self.print_button = button(_("Print the roster"), self.print_roster, icon=app.theme.icon("printer"))
        self.setLayout(column(row(label(_("Cadres on the day")), self.day, self.print_button, None), self.said,
                              self.table, margins=tokens.SPACE))
        self.setFocusProxy(self.table)
        self.day.dateChanged.connect(lambda _day: self.refresh())
        app.changed.connect(lambda names: self.refresh() if names & _WATCHED else None)
        self.refresh()

    def refresh(self) -> None:
        """Read the day anew."""
        day = self.day.date().toString("yyyy-MM-dd")
        self.app.jobs.read(lambda s: read(s, day), partial(self._show, day), owner=self)

    def print_roster(self) -> None:
        """Show the roster of those on the list as paper."""
        if self.found:
            self.app.show_page("print", register="cadres", form="cadre-roster", ids=[one.id for one in self.found])

    def _show(self, day: str, told: Told) -> None:
        if day != self.day.date().toString("yyyy-MM-dd"):
            return
        self.found, count = told
        self.said.setText(_(
            "{full} full-time ({full_women} women), {part} part-time ({part_women} women), {social} hired "
            "({social_women} women), {seconded} seconded").format(
                full=count.full, full_women=count.full_women, part=count.part, part_women=count.part_women,
                social=count.social, social_women=count.social_women, seconded=count.seconded))
        self.table.setRowCount(len(self.found))
        for line, person in enumerate(self.found):
            past = "\n".join(history(person))
            for place, text in enumerate(cells(person)):
                item = QTableWidgetItem(text)
                item.setToolTip(past)
                self.table.setItem(line, place, item)


def cells(person: cadres_people.Person) -> list[str]:
    """Return the words of one line."""
    told = person.words()
    return [told[name] for name in ("name", "sex", "nature", "posts", "since", "years", "bodies", "admin_post")]


def history(person: cadres_people.Person) -> list[str]:
    """Return every post that the person ever had, the latest first."""
    posts = sorted(person.posts, key=lambda post: post.since, reverse=True)
    return [f"{post.since or '—'} – {post.until or ''}  {post.text()}  {post.where}" for post in posts]
