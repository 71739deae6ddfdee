"""A file or a page that turned up: every way out leaves something by which `whose` names it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pypdf
import pytest

from union_desk.safety import stamping

if TYPE_CHECKING:
    from tests.cli.conftest import Commands

PASSWORD = "workbook password"
# What leaves, and what the journal calls it (a part of its sentence)
LEAVING = {
    "export": (("export", "members", "--to", "a.xlsx"), "a.xlsx"),
    "csv": (("export", "members", "--to", "a.csv"), "a.csv"),
    "statistics": (("statistics", "--to", "a.xlsx"), "a.xlsx"),
    "statistics-on-paper": (("statistics", "--table", "sex", "--paper", "a.pdf"), "PDF"),
    "ledger": (("funds", "ledger", "2026", "--to", "a.xlsx"), "a.xlsx"),
    "dues": (("dues", "sheet", "2026-03", "--to", "a.xlsx"), "a.xlsx"),
    "handover": (("cadres", "handover", "--to", "a.xlsx"), "交接"),
    "handover-on-paper": (("cadres", "handover", "--to", "a.pdf"), "交接"),
    "print": (("print", "member-roster", "--to", "a.pdf"), "PDF"),
}


def leave(run: Commands, words: tuple[str, ...]) -> Path:
    """Let something leave and return the file."""
    assert run(*words).code == 0
    [path] = [Path(word) for word in words if word.startswith("a.")]
    return path


def named(run: Commands, found: object) -> list[str]:
    return [one["what"] for one in run.json("whose", found)]


@pytest.mark.parametrize(("words", "told"), LEAVING.values(), ids=list(LEAVING))
def test_each_way_out_names_its_passing(practice: Commands, words: tuple[str, ...], told: str) -> None:
    path = leave(practice, words)
    before = [*named(practice, path)]
    assert len(before) == 1
    assert told in before[0]
    if path.suffix == ".csv":
        return  # nothing can stand in it; the digest names the file as it left
    if path.suffix == ".xlsx":
        book: Any = openpyxl.load_workbook(path)
        mark = str(book.custom_doc_props[stamping.NAME].value)
        assert all(mark in str(sheet.oddFooter.left.text) for sheet in book.worksheets)
        book.worksheets[0]["Z1"] = "changed"
        book.save(path)
    else:
        with path.open("ab") as stream:
            stream.write(b"%changed\n")
    assert named(practice, path) == before, "a copy that was changed still bears the mark"


def test_the_number_at_the_foot_of_a_page_is_enough(practice: Commands) -> None:
    path = leave(practice, ("print", "member-roster", "--to", "a.pdf"))
    reader = pypdf.PdfReader(path)
    [number] = set(re.findall(r"\d{14}-[0-9A-F]{6}", reader.pages[0].extract_text()))
    assert reader.metadata is not None
    assert number in str(reader.metadata["/Keywords"])
    assert len(named(practice, number)) == 1
    assert named(practice, "20000101000000-ABCDEF") == []
    assert practice.fault("whose", "nowhere.xlsx")["code"] == "cannot_write"


def test_a_form_of_somebody_else_stays_as_it_came_and_is_known(practice: Commands) -> None:
    book = openpyxl.Workbook()
    for column, word in enumerate(("序号", "姓名", "身份证号码", "手机号"), 1):
        book.worksheets[0].cell(1, column, word)
    book.save("form.xlsx")
    path = Path("a.xlsx")
    assert practice("fill", "form.xlsx", "--to", path).code == 0
    assert len(named(practice, path)) == 1
    with zipfile.ZipFile("form.xlsx") as blank, zipfile.ZipFile(path) as filled:
        assert set(blank.namelist()) == set(filled.namelist())
        assert filled.comment.startswith(b"UD-")
    assert practice.json("compare-forms", "form.xlsx", path)["filled_only"]


def test_a_protected_workbook_is_named_with_its_password_and_by_its_digest(practice: Commands, tmp_path: Path) -> None:
    (tmp_path / "word").write_text(PASSWORD + "\n", "utf-8")
    (tmp_path / "short").write_text("short\n", "utf-8")
    for words, _told in (LEAVING["export"], LEAVING["statistics"], LEAVING["ledger"], LEAVING["dues"]):
        path = leave(practice, (*words, "--password-file", "word"))
        before = named(practice, path)
        assert len(before) == 1
        path.write_bytes(path.read_bytes() + b"\0" * 512)
        assert named(practice, path) == []
        assert [one["what"] for one in practice.json("whose", path, "--password-file", "word")] == before
    told = practice.fault("export", "members", "--to", "b.xlsx", "--password-file", "short")
    assert told["code"] == "workbook_password_short"
    assert practice.fault("export", "members", "--to", "b.csv", "--password-file", "word")["code"] == "not_protectable"


def test_a_protected_workbook_is_imported_with_its_password(practice: Commands, tmp_path: Path) -> None:
    (tmp_path / "word").write_text(PASSWORD + "\n", "utf-8")
    (tmp_path / "other").write_text("another password\n", "utf-8")
    path = leave(practice, ("export", "branches", "--to", "a.xlsx", "--password-file", "word"))
    assert practice.fault("import", "branches", path)["code"] == "file_locked"
    assert practice.fault("import", "branches", path, "--password-file", "other")["code"] == "workbook_password"
    receipt = practice.json("import", "branches", path, "--dry-run", "--password-file", "word")
    assert receipt["rows_read"] == receipt["same"] > 0
