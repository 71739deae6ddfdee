"""Leaving, deemed withdrawal and expulsion: from the proposal to the filing (domain reference §2.1, T10 to T12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.decided import decided
from union_desk.registers.transfers_rules import after_the_last, in_order, month
from union_desk.schema.day_order import not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Context, Lifecycle, Register, Rule, Transition, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

AREA = "membership"
WITHDRAW, AUTO, EXPEL = "withdraw", "auto_withdraw", "expel"
OPEN = ("proposed", "discussed", "decided")
CASE, GROUNDS, END = N_("The case"), N_("Grounds"), N_("Decision and end")

TRANSITIONS = (
    Transition("propose", ("",), "proposed"),
    Transition("discuss", ("proposed",), "discussed", also=("decided_by", "note")),
    Transition("decide", ("proposed", "discussed"), "decided", needs=("decided_by", "decision"), also=("note",)),
    Transition("announce", ("decided",), "closed", also=("decided_by", "note")),
    Transition("file", ("decided",), "closed", needs=("decision",), also=("decided_by", "note")),
    Transition("drop", ("proposed", "discussed"), "dropped", needs=("note",), also=("decided_by",)),
)


class Departure(Record):
    """One case of a membership that is to end. The program proposes, people decide."""

    __tablename__ = "departures"

    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), required=True, index=True, section=CASE)
    kind: Mapped[str | None] = field(
        N_("Way of leaving"), Code(list="departure_kind"), required=True, default="withdraw", section=CASE, also=("离会方式",))
    proposed_on: Mapped[str | None] = field(N_("Proposed on"), Date(), required=True, section=CASE, also=("提出日期",))
    proposed_by: Mapped[str | None] = field(N_("Proposed by"), Text(), section=CASE, also=("提出人", "提出小组"))
    grounds: Mapped[str | None] = field(N_("Facts"), LongText(), section=GROUNDS, also=("事由", "事实"))
    unpaid_from: Mapped[str | None] = field(
        N_("No dues since"), Text(), section=GROUNDS, also=("欠缴起始月份",), help=N_("The month, as 2026-03."))
    unpaid_months: Mapped[int | None] = field(N_("Months without dues"), Integer(), section=GROUNDS, also=("连续未缴月数",))
    took_part: Mapped[bool | None] = field(N_("Took part meanwhile"), YesNo(), section=GROUNDS, also=("期间是否参加活动",))
    educated_on: Mapped[str | None] = field(N_("Talk held on"), Date(), section=GROUNDS, also=("教育谈话日期",))
    educated_by: Mapped[str | None] = field(N_("Talk held by"), Text(), section=GROUNDS, also=("谈话人",))
    judgment_no: Mapped[str | None] = field(N_("Judgment number"), Text(), section=GROUNDS, also=("判决书文号",))
    judged_on: Mapped[str | None] = field(N_("Judgment of"), Date(), section=GROUNDS, also=("判决日期",))
    card_returned: Mapped[bool | None] = field(N_("Card returned"), YesNo(), section=END, also=("会员证是否收回",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), section=END, also=("备注",))
    state: Mapped[str | None] = field(N_("State"), Code(list="departure_state"), computed=True, index=True, section=CASE)
    decided_on: Mapped[str | None] = field(N_("Decided on"), Date(), computed=True, section=END)
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text(), computed=True, section=END)
    filed_on: Mapped[str | None] = field(N_("Filed with the superior on"), Date(), computed=True, section=END)


class DepartureEvent(Record):
    """One event of a case."""

    __tablename__ = "departure_events"

    departure_id: Mapped[str | None] = field(N_("Case of leaving"), Ref(register="departures"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="departure_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="departure_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="departure_state"), computed=True)
    decided_by: Mapped[str | None] = field(N_("Decided by"), Text())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())


def derive(_record: Values, event: Values) -> Values:
    """Keep the day and the minutes of the decision, and the day of the filing."""
    if event["event"] == "decide":
        return {"decided_on": event.get("happened_on"), "decision": event.get("decision")}
    return {"filed_on": event.get("happened_on")} if event["event"] == "file" else {}


def guard(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Forbid a decision without what the rules ask for (domain §2.1: leaving, automatic exit, expulsion)."""
    yield from after_the_last("departure_events", "departure_id", record, event, context)
    name, kind = event["event"], record.get("kind")
    if name == "decide":
        if kind != WITHDRAW and record.get("state") == "proposed":
            yield Problem(ERROR, "not_discussed", "event",
                          N_("The union group discusses and proposes before the committee decides (membership rules)."))
        yield from _arrears(record, context) if kind == AUTO else ()
        yield from _judgment(record) if kind == EXPEL else ()
    if name == "announce" and kind == EXPEL:
        yield Problem(ERROR, "not_filed", "event",
                      N_("An expulsion is filed with the superior union (membership rules, T12)."))
    if name == "file" and kind == WITHDRAW:
        yield Problem(ERROR, "nothing_to_file", "event", N_("A withdrawal is announced; it is not filed."))
    if name in ("announce", "file") and not record.get("card_returned") and not event.get("note"):
        yield Problem(ERROR, "card_out", "card_returned",
                      N_("The membership card is taken back first; tick it, or say in the note why it cannot be."))


