"""The page of the funds: a month of dues from plan to receipt, the budget, reversals and closing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtWidgets import QMessageBox

from tests.offices import ACTOR
from tests.ui_pages.conftest import page_of
from ui.pages.dues_month import DuesPage
from ui.pages.funds_books import ClosingsPage, LedgerPage, ReceiptsPage, WelfarePage
from ui.pages.funds_budget import BudgetView
from ui.pages.funds_shares import BookedPage, SharesView
from union_desk import checking, lifecycle, records, registers
from union_desk.affairs import dues

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App
    from union_desk.database import Database

MEMBERS, LEDGER, RECEIPTS = (registers.get(name) for name in ("members", "ledger_entries", "dues_receipts"))


@pytest.fixture
def earning(office: Database, people: list[str]) -> list[str]:
    """Return three members with a base each."""
    with office.write(ACTOR, "Paid") as s:
        for member in people:
            records.save(s, MEMBERS, {"dues_base": 482_600}, member)
    return people


def tab(desk: App, name: str, settled: Callable[[], None]) -> Any:
    """Show a tab of the page and return it."""
    page = page_of(desk, "funds")
    page.open(register=name)
    settled()
    return page.part(name)


def test_a_month_that_is_not_planned_says_how_to(desk: App, settled: Callable[[], None]) -> None:
    part = tab(desk, "dues", settled)
    assert part.name in part.empty.text()
    part.show_query(replace(part.bar.query, text="nobody"))
    settled()
    assert part.name not in part.empty.text()


def test_a_month_of_dues_from_plan_to_receipts(
    desk: App, office: Database, earning: list[str], settled: Callable[[], None], tmp_path: Path
) -> None:
    part = tab(desk, "dues", settled)
    assert isinstance(part, DuesPage)
    part.plan()
    settled()
    assert part.grid.grid_model.total == len(earning)
    sheet = tmp_path / "代扣.xlsx"
    part.write_sheet(sheet)
    settled()
    book = openpyxl.load_workbook(sheet)
    book.worksheets[0].cell(3, 6).value = 24.1
    book.save(sheet)
    part.read_payroll(sheet)
    settled()
    assert desk.window is not None
    (asked,) = desk.window.findChildren(QMessageBox)
    next(one for one in asked.buttons() if asked.buttonRole(one) == QMessageBox.ButtonRole.AcceptRole).click()
    settled()
    part.grid.selectAll()
    part.pay_chosen()
    settled()
    with office.read() as s:
        year, month = part.year_month
        assert {row["dues_state"] for row in dues.open_lines(s, year * 100 + month).values()} == {"3"}
    assert part.told.text() == "应缴 72.30，实缴 72.30，未缴清 0 条"
    part.issue()
    settled()
    receipts = tab(desk, "dues_receipts", settled)
    assert isinstance(receipts, ReceiptsPage)
    assert receipts.grid.grid_model.total == len(earning)
    assert not receipts.head.new.isVisible()
    receipts.grid.go_to(0)
    receipts.reverse_with(str(receipts.grid.current_id()), "重开")
    settled()
    with office.read() as s:
        assert records.count(s, RECEIPTS) == len(earning) + 1
        assert sum(row["amount"] for row in records.page(s, LEDGER)) == 2 * 2410


def test_the_budget_shows_what_is_left_and_opens_its_entries(
    desk: App, office: Database, settled: Callable[[], None], tmp_path: Path
) -> None:
    day = checking.today()
    with office.write(ACTOR, "Filled") as s:
        records.save(s, registers.get("budgets"), {"year": int(day[:4]), "category": "201", "item": "20102",
                                                   "amount": 60_000})
        records.save(s, LEDGER, {"happened_on": day, "category": "201", "item": "20102", "purpose": "器材",
                                 "party": "文体商店", "amount": 45_000})
    view = tab(desk, "budget_spending", settled)
    assert isinstance(view, BudgetView)
    label, figures = view.view.figures.table.lines[0]
    assert [label, *(figure.text for figure in figures)] == [
        "职工活动支出 / 文体活动费", "600.00", "450.00", "150.00", "75.0%"]
    assert figures[1].open is not None
    figures[1].open()
    settled()
    ledger = page_of(desk, "funds").front()
    assert isinstance(ledger, LedgerPage)
    assert ledger.grid.grid_model.total == 1
    ledger.write_workbook(tmp_path / "明细账.xlsx", int(day[:4]))
    settled()
    assert (tmp_path / "明细账.xlsx").exists()


def test_an_approved_claim_is_paid_out_and_booked(
    desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    with office.write(ACTOR, "Filled") as s:
        claims = registers.get("welfare_claims")
        made = lifecycle.create(s, claims, {
            "member_id": people[0], "event": "02", "happened_on": checking.today(), "amount": 20_000, "form": "2",
            "evidence": "07", "handler": "甲"}).id
        lifecycle.apply_event(s, claims, made, {"event": "approve", "decided_by": "乙"})
    part = tab(desk, "welfare_claims", settled)
    assert isinstance(part, WelfarePage)
    part.pay(made, "丙", "张三")
    settled()
    with office.read() as s:
        (entry,) = records.page(s, LEDGER)
        assert records.get(s, claims, made)["claim_state"] == "paid"
    assert (entry["claim_id"], entry["approver"], entry["cashier"]) == (made, "乙", "丙")


def test_a_contribution_is_shared_among_the_levels_and_booked_by_a_button(
    desk: App, office: Database, settled: Callable[[], None]
) -> None:
    with office.write(ACTOR, "Added") as s:
        made = records.save(s, registers.get("remittances"), {
            "year": 2025, "month": 3, "employer": "某厂", "wage_total": 5_000_000, "paid": 100_000,
            "paid_on": "2025-04-05", "collector": "3"}).id
    book = tab(desk, "remittances", settled)
    assert isinstance(book, BookedPage)
    book.show_record(made)
    settled()
    book.book()
    settled()
    view = tab(desk, "shares", settled)
    assert isinstance(view, SharesView)
    view.year.setValue(2025)
    settled()
    lines = {label: [figure.text for figure in figures] for label, figures in view.view.figures.table.lines}
    assert lines["2025-03  某厂"] == ["1000.00", "1000.00", "0.00", "600.00", "50.00", "350.00", "600.00"]
    assert lines["期末应付上级经费"][0] == "400.00"
    figure = view.view.figures.table.lines[0][1][0]
    assert figure.open is not None
    figure.open()
    settled()
    assert page_of(desk, "funds").front().grid.grid_model.total == 1


def test_last_month_is_closed_and_then_takes_nothing(desk: App, office: Database, settled: Callable[[], None]) -> None:
    part = tab(desk, "closings", settled)
    assert isinstance(part, ClosingsPage)
    last = dt.date.fromisoformat(checking.today()).replace(day=1) - dt.timedelta(1)
    part.close_month(last.year, last.month)
    settled()
    assert part.grid.grid_model.total == 1
    part.new_record()
    assert part.detail is None
    with office.read() as s, pytest.raises(dues.ClosedPeriodError):
        dues.check_day(s, last.isoformat())


def test_an_entry_of_a_closed_month_is_shown_without_asking_for_a_mend(
    desk: App, office: Database, settled: Callable[[], None]
) -> None:
    with office.write(ACTOR, "Closed") as s:
        made = records.save(s, RECEIPTS, {
            "issued_on": "2026-01-20", "payer": "单位财务部", "purpose": "会费", "amount": 2410}).id
        records.save(s, registers.get("closings"), {
            "year": 2026, "month": 1, "closed_on": "2026-02-03", "closed_by": "周会计"})
    part = tab(desk, "dues_receipts", settled)
    part.show_record(made)
    settled()
    assert part.detail.form.check() == []
    assert part.detail.state.text() == ""
