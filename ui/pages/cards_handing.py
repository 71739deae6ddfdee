"""Handing out: cards collected from the bank, signed for by group, those nobody collects, the yearly round, figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QLineEdit, QScrollArea, QWidget

from ui import tokens
from ui.pages.figures import Figure, FiguresView, Table
from ui.pages.page import PageWidget
from ui.widgets.plain_table import fill, plain_table
from ui.widgets.words import bar, button, column, label, line
from union_desk import checking, records, registers
from union_desk.affairs import cards_activation, cards_figures, cards_handing, cards_words
from union_desk.papers import gathering
from union_desk.schema import identity
from union_desk.search import Filter, Query
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from ui.context import App

_WATCHED = {"cards", "card_batches", "members", "branches", "card_registrations", "norms"}


@dataclass(frozen=True)
class Standing:
    """What waits to be done, counted."""

    coverage: cards_figures.Ratio
    activation: cards_figures.Ratio
    ages: dict[str, int]
    issued: list[dict[str, Any]]  # batches with cards at the bank
    groups: dict[str, str]
    overdue: list[str]
    leavers: int
    unregistered: int



class HandingView(PageWidget):
    """One line a task: how many, and the button that does it."""

    def __init__(self, app: App) -> None:
        """Lay it out and look into the books."""
        super().__init__(app)
        self.standing: Standing | None = None
        self.rates = label("", wraps=True)
        self.ages = FiguresView(app.theme, _("Days in the union"))
        self.ages.setMaximumHeight(84)
        self.batch, self.group, self.document = QComboBox(), QComboBox(), QLineEdit()
        self.batch.setAccessibleName(_("Card batch"))
        self.group.setAccessibleName(_("Union group"))
        self.document.setAccessibleName(_("List or letter"))
        for box, width in ((self.batch, 260), (self.group, 260), (self.document, 180)):
            box.setMinimumWidth(width)
        self.document.setPlaceholderText(_("List or letter"))
        self.proxy, self.proxy_number = QLineEdit(), QLineEdit()
        for box, text, width in ((self.proxy, _("Collected by (proxy)"), 160),
                                 (self.proxy_number, _("Proxy's document number"), 200)):
            box.setAccessibleName(text)
            box.setPlaceholderText(text)
            box.setMinimumWidth(width)
        self.account, self.lines = label("", wraps=True), plain_table(
            [_("Row in the file"), _("Name"), _("What became of it"), _("Reason")])
        self.lines.setMaximumHeight(110)
        self.lines.hide()
        self.to_sign, self.overdue, self.leavers, self.year = (label("") for _place in range(4))
        icon = app.theme.icon
        self.receive = button(_("Collected from the bank"), self.receive_batch, icon=icon("inbox"))
        self.over = button(_("Print the hand-over list"), self.print_over, icon=icon("printer"))
        self.sheet = button(_("Print the receipt list"), self.print_sheet, icon=icon("printer"))
        self.deliver = button(_("All of them have signed"), self.deliver_group, primary=True,
                              icon=icon("check", "on_accent"))
        self.activations = button(_("Read the bank's list of activations…"), self.ask_activations, icon=icon("file-up"))
        self.returned = button(_("Print the return list"), self.print_return, icon=icon("printer"))
        self.give_back = button(_("Given back to the bank"), self.give_back_all)
        self.end = button(_("Cancel their cards"), self.end_all)
        self.register = button(_("Register for this year"), self.register_all)
        for one in (self.receive, self.over, self.sheet, self.deliver, self.returned, self.give_back, self.end,
                    self.register):
            one.setEnabled(False)  # until it is known what there is to do
        self._lay_out()
        self._again = QTimer(self, singleShot=True, interval=150)
        self._again.timeout.connect(self.refresh)
        app.changed.connect(lambda names: self._again.start() if names & _WATCHED else None)
        self.group.currentIndexChanged.connect(lambda _index: self._count_group())
        self.refresh()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setLayout(column(
            label(_("Figures"), section=True), self.rates, self.ages, line(),
            label(_("At the bank"), section=True), bar(self.batch, self.over, self.receive, None),
            label(_("To be signed for"), section=True),
            bar(self.group, self.to_sign, None, self.document, self.sheet, self.deliver),
            bar(label(_("One person collects for all of them:"), muted=True), self.proxy, self.proxy_number, None),
            label(_("Activation at the bank"), section=True), bar(self.activations, self.account, None), self.lines,
            label(_("Nobody collected them in time"), section=True),
            bar(self.overdue, None, self.returned, self.give_back),
            label(_("Membership has ended"), section=True), bar(self.leavers, None, self.end),
            label(_("Yearly card registration"), section=True), bar(self.year, None, self.register),
            None, margins=tokens.SPACE))
        whole = QScrollArea(widgetResizable=True)  # a low screen has no room for all of it
        whole.setFrameShape(QFrame.Shape.NoFrame)
        whole.setWidget(inside)
        self.setLayout(column(whole))
        self.setFocusProxy(self.group)

    # ---- what is there

    def activated(self) -> None:
        """Look again."""
        self.refresh()

    def refresh(self) -> None:
        """Look into the books again."""
        self.app.jobs.read(partial(_look, day=checking.today()), self._show, owner=self)

    def _show(self, found: Standing) -> None:
        self.standing = found
        self.rates.setText("    ".join((
            _("Members with a card: {part} of {whole} ({rate})").format(
                part=found.coverage.part, whole=found.coverage.whole, rate=found.coverage.text()),
            _("Cards activated: {part} of {whole} handed out ({rate})").format(
                part=found.activation.part, whole=found.activation.whole, rate=found.activation.text()))))
        show = Query(filters=(Filter("card_state", "is", ("received",)),))
        self.ages.take(Table([_("Days in the union"), *found.ages], [(_("Service cards"), [
            Figure(str(count), partial(self.app.show_query, "cards", show) if count else None)
            for count in found.ages.values()])]))
        _offer(self.batch, {str(one["id"]): f"{one['batch_no']} · {one['bank_name']}" for one in found.issued})
        _offer(self.group, {"": _("All groups"), **found.groups})
        self.receive.setEnabled(bool(found.issued))
        self.over.setEnabled(bool(found.issued))
        for told, count, does in ((self.overdue, len(found.overdue), (self.returned, self.give_back)),
                                  (self.leavers, found.leavers, (self.end,)),
                                  (self.year, found.unregistered, (self.register,))):
            told.setText(_("{count} cards").format(count=count))
            for one in does:
                one.setEnabled(count > 0)
        self._count_group()

    def _count_group(self) -> None:
        self.app.jobs.read(self._waiting(), self._show_group, owner=self)

    def _show_group(self, ids: list[str]) -> None:
        self.to_sign.setText(_("{count} cards").format(count=len(ids)))
        for one in (self.sheet, self.deliver):
            one.setEnabled(bool(ids))

    def _waiting(self) -> Callable[[Session], list[str]]:
        group = str(self.group.currentData() or "") or None
        return lambda session: cards_handing.to_deliver(session, group)

    # ---- steps

    def receive_batch(self) -> None:
        """Note that the cards of the batch were collected, checked by the person at the desk."""
        batch, by, day = str(self.batch.currentData()), self.app.actor.name, checking.today()
        self._do(cards_words.RECEIVED, lambda s: cards_handing.receive(s, batch, day, by),
                 {"batch": self.batch.currentText().partition(" ")[0]})

    def deliver_group(self) -> None:
        """Note that everybody of the group signed; who sent another person is entered on the card itself."""
        find, by, day = self._waiting(), self.app.actor.name, checking.today()
        paper = self.document.text().strip() or None
        proxy = {"proxy_name": self.proxy.text().strip() or None,
                 "proxy_id_number": identity.normalise(self.proxy_number.text()) or None}

        def work(ids: list[str]) -> None:
            self._do(cards_words.DELIVERED,
                     lambda s: cards_handing.deliver(s, ids, day, handled_by=by, document=paper, **proxy),
                     {"count": len(ids)}, self._forget_proxy)

        self.app.jobs.read(find, work, owner=self)

    def _forget_proxy(self) -> None:
        """Empty the proxy's fields: the next group has another one, and the number is private."""
        self.proxy.clear()
        self.proxy_number.clear()

    def ask_activations(self) -> None:
        """Let the person name the bank's list."""
        home = self.app.preferences.text("import/folder", str(Path.home()))
        dialog = QFileDialog(self, _("Read the bank's list of activations…"), home,
                             "Excel, CSV (*.xlsx *.xls *.et *.ods *.csv)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.read_activations(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read_activations(self, path: Path) -> None:
        """Read the bank's list and show the account."""
        day = checking.today()
        self.app.jobs.gesture(cards_words.ACTIVATED, lambda s: cards_activation.take(s, path, day), self._tell_account,
                              params={"file": path.name}, owner=self)

    def _tell_account(self, found: cards_activation.Account) -> None:
        self.account.setText(found.text())
        told = [one for one in found.lines if one.reason]
        fill(self.lines, [(str(one.place), one.name, _("Unknown"), one.reason) for one in told])
        self.lines.setVisible(bool(told))

    def give_back_all(self) -> None:
        """Note that what nobody collected in time went back."""
        by, day = self.app.actor.name, checking.today()
        self._do(cards_words.GIVEN_BACK, lambda s: len(cards_handing.give_back(s, day, by)))

    def end_all(self) -> None:
        """Cancel the cards of those who left."""
        day = checking.today()
        self._do(cards_words.ENDED, lambda s: cards_handing.end_with_membership(s, day))

    def register_all(self) -> None:
        """Register the cards in use for this year, the fee paid by the union."""
        day = checking.today()
        self._do(cards_words.REGISTERED, lambda s: cards_handing.register_year(s, int(day[:4]), day, paid=True),
                 {"year": day[:4]})

    def _do(self, what: str, work: Callable[[Session], int], params: dict[str, object] | None = None,
            then: Callable[[], None] = lambda: None) -> None:
        def done(count: int) -> None:
            self.app.messages.say(_("{count} cards").format(count=count))
            then()

        self.app.jobs.gesture(what, work, done, params=params, owner=self)

    # ---- paper

    def print_over(self) -> None:
        """Show the hand-over list of the batch."""
        batch = str(self.batch.currentData())
        self.app.show_page("print", register="card_batches", form="cards-hand-over", ids=[batch])

    def print_sheet(self) -> None:
        """Show the list that the group signs."""
        self.app.jobs.read(self._waiting(), lambda ids: self.app.show_page(
            "print", register="cards", form="cards-pickup", ids=ids), owner=self)

    def print_return(self) -> None:
        """Show the list of what goes back."""
        if self.standing:
            self.app.show_page("print", register="cards", form="cards-return-list", ids=self.standing.overdue)


def _look(session: Session, day: str) -> Standing:
    cards, batches = registers.get("cards"), registers.get("card_batches")
    back = Query(filters=(Filter("batch_state", "is", ("returned", "collected")),), sort=(("batch_no", True),))
    waiting = [one for one in records.page(session, batches, back, limit=60) if records.count(session, cards, Query(
        filters=(Filter("batch_id", "is", (one["id"],)), Filter("card_state", "is", ("issued",)))))]
    return Standing(
        cards_figures.coverage(session), cards_figures.activation(session), cards_figures.ageing(session, day), waiting,
        gathering.groups(session), [str(row["id"]) for row in cards_handing.uncollected(session, day)],
        len(cards_handing.leavers(session)), len(cards_handing.unregistered(session, int(day[:4]))))


def _offer(box: QComboBox, entries: dict[str, str]) -> None:
    """Offer entries, keeping the choice."""
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for code, text in entries.items():
        box.addItem(text, code)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)
