"""The page of the area 'hardship': its books, and what only this area has."""

from __future__ import annotations

from typing import ClassVar

from ui.pages.area import AreaPage


class HardshipPage(AreaPage):
    """Shows the books of the area."""

    area: ClassVar[str] = "hardship"
