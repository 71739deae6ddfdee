"""The type of the screen: the system's own where it can write Chinese, ours where it cannot."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextLayout

from union_desk.paths import resource

# Made for screens and complete for daily use; a fallback face such as Droid's is not
GOOD = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "HarmonyOS Sans SC",
    "MiSans",
    "WenQuanYi Micro Hei",
)
OURS = "NotoSansSC-Regular.ttf"
BOLD = "NotoSansSC-Bold.ttf"
RARE = "HanaMinB.ttf"
RARE_SAMPLE = "\U00020bb7"  # 𠮷: outside the basic plane, and in people's names


@cache
def family() -> str:
    """Return the family to use, loading our own font when the system has no good one."""
    known = set(QFontDatabase.families())
    for name in GOOD:
        if name in known:
            return name
    load(BOLD)
    return load(OURS)


@cache
def load(name: str) -> str:
    """Load a font of ours and return its family."""
    number = QFontDatabase.addApplicationFont(str(resource("fonts", name)))
    families = QFontDatabase.applicationFontFamilies(number)
    return families[0] if families else QGuiApplication.font().family()


def load_rare() -> bool:
    """Load the font of the rare characters when the system cannot draw them; returns whether it was needed.

    Called when the window has been shown: the file is large, and Qt finds it for single characters by itself.
    """
    if can_draw(RARE_SAMPLE):
        return False
    load(RARE)
    return True


def can_draw(text: str) -> bool:
    """Tell whether every character has a glyph in the current font or its fallbacks."""
    layout = QTextLayout(text, QGuiApplication.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return all(index != 0 for run in layout.glyphRuns() for index in run.glyphIndexes())
