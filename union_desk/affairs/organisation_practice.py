"""A believable organisation for the practice office: bodies, officers, elections at several stages, papers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.affairs import organisation_elections, organisation_meetings_practice
from union_desk.registers.committee_rules import end_of_term
from union_desk.schema import identity, seats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from union_desk.practice_world import World

Row = dict[str, Any]

TERM, LEAST_MEMBERS, MOST_ELECTIONS = 5, 20, 3
_BACK = TERM * 365 - 120  # the present term ends in four months
_SUPERIOR, _PLACE = "滨海区总工会", "三楼会议室"
_WORDS = {"01": "工会委员会", "03": "经费审查委员会", "04": "女职工委员会", "05": "劳动争议调解委员会",
          "06": "劳动法律监督委员会"}
# posts of each body: who leads, then the others
_POSTS = {"01": ("01", "03", "06", "07", "08", "09", "10", "05", "05"), "03": ("20", "22", "22"),
          "04": ("30", "31", "32", "32"), "05": ("72", "72", "72"), "06": ("71", "71")}
_DUTIES = {"06": "组织建设", "07": "宣传教育", "08": "文体活动", "09": "职工生活", "10": "劳动保护"}

# kind, name, days since it began, years; the newest is signed and not filed yet
_CONTRACTS = (("1", "集体合同", 1030, 3), ("3", "女职工权益保护专项集体合同", 1030, 3),
              ("2", "工资专项集体合同", 330, 1), ("4", "劳动安全卫生专项集体合同", 16, 3))
_UNFILED = 30


@dataclass
class _Filling:
    """One filling: the world, and who has no post yet."""

    world: World
    free: list[Row]
    branches: list[Row] = field(default_factory=list)

    def take(self, count: int, *, female: bool = False) -> list[Row]:
        """Return so many people without a post yet; women where it is asked for."""
        chosen = [m for m in self.free if not female or m["sex"] == "2"][:count]
        taken = {m["id"] for m in chosen}
        self.free = [m for m in self.free if m["id"] not in taken]
        return chosen


def fill(world: World) -> None:
    """Fill the books of the organisation; a handful of members has bodies only, no elections."""
    people = [m for m in world.members if m.get("branch_id")] or world.members
    filling = _Filling(world, world.random.sample(people, min(len(people), 400)))
    filling.branches = [b for b in records.page(world.session, registers.get("branches"), limit=-1)
                        if b["branch_kind"] == "1"]
    _employers(world)
    _bodies(filling)
    _groups(filling)
    if len(world.members) >= LEAST_MEMBERS:
        _elections(filling)
    _registrations(world)
    _contracts(world)
    organisation_meetings_practice.fill(world)


def _credit_code(serial: int) -> str:
    body = f"91460100{80000000 + serial:08d}"
    body += identity.organisation_check_digit(body[8:])
    return body + identity.credit_check_digit(body)


def _employers(world: World) -> None:
    own = str(world.union.get("unit_name") or "和风机械厂")
    total = max(len(world.members) + len(world.members) // 12, 1)
    rows = [_employer(own, total, 1)]
    if len(world.members) >= LEAST_MEMBERS:
        rows += [_employer(f"{own}{part}", max(total // share, 3), serial)
                 for serial, (part, share) in enumerate((("物流分公司", 12), ("技术服务部", 30)), 2)]
    world.insert("employers", rows)


def _employer(name: str, employees: int, serial: int) -> Row:
    from union_desk.registers.employers import scale_of

    return {"unit_name": name, "unit_uscc": _credit_code(serial), "address": f"南海市滨海区望海路{serial * 8}号",
            "nature": "07", "economic_type": "6", "industry": "C", "scale": scale_of(employees), "contact": "陈静",
            "has_party_org": serial == 1, "employees": employees, "employees_female": employees * 2 // 5,
            "employees_migrant": employees // 4, "covered_from": "2016-05-01"}


def _bodies(filling: _Filling) -> None:
    """Make the former and the present bodies with the people in their posts."""
    world = filling.world
    begins = world.day(_BACK)
    before = world.day(_BACK + TERM * 365)
    size = seats.band(seats.COMMITTEE, len(world.members))
    rows = []
    for kind, name in _WORDS.items():
        for number, start, ended in ((4, before, begins), (5, begins, None)):
            rows.append({"name": f"第{number}届{name}", "kind": kind, "term_no": number, "term_years": TERM,
                         "term_from": start, "term_to": end_of_term(start, TERM), "ended_on": ended,
                         "seats": size.least if kind == "01" and size else len(_POSTS[kind]),
                         "members_at_start": len(world.members), "reply_no": f"滨工发〔{start[:4]}〕{number}号"})
    made = world.insert("committees", rows)
    holders = {kind: filling.take(len(posts), female=kind == "04") for kind, posts in _POSTS.items()}
    officers = [row for place, row in enumerate(rows) for row in _officers(holders[str(row["kind"])], row, made[place])]
    accounts = [_officer(person, post, begins, {"nature": "2", "way": "4"})
                for person, post in zip(filling.take(2), ("80", "81"), strict=False)]
    world.insert("officers", [*officers, *accounts])


def _officers(people: list[Row], body: Row, body_id: str) -> Iterator[Row]:
    """Yield the posts of a body: most people were elected twice."""
    for place, (person, post) in enumerate(zip(people, _POSTS[body["kind"]], strict=False)):
        facts = {"committee_id": body_id, "nature": "1" if post == "01" else "2", "way": "1",
                 "duties": _DUTIES.get(post), "approval_no": body["reply_no"] if place == 0 else None}
        if body["ended_on"]:
            facts |= {"until": body["ended_on"], "end_reason": "1"}
        yield _officer(person, post, body["term_from"], facts)


def _officer(person: Row, post: str, since: str, facts: Row) -> Row:
    return {"member_id": person["id"], "post": post, "since": since, **facts}


def _groups(filling: _Filling) -> None:
    """Give each branch its chair and each group its leader, from their own members."""
    world, first, rows = filling.world, dict[str, Row](), []
    for member in world.members:
        first.setdefault(str(member.get("branch_id") or ""), member)
    for branch in records.page(world.session, registers.get("branches"), limit=-1):
        person = first.get(branch["id"])
        if person is not None and branch["branch_kind"] == "2":
            facts = {"branch_id": branch["id"], "nature": "2", "way": "1"}
            rows.append(_officer(person, "60", world.day(300, 400), facts))
    world.insert("officers", rows)


# ---- elections


def _elections(filling: _Filling) -> None:
    """Make the election of the union that has begun, and elections of branches: one closed, one held, one announced."""
    world = filling.world
    _of_union(world)
    for place, branch in enumerate(filling.branches[:MOST_ELECTIONS]):
        _of_branch(world, branch, place)


def _of_union(world: World) -> None:
    body = next(i for i in world.made["committees"] if _is_present(world, i))
    size = seats.band(seats.COMMITTEE, len(world.members))
    chosen = seats.band(seats.REPRESENTATIVES, len(world.members))
    by_representatives = chosen is not None and len(world.members) > 100  # noqa: PLR2004  the norm asks no more of practice
    meeting = world.day(-100)
    (made,) = world.insert("elections", [{
        "name": "第六届工会委员会换届选举", "body": "01", "timing": "1", "planned_on": world.day(60),
        "prepared_by": "陈静",
        "committee_id": body, "old_term_to": world.day(-120), "term_no": 6, "term_years": TERM, "meeting_on": meeting,
        "term_from": meeting, "term_to": end_of_term(meeting, TERM), "meeting_place": _PLACE,
        "meeting_form": "2" if by_representatives else "1", "members_total": len(world.members),
        "representatives": chosen.least if by_representatives and chosen else None,
        "committee_seats": size.least if size else 3, "audit_seats": 3}])
    world.happen("elections", made, [
        {"event": "plan", "happened_on": world.day(60)},
        {"event": "request", "happened_on": world.day(14), "document": f"厂工〔{world.today[:4]}〕8号"},
        {"event": "reply", "happened_on": world.day(4), "document": f"滨工复〔{world.today[:4]}〕21号",
         "decided_by": _SUPERIOR}])


def _is_present(world: World, body: str) -> bool:
    row = records.get(world.session, registers.get("committees"), body)
    return bool(row["kind"] == "01" and not row["ended_on"])


def _of_branch(world: World, branch: Row, place: int) -> None:
    """Make the election of a branch's committee: the first is closed, the second held, the third announced."""
    meeting = world.day((200, 9, -12)[place])
    entitled = max(20, min(len(world.members) // 8, 90))
    (made,) = world.insert("elections", [{
        "name": f"{branch['name']}换届选举", "body": "09", "branch_id": branch["id"], "timing": "1",
        "planned_on": world.day(320 - 40 * place), "term_no": 3, "term_years": TERM, "meeting_on": meeting,
        "term_from": meeting, "term_to": end_of_term(meeting, TERM), "meeting_form": "1", "members_total": entitled,
        "entitled": entitled, "attended": entitled * 9 // 10, "committee_seats": 3, "presider": "陈静"}])
    _votes(world, made, entitled, meeting, counted=place < 2)  # noqa: PLR2004  the third has not met yet
    steps = _steps(world, meeting, place)
    world.happen("elections", made, steps[:4])
    if place < 2:  # noqa: PLR2004  as above
        world.happen("elections", made, steps[4:5])
        organisation_elections.count(world.session, made)
    if place == 0:
        world.happen("elections", made, steps[5:])
        organisation_elections.install(world.session, made)


def _steps(world: World, meeting: str, place: int) -> list[Row]:
    year, back = meeting[:4], 320 - 40 * place
    return [
        {"event": "plan", "happened_on": world.day(back)},
        {"event": "request", "happened_on": world.day(back - 10), "document": f"厂工〔{year}〕{12 + place}号"},
        {"event": "reply", "happened_on": world.day(back - 20), "document": f"厂工复〔{year}〕{3 + place}号",
         "decided_by": "厂工会"},
        {"event": "notify", "happened_on": world.day(max(back - 60, 20))},
        {"event": "hold", "happened_on": meeting},
        {"event": "report", "happened_on": world.day(190), "document": f"厂工报〔{year}〕{9 + place}号"},
        {"event": "approve", "happened_on": world.day(180), "document": f"厂工复〔{year}〕{15 + place}号",
         "decided_by": "厂工会"},
        {"event": "close", "happened_on": world.day(175), "note": "分工会无法人资格，归档。"},
    ]


def _votes(world: World, election: str, entitled: int, meeting: str, *, counted: bool) -> None:
    attended = entitled * 9 // 10
    people = world.some(4)
    for office, candidates, places in (("09", people, 3), ("10", people[:1], 1)):
        papers = {"issued": attended, "returned": attended, "valid": attended - 1} if counted else {}
        world.insert("election_ballots", [{
            "election_id": election, "office": office, "meeting_form": "1", "held_on": meeting, "seats": places,
            "entitled": entitled, "attended": attended, **papers}])
        rows = []
        for place, person in enumerate(candidates, 1):
            votes = attended - 1 - place if place <= places else attended // 4
            row = {"election_id": election, "office": office, "member_id": person["id"], "position": place,
                   "nominated_by": "工会小组"}
            counts = {"votes_for": votes, "votes_against": attended - 1 - votes, "abstained": 0}
            rows.append(row | (counts if counted else {}))
        world.insert("election_candidates", rows)


# ---- registration, contracts, stations


def _registrations(world: World) -> None:
    """Make the change of the registration after the last election, with its certificate, and a lost certificate."""
    begins, union = world.day(_BACK), world.union
    chair = records.get(world.session, registers.get("members"), _chair(world))
    facts = {"authority": _SUPERIOR, "union_name": union.get("union_name") or "和风机械厂工会委员会",
             "office_address": union.get("office_address") or "南海市滨海区望海路8号", "chair": chair["name"],
             "chair_id": chair["id"], "chair_nature": "1", "chair_since": begins, "members": len(world.members),
             "income_left": 1_850_000, "income_dues": 2_420_000, "income_share": 16_800_000, "income_other": 300_000,
             "income_total": 21_370_000, "office_space": 60, "activity_space": 420, "handler": "陈静"}
    for kind, reason, back in (("2", "1", _BACK - 10), ("4", None, 150)):
        lost = {"lost_on": world.day(back + 5), "lost_notice": "南海日报"} if kind == "4" else {}
        (made,) = world.insert("legal_registrations", [{
            "kind": kind, "reason": reason, "prepared_on": world.day(back), "due_on": world.day(back - 30),
            **facts, **lost}])
        world.happen("legal_registrations", made, [
            {"event": "prepare", "happened_on": world.day(back)},
            {"event": "submit", "happened_on": world.day(back - 3)},
            {"event": "issue", "happened_on": world.day(back - 12), "document": f"琼工法证字第{back}号",
             "valid_from": begins, "valid_to": end_of_term(begins, TERM), "decided_by": _SUPERIOR}])


def _chair(world: World) -> str:
    posts = [records.get(world.session, registers.get("officers"), i) for i in world.made["officers"][:30]]
    return str(next((p["member_id"] for p in posts if p["post"] == "01" and not p["until"]), posts[0]["member_id"]))


def _contracts(world: World) -> None:
    employees = len(world.members) + len(world.members) // 12
    shared = {"employer_side": "高建国", "union_side": "周敏", "congress_entitled": 60, "congress_attended": 54,
              "congress_for": 51, "covered": employees, "covered_female": employees * 2 // 5,
              "filed_with": "滨海区人力资源和社会保障局"}
    rows = []
    for kind, name, back, years in _CONTRACTS:
        begins, filed = world.day(back), back > _UNFILED
        rows.append({"name": f"{begins[:4]}年{name}", "kind": kind, "congress_on": world.day(back + 12),
                     "signed_on": world.day(back + 8), "valid_from": begins, "valid_to": end_of_term(begins, years),
                     "filed_on": world.day(back + 2) if filed else None,
                     "raise_permille": 45 if kind == "2" else None, **shared})
    world.insert("collective_contracts", rows)
    world.insert("staff_congresses", [
        {"name": f"第四届第{number}次职工代表大会", "kind": "1", "term_no": 4, "session_no": place,
         "held_on": world.day(back), "place": "职工活动中心", "presider": "周敏", "entitled": 60,
         "attended": 60 - place * 3, "frontline": 36, "female": 22, "reported_on": world.day(back - 10),
         "agenda": "行政工作报告、集体合同草案、厂务公开情况报告", "open_affairs": True, "leaders_reviewed": place == 1,
         "decisions": "通过集体合同草案；通过年度厂务公开情况报告。"}
        for place, (number, back) in enumerate((("一", 700), ("二", 330)), 1)])
    unions = registers.get("unions")
    for union in records.page(world.session, unions, limit=1):  # its return would contradict itself otherwise
        records.save(world.session, unions, {"has_staff_congress": True}, union["id"])
    world.insert("service_stations", [
        {"name": "望海路户外劳动者驿站", "kind": "1", "address": "南海市滨海区望海路8号门卫室旁",
         "opened_on": world.day(500), "hours": "7:00-22:00", "area_m2": 24,
         "facilities": "饮水机、微波炉、急救箱、充电插座、空调", "keeper": "陈静",
         "served_month": 360, "checked_on": world.day(40)},
        {"name": "职工书屋", "kind": "4", "address": "南海市滨海区望海路8号二楼", "opened_on": world.day(900),
         "hours": "8:00-20:00", "area_m2": 80, "facilities": "图书两千册、座位二十个", "keeper": "周敏",
         "served_month": 150},
        {"name": "爱心妈咪小屋", "kind": "3", "address": "南海市滨海区望海路8号一楼东", "opened_on": world.day(260),
         "area_m2": 12, "facilities": "冰箱、沙发、洗手台", "keeper": "周敏", "served_month": 40}])
