"""Beside the grid of an import: what is to be said about one row, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui import tokens
from ui.pages.import_wizard_duplicates import Lookalike, find
from ui.widgets.words import button, column, label, row
from union_desk.exchange.judging import KEEP, SAME_PERSON
from union_desk.exchange.remarks import CHANGED, OUTCOME_LABELS
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App
    from union_desk.exchange.remarks import Remark
    from union_desk.exchange.session import ImportSession

WIDTH = 340


class RowDetail(QScrollArea):
    """The remarks on a row as cards; each knows what would mend it."""

    accept = Signal(int, str)  # place, field: take over the suggestion
    decide = Signal(int, str)  # place, decision about a duplicate
    leave_out = Signal(int)  # place
    go_to = Signal(int, str)  # place, field: put the cursor there

    def __init__(self, app: App) -> None:
        """Begin with no row."""
        super().__init__()
        self.app = app
        self.setWidgetResizable(True)
        self.setMinimumWidth(WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Remarks on the row"))
        self.clear()

    def clear(self) -> None:
        """Show what to do when no row is chosen."""
        inside = QWidget()
        inside.setLayout(
            column(
                label(_("Choose a row to see what is to be said about it."), muted=True, wraps=True),
                None,
                margins=tokens.SPACE,
            )
        )
        self.setWidget(inside)

    def show_row(self, session: ImportSession, place: int) -> None:
        """Show the remarks on a row."""
        checked = session.checked
        inside, lay = QWidget(), QVBoxLayout()
        lay.setContentsMargins(tokens.SPACE, tokens.SPACE_S, tokens.SPACE, tokens.SPACE)
        lay.setSpacing(tokens.SPACE_S)
        outcome = _(OUTCOME_LABELS[checked.outcomes[place]])
        lay.addWidget(
            label(_("Row {row}: {outcome}").format(row=checked.row_number(place), outcome=outcome), title=True)
        )
        skip = checked.skips.get(place)
        if skip is not None:
            lay.addWidget(label(skip.text(), wraps=True, muted=True))
        for remark in checked.remarks.get(place, ()):
            lay.addWidget(self._card(session, place, remark))
        if checked.outcomes[place] == CHANGED or place in checked.changes:
            lay.addWidget(self._changes(session, place))
        like = find(session, place)
        if like is not None:
            lay.addWidget(self._comparison(session, place, like))
        lay.addLayout(row(button(_("Leave this row out"), lambda: self.leave_out.emit(place)), None))
        lay.addStretch(1)
        inside.setLayout(lay)
        self.setWidget(inside)

    def _card(self, session: ImportSession, place: int, remark: Remark) -> QFrame:
        card = QFrame()
        card.setProperty("banner", remark.level)
        fields = session.register.fields
        parts: list[Any] = [label(remark.text(), wraps=True)]
        name = remark.field
        if name in fields:
            head = button(_(fields[name].label), lambda: self.go_to.emit(place, name), link=True)
            parts.insert(0, row(head, None, label(self._said(session, place, name), muted=True)))
            suggestion: Any = remark.problem.suggestion
            if suggestion is not None:
                shown = fields[name].kind.show(suggestion)
                parts.append(
                    row(button(_("Use {value}").format(value=shown), lambda: self.accept.emit(place, name)), None)
                )
        card.setLayout(column(*parts, margins=tokens.SPACE_S, spacing=tokens.SPACE_XS))
        return card

    def _said(self, session: ImportSession, place: int, name: str) -> str:
        raw = " ".join(session.raw(place, name).split())
        return raw if len(raw) <= 24 else raw[:23] + "…"  # noqa: PLR2004  what fits beside the field's name

    def _changes(self, session: ImportSession, place: int) -> QFrame:
        """Show old and new value of each field that the row changes, and offer to keep the old ones."""
        fields = session.register.fields
        changes = {n: pair for n, pair in session.checked.changes.get(place, {}).items() if not fields[n].computed}
        lines = [
            (_(fields[n].label), fields[n].kind.show(old), fields[n].kind.show(new))
            for n, (old, new) in changes.items()
        ]
        return _table(
            _("Changes to the record"),
            (_("Field"), _("On record"), _("In the file")),
            lines,
            [button(_("Keep what is on record"), lambda: self.decide.emit(place, KEEP))],
        )

    def _comparison(self, session: ImportSession, place: int, like: Lookalike) -> QFrame:
        """Put the row beside the record that looks like it."""
        buttons = [button(_("The same person"), lambda: self.decide.emit(place, SAME_PERSON))] if like.record else []
        return _table(
            _("Perhaps the same person"),
            (_("Field"), like.where, _("In the file")),
            like.lines(session, place),
            [*buttons, button(_("Leave this row out"), lambda: self.leave_out.emit(place))],
        )


def _table(title: str, heads: tuple[str, str, str], lines: list[tuple[str, str, str]], buttons: list[Any]) -> QFrame:
    card = QFrame()
    card.setProperty("card", True)
    grid = QGridLayout()
    grid.setHorizontalSpacing(tokens.SPACE)
    for number, head in enumerate(heads):
        grid.addWidget(label(head, muted=True), 0, number)
    for place, line in enumerate(lines, 1):
        differs = line[1] != line[2]
        for number, text in enumerate(line):
            words = label(text, wraps=True)
            if number and differs:
                words.setProperty("level", "warning")
            grid.addWidget(words, place, number, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    card.setLayout(column(label(title, section=True), grid, row(*buttons, None), margins=tokens.SPACE_S))
    return card
