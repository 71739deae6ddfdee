"""Dues by month, payments and receipts (domain reference §6.1, §6.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.dues_rules import DUES_RULES, PAYMENT_RULES, RECEIPT_RULES, derive
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, Ref, Text
from union_desk.schema.record import Record
from union_desk.schema.register import PRIVATE, Numbering, Register
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

FIRST_YEAR, LAST_YEAR = 1990, 2100
LEAST = -(2**53)  # a reversal is entered in red: with a negative amount


class Dues(Record):
    """What one member owes for one month, and what has come of it."""

    __tablename__ = "dues"

    member_id: Mapped[str | None] = field(
        N_("Member"), Ref(register="members"), required=True, index=True, also=("会员", "姓名"))
    year: Mapped[int | None] = field(
        N_("Year"), Integer(least=FIRST_YEAR, most=LAST_YEAR), required=True, also=("年份", "年度"))
    month: Mapped[int | None] = field(
        N_("Month"), Integer(least=1, most=12), required=True, also=("月份",))
    base: Mapped[int | None] = field(
        N_("Dues base of the month"), Money(), sensitive=True, also=("缴费基数", "会费基数", "工资基数"),
        help=N_("The wage of the month that bears dues; bonuses and allowances are not counted."))
    amount_due: Mapped[int | None] = field(
        N_("Dues owed"), Money(), also=("应缴", "应缴会费", "应缴金额"),
        help=N_("Follows from the base: 0.5 % without the part below 10 yuan. Another amount needs its reason."))
    due_reason: Mapped[str | None] = field(
        N_("Reason for another amount"), Text(), also=("应缴调整原因", "核定原因"))
    exempt_reason: Mapped[str | None] = field(
        N_("Reason for exemption"), Code(list="dues_exempt"), also=("免缴原因", "免缴"))
    exempt_basis: Mapped[str | None] = field(
        N_("Resolution on the exemption"), Text(), also=("免缴依据", "决议文号"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))
    amount_paid: Mapped[int | None] = field(N_("Dues paid"), Money(least=LEAST), computed=True)
    paid_on: Mapped[str | None] = field(N_("Last paid on"), Date(), computed=True)
    method: Mapped[str | None] = field(N_("Way of payment"), Code(list="dues_method"), computed=True)
    dues_state: Mapped[str | None] = field(
        N_("State of the dues"), Code(list="dues_state"), computed=True, index=True)
    period: Mapped[int | None] = field(N_("Period"), Integer(), computed=True, index=True)


class DuesReceipt(Record):
    """A receipt that the union gave for money; never deleted, only reversed by another one."""

    __tablename__ = "dues_receipts"

    receipt_no: Mapped[str | None] = field(N_("Receipt number"), Text(), search=True)
    issued_on: Mapped[str | None] = field(N_("Date of the receipt"), Date(), required=True, index=True)
    payer: Mapped[str | None] = field(N_("Payer"), Text(), required=True, search=True)
    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), index=True)
    purpose: Mapped[str | None] = field(N_("For what"), Text(), required=True)
    amount: Mapped[int | None] = field(N_("Amount"), Money(least=LEAST), required=True)
    method: Mapped[str | None] = field(N_("Way of payment"), Code(list="dues_method"))
    issuer: Mapped[str | None] = field(N_("Written by"), Text())
    cashier: Mapped[str | None] = field(N_("Cashier"), Text())
    official_no: Mapped[str | None] = field(
        N_("Number of the official receipt"), Text(),
        help=N_("The number of the printed receipt of the union or the tax office, where one was used."))
    void_of: Mapped[str | None] = field(N_("Reverses"), Ref(register="dues_receipts"), index=True)
    reason: Mapped[str | None] = field(N_("Reason of the reversal"), Text())


class DuesPayment(Record):
    """Money that came in for one line of dues; a mistake is reversed by an entry with the opposite sign."""

    __tablename__ = "dues_payments"

    dues_id: Mapped[str | None] = field(N_("Line of dues"), Ref(register="dues"), required=True, index=True)
    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), index=True)
    paid_on: Mapped[str | None] = field(N_("Paid on"), Date(), required=True, index=True)
    amount: Mapped[int | None] = field(N_("Amount"), Money(least=LEAST), required=True)
    method: Mapped[str | None] = field(N_("Way of payment"), Code(list="dues_method"), required=True)
    receipt_id: Mapped[str | None] = field(N_("Receipt for the money"), Ref(register="dues_receipts"), index=True)
    source: Mapped[str | None] = field(
        N_("Source of the entry"), Text(), help=N_("The file and row of the payroll office, or the paper."))
    void_of: Mapped[str | None] = field(N_("Reverses"), Ref(register="dues_payments"), index=True)
    reason: Mapped[str | None] = field(N_("Reason of the reversal"), Text())


DUES = Register(
    name="dues", label=N_("Dues by month"), singular=N_("Line of dues"), model=Dues, title=("member_id", "year", "month"),
    area="funds", share=PRIVATE, parent="member_id", rules=DUES_RULES, derive=derive,
    follows=(("amount_due", "base"),), keys=(("member_id", "year", "month"),),
    columns=("member_id", "year", "month", "base", "amount_due", "amount_paid", "paid_on", "method", "dues_state"),
    sort=("period",), weight=("dues_state", "year", "month", "method", "exempt_reason"))
DUES_RECEIPTS = Register(
    name="dues_receipts", label=N_("Receipts"), singular=N_("Receipt for the money"), model=DuesReceipt,
    title=("receipt_no", "payer"), area="funds", share=PRIVATE, append_only=True, rules=RECEIPT_RULES,
    numbering=Numbering("receipt_no", "HF{year}-{serial:05d}", day="issued_on"), keys=(("receipt_no",),),
    columns=("receipt_no", "issued_on", "payer", "purpose", "amount", "method", "cashier", "void_of"),
    sort=("receipt_no",), weight=("issued_on", "method", "void_of"), attachable=True)
DUES_PAYMENTS = Register(
    name="dues_payments", label=N_("Payments of dues"), singular=N_("Payment of dues"), model=DuesPayment,
    title=("paid_on", "amount"), area="funds", share=PRIVATE, append_only=True,  # no child book: it is entered with its line, not typed beside it
    rules=PAYMENT_RULES, columns=("member_id", "paid_on", "amount", "method", "receipt_id", "source", "void_of"),
    sort=("paid_on",), weight=("paid_on", "method"))
REGISTERS: tuple[Register, ...] = (DUES, DUES_RECEIPTS, DUES_PAYMENTS)

