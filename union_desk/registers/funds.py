"""Union funds: budget, ledger, remittance, closings (domain reference §6.2 to §6.6); welfare stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import funds_audits, funds_refunds, funds_upward, funds_welfare
from union_desk.registers.dues import FIRST_YEAR, LAST_YEAR, LEAST
from union_desk.registers.dues_rules import stays_closed
from union_desk.registers.funds_rules import (
    BUDGET_RULES,
    CLOSING_RULES,
    LEDGER_RULES,
    REMITTANCE_RULES,
    budget_stays,
    derive_entry,
    derive_remittance,
)
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, Ref, Text
from union_desk.schema.record import Record
from union_desk.schema.register import PRIVATE, SUPERIOR_ONLY, Numbering, Register
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

_YEAR, _MONTH = Integer(least=FIRST_YEAR, most=LAST_YEAR), Integer(least=1, most=12)


class Budget(Record):
    """What the committee adopted for one heading or item of a year, and its one adjustment."""

    __tablename__ = "budgets"

    year: Mapped[int | None] = field(N_("Year"), _YEAR, required=True, index=True, also=("年度", "年份", "预算年度"))
    category: Mapped[str | None] = field(
        N_("Heading"), Code(list="fund_category"), required=True, also=("预算科目", "收支科目", "科目"))
    item: Mapped[str | None] = field(N_("Item"), Code(list="fund_item"), also=("明细项目", "明细科目", "子项"))
    amount: Mapped[int | None] = field(N_("Budget adopted"), Money(), required=True, also=("预算数", "年初预算", "预算金额"))
    adopted_on: Mapped[str | None] = field(N_("Adopted on"), Date(), also=("通过日期", "审议日期"))
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text(), also=("会议纪要", "文号"))
    filed_on: Mapped[str | None] = field(N_("Filed with the superior on"), Date(), also=("报上级日期", "备案日期"))
    adjusted: Mapped[int | None] = field(
        N_("Budget after the adjustment"), Money(), also=("调整后预算", "调整预算数"),
        help=N_("A budget is adjusted once a year, by the same procedure as it was adopted."))
    adjusted_on: Mapped[str | None] = field(N_("Adjusted on"), Date(), also=("调整日期",))
    adjustment: Mapped[str | None] = field(N_("Decision on the adjustment"), Text(), also=("调整依据", "调整文号"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注", "测算说明"))


class LedgerEntry(Record):
    """One income or expense with its voucher; a mistake is reversed, never erased."""

    __tablename__ = "ledger_entries"

    voucher_no: Mapped[str | None] = field(N_("Voucher number"), Text(), search=True, also=("凭证号", "凭证编号"))
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), required=True, index=True, also=("日期", "记账日期"))
    category: Mapped[str | None] = field(
        N_("Heading"), Code(list="fund_category"), required=True, index=True, also=("科目", "收支科目"))
    item: Mapped[str | None] = field(N_("Item"), Code(list="fund_item"), also=("明细科目", "明细项目"))
    purpose: Mapped[str | None] = field(N_("Purpose of the entry"), Text(), required=True, search=True, also=("摘要", "用途"))
    party: Mapped[str | None] = field(
        N_("Payer or payee"), Text(), required=True, search=True, also=("往来单位", "收款人", "付款人", "对方单位"))
    amount: Mapped[int | None] = field(N_("Amount"), Money(least=LEAST), required=True, also=("金额",))
    method: Mapped[str | None] = field(N_("Way of settlement"), Code(list="fund_method"), also=("结算方式", "收付方式"))
    handler: Mapped[str | None] = field(N_("Handled by"), Text(), also=("经办人",))
    approver: Mapped[str | None] = field(N_("Approved by"), Text(), also=("审批人", "批准人"))
    cashier: Mapped[str | None] = field(N_("Cashier"), Text(), also=("出纳",))
    decision: Mapped[str | None] = field(
        N_("Decision of the committee"), Text(), also=("集体决策纪要", "会议纪要"),
        help=N_("Large sums are decided by the committee; name the minutes."))
    invoice_no: Mapped[str | None] = field(N_("Invoice number"), Text(), search=True, also=("发票号", "发票号码"))
    receipt_id: Mapped[str | None] = field(N_("Receipt for the money"), Ref(register="dues_receipts"), index=True)
    activity_id: Mapped[str | None] = field(
        N_("Activity"), Ref(register="activities"), index=True, also=("所属活动", "关联活动"))
    claim_id: Mapped[str | None] = field(N_("Welfare payment"), Ref(register="welfare_claims"), index=True)
    help_id: Mapped[str | None] = field(N_("Help in hardship"), Ref(register="help_records"), index=True)
    remittance_id: Mapped[str | None] = field(N_("Contribution booked"), Ref(register="remittances"), index=True)
    transfer_id: Mapped[str | None] = field(N_("Share that came back"), Ref(register="share_transfers"), index=True)
    refund_id: Mapped[str | None] = field(N_("Refund received"), Ref(register="fund_refunds"), index=True)
    void_of: Mapped[str | None] = field(N_("Reverses"), Ref(register="ledger_entries"), index=True)
    reason: Mapped[str | None] = field(N_("Reason of the reversal"), Text())
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))
    side: Mapped[str | None] = field(N_("Income or expenditure"), Code(list="fund_side"), computed=True)


class Remittance(Record):
    """What the employer owes the union for a month: 2 % of all wages, and what came."""

    __tablename__ = "remittances"

    year: Mapped[int | None] = field(N_("Year"), _YEAR, required=True, index=True, also=("年度", "年份"))
    month: Mapped[int | None] = field(N_("Month"), _MONTH, required=True, also=("月份",))
    nature: Mapped[str | None] = field(
        N_("Nature of the payment"), Code(list="remittance_nature"), default="1", also=("经费性质",))
    employer: Mapped[str | None] = field(
        N_("Contributing employer"), Text(), search=True, also=("拨缴单位", "用人单位"), help=N_("Left empty for the union's only employer."))
    founding_id: Mapped[str | None] = field(
        N_("Unit without a union"), Ref(register="founding_units"), index=True, also=("未建会单位",),
        help=N_("For the founding levy."))
    collector: Mapped[str | None] = field(
        N_("Gathered by"), Code(list="fund_collector"), also=("收缴方式", "代收方式"),
        help=N_("The tax bureau, the finance office or the union itself: it decides whether a share goes up or comes back."))
    headcount: Mapped[int | None] = field(N_("Employees counted"), Integer(), also=("职工人数", "人数"))
    wage_total: Mapped[int | None] = field(N_("Total of wages"), Money(), required=True, also=("工资总额", "全部职工工资总额"))
    due: Mapped[int | None] = field(N_("Contribution owed"), Money(), also=("应拨缴", "应拨", "应拨经费"))
    due_reason: Mapped[str | None] = field(N_("Reason for another amount"), Text(), also=("核定原因",))
    paid: Mapped[int | None] = field(N_("Contribution received"), Money(), also=("实拨缴", "实拨", "已拨"))
    paid_on: Mapped[str | None] = field(N_("Money received on"), Date(), also=("到账日期",))
    voucher: Mapped[str | None] = field(N_("Voucher or tax certificate"), Text(), also=("凭证", "完税凭证号"))
    reminded_on: Mapped[str | None] = field(N_("Reminded on"), Date(), also=("催缴日期",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))
    arrears: Mapped[int | None] = field(N_("Arrears"), Money(least=LEAST), computed=True, index=True)
    kept: Mapped[int | None] = field(N_("Share kept here"), Money(), computed=True)
    upward: Mapped[int | None] = field(N_("Share going up"), Money(), computed=True)


class Closing(Record):
    """The end of a month or a year in the books: nothing dated then is entered any more."""

    __tablename__ = "closings"

    year: Mapped[int | None] = field(N_("Year"), _YEAR, required=True, index=True)
    month: Mapped[int | None] = field(N_("Month"), _MONTH, help=N_("Empty closes the whole year."))
    closed_on: Mapped[str | None] = field(N_("Books closed on"), Date(), required=True)
    closed_by: Mapped[str | None] = field(N_("Closed by"), Text(), required=True)
    income: Mapped[int | None] = field(N_("Income of the period"), Money(least=LEAST))
    spending: Mapped[int | None] = field(N_("Expenditure of the period"), Money(least=LEAST))
    balance: Mapped[int | None] = field(N_("Balance at the end"), Money(least=LEAST))
    entries: Mapped[int | None] = field(N_("Number of entries"), Integer())
    owed_up: Mapped[int | None] = field(
        N_("Owed to the superiors at the end"), Money(least=LEAST), help=N_("Their share of the 2 % that is not paid up yet."))
    to_come: Mapped[int | None] = field(
        N_("To come back at the end"), Money(least=LEAST), help=N_("The own share of the 2 % that the superior has not sent back yet."))
    note: Mapped[str | None] = field(N_("Remark"), LongText())


BUDGETS = Register(
    name="budgets", label=N_("Budgets"), singular=N_("Line of the budget"), model=Budget,
    title=("year", "category", "item"), area="funds", share=SUPERIOR_ONLY, rules=BUDGET_RULES,
    keys=(("year", "category", "item"),), sort=("year", "category", "item"), weight=("year", "category"), stays=budget_stays,
    columns=("year", "category", "item", "amount", "adjusted", "adopted_on", "decision"), attachable=True)
LEDGER_ENTRIES = Register(
    name="ledger_entries", label=N_("Ledger"), singular=N_("Ledger entry"), model=LedgerEntry,
    title=("voucher_no", "purpose"), area="funds", share=SUPERIOR_ONLY, append_only=True, rules=LEDGER_RULES,
    derive=derive_entry, numbering=Numbering("voucher_no", "{year}{month}-{serial:04d}", day="happened_on"),
    keys=(("voucher_no",),), sort=("happened_on",), weight=("side", "category", "item", "happened_on"),
    columns=("voucher_no", "happened_on", "side", "category", "item", "purpose", "party", "amount", "void_of"),
    attachable=True)
REMITTANCES = Register(
    name="remittances", label=N_("Contributions of the employer (2 %)"), singular=N_("Contribution of a month"),
    model=Remittance, title=("year", "month", "employer"), area="funds", share=SUPERIOR_ONLY, rules=REMITTANCE_RULES,
    derive=derive_remittance, stays=stays_closed("paid_on"), follows=(("due", "wage_total"),), keys=(("year", "month", "employer", "founding_id"),),
    sort=("year", "month"), weight=("year", "arrears", "nature", "collector"),
    columns=("year", "month", "employer", "headcount", "wage_total", "due", "paid", "paid_on", "arrears", "kept", "upward", "collector"),
    attachable=True)
CLOSINGS = Register(
    name="closings", label=N_("Closings"), singular=N_("Closing"), model=Closing, title=("year", "month"),
    area="funds", share=PRIVATE, append_only=True, rules=CLOSING_RULES, keys=(("year", "month"),),
    sort=("year", "month"), columns=("year", "month", "closed_on", "closed_by", "income", "spending", "balance", "owed_up", "to_come"))
REGISTERS: tuple[Register, ...] = (*funds_welfare.REGISTERS, BUDGETS, LEDGER_ENTRIES, REMITTANCES, *funds_upward.REGISTERS,
                                   *funds_refunds.REGISTERS, CLOSINGS, *funds_audits.REGISTERS)
