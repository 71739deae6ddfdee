"""Slips, batches and cases that events hang on; days that can stand beside each other."""

from __future__ import annotations

from typing import Any

from tests.ground import place
from tests.samples import id_number

Row = dict[str, Any]


def _slip(row: Row) -> Row:
    return row | {"slip_no": "2020460100123400001"}  # the ground has one member, who has one open slip


def _case(row: Row) -> Row:
    return row | {"kind": "withdraw", "proposed_on": "2004-03-01"}


def _arrival(row: Row) -> Row:
    days = sorted(str(row[n]) for n in ("join_union_date", "issued_on", "received_on") if row.get(n))
    names = [n for n in ("join_union_date", "issued_on", "received_on") if row.get(n)]
    number = int(str(row["id_number"])[6:17]) * 7919 % 10**9  # a slip is used once
    return row | dict(zip(names, days, strict=True)) | ({"slip_no": f"S{number}"} if row.get("slip_no") else {})


GROUND: dict[str, Row] = {
    "join_batches": {"batch_no": "RH2019-001", "opened_on": "2019-03-01", "state": "collecting"},
    "transfers": {"member_id": place("members"), "issued_on": "2019-03-01", "to_union": "海风造船厂工会委员会",
                  "state": "stub_returned", "slip_no": "20194601001234001"},
    "arrivals": {"name": "洪晓明", "from_union": "海风造船厂工会委员会", "received_on": "2018-03-01",
                 "state": "accepted", "id_type": "01", "birth_date": "1988-08-08", "sex": "2",
                 "id_number": id_number(498, "1988-08-08", female=True), "slip_no": "20184601001234001"},
    "departures": {"member_id": place("members"), "kind": "withdraw", "proposed_on": "2019-04-01", "state": "dropped"},
}
MEND = {"transfers": _slip, "departures": _case, "arrivals": _arrival}
