"""Last step: the receipt. Rows read = new + changed + same + refused + skipped, and what can be done now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QFrame, QHBoxLayout, QTableWidget, QTableWidgetItem

from ui import tokens
from ui.jobs import Action
from ui.pages.import_wizard_step import ImportStep
from ui.pages.opening import open_file, open_folder_of
from ui.widgets.words import button, column, label, row
from union_desk import settings, undo
from union_desk.exchange.remarks import CHANGED, NEW, OUTCOME_LABELS
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from ui.pages.import_wizard import ImportPage

COUNTS = (("rows_read", N_("Rows read")), *OUTCOME_LABELS.items())
SIGNS = ("=", "+", "+", "+", "+", "")
COLOURS = {"new": "success", "changed": "info", "refused": "error"}
SHOWN_LINES, MOST_PEOPLE = 2000, 30_000
BIG = 20


class ReceiptStep(ImportStep):
    """The counts large, the lines below, the buttons between."""

    def __init__(self, page: ImportPage) -> None:
        """Lay it out."""
        super().__init__(page)
        self.gesture: int | None = None
        self.title, self.facts = label("", title=True), label("", muted=True, wraps=True)
        self.figures: dict[str, Any] = {}
        self.returned = button(_("Save the refused rows as a workbook…"), self.ask_returned, primary=True)
        self.people = button(_("Show these people"), self.show_people)
        self.absent = button(_("Show who is not in the file"), self.show_absent)
        self.undo = button(_("Undo the import"), self.undo_import)
        self.table = QTableWidget(0, 5)
        self.table.setAccessibleName(_("Remarks"))
        self.table.setHorizontalHeaderLabels([_("Sheet"), _("Row"), _("Column"), _("Level"), _("What is to be said")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        for number, width in enumerate((130, 60, 140, 70)):
            self.table.setColumnWidth(number, width)
        buttons = row(self.returned, self.people, self.absent, self.undo, None)
        self.setLayout(column(self.title, self._sum(), self.facts, buttons, self.table))

    def take(self, receipt: dict[str, Any], gesture: int | None, *, live: bool) -> None:
        """Show a receipt; only a live one can still write the refused rows back."""
        self.gesture = gesture
        self.title.setText(_("{file} was imported").format(file=receipt["file"]))
        for name, figure in self.figures.items():
            figure.setText(str(receipt[name]))
        told = [*receipt.get("notes", ())]
        if receipt.get("not_in_list"):
            told.append(
                _("{count} members are not in this file; they stay as they are.").format(count=receipt["not_in_list"])
            )
        told.append(_("Took {seconds} s.").format(seconds=round(receipt["seconds"], 1)))
        self.facts.setText("\n".join(told))
        self.returned.setVisible(live and receipt["refused"] > 0)
        self.people.setVisible(live and receipt["new"] + receipt["changed"] > 0)
        self.absent.setVisible(live and receipt.get("not_in_list", 0) > 0)
        self.undo.setVisible(gesture is not None)
        self._fill(receipt["problems"][:SHOWN_LINES])

    # ---- buttons ----------------------------------------------------------------------------------------------------

    def ask_returned(self) -> None:
        """Let the person say where the refused rows go."""
        source = self.session.path
        name = source.with_name(_("{name} returned.xlsx").format(name=source.stem))
        dialog = QFileDialog(self, self.returned.text(), str(name), "Excel (*.xlsx)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda file: self.save_returned(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_returned(self, path: Path) -> None:
        """Write the refused rows, marked, as a copy of the person's own workbook."""
        session = self.session

        def done(count: int) -> None:
            text = _("{count} refused rows saved in {file}. Correct them there and import that file.").format(
                count=count, file=path.name
            )
            actions = [
                Action(_("Open the file"), lambda: open_file(path)),
                Action(_("Open the folder"), lambda: open_folder_of(path)),
            ]
            job.conclude(text, *actions)
            self.app.messages.say(text, actions=actions)

        job = self.app.jobs.run(
            _("Returning refused rows"), lambda _progress: session.write_returned(path), done, owner=self
        )

    def show_people(self) -> None:
        """Show the members who came new or were changed."""
        checked = self.session.checked
        ids = [
            t for t, outcome in zip(checked.targets, checked.outcomes, strict=True) if outcome in {NEW, CHANGED} and t
        ]
        self._show(ids)

    def show_absent(self) -> None:
        """Show the members whom the file does not name."""
        from union_desk.exchange.session import absent

        session = self.session
        self.app.jobs.read(lambda s: absent(s, session.register, session.checked), self._show, owner=self)

    def undo_import(self) -> None:
        """Take the whole import back, unless something later stands in the way."""
        gesture, app = self.gesture, self.app
        assert gesture is not None

        def done(undone: undo.Undoable) -> None:
            self.undo.hide()
            self.people.hide()
            app.messages.say(_("Undone: {text}").format(text=undone.text))
            app.jobs.bookkeep(lambda s: settings.put(s, "last_import", None))

        app.jobs.run(
            _("Undo the import"), lambda _progress: undo.undo(app.db, app.actor, gesture), done, owner=self, writes=True
        )

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _show(self, ids: list[str]) -> None:
        if len(ids) <= MOST_PEOPLE:
            self.app.show_query(self.page.register.name, Query(filters=(Filter("id", "is", tuple(ids)),)))
        else:
            self.app.messages.say(_("More than {count} records; all are shown.").format(count=MOST_PEOPLE))
            self.app.show_query(self.page.register.name, Query())

    def _sum(self) -> QFrame:
        card = QFrame()
        card.setProperty("card", True)
        lay = QHBoxLayout()
        lay.setContentsMargins(tokens.SPACE_L, tokens.SPACE, tokens.SPACE_L, tokens.SPACE)
        for (name, text), sign in zip(COUNTS, SIGNS, strict=True):
            figure = label("0")
            font = figure.font()
            font.setPointSizeF(BIG)
            font.setBold(True)
            figure.setFont(font)
            if name in COLOURS:
                figure.setStyleSheet(f"color: {self.app.theme.hex(COLOURS[name])}")
            figure.setAlignment(Qt.AlignmentFlag.AlignCenter)
            figure.setAccessibleName(_(text))
            words = label(_(text), muted=True)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.figures[name] = figure
            lay.addLayout(column(figure, words))
            if sign:
                lay.addWidget(label(sign, title=True))
        lay.addStretch(1)
        card.setLayout(lay)
        return card

    def _fill(self, lines: list[dict[str, Any]]) -> None:
        levels = {"error": _("Refused"), "warning": _("Warning"), "info": _("Note")}
        ordered = sorted(lines, key=lambda line: list(levels).index(line["level"]))
        self.table.setRowCount(len(ordered))
        for place, line in enumerate(ordered):
            texts = (line.get("sheet", ""), str(line["row"]), line["column"], levels[line["level"]], line["message"])
            for number, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if number == 3:  # noqa: PLR2004  the level
                    item.setForeground(self.app.theme.color(line["level"]))
                item.setToolTip(text)
                self.table.setItem(place, number, item)
