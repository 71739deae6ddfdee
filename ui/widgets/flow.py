"""A layout that puts parts beside each other and goes on in the next line when the width ends, as words do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QSpacerItem, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator

    Part = tuple[QLayoutItem, QSize]


class Flow(QLayout):
    """Lines of parts, each as wide as it wants to be; a spring takes what is left of its line."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._parts: list[QLayoutItem] = []
        self._sized: list[Part] | None = None
        self._gap = spacing
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Add a part at the end."""
        self._parts.append(item)
        self.invalidate()

    def addLayout(self, layout: QLayout) -> None:
        """Add a layout as one part, which is never broken."""
        self.addChildLayout(layout)
        self.addItem(layout)

    def addSpacing(self, wide: int) -> None:
        """Add a gap in pixels."""
        self.addItem(QSpacerItem(wide, 0, QSizePolicy.Policy.Fixed))

    def addStretch(self, _share: int = 1) -> None:
        """Add a spring: what follows stands at the right end of the line that the spring is in."""
        self.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Expanding))

    def count(self) -> int:
        """Return the number of parts."""
        return len(self._parts)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return a part, None beyond the last."""
        return self._parts[index] if 0 <= index < len(self._parts) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take a part out."""
        if not 0 <= index < len(self._parts):
            return None
        self.invalidate()
        return self._parts.pop(index)

    def invalidate(self) -> None:
        """Ask the parts for their sizes again: one of them changed, or was shown or hidden."""
        self._sized = None
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        """Ask for no more room than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Tell that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the lines take at a width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the parts."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size of one long line."""
        wide = sum(size.width() + self._gap for _part, size in self._shown() if size.width())
        return QSize(wide, self.minimumSize().height())

    def minimumSize(self) -> QSize:
        """Return the size of the largest part."""
        size = QSize()
        for part in self._parts:
            if not part.isEmpty():
                size = size.expandedTo(part.minimumSize())
        return size

    def _shown(self) -> list[Part]:
        """Return the parts that take room, and the springs, with their sizes; asked for once until one changes."""
        if self._sized is None:
            self._sized = [(part, part.sizeHint()) for part in self._parts
                           if isinstance(part, QSpacerItem) or not part.isEmpty()]
        return self._sized

    def _lines(self, wide: int) -> Iterator[list[Part]]:
        """Yield the parts of each line at a width; a spring is at home in the line of what follows it."""
        line: list[Part] = []
        used = 0
        for part, size in self._shown():
            if used and size.width() and used + size.width() > wide + 1:
                yield line
                line, used = [], 0
            line.append((part, size))
            used += size.width() + self._gap if size.width() else 0
        if line:
            yield line

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        y = rect.y()
        for line in self._lines(rect.width()):
            tall = max(size.height() for _part, size in line)
            if move:
                self._place(line, QRect(rect.x(), y, rect.width(), tall))
            y += tall + self._gap
        return max(0, y - self._gap - rect.y())

    def _place(self, line: list[Part], rect: QRect) -> None:
        """Put the parts of a line in their places, each in the middle of its height."""
        springs = sum(not size.width() for _part, size in line)
        left = rect.width() - sum(size.width() + self._gap for _part, size in line if size.width()) + self._gap
        x = rect.x()
        for part, size in line:
            if not size.width():
                x += max(0, left) // springs
                continue
            wide = min(size.width(), rect.width())
            part.setGeometry(QRect(x, rect.y() + (rect.height() - size.height()) // 2, wide, size.height()))
            x += wide + self._gap
