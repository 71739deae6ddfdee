"""A page of the window over an office, driven from a benchmark: ask, wait for the answer, draw, take the time."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.register_page import RegisterPage
    from union_desk.database import Database
    from union_desk.search import Query


def opened_today(db: Database) -> Callable[[], float]:
    """Open the window on Today and wait until it is drawn; returns what shows it once more and takes the seconds."""
    _without_a_display()
    from ui import early

    early.begin()  # as the program itself begins
    from ui import start
    from ui.pages.today import TodayPage
    from ui.preferences import Preferences
    from ui.theme import Theme

    application = start.make_application("zh_CN")
    app = start.make_app(db, Preferences(Path(tempfile.mkdtemp(prefix="ud-today-"))), Theme(application, "light"))
    window = app.window
    assert window is not None
    window.resize(1366, 768)
    app.show_page("today")
    window.show()
    page = window.page("today")
    assert isinstance(page, TodayPage)

    def drawn() -> None:
        while page.facts is None or page.figures is None or not app.jobs.is_idle():
            application.processEvents()
            time.sleep(0.002)
        page.repaint()

    def again() -> float:
        begun = time.perf_counter()
        page.facts = page.figures = None
        app.changed.emit(frozenset({"members"}))
        drawn()
        return time.perf_counter() - begun

    drawn()
    early.end()
    return again


def _without_a_display() -> None:
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


class Screen:
    """The members' page in a window of usual size."""

    def __init__(self, db: Database) -> None:
        """Open the window and wait until the first page is there."""
        _without_a_display()
        from ui import start
        from ui.preferences import Preferences
        from ui.register_page import RegisterPage
        from ui.theme import Theme

        self.application = start.make_application("zh_CN")
        home = Path(tempfile.mkdtemp(prefix="ud-screen-"))
        self.app = start.make_app(db, Preferences(home), Theme(self.application, "light"))
        window = self.app.window
        assert window is not None
        window.resize(1366, 768)
        window.show()
        self.app.show_page("members")
        page = window.page("members")
        assert isinstance(page, RegisterPage)
        self.page: RegisterPage = page
        self.until(self.app.jobs.is_idle)

    def until(self, reached: Callable[[], bool], limit: float = 120.0) -> None:
        """Let the window work until something is so."""
        end = time.monotonic() + limit
        while not reached():
            self.application.processEvents()
            time.sleep(0.002)
            if time.monotonic() > end:
                msg = "the window did not answer"
                raise TimeoutError(msg)

    def ask(self, query: Query) -> float:
        """Show a query as the filter bar does; returns the seconds until its answer is drawn."""
        return self._timed(lambda: self.page.show_query(query))

    def type_key(self, text: str) -> float:
        """Type the last character of a text into the search field; returns the seconds until the answer is drawn."""
        field = self.page.bar.search
        old = field.text()
        assert text.startswith(old) or len(text) == 1, "keys are typed one after the other"

        def press() -> None:
            field.setText(text)
            field.textEdited.emit(text)

        return self._timed(press)

    def _timed(self, act: Callable[[], None]) -> float:
        """Act, and return the seconds until the grid has its answer and has drawn it."""
        loop = QEventLoop()
        answered = self.page.grid.grid_model.answered
        answered.connect(loop.quit)
        begun = time.perf_counter()
        act()
        loop.exec()  # waits as the program itself does, without keeping the readers from their work
        self.draw()
        seconds = time.perf_counter() - begun
        answered.disconnect(loop.quit)
        return seconds

    def jump(self, line: int) -> float:
        """Go to a line; returns the seconds until it is drawn."""
        begun = time.perf_counter()
        self.page.grid.go_to(line)
        self.draw()
        return time.perf_counter() - begun

    def draw(self) -> None:
        """Draw the grid now."""
        self.page.grid.viewport().repaint()
