"""The search and command field (Ctrl+K): people, pages and commands, by characters, pinyin, initials or tails."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QSizePolicy, QVBoxLayout, QWidget

from ui import pages, tokens
from ui.child_view import books, hanging
from ui.commands import GO
from union_desk import search
from union_desk.schema import pinyin
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.schema.register import Register

WAIT_MS = (
    60  # after the last key: long enough not to ask for every letter of a fast typist, short enough to seem at once
)
PER_REGISTER = 8
WIDTH = 560
TELLING = frozenset({"id_number", "mobile", "text", "code"})  # kinds that tell one person from another
MOST_TRAITS = 3
LEAST_TOPIC, MOST_TOPICS = 2, 5  # characters that look into the guide, and topics listed
_RUN = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the list: its words, an explanation at its side, an icon, and what Enter does."""

    text: str
    aside: str
    icon: str
    run: Callable[[], object]


class Palette(QLineEdit):
    """The field in the top bar; its list unfolds below while it holds a text or the focus came by Ctrl+K."""

    def __init__(self, app: App) -> None:
        """Make the field; the list is made when it is first needed."""
        super().__init__()
        self.app = app
        self.setPlaceholderText(_("Search people, commands, pages (Ctrl+K)"))
        self.setAccessibleName(_("Search people, commands and pages"))
        self.setClearButtonEnabled(True)
        self.addAction(app.theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumWidth(240)
        self.setMaximumWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._list: ResultList | None = None
        self._asked = 0
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self._look)
        # Sent for committed text only: while an input method composes, nothing is searched
        self.textEdited.connect(lambda _text: self._timer.start())
        self.textChanged.connect(lambda text: None if text else self.fold())

    def begin(self) -> None:
        """Take the focus and offer the commands."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._look()

    def fold(self) -> None:
        """Hide the list."""
        self._timer.stop()
        self._asked += 1
        if self._list is not None:
            self._list.hide()

    def results(self) -> list[Found]:
        """Return what the list shows now, in its order; empty while it is folded."""
        return self._list.found if self._list is not None and self._list.isVisible() else []

    def is_behind(self) -> bool:
        """Tell whether the list is not yet that of the text."""
        return self._timer.isActive()

    def _look(self) -> None:
        text = self.text().strip()
        self._asked += 1
        asked = self._asked
        places = [*_pages(self.app, text), *(_tabs(self.app, text) if text else ()), *_commands(self.app, text),
                  *(_topics(self.app, text) if len(text) >= LEAST_TOPIC else ())]
        if not text:
            self._unfold(places)
            return
        self.app.jobs.read(lambda s: _records(s, text), lambda found: self._take(asked, found, places), owner=self)

    def _take(self, asked: int, found: list[tuple[Register, dict[str, Any]]], places: list[Found]) -> None:
        if asked == self._asked:
            text = self.text().strip()
            named = [place for place in places if not text.isascii() and place.text.startswith(text)]
            rest = [place for place in places if place not in named]
            self._unfold([*named, *(self._person(register, values) for register, values in found), *rest])

    def _person(self, register: Register, values: dict[str, Any]) -> Found:
        aside = " · ".join(filter(None, (_(register.singular), *_traits(register, values))))
        page = pages.of_register(register.name)
        icon = page.icon if page else "user"
        return Found(
            self.app.name_of(register, values),
            aside,
            "user" if register.name == "members" else icon,
            lambda: self.app.open_record(register.name, values["id"]),
        )

    def _unfold(self, found: list[Found]) -> None:
        if self._list is None:
            self._list = ResultList(self, self.window())
        self._list.fill(found, self.app)
        corner = self.mapTo(self.window(), QPoint(0, self.height() + 2))
        self._list.place(corner, max(self.width(), 360))

    def run(self, found: Found) -> None:
        """Do what a line says."""
        self.clear()
        self.fold()
        found.run()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, choose with Enter, fold with Esc."""
        if self._list is not None and self._list.isVisible() and self._list.take_key(event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.fold()
            self.app.focus_page()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.text():
            self._timer.stop()
            self._look()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Fold when the focus goes elsewhere."""
        super().focusOutEvent(event)
        if event.reason() not in {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}:
            self.fold()


class ResultList(QFrame):
    """The list below the field: a part of the window, so that the field keeps the focus and the input method."""

    def __init__(self, field: Palette, window: QWidget) -> None:
        """Stand hidden above the window's other parts."""
        super().__init__(window)
        self.setObjectName("palette")
        self.field = field
        self.found: list[Found] = []
        self.view = QListView(uniformItemSizes=True)
        self.view.setAccessibleName(_("Search results"))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setIconSize(QSize(tokens.ICON, tokens.ICON))
        self.model = QStandardItemModel(self)
        self.view.setModel(self.model)
        self.view.clicked.connect(lambda index: self.field.run(self.found[index.row()]))
        lay = QVBoxLayout(self)
        lay.setContentsMargins(2, 2, 2, 2)
        lay.addWidget(self.view)
        window.installEventFilter(self)
        self.hide()

    def fill(self, found: list[Found], app: App) -> None:
        """Show these lines and choose the first."""
        self.found = found
        self.model.clear()
        for line in found or [Found(_("Nothing found"), "", "", lambda: None)]:
            text = f"{line.text}    {line.aside}" if line.aside else line.text
            item = QStandardItem(app.theme.icon(line.icon, "muted"), text)
            item.setData(f"{line.text}, {line.aside}", Qt.ItemDataRole.AccessibleTextRole)
            item.setSizeHint(QSize(0, 30))
            item.setEnabled(bool(found))
            self.model.appendRow(item)
        if found:
            self.view.setCurrentIndex(self.model.index(0, 0))

    def place(self, corner: QPoint, width: int) -> None:
        """Unfold below the field, no longer than the window."""
        lines = max(1, self.model.rowCount())
        room = self.window().height() - corner.y() - 40
        self.setGeometry(corner.x(), corner.y(), width, min(room, 30 * lines + 10))
        self.show()
        self.raise_()

    def take_key(self, event: QKeyEvent) -> bool:
        """Handle a key of the field; returns whether it was ours."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
            Qt.Key(event.key())
        )
        if step is not None:
            at = min(max(self.view.currentIndex().row() + step, 0), self.model.rowCount() - 1)
            self.view.setCurrentIndex(self.model.index(at, 0))
            return True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.found and not self.field.is_behind():
            self.field.run(self.found[self.view.currentIndex().row()])
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fold when the window changes its size: the field moves."""
        if isinstance(event, QResizeEvent):
            self.hide()
        return super().eventFilter(watched, event)


def _records(session: Session, text: str) -> list[tuple[Register, dict[str, Any]]]:
    return search.find(session, text, PER_REGISTER)


def _traits(register: Register, values: dict[str, Any]) -> list[str]:
    """Return what tells people of one name apart, private values masked."""
    found = []
    for name in register.columns:
        spec = register.fields[name]
        value = values.get(name)
        if value is not None and name not in register.title and spec.kind.name in TELLING:
            found.append(spec.kind.mask(value) if spec.sensitive else spec.kind.show(value))
    return found[:MOST_TRAITS]


def _pages(app: App, text: str) -> list[Found]:
    return [
        Found(_(p.label), _("Page"), p.icon, partial(app.show_page, p.id))
        for p in pages.PAGES
        if p.place and sounds_like(text, _(p.label), p.label)
    ]


def _tabs(app: App, text: str) -> list[Found]:
    """Return the books and other views of the areas' pages that a text means."""
    found = []
    for page in pages.PAGES:
        own = [*books(page.id), *(hanging(page.id) if page.id in pages.VIEWS else ())]  # a page of tabs has room
        tabs = [("register", book.name, book.label) for book in own]
        tabs += [("view", name, label) for name, label in pages.VIEWS.get(page.id, ())]
        found += [Found(_(label), _(page.label), page.icon, partial(app.show_page, page.id, **{key: name}))
                  for key, name, label in tabs if label != page.label and sounds_like(text, _(label), label)]
    return found


def _commands(app: App, text: str) -> list[Found]:
    found = []
    for command in app.commands:
        if (
            command.menu != GO
            and command.enabled(app)
            and sounds_like(text, command.text_now(app), command.text, *command.also)
        ):
            run = partial(app.run_command, command.id)
            found.append(Found(command.text_now(app), command.key, command.icon or "command", run))
    return found


def _topics(app: App, text: str) -> list[Found]:
    """Return the topics of the guide that a text means."""
    from ui import guide, guide_view  # start-up: read when it is first searched

    return [Found(topic.name, _("User guide"), "book-open", partial(guide_view.show, app, topic=topic.name))
            for topic in guide.topics() if sounds_like(text, topic.name)][:MOST_TOPICS]


def sounds_like(text: str, *spellings: str) -> bool:
    """Tell whether a text means one of the spellings: part of it, or its pinyin or initials from some character on."""
    wanted = text.casefold().replace(" ", "")
    if not wanted:
        return True
    for spelling in spellings:
        if wanted in spelling.casefold().replace(" ", ""):
            return True
        if wanted.isascii() and any(key.startswith(wanted) for key in _sounds(spelling)):
            return True
    return False


@lru_cache(maxsize=4096)
def _sounds(spelling: str) -> tuple[str, ...]:
    found = [pinyin.word_keys(spelling[start:]) for start in range(len(spelling))]
    return tuple(dict.fromkeys(key for keys in found for key in (*keys.full, *keys.initials)))
