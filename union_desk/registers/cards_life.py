"""What happens to a service card, C1 to C11: the table of transitions, what forbids a step, the events (domain §4.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from union_desk.registers.cards_rules import (
    EXISTING,
    LIVE,
    NEW,
    OPEN,
    clash,
    ends_before_membership,
    member_fault,
    number_fault,
    sound_proxy,
    too_early,
)
from union_desk.schema.day_order import ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import BankAccount, Code, Date, IdNumber, LongText, PersonName, Ref, Text
from union_desk.schema.problem import ERROR, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Context, Lifecycle, Register, Rule, Transition, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

IN_HAND = ("delivered", "activated", "replaced", "corrected")  # the member has it
_KEPT = ("issued", "received", *IN_HAND)  # wherever it is, it is a good card

# C1 to C11 of domain §4.3. Beyond that table: an application taken back by the member (`withdraw`), a request about a
# card that is there already and ends with it (`settle`), a lost card found again (`find`), a suspended one used again
# (`resume`), and `register`, which opens the record of a card that was in use before the program was there.
_TABLE = (
    Transition("apply", ("",), "applied", code="C1"),
    Transition("register", ("",), "activated", needs=("card_number",)),
    Transition("submit", ("applied",), "submitted", code="C2"),
    Transition("reject", ("submitted",), "rejected", needs=("reject_reason",), code="C3"),
    Transition("reapply", ("rejected",), "applied", code="C3"),
    Transition("withdraw", ("applied", "rejected"), "withdrawn", needs=("note",)),
    Transition("issue", ("submitted",), "issued", needs=("card_number",), code="C4"),
    Transition("settle", ("submitted",), "settled"),
    Transition("receive", ("issued",), "received", needs=("handled_by",), code="C5"),
    Transition("deliver", ("received", "corrected"), "delivered", code="C6", also=("proxy_name", "proxy_id_number")),
    Transition("activate", ("delivered", "replaced", "corrected"), "activated", code="C7"),
    Transition("report_lost", IN_HAND, "lost", code="C8"),
    Transition("find", ("lost",), "activated"),
    Transition("replace", ("lost", *IN_HAND), "replaced", needs=("card_number",), code="C8"),
    Transition("report_wrong", _KEPT, "wrong_info", needs=("wrong_item",), code="C9", also=("right_value",)),
    Transition("correct", ("wrong_info",), "corrected", code="C9"),
    Transition("suspend", (*IN_HAND, "lost"), "suspended", needs=("end_reason",), code="C10"),
    Transition("resume", ("suspended",), "activated", needs=("note",)),
    Transition("cancel", (*LIVE, "suspended"), "cancelled", needs=("end_reason",), code="C10"),
    Transition("return", ("received",), "returned", code="C11"),
)
# Whatever the step is, who did it and on which paper may be told
TRANSITIONS = tuple(replace(step, also=(*step.also, "handled_by", "document")) for step in _TABLE)
# The day on which a step was taken, kept on the card because lists and reminders ask for it
_DAYS = {"submit": "submitted_on", "issue": "issued_on", "receive": "received_on", "deliver": "delivered_on",
         "activate": "activated_on", "register": "activated_on", "replace": "issued_on"}
_TAIL = 4


def derive(record: Values, event: Values) -> Values:
    """Return what an event changes on the card beside its state: its days, its number, why it came back."""
    name = str(event["event"])
    derived: dict[str, object] = {}
    if name in _DAYS:
        derived[_DAYS[name]] = event.get("happened_on")
    if event.get("card_number") and name in {"issue", "replace", "register"}:
        derived["card_number"] = event["card_number"]
        derived["card_tail"] = str(event["card_number"])[-_TAIL:]
    if name == "reject":
        derived["reject_reason"] = event.get("reject_reason")
    if name == "reapply":  # free for another batch; the events remember the former one
        derived |= {"reject_reason": None, "batch_id": None, "submitted_on": None}
    if name in {"suspend", "cancel"}:
        derived["end_reason"] = event.get("end_reason")
    if name == "resume":
        derived["end_reason"] = None
    return derived


def guard(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Yield what forbids a step although the table has it."""
    name, day = str(event["event"]), str(event.get("happened_on") or "")
    yield from _dates(record, day, context)
    step = LIFECYCLE.find(str(record.get("card_state") or ""), name)
    if step is not None and step.target in (*OPEN, *LIVE):
        yield from clash(record, step.target, context)
    if name in {"apply", "submit"}:
        yield from member_fault(record, context, whole=name == "submit")
    if name == "submit":
        yield from _in_batch(record, event)
    if event.get("card_number"):
        yield from number_fault(record, event, context)
    kind = str(record.get("apply_kind") or "1")
    if name == "issue" and kind not in NEW:
        yield Problem(ERROR, "C4", "event", N_("A request about a card that is there already ends with 'settled'; only "
                                               "kinds 1 and 2 are issued (service card rules, C4)."))
    if name == "settle" and kind not in EXISTING:
        yield Problem(ERROR, "C4", "event", N_("An application for a card ends with the card's issue and its number "
                                               "(service card rules, C4)."))
    if name == "return":
        yield from too_early(record, day, context)
    if name == "cancel":
        yield from ends_before_membership(record, event, context)


