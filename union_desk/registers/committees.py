"""The bodies of the union and who sits in them: committees with their terms, officers with their posts (§3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import committee_rules as rules
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Ref, Text, YesNo
from union_desk.schema.problem import INFO, WARNING
from union_desk.schema.record import Record
from union_desk.schema.register import Register, Rule
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

TERM, LEAVING = N_("Term of office"), N_("Leaving the post")


class Committee(Record):
    """One body in one term: the union committee, the fund audit committee, a branch committee and so on."""

    __tablename__ = "committees"

    name: Mapped[str | None] = field(
        N_("Name of the body"), Text(), required=True, search=True, also=("机构名称", "委员会名称"))
    kind: Mapped[str | None] = field(
        N_("Kind of body"), Code(list="committee_kind"), required=True, default="01", also=("机构类别", "委员会类别"))
    branch_id: Mapped[str | None] = field(
        N_("Branch or group"), Ref(register="branches"), index=True, also=("所属分工会",),
        help=N_("Only for the committee of a branch."))
    term_no: Mapped[int | None] = field(N_("Number of the term"), Integer(), section=TERM, also=("届次", "届别"))
    term_years: Mapped[int | None] = field(
        N_("Years of a term"), Integer(), section=TERM, also=("任期", "任期年数", "换届年限"),
        help=N_("Three or five years, decided by the members' meeting."))
    term_from: Mapped[str | None] = field(N_("Term from"), Date(), section=TERM, also=("任期起", "任期开始", "任期起始"))
    term_to: Mapped[str | None] = field(
        N_("Term to"), Date(), section=TERM, index=True, also=("任期止", "任期结束", "届满日期"))
    seats: Mapped[int | None] = field(N_("Seats"), Integer(), section=TERM, also=("委员人数", "委员名额"))
    members_at_start: Mapped[int | None] = field(
        N_("Members at the election"), Integer(), section=TERM, also=("选举时会员人数",),
        help=N_("The number of members by which the size of the committee is judged."))
    reply_no: Mapped[str | None] = field(
        N_("Approval no. of the body"), Text(), section=TERM, also=("批复文号", "批准文号"))
    approved_by: Mapped[str | None] = field(N_("Approving union"), Text(), section=TERM, also=("批准单位", "审批机关"))
    ended_on: Mapped[str | None] = field(
        N_("Out of office on"), Date(), section=TERM, also=("卸任日期", "终止日期"),
        help=N_("When the next committee took over, or the body was dissolved."))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class Officer(Record):
    """One post that a member holds or held; a person may have several, and none is ever overwritten."""

    __tablename__ = "officers"

    member_id: Mapped[str | None] = field(
        N_("Member"), Ref(register="members"), required=True, index=True, also=("会员", "任职人"))
    post: Mapped[str | None] = field(
        N_("Post in the union"), Code(list="union_post"), required=True, also=("工会职务", "职务"))
    nature: Mapped[str | None] = field(
        N_("Nature of the post"), Code(list="post_nature"), core=True, also=("专职兼职", "任职性质"))
    committee_id: Mapped[str | None] = field(
        N_("Body"), Ref(register="committees"), index=True, also=("所在机构", "所在委员会"))
    branch_id: Mapped[str | None] = field(
        N_("Branch or group served"), Ref(register="branches"), index=True, also=("任职分会或小组",),
        help=N_("For the officers of a branch and the leader of a group."))
    duties: Mapped[str | None] = field(N_("Duties"), Text(), also=("分工", "委员分工"))
    way: Mapped[str | None] = field(N_("Way into the post"), Code(list="officer_way"), also=("产生方式", "任职方式"))
    since: Mapped[str | None] = field(N_("In post since"), Date(), core=True, also=("任职日期", "任职时间"))
    until: Mapped[str | None] = field(N_("In post until"), Date(), index=True, also=("免职日期", "离任日期"), section=LEAVING)
    approval_no: Mapped[str | None] = field(N_("Approval no. of the post"), Text(), also=("任职批复文号", "任职文号"))
    deputy_of: Mapped[str | None] = field(
        N_("Stands in for"), Ref(register="officers"), also=("代理", "代行职务"),
        help=N_("The post that this person takes while its holder is away."))
    end_reason: Mapped[str | None] = field(
        N_("Reason for leaving the post"), Code(list="officer_end"), section=LEAVING, also=("免职原因", "离任原因"))
    own_consent: Mapped[bool | None] = field(
        N_("Own committee agreed"), YesNo(), section=LEAVING, also=("本级委员会同意",),
        help=N_("Needed before a chair or vice chair is moved during the term."))
    superior_consent: Mapped[bool | None] = field(
        N_("Superior union agreed"), YesNo(), section=LEAVING, also=("上级工会同意",))
    removal_entitled: Mapped[int | None] = field(
        N_("Entitled to vote on the removal"), Integer(), section=LEAVING, also=("罢免应到人数",))
    removal_votes: Mapped[int | None] = field(
        N_("Votes for the removal"), Integer(), section=LEAVING, also=("罢免赞成票",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


COMMITTEES = Register(
    name="committees", label=N_("Committees"), singular=N_("Committee"), model=Committee, title=("name", "term_from"),
    area="organisation", attachable=True,
    rules=(Rule("dates", ("term_from", "term_to", "ended_on"), rules.term_in_order),
           Rule("term_years", ("kind", "term_years", "term_from", "term_to"), rules.term_length),
           Rule("one_term", ("kind", "branch_id", "term_from", "term_to", "ended_on"), rules.one_at_a_time, others=True),
           Rule("seats", ("kind", "seats", "members_at_start"), rules.committee_size, worst=WARNING),
           Rule("branch", ("kind", "branch_id"), rules.branch_of_committee, worst=WARNING)),
    columns=("name", "kind", "term_no", "term_from", "term_to", "seats", "ended_on"),
    weight=("kind", "term_to", "ended_on"), sort=("kind", "term_from"))
OFFICERS = Register(
    name="officers", label=N_("Officers"), singular=N_("Officer"), model=Officer, title=("post", "member_id", "since"),
    area="organisation", parent="member_id", beside=("committee_id", "branch_id"), attachable=True,
    rules=(Rule("dates", ("since", "until"), rules.service_in_order),
           Rule("end_reason", ("until", "end_reason"), rules.reason_to_leave, worst=WARNING),
           Rule("protection", ("post", "committee_id", "until", "end_reason", "own_consent", "superior_consent"),
                rules.chair_is_protected, others=True),
           Rule("removal", ("post", "end_reason", "removal_entitled", "removal_votes"), rules.removal_by_majority),
           Rule("one_holder", ("post", "committee_id", "branch_id", "since", "until"), rules.one_holder, others=True),
           Rule("no_finance", ("member_id", "post", "since", "until"), rules.auditors_keep_no_money, others=True),
           Rule("fits", ("post", "committee_id", "since", "until"), rules.post_fits, others=True, worst=WARNING),
           Rule("member", ("member_id", "until"), rules.still_a_member, others=True, worst=WARNING),
           Rule("full_time", ("post", "nature", "until"), rules.may_be_full_time, others=True, worst=INFO),
           Rule("deputy", ("deputy_of", "member_id"), rules.deputy_is_another, others=True)),
    columns=("member_id", "post", "nature", "committee_id", "since", "until", "duties"),
    weight=("post", "nature", "committee_id", "until"), sort=("post", "since"))
REGISTERS: tuple[Register, ...] = (COMMITTEES, OFFICERS)
