"""A PDF on the screen: pages below each other, drawn when they are looked at, at any zoom."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App
    from ui.printing import Pdf

GAP = 14
KEPT = 24  # pages as pictures; an A4 page at 150 % is about 4 MB
SMALLEST, LARGEST, STEP = 0.25, 4.0, 1.2
DOTS = 96 / 72  # logical pixels a point at 100 %


class PdfView(QAbstractScrollArea):
    """Shows a PDF; `page_changed(number)` counts from 0, `zoom_changed(factor)` has 1.0 for the paper's own size."""

    page_changed = Signal(int)
    zoom_changed = Signal(float)

    def __init__(self, app: App) -> None:
        """Begin without a document, fitting the width."""
        super().__init__()
        self.app = app
        self.pdf: Pdf | None = None
        self.zoom, self.fits = 1.0, True
        self._tops: list[int] = []
        self._pictures: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()
        self._generation = 0
        self._page = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Print preview"))
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._moved())

    # ---- what the page asks -----------------------------------------------------------------------------------------

    def take(self, pdf: Pdf | None) -> None:
        """Show a document, near the page that was shown before."""
        page = self._page
        self.pdf = pdf
        self._generation += 1
        self._pictures.clear()
        self._asked.clear()
        self._lay()
        self.go(min(page, max(0, self.count() - 1)))
        self.viewport().update()

    def count(self) -> int:
        """Return the number of pages."""
        return len(self.pdf) if self.pdf else 0

    def go(self, page: int) -> None:
        """Bring a page to the top."""
        if 0 <= page < len(self._tops):
            self.verticalScrollBar().setValue(self._tops[page] - GAP)
            self._moved()

    def set_zoom(self, factor: float) -> None:
        """Show at a factor of the paper's size."""
        self.fits = False
        self._zoom_to(factor)

    def fit_width(self) -> None:
        """Show a page as wide as there is room, now and when the window changes."""
        self.fits = True
        self._zoom_to(self._fitting())

    def fit_page(self) -> None:
        """Show one whole page."""
        if self.pdf:
            tallest = max(height for _width, height in self.pdf.sizes)
            self.set_zoom(min(self._fitting(), (self.viewport().height() - 2 * GAP) / (tallest * DOTS)))

    def larger(self, steps: int = 1) -> None:
        """Show larger, or smaller with a negative number."""
        self.set_zoom(self.zoom * STEP**steps)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _fitting(self) -> float:
        if not self.pdf:
            return self.zoom
        widest = max(width for width, _height in self.pdf.sizes)
        return (self.viewport().width() - 2 * GAP) / (widest * DOTS)

    def _zoom_to(self, factor: float) -> None:
        page = self._page
        self.zoom = min(max(factor, SMALLEST), LARGEST)
        self._lay()
        self.go(page)
        self.zoom_changed.emit(self.zoom)
        self.viewport().update()

    def _lay(self) -> None:
        if self.fits:
            self.zoom = min(max(self._fitting(), SMALLEST), LARGEST)
        self._tops, top, widest = [], GAP, 0
        for width, height in self.pdf.sizes if self.pdf else ():
            self._tops.append(top)
            top += round(height * DOTS * self.zoom) + GAP
            widest = max(widest, round(width * DOTS * self.zoom))
        view = self.viewport().size()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, top - view.height()))
        down.setPageStep(view.height())
        down.setSingleStep(40)
        across.setRange(0, max(0, widest + 2 * GAP - view.width()))
        across.setPageStep(view.width())

    def _rect(self, page: int) -> QRect:
        assert self.pdf is not None
        width, height = (round(side * DOTS * self.zoom) for side in self.pdf.sizes[page])
        left = max(GAP, (self.viewport().width() - width) // 2) - self.horizontalScrollBar().value()
        return QRect(left, self._tops[page] - self.verticalScrollBar().value(), width, height)

    def _moved(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        page = max(0, bisect_right(self._tops, middle) - 1)
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
        self.viewport().update()

    def _picture(self, page: int) -> QImage | None:
        """Return a page's picture; asks for it in the background where it is missing, a blurred one meanwhile."""
        scale = round(self.zoom * DOTS * self.devicePixelRatioF() * 1000)
        key = (page, scale)
        if key in self._pictures:
            self._pictures.move_to_end(key)
            return self._pictures[key]
        self._ask(key)
        return next((image for (number, _s), image in self._pictures.items() if number == page), None)

    def _ask(self, key: tuple[int, int]) -> None:
        pdf, generation = self.pdf, self._generation
        if pdf is None or key in self._asked:
            return
        self._asked.add(key)

        def have(image: QImage) -> None:
            self._asked.discard(key)
            if generation != self._generation:
                return
            self._pictures[key] = image
            while len(self._pictures) > KEPT:
                self._pictures.popitem(last=False)
            self.viewport().update()

        page, scale = key
        self.app.jobs.run("", lambda _p: pdf.picture(page, scale / 1000), have, owner=self, listed=False)

    # ---- what Qt calls ----------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the pages in sight."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.viewport().rect(), self.app.theme.color("raised"))
        if not self.pdf:
            return
        first = max(0, bisect_right(self._tops, self.verticalScrollBar().value()) - 1)
        for page in range(first, self.count()):
            rect = self._rect(page)
            if rect.top() > self.viewport().height():
                break
            painter.fillRect(rect, Qt.GlobalColor.white)
            image = self._picture(page)
            if image is not None:
                painter.drawImage(rect, image)
            painter.setPen(self.app.theme.color("border"))
            painter.drawRect(rect.adjusted(-1, -1, 0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        super().resizeEvent(event)
        page = self._page
        self._lay()
        self.go(page)
        self.zoom_changed.emit(self.zoom)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.larger(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages, zoom, go to the ends."""
        key: Any = event.key()
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if key in steps:
            self.go(min(max(self._page + steps[key], 0), self.count() - 1))
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.go(0 if key == Qt.Key.Key_Home else self.count() - 1)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.larger()
        elif key == Qt.Key.Key_Minus:
            self.larger(-1)
        else:
            super().keyPressEvent(event)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Draw anew at the new place."""
        self.viewport().update()
