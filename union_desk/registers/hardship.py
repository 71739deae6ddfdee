"""Files of households in hardship and their life (domain reference §9.1 to §9.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import hardship_assessing, hardship_help, hardship_household, hardship_procedure
from union_desk.registers.decided import decided
from union_desk.registers.hardship_guards import EVENTS, GUARD
from union_desk.registers.hardship_household import FILE, YEAR
from union_desk.registers.hardship_oneness import one_household_one_file
from union_desk.schema import workdays
from union_desk.schema.day_order import not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, Phone, Ref, Region, Text, YesNo
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Context, Lifecycle, Numbering, Register, Rule, Transition, Values
from union_desk.schema.retirement import add_months
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

APPLYING = ("applied", "visiting", "reviewed", "publicity", "objected", "to_audit", "superior")
ON_FILE = ("on_file", "recheck", "exit_publicity")
LIVE = (*APPLYING, *ON_FILE, "lifted")
OTHER = "99"
_HEAD, _WORKER, _HOME, _WHY, _COVER, _COURSE = (
    N_("The hardship file"), N_("The worker"), N_("The household"), N_("Causes"), N_("Insurance"), N_("Course"))
_MORE = ("cause_2", "cause_3", "cause_4")


class HardshipFile(Record):
    """A household in hardship under the name of its worker; who the worker is stands in the members' register."""

    __tablename__ = "hardship_files"

    file_no: Mapped[str | None] = field(
        N_("Number of the file"), Text(), section=_HEAD, search=True, also=("档案编号", "档案号"),
        help=N_("Left empty, the next number of the year is given."))
    member_id: Mapped[str | None] = field(
        N_("Worker"), Ref(register="members"), required=True, index=True, section=_HEAD, also=("困难职工", "姓名", "职工编号"))
    applied_on: Mapped[str | None] = field(
        N_("Applied on"), Date(), required=True, index=True, section=_HEAD, also=("申请日期",))
    declared_year: Mapped[int | None] = field(N_("Year declared for"), YEAR, section=_HEAD, also=("申报年度",))
    region: Mapped[str | None] = field(
        N_("Region"), Region(), required=True, section=_HEAD, also=("所在地区", "行政区划"),
        help=N_("It sets the low-income line that the household is measured by."))
    registered_by: Mapped[str | None] = field(N_("Kept by"), Text(), required=True, section=_HEAD, also=("经办人", "建档人"))
    public_unit: Mapped[str | None] = field(
        N_("Unit or department on the publicity sheet"), Text(), section=_HEAD, also=("公示单位",),
        help=N_("Left empty for the worker's department and employer."))
    expected_help: Mapped[int | None] = field(N_("Proposed amount of help"), Money(), section=_HEAD, also=("拟帮扶金额",))
    second_phone: Mapped[str | None] = field(N_("Second telephone"), Phone(), sensitive=True, section=_WORKER, also=("电话2",))
    post_code: Mapped[str | None] = field(N_("Post code"), Text(), section=_WORKER, also=("邮编",))
    enterprise: Mapped[str | None] = field(
        N_("Condition of the employer"), Code(list="hardship_enterprise"), section=_WORKER, also=("企业状况",))
    can_work: Mapped[bool | None] = field(N_("Able to help themselves"), YesNo(), section=_WORKER, also=("自救能力",))
    disability_grade: Mapped[str | None] = field(
        N_("Grade of disability"), Text(), sensitive=True, section=_WORKER, also=("残疾等级",))
    single_parent: Mapped[bool | None] = field(N_("Single parent"), YesNo(), section=_HOME, also=("是否单亲", "单亲"))
    nobody_employed: Mapped[bool | None] = field(
        N_("Nobody of the household is employed"), YesNo(), section=_HOME, also=("零就业家庭",))
    housing: Mapped[str | None] = field(N_("Housing"), Code(list="hardship_housing"), section=_HOME, also=("住房类型",))
    floor_area: Mapped[int | None] = field(N_("Floor area (square metres)"), Integer(), section=_HOME, also=("建筑面积",))
    support: Mapped[int | None] = field(
        N_("Low-income support received a month"), Money(), sensitive=True, section=_HOME, also=("低保金额",))
    relief_card: Mapped[str | None] = field(
        N_("Number of the relief card"), Text(), sensitive=True, section=_HOME, also=("特困救助卡号",))
    main_cause: Mapped[str | None] = field(
        N_("Main cause"), Code(list="hardship_cause"), required=True, section=_WHY, also=("主要致困原因", "致困原因"))
    cause_2: Mapped[str | None] = field(N_("Further cause"), Code(list="hardship_cause"), section=_WHY, also=("次要致困原因1",))
    cause_3: Mapped[str | None] = field(
        N_("Second further cause"), Code(list="hardship_cause"), section=_WHY, also=("次要致困原因2",))
    cause_4: Mapped[str | None] = field(
        N_("Third further cause"), Code(list="hardship_cause"), section=_WHY, also=("次要致困原因3",))
    circumstances: Mapped[str | None] = field(
        N_("Circumstances"), LongText(), sensitive=True, section=_WHY, also=("困难情况", "致困情况说明"))
    medical_insurance: Mapped[bool | None] = field(N_("Medical insurance"), YesNo(), section=_COVER, also=("医保状况", "医疗保险"))
    pension_insurance: Mapped[bool | None] = field(N_("Pension insurance"), YesNo(), section=_COVER, also=("养老保险",))
    job_insurance: Mapped[bool | None] = field(N_("Unemployment insurance"), YesNo(), section=_COVER, also=("失业保险",))
    mutual_aid: Mapped[bool | None] = field(N_("Mutual aid"), YesNo(), section=_COVER, also=("互助保障",))
    remark: Mapped[str | None] = field(N_("Remark"), LongText(), section=_COVER, also=("备注",))
    hardship_state: Mapped[str | None] = field(
        N_("State of the file"), Code(list="hardship_state"), computed=True, index=True, section=_COURSE, also=("档案状态",))
    category: Mapped[str | None] = field(
        N_("Category of hardship"), Code(list="hardship_category"), computed=True, index=True, section=_COURSE, also=("困难类别",))
    published_on: Mapped[str | None] = field(N_("Publicity from"), Date(), computed=True, section=_COURSE, also=("公示开始",))
    publish_to: Mapped[str | None] = field(N_("Publicity asked for until"), Date(), computed=True, section=_COURSE)
    publicity_until: Mapped[str | None] = field(
        N_("Publicity until"), Date(), computed=True, index=True, section=_COURSE, also=("公示结束",))
    exit_publicity: Mapped[bool | None] = field(N_("Publicity of an exit"), YesNo(), computed=True, section=_COURSE)
    approved_by: Mapped[str | None] = field(N_("Approved by"), Text(), computed=True, section=_COURSE, also=("批准人",))
    approval: Mapped[str | None] = field(N_("Document of the approval"), Text(), computed=True, section=_COURSE, also=("批准文号",))
    opened_on: Mapped[str | None] = field(N_("On file since"), Date(), computed=True, index=True, section=_COURSE, also=("建档日期",))
    confirmed_on: Mapped[str | None] = field(N_("Last reviewed on"), Date(), computed=True, section=_COURSE, also=("复核日期",))
    review_due_on: Mapped[str | None] = field(
        N_("Review due on"), Date(), computed=True, index=True, section=_COURSE, also=("复核期限",))
    lifted_on: Mapped[str | None] = field(N_("Out of hardship since"), Date(), computed=True, section=_COURSE, also=("脱困日期",))
    follow_until: Mapped[str | None] = field(
        N_("Followed up until"), Date(), computed=True, index=True, section=_COURSE, also=("跟踪期至",))
    ended_on: Mapped[str | None] = field(N_("File ended on"), Date(), computed=True, section=_COURSE, also=("退档日期",))
    ended_why: Mapped[str | None] = field(N_("Why it left the files"), LongText(), computed=True, sensitive=True, section=_COURSE)


