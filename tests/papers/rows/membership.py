"""Slips: one handed over, one that is only drawn up, one with names far too long."""

from __future__ import annotations

from typing import Any

from tests.papers.samples import EVERYBODY, LONG_NAME

Row = dict[str, Any]

SENT: Row = {
    "id": "t1", "slip_no": "202681460100MC0000012U0003", "member_id": "m1", "issued_on": "2026-11-20",
    "to_union": "海风造船厂工会委员会", "to_code": "4601007788", "reason": "1", "dues_paid_to": "2026-10",
    "card_tail": "0187", "issuer": "陈静", "valid_until": "2027-02-18", "state": "sent", "name": "张伟", "sex": "1",
    "born_on": "1990-03-07", "document_type": "01", "document_number": "460100199003070015", "member_no": "LT00012",
    "join_union_date": "2012-07-01"}
DRAWN_UP: Row = {"id": "t2", "slip_no": "202681460100MC0000012U0004", "member_id": "m3", "issued_on": "2026-11-20",
                 "to_union": "潮汐纺织厂工会委员会", "state": "drawn_up"}
LONG: Row = {**SENT, "id": "t3", "name": LONG_NAME, "issuer": "陈静、" * 20, "member_no": "LT" * 40,
             "to_union": "海风造船厂第二生产基地总装车间及服务中心工会委员会" * 3}
EXPELLED: Row = {
    "id": "d1", "member_id": "m1", "kind": "expel", "proposed_on": "2026-09-01", "proposed_by": "机修车间工会小组",
    "grounds": "因盗窃罪被判处有期徒刑。", "judgment_no": "(2026)琼01刑初12号", "judged_on": "2026-08-20",
    "card_returned": True, "state": "closed", "decided_on": "2026-09-15", "decision": "2026年第9次委员会会议纪要",
    "filed_on": "2026-09-20"}
LEFT: Row = {"id": "d2", "member_id": "m2", "kind": "withdraw", "proposed_on": "2026-09-01",
             "grounds": "本人要求。" * 90}
STEPS: list[Row] = [
    {"id": f"s{place}", "member_id": person["id"], "event": event, "happened_on": f"2026-11-{place + 2:02d}",
     "to_state": state, "reason": reason, "decision": decision}
    for place, (person, (event, state, reason, decision)) in enumerate(zip(EVERYBODY, (
        ("approve", "active", None, "会纪〔2026〕9号"), ("keep", "kept", "7", "2026年第9次委员会会议纪要及补充说明"),
        ("approve", "active", None, None), ("withdraw", "withdrawn", "5", None), ("keep", "kept", "8", None),
        ("approve", "active", None, None)), strict=True))]
KEPT = {"m1": {"happened_on": "2026-05-31", "reason": "7", "decision": "会纪〔2026〕4号"},
        "m2": {"happened_on": "2025-12-01", "reason": "3"}}
ROWS = {"membership-month": STEPS, "transfer-slip": [SENT, DRAWN_UP, LONG], "leaving-decision": [EXPELLED, LEFT]}
EXTRA = {"membership-month": {"members": {str(p["id"]): p for p in EVERYBODY}}, "membership-kept": {"kept": KEPT},
         "leaving-decision": {"people": {str(p["id"]): p for p in EVERYBODY}},
         "transfer-slip": {"people": {str(p["id"]): p for p in EVERYBODY},
                           "fingerprint": "1A2B-3C4D-5E6F-7A8B-9C0D-1E2F-3A4B-5C6D"}}
