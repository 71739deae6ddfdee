"""Collective contracts and the union's service points: child books of the organisation (domain reference §3.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from union_desk.registers.committee_rules import end_of_term, number, outside, text
from union_desk.schema.day_order import backwards
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, PersonName, Phone, Ref, Region, Text
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Register, Rule
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from union_desk.schema.register import Context, Values

Problems = Iterable[Problem]

BARGAINING, VALIDITY, COVERAGE = N_("Bargaining and adoption"), N_("Filing and validity"), N_("Who is covered")
_COVERED = ("covered_female", "covered_migrant")


class CollectiveContract(Record):
    """One collective contract, from the draft to the filing and its end."""

    __tablename__ = "collective_contracts"

    name: Mapped[str | None] = field(
        N_("Name of the contract"), Text(), required=True, search=True, also=("合同名称", "集体合同名称"))
    kind: Mapped[str | None] = field(
        N_("Kind of contract"), Code(list="collective_kind"), required=True, default="1", also=("合同类别", "集体合同类别"))
    employer_id: Mapped[str | None] = field(
        N_("Employer unit"), Ref(register="employers"), index=True, also=("用人单位",), help=N_("Empty for the union's only unit."))
    employer_side: Mapped[str | None] = field(
        N_("Chief for the employer"), PersonName(), section=BARGAINING, also=("企业方首席代表",))
    union_side: Mapped[str | None] = field(
        N_("Chief for the staff"), PersonName(), section=BARGAINING, also=("职工方首席代表",))
    congress_on: Mapped[str | None] = field(
        N_("Adopted by the staff congress on"), Date(), section=BARGAINING, also=("职代会通过日期",))
    congress_entitled: Mapped[int | None] = field(
        N_("Staff representatives entitled"), Integer(), section=BARGAINING, also=("职代会应到人数",))
    congress_attended: Mapped[int | None] = field(
        N_("Staff representatives attending"), Integer(), section=BARGAINING, also=("职代会实到人数",))
    congress_for: Mapped[int | None] = field(
        N_("Votes for the draft"), Integer(), section=BARGAINING, also=("职代会赞成人数",))
    signed_on: Mapped[str | None] = field(N_("Signed on"), Date(), core=True, section=VALIDITY, also=("签订日期",))
    valid_from: Mapped[str | None] = field(N_("Valid from"), Date(), core=True, section=VALIDITY, also=("有效期起", "生效日期"))
    valid_to: Mapped[str | None] = field(
        N_("Valid to"), Date(), core=True, section=VALIDITY, index=True, also=("有效期止", "届满日期"))
    filed_on: Mapped[str | None] = field(N_("Filed on"), Date(), section=VALIDITY, also=("报送日期", "备案日期"))
    filed_with: Mapped[str | None] = field(N_("Filed with"), Text(), section=VALIDITY, also=("报送机关", "备案机关"))
    filing_no: Mapped[str | None] = field(N_("Filing no."), Text(), section=VALIDITY, also=("备案号", "审查意见书编号"))
    objected_on: Mapped[str | None] = field(N_("Objection of"), Date(), section=VALIDITY, also=("提出异议日期",))
    covered: Mapped[int | None] = field(N_("Employees covered"), Integer(), core=True, section=COVERAGE, also=("覆盖职工人数",))
    covered_female: Mapped[int | None] = field(N_("Women covered"), Integer(), section=COVERAGE, also=("覆盖女职工人数",))
    covered_migrant: Mapped[int | None] = field(N_("Migrant workers covered"), Integer(), section=COVERAGE, also=("覆盖农民工人数",))
    raise_permille: Mapped[int | None] = field(
        N_("Rise of wages (per mille)"), Integer(), section=COVERAGE, also=("工资增长千分比",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class ServiceStation(Record):
    """One station that the union keeps for workers: outdoor workers, drivers, mothers, readers."""

    __tablename__ = "service_stations"

    name: Mapped[str | None] = field(N_("Name of the station"), Text(), required=True, search=True, also=("站点名称", "驿站名称"))
    kind: Mapped[str | None] = field(
        N_("Kind of station"), Code(list="station_kind"), required=True, default="1", also=("站点类别",))
    address: Mapped[str | None] = field(N_("Address of the station"), Text(), core=True, also=("站点地址", "详细地址"))
    region: Mapped[str | None] = field(N_("Region of the station"), Region(), also=("所在行政区划",))
    opened_on: Mapped[str | None] = field(N_("In use since"), Date(), core=True, also=("启用日期", "建成日期"))
    closed_on: Mapped[str | None] = field(N_("Closed on"), Date(), also=("停用日期",))
    hours: Mapped[str | None] = field(N_("Opening hours"), Text(), also=("开放时间",))
    area_m2: Mapped[int | None] = field(N_("Floor space (m²)"), Integer(), also=("面积", "建筑面积"))
    facilities: Mapped[str | None] = field(N_("Facilities"), LongText(), also=("配套设施", "设施设备"))
    keeper: Mapped[str | None] = field(N_("Keeper"), PersonName(), also=("负责人", "管理员"))
    phone: Mapped[str | None] = field(N_("Telephone of the station"), Phone(), also=("站点电话", "联系电话"))
    partner: Mapped[str | None] = field(N_("Partner"), Text(), also=("共建单位", "合作单位"))
    served_month: Mapped[int | None] = field(N_("People served a month"), Integer(), also=("月均服务人次",))
    checked_on: Mapped[str | None] = field(N_("Last inspected on"), Date(), also=("最近检查日期", "巡查日期"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def _dates(values: Values, context: Context) -> Problems:
    yield from backwards(values, "valid_from", "valid_to", message=N_("The contract ends before it begins."))
    signed, filed = text(values, "signed_on"), text(values, "filed_on")
    if signed and filed and filed < signed:
        yield Problem(ERROR, "dates", "filed_on", N_("Filed before it was signed."))
    if (adopted := text(values, "congress_on")) and signed and signed < adopted:
        yield Problem(WARNING, "dates", "signed_on", N_(
            "Signed before the staff congress adopted it (Labour Contract Law, article 51)."))


def _length(values: Values, context: Context) -> Problems:
    """Between so many years (Regulations on collective contracts, article 38)."""
    begins, ends = text(values, "valid_from"), text(values, "valid_to")
    if not begins or not ends or ends < begins:
        return
    least, most = context.norm("organisation.contract_least_years", begins), context.norm("organisation.contract_most_years", begins)
    if not end_of_term(begins, least.value) <= ends <= end_of_term(begins, most.value):
        yield outside(least, "valid_to", N_("A collective contract usually runs {least} to {most} years ({basis})."),
                      least=least.value, most=most.value)


def _filing(values: Values, context: Context) -> Problems:
    """Filed within so many days after signing (Regulations on collective contracts, article 42)."""
    signed, filed = text(values, "signed_on"), text(values, "filed_on")
    if not signed or not filed:
        return
    norm = context.norm("organisation.contract_filing_days", signed)
    late = (dt.date.fromisoformat(filed) - dt.date.fromisoformat(signed)).days
    if late > norm.value:
        yield outside(norm, "filed_on", N_("Filed {days} days after signing; it should be within {most} ({basis})."),
                      days=late, most=norm.value)


def _adoption(values: Values, context: Context) -> Problems:
    """Two thirds attend and more than half of all agree (Regulations on collective contracts, article 36)."""
    entitled, attended, agreed = (number(values, f"congress_{n}") for n in ("entitled", "attended", "for"))
    if entitled is not None and attended is not None and attended > entitled:
        yield Problem(ERROR, "congress", "congress_attended", N_("{attended} attended, but only {entitled} were entitled."),
                      {"attended": attended, "entitled": entitled})
    elif attended is not None and agreed is not None and agreed > attended:
        yield Problem(ERROR, "congress", "congress_for", N_("More votes than people attending."))
    elif entitled and attended is not None and agreed is not None \
            and (attended * 3 < entitled * 2 or agreed * 2 <= entitled):
        yield Problem(WARNING, "congress", "congress_for", N_(
            "The draft is adopted when two thirds of the representatives attend and more than half of all of them agree "
            "(Regulations on collective contracts, article 36)."))


def _covered(values: Values, context: Context) -> Problems:
    total = number(values, "covered")
    for name in _COVERED:
        part = number(values, name)
        if part is not None and total is not None and part > total:
            yield Problem(ERROR, "L1", name, N_("{part} is more than all employees ({total})."),
                          {"part": part, "total": total})


def _open_and_closed(values: Values, context: Context) -> Problems:
    opened, closed = text(values, "opened_on"), text(values, "closed_on")
    if opened and closed and closed < opened:
        yield Problem(ERROR, "dates", "closed_on", N_("The station closed before it opened."))


COLLECTIVE_CONTRACTS = Register(
    name="collective_contracts", label=N_("Collective contracts"), singular=N_("Collective contract"),
    model=CollectiveContract, title=("name",), area="organisation", attachable=True,
    rules=(Rule("dates", ("valid_from", "valid_to", "signed_on", "filed_on", "congress_on"), _dates),
           Rule("length", ("valid_from", "valid_to"), _length),
           Rule("filing", ("signed_on", "filed_on"), _filing),
           Rule("congress", ("congress_entitled", "congress_attended", "congress_for"), _adoption),
           Rule("L1", ("covered", *_COVERED), _covered)),
    columns=("name", "kind", "employer_id", "signed_on", "valid_to", "filed_on", "covered"),
    weight=("kind", "valid_to"), sort=("valid_to",))
SERVICE_STATIONS = Register(
    name="service_stations", label=N_("Service stations"), singular=N_("Service station"), model=ServiceStation,
    title=("name",), area="organisation", attachable=True,
    rules=(Rule("dates", ("opened_on", "closed_on"), _open_and_closed),),
    columns=("name", "kind", "address", "opened_on", "keeper", "served_month"), weight=("kind",), sort=("name",))
REGISTERS: tuple[Register, ...] = (COLLECTIVE_CONTRACTS, SERVICE_STATIONS)
