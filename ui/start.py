"""From the command line to the window: the application, the office, the frame, the first page."""

from __future__ import annotations

import importlib
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ui import early, input_method, single, translate
from ui.preferences import Preferences
from ui.theme import Theme
from union_desk import trouble, words
from union_desk.errors import UserError
from union_desk.paths import resource

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.app import Options, Unlocking
    from ui.context import App
    from union_desk.database import Database
    from union_desk.safety.keys import DataKey

BACKUP, UPDATE = ".udbackup", ".udupdate"
FIRST_PAGE = "members"
SCALES = range(100, 201)
DRAWN_MS = 30  # what is shown is on the screen by then
ICONS_AT_ONCE = 3
# What the frame and the first page show beside the icons of the pages, in their tones
AROUND = (*((name, "muted") for name in ("search", "send", "clock", "user", "inbox", "list-checks")),
          *((name, "text") for name in ("plus", "bookmark", "x", "eye", "copy", "pencil", "trash-2", "columns-3",
                                        "archive-restore", "file-spreadsheet")),
          ("plus", "on_accent"), ("users", "accent"))
LOOK_MS, FILLED_MS = 20, 2000  # how often it is looked whether the first page is filled, and for how long at most
STEADY_MS = 700  # a picture is taken when nothing has moved for so long


def run(options: Options, unlocking: Unlocking | None) -> int:
    """Run the window until it is closed; returns the exit code."""
    preferences = Preferences()
    scale = preferences.number("scale", 100)
    if scale in SCALES and scale != SCALES[0]:
        os.environ.setdefault("QT_SCALE_FACTOR", str(scale / 100))
    input_method.prepare()
    application = make_application(options.language or preferences.text("language", words.LANGUAGES[0]))
    theme = Theme(application, options.theme or preferences.text("theme", "system"))
    desk = Desk(options, preferences, theme)
    application.aboutToQuit.connect(desk.end)
    if desk.is_open_elsewhere(options.office or (unlocking.folder if unlocking else preferences.last_office())):
        return 0
    desk.begin(unlocking)
    with trouble.watching():
        return application.exec()


def make_application(language: str) -> QApplication:
    """Return the one QApplication, speaking a language."""
    application = QApplication.instance() or QApplication(["union-desk"])
    assert isinstance(application, QApplication)
    application.setApplicationName("union-desk")
    application.setDesktopFileName("union-desk")
    application.setApplicationDisplayName("")
    application.setWindowIcon(QIcon(str(resource("icons", "union-desk.svg"))))
    words.set_language(language if language in words.LANGUAGES else words.LANGUAGES[0])
    translate.install(words.language())
    return application


