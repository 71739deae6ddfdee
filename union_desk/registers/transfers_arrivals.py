"""Members who come from another union with their slip, and the unions they were in before (domain reference §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.decided import decided
from union_desk.registers.transfers_rules import after_the_last, in_order, month, tail
from union_desk.schema.day_order import backwards, not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, IdNumber, LongText, PersonName, Ref, Text
from union_desk.schema.problem import ERROR, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Lifecycle, Register, Rule, Transition, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

AREA = "membership"
PERSON, ORIGIN, HERE = N_("Person"), N_("Where from"), N_("Taking on")

TRANSITIONS = (
    Transition("receive", ("",), "received"),
    Transition("accept", ("received",), "accepted", also=("decided_by", "decision", "note"), code="T4"),
    Transition("decline", ("received",), "declined", needs=("note",), also=("decided_by",)),
    Transition("return_stub", ("accepted",), "stub_returned", also=("decided_by", "note")),
)


class Arrival(Record):
    """One slip of another union, as it came on paper or in a file."""

    __tablename__ = "arrivals"

    slip_no: Mapped[str | None] = field(N_("Slip number"), Text(), search=True, section=ORIGIN, also=("接转单号", "介绍信编号"))
    from_union: Mapped[str | None] = field(
        N_("From which union"), Text(), required=True, search=True, section=ORIGIN, also=("转出工会", "转出工会名称", "原工会"))
    from_code: Mapped[str | None] = field(N_("Code of the sending union"), Text(), section=ORIGIN, also=("转出工会代码",))
    issued_on: Mapped[str | None] = field(N_("Drawn up on"), Date(), section=ORIGIN, also=("开具日期", "开具时间"))
    valid_until: Mapped[str | None] = field(N_("Valid until"), Date(), section=ORIGIN, also=("有效期至", "有效期"))
    name: Mapped[str | None] = field(N_("Name"), PersonName(), required=True, search=True, section=PERSON, also=("姓名",))
    id_type: Mapped[str | None] = field(N_("Kind of document"), Code(list="id_type"), default="01", section=PERSON)
    id_number: Mapped[str | None] = field(
        N_("Document number"), IdNumber(), required=True, sensitive=True, search=True, section=PERSON,
        also=("证件号码", "身份证号", "身份证号码"))
    sex: Mapped[str | None] = field(N_("Sex"), Code(list="sex"), section=PERSON, also=("性别",))
    birth_date: Mapped[str | None] = field(N_("Date of birth"), Date(), section=PERSON, also=("出生日期",))
    member_no: Mapped[str | None] = field(N_("Member number there"), Text(), section=PERSON, also=("原会员证号",))
    join_union_date: Mapped[str | None] = field(
        N_("Joined the union on"), Date(), section=PERSON, also=("入会时间", "入会日期"),
        help=N_("The first day of membership; it survives transfers."))
    dues_paid_to: Mapped[str | None] = field(
        N_("Dues paid until"), Text(), section=PERSON, also=("会费缴至年月", "会费缴至"), help=N_("The month, as 2026-03."))
    card_tail: Mapped[str | None] = field(
        N_("Last digits of the card"), Text(), section=PERSON, also=("会员卡尾号",), help=N_("Four digits; never more."))
    history: Mapped[str | None] = field(
        N_("Unions before"), LongText(), section=ORIGIN, also=("历任工会", "会籍经历"),
        help=N_("One line for each: 2011-07-01～2016-03-01 name of the union."))
    received_on: Mapped[str | None] = field(N_("Slip received on"), Date(), required=True, section=HERE, also=("收件日期", "收到日期"))
    branch_id: Mapped[str | None] = field(N_("Branch or group"), Ref(register="branches"), section=HERE)
    note: Mapped[str | None] = field(N_("Remark"), LongText(), section=HERE)
    state: Mapped[str | None] = field(N_("State"), Code(list="arrival_state"), computed=True, index=True, section=HERE)
    member_id: Mapped[str | None] = field(
        N_("Member"), Ref(register="members"), computed=True, index=True, section=HERE)
    accepted_on: Mapped[str | None] = field(N_("Accepted on"), Date(), computed=True, section=HERE)
    fingerprint: Mapped[str | None] = field(
        N_("Fingerprint of the sending office"), Text(), computed=True, section=ORIGIN,
        help=N_("Of a slip that came as a file: compare it with the one printed on the sealed slip."))
    proof: Mapped[str | None] = field(N_("Signature of the file"), Text(), computed=True, section=ORIGIN)


class ArrivalEvent(Record):
    """One event in the life of an arriving transfer."""

    __tablename__ = "arrival_events"

    arrival_id: Mapped[str | None] = field(N_("Arriving transfer"), Ref(register="arrivals"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="arrival_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="arrival_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="arrival_state"), computed=True)
    decided_by: Mapped[str | None] = field(N_("Decided by"), Text())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())


class FormerMembership(Record):
    """A union in which a member was before this one."""

    __tablename__ = "former_memberships"

    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), required=True, index=True)
    union_name: Mapped[str | None] = field(N_("Name of the union"), Text(), required=True, also=("工会名称", "原工会名称"))
    union_code: Mapped[str | None] = field(N_("Code of the union"), Text(), also=("工会代码",))
    joined_on: Mapped[str | None] = field(N_("Member there from"), Date(), also=("起", "起始日期"))
    left_on: Mapped[str | None] = field(N_("Member there until"), Date(), also=("止", "终止日期"))
    member_no: Mapped[str | None] = field(N_("Member number there"), Text(), also=("原会员证号",))
    slip_no: Mapped[str | None] = field(N_("Slip number"), Text(), also=("接转单号",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def derive(_record: Values, event: Values) -> Values:
    """Keep when the member was accepted."""
    return {"accepted_on": event.get("happened_on")} if event["event"] == "accept" else {}


def guard(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Forbid to accept a slip that has run out, or a person who is a member already (domain §2.2 T4)."""
    yield from after_the_last("arrival_events", "arrival_id", record, event, context)
    if event["event"] != "accept":
        return
    until, happened = str(record.get("valid_until") or ""), str(event.get("happened_on") or "")
    if until and happened > until:
        yield Problem(ERROR, "slip_over", "happened_on",
                      N_("The slip ran out on {date}. Send it back; the other union draws up a new one."), {"date": until})
    for row in context.rows("members", "id_number", record.get("id_number")):
        if row["membership_state"] in ("active", "kept", "transferring_out"):
            yield Problem(ERROR, "member_already", "id_number",
                          N_("{name} is a member here already; a person has one membership (domain rule: join once)."),
                          {"name": row["name"]})


