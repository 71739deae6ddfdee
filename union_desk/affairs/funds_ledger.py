"""The ledger of a year as a workbook: real numbers, running balance and totals as formulas, a sheet for the budget."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.affairs import funds_books, funds_upward
from union_desk.registers.funds_headings import INCOME
from union_desk.safety import gate
from union_desk.schema.kinds import Code
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.database import Database

WROTE = N_("Wrote the ledger of {year} to {file}")
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "note": {"font_size": 10}, "head": {"bold": True, "border": 1, "align": "center", "bg_color": "#F2E9E4"},
    "text": {"border": 1, "num_format": "@"}, "date": {"border": 1, "num_format": "yyyy-mm-dd", "align": "center"},
    "money": {"border": 1, "num_format": "#,##0.00"}, "sum": {"bold": True, "border": 1, "num_format": "#,##0.00"},
    "rate": {"border": 1, "num_format": "0.0%"},
}
_INCOME, _SPENT, _BALANCE = 6, 7, 8  # columns of the ledger, from 0
_FIRST = 4  # the row of the first entry as a person counts; the balance brought forward stands above it


class _Sheet:
    """One sheet with a title, the union's name and a heading."""

    def __init__(self, book: Any, looks: dict[str, Any], name: str, title: str, heads: Sequence[str]) -> None:
        self.looks, self.sheet = looks, book.add_worksheet(name)
        self.sheet.merge_range(0, 0, 0, len(heads) - 1, title, looks["title"])
        self.sheet.set_row(0, 28)
        self.sheet.write_row(2, 0, heads, looks["head"])
        self.sheet.freeze_panes(3, 0)
        self.sheet.repeat_rows(0, 2)
        self.sheet.set_paper(9)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)

    def text(self, row: int, column: int, words: object) -> None:
        """Write words that stay words."""
        self.sheet.write_string(row, column, "" if words is None else str(words), self.looks["text"])

    def money(self, row: int, column: int, fen: int | None) -> None:
        """Write an amount of fen as yuan, a real number; nothing where there is none."""
        if fen is None:
            self.sheet.write_blank(row, column, None, self.looks["money"])
        else:
            self.sheet.write_number(row, column, fen / 100, self.looks["money"])


def export(db: Database, actor: Actor, path: Path, year: int, password: str = "") -> int:
    """Write the ledger of a year, marked and where wanted under a password, and journal it; returns the entries."""
    release = gate.Release(gate.EXPORT, "ledger_entries", 0, to=path.name, mark=gate.new_mark())
    with db.write(actor, WROTE, keep=True, year=year, file=path.name) as session, \
            gate.file_leaving(session, release, path, password, actor.name) as place:
        with db.read() as reading:
            rows = write(reading, place, year)
        gate.note(session, replace(release, count=rows))
    return rows


def write(session: Session, path: Path, year: int) -> int:
    """Write the ledger and the budget of a year; returns the number of entries."""
    import xlsxwriter

    first, last = funds_books.period_days(year, None)
    rows = funds_books.entries(session, first, last)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
    union = records.page(session, registers.get("unions"), limit=1)
    unit = str(union[0].get("union_name") or "") if union else ""
    _ledger(book, looks, rows, (year, unit, funds_books.balance(session, first)))
    _budget(book, looks, funds_books.spending(session, year), year)
    _shares(book, looks, funds_upward.of_year(session, year), year)
    book.close()
    return len(rows)


