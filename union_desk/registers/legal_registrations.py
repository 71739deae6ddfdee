"""The union as a legal person: first registration, change, cancellation, lost certificate (法人登记, §3.5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from union_desk.registers.committee_rules import text
from union_desk.registers.decided import decided
from union_desk.schema.day_order import not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import (
    Code,
    CreditCode,
    Date,
    IdNumber,
    Integer,
    LongText,
    Money,
    PersonName,
    Phone,
    Ref,
    Text,
)
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Lifecycle, Register, Rule, Transition
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from union_desk.schema.register import Context, Values

Problems = Iterable[Problem]

FIRST, CHANGE, CANCELLATION, LOST = "1", "2", "3", "4"
ELECTION_REASON = "1"
CASE, UNION, MEANS, PEOPLE, PAPER = (
    N_("Matter applied for"), N_("The union"), N_("Means of the union"), N_("Chair and handler"), N_("The certificate"))

TRANSITIONS = (
    Transition("prepare", ("",), "preparing"),
    Transition("submit", ("preparing", "returned"), "submitted"),
    Transition("send_back", ("submitted",), "returned", needs=("note",)),
    Transition("issue", ("submitted",), "issued", needs=("document", "valid_from", "valid_to")),
    Transition("cancel", ("submitted",), "cancelled", needs=("document",)),
    Transition("withdraw", ("preparing", "submitted", "returned"), "withdrawn", needs=("note",)),
)
OPEN = ("preparing", "submitted", "returned")


def derive(record: Values, event: Values) -> Values:
    """Return what a step writes on the file: when it was sent, the certificate that came of it."""
    name, day = str(event["event"]), event.get("happened_on")
    if name == "submit":
        return {"submitted_on": day}
    if name == "issue":
        return {"issued_on": day, "certificate_no": event.get("document"), "certificate_from": event.get("valid_from"),
                "certificate_to": event.get("valid_to")}
    return {"issued_on": day, "certificate_no": event.get("document")} if name == "cancel" else {}


def guard(record: Values, event: Values, context: Context) -> Problems:
    """Return what forbids a step: the wrong end for the kind of application, missing facts, dates out of order."""
    name, kind, day = str(event["event"]), text(record, "kind"), text(event, "happened_on")
    steps = context.rows("legal_registration_events", "registration_id", record.get("id")) if record.get("id") else ()
    last = max((text(step, "happened_on") for step in steps), default="")
    if day and day < last:
        yield Problem(ERROR, "order", "happened_on",
                      N_("The step before was on {last}; this one cannot be earlier (table of transitions)."), {"last": last})
    if (name == "cancel") != (kind == CANCELLATION) and name in ("cancel", "issue"):
        yield Problem(ERROR, "kind", "event", N_(
            "A cancellation ends with the cancelled registration, every other application with a certificate "
            "(rules on the registration of unions as legal persons)."))
    if name == "issue" and text(event, "valid_to") <= text(event, "valid_from"):
        yield Problem(ERROR, "dates", "valid_to", N_("The certificate ends before it begins."))
    if name == "submit":
        yield from _complete(record)


def _complete(record: Values) -> Problems:
    """Ask for the chair, the address, and for a change why it is made."""
    needed = ["chair", "office_address", *(["reason"] if record.get("kind") == CHANGE else [])]
    if any(not record.get(name) for name in needed):
        yield Problem(ERROR, "incomplete", "event", N_(
            "The application needs the chair, the address and, for a change, its reason before it is sent (rules on the "
            "registration of unions as legal persons)."))


LIFECYCLE = Lifecycle(events="legal_registration_events", link="registration_id", state="state", transitions=TRANSITIONS,
                      derive=derive, opening="prepare", opened_on="prepared_on", guard=guard,
                      basis=N_("rules on the registration of unions as legal persons"), label=N_("Steps of the application"))


class LegalRegistration(Record):
    """One application to the register of unions with legal-person status."""

    __tablename__ = "legal_registrations"

    kind: Mapped[str | None] = field(
        N_("Kind of application"), Code(list="legal_kind"), required=True, default="2", section=CASE, also=("申请类别", "登记类型"))
    reason: Mapped[str | None] = field(
        N_("What has changed"), Code(list="legal_reason"), section=CASE, also=("变更事项", "变更原因"))
    state: Mapped[str | None] = field(
        N_("Stage of the application"), Code(list="legal_state"), computed=True, section=CASE, index=True)
    election_id: Mapped[str | None] = field(
        N_("After the election"), Ref(register="elections"), section=CASE, index=True, also=("关联换届",))
    prepared_on: Mapped[str | None] = field(N_("Prepared on"), Date(), section=CASE, also=("填表日期", "申请日期"))
    due_on: Mapped[str | None] = field(N_("To be done by"), Date(), section=CASE, index=True, also=("办理期限", "应办日期"))
    authority: Mapped[str | None] = field(N_("Registering union"), Text(), section=CASE, also=("登记机关", "登记管理机关"))
    submitted_on: Mapped[str | None] = field(N_("Sent to the registrar on"), Date(), computed=True, section=CASE)
    union_name: Mapped[str | None] = field(N_("Name on the certificate"), Text(), core=True, section=UNION, also=("工会名称",))
    old_name: Mapped[str | None] = field(N_("Former name"), Text(), section=UNION, also=("变更前名称", "原名称"))
    office_address: Mapped[str | None] = field(N_("Office address"), Text(), core=True, section=UNION, also=("办公地址", "住所"))
    old_address: Mapped[str | None] = field(N_("Former address"), Text(), section=UNION, also=("变更前地址", "原住所"))
    approver: Mapped[str | None] = field(
        N_("Union that approved the founding"), Text(), section=UNION, also=("批准建会工会", "批准成立机关"))
    approval_no: Mapped[str | None] = field(N_("Founding approval no."), Text(), section=UNION, also=("批准文号",))
    first_elected_on: Mapped[str | None] = field(N_("First committee elected on"), Date(), section=UNION, also=("首届选举日期",))
    elected_on: Mapped[str | None] = field(N_("Present committee elected on"), Date(), section=UNION, also=("本届选举日期",))
    employees: Mapped[int | None] = field(N_("Employees"), Integer(), section=UNION, also=("职工人数",))
    members: Mapped[int | None] = field(N_("Number of members"), Integer(), section=UNION, also=("会员人数",))
    full_time_cadres: Mapped[int | None] = field(N_("Full-time cadres"), Integer(), section=UNION, also=("专职干部人数",))
    scope: Mapped[str | None] = field(N_("Business scope"), LongText(), section=UNION, also=("业务范围",))
    income_left: Mapped[int | None] = field(N_("Left over from last year"), Money(), section=MEANS, also=("上年结余",))
    income_dues: Mapped[int | None] = field(N_("Income from dues"), Money(), section=MEANS, also=("会费收入",))
    income_share: Mapped[int | None] = field(N_("Share of the 2 % kept"), Money(), section=MEANS, also=("拨缴经费留成",))
    income_other: Mapped[int | None] = field(N_("Other income"), Money(), section=MEANS, also=("其他收入",))
    income_total: Mapped[int | None] = field(N_("Income in all"), Money(), section=MEANS, also=("收入合计",))
    fixed_assets: Mapped[int | None] = field(N_("Fixed assets"), Money(), section=MEANS, also=("固定资产", "固定基金"))
    working_funds: Mapped[int | None] = field(N_("Working funds"), Money(), section=MEANS, also=("流动资金",))
    other_funds: Mapped[int | None] = field(N_("Other funds"), Money(), section=MEANS, also=("其他资金",))
    office_space: Mapped[int | None] = field(N_("Office space (m²)"), Integer(), section=MEANS, also=("办公用房面积",))
    activity_space: Mapped[int | None] = field(N_("Space for activities (m²)"), Integer(), section=MEANS, also=("活动场所面积",))
    other_space: Mapped[int | None] = field(N_("Other space (m²)"), Integer(), section=MEANS, also=("其他用房面积",))
    chair: Mapped[str | None] = field(
        N_("Chair (legal representative)"), PersonName(), core=True, section=PEOPLE, also=("法定代表人", "工会主席"))
    chair_id: Mapped[str | None] = field(
        N_("Chair's member record"), Ref(register="members"), section=PEOPLE, also=("主席会员档案",))
    old_chair: Mapped[str | None] = field(N_("Former chair"), PersonName(), section=PEOPLE, also=("原法定代表人",))
    chair_nature: Mapped[str | None] = field(
        N_("Chair full-time or part-time"), Code(list="post_nature"), section=PEOPLE, also=("主席专兼职",))
    chair_since: Mapped[str | None] = field(N_("Chair since"), Date(), section=PEOPLE, also=("主席任职日期",))
    handler: Mapped[str | None] = field(N_("Handled by"), PersonName(), section=PEOPLE, also=("经办人", "经办人姓名"))
    handler_number: Mapped[str | None] = field(
        N_("Handler's identity number"), IdNumber(), sensitive=True, section=PEOPLE, also=("经办人身份证号",))
    handler_phone: Mapped[str | None] = field(
        N_("Handler's telephone"), Phone(), sensitive=True, section=PEOPLE, also=("经办人电话",))
    old_code: Mapped[str | None] = field(
        N_("Former code of the union"), CreditCode(), section=PAPER, also=("原统一社会信用代码",))
    old_certificate: Mapped[str | None] = field(
        N_("Former certificate no."), Text(), section=PAPER, also=("原证书号", "原法人资格证书号"))
    lost_on: Mapped[str | None] = field(N_("Lost on"), Date(), section=PAPER, also=("遗失日期",))
    lost_notice: Mapped[str | None] = field(N_("Loss announced in"), Text(), section=PAPER, also=("遗失声明刊登",))
    issued_on: Mapped[str | None] = field(N_("Certificate issued on"), Date(), computed=True, section=PAPER)
    certificate_no: Mapped[str | None] = field(N_("New certificate no."), Text(), computed=True, section=PAPER)
    certificate_from: Mapped[str | None] = field(N_("Certificate from"), Date(), computed=True, section=PAPER)
    certificate_to: Mapped[str | None] = field(N_("Certificate to"), Date(), computed=True, section=PAPER)
    note: Mapped[str | None] = field(N_("Remark"), LongText(), section=CASE, also=("备注",))


class LegalRegistrationEvent(Record):
    """One step of an application: what, when, which certificate."""

    __tablename__ = "legal_registration_events"

    registration_id: Mapped[str | None] = field(
        N_("Application for registration"), Ref(register="legal_registrations"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="legal_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date())
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="legal_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="legal_state"), computed=True)
    document: Mapped[str | None] = field(N_("Certificate or document no."), Text())
    valid_from: Mapped[str | None] = field(N_("Valid from"), Date())
    valid_to: Mapped[str | None] = field(N_("Valid to"), Date())
    decided_by: Mapped[str | None] = field(N_("Decided by"), Text())
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())


def _income_adds_up(values: Values, context: Context) -> Problems:
    parts = [values.get(name) for name in ("income_left", "income_dues", "income_share", "income_other")]
    total = values.get("income_total")
    known = [part for part in parts if isinstance(part, int)]
    if isinstance(total, int) and len(known) == len(parts) and sum(known) != total:
        shown = Money()
        yield Problem(ERROR, "sum", "income_total", N_("The parts add up to {sum}, not {total}."),
                      {"sum": shown.show(sum(known)), "total": shown.show(total)}, sum(known))


def _elected_in_order(values: Values, context: Context) -> Problems:
    first, now = text(values, "first_elected_on"), text(values, "elected_on")
    if first and now and now < first:
        yield Problem(ERROR, "dates", "elected_on", N_("The present committee was elected before the first one."))


def _reason_fits(values: Values, context: Context) -> Problems:
    kind = text(values, "kind")
    if kind == CHANGE and not values.get("reason"):
        yield Problem(WARNING, "reason", "reason", N_("Say what has changed."))
    if kind == LOST and not values.get("lost_on"):
        yield Problem(WARNING, "reason", "lost_on", N_("Say when the certificate was lost."))
    if values.get("reason") == ELECTION_REASON and not values.get("election_id"):
        yield Problem(WARNING, "reason", "election_id", N_("Say after which election."))


LEGAL_REGISTRATIONS = Register(
    name="legal_registrations", label=N_("Legal-person registration"), singular=N_("Application for registration"),
    model=LegalRegistration, title=("kind", "prepared_on", "chair"), area="organisation", share=SUPERIOR_ONLY,
    attachable=True, lifecycle=LIFECYCLE,
    rules=(Rule("sum", ("income_left", "income_dues", "income_share", "income_other", "income_total"), _income_adds_up),
           Rule("dates", ("first_elected_on", "elected_on"), _elected_in_order),
           Rule("reason", ("kind", "reason", "lost_on", "election_id"), _reason_fits, worst=WARNING),
           decided("legal_registrations", "state", ("submitted", "issued", "cancelled"),
                   ("kind", "income_total", "fixed_assets", "working_funds", "other_funds", "chair", "union_name"))),
    columns=("kind", "reason", "state", "prepared_on", "due_on", "certificate_no", "certificate_to"),
    weight=("kind", "state", "due_on"), sort=("prepared_on",))
LEGAL_REGISTRATION_EVENTS = Register(
    name="legal_registration_events", label=N_("Steps of registrations"), singular=N_("Step of a registration"),
    model=LegalRegistrationEvent, title=("event", "happened_on"), area="organisation", share=SUPERIOR_ONLY,
    parent="registration_id", append_only=True, rules=(not_ahead("happened_on"),),
    columns=("registration_id", "event", "happened_on", "from_state", "to_state", "document"))
REGISTERS: tuple[Register, ...] = (LEGAL_REGISTRATIONS, LEGAL_REGISTRATION_EVENTS)
