"""Batches of applications that the committee decides on in one meeting (入会审批, domain reference §2.1, T2 and T3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.decided import decided
from union_desk.registers.transfers_rules import after_the_last, in_order
from union_desk.schema.day_order import not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Ref, Text
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Lifecycle, Numbering, Register, Rule, Transition, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

AREA = "membership"
WAITING = ("applicant", "probationary")

TRANSITIONS = (
    Transition("collect", ("",), "collecting"),
    Transition("approve", ("collecting",), "approved", needs=("decision", "decided_by"), also=("note",), code="T2"),
    Transition("cancel", ("collecting",), "cancelled", needs=("note",)),
)


class JoinBatch(Record):
    """Applications that come before one meeting of the committee."""

    __tablename__ = "join_batches"

    batch_no: Mapped[str | None] = field(N_("Batch number"), Text(), search=True, also=("批次号", "批次编号"))
    opened_on: Mapped[str | None] = field(N_("Opened on"), Date(), required=True, also=("建立日期",))
    group_meeting_on: Mapped[str | None] = field(N_("Group meeting on"), Date(), also=("小组讨论日期",))
    proposed_by: Mapped[str | None] = field(N_("Proposed by"), Text(), also=("提出小组", "推荐小组"))
    meeting_id: Mapped[str | None] = field(
        N_("Meeting of the committee"), Ref(register="meetings"), index=True, also=("审批会议", "委员会会议"),
        help=N_("Where the book of meetings has it."))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))
    state: Mapped[str | None] = field(N_("State"), Code(list="join_batch_state"), computed=True, index=True)
    meeting_on: Mapped[str | None] = field(N_("Meeting of the committee on"), Date(), computed=True)
    decided_by: Mapped[str | None] = field(N_("Decided by"), Text(), computed=True)
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text(), computed=True)
    admitted: Mapped[int | None] = field(N_("Number admitted"), Integer(), computed=True)
    held: Mapped[int | None] = field(N_("Number held as probationary"), Integer(), computed=True)
    refused: Mapped[int | None] = field(N_("Number refused"), Integer(), computed=True)


class JoinApplicant(Record):
    """One application in a batch, and what the committee is to decide on it."""

    __tablename__ = "join_applicants"

    batch_id: Mapped[str | None] = field(N_("Joining batch"), Ref(register="join_batches"), required=True, index=True)
    member_id: Mapped[str | None] = field(N_("Applicant"), Ref(register="members"), required=True, index=True)
    applied_on: Mapped[str | None] = field(N_("Applied on"), Date(), also=("申请日期",))
    verdict: Mapped[str | None] = field(
        N_("Verdict"), Code(list="join_verdict"), required=True, default="admit", also=("审批意见", "结论"))
    reason: Mapped[str | None] = field(
        N_("Reason of the verdict"), Text(), also=("理由", "不批准理由"), help=N_("Needed when somebody is not admitted."))


class JoinBatchEvent(Record):
    """One event in the life of a batch."""

    __tablename__ = "join_batch_events"

    batch_id: Mapped[str | None] = field(N_("Joining batch"), Ref(register="join_batches"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="join_batch_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="join_batch_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="join_batch_state"), computed=True)
    decided_by: Mapped[str | None] = field(N_("Decided by"), Text())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())


def derive(_record: Values, event: Values) -> Values:
    """Keep of the meeting when it was, who decided and in which minutes."""
    if event["event"] != "approve":
        return {}
    return {"meeting_on": event.get("happened_on"), "decided_by": event.get("decided_by"),
            "decision": event.get("decision")}


def guard(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Let a batch be decided only when each application in it can be (domain §2.2 T2, T3)."""
    yield from after_the_last("join_batch_events", "batch_id", record, event, context)
    if event["event"] != "approve" or not record.get("id"):
        return
    group, happened = str(record.get("group_meeting_on") or ""), str(event.get("happened_on") or "")
    if group > happened:
        yield Problem(ERROR, "dates", "happened_on", N_("The group meets before the committee decides ({date})."),
                      {"date": group})
    applicants = context.rows("join_applicants", "batch_id", record["id"])
    if not applicants:
        yield Problem(ERROR, "empty_batch", "event", N_("There is no application in the batch."))
    for row in applicants:
        yield from _ready(row, context)


