"""Small pictures of all pages beside the preview; each is drawn when it comes into sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App
    from ui.printing import Pdf

WIDTH, HEIGHT = 92, 128
PAUSE = 60  # milliseconds of rest before what is in sight is drawn


class Thumbs(QListWidget):
    """A list of the pages; `chosen(number)` counts from 0 and comes from the person only."""

    chosen = Signal(int)

    def __init__(self, app: App) -> None:
        """Begin empty."""
        super().__init__()
        self.app = app
        self.pdf: Pdf | None = None
        self._asked: set[int] = set()
        self.setAccessibleName(_("Pages"))
        self.setIconSize(QSize(WIDTH, HEIGHT))
        self.setFixedWidth(WIDTH + 44)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._draw)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._pause.start())
        self.currentRowChanged.connect(self._choose)
        self._following = False

    def take(self, pdf: Pdf) -> None:
        """Show the pages of a document."""
        self.pdf = pdf
        self._asked.clear()
        self._following = True
        row = max(0, self.currentRow())
        self.clear()
        blank = QPixmap(WIDTH, HEIGHT)
        blank.fill(Qt.GlobalColor.white)
        icon = QIcon(blank)
        for number in range(len(pdf)):
            item = QListWidgetItem(icon, str(number + 1))
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            item.setSizeHint(QSize(WIDTH + 24, HEIGHT + 10))
            self.addItem(item)
        self.setCurrentRow(min(row, len(pdf) - 1))
        self._following = False
        self._pause.start()

    def follow(self, number: int) -> None:
        """Mark the page that the preview shows."""
        self._following = True
        self.setCurrentRow(number)
        self._following = False

    def _choose(self, number: int) -> None:
        if number >= 0 and not self._following:
            self.chosen.emit(number)

    def in_sight(self) -> range:
        """Return the pages whose places are in sight."""
        first = self.indexAt(self.viewport().rect().topLeft()).row()
        last = self.indexAt(self.viewport().rect().bottomLeft()).row()
        return range(max(first, 0), (last if last >= 0 else self.count() - 1) + 1)

    def _draw(self) -> None:
        if self.isVisible():
            for number in self.in_sight():
                self._ask(number)

    def _ask(self, number: int) -> None:
        pdf = self.pdf
        if pdf is None or number in self._asked or number >= len(pdf):
            return
        self._asked.add(number)
        ratio = self.devicePixelRatioF()
        width, height = pdf.sizes[number]
        scale = min(WIDTH / width, HEIGHT / height) * ratio

        def have(image: QImage) -> None:
            if pdf is self.pdf and number < self.count() and not image.isNull():
                image.setDevicePixelRatio(ratio)
                self.item(number).setIcon(QIcon(QPixmap.fromImage(image)))

        self.app.jobs.run("", lambda _p: pdf.picture(number, scale), have, owner=self, listed=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw what comes into sight."""
        super().resizeEvent(event)
        self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what is in sight."""
        super().showEvent(event)
        self._pause.start()
