"""Households in hardship, short and far too long, with private words that no publicity sheet may show."""

from __future__ import annotations

from typing import Any

from tests.papers.samples import LONG_NAME, MINORITY, ORDINARY, RARE

Row = dict[str, Any]
MEMBERS = {str(one["id"]): one for one in (ORDINARY, MINORITY, RARE)}
FILE: Row = {
    "id": "f1", "file_no": "KN2026-0003", "member_id": "m1", "applied_on": "2026-03-02", "declared_year": 2026,
    "region": "460100", "registered_by": "周帮扶", "main_cause": "01", "cause_2": "04",
    "housing": "3", "floor_area": 62,
    "enterprise": "1", "single_parent": False, "nobody_employed": False, "medical_insurance": True,
    "pension_insurance": True, "mutual_aid": True, "expected_help": 500_000,
    "circumstances": "患慢性肾病透析治疗，女儿读高中。", "hardship_state": "publicity", "published_on": "2026-03-11",
    "publicity_until": "2026-03-18"}
LONG: Row = {**FILE, "id": "f2", "member_id": "m2", "file_no": "KN2026-0004", "circumstances": "困难情况很长。" * 80,
             "cause_3": "05", "cause_4": "08", "category": "2",
             "public_unit": "第二生产基地总装车间管理办公室及夜班十二组"}
LEAVING: Row = {**FILE, "id": "f3", "member_id": "m3", "file_no": "KN2024-0001", "category": "3", "main_cause": "07",
                "hardship_state": "exit_publicity", "exit_publicity": True, "opened_on": "2024-05-06",
                "confirmed_on": "2025-05-05", "published_on": "2026-03-12", "publicity_until": "2026-03-19",
                "lifted_on": "2026-03-20", "follow_until": "2026-09-20",
                "ended_why": "家庭收入提高，本人申请退档。" * 3}
FILES = {row["id"]: row for row in (FILE, LONG, LEAVING)}
PERSONS: list[Row] = [
    {"relation": "10", "name": "王芳", "standing": "4", "health": "10", "unit": None},
    {"relation": "31", "name": "张小川", "standing": "3", "health": "10", "unit": "南海市第一中学"}]
ARITHMETIC = ["2026年度核定（2026-03-09）", "加：工资性收入：36000.00元", "减：自付医疗支出：30000.00元",
              "减：必要就学支出：4200.00元", "（36,000.00 − 34,200.00）÷ 12 ÷ 3 = 人均每月50.00元",
              "建议类别：深度困难。50.00元低于低保标准960.00元。"]
ACCOUNT: Row = {"holder": "张伟", "number": "6227000000000000006", "bank": "南海银行", "bank_branch": "滨海支行"}
VISIT: Row = {
    "id": "v1", "file_id": "f1", "visit_kind": "1", "visited_on": "2026-03-04", "visitor": "周帮扶",
    "second_visitor": "冯组长", "place": "望海路18号", "found": "本人透析治疗，家具陈旧，女儿成绩良好。",
    "wishes": "希望获得医疗救助。", "signed": True}
LONG_VISIT: Row = {**VISIT, "id": "v2", "file_id": "f2", "found": "走访情况很长。" * 200, "wishes": "诉求很多。" * 80,
                   "others": "吴主席、郑出纳、" * 12}
REVIEW: Row = {
    "id": "r1", "file_id": "f1", "reviewed_on": "2026-03-10", "place": "工会会议室", "chaired_by": "吴主席",
    "recorder": "周帮扶", "present": 9, "in_favour": 8, "against": 0, "abstained": 1, "verdict": "1", "category": "1",
    "participants": "吴主席、周帮扶、冯组长等9人", "opinions": "情况属实，同意建档。"}
LONG_REVIEW: Row = {**REVIEW, "id": "r2", "file_id": "f2", "opinions": "发言很长。" * 200,
                    "participants": LONG_NAME * 4}
LIVING: Row = {
    "id": "h1", "help_no": "BF2026-0001", "member_id": "m1", "file_id": "f1", "help_kind": "01", "fund_source": "4",
    "helped_on": "2026-04-02", "amount": 150_000, "year_total": 150_000, "details": "生活困难，申请救助。"}
MEDICAL: Row = {**LIVING, "id": "h2", "help_no": "BF2026-0002", "help_kind": "02", "fund_source": "1",
                "amount": 400_000, "year_total": 550_000, "year_cap": 600_000}
STUDY: Row = {**LIVING, "id": "h3", "help_no": "BF2026-0003", "member_id": "m2", "file_id": "f2", "help_kind": "03",
              "details": "助学情况很长。" * 60}
WARMTH: list[Row] = [
    {**LIVING, "id": "h4", "help_kind": "06", "amount": 50_000, "in_kind": "大米、食用油、棉被"},
    {**LIVING, "id": "h5", "help_kind": "06", "member_id": "m2", "amount": 60_000, "in_kind": "米、油"},
    {**LIVING, "id": "h6", "help_kind": "06", "member_id": "m3", "amount": 0, "in_kind": "慰问品"}]
PARTICULARS = {
    "h2": [{"patient": "张伟", "relation": "01", "disease": "慢性肾病", "stays": 3, "own_paid": 3_000_000,
            "aid_received": 500_000}],
    "h3": [{"student": LONG_NAME, "level": "1", "score": 568, "school": "南海大学", "major": "护理学", "years": 4,
            "admission": "2", "tuition": 520_000, "loan": 800_000, "other_aid": 0, "promise": True}]}
BATCH: Row = {"id": "b1", "batch_no": "FF202604-001", "made_on": "2026-04-06", "fund_source": "1", "bank": "南海银行",
              "total": 1_050_000}
LINES: list[Row] = [
    {"place": 1, "holder": "张伟", "number": ACCOUNT["number"], "bank": "南海银行滨海支行", "amount": 400_000,
     "result": "1"},
    {"place": 2, "holder": LONG_NAME, "number": "6227000000000000014",
     "bank": "南海农村商业银行股份有限公司滨海支行营业部",
     "amount": 650_000, "result": "2"}]

ROWS = {
    "hardship-file": [FILE, LONG], "hardship-visit": [VISIT, LONG_VISIT], "hardship-review": [REVIEW, LONG_REVIEW],
    "hardship-publicity": [FILE, LONG, LEAVING], "hardship-exit": [LEAVING], "help-application": [LIVING, MEDICAL,
                                                                                                  STUDY],
    "help-warmth-list": WARMTH, "help-payment-list": [BATCH]}
_BASE = {"members": MEMBERS, "files": FILES}
EXTRA: dict[str, dict[str, Any]] = {
    "hardship-file": {**_BASE, "persons": {"f1": PERSONS, "f2": PERSONS * 6}, "accounts": {"f1": [ACCOUNT]},
                      "arithmetic": {"f1": ARITHMETIC, "f2": ARITHMETIC * 3}},
    "hardship-visit": _BASE, "hardship-review": _BASE,
    "hardship-publicity": {**_BASE, "proposed": {"f1": "1"}},
    "hardship-exit": {**_BASE, "helped": {"f3": (4, 1_230_000)}},
    "help-application": {**_BASE, "particulars": PARTICULARS}, "help-warmth-list": _BASE,
    "help-payment-list": {"lines": {"b1": LINES}}}
