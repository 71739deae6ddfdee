"""The file of an election: from the plan to the approved result, with its ballots and candidates (换届, §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import ballot_rules, election_rules, legal_registrations
from union_desk.registers.decided import decided
from union_desk.schema.day_order import not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, PersonName, Ref, Text, YesNo
from union_desk.schema.problem import WARNING
from union_desk.schema.record import Record
from union_desk.schema.register import Lifecycle, Register, Rule, Transition
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from union_desk.schema.register import Values

FILE, TERMS, MEETING, PAPERS = (
    N_("The file"), N_("Old and new term"), N_("The meeting"), N_("Papers to and from the superior"))

TRANSITIONS = (
    Transition("plan", ("",), "planned"),
    Transition("request", ("planned", "returned"), "requested", needs=("document",)),
    Transition("send_back", ("requested",), "returned", needs=("note",)),
    Transition("reply", ("requested",), "agreed", needs=("document", "decided_by")),
    Transition("notify", ("agreed",), "announced"),
    Transition("postpone", ("agreed", "announced"), "agreed", needs=("document", "new_date")),
    Transition("hold", ("announced",), "held"),
    Transition("void", ("held",), "announced", needs=("note",)),
    Transition("report", ("held",), "reported", needs=("document",)),
    Transition("approve", ("reported",), "approved", needs=("document", "decided_by")),
    Transition("refuse", ("reported",), "agreed", needs=("document", "note")),
    Transition("change_legal_person", ("approved",), "closed"),
    Transition("close", ("approved",), "closed", needs=("note",)),
    Transition("cancel", ("planned", "requested", "returned", "agreed", "announced"), "cancelled", needs=("note",)),
)
OPEN = ("planned", "requested", "returned", "agreed", "announced", "held", "reported", "approved")
# what an event's date and document become on the file itself
_TAKEN = {"request": ("requested_on", "request_no"), "reply": ("replied_on", "reply_no"), "notify": ("notified_on", ""),
          "report": ("reported_on", "report_no"), "approve": ("approved_on", "approval_no"),
          "change_legal_person": ("legal_changed_on", "")}


def derive(record: Values, event: Values) -> Values:
    """Return what an event writes on the file: dates and numbers of the papers, the day of the meeting."""
    name = str(event["event"])
    derived: dict[str, object] = {}
    if name in _TAKEN:
        day, paper = _TAKEN[name]
        derived[day] = event.get("happened_on")
        if paper:
            derived[paper] = event.get("document")
    if name in ("hold", "postpone"):
        derived["meeting_on"] = event.get("new_date") if name == "postpone" else event.get("happened_on")
    if name == "postpone":
        derived["notified_on"] = None
    return derived


LIFECYCLE = Lifecycle(events="election_events", link="election_id", state="state", transitions=TRANSITIONS, derive=derive,
                      opening="plan", opened_on="planned_on", guard=election_rules.guard,
                      basis=N_("rules on elections in grassroots unions"), label=N_("Steps of the election"))


class Election(Record):
    """One election of the bodies of the union or of a branch."""

    __tablename__ = "elections"

    name: Mapped[str | None] = field(
        N_("Name of the election"), Text(), required=True, search=True, section=FILE, also=("换届名称", "选举名称"))
    body: Mapped[str | None] = field(
        N_("Body elected"), Code(list="committee_kind"), required=True, default="01", section=FILE, also=("换届机构",))
    state: Mapped[str | None] = field(
        N_("Stage of the file"), Code(list="election_state"), computed=True, section=FILE, index=True)
    branch_id: Mapped[str | None] = field(N_("Branch or group"), Ref(register="branches"), section=FILE, also=("换届分工会",))
    timing: Mapped[str | None] = field(
        N_("On time, early or late"), Code(list="election_timing"), default="1", section=FILE, also=("换届时机", "换届方式"))
    timing_approval: Mapped[str | None] = field(
        N_("Approval of an early or late election"), Text(), section=FILE, also=("提前或延期批准文号",))
    planned_on: Mapped[str | None] = field(N_("Plan made on"), Date(), section=FILE, also=("方案日期", "启动日期"))
    prepared_by: Mapped[str | None] = field(
        N_("Head of the preparing group"), PersonName(), section=FILE, also=("筹备组组长", "领导小组组长"))
    committee_id: Mapped[str | None] = field(
        N_("Outgoing body"), Ref(register="committees"), section=TERMS, also=("本届机构", "换届前机构"))
    old_term_to: Mapped[str | None] = field(
        N_("Outgoing term ends"), Date(), section=TERMS, index=True, also=("本届届满日期", "本届任期止"))
    term_no: Mapped[int | None] = field(
        N_("Number of the new term"), Integer(), core=True, section=TERMS, also=("新一届届次", "新届次"))
    term_years: Mapped[int | None] = field(
        N_("Years of the new term"), Integer(), core=True, section=TERMS, also=("新一届任期年数",))
    term_from: Mapped[str | None] = field(N_("New term from"), Date(), section=TERMS, also=("新一届任期起",))
    term_to: Mapped[str | None] = field(N_("New term to"), Date(), section=TERMS, also=("新一届任期止",))
    successor_id: Mapped[str | None] = field(
        N_("New body"), Ref(register="committees"), computed=True, section=TERMS)
    meeting_form: Mapped[str | None] = field(
        N_("Kind of meeting"), Code(list="meeting_form"), core=True, section=MEETING, also=("会议形式", "大会形式"))
    meeting_on: Mapped[str | None] = field(
        N_("Day of the meeting"), Date(), core=True, section=MEETING, index=True, also=("会议日期", "大会日期", "选举日期"))
    meeting_place: Mapped[str | None] = field(N_("Place of the meeting"), Text(), section=MEETING, also=("会议地点",))
    members_total: Mapped[int | None] = field(N_("Members in all"), Integer(), section=MEETING, also=("会员总数", "会员人数"))
    representatives: Mapped[int | None] = field(N_("Representatives"), Integer(), section=MEETING, also=("会员代表人数", "代表人数"))
    entitled: Mapped[int | None] = field(N_("Entitled to attend"), Integer(), section=MEETING, also=("应到人数", "应到会人数"))
    attended: Mapped[int | None] = field(N_("Attended"), Integer(), section=MEETING, also=("实到人数", "实到会人数"))
    committee_seats: Mapped[int | None] = field(N_("Seats in the committee"), Integer(), section=MEETING, also=("委员名额",))
    audit_seats: Mapped[int | None] = field(
        N_("Seats in the audit committee"), Integer(), section=MEETING, also=("经审委员名额",))
    presider: Mapped[str | None] = field(N_("Chair of the meeting"), PersonName(), section=MEETING, also=("主持人", "大会主持人"))
    scrutineer: Mapped[str | None] = field(N_("Chief scrutineer"), PersonName(), section=MEETING, also=("总监票人", "监票人"))
    requested_on: Mapped[str | None] = field(N_("Request sent on"), Date(), computed=True, section=PAPERS)
    request_no: Mapped[str | None] = field(N_("No. of the request"), Text(), computed=True, section=PAPERS)
    replied_on: Mapped[str | None] = field(N_("Reply of"), Date(), computed=True, section=PAPERS)
    reply_no: Mapped[str | None] = field(N_("No. of the reply"), Text(), computed=True, section=PAPERS)
    notified_on: Mapped[str | None] = field(N_("Meeting announced on"), Date(), computed=True, section=PAPERS)
    reported_on: Mapped[str | None] = field(N_("Result reported on"), Date(), computed=True, section=PAPERS)
    report_no: Mapped[str | None] = field(N_("No. of the report"), Text(), computed=True, section=PAPERS)
    approved_on: Mapped[str | None] = field(N_("Result approved on"), Date(), computed=True, section=PAPERS)
    approval_no: Mapped[str | None] = field(N_("No. of the approval"), Text(), computed=True, section=PAPERS)
    legal_changed_on: Mapped[str | None] = field(
        N_("Registration changed on"), Date(), computed=True, section=PAPERS)
    note: Mapped[str | None] = field(N_("Remark"), LongText(), section=FILE, also=("备注",))


class ElectionEvent(Record):
    """One step of an election: what, when, on which paper, who decided."""

    __tablename__ = "election_events"

    election_id: Mapped[str | None] = field(N_("Election"), Ref(register="elections"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="election_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date())
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="election_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="election_state"), computed=True)
    document: Mapped[str | None] = field(N_("Document no."), Text())
    decided_by: Mapped[str | None] = field(N_("Decided by"), Text())
    new_date: Mapped[str | None] = field(N_("New day of the meeting"), Date())
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())


class ElectionBallot(Record):
    """One ballot: what it was about, how many papers went out, came back and counted."""

    __tablename__ = "election_ballots"

    election_id: Mapped[str | None] = field(N_("Election"), Ref(register="elections"), required=True, index=True)
    office: Mapped[str | None] = field(
        N_("Elected to"), Code(list="election_office"), required=True, default="01", also=("选举事项", "选举职务"))
    meeting_form: Mapped[str | None] = field(N_("Elected by"), Code(list="meeting_form"), also=("选举会议", "选举机构"))
    held_on: Mapped[str | None] = field(N_("Voted on"), Date(), also=("投票日期",))
    seats: Mapped[int | None] = field(N_("Seats"), Integer(), core=True, also=("应选人数", "应选名额"))
    entitled: Mapped[int | None] = field(N_("Entitled to vote"), Integer(), core=True, also=("应到人数", "应到会人数"))
    attended: Mapped[int | None] = field(N_("Attended the vote"), Integer(), core=True, also=("实到人数", "实到会人数"))
    issued: Mapped[int | None] = field(N_("Ballot papers issued"), Integer(), core=True, also=("发出选票", "发出票数"))
    returned: Mapped[int | None] = field(N_("Ballot papers returned"), Integer(), core=True, also=("收回选票", "收回票数"))
    valid: Mapped[int | None] = field(N_("Valid ballot papers"), Integer(), core=True, also=("有效选票", "有效票数"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class ElectionCandidate(Record):
    """One candidate in one ballot, with the votes and whether they were enough."""

    __tablename__ = "election_candidates"

    election_id: Mapped[str | None] = field(N_("Election"), Ref(register="elections"), required=True, index=True)
    office: Mapped[str | None] = field(
        N_("Stands for"), Code(list="election_office"), required=True, default="01", also=("参选职务", "选举事项"))
    member_id: Mapped[str | None] = field(
        N_("Member"), Ref(register="members"), required=True, index=True, also=("会员", "候选人"))
    position: Mapped[int | None] = field(
        N_("Place on the ballot"), Integer(), also=("排列序号",), help=N_("By strokes of the family name, without."))
    nominated_by: Mapped[str | None] = field(N_("Nominated by"), Text(), also=("提名单位", "提名方式"))
    votes_for: Mapped[int | None] = field(N_("Votes for"), Integer(), also=("赞成票", "得票数"))
    votes_against: Mapped[int | None] = field(N_("Votes against"), Integer(), also=("反对票", "不赞成票"))
    abstained: Mapped[int | None] = field(N_("Abstained"), Integer(), also=("弃权票", "弃权"))
    elected: Mapped[bool | None] = field(N_("Has been elected"), YesNo(), also=("是否当选", "当选"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


ELECTIONS = Register(
    name="elections", label=N_("Elections"), singular=N_("Election"), model=Election, title=("name",),
    area="organisation", attachable=True, lifecycle=LIFECYCLE,
    rules=(Rule("dates", ("term_from", "term_to", "meeting_on"), election_rules.dates),
           Rule("term_years", ("body", "term_years", "term_from", "term_to", "meeting_on"), election_rules.length),
           Rule("term_no", ("term_no", "committee_id"), election_rules.next_number, others=True, worst=WARNING),
           Rule("timing", ("timing", "meeting_on", "old_term_to", "timing_approval"), election_rules.timing, worst=WARNING),
           Rule("meeting_form", ("meeting_form", "members_total", "representatives", "entitled", "body", "meeting_on"),
                election_rules.meeting),
           Rule("size", ("committee_seats", "audit_seats", "representatives", "members_total", "body"),
                election_rules.sizes, worst=WARNING),
           Rule("quorum", ("entitled", "attended"), election_rules.attendance),
           decided("elections", "state", ("approved", "closed"),
                   ("body", "term_no", "term_years", "meeting_on", "entitled", "attended", "committee_seats", "audit_seats"))),
    columns=("name", "state", "body", "term_no", "meeting_on", "old_term_to", "attended"),
    weight=("state", "body", "meeting_on"), sort=("meeting_on",))
ELECTION_EVENTS = Register(
    name="election_events", label=N_("Steps of elections"), singular=N_("Step of an election"), model=ElectionEvent,
    title=("event", "happened_on"), area="organisation", parent="election_id", append_only=True,
    rules=(not_ahead("happened_on"),),
    columns=("election_id", "event", "happened_on", "from_state", "to_state", "document", "decided_by"))
ELECTION_BALLOTS = Register(
    name="election_ballots", label=N_("Ballots"), singular=N_("Ballot"), model=ElectionBallot, title=("office", "held_on"),
    area="organisation", parent="election_id", keys=(("election_id", "office"),),
    rules=(Rule("ballot", ("entitled", "attended", "issued", "returned", "valid"), ballot_rules.papers_add_up),
           Rule("quorum", ("entitled", "attended", "held_on"), ballot_rules.quorum),
           Rule("size", ("office", "seats"), ballot_rules.audit_seats, worst=WARNING)),
    columns=("office", "seats", "entitled", "attended", "issued", "returned", "valid"))
ELECTION_CANDIDATES = Register(
    name="election_candidates", label=N_("Candidates"), singular=N_("Candidate"), model=ElectionCandidate,
    title=("office", "position"), area="organisation", parent="election_id",
    keys=(("member_id", "election_id", "office"),),
    rules=(Rule("votes", ("election_id", "office", "votes_for", "votes_against", "abstained"), ballot_rules.votes_add_up, others=True),
           Rule("win", ("election_id", "office", "votes_for", "elected"), ballot_rules.winner, others=True),
           Rule("member", ("member_id",), ballot_rules.may_stand, others=True)),
    columns=("office", "position", "member_id", "votes_for", "votes_against", "abstained", "elected"))
REGISTERS: tuple[Register, ...] = (
    ELECTIONS, ELECTION_EVENTS, ELECTION_BALLOTS, ELECTION_CANDIDATES, *legal_registrations.REGISTERS)
