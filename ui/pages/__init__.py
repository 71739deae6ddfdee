"""The pages of the window, and the contract between a page and the frame that it hangs in.

A page is a QWidget class whose constructor takes the `App` (ui/context.py) and nothing else. It is imported and made
when it is first shown, then kept; when the language changes all pages are made anew, so words are simply set in the
constructor. A page may define any of these methods (see `PageWidget` in ui/pages/page.py, which has empty ones):

* `open(**arguments)`: what `app.show_page(id, **arguments)` hands over, e.g. `query=Query(...)`, `file=Path(...)`;
* `activated()`: called each time the page comes to the front;
* `leaving() -> bool`: False keeps the program open (the page itself has asked the person what to do);
* `state() -> dict`: the arguments of `open` that show the same again, when all pages are made anew.

What the frame offers (`App`):

* `app.db`, `app.actor`, `app.folder`: the open office. Reading that is surely quick may be done at once with
  `with app.db.read() as s`. Writing never happens on the screen's thread: use `app.jobs.gesture(...)`, because
  another job may hold the one writing door for a while;
* `app.jobs` (ui/jobs.py): `run(title, work, done=…)` for long work with progress and cancel, listed with its result;
  `read(work, done=…, owner=self)` for a quiet look into the database; `gesture(what, work, done=…, params={…})` for
  one journaled change. `done` is called on the screen's thread through a queued connection;
* `app.messages` (ui/messages.py): `say(text, level=…, actions=[…])` a banner that goes by itself, `error(exception)` a
  sentence for any UserError (with a button to the record where it has one), `ask(…, then=…)` a question by open();
* `app.commands` (ui/commands.py): every command with its key; `add(Command(...))`; a page's own commands stand in
  `COMMANDS` below, so that the palette (Ctrl+K) and the cheat sheet (F1) know them before the page is made;
* `app.changed`: Signal(frozenset[str]), the names of the registers that a committed gesture changed, whoever did it,
  always on the screen's thread. A page compares them with what it shows and refreshes or not;
* `app.show_page(id, **arguments)`, `app.open_record(register_name, record_id, field="")`,
  `app.show_people(query)` (the members' grid with that query), `app.preferences` (ui/preferences.py: what this
  computer remembers: language, theme, scale, geometry, columns; never personal data).

A new page: one class in ui/pages/, one line in PAGES.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.commands import OFFICE, Command
from union_desk import registers
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from ui.context import App


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its id, its name, its icon (a file of resources/icons), the class that makes it, where it is listed.

    place: "rail" (the entries on the left), "foot" (the lower end of the rail) or "" (reached by commands only).
    """

    id: str
    label: str
    icon: str
    factory: str  # "module:callable"; imported when the page is first shown
    place: str = "rail"
    key: str = ""
    registers: tuple[str, ...] = ()  # whose records the page shows; `open_record` finds it by them

    def make(self, app: App) -> QWidget:
        """Import and make the page."""
        module, _colon, name = self.factory.partition(":")
        maker: Callable[[App], QWidget] = getattr(importlib.import_module(module), name)
        return maker(app)


PAGES: list[Page] = [
    Page("today", N_("Today"), "layout-dashboard", "ui.pages.today:TodayPage", key="Alt+1"),
    Page("members", N_("Members"), "users", "ui.pages.members:MembersPage", key="Alt+2", registers=("members",)),
    Page(
        "membership",
        N_("Joining and transfer"),
        "arrow-right",
        "ui.pages.membership:MembershipPage",
        key="Alt+Shift+4",
    ),
    Page(
        "organisation",
        N_("Organisation"),
        "network",
        "ui.pages.organisation:OrganisationPage",
        key="Alt+3",
        registers=("branches", "unions"),
    ),
    Page("cards", N_("Service cards"), "id-card", "ui.pages.cards:CardsPage", key="Alt+6"),
    Page("activities", N_("Activities"), "calendar", "ui.pages.activities:ActivitiesPage", key="Alt+7"),
    Page("funds", N_("Dues and funds"), "landmark", "ui.pages.funds:FundsPage", key="Alt+8"),
    Page("appeals", N_("Appeals"), "mail-warning", "ui.pages.appeals:AppealsPage", key="Alt+9"),
    Page("directives", N_("Directives"), "inbox", "ui.pages.directives:DirectivesPage", key="Alt+0"),
    Page("hardship", N_("Help in hardship"), "heart-handshake", "ui.pages.hardship:HardshipPage", key="Alt+Shift+1"),
    Page("cadres", N_("Cadres and assessment"), "graduation-cap", "ui.pages.cadres:CadresPage", key="Alt+Shift+2"),
    Page("honours", N_("Honours and offers"), "sparkles", "ui.pages.honours:HonoursPage", key="Alt+Shift+3"),
    Page("statistics", N_("Statistics"), "chart-column", "ui.pages.statistics:StatisticsPage", key="Alt+4"),
    Page("sync", N_("Reports"), "send", "ui.pages.sync_panel:SyncPage", key="Alt+5"),
    Page("settings", N_("Settings"), "settings", "ui.pages.settings:SettingsPage", place="foot", key="Ctrl+,"),
    Page("privacy", N_("Personal data"), "eye-off", "ui.pages.privacy:PrivacyPage", place="foot", key="Alt+Shift+6"),
    Page("norms", N_("Norms and limits"), "list-checks", "ui.pages.norms:NormsPage", place="foot", key="Alt+Shift+9"),
    Page("backups", N_("Backups"), "shield-check", "ui.pages.backups:BackupsPage", place="foot", key="Alt+Shift+8"),
    Page("accounts", N_("Accounts"), "users", "ui.pages.accounts:AccountsPage", place="foot", key="Alt+Shift+7"),
    Page("import", N_("Import"), "file-up", "ui.pages.import_wizard:ImportPage", place=""),
    Page("filling", N_("Fill in a form"), "file-check-2", "ui.pages.filling:FillingPage", place=""),
    Page("print", N_("Print"), "printer", "ui.pages.print_preview:PrintPage", place=""),
    Page("overlay", N_("Printing onto forms"), "printer", "ui.pages.overlay:OverlayPage", place=""),
    Page("jobs", N_("Jobs"), "list-checks", "ui.jobs_panel:JobsPage", place="", key="Ctrl+J"),
]
# The tabs of an area's page that are no books, so that Ctrl+K finds them before the page is made.
VIEWS: dict[str, tuple[tuple[str, str], ...]] = {
    "organisation": (("tree", N_("Tree")), ("chart", N_("Structure chart")), ("countdown", N_("Countdown")),
                     ("ballots", N_("Ballots and votes"))),
    "membership": (("retirement", N_("Retirement")), ("kept", N_("Kept memberships"))),
    "cards": (("batch", N_("Batch desk")), ("handing", N_("Handing out"))),
    "activities": (("calendar", N_("Calendar")), ("sign_in", N_("Sign in people")),
                   ("left_out", N_("Nobody left out"))),
    "funds": (("budget_spending", N_("Budget and spending")), ("shares", N_("2 % and shares"))),
    "appeals": (("due", N_("To be answered")),),
    "directives": (("board", N_("Due this week")),),
    "hardship": (("desk", N_("Households")), ("payments", N_("Payments through the bank")),
                 ("figures", N_("Figures of help"))),
    "cadres": (("roster", N_("Roster")), ("training", N_("Training hours")), ("scoring", N_("Scoring")),
               ("schemes", N_("Scheme editor"))),
    "norms": (("all", N_("All norms")),),
}


