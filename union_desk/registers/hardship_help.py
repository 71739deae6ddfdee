"""Help that was given: records with their caps and steps, medical and study details, payment lists (domain §9.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import hardship_caps as caps
from union_desk.registers.decided import fixed
from union_desk.registers.dues_rules import is_closed
from union_desk.registers.funds_policies import REVIEW, STOP
from union_desk.schema.day_order import ahead, not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import BankAccount, Code, Date, Integer, LongText, Money, PersonName, Ref, Text, YesNo
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
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

HELP = "help_id"
UNION_FUNDS, JOB = "4", "04"
VERDICT = "help_verdict"
_DECIDED = ("approved", "paying", "paid")
TRANSITIONS = (
    Transition("request", ("",), "requested"),
    Transition("approve", ("requested",), "approved", ("decided_by",), also=("decision", "note")),
    Transition("refuse", ("requested",), "refused", ("decided_by", "note")),
    Transition("withdraw", ("requested", "approved", "failed"), "withdrawn", ("note",)),
    Transition("hand_in", ("approved",), "paying", ("decision",)),
    Transition("pay", ("approved", "paying"), "paid", also=("cashier", "signed_by", "decision")),
    Transition("fail", ("paying",), "failed", ("note",), also=("decision",)),
    Transition("mend", ("failed",), "approved", ("note",)),
)


class HelpRecord(Record):
    """One help for a worker: its kind, where the money comes from, how much, and what the caps say."""

    __tablename__ = "help_records"

    help_no: Mapped[str | None] = field(N_("Number of the help"), Text(), search=True, also=("帮扶编号", "帮扶单号"))
    member_id: Mapped[str | None] = field(
        N_("Worker"), Ref(register="members"), required=True, index=True, also=("帮扶对象", "姓名", "困难职工"))
    file_id: Mapped[str | None] = field(
        N_("Hardship file"), Ref(register="hardship_files"), index=True, also=("困难档案",),
        help=N_("Special funds go only to households that are on file."))
    help_kind: Mapped[str | None] = field(N_("Kind of help"), Code(list="help_kind"), required=True, index=True, also=("帮扶类别",))
    fund_source: Mapped[str | None] = field(
        N_("Source of the money"), Code(list="help_source"), required=True, also=("资金来源",))
    helped_on: Mapped[str | None] = field(
        N_("Date of the help"), Date(), required=True, index=True, also=("帮扶日期", "救助日期", "慰问日期"))
    amount: Mapped[int | None] = field(N_("Amount"), Money(), required=True, default=0, also=("金额", "帮扶金额", "救助金额"))
    in_kind: Mapped[str | None] = field(N_("Goods given"), Text(), also=("实物", "慰问品"))
    in_kind_value: Mapped[int | None] = field(N_("Value of the goods"), Money(), also=("实物折价", "实物价值"))
    job_outcome: Mapped[str | None] = field(N_("What came of it"), Code(list="help_job"), also=("就业结果",))
    handler: Mapped[str | None] = field(N_("Handled by"), Text(), required=True, also=("经办人",))
    override_reason: Mapped[str | None] = field(
        N_("Reason of the exception"), Text(), also=("例外原因",),
        help=N_("Where the norms stop a payment and it is still to be made."))
    override_by: Mapped[str | None] = field(N_("Exception approved by"), Text(), also=("例外审批人",))
    details: Mapped[str | None] = field(N_("Circumstances"), LongText(), sensitive=True, also=("帮扶情况", "救助事由"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))
    verdict: Mapped[str | None] = field(N_("What the caps say"), Code(list="help_verdict"), computed=True)
    year_total: Mapped[int | None] = field(N_("Sum of the year with this help"), Money(), computed=True, also=("年度累计",))
    year_cap: Mapped[int | None] = field(N_("Cap of the year"), Money(), computed=True, also=("年度上限",))
    cap_basis: Mapped[str | None] = field(N_("Basis of the cap"), Text(), computed=True)
    help_state: Mapped[str | None] = field(
        N_("State of the help"), Code(list="help_state"), computed=True, index=True, also=("帮扶状态",))
    decided_by: Mapped[str | None] = field(N_("Approved by"), Text(), computed=True, also=("批准人", "审批人"))
    approved_on: Mapped[str | None] = field(N_("Approved on"), Date(), computed=True, also=("审批日期",))
    paid_on: Mapped[str | None] = field(N_("Paid out on"), Date(), computed=True, index=True, also=("发放日期",))
    failed_why: Mapped[str | None] = field(N_("Why the payment failed"), Text(), computed=True, also=("失败原因",))


class HelpEvent(Record):
    """One step of a help: who decided or paid, when, who signed."""

    __tablename__ = "help_events"

    help_id: Mapped[str | None] = field(N_("Help record"), Ref(register="help_records"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Step"), Code(list="help_step"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="help_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="help_state"), computed=True)
    decided_by: Mapped[str | None] = field(N_("Approved by"), Text())
    decision: Mapped[str | None] = field(N_("Minutes, document or payment list"), Text())
    cashier: Mapped[str | None] = field(N_("Cashier"), Text())
    signed_by: Mapped[str | None] = field(N_("Signed by the recipient"), Text())
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())


class HelpMedical(Record):
    """What an application for medical help tells besides: it never leaves the office."""

    __tablename__ = "help_medical"

    help_id: Mapped[str | None] = field(N_("Help record"), Ref(register="help_records"), required=True, index=True)
    patient: Mapped[str | None] = field(N_("Patient"), PersonName(), required=True, sensitive=True, also=("患者姓名", "患者"))
    relation: Mapped[str | None] = field(
        N_("Relation to the worker"), Code(list="relation"), required=True, also=("与职工关系", "关系"))
    disease: Mapped[str | None] = field(N_("Illness"), Text(), required=True, sensitive=True, also=("所患疾病", "病种"))
    stays: Mapped[int | None] = field(N_("Stays in hospital"), Integer(most=99), also=("住院次数",))
    own_paid: Mapped[int | None] = field(
        N_("Paid by the household itself"), Money(), required=True, sensitive=True, also=("自付金额", "个人负担费用"))
    aid_received: Mapped[int | None] = field(
        N_("Aid received already"), Money(), sensitive=True, also=("已获救助金额", "单位及社会救助"))


class HelpStudy(Record):
    """What an application for study aid tells besides, with the promise that nobody is aided twice."""

    __tablename__ = "help_study"

    help_id: Mapped[str | None] = field(N_("Help record"), Ref(register="help_records"), required=True, index=True)
    student: Mapped[str | None] = field(N_("Student"), PersonName(), required=True, sensitive=True, also=("学生姓名", "子女姓名"))
    level: Mapped[str | None] = field(N_("Level of study"), Code(list="study_level"), required=True, also=("学历层次", "就读阶段"))
    score: Mapped[int | None] = field(N_("Score of the entrance examination"), Integer(most=900), sensitive=True, also=("高考分数",))
    school: Mapped[str | None] = field(N_("School"), Text(), required=True, also=("录取院校", "就读学校"))
    major: Mapped[str | None] = field(N_("Subject"), Text(), also=("专业",))
    years: Mapped[int | None] = field(N_("Years of study"), Integer(least=1, most=10), also=("学制",))
    admission: Mapped[str | None] = field(N_("Round of admission"), Code(list="study_aid_batch"), also=("录取批次",))
    tuition: Mapped[int | None] = field(N_("Tuition a year"), Money(), also=("学费",))
    loan: Mapped[int | None] = field(N_("Student loan"), Money(), sensitive=True, also=("助学贷款",))
    other_aid: Mapped[int | None] = field(N_("Other aid"), Money(), sensitive=True, also=("其他资助",))
    promise: Mapped[bool | None] = field(
        N_("Promised that no aid is taken twice"), YesNo(), also=("不重复享受承诺", "承诺不重复领取"))


class HelpBatch(Record):
    """A payment list for the bank."""

    __tablename__ = "help_batches"

    batch_no: Mapped[str | None] = field(N_("Number of the payment list"), Text(), search=True, also=("批次号", "发放批次"))
    made_on: Mapped[str | None] = field(N_("Made on"), Date(), required=True, index=True, also=("制表日期",))
    fund_source: Mapped[str | None] = field(
        N_("Source of the money"), Code(list="help_source"), required=True, also=("资金来源",))
    bank: Mapped[str | None] = field(N_("Paying bank"), Text(), required=True, also=("代发银行", "银行"))
    prepared_by: Mapped[str | None] = field(N_("Prepared by"), Text(), also=("制表人",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))
    row_count: Mapped[int | None] = field(N_("Payments"), Integer(), computed=True, also=("笔数",))
    total: Mapped[int | None] = field(N_("Total"), Money(), computed=True, also=("合计金额",))
    submitted_on: Mapped[str | None] = field(N_("Handed in on"), Date(), computed=True, also=("提交日期",))
    submitted_by: Mapped[str | None] = field(N_("Handed in by"), Text(), computed=True)
    result_file: Mapped[str | None] = field(N_("Last result file"), Text(), computed=True)
    result_on: Mapped[str | None] = field(N_("Result read on"), Date(), computed=True)
    paid_count: Mapped[int | None] = field(N_("Paid"), Integer(), computed=True)
    failed_count: Mapped[int | None] = field(N_("Failed"), Integer(), computed=True)
    batch_state: Mapped[str | None] = field(
        N_("State"), Code(list="help_batch_state"), computed=True, index=True, default="draft")


class HelpPayment(Record):
    """One line of a payment list: the account as it was handed in, and what the bank said."""

    __tablename__ = "help_payments"

    batch_id: Mapped[str | None] = field(N_("Payment list"), Ref(register="help_batches"), required=True, index=True)
    help_id: Mapped[str | None] = field(N_("Help record"), Ref(register="help_records"), required=True, index=True)
    place: Mapped[int | None] = field(N_("Line"), Integer(least=1), required=True, also=("序号",))
    holder: Mapped[str | None] = field(N_("Account holder"), PersonName(), computed=True, sensitive=True)
    number: Mapped[str | None] = field(N_("Account number"), BankAccount(), computed=True, sensitive=True)
    bank: Mapped[str | None] = field(N_("Bank"), Text(), computed=True)
    amount: Mapped[int | None] = field(N_("Amount"), Money(), computed=True)
    result: Mapped[str | None] = field(N_("Result of the payment"), Code(list="help_result"), computed=True)
    reason: Mapped[str | None] = field(N_("Reason given by the bank"), Text(), computed=True)
    result_on: Mapped[str | None] = field(N_("Result of the day"), Date(), computed=True)


def derive(_record: Values, event: Values) -> Values:
    """Return what a step changes on the help beside its state."""
    day = event.get("happened_on")
    changes: dict[str, dict[str, object]] = {
        "approve": {"decided_by": event.get("decided_by"), "approved_on": day},
        "pay": {"paid_on": day, "failed_why": None}, "fail": {"failed_why": str(event.get("note") or "")[:200]},
        "mend": {"failed_why": None}}
    return changes.get(str(event["event"]), {})


def reckon(values: Values, context: Context) -> Values:
    """Return the verdict, the sum of the year and the cap."""
    if not all(isinstance(values.get(name), str) for name in ("member_id", "help_kind", "helped_on")):
        return {}
    told = caps.judge(values, context)
    return {"verdict": told.decision, "year_total": told.year_total, "year_cap": told.cap, "cap_basis": told.basis or None}


def guard(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Forbid approving what is stopped, one person in two roles, payments without signature, closed months."""
    yield from ahead(event, context, "happened_on")
    if event.get("event") == "approve":
        yield from _may_approve(record, event, context)
    if event.get("event") == "pay":
        yield from _may_pay(record, event, context)


