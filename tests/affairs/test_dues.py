"""Dues: planning, payment from the payroll office's list, receipts without gaps, reversal, arrears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.offices import ACTOR
from tests.samples import id_number
from union_desk import records, registers, undo
from union_desk.affairs import dues, dues_payroll, dues_receipts
from union_desk.affairs.dues_receipts import Wording
from union_desk.errors import InvalidRecordError
from union_desk.registers import dues_rules
from union_desk.search import Query

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.database import Database

MEMBERS, DUES, PAYMENTS, RECEIPTS, LEDGER = (
    registers.get(name) for name in ("members", "dues", "dues_payments", "dues_receipts", "ledger_entries"))
NAMES = ("甲一", "乙二", "丙三", "丁四", "戊五")


@pytest.fixture
def staffed(office: Database) -> tuple[Database, list[str]]:
    """Return an office of five members: four who pay, the last one's membership kept; the fourth without a base."""
    rows = [{"name": name, "id_type": "01", "id_number": id_number(place + 1, "1980-01-02"), "birth_date": "1980-01-02",
             "sex": "1", "membership_state": "kept" if place == 4 else "active", "join_union_date": "2020-01-01",
             "dues_base": None if place == 3 else 482_600 + place * 100_000} for place, name in enumerate(NAMES)]
    with office.write(ACTOR, "Laid the ground") as s:
        ids = records.insert_many(s, MEMBERS, rows)
    return office, ids


def lines(office: Database) -> dict[str, dict[str, Any]]:
    """Return the lines of March 2026 by member."""
    with office.read() as s:
        return dues.open_lines(s, 202603)


@pytest.mark.parametrize(("base", "owed"), [(482_600, 2410), (300_999, 1500), (900, 0), (0, 0), (1000, 5)])
def test_the_formula_gives_the_vectors_of_the_domain(base: int, owed: int) -> None:
    assert dues_rules.due(base) == owed


@pytest.mark.parametrize(("step", "owed"), [(1, 2415), (10, 2420), (100, 2400)])
def test_dues_are_rounded_as_the_office_sets_it(step: int, owed: int) -> None:
    assert dues_rules.due(483_000, step=step) == owed


def test_a_month_is_planned_once_and_says_whom_it_left_out(staffed: tuple[Database, list[str]]) -> None:
    office, ids = staffed
    with office.write(ACTOR, "Planned") as s:
        first = dues.plan(s, 2026, 3)
        again = dues.plan(s, 2026, 3)
    assert (first.made, first.exempt, first.without_base, first.already) == (4, 1, (ids[3],), 0)
    assert (again.made, again.already) == (0, 4)
    found = lines(office)
    assert found[ids[0]]["amount_due"] == 2410
    assert (found[ids[4]]["dues_state"], found[ids[4]]["exempt_reason"], found[ids[4]]["amount_due"]) == ("4", "1", 0)


def test_a_payment_without_receipt_is_reversed_alone_and_the_line_owes_again(
    staffed: tuple[Database, list[str]],
) -> None:
    office, ids = staffed
    with office.write(ACTOR, "Planned") as s:
        months = dues.plan_year(s, 2026)
        assert [done.made for done in months] == [4] * 12
        line = dues.open_lines(s, 202603)[ids[0]]
        (made,) = dues.pay(s, [dues.Incoming(line, 1000)], "2026-03-20")
    assert lines(office)[ids[0]]["dues_state"] == "2"
    with office.write(ACTOR, "Reversed") as s:
        dues_receipts.reverse_payment(s, made, "2026-03-21", "记错人")
    assert (lines(office)[ids[0]]["dues_state"], lines(office)[ids[0]]["amount_paid"]) == ("1", 0)


def _list(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["2026年3月工会会费代扣表"], ["序号", "姓名", "身份证号码", "实扣金额"], *rows]:
        sheet.append(row)
    book.save(path)
    return path


def test_every_row_of_the_payroll_list_is_accounted_for(staffed: tuple[Database, list[str]], tmp_path: Path) -> None:
    office, ids = staffed
    with office.write(ACTOR, "Planned") as s:
        dues.plan(s, 2026, 3)
    path = _list(tmp_path / "工资.xlsx", [
        [1, "甲一", id_number(1, "1980-01-02"), 24.1], [2, "乙 二", "", "10.00"], [3, "丙三", None, 99],
        [4, "丁四", None, 5], [5, "戊五", None, 5], [6, "无名氏", None, 5],
        [7, "甲一", None, 24.1], [8, "丙三", None, "若干"],
        [None, None, None, None], ["", "合计", None, 162.2]])
    with office.read() as s:
        payroll = dues_payroll.read(s, path, 2026, 3)
    assert [line.outcome for line in payroll.lines] == [
        "paid", "partly", "too_much", "no_line", "settled", "unknown", "twice", "no_amount", "skipped",
        "skipped"]
    assert payroll.amount == 3410
    assert payroll.missing == 1
    with office.write(ACTOR, "Paid") as s:
        assert dues_payroll.enter(s, payroll, "2026-03-25") == 2
    found = lines(office)
    assert [found[i]["dues_state"] for i in ids[:3]] == ["3", "2", "1"]
    paid = {name: found[ids[0]][name] for name in ("amount_paid", "paid_on", "method")}
    assert paid == {"amount_paid": 2410, "paid_on": "2026-03-25", "method": "1"}


