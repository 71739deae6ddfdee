"""Partner shops and what they offer to card holders (普惠服务)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.day_order import in_order
from union_desk.schema.field import field
from union_desk.schema.kinds import (
    Code,
    CreditCode,
    Date,
    Integer,
    LongText,
    Money,
    PersonName,
    Phone,
    Ref,
    Text,
    YesNo,
)
from union_desk.schema.problem import WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

AREA = "honours"
TENTHS = 100  # a discount is kept in per cent of the price: 85 is 八五折


class PartnerShop(Record):
    """A shop or service with which the union has an agreement."""

    __tablename__ = "partner_shops"

    name: Mapped[str | None] = field(N_("Name of the shop"), Text(), required=True, search=True, also=("商户名称", "商家名称"))
    kind: Mapped[str | None] = field(N_("Kind of shop"), Code(list="shop_kind"), required=True, also=("商户类别", "类别"))
    uscc: Mapped[str | None] = field(N_("Credit code of the shop"), CreditCode(), also=("统一社会信用代码",))
    address: Mapped[str | None] = field(N_("Address of the shop"), Text(), also=("商户地址", "地址"))
    contact: Mapped[str | None] = field(N_("Person to speak to"), PersonName(), also=("联系人",))
    phone: Mapped[str | None] = field(N_("Telephone of the shop"), Phone(), also=("联系电话", "电话"))
    agreement_no: Mapped[str | None] = field(N_("Agreement number"), Text(), also=("协议编号", "合作协议"))
    agreed_from: Mapped[str | None] = field(N_("Agreement from"), Date(), also=("协议起始", "合作开始"))
    agreed_to: Mapped[str | None] = field(N_("Agreement until"), Date(), index=True, also=("协议到期", "合作截止"))
    ended_on: Mapped[str | None] = field(N_("Ended on"), Date(), also=("终止日期",))
    rating: Mapped[int | None] = field(N_("Members' rating"), Integer(least=1, most=5), also=("评价", "会员评分"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class Offer(Record):
    """One offer of a shop: for whom, how much less, how long, and how often it was taken up."""

    __tablename__ = "offers"

    shop_id: Mapped[str | None] = field(N_("Partner shop"), Ref(register="partner_shops"), required=True, index=True)
    title: Mapped[str | None] = field(N_("Offer"), Text(), required=True, search=True, also=("优惠内容", "优惠项目"))
    kind: Mapped[str | None] = field(
        N_("Kind of offer"), Code(list="offer_kind"), required=True, default="discount", also=("优惠方式",))
    percent: Mapped[int | None] = field(
        N_("Price in per cent"), Integer(least=1, most=TENTHS), also=("折扣率", "折扣"),
        help=N_("What the member pays: 85 for 八五折."))
    amount: Mapped[int | None] = field(N_("Amount off"), Money(), also=("优惠金额", "立减金额"))
    valid_from: Mapped[str | None] = field(N_("Offer from"), Date(), required=True, also=("优惠开始", "开始日期"))
    valid_to: Mapped[str | None] = field(N_("Offer until"), Date(), index=True, also=("优惠截止", "结束日期"))
    card_holders: Mapped[bool | None] = field(
        N_("For card holders only"), YesNo(), default=True, also=("限持卡会员",))
    family_too: Mapped[bool | None] = field(N_("For the family too"), YesNo(), also=("家属可用",))
    quota: Mapped[int | None] = field(N_("Places"), Integer(), also=("名额",))
    uptake: Mapped[int | None] = field(N_("Taken up (times)"), Integer(), also=("使用人次", "参与人次"))
    saved: Mapped[int | None] = field(N_("Saved by members"), Money(), also=("为会员节省金额",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def within_agreement(values: Values, context: Context) -> Iterable[Problem]:
    """Warn of an offer that lasts longer than the agreement with its shop."""
    ends, shop = values.get("valid_to"), values.get("shop_id")
    if isinstance(ends, str) and isinstance(shop, str):
        agreed = context.lookup("partner_shops", shop, "agreed_to")
        if isinstance(agreed, str) and ends > agreed:
            yield Problem(WARNING, "agreement", "valid_to",
                          N_("The agreement with the shop ends on {date}, before the offer."), {"date": agreed})


def within_quota(values: Values, _context: Context) -> Iterable[Problem]:
    """Warn of an offer taken up more often than there are places."""
    quota, uptake = values.get("quota"), values.get("uptake")
    if isinstance(quota, int) and isinstance(uptake, int) and uptake > quota:
        yield Problem(WARNING, "quota", "uptake", N_("It was taken up more often than there are places ({quota})."),
                      {"quota": quota})


def has_price(values: Values, _context: Context) -> Iterable[Problem]:
    """Ask for the rate of a discount and the amount of a reduction."""
    kind = values.get("kind")
    if kind == "discount" and values.get("percent") is None:
        yield Problem(WARNING, "price", "percent", N_("Say what the member pays, in per cent of the price."))
    if kind == "reduction" and values.get("amount") is None:
        yield Problem(WARNING, "price", "amount", N_("Say how much less the member pays."))


PARTNER_SHOPS = Register(
    name="partner_shops", label=N_("Partner shops"), singular=N_("Partner shop"), model=PartnerShop, area=AREA,
    title=("name",), keys=(("name", "address"),), attachable=True, sort=("name",),
    rules=(in_order("agreed_from", "agreed_to", "ended_on"),),
    columns=("name", "kind", "address", "phone", "agreed_from", "agreed_to", "rating"), weight=("kind", "agreed_to"))

OFFERS = Register(
    name="offers", label=N_("Offers"), singular=N_("Offer to members"), model=Offer, area=AREA,
    title=("title", "valid_from"), parent="shop_id", sort=("valid_to",),
    rules=(in_order("valid_from", "valid_to"),
           Rule("agreement", ("valid_to", "shop_id"), within_agreement, others=True, worst=WARNING),
           Rule("quota", ("quota", "uptake"), within_quota, worst=WARNING),
           Rule("price", ("kind", "percent", "amount"), has_price, worst=WARNING)),
    columns=("shop_id", "title", "kind", "percent", "amount", "valid_from", "valid_to", "uptake"))

REGISTERS = (PARTNER_SHOPS, OFFERS)