def _dates(record: Values, day: str, context: Context) -> Iterable[Problem]:
    yield from ahead({"happened_on": day}, context, "happened_on")
    before = [str(row.get("happened_on") or "") for row in _events(record, context)]
    if before and day and day < max(before):
        yield Problem(ERROR, "C-dates", "happened_on", N_("{date} lies before the last step of this card ({last}). Steps "
                                                          "are entered in the order in which they happened."),
                      {"date": day, "last": max(before)})


def _events(record: Values, context: Context) -> Iterable[Values]:
    return context.rows("card_events", "card_id", record["id"]) if record.get("id") else ()


def _in_batch(record: Values, event: Values) -> Iterable[Problem]:
    if not record.get("batch_id") or event.get("batch_id") != record.get("batch_id"):
        yield Problem(ERROR, "C2", "event", N_("Applications are handed in with their batch and its sealed cover: make a "
                                               "batch and submit it (service card rules, C2)."))
    if not (record.get("own_will") and record.get("authorised_by_member")):
        yield Problem(ERROR, "C1", "authorised_by_member", N_("The member's own will and signed authorisation are not "
                                                              "noted on the application (service card rules, C1)."))


def complete(record: Values, event: Values) -> Values:
    """Return the batch with which the step happened: the events remember it when the card joins another one."""
    return {"batch_id": record.get("batch_id")} if event["event"] in {"reject", "issue", "settle", "receive"} else {}


LIFECYCLE = Lifecycle(
    events="card_events", link="card_id", state="card_state", transitions=TRANSITIONS, opening="apply", derive=derive,
    opened_on="applied_on", guard=guard, complete=complete, basis=N_("service card rules C1 to C11"), label=N_("Life of the card"))


class CardEvent(Record):
    """One step in the life of a service card: what, when, by whom, on which paper."""

    __tablename__ = "card_events"

    card_id: Mapped[str | None] = field(N_("Service card"), Ref(register="cards"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Step"), Code(list="card_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="card_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="card_state"), computed=True)
    batch_id: Mapped[str | None] = field(N_("Card batch"), Ref(register="card_batches"), computed=True, index=True)
    handled_by: Mapped[str | None] = field(N_("Handled by"), Text(), help=N_("Who of the union did it, or took the cards."))
    card_number: Mapped[str | None] = field(
        N_("Card number"), BankAccount(card=True), sensitive=True,
        help=N_("From the bank's file wherever possible. Never the password or the code on the back."))
    reject_reason: Mapped[str | None] = field(N_("Reason of the refusal"), Code(list="card_reject"))
    wrong_item: Mapped[str | None] = field(N_("Wrong item"), Code(list="card_wrong_item"))
    right_value: Mapped[str | None] = field(
        N_("What is right"), Text(), sensitive=True, help=N_("As on the document; the correction letter names it."))
    end_reason: Mapped[str | None] = field(N_("Reason of the end"), Code(list="card_end_reason"))
    proxy_name: Mapped[str | None] = field(N_("Collected by (proxy)"), PersonName())
    proxy_id_number: Mapped[str | None] = field(N_("Proxy's document number"), IdNumber(), sensitive=True)
    document: Mapped[str | None] = field(N_("List or letter"), Text(), help=N_("Number of the list or letter that proves it."))
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())


CARD_EVENTS = Register(
    name="card_events", label=N_("Card steps"), singular=N_("Card step"), model=CardEvent, area="cards",
    title=("event", "happened_on"), parent="card_id", append_only=True, share=SUPERIOR_ONLY,
    rules=(Rule("C6", ("proxy_name", "proxy_id_number", "event"), sound_proxy),),
    columns=("card_id", "event", "happened_on", "from_state", "to_state", "handled_by", "reject_reason", "document"))
