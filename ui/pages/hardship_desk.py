"""The desk of households: who is where in the procedure, the arithmetic, what the next step needs, and its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QInputDialog, QScrollArea, QSplitter, QTabWidget, QWidget

from ui import tokens, unmask
from ui.lifecycle_view import LifecycleView
from ui.pages.page import PageWidget
from ui.widgets.plain_table import chosen, fill, plain_table, widen
from ui.widgets.words import bar, button, column, label
from union_desk import checking, lifecycle, records, registers
from union_desk.affairs import hardship_filing as filing
from union_desk.registers.funds_shares import yuan
from union_desk.registers.hardship import LIVE
from union_desk.search import Filter, Query
from union_desk.words import _, series

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App

FILES = filing.FILES
_WATCHED = {"attachments", "hardship_files", "hardship_assessments", "hardship_materials", "hardship_refusals",
            "hardship_objections", "hardship_visits", "hardship_reviews", "help_records", "hardship_persons",
            "low_income_lines"}
_PUBLIC = ("publicity", "exit_publicity")
_LEFT, _RIGHT = 610, 570  # pixels of the two halves at first
_WIDTHS = (112, 76, 128, 96)  # pixels of the list's first columns


class DeskView(PageWidget):
    """Households on the left, the chosen one on the right with all that its next step needs."""

    def __init__(self, app: App) -> None:
        """Lay it out and look into the books."""
        super().__init__(app)
        self.found: list[dict[str, Any]] = []
        self.names: dict[str, str] = {}
        self.view: dict[str, Any] = {}
        heads = [_("Number of the file"), _("Worker"), _("State of the file"), _("Category of hardship"), _("To be "
                                                                                                            "watched")]
        self.list = plain_table(heads, _("Households"))
        widen(self.list, _WIDTHS)
        self.list.itemSelectionChanged.connect(self._choose)
        self.list.itemActivated.connect(lambda _item: self.open_file())
        self.ended = QCheckBox(_("Ended files too"))
        self.ended.toggled.connect(lambda _on: self.refresh())
        self.title = label("", title=True)
        self.sum, self.needs, self.told = label("", wraps=True), label("", wraps=True), label("", muted=True,
                                                                                              wraps=True)
        self.lines = plain_table([_("The arithmetic"), _("Yuan a year")], _("The arithmetic"))
        self.lines.setColumnWidth(0, 300)
        self.life = LifecycleView(app, FILES)
        self.open_amounts = ""
        self._again = QTimer(self, singleShot=True, interval=unmask.SECONDS * 1000)
        self._again.timeout.connect(self._hide_amounts)
        self._make_buttons()
        self._lay_out()
        app.changed.connect(lambda names: self.refresh() if names & _WATCHED else None)
        self.refresh()

    def _make_buttons(self) -> None:
        icon = self.app.theme.icon
        self.file = button(_("Open the household's file"), self.open_file, icon=icon("folder-open"))
        self.amounts = button(_("Show amounts…"), self.ask_amounts, icon=icon("eye"))
        self.grounds = button(_("No ground of refusal applies"), self.check_grounds, icon=icon("list-checks"),
                              tip=_("Answers the grounds that are open with no; one that applies is entered in the "
                                    "file."))
        self.materials = button(_("All materials were shown"), self.show_materials, icon=icon("file-check-2"),
                                tip=_("Notes the missing materials as shown today."))
        self.objection = button(_("Record an objection…"), self.ask_objection, icon=icon("mail-warning"))
        self.paper = button(_("Print the application"), lambda: self._print("hardship-file", [self.chosen()]),
                            icon=icon("printer"))
        self.sheet = button(_("Print the publicity sheet"), self.print_sheet, icon=icon("printer"),
                            tip=_("All households that are in publicity now, with what everybody may read."))

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        left.setLayout(column(bar(self.ended, None, self.sheet), self.list))
        body = column(self.title, self.told, bar(self.file, self.paper, self.amounts, None),
                      bar(self.grounds, self.materials, self.objection, None), self._needs(), self._tabs(),
                      margins=tokens.SPACE_S)
        body.setStretch(4, 2)
        body.setStretch(5, 3)
        right.setLayout(body)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([_LEFT, _RIGHT])
        self.setLayout(column(split, margins=tokens.SPACE_S))
        self.setFocusProxy(self.list)

    def _needs(self) -> QScrollArea:
        """Return what the next step needs; a long list scrolls, so that nothing of it is cut."""
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.needs.setAlignment(Qt.AlignmentFlag.AlignTop)
        area.setWidget(self.needs)
        return area

    def _tabs(self) -> QTabWidget:
        """Return the arithmetic and the course of the file as tabs."""
        tabs, sums = QTabWidget(documentMode=True), QWidget()
        sums.setLayout(column(self.lines, self.sum, margins=tokens.SPACE_S))
        tabs.addTab(sums, _("The arithmetic"))
        tabs.addTab(self.life, _(lifecycle.of(FILES).label))
        return tabs

    # ---- what is there

    def chosen(self) -> str:
        """Return the id of the chosen file, empty without one."""
        return chosen(self.list)

    def activated(self) -> None:
        """Look again."""
        self.refresh()

    def refresh(self) -> None:
        """Look into the books again."""
        ended = self.ended.isChecked()
        self.app.jobs.read(lambda s: _look(s, ended=ended), self._fill, owner=self)

    def _fill(self, found: tuple[list[dict[str, Any]], dict[str, str]]) -> None:
        before, (self.found, self.names) = self.chosen(), found
        state, kind = FILES.fields["hardship_state"].kind, FILES.fields["category"].kind
        self.list.blockSignals(True)
        fill(self.list, [(str(one["file_no"] or ""), self.names.get(one["member_id"], ""),
                          state.show(one["hardship_state"]),
                          kind.show(one["category"]), _watched(one)) for one in self.found],
             [one["id"] for one in self.found])
        place = next((place for place, one in enumerate(self.found) if one["id"] == before), 0)
        if self.found:
            self.list.setCurrentCell(place, 0)
        self.list.blockSignals(False)
        self.sheet.setEnabled(any(one["hardship_state"] in _PUBLIC for one in self.found))
        self._choose()

    def _choose(self) -> None:
        file = self.chosen()
        for one in (self.file, self.grounds, self.materials, self.objection, self.paper, self.amounts):
            one.setEnabled(bool(file))
        if file:
            self.life.show_record(file)
            self.app.jobs.read(lambda s: filing.view(s, file), self._show, owner=self)

    def _show(self, view: dict[str, Any]) -> None:
        if view["file"]["id"] != self.chosen():
            return
        self.view, workings = view, view["workings"]
        self.title.setText(f"{view['worker']['name']}  {view['file']['file_no']}")
        self.told.setText(_("{persons} persons besides the worker; helped {count} times, {amount} yuan this "
                            "year").format(
            persons=len(view["persons"]), count=view["help_count"], amount=yuan(view["help_year"])))
        self._show_workings(workings if self.open_amounts == view["file"]["id"] else filing.hidden(workings))
        told = _("{step}: {why}")
        needed = [told.format(step=step.label, why=why) for step in view["next"] for why in step.blocked]
        if view["without_scan"]:
            needed.append(_("Shown, but no scan is attached: {materials}. Open the material in the file, then "
                            "'Attachments'.").format(materials=series(view["without_scan"])))
        self.needs.setText("\n".join(needed))
        self.materials.setEnabled(bool(view["missing"]))
        self.materials.setToolTip(series(view["missing"]) or self.materials.toolTip())

    def _show_workings(self, workings: filing.Workings | None) -> None:
        """Show the arithmetic: without figures until they were asked for (domain §13)."""
        self.amounts.setEnabled(workings is not None)
        if workings is None:
            fill(self.lines, [])
            self.sum.setText(_("Not assessed yet: enter income and spending in the file, then the assessment."))
            return
        fill(self.lines, [(text, filing.HIDDEN if fen is None else yuan(abs(fen))) for text, fen in workings.lines])
        told = _("Proposed: {category}. {reason}").format(category=workings.proposal, reason=workings.reason)
        self.sum.setText(f"{workings.formula}\n{told}")

    def ask_amounts(self) -> None:
        """Ask why the amounts are needed, journal it and show them for a minute."""
        file, assessment = self.chosen(), self.view["assessment"]["id"]
        unmask.ask(self.app, filing.ASSESSMENTS, [assessment], lambda: self.show_amounts(file), self)

    def show_amounts(self, file: str) -> None:
        """Show the amounts of a file, hide them again after a minute."""
        self.open_amounts = file
        self._again.start()
        self._choose()

    def _hide_amounts(self) -> None:
        self.open_amounts = ""
        self._choose()

    # ---- verbs

    def open_file(self) -> None:
        """Show the chosen file with its books."""
        if self.chosen():
            self.app.open_record(FILES.name, self.chosen())

    def check_grounds(self) -> None:
        """Answer the open grounds of refusal of the chosen file with no."""
        file, day, by = self.chosen(), checking.today(), self.app.actor.name
        self._do(filing.CHECKED, lambda s: filing.check_grounds(s, file, day, by),
                 lambda count: _("{count} grounds of refusal checked.").format(count=count))

    def show_materials(self) -> None:
        """Note what the chosen file lacks as shown today."""
        file, day = self.chosen(), checking.today()
        self._do(filing.SHOWN, lambda s: filing.show_materials(s, file, day),
                 lambda count: _("{count} materials noted as shown.").format(count=count))

    def ask_objection(self) -> None:
        """Ask for the text of an objection and record it."""
        text, sure = QInputDialog.getMultiLineText(self, _("Record an objection…"), _("The objection"))
        if sure and text.strip():
            self.record_objection(text.strip())

    def record_objection(self, text: str) -> None:
        """Record an objection to the chosen file; a publicity waits for its answer."""
        file, day = self.chosen(), checking.today()
        self._do(filing.OBJECTED, lambda s: filing.object_to(s, file, day, text),
                 lambda _id: _("The objection is recorded; it is answered before the file goes on."))

    def _do(self, what: str, work: Any, told: Any) -> None:
        number = self.view.get("file", {}).get("file_no") or ""
        self.app.jobs.gesture(what, work, lambda made: self.app.messages.say(told(made)), params={"number": number},
                              owner=self)

    def print_sheet(self) -> None:
        """Show the sheet of all households that are in publicity in the print preview."""
        self._print("hardship-publicity", [one["id"] for one in self.found if one["hardship_state"] in _PUBLIC])

    def _print(self, form: str, ids: list[str]) -> None:
        self.app.show_page("print", register=FILES.name, form=form, ids=ids)


def _look(session: Session, *, ended: bool) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the files, the newest first, and the workers' names by id."""
    filters = () if ended else (Filter("hardship_state", "is", LIVE),)
    found = records.page(session, FILES, Query(filters=filters, sort=(("applied_on", True),)), limit=-1)
    people = records.by_ids(session, registers.get("members"), [one["member_id"] for one in found])
    return found, {member: str(one["name"]) for member, one in people.items()}


def _watched(one: dict[str, Any]) -> str:
    """Return the day that matters next."""
    state = one["hardship_state"]
    if state in (*_PUBLIC, "objected"):
        return _("publicity until {day}").format(day=one["publicity_until"])
    if state in ("on_file", "recheck"):
        return _("review by {day}").format(day=one["review_due_on"])
    return _("followed up until {day}").format(day=one["follow_until"]) if state == "lifted" else ""
