"""The scheme editor: the tree of class, work and item with its points, grades, a new version, the examples (§10.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTreeWidget, QTreeWidgetItem

from ui import tokens
from ui.jobs import Action
from ui.pages.page import PageWidget
from ui.record_dialog import RecordDialog
from ui.widgets.words import bar, button, column, label
from union_desk import records, registers
from union_desk.affairs import cadres_schemes as schemes
from union_desk.search import Query
from union_desk.words import N_, _, clauses

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from ui.context import App

EXAMPLES = N_("Took over the example schemes")
MOVED, REMOVED = N_("Moved an item of the scheme {name}"), N_("Moved {register} {name} to the bin")
_WATCHED = {"assessment_schemes", "assessment_items", "assessment_grades"}
_ID, _CHOICE = Qt.ItemDataRole.UserRole, 360
_WIDTHS = (360, 70, 120, 140, 200, 120)
_HEADS = (N_("Assessment item"), N_("Points"), N_("Weight (per cent)"), N_("Nature of the item"),
          N_("Figure taken over"), N_("Full points from"), N_("How points are given"))


def offered(session: Session) -> list[dict[str, Any]]:
    """Return the schemes by name, the newest version first."""
    return records.page(session, schemes.SCHEMES, Query(sort=(("name", False), ("version", True))), limit=-1)


class SchemesView(PageWidget):
    """A scheme as a tree; items and grades are added, changed, moved and removed while it is not in use."""

    def __init__(self, app: App) -> None:
        """Lay it out and look which schemes there are."""
        super().__init__(app)
        self.rows: list[dict[str, Any]] = []
        self.tree: schemes.Tree | None = None
        self.choice, self.items = QComboBox(), QTreeWidget()
        self.choice.setAccessibleName(_("Assessment scheme"))
        self.choice.setMinimumWidth(_CHOICE)
        self.items.setAccessibleName(_("Items of schemes"))
        self.items.setHeaderLabels([_(head) for head in _HEADS])
        for place, width in enumerate(_WIDTHS):
            self.items.setColumnWidth(place, width)
        self.items.setAlternatingRowColors(True)
        self.items.itemActivated.connect(lambda *_told: self.edit())
        self.items.currentItemChanged.connect(lambda *_told: self._enable())
        self.said, self.grades = label("", section=True, wraps=True), label("", muted=True, wraps=True)
        icon = app.theme.icon
        self.new_button = button(_("New scheme"), self.new_scheme, icon=icon("plus"))
        self.example_button = button(_("Take over examples"), self.take_examples, icon=icon("book-open"))
        self.version_button = button(_("New version"), self.new_version, icon=icon("copy"))
        self.item_button = button(_("Add an item"), self.add_item, icon=icon("plus", "on_accent"), primary=True)
        self.grade_button = button(_("Add a grade"), self.add_grade, icon=icon("plus"))
        self.edit_button = button(_("Edit"), self.edit, icon=icon("pencil"))
        self.up_button = button(_("Up"), lambda: self.shift(-1))
        self.down_button = button(_("Down"), lambda: self.shift(1))
        self.bin_button = button(_("Move to the bin"), self.remove, icon=icon("trash-2"))
        self.setLayout(column(
            bar(self.choice, self.new_button, self.version_button, self.example_button, None), self.said, self.items,
            self.grades, bar(self.item_button, self.edit_button, self.up_button, self.down_button, self.bin_button,
                             self.grade_button, None), margins=tokens.SPACE))
        self.setFocusProxy(self.choice)
        self.choice.currentIndexChanged.connect(lambda _place: self._read())
        app.changed.connect(lambda names: self.refresh() if names & _WATCHED else None)
        self.refresh()

    # ---- what is there

    def refresh(self) -> None:
        """Look again which schemes there are."""
        self.app.jobs.read(offered, self._offer, owner=self)

    def chosen(self) -> str | None:
        """Return the id of the scheme that is chosen."""
        place = self.choice.currentIndex()
        return str(self.rows[place]["id"]) if 0 <= place < len(self.rows) else None

    def item(self) -> dict[str, Any] | None:
        """Return the item under the cursor; None on a class or a piece of work."""
        line = self.items.currentItem()
        own = line.data(0, _ID) if line is not None else None
        return next((one for one in self.tree.items if one["id"] == own), None) if self.tree else None

    def _offer(self, rows: list[dict[str, Any]]) -> None:
        before = self.chosen()
        self.rows = rows
        self.choice.blockSignals(True)
        self.choice.clear()
        for found in rows:
            self.choice.addItem(_("{name}, version {version}").format(name=found["name"], version=found["version"]))
        places = [n for n, found in enumerate(rows) if found["id"] == before]
        self.choice.setCurrentIndex(places[0] if places else 0 if rows else -1)
        self.choice.blockSignals(False)
        self._read()

    def _read(self) -> None:
        own = self.chosen()
        if own is None:
            self.tree = None
            self.items.clear()
            self.grades.setText("")
            self.said.setText(_("There is no scheme yet. Enter the superior's, or begin with the examples."))
            self._enable()
            return
        self.app.jobs.read(lambda s: schemes.tree(s, own), self._show, owner=self)

    def _show(self, tree: schemes.Tree) -> None:
        if self.chosen() != tree.scheme["id"]:
            return
        kept = (self.item() or {}).get("id")
        self.tree = tree
        self.said.setText(standing_of(tree))
        self.items.clear()
        for part, items in tree.parts().items():
            whole = sum(int(one["max_score"] or 0) for one in items)
            above = QTreeWidgetItem(self.items, [part, schemes.points(whole)])
            works: dict[str, QTreeWidgetItem] = {}
            for one in items:
                work = str(one["work"] or "")
                under = works.setdefault(work, QTreeWidgetItem(above, [work])) if work else above
                line = QTreeWidgetItem(under, texts(one))
                line.setData(0, _ID, one["id"])
                if one["id"] == kept:
                    self.items.setCurrentItem(line)
        self.items.expandAll()
        told = [_("{grade} from {points}").format(grade=one["name"], points=schemes.points(one["from_score"]))
                + (_(" (at most {share}%)").format(share=one["share_most"]) if one["share_most"] else "")
                for one in tree.grades]
        self.grades.setText(_("Grades: {grades}").format(grades=clauses(told) or "—"))
        self._enable()

    def _enable(self) -> None:
        free = self.tree is not None and not self.tree.scheme["frozen_on"]
        on_item = free and self.item() is not None
        for part in (self.item_button, self.grade_button):
            part.setEnabled(free)
        for part in (self.edit_button, self.up_button, self.down_button, self.bin_button):
            part.setEnabled(on_item)
        self.version_button.setEnabled(self.tree is not None)

    # ---- verbs

    def new_scheme(self) -> RecordDialog:
        """Begin a scheme."""
        return self._dialog("assessment_schemes", {})

    def add_item(self) -> RecordDialog | None:
        """Add an item to the scheme, in the class and work of the line under the cursor."""
        if self.tree is None:
            return None
        near = self.item() or {}
        return self._dialog("assessment_items", {
            "scheme_id": self.tree.scheme["id"], "position": len(self.tree.items) + 1, "part": near.get("part"),
            "work": near.get("work")}, hidden=("scheme_id",))

    def add_grade(self) -> RecordDialog | None:
        """Add a grade to the scheme."""
        if self.tree is None:
            return None
        return self._dialog("assessment_grades", {"scheme_id": self.tree.scheme["id"]}, hidden=("scheme_id",))

    def edit(self) -> RecordDialog | None:
        """Change the item under the cursor; a scheme in use says so."""
        found = self.item()
        if found is None:
            return None
        register = registers.get("assessment_items")
        dialog = RecordDialog(self.app, register, register.name_of(found), self, hidden=frozenset({"scheme_id"}))
        dialog.edit(found)
        dialog.open()
        return dialog

    def shift(self, by: int) -> None:
        """Put the item one place up or down."""
        found, tree = self.item(), self.tree
        if found is None or tree is None:
            return
        order = [one["id"] for one in tree.items]
        place = order.index(found["id"])
        if not 0 <= place + by < len(order):
            return
        order.insert(place + by, order.pop(place))
        self._do(MOVED, lambda s: [records.save(s, schemes.ITEMS, {"position": number}, own)
                                   for number, own in enumerate(order, 1)], name=tree.scheme["name"])

    def remove(self) -> None:
        """Move the item to the bin."""
        found = self.item()
        if found is not None and self.tree is not None and not self.tree.scheme["frozen_on"]:
            self._do(REMOVED, lambda s: records.delete(s, schemes.ITEMS, [found["id"]]), name=found["item"],
                     register=schemes.ITEMS.singular)

    def new_version(self) -> None:
        """Copy the scheme as its next version and show that."""
        own, tree = self.chosen(), self.tree
        if own is not None and tree is not None:
            self._do(schemes.VERSION_MADE, lambda s: schemes.new_version(s, own), name=tree.scheme["name"])

    def take_examples(self) -> None:
        """Enter the shipped examples that the office does not have."""
        self.app.jobs.gesture(EXAMPLES, schemes.take_examples, lambda made: self.app.messages.say(
            _("{count} example schemes were entered; replace them by your superior's.").format(count=len(made)),
            actions=[Action(_("Undo"), lambda: self.app.run_command("undo"))] if made else []), keep=True, owner=self)

    def _do(self, what: str, work: Callable[[Session], object], **params: object) -> None:
        self.app.jobs.gesture(what, work, params=params, owner=self)

    def _dialog(self, name: str, values: dict[str, Any], hidden: tuple[str, ...] = ()) -> RecordDialog:
        register = registers.get(name)
        title = _("New: {register}").format(register=_(register.singular))
        dialog = RecordDialog(self.app, register, title, self, hidden=frozenset(hidden))
        dialog.begin(values)
        dialog.open()
        return dialog


def standing_of(tree: schemes.Tree) -> str:
    """Return the scheme in a sentence: points or weights, whether it is an example, whether it is in use."""
    said = [_("Weights add up to {sum} per cent").format(sum=tree.weights) if tree.weighted else
            _("Basic items add up to {full} points").format(full=schemes.points(tree.full))]
    if tree.scheme["example"]:
        said.append(_("an example, to be replaced by the superior's document"))
    if tree.scheme["frozen_on"]:
        said.append(_("in use since {day}: make a new version to change it").format(day=tree.scheme["frozen_on"]))
    return clauses(said)


def texts(item: dict[str, Any]) -> list[str]:
    """Return the words of an item, a column each."""
    fields = registers.get("assessment_items").fields
    names = ("item", "max_score", "weight", "item_kind", "metric", "target", "standard")
    return [fields[name].kind.show(item[name]) for name in names]
