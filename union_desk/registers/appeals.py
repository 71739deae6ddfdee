"""What members and workers bring to the union: appeals with their life and deadlines (domain reference §7.1 to §7.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from union_desk.registers import appeals_guards as guards
from union_desk.registers import appeals_people, appeals_proposals, appeals_rights
from union_desk.registers.decided import decided
from union_desk.schema import workdays
from union_desk.schema.dates import add_days
from union_desk.schema.day_order import not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Lifecycle, Numbering, Register, Rule, Transition, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

EVENTS, LINK = "appeal_events", "appeal_id"
OPEN = ("registered", "accepted", "assigned", "in_progress", "waiting", "returned", "replied", "called_back")
WORKED_ON = ("accepted", "assigned", "in_progress", "waiting", "returned")
UNANSWERED = ("registered", *WORKED_ON)
OVER = frozenset({"closed", "merged", "withdrawn", "refused", "archived"})
ANONYMOUS, CONFIDENTIAL = "anonymous", "confidential"
_CLASSES = {"1": "ordinary", "2": "difficult", "3": "complex"}
_MATTER, _WHO, _WORK, _OUTCOME = N_("The matter"), N_("Who brings it"), N_("Handling"), N_("Outcome")


class Appeal(Record):
    """One appeal, without the name of who brings it: that stands in `appellants` and never leaves the office."""

    __tablename__ = "appeals"

    case_no: Mapped[str | None] = field(
        N_("Case number"), Text(), section=_MATTER, search=True, also=("编号", "诉求编号"),
        help=N_("Left empty, the next number of the year is given."))
    received_on: Mapped[str | None] = field(
        N_("Appeal received on"), Date(), required=True, index=True, section=_MATTER, also=("登记时间", "受理登记日期", "接待日期"))
    receiver: Mapped[str | None] = field(N_("Received by"), Text(), required=True, section=_MATTER, also=("接待人", "登记人"))
    source: Mapped[str | None] = field(
        N_("Came by"), Code(list="appeal_source"), required=True, section=_MATTER, also=("来源", "诉求来源"))
    appeal_type: Mapped[str | None] = field(
        N_("Kind of appeal"), Code(list="appeal_type"), required=True, section=_MATTER, also=("类别", "诉求类别"))
    topic: Mapped[str | None] = field(
        N_("Topic"), Code(list="appeal_topic"), required=True, section=_MATTER, also=("主题", "诉求内容分类"))
    urgency: Mapped[str | None] = field(
        N_("Class of time limit"), Code(list="appeal_urgency"), required=True, default="1", section=_MATTER,
        also=("难易程度", "事项等级"), help=N_("It sets the working days until the answer is due (norms of the office)."))
    is_urgent: Mapped[bool | None] = field(N_("Pressing"), YesNo(), section=_MATTER, also=("紧急", "是否紧急"))
    is_petition: Mapped[bool | None] = field(
        N_("Handled as a petition"), YesNo(), section=_MATTER, also=("是否信访事项",),
        help=N_("Then the limits of the petition rules hold: 15 days to accept, 60 to finish."))
    title: Mapped[str | None] = field(N_("Headline"), Text(), required=True, section=_MATTER, search=True, also=("诉求标题",))
    content: Mapped[str | None] = field(
        N_("What it is about"), LongText(), required=True, section=_MATTER, also=("诉求事项", "诉求内容", "反映内容"))
    wish: Mapped[str | None] = field(N_("What is hoped for"), LongText(), section=_MATTER, also=("期望", "诉求目的"))
    respondent_unit: Mapped[str | None] = field(
        N_("Unit or department concerned"), Text(), section=_MATTER, also=("被反映单位", "被反映部门"))
    appellant_kind: Mapped[str | None] = field(
        N_("Signed how"), Code(list="appellant_kind"), required=True, default="real", section=_WHO, also=("署名方式",),
        help=N_("The name itself is entered under 'Appellants', which nobody above ever sees."))
    people_count: Mapped[int | None] = field(
        N_("People concerned"), Integer(), default=1, section=_WHO, also=("涉及人数", "人数"))
    is_collective: Mapped[bool | None] = field(N_("Collective"), YesNo(), section=_WHO, also=("群体性", "是否群体性诉求"))
    appeal_state: Mapped[str | None] = field(
        N_("State"), Code(list="appeal_state"), computed=True, index=True, section=_WORK, also=("办理状态",))
    accept_due_on: Mapped[str | None] = field(
        N_("To be accepted or not by"), Date(), computed=True, section=_WORK, also=("受理期限",))
    accepted_on: Mapped[str | None] = field(N_("Appeal accepted on"), Date(), computed=True, section=_WORK, also=("受理日期",))
    due_on: Mapped[str | None] = field(N_("Answer due on"), Date(), computed=True, index=True, section=_WORK, also=("办理期限",))
    extended_to: Mapped[str | None] = field(N_("Extended to"), Date(), computed=True, section=_WORK, also=("延期至",))
    handler_dept: Mapped[str | None] = field(N_("Department in charge"), Text(), computed=True, section=_WORK, also=("承办部门",))
    handler: Mapped[str | None] = field(N_("Case handler"), Text(), computed=True, section=_WORK, also=("承办人",))
    escalated_to: Mapped[str | None] = field(N_("Escalated or passed on to"), Text(), computed=True, section=_WORK, also=("上报（转办）单位",))
    escalated_on: Mapped[str | None] = field(N_("Escalated on"), Date(), computed=True, section=_WORK, also=("上报时间",))
    up_ref: Mapped[str | None] = field(N_("Receipt number from above"), Text(), computed=True, section=_WORK, also=("上级回执号",))
    reply: Mapped[str | None] = field(N_("Answer given"), LongText(), computed=True, section=_OUTCOME, also=("答复内容",))
    replied_on: Mapped[str | None] = field(N_("Answered on"), Date(), computed=True, section=_OUTCOME, also=("答复时间",))
    reply_mode: Mapped[str | None] = field(N_("Answered how"), Code(list="reply_mode"), computed=True, section=_OUTCOME, also=("答复方式",))
    callback_on: Mapped[str | None] = field(N_("Called back on"), Date(), computed=True, section=_OUTCOME, also=("回访时间",))
    satisfaction: Mapped[str | None] = field(
        N_("Satisfaction"), Code(list="satisfaction"), computed=True, section=_OUTCOME, also=("满意度",))
    comment: Mapped[str | None] = field(N_("What the person said"), LongText(), computed=True, section=_OUTCOME, also=("回访意见",))
    result: Mapped[str | None] = field(N_("Result"), Code(list="appeal_result"), computed=True, section=_OUTCOME, also=("办理结果",))
    closed_on: Mapped[str | None] = field(N_("Settled on"), Date(), computed=True, section=_OUTCOME, also=("办结时间",))
    merged_into: Mapped[str | None] = field(
        N_("Merged into"), Ref(register="appeals"), computed=True, section=_OUTCOME, also=("并入案件",))
    archive_no: Mapped[str | None] = field(N_("Archive number"), Text(), computed=True, section=_OUTCOME, also=("归档号",))
    remark: Mapped[str | None] = field(N_("Remark"), LongText(), section=_OUTCOME, also=("备注",))


class AppealEvent(Record):
    """One step in the life of an appeal: what, when, who, and what that step needs."""

    __tablename__ = "appeal_events"

    appeal_id: Mapped[str | None] = field(N_("Appeal"), Ref(register="appeals"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="appeal_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="appeal_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="appeal_state"), computed=True)
    handler_dept: Mapped[str | None] = field(N_("Department in charge"), Text())
    handler: Mapped[str | None] = field(N_("Case handler"), Text())
    decided_by: Mapped[str | None] = field(N_("Approved or decided by"), Text())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    notified_on: Mapped[str | None] = field(N_("Notice given on"), Date())
    until: Mapped[str | None] = field(N_("New deadline"), Date())
    sent_to: Mapped[str | None] = field(N_("Sent to"), Text())
    reference: Mapped[str | None] = field(N_("Receipt number from above"), Text())
    reply_mode: Mapped[str | None] = field(N_("Answered how"), Code(list="reply_mode"))
    satisfaction: Mapped[str | None] = field(N_("Satisfaction"), Code(list="satisfaction"))
    result: Mapped[str | None] = field(N_("Result"), Code(list="appeal_result"))
    merged_into: Mapped[str | None] = field(N_("Merged into"), Ref(register="appeals"))
    archive_no: Mapped[str | None] = field(N_("Archive number"), Text())
    note: Mapped[str | None] = field(N_("Text or reason"), LongText())


_EXTENDED = tuple(Transition("extend", (state,), state, ("decided_by", "until", "note")) for state in WORKED_ON)
TRANSITIONS = (
    Transition("register", ("",), "registered"),
    Transition("accept", ("registered",), "accepted", also=("handler_dept", "handler")),
    Transition("refuse", ("registered",), "refused", ("note", "notified_on")),
    Transition("assign", ("accepted", "assigned", "returned"), "assigned", ("handler_dept", "handler")),
    Transition("begin", ("assigned",), "in_progress"),
    Transition("escalate", ("accepted", "assigned", "in_progress"), "waiting", ("sent_to",), also=("reference",)),
    Transition("forward", ("accepted", "assigned", "in_progress"), "waiting", ("sent_to",), also=("reference",)),
    Transition("answer", ("waiting",), "in_progress", ("note",), also=("reference",)),
    Transition("reply", ("in_progress",), "replied", ("note", "reply_mode")),
    Transition("call_back", ("replied",), "called_back", ("satisfaction",)),
    Transition("redo", ("called_back",), "returned", ("note",)),
    *_EXTENDED,
    Transition("merge", ("registered", "accepted", "assigned", "in_progress"), "merged", ("merged_into",)),
    Transition("withdraw", UNANSWERED, "withdrawn", ("note",)),
    Transition("close", ("replied", "called_back"), "closed", ("result", "decided_by")),
    Transition("archive", ("closed", "refused", "merged", "withdrawn"), "archived", ("archive_no",)),
)


def derive(_record: Values, event: Values) -> Values:
    """Return what a step changes on the appeal beside the state."""
    day, note, name = event.get("happened_on"), event.get("note"), str(event["event"])
    up = {"escalated_to": event.get("sent_to"), "escalated_on": day, "up_ref": event.get("reference")}
    handled = {key: event[key] for key in ("handler_dept", "handler") if event.get(key)}
    changes: dict[str, dict[str, object]] = {
        "accept": {"accepted_on": day, **handled}, "assign": handled, "escalate": up, "forward": up,
        "answer": {"up_ref": event["reference"]} if event.get("reference") else {},
        "reply": {"reply": note, "replied_on": day, "reply_mode": event.get("reply_mode")},
        "call_back": {"callback_on": day, "satisfaction": event.get("satisfaction"), "comment": note},
        "extend": {"extended_to": event.get("until")}, "merge": {"merged_into": event.get("merged_into")},
        "refuse": {"result": "5"}, "withdraw": {"result": "6"},
        "close": {"result": event.get("result"), "closed_on": day}, "archive": {"archive_no": event.get("archive_no")}}
    return changes.get(name, {})


def reckon(values: Values, context: Context) -> Values:
    """Return the deadlines: petitions by calendar days of the petition rules, other appeals by working days."""
    received = values.get("received_on")
    if not isinstance(received, str):
        return {}
    accepted = str(values.get("accepted_on") or received)
    if values.get("is_petition"):
        return {"accept_due_on": add_days(received, context.norm("petitions.accept_days", received).value),
                "due_on": values.get("extended_to")
                or add_days(accepted, context.norm("petitions.finish_days", received).value)}
    days = context.norm(f"appeals.workdays_{_CLASSES.get(str(values.get('urgency')), 'ordinary')}", received).value
    return {"accept_due_on": workdays.add(received, context.norm("appeals.accept_workdays", received).value),
            "due_on": values.get("extended_to") or workdays.add(accepted, days)}


def _may_extend(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    due, until = str(record.get("due_on") or ""), str(event.get("until") or "")
    often = context.norm("appeals.extensions")
    if guards.times(record, context, EVENTS, LINK, "extend") >= often.value:
        yield guards.refuse("event", "extended_before", N_("The deadline was extended before; that is done at most "
                            "{limit} times ({basis})."), limit=often.value, basis=often.basis)
    if not due or not until:
        return
    petition = bool(record.get("is_petition"))
    norm = context.norm("petitions.extension_days" if petition else "appeals.extension_workdays")
    last = add_days(due, norm.value) if petition else workdays.add(due, norm.value)
    if until <= due or until > last:
        yield guards.refuse("until", "extension", N_("The new deadline must lie after {due} and not after {last} "
                            "({basis})."), due=due, last=last, basis=norm.basis)


def _may_accept(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
    if record.get("id") and record.get("appellant_kind") != ANONYMOUS \
            and not context.rows("appellants", LINK, record["id"]):
        yield guards.refuse("event", "no_appellant", N_("Nobody is entered under 'Appellants'. A signed appeal is "
                            "accepted when its appellant is known; without a name, mark it as anonymous."))


def _may_close(record: Values, _event: Values, _context: Context) -> Iterable[Problem]:
    if record.get("appeal_state") == "replied" and record.get("appellant_kind") != ANONYMOUS:
        yield guards.refuse("event", "no_call_back", N_("The call-back is missing: a signed appeal is closed after the "
                            "person was asked how satisfied they are (domain reference §7.2)."))


def _names_nobody(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    if record.get("id") and record.get("appellant_kind") == CONFIDENTIAL:
        yield from appeals_people.unnamed(str(record["id"]), {"note": event.get("note")}, context)


LIFECYCLE = Lifecycle(
    events=EVENTS, link=LINK, state="appeal_state", transitions=TRANSITIONS, derive=derive, opened_on="received_on",
    guard=guards.guard((guards.in_order(EVENTS, LINK), _names_nobody), {
        "accept": _may_accept, "extend": (_may_extend, guards.two_people("handler", N_(
            "{name} handles the appeal and cannot approve the extension too: somebody else decides."))),
        "redo": guards.only_unsatisfied_and_once(EVENTS, LINK), "close": _may_close,
        "merge": guards.into_another("appeals", "appeal_state", OVER)}),
    basis=N_("rules on appeals"), label=N_("Course of the appeal"), then="union_desk.affairs.appeals:carry_on")


def _collective(values: Values, context: Context) -> Iterable[Problem]:
    count = values.get("people_count")
    if not isinstance(count, int):
        return
    if count < 1:
        yield Problem(ERROR, "nobody", "people_count", N_("At least one person is concerned."))
    norm = context.norm("appeals.collective_people")
    if count >= norm.value and not values.get("is_collective"):
        yield Problem(WARNING, "collective", "is_collective", N_("{count} people are concerned: from {limit} on an appeal "
                      "is collective ({basis}). Mark it and tell the chair."),
                      {"count": count, "limit": norm.value, "basis": norm.basis}, suggestion=True)


def _confidential(values: Values, context: Context) -> Iterable[Problem]:
    """Keep the name of a confidential appellant out of what others read and what travels (domain reference §7.2)."""
    if values.get("id") and values.get("appellant_kind") == CONFIDENTIAL:
        record = str(values["id"])
        texts = {name: values.get(name) for name in ("title", "content", "wish", "remark")}
        yield from appeals_people.unnamed(record, texts, context)
        people = context.rows("appellants", LINK, record)
        for problem in appeals_people.told_before(people, record, context):
            yield replace(problem, field="appellant_kind")


APPEALS = Register(
    name="appeals", label=N_("Appeals"), singular=N_("Appeal"), model=Appeal, title=("case_no", "title"), area="appeals",
    rules=(Rule("collective", ("people_count", "is_collective"), _collective),
           not_ahead("received_on"),
           Rule("confidential", ("title", "content", "wish", "remark", "appellant_kind"), _confidential),
           decided("appeals", "appeal_state", ("refused", "merged", "withdrawn", "closed", "archived"),
                   ("received_on", "appeal_type", "urgency", "title", "content", "wish", "people_count"))),
    keys=(("case_no",),), numbering=Numbering("case_no", "SQ{year}-{serial:04d}", day="received_on"),
    lifecycle=LIFECYCLE, reckon=reckon, attachable=True, keeps_files=True,
    columns=("case_no", "received_on", "appeal_type", "topic", "title", "appeal_state", "due_on", "handler", "satisfaction"),
    sort=("due_on",), weight=("appeal_state", "appeal_type", "topic", "urgency", "is_collective", "satisfaction"))
APPEAL_EVENTS = Register(
    name=EVENTS, label=N_("Steps of appeals"), singular=N_("Step of an appeal"), model=AppealEvent, area="appeals",
    title=("event", "happened_on"), parent=LINK, append_only=True,
    columns=("appeal_id", "event", "happened_on", "from_state", "to_state", "handler", "decided_by", "note"))
REGISTERS: tuple[Register, ...] = (
    APPEALS, APPEAL_EVENTS, *appeals_people.REGISTERS, *appeals_proposals.REGISTERS, *appeals_rights.REGISTERS)
