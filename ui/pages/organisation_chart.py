"""The structure chart on the screen: the union, its bodies with their people, branches with their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsScene, QGraphicsTextItem, QGraphicsView, QWidget

from ui import tokens
from ui.widgets.words import button, column, label, row
from union_desk import checking
from union_desk.affairs import organisation_figures
from union_desk.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.affairs.organisation_figures import Figures, Node

WIDE, GAP, DOWN, INDENT = 168.0, 14.0, 34.0, 16.0
_TOP_WIDTH = 360.0
_WATCHED = {"unions", "branches", "committees", "officers", "members", "employers"}
_MOST_PEOPLE = 45  # as many as the largest committee has
_CLOSER, _FARTHER = 1.15, 1 / 1.15


class ChartView(QWidget):
    """The chart with the counted figures above it; it follows every change of the books."""

    def __init__(self, app: App) -> None:
        """Read the organisation."""
        super().__init__()
        self.app = app
        self.node: Node | None = None
        self._wide = WIDE
        self.figures = label("", muted=True, wraps=True)
        self.scene = QGraphicsScene(self)
        self.view = Zoomed(self.scene)
        self.view.setAccessibleName(_("Structure chart"))
        icon = app.theme.icon
        tools = row(
            self.figures,
            button(_("Whole chart"), self.view.show_all, icon=icon("network")),
            button(_("Print"), self.print_chart, icon=icon("printer")),
        )
        tools.setStretch(0, 1)
        whole = column(tools, self.view, margins=tokens.SPACE_S)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.view)
        self._again = QTimer(self, singleShot=True, interval=200)
        self._again.timeout.connect(self.refresh)
        app.changed.connect(lambda names: self._again.start() if names & _WATCHED else None)
        app.theme.changed.connect(self._draw)
        self.refresh()

    def refresh(self) -> None:
        """Read the organisation again."""
        self.app.jobs.read(_read, self._show, owner=self)

    def print_chart(self) -> None:
        """Open the print preview with the chart."""
        from union_desk.search import Query

        self.app.show_page("print", register="branches", form="structure-chart", query=Query())

    def _show(self, found: tuple[Node, Figures]) -> None:
        self.node, figures = found
        self.figures.setText(words(figures))
        self._draw()
        self.view.show_all()

    def _draw(self) -> None:
        if self.node is None:
            return
        self.scene.clear()
        self.scene.setBackgroundBrush(self.app.theme.color("surface"))
        bodies = [n for n in self.node.below if n.kind == "body"]
        branches = [n for n in self.node.below if n.kind != "body"]
        across = max(len(bodies), len(branches), 1)
        self._wide = WIDE + INDENT * max(0, _depth(self.node) - 2)  # the deepest stays readable
        middle = (across * (self._wide + GAP) - GAP) / 2
        count = _("{count} members").format(count=f"{self.node.total:,}")
        low = self._box(middle - _TOP_WIDTH / 2, 0, _TOP_WIDTH, [self.node.name, count], strong=True)
        trunk = low  # runs behind the bodies down to the branches
        for nodes in (bodies, branches):
            if nodes:
                self._rule(middle, trunk, middle, low)
                low = self._line_of(nodes, middle, low)

    def _line_of(self, nodes: list[Node], middle: float, above: float) -> float:
        """Draw nodes side by side under a bar; returns the lower edge of the longest."""
        wide = self._wide
        left = middle - (len(nodes) * (wide + GAP) - GAP) / 2
        bar, top, low = above + DOWN / 2, above + DOWN, above
        self._rule(middle, above, middle, bar)
        for place, node in enumerate(nodes):
            x = left + place * (wide + GAP)
            centre = x + wide / 2
            self._rule(min(centre, middle), bar, max(centre, middle), bar)
            self._rule(centre, bar, centre, top)
            low = max(low, self._node(node, x, top))
        return low

    def _node(self, node: Node, x: float, y: float) -> float:
        """Draw a body with its people, or a branch with its groups; returns the lower edge."""
        low = self._box(x, y, self._wide, [_titled(node), *_shortened(node.people)], strong=True)
        return self._under(node, x, low, self._wide)

    def _under(self, node: Node, x: float, low: float, width: float) -> float:
        """Draw the groups below a branch, and theirs further in; returns the lower edge."""
        trunk = low
        for group in node.below:
            middle = low + 6 + 12
            under = self._box(x + INDENT, low + 6, width - INDENT, [_titled(group), *group.people[:1]], strong=False)
            self._rule(x + 7, trunk, x + 7, middle)
            self._rule(x + 7, middle, x + INDENT, middle)
            low = self._under(group, x + INDENT, under, width - INDENT)
        return low

    def _box(self, x: float, y: float, width: float, lines: list[str], *, strong: bool) -> float:
        theme = self.app.theme
        first = self._text(lines[0], x, y + 3, width, bold=strong)
        low = y + 3 + first
        for line in lines[1:]:
            low += self._text(line, x, low, width, bold=False)
        pen = QPen(theme.color("accent" if strong else "field_border"), 1.4 if strong else 1.0)
        fill = theme.color("info_fill" if strong else "surface")
        frame = self.scene.addRect(QRectF(x, y, width, low + 3 - y), pen, fill)
        frame.setZValue(-1)
        return low + 3

    def _text(self, text: str, x: float, y: float, width: float, *, bold: bool) -> float:
        """Write a text in the middle of a width, wrapped; returns its height."""
        item = QGraphicsTextItem(text)
        font = QFont(self.font())
        font.setBold(bold)
        item.setFont(font)
        item.setDefaultTextColor(self.app.theme.color("text"))
        item.setTextWidth(width)
        option = item.document().defaultTextOption()
        option.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        item.document().setDefaultTextOption(option)
        item.document().setDocumentMargin(2)
        item.setPos(x, y)
        self.scene.addItem(item)
        return item.boundingRect().height()

    def _rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.scene.addLine(x1, y1, x2, y2, QPen(self.app.theme.color("field_border"), 1.2)).setZValue(-2)


class Zoomed(QGraphicsView):
    """A view that is dragged with the mouse and zoomed with Ctrl and the wheel."""

    def __init__(self, scene: QGraphicsScene) -> None:
        """Show a scene."""
        super().__init__(scene)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)

    def show_all(self) -> None:
        """Make the whole chart as large as fits, never larger than life."""
        frame = self.scene().itemsBoundingRect().adjusted(-20, -20, 20, 20)
        self.scene().setSceneRect(frame)
        self.resetTransform()
        if frame.width() > self.viewport().width() or frame.height() > self.viewport().height():
            self.fitInView(frame, Qt.AspectRatioMode.KeepAspectRatio)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step = _CLOSER if event.angleDelta().y() > 0 else _FARTHER
            self.scale(step, step)
            event.accept()
            return
        super().wheelEvent(event)


def words(figures: Figures) -> str:
    """Return the counted figures as one line."""
    share = figures.organised
    parts = [
        _("{count} members").format(count=f"{figures.members:,}"),
        _("{count} employees").format(count=f"{figures.employees:,}") if figures.employees else "",
        _("{percent} % organised").format(percent=share) if share is not None else "",
        _("{count} branches").format(count=figures.branches), _("{count} groups").format(count=figures.groups),
        _("{full} full-time and {part} part-time cadres").format(full=figures.full_time, part=figures.part_time),
        organisation_figures.difference(figures) if figures.stated else "",
    ]
    return " · ".join(part for part in parts if part)


def _depth(node: Node) -> int:
    """Return how many levels lie below a node."""
    return max((1 + _depth(below) for below in node.below), default=0)


def _titled(node: Node) -> str:
    return _("{name} ({count})").format(name=node.name, count=node.total) if node.total else node.name


def _shortened(people: list[str]) -> list[str]:
    left = len(people) - _MOST_PEOPLE
    return [*people[:_MOST_PEOPLE], *([_("and {count} others").format(count=left)] if left > 0 else [])]


def _read(session: Session) -> tuple[Node, Figures]:
    day = checking.today()
    return organisation_figures.structure(session, day), organisation_figures.figures(session, day)
