"""Batches of card applications, and the yearly registration of cards (domain reference §4.2, §4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.dues_rules import stays_closed
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Context, Numbering, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

DRAFT, SUBMITTED, RETURNED, COLLECTED = "draft", "submitted", "returned", "collected"
_EARLIEST, _LATEST = 2000, 2100


class CardBatch(Record):
    """Applications that are handed in together, with what the cover sheet says of them and what came back."""

    __tablename__ = "card_batches"

    batch_no: Mapped[str | None] = field(N_("Batch number"), Text(), search=True, index=True, also=("批次号",), help=N_("Left empty it is given by the program."))
    batch_month: Mapped[str | None] = field(
        N_("Month of the batch"), Date(), required=True, also=("归属月份", "批次月份"),
        help=N_("Any day of the month to which the batch belongs; after the cut-off day it is the next month."))
    made_on: Mapped[str | None] = field(N_("Batch made on"), Date(), also=("编制日期",))
    bank_name: Mapped[str | None] = field(N_("Partner bank"), Text(), required=True, also=("合作银行", "银行"))
    bank_branch: Mapped[str | None] = field(N_("Bank branch"), Text(), also=("网点", "银行网点"))
    template: Mapped[str | None] = field(
        N_("Bank's template"), Text(), also=("银行模板", "上级模板"),
        help=N_("Name of the bank's workbook. It is filled in as it is; its columns and fonts are never altered."))
    medium: Mapped[str | None] = field(N_("Way of submission"), Code(list="card_medium"), also=("报送方式",))
    submitted_by: Mapped[str | None] = field(N_("Submitted by"), Text(), also=("报送人",))
    batch_state: Mapped[str | None] = field(N_("Batch state"), Code(list="card_batch_state"), computed=True, index=True)
    submitted_on: Mapped[str | None] = field(N_("Submitted on"), Date(), computed=True)
    row_count: Mapped[int | None] = field(N_("Number of applications"), Integer(), computed=True)
    checksum: Mapped[str | None] = field(N_("Checksum"), Text(), computed=True)
    returned_on: Mapped[str | None] = field(N_("Result returned on"), Date(), computed=True)
    result_file: Mapped[str | None] = field(N_("Bank's result file"), Text(), computed=True)
    issued_count: Mapped[int | None] = field(N_("Cards issued"), Integer(), computed=True)
    rejected_count: Mapped[int | None] = field(N_("Sent back"), Integer(), computed=True)
    collected_on: Mapped[str | None] = field(N_("Cards collected on"), Date(), computed=True)
    collected_by: Mapped[str | None] = field(N_("Cards collected by"), Text(), computed=True)
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def derive(values: Values, problems: Iterable[Problem]) -> Values:
    """Return how far the batch is, which follows from its days."""
    for name, state in (("collected_on", COLLECTED), ("returned_on", RETURNED), ("submitted_on", SUBMITTED)):
        if values.get(name):
            return {"batch_state": state}
    return {"batch_state": DRAFT}


class CardRegistration(Record):
    """The registration of a card for one year, which the union may pay for (a city's yearly basic protection)."""

    __tablename__ = "card_registrations"

    card_id: Mapped[str | None] = field(N_("Service card"), Ref(register="cards"), required=True, index=True)
    year: Mapped[int | None] = field(N_("Registration year"), Integer(), required=True, also=("年度", "注册年度"))
    registered_on: Mapped[str | None] = field(N_("Card registered on"), Date(), also=("注册日期",))
    paid: Mapped[bool | None] = field(N_("Fee paid by the union"), YesNo(), also=("工会缴费", "是否缴费"))
    amount: Mapped[int | None] = field(N_("Registration fee"), Money(), also=("金额", "缴费金额"))
    paid_on: Mapped[str | None] = field(N_("Fee paid on"), Date(), also=("缴费日期",))
    voucher: Mapped[str | None] = field(N_("Fee voucher"), Text(), also=("凭证号",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def _registration(values: Values, context: Context) -> Iterable[Problem]:
    """Compare year, payment and fee (§4.3)."""
    year, amount, paid_on = values.get("year"), values.get("amount"), values.get("paid_on")
    if isinstance(year, int) and not _EARLIEST <= year <= _LATEST:
        yield Problem(ERROR, "year", "year", N_("{year} is no year of registration; write four digits."), {"year": year})
        return
    if paid_on and values.get("paid") is False:
        yield Problem(ERROR, "paid", "paid_on", N_("There is a day of payment, but the fee counts as not paid."))
    if values.get("paid") and not amount:
        yield Problem(WARNING, "paid", "amount", N_("Paid, but without an amount."))
    if isinstance(amount, int) and amount and isinstance(year, int):
        limit = context.norm("cards.registration_fee", f"{year:04d}-01-01")
        if amount != limit.value:
            yield Problem(INFO, "fee", "amount", N_("The fee differs from the usual one of {usual} yuan ({basis})."),
                          {"usual": f"{limit.value / 100:.2f}", "basis": limit.basis})


CARD_BATCHES = Register(
    name="card_batches", label=N_("Card batches"), singular=N_("Card batch"), model=CardBatch, area="cards",
    title=("batch_no", "bank_name"), share=SUPERIOR_ONLY, attachable=True, derive=derive, keys=(("batch_no",),),
    numbering=Numbering("batch_no", "{union}{year}{month}{serial:02d}", day="batch_month"),
    columns=("batch_no", "batch_month", "bank_name", "batch_state", "row_count", "submitted_on", "returned_on",
             "issued_count", "rejected_count", "collected_on"),
    sort=("n",), weight=("batch_state", "bank_name"))

CARD_REGISTRATIONS = Register(
    name="card_registrations", label=N_("Yearly card registration"), singular=N_("Yearly card registration"),
    model=CardRegistration, area="cards", title=("year", "registered_on"), parent="card_id", share=SUPERIOR_ONLY,
    keys=(("card_id", "year"),), stays=stays_closed("paid_on"), rules=(Rule("registration", ("year", "amount", "paid", "paid_on"), _registration),),
    columns=("card_id", "year", "registered_on", "paid", "amount", "paid_on"))
