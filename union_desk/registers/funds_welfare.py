"""Welfare: the office's own policies, claims with what the rules say of them, and their steps (domain §6.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import funds_policies
from union_desk.registers.decided import fixed
from union_desk.registers.dues_rules import is_closed
from union_desk.registers.funds_policies import PASS, REVIEW, STOP
from union_desk.schema import codes
from union_desk.schema.day_order import ahead, in_order, not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, PersonName, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import PRIVATE, Context, Lifecycle, Numbering, Register, Rule, Transition, Values
from union_desk.words import N_, series

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

VERDICT = "welfare_verdict"
TRANSITIONS = (
    Transition("request", ("",), "requested"),
    Transition("approve", ("requested",), "approved", needs=("decided_by",)),
    Transition("refuse", ("requested",), "refused", needs=("decided_by", "note")),
    Transition("resubmit", ("refused", "withdrawn"), "requested"),
    Transition("pay", ("approved",), "paid", needs=("cashier", "signed_by")),
    Transition("withdraw", ("requested", "approved"), "withdrawn", needs=("note",)),
)


class WelfarePolicy(Record):
    """A clause of the fund rules that bind this office; it stands before the shipped examples."""

    __tablename__ = "welfare_policies"

    event: Mapped[str | None] = field(
        N_("Occasion of welfare"), Code(list="welfare_event"), required=True, index=True, also=("慰问类型", "慰问事由"))
    policy: Mapped[str | None] = field(
        N_("Name of the document"), Text(), required=True, search=True, also=("制度名称", "政策文件", "文件名称"))
    clause: Mapped[str | None] = field(N_("Clause"), Text(), required=True, also=("条款",))
    limit_fen: Mapped[int | None] = field(
        N_("Limit a year"), Money(), also=("年度上限", "标准上限", "标准"), help=N_("For each member and occasion."))
    times: Mapped[int | None] = field(N_("Times"), Integer(), also=("次数",), help=N_("Empty: as often as needed."))
    once: Mapped[bool | None] = field(
        N_("Counted over the whole membership"), YesNo(), also=("终身累计",), help=N_("Otherwise counted by year."))
    forms: Mapped[str | None] = field(
        N_("Forms allowed"), Text(), also=("允许形式",), help=N_("Codes of the forms of welfare, with |: 1|2"))
    evidence: Mapped[str | None] = field(
        N_("Evidence asked for"), Text(), also=("所需材料",), help=N_("Codes of the kinds of paper, any of them: 32|33"))
    valid_from: Mapped[str | None] = field(N_("In force from"), Date(), required=True, also=("生效日期", "施行日期"))
    valid_to: Mapped[str | None] = field(N_("In force until"), Date(), also=("失效日期",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class WelfareClaim(Record):
    """A payment or gift for one member on one occasion, and what the rules say of it."""

    __tablename__ = "welfare_claims"

    claim_no: Mapped[str | None] = field(N_("Number of the claim"), Text(), search=True, also=("慰问单号", "申请编号"))
    member_id: Mapped[str | None] = field(
        N_("Member"), Ref(register="members"), required=True, index=True, also=("会员", "姓名", "慰问对象"))
    event: Mapped[str | None] = field(
        N_("Occasion of welfare"), Code(list="welfare_event"), required=True, also=("慰问类型", "慰问事由"))
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), required=True, index=True, also=("日期", "慰问日期", "发生日期"))
    amount: Mapped[int | None] = field(N_("Amount"), Money(), required=True, also=("金额", "慰问金额"))
    form: Mapped[str | None] = field(N_("Form of welfare"), Code(list="welfare_form"), also=("慰问形式", "发放形式"))
    evidence: Mapped[str | None] = field(
        N_("Evidence shown"), Code(list="evidence"), also=("证明材料", "材料"),
        help=N_("The paper that was shown; scans hang on the claim as attachments."))
    details: Mapped[str | None] = field(
        N_("Circumstances"), LongText(), sensitive=True, also=("情况说明", "诊断", "事由说明"))
    festival: Mapped[str | None] = field(
        N_("Festival"), Code(list="welfare_festival"), also=("节日名称",), help=N_("For a festival: each is given once."))
    illness: Mapped[str | None] = field(
        N_("Illness of the stay"), Text(), sensitive=True, also=("病因", "病种"),
        help=N_("For a stay in hospital: one illness counts once a year."))
    relation: Mapped[str | None] = field(
        N_("Who of the family died"), Code(list="relation"), also=("与去世亲属关系", "亲属关系"))
    relative: Mapped[str | None] = field(N_("Name of the relative"), PersonName(), sensitive=True, also=("去世亲属姓名", "亲属姓名"))
    only_here: Mapped[bool | None] = field(
        N_("Confirmed: paid here only"), YesNo(), also=("确认仅在本会领取", "未在其他工会领取"),
        help=N_("For members who are dispatched, seconded or came this year: the other union was asked."))
    paid_elsewhere: Mapped[str | None] = field(
        N_("Union that paid it already"), Text(), also=("已发放的其他工会", "其他工会已发"))
    handler: Mapped[str | None] = field(N_("Handled by"), Text(), also=("经办人",))
    override_reason: Mapped[str | None] = field(
        N_("Reason of the exception"), Text(), also=("例外原因",),
        help=N_("Where the rules stop a payment and it is still to be made."))
    override_by: Mapped[str | None] = field(N_("Exception approved by"), Text(), also=("例外审批人",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))
    verdict: Mapped[str | None] = field(N_("What the rules say"), Code(list="welfare_verdict"), computed=True)
    policy: Mapped[str | None] = field(N_("Policy applied"), Text(), computed=True)
    clause: Mapped[str | None] = field(N_("Clause applied"), Text(), computed=True)
    policy_from: Mapped[str | None] = field(N_("Policy in force from"), Date(), computed=True)
    claim_state: Mapped[str | None] = field(
        N_("State of the claim"), Code(list="welfare_state"), computed=True, index=True)


class WelfareEvent(Record):
    """One step of a claim: who decided or paid, when, who signed."""

    __tablename__ = "welfare_events"

    claim_id: Mapped[str | None] = field(N_("Welfare claim"), Ref(register="welfare_claims"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Step"), Code(list="welfare_step"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="welfare_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="welfare_state"), computed=True)
    decided_by: Mapped[str | None] = field(N_("Approved by"), Text())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    cashier: Mapped[str | None] = field(N_("Cashier"), Text())
    signed_by: Mapped[str | None] = field(N_("Signed by the recipient"), Text())
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())


def _judged(values: Values, context: Context) -> Iterable[Problem]:
    """Say what the rules engine finds, with policy, clause and day (domain §6.6)."""
    if not all(isinstance(values.get(name), str) for name in ("member_id", "event", "happened_on")):
        return
    told = funds_policies.judge(values, context)
    policy = told.policy
    level = {PASS: INFO, REVIEW: WARNING, STOP: WARNING}[told.decision]
    params = {"decision": told.decision, "policy": policy.policy if policy else "", "day": policy.begins if policy else "",
              "clause": policy.clause if policy else "",
              "words": Code(list="welfare_verdict").show(told.decision)}
    text = (N_("{words}: {policy}, {clause}, in force from {day}.") if policy
            else N_("{words}: no policy is in force for this occasion."))
    yield Problem(level, VERDICT, "verdict", text, params)
    yield from told.reasons


def derive(_values: Values, problems: Iterable[Problem]) -> Values:
    """Return the verdict with its policy, clause and day."""
    told = next((p.params for p in problems if p.code == VERDICT), None)
    if told is None:
        return {}
    return {"verdict": told["decision"], "policy": told["policy"] or None, "clause": told["clause"] or None,
            "policy_from": told["day"] or None}


def guard(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Forbid what the fund rules forbid: approving what is stopped, one person in two roles, closed months."""
    name = event.get("event")
    if name == "approve":
        yield from _may_approve(record, event, context)
    if name == "pay":
        yield from _may_pay(record, event, context)
    yield from ahead(event, context, "happened_on")


