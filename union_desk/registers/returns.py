"""Yearly returns: each with its lines, its life from draft to handed in, and its corrections (domain reference §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.decided import decided
from union_desk.schema.day_order import ahead, in_order
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, PersonName, Phone, Ref, Text
from union_desk.schema.problem import ERROR, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Lifecycle, Register, Rule, Transition, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

DRAFT, SIGNED, REPORTED, SUPERSEDED = "draft", "signed", "reported", "superseded"
FROZEN = (SIGNED, REPORTED, SUPERSEDED)  # their figures are those of the snapshot
STANDING = (SIGNED, REPORTED)
_LEAST = -(2**53)  # money may be negative: a year of reversals


class StatisticsReturn(Record):
    """One return for one period: figures are frozen when it is signed; a correction is a further version."""

    __tablename__ = "statistics_returns"

    period_from: Mapped[str | None] = field(N_("Period from"), Date(), required=True, also=("统计期起", "起"))
    period_to: Mapped[str | None] = field(N_("Period until"), Date(), required=True, also=("统计期止", "止"))
    version: Mapped[int | None] = field(N_("Version"), Integer(least=1, most=999), required=True, default=1, also=("版次",))
    corrects: Mapped[str | None] = field(N_("Corrects"), Ref(register="statistics_returns"), also=("更正对象",))
    correction: Mapped[str | None] = field(
        N_("Reason of the correction"), Text(), also=("更正原因",))
    prepared_by: Mapped[str | None] = field(N_("Return filled in by"), PersonName(), also=("填表人",))
    head: Mapped[str | None] = field(N_("Head of the union"), PersonName(), also=("单位负责人", "负责人"))
    phone: Mapped[str | None] = field(N_("Telephone"), Phone(), also=("联系电话",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))
    state: Mapped[str | None] = field(N_("State"), Code(list="return_state"), computed=True, index=True)
    signed_on: Mapped[str | None] = field(N_("Return signed on"), Date(), computed=True)
    signed_by: Mapped[str | None] = field(N_("Return signed by"), Text(), computed=True)
    reported_on: Mapped[str | None] = field(N_("Return handed in on"), Date(), computed=True)
    digest: Mapped[str | None] = field(N_("Digest of the figures"), Text(), computed=True)
    records_digest: Mapped[str | None] = field(N_("Digest of the records"), Text(), computed=True)
    snapshot: Mapped[str | None] = field(N_("Frozen figures"), Text(), computed=True)
    findings: Mapped[str | None] = field(N_("What the checks said"), LongText(), computed=True)


class StatisticsReturnEvent(Record):
    """One step of a return."""

    __tablename__ = "statistics_return_events"

    return_id: Mapped[str | None] = field(N_("Return"), Ref(register="statistics_returns"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="return_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="return_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="return_state"), computed=True)
    decided_by: Mapped[str | None] = field(N_("Signed or decided by"), Text())
    receipt: Mapped[str | None] = field(N_("Receipt or document"), Text())
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())
    digest: Mapped[str | None] = field(N_("Digest of the figures"), Text(), computed=True)
    records_digest: Mapped[str | None] = field(N_("Digest of the records"), Text(), computed=True)
    snapshot: Mapped[str | None] = field(N_("Frozen figures"), Text(), computed=True)
    findings: Mapped[str | None] = field(N_("What the checks said"), LongText(), computed=True)


class StatisticsReturnLine(Record):
    """One figure of a return, with what the books say, last year's, and why it changed so much."""

    __tablename__ = "statistics_return_lines"

    return_id: Mapped[str | None] = field(N_("Return"), Ref(register="statistics_returns"), required=True, index=True)
    indicator: Mapped[str | None] = field(N_("Indicator"), Text(), required=True, also=("指标", "指标代码"))
    part: Mapped[str | None] = field(N_("Broken down by"), Text(), also=("分项",))
    value: Mapped[int | None] = field(
        N_("Value of the figure"), Integer(least=_LEAST), also=("本期数", "数值"), help=N_("Money in fen; yes is 1, no is 0."))
    words: Mapped[str | None] = field(N_("Figure in words"), Text(), also=("文字值",))
    counted: Mapped[int | None] = field(N_("Counted from the books"), Integer(least=_LEAST), computed=True)
    previous: Mapped[int | None] = field(N_("Last year"), Integer(least=_LEAST), computed=True)
    line_state: Mapped[str | None] = field(N_("Origin of the figure"), Code(list="return_line_state"), computed=True)
    explanation: Mapped[str | None] = field(N_("Explanation of the change"), LongText(), also=("说明", "增减原因"))
    confirmed_by: Mapped[str | None] = field(N_("Entered or confirmed by"), Text(), computed=True)


