"""Colours that can be read, icons that exist, fonts that write every name, Qt's own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor

from ui import fonts, pages, tokens, translate
from ui.actions import COMMANDS
from ui.stylesheet import stylesheet
from union_desk.paths import resource

if TYPE_CHECKING:
    from ui.theme import Theme

SETS = {"light": tokens.LIGHT, "dark": tokens.DARK}
# (text, what it stands on)
READ = [
    ("text", "window"),
    ("text", "surface"),
    ("text", "raised"),
    ("text", "stripe"),
    ("text", "hover"),
    ("muted", "window"),
    ("muted", "surface"),
    ("muted", "raised"),
    ("muted", "stripe"),
    ("accent", "surface"),
    ("accent", "window"),
    ("on_accent", "accent_fill"),
    ("on_selection", "selection"),
    ("error", "surface"),
    ("error", "window"),
    ("warning", "surface"),
    ("warning", "window"),
    ("info", "surface"),
    ("info", "window"),
    ("success", "surface"),
    ("text", "error_fill"),
    ("text", "warning_fill"),
    ("text", "info_fill"),
    ("text", "success_fill"),
]
SEEN = [("field_border", "surface"), ("field_border", "window"), ("accent", "window"), ("accent", "surface")]


def luminance(color: str) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    made = QColor(color)
    plain = (made.redF(), made.greenF(), made.blueF())
    parts: list[float] = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in plain]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", SETS)
def test_every_text_can_be_read(name: str) -> None:
    colors = SETS[name]
    weak = {(a, b): round(contrast(colors[a], colors[b]), 2) for a, b in READ if contrast(colors[a], colors[b]) < 4.5}
    assert weak == {}


@pytest.mark.parametrize("name", SETS)
def test_edges_and_focus_can_be_seen(name: str) -> None:
    colors = SETS[name]
    weak = {(a, b): round(contrast(colors[a], colors[b]), 2) for a, b in SEEN if contrast(colors[a], colors[b]) < 3}
    assert weak == {}


def test_both_sets_have_the_same_names() -> None:
    assert tokens.LIGHT.keys() == tokens.DARK.keys()


@pytest.mark.parametrize("name", SETS)
def test_the_style_sheet_is_filled_completely(name: str) -> None:
    sheet = stylesheet(SETS[name], dark=name == "dark")
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}") > 30


def test_every_named_icon_is_there(theme: Theme) -> None:
    named = {c.icon for c in COMMANDS} | {p.icon for p in pages.PAGES}
    source = "".join(path.read_text("utf-8") for path in resource("..", "ui").resolve().rglob("*.py"))
    named |= set(re.findall(r'(?:icon|pixmap)\("([a-z0-9-]+)"', source))
    missing = {name for name in named if name and not resource("icons", f"{name}.svg").exists()}
    assert missing == set()
    assert not theme.icon("users").isNull()
    assert theme.icon("").isNull()


def test_the_icons_licence_lies_beside_them() -> None:
    assert "ISC License" in resource("icons", "LICENSE.txt").read_text("utf-8")


def test_an_icon_takes_the_colour_of_the_theme(theme: Theme) -> None:
    def darkest() -> int:
        picture = theme.pixmap("square-check").toImage()
        points = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
        return min(p.lightness() for p in points if p.alpha() > 200)

    theme.choose("light")
    assert darkest() < 90
    theme.choose("dark")
    assert darkest() > 150
    theme.choose("light")


@pytest.mark.parametrize("text", ["工会会员", "阿依古丽·买买提", "𠮷田", "龘靐齉"])
def test_every_name_can_be_written_on_the_screen(theme: Theme, text: str) -> None:
    fonts.load_rare()
    assert fonts.can_draw(text)


def test_qt_speaks_chinese_too(theme: Theme) -> None:
    from PySide6.QtCore import QCoreApplication

    assert translate.install("zh_CN")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert translate.install("en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
    translate.install("zh_CN")
