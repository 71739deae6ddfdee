"""Refunds of the 2 % as cases: small and micro firms, founding levy; policies, application, answer, receipt (§6.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import funds_refund_rules as refund_rules
from union_desk.registers.decided import fixed
from union_desk.registers.dues import FIRST_YEAR, LAST_YEAR
from union_desk.registers.dues_rules import is_closed
from union_desk.registers.funds_policies import PASS, REVIEW, STOP, several
from union_desk.registers.funds_shares import yuan
from union_desk.schema import codes
from union_desk.schema.day_order import BACKWARDS, ahead, in_order, not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, Ref, Text
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
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
from union_desk.words import N_, series

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

VERDICT = "refund_verdict"
_MONTH = Integer(least=1, most=12)
_GRANTED = ("granted", "received")
TRANSITIONS = (
    Transition("apply", ("",), "applied"),
    Transition("send_back", ("applied",), "returned", needs=("note",)),
    Transition("apply_again", ("returned",), "applied"),
    Transition("grant", ("applied",), "granted", needs=("amount",), also=("document",)),
    Transition("refuse", ("applied",), "refused", needs=("note",), also=("document",)),
    Transition("receive", ("granted",), "received", needs=("amount",), also=("voucher",)),
    Transition("withdraw", ("applied", "returned"), "withdrawn", needs=("note",)),
)


class RefundClause(Record):
    """A clause on refunds that holds for this office; it stands before the shipped examples."""

    __tablename__ = "refund_policies"

    kind: Mapped[str | None] = field(
        N_("Kind of refund"), Code(list="fund_refund_kind"), required=True, index=True, also=("返还类型",))
    policy: Mapped[str | None] = field(N_("Name of the document"), Text(), required=True, search=True, also=("政策文件", "文件名称"))
    clause: Mapped[str | None] = field(N_("Clause"), Text(), required=True, also=("条款",))
    permille: Mapped[int | None] = field(
        N_("Share refunded (per mille)"), Integer(least=1, most=1000), required=True, also=("返还比例（‰）", "返还比例"))
    base: Mapped[str | None] = field(
        N_("Share of what"), Code(list="refund_base"), required=True, default="2", also=("返还基数",))
    most_paid: Mapped[int | None] = field(
        N_("Only below, paid in the year"), Money(), also=("全年缴费上限",), help=N_("Empty: whatever was paid."))
    scales: Mapped[str | None] = field(
        N_("Sizes meant"), Text(), also=("适用企业规模",), help=N_("Codes of the size of employers, with |: 1|2"))
    apply_by: Mapped[int | None] = field(
        N_("Apply by (month and day)"), Integer(least=101, most=1231), also=("申报截止月日",),
        help=N_("Of the year after, written as 331 for 31 March."))
    months: Mapped[int | None] = field(
        N_("Apply within months of the founding"), Integer(), also=("建会后申请期限（月）",), help=N_("For the founding levy."))
    category: Mapped[str | None] = field(
        N_("Heading of the income"), Code(list="fund_category"), required=True, default="103", also=("入账科目",))
    valid_from: Mapped[str | None] = field(N_("In force from"), Date(), required=True, also=("生效日期", "施行日期"))
    valid_to: Mapped[str | None] = field(N_("In force until"), Date(), also=("失效日期", "截止日期"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class FundRefund(Record):
    """One refund asked for: which months, on which policy, how much, and what came of it."""

    __tablename__ = "fund_refunds"

    refund_no: Mapped[str | None] = field(N_("Number of the refund"), Text(), search=True, also=("返还编号",))
    kind: Mapped[str | None] = field(
        N_("Kind of refund"), Code(list="fund_refund_kind"), required=True, index=True, also=("返还类型",))
    year: Mapped[int | None] = field(
        N_("Year of the contributions"), Integer(least=FIRST_YEAR, most=LAST_YEAR), required=True, index=True, also=("经费年度",))
    from_month: Mapped[int | None] = field(N_("From month"), _MONTH, also=("起始月份",), help=N_("Empty: the whole year."))
    to_month: Mapped[int | None] = field(N_("To month"), _MONTH, also=("截止月份",))
    employer: Mapped[str | None] = field(
        N_("Contributing employer"), Text(), search=True, also=("缴费单位", "单位名称"), help=N_("Left empty for the union's only employer."))
    founding_id: Mapped[str | None] = field(
        N_("Unit without a union"), Ref(register="founding_units"), index=True, also=("未建会单位",), help=N_("For the founding levy."))
    scale: Mapped[str | None] = field(N_("Size"), Code(list="unit_scale"), also=("企业规模",))
    paid_base: Mapped[int | None] = field(
        N_("Base of the refund"), Money(), also=("返还基数金额",), help=N_("Left empty, it follows from the books."))
    amount: Mapped[int | None] = field(
        N_("Amount applied for"), Money(), also=("申请返还金额",), help=N_("Left empty, it follows from base and policy."))
    applied_on: Mapped[str | None] = field(N_("Applied on"), Date(), required=True, index=True, also=("申请日期",))
    handler: Mapped[str | None] = field(N_("Handled by"), Text(), also=("经办人",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))
    verdict: Mapped[str | None] = field(N_("What the rules say"), Code(list="welfare_verdict"), computed=True)
    policy: Mapped[str | None] = field(N_("Policy applied"), Text(), computed=True)
    clause: Mapped[str | None] = field(N_("Clause applied"), Text(), computed=True)
    policy_from: Mapped[str | None] = field(N_("Policy in force from"), Date(), computed=True)
    income_as: Mapped[str | None] = field(N_("Heading of the income"), Code(list="fund_category"), computed=True)
    refund_state: Mapped[str | None] = field(
        N_("State of the refund"), Code(list="fund_refund_state"), computed=True, index=True)
    granted: Mapped[int | None] = field(N_("Amount granted"), Money(), computed=True)
    received: Mapped[int | None] = field(N_("Amount received"), Money(), computed=True)
    received_on: Mapped[str | None] = field(N_("Money received on"), Date(), computed=True)


class RefundEvent(Record):
    """One step of a refund: what the superior answered, what arrived."""

    __tablename__ = "fund_refund_events"

    refund_id: Mapped[str | None] = field(N_("Refund"), Ref(register="fund_refunds"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Step"), Code(list="fund_refund_step"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="fund_refund_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="fund_refund_state"), computed=True)
    amount: Mapped[int | None] = field(N_("Amount"), Money())
    document: Mapped[str | None] = field(N_("Minutes or document"), Text())
    voucher: Mapped[str | None] = field(N_("Voucher of the transfer"), Text())
    note: Mapped[str | None] = field(N_("Remark"), LongText())


def _judged(values: Values, context: Context) -> Iterable[Problem]:
    """Say what the policy finds, with clause and day, and what follows from the books."""
    if not isinstance(values.get("kind"), str) or not isinstance(values.get("year"), int):
        return
    told = refund_rules.judge(values, context)
    policy, facts = told.policy, told.facts
    params = {"decision": told.decision, "policy": policy.policy if policy else "", "clause": policy.clause if policy else "",
              "day": policy.begins if policy else "", "category": policy.category if policy else "",
              "base": facts.base if facts else None, "follows": facts.follows if facts else None,
              "words": Code(list="welfare_verdict").show(told.decision)}
    level = {PASS: INFO, REVIEW: WARNING, STOP: WARNING}[told.decision]
    yield Problem(level, VERDICT, "verdict", N_("{words}: {policy}, {clause}.") if policy
                  else N_("{words}: no refund policy is in force."), params)
    yield from told.reasons


def derive(values: Values, problems: Iterable[Problem]) -> Values:
    """Return verdict, clause and heading, and base and amount where they were left to the books."""
    told = next((p.params for p in problems if p.code == VERDICT), None)
    if told is None:
        return {}
    found: dict[str, object] = {
        "verdict": told["decision"], "policy": told["policy"] or None, "clause": told["clause"] or None,
        "policy_from": told["day"] or None, "income_as": told["category"] or None}
    for name, source in (("paid_base", "base"), ("amount", "follows")):
        if values.get(name) is None and told[source] is not None:
            found[name] = told[source]
    return found


def follow(_record: Values, event: Values) -> Values:
    """Return what an answer or a receipt leaves on the case."""
    if event["event"] == "grant":
        return {"granted": event.get("amount")}
    if event["event"] == "receive":
        return {"received": event.get("amount"), "received_on": event.get("happened_on")}
    return {}


def guard(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Refuse steps ahead of today, more money than was granted, and money in a closed month."""
    happened, amount, granted = event.get("happened_on"), event.get("amount"), record.get("granted")
    yield from ahead(event, context, "happened_on")
    if event.get("event") != "receive":
        return
    if isinstance(amount, int) and isinstance(granted, int) and amount > granted:
        yield Problem(ERROR, "more_than_granted", "amount", N_("Only {amount} were granted."), {"amount": yuan(granted)})
    if is_closed(context, happened):
        yield Problem(ERROR, "closed_period", "happened_on",
                      N_("The books of that month are closed; date the payment in an open month."))


