"""Signing people in at the door: a field that takes a scanner's text and Enter, and an answer seen from afar."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QListWidget

from ui import tokens
from ui.pages.page import PageWidget
from ui.widgets.words import button, column, label, restyle, row
from union_desk import checking, lifecycle, records, registers
from union_desk.affairs import activities_attending as attending
from union_desk.errors import UserError
from union_desk.registers.activities_life import APPROVED, ENROLLING, RUNNING, SETTLING
from union_desk.registers.activities_people_rules import BADGE
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App

ACTIVITIES = registers.get("activities")
_BIG, _KEPT, _OFFERED, _CHOICE, _ANSWER = 28, 30, 50, 320, 96


def under_way(session: Session, day: str) -> list[dict[str, Any]]:
    """Return the activities that people may sign in to on a day, and those that may be begun, the latest first."""
    query = Query(filters=(Filter("status", "is", (APPROVED, ENROLLING, RUNNING, SETTLING)),
                           Filter("starts_on", "to", (day,))), sort=(("starts_on", True),))
    return records.page(session, ACTIVITIES, query, limit=_OFFERED)


class SignInView(PageWidget):
    """One activity, one field, one big answer."""

    def __init__(self, app: App) -> None:
        """Lay it out and look which activities are under way."""
        super().__init__(app)
        self.activities: list[dict[str, Any]] = []
        self.choice, self.field, self.came = QComboBox(), QLineEdit(), QListWidget()
        self.choice.setAccessibleName(_("Activity under way"))
        self.field.setPlaceholderText(_("Scan the code of a pass, or type a number or name, then Enter"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.field.setMinimumHeight(48)
        self.answer, self.count = label("", wraps=True), label("", muted=True)
        self.answer.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.answer.setMinimumHeight(_ANSWER)
        self.answer.hide()  # until there is something to say
        self.answer.setStyleSheet(f"font-size: {_BIG}pt; font-weight: bold;")
        self.choice.setMinimumWidth(_CHOICE)
        self.begin_button = button(_("Begin the activity"), self.begin, primary=True)
        self.setLayout(column(row(self.choice, self.begin_button, self.count, None), self.field, self.answer, self.came,
                              margins=tokens.SPACE))
        self.setFocusProxy(self.field)
        self.choice.currentIndexChanged.connect(lambda _place: self._chosen())
        self.field.returnPressed.connect(self.sign_in)
        app.changed.connect(self._changed)
        self.refresh()

    def activated(self) -> None:
        """Put the cursor where the scanner writes."""
        self.field.setFocus()

    def refresh(self) -> None:
        """Look again which activities are under way."""
        self.app.jobs.read(lambda s: under_way(s, checking.today()), self._show, owner=self)

    def chosen(self) -> dict[str, Any] | None:
        """Return the activity that is chosen."""
        place = self.choice.currentIndex()
        return self.activities[place] if 0 <= place < len(self.activities) else None

    def begin(self) -> None:
        """Enter that the activity has begun."""
        found = self.chosen()
        if found is not None:
            event = {"event": "start", "happened_on": checking.today()}
            self.app.jobs.gesture(
                N_("Begun: {title}"), lambda s: lifecycle.apply_event(s, ACTIVITIES, found["id"], event),
                params={"title": found["title"]}, owner=self)

    def sign_in(self) -> None:
        """Sign in whoever the field names."""
        found, text = self.chosen(), self.field.text().strip()
        if found is None or not text:
            return
        self.field.clear()
        method = attending.SCAN if text.upper().startswith(BADGE) else attending.HAND
        last = min(checking.today(), found["ends_on"] or found["starts_on"])  # typed in afterwards from the sheet

        def work(session: Session) -> attending.SignedIn:
            person = attending.find_person(session, text)
            at = attending.clock() if last == checking.today() else ""
            return attending.sign_in(session, found["id"], person["id"], method=method, day=last, at=at)

        self.app.jobs.gesture(N_("Signed in: {title}"), work, self._signed, params={"title": found["title"]},
                              failed=partial(self._refused, text), owner=self)

    def _signed(self, result: attending.SignedIn) -> None:
        if result.again:
            words, level = _("{name} is here already"), "warning"
        elif result.enrolled:
            words, level = _("{name} signed in"), "info"
        else:
            words, level = _("{name} signed in (not on the list)"), "info"
        self._answer(words.format(name=result.name), level)
        self._count()

    def _refused(self, text: str, error: BaseException) -> None:
        if not isinstance(error, UserError):
            self.app.messages.error(error)
            return
        QApplication.beep()
        self._answer(str(error), "error")
        self.field.setText(text)
        self.field.selectAll()  # the next scan replaces it

    def _answer(self, text: str, level: str) -> None:
        self.answer.setText(text)
        self.answer.setVisible(bool(text))
        restyle(self.answer, "level", level)

    def _changed(self, names: frozenset[str]) -> None:
        if "activities" in names:
            self.refresh()

    def _show(self, found: list[dict[str, Any]]) -> None:
        before = self.chosen()
        self.activities = found
        self.choice.blockSignals(True)
        self.choice.clear()
        for row_ in found:
            self.choice.addItem(f"{row_['starts_on']} {row_['title']}")
        places = [n for n, row_ in enumerate(found) if before and row_["id"] == before["id"]]
        self.choice.setCurrentIndex(places[0] if places else 0 if found else -1)
        self.choice.blockSignals(False)
        self._chosen()

    def _chosen(self) -> None:
        found = self.chosen()
        begun = found is not None and found["status"] in (RUNNING, SETTLING)
        self.begin_button.setVisible(found is not None and not begun)
        self.field.setEnabled(begun)
        if found is None:
            told = _("No activity is under way. An approved one can be begun here from its first day on.")
            self._answer(told, "info")
        elif not self.answer.property("level") or self.answer.property("level") == "info":
            self._answer("", "info")
        self._count()

    def _count(self) -> None:
        """Say how many are here, and list who came last."""
        found = self.chosen()
        if found is None:
            self.count.setText("")
            self.came.clear()
            return

        def show(told: tuple[int, list[tuple[str, str]]]) -> None:
            self.count.setText(_("{count} people are here").format(count=told[0]))
            self.came.clear()
            self.came.addItems([f"{at}  {name}" for at, name in told[1]])

        self.app.jobs.read(lambda s: (attending.present(s, found["id"])[0], attending.latest(s, found["id"], _KEPT)),
                           show, owner=self)
