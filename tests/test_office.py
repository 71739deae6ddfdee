"""An office as a whole: made, opened again, its passphrase changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.offices import PASSPHRASE
from union_desk import office, records, recovering, registers
from union_desk.database import FILE, Database, OfficeExistsError
from union_desk.errors import InvalidRecordError
from union_desk.safety import keys, recovery
from union_desk.schema.identity import credit_check_digit, organisation_check_digit

if TYPE_CHECKING:
    from pathlib import Path


def credit_code(department: str = "81") -> str:
    """Return a valid credit code of an invented body."""
    body = "MC123456"
    first = f"{department}460100{body}{organisation_check_digit(body)}"
    return first + credit_check_digit(first)


def test_a_new_office_holds_its_own_union(tmp_path: Path) -> None:
    db = office.create_office(tmp_path / "o", PASSPHRASE, " 和风机械厂工会委员会 ", "HN-0731")
    with db.read() as session:
        union = office.union(session)
        assert (union["union_name"], union["union_code"]) == ("和风机械厂工会委员会", "HN-0731")
        assert not office.is_practice(session)
        assert [e.verb for e in records.history(session, registers.get("unions"), union["id"])] == ["create"]
    db.close()


@pytest.mark.parametrize(("department", "field"), [("81", "union_uscc"), ("91", "unit_uscc")])
def test_a_credit_code_is_also_kept_where_it_belongs(department: str, field: str) -> None:
    code = credit_code(department)
    assert office.identity_of("某某工会", code) == {"union_name": "某某工会", "union_code": code, field: code}


def test_a_code_that_only_looks_like_a_credit_code_stays_what_it_is() -> None:
    code = credit_code()[:-1] + ("0" if credit_code()[-1] != "0" else "1")
    assert office.identity_of("某某工会", code) == {"union_name": "某某工会", "union_code": code}


def test_a_wrong_union_leaves_no_files_behind(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecordError):
        office.create_office(tmp_path / "o", PASSPHRASE, "某某工会", more={"union_uscc": "81"})
    with pytest.raises(InvalidRecordError):
        office.create_office(tmp_path / "o", PASSPHRASE, "  ")
    assert not (tmp_path / "o").exists()


def test_a_weak_passphrase_leaves_no_files_behind(tmp_path: Path) -> None:
    with pytest.raises(keys.WeakPassphraseError):
        office.create_office(tmp_path / "o", "1234", "某某工会")
    assert not (tmp_path / "o").exists()


def test_an_office_is_never_made_over_another_one(tmp_path: Path) -> None:
    office.create_office(tmp_path / "o", PASSPHRASE, "某某工会").close()
    before = (tmp_path / "o" / FILE).read_bytes()
    with pytest.raises(OfficeExistsError):
        office.create_office(tmp_path / "o", PASSPHRASE, "另一工会")
    assert (tmp_path / "o" / FILE).read_bytes() == before


def test_a_new_passphrase_replaces_the_old_one(tmp_path: Path) -> None:
    office.create_office(tmp_path / "o", PASSPHRASE, "某某工会").close()
    office.change_passphrase(tmp_path / "o", PASSPHRASE, "another passphrase")
    Database.open(tmp_path / "o", "another passphrase").close()
    with pytest.raises(keys.WrongPassphraseError):
        Database.open(tmp_path / "o", PASSPHRASE)


def test_changing_asks_for_the_right_old_passphrase(tmp_path: Path) -> None:
    office.create_office(tmp_path / "o", PASSPHRASE, "某某工会").close()
    with pytest.raises(keys.WrongPassphraseError):
        office.change_passphrase(tmp_path / "o", "a wrong passphrase", "another passphrase")
    Database.open(tmp_path / "o", PASSPHRASE).close()


def test_the_recovery_sheet_sets_a_forgotten_passphrase(tmp_path: Path) -> None:
    db = office.create_office(tmp_path / "o", PASSPHRASE, "某某工会")
    code = recovery.create(tmp_path / "o", db.key)
    db.close()
    recovering.by_sheet(tmp_path / "o", code, "another passphrase")
    Database.open(tmp_path / "o", "another passphrase").close()