def of_register(name: str) -> Page | None:
    """Return the page that shows the records of a book: the one that names it, else the one of its area."""
    area = registers.get(name).area
    named = [page for page in PAGES if name in page.registers]
    return next(iter([*named, *(page for page in PAGES if page.id == area)]), None)


def _outgoing(verb: str) -> Callable[[App], object]:
    """Return what a command does, imported when it is asked for."""

    def run(app: App) -> object:
        function: Callable[[App], object] = getattr(importlib.import_module("ui.pages.outgoing"), verb)
        return function(app)

    return run


def _sync(app: App) -> None:
    importlib.import_module("ui.reporting").of(app).sync()
    app.show_page("sync")


def _stick(verb: str) -> Callable[[App], object]:
    """Return what a command about report files does, imported when it is asked for."""

    def run(app: App) -> object:
        function: Callable[[App], object] = getattr(importlib.import_module("ui.pages.sync_stick"), verb)
        return function(app)

    return run


COMMANDS: list[Command] = [
    Command(
        "import",
        N_("Import a file…"),
        _outgoing("show_import"),
        "Ctrl+I",
        OFFICE,
        "file-up",
        also=("导入", "花名册", "excel"),
    ),
    Command(
        "export",
        N_("Export to Excel or CSV…"),
        _outgoing("ask_export"),
        "Ctrl+E",
        OFFICE,
        "file-spreadsheet",
        also=("导出", "excel", "csv"),
    ),
    Command(
        "fill",
        N_("Fill in the superior's form…"),
        _outgoing("show_filling"),
        "Ctrl+Shift+E",
        OFFICE,
        "file-check-2",
        also=("填表", "上级表格", "套表", "excel", "word"),
    ),
    Command(
        "print",
        N_("Print the chosen records…"),
        _outgoing("show_print"),
        "Ctrl+P",
        OFFICE,
        "printer",
        also=("打印", "办卡申请表", "花名册", "pdf"),
    ),
    Command(
        "overlay",
        N_("Set up printing onto forms"),
        lambda app: app.show_page("overlay"),
        "Ctrl+Shift+P",
        OFFICE,
        "printer",
        also=("套打", "预印表格", "版式"),
    ),
    Command(
        "count",
        N_("Statistics of the chosen members"),
        _outgoing("show_statistics"),
        "Ctrl+T",
        OFFICE,
        "chart-column",
        also=("统计",),
    ),
    Command("sync", N_("Report to the superior now"), _sync, "F8", OFFICE, "send", also=("上报", "同步", "sync")),
    Command(
        "stick_write",
        N_("Write a report file for the superior…"),
        _stick("ask_write"),
        "Shift+F8",
        OFFICE,
        "file-up",
        also=("U盘上报", "介质上报", "离线上报", "stick"),
    ),
    Command(
        "stick_read",
        N_("Read the superior's answer file…"),
        _stick("ask_read"),
        "Ctrl+F8",
        OFFICE,
        "inbox",
        also=("U盘回执", "回执文件", "离线上报", "stick"),
    ),
    Command(
        "last_import",
        N_("Receipt of the last import"),
        lambda app: app.show_page("import", last=True),
        "",
        OFFICE,
        "file-check-2",
        also=("导入回执",),
    ),
]


def get(page_id: str) -> Page:
    """Return the page of that id; KeyError when there is none."""
    for page in PAGES:
        if page.id == page_id:
            return page
    raise KeyError(page_id)


def showing(register: str) -> Page | None:
    """Return the page that shows a register's records, None when no page does."""
    area = registers.get(register).area
    return next((page for page in PAGES if register in page.registers or page.id == area), None)