def _known_scales(values: Values, _context: Context) -> Iterable[Problem]:
    unknown = [code for code in several(values.get("scales")) if not codes.get("unit_scale").has(code)]
    if unknown:
        known = series(f"{entry.code} {entry.text()}" for entry in codes.get("unit_scale"))
        yield Problem(ERROR, "unknown_code", "scales", N_("There is no code {code}. There are: {known}."),
                      {"code": unknown[0], "known": known})


def _months_in_order(values: Values, _context: Context) -> Iterable[Problem]:
    first, last = refund_rules.months_of(values)
    if last < first:
        yield Problem(ERROR, "dates", "to_month", BACKWARDS)


def stays(values: Values, _context: Context) -> Iterable[Problem]:
    """Keep a refund that was received out of the bin: its money stands in the ledger."""
    if values.get("refund_state") == "received":
        yield Problem(ERROR, "received", "refund_state", N_("The refund was received and stands in the ledger."))


LIFECYCLE = Lifecycle(
    events="fund_refund_events", link="refund_id", state="refund_state", transitions=TRANSITIONS, opening="apply",
    opened_on="applied_on", guard=guard, derive=follow, basis=N_("refund policies"), label=N_("Way of the refund"),
    then="union_desk.affairs.funds_refunds:carry_on")
