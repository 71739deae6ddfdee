"""A form's paper on the screen with the places of its data: fields are dropped, dragged, resized, moved by keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QKeyEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPixmapItem,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsSceneMouseEvent,
    QGraphicsView,
    QListWidget,
    QListWidgetItem,
    QStyleOptionGraphicsItem,
    QWidget,
)

from union_desk.papers import overlay
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.overlay import Layout, Spot

MIME = "application/x-union-desk-field"
GRIP = 2.5  # millimetres at the lower right corner by which a place is resized
STEP, FINE = 1.0, 0.1  # millimetres that an arrow key moves, alone and with Shift
WIDTH, HEIGHT = 40.0, 7.0  # of a place that was just dropped
_POINT = 25.4 / 72
_EM = 20  # pixels at which a text is laid out before it is scaled to its size on paper
_INK, _CHOSEN, _TEXT = QColor("#1B6EC2"), QColor("#C2410C"), QColor("#0F172A")
_ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "centre": Qt.AlignmentFlag.AlignHCenter,
          "right": Qt.AlignmentFlag.AlignRight}  # fmt: skip


class Fields(QListWidget):
    """What can be written, to be dragged onto the paper."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.setDragEnabled(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # long names end in dots
        self.setAccessibleName(_("Fields to be dragged onto the form"))

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """List sources with their words."""
        self.clear()
        for source, words in choices:
            item = QListWidgetItem(words)
            item.setToolTip(words)
            item.setData(Qt.ItemDataRole.UserRole, source)
            self.addItem(item)

    def source(self) -> str:
        """Return the source under the cursor."""
        chosen = self.selectedItems()
        return str(chosen[0].data(Qt.ItemDataRole.UserRole)) if chosen else ""

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """Carry the source."""
        data = QMimeData()
        data.setData(MIME, str(items[0].data(Qt.ItemDataRole.UserRole)).encode())
        return data


