"""What an activity was planned to cost, what it cost, and which papers of its folder were waived (domain reference §5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import funds_headings
from union_desk.registers.activities_life import APPROVED_ON
from union_desk.registers.activities_people_rules import of_activity
from union_desk.registers.activities_rules import number, text
from union_desk.registers.decided import decided_above, stays_decided
from union_desk.registers.dues_rules import stays_closed
from union_desk.schema.dates import add_days
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, PersonName, Ref, Text
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

_UNIT_LIMITS = {"gift": "activities.gift_per_person", "prize": "activities.prize_individual",
                "team_prize": "activities.prize_team", "referee": "activities.referee_day",
                "lecture": "activities.lecture_fee", "ticket": "activities.film_ticket"}
_UNDECIDED = ("draft", "submitted", "cancelled", "postponed")


class BudgetLine(Record):
    """One line of the plan's budget."""

    __tablename__ = "activity_budget_lines"

    activity_id: Mapped[str | None] = field(N_("Activity"), Ref(register="activities"), required=True, index=True, also=("活动名称",))
    item: Mapped[str | None] = field(N_("Budget line"), Text(), required=True, also=("预算项目", "项目"))
    cost: Mapped[str | None] = field(N_("Kind of cost"), Code(list="activity_cost"), also=("用途", "开支类别"))
    unit_price: Mapped[int | None] = field(N_("Unit price"), Money(), required=True, also=("单价",))
    quantity: Mapped[int | None] = field(N_("Planned number"), Integer(), default=1, also=("数量",))
    amount: Mapped[int | None] = field(N_("Planned amount"), Money(), computed=True)
    fund_item: Mapped[str | None] = field(N_("Fund heading"), Code(list="activity_fund_item"), also=("经费科目", "支出科目"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class Expense(Record):
    """One payment for an activity."""

    __tablename__ = "activity_expenses"

    activity_id: Mapped[str | None] = field(N_("Activity"), Ref(register="activities"), required=True, index=True, also=("活动名称",))
    item: Mapped[str | None] = field(N_("Paid for"), Text(), required=True, also=("支出内容", "摘要"))
    cost: Mapped[str | None] = field(N_("Kind of cost"), Code(list="activity_cost"), also=("用途", "开支类别"))
    spent_on: Mapped[str | None] = field(N_("Spent on"), Date(), required=True, index=True, also=("支出日期",))
    payee: Mapped[str | None] = field(N_("Paid to whom"), Text(), search=True, also=("收款单位", "收款方"))
    invoice_no: Mapped[str | None] = field(N_("Invoice number"), Text(), index=True, search=True, also=("发票号", "发票号码"))
    invoice_on: Mapped[str | None] = field(N_("Date of the invoice"), Date(), also=("发票日期", "开票日期"))
    amount: Mapped[int | None] = field(N_("Amount paid"), Money(), required=True, also=("金额",))
    fund_item: Mapped[str | None] = field(N_("Fund heading"), Code(list="activity_fund_item"), also=("经费科目", "支出科目"))
    voucher_no: Mapped[str | None] = field(N_("Voucher number"), Text(), also=("凭证号",))
    handled_by: Mapped[str | None] = field(N_("Handled by"), PersonName(), also=("经办",))
    approved_by: Mapped[str | None] = field(N_("Approving person"), PersonName(), also=("审批",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class Waiver(Record):
    """One paper that this activity's folder may lack, and why."""

    __tablename__ = "activity_waivers"

    activity_id: Mapped[str | None] = field(N_("Activity"), Ref(register="activities"), required=True, index=True, also=("活动名称",))
    evidence: Mapped[str | None] = field(N_("Paper that is waived"), Code(list="evidence"), required=True, also=("豁免材料", "材料类别"))
    reason: Mapped[str | None] = field(N_("Reason of the waiver"), LongText(), required=True, also=("豁免理由",))
    decided_by: Mapped[str | None] = field(N_("Waived by"), PersonName(), required=True, also=("同意人",))
    decided_on: Mapped[str | None] = field(N_("Waived on"), Date(), required=True, also=("同意日期",))


def planned(values: Values, problems: Iterable[Problem]) -> Values:
    """Return the amount of a budget line: number times unit price."""
    price, count = values.get("unit_price"), values.get("quantity")
    return {"amount": price * (count if isinstance(count, int) else 1) if isinstance(price, int) else None}


def _unit_norm(values: Values, context: Context) -> Iterable[Problem]:
    """Compare a unit price with the norm of its kind of cost (§5.4)."""
    name = _UNIT_LIMITS.get(text(values, "cost"))
    if name is None:
        return
    begins = of_activity(values, context, "starts_on")
    norm = context.norm(name, begins if isinstance(begins, str) else None)
    if number(values, "unit_price") > norm.value:
        yield Problem(norm.level, "B1", "unit_price", N_("{value} yuan; the norm is {limit} yuan ({basis})."),
                      {"value": f"{number(values, 'unit_price') / 100:.2f}", "limit": f"{norm.value / 100:.2f}",
                       "basis": norm.basis})


def _invoice_window(values: Values, context: Context) -> Iterable[Problem]:
    begins, ends = (of_activity(values, context, name) for name in ("starts_on", "ends_on"))
    day = text(values, "invoice_on")
    if not isinstance(begins, str) or not day:
        return
    before, after = context.norm("activities.invoice_days_before"), context.norm("activities.invoice_days_after")
    first, last = add_days(begins, -before.value), add_days(str(ends or begins), after.value)
    if not first <= day <= last:
        yield Problem(before.level, "X1", "invoice_on", N_(
            "The invoice is of {date}; for this activity it should lie between {first} and {last} ({basis})."),
            {"date": day, "first": first, "last": last, "basis": before.basis})


def _over_budget(values: Values, context: Context) -> Iterable[Problem]:
    own = values.get("activity_id")
    lines = context.rows("activity_budget_lines", "activity_id", own) if own else ()
    if not lines:
        return
    budget = sum(number(row, "amount") for row in lines)
    others = (row for row in context.rows("activity_expenses", "activity_id", own) if row.get("id") != values.get("id"))
    spent = sum(number(row, "amount") for row in others) + number(values, "amount")
    if spent > budget:
        yield Problem(WARNING, "X2", "amount", N_(
            "With this the activity costs {spent} yuan; its budget is {budget} yuan (nothing over budget)."),
            {"spent": f"{spent / 100:.2f}", "budget": f"{budget / 100:.2f}"})


def _hands(values: Values, _context: Context) -> Iterable[Problem]:
    if values.get("handled_by") and values.get("handled_by") == values.get("approved_by"):
        yield Problem(ERROR, "X3", "approved_by", N_("Who handles a payment does not approve it (spending control, §6.6)."))


def _invoice_twice(values: Values, context: Context) -> Iterable[Problem]:
    told = text(values, "invoice_no")
    if told and any(other != values.get("id") for other in context.others("activity_expenses", "invoice_no", told)):
        yield Problem(WARNING, "X4", "invoice_no", N_("This invoice number is booked already; the same invoice is paid once."))


def _allowed_for(values: Values, context: Context) -> Iterable[Problem]:
    """Remark a payment whose words name what union funds do not pay, such as a health check (domain §5.4, §6.6)."""
    norm, said = context.norm("funds.forbidden_words", text(values, "spent_on") or None), text(values, "item")
    for words, basis in funds_headings.forbidden() if norm.value else ():
        word = next((one for one in words if one in said), "")
        if word:
            yield Problem(norm.level, "X6", "item", N_("'{word}' in an activity: see whether union funds may pay it ({basis})."),
                          {"word": word, "basis": basis})


def _undecided(values: Values, context: Context) -> Iterable[Problem]:
    if of_activity(values, context, "status") in _UNDECIDED:
        yield Problem(WARNING, "X5", "activity_id", N_("The activity is not approved; nothing is paid before that."))


_ABOVE = ("activity_id", "activities", "status", APPROVED_ON)
BUDGET_LINES = Register(
    name="activity_budget_lines", label=N_("Budget of the activity"), singular=N_("Line of a budget"), model=BudgetLine, title=("item",),
    parent="activity_id", area="activities", share=SUPERIOR_ONLY, derive=planned,
    stays=stays_decided(*_ABOVE),
    rules=(Rule("B1", ("activity_id", "cost", "unit_price"), _unit_norm, worst=WARNING),
           decided_above("activity_budget_lines", *_ABOVE, ("item", "unit_price", "quantity", "fund_item"))),
    columns=("activity_id", "item", "cost", "unit_price", "quantity", "amount", "fund_item"), sort=("n",))
EXPENSES = Register(
    name="activity_expenses", label=N_("Spending of the activity"), singular=N_("Payment for an activity"), model=Expense, title=("item", "spent_on"),
    parent="activity_id", area="activities", share=SUPERIOR_ONLY, stays=stays_closed("spent_on"),
    rules=(Rule("X1", ("activity_id", "invoice_on"), _invoice_window, worst=WARNING), Rule("X2", ("activity_id", "amount"), _over_budget, worst=WARNING),
           Rule("X3", ("handled_by", "approved_by"), _hands), Rule("X4", ("invoice_no",), _invoice_twice, others=True, worst=WARNING),
           Rule("X5", ("activity_id",), _undecided, worst=WARNING),
           Rule("X6", ("item", "spent_on"), _allowed_for, worst=WARNING)),
    columns=("activity_id", "spent_on", "item", "payee", "invoice_no", "amount", "fund_item", "voucher_no"), sort=("spent_on",))
WAIVERS = Register(
    name="activity_waivers", label=N_("Waived papers"), singular=N_("Waived paper"), model=Waiver, title=("evidence", "decided_on"),
    parent="activity_id", area="activities", share=SUPERIOR_ONLY, keys=(("activity_id", "evidence"),),
    columns=("activity_id", "evidence", "reason", "decided_by", "decided_on"), sort=("n",))
REGISTERS: tuple[Register, ...] = (BUDGET_LINES, EXPENSES, WAIVERS)
