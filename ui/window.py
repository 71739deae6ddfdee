"""The window: it only arranges. Rail, search field, page, banner and foot stand here; pages register themselves.

The contract between a page and this frame is written in ui/pages/__init__.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from ui import commands, pages, tokens
from ui.lock import IdleLock, LockScreen
from ui.palette import Palette
from ui.widgets.banner import Banners
from ui.widgets.foot import Foot
from ui.widgets.rail import Rail
from ui.widgets.words import row
from union_desk import registers
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App

NARROW = 1040  # logical pixels below which the rail shows icons alone


class Window(QMainWindow):
    """The main window over one office."""

    def __init__(self, app: App) -> None:
        """Build the frame; the first page is made when it is shown."""
        super().__init__()
        self.app = app
        app.window = self
        self.setObjectName("window")
        self.setMinimumSize(760, 480)
        self.setAcceptDrops(True)
        self._pages: dict[str, QWidget] = {}
        self._hidden: list[QWidget] = []
        self._build()
        app.theme.changed.connect(self.rebuild)  # icons are drawn in the colours of their time
        self._idle = IdleLock(app)
        self._idle.asked.connect(self.lock)
        geometry = app.preferences.blob("window/geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(1280, 800)

    def _build(self) -> None:
        app = self.app
        self.setWindowTitle(_("Union Desk"))
        self.rail = Rail(app.theme, pages.PAGES, self.show_page)
        self.palette_field = Palette(app)
        self.banners = Banners(app.theme)
        self.stack = QStackedWidget()
        self.foot = Foot(app)
        app.messages.banner.connect(self.banners.add)
        top = QFrame()
        top.setObjectName("topbar")
        above = row(None, self.palette_field, None, margins=tokens.SPACE_S)
        above.setStretch(1, 4)
        top.setLayout(above)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for part, stretch in ((top, 0), (self.banners, 0), (self.stack, 1)):
            right.addWidget(part, stretch)
        self.whole = QWidget()
        self.whole.setLayout(row(self.rail, right, spacing=0))
        self.cover = QStackedWidget()
        self.cover.addWidget(self.whole)
        self.setCentralWidget(self.cover)
        self.setStatusBar(self.foot)
        self._fill_menus()
        self.rail.set_narrow(self.width() < NARROW)

    def rebuild(self) -> None:
        """Make everything anew, in the language now chosen, and come back to the same page."""
        shown = self.current_page()
        state: dict[str, Any] = getattr(self._pages.get(shown), "state", dict)()
        for page in self._pages.values():
            if hasattr(page, "leaving"):
                page.leaving()
            page.setParent(None)
            page.deleteLater()
        self._pages.clear()
        self.app.messages.banner.disconnect(self.banners.add)
        self.menuBar().clear()
        for action in self.actions():
            self.removeAction(action)
            action.deleteLater()
        self._build()
        if shown:
            self.show_page(shown, **state)

    @property
    def locked(self) -> bool:
        """Tell whether the lock covers the window."""
        return self.cover.currentWidget() is not self.whole

    def lock(self) -> None:
        """Cover the window until the passphrase is typed; dialogs are hidden with it."""
        if self.locked:
            return
        self.palette_field.fold()
        self._hidden = [w for w in QApplication.topLevelWidgets() if w is not self and w.isVisible()]
        for part in [*self._hidden, self.menuBar(), self.foot]:
            part.hide()
        screen = LockScreen(self.app)
        screen.unlocked.connect(self._unlock)
        self.cover.setCurrentIndex(self.cover.addWidget(screen))
        screen.begin()

    def _unlock(self) -> None:
        screen = self.cover.currentWidget()
        assert screen is not None
        self.cover.setCurrentWidget(self.whole)
        self.cover.removeWidget(screen)
        screen.deleteLater()
        for part in [self.menuBar(), self.foot, *self._hidden]:
            if shiboken6.isValid(part):
                part.show()
        self._hidden = []

    def show_page(self, page_id: str, **arguments: Any) -> None:
        """Bring a page to the front, making it the first time, and hand it the arguments."""
        page = self._page(page_id)
        self.stack.setCurrentWidget(page)
        self.rail.choose(page_id)
        if arguments:
            page.open(**arguments)  # type: ignore[attr-defined]  # pages define what they are handed
        if hasattr(page, "activated"):
            page.activated()
        if not page.isAncestorOf(QApplication.focusWidget() or self):
            page.setFocus()

    def open_record(self, register: str, record_id: str, field: str = "") -> None:
        """Show a record on the page of its register."""
        page = pages.showing(register)
        if page is None:
            return
        own = getattr(self._page(page.id), "register", None)
        if own is not None and own.name != register:  # a book that hangs on the page's records, with no list of its own
            from ui import record_window

            record_window.open_record(self.app, registers.get(register), record_id, field)
        else:
            self.show_page(page.id, register=register, record=record_id, field=field)

    def current_page(self) -> str:
        """Return the id of the page in front, empty before there is one."""
        return next((i for i, page in self._pages.items() if page is self.stack.currentWidget()), "")

    def page(self, page_id: str) -> QWidget:
        """Return a page, made if it was not yet; for tests and commands."""
        return self._page(page_id)

    def _page(self, page_id: str) -> QWidget:
        if page_id not in self._pages:
            made = pages.get(page_id).make(self.app)
            self._pages[page_id] = made
            self.stack.addWidget(made)
        return self._pages[page_id]

    def _fill_menus(self) -> None:
        for title in commands.MENUS:
            menu = QMenu(_(title), self)
            for command in self.app.commands:
                if command.menu == title:
                    menu.addAction(self._action(command))
            if not menu.isEmpty():
                menu.aboutToShow.connect(lambda menu=menu: self._refresh(menu))
                self.menuBar().addMenu(menu)

    def _action(self, command: commands.Command) -> QAction:
        action = QAction(command.label(), self)
        action.setData(command.id)
        if command.key:
            action.setShortcut(QKeySequence(command.key))
        action.triggered.connect(lambda: self.app.run_command(command.id))
        self.addAction(action)
        return action

    def _refresh(self, menu: QMenu) -> None:
        for action in menu.actions():
            command = self.app.commands.get(str(action.data()))
            action.setText(command.text_now(self.app))
            action.setEnabled(command.enabled(self.app))
            action.setIcon(self.app.theme.icon(command.icon))
        # Greyed in the menu only: a key must reach the command, which says why it cannot be done
        menu.aboutToHide.connect(
            lambda: QTimer.singleShot(0, menu, lambda: _enable(menu)), Qt.ConnectionType.SingleShotConnection
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a workbook that is dragged onto the window."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in the file."""
        event.acceptProposedAction()
        self.take_file(event.mimeData().urls()[0].toLocalFile())

    def take_file(self, file: str) -> None:
        """Read an answer of the superior, fill in a Word form, or begin to import a workbook: whatever the file is."""
        from sync.desk import carrier, enrolment
        from ui.pages import sync_stick

        if carrier.is_carrier(Path(file)):
            sync_stick.take_file(self.app, Path(file))
        elif enrolment.is_enrolment(Path(file)):
            self.show_page("sync", admission=Path(file))
        else:
            self.show_page("filling" if file.lower().endswith(".docx") else "import", file=file)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail when the window is narrow."""
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < NARROW)

    def changeEvent(self, event: QEvent) -> None:
        """Hide the palette when another window comes to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.palette_field.fold()

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the program, unless a page or a running job holds it."""
        if any(not page.leaving() for page in self._pages.values() if hasattr(page, "leaving")):
            event.ignore()
            return
        running = [job for job in self.app.jobs.running() if job.status != "waiting"]
        if running and not self.app.closing:
            event.ignore()
            self.app.messages.ask(
                _("'{title}' is still under way.").format(title=running[0].title),
                _("Stop it and close"),
                self.app.quit,
                detail=_("Stopping takes back what it has done so far; nothing is half done."),
            )
            return
        self.app.preferences.put("window/geometry", self.saveGeometry())
        self.app.preferences.save()
        event.accept()


def _enable(menu: QMenu) -> None:
    for action in menu.actions():
        action.setEnabled(True)