class HardshipEvent(Record):
    """One step in the life of a file: what, when, who decided, and what that step needs."""

    __tablename__ = "hardship_events"

    file_id: Mapped[str | None] = field(N_("Hardship file"), Ref(register="hardship_files"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="hardship_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="hardship_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="hardship_state"), computed=True)
    sent_to: Mapped[str | None] = field(
        N_("Sent to, or compared with"), Text(), help=N_("The superior union, or the offices whose records were compared."))
    until: Mapped[str | None] = field(
        N_("Publicity until"), Date(), help=N_("Left empty for the shortest period that the norm allows."))
    decided_by: Mapped[str | None] = field(N_("Approved or decided by"), Text())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    category: Mapped[str | None] = field(N_("Category of hardship"), Code(list="hardship_category"))
    leaving: Mapped[str | None] = field(N_("Why the file ends"), Code(list="hardship_leaving"))
    note: Mapped[str | None] = field(N_("Text or reason"), LongText(), sensitive=True)


_REFUSABLE = ("applied", "visiting", "reviewed", "publicity", "objected", "to_audit", "superior")
TRANSITIONS = (
    Transition("apply", ("",), "applied"),
    Transition("begin_visits", ("applied",), "visiting"),
    Transition("compare", ("visiting",), "visiting", ("sent_to", "note")),
    Transition("review", ("visiting",), "reviewed"),
    Transition("publish", ("reviewed",), "publicity", also=("until",)),
    Transition("object", ("publicity", "exit_publicity"), "objected"),
    Transition("settle", ("objected",), "publicity", also=("note",)),
    Transition("settle_exit", ("objected",), "exit_publicity", also=("note",)),
    Transition("uphold", ("objected",), "visiting", ("note",)),
    Transition("pass", ("publicity",), "to_audit"),
    Transition("audit", ("to_audit",), "superior", ("decided_by", "sent_to"), also=("note",)),
    Transition("approve", ("superior",), "on_file", ("category", "decided_by", "decision"), also=("note",)),
    Transition("send_back", ("superior",), "visiting", ("note",)),
    Transition("refuse", _REFUSABLE, "refused", ("decided_by", "note")),
    Transition("withdraw", _REFUSABLE, "refused", ("note",)),
    Transition("recheck", ("on_file",), "recheck"),
    Transition("confirm", ("recheck",), "on_file", ("category", "decided_by"), also=("note",)),
    Transition("propose_exit", ("on_file", "recheck"), "exit_publicity", ("decided_by", "note"), also=("until",)),
    Transition("stay", ("exit_publicity", "objected"), "on_file", ("note",)),
    Transition("lift", ("exit_publicity",), "lifted", ("decided_by",), also=("decision",)),
    Transition("close", ("lifted",), "exited", also=("decided_by", "note")),
    Transition("reopen", ("lifted", "exited"), "visiting", ("note",)),
    Transition("leave", LIVE, "gone", ("leaving",), also=("note",)),
)


