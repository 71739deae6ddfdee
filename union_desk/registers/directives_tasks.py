"""The tasks of a paper, what is to be handed in for them, and each version that went up (domain reference §8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import appeals_guards as guards
from union_desk.registers import directives_secrecy as secrecy
from union_desk.registers.decided import decided
from union_desk.schema.day_order import ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Ref, Text
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Lifecycle, Register, Rule, Transition, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

EVENTS, LINK = "deliverable_events", "deliverable_id"
RECOMMEND = "4"
SCREEN = "union_desk.affairs.directives:refuse_secret_file"
PASSED = frozenset({"received", "passed"})
_TASK, _WHO, _DONE = N_("The task"), N_("Who does it"), N_("How it was carried out")


class DirectiveTask(Record):
    """One thing that a paper asks the office to do until a day."""

    __tablename__ = "directive_tasks"

    directive_id: Mapped[str | None] = field(
        N_("Directive"), Ref(register="directives"), required=True, index=True, section=_TASK)
    title: Mapped[str | None] = field(N_("Headline"), Text(), required=True, section=_TASK, search=True, also=("任务名称", "任务"))
    task_kind: Mapped[str | None] = field(
        N_("Kind of task"), Code(list="directive_task_kind"), required=True, section=_TASK, also=("任务类别",))
    due_at: Mapped[str | None] = field(
        N_("Due on"), Date(), required=True, index=True, section=_TASK, also=("截止日期", "完成时限"))
    what: Mapped[str | None] = field(N_("What is to be done"), LongText(), section=_TASK, also=("任务内容", "要求"))
    owner: Mapped[str | None] = field(N_("Owner"), Text(), required=True, section=_WHO, also=("承办人", "责任人"))
    co_owners: Mapped[str | None] = field(N_("Helped by"), Text(), section=_WHO, also=("协办人",))
    groups: Mapped[str | None] = field(N_("Groups that take part"), Text(), section=_WHO, also=("配合小组", "需配合小组"))
    quota: Mapped[int | None] = field(N_("Quota"), Integer(), section=_TASK, also=("名额",))
    quota_used: Mapped[int | None] = field(N_("Quota used"), Integer(), section=_DONE, also=("已用名额",))
    done_on: Mapped[str | None] = field(N_("Done on"), Date(), index=True, section=_DONE, also=("完成日期",))
    outcome: Mapped[str | None] = field(N_("Outcome in words"), LongText(), section=_DONE, also=("完成情况",))
    evidence: Mapped[str | None] = field(
        N_("What it rests on"), Text(), section=_DONE, also=("佐证",),
        help=N_("The activity, meeting or count of which the figures were taken."))
    remark: Mapped[str | None] = field(N_("Remark"), LongText(), section=_DONE, also=("备注",))


class GroupReply(Record):
    """The share of one branch or group in a task, and its answer."""

    __tablename__ = "task_groups"

    task_id: Mapped[str | None] = field(N_("Task"), Ref(register="directive_tasks"), required=True, index=True)
    branch_id: Mapped[str | None] = field(N_("Branch or group"), Ref(register="branches"), required=True, also=("工会小组", "分会"))
    asked_on: Mapped[str | None] = field(N_("Asked on"), Date(), also=("布置日期",))
    due_at: Mapped[str | None] = field(N_("Due on"), Date(), index=True, also=("截止日期",))
    quota: Mapped[int | None] = field(N_("Quota"), Integer(), also=("名额",))
    replied_on: Mapped[str | None] = field(N_("Replied on"), Date(), index=True, also=("反馈日期",))
    reply: Mapped[str | None] = field(N_("Reply"), LongText(), also=("反馈内容", "反馈"))


class Deliverable(Record):
    """One thing to be handed in for a task: its version grows by one each time it is given back."""

    __tablename__ = "deliverables"

    task_id: Mapped[str | None] = field(N_("Task"), Ref(register="directive_tasks"), required=True, index=True)
    name: Mapped[str | None] = field(N_("What is handed in"), Text(), required=True, also=("材料名称", "上报材料"))
    deliverable_kind: Mapped[str | None] = field(
        N_("Kind of material"), Code(list="deliverable_kind"), required=True, default="1", also=("材料类别",))
    due_at: Mapped[str | None] = field(N_("Due on"), Date(), index=True, also=("截止日期", "报送期限"))
    deliverable_state: Mapped[str | None] = field(
        N_("State"), Code(list="deliverable_state"), computed=True, index=True, also=("报送状态",))
    version: Mapped[int | None] = field(N_("Version"), Integer(), computed=True, also=("版本",))
    sent_on: Mapped[str | None] = field(N_("Sent on"), Date(), computed=True, also=("报送日期",))
    receipt_no: Mapped[str | None] = field(N_("Receipt number from above"), Text(), computed=True, also=("回执号",))
    returned_for: Mapped[str | None] = field(N_("Given back because"), LongText(), computed=True, also=("退回原因",))
    remark: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class DeliverableEvent(Record):
    """One sending or its result; what was sent, with its figures, stays as it was."""

    __tablename__ = "deliverable_events"

    deliverable_id: Mapped[str | None] = field(N_("Deliverable"), Ref(register="deliverables"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="deliverable_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="deliverable_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="deliverable_state"), computed=True)
    version: Mapped[int | None] = field(N_("Version"), Integer(), computed=True)
    medium: Mapped[str | None] = field(N_("Sent how"), Code(list="deliverable_medium"))
    reference: Mapped[str | None] = field(N_("Receipt number from above"), Text())
    figures: Mapped[str | None] = field(N_("Figures as they were sent"), LongText())
    decided_by: Mapped[str | None] = field(N_("By whom"), Text())
    note: Mapped[str | None] = field(N_("Text or reason"), LongText())


TRANSITIONS = (
    Transition("ask", ("",), "open"),
    Transition("send", ("open", "returned"), "sent", ("medium",), also=("reference", "figures")),
    Transition("receive", ("sent",), "received", also=("reference",)),
    Transition("return", ("sent", "received"), "returned", ("note",)),
    Transition("pass", ("sent", "received"), "passed"),
)


def derive(record: Values, event: Values) -> Values:
    """Return what a step changes on the deliverable: each return opens the next version."""
    name, version = str(event["event"]), _version(record)
    if name == "return":
        return {"version": version + 1, "returned_for": event.get("note"), "sent_on": None}
    found: dict[str, object] = {"version": version}
    if name == "send":
        found |= {"sent_on": event.get("happened_on"), "returned_for": None}
    if event.get("reference"):
        found["receipt_no"] = event["reference"]
    return found


def complete(record: Values, _event: Values) -> Values:
    """Return which version a step is about."""
    return {"version": _version(record)}


def _version(record: Values) -> int:
    version = record.get("version")
    return version if isinstance(version, int) else 1


def _no_secret(_record: Values, event: Values, _context: Context) -> Iterable[Problem]:
    yield from secrecy.refuse({name: event.get(name) for name in ("note", "figures")})


LIFECYCLE = Lifecycle(
    events=EVENTS, link=LINK, state="deliverable_state", transitions=TRANSITIONS, derive=derive, complete=complete,
    opening="ask", guard=guards.guard((guards.in_order(EVENTS, LINK), _no_secret), {}),
    basis=N_("rules on incoming papers"), label=N_("Versions"))


def _within_quota(values: Values, _context: Context) -> Iterable[Problem]:
    quota, used = values.get("quota"), values.get("quota_used")
    if isinstance(used, int) and isinstance(quota, int) and used > quota:
        yield Problem(ERROR, "quota", "quota_used", N_("{used} places are used, but the quota is {quota}."),
                      {"used": used, "quota": quota})
    if values.get("task_kind") == RECOMMEND and quota is None:
        yield Problem(WARNING, "no_quota", "quota", N_("A task of recommending people has a quota: enter it."))


def _in_time(values: Values, context: Context) -> Iterable[Problem]:
    due = values.get("due_at")
    yield from ahead(values, context, "done_on")
    received = context.lookup("directives", str(values.get("directive_id") or ""), "recv_date")
    if isinstance(received, str) and isinstance(due, str) and due < received:
        yield Problem(WARNING, "due_before", "due_at", N_("It was due before the paper came ({date})."), {"date": received})
    yield from secrecy.refuse({name: values.get(name) for name in ("title", "what", "outcome", "remark")})


def _all_handed_in(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a task as done while something to be handed in was not received above (domain reference §8.1)."""
    if not values.get("done_on") or not values.get("id"):
        return
    left = [row for row in context.rows("deliverables", "task_id", values["id"])
            if row.get("deliverable_state") not in PASSED]
    if left:
        yield Problem(ERROR, "not_handed_in", "done_on", N_("{count} things are not handed in yet, the first: {name}."),
                      {"count": len(left), "name": left[0]["name"]})