def _may_approve(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    told = caps.judge(record, context)
    reason = told.reasons[0].text() if told.reasons else ""
    if told.decision == STOP and not (record.get("override_reason") and record.get("override_by")):
        yield Problem(ERROR, "stopped", "verdict", N_("The norms stop this help: {reason} An exception needs its reason and who "
                                                      "approved it, on the record."), {"reason": reason})
    if told.decision == REVIEW and not (event.get("note") or event.get("decision")):
        yield Problem(ERROR, "unreviewed", "note", N_("The norms ask for a review: {reason} Note what was found, or name the "
                                                      "minutes."), {"reason": reason})
    if event.get("decided_by") and event.get("decided_by") == record.get("handler"):
        yield Problem(ERROR, "same_person", "decided_by", N_("Whoever handles a payment does not approve it (fund rules, §6.6)."))
    yield from _detailed(record, context)


def _detailed(record: Values, context: Context) -> Iterable[Problem]:
    """Need what an application for medical help or study aid tells, and the promise."""
    kind, own = record.get("help_kind"), record.get("id")
    if not isinstance(own, str):
        return
    if kind == caps.MEDICAL and not context.rows("help_medical", HELP, own):
        yield Problem(ERROR, "no_medical", "event", N_("Medical help needs its particulars: patient, illness and what the "
                                                       "household paid itself."))
    if kind == caps.STUDY:
        rows = context.rows("help_study", HELP, own)
        if not rows:
            yield Problem(ERROR, "no_study", "event", N_("Study aid needs its particulars: student, school and level."))
        elif not all(row.get("promise") for row in rows):
            yield Problem(ERROR, "no_promise", "event", N_("The promise that no aid is taken twice is missing (rules on study "
                                                           "aid, §9.4)."))


def _may_pay(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    day, by_hand = event.get("happened_on"), record.get("help_state") == "approved"
    if by_hand and not (event.get("cashier") and event.get("signed_by")):
        yield Problem(ERROR, "unsigned", "signed_by" if event.get("cashier") else "cashier",
                      N_("What is paid by hand needs who paid and who signed for it in person (fund rules, §6.6)."))
    if event.get("cashier") and event.get("cashier") in (record.get("decided_by"), record.get("handler")):
        yield Problem(ERROR, "same_person", "cashier",
                      N_("Whoever pays out neither handles nor approves the payment (fund rules, §6.6)."))
    if isinstance(day, str) and day < str(record.get("approved_on") or ""):
        yield Problem(ERROR, "dates", "happened_on", N_("It was paid before it was approved."))
    if record.get("fund_source") == UNION_FUNDS and is_closed(context, day):
        yield Problem(ERROR, "closed_period", "happened_on",
                      N_("The books of that month are closed; date the payment in an open month."))


LIFECYCLE = Lifecycle(
    events="help_events", link=HELP, state="help_state", transitions=TRANSITIONS, opening="request", derive=derive,
    opened_on="helped_on", guard=guard, basis=N_("rules on help"), label=N_("Way of the help"),
    then="union_desk.affairs.hardship_paying:carry_on")


def _judged(values: Values, context: Context) -> Iterable[Problem]:
    """Say what the caps find, with the norm and its basis (domain reference §9.4)."""
    if not all(isinstance(values.get(name), str) for name in ("member_id", "help_kind", "helped_on")):
        return
    told = caps.judge(values, context)
    words = Code(list="help_verdict").show(told.decision)
    yield Problem(INFO, VERDICT, "verdict", N_("{words}; {sum} for this household this year with this help."),
                  {"words": words, "sum": f"{told.year_total / 100:,.2f}"})
    yield from told.reasons


def _own_file(values: Values, context: Context) -> Iterable[Problem]:
    file, member = values.get("file_id"), values.get("member_id")
    if not (isinstance(file, str) and isinstance(member, str)):
        return
    head = context.lookup("hardship_files", file, "member_id")
    people = {row.get("member_id") for row in context.rows("hardship_persons", "file_id", file)}
    if head is not None and member not in {head, *people}:
        yield Problem(ERROR, "other_household", "member_id", N_("This worker does not belong to the household of the file."))


def _worth(values: Values, _context: Context) -> Iterable[Problem]:
    if bool(values.get("in_kind")) != bool(values.get("in_kind_value")):
        name = "in_kind_value" if values.get("in_kind") else "in_kind"
        yield Problem(WARNING, "goods", name, N_("Goods have a name and a value: they count for the cap of the year."))


def _overridden(values: Values, _context: Context) -> Iterable[Problem]:
    if bool(values.get("override_reason")) != bool(values.get("override_by")):
        yield Problem(ERROR, "override", "override_by" if values.get("override_reason") else "override_reason",
                      N_("An exception needs both its reason and who approved it."))
    if values.get("override_by") and values.get("override_by") == values.get("handler"):
        yield Problem(ERROR, "same_person", "override_by", N_("Whoever handles a payment does not approve it (fund rules, §6.6)."))


def _is_decided(values: Values, _context: Context) -> bool:
    return values.get("help_state") in _DECIDED


HELP_RECORDS = Register(
    name="help_records", label=N_("Help given"), singular=N_("Help record"), model=HelpRecord, title=("help_no", "helped_on"),
    area="hardship", share=SUPERIOR_ONLY, lifecycle=LIFECYCLE, reckon=reckon,
    rules=(fixed("help_records", ("member_id", "file_id", "help_kind", "fund_source", "helped_on", "amount", "in_kind",
                                  "in_kind_value", "handler", "override_reason", "override_by"), _is_decided,
                 N_("The help is approved as it stands. Withdraw it and enter it anew to change it; what was paid out is "
                    "not changed any more.")),
           Rule("override", ("override_reason", "override_by", "handler"), _overridden),
           Rule("goods", ("in_kind", "in_kind_value"), _worth), Rule("file", ("file_id", "member_id"), _own_file, others=True),
           Rule("caps", ("member_id", "file_id", "help_kind", "fund_source", "helped_on", "amount", "in_kind_value"), _judged,
                others=True, worst=WARNING)),
    numbering=Numbering("help_no", "BF{year}-{serial:04d}", day="helped_on"), keys=(("help_no",),), attachable=True, keeps_files=True,
    columns=("help_no", "member_id", "help_kind", "fund_source", "helped_on", "amount", "in_kind", "year_total", "year_cap",
             "verdict", "help_state"),
    sort=("helped_on",), weight=("help_state", "help_kind", "fund_source", "helped_on", "verdict"))
HELP_EVENTS = Register(
    name="help_events", label=N_("Steps of help"), singular=N_("Step of a help"), model=HelpEvent, area="hardship",
    share=PRIVATE, title=("event", "happened_on"), parent=HELP, append_only=True,
    columns=(HELP, "event", "happened_on", "to_state", "decided_by", "cashier"), sort=("happened_on",))
HELP_MEDICAL = Register(
    name="help_medical", label=N_("Particulars of medical help"), singular=N_("Particulars of a medical help"),
    model=HelpMedical, title=("patient", "relation"), parent=HELP, share=PRIVATE, area="hardship", attachable=True,
    columns=(HELP, "patient", "relation", "disease", "stays", "own_paid"))
HELP_STUDY = Register(
    name="help_study", label=N_("Particulars of study aid"), singular=N_("Particulars of a study aid"), model=HelpStudy,
    title=("student", "school"), parent=HELP, share=PRIVATE, area="hardship", attachable=True,
    columns=(HELP, "student", "level", "school", "tuition", "promise"))
HELP_BATCHES = Register(
    name="help_batches", label=N_("Payment lists"), singular=N_("Payment list"), model=HelpBatch, area="hardship",
    title=("batch_no", "made_on"), share=PRIVATE, rules=(not_ahead("made_on"),), keys=(("batch_no",),),
    numbering=Numbering("batch_no", "FF{year}{month}-{serial:03d}", day="made_on"), attachable=True,
    columns=("batch_no", "made_on", "fund_source", "bank", "row_count", "total", "batch_state", "paid_count", "failed_count"),
    sort=("made_on",), weight=("batch_state", "fund_source"))
HELP_PAYMENTS = Register(
    name="help_payments", label=N_("Lines of payment lists"), singular=N_("Line of a payment list"), model=HelpPayment,
    title=("place",), parent="batch_id", share=PRIVATE, area="hardship", keys=(("batch_id", "help_id"),),
    columns=("batch_id", "place", "help_id", "holder", "number", "amount", "result", "reason"), sort=("place",))
REGISTERS: tuple[Register, ...] = (HELP_RECORDS, HELP_EVENTS, HELP_MEDICAL, HELP_STUDY, HELP_BATCHES, HELP_PAYMENTS)
