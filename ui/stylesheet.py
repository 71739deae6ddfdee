"""The few rules that Fusion's palette cannot say, from resources/window.qss, filled with the tokens."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from ui import tokens
from union_desk.paths import resource

if TYPE_CHECKING:
    from collections.abc import Mapping


def stylesheet(colors: Mapping[str, str], *, dark: bool) -> str:
    """Return the application's style sheet in these colours."""
    arrow = resource("icons", "arrow-dark.svg" if dark else "arrow-light.svg").as_posix()
    marks = resource("icons").as_posix()  # what stands in a ticked box; Fusion's own has no edge in a dark window
    rules = Template(resource("window.qss").read_text("utf-8"))
    title = round(tokens.POINT_SIZE * tokens.TITLE, 1)
    return rules.substitute(colors, arrow=arrow, marks=marks, radius=tokens.RADIUS, title=title)
