"""The bar above the grid: search field, filter chips, saved views. The same query drives grid, export and print."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu, QPushButton, QWidget

from ui import views
from ui.chips import ChipDialog, chip, describe
from ui.widgets.flow import Flow
from ui.widgets.words import button
from union_desk.schema.kinds import PersonName
from union_desk.search import Filter, Query
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.context import App
    from union_desk.schema.register import Register

WAIT_MS = 0  # a question that is overtaken before its turn is never asked


class FilterBar(QWidget):
    """Holds the query of a page; `changed(query)` when the person makes it another."""

    changed = Signal(object)

    def __init__(self, app: App, register: Register) -> None:
        """Begin without text and filters, with the register's usual chips at hand."""
        super().__init__()
        self.app, self.register = app, register
        self.query = Query()
        self._chips: dict[str, QPushButton] = {}
        self.search = QLineEdit(clearButtonEnabled=True)
        self.search.setPlaceholderText(
            _("Search: name, pinyin, initials, last digits (Ctrl+F)")
            if any(isinstance(spec.kind, PersonName) for spec in register.searched)
            else _("Search: words, pinyin, initials, numbers (Ctrl+F)"))
        self.search.setAccessibleName(_("Search this list"))
        self.search.addAction(app.theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(
            max(300, self.search.fontMetrics().horizontalAdvance(self.search.placeholderText()) + 70)
        )
        self.search.setVisible(bool(register.searched))
        self.more = button(
            _("Filter"), self.choose_field, icon=app.theme.icon("plus"), chip=True, tip=_("Add a filter (Ctrl+Shift+F)")
        )
        self.views = button(
            _("Views"), self.choose_view, icon=app.theme.icon("bookmark"), chip=True, tip=_("Saved views (Ctrl+D)")
        )
        self.clear = button(
            _("Clear"),
            self.clear_all,
            icon=app.theme.icon("x"),
            chip=True,
            tip=_("Clear search and filters (Ctrl+Backspace)"),
        )
        self._flow = Flow(self)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._searched)
        # `textEdited` never comes while an input method composes: what is not yet a character is not searched
        self.search.textEdited.connect(lambda _text: self._wait.start())
        self.search.textChanged.connect(lambda text: self._wait.start() if not text else None)
        self.search.returnPressed.connect(self._searched)
        self._fill()

    def show_query(self, query: Query) -> None:
        """Show a query that came from elsewhere; tells nobody."""
        self.query = query
        if self.search.text().strip() != query.text:
            self.search.blockSignals(True)
            self.search.setText(query.text)
            self.search.blockSignals(False)
        self._fill()

    def set_sort(self, sort: tuple[tuple[str, bool], ...]) -> None:
        """Take another order."""
        self._become(replace(self.query, sort=sort))

    def set_filters(self, field: str, filters: Sequence[Filter]) -> None:
        """Put these filters in place of those of a field."""
        kept = tuple(f for f in self.query.filters if f.field != field)
        self._become(replace(self.query, filters=(*kept, *filters)))

    def clear_all(self) -> None:
        """Show everything again."""
        self.search.clear()
        self._wait.stop()
        self._become(replace(self.query, text="", filters=()))

    def edit(self, field: str) -> ChipDialog | None:
        """Open the dialog of a field's chip."""
        spec = self.register.fields.get(field)
        if spec is None:
            self.set_filters(field, [])
            return None
        now = [f for f in self.query.filters if f.field == field]
        dialog = ChipDialog(self.app, self.register, spec, now, self)
        dialog.decided.connect(lambda filters: self.set_filters(field, filters))
        dialog.open()
        return dialog

    def choose_field(self) -> QMenu:
        """Offer the fields, by section."""
        menu = QMenu(self)
        places: dict[str, QMenu] = {}
        for spec in self.register.fields.values():
            place = menu
            if spec.section:
                place = places.get(spec.section) or places.setdefault(spec.section, menu.addMenu(_(spec.section)))
            place.addAction(_(spec.label), partial(self.edit, spec.name))
        return _unfold(menu, self.more)

    def choose_view(self) -> QMenu:
        """Offer the saved views, and saving this one."""
        menu = QMenu(self)
        with self.app.db.read() as session:
            saved = views.saved(session, self.register)
        for name, query in saved.items():
            menu.addAction(name, partial(self._become, query, shown=True))
        if saved:
            menu.addSeparator()
        menu.addAction(_("Save this view…"), self.save_view)
        if saved:
            remove = menu.addMenu(_("Remove"))
            for name in saved:
                remove.addAction(name, partial(self._forget_view, name))
        return _unfold(menu, self.views)

    def _forget_view(self, name: str) -> None:
        self.app.jobs.bookkeep(lambda s: views.put(s, self.register, name, None))

    def save_view(self) -> QInputDialog:
        """Ask for a name, then save the query under it."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("Save this view…"))
        dialog.setLabelText(_("Name of the view"))
        query = self.query

        def put(name: str) -> None:
            if name.strip():
                self.app.jobs.bookkeep(
                    lambda s: views.put(s, self.register, name.strip(), query),
                    lambda _none: self.app.messages.say(_("The view '{name}' is saved.").format(name=name.strip())),
                )

        dialog.textValueSelected.connect(put)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _searched(self) -> None:
        self._wait.stop()
        text = self.search.text().strip()
        if text != self.query.text:
            self._become(replace(self.query, text=text))

    def _become(self, query: Query, *, shown: bool = False) -> None:
        query = replace(query, deleted=self.query.deleted)
        if query == self.query:
            return
        if shown:
            self.show_query(query)
        else:
            same = query.filters == self.query.filters
            self.query = query
            if same:  # while somebody types, only the text changes
                self._offer_clear()
            else:
                self._fill()
        self.changed.emit(query)

    def _offer_clear(self) -> None:
        self.clear.setEnabled(bool(self.query.filters or self.query.text))

    def _fill(self) -> None:
        focused = next((name for name, made in self._chips.items() if made.hasFocus()), None)
        while self._flow.takeAt(0) is not None:
            pass
        for made in self._chips.values():
            made.hide()  # it has no place any more, and goes only with the next round of events
            made.deleteLater()
        self._chips = {}
        active = list(dict.fromkeys(f.field for f in self.query.filters))
        self._flow.addWidget(self.search)
        for name in [*active, *(n for n in self.register.weight if n not in active)]:
            self._chips[name] = self._chip(name, active=name in active)
            self._flow.addWidget(self._chips[name])
        for part in (self.more, self.views, self.clear):
            self._flow.addWidget(part)
        self._offer_clear()
        _in_order([self.search, *self._chips.values(), self.more, self.views, self.clear])
        if focused in self._chips:
            self._chips[focused].setFocus()
        self.updateGeometry()

    def _chip(self, name: str, *, active: bool) -> QPushButton:
        filters = [f for f in self.query.filters if f.field == name]
        spec = self.register.fields.get(name)
        made = chip(
            describe(self.app, self.register, filters) if active else _(spec.label) if spec else name, active=active
        )
        made.setParent(self)  # shown without a parent, it would be a window of its own for a moment
        made.clicked.connect(lambda: self.edit(name))
        made.setProperty("field", name)
        if active:
            made.setIcon(self.app.theme.icon("funnel", "accent"))
            made.installEventFilter(self)
        made.show()
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remove an active chip with Delete or the middle button."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
        ):
            self.set_filters(str(watched.property("field")), [])
            return True
        return super().eventFilter(watched, event)


def _unfold(menu: QMenu, anchor: QWidget) -> QMenu:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height())))
    return menu


def _in_order(parts: Sequence[QWidget]) -> None:
    for first, second in itertools.pairwise(parts):
        QWidget.setTabOrder(first, second)