def test_the_sheet_for_the_payroll_office_comes_back_filled_in(
    staffed: tuple[Database, list[str]], tmp_path: Path
) -> None:
    office, ids = staffed
    with office.write(ACTOR, "Planned") as s:
        dues.plan(s, 2026, 3)
    path = tmp_path / "代扣.xlsx"
    with office.read() as s:
        assert dues_payroll.write_sheet(s, path, 2026, 3) == 3
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.cell(6, 5).value == "=SUM(E3:E5)"
    for row in range(3, 6):
        sheet.cell(row, 6).value = sheet.cell(row, 5).value
    book.save(path)
    with office.read() as s:
        payroll = dues_payroll.read(s, path, 2026, 3)
    assert [line.outcome for line in payroll.lines] == ["paid", "paid", "paid", "skipped"]
    assert {line.line["member_id"] for line in payroll.accepted if line.line} == set(ids[:3])


def test_a_file_without_names_and_amounts_is_refused(staffed: tuple[Database, list[str]], tmp_path: Path) -> None:
    path = tmp_path / "别的.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["会议", "地点"])
    book.save(path)
    with staffed[0].read() as s, pytest.raises(dues_payroll.NoPayrollError):
        dues_payroll.read(s, path, 2026, 3)


def test_receipts_are_numbered_without_gaps_and_reversed_with_payments_and_income(
    staffed: tuple[Database, list[str]],
) -> None:
    office, ids = staffed
    with office.write(ACTOR, "Planned") as s:
        dues.plan(s, 2026, 3)
    found = lines(office)
    with office.write(ACTOR, "Paid") as s:
        dues.pay(s, [dues.Incoming(found[i], found[i]["amount_due"]) for i in ids[:3]], "2026-03-25")
        made = dues_receipts.issue(s, "2026-03-26", "2026-03-01", "2026-03-31", Wording(cashier="林出纳"), each=True)
        assert dues_receipts.issue(s, "2026-03-26", "2026-03-01", "2026-03-31", Wording()) == []
    with office.read() as s:
        assert [records.get(s, RECEIPTS, one)["receipt_no"] for one in made] == [f"HF2026-0000{n}" for n in (1, 2, 3)]
        assert dues_receipts.gaps(s, 2026) == []
        assert sum(row["amount"] for row in records.page(s, LEDGER)) == 2410 + 2910 + 3410
        payment = next(row["id"] for row in records.page(s, PAYMENTS) if row["receipt_id"] == made[1])
    with pytest.raises(dues_receipts.ReceiptedError), office.write(ACTOR, "Reversed") as s:
        dues_receipts.reverse_payment(s, payment, "2026-03-27", "误")
    with office.write(ACTOR, "Reversed") as s:
        dues_receipts.reverse(s, made[0], "2026-03-27", "金额有误")
    with office.read() as s:
        assert sum(row["amount"] for row in records.page(s, LEDGER)) == 2910 + 3410
        assert sum(row["amount"] for row in records.page(s, PAYMENTS)) == 2910 + 3410
        assert lines(office)[ids[0]]["dues_state"] == "1"
    with pytest.raises(dues.NothingReversedError), office.write(ACTOR, "Reversed") as s:
        dues_receipts.reverse(s, made[0], "2026-03-27", "又一次")
    with pytest.raises(records.AppendOnlyError), office.write(ACTOR, "Deleted") as s:
        records.delete(s, RECEIPTS, [made[1]])
    undo.undo(office, ACTOR)
    assert lines(office)[ids[0]]["dues_state"] == "3"


def test_nothing_is_paid_into_a_closed_month_or_tomorrow(staffed: tuple[Database, list[str]]) -> None:
    office, ids = staffed
    with office.write(ACTOR, "Closed") as s:
        dues.plan(s, 2026, 3)
        records.save(s, registers.get("closings"), {"year": 2026, "month": 3, "closed_on": "2026-04-02",
                                                    "closed_by": "周会计"})
    line = lines(office)[ids[0]]
    for day, fault in (("2026-03-31", dues.ClosedPeriodError), ("2999-01-01", dues.FutureDateError)):
        with pytest.raises(fault), office.write(ACTOR, "Paid") as s:
            dues.pay(s, [dues.Incoming(line, 2410)], day)


def test_arrears_count_months_on_end_and_six_begin_the_leaving_procedure(staffed: tuple[Database, list[str]]) -> None:
    office, ids = staffed
    with office.write(ACTOR, "Planned") as s:
        for month in range(1, 8):
            dues.plan(s, 2026, month)
        paid = dues.open_lines(s, 202604)
        dues.pay(s, [dues.Incoming(paid[ids[1]], paid[ids[1]]["amount_due"])], "2026-05-01")
    with office.read() as s:
        found = {one.member: one for one in dues.arrears(s, "2026-08-10")}
        assert (found[ids[0]].months, found[ids[0]].since, found[ids[0]].amount) == (7, 202601, 7 * 2410)
        assert (found[ids[1]].months, found[ids[1]].since) == (3, 202605)
        assert _in_arrears(s, "2026-08-10") == {ids[0], ids[2]}
        assert _in_arrears(s, "2026-06-10") == set()


def _in_arrears(session: Session, day: str) -> set[str]:
    """Return whom the selection shows."""
    chip = dues.in_arrears(*dues.arrears_months(session, day))
    return {row["id"] for row in records.page(session, dues.MEMBERS, Query(filters=(chip,)))}


def test_another_amount_than_the_base_gives_needs_its_reason(staffed: tuple[Database, list[str]]) -> None:
    office, ids = staffed
    row: dict[str, Any] = {"member_id": ids[0], "year": 2026, "month": 5, "base": 482_600}
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "Added") as s:
        records.save(s, DUES, row | {"amount_due": 3000})
    with office.write(ACTOR, "Added") as s:
        made = records.save(s, DUES, row)
        assert records.get(s, DUES, made.id)["amount_due"] == 2410
        records.save(s, DUES, {"base": 300_999}, made.id)
        assert records.get(s, DUES, made.id)["amount_due"] == 1500
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "Added") as s:
        records.save(s, DUES, row)  # one line a month
