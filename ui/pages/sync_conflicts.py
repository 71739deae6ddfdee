"""Conflicts that can wait: what two computers of the office wrote of one record, decided field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from sync.desk import conflicts, engine
from ui import unmask
from ui.merge_view import shown
from ui.widgets.editors import editor
from ui.widgets.plain_table import chosen, fill, plain_table
from ui.widgets.words import button, column, filling, label, row
from union_desk import registers
from union_desk.errors import UserError
from union_desk.registers import kept_versions
from union_desk.schema.problem import ERROR
from union_desk.words import _, series

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from sync.desk.conflicts import Conflict, Difference
    from ui.context import App
    from ui.jobs import Job

MINE, THEIRS, OTHER = range(3)
WIDTH, HEIGHT, ROOM = 860, 560, 130  # room for the words above and the buttons
LINE = 22  # signs of a value in a line: a choice does not wrap by itself


class ConflictsTable(QWidget):
    """A line for each version that was set aside; nothing is lost while it waits."""

    def __init__(self, app: App) -> None:
        """Lay it out."""
        super().__init__()
        self.app = app
        self.table = plain_table(
            (_("Register"), _("Record"), _("Fields in question"), _("State")), _("Versions of two computers")
        )
        self.table.setColumnWidth(2, 460)
        self.decided = QCheckBox(_("Show those decided before too"))
        self.decide = button(_("Decide…"), self.open_dialog, primary=True)
        self.record = button(_("Show the record"), self.show_record)
        self.none = label(_("No two computers disagree about any record."), muted=True)
        told = _(
            "Two computers of this office changed the same field without knowing of each other. One version is shown "
            "everywhere; the other one is kept whole. You may decide whenever you like."
        )
        self.told = label(told, muted=True, wraps=True)
        buttons = row(self.decide, self.record, None, self.decided)
        self.setLayout(filling(column(self.none, self.told, self.table, buttons), self.table))
        self.decided.toggled.connect(self._show)
        self.table.activated.connect(lambda _index: self.open_dialog())
        self.waiting: list[Conflict] = []
        self._settled: list[Conflict] = []
        self.dialog: ConflictDialog | None = None

    def take(self, found: tuple[list[Conflict], list[Conflict]]) -> None:
        """Show those that wait and, if asked for, those that were decided."""
        self.waiting, self._settled = found
        self._show()

    def listed(self) -> list[Conflict]:
        """Return what the list shows."""
        return [*self.waiting, *(self._settled if self.decided.isChecked() else ())]

    def _show(self) -> None:
        lines = self.listed()
        fill(self.table, [_cells(one) for one in lines], [one.id for one in lines])
        if lines and self.table.currentRow() < 0:
            self.table.selectRow(0)
        for widget in (self.table, self.decide, self.record, self.told):
            widget.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self.decided.setVisible(bool(self._settled))

    def chosen(self) -> Conflict | None:
        """Return the conflict under the cursor."""
        return next((one for one in self.listed() if one.id == chosen(self.table)), None)

    def open_dialog(self) -> None:
        """Show both versions side by side."""
        one = self.chosen()
        if one is not None:
            self.dialog = ConflictDialog(self.app, one, self)
            self.dialog.open()

    def show_record(self) -> None:
        """Open the record as it is shown now."""
        one = self.chosen()
        if one is not None:
            self.app.open_record(one.register, one.record)


def read(session: Session) -> tuple[list[Conflict], list[Conflict]]:
    """Return the conflicts that wait and those that were decided."""
    return conflicts.conflicts(session), conflicts.conflicts(session, kept_versions.DECIDED)


def _cells(one: Conflict) -> tuple[str, ...]:
    spec = registers.get(one.register)
    asked = series(_(spec.fields[each.field].label) for each in one.differences)
    if one.deleted:
        asked = _("The other computer put it into the bin")
    elif one.is_binned:
        asked = _("Lies in the bin; the other computer changed it")
    state = _("decided by {name}").format(name=one.decided_by) if one.decided_by else _("waits")
    return _(spec.label), one.title, asked, state


class ConflictDialog(QDialog):
    """Both versions side by side; for each field this one, that one, or something else."""

    def __init__(self, app: App, conflict: Conflict, parent: QWidget) -> None:
        """Lay it out; what is shown now is chosen until the person chooses otherwise."""
        super().__init__(parent)
        self.app, self.conflict = app, conflict
        self.register = registers.get(conflict.register)
        self.setWindowTitle(_("Two versions of {title}").format(title=conflict.title))
        self.choices: dict[str, QButtonGroup] = {}
        self.editors: dict[str, Any] = {}
        self.job: Job | None = None
        self.fault = label("", wraps=True, level="error")
        self.fault.hide()
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        for place, share in ((MINE + 1, 2), (THEIRS + 1, 2), (OTHER + 1, 3)):
            self.grid.setColumnStretch(place, share)
        self._fill()
        inside = QWidget()
        inside.setLayout(self.grid)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(inside)
        self.private = button(_("Show private values"), self.show_private)
        self.private.setVisible(any(self.register.fields[d.field].sensitive for d in conflict.differences))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(not conflict.decided_by)
        self.buttons.accepted.connect(self.decide)
        self.buttons.rejected.connect(self.reject)
        told = _("The decision is an ordinary change: it can be undone, and the version not chosen is kept.")
        self.setLayout(
            column(
                label(told, muted=True, wraps=True),
                scroll,
                self.fault,
                row(self.private, None, self.buttons),
                margins=12,
                spacing=10,
            )
        )
        self.resize(WIDTH, min(HEIGHT, inside.sizeHint().height() + ROOM))

    def _fill(self) -> None:
        if self.conflict.deleted:
            self._ask_about_bin()
            return
        if not self.conflict.differences:
            text = _("The record lies in the bin. Saving settles the question; restore the record if it is needed.")
            self.grid.addWidget(label(text, wraps=True), 0, 0)
        else:
            heads = (_("Field"), _("Shown now"), _("The other computer"), _("Something else"))
            for place, text in enumerate(heads):
                self.grid.addWidget(label(text, section=True), 0, place)
            for one in self.conflict.differences:
                self._add(one)
        self.grid.setRowStretch(self.grid.rowCount(), 1)

    def _ask_about_bin(self) -> None:
        self.choices[""] = group = QButtonGroup(self)
        for place, text in enumerate((_("Keep the record"), _("Put it into the bin, as the other computer did"))):
            choice = QRadioButton(text)
            group.addButton(choice, place)
            self.grid.addWidget(choice, place, 0)
        group.button(MINE).setChecked(True)
        self.grid.setRowStretch(2, 1)

    def _add(self, one: Difference) -> None:
        place, spec = self.grid.rowCount(), self.register.fields[one.field]
        self.grid.addWidget(label(_(spec.label)), place, 0)
        if spec.computed:  # it follows from the others
            for spot, value in ((1, one.mine), (2, one.theirs)):
                self.grid.addWidget(label(shown(self.app, spec, value), muted=True), place, spot)
            self.grid.addWidget(label(_("follows by itself"), muted=True), place, 3)
            return
        self.choices[one.field] = group = QButtonGroup(self)
        for spot, value in ((MINE, one.mine), (THEIRS, one.theirs)):
            choice = QRadioButton(_folded(shown(self.app, spec, value)))
            choice.setAccessibleName(f"{_(spec.label)}: {shown(self.app, spec, value)}")
            group.addButton(choice, spot)
            self.grid.addWidget(choice, place, spot + 1)
        other = QRadioButton("")
        other.setAccessibleName(_("{field}: something else").format(field=_(spec.label)))
        group.addButton(other, OTHER)
        self.editors[one.field] = edited = editor(self.app, spec)
        edited.edited.connect(lambda: other.setChecked(True))  # type: ignore[attr-defined]  # the Editor protocol
        self.grid.addLayout(row(other, edited), place, OTHER + 1)
        group.button(MINE).setChecked(True)

    # ---- gestures --------------------------------------------------------------------------------------------------

    def show_private(self) -> None:
        """Show private values after the reason was given and journaled."""

        def show() -> None:
            for one in self.conflict.differences:
                spec = self.register.fields[one.field]
                if one.field not in self.choices:
                    continue
                for spot, value in ((MINE, one.mine), (THEIRS, one.theirs)):
                    self.choices[one.field].button(spot).setText(_folded(shown(self.app, spec, value, masked=False)))

        unmask.ask(self.app, self.register, [self.conflict.record], show, self)

    def decide(self) -> None:
        """Save the choice as one gesture; the dialog stays when a rule forbids it."""
        sides = {name: conflicts.THEIRS for name, group in self.choices.items() if group.checkedId() == THEIRS}
        wrong, merged = self._merged()
        if wrong:
            self.fault.setText(wrong)
            self.fault.show()
            return
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        save.setEnabled(False)

        def work(_progress: object) -> None:
            conflicts.decide(self.app.db, self.app.actor, self.conflict, sides, merged)

        def failed(error: BaseException) -> None:
            save.setEnabled(True)
            self._say(error)

        self.job = self.app.jobs.run(
            _("Deciding"), work, self._done, failed=failed, owner=self, writes=True, listed=False
        )

    def _merged(self) -> tuple[str, dict[str, Any]]:
        """Return what is wrong with the values of the person's own, '' when nothing is, and these values."""
        found: dict[str, Any] = {}
        for name, group in self.choices.items():
            if group.checkedId() == OTHER:
                read = self.editors[name].read()
                faults = [problem.text() for problem in read.notes if problem.level == ERROR]
                if faults:
                    return f"{_(self.register.fields[name].label)}: {faults[0]}", {}
                found[name] = engine.wire(read.value)
        return "", found

    def _done(self, _none: None) -> None:
        self.accept()
        self.app.synced.emit()

    def _say(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            self.app.messages.error(error)
        self.fault.setText(str(error))
        self.fault.show()


def _folded(value: str) -> str:
    """Return a value in lines, as a choice shows it: what would be a key of access stays a sign."""
    lines = (line[place:place + LINE] for line in value.splitlines() for place in range(0, len(line), LINE))
    return "\n".join(lines).replace("&", "&&")
