"""A believable year of activities for the practice office: plans, lists, spending, folders at every stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import practice_files, records, registers
from union_desk.registers.activities_evidence import needs
from union_desk.schema.dates import add_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from union_desk.practice_world import World

_MOST, _SHARE = 60, 0.35  # people at one activity
_PLANNING = ("draft", "submit")  # a plan that is early waits for approval
_ARCHIVED = 0.8  # of the folders that are old enough
_AHEAD = 45  # days before the activity that its plan is drafted
_TOLD = "活动按方案组织，职工参与积极，秩序良好，未发生安全问题；下次可适当增加集体项目。"
_STEPS = (("draft", _AHEAD), ("submit", 40), ("approve", 35), ("open", 20), ("start", 0), ("finish", 0))
_NOTICE, _SHEET, _PHOTOGRAPH = "02", "05", "06"  # kinds of paper
_LATELY, _MOST_FILES = -120, 9  # days ago, and files in all
_WAIVED = "纸质原件已归入档案柜，练习数据不附扫描件"


@dataclass(frozen=True, slots=True)
class Plan:
    """One activity as it comes back every year; money in fen a head, prizes as part of those who come."""

    month: int
    day: int
    title: str
    kind: str
    form: str
    place: str
    item: str
    cost: str
    each: int
    heading: str
    prize: str = ""


PLANS = (
    Plan(1, 18, "迎新春职工联欢会", "A02", "03", "职工活动中心", "舞台布置和物料", "material", 4000, "12"),
    Plan(3, 8, "三八妇女节插花活动", "A10", "06", "工会会议室", "花材和工具", "material", 8000, "23"),
    Plan(4, 20, "职工春季登山", "A02", "05", "青石山森林公园", "租车", "transport", 3000, "12"),
    Plan(5, 22, "安康杯安全知识竞赛", "A03", "08", "一号会议室", "题库和展板", "material", 2000, "22", "保温杯"),
    Plan(7, 10, "夏季送清凉", "A06", "10", "各车间", "防暑用品", "gift", 6000, "21"),
    Plan(9, 12, "职工羽毛球比赛", "A02", "02", "区体育馆", "场地租赁", "venue", 5000, "12", "运动毛巾套装"),
    Plan(10, 16, "心理健康讲座", "A09", "01", "多功能厅", "授课费", "lecture", 300, "11"),
    Plan(11, 28, "职工读书分享会", "A01", "01", "职工书屋", "图书", "material", 3500, "11"),
)


def practise(world: World) -> None:
    """Invent every plan in each year; what lies ahead is planned, the last months are still open."""
    this_year = int(world.today[:4])
    for year in range(this_year - world.years + 1, this_year + 2):
        for plan in PLANS:
            day = f"{year}-{plan.month:02d}-{plan.day:02d}"
            if day <= add_days(world.today, _AHEAD + 30):
                _activity(world, plan, day)


def _activity(world: World, plan: Plan, day: str) -> None:
    people = world.some(max(4, min(_MOST, int(len(world.members) * _SHARE))))
    past = day < world.today
    leader, clerk = ("韦主席", "王干事")
    quota = len(people) - 2 if not past and day > add_days(world.today, 5) else None
    (made,) = world.insert("activities", [{
        "title": f"{day[:4]}年{plan.title}", "kind": plan.kind, "form": plan.form, "starts_on": day, "ends_on": day,
        "starts_at": "14:30", "ends_at": "17:00", "place": plan.place, "deadline": add_days(day, -5),
        "organiser": world.union.get("union_name") or "本单位工会", "contact_name": clerk,
        "contact_phone": "0898-66001234", "content": f"组织会员参加{plan.title}，丰富职工生活，增强凝聚力。",
        "notice_text": f"兹定于{day}举办{plan.title}，欢迎会员报名。", "quota": quota, "guests_each": 0,
        "plan_no": f"工活〔{day[:4]}〕{plan.month}号",
        "decision_ref": f"工会委员会会议纪要〔{day[:4]}〕{plan.month}号"}])
    _budget(world, plan, made, len(people))
    world.happen("activities", made, _steps(world, day, clerk, leader))
    if add_days(day, -20) > world.today:
        return
    _people(world, made, people, day, quota)
    if past:
        _held(world, plan, made, people, day)


def _budget(world: World, plan: Plan, made: str, count: int) -> None:
    lines = [{"activity_id": made, "item": plan.item, "cost": plan.cost, "unit_price": plan.each, "quantity": count,
              "fund_item": plan.heading}]
    if plan.prize:
        lines.append({"activity_id": made, "item": plan.prize, "cost": "prize", "unit_price": 8000,
                      "quantity": max(2, count // 4), "fund_item": plan.heading})
    world.insert("activity_budget_lines", lines)


def _steps(world: World, day: str, clerk: str, leader: str) -> Iterator[dict[str, Any]]:
    """Yield the steps that an activity of that day has behind it today."""
    told = {"handled_by": clerk, "decided_by": leader}
    for event, before in _STEPS:
        happened = min(add_days(day, -before), world.today) if event in _PLANNING else add_days(day, -before)
        if happened > world.today or (event == "start" and day >= world.today):
            return
        yield {"event": event, "happened_on": happened, **({} if event == "draft" else told)}


def _people(world: World, made: str, people: list[dict[str, Any]], day: str, quota: int | None) -> None:
    """Enrol people, all of whom the activity is meant for; the last ones wait where places are few."""
    opened = min(add_days(day, -15), world.today)
    rows = [{"activity_id": made, "member_id": person["id"], "enrolled_on": opened,
             "state": "enrolled" if quota is None or place < quota else "waiting"}
            for place, person in enumerate(people)]
    ids = records.insert_many(world.session, registers.get("activity_enrolments"), rows)
    world.made.setdefault("activity_enrolments", []).extend(ids)


def _held(world: World, plan: Plan, made: str, people: list[dict[str, Any]], day: str) -> None:
    came = people[: max(3, len(people) * 9 // 10)]
    entries = [{"activity_id": made, "member_id": person["id"], "signed_on": day, "method": "hand",
                "signed_at": f"14:{world.random.randrange(10, 30)}"} for person in came]
    ids = records.insert_many(world.session, registers.get("activity_sign_ins"), entries)
    world.made.setdefault("activity_sign_ins", []).extend(ids)
    cost = plan.each * len(came)
    world.insert("activity_expenses", [{
        "activity_id": made, "item": plan.item, "cost": plan.cost, "spent_on": min(add_days(day, 3), world.today),
        "payee": "和风商贸有限公司", "amount": cost,
        "invoice_no": f"{world.random.randrange(10**7, 10**8)}", "invoice_on": day, "fund_item": plan.heading,
        "handled_by": "王干事", "approved_by": "韦主席", "voucher_no": f"记-{world.random.randrange(1, 300):03d}"}])
    records.save(world.session, registers.get("activities"), {"headcount": len(came)}, made)  # adds up the spending
    if plan.prize:
        _prizes(world, plan, made, came, day)
    if add_days(day, 40) < world.today and world.random.random() < _ARCHIVED:
        _archive(world, plan, made, len(came), day)
    else:
        _begin_folder(world, made, day)


def _begin_folder(world: World, made: str, day: str) -> None:
    """Let the folders of the last activities hold some of their papers, so that the list tells what is missing."""
    number = len(world.made.get("attachments", ()))
    if day >= add_days(world.today, _LATELY) and number < _MOST_FILES:
        words = f"Practice office, {day}"
        world.hang("activities", made, [
            (_NOTICE, "活动通知.pdf", practice_files.paper(f"Notice - {words}")),
            (_SHEET, "签到表.pdf", practice_files.paper(f"Attendance sheet - {words}")),
            (_PHOTOGRAPH, "现场照片.png", practice_files.picture(number))])


def _prizes(world: World, plan: Plan, made: str, came: list[dict[str, Any]], day: str) -> None:
    winners = came[: max(1, min(6, len(came) // 4))]
    world.insert("activity_results", [
        {"activity_id": made, "contest": plan.title, "rank": rank, "member_id": person["id"],
         "award": ("一等奖", "二等奖", "三等奖")[min(2, rank // 2)]} for rank, person in enumerate(winners, 1)])
    world.insert("activity_goods", [
        {"activity_id": made, "member_id": person["id"], "item": plan.prize, "cost": "prize", "quantity": 1,
         "unit_value": 8000, "signature": "own", "signed_on": day} for person in winners])


def _archive(world: World, plan: Plan, made: str, came: int, day: str) -> None:
    """Put the folder into the archive: told what is asked, every paper waived because it lies in the cupboard."""
    settled = add_days(day, 20)
    register = registers.get("activities")
    records.save(world.session, register, {
        "summary": _TOLD, "headcount": came, "satisfaction": world.random.randrange(88, 100)}, made)
    papers = {need.evidence for need in needs(plan.kind)}
    world.insert("activity_waivers", [
        {"activity_id": made, "evidence": paper, "reason": _WAIVED, "decided_by": "韦主席", "decided_on": settled}
        for paper in sorted(papers)])
    world.happen("activities", made, [{"event": "archive", "happened_on": settled, "handled_by": "王干事"}])
