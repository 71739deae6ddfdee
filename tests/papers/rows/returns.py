"""A return with figures of every unit, a broken-down one, long explanations and findings; a table of members."""

from __future__ import annotations

from collections import Counter
from typing import Any

from union_desk.affairs.returns import Opened
from union_desk.statistics import checks, content, dimensions
from union_desk.statistics.axes import Axis, Category
from union_desk.statistics.counting import Counted
from union_desk.statistics.crosstab import CrossTab
from union_desk.statistics.period import Period
from union_desk.statistics.scope import Scope

Row = dict[str, Any]

RETURN: Row = {"id": "r1", "period_from": "2025-10-01", "period_to": "2026-09-30", "version": 2, "state": "signed"}
_IMPRINT = {"union": "南海蓝天机械有限公司工会委员会", "union_code": "4601001234", "stat_code": "460100A00012"}
_COUNTED = {
    "org_form": Counted("4"), "covered_units": Counted(1), "employees_total": Counted(1260),
    "members_total": Counted(1203), "members_female": Counted(402), "members_joined": Counted(40),
    "has_women_committee": Counted(0), "chair_fulltime": Counted(1), "cadres_full": Counted(0),
    "income_by_item": Counted(12_345_678_90, "", (), {"101": Counted(345_678_90), "102": Counted(12_000_000_00)}),
}
_ENTERED: dict[tuple[str, str], Row] = {
    ("employees_total", ""): {"value": 1260, "explanation": "新并入三家外协单位职工，" * 12},
    ("hazards_found", ""): {"value": 12}, ("hazards_fixed", ""): {"value": 13},
    ("has_board", ""): {"value": 1}, ("suggestions_benefit", ""): {"value": 880_000_00},
}
_BEFORE = {("employees_total", ""): 800, ("members_total", ""): 1190, ("income_by_item", "101"): 300_000_00}


def _opened() -> Opened:
    made = content.build(Period("2025-10-01", "2026-09-30"), 2, _COUNTED, _ENTERED, _BEFORE)
    norms = {"statistics.change_percent": 30, "statistics.change_floor": 10, "statistics.women_committee": 10,
             "statistics.full_time_chair": 200}
    return Opened(RETURN, made, tuple(checks.check(made, checks.Facts(norms, 7))), _IMPRINT)


def _table(names: tuple[str, ...], keys: list[list[str]]) -> CrossTab:
    axes = [Axis(tuple(Category(k, k, (), always=True) for k in of), {k: k for k in of}) for of in keys]
    cells: Counter[tuple[str, ...]] = Counter()
    for place, first in enumerate(keys[0]):
        for across, second in enumerate(keys[1]):
            cells[first, second] = place * 7 + across
    return CrossTab(Scope("2026-09-30"), tuple(dimensions.get(name) for name in names), tuple(axes), cells)


ROWS = {"statistics-return": [RETURN], "statistics-checks": [RETURN], "statistics-table": [{"id": "m1"}]}
EXTRA = {
    "statistics-return": {"returns": {"r1": _opened()}}, "statistics-checks": {"returns": {"r1": _opened()}},
    "statistics-table": {"tables": [
        _table(("sex", "age"), [["男", "女", "未说明"], ["25岁及以下", "26–35岁", "36–45岁", "46–55岁"]]),
        _table(("education_group", "employer_name"), [
            ["研究生", "大学本科"], [f"第{place}外协单位名称很长的公司" for place in range(17)]])]},
}
