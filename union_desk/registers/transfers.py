"""Transfer of a membership to another union: slips and what happens to them (domain reference §2.1, §2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import transfers_arrivals, transfers_joining, transfers_leaving
from union_desk.registers.decided import decided
from union_desk.registers.transfers_rules import after_the_last, in_order, month, tail
from union_desk.schema.dates import add_days
from union_desk.schema.day_order import not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, IdNumber, LongText, PersonName, Ref, Text
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Lifecycle, Numbering, Register, Rule, Transition, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

AREA = "membership"
OPEN = ("drawn_up", "sent")
RECEIVER, SLIP, SNAPSHOT = N_("Where to"), N_("The slip"), N_("The member as on the slip")

TRANSITIONS = (
    Transition("draw_up", ("",), "drawn_up"),
    Transition("send", ("drawn_up",), "sent", also=("decided_by", "decision")),
    Transition("return_stub", ("drawn_up", "sent", "expired"), "stub_returned", also=("accepted_by", "decision")),
    Transition("refuse", ("sent",), "refused", needs=("note",), also=("accepted_by",)),
    Transition("cancel", ("drawn_up", "sent"), "cancelled", needs=("note",), also=("decided_by",)),
    Transition("expire", ("drawn_up", "sent"), "expired", also=("note",)),
)


class Transfer(Record):
    """One slip: a member who goes to another union. Once handed over it keeps what it said about the person."""

    __tablename__ = "transfers"

    slip_no: Mapped[str | None] = field(
        N_("Slip number"), Text(), search=True, index=True, section=SLIP, also=("接转单号", "介绍信编号"),
        help=N_("Given by the program: year, code of the union, serial."))
    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), required=True, index=True, section=SLIP)
    issued_on: Mapped[str | None] = field(N_("Drawn up on"), Date(), required=True, section=SLIP, also=("开具日期", "开具时间"))
    to_union: Mapped[str | None] = field(
        N_("To which union"), Text(), required=True, search=True, section=RECEIVER, also=("转入工会", "转入工会名称", "接收工会"),
        help=N_("The full name of the union that takes the member on."))
    to_code: Mapped[str | None] = field(N_("Code of the receiving union"), Text(), section=RECEIVER, also=("转入工会代码",))
    reason: Mapped[str | None] = field(N_("Reason"), Code(list="membership_change_reason"), section=SLIP, also=("转出原因",))
    dues_paid_to: Mapped[str | None] = field(
        N_("Dues paid until"), Text(), section=SLIP, also=("会费缴至年月", "会费缴至"), help=N_("The month, as 2026-03."))
    card_tail: Mapped[str | None] = field(
        N_("Last digits of the card"), Text(), section=SLIP, also=("会员卡尾号",), help=N_("Four digits; never more."))
    issuer: Mapped[str | None] = field(N_("Handled by"), Text(), section=SLIP, also=("经办人",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), section=SLIP)
    state: Mapped[str | None] = field(N_("State"), Code(list="transfer_state"), computed=True, section=SLIP, index=True)
    valid_until: Mapped[str | None] = field(N_("Valid until"), Date(), computed=True, section=SLIP, index=True)
    name: Mapped[str | None] = field(N_("Name"), PersonName(), computed=True, search=True, section=SNAPSHOT)
    sex: Mapped[str | None] = field(N_("Sex"), Code(list="sex"), computed=True, section=SNAPSHOT)
    born_on: Mapped[str | None] = field(N_("Date of birth"), Date(), computed=True, section=SNAPSHOT)
    document_type: Mapped[str | None] = field(N_("Kind of document"), Code(list="id_type"), computed=True, section=SNAPSHOT)
    document_number: Mapped[str | None] = field(
        N_("Document number"), IdNumber(), computed=True, sensitive=True, section=SNAPSHOT)
    member_no: Mapped[str | None] = field(N_("Member number"), Text(), computed=True, section=SNAPSHOT)
    join_union_date: Mapped[str | None] = field(N_("Joined the union on"), Date(), computed=True, section=SNAPSHOT)
    accepted_on: Mapped[str | None] = field(N_("Accepted on"), Date(), computed=True, section=RECEIVER)
    accepted_by: Mapped[str | None] = field(N_("Accepted by"), Text(), computed=True, section=RECEIVER)


class TransferEvent(Record):
    """One event in the life of a slip."""

    __tablename__ = "transfer_events"

    transfer_id: Mapped[str | None] = field(N_("Transfer slip"), Ref(register="transfers"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="transfer_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="transfer_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="transfer_state"), computed=True)
    decided_by: Mapped[str | None] = field(N_("Decided by"), Text())
    accepted_by: Mapped[str | None] = field(N_("Accepted by"), Text())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())


def derive(_record: Values, event: Values) -> Values:
    """Keep on the slip when and by whom the member was accepted."""
    if event["event"] != "return_stub":
        return {}
    return {"accepted_on": event.get("happened_on"), "accepted_by": event.get("accepted_by")}


def guard(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Forbid a step that the slip is not ready for (domain §2.2 T5 to T7, §2.3)."""
    name, happened = event["event"], str(event.get("happened_on") or "")
    yield from after_the_last("transfer_events", "transfer_id", record, event, context)
    until = str(record.get("valid_until") or "")
    if name == "send":
        if not record.get("dues_paid_to"):
            yield Problem(ERROR, "slip_incomplete", "dues_paid_to",
                          N_("The slip does not say until when dues are paid; the receiving union needs it."))
        yield from _not_active(record, context)
    if name == "expire" and until and happened <= until:
        yield Problem(ERROR, "still_valid", "happened_on", N_("The slip holds until {date}."), {"date": until})
    if name == "return_stub" and until and happened > until:
        basis = context.norm("transfer.valid_days", str(record.get("issued_on") or "")).basis
        yield Problem(ERROR, "slip_over", "happened_on",
                      N_("The member was accepted on {day}, after the slip had run out on {date} ({basis}). "
                         "Draw up a new one."), {"day": happened, "date": until, "basis": basis})


