"""On which day the statistical year begins: chosen by month and day, with the period that follows from it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox

from ui import tokens
from ui.widgets.words import column, label, row
from union_desk import settings
from union_desk.affairs import returns
from union_desk.statistics import period
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget
    from sqlalchemy.orm import Session

    from ui.context import App

_LEAP_YEAR = 2000


class YearDialog(QDialog):
    """Two pickers, and what is counted as the last statistical year with them."""

    def __init__(self, app: App, parent: QWidget, then: Callable[[], None]) -> None:
        """Show what holds now; `then` is called when another day was saved."""
        super().__init__(parent)
        self.app, self._then = app, then
        self.setWindowTitle(_("Statistical year"))
        self.month, self.day = QComboBox(), QComboBox()
        self.month.setAccessibleName(_("Month"))
        self.day.setAccessibleName(_("Day"))
        for number in range(1, 13):
            self.month.addItem(_("Month {number}").format(number=number), number)
        self.told = label("", muted=True, wraps=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setText(_("Save"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        words = _("The yearly return counts from this day for a year. Returns that were opened keep their period.")
        self.setLayout(column(label(words, wraps=True), row(label(_("Begins on")), self.month, self.day, None),
                              self.told, self.buttons, margins=tokens.SPACE_L))
        with app.db.read() as session:
            month, day = map(int, period.first_day(session).split("-"))
        self.month.setCurrentIndex(month - 1)
        self._fill_days()
        self.day.setCurrentIndex(day - 1)
        self.month.currentIndexChanged.connect(lambda _index: self._fill_days())
        self.day.currentIndexChanged.connect(lambda _index: self._tell())
        self._tell()

    def chosen(self) -> str:
        """Return the day as month and day, '10-01'."""
        return f"{self.month.currentData():02d}-{self.day.currentData():02d}"

    def _fill_days(self) -> None:
        month, kept = int(self.month.currentData()), self.day.currentIndex()
        last = (dt.date(_LEAP_YEAR + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
        last -= month == 2  # noqa: PLR2004  February: no year may begin on a day that most years lack
        self.day.clear()
        for number in range(1, last + 1):
            self.day.addItem(_("Day {number}").format(number=number), number)
        self.day.setCurrentIndex(max(0, min(kept, last - 1)))

    def _tell(self) -> None:
        if self.day.currentData() is not None:
            last = period.last_over(self.chosen())
            self.told.setText(_("The last statistical year that is over: {period}").format(period=last.text()))

    def save(self) -> None:
        """Save the day as a gesture of its own."""
        first = self.chosen()

        def work(session: Session) -> None:
            settings.put(session, period.SETTING, first)

        self.app.jobs.gesture(returns.YEAR, work, self._saved, params={"day": first}, keep=True)
        self.accept()

    def _saved(self, _done: None) -> None:
        self._then()


def ask(app: App, parent: QWidget, then: Callable[[], None]) -> YearDialog:
    """Open the dialog."""
    dialog = YearDialog(app, parent, then)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
