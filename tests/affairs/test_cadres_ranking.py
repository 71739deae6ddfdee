"""Ranking of assessments, and people from outside who have one name (domain reference §10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from union_desk import records, registers
from union_desk.affairs import cadres_scoring
from union_desk.errors import InvalidRecordError

if TYPE_CHECKING:
    from union_desk.database import Database

Row = dict[str, Any]


def test_equal_points_share_a_place_and_too_many_excellent_are_told() -> None:
    grades: list[Row] = [{"name": "优秀", "share_most": 20}, {"name": "称职", "share_most": None}]
    rows: list[Row] = [{"final_total": points, "grade": grade, "vetoed": veto} for points, grade, veto in (
        (9000, "称职", False), (9600, "优秀", False), (9600, "优秀", None), (9900, "称职", True), (None, "", False))]
    found = cadres_scoring.ranked(rows, grades)
    assert [(one.place, one.total, one.over) for one in found] == [
        (1, 9600, True), (1, 9600, True), (3, 9000, False), (4, 9900, False), (5, None, False)]


def test_only_those_are_marked_for_whom_the_share_of_a_grade_has_no_room() -> None:
    rows: list[Row] = [{"final_total": 9900 - number, "grade": "优秀", "vetoed": False} for number in range(5)]
    found = cadres_scoring.ranked(rows, [{"name": "优秀", "share_most": 40}])
    assert [one.over for one in found] == [False, False, True, True, True]


def test_people_from_outside_may_have_one_name_and_are_told_apart_by_their_telephone(office: Database) -> None:
    cadres = registers.get("cadres")
    with office.write(ACTOR, "x") as session:
        first = records.save(session, cadres, {"name": "赵外聘", "mobile": "15400000001"})
        second = records.save(session, cadres, {"name": "赵外聘", "mobile": "15400000002"})
        third = records.save(session, cadres, {"name": "赵外聘"})
        with pytest.raises(InvalidRecordError):
            records.save(session, cadres, {"name": "赵外聘", "mobile": "15400000002"})
    told = [[problem.code for problem in saved.problems] for saved in (first, second, third)]
    assert ["namesake" in codes for codes in told] == [False, False, True]
