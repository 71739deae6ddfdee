"""Who enrolled, who came, what was won and handed out at an activity (domain reference §5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import activities_people_rules as rules
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, PersonName, Ref, Text, YesNo
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Register, Rule
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Enrolment(Record):
    """One member on the list of an activity, with the guests that come along."""

    __tablename__ = "activity_enrolments"

    activity_id: Mapped[str | None] = field(N_("Activity"), Ref(register="activities"), required=True, index=True, also=("活动名称",))
    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), required=True, index=True, also=("姓名", "身份证号"))
    state: Mapped[str | None] = field(N_("State of the enrolment"), Code(list="enrolment_state"), required=True, default="enrolled", also=("报名状态",))
    enrolled_on: Mapped[str | None] = field(N_("Enrolled on"), Date(), also=("报名日期",))
    guests: Mapped[int | None] = field(N_("Guests"), Integer(), also=("家属人数", "随行人数"))
    guest_names: Mapped[str | None] = field(N_("Names of the guests"), Text(), also=("家属姓名",))
    cancelled_on: Mapped[str | None] = field(N_("Withdrawn on"), Date(), also=("取消日期",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class SignIn(Record):
    """One member's presence on one day of an activity."""

    __tablename__ = "activity_sign_ins"

    activity_id: Mapped[str | None] = field(N_("Activity"), Ref(register="activities"), required=True, index=True, also=("活动名称",))
    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), required=True, index=True, also=("姓名", "身份证号"))
    signed_on: Mapped[str | None] = field(N_("Signed in on"), Date(), required=True, also=("签到日期",))
    signed_at: Mapped[str | None] = field(N_("Signed in at"), Text(), also=("签到时间",), help=N_("Time of day, 09:30."))
    method: Mapped[str | None] = field(N_("How signed in"), Code(list="sign_in_method"), required=True, default="hand", also=("签到方式",))
    signer: Mapped[str | None] = field(N_("Signed for by"), PersonName(), also=("代签人",), help=N_("Needed when somebody else signed."))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class Goods(Record):
    """One prize or gift that a member receives and signs for."""

    __tablename__ = "activity_goods"

    activity_id: Mapped[str | None] = field(N_("Activity"), Ref(register="activities"), required=True, index=True, also=("活动名称",))
    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), required=True, index=True, also=("姓名", "身份证号"))
    item: Mapped[str | None] = field(N_("Goods"), Text(), required=True, search=True, also=("物品", "奖品名称", "品名"))
    cost: Mapped[str | None] = field(N_("Given as"), Code(list="activity_cost"), also=("发放类别",), help=N_("Individual prize, team prize or participation gift: norms differ."))
    quantity: Mapped[int | None] = field(N_("Number of pieces"), Integer(), default=1, also=("数量",))
    unit_value: Mapped[int | None] = field(N_("Price of a piece"), Money(), also=("单价", "价值"))
    amount: Mapped[int | None] = field(N_("Value of the goods"), Money(), computed=True)
    signature: Mapped[str | None] = field(N_("Goods signed for"), Code(list="goods_signature"), default="none", also=("签领情况", "签领"))
    signed_on: Mapped[str | None] = field(N_("Signed for on"), Date(), also=("签领日期", "领取日期"))
    signed_by: Mapped[str | None] = field(N_("Received in place by"), PersonName(), also=("代领人",), help=N_("Needed when somebody else received it."))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class Result(Record):
    """One place in a competition."""

    __tablename__ = "activity_results"

    activity_id: Mapped[str | None] = field(N_("Activity"), Ref(register="activities"), required=True, index=True, also=("活动名称",))
    contest: Mapped[str | None] = field(N_("Contest"), Text(), required=True, search=True, also=("比赛项目", "项目"))
    rank: Mapped[int | None] = field(N_("Rank in the contest"), Integer(), also=("名次",))
    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), index=True, also=("姓名", "身份证号"))
    team: Mapped[str | None] = field(N_("Team of the contest"), Text(), also=("队名", "代表队"))
    is_team: Mapped[bool | None] = field(N_("Result of a team"), YesNo(), also=("团体",))
    score: Mapped[str | None] = field(N_("Score in the contest"), Text(), also=("成绩",))
    award: Mapped[str | None] = field(N_("Award won"), Text(), also=("奖项", "获奖等次"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


ENROLMENTS = Register(
    name="activity_enrolments", label=N_("Enrolments"), singular=N_("Enrolment"), model=Enrolment,
    title=("state", "enrolled_on"), parent="activity_id", area="activities", share=SUPERIOR_ONLY, keys=(("member_id", "activity_id"),),
    rules=(Rule("E1", ("activity_id", "state", "guests"), rules.quota), Rule("E2", ("activity_id", "guests"), rules.guests),
           Rule("E3", ("activity_id", "member_id"), rules.scope, worst="warning"), Rule("E4", ("activity_id", "enrolled_on"), rules.deadline, worst="warning"),
           Rule("E5", ("activity_id", "member_id"), rules.again, worst="warning")),
    columns=("activity_id", "member_id", "state", "enrolled_on", "guests", "note"), sort=("n",), weight=("state",))
SIGN_INS = Register(
    name="activity_sign_ins", label=N_("Sign-in list"), singular=N_("Entry of the sign-in list"), model=SignIn,
    title=("signed_on", "method"), parent="activity_id", area="activities", share=SUPERIOR_ONLY, keys=(("member_id", "activity_id", "signed_on"),),
    rules=(Rule("S1", ("signed_at",), rules.clock), Rule("S2", ("method", "signer"), rules.proxy),
           Rule("S3", ("activity_id", "signed_on"), rules.on_its_days)),
    columns=("activity_id", "member_id", "signed_on", "signed_at", "method", "signer"), sort=("n",), weight=("method", "signed_on"))
GOODS = Register(
    name="activity_goods", label=N_("Prizes and goods"), singular=N_("Prize or goods"), model=Goods, title=("item", "signed_on"),
    parent="activity_id", area="activities", share=SUPERIOR_ONLY, keys=(("member_id", "activity_id", "item"),), derive=rules.value,
    rules=(Rule("G1", ("activity_id", "cost", "unit_value", "quantity"), rules.limits), Rule("G2", ("item",), rules.no_cash, worst="warning"),
           Rule("G3", ("activity_id", "signature", "signed_by", "signed_on"), rules.signed)),
    columns=("activity_id", "member_id", "item", "cost", "quantity", "amount", "signature", "signed_on"), sort=("n",), weight=("signature", "cost"))
RESULTS = Register(
    name="activity_results", label=N_("Competition results"), singular=N_("Competition result"), model=Result, title=("contest", "rank"),
    parent="activity_id", area="activities", rules=(Rule("R1", ("member_id", "team"), rules.winner, worst="warning"),),
    columns=("activity_id", "contest", "rank", "member_id", "team", "score", "award"), sort=("contest", "rank"))
REGISTERS: tuple[Register, ...] = (ENROLMENTS, SIGN_INS, GOODS, RESULTS)