def derive(_record: Values, event: Values) -> Values:
    """Return what a step changes on the file beside its state."""
    day, note, name = event.get("happened_on"), event.get("note"), str(event["event"])
    published = {"published_on": day, "publish_to": event.get("until")}
    changes: dict[str, dict[str, object]] = {
        "publish": {**published, "exit_publicity": None}, "propose_exit": {**published, "exit_publicity": True},
        "approve": {"category": event.get("category"), "approved_by": event.get("decided_by"),
                    "approval": event.get("decision"), "opened_on": day, "confirmed_on": day},
        "confirm": {"category": event.get("category"), "confirmed_on": day},
        "stay": {"exit_publicity": None}, "lift": {"lifted_on": day, "exit_publicity": None},
        "reopen": {"lifted_on": None, "ended_on": None, "ended_why": None, "published_on": None, "publish_to": None,
                   "category": None, "exit_publicity": None},
        "close": {"ended_on": day}}
    ended = {"ended_on": day, "ended_why": note}
    return ended if name in {"refuse", "withdraw", "leave"} else changes.get(name, {})


def reckon(values: Values, context: Context) -> Values:
    """Return the timers: the last day of the publicity, the yearly review, the end of the follow-up."""
    published, asked, confirmed, lifted = (
        values.get(name) for name in ("published_on", "publish_to", "confirmed_on", "lifted_on"))
    until = review = follow = None
    if isinstance(published, str):
        name = "hardship.exit_workdays" if values.get("exit_publicity") else "hardship.publicity_workdays"
        until = max(str(asked or ""), workdays.add(published, context.norm(name, published).value))
    if isinstance(confirmed, str) and values.get("hardship_state") in ON_FILE:
        review = add_months(confirmed, context.norm("hardship.review_months", confirmed).value)
    if isinstance(lifted, str):
        follow = add_months(lifted, context.norm("hardship.follow_months", lifted).value)
    return {"publicity_until": until, "review_due_on": review, "follow_until": follow}


