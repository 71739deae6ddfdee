"""The page of joining and transfer: batches, slips in both directions as files, cases of leaving, who retires."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QTableWidget, QTableWidgetItem, QWidget

from ui import tokens
from ui.form import fill_nothing
from ui.pages.area import AreaPage, View
from ui.register_page import RegisterPage
from ui.widgets.words import button, column, label, row
from union_desk import checking, records, registers
from union_desk.affairs import membership, transfer_file
from union_desk.errors import UserError
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.affairs.transfer_file import Sealed
    from union_desk.schema.register import Register

MEMBERS, TRANSFERS, ARRIVALS, BATCHES, DEPARTURES = (
    registers.get(n) for n in ("members", "transfers", "arrivals", "join_batches", "departures"))
_HANDED, _CLOSED = N_("Handed over the transfer slip {name}"), N_("Took in the receipt of the slip {name}")
_RECEIVED, _ANSWERED = N_("Took in the transfer slip of {name}"), N_("Made the receipt for {name}")
_GATHERED = N_("Put the applicants into a joining batch")
_PROPOSED = N_("Proposed cases of leaving from arrears of dues")
_KEPT = N_("Kept the membership of {count} people who retired")


class MembershipPage(AreaPage):
    """The books of the area; slips come and go as files."""

    area: ClassVar[str] = "membership"

    def views(self) -> list[View]:
        """Return the tabs of those who reach the age of retirement, and of those whose membership is kept."""
        return [View("retirement", N_("Retirement"), RetirementView), View("kept", N_("Kept memberships"), KeptPage)]

    def page_of(self, register: Register) -> QWidget:
        """Make the page of a book."""
        made: dict[str, Callable[[App], QWidget]] = {
            "transfers": SlipsPage, "arrivals": ArrivalsPage, "join_batches": BatchesPage,
            "departures": DeparturesPage}
        return made[register.name](self.app) if register.name in made else super().page_of(register)


class _WithFiles(RegisterPage):
    """A book whose records travel as files."""

    def chosen_record(self) -> str | None:
        """Return the record under the cursor; says what to do when there is none."""
        found = self.grid.current_id()
        if not found:
            self.app.messages.say(_("Choose a record in the list first."))
        return found

    def ask_open(self, heading: str, then: Callable[[Path], object]) -> QFileDialog:
        """Ask which file to take in."""
        dialog = QFileDialog(self, heading, "", "JSON (*.json);;*")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return self._show(dialog, then)

    def ask_save(self, heading: str, name: str, then: Callable[[Path], object]) -> QFileDialog:
        """Ask where to put a file."""
        dialog = QFileDialog(self, heading, str(Path.home() / name), "JSON (*.json)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        return self._show(dialog, then)

    def _show(self, dialog: QFileDialog, then: Callable[[Path], object]) -> QFileDialog:
        dialog.fileSelected.connect(lambda file: then(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def loaded(self, path: Path, what: str) -> Sealed | None:
        """Return a file whose signature holds; else says why not."""
        try:
            return transfer_file.load(path, what)
        except UserError as fault:
            self.app.messages.error(fault)
            return None


class SlipsPage(_WithFiles):
    """Slips of this office: handed over as a file, closed by the receipt that comes back."""

    def __init__(self, app: App) -> None:
        """Add the two buttons."""
        super().__init__(app, TRANSFERS, fill_nothing)
        icon = app.theme.icon
        self.hand = button(_("Hand over as a file…"), self.ask_hand_over, icon=icon("file-down"))
        self.receipt = button(_("Take in a receipt…"), self.ask_receipt, icon=icon("file-check-2"))
        self.extra.addWidget(self.hand)
        self.extra.addWidget(self.receipt)

    def ask_hand_over(self) -> QFileDialog | None:
        """Ask where the file of the slip under the cursor goes."""
        record = self.chosen_record()
        if record is None:
            return None
        with self.app.db.read() as s:
            number = str(records.get(s, TRANSFERS, record)["slip_no"])
        name = f"{number}{transfer_file.SUFFIX}"
        return self.ask_save(_("Hand over as a file…"), name, partial(self.hand_over, record, number))

    def hand_over(self, record: str, number: str, path: Path) -> None:
        """Hand the slip over: file and membership move together, or not at all."""
        key, day = self.app.db.key, checking.today()

        def work(session: Session) -> None:
            transfer_file.save(path, transfer_file.hand_over(session, key, record, day))

        told = _("The slip lies in {file}. Print it too and put the seal on it; the fingerprint on it proves the file.")
        self.app.jobs.gesture(_HANDED, work, lambda _done: self.app.messages.say(told.format(file=path.name)),
                              params={"name": number}, keep=True, owner=self)

    def ask_receipt(self) -> QFileDialog:
        """Ask which receipt came back."""
        return self.ask_open(_("Take in a receipt…"), self.take_receipt)

    def take_receipt(self, path: Path) -> None:
        """Show who accepted the member, then close the slip."""
        receipt = self.loaded(path, transfer_file.RECEIPT)
        if receipt is None:
            return
        told = receipt.content
        text = _("{union} accepted the member of the slip {number} on {date}. Close the slip?").format(
            union=told.get("accepted_by") or "—", number=told["slip_no"], date=told.get("accepted_on") or "—")
        self.app.messages.ask(text, _("Close the slip"), partial(self.close_by, receipt),
                              detail=_("Fingerprint: {mark}").format(mark=receipt.fingerprint))

    def close_by(self, receipt: Sealed) -> None:
        """Close the slip that a receipt answers."""
        key = self.app.db.key
        self.app.jobs.gesture(_CLOSED, lambda s: transfer_file.close(s, key, receipt), self.show_record,
                              params={"name": str(receipt.content["slip_no"])}, owner=self)


class ArrivalsPage(_WithFiles):
    """Slips of other unions: taken in from a file, answered by a receipt."""

    def __init__(self, app: App) -> None:
        """Add the two buttons."""
        super().__init__(app, ARRIVALS, fill_nothing)
        icon = app.theme.icon
        self.take = button(_("Take in a slip…"), self.ask_slip, icon=icon("file-up"))
        self.answer = button(_("Receipt as a file…"), self.ask_answer, icon=icon("file-check-2"))
        self.extra.addWidget(self.take)
        self.extra.addWidget(self.answer)

    def ask_slip(self) -> QFileDialog:
        """Ask which slip came."""
        return self.ask_open(_("Take in a slip…"), self.take_slip)

    def take_slip(self, path: Path) -> None:
        """Show who comes from where, and the fingerprint to compare with the sealed slip; then enter it."""
        slip = self.loaded(path, transfer_file.SLIP)
        if slip is None:
            return
        told = slip.content
        text = _("{name} comes from {union} with the slip {number}. Take it in?").format(
            name=told.get("name") or "—", union=told["from_union"], number=told["slip_no"])
        detail = _("Fingerprint: {mark}").format(mark=slip.fingerprint) + "\n" + _(
            "It must be the one that is printed on the sealed slip.")
        self.app.messages.ask(text, _("Take in"), partial(self.receive, slip), detail=detail)

    def receive(self, slip: Sealed) -> None:
        """Enter the slip and show it; the committee accepts it under the tab of its way."""
        key, day = self.app.db.key, checking.today()
        self.app.jobs.gesture(_RECEIVED, lambda s: transfer_file.receive(s, key, slip, day), self.show_record,
                              params={"name": str(slip.content.get("name"))}, owner=self)

    def ask_answer(self) -> QFileDialog | None:
        """Ask where the receipt for the arrival under the cursor goes."""
        record = self.chosen_record()
        if record is None:
            return None
        with self.app.db.read() as s:
            arrival = records.get(s, ARRIVALS, record)
        name = f"{arrival['slip_no'] or arrival['name']}{transfer_file.RECEIPT_SUFFIX}"
        then = partial(self.send_answer, record, str(arrival["name"]))
        return self.ask_save(_("Receipt as a file…"), name, then)

    def send_answer(self, record: str, name: str, path: Path) -> None:
        """Write the receipt."""
        key, day, by = self.app.db.key, checking.today(), self.app.actor.name

        def work(session: Session) -> None:
            transfer_file.save(path, transfer_file.answer(session, key, record, day, by))

        told = _("The receipt lies in {file}. Send it to the other union.")
        self.app.jobs.gesture(_ANSWERED, work, lambda _done: self.app.messages.say(told.format(file=path.name)),
                              params={"name": name}, keep=True, owner=self)


class BatchesPage(RegisterPage):
    """Joining batches: all who wait are put into one with a button; the meeting decides under the tab of the batch."""

    def __init__(self, app: App) -> None:
        """Add the button."""
        super().__init__(app, BATCHES, fill_nothing)
        self.gather = button(_("Put all applicants in"), self.gather_applicants, icon=app.theme.icon("user-plus"))
        self.extra.addWidget(self.gather)

    def gather_applicants(self) -> None:
        """Put everybody who has applied and stands in no batch into the one under the cursor."""
        record = self.grid.current_id()
        if not record:
            self.app.messages.say(_("Choose a record in the list first."))
            return

        def told(count: int) -> None:
            self.app.messages.say(_("{count} applicants were put into the batch.").format(count=count))
            self.show_record(record)

        self.app.jobs.gesture(_GATHERED, lambda s: membership.gather_applicants(s, record), told, keep=True, owner=self)


class DeparturesPage(RegisterPage):
    """Cases of leaving: those who pay no dues are proposed with a button; people decide."""

    def __init__(self, app: App) -> None:
        """Add the button."""
        super().__init__(app, DEPARTURES, fill_nothing)
        self.propose = button(_("Propose from arrears"), self.propose_arrears, icon=app.theme.icon("hourglass"))
        self.extra.addWidget(self.propose)

    def propose_arrears(self) -> None:
        """Open a case for everybody who has paid nothing for as long as the norm says."""
        day = checking.today()

        def tell(count: int) -> None:
            told = _("{count} cases were opened. Nobody leaves by it: the talk and the decision follow.")
            self.app.messages.say(told.format(count=count))

        self.app.jobs.gesture(_PROPOSED, lambda s: membership.propose_arrears(s, day), tell, keep=True, owner=self)


class KeptPage(RegisterPage):
    """The register of kept memberships: the members in that state, with the paper that they sign."""

    def __init__(self, app: App) -> None:
        """Begin with the kept ones; the print button draws their register."""
        super().__init__(app, MEMBERS, fill_nothing)
        self.extra.addWidget(button(_("Print the register"), self.print_kept, icon=app.theme.icon("printer")))
        self.grid.set_columns(["name", "sex", "birth_date", "member_no", "join_union_date", "department"])
        self.show_query(Query(filters=(Filter("membership_state", "is", ("kept",)),)))

    def print_kept(self) -> None:
        """Show the register in the print preview, of those in the list."""
        query = self.bar.query

        def show(rows: list[dict[str, Any]]) -> None:
            self.app.show_page("print", register=MEMBERS.name, form="membership-kept", ids=[row["id"] for row in rows])

        self.app.jobs.read(lambda s: records.page(s, MEMBERS, query, limit=-1, columns=["id"]), show, owner=self)


class RetirementView(QWidget):
    """Current members who are past the statutory age: the program reminds, a person decides (rule R4)."""

    def __init__(self, app: App) -> None:
        """Make the list."""
        super().__init__()
        self.app = app
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName(_("Retirement"))
        self.table.setHorizontalHeaderLabels(
            [_("Name"), _("Date of birth"), _("Statutory retirement"), _("Joined the union on")])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.keep = button(_("Keep the memberships of those ticked"), self.keep_ticked, icon=app.theme.icon("check"))
        hint = label(_("A kept membership pays no dues and has no vote; it ends with a new job."),
                     muted=True)
        self.setLayout(column(row(hint, None, self.keep), self.table, margins=tokens.SPACE))
        app.changed.connect(self._changed)
        self.activated()

    def activated(self) -> None:
        """Read the list."""
        day = checking.today()
        self.app.jobs.read(lambda s: membership.retired(s, day), self._fill, owner=self)

    def _changed(self, names: frozenset[str]) -> None:
        if MEMBERS.name in names:
            self.activated()

    def _fill(self, people: list[dict[str, Any]]) -> None:
        self.table.setRowCount(len(people))
        for line, person in enumerate(people):
            texts = tuple(person[name] for name in ("name", "birth_date", "retires_on", "join_union_date"))
            for place, text in enumerate(texts):
                self.table.setItem(line, place, QTableWidgetItem(str(text or "")))
            first = self.table.item(line, 0)
            assert first is not None
            first.setData(Qt.ItemDataRole.UserRole, person["id"])
            first.setCheckState(Qt.CheckState.Unchecked)
        self.table.resizeColumnsToContents()

    def ticked(self) -> list[str]:
        """Return the ids of those who are ticked."""
        items = [self.table.item(line, 0) for line in range(self.table.rowCount())]
        return [str(i.data(Qt.ItemDataRole.UserRole)) for i in items if i and i.checkState() == Qt.CheckState.Checked]

    def keep_ticked(self) -> None:
        """Keep the memberships of those ticked, as one gesture."""
        ids, day = self.ticked(), checking.today()
        if not ids:
            self.app.messages.say(_("Tick somebody first."))
            return
        self.app.jobs.gesture(_KEPT, lambda s: membership.keep_retired(s, ids, day), params={"count": len(ids)},
                              owner=self)
