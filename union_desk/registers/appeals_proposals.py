"""Proposals to the staff congress (职代会提案, domain reference §7.3 and §7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import appeals_guards as guards
from union_desk.registers.decided import decided
from union_desk.schema import workdays
from union_desk.schema.dates import add_days
from union_desk.schema.day_order import ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, LongText, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Lifecycle, Numbering, Register, Rule, Transition, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

EVENTS, LINK = "proposal_events", "proposal_id"
OPEN = ("submitted", "filed", "converted", "assigned", "replied", "evaluated")
OVER = frozenset({"closed", "merged", "withdrawn", "archived"})
_WHAT, _WHO, _WORK = N_("The proposal"), N_("Who proposes"), N_("Handling")


class Proposal(Record):
    """One proposal: one matter, who proposes it, what became of it."""

    __tablename__ = "proposals"

    proposal_no: Mapped[str | None] = field(
        N_("Proposal number"), Text(), section=_WHAT, search=True, also=("提案编号", "编号"),
        help=N_("Left empty, the next number of the year is given."))
    title: Mapped[str | None] = field(
        N_("Name of the proposal"), Text(), required=True, section=_WHAT, search=True, also=("案名", "提案名称"),
        help=N_("One matter to each proposal."))
    category: Mapped[str | None] = field(
        N_("Class"), Code(list="proposal_category"), required=True, section=_WHAT, also=("提案类别", "类别"))
    reason: Mapped[str | None] = field(N_("Grounds of the proposal"), LongText(), required=True, section=_WHAT, also=("案由", "理由"))
    suggestion: Mapped[str | None] = field(
        N_("Measures proposed"), LongText(), required=True, section=_WHAT, also=("建议措施", "建议"))
    congress: Mapped[str | None] = field(N_("Session of the congress"), Text(), section=_WHAT, also=("职代会届次", "届次"))
    congress_on: Mapped[str | None] = field(N_("Congress meets on"), Date(), section=_WHAT, also=("职代会日期", "会议日期"))
    submitted_on: Mapped[str | None] = field(
        N_("Proposal handed in on"), Date(), required=True, index=True, section=_WHO, also=("提交日期", "提案日期"))
    proposer_id: Mapped[str | None] = field(
        N_("Proposer"), Ref(register="members"), required=True, section=_WHO, also=("提案人",))
    delegation: Mapped[str | None] = field(N_("Delegation"), Text(), section=_WHO, also=("代表团", "所在代表团"))
    proposal_state: Mapped[str | None] = field(
        N_("State"), Code(list="proposal_state"), computed=True, index=True, section=_WORK, also=("办理状态",))
    opinion: Mapped[str | None] = field(N_("Opinion of the review"), LongText(), computed=True, section=_WORK, also=("审查意见",))
    handler_dept: Mapped[str | None] = field(N_("Department in charge"), Text(), computed=True, section=_WORK, also=("承办部门",))
    assigned_on: Mapped[str | None] = field(N_("Given out on"), Date(), computed=True, section=_WORK, also=("交办日期",))
    due_on: Mapped[str | None] = field(N_("Answer due on"), Date(), computed=True, index=True, section=_WORK, also=("答复期限",))
    reply: Mapped[str | None] = field(N_("Written answer"), LongText(), computed=True, section=_WORK, also=("书面答复", "办理结果"))
    reply_document: Mapped[str | None] = field(
        N_("Number of the stamped answer"), Text(), computed=True, section=_WORK, also=("答复函文号",))
    replied_on: Mapped[str | None] = field(N_("Answered on"), Date(), computed=True, section=_WORK, also=("答复日期",))
    satisfaction: Mapped[str | None] = field(
        N_("Satisfaction"), Code(list="satisfaction"), computed=True, section=_WORK, also=("满意度",))
    comment: Mapped[str | None] = field(N_("Opinion of the proposer"), LongText(), computed=True, section=_WORK, also=("提案人意见",))
    closed_on: Mapped[str | None] = field(N_("Settled on"), Date(), computed=True, section=_WORK, also=("办结日期",))
    merged_into: Mapped[str | None] = field(
        N_("Merged into"), Ref(register="proposals"), computed=True, section=_WORK, also=("并入提案",))
    archive_no: Mapped[str | None] = field(N_("Archive number"), Text(), computed=True, section=_WORK, also=("归档号",))
    remark: Mapped[str | None] = field(N_("Remark"), LongText(), section=_WORK, also=("备注",))


class ProposalEvent(Record):
    """One step of a proposal."""

    __tablename__ = "proposal_events"

    proposal_id: Mapped[str | None] = field(N_("Proposal"), Ref(register="proposals"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="proposal_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="proposal_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="proposal_state"), computed=True)
    handler_dept: Mapped[str | None] = field(N_("Department in charge"), Text())
    decided_by: Mapped[str | None] = field(N_("Approved or decided by"), Text())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    satisfaction: Mapped[str | None] = field(N_("Satisfaction"), Code(list="satisfaction"))
    merged_into: Mapped[str | None] = field(N_("Merged into"), Ref(register="proposals"))
    archive_no: Mapped[str | None] = field(N_("Archive number"), Text())
    note: Mapped[str | None] = field(N_("Text or reason"), LongText())


class Seconder(Record):
    """One representative who supports a proposal with a signature."""

    __tablename__ = "proposal_seconders"

    proposal_id: Mapped[str | None] = field(N_("Proposal"), Ref(register="proposals"), required=True, index=True)
    member_id: Mapped[str | None] = field(N_("Seconder"), Ref(register="members"), required=True, index=True, also=("附议人",))
    delegation: Mapped[str | None] = field(N_("Delegation"), Text(), also=("代表团",))
    signed: Mapped[bool | None] = field(N_("Signed"), YesNo(), also=("是否签名", "已签名"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


TRANSITIONS = (
    Transition("submit", ("",), "submitted"),
    Transition("file", ("submitted",), "filed", ("decided_by",)),
    Transition("convert", ("submitted",), "converted", ("decided_by", "note")),
    Transition("return", ("submitted",), "returned", ("decided_by", "note")),
    Transition("resubmit", ("returned",), "submitted"),
    Transition("merge", ("submitted", "filed"), "merged", ("merged_into",)),
    Transition("assign", ("filed", "converted", "assigned"), "assigned", ("handler_dept",)),
    Transition("reply", ("assigned",), "replied", ("note", "decision")),
    Transition("evaluate", ("replied",), "evaluated", ("satisfaction",)),
    Transition("redo", ("evaluated",), "assigned", ("note",)),
    Transition("follow_up", ("evaluated",), "evaluated", ("note",)),
    Transition("withdraw", ("submitted", "filed", "converted", "returned"), "withdrawn", ("note",)),
    Transition("close", ("evaluated",), "closed", ("decided_by",)),
    Transition("archive", ("closed", "returned", "merged", "withdrawn"), "archived", ("archive_no",)),
)


def derive(_record: Values, event: Values) -> Values:
    """Return what a step changes on the proposal beside the state."""
    day, note = event.get("happened_on"), event.get("note")
    changes: dict[str, dict[str, object]] = {
        "file": {"opinion": note}, "convert": {"opinion": note}, "return": {"opinion": note},
        "assign": {"handler_dept": event.get("handler_dept"), "assigned_on": day}, "redo": {"assigned_on": day},
        "reply": {"reply": note, "reply_document": event.get("decision"), "replied_on": day},
        "evaluate": {"satisfaction": event.get("satisfaction"), "comment": note},
        "merge": {"merged_into": event.get("merged_into")}, "close": {"closed_on": day},
        "archive": {"archive_no": event.get("archive_no")}}
    return changes.get(str(event["event"]), {})


def reckon(values: Values, context: Context) -> Values:
    """Return when the written answer is due: so many working days after the department got the proposal."""
    given = values.get("assigned_on")
    if not isinstance(given, str):
        return {}
    return {"due_on": workdays.add(given, context.norm("proposals.reply_workdays", given).value)}


def _seconded(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
    norm = context.norm("proposals.seconders")
    if not record.get("id"):
        return
    rows = context.rows("proposal_seconders", LINK, record["id"])
    signed = {row.get("member_id") for row in rows if row.get("signed")} - {record.get("proposer_id")}
    if len(signed) < norm.value:
        yield guards.refuse("event", "seconders", N_("{count} representatives have signed as seconders; {limit} are "
                            "needed before a proposal is taken up ({basis}). Enter them, or take it as a suggestion."),
                            count=len(signed), limit=norm.value, basis=norm.basis)


def _settled(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
    if record.get("satisfaction") == guards.UNSATISFIED and not guards.times(record, context, EVENTS, LINK, "redo"):
        yield guards.refuse("event", "unsatisfied", N_("The proposer is not satisfied: send it back once before it is "
                            "closed (domain reference §7.3)."))


LIFECYCLE = Lifecycle(
    events=EVENTS, link=LINK, state="proposal_state", transitions=TRANSITIONS, derive=derive, opening="submit",
    opened_on="submitted_on", guard=guards.guard((guards.in_order(EVENTS, LINK),), {
        "file": _seconded, "redo": guards.only_unsatisfied_and_once(EVENTS, LINK), "close": _settled,
        "merge": guards.into_another("proposals", "proposal_state", OVER)}),
    basis=N_("rules on proposals to the staff congress"), label=N_("Course of the proposal"))


def _called_for(values: Values, context: Context) -> Iterable[Problem]:
    given, meets = values.get("submitted_on"), values.get("congress_on")
    if not isinstance(given, str):
        return
    yield from ahead(values, context, "submitted_on")
    if not isinstance(meets, str):
        return
    norm = context.norm("proposals.call_days", given)
    opens = add_days(meets, -norm.value)
    if given > meets:
        yield Problem(WARNING, "after_congress", "submitted_on", N_("It was handed in after the congress met on {date}; it "
                      "counts for the next session."), {"date": meets})
    elif given < opens:
        yield Problem(INFO, "before_call", "submitted_on", N_("Proposals are called for from {date} on ({basis})."),
                      {"date": opens, "basis": norm.basis})


def _representative(values: Values, context: Context) -> Iterable[Problem]:
    for name in ("proposer_id", "member_id"):
        member = values.get(name)
        if isinstance(member, str) and context.lookup("members", member, "is_staff_rep") in (False, 0):
            yield Problem(WARNING, "no_representative", name, N_("This member is not marked as a staff representative."))


def _not_the_proposer(values: Values, context: Context) -> Iterable[Problem]:
    member, proposal = values.get("member_id"), str(values.get(LINK) or "")
    if member and member == context.lookup("proposals", proposal, "proposer_id"):
        yield Problem(ERROR, "own_seconder", "member_id", N_("The proposer cannot second their own proposal."))


_TAKEN_UP = ("filed", "converted", "assigned", "replied", "evaluated", "closed", "archived")
PROPOSALS = Register(
    name="proposals", label=N_("Proposals"), singular=N_("Proposal"), model=Proposal, title=("proposal_no", "title"),
    area="appeals", rules=(Rule("called_for", ("submitted_on", "congress_on"), _called_for),
                           Rule("representative", ("proposer_id",), _representative, worst=WARNING),
                           decided("proposals", "proposal_state", _TAKEN_UP,
                                   ("title", "reason", "suggestion", "proposer_id", "submitted_on"))),
    keys=(("proposal_no",),), numbering=Numbering("proposal_no", "TA{year}-{serial:03d}", day="submitted_on"),
    lifecycle=LIFECYCLE, reckon=reckon, attachable=True,
    columns=("proposal_no", "title", "category", "proposer_id", "submitted_on", "proposal_state", "handler_dept", "due_on",
             "satisfaction"),
    weight=("proposal_state", "category", "satisfaction"))
PROPOSAL_EVENTS = Register(
    name=EVENTS, label=N_("Steps of proposals"), singular=N_("Step of a proposal"), model=ProposalEvent, area="appeals",
    title=("event", "happened_on"), parent=LINK, append_only=True,
    columns=("proposal_id", "event", "happened_on", "from_state", "to_state", "handler_dept", "decided_by", "note"))
SECONDERS = Register(
    name="proposal_seconders", label=N_("Seconders"), singular=N_("Seconder"), model=Seconder, title=("member_id",),
    parent=LINK, area="appeals", keys=(("proposal_id", "member_id"),),
    rules=(Rule("own_seconder", ("proposal_id", "member_id"), _not_the_proposer),
           Rule("representative", ("member_id",), _representative, worst=WARNING)),
    columns=("proposal_id", "member_id", "delegation", "signed"))
REGISTERS: tuple[Register, ...] = (PROPOSALS, PROPOSAL_EVENTS, SECONDERS)