LIFECYCLE = Lifecycle(
    events=EVENTS, link=FILE, state="hardship_state", transitions=TRANSITIONS, opening="apply", derive=derive,
    opened_on="applied_on", guard=GUARD, basis=N_("rules on hardship files"), label=N_("Course of the file"))


def _causes(values: Values, _context: Context) -> Iterable[Problem]:
    main = values.get("main_cause")
    named = [values.get(name) for name in _MORE]
    for place, name in enumerate(_MORE):
        if named[place] and named[place] in (main, *named[:place]):
            yield Problem(ERROR, "cause_twice", name, N_("This cause is named already: one main cause and up to three others."))
    if OTHER in (main, *named) and not values.get("circumstances"):
        yield Problem(WARNING, "other_cause", "circumstances", N_("Another cause: say which, in the circumstances."))


_APPROVED = ("on_file", "recheck", "exit_publicity", "lifted", "exited")
HARDSHIP_FILES = Register(
    name="hardship_files", label=N_("Hardship files"), singular=N_("Hardship file"), model=HardshipFile,
    title=("file_no", "applied_on"), area="hardship", share=SUPERIOR_ONLY, lifecycle=LIFECYCLE, reckon=reckon,
    rules=(not_ahead("applied_on"), Rule("causes", ("main_cause", *_MORE, "circumstances"), _causes),
           Rule("one_household", ("member_id",), one_household_one_file, others=True),
           decided("hardship_files", "hardship_state", _APPROVED, ("member_id", "applied_on", "declared_year"))),
    keys=(("member_id", "applied_on"), ("file_no",)), numbering=Numbering("file_no", "KN{year}-{serial:04d}", day="applied_on"), attachable=True, keeps_files=True,
    columns=("file_no", "member_id", "applied_on", "main_cause", "category", "hardship_state", "publicity_until",
             "review_due_on", "registered_by"),
    sort=("applied_on",), weight=("hardship_state", "category", "main_cause", "review_due_on"))
HARDSHIP_EVENTS = Register(
    name=EVENTS, label=N_("Steps of hardship files"), singular=N_("Step of a hardship file"), model=HardshipEvent,
    area="hardship", share=SUPERIOR_ONLY, title=("event", "happened_on"), parent=FILE, append_only=True,
    columns=(FILE, "event", "happened_on", "from_state", "to_state", "decided_by", "category"))
REGISTERS: tuple[Register, ...] = (
    HARDSHIP_FILES, *hardship_household.REGISTERS[:2], *hardship_assessing.REGISTERS, *hardship_procedure.REGISTERS,
    *hardship_help.REGISTERS, *hardship_household.REGISTERS[2:], HARDSHIP_EVENTS)
