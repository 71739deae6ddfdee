"""Appeals, proposals and rights cases that child books may name."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

GROUND: dict[str, Row] = {
    "appeals": {
        "case_no": "SQ2001-0001", "received_on": "2001-03-05", "receiver": "赵接待", "source": "1", "appeal_type": "2",
        "topic": "02", "urgency": "1", "title": "加班费未足额发放", "content": "夜班加班费按平日标准计发。",
        "appellant_kind": "real", "people_count": 1, "appeal_state": "registered"},
    "proposals": {
        "proposal_no": "TA2001-001", "title": "改善车间通风", "category": "3", "reason": "夏季高温。",
        "suggestion": "加装排风扇。", "submitted_on": "2001-03-05", "proposal_state": "submitted"},
    "rights_cases": {
        "case_no": "FY2001-001", "applied_on": "2001-03-05", "received_by": "赵接待", "title": "工伤待遇案",
        "person_class": "9", "cause": "3", "case_kind": "1", "aid_form": "4", "rights_state": "applied"},
}
