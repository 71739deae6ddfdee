"""Service cards: from the application to the end of the card (domain reference §4.1, §4.3).

One record is one application and the card that comes of it: it begins as an application, gets its number from the
bank's file and lives on, so that "one live card a member" is a rule over one book and the whole life of a card is read
in one place. A request about a card that is there already (exchange, replacement, correction, cancellation) is a
record too; it ends settled, and the step is taken on the card itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.cards_batches import CARD_BATCHES, CARD_REGISTRATIONS
from union_desk.registers.cards_life import CARD_EVENTS, LIFECYCLE
from union_desk.registers.cards_rules import HANDED_IN, dates_in_order, one_card, present_card
from union_desk.registers.decided import decided
from union_desk.schema.field import field
from union_desk.schema.kinds import (
    BankAccount,
    Code,
    Date,
    IdNumber,
    LongText,
    Mobile,
    PersonName,
    Ref,
    Text,
    YesNo,
)
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Numbering, Register, Rule
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

APPLICATION, SNAPSHOT, CARD = N_("The application"), N_("As handed in"), N_("The card itself")


class ServiceCard(Record):
    """One application for a service card, and the card."""

    __tablename__ = "cards"

    member_id: Mapped[str | None] = field(
        N_("Member"), Ref(register="members"), required=True, index=True, section=APPLICATION)
    application_no: Mapped[str | None] = field(
        N_("Application number"), Text(), search=True, index=True, section=APPLICATION, also=("申请编号",),
        help=N_("Left empty it is given by the program."))
    apply_kind: Mapped[str | None] = field(
        N_("Application for"), Code(list="card_apply_kind"), required=True, default="1", section=APPLICATION,
        also=("申请类型", "办理类型"))
    applied_on: Mapped[str | None] = field(
        N_("Applied on"), Date(), required=True, section=APPLICATION, also=("申请日期", "申请时间"))
    card_state: Mapped[str | None] = field(
        N_("Card state"), Code(list="card_state"), computed=True, index=True, section=APPLICATION, also=("卡状态", "办卡状态"))
    own_will: Mapped[bool | None] = field(
        N_("Applies of own free will"), YesNo(), section=APPLICATION, also=("本人自愿", "是否自愿"))
    authorised_by_member: Mapped[bool | None] = field(
        N_("Authorises the union to apply and collect"), YesNo(), section=APPLICATION, also=("授权单位代申领", "是否授权"),
        help=N_("Signed by the member on the copy of the document, both sides on one A4 sheet."))
    authorised_on: Mapped[str | None] = field(N_("Authorised on"), Date(), section=APPLICATION, also=("授权日期",))
    tax_statement: Mapped[bool | None] = field(
        N_("Tax residency statement"), YesNo(), section=APPLICATION, also=("税收身份声明", "个人税收身份信息声明文件"))
    occupation: Mapped[str | None] = field(
        N_("Occupation"), Text(), section=APPLICATION, also=("职业",), help=N_("Asked for by the bank."))
    existing_card_tail: Mapped[str | None] = field(
        N_("Present card, last 4"), Text(max_length=4), section=APPLICATION, also=("原卡尾号", "原卡号后四位"))
    batch_id: Mapped[str | None] = field(
        N_("Card batch"), Ref(register="card_batches"), computed=True, index=True, section=SNAPSHOT)
    batch_place: Mapped[str | None] = field(N_("Place in the batch"), Text(), computed=True, section=SNAPSHOT)
    holder_name: Mapped[str | None] = field(
        N_("Name as handed in"), PersonName(), computed=True, search=True, section=SNAPSHOT)
    holder_sex: Mapped[str | None] = field(N_("Sex as handed in"), Code(list="sex"), computed=True, section=SNAPSHOT)
    holder_id_type: Mapped[str | None] = field(
        N_("Document as handed in"), Code(list="id_type"), computed=True, section=SNAPSHOT)
    holder_id_number: Mapped[str | None] = field(
        N_("Document number as handed in"), IdNumber(), computed=True, sensitive=True, index=True, section=SNAPSHOT)
    holder_mobile: Mapped[str | None] = field(
        N_("Mobile number as handed in"), Mobile(), computed=True, sensitive=True, section=SNAPSHOT)
    submitted_on: Mapped[str | None] = field(N_("Handed in on"), Date(), computed=True, section=SNAPSHOT)
    reject_reason: Mapped[str | None] = field(
        N_("Sent back because"), Code(list="card_reject"), computed=True, section=SNAPSHOT)
    card_number: Mapped[str | None] = field(
        N_("Card number"), BankAccount(card=True), computed=True, sensitive=True, index=True, section=CARD,
        help=N_("Comes from the bank's file; lists and papers show the last four digits only."))
    card_tail: Mapped[str | None] = field(N_("Card, last 4"), Text(), computed=True, search=True, section=CARD)
    issued_on: Mapped[str | None] = field(N_("Issued on"), Date(), computed=True, section=CARD)
    received_on: Mapped[str | None] = field(
        N_("Collected from the bank on"), Date(), computed=True, index=True, section=CARD)
    delivered_on: Mapped[str | None] = field(N_("Handed to the member on"), Date(), computed=True, section=CARD)
    activated_on: Mapped[str | None] = field(N_("Activated on"), Date(), computed=True, section=CARD)
    end_reason: Mapped[str | None] = field(N_("Ended because"), Code(list="card_end_reason"), computed=True, section=CARD)
    note: Mapped[str | None] = field(N_("Remark"), LongText(), section=CARD, also=("备注",))


CARDS = Register(
    name="cards", label=N_("Service cards"), singular=N_("Service card"), model=ServiceCard, area="cards",
    title=("application_no", "holder_name", "apply_kind"), parent="member_id", share=SUPERIOR_ONLY, attachable=True,
    rules=(Rule("one_card", ("member_id", "apply_kind", "card_state"), one_card, others=True),
           Rule("card_tail", ("existing_card_tail", "apply_kind"), present_card),
           Rule("future_date", ("applied_on",), dates_in_order),
           decided("cards", "card_state", HANDED_IN, ("member_id", "apply_kind", "applied_on"),
                   later=("own_will", "authorised_by_member", "authorised_on"))),
    keys=(("member_id", "applied_on", "apply_kind"), ("application_no",)), lifecycle=LIFECYCLE,
    numbering=Numbering("application_no", "BK{year}{month}-{serial:04d}", day="applied_on"),
    columns=("member_id", "application_no", "apply_kind", "card_state", "card_tail", "batch_id", "applied_on",
             "issued_on", "delivered_on", "reject_reason"),
    sort=("n",), weight=("card_state", "apply_kind", "batch_id"))
REGISTERS = (CARD_BATCHES, CARDS, CARD_EVENTS, CARD_REGISTRATIONS)
