"""A paper with a task and something to hand in, which child books may name."""

from __future__ import annotations

from typing import Any

from tests.ground import place

Row = dict[str, Any]


def _not_classified(row: Row) -> Row:
    """Papers marked secret are refused, so a sound one is not."""
    return row | {"secrecy": "0" if row.get("secrecy") in {"7", "8", "9"} else row.get("secrecy")}


GROUND: dict[str, Row] = {
    "directives": {
        "recv_no": "SW2001-0001", "recv_date": "2001-03-05", "received_via": "1", "issuer": "南海市总工会",
        "title": "关于报送会员名册的通知", "doc_kind": "08", "urgency": "3", "secrecy": "0",
        "directive_state": "received"},
    "directive_tasks": {
        "directive_id": place("directives"), "title": "报送会员名册", "task_kind": "2", "due_at": "2001-03-25",
        "owner": "赵接待"},
    "posted_papers": {
        "issuer": "南海市总工会", "title": "关于报送会员名册的通知", "doc_kind": "08", "urgency": "3", "secrecy": "0"},
    "posted_files": {"paper_id": place("posted_papers"), "title": "会员名册格式"},
    "deliverables": {
        "task_id": place("directive_tasks"), "name": "会员名册", "deliverable_kind": "2", "deliverable_state": "open",
        "version": 1},
}
MEND = {"directives": _not_classified}
