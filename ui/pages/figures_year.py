"""A year's figures: the year above, the table below, read again when its books change or another year is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QSpinBox, QWidget

from ui import tokens
from ui.pages.figures import FiguresView
from ui.widgets.words import column, label, row
from union_desk import checking
from union_desk.registers.dues import FIRST_YEAR, LAST_YEAR
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App


class YearOfFigures(QWidget):
    """A subclass gives its name, the books it shows, what it reads of a year, and how that is shown."""

    name: ClassVar[str] = ""
    shows: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, app: App) -> None:
        """Show this year."""
        super().__init__()
        self.app = app
        self.year = QSpinBox()
        self.year.setRange(FIRST_YEAR, LAST_YEAR)
        self.year.setValue(int(checking.today()[:4]))
        self.year.setAccessibleName(_("Year"))
        self.year.valueChanged.connect(lambda _value: self.refresh())
        self.told = label("", muted=True)
        self.view = FiguresView(app.theme, _(self.name))
        self.setLayout(column(row(label(_("Year")), self.year, 12, self.told, None), self.view, margins=tokens.SPACE))
        self.setFocusProxy(self.view)
        app.changed.connect(lambda names: self.refresh() if not self.shows.isdisjoint(names) else None)
        self.refresh()

    def refresh(self) -> None:
        """Count again."""
        year = self.year.value()
        self.app.jobs.read(lambda s: self.read(s, year),
                           lambda found: self.fill(found) if year == self.year.value() else None, owner=self)

    def read(self, session: Session, year: int) -> Any:
        """Return what is known of a year."""
        raise NotImplementedError

    def fill(self, found: Any) -> None:
        """Show what was read."""
        raise NotImplementedError