TRANSITIONS = (
    Transition("open", ("",), DRAFT),
    Transition("sign", (DRAFT,), SIGNED, ("decided_by",)),
    Transition("report", (SIGNED,), REPORTED, (), also=("receipt",)),
    Transition("supersede", STANDING, SUPERSEDED, ("note",)),
    Transition("discard", (DRAFT,), "discarded", ("note",)),
)


def derive(_record: Values, event: Values) -> Values:
    """Return what a step changes on the return beside its state."""
    if event["event"] == "sign":
        return {"signed_on": event.get("happened_on"), "signed_by": event.get("decided_by"),
                **{name: event.get(name) for name in ("digest", "records_digest", "snapshot", "findings")}}
    return {"reported_on": event.get("happened_on")} if event["event"] == "report" else {}


def guard(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Forbid to sign before the period is over, or without the frozen figures; days lie in order."""
    yield from ahead(event, context, "happened_on")
    if event["event"] != "sign":
        return
    if str(record.get("period_to") or "") >= context.today:
        yield Problem(ERROR, "period_open", "event",
                      N_("The period ends on {date}. A return is signed when its period is over."),
                      {"date": record.get("period_to")})
    if not event.get("snapshot"):
        yield Problem(ERROR, "not_frozen", "event",
                      N_("Sign on the page of the return or with `union-desk return sign`, which freezes the figures."))


def _of_a_draft(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse to change a line of a return that was signed."""
    record = values.get("return_id")
    state = context.lookup("statistics_returns", record, "state") if isinstance(record, str) else None
    if state in FROZEN:
        yield Problem(ERROR, "frozen", "return_id",
                      N_("This return is signed; its figures no longer change. Correct it in a further version."))


RETURNS = Register(
    name="statistics_returns", label=N_("Yearly returns"), singular=N_("Yearly return"), model=StatisticsReturn,
    title=("period_from", "period_to", "version"), area="statistics", attachable=True,
    lifecycle=Lifecycle(
        events="statistics_return_events", link="return_id", state="state", transitions=TRANSITIONS, opening="open",
        derive=derive, guard=guard, basis=N_("yearly statistics of unions"), label=N_("Way of the return")),
    rules=(in_order("period_from", "period_to"),
           decided("statistics_returns", "state", ("signed", "reported", "superseded"),
                   ("period_from", "period_to", "version", "prepared_by", "head", "phone"))), keys=(("period_from", "period_to", "version"),),
    columns=("period_from", "period_to", "version", "state", "signed_on", "signed_by", "reported_on"),
    sort=("period_to", "version"), weight=("state", "period_to"))
RETURN_EVENTS = Register(
    name="statistics_return_events", label=N_("Steps of returns"), singular=N_("Step of a return"),
    model=StatisticsReturnEvent, title=("event", "happened_on"), area="statistics", append_only=True,
    parent="return_id", columns=("return_id", "event", "happened_on", "to_state", "decided_by"))
RETURN_LINES = Register(
    name="statistics_return_lines", label=N_("Figures of returns"), singular=N_("Figure of a return"),
    model=StatisticsReturnLine, title=("indicator", "part"), area="statistics", parent="return_id",
    rules=(Rule("draft", ("return_id", "value"), _of_a_draft, others=True),), keys=(("return_id", "indicator", "part"),),
    columns=("return_id", "indicator", "part", "value", "words", "previous", "line_state", "explanation"),
    sort=("n",))
REGISTERS = (RETURNS, RETURN_EVENTS, RETURN_LINES)