def _holds(values: Values, _context: Context) -> Iterable[Problem]:
    yield from backwards(values, "issued_on", "valid_until")


ARRIVALS = Register(
    name="arrivals", label=N_("Transfers in"), singular=N_("Arriving transfer"), model=Arrival, area=AREA,
    title=("name", "from_union"), keys=(("id_number", "received_on"), ("slip_no", "from_union")), attachable=True,
    lifecycle=Lifecycle(
        events="arrival_events", link="arrival_id", state="state", transitions=TRANSITIONS, derive=derive,
        opening="receive", opened_on="received_on", guard=guard, basis=N_("membership rules"),
        label=N_("Way of the slip"), then="union_desk.affairs.membership:follow_arrival"),
    rules=(Rule("dates", ("join_union_date", "issued_on", "received_on"), in_order("join_union_date", "issued_on", "received_on")),
           Rule("valid", ("issued_on", "valid_until"), _holds),
           Rule("month", ("dues_paid_to",), month("dues_paid_to")),
           Rule("card_tail", ("card_tail",), tail),
           decided("arrivals", "state", ("accepted", "stub_returned"),
                   ("from_union", "name", "id_number", "received_on", "issued_on", "dues_paid_to"),
                   later=("from_code",))),
    columns=("name", "state", "from_union", "received_on", "valid_until", "id_number", "slip_no", "member_id"),
    sort=("received_on",), weight=("state", "received_on"))

ARRIVAL_EVENTS = Register(
    name="arrival_events", label=N_("Events of arriving transfers"), singular=N_("Event of an arriving transfer"),
    model=ArrivalEvent, area=AREA, title=("event", "happened_on"),
    rules=(not_ahead("happened_on"),), parent="arrival_id", append_only=True,
    columns=("arrival_id", "event", "happened_on", "from_state", "to_state", "decided_by", "decision"))

FORMER_MEMBERSHIPS = Register(
    name="former_memberships", label=N_("Unions before"), singular=N_("Former membership"), model=FormerMembership,
    title=("union_name", "joined_on"), parent="member_id",
    rules=(Rule("dates", ("joined_on", "left_on"), in_order("joined_on", "left_on")),),
    columns=("member_id", "union_name", "joined_on", "left_on", "slip_no"), sort=("joined_on",))

REGISTERS = (ARRIVALS, ARRIVAL_EVENTS, FORMER_MEMBERSHIPS)
