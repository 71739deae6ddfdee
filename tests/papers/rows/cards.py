"""Two batches with cards of everybody, what the check found, and a card with a wrong item."""

from __future__ import annotations

from typing import Any

from tests.papers.samples import EVERYBODY
from union_desk.schema.problem import ERROR, WARNING, Problem

Row = dict[str, Any]

BATCH: Row = {
    "id": "b1", "batch_no": "81460100MC0000012U20261101", "batch_month": "2026-11-01", "bank_name": "南海银行",
    "bank_branch": "滨海支行", "medium": "usb", "submitted_on": "2026-11-18", "submitted_by": "刘洋"}
EMPTY: Row = {"id": "b2", "batch_no": "81460100MC0000012U20261102", "batch_month": "2026-11-01",
              "bank_name": "南海银行"}
_HOLDER = ("name", "sex", "id_type", "id_number", "mobile")
CARDS: list[Row] = [
    {"id": f"c{place}", "member_id": person["id"], "application_no": f"BK202611-{place:04d}", "apply_kind": "1",
     "card_state": "received", "batch_id": "b1", "card_tail": f"{place:04d}", "received_on": f"2026-0{place + 1}-03",
     **{f"holder_{name}": person.get(name) for name in _HOLDER}}
    for place, person in enumerate(EVERYBODY, 1)]
_PEOPLE = {"members": {person["id"]: person for person in EVERYBODY}, "today": "2026-11-20"}
_OF_BATCHES = {"cards": {"b1": CARDS}, **_PEOPLE}
_LACKS, _OLD = "The member's record lacks: {fields}.", "Past the statutory retirement age ({basis})."
_FOUND = (Problem(ERROR, "incomplete", "member_id", _LACKS, {"fields": "籍贯、学历、政治面貌"}),
          Problem(WARNING, "exclude_retired", "member_id", _OLD, {"basis": "[U]"}))
_FAULT = {"event": "report_wrong", "wrong_item": "1", "right_value": "买买提·吐尔逊", "happened_on": "2026-11-19",
          "document": "蓝工〔2026〕30号"}

ROWS: dict[str, list[Row]] = {
    "cards-batch-cover": [BATCH, EMPTY], "cards-batch-list": [BATCH], "cards-hand-over": [BATCH, EMPTY],
    "cards-pickup": CARDS, "cards-return-list": CARDS, "cards-uncollected": CARDS,
    "cards-precheck": CARDS, "cards-correction-letter": CARDS[:3]}
EXTRA: dict[str, dict[str, Any]] = {
    "cards-batch-cover": _OF_BATCHES, "cards-batch-list": _OF_BATCHES, "cards-hand-over": _OF_BATCHES,
    "cards-pickup": _PEOPLE, "cards-return-list": _PEOPLE,
    "cards-uncollected": _PEOPLE,
    "cards-precheck": {**_PEOPLE, "problems": {"c1": (), "c2": _FOUND, "c3": _FOUND[1:]}},
    "cards-correction-letter": {**_PEOPLE, "steps": {"c1": [_FAULT], "c2": [_FAULT]}, "batches": {"b1": BATCH}}}
