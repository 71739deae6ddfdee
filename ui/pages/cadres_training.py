"""Hours of training against the target, and attendance entered from a list (domain reference §10.2)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QHeaderView, QPlainTextEdit, QSpinBox, QTableWidget, QTableWidgetItem

from ui import tokens
from ui.pages.page import PageWidget
from ui.widgets.plain_table import widen
from ui.widgets.words import bar, button, column, label
from union_desk import checking, records, registers
from union_desk.affairs import cadres_training as training
from union_desk.search import Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App

SIGNED = N_("Entered attendance: {title}")
CLOSED = N_("Closed the attendance: {title}")
_WATCHED = {"trainings", "trainees", "cadres", "officers", "cadre_services", "norms"}
_OFFERED, _CHOICE, _LINES = 60, 320, 5
_HEADS = (N_("Name"), N_("Nature"), N_("Posts in the union"), N_("Hours attended"), N_("Target hours"),
          N_("Still to go"), N_("Courses attended"))

Told = tuple[list[training.Standing], tuple[int, int], list[dict[str, Any]]]


def read(session: Session, year: int) -> Told:
    """Return how the cadres stand in a year, the year's totals, and the courses, the latest first."""
    courses = records.page(session, registers.get("trainings"), Query(sort=(("begins_on", True),)), limit=_OFFERED)
    return training.standings(session, year, checking.today()), training.totals(session, year), courses


class TrainingView(PageWidget):
    """A year with everybody's hours above; below a course, a list to paste, and what came of it."""

    def __init__(self, app: App) -> None:
        """Lay it out and read this year."""
        super().__init__(app)
        self.found: list[training.Standing] = []
        self.courses: list[dict[str, Any]] = []
        self.year = QSpinBox(minimum=1950, maximum=2100, value=int(checking.today()[:4]))
        self.year.setAccessibleName(_("Year of training"))
        self.said = label("", section=True, wraps=True)
        self.table = self._table()
        self.choice, self.list = QComboBox(), QPlainTextEdit()
        self.choice.setAccessibleName(_("Training course"))
        self.choice.setMinimumWidth(_CHOICE)
        self.list.setAccessibleName(_("Sign-in list of the course"))
        self.list.setPlaceholderText(_("One person a line: name, or name, hours, score"))
        self.list.setFixedHeight(self.list.fontMetrics().lineSpacing() * _LINES + 12)
        self.list.setTabChangesFocus(True)
        self.answer = label("", wraps=True)
        icon = app.theme.icon
        self.enter_button = button(_("Enter as present"), self.enter, icon=icon("check", "on_accent"), primary=True)
        self.close_button = button(_("The rest was absent"), self.close_list, icon=icon("user-round-x"))
        self.sheet_button = button(_("Print the sign-in sheet"), self.print_sheet, icon=icon("printer"))
        self.record_button = button(_("Statement of training"), self.print_record, icon=icon("file-text"))
        self.setLayout(column(
            bar(label(_("Year of training")), self.year, self.record_button, None), self.said, self.table,
            bar(label(_("Training course")), self.choice, self.sheet_button, None), self.list,
            bar(self.enter_button, self.close_button, self.answer, None), margins=tokens.SPACE))
        self.setFocusProxy(self.year)
        self.year.valueChanged.connect(lambda _year: self.refresh())
        app.changed.connect(lambda names: self.refresh() if names & _WATCHED else None)
        self.refresh()

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(_HEADS))
        table.setAccessibleName(_("Training hours"))
        table.setHorizontalHeaderLabels([_(head) for head in _HEADS])
        widen(table, ())
        table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.itemActivated.connect(lambda item: self.app.open_record("cadres", self.found[item.row()].person.id))
        return table

    def refresh(self) -> None:
        """Read the year anew."""
        year = self.year.value()
        self.app.jobs.read(lambda s: read(s, year), partial(self._show, year), owner=self)

    def course(self) -> dict[str, Any] | None:
        """Return the course that is chosen."""
        place = self.choice.currentIndex()
        return self.courses[place] if 0 <= place < len(self.courses) else None

    def enter(self) -> None:
        """Enter everybody whom the list names as present; what was not understood stays in the field."""
        found, lines = self.course(), self.list.toPlainText().splitlines()
        if found is not None and any(line.strip() for line in lines):
            self.app.jobs.gesture(SIGNED, lambda s: training.sign_in_list(s, found["id"], lines), self._entered,
                                  params={"title": found["title"]}, keep=True, owner=self)

    def close_list(self) -> None:
        """Mark everybody absent who enrolled and did not sign in."""
        found = self.course()
        if found is not None:
            self.app.jobs.gesture(
                CLOSED, lambda s: training.close(s, found["id"]),
                lambda count: self.answer.setText(_("{count} people were marked as absent.").format(count=count)),
                params={"title": found["title"]}, keep=True, owner=self)

    def print_sheet(self) -> None:
        """Show the sheet that people sign."""
        found = self.course()
        if found is not None:
            self.app.show_page("print", register="trainings", form="training-sign-in", ids=[found["id"]])

    def print_record(self) -> None:
        """Show the statements of the chosen people; of all where nobody is chosen."""
        lines = sorted({item.row() for item in self.table.selectedItems()}) or range(len(self.found))
        ids = [self.found[line].person.id for line in lines]
        if ids:
            self.app.show_page("print", register="cadres", form="training-record", ids=ids)

    def _entered(self, done: training.Listed) -> None:
        told = [_("{count} entered as present, {again} were there already.").format(
            count=len(done.present), again=len(done.again)), *(why for _text, why in done.refused)]
        self.answer.setText("\n".join(told))
        self.list.setPlainText("\n".join(text for text, _why in done.refused))

    def _show(self, year: int, told: Told) -> None:
        if year != self.year.value():
            return
        before = self.course()
        self.found, (times, hours), self.courses = told
        short = sum(1 for one in self.found if one.left)
        self.said.setText(_("{count} of {whole} cadres have not reached their hours of {year}; {times} attendances, "
                            "{hours} hours in all").format(count=short, whole=len(self.found), year=year, times=times,
                                                           hours=hours))
        self.table.setRowCount(len(self.found))
        for line, one in enumerate(self.found):
            for at, text in enumerate(cells(one)):
                item = QTableWidgetItem(text)
                if one.left and at in (3, 5):
                    item.setForeground(self.app.theme.color("warning"))
                self.table.setItem(line, at, item)
        self._offer(before)

    def _offer(self, before: dict[str, Any] | None) -> None:
        self.choice.clear()
        for found in self.courses:
            self.choice.addItem(f"{found['begins_on']} {found['title']}")
        places = [n for n, found in enumerate(self.courses) if before and found["id"] == before["id"]]
        self.choice.setCurrentIndex(places[0] if places else 0 if self.courses else -1)
        for part in (self.enter_button, self.close_button, self.sheet_button):
            part.setEnabled(bool(self.courses))


def cells(one: training.Standing) -> list[str]:
    """Return the words of one line."""
    told = one.person.words()
    return [told["name"], told["nature"], told["posts"], str(one.hours), str(one.target),
            str(one.left) if one.left else "✓", str(one.courses)]
