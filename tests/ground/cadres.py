"""A cadre, a course, a scheme with an item, and an assessment that has begun."""

from __future__ import annotations

from typing import Any

from tests.ground import place

Row = dict[str, Any]


def _subject(row: Row) -> Row:
    """Name the one who is assessed, and nobody else."""
    named: dict[str, Row] = {
        "cadre": {"cadre_id": place("cadres"), "branch_id": None},
        "branch": {"branch_id": place("branches"), "cadre_id": None},
        "union": {"cadre_id": None, "branch_id": None}}
    return row | named[row.get("subject") or "union"]


def _own_points(row: Row) -> Row:
    """Keep what is entered while an assessment is being filled in, without evidence in books that are not there."""
    late = {"review_score", "reviewer", "opinion", "vetoed", "appeal", "final_score", "evidence_book", "evidence_id"}
    return {name: value for name, value in row.items() if name not in late}


def _attended(row: Row) -> Row:
    """Leave out hours and days that do not fit the course: rules ask the other book for them."""
    row = {name: value for name, value in row.items() if name not in {"signed_on", "hours"}}
    return row | ({"hours": 4} if row.get("state") == "present" else {})


GROUND: dict[str, Row] = {
    "cadres": {"name": "和干部", "sex": "2"},
    "trainings": {"course_no": "PX2001-001", "title": "数据采集与更新培训班", "level": "3", "kind": "2", "topic": "09",
                  "begins_on": "2001-03-05", "hours": 8},
    "assessment_schemes": {"name": "基层工会考核方案", "kind": "union", "version": 1},
    "assessment_items": {"scheme_id": place("assessment_schemes"), "part": "组织建设", "item": "会员入会率",
                         "item_kind": "basic", "max_score": 10**9},
    "assessments": {"year": 2000, "scheme_id": place("assessment_schemes"), "subject": "union", "state": "draft"},
}
MEND = {"assessments": _subject, "assessment_scores": _own_points, "trainees": _attended}
