"""The page of service cards: the desk where batches are made and read back, handing out, and the books."""

from __future__ import annotations

from typing import ClassVar

from ui.pages.area import AreaPage, View
from ui.pages.cards_batch import BatchView
from ui.pages.cards_handing import HandingView
from union_desk.words import N_


class CardsPage(AreaPage):
    """The two views of daily work first, then the books of the area."""

    area: ClassVar[str] = "cards"

    def views(self) -> list[View]:
        """Return the desk of batches and the one of handing out."""
        return [View("batch", N_("Batch desk"), BatchView, first=True),
                View("handing", N_("Handing out"), HandingView, first=True)]