class Desk:
    """The way from the passphrase to the window, and its end."""

    def __init__(self, options: Options, preferences: Preferences, theme: Theme) -> None:
        """Keep what the window is made of."""
        self.options, self.preferences, self.theme = options, preferences, theme
        self.app: App | None = None
        self._entrance: object = None
        self.preload = early.Preload(early.SOON)
        self._picture: Picture | None = None  # kept: a timer holds its target weakly
        self._bell: single.Doorbell | None = None
        self._filled = QElapsedTimer()

    def is_open_elsewhere(self, folder: Path | None) -> bool:
        """Tell whether another window over the office was there and took over what was asked for."""
        if folder is None or self.options.screenshot or not single.has_office(folder):
            return False
        file = str(Path(self.options.file).absolute()) if self.options.file else ""
        return single.hand_over(folder, {"page": self.options.page, "file": file})

    def begin(self, unlocking: Unlocking | None) -> None:
        """Open the office with the early key, or ask for the passphrase."""
        if self.options.file.casefold().endswith(BACKUP):
            file = Path(self.options.file)
            self.options = replace(self.options, file="")
            self._ask(self.options.office, file)
            return
        if unlocking is not None:
            importlib.import_module("union_desk.database")  # while the passphrase is still being stretched
            unlocking.join()
            if unlocking.key is not None and self._opens(unlocking.folder, *unlocking.key):
                return
            if unlocking.error is not None and not isinstance(unlocking.error, UserError):
                raise unlocking.error
        self._ask()

    def _opens(self, folder: Path, key: DataKey, account: str) -> bool:
        """Open the window with the early key; what stands against it is told at the door instead.

        That is a passphrase that has to be changed, an office of a newer program, a full disk.
        """
        from union_desk.database import Database
        from union_desk.safety.ageing import MustChangeError

        try:
            db = Database.open_with(folder, key, account)
        except UserError:
            return False
        try:
            self.open(db)
        except MustChangeError:
            db.close()
            return False
        return True

    def open(self, db: Database, then: str = "") -> None:
        """Show the window over an open office; `then` names a page to go on with."""
        if self.is_open_elsewhere(db.folder):
            db.close()
            QApplication.quit()
            return
        self._bell = single.Doorbell(db.folder)
        self._bell.rung.connect(self.answer)
        self.app = make_app(db, self.preferences, self.theme)
        self.app.leaving.connect(self._leave, Qt.ConnectionType.QueuedConnection)
        window = self.app.window
        assert window is not None
        if self.options.size:
            width, _x, height = self.options.size.partition("x")
            window.resize(int(width), int(height))
        self.app.show_page(then or self.options.page or first_page())
        window.show()
        QTimer.singleShot(0, self._when_shown)
        self._filled.start()
        QTimer.singleShot(0, self._when_filled)

    def answer(self, request: dict[str, str]) -> None:
        """Come to the front because somebody started the program once more, with the page or file they asked for."""
        window = self.app.window if self.app is not None else None
        if window is None or self.app is None:
            return
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        if window.locked:
            return  # whoever stands there has not shown yet that the office is theirs
        self.app.show_page_if_there(request.get("page", ""))
        if request.get("file"):
            self._open_file(self.app, request["file"])

    def _open_file(self, app: App, file: str) -> None:
        if file.casefold().endswith(UPDATE):
            from ui import updating

            updating.look(app, Path(file))
        elif file.casefold().endswith(BACKUP):
            app.leaving.emit(Path(file))
        elif app.window is not None:
            app.window.take_file(file)

    def end(self) -> None:
        """Stop the jobs and close the office."""
        if self._bell is not None:
            self._bell.close()
        if self.app is not None:
            self.app.close()

    def _leave(self, backup: Path) -> None:
        """Close the office and ask for its passphrase again, to go back to a backup."""
        app, self.app = self.app, None
        assert app is not None
        if self._bell is not None:
            self._bell.close()
        self._ask(app.folder, backup)
        if app.window is not None:
            app.window.hide()
            app.window.deleteLater()
        app.close()

    def _when_shown(self) -> None:
        from ui import crash

        assert self.app is not None
        crash.install()
        if self.options.file:
            self._open_file(self.app, self.options.file)
        if self.options.screenshot:
            self._picture = Picture(self.app, self.options.screenshot)
            self._picture.take_when_steady()

    def _when_filled(self) -> None:
        """Look whether the first page has its figures, and let it draw them before anything else is done."""
        if self.app is None:
            return  # left already
        quiet = self.app.jobs.is_idle() or self._filled.hasExpired(FILLED_MS)
        QTimer.singleShot(DRAWN_MS if quiet else LOOK_MS, self._work_behind if quiet else self._when_filled)

    def _work_behind(self) -> None:
        """Begin what works behind the window: nobody waits for it."""
        app = self.app
        if app is None:
            return
        from ui import ageing, backing_up, drafts, fonts, reporting, sweeping, unfinished

        if fonts.load_rare():
            for window in QApplication.topLevelWidgets():
                window.update()  # whatever lies in it, with the glyphs that were missing
        self.preload = early.Preload(early.SOON)
        self.preload.start()
        early.end()
        drafts.offer(app)
        unfinished.offer(app)
        ageing.offer(app)
        reporting.begin(app)
        backing_up.begin(app)
        sweeping.begin(app)

    def _ask(self, folder: Path | None = None, backup: Path | None = None) -> None:
        from ui.login import Entrance

        entrance = Entrance(self.preferences, folder or self.options.office)
        entrance.opened.connect(self.open)
        entrance.given_up.connect(QApplication.quit)
        self._entrance = entrance
        if backup is None:
            entrance.begin()
        else:
            entrance.go_back(backup)
        self.preload = early.Preload((*early.NEEDED, *early.SOON), lambda: early.read_more(entrance.folder))
        QTimer.singleShot(DRAWN_MS, self.preload.start)
        QTimer.singleShot(DRAWN_MS, self._draw_icons)

    def _draw_icons(self) -> None:
        """Draw what the window will show while the passphrase is typed: a few icons between two keys."""
        from ui.pages import PAGES

        wanted = [*((page.icon, "text") for page in PAGES), *AROUND]
        left = [icon for icon in wanted if icon not in self.theme.drawn]
        for name, tone in left[:ICONS_AT_ONCE]:
            self.theme.icon(name, tone)
        if left and self.app is None:
            QTimer.singleShot(0, self._draw_icons)


def make_app(db: Database, preferences: Preferences, theme: Theme) -> App:
    """Return the app over an open office, with its commands and its window, not yet shown."""
    from ui import actions
    from ui.context import App
    from ui.window import Window
    from union_desk.access import logged_in
    from union_desk.safety import accounts

    app = App(db, accounts.enter(db, logged_in()), preferences, theme)
    actions.fill(app)
    Window(app)
    return app


def first_page() -> str:
    """Return the page that is shown at first: Today where there is one."""
    from ui import pages

    return next((page.id for page in pages.PAGES if page.id == "today"), FIRST_PAGE)


class Picture:
    """Takes a picture of the window when nothing moves any more, then ends the program; for manuals and tests."""

    def __init__(self, app: App, file: str) -> None:
        """Know where the picture goes."""
        self._app, self._file = app, file

    def take_when_steady(self) -> None:
        """Wait until no job runs, then a little more."""
        again: Callable[[], None] = self.take_when_steady if not self._app.jobs.is_idle() else self._take
        QTimer.singleShot(STEADY_MS, again)

    def _take(self) -> None:
        window = self._app.window
        assert window is not None
        window.grab().save(self._file)
        self._app.quit()
