"""A month of activities as a grid of days; a click opens an activity, or begins one on that day."""

from __future__ import annotations

import calendar
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from ui import tokens
from ui.pages.page import PageWidget
from ui.widgets.words import button, column, label, row, tool
from union_desk import checking
from union_desk.affairs import activities_yearly as yearly
from union_desk.schema import codes, workdays
from union_desk.words import N_, _

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtGui import QKeyEvent

    from ui.context import App

_DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_WEEKS, _SHOWN, _LONGEST = 6, 3, 14


class CalendarView(PageWidget):
    """Six weeks around a month; PageUp and PageDown turn it."""

    def __init__(self, app: App) -> None:
        """Lay the grid out and read this month."""
        super().__init__(app)
        self.month = checking.today()[:7]
        self.title = label("", title=True)
        icon = app.theme.icon
        head = row(
            tool(icon("chevron-left"), _("Previous month"), partial(self.turn, -1)), self.title,
            tool(icon("chevron-right"), _("Next month"), partial(self.turn, 1)),
            button(_("This month"), self.show_today), None)
        self.grid = QGridLayout()
        self.grid.setSpacing(tokens.SPACE_XS)
        self.body = QWidget()
        self.body.setLayout(self.grid)
        self.days: dict[str, QVBoxLayout] = {}
        whole = column(head, self.body, margins=tokens.SPACE)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        app.changed.connect(self._changed)
        self.refresh()

    def open(self, **arguments: Any) -> None:
        """Show the month that is named."""
        if arguments.get("month"):
            self.month = str(arguments["month"])
            self.refresh()

    def state(self) -> dict[str, Any]:
        """Return the month."""
        return {"month": self.month}

    def turn(self, by: int) -> None:
        """Show a month before or after."""
        year, month = map(int, self.month.split("-"))
        place = year * 12 + month - 1 + by
        self.month = f"{place // 12:04d}-{place % 12 + 1:02d}"
        self.refresh()

    def show_today(self) -> None:
        """Show this month."""
        self.month = checking.today()[:7]
        self.refresh()

    def refresh(self) -> None:
        """Read the month anew."""
        month = self.month
        self.app.jobs.read(lambda s: yearly.of_month(s, month), partial(self._show, month), owner=self)

    def _changed(self, names: frozenset[str]) -> None:
        if "activities" in names:
            self.refresh()

    def _show(self, month: str, activities: list[dict[str, Any]]) -> None:
        if month != self.month:  # turned on while it was read
            return
        year, number = map(int, month.split("-"))
        self.title.setText(_("{year}-{month}").format(year=year, month=f"{number:02d}"))
        while (item := self.grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for place, name in enumerate(_DAYS):
            self.grid.addWidget(label(_(name), muted=True), 0, place)
            self.grid.setColumnStretch(place, 1)
        self.days = {}
        weeks = calendar.Calendar().monthdatescalendar(year, number)
        for line in range(_WEEKS):
            self.grid.setRowStretch(line + 1, 1 if line < len(weeks) else 0)
        for line, week in enumerate(weeks, 1):
            for place, date in enumerate(week):
                self.grid.addWidget(self._day(date, number, activities), line, place)

    def _day(self, date: dt.date, month: int, activities: list[dict[str, Any]]) -> QFrame:
        day, cell = date.isoformat(), QFrame()
        cell.setProperty("card", True)
        mine = [a for a in activities if a["starts_on"] <= day <= (a["ends_on"] or a["starts_on"])]
        off = label("" if workdays.is_working(day) else _("day off"), muted=True)
        if date.month != month:
            cell.setLayout(column(row(label(str(date.day), muted=True), None, off), None, margins=tokens.SPACE_XS))
            return cell
        number = button(str(date.day), partial(self._begin, day), link=True)
        number.setToolTip(_("New activity on {day}").format(day=day))
        number.setAccessibleName(_("New activity on {day}").format(day=day))
        head = row(number, label("●" if day == checking.today() else "", level="info"), None, off)
        lines = column(head, *(self._entry(a) for a in mine[:_SHOWN]), spacing=0, margins=tokens.SPACE_XS)
        if len(mine) > _SHOWN:
            lines.addWidget(label(_("{count} more").format(count=len(mine) - _SHOWN), muted=True))
        lines.addStretch(1)
        cell.setLayout(lines)
        self.days[day] = lines
        return cell

    def _entry(self, activity: dict[str, Any]) -> QPushButton:
        title, state = str(activity["title"]), codes.get("activity_state").label(str(activity["status"]))
        short = title if len(title) <= _LONGEST else f"{title[:_LONGEST - 1]}…"
        made = button(short, partial(self.app.open_record, "activities", activity["id"]), link=True)
        made.setToolTip(f"{activity['starts_at'] or ''} {title} ({state})".strip())
        made.setAccessibleName(f"{activity['starts_on']} {title} {state}")
        return made

    def _begin(self, day: str) -> None:
        self.app.show_page("activities", register="activities", new={"starts_on": day, "ends_on": day})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the month with PageUp and PageDown."""
        turns = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.key() in turns:
            self.turn(turns[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)