def _arrears(record: Values, context: Context) -> Iterable[Problem]:
    norm = context.norm("dues.arrears_months", str(record.get("proposed_on") or context.today))
    months = record.get("unpaid_months")
    if not isinstance(months, int) or months < norm.value:
        yield Problem(ERROR, "arrears", "unpaid_months",
                      N_("It takes {least} months in a row without dues ({basis})."),
                      {"least": norm.value, "basis": norm.basis})
    if record.get("took_part") is not False:
        yield Problem(ERROR, "took_part", "took_part",
                      N_("Who still takes part is not deemed withdrawn; answer this with no first."))
    if not record.get("educated_on"):
        yield Problem(ERROR, "not_educated", "educated_on",
                      N_("A talk comes first: deemed withdrawn is who refuses after it (union constitution)."))


def _judgment(record: Values) -> Iterable[Problem]:
    if not record.get("judgment_no"):
        yield Problem(ERROR, "no_judgment", "judgment_no",
                      N_("Expulsion is only for a serious crime with criminal punishment: name the judgment."))


def _one_open(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a second open case for a member."""
    member = values.get("member_id")
    if member is None or values.get("state") not in (None, *OPEN):
        return
    others = context.rows("departures", "member_id", member)
    if any(other["id"] != values.get("id") and other["state"] in OPEN for other in others):
        yield Problem(ERROR, "second_case", "member_id", N_("There is an open case for this member already."))


DEPARTURES = Register(
    name="departures", label=N_("Leaving and expulsion"), singular=N_("Case of leaving"), model=Departure, area=AREA,
    title=("kind", "proposed_on"), attachable=True, share=SUPERIOR_ONLY,
    lifecycle=Lifecycle(
        events="departure_events", link="departure_id", state="state", transitions=TRANSITIONS, derive=derive,
        opening="propose", opened_on="proposed_on", guard=guard, basis=N_("membership rules"),
        label=N_("Procedure"), then="union_desk.affairs.membership:follow_departure"),
    rules=(Rule("dates", ("proposed_on",), in_order("proposed_on")),
           Rule("judged", ("judged_on",), in_order("judged_on")),
           Rule("educated", ("educated_on",), in_order("educated_on")),
           Rule("month", ("unpaid_from",), month("unpaid_from")),
           Rule("one_open", ("member_id", "state"), _one_open, others=True),
           decided("departures", "state", ("decided", "closed"),
                   ("member_id", "kind", "proposed_on", "grounds", "unpaid_from", "unpaid_months", "judgment_no", "judged_on"))),
    columns=("member_id", "kind", "state", "proposed_on", "decided_on", "decision", "filed_on", "card_returned"),
    sort=("proposed_on",), weight=("kind", "state"))

DEPARTURE_EVENTS = Register(
    name="departure_events", label=N_("Events of leaving"), singular=N_("Event of a case of leaving"),
    model=DepartureEvent, area=AREA, title=("event", "happened_on"),
    rules=(not_ahead("happened_on"),), parent="departure_id", append_only=True,
    share=SUPERIOR_ONLY,
    columns=("departure_id", "event", "happened_on", "from_state", "to_state", "decided_by", "decision"))

REGISTERS = (DEPARTURES, DEPARTURE_EVENTS)
