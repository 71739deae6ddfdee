"""The employer's unit, the union and its tree of branches and groups (domain reference §3.1, §3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.day_order import ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import (
    BankAccount,
    Code,
    CreditCode,
    Date,
    Integer,
    PersonName,
    Phone,
    Ref,
    Region,
    Text,
    YesNo,
)
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

UNIT, UNION, OFFICE, PEOPLE, BODIES = (
    N_("The unit"), N_("The union"), N_("Office and account"), N_("Headcounts"), N_("Bodies and systems"))


class Union(Record):
    """The union of this office."""

    __tablename__ = "unions"

    union_name: Mapped[str | None] = field(N_("Name of the union"), Text(), required=True, section=UNION, search=True,
                                           also=("工会名称", "工会全称"), help=N_("In full, usually ××单位工会委员会."))
    union_short_name: Mapped[str | None] = field(N_("Short name"), Text(), section=UNION, also=("工会简称",))
    union_uscc: Mapped[str | None] = field(N_("Credit code of the union"), CreditCode(), section=UNION, also=("工会统一社会信用代码",),
                                           help=N_("Only with legal-person status; begins with 81."))
    union_code: Mapped[str | None] = field(N_("Code given by the superior"), Text(), section=UNION, search=True, also=("工会编码",))
    stat_code: Mapped[str | None] = field(N_("Statistical code"), Text(), section=UNION, also=("基层工会统计编码", "统计编码"))
    union_kind: Mapped[str | None] = field(N_("Kind of union"), Code(list="union_kind"), section=UNION, core=True, also=("基层工会类型", "工会类型"))
    organisation_form: Mapped[str | None] = field(N_("Form of organisation"), Code(list="organisation_form"), section=UNION, also=("组织形式",))
    parent_union: Mapped[str | None] = field(N_("Superior union"), Text(), section=UNION, core=True, also=("上级工会", "上级工会名称"))
    parent_union_code: Mapped[str | None] = field(N_("Code of the superior"), Text(), section=UNION, also=("上级工会代码",))
    established_on: Mapped[str | None] = field(N_("Founded on"), Date(), section=UNION, core=True, also=("建会日期", "建会时间"))
    establish_reply_no: Mapped[str | None] = field(N_("Founding approval no."), Text(), section=UNION, also=("建会批复文号",))
    establish_approver: Mapped[str | None] = field(N_("Founding approved by"), Text(), section=UNION, also=("审批单位",))
    establish_mode: Mapped[str | None] = field(N_("Way of founding"), Code(list="establish_mode"), section=UNION, also=("建会方式",))
    status: Mapped[str | None] = field(N_("Status"), Code(list="union_status"), section=UNION, core=True, also=("工会状态",))
    has_legal_person: Mapped[bool | None] = field(N_("Legal person"), YesNo(), section=UNION, core=True, also=("是否取得法人资格",))
    legal_cert_no: Mapped[str | None] = field(N_("Legal-person certificate"), Text(), section=UNION, also=("工会法人资格证书号",))
    legal_cert_from: Mapped[str | None] = field(N_("Certificate from"), Date(), section=UNION)
    legal_cert_to: Mapped[str | None] = field(N_("Certificate to"), Date(), section=UNION)
    reg_authority: Mapped[str | None] = field(N_("Registered by"), Text(), section=UNION, also=("登记机关",))
    legal_rep: Mapped[str | None] = field(N_("Legal representative (chair)"), PersonName(), section=UNION, also=("法定代表人", "工会主席"))
    home_level: Mapped[str | None] = field(N_("Workers' home level"), Code(list="home_level"), section=UNION, also=("职工之家等级",))
    unit_name: Mapped[str | None] = field(N_("Name of the unit"), Text(), core=True, section=UNIT, also=("单位名称",), help=N_("As on the licence."))
    unit_uscc: Mapped[str | None] = field(N_("Credit code of the unit"), CreditCode(), core=True, section=UNIT, also=("单位统一社会信用代码",))
    unit_address: Mapped[str | None] = field(N_("Address of the unit"), Text(), core=True, section=UNIT, also=("单位地址",))
    unit_region: Mapped[str | None] = field(N_("Region of the unit"), Region(), section=UNIT, also=("所在政区",))
    unit_nature: Mapped[str | None] = field(N_("Nature of the unit"), Code(list="unit_nature"), core=True, section=UNIT, also=("单位性质类别", "单位性质"))
    economic_type: Mapped[str | None] = field(N_("Economic type"), Code(list="economic_type"), core=True, section=UNIT, also=("经济类型",))
    industry: Mapped[str | None] = field(N_("Industry"), Code(list="industry"), core=True, section=UNIT, also=("单位所属行业", "行业"))
    unit_scale: Mapped[str | None] = field(N_("Size"), Code(list="unit_scale"), section=UNIT, also=("企业规模",))
    unit_legal_rep: Mapped[str | None] = field(N_("Legal representative of the unit"), PersonName(), section=UNIT, also=("单位法定代表人",))
    has_party_org: Mapped[bool | None] = field(N_("Party organisation"), YesNo(), section=UNIT, also=("党组织建立情况",))
    nef_group: Mapped[str | None] = field(N_("New employment group"), Code(list="nef_category"), section=UNIT, also=("所属群体",))
    office_address: Mapped[str | None] = field(N_("Office address"), Text(), core=True, section=OFFICE, also=("办公地址",))
    post_code: Mapped[str | None] = field(N_("Post code"), Text(), section=OFFICE, also=("邮编",))
    phone: Mapped[str | None] = field(N_("Telephone"), Phone(), core=True, section=OFFICE, also=("电话", "办公电话"))
    email: Mapped[str | None] = field(N_("E-mail"), Text(), section=OFFICE, also=("邮箱",))
    bank_name: Mapped[str | None] = field(N_("Bank"), Text(), section=OFFICE, also=("开户行",))
    bank_account: Mapped[str | None] = field(N_("Union's own account"), BankAccount(), sensitive=True, section=OFFICE, also=("工会独立账户",))
    has_seal: Mapped[bool | None] = field(N_("Has a seal"), YesNo(), section=OFFICE, also=("是否有公章",))
    employees: Mapped[int | None] = field(N_("Employees"), Integer(), core=True, section=PEOPLE, also=("职工人数",))
    employees_female: Mapped[int | None] = field(N_("Employees, women"), Integer(), section=PEOPLE)
    employees_migrant: Mapped[int | None] = field(N_("Employees, migrant workers"), Integer(), section=PEOPLE)
    employees_dispatch: Mapped[int | None] = field(N_("Employees, dispatched"), Integer(), section=PEOPLE)
    stated_employees: Mapped[int | None] = field(
        N_("Employees as reported"), Integer(), section=PEOPLE, also=("上报职工人数",),
        help=N_("Only where the report must differ from what is counted; the counted figure stays beside it."))
    stated_members: Mapped[int | None] = field(N_("Members as reported"), Integer(), section=PEOPLE, also=("上报会员人数",))
    stated_female: Mapped[int | None] = field(N_("Members as reported, women"), Integer(), section=PEOPLE, also=("上报女会员人数",))
    stated_migrant: Mapped[int | None] = field(
        N_("Members as reported, migrant workers"), Integer(), section=PEOPLE, also=("上报农民工会员人数",))
    stated_dispatched: Mapped[int | None] = field(
        N_("Members as reported, dispatched"), Integer(), section=PEOPLE, also=("上报劳务派遣工会员人数",))
    stated_reason: Mapped[str | None] = field(
        N_("Why the report differs"), Text(), section=PEOPLE, also=("人数调整原因", "人数差异说明"))
    full_time_cadres: Mapped[int | None] = field(N_("Full-time cadres"), Integer(), section=PEOPLE, also=("专职工会工作人员",))
    part_time_cadres: Mapped[int | None] = field(N_("Part-time cadres"), Integer(), section=PEOPLE, also=("兼职工会工作人员",))
    has_audit_committee: Mapped[bool | None] = field(N_("Audit committee"), YesNo(), core=True, section=BODIES, also=("建立经费审查委员会",))
    has_women_committee: Mapped[bool | None] = field(N_("Women workers' committee"), YesNo(), core=True, section=BODIES, also=("建立女职工委员会",))
    has_labour_law_supervision: Mapped[bool | None] = field(N_("Labour law supervision"), YesNo(), section=BODIES, also=("劳动法律监督委员会",))
    has_labour_protection: Mapped[bool | None] = field(N_("Labour protection inspection"), YesNo(), section=BODIES, also=("劳动保护监督检查委员会",))
    has_mediation: Mapped[bool | None] = field(N_("Labour mediation committee"), YesNo(), section=BODIES, also=("劳动争议调解委员会",))
    has_staff_congress: Mapped[bool | None] = field(N_("Staff congress"), YesNo(), core=True, section=BODIES, also=("职工代表大会制度",))
    has_open_affairs: Mapped[bool | None] = field(N_("Open affairs"), YesNo(), core=True, section=BODIES, also=("厂务公开",))
    has_collective_contract: Mapped[bool | None] = field(N_("Collective contract"), YesNo(), section=BODIES, also=("集体合同",))


class Branch(Record):
    """A branch union or a union group; the tree may be rearranged."""

    __tablename__ = "branches"

    name: Mapped[str | None] = field(N_("Name of the branch or group"), Text(), required=True, search=True, also=("名称", "分会名称", "小组名称"))
    branch_kind: Mapped[str | None] = field(N_("Kind"), Code(list="branch_kind"), required=True, default="2", also=("类型",))
    code: Mapped[str | None] = field(N_("Code"), Text(), also=("编码",))
    parent_id: Mapped[str | None] = field(N_("Belongs to"), Ref(register="branches"), index=True, also=("上级", "所属分会"))
    leader: Mapped[str | None] = field(N_("Chair or group leader"), PersonName(), also=("主席", "小组长", "组长"))
    founded_on: Mapped[str | None] = field(N_("Founded on"), Date(), also=("成立日期",))
    position: Mapped[int | None] = field(N_("Order"), Integer(), also=("序号",))
    closed_on: Mapped[str | None] = field(N_("Closed on"), Date())


def headcounts(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a part larger than the whole (logic check L1)."""
    total = values.get("employees")
    for name in ("employees_female", "employees_migrant", "employees_dispatch"):
        part = values.get(name)
        if isinstance(part, int) and isinstance(total, int) and part > total:
            yield Problem(ERROR, "L1", name, N_("{part} is more than all employees ({total})."), {"part": part, "total": total})


