"""Meetings of the members and of the bodies of the union: who came, what was decided, what became of it (§3.3, §2.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from union_desk.registers.committee_rules import number, outside, text
from union_desk.registers.election_rules import all_of_them_meet
from union_desk.schema.day_order import ahead, backwards, not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, PersonName, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Register, Rule
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from union_desk.schema.register import Context, Values

Problems = Iterable[Problem]

MEMBERS, REPRESENTATIVES, COMMITTEE, AUDIT, WOMEN, BRANCH = "1", "2", "3", "4", "5", "7"
OF_MEMBERS, OF_BODIES = (MEMBERS, REPRESENTATIVES, BRANCH), (COMMITTEE, AUDIT, WOMEN)
ASKED_FOR = "2"
MEETING, PRESENT, MINUTES = N_("The meeting"), N_("Who was there"), N_("Minutes")
VOTES = ("votes_for", "votes_against", "abstained")


class Meeting(Record):
    """One meeting: of all members, of their representatives, or of a body of the union."""

    __tablename__ = "meetings"

    name: Mapped[str | None] = field(
        N_("Name of the meeting"), Text(), required=True, search=True, section=MEETING, also=("会议名称", "名称"))
    kind: Mapped[str | None] = field(
        N_("Who meets"), Code(list="union_meeting"), required=True, default=COMMITTEE, section=MEETING,
        also=("会议类别", "会议类型"))
    committee_id: Mapped[str | None] = field(
        N_("Body that meets"), Ref(register="committees"), index=True, section=MEETING, also=("开会机构", "委员会"))
    branch_id: Mapped[str | None] = field(
        N_("Branch or group that meets"), Ref(register="branches"), index=True, section=MEETING, also=("开会分会或小组",),
        help=N_("Only for the meetings of a branch or group."))
    held_on: Mapped[str | None] = field(
        N_("Meeting held on"), Date(), required=True, index=True, section=MEETING, also=("召开日期", "会议日期", "会议时间"))
    place: Mapped[str | None] = field(N_("Place of the meeting"), Text(), section=MEETING, also=("会议地点", "地点"))
    caller: Mapped[str | None] = field(
        N_("Called by"), Code(list="meeting_caller"), section=MEETING, also=("召集人", "召集方", "召集"))
    asked_by: Mapped[int | None] = field(
        N_("Members who asked for the meeting"), Integer(), section=MEETING, also=("提议会员人数", "联名人数"))
    notified_on: Mapped[str | None] = field(N_("Invited on"), Date(), section=MEETING, also=("通知日期", "会议通知日期"))
    presider: Mapped[str | None] = field(N_("Chaired by"), PersonName(), section=MEETING, also=("主持人", "会议主持"))
    members_total: Mapped[int | None] = field(
        N_("Members in all at the meeting's day"), Integer(), section=PRESENT, also=("会员总数", "会员人数"))
    entitled: Mapped[int | None] = field(
        N_("Should attend"), Integer(), core=True, section=PRESENT, also=("应到人数", "应到会人数", "应到"))
    attended: Mapped[int | None] = field(
        N_("Did attend"), Integer(), core=True, section=PRESENT, also=("实到人数", "实到会人数", "实到"))
    observers: Mapped[str | None] = field(N_("Also present"), Text(), section=PRESENT, also=("列席人员", "列席"))
    absent: Mapped[str | None] = field(N_("Absent with excuse"), Text(), section=PRESENT, also=("请假人员", "缺席人员"))
    agenda: Mapped[str | None] = field(N_("Agenda of the meeting"), LongText(), core=True, section=MINUTES, also=("议程", "会议议题"))
    recorder: Mapped[str | None] = field(N_("Minutes taken by"), PersonName(), section=MINUTES, also=("记录人", "会议记录人"))
    minutes_no: Mapped[str | None] = field(
        N_("Number of the minutes"), Text(), search=True, section=MINUTES, also=("纪要文号", "会议纪要编号", "纪要编号"),
        help=N_("The signed minutes hang on the record as an attachment."))
    discussion: Mapped[str | None] = field(N_("Course of the meeting"), LongText(), section=MINUTES, also=("会议内容", "会议记录"))
    reported_on: Mapped[str | None] = field(
        N_("Minutes sent to the superior union on"), Date(), section=MINUTES, also=("报上级工会日期",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), section=MINUTES, also=("备注",))


class MeetingResolution(Record):
    """One thing that a meeting decided: the matter, the votes, who carries it out and until when."""

    __tablename__ = "meeting_resolutions"

    meeting_id: Mapped[str | None] = field(
        N_("Meeting"), Ref(register="meetings"), required=True, index=True, also=("会议", "会议名称"))
    number: Mapped[int | None] = field(N_("Number of the resolution"), Integer(least=1), also=("序号", "议题序号"))
    matter: Mapped[str | None] = field(
        N_("Matter decided"), Code(list="meeting_matter"), required=True, default="99", also=("事项类别", "议题类别"))
    decided: Mapped[str | None] = field(
        N_("What was decided"), LongText(), required=True, search=True, also=("决议内容", "决定事项", "决议"))
    votes_for: Mapped[int | None] = field(N_("In favour"), Integer(), also=("赞成票", "同意票", "赞成"))
    votes_against: Mapped[int | None] = field(N_("Against"), Integer(), also=("反对票", "反对"))
    abstained: Mapped[int | None] = field(N_("Abstained"), Integer(), also=("弃权票", "弃权"))
    adopted: Mapped[bool | None] = field(N_("Adopted"), YesNo(), core=True, default=True, also=("是否通过", "通过"))
    document: Mapped[str | None] = field(N_("Number of the paper"), Text(), also=("决议文号", "文件号"))
    owner: Mapped[str | None] = field(N_("Carried out by"), PersonName(), also=("责任人", "落实人"))
    due_on: Mapped[str | None] = field(N_("To be carried out by"), Date(), index=True, also=("落实期限", "完成期限"))
    done_on: Mapped[str | None] = field(N_("Carried out on"), Date(), also=("落实日期", "完成日期"))
    outcome: Mapped[str | None] = field(N_("How it was carried out"), LongText(), also=("落实情况", "完成情况"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def _dates(values: Values, context: Context) -> Problems:
    """Hold the invitation before the meeting and the report after it; who came is known when it was held."""
    yield from backwards(values, "notified_on", "held_on", message=N_("The meeting was held before anybody was invited to it."))
    yield from backwards(values, "held_on", "reported_on", message=N_("The minutes were sent before the meeting was held."))
    if number(values, "attended") is not None:
        yield from ahead(values, context, "held_on")


def _family(kind: str) -> str:
    return "meeting" if kind in OF_MEMBERS else "body" if kind in OF_BODIES else ""


def _present(values: Values, context: Context) -> Problems:
    """Nobody comes who is not entitled; fewer than the quorum decide nothing (domain reference §3.3)."""
    entitled, attended = number(values, "entitled"), number(values, "attended")
    if entitled is None or attended is None:
        return
    if attended > entitled:
        yield Problem(ERROR, "attended", "attended", N_("{attended} attended, but only {entitled} were entitled."),
                      {"attended": attended, "entitled": entitled})
        return
    family, day = _family(text(values, "kind")), text(values, "held_on") or None
    if not family:
        return
    parts, whole = (context.norm(f"organisation.{family}_{part}", day) for part in ("parts", "whole"))
    if attended * whole.value < entitled * parts.value:
        yield outside(parts, "attended", N_(
            "{attended} of {entitled} came; this meeting needs {parts} of {whole} parts of them to decide ({basis})."),
            attended=attended, entitled=entitled, parts=parts.value, whole=whole.value)


def _form(values: Values, context: Context) -> Problems:
    """Up to so many members all of them meet (constitution of the trade unions)."""
    if text(values, "kind") == REPRESENTATIVES:
        yield from all_of_them_meet("kind", number(values, "members_total"), context, text(values, "held_on") or None)


def _called(values: Values, context: Context) -> Problems:
    """Members may call a meeting when enough of them ask for it (constitution of the trade unions)."""
    if text(values, "caller") != ASKED_FOR:
        return
    asked, members = number(values, "asked_by"), number(values, "members_total")
    if asked is None or members is None:
        lacking = "asked_by" if asked is None else "members_total"
        yield Problem(WARNING, "asked_by", lacking, N_("Members asked for this meeting: enter how many of how many."))
        return
    day = text(values, "held_on") or None
    parts, whole = (context.norm(f"organisation.meeting_call_{part}", day) for part in ("parts", "whole"))
    if asked * whole.value < members * parts.value:
        yield outside(parts, "asked_by", N_(
            "{asked} of {members} members asked; it takes {parts} of {whole} parts of them ({basis})."),
            asked=asked, members=members, parts=parts.value, whole=whole.value)


def _voted(values: Values, context: Context) -> Problems:
    """Nobody votes twice, and what was adopted has more than its share of those entitled."""
    meeting = str(values.get("meeting_id") or "")
    given = [number(values, name) for name in VOTES]
    total, agreed = sum(votes or 0 for votes in given), given[0]
    attended, entitled = (context.lookup("meetings", meeting, name) for name in ("attended", "entitled"))
    if isinstance(attended, int) and total > attended:
        yield Problem(ERROR, "votes", "votes_for", N_("{votes} votes were given, but only {present} people were there."),
                      {"votes": total, "present": attended})
        return
    family = _family(str(context.lookup("meetings", meeting, "kind") or ""))
    if not (family and values.get("adopted") and agreed is not None and isinstance(entitled, int)):
        return
    norm = context.norm(f"organisation.{family}_percent", str(context.lookup("meetings", meeting, "held_on") or "") or None)
    if agreed * 100 <= entitled * norm.value:
        yield outside(norm, "adopted", N_(
            "{votes} of {entitled} agreed; a resolution needs more than {percent} % of those entitled ({basis})."),
            votes=agreed, entitled=entitled, percent=norm.value)


def _carried_out(values: Values, context: Context) -> Problems:
    held = context.lookup("meetings", str(values.get("meeting_id") or ""), "held_on")
    days = {"held_on": held, **{name: values.get(name) for name in ("due_on", "done_on")}}
    yield from backwards(days, "held_on", "due_on", "done_on", message=N_("That is earlier than the meeting that decided it."))


MEETINGS = Register(
    name="meetings", label=N_("Meetings of members and committees"), singular=N_("Meeting"), model=Meeting,
    title=("name", "held_on"), area="organisation", share=SUPERIOR_ONLY, beside=("committee_id", "branch_id"), attachable=True,
    rules=(Rule("dates", ("notified_on", "held_on", "reported_on", "attended"), _dates),
           Rule("present", ("kind", "held_on", "entitled", "attended"), _present),
           Rule("form", ("kind", "members_total", "held_on"), _form),
           Rule("called", ("caller", "asked_by", "members_total", "held_on"), _called)),
    columns=("name", "kind", "held_on", "caller", "entitled", "attended", "minutes_no"), weight=("kind", "held_on", "caller"),
    sort=("held_on",))
MEETING_RESOLUTIONS = Register(
    name="meeting_resolutions", label=N_("Resolutions of meetings"), singular=N_("Resolution of a meeting"),
    model=MeetingResolution, title=("matter", "decided"), parent="meeting_id", area="organisation", share=SUPERIOR_ONLY,
    attachable=True,
    rules=(Rule("votes", ("meeting_id", *VOTES, "adopted"), _voted, others=True),
           Rule("dates", ("meeting_id", "due_on", "done_on"), _carried_out, others=True), not_ahead("done_on")),
    columns=("meeting_id", "number", "matter", "decided", "adopted", "owner", "due_on", "done_on"),
    weight=("matter", "adopted", "due_on"), sort=("number",))
REGISTERS: tuple[Register, ...] = (MEETINGS, MEETING_RESOLUTIONS)