REFUND_POLICIES = Register(
    name="refund_policies", label=N_("Refund policies"), singular=N_("Refund policy"), model=RefundClause,
    title=("policy", "clause"), area="funds", share=PRIVATE,
    rules=(in_order("valid_from", "valid_to"), Rule("codes", ("scales",), _known_scales)),
    keys=(("policy", "clause", "valid_from"),), sort=("kind",), weight=("kind",), attachable=True,
    columns=("kind", "policy", "clause", "permille", "base", "most_paid", "valid_from", "valid_to"))
FUND_REFUNDS = Register(
    name="fund_refunds", label=N_("Refunds of contributions"), singular=N_("Refund"), model=FundRefund,
    title=("refund_no", "year"), area="funds", share=SUPERIOR_ONLY, lifecycle=LIFECYCLE, derive=derive, stays=stays,
    follows=(("paid_base", "year"), ("amount", "paid_base")),
    rules=(fixed("fund_refunds", ("kind", "year", "from_month", "to_month", "employer", "founding_id", "amount"),
                 lambda values, _context: values.get("refund_state") in _GRANTED,
                 N_("The superior has answered; what was granted stands as it is.")),
           not_ahead("applied_on"), Rule("months", ("from_month", "to_month"), _months_in_order),
           Rule("refund", ("kind", "year", "from_month", "to_month", "employer", "founding_id", "scale", "paid_base",
                           "amount", "applied_on"), _judged, others=True, worst=WARNING)),
    numbering=Numbering("refund_no", "FH{year}-{serial:04d}", day="applied_on"), keys=(("refund_no",),),
    sort=("applied_on",), weight=("refund_state", "kind", "year"), attachable=True,
    columns=("refund_no", "kind", "year", "employer", "amount", "verdict", "refund_state", "granted", "received",
             "received_on"))
FUND_REFUND_EVENTS = Register(
    name="fund_refund_events", label=N_("Steps of refunds"), singular=N_("Step of a refund"), model=RefundEvent,
    title=("event", "happened_on"), area="funds", share=SUPERIOR_ONLY, append_only=True, parent="refund_id",
    columns=("refund_id", "event", "happened_on", "to_state", "amount", "document"), sort=("happened_on",))
REGISTERS: tuple[Register, ...] = (REFUND_POLICIES, FUND_REFUNDS, FUND_REFUND_EVENTS)
