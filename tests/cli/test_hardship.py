"""`union-desk hardship …` from the application to the payment, on an office filled by commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.affairs.test_hardship import result_file
from union_desk import checking
from union_desk.schema.dates import add_days

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Commands


def _applied(desk: Commands) -> str:
    """Open a file with its household, year and account; returns its number."""
    today = checking.today()
    member = desk.json("list", "members", "--columns", "name")["records"][0]["id"]
    desk.json("add", "low_income_lines", "region=460100", "monthly=960", "valid_from=2020-01-01", "basis=民政局通知")
    made = desk.json("add", "hardship_files", f"member_id={member}", f"applied_on={today}", "region=460100",
                     "main_cause=本人大病", "registered_by=周帮扶", "expected_help=5000")
    number = str(desk.json("show", "hardship_files", made["id"])["file_no"])
    for line, amount in (("工资性收入", "36000"), ("自付医疗支出", "20000")):
        desk.json("hardship", "line", number, f"line={line}", f"amount={amount}")
    told = desk.json("hardship", "assess", number, "size_given=2")
    assert (told["per_capita_fen"], told["proposed"]) == (66_667, "1")
    return number


def test_a_file_is_shown_with_its_arithmetic_and_what_is_missing(practice: Commands) -> None:
    number = _applied(practice)
    masked = practice.json("hardship", "show", number)
    assert {one["fen"] for one in masked["arithmetic"]} == {None}
    assert (masked["formula"], masked["proposed"]) == ("****", "1")
    assert "666.67" not in practice("hardship", "show", number).out
    found = practice.json("hardship", "show", number, "--unmasked", "--reason", "复核")
    assert (found["state"], found["proposed"]) == ("applied", "1")
    assert found["arithmetic"] == [{"line": "加：工资性收入", "fen": 3_600_000}, {"line": "减：自付医疗支出",
                                                                           "fen": -2_000_000}]
    assert "人均每月666.67元" in found["formula"]
    assert {step["event"] for step in found["next"]} == {"begin_visits", "refuse", "withdraw", "leave"}
    assert "人均每月666.67元" in practice("hardship", "show", number, "--unmasked", "--reason", "复核").out
    practice.json("event", "hardship_files", number, "begin_visits")
    (review,) = [step for step in practice.json("hardship", "show", number)["next"] if step["event"] == "review"]
    assert any("不少于2人" in why for why in review["blocked"])
    assert practice.json("hardship", "grounds", number, "--applies", "多套住房")["checked"] == 8
    assert practice.json("hardship", "materials", number)["shown"] == len(found["missing_materials"]) == 8
    assert len(practice.json("hardship", "show", number)["without_scan"]) == 8
    assert practice.json("hardship", "object", number, "另有住房")["state"] == "visiting"
    refused = practice.fault("event", "hardship_files", number, "approve", "category=1")
    assert "困难职工建档管理规定" in refused["message"]
    assert practice.json("hardship", "show", number)["state"] == "visiting"


def test_objections_are_recorded_and_answered(working: Commands) -> None:
    rows = working.json("list", "hardship_files", "--filter", "hardship_state=公示中", "--columns",
                        "file_no,publicity_until")["records"]
    number = max(rows, key=lambda row: str(row["publicity_until"]))["file_no"]
    made = working.json("hardship", "object", number, "收入不实", "--objector", "李某")
    assert made["state"] == "objected"
    assert working.json("hardship", "answer", made["objection"], "经核实无误")["state"] == "publicity"
    figures = {one["id"]: one["value"] for one in working.json("hardship", "figures", checking.today()[:4])["figures"]}
    assert figures["help_persons"] > 0


def test_help_is_checked_paid_through_the_bank_and_by_hand(practice: Commands, tmp_path: Path) -> None:
    today, member = checking.today(), practice.json("list", "members", "--columns", "name")["records"][0]
    told = practice.json("hardship", "check-help", member["id"], "送温暖慰问", "工会经费", "5000")
    assert (told["decision"], told["reasons"][0]["code"]) == ("review", "over_once")
    assert practice.json("hardship", "check-help", member["id"], "生活救助", "中央财政专项",
                         "100")["decision"] == "stop"
    numbers = []
    for amount in ("500", "800", "300"):
        made = practice.json("add", "help_records", f"member_id={member['id']}", "help_kind=生活救助",
                             "fund_source=工会经费",
                             f"helped_on={add_days(today, -1)}", f"amount={amount}", "handler=周帮扶")
        practice.json("event", "help_records", made["id"], "approve", "decided_by=吴主席")
        numbers.append(practice.json("show", "help_records", made["id"])["help_no"])
    paid = practice.json("hardship", "pay", numbers[0], "--cashier", "郑出纳", "--signed-by", "本人")
    assert (paid["state"], paid["ledger_entries"]) == ("paid", 1)
    assert "已批准0笔" in practice.fault("hardship", "pay-list", "行政", "--bank", "南岛银行")["message"]
    practice.json("edit", "members", member["id"], "bank_account=6227000000000000006", "bank_name=南岛银行")
    batch = practice.json("hardship", "pay-list", "工会经费", "--bank", "南岛银行")
    assert (batch["payments"], batch["total_fen"]) == (2, 110_000)
    target = tmp_path / "报盘.xlsx"
    assert practice.json("hardship", "bank-file", batch["batch"], "--to", target)["rows"] == 2
    assert any("账号完整" in what for what in practice.journal())
    practice.json("hardship", "submit", batch["batch"])
    file = result_file(tmp_path / "回盘.xlsx", [(1, "", "6227000000000000006", 800, "成功", ""),
                                              (2, "", "6227000000000000006", 300, "失败", "户名不符")])
    read = practice.json("hardship", "results", batch["batch"], file)
    assert (read["paid"], read["failed"], read["unknown"]) == (1, 1, 0)
    assert "户名不符" in practice("hardship", "results", batch["batch"], file).out
    assert "待提交" in practice.fault("hardship", "release", batch["batch"])["message"]
