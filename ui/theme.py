"""How the window looks: Fusion with our colours, light or dark as the system or the person wants it, and the icons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui import fonts, tokens
from ui.stylesheet import stylesheet
from union_desk.paths import resource

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtWidgets import QApplication

SYSTEM, LIGHT, DARK = "system", "light", "dark"
MODES = (SYSTEM, LIGHT, DARK)

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "stripe",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "on_selection",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "field_border",
    QPalette.ColorRole.Shadow: "field_border",
}
_DISABLED = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


class Theme(QObject):
    """The current colours and icons; `changed` when they become others."""

    changed = Signal()

    def __init__(self, application: QApplication, mode: str = SYSTEM) -> None:
        """Dress the application."""
        super().__init__(application)
        self._application = application
        self.mode = mode if mode in MODES else SYSTEM
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._tokens: dict[str, str] = {}
        application.setStyle("Fusion")
        font = QFont(fonts.family())
        font.setPointSizeF(max(tokens.POINT_SIZE, application.font().pointSizeF()))
        application.setFont(font)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self._apply()

    @property
    def dark(self) -> bool:
        """Tell whether the dark colours are shown."""
        if self.mode == SYSTEM:
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.mode == DARK

    def choose(self, mode: str) -> None:
        """Follow the system, or be light or dark whatever it says."""
        if mode != self.mode:
            self.mode = mode
            self._apply()

    def hex(self, tone: str) -> str:
        """Return a colour by name as #rrggbb."""
        return self._tokens[tone]

    def color(self, tone: str) -> QColor:
        """Return a colour by name."""
        return QColor(self._tokens[tone])

    def icon(self, name: str, tone: str = "text") -> QIcon:
        """Return an icon of resources/icons in a colour of the theme, sharp at every scale; empty for no name."""
        if not name:
            return QIcon()
        key = (name, tone)
        if key not in self._icons:
            self._icons[key] = self._drawn(name, tone)
        return self._icons[key]

    @property
    def drawn(self) -> Collection[tuple[str, str]]:
        """Return the icons (name, tone) that were drawn since the colours changed."""
        return self._icons.keys()

    def pixmap(self, name: str, tone: str = "text", size: int = tokens.ICON) -> QPixmap:
        """Return an icon as a picture of that many (logical) pixels."""
        return self.icon(name, tone).pixmap(size, size)

    def _drawn(self, name: str, tone: str) -> QIcon:
        drawing = resource("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", self._tokens[tone])
        icon = QIcon()
        for ratio in sorted({1.0, self._application.devicePixelRatio()}):
            icon.addPixmap(_picture(drawing, ratio))  # the style itself fades it where it is disabled
        return icon

    def _follow(self) -> None:
        if self.mode == SYSTEM:
            self._apply()

    def _apply(self) -> None:
        chosen = tokens.DARK if self.dark else tokens.LIGHT
        if chosen == self._tokens:
            return
        self._tokens = dict(chosen)
        self._icons.clear()
        palette = QPalette()
        for role, tone in _ROLES.items():
            palette.setColor(role, self.color(tone))
        for role in _DISABLED:
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("disabled"))
        self._application.setPalette(palette)
        self._application.setStyleSheet(stylesheet(self._tokens, dark=self.dark))
        self.changed.emit()


def _picture(drawing: str, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    side = round(tokens.ICON * ratio)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