def _may_approve(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    told = funds_policies.judge(record, context)
    if told.decision == STOP and not (record.get("override_reason") and record.get("override_by")):
        policy = told.policy
        yield Problem(ERROR, "stopped", "verdict",
                      N_("The rules stop this payment ({policy}, {clause}). An exception needs its reason and who "
                         "approved it, on the claim (fund rules, §6.6)."),
                      {"policy": policy.policy if policy else "", "clause": policy.clause if policy else ""})
    if told.decision == REVIEW and not (event.get("note") or event.get("decision")):
        yield Problem(ERROR, "unreviewed", "note",
                      N_("The rules ask for a review: note what was found, or name the minutes."))
    if event.get("decided_by") and event.get("decided_by") == record.get("handler"):
        yield Problem(ERROR, "same_person", "decided_by",
                      N_("Whoever handles a payment does not approve it (fund rules, §6.6)."))


def _may_pay(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    approvals = [row for row in context.rows("welfare_events", "claim_id", record.get("id"))
                 if row.get("event") == "approve"]
    approver = approvals[-1].get("decided_by") if approvals else None
    if event.get("cashier") in (approver, record.get("handler")):
        yield Problem(ERROR, "same_person", "cashier",
                      N_("Whoever pays out neither handles nor approves the payment (fund rules, §6.6)."))
    if approvals and str(event.get("happened_on")) < str(approvals[-1].get("happened_on")):
        yield Problem(ERROR, "dates", "happened_on", N_("It was paid before it was approved."))
    if is_closed(context, event.get("happened_on")):
        yield Problem(ERROR, "closed_period", "happened_on",
                      N_("The books of that month are closed; date the payment in an open month."))


LIFECYCLE = Lifecycle(
    events="welfare_events", link="claim_id", state="claim_state", transitions=TRANSITIONS, opening="request",
    opened_on="happened_on", guard=guard, basis=N_("fund rules"), label=N_("Way of the claim"),
    then="union_desk.affairs.welfare:carry_on")


def _known_codes(values: Values, _context: Context) -> Iterable[Problem]:
    """Take only codes of the lists: a clause with a misspelt code would never be met."""
    for name, listed in (("forms", "welfare_form"), ("evidence", "evidence")):
        unknown = [code for code in funds_policies.several(values.get(name)) if not codes.get(listed).has(code)]
        if unknown:
            known = series(f"{entry.code} {entry.text()}" for entry in codes.get(listed))
            yield Problem(ERROR, "unknown_code", name, N_("There is no code {code}. There are: {known}."),
                          {"code": unknown[0], "known": known})


def _overridden(values: Values, _context: Context) -> Iterable[Problem]:
    if bool(values.get("override_reason")) != bool(values.get("override_by")):
        yield Problem(ERROR, "override", "override_by" if values.get("override_reason") else "override_reason",
                      N_("An exception needs both its reason and who approved it."))
    if values.get("override_by") and values.get("override_by") == values.get("handler"):
        yield Problem(ERROR, "same_person", "override_by",
                      N_("Whoever handles a payment does not approve it (fund rules, §6.6)."))


_DECIDED = ("approved", "paid")


def _is_decided(values: Values, _context: Context) -> bool:
    return values.get("claim_state") in _DECIDED


def stays(values: Values, _context: Context) -> Iterable[Problem]:
    """Keep a claim that was paid out of the bin: the money went out and somebody signed for it (domain §6.6)."""
    if values.get("claim_state") == "paid":
        yield Problem(ERROR, "paid", "claim_state", N_("It was paid out and signed for; reverse the ledger entry where "
                                                       "the payment was wrong."))


WELFARE_POLICIES = Register(
    name="welfare_policies", label=N_("Welfare policies"), singular=N_("Welfare policy"), model=WelfarePolicy,
    title=("policy", "clause"), area="funds", share=PRIVATE,
    rules=(in_order("valid_from", "valid_to"),
           Rule("codes", ("forms", "evidence"), _known_codes)), keys=(("policy", "clause", "valid_from"),),
    columns=("event", "policy", "clause", "limit_fen", "times", "valid_from", "valid_to"), sort=("event",),
    weight=("event",), attachable=True)
WELFARE_CLAIMS = Register(
    name="welfare_claims", label=N_("Welfare payments"), singular=N_("Welfare payment"), model=WelfareClaim,
    title=("claim_no", "happened_on"), area="funds", share=PRIVATE, lifecycle=LIFECYCLE, derive=derive,
    stays=stays,
    rules=(fixed("welfare_claims", ("member_id", "event", "amount", "form", "happened_on", "handler", "override_reason",
                                    "override_by", "festival", "illness", "relation", "relative", "paid_elsewhere"), _is_decided,
                 N_("The payment is approved as it stands. Withdraw it and submit it again to change it; what was paid "
                    "out is not changed any more.")),
           not_ahead("happened_on"), Rule("override", ("override_reason", "override_by", "handler"), _overridden),
           Rule("welfare", ("member_id", "event", "happened_on", "amount", "form", "evidence", "festival", "illness",
                            "relation", "relative", "only_here", "paid_elsewhere"), _judged, others=True, worst=WARNING)),
    numbering=Numbering("claim_no", "WW{year}-{serial:04d}", day="happened_on"), keys=(("claim_no",),),
    columns=("claim_no", "member_id", "event", "happened_on", "amount", "form", "verdict", "clause", "claim_state"),
    sort=("happened_on",), weight=("claim_state", "event", "verdict", "happened_on"), attachable=True)
WELFARE_EVENTS = Register(
    name="welfare_events", label=N_("Steps of welfare payments"), singular=N_("Step of a welfare payment"),
    model=WelfareEvent, title=("event", "happened_on"), area="funds", share=PRIVATE, append_only=True,
    parent="claim_id", columns=("claim_id", "event", "happened_on", "to_state", "decided_by"), sort=("happened_on",))
REGISTERS: tuple[Register, ...] = (WELFARE_POLICIES, WELFARE_CLAIMS, WELFARE_EVENTS)
