"""A household in hardship: its persons, the lines of its year, its account, and the low-income lines (domain §9.1, §9.2).

Relatives gave no consent to the superior and children are under special protection: their rows stay in the office.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.dues import FIRST_YEAR, LAST_YEAR, LEAST
from union_desk.registers.hardship_oneness import one_person_one_household
from union_desk.schema.day_order import ahead, in_order, not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import (
    BankAccount,
    Code,
    Date,
    IdNumber,
    Integer,
    LongText,
    Money,
    PersonName,
    Ref,
    Region,
    Text,
    YesNo,
)
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import PRIVATE, Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

FILE = "file_id"
YEAR = Integer(least=FIRST_YEAR, most=LAST_YEAR)
_GROWN_UP = 14  # years: below, a guardian consents (PIPL 31)


class HardshipPerson(Record):
    """One person who lives in the household besides the worker."""

    __tablename__ = "hardship_persons"

    file_id: Mapped[str | None] = field(N_("Hardship file"), Ref(register="hardship_files"), required=True, index=True)
    name: Mapped[str | None] = field(N_("Name"), PersonName(), required=True, sensitive=True, also=("姓名", "家庭成员姓名"))
    relation: Mapped[str | None] = field(
        N_("Relation to the worker"), Code(list="relation"), required=True, also=("关系", "与本人关系", "与申请人关系"))
    in_household: Mapped[bool | None] = field(
        N_("Lives in the household"), YesNo(), default=True, also=("共同生活", "是否共同生活"))
    member_id: Mapped[str | None] = field(
        N_("Is a member too"), Ref(register="members"), index=True, also=("会员",),
        help=N_("A husband and wife who are both members have one file together."))
    identity_no: Mapped[str | None] = field(
        N_("Document number"), IdNumber(), sensitive=True, index=True, also=("身份证号", "证件号码"))
    sex: Mapped[str | None] = field(N_("Sex"), Code(list="sex"), also=("性别",))
    born_on: Mapped[str | None] = field(N_("Born on"), Date(), sensitive=True, also=("出生日期", "出生年月"))
    political_status: Mapped[str | None] = field(
        N_("Political status"), Code(list="political_status"), also=("政治面貌",))
    education: Mapped[str | None] = field(N_("Education"), Code(list="education"), also=("文化程度", "学历"))
    standing: Mapped[str | None] = field(N_("Standing"), Code(list="hardship_standing"), also=("身份",))
    unit: Mapped[str | None] = field(N_("Employer or school"), Text(), also=("单位或学校", "工作单位", "就读学校"))
    medical_insurance: Mapped[bool | None] = field(N_("Has medical insurance"), YesNo(), also=("医保", "医保状况"))
    health: Mapped[str | None] = field(
        N_("Health"), Code(list="health_status"), sensitive=True, also=("健康状况", "健康"))
    guardian_consent_on: Mapped[str | None] = field(
        N_("Guardian's consent of"), Date(), also=("监护人同意日期",),
        help=N_("Children under 14: their data are used with their guardian's consent (personal data law, article 31)."))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), sensitive=True, also=("备注",))


class HardshipIncome(Record):
    """One line of a household's year: an income, or spending that cannot be avoided."""

    __tablename__ = "hardship_incomes"

    file_id: Mapped[str | None] = field(N_("Hardship file"), Ref(register="hardship_files"), required=True, index=True)
    year: Mapped[int | None] = field(N_("Year"), YEAR, required=True, index=True, also=("年度", "申报年度"))
    line: Mapped[str | None] = field(
        N_("Kind of line"), Code(list="hardship_line"), required=True, also=("收支类别", "项目"))
    holder: Mapped[str | None] = field(N_("Whose"), PersonName(), sensitive=True, also=("姓名", "收入人", "支出人"))
    amount: Mapped[int | None] = field(
        N_("Amount of the year"), Money(least=LEAST), required=True, sensitive=True, also=("年金额", "年收入", "年支出"),
        help=N_("Of the whole year. A wrong line stays and is corrected by another one with a minus."))
    evidence: Mapped[str | None] = field(N_("Evidence shown"), Text(), also=("证明材料", "凭据"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), sensitive=True, also=("备注",))