def stated_counts(values: Values, context: Context) -> Iterable[Problem]:
    """Ask why a reported count differs from the counted one, and keep the parts within the whole (§3.2)."""
    given = [name for name in STATED if isinstance(values.get(name), int)]
    if given and not values.get("stated_reason"):
        yield Problem(ERROR, "stated_reason", "stated_reason", N_("A reported number that is not the counted one needs its "
                                                                  "reason (organisation record)."))
    members, employees = values.get("stated_members"), values.get("stated_employees")
    for name in STATED[2:]:
        part = values.get(name)
        if isinstance(part, int) and isinstance(members, int) and part > members:
            yield Problem(ERROR, "L1", name, N_("{part} is more than all members ({total})."), {"part": part, "total": members})
    if isinstance(members, int) and isinstance(employees, int) and members > employees:
        yield Problem(WARNING, "L2", "stated_members", N_("There are more members than employees; check both numbers."))


def legal_person(values: Values, context: Context) -> Iterable[Problem]:
    """With legal-person status the certificate and the credit code (81…) are expected (§3.2)."""
    uscc = values.get("union_uscc")
    if isinstance(uscc, str) and uscc and not uscc.startswith("81"):
        yield Problem(WARNING, "uscc_prefix", "union_uscc", N_("A union's credit code begins with 81; this one may be the unit's."))
    if str(values.get("unit_uscc") or "").startswith("81"):
        yield Problem(WARNING, "uscc_prefix", "unit_uscc", N_("This is a union's credit code; the unit has one of its own."))
    begins, ends = values.get("legal_cert_from"), values.get("legal_cert_to")
    if isinstance(begins, str) and isinstance(ends, str) and ends <= begins:
        yield Problem(ERROR, "dates", "legal_cert_to", N_("The certificate ends before it begins."))
    if values.get("has_legal_person"):
        for name in ("union_uscc", "legal_cert_no", "legal_cert_to"):
            if not values.get(name):
                yield Problem(WARNING, "legal_person", name, N_("Expected of a union with legal-person status."))
    yield from ahead(values, context, "established_on")


