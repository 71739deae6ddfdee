"""The page of the area 'activities': a calendar first, its books, signing in, and who joined in nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from ui.form import fill_nothing
from ui.pages.activities_calendar import CalendarView
from ui.pages.activities_left_out import LeftOutView
from ui.pages.activities_sign_in import SignInView
from ui.pages.area import AreaPage, View
from ui.register_page import RegisterPage
from ui.widgets.words import tool
from union_desk import registers
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from ui.context import App
    from ui.pages.activities_enrolling import EnrolDialog
    from ui.pages.activities_settling import SettlingDialog
    from union_desk.schema.register import Register

ACTIVITIES = registers.get("activities")


class ActivitiesPage(AreaPage):
    """Shows the books of the area and its views."""

    area: ClassVar[str] = "activities"

    def views(self) -> list[View]:
        """Return the calendar, the sign-in and who joined in nothing."""
        return [View("calendar", N_("Calendar"), CalendarView, first=True),
                View("sign_in", N_("Sign in people"), SignInView),
                View("left_out", N_("Nobody left out"), LeftOutView)]

    def page_of(self, register: Register) -> QWidget:
        """Make the page of a book; that of activities has verbs of its own."""
        return ActivityBook(self.app) if register is ACTIVITIES else super().page_of(register)


class ActivityBook(RegisterPage):
    """The list of activities, with settling and drafting anew."""

    def __init__(self, app: App) -> None:
        """Add the buttons."""
        super().__init__(app, ACTIVITIES, fill_nothing)
        for text, icon, run in ((_("Enrol members"), "user-plus", self.enrol),
                                (_("Settle and look into the folder"), "file-check-2", self.settle),
                                (_("Draft anew for another year"), "copy", self.draft_anew)):
            self.extra.addWidget(tool(app.theme.icon(icon), text, partial(self._with_chosen, run)))

    def _with_chosen(self, run: Callable[[str], object]) -> None:
        record = self.grid.current_id()
        if record is None:
            self.app.messages.say(_("Choose one activity in the list first."))
            return
        run(record)

    def enrol(self, record: str) -> EnrolDialog:
        """Put members on the list of an activity, or take them off."""
        from ui.pages.activities_enrolling import EnrolDialog

        dialog = EnrolDialog(self.app, record, self)
        dialog.open()
        return dialog

    def settle(self, record: str) -> SettlingDialog:
        """Show what an activity comes to and what its folder lacks."""
        from ui.pages.activities_settling import SettlingDialog

        dialog = SettlingDialog(self.app, record, self)
        dialog.open()
        return dialog

    def draft_anew(self, record: str) -> None:
        """Draft the same activity for the next year and show it."""
        from union_desk.affairs import activities_yearly as yearly

        with self.app.db.read() as session:
            row = yearly.next_year(session, record)
        self.app.jobs.gesture(
            N_("Drafted: {title} on {date}"), lambda s: yearly.clone(s, record, row["starts_on"]),
            self.show_record, params={"title": row["title"], "date": row["starts_on"]}, owner=self)
