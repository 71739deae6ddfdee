"""Small charts drawn by hand: bars that can be clicked like the figures they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent

    from ui.theme import Theme

# Told apart by people who see no red or green, and on both grounds (after Okabe and Ito)
LIGHT = ("#0a5fb4", "#d97706", "#0f8a6d", "#b0418a", "#6b7280", "#7c5cd6", "#a16207", "#0891b2", "#be123c", "#4d7c0f")
DARK = ("#79b8ff", "#f5b04c", "#5fd0b0", "#e48cc6", "#aab2bd", "#b39df5", "#d9b45b", "#5cc9e0", "#fb8a9e", "#a3c468")
BAR, SPACE, PAD = 20, 8, 8
LABEL_SHARE = 0.34


@dataclass(frozen=True)
class Bar:
    """One bar: its label, one value a series, and what stands at its end where that is not the sum."""

    label: str
    values: tuple[int, ...]
    text: str = ""

    @property
    def total(self) -> int:
        """Return the sum of its values."""
        return sum(self.values)


class BarChart(QWidget):
    """Horizontal bars, stacked when there are several series; `clicked(bar, series)`, series -1 for the whole bar."""

    clicked = Signal(int, int)

    def __init__(self, theme: Theme, name: str) -> None:
        """Begin empty; `name` is what screen readers speak."""
        super().__init__()
        self._theme = theme
        self.bars: list[Bar] = []
        self.series: list[str] = []
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def take(self, bars: Sequence[Bar], series: Sequence[str] = ()) -> None:
        """Show bars; `series` names their parts."""
        self.bars, self.series = list(bars), list(series)
        words = "; ".join(f"{bar.label} {self._text(bar)}" for bar in self.bars)
        self.setAccessibleDescription(words)
        self.updateGeometry()
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a line a bar, and lines for the legend."""
        return QSize(360, round(PAD * 2 + len(self.bars) * (BAR + SPACE) + self._legend_height(self.width())))

    # ---- geometry -------------------------------------------------------------------------------------------------

    def _label_width(self) -> float:
        metrics = QFontMetricsF(self.font())
        widest = max((metrics.horizontalAdvance(bar.label) for bar in self.bars), default=0.0)
        return min(widest + PAD, self.width() * LABEL_SHARE)

    def _parts(self) -> list[tuple[int, int, QRectF]]:
        """Return (bar, series, rectangle) of every coloured part."""
        metrics = QFontMetricsF(self.font())
        most = max((bar.total for bar in self.bars), default=0) or 1
        left = PAD + self._label_width() + PAD
        wide = max((metrics.horizontalAdvance(f" {self._text(bar)} ") for bar in self.bars), default=0.0)
        room = self.width() - left - wide - PAD
        found = []
        for number, bar in enumerate(self.bars):
            x, y = left, PAD + number * (BAR + SPACE)
            for series, value in enumerate(bar.values):
                width = max(0.0, room) * value / most
                found.append((number, series, QRectF(x, y, width, BAR)))
                x += width
        return found

    def _legend_height(self, width: float) -> float:
        if len(self.series) < 2:  # noqa: PLR2004  one series needs no legend
            return 0.0
        return self._legend(width)[1] + PAD

    def _legend(self, width: float) -> tuple[list[tuple[int, float, float]], float]:
        """Return (series, x, y) of each entry, and the height of all lines."""
        metrics = QFontMetricsF(self.font())
        x, y, found = float(PAD), 0.0, []
        for number, name in enumerate(self.series):
            wide = 18 + metrics.horizontalAdvance(name) + 14
            if x + wide > width and x > PAD:
                x, y = float(PAD), y + BAR
            found.append((number, x, y))
            x += wide
        return found, y + BAR

    # ---- drawing --------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw labels, bars, figures and legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, text = QFontMetricsF(self.font()), self._theme.color("text")
        label_width, ends = self._label_width(), dict[int, float]()
        for number, series, rect in self._parts():
            painter.fillRect(rect, colour(self._theme, series))
            ends[number] = rect.right()
        for number, bar in enumerate(self.bars):
            y = PAD + number * (BAR + SPACE)
            painter.setPen(text)
            label = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, label_width)
            painter.drawText(
                QRectF(PAD, y, label_width, BAR), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label
            )
            painter.setPen(self._theme.color("muted"))
            self._draw_figure(painter, number, y + BAR * 0.72, ends.get(number, 0.0))
        if len(self.series) > 1:
            self._draw_legend(painter, PAD + len(self.bars) * (BAR + SPACE) + PAD / 2)

    def _draw_figure(self, painter: QPainter, number: int, base: float, end: float) -> None:
        painter.drawText(QPointF(end + 6, base), self._text(self.bars[number]))

    @staticmethod
    def _text(bar: Bar) -> str:
        return bar.text or f"{bar.total:,}"

    def _draw_legend(self, painter: QPainter, top: float) -> None:
        for number, x, y in self._legend(self.width())[0]:
            painter.fillRect(QRectF(x, top + y + 5, 10, 10), colour(self._theme, number))
            painter.setPen(self._theme.color("muted"))
            painter.drawText(QPointF(x + 16, top + y + 14), self.series[number])

    # ---- mouse ----------------------------------------------------------------------------------------------------

    def _at(self, place: QPointF) -> tuple[int, int] | None:
        number = int((place.y() - PAD) // (BAR + SPACE))
        if not 0 <= number < len(self.bars) or place.y() < PAD:
            return None
        series = next((s for n, s, rect in self._parts() if n == number and rect.contains(place)), -1)
        return number, series

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the people behind the part that was clicked."""
        found = self._at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(*found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what a part stands for."""
        found = self._at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor)
        if found is None:
            QToolTip.hideText()
            return
        bar, series = self.bars[found[0]], found[1]
        words = f"{bar.label}: {self._text(bar)}"
        if series >= 0 and len(self.series) > 1:
            words = f"{bar.label}, {self.series[series]}: {bar.values[series]:,}"
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing any more."""
        QToolTip.hideText()
        super().leaveEvent(event)


class PyramidChart(BarChart):
    """Bars to both sides of a line: the first series to the left, the others to the right, one above the other."""

    def _sides(self) -> tuple[float, float]:
        """Return where the line stands, and how many pixels one person is."""
        metrics = QFontMetricsF(self.font())
        most = max((max(bar.values[0], sum(bar.values[1:])) for bar in self.bars), default=0) or 1
        left = PAD + self._label_width() + PAD
        figure = metrics.horizontalAdvance(f" {most:,} ") + 6
        room = max(0.0, (self.width() - left - PAD) / 2 - figure)
        return left + figure + room, room / most

    def _parts(self) -> list[tuple[int, int, QRectF]]:
        line, scale = self._sides()
        found = []
        for number, bar in enumerate(self.bars):
            right, y = line, PAD + number * (BAR + SPACE)
            for series, value in enumerate(bar.values):
                wide = value * scale
                found.append((number, series, QRectF(right if series else line - wide, y, wide, BAR)))
                right += wide if series else 0
        return found

    def _draw_figure(self, painter: QPainter, number: int, base: float, end: float) -> None:
        bar, (line, scale) = self.bars[number], self._sides()
        left = f"{bar.values[0]:,}"
        wide = QFontMetricsF(self.font()).horizontalAdvance(left)
        painter.drawText(QPointF(line - bar.values[0] * scale - wide - 6, base), left)
        painter.drawText(QPointF(end + 6, base), f"{sum(bar.values[1:]):,}")


class FlowChart(QWidget):
    """Columns by month: what came above the line, what went below it; `clicked(column, upward)`."""

    clicked = Signal(int, bool)
    HEIGHT = 190

    def __init__(self, theme: Theme, name: str) -> None:
        """Begin empty."""
        super().__init__()
        self._theme = theme
        self.columns: list[tuple[str, int, int]] = []
        self.setAccessibleName(name)
        self.setMinimumHeight(self.HEIGHT)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def take(self, columns: Sequence[tuple[str, int, int]]) -> None:
        """Show columns: label, what came, what went."""
        self.columns = list(columns)
        self.setAccessibleDescription("; ".join(f"{label} +{up} -{down}" for label, up, down in self.columns))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for a year."""
        return QSize(480, self.HEIGHT)

    def _rects(self) -> list[tuple[int, bool, QRectF]]:
        most_up = max((up for _l, up, _d in self.columns), default=0)
        most_down = max((down for _l, _u, down in self.columns), default=0)
        room = self.height() - 4 * BAR
        scale = room / ((most_up + most_down) or 1)
        zero = BAR * 1.5 + most_up * scale
        step = (self.width() - 2 * PAD) / max(1, len(self.columns))
        found = []
        for number, (_label, up, down) in enumerate(self.columns):
            x, wide = PAD + number * step + step * 0.2, step * 0.6
            found.append((number, True, QRectF(x, zero - up * scale, wide, up * scale)))
            found.append((number, False, QRectF(x, zero, wide, down * scale)))
        return found

    def _every(self) -> int:
        """Return how many columns share one label, so that labels never run into each other."""
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(f"{label}  ") for label, _up, _down in self.columns), default=1)
        step = (self.width() - 2 * PAD) / max(1, len(self.columns))
        return max(1, ceil(widest / max(step, 1.0)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the columns, their figures, the line and the months."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Qt.AlignmentFlag.AlignHCenter
        every = self._every()
        for number, upward, rect in self._rects():
            label, up, down = self.columns[number]
            painter.fillRect(rect, colour(self._theme, 0 if upward else 1))
            painter.setPen(self._theme.color("muted"))
            wide = rect.adjusted(-20, 0, 20, 0)
            if upward:
                if up:
                    painter.drawText(QRectF(wide.x(), rect.top() - BAR, wide.width(), BAR), middle, f"+{up}")
                foot = QRectF(wide.x(), self.height() - BAR, wide.width(), BAR)
                if (len(self.columns) - 1 - number) % every == 0:
                    painter.drawText(foot, middle, label)
            elif down:
                painter.drawText(QRectF(wide.x(), rect.bottom(), wide.width(), BAR), middle, f"−{down}")
        rects = self._rects()
        if rects:
            zero = rects[1][2].top()
            painter.setPen(self._theme.color("border"))
            painter.drawLine(QPointF(PAD, zero), QPointF(self.width() - PAD, zero))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the people behind a column."""
        for number, upward, rect in self._rects():
            if rect.contains(event.position()) and event.button() == Qt.MouseButton.LeftButton:
                self.clicked.emit(number, upward)
                return

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what a column stands for."""
        for number, upward, rect in self._rects():
            if rect.contains(event.position()):
                label, up, down = self.columns[number]
                words = _("{month}: {count} came") if upward else _("{month}: {count} went")
                QToolTip.showText(
                    event.globalPosition().toPoint(), words.format(month=label, count=up if upward else down)
                )
                self.setCursor(Qt.CursorShape.PointingHandCursor)
                return
        self.setCursor(Qt.CursorShape.ArrowCursor)


def colour(theme: Theme, number: int) -> QColor:
    """Return the colour of a series."""
    colours = DARK if theme.dark else LIGHT
    return QColor(colours[number % len(colours)])