def no_loop(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a branch that lies below itself."""
    own, above = values.get("id"), values.get("parent_id")
    seen: set[object] = set()
    while above and above not in seen:
        if above == own:
            yield Problem(ERROR, "loop", "parent_id", N_("A branch cannot belong to itself or to one of its own groups."))
            return
        seen.add(above)
        above = context.lookup("branches", str(above), "parent_id")


def open_and_closed(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a branch that is closed before it is founded."""
    founded, closed = values.get("founded_on"), values.get("closed_on")
    if isinstance(founded, str) and isinstance(closed, str) and closed < founded:
        yield Problem(ERROR, "dates", "closed_on", N_("Closed before being founded."))


STATED = ("stated_employees", "stated_members", "stated_female", "stated_migrant", "stated_dispatched")
UNIONS = Register(
    name="unions", label=N_("The union"), singular=N_("Union"), model=Union, title=("union_name",),
    rules=(Rule("L1", ("employees", "employees_female", "employees_migrant", "employees_dispatch"), headcounts),
           Rule("stated", (*STATED, "stated_reason"), stated_counts),
           Rule("legal_person", ("has_legal_person", "union_uscc", "unit_uscc", "legal_cert_no", "legal_cert_from", "legal_cert_to",
                                  "established_on"), legal_person)),
    columns=("union_name", "union_code", "union_kind", "parent_union", "status"), area="organisation", attachable=True)

BRANCHES = Register(
    name="branches", label=N_("Branches and groups"), singular=N_("Branch or group"), model=Branch, title=("name",),
    rules=(Rule("loop", ("parent_id",), no_loop, others=True), Rule("dates", ("founded_on", "closed_on"), open_and_closed)),
    columns=("name", "branch_kind", "parent_id", "leader", "founded_on"), sort=("position", "name"), area="organisation")
