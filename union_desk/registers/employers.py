"""The employer units that the union covers: one, or many under a joint union (domain reference §3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.day_order import backwards
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, CreditCode, Date, Integer, LongText, PersonName, Phone, Region, Text, YesNo
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

UNIT, PEOPLE = N_("The unit"), N_("Headcounts")
PARTS = ("employees_female", "employees_migrant", "employees_dispatch")
# The upper bound of each size (unit_scale), and what a credit code begins with for some natures of units (GB 32100)
_SCALE = ((9, "1"), (99, "2"), (499, "3"))
_LARGEST = "4"
_PREFIX = {"15": "11", "13": "12", "14": "12", "17": "51", "18": "52", "19": "53", "16": "92"}
_UNION = "81"


class Employer(Record):
    """One employer whose staff may join this union."""

    __tablename__ = "employers"

    unit_name: Mapped[str | None] = field(
        N_("Name of the unit"), Text(), required=True, search=True, section=UNIT,
        also=("单位名称", "用人单位", "涵盖单位"), help=N_("As on the licence."))
    unit_uscc: Mapped[str | None] = field(
        N_("Credit code of the unit"), CreditCode(), core=True, section=UNIT,
        also=("单位统一社会信用代码", "统一社会信用代码"), help=N_("The employer's own code, not the union's."))
    address: Mapped[str | None] = field(
        N_("Address of the unit"), Text(), core=True, section=UNIT, also=("单位地址", "地址"))
    region: Mapped[str | None] = field(N_("Region of the unit"), Region(), section=UNIT, also=("所在政区",))
    nature: Mapped[str | None] = field(
        N_("Nature of the unit"), Code(list="unit_nature"), core=True, section=UNIT, also=("单位性质类别", "单位性质"))
    economic_type: Mapped[str | None] = field(
        N_("Economic type"), Code(list="economic_type"), core=True, section=UNIT, also=("经济类型",))
    industry: Mapped[str | None] = field(
        N_("Industry"), Code(list="industry"), core=True, section=UNIT, also=("单位所属行业", "行业"))
    scale: Mapped[str | None] = field(N_("Size"), Code(list="unit_scale"), section=UNIT, also=("企业规模",))
    legal_rep: Mapped[str | None] = field(
        N_("Legal representative of the unit"), PersonName(), section=UNIT, also=("单位法定代表人", "法定代表人"))
    contact: Mapped[str | None] = field(N_("Contact of the unit"), PersonName(), section=UNIT, also=("联系人",))
    phone: Mapped[str | None] = field(
        N_("Telephone of the contact"), Phone(), sensitive=True, section=UNIT, also=("联系电话", "联系人电话"))
    has_party_org: Mapped[bool | None] = field(
        N_("Party organisation"), YesNo(), section=UNIT, also=("党组织建立情况",))
    nef_group: Mapped[str | None] = field(
        N_("New employment group"), Code(list="nef_category"), section=UNIT, also=("所属群体",))
    covered_from: Mapped[str | None] = field(
        N_("Covered since"), Date(), section=UNIT, also=("纳入日期", "加入日期"),
        help=N_("Since when its staff belong to this union."))
    covered_until: Mapped[str | None] = field(
        N_("Covered until"), Date(), section=UNIT, also=("退出日期", "脱离日期"))
    employees: Mapped[int | None] = field(
        N_("Employees"), Integer(), core=True, section=PEOPLE, also=("职工人数", "职工总数"))
    employees_female: Mapped[int | None] = field(
        N_("Employees, women"), Integer(), section=PEOPLE, also=("女职工人数",))
    employees_migrant: Mapped[int | None] = field(
        N_("Employees, migrant workers"), Integer(), section=PEOPLE, also=("农民工人数",))
    employees_dispatch: Mapped[int | None] = field(
        N_("Employees, dispatched"), Integer(), section=PEOPLE, also=("劳务派遣工人数",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), section=UNIT, also=("备注",))


def _headcounts(values: Values, context: Context) -> Iterable[Problem]:
    total = values.get("employees")
    for name in PARTS:
        part = values.get(name)
        if isinstance(part, int) and isinstance(total, int) and part > total:
            yield Problem(ERROR, "L1", name, N_("{part} is more than all employees ({total})."),
                          {"part": part, "total": total})


def scale_of(employees: int) -> str:
    """Return the size code (unit_scale) of a number of employees."""
    return next((code for most, code in _SCALE if employees <= most), _LARGEST)


def _scale(values: Values, context: Context) -> Iterable[Problem]:
    total, scale = values.get("employees"), values.get("scale")
    if isinstance(total, int) and total > 0 and scale and scale != scale_of(total):
        yield Problem(WARNING, "scale", "scale", N_("The size does not fit {total} employees (domain §3.1)."),
                      {"total": total}, scale_of(total))


def _code(values: Values, context: Context) -> Iterable[Problem]:
    code, nature = str(values.get("unit_uscc") or ""), str(values.get("nature") or "")
    if code.startswith(_UNION):
        yield Problem(WARNING, "uscc_prefix", "unit_uscc",
                      N_("This is a union's credit code; the unit has one of its own."))
    elif code and nature in _PREFIX and not code.startswith(_PREFIX[nature]):
        yield Problem(WARNING, "uscc_prefix", "nature",
                      N_("By GB 32100 the credit code of such a unit begins with {prefix}; this one with {begins}."),
                      {"prefix": _PREFIX[nature], "begins": code[:2]})


def _covered(values: Values, context: Context) -> Iterable[Problem]:
    yield from backwards(values, "covered_from", "covered_until", message=N_("The coverage ends before it begins."))


EMPLOYERS = Register(
    name="employers", label=N_("Employer units"), singular=N_("Employer unit"), model=Employer, title=("unit_name",),
    area="organisation", attachable=True, keys=(("unit_name",), ("unit_uscc",)),
    rules=(Rule("L1", ("employees", *PARTS), _headcounts),
           Rule("scale", ("employees", "scale"), _scale, worst=WARNING),
           Rule("uscc_prefix", ("unit_uscc", "nature"), _code, worst=WARNING),
           Rule("dates", ("covered_from", "covered_until"), _covered)),
    columns=("unit_name", "unit_uscc", "nature", "employees", "contact", "covered_from"),
    weight=("nature", "industry", "scale"), sort=("unit_name",))
REGISTERS: tuple[Register, ...] = (EMPLOYERS,)
