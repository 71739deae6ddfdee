"""Labels, buttons and rows made in one line each, with the names that screen readers speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import tokens
from ui.widgets.flow import Flow

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QIcon

_ALL = 1_000  # beside a stretch of 1


def label(text: str = "", *, muted: bool = False, wraps: bool = False, **properties: object) -> QLabel:
    """Return a label; other properties choose its look (section=True, level="error")."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if muted:
        made.setProperty("muted", True)
    for name, value in properties.items():
        made.setProperty(name, value)
    return made


def button(
    text: str,
    run: Callable[[], object] | None = None,
    *,
    icon: QIcon | None = None,
    tip: str = "",
    **properties: object,
) -> QPushButton:
    """Return a push button; properties choose its look (primary=True, flat=True, chip=True, link=True)."""
    made = QPushButton(f" {text}" if icon is not None and text else text)
    made.setAutoDefault(False)
    if icon is not None:
        made.setIcon(icon)
        made.setIconSize(QSize(tokens.ICON, tokens.ICON))
    made.setToolTip(tip)
    made.setAccessibleName(text or tip)
    for name, value in properties.items():
        made.setProperty(name, value)
    if run is not None:
        made.clicked.connect(lambda *_checked: run())
    return made


def tool(icon: QIcon, tip: str, run: Callable[[], object] | None = None, *, text: str = "") -> QToolButton:
    """Return a button that is an icon, named by its tip; reached by Tab like any other."""
    made = QToolButton()
    made.setIcon(icon)
    made.setIconSize(QSize(tokens.ICON, tokens.ICON))
    made.setToolTip(tip)
    made.setAccessibleName(text or tip)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if text:
        made.setText(text)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    if run is not None:
        made.clicked.connect(lambda *_checked: run())
    return made


def row(*parts: QWidget | QLayout | int | None, margins: int = 0, spacing: int = tokens.SPACE_S) -> QHBoxLayout:
    """Return a horizontal layout of parts; None is a stretch, a number a gap in pixels."""
    made = QHBoxLayout()
    _fill(made, parts, margins, spacing)
    return made


def bar(*parts: QWidget | QLayout | int | None, spacing: int = tokens.SPACE_S) -> Flow:
    """Return a row that goes on in the next line where the window is too narrow; parts as for `row`."""
    made = Flow(spacing=spacing)
    _fill(made, parts, 0, spacing)
    return made


def column(*parts: QWidget | QLayout | int | None, margins: int = 0, spacing: int = tokens.SPACE_S) -> QVBoxLayout:
    """Return a vertical layout of parts; None is a stretch, a number a gap in pixels."""
    made = QVBoxLayout()
    _fill(made, parts, margins, spacing)
    return made


def filling(layout: QBoxLayout, widget: QWidget) -> QBoxLayout:
    """Give a widget all the room while it is shown; a stretch at the end keeps the others on top when it is not."""
    layout.addStretch(1)
    layout.setStretchFactor(widget, _ALL)
    return layout


def _fill(layout: QBoxLayout | Flow, parts: tuple[QWidget | QLayout | int | None, ...], margins: int,
          spacing: int) -> None:
    layout.setContentsMargins(margins, margins, margins, margins)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)


def line() -> QFrame:
    """Return a thin horizontal line."""
    made = QFrame()
    made.setFrameShape(QFrame.Shape.HLine)
    made.setFrameShadow(QFrame.Shadow.Plain)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for, and have it asked again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
