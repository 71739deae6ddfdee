"""The papers of the funds: amounts in capitals, what lists must not show, balances that run on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.papers.reading import pages, printed, text
from tests.papers.rows import details_of, rows_of
from union_desk.papers import funds_final_account, ledger_page

if TYPE_CHECKING:
    from union_desk.papers.job import Values


def words(form: str) -> str:
    """Return the text of a form printed for its samples."""
    return text(printed(form, rows_of(form), details_of(form)))


def test_a_receipt_has_its_amount_in_figures_and_capitals_and_two_stand_on_a_page() -> None:
    found = words("dues-receipt")
    assert "¥1005.00" in found
    assert "壹仟零伍元整" in found
    assert "负贰拾肆元壹角整" in found
    assert pages(printed("dues-receipt", rows_of("dues-receipt"), details_of("dues-receipt"))) == 2


def test_the_collection_sheet_shows_what_is_owed_and_never_the_wage() -> None:
    found = words("dues-collection-sheet")
    assert "叁拾玖元壹角整" in found
    assert "24.10" in found
    for wage in ("4826", "3009.99"):
        assert wage not in found


def test_the_list_to_sign_says_nothing_of_the_circumstances() -> None:
    found = words("funds-welfare-list")
    assert "阑尾" not in found
    assert "壹仟陆佰元整" in found


def test_dues_owed_and_received_add_up_and_never_show_the_wage() -> None:
    found = words("dues-month-sheet")
    assert "合计39.1010.0029.10" in found
    for wage in ("4826", "3009.99"):
        assert wage not in found


def test_the_approval_keeps_the_circumstances_to_itself_unless_the_whole_is_asked_for() -> None:
    rows, details = rows_of("funds-welfare-approval"), details_of("funds-welfare-approval")
    assert "情况说明很长" not in text(printed("funds-welfare-approval", rows, details))
    whole = text(printed("funds-welfare-approval", rows, replace(details, unmasked=True)))
    assert "情况说明很长" in whole
    assert "第十二条" in whole


def test_the_final_account_runs_from_the_opening_to_the_closing_balance() -> None:
    lines: list[Values] = [
        {"category": "102", "budget": 900, "came": 1000}, {"category": "202", "budget": None, "came": 300}]
    found = funds_final_account.account(2025, lines, 50)
    assert [row["came"] for row in found] == [50, 1000, 1000, 300, 300, 750]
    assert [row.get("serial") for row in found] == [None, "1", None, "2", None, None]


def test_the_reminder_names_what_is_owed() -> None:
    found = words("funds-reminder")
    assert "21000.25" in found
    assert "贰万壹仟元零贰角伍分" in found


@pytest.mark.parametrize("brought", [0, 1_234_567])
def test_the_balance_runs_on_from_what_was_brought_forward(brought: int) -> None:
    found = ledger_page.lines(rows_of("ledger-page"), brought)
    assert [row["balance"] for row in found] == [brought + 4_100_025, brought + 900_025, brought + 4_100_025,
                                                 brought + 4_100_025]
    assert (found[-1]["income"], found[-1]["spent"]) == (4_100_025, 0)


def test_the_budget_adds_up_income_and_expenditure_each() -> None:
    found = words("funds-budget")
    assert "收入合计" in found
    assert "280000.00" in found  # what may be spent, as adjusted
    assert "225679.00" in found