def _ledger(book: Any, looks: dict[str, Any], rows: Sequence[dict[str, Any]], about: tuple[int, str, int]) -> None:
    year, unit, brought = about
    heads = (_("Date"), _("Voucher number"), _("Heading"), _("Item"), _("Purpose of the entry"), _("Payer or payee"),
             _("Income"), _("Expenditure"), _("Balance"))
    page = _Sheet(book, looks, _("Ledger"), _("Income and Expenditure of the Union, {year}").format(year=year), heads)
    page.sheet.write_string(1, 0, unit, looks["note"])
    page.sheet.write_string(1, _BALANCE, _("Yuan"), looks["note"])
    for column in range(_BALANCE):
        page.text(3, column, _("Brought forward") if column == _BALANCE - 4 else "")
    page.money(3, _BALANCE, brought)
    balance = brought
    for place, row in enumerate(rows, _FIRST):
        page.text(place, 0, row["happened_on"])
        page.text(place, 1, row["voucher_no"])
        page.text(place, 2, Code(list="fund_category").show(row["category"]))
        page.text(place, 3, Code(list="fund_item").show(row["item"]))
        page.text(place, 4, row["purpose"])
        page.text(place, 5, row["party"])
        income = row["side"] == INCOME
        page.money(place, _INCOME, row["amount"] if income else None)
        page.money(place, _SPENT, None if income else row["amount"])
        balance += row["amount"] if income else -row["amount"]
        page.sheet.write_formula(place, _BALANCE, f"=I{place}+G{place + 1}-H{place + 1}", looks["money"], balance / 100)
    _totals(page, looks, rows, balance)
    for column, width in enumerate((12, 15, 18, 18, 30, 22, 15, 15, 16)):
        page.sheet.set_column(column, column, width)


def _totals(page: _Sheet, looks: dict[str, Any], rows: Sequence[dict[str, Any]], balance: int) -> None:
    last = _FIRST + len(rows)
    page.sheet.merge_range(last, 0, last, _INCOME - 1, _("Total"), looks["head"])
    for column, letter in ((_INCOME, "G"), (_SPENT, "H")):
        total = sum(row["amount"] for row in rows if (row["side"] == INCOME) == (column == _INCOME))
        page.sheet.write_formula(last, column, f"=SUM({letter}{_FIRST}:{letter}{last})", looks["sum"], total / 100)
    page.sheet.write_formula(last, _BALANCE, f"=I{_FIRST}+G{last + 1}-H{last + 1}", looks["sum"], balance / 100)


def _budget(book: Any, looks: dict[str, Any], lines: Sequence[funds_books.Spending], year: int) -> None:
    heads = (_("Heading and item"), _("Budget"), _("Carried out"), _("Left"), _("Share carried out"))
    page = _Sheet(book, looks, _("Budget and spending"), _("Budget of the Union and How It Was Carried Out, {year}")
                  .format(year=year), heads)
    for place, line in enumerate(lines, 3):
        page.text(place, 0, line.label())
        page.money(place, 1, line.budget)
        page.money(place, 2, line.spent)
        left = (line.left or 0) / 100
        share = line.spent / line.budget if line.budget else 0
        page.sheet.write_formula(place, 3, f"=B{place + 1}-C{place + 1}", looks["money"],
                                 left if line.budget is not None else -line.spent / 100)
        page.sheet.write_formula(place, 4, f'=IF(B{place + 1}=0,"",C{place + 1}/B{place + 1})', looks["rate"], share)
    page.sheet.set_column(0, 0, 36)
    page.sheet.set_column(1, 4, 16)


def _shares(book: Any, looks: dict[str, Any], year: funds_upward.Year, number: int) -> None:
    """Write the 2 % month by month; what goes up is a formula, what is open stands below."""
    heads = (_("Month"), _("Owed"), _("Paid in"), _("Share kept here"), _("Share going up"), _("In the ledger"))
    page = _Sheet(book, looks, _("2 % and shares"), _("Contributions of the Employer and Their Shares, {year}").format(
        year=number), heads)
    place = 3
    for place, one in enumerate(year.months, 3):
        page.text(place, 0, f"{number}-{one.row['month']:02d} {one.row['employer'] or ''}".rstrip())
        for column, amount in enumerate((one.row["due"], one.row["paid"], one.kept), 1):
            page.money(place, column, amount)
        upward = ((one.row["paid"] or 0) - one.kept) / 100
        page.sheet.write_formula(place, 4, f"=C{place + 1}-D{place + 1}", looks["money"], upward)
        page.money(place, 5, one.booked)
    for below, (words, amount) in enumerate(((_("Paid up to the superiors"), year.passed_up),
                                             (_("Owed to the superiors at the end"), year.owed_up),
                                             (_("To come back at the end"), year.to_come)), place + 2):
        page.text(below, 0, words)
        page.money(below, 1, amount)
    page.sheet.set_column(0, 0, 36)
    page.sheet.set_column(1, 5, 16)
