"""Honours of a person, a branch and the union; one with words far too long."""

from __future__ import annotations

from typing import Any

from tests.papers.samples import LONG_NAME

Row = dict[str, Any]

PERSON: Row = {"id": "h1", "title": "海南省五一劳动奖章", "award": "01", "level": "2", "year": 2025,
               "awarded_on": "2025-04-28", "grantor": "海南省总工会", "document": "琼工发〔2025〕12号",
               "certificate_no": "25-0113", "holder": "person", "member_id": "m1"}
BRANCH: Row = {"id": "h2", "title": "南海市工人先锋号", "award": "03", "level": "3", "year": 2026, "holder": "branch",
               "branch_id": "b1", "grantor": "南海市总工会"}
UNION: Row = {"id": "h3", "title": "模范职工之家", "award": "11", "level": "3", "year": 2024, "holder": "union"}
LONG: Row = {**PERSON, "id": "h4", "title": "2024—2025年度全市职工职业技能大赛焊工项目第一名暨技术能手" * 3,
             "member_id": "m2", "document": "琼工发〔2025〕12号" * 6}
ROWS = {"honour-roll": [PERSON, BRANCH, UNION, LONG]}
EXTRA = {"honour-roll": {"people": {"m1": "张伟", "m2": LONG_NAME}}}
