"""The one place of colours, spacing and type: two sets of the same names, light and dark.

Every text colour reaches a contrast of 4.5 : 1 on the surfaces that it stands on (WCAG AA); a test measures it.
"""

from __future__ import annotations

LIGHT = {
    "window": "#f3f5f7",  # behind everything
    "surface": "#ffffff",  # grids, fields, cards
    "raised": "#e9edf1",  # headings of tables, bars
    "stripe": "#f8f9fb",  # every other row
    "border": "#ccd4dc",
    "field_border": "#808b97",  # edges of fields: 3 : 1 against the surface
    "text": "#1b2127",
    "muted": "#56606b",
    "disabled": "#868f99",
    "accent": "#0a5fb4",  # links, focus, the chosen entry
    "accent_fill": "#0a5fb4",  # the one important button
    "on_accent": "#ffffff",
    "selection": "#cfe3f8",
    "on_selection": "#10283f",
    "hover": "#e3ebf3",
    "error": "#b3261e",
    "error_fill": "#fdecea",
    "warning": "#7a5200",
    "warning_fill": "#fff4d6",
    "info": "#0a5fb4",
    "info_fill": "#e4f0fb",
    "success": "#17703a",
    "success_fill": "#e3f5e8",
    "shadow": "#00000030",
}

DARK = {
    "window": "#181b1f",
    "surface": "#20242a",
    "raised": "#2a3038",
    "stripe": "#242930",
    "border": "#3b434d",
    "field_border": "#77828f",
    "text": "#e7eaed",
    "muted": "#a9b3be",
    "disabled": "#727c87",
    "accent": "#79b8ff",
    "accent_fill": "#1a66b3",
    "on_accent": "#ffffff",
    "selection": "#24466b",
    "on_selection": "#eef5fd",
    "hover": "#303842",
    "error": "#ff9b93",
    "error_fill": "#4a2320",
    "warning": "#f2c265",
    "warning_fill": "#43361a",
    "info": "#8cc4ff",
    "info_fill": "#1e3855",
    "success": "#7fd69b",
    "success_fill": "#1f3d2a",
    "shadow": "#00000080",
}

# Pixels at 100 %; Qt multiplies them with the scale of the screen.
SPACE_XS, SPACE_S, SPACE, SPACE_L = 3, 6, 10, 16
RADIUS = 4
ROW_HEIGHT = 30
RAIL_WIDE, RAIL_NARROW = 148, 52
ICON = 18
CARD = 840  # the widest a card of lines to fill in grows
POINT_SIZE = 10.0
SMALL, TITLE = 0.9, 1.25  # factors of the ordinary type size
