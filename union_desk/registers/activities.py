"""Activities with budget, enrolment, sign-in, goods and spending (domain reference §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import activities_money, activities_people
from union_desk.registers.activities_life import APPROVED_ON, ARCHIVED, LIFECYCLE
from union_desk.registers.activities_rules import RULES, number
from union_desk.registers.decided import decided
from union_desk.schema.day_order import not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, PersonName, Phone, Ref, Text, YesNo
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Numbering, Register, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

PLAN, PEOPLE, FOLDER = N_("Plan of the activity"), N_("Who may come"), N_("Folder")


class Activity(Record):
    """One activity from plan to archived folder."""

    __tablename__ = "activities"

    act_no: Mapped[str | None] = field(N_("Activity number"), Text(), section=PLAN, search=True, also=("活动编号",), help=N_("Left empty it is given by the program: HD, the year, four digits."))
    title: Mapped[str | None] = field(N_("Name of the activity"), Text(), required=True, section=PLAN, search=True, also=("活动名称", "活动主题"))
    kind: Mapped[str | None] = field(N_("Kind of activity"), Code(list="activity_kind"), required=True, section=PLAN, also=("活动类别", "活动类型"))
    form: Mapped[str | None] = field(N_("Form of activity"), Code(list="activity_form"), section=PLAN, also=("活动形式",), help=N_("Some norms of spending hold for one form only."))
    status: Mapped[str | None] = field(N_("State of the activity"), Code(list="activity_state"), computed=True, section=PLAN, index=True)
    organiser: Mapped[str | None] = field(N_("Organiser"), Text(), section=PLAN, also=("主办单位", "主办"))
    branch_id: Mapped[str | None] = field(N_("Organising branch or group"), Ref(register="branches"), section=PLAN, also=("主办分会",))
    co_organisers: Mapped[str | None] = field(N_("Co-organisers"), Text(), section=PLAN, also=("承办协办", "协办单位", "承办单位"))
    starts_on: Mapped[str | None] = field(N_("Begins on"), Date(), required=True, section=PLAN, index=True, also=("开始日期", "活动日期"))
    starts_at: Mapped[str | None] = field(N_("Begins at"), Text(), section=PLAN, also=("开始时间",), help=N_("Time of day, 09:30."))
    ends_on: Mapped[str | None] = field(N_("Ends on"), Date(), section=PLAN, also=("结束日期",))
    ends_at: Mapped[str | None] = field(N_("Ends at"), Text(), section=PLAN, also=("结束时间",), help=N_("Time of day, 09:30."))
    place: Mapped[str | None] = field(N_("Place of the activity"), Text(), section=PLAN, search=True, also=("活动地点", "地点"))
    outside_province: Mapped[bool | None] = field(N_("Outside the province"), YesNo(), section=PLAN, also=("省外",))
    contact_name: Mapped[str | None] = field(N_("Person to ask"), PersonName(), section=PLAN, also=("活动联系人", "联系人"))
    contact_phone: Mapped[str | None] = field(N_("Telephone to ask"), Phone(), section=PLAN, also=("咨询电话", "联系电话"))
    content: Mapped[str | None] = field(N_("What is done"), LongText(), section=PLAN, also=("活动内容", "内容"))
    notice_text: Mapped[str | None] = field(N_("Text of the notice"), LongText(), section=PLAN, also=("通知内容",))
    plan_no: Mapped[str | None] = field(N_("Number of the plan"), Text(), section=PLAN, also=("方案文号",))
    decision_ref: Mapped[str | None] = field(N_("Minutes that decided it"), Text(), section=PLAN, also=("会议纪要文号",), help=N_("Needed when the budget is above the amount for collective decision."))
    quota: Mapped[int | None] = field(N_("Places"), Integer(), section=PEOPLE, also=("名额", "人数上限"), help=N_("Empty: as many as want to come."))
    guests_each: Mapped[int | None] = field(N_("Guests a member may bring"), Integer(), section=PEOPLE, also=("可带家属人数",))
    deadline: Mapped[str | None] = field(N_("Enrolment until"), Date(), section=PEOPLE, also=("报名截止日期", "报名截止"))
    scope_sex: Mapped[str | None] = field(N_("Only this sex"), Code(list="sex"), section=PEOPLE, also=("限性别",))
    scope_age_from: Mapped[int | None] = field(N_("Age from"), Integer(), section=PEOPLE, also=("最小年龄",))
    scope_age_to: Mapped[int | None] = field(N_("Age up to"), Integer(), section=PEOPLE, also=("最大年龄",))
    scope_branch_id: Mapped[str | None] = field(N_("Only this branch or group"), Ref(register="branches"), section=PEOPLE, also=("限分会或小组",))
    scope_nef: Mapped[str | None] = field(N_("Only these workers"), Code(list="nef_category"), section=PEOPLE, also=("限新就业群体",), help=N_("Category of new employment forms."))
    headcount: Mapped[int | None] = field(N_("People who came"), Integer(), section=FOLDER, also=("参加人数", "实到人数"))
    satisfaction: Mapped[int | None] = field(N_("Satisfied, per cent"), Integer(), section=FOLDER, also=("满意率", "满意度"))
    summary: Mapped[str | None] = field(N_("Summary of the activity"), LongText(), section=FOLDER, also=("活动总结",))
    spent: Mapped[int | None] = field(N_("Spent altogether"), Money(), computed=True, section=FOLDER)
    note: Mapped[str | None] = field(N_("Remark"), LongText(), section=FOLDER, also=("备注",))


class ActivityEvent(Record):
    """One step of an activity: what, when, who handled and who decided it."""

    __tablename__ = "activity_events"

    activity_id: Mapped[str | None] = field(N_("Activity"), Ref(register="activities"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Step"), Code(list="activity_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date())
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="activity_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="activity_state"), computed=True)
    handled_by: Mapped[str | None] = field(N_("Handled by"), PersonName())
    decided_by: Mapped[str | None] = field(N_("Approving person"), PersonName())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    new_start: Mapped[str | None] = field(N_("New date"), Date())
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())


def spent(values: Values, context: Context) -> Values:
    """Return what an activity has cost up to now, in fen; nothing before the first payment."""
    rows = context.rows("activity_expenses", "activity_id", values["id"]) if values.get("id") else ()
    return {"spent": sum(number(row, "amount") for row in rows) if rows else None}


ACTIVITIES = Register(
    name="activities", label=N_("Activities"), singular=N_("Activity"), model=Activity, title=("title",), area="activities",
    rules=(*RULES, decided("activities", "status", APPROVED_ON, ("kind",), later=("decision_ref", "plan_no")),
           decided("activities", "status", (ARCHIVED,), ("title", "starts_on", "ends_on", "headcount", "summary"))),
    keys=(("act_no",),), lifecycle=LIFECYCLE, reckon=spent, attachable=True, numbering=Numbering("act_no", "HD{year}-{serial:04d}", day="starts_on"),
    columns=("act_no", "title", "kind", "status", "starts_on", "ends_on", "place", "quota", "headcount", "spent"),
    sort=("starts_on",), weight=("status", "kind", "starts_on"))
ACTIVITY_EVENTS = Register(
    name="activity_events", label=N_("Steps of activities"), singular=N_("Step of an activity"), model=ActivityEvent,
    title=("event", "happened_on"), rules=(not_ahead("happened_on"),), parent="activity_id",
    append_only=True, area="activities", columns=("activity_id", "event", "happened_on", "from_state", "to_state", "handled_by", "decided_by"))
REGISTERS: tuple[Register, ...] = (ACTIVITIES, ACTIVITY_EVENTS, *activities_people.REGISTERS, *activities_money.REGISTERS)