class HardshipAccount(Record):
    """Where help is paid to. It leaves the office only on the list for the bank."""

    __tablename__ = "hardship_accounts"

    file_id: Mapped[str | None] = field(N_("Hardship file"), Ref(register="hardship_files"), required=True, index=True)
    holder: Mapped[str | None] = field(
        N_("Account holder"), PersonName(), required=True, sensitive=True, also=("银行户名", "户名"))
    number: Mapped[str | None] = field(
        N_("Account number"), BankAccount(card=True), required=True, sensitive=True, also=("银行卡号", "卡号", "账号"))
    bank: Mapped[str | None] = field(N_("Bank"), Text(), required=True, also=("开户行", "开户银行"))
    bank_branch: Mapped[str | None] = field(N_("Branch of the bank"), Text(), also=("支行", "开户支行"))
    valid_from: Mapped[str | None] = field(N_("In use from"), Date(), required=True, also=("启用日期",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class LowIncomeLine(Record):
    """The local minimum living standard (低保) as it holds in a region from a day on."""

    __tablename__ = "low_income_lines"

    region: Mapped[str | None] = field(N_("Region"), Region(), required=True, index=True, also=("地区", "行政区划"))
    monthly: Mapped[int | None] = field(
        N_("A month for a person"), Money(least=1), required=True, also=("低保标准", "月标准", "标准"))
    valid_from: Mapped[str | None] = field(N_("In force from"), Date(), required=True, also=("生效日期", "执行日期"))
    valid_to: Mapped[str | None] = field(N_("In force until"), Date(), also=("失效日期",))
    basis: Mapped[str | None] = field(N_("Basis"), Text(), required=True, also=("依据", "文件依据"))


def _child(values: Values, context: Context) -> Iterable[Problem]:
    born = values.get("born_on")
    if not isinstance(born, str):
        return
    yield from ahead(values, context, "born_on")
    young = f"{int(context.today[:4]) - _GROWN_UP:04d}{context.today[4:]}"
    if born > young and not values.get("guardian_consent_on"):
        yield Problem(WARNING, "guardian", "guardian_consent_on", N_(
            "A child under 14: note the day on which the guardian consented (personal data law, article 31)."))


def _signed(values: Values, _context: Context) -> Iterable[Problem]:
    amount = values.get("amount")
    if isinstance(amount, int) and amount < 0 and not values.get("note"):
        yield Problem(ERROR, "correction", "amount", N_("A line below zero corrects another one: note which, and why."))


def _not_before_last(values: Values, context: Context) -> Iterable[Problem]:
    year = values.get("year")
    if isinstance(year, int) and year > int(context.today[:4]):
        yield Problem(ERROR, "future_year", "year", N_("The year {year} has not begun."), {"year": year})


def _own_account(values: Values, context: Context) -> Iterable[Problem]:
    """Warn where the account belongs to nobody of the household."""
    file, holder = values.get(FILE), values.get("holder")
    if not (isinstance(file, str) and isinstance(holder, str)):
        return
    member = context.lookup("hardship_files", file, "member_id")
    worker = context.lookup("members", str(member), "name") if member else None
    names = {row.get("name") for row in context.rows("hardship_persons", FILE, file)} | {worker}
    if worker and holder not in names:
        yield Problem(WARNING, "other_holder", "holder", N_(
            "The account holder is nobody of the household. Help is paid to the household's own account."))


HARDSHIP_PERSONS = Register(
    name="hardship_persons", label=N_("Persons of the household"), singular=N_("Person of the household"),
    model=HardshipPerson, title=("name", "relation"), parent=FILE, share=PRIVATE, area="hardship",
    rules=(Rule("one_household", ("identity_no", "member_id", "relation", "in_household", FILE),
                one_person_one_household, others=True),
           Rule("guardian", ("born_on", "guardian_consent_on"), _child)),
    columns=(FILE, "name", "relation", "standing", "unit", "health"))
HARDSHIP_INCOMES = Register(
    name="hardship_incomes", label=N_("Income and spending of households"), singular=N_("Line of a household's year"),
    model=HardshipIncome, title=("year", "line"), parent=FILE, share=PRIVATE, append_only=True, area="hardship",
    rules=(Rule("correction", ("amount", "note"), _signed), Rule("future_year", ("year",), _not_before_last)),
    columns=(FILE, "year", "line", "holder", "amount", "evidence"), sort=("year", "line"))
HARDSHIP_ACCOUNTS = Register(
    name="hardship_accounts", label=N_("Accounts of households"), singular=N_("Account of a household"),
    model=HardshipAccount, title=("bank", "valid_from"), parent=FILE, share=PRIVATE, area="hardship",
    rules=(Rule("holder", ("holder", FILE), _own_account, others=True, worst=WARNING), not_ahead("valid_from")),
    columns=(FILE, "holder", "number", "bank", "bank_branch", "valid_from"), sort=("valid_from",))
LOW_INCOME_LINES = Register(
    name="low_income_lines", label=N_("Low-income lines"), singular=N_("Low-income line"), model=LowIncomeLine,
    title=("region", "valid_from"), share=PRIVATE, area="hardship", keys=(("region", "valid_from"),),
    rules=(in_order("valid_from", "valid_to"),),
    columns=("region", "monthly", "valid_from", "valid_to", "basis"), sort=("region", "valid_from"), attachable=True)
REGISTERS: tuple[Register, ...] = (HARDSHIP_PERSONS, HARDSHIP_INCOMES, HARDSHIP_ACCOUNTS, LOW_INCOME_LINES)
