"""The real-name members (会员实名信息, domain reference §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Index

from union_desk.registers.member_rules import RULES
from union_desk.registers.membership import LIFECYCLE
from union_desk.schema.field import field
from union_desk.schema.kinds import (
    Address,
    BankAccount,
    Code,
    Date,
    IdNumber,
    LongText,
    Mobile,
    Money,
    PersonName,
    Ref,
    Region,
    Text,
    YesNo,
)
from union_desk.schema.problem import ERROR, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Register, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

PERSON, IDENTITY, WORK, UNION = N_("Person"), N_("Identity document"), N_("Work"), N_("Union membership")
CONTACT, STANDING, PRIVATE, ORIGIN = N_("Contact"), N_("Honours and offices"), N_("Private matters"), N_("Source")


class Member(Record):
    """A person on the roster of the union, in whatever state of membership."""

    __tablename__ = "members"
    # Sorting by name, of those not in the bin: the order is read from this index alone
    __table_args__ = (Index("ix_members_deleted_name_pinyin", "deleted", "name_pinyin"),)

    name: Mapped[str | None] = field(
        N_("Name"), PersonName(), required=True, core=True, section=PERSON, search=True, index=True,
        also=("姓名", "会员姓名", "职工姓名", "名字", "真实姓名", "员工姓名", "姓 名"),
        help=N_("Exactly as on the identity document. The dot of minority names is written ·."))
    name_pinyin: Mapped[str | None] = field(
        N_("Name in pinyin"), Text(), section=PERSON, also=("姓名拼音", "拼音"),
        help=N_("For search and sorting only; it is not a legal spelling."))
    sex: Mapped[str | None] = field(
        N_("Sex"), Code(list="sex"), core=True, section=PERSON, also=("性别",),
        help=N_("Must agree with the 17th digit of the resident identity number."))
    birth_date: Mapped[str | None] = field(
        N_("Date of birth"), Date(), core=True, section=PERSON, also=("出生日期", "出生年月", "出生年月日", "生日", "出生时间"),
        help=N_("Must agree with digits 7 to 14 of the resident identity number."))
    ethnicity: Mapped[str | None] = field(
        N_("Ethnicity"), Code(list="ethnicity"), core=True, section=PERSON, also=("民族", "族别"))
    id_type: Mapped[str | None] = field(
        N_("Kind of document"), Code(list="id_type"), core=True, section=IDENTITY, default="01",
        also=("有效证件类别", "证件类型", "证件类别", "证件种类"))
    id_number: Mapped[str | None] = field(
        N_("Document number"), IdNumber(), required=True, core=True, sensitive=True, section=IDENTITY, search=True, index=True,
        also=("证件号码", "身份证号", "身份证号码", "身份证", "公民身份号码", "居民身份证号码", "证件号", "身份证件号码",
              "有效证件号码"),
        help=N_("18 characters for the resident identity card; the last one is a check digit."))
    id_valid_from: Mapped[str | None] = field(
        N_("Document valid from"), Date(), section=IDENTITY, also=("证件有效期起", "有效期起", "证件生效日期"))
    id_valid_to: Mapped[str | None] = field(
        N_("Document valid to"), Date(), section=IDENTITY, also=("证件有效期止", "有效期至", "证件到期日期", "证件有效期"),
        help=N_("Leave empty and tick 'no expiry' for a document without end."))
    id_no_expiry: Mapped[bool | None] = field(
        N_("Document without expiry"), YesNo(), section=IDENTITY, also=("证件长期有效", "长期有效"))
    mobile: Mapped[str | None] = field(
        N_("Mobile number"), Mobile(), core=True, sensitive=True, section=CONTACT, search=True, index=True,
        also=("移动电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "电话", "移动电话号码"))
    home_address: Mapped[str | None] = field(
        N_("Home address"), Address(), sensitive=True, section=CONTACT, also=("现居住地址", "家庭住址", "住址", "家庭地址", "居住地址", "通讯地址"))
    household_type: Mapped[str | None] = field(
        N_("Household registration"), Code(list="household_type"), core=True, section=PERSON, also=("户籍类型", "户口类型", "户口性质", "户籍性质"))
    household_place: Mapped[str | None] = field(
        N_("Place of registration"), Text(), core=True, section=PERSON, also=("户籍所在地", "户口所在地", "户籍地"),
        help=N_("Region of the household register; it may differ from the first six digits of the identity number."))
    household_region: Mapped[str | None] = field(
        N_("Region code of registration"), Region(), section=PERSON, also=("户籍所在地区划", "户籍行政区划"))
    native_place: Mapped[str | None] = field(
        N_("Native place"), Text(), core=True, section=PERSON, also=("籍贯",),
        help=N_("The ancestral home, for example 海南文昌; not the place of birth."))
    political_status: Mapped[str | None] = field(
        N_("Political status"), Code(list="political_status"), core=True, section=PERSON, also=("政治面貌", "政治身份"))
    party_join_date: Mapped[str | None] = field(
        N_("Joined the Party on"), Date(), section=PERSON, also=("入党时间", "入党日期"))
    marital_status: Mapped[str | None] = field(
        N_("Marital status"), Code(list="marital_status"), section=PERSON, also=("婚姻状况", "婚姻", "婚否"))
    education: Mapped[str | None] = field(
        N_("Education"), Code(list="education"), core=True, section=WORK, also=("学历", "文化程度", "最高学历"))
    degree: Mapped[str | None] = field(N_("Degree"), Code(list="degree"), section=WORK, also=("学位",))
    skill_grade: Mapped[str | None] = field(
        N_("Skill grade"), Code(list="skill_grade"), core=True, section=WORK, also=("技术等级", "技能等级", "职业技能等级", "职业资格等级"))
    professional_title: Mapped[str | None] = field(
        N_("Professional title"), Code(list="professional_title"), section=WORK, also=("专业技术职称", "职称", "职称级别"))
    employment_status: Mapped[str | None] = field(
        N_("Employment status"), Code(list="employment_status"), core=True, section=WORK, also=("就业状况", "在岗状态", "就业状态"))
    employment_form: Mapped[str | None] = field(
        N_("Form of employment"), Code(list="employment_form"), section=WORK, also=("用工形式", "用工类型", "用工性质"))
    employer_name: Mapped[str | None] = field(
        N_("Employer"), Text(), core=True, section=WORK, also=("工作单位", "单位名称", "单位", "所在单位", "工作单位名称", "用人单位"),
        help=N_("The full name as on the licence, no short form."))
    is_migrant_worker: Mapped[bool | None] = field(
        N_("Rural migrant worker"), YesNo(), core=True, section=WORK, also=("是否农民工会员", "是否农民工", "农民工", "农民工会员"))
    nef_category: Mapped[str | None] = field(
        N_("New employment group"), Code(list="nef_category"), section=WORK, also=("新就业形态类别", "新业态类别", "所属群体", "新就业形态"))
    platform_name: Mapped[str | None] = field(N_("Platform"), Text(), section=WORK, also=("所属平台", "平台名称", "平台企业"))
    department: Mapped[str | None] = field(N_("Department"), Text(), section=WORK, also=("部门", "科室", "所在部门", "所属部门"))
    workshop: Mapped[str | None] = field(N_("Workshop"), Text(), section=WORK, also=("车间",))
    team: Mapped[str | None] = field(N_("Team"), Text(), section=WORK, also=("班组",))
    post: Mapped[str | None] = field(N_("Post"), Text(), section=WORK, also=("岗位", "工作岗位", "工种"))
    job_title: Mapped[str | None] = field(N_("Job title"), Text(), section=WORK, also=("职务", "行政职务"))
    work_start_date: Mapped[str | None] = field(
        N_("Began to work on"), Date(), section=WORK, also=("参加工作时间", "参加工作日期", "参工时间"))
    hire_date: Mapped[str | None] = field(N_("Hired on"), Date(), section=WORK, also=("入职日期", "入职时间", "到岗时间"))
    leave_date: Mapped[str | None] = field(N_("Left on"), Date(), section=WORK, also=("离职日期", "离职时间"))
    contract_type: Mapped[str | None] = field(
        N_("Labour contract"), Code(list="contract_type"), section=WORK, also=("劳动合同类型", "合同类型", "合同期限类型"))
    contract_from: Mapped[str | None] = field(N_("Contract from"), Date(), section=WORK, also=("劳动合同起", "合同开始日期", "合同起始日期"))
    contract_to: Mapped[str | None] = field(N_("Contract to"), Date(), section=WORK, also=("劳动合同止", "合同结束日期", "合同终止日期", "合同到期日期"))
    membership_state: Mapped[str | None] = field(
        N_("Membership"), Code(list="membership_state"), computed=True, section=UNION, index=True, also=("会籍状态",))
    membership_change_type: Mapped[str | None] = field(
        N_("Last change of membership"), Code(list="membership_change_type"), core=True, computed=True, section=UNION,
        also=("会籍变化类型", "会籍变更类型"))
    membership_change_date: Mapped[str | None] = field(
        N_("Changed on"), Date(), core=True, computed=True, section=UNION, also=("会籍变化日期", "会籍变更日期"))
    membership_change_reason: Mapped[str | None] = field(
        N_("Reason of the change"), Code(list="membership_change_reason"), computed=True, section=UNION, also=("会籍变化原因", "会籍变更原因"))
    join_union_date: Mapped[str | None] = field(
        N_("Joined the union on"), Date(), section=UNION, also=("入会时间", "入会日期", "何时加入工会", "加入工会时间", "入会年月"),
        help=N_("The first day of membership; it survives transfers."))
    member_no: Mapped[str | None] = field(
        N_("Member number"), Text(), section=UNION, search=True, also=("会员编号", "会员证号", "会员号", "工会会员证号", "会员证编号"))
    superior_member_no: Mapped[str | None] = field(
        N_("Number in the superior's database"), Text(), section=UNION, also=("上级会员编号",))
    branch_id: Mapped[str | None] = field(
        N_("Branch or group"), Ref(register="branches"), section=UNION, index=True,
        also=("所属工会小组", "工会小组", "所属分会", "分工会", "所属工会", "小组"))
    is_staff_rep: Mapped[bool | None] = field(N_("Staff representative"), YesNo(), section=STANDING, also=("职工代表", "是否职工代表"))
    staff_rep_term: Mapped[str | None] = field(N_("Term as staff representative"), Text(), section=STANDING, also=("职工代表届次",))
    is_member_rep: Mapped[bool | None] = field(N_("Members' representative"), YesNo(), section=STANDING, also=("会员代表", "是否会员代表"))
    member_rep_term: Mapped[str | None] = field(N_("Term as members' representative"), Text(), section=STANDING, also=("会员代表届次",))
    is_party_committee: Mapped[bool | None] = field(N_("Party committee member"), YesNo(), section=STANDING, also=("党委委员",))
    is_npc: Mapped[bool | None] = field(N_("People's congress deputy"), YesNo(), section=STANDING, also=("人大代表",))
    is_cppcc: Mapped[bool | None] = field(N_("CPPCC member"), YesNo(), section=STANDING, also=("政协委员",))
    model_worker_level: Mapped[str | None] = field(
        N_("Model worker"), Code(list="model_worker_level"), section=STANDING, also=("劳模类型", "劳模级别", "劳模"))
    model_worker_year: Mapped[str | None] = field(N_("Model worker since"), Text(), section=STANDING, also=("劳模年度",))
    model_worker_cert: Mapped[str | None] = field(N_("Model worker certificate"), Text(), section=STANDING, also=("劳模证书号",))
    mutual_aid_joined: Mapped[bool | None] = field(
        N_("Joined mutual aid"), YesNo(), section=UNION, also=("参加职工互助保障", "参加互助保障", "医疗互助", "是否参加互助保障"))
    mutual_aid_to: Mapped[str | None] = field(N_("Mutual aid valid to"), Date(), section=UNION, also=("互助保障到期",))
    dues_base: Mapped[int | None] = field(
        N_("Dues base"), Money(), sensitive=True, section=UNION,
        also=("会费计缴基数", "缴费基数", "会费基数", "工资", "月缴费基数"))
    salary_in_fund_base: Mapped[bool | None] = field(
        N_("Wage counted for the employer's contribution"), YesNo(), section=UNION, also=("工资是否纳入拨缴基数",))
    bank_account: Mapped[str | None] = field(
        N_("Bank card"), BankAccount(card=True), sensitive=True, section=PRIVATE, also=("银行卡号", "银行账号", "卡号"))
    bank_name: Mapped[str | None] = field(N_("Bank"), Text(), section=PRIVATE, also=("开户行", "开户银行"))
    health_status: Mapped[str | None] = field(
        N_("Health"), Code(list="health_status"), sensitive=True, section=PRIVATE, also=("健康状况", "健康状态"))
    disability_type: Mapped[str | None] = field(
        N_("Disability"), Code(list="disability_type"), sensitive=True, section=PRIVATE, also=("残疾类别", "残疾类型"))
    resume: Mapped[str | None] = field(N_("Work history"), LongText(), section=PRIVATE, also=("个人工作简历", "个人简历", "简历", "工作简历"))
    hobbies: Mapped[str | None] = field(N_("Hobbies"), Text(), section=PRIVATE, also=("特长爱好", "特长", "爱好", "兴趣爱好"))
    remark: Mapped[str | None] = field(N_("Remark"), LongText(), section=ORIGIN, also=("备注", "说明"))
    data_source: Mapped[str | None] = field(N_("Data source"), Code(list="data_source"), section=ORIGIN, also=("数据来源", "来源"))
    collected_by: Mapped[str | None] = field(N_("Collected by"), Text(), section=ORIGIN, also=("信息采集人", "采集人", "填表人"))
    collected_at: Mapped[str | None] = field(N_("Collected on"), Date(), section=ORIGIN, also=("采集时间", "采集日期"))
    consent_at: Mapped[str | None] = field(
        N_("Consent given on"), Date(), section=ORIGIN, also=("授权时间", "授权日期"),
        help=N_("The day on which the member agreed to the collection of personal data."))
    difference_reason: Mapped[str | None] = field(
        N_("Reason for differing from the document"), Text(), section=IDENTITY, also=("差异原因",),
        help=N_("Needed when sex or birth date differ from the identity number and the record is right."))
    qualified: Mapped[bool | None] = field(N_("Qualified record"), YesNo(), computed=True, section=ORIGIN, also=("是否合格",))


def derive(values: Values, problems: Iterable[Problem]) -> Values:
    """Return the pinyin of the name where none was typed, and whether the record is qualified (domain §1.4)."""
    found: dict[str, object] = {"qualified": qualified(values, problems)}
    name = values.get("name")
    if isinstance(name, str) and not values.get("name_pinyin"):
        from union_desk.schema import pinyin

        found["name_pinyin"] = pinyin.name_pinyin(name)
    return found


def qualified(values: Values, problems: Iterable[Problem]) -> bool:
    """Tell whether all core fields are there and none of them is wrong."""
    if any(p.level == ERROR for p in problems):
        return False
    return {None, ""}.isdisjoint(map(values.get, CORE))


MEMBERS = Register(
    name="members",
    label=N_("Members"),
    singular=N_("Member"),
    model=Member,
    title=("name",),
    rules=RULES,
    keys=(("id_number",),), distinct="member_no",
    lifecycle=LIFECYCLE,
    columns=("name", "sex", "birth_date", "id_number", "mobile", "branch_id", "department", "membership_state",
             "join_union_date", "education", "political_status", "qualified"),
    sort=("n",),
    derive=derive,
    follows=(("name_pinyin", "name"),),
    weight=("membership_state", "branch_id", "sex", "education", "political_status", "qualified"),
)

CORE = tuple(f.name for f in MEMBERS.fields.values() if f.core)
