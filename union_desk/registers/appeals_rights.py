"""Rights cases and legal aid (domain reference §7.4): the case may be reported, its applicant stays in the office."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from union_desk.registers import appeals_guards as guards
from union_desk.registers.decided import decided
from union_desk.schema.dates import add_days
from union_desk.schema.day_order import ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import (
    Address,
    Code,
    Date,
    IdNumber,
    Integer,
    LongText,
    Mobile,
    Money,
    PersonName,
    Ref,
    Text,
)
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import (
    PRIVATE,
    SUPERIOR_ONLY,
    Context,
    Lifecycle,
    Numbering,
    Register,
    Rule,
    Transition,
    Values,
)
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

EVENTS, LINK = "rights_case_events", "case_id"
OPEN = ("applied", "approved", "assigned", "mediation", "arbitration", "litigation")
UNARBITRATED = ("applied", "approved", "assigned", "mediation")
WAGES, CIVIL = "2", "1"
_CASE, _TIME, _WORK = N_("The case"), N_("Time limits"), N_("Handling")


class RightsCase(Record):
    """One case in which the union helps at law: cause, form, limits and outcome, without who it is."""

    __tablename__ = "rights_cases"

    case_no: Mapped[str | None] = field(
        N_("Legal aid number"), Text(), section=_CASE, search=True, also=("案件编号", "编号"),
        help=N_("Left empty, the next number of the year is given."))
    applied_on: Mapped[str | None] = field(
        N_("Applied on"), Date(), required=True, index=True, section=_CASE, also=("申请日期", "受理日期"))
    received_by: Mapped[str | None] = field(N_("Received by"), Text(), required=True, section=_CASE, also=("经办人", "接待人"))
    appeal_id: Mapped[str | None] = field(N_("From the appeal"), Ref(register="appeals"), section=_CASE, also=("来源诉求",))
    title: Mapped[str | None] = field(N_("Headline"), Text(), required=True, section=_CASE, search=True, also=("案件名称",))
    person_class: Mapped[str | None] = field(
        N_("Class of person"), Code(list="rights_person_class"), required=True, default="9", section=_CASE, also=("人员类别",))
    cause: Mapped[str | None] = field(N_("Cause"), Code(list="rights_cause"), required=True, section=_CASE, also=("案由",))
    case_kind: Mapped[str | None] = field(
        N_("Kind of case"), Code(list="rights_case_kind"), required=True, default="1", section=_CASE, also=("案件类别", "案件性质"))
    aid_form: Mapped[str | None] = field(
        N_("Form of aid"), Code(list="rights_form"), required=True, section=_CASE, also=("援助形式", "援助方式"))
    respondent_unit: Mapped[str | None] = field(N_("Other party"), Text(), section=_CASE, also=("对方当事人", "被申请人"))
    people_count: Mapped[int | None] = field(N_("People concerned"), Integer(), section=_CASE, also=("涉及人数",))
    claim: Mapped[int | None] = field(N_("Amount claimed"), Money(), section=_CASE, also=("请求金额", "诉求金额"))
    known_on: Mapped[str | None] = field(
        N_("Infringement known on"), Date(), section=_TIME, also=("知道权益受侵害日期",),
        help=N_("From this day the year of limitation for arbitration runs."))
    left_on: Mapped[str | None] = field(
        N_("Employment ended on"), Date(), section=_TIME, also=("离职日期", "劳动关系终止日期"),
        help=N_("For wages owed during the employment the year runs from this day only."))
    limitation_on: Mapped[str | None] = field(
        N_("Limitation ends on"), Date(), computed=True, index=True, section=_TIME, also=("仲裁时效届满日",))
    due_on: Mapped[str | None] = field(
        N_("Decision or agreement due on"), Date(), computed=True, index=True, section=_TIME, also=("审查（调解）期限",))
    rights_state: Mapped[str | None] = field(
        N_("State"), Code(list="rights_state"), computed=True, index=True, section=_WORK, also=("办理状态",))
    opinion: Mapped[str | None] = field(N_("Opinion of the review"), LongText(), computed=True, section=_WORK, also=("审查意见",))
    lawyer: Mapped[str | None] = field(N_("Lawyer"), Text(), computed=True, section=_WORK, also=("承办律师", "律师"))
    law_firm: Mapped[str | None] = field(N_("Law firm"), Text(), computed=True, section=_WORK, also=("律师事务所",))
    mediation_from: Mapped[str | None] = field(N_("Mediation since"), Date(), computed=True, section=_WORK, also=("调解受理日",))
    result: Mapped[str | None] = field(N_("Result"), Code(list="rights_result"), computed=True, section=_WORK, also=("办理结果",))
    recovered: Mapped[int | None] = field(
        N_("Amount recovered"), Money(), computed=True, section=_WORK, also=("挽回经济损失", "挽回损失"))
    concluded_on: Mapped[str | None] = field(N_("Concluded on"), Date(), computed=True, section=_WORK, also=("结案日期",))
    archive_no: Mapped[str | None] = field(N_("Archive number"), Text(), computed=True, section=_WORK, also=("归档号",))
    remark: Mapped[str | None] = field(N_("Remark"), LongText(), section=_WORK, also=("备注",))


class RightsCaseEvent(Record):
    """One step of a rights case."""

    __tablename__ = "rights_case_events"

    case_id: Mapped[str | None] = field(N_("Rights case"), Ref(register="rights_cases"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="rights_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="rights_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="rights_state"), computed=True)
    decided_by: Mapped[str | None] = field(N_("Approved or decided by"), Text())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    notified_on: Mapped[str | None] = field(N_("Notice given on"), Date())
    lawyer: Mapped[str | None] = field(N_("Lawyer"), Text())
    law_firm: Mapped[str | None] = field(N_("Law firm"), Text())
    result: Mapped[str | None] = field(N_("Result"), Code(list="rights_result"))
    recovered: Mapped[int | None] = field(N_("Amount recovered"), Money())
    archive_no: Mapped[str | None] = field(N_("Archive number"), Text())
    note: Mapped[str | None] = field(N_("Text or reason"), LongText())


class RightsApplicant(Record):
    """Who applies for legal aid, with what the application form asks about the person."""

    __tablename__ = "rights_applicants"

    case_id: Mapped[str | None] = field(N_("Rights case"), Ref(register="rights_cases"), required=True, index=True)
    name: Mapped[str | None] = field(N_("Name"), PersonName(), required=True, sensitive=True, also=("姓名", "申请人"))
    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), also=("会员",))
    sex: Mapped[str | None] = field(N_("Sex"), Code(list="sex"), also=("性别",))
    identity_no: Mapped[str | None] = field(
        N_("Document number"), IdNumber(), sensitive=True, also=("证件号码", "身份证号"))
    occupation: Mapped[str | None] = field(N_("Occupation"), Text(), also=("职业", "工种"))
    household_place: Mapped[str | None] = field(N_("Place of registration"), Text(), also=("户籍所在地", "户籍"))
    employer_name: Mapped[str | None] = field(N_("Employer"), Text(), also=("工作单位", "单位"))
    address: Mapped[str | None] = field(N_("Home address"), Address(), sensitive=True, also=("住址", "通讯地址"))
    mobile: Mapped[str | None] = field(N_("Mobile number"), Mobile(), sensitive=True, also=("手机号", "联系电话"))
    agent: Mapped[str | None] = field(N_("Agent"), Text(), also=("代理人", "法定代理人"))
    monthly_income: Mapped[int | None] = field(
        N_("Own income a month"), Money(), sensitive=True, also=("月收入", "本人月收入"))
    family_income: Mapped[int | None] = field(
        N_("Income of the family a month"), Money(), sensitive=True, also=("家庭月收入", "家庭收入"))
    hardship_proof: Mapped[str | None] = field(N_("Proof of hardship"), Text(), also=("经济困难证明", "困难证明"))
    facts: Mapped[str | None] = field(N_("Facts of the case"), LongText(), sensitive=True, also=("案情", "案情摘要"))
    evidence: Mapped[str | None] = field(N_("List of evidence"), LongText(), also=("证据清单", "证据材料"))
    signed_on: Mapped[str | None] = field(N_("Application signed on"), Date(), also=("签名日期",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


TRANSITIONS = (
    Transition("apply", ("",), "applied"),
    Transition("approve", ("applied",), "approved", ("decided_by",)),
    Transition("refuse", ("applied",), "refused", ("decided_by", "note", "notified_on")),
    Transition("assign", ("approved", "assigned"), "assigned", ("lawyer",), also=("law_firm",)),
    Transition("mediate", ("assigned",), "mediation", ("decision",)),
    Transition("settle", ("mediation",), "concluded", ("decision",), also=("recovered",)),
    Transition("fail", ("mediation",), "assigned"),
    Transition("arbitrate", ("assigned", "mediation"), "arbitration", ("decision",)),
    Transition("sue", ("assigned", "arbitration"), "litigation", ("decision",)),
    Transition("conclude", ("assigned", "arbitration", "litigation"), "concluded", ("result",), also=("recovered",)),
    Transition("withdraw", OPEN, "withdrawn", ("note",)),
    Transition("archive", ("concluded", "refused", "withdrawn"), "archived", ("archive_no",)),
)


def derive(_record: Values, event: Values) -> Values:
    """Return what a step changes on the case beside the state."""
    day, note = event.get("happened_on"), event.get("note")
    end = {"recovered": event.get("recovered"), "concluded_on": day}
    changes: dict[str, dict[str, object]] = {
        "approve": {"opinion": note}, "refuse": {"opinion": note},
        "assign": {"lawyer": event.get("lawyer"), "law_firm": event.get("law_firm")},
        "mediate": {"mediation_from": day}, "fail": {"mediation_from": None},
        "settle": {"result": "3", **end}, "conclude": {"result": event.get("result"), **end},
        "archive": {"archive_no": event.get("archive_no")}}
    return changes.get(str(event["event"]), {})


def reckon(values: Values, context: Context) -> Values:
    """Return the end of the limitation for arbitration, and until when the review or the mediation runs."""
    applied, state = values.get("applied_on"), values.get("rights_state")
    mediated = values.get("mediation_from")
    due = None
    if state == "mediation" and isinstance(mediated, str):
        due = add_days(mediated, context.norm("rights.mediation_days", mediated).value)
    elif state == "applied" and isinstance(applied, str):
        due = add_days(applied, context.norm("rights.review_days", applied).value)
    return {"due_on": due, "limitation_on": limitation(values, context)}


def limitation(values: Values, context: Context) -> str | None:
    """Return the last day for asking for arbitration; None where no year runs (wages owed by an employment that lasts)."""
    begins = values.get("left_on") if values.get("cause") == WAGES else values.get("known_on")
    if not isinstance(begins, str) or values.get("case_kind") != CIVIL:
        return None
    years = context.norm("rights.arbitration_years", begins).value
    first = dt.date.fromisoformat(begins)
    try:
        return first.replace(year=first.year + years).isoformat()
    except ValueError:  # 29 February
        return first.replace(year=first.year + years, day=28).isoformat()


def _applicant_known(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
    if record.get("id") and not context.rows("rights_applicants", LINK, record["id"]):
        yield guards.refuse("event", "no_applicant", N_("Nobody is entered under 'Applicants': enter who asks for legal "
                            "aid, with the facts of the case, before it is decided."))


def _in_time(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    day, last = str(event.get("happened_on") or ""), str(record.get("limitation_on") or "")
    if last and day > last and not event.get("note"):
        norm = context.norm("rights.arbitration_years", day)
        yield guards.refuse("note", "limitation", N_("The limitation for arbitration ended on {date} ({basis}). Say in "
                            "the note what interrupted or suspended it."), date=last, basis=norm.basis)


def _arbitrated_first(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
    if record.get("case_kind") == CIVIL and not guards.times(record, context, EVENTS, LINK, "arbitrate"):
        yield guards.refuse("event", "arbitration_first", N_("A labour dispute goes to arbitration before it goes to court "
                            "(Labour Dispute Mediation and Arbitration Law, article 5). Enter the arbitration first."))


LIFECYCLE = Lifecycle(
    events=EVENTS, link=LINK, state="rights_state", transitions=TRANSITIONS, derive=derive, opening="apply",
    opened_on="applied_on", guard=guards.guard((guards.in_order(EVENTS, LINK),), {
        "approve": (_applicant_known, guards.two_people("received_by", N_(
            "{name} received the application and cannot decide on it too: somebody else decides."))),
        "refuse": guards.two_people("received_by", N_(
            "{name} received the application and cannot decide on it too: somebody else decides.")),
        "arbitrate": _in_time, "sue": _arbitrated_first}),
    basis=N_("rules on legal aid of unions"), label=N_("Course of the case"))


def _dates(values: Values, context: Context) -> Iterable[Problem]:
    yield from ahead(values, context, "applied_on", "known_on")
    last = limitation(values, context) if values.get("rights_state") in (None, "", *UNARBITRATED) else None
    if last and last < context.today:
        yield Problem(WARNING, "limitation", "known_on", N_("The limitation for arbitration ended on {date}."), {"date": last})


def _sums(values: Values, _context: Context) -> Iterable[Problem]:
    own, family = values.get("monthly_income"), values.get("family_income")
    if isinstance(own, int) and isinstance(family, int) and own > family:
        yield Problem(ERROR, "incomes", "family_income", N_("The person's own income is larger than that of the whole family."))


_GRANTED = ("approved", "assigned", "mediation", "arbitration", "litigation", "concluded", "archived")
RIGHTS_CASES = Register(
    name="rights_cases", label=N_("Rights cases"), singular=N_("Rights case"), model=RightsCase, title=("case_no", "title"),
    share=SUPERIOR_ONLY, area="appeals",
    rules=(Rule("dates", ("rights_state", "applied_on", "known_on", "left_on", "cause", "case_kind"), _dates),
           decided("rights_cases", "rights_state", _GRANTED, ("applied_on", "cause", "case_kind"), later=("claim",))),
    keys=(("case_no",),), numbering=Numbering("case_no", "FY{year}-{serial:03d}", day="applied_on"),
    lifecycle=LIFECYCLE, reckon=reckon, attachable=True, keeps_files=True,
    columns=("case_no", "applied_on", "title", "cause", "aid_form", "rights_state", "lawyer", "due_on", "limitation_on",
             "recovered"),
    weight=("rights_state", "cause", "aid_form", "person_class"))
RIGHTS_CASE_EVENTS = Register(
    name=EVENTS, label=N_("Steps of rights cases"), singular=N_("Step of a rights case"), model=RightsCaseEvent,
    title=("event", "happened_on"), parent=LINK, append_only=True, share=SUPERIOR_ONLY, area="appeals",
    columns=("case_id", "event", "happened_on", "from_state", "to_state", "decided_by", "lawyer", "note"))
RIGHTS_APPLICANTS = Register(
    name="rights_applicants", label=N_("Applicants"), singular=N_("Applicant"), model=RightsApplicant, title=("name",),
    parent=LINK, share=PRIVATE, area="appeals",
    rules=(Rule("incomes", ("monthly_income", "family_income"), _sums),),
    columns=("case_id", "name", "mobile", "employer_name", "monthly_income", "family_income"))
REGISTERS: tuple[Register, ...] = (RIGHTS_CASES, RIGHTS_CASE_EVENTS, RIGHTS_APPLICANTS)
