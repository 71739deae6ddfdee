"""A file of a household in hardship, a help and a payment list that child books may name."""

from __future__ import annotations

from typing import Any

from tests.ground import place

Row = dict[str, Any]
_NAMED = 98_765_432_100  # fen: a private amount with so many digits is told from others


def _file(row: Row) -> Row:
    """Let causes differ and private words be told from others; all are of one worker, so they are of one day."""
    plain = dict.fromkeys(("cause_2", "cause_3", "cause_4")) | {"applied_on": "2001-03-06"}
    return _told(row, "circumstances", "disability_grade", "relief_card") | plain | _big(row, "support")


def _told(row: Row, *names: str) -> Row:
    return row | {name: f"甲乙丙丁：{row[name]}" for name in names if row.get(name)}


def _big(row: Row, *names: str) -> Row:
    return {name: row[name] + _NAMED for name in names if row.get(name) is not None}


def _person(row: Row) -> Row:
    """Take somebody who is no member, and lives in no other household."""
    return _told(row, "note") | {"member_id": None}


def _line(row: Row) -> Row:
    """Take a year that has begun, and an amount above zero."""
    return _told(row, "note") | {"year": 2010 + row["year"] % 10, "amount": row["amount"] + _NAMED}


def _assessment(row: Row) -> Row:
    """Assess a year in the year itself."""
    year = 1990 + row["year"] % 10
    return _told(row, "note") | {"year": year, "assessed_on": f"{year}{row['assessed_on'][4:7]}-01"}


def _visit(row: Row) -> Row:
    """Let two people go."""
    return _told(row, "place", "found", "wishes") | {"visitor": "赵走访", "second_visitor": "钱走访"}


def _review(row: Row) -> Row:
    """Let everybody be in favour."""
    present = row["present"]
    return _told(row, "opinions") | {"in_favour": present, "against": 0, "abstained": 0}


def _objection(row: Row) -> Row:
    """Leave it unanswered."""
    return _told(row, "text") | {"answered_on": None, "answer": None, "answered_by": None, "upheld": None}


def _alone(*names: str) -> Any:
    def mend(row: Row) -> Row:
        return row | dict.fromkeys(names)

    return mend


def _low_line(row: Row) -> Row:
    return row | {"valid_to": None, "monthly": row["monthly"] + 1}


def _help(row: Row) -> Row:
    """Leave exceptions out, and name no file of another household."""
    return _told(row, "details") | {"override_reason": None, "override_by": None}


def _medical(row: Row) -> Row:
    return _told(row, "disease") | _big(row, "own_paid", "aid_received")


def _study(row: Row) -> Row:
    return row | _big(row, "loan", "other_aid") | {"score": None}


GROUND: dict[str, Row] = {
    "hardship_files": {
        "file_no": "KN2001-0001", "member_id": place("members"), "applied_on": "2001-03-05", "region": "460106",
        "registered_by": "周帮扶", "main_cause": "05", "hardship_state": "exited"},
    "help_records": {
        "help_no": "BF2001-0001", "member_id": place("members"), "help_kind": "01", "fund_source": "4",
        "helped_on": "2001-03-05", "amount": 50_000, "handler": "周帮扶", "help_state": "requested"},
    "help_batches": {
        "batch_no": "FF200103-001", "made_on": "2001-03-05", "fund_source": "4", "bank": "某银行",
        "batch_state": "draft"},
}
MEND = {
    "hardship_files": _file, "hardship_persons": _person, "hardship_incomes": _line,
    "hardship_assessments": _assessment, "hardship_visits": _visit,
    "hardship_reviews": _review, "hardship_objections": _objection,
    "hardship_materials": _alone("waiver", "waived_by"), "hardship_refusals": _alone("exception", "exception_by"),
    "hardship_helpers": _alone("ends"), "low_income_lines": _low_line, "help_records": _help,
    "help_medical": _medical, "help_study": _study}
