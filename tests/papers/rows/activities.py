"""Activities with everything that hangs on them: an ordinary one, one whose every text is too long."""

from __future__ import annotations

from typing import Any

from tests.papers.samples import MINORITY, ORDINARY, RARE, UNKNOWN
from union_desk.affairs.activities_settling import Figures, Settled
from union_desk.registers.activities_evidence import Item, needs
from union_desk.schema.problem import WARNING, Problem
from union_desk.words import N_

Row = dict[str, Any]

CLIMB: Row = {
    "id": "a1", "act_no": "HD2026-0003", "title": "2026年职工春季登山比赛", "kind": "A02", "form": "05",
    "status": "enrolling", "organiser": "南海市蓝天机械制造有限公司工会委员会", "co_organisers": "机修分会",
    "starts_on": "2026-05-16", "ends_on": "2026-05-16", "starts_at": "08:30", "ends_at": "16:30",
    "place": "青石山森林公园南门", "contact_name": "陈静", "contact_phone": "0898-66001234",
    "content": "上午集体登山，下午分组趣味比赛；集合后清点人数，安排随队医务人员。",
    "notice_text": "春暖花开，工会组织职工春季登山比赛，欢迎会员踊跃报名。\n请穿运动鞋，自备饮水。",
    "quota": 60, "guests_each": 2, "deadline": "2026-05-10", "scope_age_to": 60, "plan_no": "蓝工〔2026〕12号",
    "decision_ref": "工会委员会纪要〔2026〕5号", "headcount": 58, "satisfaction": 96, "spent": 545_000,
    "summary": "活动安全有序，参加职工普遍满意。"}
LONG: Row = {
    **CLIMB, "id": "a2", "title": "南海市蓝天机械制造有限公司滨海分公司第二生产基地职工疗休养及参观学习活动" * 2,
    "kind": "A07", "form": "07", "ends_on": "2026-05-20", "content": CLIMB["content"] * 12, "place": "疗养院" * 30,
    "summary": "活动安全有序。" * 60, "notice_text": "请准时集合，服从安排。" * 90, "scope_branch_id": "b2"}
PEOPLE = {str(p["id"]): p for p in (ORDINARY, MINORITY, RARE, UNKNOWN)}
ENROLLED: list[Row] = [
    {"member_id": member, "state": state, "enrolled_on": "2026-05-02", "guests": guests}
    for member, state, guests in (("m1", "enrolled", 2), ("m2", "confirmed", None), ("m3", "waiting", None),
                                  ("m4", "enrolled", 1))]
GIVEN: list[Row] = [
    {"member_id": member, "item": item, "quantity": 1, "amount": amount, "cost": "prize"}
    for member, item, amount in (("m1", "运动毛巾套装", 8_000),
                                 ("m2", "折叠登山杖（碳纤维三节可调带减震）" * 2, 59_900),
                                 ("m1", "保温杯", 6_000))]
BUDGET: list[Row] = [
    {"item": item, "cost": cost, "fund_item": "12", "unit_price": price, "quantity": count, "amount": price * count}
    for item, cost, price, count in (("租车", "transport", 150_000, 2), ("奖品", "prize", 8_000, 12),
                                     ("横幅、号码布、对讲机和医药箱等物料", "material", 36_000, 1))]
_PAPERS = tuple(Item(need.evidence, ("present", "waived", "missing")[n % 3], need.basis,
                     "纸质原件已归入档案柜" if n % 3 == 1 else "") for n, need in enumerate(needs("A02")))
SETTLED = Settled(
    Figures(432_000, 545_000, (("", 0, 5_000), ("12", 432_000, 540_000)), 55, 54, 4, 3, 3, 73_900, 1),
    (Problem(WARNING, "over_budget", "spent",
             N_("{spent} yuan were spent, {budget} yuan planned (nothing over budget)."),
             {"spent": "5450.00", "budget": "4320.00"}),), _PAPERS)
_FORMS = ("enrolments", "goods", "notice", "passes", "plan", "settlement", "sign-in",
          "summary", "folder")

ROWS: dict[str, list[Row]] = {f"activity-{name}": [CLIMB, LONG] for name in _FORMS}
_EXTRA = {
    "people": PEOPLE, "activity_enrolments": {"a1": ENROLLED, "a2": ENROLLED[:1]},
    "activity_goods": {"a1": GIVEN, "a2": GIVEN[1:2]}, "activity_budget_lines": {"a1": BUDGET, "a2": BUDGET * 4},
    "settled": {"a1": SETTLED, "a2": SETTLED}}
EXTRA: dict[str, dict[str, Any]] = {f"activity-{name}": _EXTRA for name in _FORMS}
