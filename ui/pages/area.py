"""The page of an area: a tab for each of its books, and the views that only this area has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QWidget

from ui import tokens
from ui.child_view import books
from ui.form import fill_nothing
from ui.pages.page import PageWidget
from ui.register_page import RegisterPage
from ui.widgets.tabs import Tabs
from ui.widgets.words import column
from union_desk import registers
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.context import App
    from union_desk.schema.register import Register


@dataclass(frozen=True, slots=True)
class View:
    """A tab that is no book: its name, what makes it when it is first shown, and whether it stands before the books."""

    name: str
    label: str
    make: Callable[[App], QWidget]
    first: bool = False


class AreaPage(PageWidget):
    """A subclass names its `area` and may give `views()` besides its books; tabs are made when first shown."""

    area: ClassVar[str] = ""

    def __init__(self, app: App) -> None:
        """Make the tabs, empty but for the first."""
        super().__init__(app)
        self.tabs = Tabs(app.theme.icon("list-tree"))
        self._makers: list[Callable[[], QWidget]] = []
        self._names: list[str] = []
        self._parts: list[QWidget | None] = []
        views = self.views()
        for view in (v for v in views if v.first):
            self._add(view.name, _(view.label), self._maker(view))
        for register in books(self.area):
            self._add(register.name, _(register.label), self._book(register))
        for view in (v for v in views if not v.first):
            self._add(view.name, _(view.label), self._maker(view))
        self.setLayout(column(self.tabs, margins=tokens.SPACE_S))
        self.setFocusProxy(self.tabs)
        self.tabs.currentChanged.connect(self._made)
        if self._names:
            self._made(0)

    def views(self) -> list[View]:
        """Return the tabs that are no books."""
        return []

    def page_of(self, register: Register) -> QWidget:
        """Make the page of a book; a subclass may make another one."""
        return RegisterPage(self.app, register, fill_nothing)

    def front(self) -> QWidget:
        """Return the part that commands speak to."""
        return self.part(self._names[self.tabs.currentIndex()]) if self._names else self

    def part(self, name: str) -> QWidget:
        """Return the tab of that name (a register's name, or a view's), made if it was not yet."""
        return self._made(self._names.index(name))

    def open(self, **arguments: Any) -> None:
        """Show a book, or a view; the rest is for it. A book that hangs on another one gets its tab now."""
        name = str(arguments.pop("register", "") or arguments.pop("view", ""))
        hanging = next((book for book in registers.ALL if book.name == name and book.area == self.area), None)
        if hanging is not None and name not in self._names:
            self._add(name, _(hanging.label), self._book(hanging))
        if name in self._names:
            self.tabs.setCurrentIndex(self._names.index(name))
        part = self.front()
        if part is not self and arguments and (told := getattr(part, "open", None)) is not None:
            told(**arguments)

    def activated(self) -> None:
        """Tell the tab in front."""
        part = self.front()
        if part is not self and (told := getattr(part, "activated", None)) is not None:
            told()

    def state(self) -> dict[str, Any]:
        """Return what `open` needs to show the same again."""
        if not self._names:
            return {}
        part, name = self.front(), self._names[self.tabs.currentIndex()]
        kept: dict[str, Any] = part.state() if isinstance(part, PageWidget) else {}
        return {"register": name, **kept}

    def leaving(self) -> bool:
        """Ask every tab that was made."""
        return all(part.leaving() for part in self._parts if isinstance(part, PageWidget))

    def _add(self, name: str, text: str, make: Callable[[], QWidget]) -> None:
        self._names.append(name)
        self._makers.append(make)
        self._parts.append(None)
        self.tabs.addTab(QWidget(), text)

    def _maker(self, view: View) -> Callable[[], QWidget]:
        return lambda: view.make(self.app)

    def _book(self, register: Register) -> Callable[[], QWidget]:
        return lambda: self.page_of(register)

    def _made(self, place: int) -> QWidget:
        """Return the widget of a tab, making it first."""
        part = self._parts[place]
        if part is None:
            part = self._parts[place] = self._makers[place]()
            holder = self.tabs.widget(place)
            assert holder is not None
            holder.setLayout(column(part))
            holder.setFocusProxy(part)
        return part
