"""The people who do the union's work: service, division of work, certificates (domain reference §10.1).

Posts of members stand in the book of officers and are not typed again here; `cadre_services` holds what that book
cannot: the posts of people who are no members here, and earlier service in other unions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from union_desk.registers import cadres_assessments, cadres_schemes, cadres_training
from union_desk.schema.day_order import in_order, not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, LongText, Mobile, PersonName, Ref, Text
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import PRIVATE, SUPERIOR_ONLY, Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

AREA, LINK = "cadres", "cadre_id"
HIRED = "4"
_SECRET = re.compile(r"密码|口令|password|passwd|pwd", re.IGNORECASE)


class Cadre(Record):
    """One person who works for the union: a member, or somebody from outside."""

    __tablename__ = "cadres"

    name: Mapped[str | None] = field(N_("Name"), PersonName(), required=True, search=True, also=("姓名", "干部姓名"))
    member_id: Mapped[str | None] = field(
        N_("Member"), Ref(register="members"), index=True, also=("会员",),
        help=N_("Empty for somebody who is no member here. Posts of members are entered under 'Officers'."))
    sex: Mapped[str | None] = field(
        N_("Sex"), Code(list="sex"), also=("性别",), help=N_("For people from outside; of members their own record tells."))
    admin_post: Mapped[str | None] = field(
        N_("Administrative post"), Text(), also=("行政职务", "党政职务"))
    admin_rank: Mapped[str | None] = field(N_("Administrative rank"), Code(list="admin_rank"), also=("级别", "行政级别", "职级"))
    speciality: Mapped[str | None] = field(N_("Speciality"), Text(), search=True, also=("专长", "特长"))
    mobile: Mapped[str | None] = field(
        N_("Mobile number"), Mobile(), sensitive=True, also=("联系电话", "手机号", "联系方式"),
        help=N_("Of members their own record tells; enter it here for people from outside."))
    left_on: Mapped[str | None] = field(
        N_("No cadre any more since"), Date(), index=True, also=("离岗日期", "调离日期"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class Service(Record):
    """One stretch of work for a union that the book of officers does not hold."""

    __tablename__ = "cadre_services"

    cadre_id: Mapped[str | None] = field(N_("Cadre"), Ref(register="cadres"), required=True, index=True, also=("干部",))
    unit: Mapped[str | None] = field(N_("Union served"), Text(), required=True, also=("任职单位", "所在工会"))
    post: Mapped[str | None] = field(N_("Post in the union"), Code(list="union_post"), also=("工会职务", "职务"))
    post_text: Mapped[str | None] = field(
        N_("Post in words"), Text(), also=("职务名称", "岗位"), help=N_("Where the list has no such post."))
    nature: Mapped[str | None] = field(
        N_("Nature of the post"), Code(list="post_nature"), core=True, also=("专职兼职", "任职性质"))
    since: Mapped[str | None] = field(N_("In post since"), Date(), required=True, also=("任职日期", "任职起"))
    until: Mapped[str | None] = field(N_("In post until"), Date(), index=True, also=("离任日期", "任职止"))
    contract_to: Mapped[str | None] = field(
        N_("Contract ends on"), Date(), index=True, also=("聘用合同到期", "合同截止日期"),
        help=N_("For hired union workers and people who were seconded."))
    document: Mapped[str | None] = field(N_("Document"), Text(), also=("任职文号", "文号"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class DutyOf(Record):
    """One piece of the office's work that a person looks after, and what the next one has to know about it."""

    __tablename__ = "cadre_duties"

    cadre_id: Mapped[str | None] = field(N_("Cadre"), Ref(register="cadres"), required=True, index=True, also=("干部",))
    duty: Mapped[str | None] = field(N_("Work"), Code(list="cadre_duty"), required=True, also=("分工", "负责工作"))
    detail: Mapped[str | None] = field(N_("What belongs to it"), LongText(), also=("具体内容", "工作内容"))
    stand_in: Mapped[str | None] = field(
        N_("Stand-in"), Ref(register="cadres"), also=("AB角", "替岗人"), help=N_("Who does it while the person is away."))
    since: Mapped[str | None] = field(N_("In charge since"), Date(), also=("起始日期", "分工日期"))
    until: Mapped[str | None] = field(N_("In charge until"), Date(), index=True, also=("截止日期", "交出日期"))
    rhythm: Mapped[str | None] = field(
        N_("Fixed dates"), Text(), also=("固定时限", "办理时限"), help=N_("For example: report on the 25th of each month."))
    place: Mapped[str | None] = field(
        N_("Where things are"), LongText(), also=("资料存放处", "物品存放处"),
        help=N_("Folders, keys, seals, cabinets. Handed to whoever takes over; never leaves the office."))
    systems: Mapped[str | None] = field(
        N_("Systems in use"), Text(), also=("所用系统", "系统账号"), help=N_("Name of the system and of the account, never its password."))
    contacts: Mapped[str | None] = field(N_("Whom to ask"), Text(), also=("对口联系人", "上级联系人"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class Certificate(Record):
    """One certificate that a person holds."""

    __tablename__ = "cadre_certificates"

    cadre_id: Mapped[str | None] = field(N_("Cadre"), Ref(register="cadres"), required=True, index=True, also=("干部",))
    kind: Mapped[str | None] = field(
        N_("Kind of certificate"), Code(list="cadre_certificate"), required=True, also=("证书类别", "证书名称"))
    grade: Mapped[str | None] = field(N_("Grade"), Text(), also=("等级", "证书等级"))
    number: Mapped[str | None] = field(
        N_("Certificate number"), Text(), sensitive=True, also=("证书编号", "证书号"),
        help=N_("Masked: it often holds the identity number."))
    issued_on: Mapped[str | None] = field(N_("Certificate issued on"), Date(), also=("发证日期", "取得日期"))
    valid_to: Mapped[str | None] = field(N_("Valid to"), Date(), index=True, also=("有效期至", "到期日期"))
    issuer: Mapped[str | None] = field(N_("Certificate issued by"), Text(), also=("发证机关", "发证单位"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def is_the_member(values: Values, context: Context) -> Iterable[Problem]:
    """Warn where the name is not that of the member, and ask for the sex of somebody from outside (statistics §11.2)."""
    member = values.get("member_id")
    if not isinstance(member, str):
        namesakes = [other for other in context.others("cadres", "name", values.get("name")) if other != values.get("id")]
        if namesakes and not values.get("mobile"):
            yield Problem(WARNING, "namesake", "mobile", N_("Another cadre is called {name} too. Enter the mobile number: it "
                          "tells people from outside apart."), {"name": values.get("name")})
        if not values.get("sex"):
            yield Problem(INFO, "sex", "sex", N_("Statistics count cadres by sex: enter it for people from outside."))
        return
    name = context.lookup("members", member, "name")
    if isinstance(name, str) and name != values.get("name"):
        yield Problem(WARNING, "name", "name", N_("The member is called {name}."), {"name": name}, name)


def hired(values: Values, _context: Context) -> Iterable[Problem]:
    """Ask for the end of the contract of somebody who was hired."""
    if values.get("nature") == HIRED and not values.get("until") and not values.get("contract_to"):
        yield Problem(INFO, "contract", "contract_to", N_("Enter until when the contract runs, to be reminded of it."))


def says_post(values: Values, _context: Context) -> Iterable[Problem]:
    """Ask for the post, from the list or in words."""
    if not values.get("post") and not values.get("post_text"):
        yield Problem(WARNING, "post", "post", N_("Say which post it was, from the list or in words."))


def stands_in(values: Values, _context: Context) -> Iterable[Problem]:
    """Refuse a stand-in who is the person itself."""
    if values.get("stand_in") and values.get("stand_in") == values.get(LINK):
        yield Problem(ERROR, "stand_in", "stand_in", N_("Nobody stands in for themselves; choose somebody else."))


def no_password(values: Values, _context: Context) -> Iterable[Problem]:
    """Refuse passwords: whoever takes over gets a new one from the system's keeper."""
    for name in ("detail", "place", "systems", "contacts", "note"):
        if _SECRET.search(str(values.get(name) or "")):
            yield Problem(WARNING, "password", name, N_(
                "Passwords do not belong here: this list is printed and handed over. Write who gives out a new one."))


CADRES = Register(
    name="cadres", label=N_("Cadres"), singular=N_("Cadre"), model=Cadre, area=AREA, title=("name",), attachable=True,
    share=SUPERIOR_ONLY, keys=(("name", "member_id", "mobile"), ("member_id",)), sort=("name",),
    rules=(Rule("member", ("member_id", "name", "sex", "mobile"), is_the_member, others=True, worst=WARNING),
           not_ahead("left_on")),
    columns=("name", "member_id", "admin_post", "admin_rank", "speciality", "left_on"), weight=("admin_rank",))
SERVICES = Register(
    name="cadre_services", label=N_("Other service"), singular=N_("Other service"), model=Service, area=AREA,
    title=("unit", "since"), parent=LINK, share=SUPERIOR_ONLY, attachable=True, sort=("since",),
    rules=(in_order("since", "until"), in_order("since", "contract_to"), not_ahead("since"),
           Rule("contract", ("nature", "until", "contract_to"), hired, worst=INFO),
           Rule("post", ("post", "post_text"), says_post, worst=WARNING)),
    columns=("cadre_id", "unit", "post", "nature", "since", "until", "contract_to"), weight=("nature",))
DUTIES = Register(
    name="cadre_duties", label=N_("Division of work"), singular=N_("Piece of work"), model=DutyOf, area=AREA,
    title=("duty",), parent=LINK, share=PRIVATE, sort=("duty",),
    rules=(in_order("since", "until"), Rule("stand_in", (LINK, "stand_in"), stands_in),
           Rule("password", ("detail", "place", "systems", "contacts", "note"), no_password, worst=WARNING)),
    columns=("cadre_id", "duty", "detail", "stand_in", "rhythm", "since", "until"), weight=("duty",))
CERTIFICATES = Register(
    name="cadre_certificates", label=N_("Certificates of cadres"), singular=N_("Certificate of a cadre"),
    model=Certificate, area=AREA, title=("kind", "issued_on"), parent=LINK, share=SUPERIOR_ONLY, attachable=True,
    rules=(in_order("issued_on", "valid_to"), not_ahead("issued_on")), sort=("valid_to",),
    columns=("cadre_id", "kind", "grade", "number", "issued_on", "valid_to", "issuer"), weight=("kind", "valid_to"))

REGISTERS: tuple[Register, ...] = (
    CADRES, SERVICES, DUTIES, CERTIFICATES, *cadres_training.REGISTERS, *cadres_schemes.REGISTERS,
    *cadres_assessments.REGISTERS)
