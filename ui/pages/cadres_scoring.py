"""Scoring an assessment: figures from the records with the way to the records behind, points typed in place (§10.3)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTableWidget, QTableWidgetItem

from ui import tokens
from ui.pages.cadres_evidence import EvidenceDialog
from ui.pages.page import PageWidget
from ui.widgets.plain_table import widen
from ui.widgets.words import bar, button, column, label
from union_desk import records, registers
from union_desk.affairs import cadres_scoring as scoring
from union_desk.affairs.cadres_schemes import points
from union_desk.errors import InvalidRecordError
from union_desk.registers.cadres_assessments import OPEN
from union_desk.registers.cadres_scores import STAGES
from union_desk.schema.problem import ERROR, Problem
from union_desk.search import Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App

SCORED = N_("Entered points: {name}")
_WATCHED = {"assessments", "assessment_scores", "assessment_ballots", "assessment_items"}
_OFFERED, _CHOICE = 200, 420
_WIDTHS = (124, 230, 76, 56, 128, 72, 72, 72, 72, 110, 110, 90, 110)
_HEADS = (N_("Class of work"), N_("Assessment item"), N_("Nature of the item"), N_("Points"), N_("Figure on record"),
          N_("Points from the records"), N_("Own points"), N_("Points of the review"), N_("Final points"),
          N_("Explanation"), N_("Opinion"), N_("What is appealed against"), N_("Evidence in words"))
# the columns that can be typed in, by place
TYPED = dict(enumerate(
    ("self_score", "review_score", "final_score", "reason", "opinion", "appeal", "evidence_note"), 6))
_SCORES = registers.get("assessment_scores")


def offered(session: Session) -> list[dict[str, Any]]:
    """Return the assessments, those that are open first, then the latest; each with its scheme's name."""
    latest = Query(sort=(("year", True), ("n", False)))
    rows = records.page(session, registers.get("assessments"), latest, limit=_OFFERED)
    named = records.titles(session, registers.get("assessment_schemes"), [row["scheme_id"] for row in rows])
    return sorted(({**row, "scheme": named.get(row["scheme_id"], "")} for row in rows),
                  key=lambda row: row["state"] not in OPEN)


