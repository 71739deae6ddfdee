"""Passwords on workbooks: what we lock Excel's and WPS's format opens, and nothing but the password does."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import msoffcrypto
import openpyxl
import pytest
import xlsxwriter

from tests.offices import ACTOR
from tests.samples import id_number
from union_desk import records, registers
from union_desk.exchange import exporting, faults
from union_desk.exchange.session import ImportSession
from union_desk.safety import gate, passwords
from union_desk.statistics import workbook

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database

MEMBERS = registers.get("members")
WORD = "口令 pass-1"
SOFFICE = shutil.which("soffice")
MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Convert(source As String, target As String, word As String)
 Dim given(1) As New com.sun.star.beans.PropertyValue
 given(0).Name = "Hidden"
 given(0).Value = True
 given(1).Name = "Password"
 given(1).Value = word
 Dim wanted(1) As New com.sun.star.beans.PropertyValue
 wanted(0).Name = "FilterName"
 wanted(0).Value = "Text - txt - csv (StarCalc)"
 wanted(1).Name = "FilterOptions"
 wanted(1).Value = "44,34,76"
 book = StarDesktop.loadComponentFromURL(source, "_blank", 0, given())
 book.storeToURL(target, wanted())
 book.close(True)
 StarDesktop.terminate()
End Sub
</script:module>
"""


@pytest.fixture
def filled(office: Database) -> Database:
    with office.write(ACTOR, "Laid the ground") as session:
        records.insert_many(session, MEMBERS, [{"name": "张三甲", "id_type": "01", "id_number": id_number(1)}])
    return office


def export(db: Database, path: Path, password: str = WORD) -> Path:
    exporting.export(db, ACTOR, MEMBERS, path, exporting.Options(unmasked=True, reason="核对", password=password))
    return path


def plain(path: Path, folder: Path, password: str = WORD) -> Path:
    """Return a copy without the password, made by another program's library."""
    target = folder / f"plain-{path.name}"
    with path.open("rb") as stream, target.open("wb") as out:
        file = msoffcrypto.OfficeFile(stream)
        assert file.is_encrypted()
        file.load_key(password=password, verify_password=True)
        file.decrypt(out, verify_integrity=True)
    return target


def test_an_export_asks_for_its_password_and_holds_the_rows(filled: Database, tmp_path: Path) -> None:
    path = export(filled, tmp_path / "a.xlsx")
    assert "张三甲".encode() not in path.read_bytes()
    sheet = openpyxl.load_workbook(plain(path, tmp_path)).worksheets[0]
    assert "张三甲" in [cell.value for cell in sheet[2]]


@pytest.mark.parametrize("rows", [1, 60_000])
def test_small_and_large_workbooks_come_back_as_they_were(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row in range(rows):
            sheet.write_row(row, 0, [f"{row * 7919 % 1_000_003:032x}" * 4])
    before = path.read_bytes()
    passwords.lock(path, WORD)
    assert passwords.is_locked(path.read_bytes())
    assert passwords.unlock(path.read_bytes(), WORD, "a.xlsx") == before
    with pytest.raises(passwords.WrongWorkbookPasswordError):
        passwords.unlock(path.read_bytes(), f"{WORD}x", "a.xlsx")


def test_a_locked_file_that_is_damaged_is_said_not_raised(filled: Database, tmp_path: Path) -> None:
    data = export(filled, tmp_path / "a.xlsx").read_bytes()
    for cut in (600, 3000, len(data) // 2):
        if passwords.is_locked(data[:cut]):  # else it is read, and refused, like any other file
            with pytest.raises(passwords.DamagedWorkbookError):
                passwords.unlock(data[:cut], WORD, "a.xlsx")


def test_a_protected_roster_is_imported_and_its_refused_rows_go_back_protected(
        office: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    wrong = id_number(2)[:-1] + ("0" if id_number(2)[-1] != "0" else "1")
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate((("姓名", "身份证号码"), ("张三", id_number(1)), ("李四", wrong))):
            sheet.write_row(number, 0, cells)
    passwords.lock(path, WORD)
    with pytest.raises(faults.LockedWorkbookError):
        ImportSession(office, MEMBERS, path)
    with pytest.raises(passwords.WrongWorkbookPasswordError):
        ImportSession(office, MEMBERS, path, password="another one")
    session = ImportSession(office, MEMBERS, path, password=WORD)
    receipt = session.apply(ACTOR)
    assert (receipt.new, receipt.refused) == (1, 1)
    assert session.write_returned(tmp_path / "back.xlsx") == 1
    texts = [str(cell.value) for row in openpyxl.load_workbook(plain(tmp_path / "back.xlsx", tmp_path)).worksheets[0]
             for cell in row]
    assert wrong in texts


def test_too_short_a_password_and_files_that_take_none_are_refused(filled: Database, tmp_path: Path) -> None:
    with pytest.raises(passwords.ShortWorkbookPasswordError):
        export(filled, tmp_path / "a.xlsx", "short")
    with pytest.raises(passwords.NotProtectableError):
        export(filled, tmp_path / "a.csv")
    assert list(tmp_path.glob("a.*")) == []


def test_the_statistics_are_protected_and_still_name_their_export(filled: Database, tmp_path: Path) -> None:
    workbook.export(filled, ACTOR, tmp_path / "s.xlsx", password=WORD)
    assert gate.marks_in(tmp_path / "s.xlsx") == []
    [mark] = gate.marks_in(tmp_path / "s.xlsx", WORD)
    with filled.read() as session:
        found = gate.of_marks(session, [mark])
        assert [one.facts["to"] for one in found] == ["s.xlsx"]
        assert gate.of_marks(session, [gate.digest(tmp_path / "s.xlsx")]) == found, "without the password, too"


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_with_the_password(filled: Database, tmp_path: Path) -> None:
    assert SOFFICE is not None
    source, target = export(filled, tmp_path / "a.xlsx"), tmp_path / "a.csv"
    place = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run([SOFFICE, "--headless", place, "--terminate_after_init"], check=True, capture_output=True)
    module = tmp_path / "profile" / "user" / "basic" / "Standard" / "Module1.xba"
    module.write_text(MACRO, "utf-8")
    call = f'macro:///Standard.Module1.Convert("{source.as_uri()}","{target.as_uri()}","{WORD}")'
    subprocess.run([SOFFICE, "--headless", place, call], check=True, capture_output=True)
    assert "张三甲" in target.read_text("utf-8")