def _not_active(record: Values, context: Context) -> Iterable[Problem]:
    state = context.lookup("members", str(record.get("member_id")), "membership_state")
    if state not in (None, "active", "transferring_out"):
        yield Problem(ERROR, "not_active", "member_id",
                      N_("Only a current member is transferred (membership rules, T5)."))


def reckon(values: Values, context: Context) -> Values:
    """Return until when the slip holds: so many days from the day it was drawn up (norm transfer.valid_days)."""
    issued = values.get("issued_on")
    if not isinstance(issued, str) or values.get("state") not in (None, "", "drawn_up"):
        return {}
    days = context.norm("transfer.valid_days", issued).value
    return {"valid_until": add_days(issued, days)}


def _one_open(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a second open slip for a member: one person, one membership (domain §0)."""
    member = values.get("member_id")
    if member is None or values.get("state") not in (None, *OPEN):
        return
    for other in context.rows("transfers", "member_id", member):
        if other["id"] != values.get("id") and other["state"] in OPEN:
            yield Problem(ERROR, "second_slip", "member_id",
                          N_("The slip {number} of this member is still open. Close or cancel it first."),
                          {"number": other["slip_no"]})
            return


def _frozen(values: Values, context: Context) -> Iterable[Problem]:
    """Remind that a slip that left the house is only as good as what is printed on it."""
    if values.get("state") == "sent" and values.get("name") and values.get("member_id"):
        known = context.lookup("members", str(values["member_id"]), "name")
        if known is not None and known != values["name"]:
            yield Problem(WARNING, "changed_since", "member_id",
                          N_("The member's name was changed after the slip was handed over."))


TRANSFERS = Register(
    name="transfers", label=N_("Transfers out"), singular=N_("Transfer slip"), model=Transfer, area=AREA,
    title=("slip_no", "to_union"), keys=(("slip_no",),), attachable=True,
    numbering=Numbering("slip_no", "{year}{union}{serial:04d}", day="issued_on"),
    lifecycle=Lifecycle(
        events="transfer_events", link="transfer_id", state="state", transitions=TRANSITIONS, derive=derive,
        opening="draw_up", opened_on="issued_on", guard=guard, basis=N_("membership rules"), label=N_("Way of the slip"),
        then="union_desk.affairs.membership:follow_transfer"),
    rules=(Rule("dates", ("issued_on",), in_order("issued_on")),
           Rule("month", ("dues_paid_to",), month("dues_paid_to")),
           Rule("card_tail", ("card_tail",), tail),
           Rule("one_open", ("member_id", "state"), _one_open, others=True),
           Rule("frozen", ("member_id", "state"), _frozen, others=True, worst=WARNING),
           decided("transfers", "state", ("sent", "stub_returned", "refused", "expired"),
                   ("member_id", "issued_on", "to_union", "dues_paid_to", "card_tail"), later=("to_code",))),
    reckon=reckon,
    columns=("slip_no", "member_id", "state", "to_union", "issued_on", "valid_until", "accepted_on", "reason"),
    sort=("slip_no",), weight=("state", "reason", "issued_on"))

TRANSFER_EVENTS = Register(
    name="transfer_events", label=N_("Events of slips"), singular=N_("Event of a slip"), model=TransferEvent, area=AREA,
    title=("event", "happened_on"), rules=(not_ahead("happened_on"),),
    parent="transfer_id", append_only=True,
    columns=("transfer_id", "event", "happened_on", "from_state", "to_state", "decided_by", "decision"))

REGISTERS = (
    *transfers_joining.REGISTERS, TRANSFERS, TRANSFER_EVENTS, *transfers_arrivals.REGISTERS,
    *transfers_leaving.REGISTERS)
