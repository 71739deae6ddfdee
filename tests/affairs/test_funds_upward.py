"""The 2 % between the levels: shares, settlements, booking once, founding levy, the end of a year (domain §6.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.offices import ACTOR
from union_desk import records, registers
from union_desk.affairs import dues_receipts, funds_books, funds_ledger, funds_upward
from union_desk.errors import InvalidRecordError
from union_desk.registers import funds_shares
from union_desk.schema import norms

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.database import Database

REMITTANCES, TRANSFERS, UNITS, LEDGER, CLOSINGS = (registers.get(name) for name in (
    "remittances", "share_transfers", "founding_units", "ledger_entries", "closings"))
MONTH: dict[str, Any] = {"year": 2025, "month": 3, "wage_total": 50_000_000, "paid": 1_000_000, "paid_on": "2025-04-05",
                         "collector": "3"}
UP = {"year": 2025, "way": "1", "amount": 400_000, "moved_on": "2025-05-05", "party": "区总工会"}


def refused(office: Database, register: Any, row: dict[str, Any]) -> set[str]:
    """Return the codes of the errors for which a record is refused."""
    with pytest.raises(InvalidRecordError) as told, office.write(ACTOR, "Added") as s:
        records.save(s, register, row)
    return {getattr(problem, "code", "") for problem in told.value.problems}


def set_norm(session: Session, name: str, value: int) -> None:
    """Let the office set a norm of its own."""
    kept = replace(norms.shipped(name, "2025-01-01"), value=value).typed
    records.save(session, registers.get("norms"), {"name": name, "value": kept, "basis": "省总工会文件"})


def test_a_sum_is_shared_whole_to_the_fen() -> None:
    def split(amount: int) -> funds_shares.Split:
        return funds_shares.split(amount, lambda name: norms.shipped(name, "2025-01-01"))

    for amount in (1, 999, 1_000_000):
        assert split(amount).kept + sum(split(amount).upward.values()) == amount
    found = split(333_333)
    assert (found.kept, found.upward) == (200_000, {"1": 16_667, "": 116_666})


def test_what_stays_and_goes_up_follows_from_the_offices_own_shares(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        for name, value in (("remittance.kept_permille", 650), ("remittance.county_permille", 150),
                            ("remittance.province_permille", 50)):
            set_norm(s, name, value)
        row = records.get(s, REMITTANCES, records.save(s, REMITTANCES, MONTH).id)
        year = funds_upward.of_year(s, 2025)
    assert (row["kept"], row["upward"]) == (650_000, 350_000)
    assert year.months[0].upward == {"1": 50_000, "2": 50_000, "4": 150_000, "": 100_000}
    assert year.levels == ("1", "2", "4", "")
    with office.write(ACTOR, "Set") as s:
        set_norm(s, "remittance.city_permille", 300)
    assert "shares_exceed" in refused(office, REMITTANCES, MONTH | {"month": 4})


def test_what_was_gathered_here_is_paid_up_and_booked_once(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        made = records.save(s, REMITTANCES, MONTH).id
        assert funds_upward.open_at(s, "2025-04-30") == (400_000, 0)
        assert funds_upward.unsettled(s, "1", "2025-04-30") == [made]
        entry = funds_upward.book(s, "remittances", made)
        row = records.get(s, LEDGER, entry.id)
        records.save(s, TRANSFERS, UP)
        assert funds_upward.open_at(s, "2025-05-31") == (0, 0)
        assert funds_upward.unsettled(s, "1", "2025-05-31") == []
        assert records.save(s, TRANSFERS, UP | {"amount": 1}).problems[0].code == "more_than_share"
    assert (row["amount"], row["category"], row["happened_on"]) == (600_000, "102", "2025-04-05")
    with pytest.raises(InvalidRecordError) as told, office.write(ACTOR, "Booked") as s:
        funds_upward.book(s, "remittances", made)
    assert [getattr(problem, "code", "") for problem in told.value.problems] == ["booked_twice"]
    with office.write(ACTOR, "Reversed") as s:
        dues_receipts.reverse_entry(s, entry.id, "2025-05-06", "金额有误")
        assert funds_upward.of_year(s, 2025).months[0].booked == 0
        funds_upward.book(s, "remittances", made)  # after its reversal it is booked anew
        assert funds_upward.of_year(s, 2025).booked == 600_000


def test_what_the_tax_bureau_gathered_comes_back_and_is_booked_then(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        made = records.save(s, REMITTANCES, MONTH | {"collector": "1"}).id
        assert funds_upward.open_at(s, "2025-04-30") == (0, 600_000)
        back = records.save(s, TRANSFERS, UP | {"way": "2", "amount": 600_000}).id
        funds_upward.book(s, "share_transfers", back)
        year = funds_upward.of_year(s, 2025)
        up = records.save(s, TRANSFERS, UP | {"amount": 1}).id
    assert (year.received, year.to_come, year.booked, year.owed_up) == (600_000, 0, 600_000, 0)
    for register, record in (("remittances", made), ("share_transfers", up)):
        with pytest.raises(funds_upward.NothingToBookError), office.write(ACTOR, "Booked") as s:
            funds_upward.book(s, register, record)


def test_the_founding_levy_belongs_to_a_unit_without_a_union_and_none_of_it_is_income_here(office: Database) -> None:
    levy = MONTH | {"nature": "2", "employer": "某餐饮店"}
    assert refused(office, REMITTANCES, levy) == {"founding_unit"}
    with office.write(ACTOR, "Added") as s:
        unit = records.save(s, UNITS, {"unit_name": "某餐饮店", "opened_on": "2024-01-10", "found_by": "2025-03-01"}).id
        row = records.get(s, REMITTANCES, records.save(s, REMITTANCES, levy | {"founding_id": unit}).id)
        year = funds_upward.of_year(s, 2025)
        duties = {duty.code: duty.count for duty in funds_upward.duties(s, "2025-03-02")}
        assert (records.get(s, UNITS, unit)["founding_state"], duties["founding_late"]) == ("1", 1)
        early = records.save(s, UNITS, {"levied_from": "2024-02-01"}, unit)
        records.save(s, UNITS, {"founded_on": "2025-03-20", "founding_doc": "区总工批1号", "levied_from": None}, unit)
    assert (row["kept"], row["upward"], year.levy, year.months) == (0, 1_000_000, 1_000_000, ())
    assert [problem.code for problem in early.problems] == ["levied_early"]
    assert refused(office, REMITTANCES, levy | {"founding_id": unit, "month": 4}) == {"founded_already"}
    assert refused(office, REMITTANCES, levy | {"founding_id": unit, "nature": "1", "month": 2}) == {"no_levy"}


def test_a_year_is_closed_with_what_is_open_between_the_levels(office: Database, tmp_path: Path) -> None:
    with office.write(ACTOR, "Added") as s:
        records.save(s, REMITTANCES, MONTH | {"wage_total": 60_000_000})
        saved = funds_books.close(s, 2025, None, "周会计")
        row = records.get(s, CLOSINGS, saved.id)
    assert (row["owed_up"], row["to_come"]) == (400_000, 0)
    assert {problem.code for problem in saved.problems} == {"arrears_left", "kept_differs", "owed_up"}
    target = tmp_path / "ledger.xlsx"
    funds_ledger.export(office, ACTOR, target, 2025)
    sheet = openpyxl.load_workbook(target)["2%与分成"]
    assert [cell.value for cell in sheet[4]] == ["2025-03", 12_000, 10_000, 6000, "=C4-D4", 0]


def test_what_is_late_between_the_levels_stands_on_today(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        records.save(s, REMITTANCES, MONTH)
        records.save(s, REMITTANCES, MONTH | {"month": 2, "collector": "1", "paid_on": "2025-03-05"})
        before = {duty.code: duty.count for duty in funds_upward.duties(s, "2025-05-04")}
        after = {duty.code: duty.count for duty in funds_upward.duties(s, "2025-06-10")}
    assert (before["shares_owed"], before["shares_to_come"]) == (0, 0)
    assert (after["shares_owed"], after["shares_to_come"]) == (1, 1)
