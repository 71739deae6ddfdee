"""The branches and groups as a tree, with their members counted; dragging a branch moves it under another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ui import tokens
from ui.detail import Detail
from ui.jobs import Action
from ui.widgets.words import button, column, label, row
from union_desk import checking, records
from union_desk.affairs import organisation_figures
from union_desk.registers import BRANCHES, MEMBERS
from union_desk.registers.membership import CURRENT
from union_desk.search import Filter, Query
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from PySide6.QtGui import QDropEvent, QKeyEvent
    from sqlalchemy.orm import Session

    from ui.context import App

_ID = Qt.ItemDataRole.UserRole
WATCHED = {BRANCHES.name, MEMBERS.name, organisation_figures.OFFICERS.name}


class BranchTree(QWidget):
    """The tree with the panel of the chosen branch beside it."""

    def __init__(self, app: App) -> None:
        """Read the branches."""
        super().__init__()
        self.app = app
        self.detail: Detail | None = None
        self.tree = Tree(app)
        self.count = label("", muted=True)
        self.new_button = button(
            _("New branch or group"), self.new_record, icon=app.theme.icon("plus", "on_accent"), primary=True
        )
        self.people_button = button(_("Show the members"), self.show_members, icon=app.theme.icon("users"))
        hint = label(_("Drag a branch onto another to move it."), muted=True)
        left = QWidget()
        left.setLayout(column(self.tree, hint))
        self.split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.split.addWidget(left)
        whole = column(row(self.count, None, self.people_button, self.new_button), self.split, margins=tokens.SPACE_S)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.tree)
        self._again = QTimer(self, singleShot=True, interval=120)
        self._again.timeout.connect(self.refresh)
        self.tree.opened.connect(self._open)
        self.tree.moved.connect(self._move)
        self.tree.currentItemChanged.connect(lambda item, _old: self._follow(item))
        app.changed.connect(lambda names: self._again.start() if names & WATCHED else None)
        self.refresh()

    def refresh(self) -> None:
        """Read the branches and their members' numbers again."""
        self.app.jobs.read(_read, lambda found: self._fill(*found), owner=self)

    def new_record(self, values: dict[str, Any] | None = None) -> None:
        """Begin a new branch below the chosen one."""
        above = self.tree.current_id()
        self._panel().begin(values or ({"parent_id": above} if above else {"branch_kind": "1"}))

    def save_record(self) -> None:
        """Save what the panel shows."""
        if self.detail is not None and self.detail.isVisible():
            self.detail.save()

    def delete_selected(self) -> None:
        """Move the chosen branch to the bin; one that still holds people or groups is refused."""
        item, branch = self.tree.currentItem(), self.tree.current_id()
        focus = QApplication.focusWidget()
        typing = self.detail is not None and focus is not None and self.detail.isAncestorOf(focus)
        if item is None or branch is None or typing:
            return
        if item.childCount() or item.text(1) not in {"", "0"}:
            self.app.messages.say(
                _("'{name}' still holds groups or members; move them first.").format(name=item.text(0)), level="warning"
            )
            return
        name = item.text(0)
        self.app.jobs.gesture(
            N_("Moved {register} {name} to the bin"),
            lambda s: records.delete(s, BRANCHES, [branch]),
            lambda _count: self.app.messages.say(
                _("{name} is in the bin.").format(name=name),
                actions=[Action(_("Undo"), lambda: self.app.run_command("undo"))],
            ),
            params={"register": BRANCHES.singular, "name": name},
            owner=self,
        )

    def show_members(self) -> None:
        """Show the members of the chosen branch and of all below it."""
        item = self.tree.currentItem()
        if item is not None:
            self.app.show_people(Query(filters=(Filter("branch_id", "is", tuple(_ids_below(item))),)))

    def page_leaving(self) -> bool:
        """Keep what was typed when the program ends."""
        if self.detail is not None and self.detail.isVisible():
            self.detail.leave()
        return True

    def _fill(self, branches: list[dict[str, Any]], members: dict[str | None, int]) -> None:
        self.tree.fill(branches, members)
        text = _("{count} branches and groups").format(count=len(branches))
        free = members.get(None, 0)
        self.count.setText(text + (_(" · {count} members in none of them").format(count=f"{free:,}") if free else ""))

    def _panel(self) -> Detail:
        if self.detail is None:
            self.detail = Detail(self.app, BRANCHES)
            self.detail.closed.connect(self._close)
            self.detail.saved.connect(self.tree.choose_next)
            self.detail.setMinimumWidth(340)
            self.split.addWidget(self.detail)
            self.split.setSizes([600, 400])
        self.detail.show()
        return self.detail

    def _close(self) -> None:
        if self.detail is not None:
            self.detail.leave()
            self.detail.hide()
        self.tree.setFocus()

    def _open(self, branch: str) -> None:
        self._panel().show_record(branch)

    def _follow(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and self.detail is not None and self.detail.isVisible() and self.detail.record_id:
            self.detail.show_record(str(item.data(0, _ID)))

    def _move(self, branch: str, above: str) -> None:
        name, target = self.tree.name_of(branch), self.tree.name_of(above) if above else _("the union itself")
        self.app.jobs.gesture(
            N_("Moved {name} to {target}"),
            lambda s: records.save(s, BRANCHES, {"parent_id": above or None}, branch),
            params={"name": name, "target": target},
            failed=self._refused,
            owner=self,
        )

    def _refused(self, error: BaseException) -> None:
        self.app.messages.error(error)
        self.refresh()


class Tree(QTreeWidget):
    """The tree itself."""

    opened = Signal(str)
    moved = Signal(str, str)  # branch, the branch above it ('' for none)

    def __init__(self, app: App) -> None:
        """Begin empty."""
        super().__init__()
        self.setAccessibleName(_("Branches and groups"))
        self.setHeaderLabels([_("Name of the branch or group"), _("Members"), _("Kind"), _("Chair or group leader")])
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setAlternatingRowColors(True)
        self.setUniformRowHeights(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.itemActivated.connect(lambda item, _column: self.opened.emit(str(item.data(0, _ID))))
        self._items: dict[str, QTreeWidgetItem] = {}
        self._next = ""  # the branch to choose when the tree is drawn anew

    def fill(self, branches: list[dict[str, Any]], members: dict[str | None, int]) -> None:
        """Show the branches, those opened and chosen before again so."""
        chosen = self._next or self.current_id() or ""
        folded = {i for i, item in self._items.items() if not item.isExpanded() and item.childCount()}
        with QSignalBlocker(self):  # nobody moves the cursor while the tree is drawn
            self.clear()
            self._items = {b["id"]: _item(b, members.get(b["id"], 0)) for b in branches}
            for branch in branches:
                self._hang(self._items[branch["id"]], self._items.get(str(branch["parent_id"])))
            for record_id, item in self._items.items():
                item.setExpanded(record_id not in folded)
            if chosen in self._items:
                self._next = ""
                self.setCurrentItem(self._items[chosen])
        for place in (1, 2, 3):
            self.resizeColumnToContents(place)

    def _hang(self, item: QTreeWidgetItem, above: QTreeWidgetItem | None) -> None:
        if above is not None and not _is_below(above, item):
            above.addChild(item)
        else:
            self.addTopLevelItem(item)

    def choose_next(self, branch: str) -> None:
        """Choose that branch when the tree is drawn anew."""
        self._next = branch

    def current_id(self) -> str | None:
        """Return the id of the chosen branch."""
        item = self.currentItem()
        return str(item.data(0, _ID)) if item is not None else None

    def name_of(self, branch: str) -> str:
        """Return a branch's name."""
        return self._items[branch].text(0)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell where a branch was dropped; the tree is drawn anew when it was saved."""
        item, target = self.currentItem(), self.itemAt(event.position().toPoint())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if item is not None and item is not target and not (target is not None and _is_below(target, item)):
            self.moved.emit(str(item.data(0, _ID)), str(target.data(0, _ID)) if target is not None else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current_id():
            self.opened.emit(self.current_id())
            return
        super().keyPressEvent(event)


def _item(branch: dict[str, Any], members: int) -> QTreeWidgetItem:
    kind = BRANCHES.fields["branch_kind"].kind.show(branch["branch_kind"])
    item = QTreeWidgetItem([str(branch["name"] or ""), f"{members:,}", kind, str(branch["leader"] or "")])
    item.setData(0, _ID, branch["id"])
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def _is_below(item: QTreeWidgetItem, above: QTreeWidgetItem) -> bool:
    walk: QTreeWidgetItem | None = item
    while walk is not None:
        if walk is above:
            return True
        walk = walk.parent()
    return False


def _ids_below(item: QTreeWidgetItem) -> list[str]:
    found = [str(item.data(0, _ID))]
    for place in range(item.childCount()):
        below = item.child(place)
        found += _ids_below(below) if below is not None else []
    return found


def _read(session: Session) -> tuple[list[dict[str, Any]], dict[str | None, int]]:
    """Return the branches in their order with who leads them now, and how many current members each has."""
    leaders = organisation_figures.leaders(session, checking.today())
    branches = [branch | {"leader": series(leaders.get(branch["id"], ()))} for branch in records.page(
        session, BRANCHES, Query(sort=(("position", False), ("name", False))), limit=-1)]
    table = MEMBERS.table
    counts = session.execute(
        sa.select(table.c.branch_id, sa.func.count())
        .where(table.c.deleted.is_(False), table.c.membership_state.in_(CURRENT))
        .group_by(table.c.branch_id)
    )
    return branches, {branch: int(count) for branch, count in counts}
