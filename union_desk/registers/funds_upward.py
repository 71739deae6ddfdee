"""The 2 % between the levels: shares of what was paid, what goes up and comes back, units without a union (domain §6.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.dues import FIRST_YEAR, LAST_YEAR
from union_desk.registers.dues_rules import not_closed, stays_closed
from union_desk.registers.funds_shares import NEEDS_UNIT, PASSED_UP, RECEIVED
from union_desk.schema.day_order import not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, CreditCode, Date, Integer, LongText, Money, Text
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped


class ShareTransfer(Record):
    """Money between the union and its superiors: a share of the 2 % paid up, or the own share that came back."""

    __tablename__ = "share_transfers"

    year: Mapped[int | None] = field(
        N_("Year of the contributions"), Integer(least=FIRST_YEAR, most=LAST_YEAR), required=True, index=True,
        also=("经费年度", "年度"))
    month: Mapped[int | None] = field(
        N_("Up to month"), Integer(least=1, most=12), also=("截至月份", "月份"), help=N_("The last month that it settles."))
    way: Mapped[str | None] = field(N_("Direction"), Code(list="share_way"), required=True, index=True, also=("方向", "结算类型"))
    level: Mapped[str | None] = field(
        N_("Level of the share"), Code(list="union_level"), also=("经费级次", "上级级次"),
        help=N_("Empty where one payment to the superior above holds the shares of all levels."))
    amount: Mapped[int | None] = field(N_("Amount"), Money(), required=True, also=("金额", "上解金额", "回拨金额"))
    moved_on: Mapped[str | None] = field(N_("Paid or received on"), Date(), required=True, index=True, also=("上解日期", "到账日期"))
    party: Mapped[str | None] = field(N_("Superior union"), Text(), required=True, search=True, also=("上级工会", "对方单位"))
    voucher: Mapped[str | None] = field(N_("Voucher of the transfer"), Text(), search=True, also=("凭证", "回单号"))
    document: Mapped[str | None] = field(N_("Document on the shares"), Text(), also=("分成文件", "依据文件"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class FoundingUnit(Record):
    """An employer without a union, whose founding levy is kept for the union to come."""

    __tablename__ = "founding_units"

    unit_name: Mapped[str | None] = field(
        N_("Unit without a union"), Text(), required=True, search=True, also=("单位名称", "未建会单位"))
    unit_uscc: Mapped[str | None] = field(N_("Credit code of the unit"), CreditCode(), also=("统一社会信用代码",))
    employees: Mapped[int | None] = field(N_("Employees"), Integer(), also=("职工人数",))
    opened_on: Mapped[str | None] = field(N_("Unit opened on"), Date(), also=("开业日期", "设立日期"))
    levied_from: Mapped[str | None] = field(N_("Levy from"), Date(), also=("起征日期", "开始拨缴日期"))
    asked_on: Mapped[str | None] = field(N_("Asked to found a union on"), Date(), also=("督促建会日期",))
    found_by: Mapped[str | None] = field(N_("To be founded by"), Date(), also=("建会期限", "承诺建会日期"))
    founded_on: Mapped[str | None] = field(N_("Union founded on"), Date(), index=True, also=("建会日期", "批复日期"))
    founding_doc: Mapped[str | None] = field(N_("Reply on the founding"), Text(), also=("建会批复文号", "批复文号"))
    union_name: Mapped[str | None] = field(N_("Name of the new union"), Text(), search=True, also=("新建工会名称",))
    account_on: Mapped[str | None] = field(
        N_("Own account opened on"), Date(), also=("独立账户开立日期",),
        help=N_("The levy comes back to the union's own account, not to the employer."))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))
    founding_state: Mapped[str | None] = field(N_("State of the founding"), Code(list="founding_state"), computed=True, index=True)


def _founding_dates(values: Values, context: Context) -> Iterable[Problem]:
    opened, founded, account, levied = (values.get(name) for name in ("opened_on", "founded_on", "account_on", "levied_from"))
    if isinstance(opened, str) and isinstance(founded, str) and founded < opened:
        yield Problem(ERROR, "dates", "founded_on", N_("A union is not founded before its unit opened."))
    if isinstance(founded, str) and isinstance(account, str) and account < founded:
        yield Problem(WARNING, "dates", "account_on", N_("The account was opened before the union was founded."))
    if isinstance(founded, str) and not values.get("founding_doc"):
        yield Problem(WARNING, "no_reply", "founding_doc",
                      N_("Name the superior's reply: with it the levy is asked back for the new union (fund rules, §6.2)."))
    norm = context.norm("founding.months_after_opening")
    if isinstance(opened, str) and isinstance(levied, str) and _months(opened, levied) < norm.value:
        yield Problem(norm.level, "levied_early", "levied_from",
                      N_("The levy begins {months} months after the opening ({basis})."),
                      {"months": norm.value, "basis": norm.basis})


def _months(first: str, last: str) -> int:
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7])


def _founding_state(values: Values, _problems: Iterable[Problem]) -> Values:
    return {"founding_state": "2" if values.get("founded_on") else "1"}


def _levy_paid(values: Values, context: Context) -> Iterable[Problem]:
    if any(row.get("paid") for row in context.rows("remittances", "founding_id", values.get("id"))):
        yield Problem(ERROR, NEEDS_UNIT, "unit_name", N_("A levy was paid for this unit; its record stays."))


def _what_way(values: Values, context: Context) -> Iterable[Problem]:
    """Say when more is paid up, or comes back, than the shares of the year allow."""
    year, way, amount = values.get("year"), values.get("way"), values.get("amount")
    if not isinstance(year, int) or way not in (PASSED_UP, RECEIVED) or not isinstance(amount, int):
        return
    name = "upward" if way == PASSED_UP else "kept"
    whole = sum(_fen(row, name) for row in context.rows("remittances", "year", year))
    moved = amount + sum(_fen(row, "amount") for row in context.rows("share_transfers", "year", year)
                         if row.get("way") == way and row.get("id") != values.get("id"))
    if moved > whole:
        yield Problem(WARNING, "more_than_share", "amount",
                      N_("With this {moved} are settled for {year}; by the shares it is {whole} (fund rules, §6.2)."),
                      {"moved": f"{moved / 100:,.2f}", "whole": f"{whole / 100:,.2f}", "year": year})


def _fen(row: Values, name: str) -> int:
    found = row.get(name)
    return found if isinstance(found, int) else 0


SHARE_TRANSFERS = Register(
    name="share_transfers", label=N_("Shares paid up and received"), singular=N_("Settlement of a share"),
    model=ShareTransfer, title=("year", "way", "moved_on"), area="funds", share=SUPERIOR_ONLY,
    rules=(not_ahead("moved_on"), not_closed("moved_on"),
           Rule("shares", ("year", "way", "amount"), _what_way, others=True, worst=WARNING)),
    stays=stays_closed("moved_on"), columns=("year", "month", "way", "level", "amount", "moved_on", "party", "voucher"),
    sort=("moved_on",), weight=("way", "year", "level"), attachable=True)
FOUNDING_UNITS = Register(
    name="founding_units", label=N_("Units without a union (founding levy)"), singular=N_("Unit without a union"),
    model=FoundingUnit, title=("unit_name",), area="funds", share=SUPERIOR_ONLY, derive=_founding_state,
    rules=(not_ahead("founded_on"), Rule("founding", (
        "opened_on", "founded_on", "account_on", "levied_from", "founding_doc"), _founding_dates)),
    stays=_levy_paid, keys=(("unit_name",),), sort=("unit_name",), weight=("founding_state", "founded_on"),
    columns=("unit_name", "employees", "opened_on", "levied_from", "asked_on", "found_by", "founded_on", "founding_state"),
    attachable=True)
REGISTERS: tuple[Register, ...] = (SHARE_TRANSFERS, FOUNDING_UNITS)
