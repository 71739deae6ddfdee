"""A believable year of training and assessment in the practice office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.affairs import cadres_people, cadres_schemes, cadres_scoring
from union_desk.registers.cadres_schemes import BASIC
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from union_desk.practice_world import World

Row = dict[str, Any]

_MOST, _LEAST = 40, 3
# title, organiser, level, kind, topic, days ago, days long, hours, pass mark
_COURSES = (
    ("新任工会干部岗位培训班", "南海市总工会", "3", "1", "02", 300, 3, 24, 60),
    ("会员实名数据采集与更新培训", "南海市总工会", "3", "2", "09", 210, 1, 8, 60),
    ("数据使用与共享专题培训", "海南省总工会", "4", "2", "10", 160, 2, 16, None),
    ("工会财务与经审业务培训", "滨海区总工会", "2", "2", "05", 120, 1, 8, 60),
    ("个人信息保护网络学习", "和风机械厂工会", "1", "4", "11", 60, 1, 4, None),
    ("工会法和工会章程集中轮训", "和风机械厂工会", "1", "3", "02", 20, 1, 6, None),
)
_DUTIES = (
    ("01", "主持全面工作，对接上级工会", "每季度第一周向上级报工作小结"),
    ("04", "会费收缴、经费核算、慰问审批", "每月25日前结账"),
    ("13", "会员信息采集、更新、数据报送", "每月25日前上报"),
    ("14", "服务卡申办、发放、年度注册", "每月20日截止当月批次"),
    ("15", "收文登记、档案、公章使用登记", "收文当日登记"),
    ("11", "职工文体活动、协会管理", "活动前30日报方案"),
)


def practise(world: World) -> None:
    """Make cadre records of the people in post, an outsider, duties, certificates, courses, schemes and assessments."""
    cadres_people.enlist(world.session)
    found = records.page(world.session, cadres_people.CADRES, limit=_MOST)
    if len(found) < _LEAST:
        return
    hired = _hired(world)
    _duties(world, found)
    _certificates(world, found)
    _courses(world, [*(str(row["id"]) for row in found), hired])
    _assess(world, found)


def _hired(world: World) -> str:
    """Make a hired union worker who is no member here, with a contract that ends soon."""
    (made,) = world.insert("cadres", [{
        "name": "何社工", "sex": "2", "speciality": "个案服务、社区组织",
        "mobile": f"1390000{world.random.randrange(10**4):04d}"}])
    world.insert("cadre_services", [
        {"cadre_id": made, "unit": "滨海区总工会", "post": "73", "nature": "4", "since": world.day(1100),
         "until": world.day(400)},
        {"cadre_id": made, "unit": "和风机械厂工会", "post_text": "社会化工会工作者", "nature": "4",
         "since": world.day(400), "contract_to": world.day(-40)}])
    return made


def _duties(world: World, found: list[Row]) -> None:
    world.insert("cadre_duties", [
        {"cadre_id": found[place % len(found)]["id"], "duty": duty, "detail": detail, "rhythm": rhythm,
         "stand_in": found[(place + 1) % len(found)]["id"], "since": world.day(500),
         "place": f"工会办公室{place + 1}号文件柜；钥匙由办公室保管", "systems": "工会服务台；省总工会会员系统",
         "contacts": "滨海区总工会基层工作部"}
        for place, (duty, detail, rhythm) in enumerate(_DUTIES)])


def _certificates(world: World, found: list[Row]) -> None:
    ends = (None, world.day(-35), world.day(12), None, world.day(-400))
    world.insert("cadre_certificates", [
        {"cadre_id": row["id"], "kind": str(1 + place % 6), "number": f"ZS{world.day(900)[:4]}{place:05d}",
         "issued_on": world.day(900), "valid_to": ends[place % len(ends)], "issuer": "海南省总工会"}
        for place, row in enumerate(found[:10])])


def _courses(world: World, cadres: list[str]) -> None:
    """Hold the courses: most people came, some excused themselves; the last one is not entered yet."""
    rows = [{"title": title, "organiser": organiser, "level": level, "kind": kind, "topic": topic, "hours": hours,
             "begins_on": world.day(back), "ends_on": world.day(back - days + 1), "pass_mark": mark,
             "mode": "2" if kind == "4" else "1", "place": "市工人文化宫二楼培训室"}
            for title, organiser, level, kind, topic, back, days, hours, mark in _COURSES]
    made = world.insert("trainings", rows)
    for place, (course, row) in enumerate(zip(made, rows, strict=True)):
        people = cadres if place in (1, 5) else world.random.sample(cadres, max(len(cadres) * 2 // 3, 2))
        entered = place < len(made) - 1
        world.insert("trainees", [_attendance(world, course, row, cadre, entered=entered) for cadre in people])


def _attendance(world: World, course: str, row: Row, cadre: str, *, entered: bool) -> Row:
    told: Row = {"training_id": course, "cadre_id": cadre, "state": "enrolled"}
    if not entered:
        return told
    if world.random.random() < 0.12:  # noqa: PLR2004  about one in eight could not come
        return told | {"state": "excused"}
    told |= {"state": "present", "signed_on": row["begins_on"], "hours": row["hours"]}
    if row["pass_mark"] is not None:
        score = world.random.randrange(55, 100)
        told |= {"score": score, "passed": score >= row["pass_mark"]}
    return told


def _assess(world: World, found: list[Row]) -> None:
    """Assess the union last year and this one, and three people, each as far as another step."""
    session, year = world.session, int(world.today[:4])
    fresh = Query(filters=(Filter("id", "is", tuple(cadres_schemes.take_examples(session))),))
    schemes = {row["kind"]: row["id"] for row in records.page(session, cadres_schemes.SCHEMES, fresh)}
    if "union" not in schemes:
        return
    of_union = {"scheme_id": schemes["union"], "subject": "union", "assessor": "滨海区总工会"}
    last = _begin(world, {**of_union, "year": year - 1})
    _walk(world, last, ("submit", "review", "confirm"))
    this = _begin(world, {**of_union, "year": year, "due_on": world.day(-10)})
    cadres_scoring.take_figures(session, this, world.today)
    walks = (("submit", "review", "appeal"), ("submit", "review", "confirm"), ("submit",))
    for row, steps in zip(found, walks, strict=False):
        one = _begin(world, {"year": year, "scheme_id": schemes["cadre"], "subject": "cadre", "cadre_id": row["id"],
                             "assessor": "工会主席"})
        _walk(world, one, steps)
    vote = _begin(world, {"year": year, "scheme_id": schemes["vote"], "subject": "union"})
    line = cadres_scoring.standing(session, vote, world.today).lines[0]
    cadres_scoring.count_ballots(session, vote, line.item["id"], {"satisfied": 52, "basically": 9, "unsatisfied": 2})
    _walk(world, vote, ("submit", "review", "confirm"))


def _begin(world: World, values: Row) -> str:
    (made,) = world.insert("assessments", [values])
    world.happen("assessments", made, [{"event": "begin", "happened_on": world.day(40)}])
    return made


def _walk(world: World, own: str, steps: tuple[str, ...]) -> None:
    """Score an assessment and take it through its steps."""
    session, scores = world.session, registers.get("assessment_scores")
    cadres_scoring.take_figures(session, own, world.today)
    for line in cadres_scoring.standing(session, own, world.today).lines:
        if line.item["item_kind"] == BASIC and line.points("self_score") is None:
            most = int(line.item["max_score"])
            records.save(session, scores, {"self_score": most * world.random.randrange(80, 101) // 100,
                                           "reason": "见年度工作总结"}, line.score["id"])
    for place, step in enumerate(steps):
        if step == "review":
            cadres_scoring.review_as_scored(session, own, "陈考评")
        if step == "appeal":
            line = cadres_scoring.standing(session, own, world.today).lines[0]
            records.save(session, scores, {"appeal": "现场测评遗漏两张有效票，请复核"}, line.score["id"])
        world.happen("assessments", own, [{"event": step, "happened_on": world.day(30 - 5 * place),
                                           "decided_by": "林考评", "note": "按程序办理"}])


