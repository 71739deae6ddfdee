"""What tests of the window get: the one application, a window over an office of their own, members to look at."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.samples import id_number, member
from ui import start
from ui.preferences import Preferences
from ui.theme import Theme
from union_desk import lifecycle, records
from union_desk.access import Actor
from union_desk.registers import BRANCHES, MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.register_page import RegisterPage
    from union_desk.database import Database

ACTOR = Actor("王干事")
MOMENT_MS = 300  # whoever types or chooses expects what follows within such a moment
LOOKS = 2  # so often in a row must all be quiet: what ends one thing may begin another
LOOK_MS = 20  # between two looks: a look asks for every timer of every window
PEOPLE = (("张三", 1, "1990-03-07"), ("李四", 2, "1985-11-20"), ("单雄信", 3, "1979-01-31"))


@pytest.fixture
def theme(qapp: object) -> Theme:
    """Return the application's look, light."""
    application = start.make_application("zh_CN")
    found = application.findChild(Theme)
    if found is None:
        found = Theme(application, "light")
    found.choose("light")
    return found


@contextmanager
def window_of(office: Database, config: Path, theme: Theme, qtbot: QtBot) -> Iterator[App]:
    """Show the window of an office; gives its app, and takes both apart afterwards."""
    app = start.make_app(office, Preferences(config), theme)
    assert app.window is not None
    app.window.resize(1366, 768)
    app.window.show()
    yield app
    app.closing = True
    settle(qtbot, app)
    app.window.close()
    app.jobs.stop()
    office.on_change.clear()
    shiboken6.delete(app.window)
    shiboken6.delete(app)


@pytest.fixture
def desk(theme: Theme, office: Database, tmp_path: Path, qtbot: QtBot) -> Iterator[App]:
    """Return the app with its window, shown, over an empty office of this test's own."""
    with window_of(office, tmp_path / "config", theme, qtbot) as app:
        yield app


@pytest.fixture
def settled(desk: App, qtbot: QtBot) -> Callable[[], None]:
    """Return a function that waits until no job runs and every timer of a moment has fired."""
    return lambda: settle(qtbot, desk)


def settle(qtbot: QtBot, app: App) -> None:
    """Wait until nothing is under way: jobs have ended, their ends are carried out, short timers have fired."""
    quiet = 0
    while quiet < LOOKS:
        qtbot.waitUntil(app.jobs.is_idle, timeout=20_000)
        qtbot.wait(LOOK_MS)
        quiet = quiet + 1 if app.jobs.is_idle() and not soon() else 0


def soon() -> bool:
    """Tell whether a timer of a moment is running in any window; those that come again or later are not waited for."""
    return any(
        timer.isActive() and timer.isSingleShot() and timer.interval() <= MOMENT_MS
        for window in QApplication.topLevelWidgets()
        for timer in window.findChildren(QTimer)
    )


@pytest.fixture
def people(office: Database) -> list[str]:
    """Return the ids of three members with a branch, of this test's office."""
    with office.write(ACTOR, "Filled") as session:
        branch = records.save(session, BRANCHES, {"name": "第一分会", "branch_kind": "1"}).id
        return [
            lifecycle.create(session, MEMBERS, person(name, serial, birth, branch_id=branch)).id
            for name, serial, birth in PEOPLE
        ]


def person(name: str, serial: int, birth: str, **changes: object) -> dict[str, object]:
    """Return a member's values whose number agrees with the birth date."""
    return dict(member(serial, name=name, id_number=id_number(serial, birth), birth_date=birth, **changes))


@pytest.fixture
def members(desk: App, people: list[str], settled: Callable[[], None]) -> RegisterPage:
    """Return the members' page with three members."""
    from ui.register_page import RegisterPage

    desk.show_page("members")
    assert desk.window is not None
    page = desk.window.page("members")
    assert isinstance(page, RegisterPage)
    settled()
    assert page.grid.grid_model.total == len(people)
    return page
