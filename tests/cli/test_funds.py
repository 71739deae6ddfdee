"""Dues and funds on the command line, from planning a month to the ledger as a workbook."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.samples import id_number
from union_desk import records, registers
from union_desk.access import Actor

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Commands


@pytest.fixture
def filled(desk: Commands) -> Commands:
    """Return commands on an office of twelve members with their bases and nothing else."""
    rows = [{"name": f"王{place:02d}", "id_type": "01", "id_number": id_number(place + 1, "1980-01-02"),
             "birth_date": "1980-01-02", "sex": "1", "membership_state": "active", "dues_base": 400_000 + place * 1000}
            for place in range(12)]
    db = desk.database()
    with db.write(Actor("王干事"), "Laid the ground") as s:
        records.insert_many(s, registers.get("members"), rows)
    db.close()
    return desk


def test_a_month_of_dues_goes_from_plan_to_receipt_and_back(filled: Commands, tmp_path: Path) -> None:
    planned = filled.json("dues", "plan", "2026-03")
    assert planned["made"] > 10
    sheet = tmp_path / "代扣.xlsx"
    assert filled.json("dues", "sheet", "2026-03", "--to", sheet)["rows"] > 10
    book = openpyxl.load_workbook(sheet)
    page = book.worksheets[0]
    for row in range(3, page.max_row):
        page.cell(row, 6).value = page.cell(row, 5).value
    book.save(sheet)
    trial = filled.json("dues", "pay", "2026-03", sheet, "--day", "2026-03-25", "--dry-run")
    paid = filled.json("dues", "pay", "2026-03", sheet, "--day", "2026-03-25")
    assert (trial["counts"], trial["saved"], paid["saved"]) == (paid["counts"], False, True)
    assert sum(paid["counts"].values()) == paid["read"]
    receipt = filled.json("dues", "receipts", "2026-03", "--day", "2026-03-26", "--payer", "财务部")["receipts"]
    assert [(row["receipt_no"], row["amount_fen"]) for row in receipt] == [("HF2026-00001", paid["amount_fen"])]
    assert filled.json("dues", "arrears", "--day", "2026-04-01")["members"] == []
    back = filled.json("dues", "reverse", "HF2026-00001", "--reason", "重开", "--day", "2026-03-27")
    assert back["by"] == "HF2026-00002"
    assert filled.json("dues", "arrears", "--day", "2026-04-01")["members"] != []
    assert "HF2026-00002" not in filled("dues", "arrears").out


def test_entries_are_entered_reversed_closed_and_written_as_a_workbook(filled: Commands, tmp_path: Path) -> None:
    first = filled.json("funds", "enter", "category=会费收入", "amount=800", "purpose=会费", "party=财务部",
                        "happened_on=2026-03-02")
    assert first["voucher_no"] == "202603-0001"
    filled.json("funds", "enter", "category=职工活动支出", "item=文体活动费", "amount=300.5", "purpose=器材",
                "party=文体商店", "happened_on=2026-03-10", "handler=甲", "approver=乙", "cashier=丙")
    wrong = filled.json("funds", "enter", "category=职工活动支出", "amount=1", "purpose=器材", "party=文体商店",
                        "handler=甲", "approver=甲", code=2)
    assert "经办人" in wrong["error"]["message"]
    back = filled.json("funds", "reverse", "202603-0002", "--reason", "误记", "--day", "2026-03-11")
    assert back["by"] == "202603-0003"
    closed = filled.json("funds", "close", "2026-03")
    assert (closed["income"], closed["spending"], closed["balance"]) == (80_000, 0, 80_000)
    assert filled("funds", "close", "2026-03").code == 2
    target = tmp_path / "明细账.xlsx"
    assert filled.json("funds", "ledger", "2026", "--to", target)["rows"] == 3
    page = openpyxl.load_workbook(target).worksheets[0]
    assert page["I5"].value == "=I4+G5-H5"
    assert page["G5"].value == 800
    assert page["G8"].value == "=SUM(G4:G7)"
    assert filled.json("funds", "budget", "2026")["lines"]


def test_the_shares_of_a_year_are_shown_and_booked(filled: Commands) -> None:
    made = filled.json("add", "remittances", "year=2026", "month=2", "wage_total=100000", "paid=2000",
                       "paid_on=2026-03-05", "collector=工会自收")
    assert filled.json("funds", "book", "remittances", made["id"])["amount_fen"] == 120_000
    assert filled("funds", "book", "remittances", made["id"]).code == 2
    told = filled.json("funds", "shares", "2026")
    assert (told["kept_fen"], told["owed_up_fen"], told["booked_fen"]) == (120_000, 80_000, 120_000)
    assert told["months"][0]["upward_fen"] == {"1": 10_000, "": 70_000}
    assert "全国" in filled("funds", "shares", "2026").out


def test_the_welfare_rules_answer_with_clause_and_day(filled: Commands) -> None:
    name = filled.json("list", "members")["records"][0]
    told = filled.json("funds", "check-welfare", name["id"], "住院", "9999", "--day", dt.date(2026, 3, 1).isoformat())
    assert told["decision"] == "review"
    assert told["in_force_from"] == "2025-01-01"
    assert {reason["code"] for reason in told["reasons"]} >= {"over_limit", "no_evidence"}


def test_a_claim_goes_from_request_to_payment_and_ledger(filled: Commands) -> None:
    added = filled.json("add", "welfare_claims", "member_id=王03", "event=住院", "happened_on=2026-03-01", "amount=500",
                        "form=慰问金", "evidence=诊断证明", "handler=甲")
    assert (added["verdict"], added["claim_state"]) == ("pass", "requested")
    stopped = filled.fault("funds", "pay-welfare", "WW2026-0001", "--cashier", "丙", "--signed-by", "王03")
    assert stopped["code"] == "transition"
    filled.json("event", "welfare_claims", "WW2026-0001", "approve", "decided_by=乙", "--date", "2026-03-02")
    paid = filled.json("funds", "pay-welfare", "WW2026-0001", "--cashier", "丙", "--signed-by", "王03", "--day",
                       "2026-03-03")
    assert (paid["state"], paid["amount_fen"]) == ("paid", 50_000)
    (entry,) = filled.json("list", "ledger_entries")["records"]
    assert (entry["amount"], entry["item"]) == (50_000, "20204")
