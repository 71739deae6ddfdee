"""A believable year of meetings for the practice office: members, committee, auditors, women workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import limits, practice_files, records, registers
from union_desk.registers.committee_rules import AUDIT as AUDIT_COMMITTEE
from union_desk.registers.committee_rules import UNION_COMMITTEE
from union_desk.registers.committee_rules import WOMEN as WOMEN_COMMITTEE
from union_desk.registers.meetings import AUDIT, COMMITTEE, MEMBERS, REPRESENTATIVES, WOMEN
from union_desk.schema import seats

if TYPE_CHECKING:
    from union_desk.practice_world import World

Row = dict[str, Any]
MINUTES = "03"
_PLACE = "三楼会议室"
# kind, body, name, days ago, how many of the body come, resolutions (matter, text, days from the meeting until due)
_BODIES = (
    (COMMITTEE, UNION_COMMITTEE, "第五届委员会第{}次全体会议", (310, 220, 130, 40), (
        (("07", "同意开展年度职工运动会，预算另附。", 60), ("05", "同意接收新会员入会申请。", 0)),
        (("02", "同意年中经费预算调整方案，报经费审查委员会审查。", 20),),
        (("08", "同意中秋慰问方案，实名签领。", 45), ("06", "同意购置职工书屋图书，按采购办法比价。", 60)),
        (("09", "同意推荐先进工会小组两个。", 15), ("07", "同意年度总结会方案。", 25)))),
    (AUDIT, AUDIT_COMMITTEE, "经费审查委员会第{}次会议", (320, 140), (
        (("03", "审查上年度经费决算，未发现问题。", 0),), (("02", "审查年中预算调整，同意。", 0),))),
    (WOMEN, WOMEN_COMMITTEE, "女职工委员会第{}次会议", (260, 80), (
        (("07", "同意三八节活动方案。", 20),), (("08", "同意女职工体检补充安排。", 60),))),
)
_ORDINALS = "一二三四五六"
_SERIES = {AUDIT: "厂经审纪", WOMEN: "厂女工纪"}  # of bodies that number their minutes by themselves


def fill(world: World) -> None:
    """Fill the book of meetings: minutes hang on all but the newest, and one resolution waits to be carried out."""
    _yearly(world)
    committees = records.by_ids(world.session, registers.get("committees"), world.made["committees"]).values()
    for kind, body, name, days, decided in _BODIES:
        own = next(row for row in committees if row["kind"] == body and not row["ended_on"])
        many = own["seats"]
        rows = [_meeting(world, name.format(_ORDINALS[place]), kind, back, many) | {"committee_id": own["id"]}
                for place, back in enumerate(days)]
        for place, (meeting, back) in enumerate(zip(world.insert("meetings", rows), days, strict=True)):
            _decide(world, meeting, decided[place], back, many)
            if back > min(days):
                world.hang("meetings", meeting, _signed())


def _signed() -> list[tuple[str, str, bytes]]:
    return [(MINUTES, "会议纪要（签字）.pdf", practice_files.paper("Minutes of a meeting, signed"))]


def _meeting(world: World, name: str, kind: str, back: int, entitled: int) -> Row:
    return {"name": name, "kind": kind, "held_on": world.day(back), "place": _PLACE, "caller": "1", "presider": "周敏",
            "notified_on": world.day(back + 3), "entitled": entitled, "attended": entitled - entitled // 8,
            "recorder": "陈静",
            "minutes_no": f"{_SERIES.get(kind, '厂工纪')}〔{world.day(back)[:4]}〕{1 + (365 - back) // 30}号",
            "agenda": "通报近期工作；研究有关事项。"}


def _yearly(world: World) -> None:
    """Make the yearly meeting of the members, or of their representatives where there are too many of them."""
    members = len(world.members)
    back, chosen = 200, seats.band(seats.REPRESENTATIVES, members)
    of_representatives = chosen is not None and members > limits.norm(
        world.session, "organisation.full_meeting_members", world.today).value
    entitled = chosen.least if of_representatives and chosen else max(members, 1)
    kind, who = (REPRESENTATIVES, "会员代表大会") if of_representatives else (MEMBERS, "会员大会")
    row = _meeting(world, f"{world.day(back)[:4]}年{who}", kind, back, entitled) | {
        "place": "职工活动中心", "members_total": members,
        "agenda": "听取工会工作报告、经费收支报告和经费审查报告；表决。"}
    (made,) = world.insert("meetings", [row])
    _decide(world, made, (("01", "通过工会委员会工作报告。", 0), ("02", "通过上年度经费决算和本年度经费预算。", 0),
                          ("03", "通过经费审查工作报告。", 0)), back, entitled)
    world.hang("meetings", made, _signed())


def _decide(world: World, meeting: str, decided: tuple[tuple[str, str, int], ...], back: int, entitled: int) -> None:
    agreed = entitled - entitled // 8
    rows = []
    for number, (matter, text, wait) in enumerate(decided, 1):
        due = back - wait
        rows.append({"meeting_id": meeting, "number": number, "matter": matter, "decided": text, "votes_for": agreed,
                     "votes_against": 0, "abstained": 0, "adopted": True, "owner": "陈静" if wait else None,
                     "due_on": world.day(due) if wait else None,
                     "done_on": world.day(due + 1) if wait and due > 20 else None})  # noqa: PLR2004  the newest one waits
    world.insert("meeting_resolutions", rows)
