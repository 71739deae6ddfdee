"""Honours, model workers, congress representatives; partner shops and offers stand beside (domain reference §1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import honours_offers
from union_desk.schema.day_order import ahead, backwards, not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

AREA = "honours"
PERSON, BRANCH, UNION = "person", "branch", "union"
COLLECTIVE = frozenset({"02", "03", "11", "12", "13", "14", "15"})  # awards that no single person is given
FIRST_YEAR = 1949


class Honour(Record):
    """One award: to a member, a branch or group, or the union itself."""

    __tablename__ = "honours"

    award: Mapped[str | None] = field(N_("Award"), Code(list="honour_award"), required=True, also=("荣誉种类", "奖项"))
    title: Mapped[str | None] = field(
        N_("Title in full"), Text(), required=True, search=True, also=("荣誉称号", "称号", "荣誉名称"),
        help=N_("As on the certificate, for example 海南省五一劳动奖章."))
    level: Mapped[str | None] = field(N_("Level"), Code(list="honour_level"), required=True, also=("级别", "荣誉级别"))
    year: Mapped[int | None] = field(N_("Year"), Integer(least=FIRST_YEAR, most=2100), required=True, also=("年度", "授予年度"))
    awarded_on: Mapped[str | None] = field(N_("Awarded on"), Date(), also=("授予日期", "表彰日期"))
    grantor: Mapped[str | None] = field(N_("Awarded by"), Text(), search=True, also=("授予单位", "颁发单位", "表彰单位"))
    document: Mapped[str | None] = field(N_("Document"), Text(), also=("文号", "表彰文号"))
    certificate_no: Mapped[str | None] = field(N_("Certificate number"), Text(), also=("证书号", "证书编号"))
    holder: Mapped[str | None] = field(
        N_("Awarded to"), Code(list="honour_holder"), required=True, default=PERSON, also=("表彰对象",))
    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), index=True)
    branch_id: Mapped[str | None] = field(N_("Branch or group"), Ref(register="branches"), index=True)
    bonus: Mapped[int | None] = field(N_("Bonus"), Money(), also=("奖金", "奖励金额"))
    deeds: Mapped[str | None] = field(N_("Deeds"), LongText(), also=("主要事迹", "事迹"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class ModelWorker(Record):
    """A member who is a model worker: since when, of which level, with what treatment."""

    __tablename__ = "model_workers"

    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), required=True, index=True)
    level: Mapped[str | None] = field(
        N_("Level of model worker"), Code(list="model_worker_level"), required=True, also=("劳模级别", "级别"))
    year: Mapped[int | None] = field(
        N_("Year of the award"), Integer(least=FIRST_YEAR, most=2100), required=True, also=("授予年度", "命名年度"))
    grantor: Mapped[str | None] = field(N_("Awarded by"), Text(), also=("授予单位", "命名单位"))
    certificate_no: Mapped[str | None] = field(N_("Certificate number"), Text(), also=("证书号", "劳模证书号"))
    treatment: Mapped[str | None] = field(N_("Treatment"), Code(list="model_treatment"), also=("待遇", "劳模待遇"))
    allowance: Mapped[int | None] = field(N_("Allowance a month"), Money(), sensitive=True, also=("荣誉津贴", "月津贴"))
    allowance_from: Mapped[str | None] = field(N_("Allowance from"), Date(), also=("津贴起始日期",))
    retired: Mapped[bool | None] = field(N_("Retired"), YesNo(), default=False, also=("是否退休",))
    hardship: Mapped[bool | None] = field(N_("In hardship"), YesNo(), sensitive=True, also=("是否困难劳模",))
    checked_on: Mapped[str | None] = field(N_("Last health check on"), Date(), also=("最近体检日期",))
    recuperated_on: Mapped[str | None] = field(N_("Last recuperation leave on"), Date(), also=("最近疗休养日期",))
    deeds: Mapped[str | None] = field(N_("Deeds"), LongText(), also=("主要事迹", "事迹"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class ModelWorkerVisit(Record):
    """One visit to a model worker: who went, what was found, what was brought."""

    __tablename__ = "model_worker_visits"

    worker_id: Mapped[str | None] = field(N_("The model worker"), Ref(register="model_workers"), required=True, index=True)
    visited_on: Mapped[str | None] = field(N_("Visited on"), Date(), required=True, also=("走访日期",))
    visitors: Mapped[str | None] = field(N_("Visitors"), Text(), required=True, also=("走访人", "慰问人"))
    occasion: Mapped[str | None] = field(N_("Occasion"), Text(), also=("事由", "走访事由"))
    found: Mapped[str | None] = field(N_("What was found"), LongText(), sensitive=True, also=("了解的情况", "走访情况"))
    wishes: Mapped[str | None] = field(N_("Wishes"), LongText(), also=("诉求", "困难和建议"))
    amount: Mapped[int | None] = field(N_("Money or goods"), Money(), also=("慰问金额", "慰问金"))
    signed: Mapped[bool | None] = field(N_("Signed for"), YesNo(), also=("是否签收",))


class CongressRep(Record):
    """A member who represents others at a congress, for a term."""

    __tablename__ = "congress_reps"

    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), required=True, index=True)
    kind: Mapped[str | None] = field(
        N_("Kind of congress"), Code(list="congress_kind"), required=True, default=UNION, also=("会议类别",))
    level: Mapped[str | None] = field(N_("Level"), Code(list="honour_level"), required=True, also=("级别", "层级"))
    congress: Mapped[str | None] = field(
        N_("Congress"), Text(), required=True, search=True, also=("代表大会", "大会名称", "代表大会名称"),
        help=N_("In full with its number, for example 海口市工会第九次代表大会."))
    delegation: Mapped[str | None] = field(N_("Delegation"), Text(), also=("代表团", "所在代表团"))
    elected_on: Mapped[str | None] = field(N_("Elected on"), Date(), also=("当选日期", "推选日期"))
    term_from: Mapped[str | None] = field(N_("Term from"), Date(), required=True, also=("任期起", "任期开始"))
    term_to: Mapped[str | None] = field(N_("Term until"), Date(), also=("任期止", "任期结束"))
    frontline: Mapped[bool | None] = field(N_("From the front line"), YesNo(), default=False, also=("是否一线职工", "一线代表"))
    on_committee: Mapped[bool | None] = field(N_("Member of the committee elected there"), YesNo(), also=("是否委员",))
    proposals: Mapped[int | None] = field(N_("Proposals handed in"), Integer(), also=("提案数", "提交提案"))
    ended_on: Mapped[str | None] = field(N_("Ended early on"), Date(), also=("终止日期",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def has_holder(values: Values, _context: Context) -> Iterable[Problem]:
    """Ask for the one to whom the award was given, and for nobody else."""
    holder = values.get("holder")
    if holder == PERSON and not values.get("member_id"):
        yield Problem(ERROR, "holder", "member_id", N_("Choose the member to whom it was given."))
    if holder == BRANCH and not values.get("branch_id"):
        yield Problem(ERROR, "holder", "branch_id", N_("Choose the branch or group to which it was given."))
    if holder in (BRANCH, UNION) and values.get("member_id"):
        yield Problem(ERROR, "holder", "member_id", N_("This award was not given to a person; leave the member empty."))


def collective(values: Values, _context: Context) -> Iterable[Problem]:
    """Warn of an award for collectives that is entered for a person (domain §1.3, L-MODEL)."""
    if values.get("award") in COLLECTIVE and values.get("holder") == PERSON:
        yield Problem(WARNING, "collective", "holder", N_("This award is given to collectives, not to a person."))


def of_its_year(values: Values, context: Context) -> Iterable[Problem]:
    """Compare the year with the day, and refuse what lies in the future."""
    day, year = values.get("awarded_on"), values.get("year")
    yield from ahead(values, context, "year")
    if isinstance(day, str) and isinstance(year, int) and abs(int(day[:4]) - year) > 1:
        yield Problem(WARNING, "year", "awarded_on", N_("The day does not lie in the year of the award."))


def in_term(values: Values, _context: Context) -> Iterable[Problem]:
    """Refuse a term that ends before it begins."""
    yield from backwards(values, "term_from", "term_to", "ended_on")


HONOURS = Register(
    name="honours", label=N_("Honours"), singular=N_("Honour"), model=Honour, area=AREA, attachable=True,
    title=("title", "year"), sort=("year",), weight=("award", "level", "year", "holder"),
    rules=(Rule("holder", ("holder", "member_id", "branch_id"), has_holder),
           Rule("collective", ("award", "holder"), collective, worst=WARNING),
           Rule("year", ("awarded_on", "year"), of_its_year), not_ahead("awarded_on")),
    columns=("title", "level", "year", "holder", "member_id", "branch_id", "grantor", "document"))

MODEL_WORKERS = Register(
    name="model_workers", label=N_("Model workers"), singular=N_("The model worker"), model=ModelWorker, area=AREA,
    title=("level", "year"), keys=(("member_id", "level", "year"),), attachable=True, sort=("level",),
    rules=(Rule("year", ("year",), of_its_year), not_ahead("checked_on", "recuperated_on")),
    columns=("member_id", "level", "year", "treatment", "retired", "checked_on", "recuperated_on"),
    weight=("level", "treatment", "retired"))

MODEL_WORKER_VISITS = Register(
    name="model_worker_visits", label=N_("Visits to model workers"), singular=N_("Visit to a model worker"),
    model=ModelWorkerVisit, area=AREA, title=("visited_on", "visitors"), parent="worker_id", sort=("visited_on",),
    attachable=True, rules=(not_ahead("visited_on"),),
    columns=("worker_id", "visited_on", "visitors", "occasion", "amount", "signed"))

CONGRESS_REPS = Register(
    name="congress_reps", label=N_("Congress representatives"), singular=N_("Congress representative"),
    model=CongressRep, area=AREA, title=("congress", "term_from"), keys=(("member_id", "congress"),),
    rules=(Rule("term", ("term_from", "term_to", "ended_on"), in_term), not_ahead("elected_on", "ended_on")),
    columns=("member_id", "kind", "level", "congress", "delegation", "term_from", "term_to", "frontline"),
    sort=("term_from",), weight=("kind", "level", "frontline"))

REGISTERS = (HONOURS, MODEL_WORKERS, MODEL_WORKER_VISITS, CONGRESS_REPS, *honours_offers.REGISTERS)
