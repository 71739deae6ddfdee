"""Invented dues, receipts, entries and welfare for the papers of the funds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.papers.samples import LONG_NAME, MINORITY, ORDINARY, RARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Values

MEMBERS = {str(one["id"]): one for one in (ORDINARY, MINORITY, RARE)}
_LONG = "端午节慰问品采购（粽子、皮蛋、绿豆糕礼盒共三百二十份，含运费及包装费，由南海粮油商行按比价结果供货）"

DUES: Sequence[Values] = (
    {"id": "d1", "member_id": "m1", "year": 2026, "month": 11, "base": 482_600, "amount_due": 2410, "dues_state": "1"},
    {"id": "d2", "member_id": "m2", "year": 2026, "month": 11, "base": 300_999, "amount_due": 1500, "amount_paid": 1000,
     "dues_state": "2"},
    {"id": "d3", "member_id": "m3", "year": 2026, "month": 11, "amount_due": 0, "exempt_reason": "1",
     "dues_state": "4"},
)
RECEIPTS: Sequence[Values] = (
    {"id": "r1", "receipt_no": "HF2026-00001", "issued_on": "2026-11-26", "payer": "南海市蓝天机械制造有限公司财务部",
     "purpose": "会费 2026-11，共 312 笔", "amount": 100_500, "method": "1", "issuer": "周会计", "cashier": "林出纳"},
    {"id": "r2", "receipt_no": "HF2026-00002", "issued_on": "2026-11-27", "payer": LONG_NAME, "purpose": "补缴会费",
     "amount": 2410, "method": "2", "issuer": "周会计", "cashier": "林出纳", "official_no": "琼工财 0012345"},
    {"id": "r3", "receipt_no": "HF2026-00003", "issued_on": "2026-11-28", "payer": LONG_NAME, "purpose": "补缴会费",
     "amount": -2410, "method": "2", "void_of": "r2", "reason": "金额有误，重新开具"},
)
ENTRIES: Sequence[Values] = (
    {"id": "e1", "voucher_no": "202606-0001", "happened_on": "2026-06-05", "category": "102", "side": "1",
     "purpose": "6月拨缴经费", "party": "南海市蓝天机械制造有限公司", "amount": 4_100_025},
    {"id": "e2", "voucher_no": "202606-0002", "happened_on": "2026-06-12", "category": "202", "item": "20201",
     "side": "2", "purpose": _LONG, "party": "南海粮油商行", "amount": 3_200_000,
     "handler": "周会计", "approver": "陈主席"},
    {"id": "e3", "voucher_no": "202606-0003", "happened_on": "2026-06-13", "category": "202", "item": "20201",
     "side": "2", "purpose": _LONG, "party": "南海粮油商行", "amount": -3_200_000,
     "void_of": "e2", "reason": "金额有误"},
)
BUDGETS: Sequence[Values] = (
    {"id": "b1", "year": 2026, "category": "101", "amount": 9_000_000},
    {"id": "b2", "year": 2026, "category": "201", "item": "20102", "amount": 6_000_000, "adjusted": 8_000_000,
     "note": "增加职工运动会"},
    {"id": "b3", "year": 2026, "category": "202", "item": "20201", "amount": 20_000_000},
)
REMITTANCES: Sequence[Values] = (
    {"id": "c1", "year": 2026, "month": 10, "employer": "南海市蓝天机械制造有限公司", "headcount": 312,
     "paid": 2_000_000, "wage_total": 205_001_234, "due": 4_100_025, "arrears": 2_100_025},
)
CLAIMS: Sequence[Values] = (
    {"id": "w1", "claim_no": "WW2026-0001", "member_id": "m1", "event": "05", "happened_on": "2026-11-02",
     "amount": 60_000, "form": "3", "details": "阑尾炎手术"},
    {"id": "w2", "claim_no": "WW2026-0002", "member_id": "m2", "event": "07", "happened_on": "2026-11-12",
     "amount": 100_000, "form": "2"},
)

CLAIMED = ({**CLAIMS[0], "evidence": "34", "handler": "周会计", "verdict": "pass", "policy": "工会经费使用办法",
            "clause": "第十二条", "policy_from": "2026-01-01"},
           {**CLAIMS[1], "details": "情况说明很长。" * 80, "policy": "基层工会经费收支管理实施办法（试行）" * 4,
            "override_reason": "经集体研究，情况特殊，同意按例外办理。" * 4, "override_by": "陈主席"})
CLOSINGS: Sequence[Values] = ({"id": "y1", "year": 2025, "closed_on": "2026-01-10", "closed_by": "周会计"},)
_YEAR = ({"heading": "拨缴经费收入", "category": "102", "budget": 9_000_000, "came": 9_120_050},
         {"heading": "会费收入", "category": "101", "budget": None, "came": 360_000},
         {"heading": "职工集体福利支出 / 节日慰问", "category": "202", "budget": 6_000_000, "came": 5_432_100})

ROWS: dict[str, Sequence[Values]] = {
    "dues-collection-sheet": DUES, "dues-receipt-register": RECEIPTS, "dues-receipt": RECEIPTS, "ledger-page": ENTRIES,
    "funds-budget": BUDGETS, "funds-reminder": REMITTANCES, "funds-welfare-list": CLAIMS,
    "dues-month-sheet": DUES, "funds-welfare-approval": CLAIMED, "funds-final-account": CLOSINGS,
}
EXTRA: dict[str, dict[str, Any]] = {
    "dues-collection-sheet": {"members": MEMBERS}, "funds-welfare-list": {"members": MEMBERS},
    "dues-month-sheet": {"members": MEMBERS}, "funds-welfare-approval": {"members": MEMBERS},
    "funds-final-account": {"years": {2025: _YEAR}, "opening": {2025: 1_234_567}},
    "ledger-page": {"brought": 1_234_567}, "funds-budget": {"spent": {(2026, "201", "20102"): 5_432_100}},
}
