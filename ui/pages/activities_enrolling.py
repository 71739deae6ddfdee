"""Enrolling members by what somebody reads out or scans; who withdraws makes room for the waiting list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QSpinBox, QWidget

from ui import tokens
from ui.widgets.words import button, column, label, restyle, row
from union_desk import records, registers
from union_desk.affairs import activities_attending as attending
from union_desk.affairs import activities_enrolling as enrolling
from union_desk.errors import UserError
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from ui.context import App

ACTIVITIES = registers.get("activities")
_MOST_GUESTS, _WIDTH = 20, 520


class EnrolDialog(QDialog):
    """One field, guests, and the answer; it stays open for the next member."""

    def __init__(self, app: App, record: str, parent: QWidget) -> None:
        """Lay it out and read how many places are left."""
        super().__init__(parent)
        self.app, self.record = app, record
        self.setWindowTitle(_("Enrol members"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.name, self.places = label("", title=True, wraps=True), label("", muted=True)
        self.answer = label("", wraps=True, level="info")
        self.person, self.guests = QLineEdit(), QSpinBox(maximum=_MOST_GUESTS)
        self.person.setPlaceholderText(_("Number or name of a member, then Enter"))
        self.person.setAccessibleName(self.person.placeholderText())
        self.guests.setAccessibleName(_("Guests"))
        self.anyway = QCheckBox(_("Also after the deadline and outside of who may come"))
        self.person.returnPressed.connect(self.enrol)
        verbs = row(button(_("Put on the list"), self.enrol, primary=True),
                    button(_("Take off the list"), self.withdraw), None, button(_("Close this"), self.reject))
        self.setLayout(column(self.name, self.places, row(self.person, label(_("Guests")), self.guests), self.anyway,
                              self.answer, verbs, margins=tokens.SPACE))
        self._read()

    def enrol(self) -> None:
        """Enrol whom the field names."""
        guests, anyway = self.guests.value(), self.anyway.isChecked()

        def work(session: Session, text: str) -> str:
            person = attending.find_person(session, text)
            done = enrolling.enrol(session, self.record, person["id"], guests=guests, anyway=anyway)
            return "\n".join([enrolling.told(done, person["name"]), *(p.text() for p in done.problems)])

        self._do(N_("Enrolled for {title}"), work)

    def withdraw(self) -> None:
        """Take whom the field names off the list; the waiting list moves up."""

        def work(session: Session, text: str) -> str:
            person = attending.find_person(session, text)
            activity = records.get(session, ACTIVITIES, self.record)
            moved = enrolling.withdraw(session, enrolling.enrolment_of(session, activity, person))
            words = [_("{name} is off the list.").format(name=person["name"])]
            if moved:
                names = series(enrolling.names(session, moved))
                words.append(_("Moved up from the waiting list: {names}.").format(names=names))
            return " ".join(words)

        self._do(N_("Withdrew from {title}"), work)

    def _do(self, what: str, work: Callable[..., str]) -> None:
        text = self.person.text().strip()
        if text:
            self.app.jobs.gesture(what, partial(work, text=text), self._done, failed=self._refused,
                                  params={"title": self.name.text()}, owner=self)

    def _done(self, words: str) -> None:
        self._tell(words, "info")
        self.person.clear()
        self.guests.setValue(0)
        self._read()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self._tell(str(error), "error")
            self.person.selectAll()
        else:
            self.app.messages.error(error)

    def _tell(self, words: str, level: str) -> None:
        self.answer.setText(words)
        restyle(self.answer, "level", level)

    def _read(self) -> None:
        def work(session: Session) -> tuple[str, int, int | None, int]:
            activity = records.get(session, ACTIVITIES, self.record)
            return (str(activity["title"]), enrolling.taken_places(session, self.record),
                    enrolling.free_places(session, activity), len(enrolling.waiting(session, self.record)))

        self.app.jobs.read(work, self._show, owner=self)

    def _show(self, found: tuple[str, int, int | None, int]) -> None:
        title, taken, left, waits = found
        self.name.setText(title)
        self.places.setText(
            _("{taken} places taken, no limit").format(taken=taken) if left is None
            else _("{taken} places taken, {left} left, {waits} wait").format(taken=taken, left=left, waits=waits))
