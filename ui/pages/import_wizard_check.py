"""Fifth step: every row with what it will become; problems are seen, filtered and mended in the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QSplitter,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QWidget,
)

from ui import tokens
from ui.pages.import_wizard_detail import RowDetail
from ui.pages.import_wizard_rows import FIRST_FIELD, RowsModel, Wanted
from ui.pages.import_wizard_step import ImportStep
from ui.widgets.words import button, column, label, row
from union_desk.exchange.remarks import OUTCOME_LABELS, OUTCOMES
from union_desk.exchange.workbook import shown
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.pages.import_wizard import ImportPage
    from union_desk.exchange.receipt import Receipt

SKIPPED_CELLS = 8
WIDTHS = {"name": 90, "id_number": 170, "mobile": 110, "birth_date": 100, "home_address": 220, "sex": 50}
USUAL_WIDTH = 110
AT_ONCE = 2000  # rows


class CheckStep(ImportStep):
    """The grid with its filters, the remarks beside it, and the rows that were skipped on a second tab."""

    def __init__(self, page: ImportPage) -> None:
        """Lay it out."""
        super().__init__(page)
        self.model = RowsModel(self.app.theme)
        self._drawn: Receipt | None = None
        self.counts = label("", wraps=True)
        self.outcome, self.problem = QComboBox(), QComboBox()
        self.outcome.setAccessibleName(_("Show rows that will be"))
        self.problem.setAccessibleName(_("Show rows with the remark"))
        self.problem.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.problem.setMinimumContentsLength(36)
        self.mend = button(_("Use all suggestions"), self.accept_all)
        self.view = self._grid()
        self.detail = RowDetail(self.app)
        self.skipped = self._skipped_table()
        self.back_in = button(_("Import this row after all"), self.take_skipped)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.view)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 1)
        split.setSizes([880, 340])
        rows, skipped = QWidget(), QWidget()
        bar = row(label(_("Show")), self.outcome, self.problem, self.mend, None)
        rows.setLayout(column(bar, split))
        skipped.setLayout(column(self.skipped, row(self.back_in, None)))
        for inside in (rows, skipped):
            inside.layout().setContentsMargins(0, tokens.SPACE_S, 0, 0)  # type: ignore[union-attr]  # set above
        self.tabs = QTabWidget()
        self.tabs.addTab(rows, _("Rows"))
        self.tabs.addTab(skipped, _("Skipped rows"))
        self.setLayout(column(self.counts, self.tabs))

    def _connect(self) -> None:
        self.outcome.currentIndexChanged.connect(lambda _i: self._filter())
        self.problem.currentIndexChanged.connect(lambda _i: self._filter())
        self.model.edited.connect(self._recount)
        self.view.selectionModel().currentChanged.connect(lambda current, _before: self._show_detail(current))
        self.model.mend.connect(self._edit)
        self.detail.accept.connect(self._accept)
        self.detail.decide.connect(self._decide)
        self.detail.leave_out.connect(self._leave_out)
        self.detail.go_to.connect(self._go_to)

    # ---- what the page calls ----------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Show the check from its beginning, the problems first."""
        self.model.take(self.session, Wanted())
        self._fill_filters(Wanted())
        self.view.setColumnWidth(0, 56)
        self.view.setColumnWidth(1, 76)
        for number, name in enumerate(self.model.names):
            self.view.setColumnWidth(FIRST_FIELD + number, WIDTHS.get(name, USUAL_WIDTH))
        self.detail.clear()
        self._recount()

    def ready(self) -> bool:
        """Write when there is anything to write."""
        return self._drawn is not None and self._drawn.new + self._drawn.changed > 0

    def next_text(self) -> str:
        """Say how many people are written."""
        found = self._drawn
        return _("Import {count} rows").format(count=found.new + found.changed if found else 0)

    def forget(self) -> None:
        """Let go of the check while it is made anew on another thread."""
        self._drawn = None
        self.model.forget()
        self.detail.clear()

    # ---- gestures ---------------------------------------------------------------------------------------------------

    def accept_all(self) -> None:
        """Use the suggestions of all rows that are shown."""
        cells: dict[tuple[int, str], str] = {}
        wanted = self.model.wanted
        fields = self.session.register.fields
        for place in self.model.places:
            for remark in self.model.remarks(place):
                suggestion: Any = remark.problem.suggestion
                fits = not wanted.code or (remark.code, remark.field) == (wanted.code, wanted.field)
                if suggestion is not None and fits and remark.field in fields:
                    cells[place, remark.field] = fields[remark.field].kind.show(suggestion)
        session = self.session
        self._work(_("Using the suggestions"), lambda: session.edit_many(cells))

    def take_skipped(self) -> None:
        """Import a row that was taken for a heading, a total or a note."""
        line = self.skipped.currentRow()
        if line < 0:
            return
        sheet, number = self._skips()[line][:2]
        session = self.session
        self._work(_("Checking the rows"), lambda: session.leave_out(sheet, number, out=False))

    def _leave_out(self, place: int) -> None:
        session = self.session
        block, line = session.checked.places[place]
        sheet = session.checked.blocks[block].sheet.name
        self._work(_("Checking the rows"), lambda: session.leave_out(sheet, line + 1))

    def _work(self, title: str, work: Callable[[], object], back: tuple[int, int, int] | None = None) -> None:
        self.forget()
        self.page.run(title, lambda _progress: work(), lambda _result: self._again(back))

    def _again(self, back: tuple[int, int, int] | None = None) -> None:
        wanted = self.model.wanted
        self.model.take(self.session, wanted)
        self._fill_filters(wanted)
        self.detail.clear()
        if back is not None and back[0] in self.model.places:
            place, column, scrolled = back
            self.view.setCurrentIndex(self.model.index(self.model.places.index(place), max(0, column)))
            self.view.verticalScrollBar().setValue(scrolled)
        self._recount()

    def _edit(self, place: int, name: str, text: str) -> None:
        session = self.session
        self._mend(place, lambda: session.edit(place, name, text))

    def _accept(self, place: int, name: str) -> None:
        session = self.session
        self._mend(place, lambda: session.accept(place, name))

    def _decide(self, place: int, what: str) -> None:
        session = self.session
        self._mend(place, lambda: session.decide(place, what))

    def _mend(self, place: int, work: Callable[[], list[int]]) -> None:
        """Change a row: at once in a small file, as a job in a large one, whose neighbours take a while to ask."""
        if len(self.session.checked) <= AT_ONCE:
            self.model.refresh([place, *work()])
            return
        here = self.view.currentIndex()
        back = (place, here.column(), self.view.verticalScrollBar().value())
        # Only after the editor that called has closed: the model is let go of meanwhile
        QTimer.singleShot(0, self, lambda: self._work(_("Checking the rows"), work, back))

    def _go_to(self, place: int, name: str) -> None:
        if name in self.model.names and place in self.model.places:
            index = self.model.index(self.model.places.index(place), FIRST_FIELD + self.model.names.index(name))
            self.view.setCurrentIndex(index)
            self.view.edit(index)

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def _grid(self) -> QTableView:
        view = QTableView()
        view.setAccessibleName(_("Rows of the file"))
        view.setModel(self.model)
        view.setAlternatingRowColors(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(tokens.ROW_HEIGHT)
        return view

    def _skipped_table(self) -> QTableWidget:
        table = QTableWidget(0, 4)
        table.setAccessibleName(_("Skipped rows"))
        table.setHorizontalHeaderLabels([_("Sheet"), _("Row"), _("Why"), _("What stands there")])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        table.horizontalHeader().setStretchLastSection(True)
        for number, width in enumerate((140, 60, 320)):
            table.setColumnWidth(number, width)
        return table

    def _fill_filters(self, wanted: Wanted) -> None:
        with QSignalBlocker(self.outcome), QSignalBlocker(self.problem):
            self.outcome.clear()
            self.outcome.addItem(_("All rows"), "")
            for outcome in OUTCOMES:
                self.outcome.addItem(_(OUTCOME_LABELS[outcome]), outcome)
            self.outcome.setCurrentIndex(max(0, self.outcome.findData(wanted.outcome)))
            self.problem.clear()
            self.problem.addItem(_("Any remark or none"), Wanted())
            for group, text, count in self.model.groups():
                self.problem.addItem(f"{count} × {text}", group)
                number = self.problem.count() - 1
                self.problem.setItemData(number, self.app.theme.color(group.level), Qt.ItemDataRole.ForegroundRole)
                if (group.code, group.field, group.level) == (wanted.code, wanted.field, wanted.level):
                    self.problem.setCurrentIndex(number)

    def _filter(self) -> None:
        chosen: Wanted = self.problem.currentData() or Wanted()
        wanted = Wanted(self.outcome.currentData() or "", chosen.code, chosen.field, chosen.level)
        self.model.take(self.session, wanted)
        self.detail.clear()
        self._offer()

    def _recount(self) -> None:
        found = self._drawn = self.session.receipt()
        self.page.keep()
        text = found.sentence()
        if found.not_in_list:
            absent = _("{count} members are not in this file; they stay as they are.")
            text += "  " + absent.format(count=found.not_in_list)
        self.counts.setText(text)
        skips = self._skips()
        self.skipped.setRowCount(len(skips))
        for line, (sheet, number, why, cells) in enumerate(skips):
            for place, text in enumerate((sheet, str(number), why, cells)):
                self.skipped.setItem(line, place, QTableWidgetItem(text))
        self.tabs.setTabText(1, _("Skipped rows ({count})").format(count=len(skips)))
        self.tabs.setTabText(0, _("Rows ({count})").format(count=len(self.session.checked)))
        self.back_in.setEnabled(bool(skips))
        self._show_detail(self.view.currentIndex())
        self._offer()
        self.page.refresh_words()

    def _offer(self) -> None:
        wanted = self.model.wanted
        self.mend.setEnabled(
            any(
                r.problem.suggestion is not None
                and (not wanted.code or (r.code, r.field) == (wanted.code, wanted.field))
                for place in self.model.places
                for r in self.model.remarks(place)
            )
        )

    def _skips(self) -> list[tuple[str, int, str, str]]:
        found = []
        for block in self.session.checked.blocks:
            for skip in block.skips:
                cells = [shown(c).strip() for c in block.sheet.rows[skip.row] if c != ""][:SKIPPED_CELLS]
                text = "  ".join(" ".join(cell.split()) for cell in cells)
                found.append((block.sheet.name, skip.row + 1, skip.text(), text))
        return found

    def _show_detail(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() < len(self.model.places):
            self.detail.show_row(self.session, self.model.place(index.row()))
        else:
            self.detail.clear()