def _ready(row: Values, context: Context) -> Iterable[Problem]:
    member = str(row["member_id"])
    named = {"name": context.lookup("members", member, "name") or member}
    if context.lookup("members", member, "membership_state") not in WAITING:
        yield Problem(ERROR, "no_applicant", "event",
                      N_("{name} is no applicant any more; take the line out of the batch."), named)
    if row.get("verdict") == "refuse" and not row.get("reason"):
        yield Problem(ERROR, "reason_missing", "event",
                      N_("Say why {name} is not admitted (membership rules, T3)."), named)


def _waiting(values: Values, context: Context) -> Iterable[Problem]:
    """Warn of somebody who is no applicant: the batch cannot be decided with them."""
    member = values.get("member_id")
    state = context.lookup("members", str(member), "membership_state") if member else None
    batch = context.lookup("join_batches", str(values.get("batch_id")), "state")
    if state is not None and state not in WAITING and batch in (None, "collecting"):
        yield Problem(WARNING, "no_applicant", "member_id",
                      N_("This person has not applied: the batch cannot be decided with them."))


def _elsewhere(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse an application that already stands in another open batch."""
    member = values.get("member_id")
    for other in context.rows("join_applicants", "member_id", member) if member else ():
        batch = other["batch_id"]
        if batch != values.get("batch_id") and context.lookup("join_batches", str(batch), "state") == "collecting":
            yield Problem(ERROR, "other_batch", "member_id",
                          N_("This application already stands in the batch {number}."),
                          {"number": context.lookup("join_batches", str(batch), "batch_no")})


def _refused_why(values: Values, _context: Context) -> Iterable[Problem]:
    if values.get("verdict") == "refuse" and not values.get("reason"):
        yield Problem(WARNING, "reason_missing", "reason", N_("Needed when somebody is not admitted."))


JOIN_BATCHES = Register(
    name="join_batches", label=N_("Joining batches"), singular=N_("Joining batch"), model=JoinBatch, area=AREA,
    title=("batch_no", "opened_on"), keys=(("batch_no",),), attachable=True,
    numbering=Numbering("batch_no", "RH{year}-{serial:03d}", day="opened_on"),
    lifecycle=Lifecycle(
        events="join_batch_events", link="batch_id", state="state", transitions=TRANSITIONS, derive=derive,
        opening="collect", opened_on="opened_on", guard=guard, basis=N_("membership rules"),
        label=N_("Decision on the batch"), then="union_desk.affairs.membership:follow_batch"),
    rules=(Rule("dates", ("opened_on", "group_meeting_on"), in_order("opened_on", "group_meeting_on")),
           decided("join_batches", "state", ("approved", "cancelled"), ("opened_on",),
                   later=("group_meeting_on", "proposed_by"))),
    columns=("batch_no", "opened_on", "state", "meeting_on", "decision", "admitted", "held", "refused"),
    sort=("batch_no",), weight=("state", "opened_on"))

JOIN_BATCH_EVENTS = Register(
    name="join_batch_events", label=N_("Events of joining batches"), singular=N_("Event of a joining batch"),
    model=JoinBatchEvent, area=AREA, title=("event", "happened_on"),
    rules=(not_ahead("happened_on"),), parent="batch_id", append_only=True,
    columns=("batch_id", "event", "happened_on", "from_state", "to_state", "decided_by", "decision"))

JOIN_APPLICANTS = Register(
    name="join_applicants", label=N_("Applications of the batch"), singular=N_("Application in a batch"),
    model=JoinApplicant, area=AREA, title=("member_id", "verdict"), parent="batch_id",
    keys=(("batch_id", "member_id"),),
    rules=(Rule("waiting", ("batch_id", "member_id"), _waiting, others=True, worst=WARNING),
           Rule("other_batch", ("member_id",), _elsewhere, others=True),
           Rule("reason", ("verdict", "reason"), _refused_why, worst=WARNING),
           Rule("dates", ("applied_on",), in_order("applied_on"))),
    columns=("member_id", "applied_on", "verdict", "reason"))

REGISTERS = (JOIN_BATCHES, JOIN_BATCH_EVENTS, JOIN_APPLICANTS)
