"""The ballots of an election at a glance: papers and votes typed where they stand, the count beside them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QSplitter, QTableWidget, QTableWidgetItem

from ui import tokens
from ui.pages.page import PageWidget
from ui.record_dialog import RecordDialog
from ui.widgets.words import bar, button, column, label
from union_desk import records
from union_desk.affairs import organisation_elections as elections
from union_desk.errors import InvalidRecordError
from union_desk.schema.problem import ERROR, Problem
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.schema.register import Register

TYPED = N_("Entered the count: {name}")
_WATCHED = {"elections", "election_ballots", "election_candidates"}
_CHOICE = 420
_PAPERS = ("seats", "entitled", "attended", "issued", "returned", "valid")
_VOTES = ("votes_for", "votes_against", "abstained")
_NEEDED, _STANDING, _WON = N_("Votes needed"), N_("Candidates"), N_("Elected so far")
_NAME = N_("Candidate")


class Typed(QTableWidget):
    """Rows of a book, some of whose cells are typed into; tells (line, field, text) of each that was."""

    typed = Signal(int, str, str)

    def __init__(self, book: Register, before: Sequence[str], fields: Sequence[str], after: Sequence[str]) -> None:
        """Make the columns: words before, fields of the book that are typed, words after."""
        heads = [*map(_, before), *(_(book.fields[name].label) for name in fields), *map(_, after)]
        super().__init__(0, len(heads))
        self.book, self.fields, self._first = book, tuple(fields), len(before)
        self.setHorizontalHeaderLabels(heads)
        self.setAccessibleName(_(book.label))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.itemChanged.connect(self._changed)

    def fill(self, lines: Sequence[tuple[Sequence[str], dict[str, Any], Sequence[str]]]) -> None:
        """Show lines: words before, the record, words after; the cursor stays."""
        self.blockSignals(True)
        place = self.currentRow(), max(self.currentColumn(), self._first)
        self.setRowCount(len(lines))
        for number, (before, values, after) in enumerate(lines):
            kinds = [self.book.fields[name].kind for name in self.fields]
            shown = [kind.show(values[name]) for kind, name in zip(kinds, self.fields, strict=True)]
            for at, text in enumerate((*before, *shown, *after)):
                item = QTableWidgetItem(text)
                flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
                item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if self._is_typed(at) else flags)
                self.setItem(number, at, item)
        self.resizeColumnsToContents()
        if lines:
            self.setCurrentCell(min(max(place[0], 0), len(lines) - 1), place[1])
        self.blockSignals(False)

    def _is_typed(self, at: int) -> bool:
        return self._first <= at < self._first + len(self.fields)

    def _changed(self, item: QTableWidgetItem) -> None:
        if self._is_typed(item.column()):
            self.typed.emit(item.row(), self.fields[item.column() - self._first], item.text())


class BallotsView(PageWidget):
    """An election, its ballots above, the candidates of the one under the cursor below."""

    def __init__(self, app: App) -> None:
        """Lay it out and look which elections there are."""
        super().__init__(app)
        self.rows: list[dict[str, Any]] = []
        self.found: list[elections.Ballot] = []
        self._wanted = ""  # the election to choose as soon as it is read
        self.choice, self.said = QComboBox(), label("", wraps=True)
        self.choice.setAccessibleName(_("Election"))
        self.choice.setMinimumWidth(_CHOICE)
        self.papers = Typed(elections.BALLOTS, [elections.BALLOTS.fields["office"].label], _PAPERS,
                            [_NEEDED, _STANDING, _WON])
        self.votes = Typed(elections.CANDIDATES, [elections.CANDIDATES.fields["position"].label, _NAME], _VOTES,
                           [elections.CANDIDATES.fields["elected"].label])
        self._make_buttons()
        split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        for part in (self.papers, self.votes):
            split.addWidget(part)
        whole = column(bar(self.choice, self.file, self.paper, self.result, None), self.said, split,
                       bar(self.add_ballot, self.add_candidate, self.remove, self.count, None), margins=tokens.SPACE_S)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.choice)
        self.choice.currentIndexChanged.connect(lambda _place: self._read())
        self.papers.currentCellChanged.connect(lambda line, *_rest: self._show_candidates(line))
        self.papers.typed.connect(self._typed_papers)
        self.votes.typed.connect(self._typed_votes)
        app.changed.connect(lambda names: self.refresh() if names & _WATCHED else None)
        self.refresh()

    def _make_buttons(self) -> None:
        icon = self.app.theme.icon
        self.file = button(_("Open the election's file"), self.open_file, icon=icon("folder-open"))
        self.paper = button(_("Print the ballot papers"), partial(self.print_form, "election-ballot"),
                            icon=icon("printer"))
        self.result = button(_("Print the result"), partial(self.print_form, "election-result"), icon=icon("printer"))
        self.add_ballot = button(_("Add a ballot…"), self.ask_ballot, icon=icon("plus"))
        self.add_candidate = button(_("Add a candidate…"), self.ask_candidate, icon=icon("user-plus"))
        self.remove = button(_("Take the candidate out"), self.remove_candidate, icon=icon("trash-2"))
        self.count = button(_("Count the ballots"), self.count_ballots, icon=icon("list-checks", "on_accent"),
                            tip=_("Marks who is elected: enough votes, and among the first for the seats."),
                            primary=True)

    # ---- what is there

    def refresh(self) -> None:
        """Look again which elections there are."""
        self.app.jobs.read(elections.offered, self._offer, owner=self)

    def open(self, **arguments: Any) -> None:
        """Choose the election that is named."""
        self._wanted = str(arguments.get("record") or "")
        self.refresh()

    def chosen(self) -> dict[str, Any] | None:
        """Return the election that is chosen."""
        place = self.choice.currentIndex()
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def ballot(self) -> elections.Ballot | None:
        """Return the ballot under the cursor."""
        place = self.papers.currentRow()
        return self.found[place] if 0 <= place < len(self.found) else None

    def _offer(self, rows: list[dict[str, Any]]) -> None:
        before = self._wanted or (self.chosen() or {}).get("id")
        self.rows, self._wanted = rows, ""
        state = elections.ELECTIONS.fields["state"].kind
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems([f"{found['name']} · {state.show(found['state'])}" for found in rows])
        places = [n for n, found in enumerate(rows) if found["id"] == before]
        self.choice.setCurrentIndex(places[0] if places else 0 if rows else -1)
        self.choice.blockSignals(False)
        self._read()

    def _read(self) -> None:
        found = self.chosen()
        for part in (self.file, self.paper, self.result, self.add_ballot):
            part.setEnabled(found is not None)
        if found is None:
            self._show([])
            self.said.setText(_("There is no election yet: begin one in the book 'Elections'."))
            return
        self.app.jobs.read(lambda s: elections.ballots(s, found["id"]), self._show, owner=self)

    def _show(self, found: list[elections.Ballot]) -> None:
        self.found = found
        office = elections.BALLOTS.fields["office"].kind
        self.papers.fill([((office.show(one.row["office"]),), one.row, (
            "" if one.needed is None else str(one.needed), str(len(one.candidates)), str(one.won))) for one in found])
        self.said.setText(_("Type papers and votes into the cells; what does not add up is refused with the rule.")
                          if found else _("Add the ballots first: what is elected, and for how many seats."))
        self.add_candidate.setEnabled(bool(found))
        self.count.setEnabled(bool(found))
        self._show_candidates(self.papers.currentRow())

    def _show_candidates(self, line: int) -> None:
        candidates = self.found[line].candidates if 0 <= line < len(self.found) else []
        elected = elections.CANDIDATES.fields["elected"].kind
        self.votes.fill([((str(row["position"] or ""), row["name"]), row, (elected.show(row["elected"]),))
                         for row in candidates])
        self.remove.setEnabled(bool(candidates))

    # ---- verbs

    def _typed_papers(self, line: int, name: str, text: str) -> None:
        one, office = self.found[line].row, elections.BALLOTS.fields["office"].kind
        self._save(elections.BALLOTS, one["id"], name, text, office.show(one["office"]))

    def _typed_votes(self, line: int, name: str, text: str) -> None:
        one = self.ballot()
        if one is not None:
            candidate = one.candidates[line]
            self._save(elections.CANDIDATES, candidate["id"], name, text, candidate["name"])

    def _save(self, book: Register, record: str, name: str, text: str, title: str) -> None:
        """Save what was typed as one gesture; a refusal is told and the cell shows again what is kept."""

        def work(session: Session) -> object:
            read = book.fields[name].kind.parse(text)
            if read.notes and read.value is None:
                raise InvalidRecordError([Problem(ERROR, n.code, name, n.message, n.params) for n in read.notes])
            return records.save(session, book, {name: read.value}, record)

        self.app.jobs.gesture(TYPED, work, params={"name": title}, failed=self._refused, owner=self)

    def _refused(self, error: BaseException) -> None:
        self.app.messages.error(error)
        self._read()

    def count_ballots(self) -> None:
        """Mark who is elected."""
        found = self.chosen()
        if found is not None:
            self.app.jobs.gesture(elections.COUNTED, lambda s: elections.count(s, found["id"]), self._counted,
                                  params={"name": found["name"]}, keep=True, owner=self)

    def _counted(self, found: list[elections.Counted]) -> None:
        self.app.messages.say(elections.told(found))

    def ask_ballot(self) -> RecordDialog | None:
        """Ask for a further ballot of the election."""
        found = self.chosen()
        if found is None:
            return None
        same = {name: found[name] for name in ("entitled", "attended", "meeting_form")}
        return self._dialog(elections.BALLOTS, {"election_id": found["id"], "held_on": found["meeting_on"], **same},
                            frozenset({"election_id"}))

    def ask_candidate(self) -> RecordDialog | None:
        """Ask for a further candidate of the ballot under the cursor."""
        one = self.ballot()
        if one is None:
            return None
        given = {"election_id": one.row["election_id"], "office": one.row["office"],
                 "position": len(one.candidates) + 1}
        return self._dialog(elections.CANDIDATES, given, frozenset({"election_id", "elected", *_VOTES}))

    def _dialog(self, book: Register, values: dict[str, Any], hidden: frozenset[str]) -> RecordDialog:
        dialog = RecordDialog(self.app, book, _("New: {register}").format(register=_(book.singular)), self,
                              hidden=hidden)
        dialog.begin(values)
        dialog.open()
        return dialog

    def remove_candidate(self) -> None:
        """Move the candidate under the cursor to the bin."""
        one, line = self.ballot(), self.votes.currentRow()
        if one is not None and 0 <= line < len(one.candidates):
            candidate, book = one.candidates[line], elections.CANDIDATES
            self.app.jobs.gesture(
                N_("Moved {register} {name} to the bin"), lambda s: records.delete(s, book, [candidate["id"]]),
                params={"register": book.singular, "name": candidate["name"]}, owner=self)

    def open_file(self) -> None:
        """Open the election's file."""
        found = self.chosen()
        if found is not None:
            self.app.open_record(elections.ELECTIONS.name, found["id"])

    def print_form(self, form: str) -> None:
        """Show a paper of the election in the print preview."""
        found = self.chosen()
        if found is not None:
            self.app.show_page("print", register=elections.ELECTIONS.name, form=form, ids=[found["id"]])