def _group_quota(values: Values, context: Context) -> Iterable[Problem]:
    own, task = values.get("quota"), str(values.get("task_id") or "")
    whole = context.lookup("directive_tasks", task, "quota")
    if not isinstance(own, int) or not isinstance(whole, int):
        return
    others = [row["quota"] for row in context.rows("task_groups", "task_id", task) if row.get("id") != values.get("id")]
    given = own + sum(quota for quota in others if isinstance(quota, int))
    if given > whole:
        yield Problem(ERROR, "quota", "quota", N_("The groups get {given} places, but the quota is {quota}."),
                      {"given": given, "quota": whole})


def _reply_dates(values: Values, _context: Context) -> Iterable[Problem]:
    asked, replied = values.get("asked_on"), values.get("replied_on")
    if isinstance(asked, str) and isinstance(replied, str) and replied < asked:
        yield Problem(ERROR, "dates", "replied_on", N_("The reply is dated before the question ({date})."), {"date": asked})


DIRECTIVE_TASKS = Register(
    name="directive_tasks", label=N_("Tasks"), singular=N_("Task"), model=DirectiveTask, title=("title",), distinct="due_at",
    parent="directive_id", area="directives", attachable=True, screen=SCREEN,
    rules=(Rule("quota", ("quota", "quota_used", "task_kind"), _within_quota),
           Rule("in_time", ("directive_id", "due_at", "done_on", "title", "what", "outcome", "remark"), _in_time),
           Rule("handed_in", ("done_on",), _all_handed_in)),
    columns=("directive_id", "title", "task_kind", "due_at", "owner", "quota", "quota_used", "done_on"), sort=("due_at",),
    weight=("task_kind",))