class ScoringView(PageWidget):
    """An assessment, its items as lines, the points typed where the state asks for them."""

    def __init__(self, app: App) -> None:
        """Lay it out and look which assessments there are."""
        super().__init__(app)
        self.rows: list[dict[str, Any]] = []
        self.standing: scoring.Standing | None = None
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Assessment"))
        self.choice.setMinimumWidth(_CHOICE)
        self.said = label("", section=True, wraps=True)
        self.table = self._table()
        icon = app.theme.icon
        self.take_button = button(_("Take figures over"), self.take_figures, icon=icon("refresh-cw", "on_accent"),
                                  primary=True)
        self.behind_button = button(_("Records behind the figure"), self.show_behind, icon=icon("list-filter"))
        self.lacking_button = button(_("Records that lack it"), partial(self.show_behind, lacking=True),
                                     icon=icon("triangle-alert"))
        self.evidence_button = button(_("Link evidence…"), self.link_evidence, icon=icon("external-link"))
        self.show_button = button(_("Open the evidence"), self.open_evidence, icon=icon("file-text"))
        self.review_button = button(_("Review as scored"), self.review, icon=icon("list-checks"))
        self.open_button = button(_("Steps and ballots…"), self.open_file, icon=icon("folder-open"))
        self.sheet_button = button(_("Score sheet"), partial(self.print_form, "assessment-sheet"), icon=icon("printer"))
        self.rank_button = button(
            _("Ranking"), partial(self.print_form, "assessment-ranking"), icon=icon("chart-column"))
        self.setLayout(column(
            bar(self.choice, self.open_button, self.sheet_button, self.rank_button, None), self.said, self.table,
            bar(self.take_button, self.behind_button, self.lacking_button, self.evidence_button, self.show_button,
                self.review_button, None),
            margins=tokens.SPACE))
        self.setFocusProxy(self.choice)
        self.choice.currentIndexChanged.connect(lambda _place: self._read())
        app.changed.connect(lambda names: self.refresh() if names & _WATCHED else None)
        self.refresh()

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(_HEADS))
        table.setAccessibleName(_("Scoring"))
        table.setHorizontalHeaderLabels([_(head) for head in _HEADS])
        widen(table, _WIDTHS)
        table.horizontalHeader().setStretchLastSection(True)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.itemChanged.connect(lambda item: self._typed(item.row(), item.column(), item.text()))
        table.currentCellChanged.connect(lambda *_places: self._enable())
        return table

    # ---- what is there

    def refresh(self) -> None:
        """Look again which assessments there are."""
        self.app.jobs.read(offered, self._offer, owner=self)

    def chosen(self) -> dict[str, Any] | None:
        """Return the assessment that is chosen."""
        place = self.choice.currentIndex()
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def line(self) -> scoring.Line | None:
        """Return the item under the cursor."""
        place = self.table.currentRow()
        return self.standing.lines[place] if self.standing and 0 <= place < len(self.standing.lines) else None

    def _offer(self, rows: list[dict[str, Any]]) -> None:
        before = self.chosen()
        self.rows = rows
        self.choice.blockSignals(True)
        self.choice.clear()
        state = registers.get("assessments").fields["state"].kind
        for found in rows:
            told = f"{found['year']} {found['name'] or '—'} · {found['scheme']} · {state.show(found['state'])}"
            self.choice.addItem(told)
        places = [n for n, found in enumerate(rows) if before and found["id"] == before["id"]]
        self.choice.setCurrentIndex(places[0] if places else 0 if rows else -1)
        self.choice.blockSignals(False)
        self._read()

    def _read(self) -> None:
        found = self.chosen()
        if found is None:
            self.standing = None
            self.table.setRowCount(0)
            self.said.setText(_("There is no assessment yet: begin one in the book 'Assessments'."))
            self._enable()
            return
        self.app.jobs.read(lambda s: scoring.standing(s, found["id"]), self._show, owner=self)

    def _show(self, standing: scoring.Standing) -> None:
        chosen = self.chosen()
        if chosen is None or chosen["id"] != standing.row["id"]:
            return
        self.standing = standing
        totals = standing.totals
        told = _("Own {own}, review {review}, final {final} of {full}; grade: {grade}").format(
            own=points(totals["self_total"]), review=points(totals["review_total"]),
            final=points(totals["final_total"]), full=points(standing.tree.full), grade=standing.grade or "—")
        self.said.setText(f"{told}  {_('Vetoed!')}" if standing.vetoed else told)
        self.table.blockSignals(True)
        place = self.table.currentRow()
        self.table.setRowCount(len(standing.lines))
        for number, line in enumerate(standing.lines):
            self._fill(number, line, str(standing.row["state"]))
        self.table.setCurrentCell(max(place, 0), 6)
        self.table.blockSignals(False)
        self._enable()

    def _fill(self, number: int, line: scoring.Line, state: str) -> None:
        kind = registers.get("assessment_items").fields["item_kind"].kind
        figure = line.figure.text() if line.figure else _("{count} ballots").format(
            count=sum(line.ballots.values())) if line.ballots else ""
        texts = [str(line.item["part"]), str(line.score["item"]), kind.show(line.item["item_kind"]),
                 points(line.item["max_score"]), figure, _or_empty(line.score["auto_score"]),
                 *(_SCORES.fields[name].kind.show(line.score[name]) for name in TYPED.values())]
        for at, text in enumerate(texts):
            item = QTableWidgetItem(text)
            may = at in TYPED and state in STAGES[TYPED[at]]
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if may else flags)
            item.setToolTip(str(line.item["standard"] or "") if at == 1 else "")
            self.table.setItem(number, at, item)

    def _enable(self) -> None:
        state = self.standing.row["state"] if self.standing else ""
        line = self.line()
        figure = line.figure if line else None
        self.take_button.setEnabled(state == "draft")
        self.review_button.setEnabled(state == "self_scored")
        self.behind_button.setEnabled(figure is not None)
        self.evidence_button.setEnabled(state == "draft" and line is not None)
        self.show_button.setEnabled(line is not None and bool(line.score["evidence_id"]))
        self.lacking_button.setEnabled(figure is not None and figure.lacking is not None)
        for part in (self.open_button, self.sheet_button, self.rank_button):
            part.setEnabled(self.standing is not None)

    # ---- verbs

    def _typed(self, number: int, at: int, text: str) -> None:
        """Save what was typed into a cell as one gesture; a refusal is told and the cell shows what is kept."""
        if self.standing is None or at not in TYPED:
            return
        name, score = TYPED[at], self.standing.lines[number].score
        values: dict[str, Any] = {name: text}
        reviewer = self.app.actor.name

        def work(session: Session) -> object:
            read = _SCORES.fields[name].kind.parse(text)
            if read.notes and read.value is None:
                raise InvalidRecordError([
                    Problem(ERROR, note.code, name, note.message, note.params) for note in read.notes])
            values[name] = read.value
            if name == "review_score" and not score["reviewer"]:
                values["reviewer"] = reviewer
            return records.save(session, _SCORES, values, score["id"])

        self.app.jobs.gesture(SCORED, work, params={"name": score["item"]}, failed=self._refused, owner=self)

    def _refused(self, error: BaseException) -> None:
        self.app.messages.error(error)
        self._read()

    def take_figures(self) -> None:
        """Write the points that follow from the records and ballots."""
        self._do(scoring.FILLED, scoring.take_figures, _("{count} items have points from the records."))

    def review(self) -> None:
        """Take the own points over into the review where it has none."""
        name = self.app.actor.name
        self._do(scoring.REVIEWED, lambda s, own: scoring.review_as_scored(s, own, name),
                 _("{count} items were reviewed as scored."))

    def _do(self, what: str, work: Any, told: str) -> None:
        found = self.chosen()
        if found is not None:
            self.app.jobs.gesture(what, lambda s: work(s, found["id"]),
                                  lambda count: self.app.messages.say(told.format(count=count)),
                                  params={"name": found["name"]}, keep=True, owner=self)

    def show_behind(self, *, lacking: bool = False) -> None:
        """Show the records behind the figure of the line, or those that lack it."""
        line = self.line()
        if line is not None and line.figure is not None:
            query = line.figure.lacking if lacking else line.figure.behind
            if query is not None:
                self.app.show_query(line.figure.register, query)

    def link_evidence(self) -> EvidenceDialog | None:
        """Ask which record is the evidence of the item."""
        line = self.line()
        if line is None:
            return None
        dialog = EvidenceDialog(self.app, line.score, self)
        dialog.open()
        return dialog

    def open_evidence(self) -> None:
        """Open the record that is the evidence of the item."""
        line = self.line()
        if line is not None and line.score["evidence_id"]:
            self.app.open_record(line.score["evidence_book"], line.score["evidence_id"])

    def open_file(self) -> None:
        """Open the assessment's record, where its steps and ballots are entered."""
        found = self.chosen()
        if found is not None:
            self.app.open_record("assessments", found["id"])

    def print_form(self, form: str) -> None:
        """Show the score sheet of the assessment, or the ranking of all of its scheme and year."""
        found = self.chosen()
        if found is not None:
            same = [one["id"] for one in self.rows
                    if (one["scheme_id"], one["year"]) == (found["scheme_id"], found["year"])]
            ids = same if form == "assessment-ranking" else [found["id"]]
            self.app.show_page("print", register="assessments", form=form, ids=ids)


def _or_empty(value: int | None) -> str:
    return "" if value is None else points(value)