class SpotItem(QGraphicsRectItem):
    """A place on the paper; its rectangle in millimetres."""

    def __init__(self, canvas: Canvas, spot: Spot) -> None:
        """Show a place."""
        super().__init__()
        self._canvas, self._resizing = canvas, False
        self.spot = spot
        self.setFlags(QGraphicsItem.GraphicsItemFlag.ItemIsMovable | QGraphicsItem.GraphicsItemFlag.ItemIsSelectable
                      | QGraphicsItem.GraphicsItemFlag.ItemSendsGeometryChanges)
        self.show_spot(spot)

    def show_spot(self, spot: Spot) -> None:
        """Take new values."""
        self.spot = spot
        self.setRect(QRectF(0, 0, spot.width, spot.height))
        self.setPos(QPointF(spot.x, spot.y))
        self.update()

    def itemChange(self, change: QGraphicsItem.GraphicsItemChange, value: Any) -> Any:
        """Keep the place in step with the mouse."""
        if change == QGraphicsItem.GraphicsItemChange.ItemPositionHasChanged:
            self.spot = replace(self.spot, x=round(self.pos().x(), 1), y=round(self.pos().y(), 1))
            self._canvas.moved.emit()
        return super().itemChange(change, value)

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Begin to resize at the corner."""
        corner = self.rect().bottomRight() - event.pos()
        self._resizing = corner.x() < GRIP and corner.y() < GRIP
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Resize or move."""
        if not self._resizing:
            super().mouseMoveEvent(event)
            return
        size = QSizeF(max(2.0, event.pos().x()), max(2.0, event.pos().y()))
        self.spot = replace(self.spot, width=round(size.width(), 1), height=round(size.height(), 1))
        self.prepareGeometryChange()
        self.setRect(QRectF(QPointF(0, 0), size))
        self._canvas.moved.emit()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the frame, the boxes and the name of the field in its own size."""
        ink = _CHOSEN if self.isSelected() else _INK
        pen = QPen(ink, 0)
        painter.setPen(pen)
        fill = QColor(ink)
        fill.setAlpha(28)
        painter.fillRect(self.rect(), fill)
        painter.drawRect(self.rect())
        for number in range(1, self.spot.boxes):
            x = self.rect().width() * number / self.spot.boxes
            painter.drawLine(QPointF(x, 0), QPointF(x, self.rect().height()))
        font = QFont()
        font.setPixelSize(_EM)
        painter.setFont(font)
        painter.setPen(_TEXT)
        factor = self.spot.size * _POINT / _EM
        painter.save()
        painter.scale(factor, factor)
        room = QRectF(0, 0, self.rect().width() / factor, self.rect().height() / factor)
        painter.drawText(room, _ALIGN[self.spot.align] | Qt.AlignmentFlag.AlignVCenter, self._canvas.words(self.spot))
        painter.restore()


class Canvas(QGraphicsView):
    """The paper. `chosen` when another place is selected, `moved` when one moves, `changed` when there are others."""

    chosen = Signal()
    moved = Signal()
    changed = Signal()

    def __init__(self) -> None:
        """Begin with an empty sheet."""
        self.paper = QGraphicsScene()
        super().__init__(self.paper)
        self.register = "members"
        self.scan: QPixmap | None = None
        self._sheet = QGraphicsRectItem()
        self._picture = QGraphicsPixmapItem()
        self._sheet.setBrush(Qt.GlobalColor.white)
        self._sheet.setPen(QPen(QColor("#94A3B8"), 0))
        self._picture.setOpacity(0.75)
        self._picture.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        for item in (self._sheet, self._picture):
            self.paper.addItem(item)
        self.setAcceptDrops(True)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setAccessibleName(_("The form's paper"))
        self.paper.selectionChanged.connect(self.chosen)

    # ---- what the page asks -----------------------------------------------------------------------------------------

    def show_layout(self, layout: Layout) -> None:
        """Show the paper and the places of a layout."""
        self.register = layout.register
        for item in self.items_of_spots():
            self.paper.removeItem(item)
        self.set_paper(layout.width, layout.height)
        for spot in layout.spots:
            self.paper.addItem(SpotItem(self, spot))

    def set_paper(self, width: float, height: float) -> None:
        """Set the paper's size in millimetres."""
        self._sheet.setRect(QRectF(0, 0, width, height))
        self.paper.setSceneRect(QRectF(-5, -5, width + 10, height + 10))
        self.set_scan(self.scan)
        self._fit()

    def set_scan(self, picture: QPixmap | None) -> None:
        """Lay a scan under the places, stretched over the paper."""
        self.scan = picture
        self._picture.setPixmap(picture or QPixmap())
        if picture is not None and not picture.isNull():
            size = self._sheet.rect().size()
            self._picture.setTransform(self._picture.transform().fromScale(
                size.width() / picture.width(), size.height() / picture.height()))

    def spots(self) -> tuple[Spot, ...]:
        """Return all places, from above to below and left to right."""
        return tuple(sorted((item.spot for item in self.items_of_spots()), key=lambda spot: (spot.y, spot.x)))

    def items_of_spots(self) -> list[SpotItem]:
        """Return what stands on the paper."""
        return [item for item in self.paper.items() if isinstance(item, SpotItem)]

    def current(self) -> SpotItem | None:
        """Return the selected place, None when none or several are."""
        selected = [item for item in self.paper.selectedItems() if isinstance(item, SpotItem)]
        return selected[0] if len(selected) == 1 else None

    def add(self, source: str, x: float, y: float) -> None:
        """Put a field on the paper and select it."""
        item = SpotItem(self, overlay.Spot(source, round(x, 1), round(y, 1), WIDTH, HEIGHT))
        self.paper.addItem(item)
        self.paper.clearSelection()
        item.setSelected(True)
        self.changed.emit()

    def words(self, spot: Spot) -> str:
        """Return what a place is called."""
        return overlay.label(self.register, spot.source)

    # ---- what Qt calls ----------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        self.fitInView(self.paper.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the whole paper."""
        super().resizeEvent(event)
        self._fit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take fields."""
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take fields anywhere."""
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put the field where it was dropped."""
        point = self.mapToScene(event.position().toPoint())
        self.add(bytes(event.mimeData().data(MIME).data()).decode(), point.x(), point.y())
        event.acceptProposedAction()

    def event(self, event: QEvent) -> bool:
        """Keep Del for the chosen place, before the window takes it for the record in a list."""
        if event.type() == QEvent.Type.ShortcutOverride and self.paper.selectedItems():
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Delete:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, remove with Del."""
        key: Any = event.key()
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        chosen = self.paper.selectedItems()
        if key in steps and chosen:
            step = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
            for item in chosen:
                item.moveBy(steps[key][0] * step, steps[key][1] * step)
        elif key == Qt.Key.Key_Delete:
            for item in chosen:
                self.paper.removeItem(item)
            self.changed.emit()
        else:
            super().keyPressEvent(event)