TASK_GROUPS = Register(
    name="task_groups", label=N_("Shares of the groups"), singular=N_("Share of a group"), model=GroupReply,
    title=("branch_id",), parent="task_id", area="directives", keys=(("task_id", "branch_id"),),
    rules=(Rule("quota", ("task_id", "quota"), _group_quota), Rule("dates", ("asked_on", "replied_on"), _reply_dates)),
    columns=("task_id", "branch_id", "due_at", "quota", "replied_on", "reply"))
DELIVERABLES = Register(
    name="deliverables", label=N_("Deliverables"), singular=N_("Deliverable"), model=Deliverable, title=("name",),
    parent="task_id", area="directives", lifecycle=LIFECYCLE, attachable=True, screen=SCREEN,
    rules=(decided("deliverables", "deliverable_state", ("passed",), ("task_id", "name", "deliverable_kind", "due_at")),),
    columns=("task_id", "name", "deliverable_kind", "due_at", "deliverable_state", "version", "sent_on", "receipt_no"),
    weight=("deliverable_state", "deliverable_kind"))
DELIVERABLE_EVENTS = Register(
    name=EVENTS, label=N_("Sendings"), singular=N_("Sending"), model=DeliverableEvent, title=("event", "happened_on"),
    parent=LINK, append_only=True, area="directives",
    columns=("deliverable_id", "event", "happened_on", "version", "medium", "reference", "figures", "note"))
REGISTERS: tuple[Register, ...] = (DIRECTIVE_TASKS, TASK_GROUPS, DELIVERABLES, DELIVERABLE_EVENTS)
