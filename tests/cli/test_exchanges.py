"""Workbooks in and out on the command line."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.cli.conftest import PEOPLE, Commands
from tests.samples import id_number
from union_desk.commands import exchanges
from union_desk.registers import MEMBERS
from union_desk.safety import backups

if TYPE_CHECKING:
    from pathlib import Path

HEADING = ("序号", "姓名", "身份证号", "联系方式")
COUNTS = ("rows_read", "new", "changed", "same", "refused", "skipped")
GOOD, BAD = id_number(1), id_number(2)[:-1] + ("0" if id_number(2)[-1] != "0" else "1")


def roster(path: Path, *rows: tuple[Any, ...], heading: tuple[str, ...] = HEADING) -> Path:
    """Write a small roster under a title."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "花名册"
    sheet.append(["某厂工会会员花名册"])
    sheet.append(list(heading))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def counts(receipt: dict[str, Any]) -> tuple[int, ...]:
    assert receipt["rows_read"] == sum(receipt[name] for name in COUNTS[1:])
    return tuple(receipt[name] for name in COUNTS)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a roster with a good row, a bad number, and a total."""
    return roster(tmp_path / "花名册.xlsx", (1, "张三", GOOD, "13900000001"), (2, "李四", BAD, "13900000002"),
                  ("合计", 2, None, None))


def test_a_trial_says_everything_and_changes_nothing(desk: Commands, small: Path) -> None:
    receipt = desk.json("import", "members", small, "--dry-run")
    assert counts(receipt) == (3, 1, 0, 0, 1, 1)
    assert receipt["applied"] is False
    assert desk.json("list", "members")["total"] == 0
    assert len(desk.journal()) == 1
    assert "这是试导入" in desk("import", "members", small, "--dry-run").out


def test_every_refused_and_skipped_row_is_named_with_its_number_column_and_reason(desk: Commands, small: Path) -> None:
    receipt = desk.json("import", "members", small)
    problems = receipt["problems"]
    assert all({"row", "column", "level", "code", "message"} <= p.keys() for p in problems)
    refused = [p for p in problems if p["level"] == "error"]
    assert [(p["row"], p["column"]) for p in refused] == [(4, "身份证号")]
    assert [p["row"] for p in problems if p["code"] != "incomplete" and p["level"] == "info"][-1] == 5
    words = desk("import", "members", small).out
    assert "花名册 C4" in words
    assert "花名册 5" in words


def test_the_same_file_again_changes_nothing(desk: Commands, small: Path) -> None:
    assert counts(desk.json("import", "members", small)) == (3, 1, 0, 0, 1, 1)
    gestures = len(desk.journal())
    assert counts(desk.json("import", "members", small)) == (3, 0, 0, 1, 1, 1)
    assert len(desk.journal()) == gestures
    desk.json("undo")
    assert desk.json("list", "members")["total"] == 0


def test_refused_rows_go_back_and_come_in_when_mended(desk: Commands, small: Path, tmp_path: Path) -> None:
    back = tmp_path / "退回.xlsx"
    receipt = desk.json("import", "members", small, "--returned", back)
    assert receipt["returned"] == {"file": str(back), "rows": 1}
    book = openpyxl.load_workbook(back)
    cell = next(c for row in book.worksheets[0].iter_rows() for c in row if c.value == BAD)
    assert cell.comment is not None
    cell.value = id_number(2)
    book.save(back)
    assert counts(desk.json("import", "members", back))[1:] == (1, 0, 0, 0, 0)
    clean = desk.json("import", "members", back, "--returned", tmp_path / "none.xlsx")
    assert clean["returned"] == {"file": None, "rows": 0}
    assert not (tmp_path / "none.xlsx").exists()


def test_a_column_that_nobody_would_guess_is_named_by_letter_or_heading(desk: Commands, tmp_path: Path) -> None:
    heading = ("姓名", "身份证号", "尾列", "电话")
    file = roster(tmp_path / "x.xlsx", ("张三", GOOD, "一车间", "13900000001"), heading=heading)
    desk.json("import", "members", file, "--column", "C=车间", "--column", "电话=")
    (row,) = desk.json("list", "members")["records"]
    assert row["workshop"] == "一车间"
    assert "mobile" not in row
    assert desk.fault("import", "members", file, "--column", "Z=mobile")["code"] == "bad_column"
    assert desk.fault("import", "members", file, "--column", "mobile")["code"] == "bad_column"
    assert desk.fault("import", "members", file, "--column", "C=nothing")["code"] == "unknown_field"
    assert desk.fault("import", "members", file, "--column", "C=qualified")["code"] == "not_importable"


def test_one_sheet_of_several_and_its_heading_are_chosen(desk: Commands, tmp_path: Path) -> None:
    file = roster(tmp_path / "x.xlsx", ("张三", GOOD), heading=("姓名", "身份证号"))
    book = openpyxl.load_workbook(file)
    second = book.create_sheet("二车间")
    for line in (["姓名", "身份证号"], ["李四", id_number(2)]):
        second.append(line)
    book.save(file)
    assert counts(desk.json("import", "members", file, "--dry-run"))[1] == 2
    assert counts(desk.json("import", "members", file, "--dry-run", "--sheet", "二车间"))[1] == 1
    assert counts(desk.json("import", "members", file, "--dry-run", "--sheet", "花名册", "--heading-row", 2))[1] == 1
    fault = desk.fault("import", "members", file, "--sheet", "三车间")
    assert (fault["code"], "二车间" in fault["message"]) == ("unknown_sheet", True)


@pytest.mark.parametrize(("content", "code"), [
    (None, "file_missing"), (b"", "file_empty"), (b"%PDF-1.7 nothing", "file_not_workbook"),
    (b"PK\x03\x04broken", None),
])
def test_a_file_that_cannot_be_used_is_a_sentence_and_exit_code_two(
    desk: Commands, tmp_path: Path, content: bytes | None, code: str | None
) -> None:
    file = tmp_path / "x.xlsx"
    if content is not None:
        file.write_bytes(content)
    fault = desk.fault("import", "members", file)
    assert fault["code"] == code or code is None
    assert "x.xlsx" in fault["message"]


def test_the_refused_rows_never_overwrite_their_source(desk: Commands, small: Path) -> None:
    before = small.read_bytes()
    assert desk.fault("import", "members", small, "--returned", small)["code"] == "returned_over_source"
    assert desk.fault("import", "members", small, "--returned", small.with_suffix(".txt"))["code"] == "output_name"
    assert small.read_bytes() == before
    assert desk.json("list", "members")["total"] == 0


def test_an_export_is_masked_and_journaled(practice: Commands, tmp_path: Path) -> None:
    done = practice.json("export", "members", "--to", tmp_path / "会员.xlsx")
    assert done["rows"] == PEOPLE
    assert {"id_number", "mobile"} <= set(done["masked"])
    sheet = openpyxl.load_workbook(tmp_path / "会员.xlsx").worksheets[0]
    heading, *rows = sheet.iter_rows(values_only=True)
    assert {"姓名", "证件号码", "移动电话"} <= set(heading)
    assert len(rows) == PEOPLE
    numbers = [row[heading.index("证件号码")] for row in rows]
    assert all("****" in str(number) for number in numbers)
    assert practice.journal()[0].endswith("会员.xlsx")


def test_an_unmasked_export_with_field_names_reads_back_as_the_same_records(
    practice: Commands, desk: Commands, tmp_path: Path
) -> None:
    for name in ("m.csv", "m.xlsx"):
        practice.json("export", "members", "--to", tmp_path / name, "--field-names", "--unmasked", "--reason", "备份")
        assert practice.journal()[1] == f"查看了 {PEOPLE} 条记录的脱敏信息（会员）：备份"
        assert practice.json("import", "members", tmp_path / name)["same"] == PEOPLE
    with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {"id_number", "name", "sex", "birth_date", "ethnicity", "education", "political_status", "mobile",
            "join_union_date"} <= set(rows[0])
    with practice.database().read() as session:
        records = session.execute(MEMBERS.table.select().order_by(MEMBERS.table.c.n)).mappings().all()
    for row, record in zip(rows, records, strict=True):
        for name in ("id_number", "name", "birth_date", "mobile", "join_union_date"):
            assert row[name] == (record[name] or ""), name
        for name in ("sex", "ethnicity", "education", "political_status"):
            assert row[name] == MEMBERS.fields[name].kind.show(record[name]), name


def test_an_export_takes_filter_columns_and_order(practice: Commands, tmp_path: Path) -> None:
    done = practice.json("export", "members", "--to", tmp_path / "w.csv", "--filter", "sex=女", "--columns",
                         "姓名,birth_date", "--sort=-birth_date", "--field-names")
    assert done["fields"] == ["name", "birth_date"]
    with (tmp_path / "w.csv").open(encoding="utf-8-sig", newline="") as stream:
        births = [row["birth_date"] for row in csv.DictReader(stream)]
    assert births == sorted(births, reverse=True)
    assert len(births) == practice.json("list", "members", "--filter", "sex=女")["total"]


@pytest.mark.parametrize(("target", "code"), [
    ("x.pdf", "output_name"), ("x", "output_name"), ("nowhere/x.xlsx", "cannot_write"),
])
def test_an_export_that_cannot_be_written_is_refused_and_not_journaled(
    practice: Commands, target: str, code: str
) -> None:
    gestures = len(practice.journal())
    assert practice.fault("export", "members", "--to", target)["code"] == code
    assert len(practice.journal()) == gestures


def test_a_blank_workbook_needs_no_office_and_reads_back_when_filled(
    desk: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = Commands(tmp_path / "nowhere", capsys)
    path = tmp_path / "模板.xlsx"
    made = nowhere.json("template", "members", "--to", path, "--columns", "name,id_number,mobile")
    assert made == {"file": str(path)}
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["姓名", "证件号码", "移动电话"]
    for column, value in enumerate(("张三", GOOD, "13900000001"), 1):
        sheet.cell(2, column, value)
    book.save(path)
    assert counts(desk.json("import", "members", path))[1] == 1


def test_other_registers_come_in_and_go_out_the_same_way(desk: Commands, tmp_path: Path) -> None:
    desk.json("add", "branches", "name=一分会", "branch_kind=分会")
    desk.json("add", "branches", "name=一组", "branch_kind=小组", "parent_id=一分会")
    desk.json("export", "branches", "--to", tmp_path / "b.xlsx", "--field-names")
    assert counts(desk.json("import", "branches", tmp_path / "b.xlsx", "--dry-run")) == (2, 0, 0, 2, 0, 0)
    assert desk.json("export", "unions", "--to", tmp_path / "u.csv")["rows"] == 1


def test_a_backup_is_made_before_a_large_import(
    desk: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanges, "_LARGE", 2)
    one = roster(tmp_path / "one.xlsx", (1, "张三", GOOD, "13900000001"))
    two = roster(tmp_path / "two.xlsx", (1, "李四", id_number(3), ""), (2, "王五", id_number(4), ""))
    desk.json("import", "members", one)
    desk.json("import", "members", two, "--dry-run")
    assert desk.json("backup", "list")["backups"] == []
    desk.json("import", "members", two)
    assert [one["reason"] for one in desk.json("backup", "list")["backups"]] == [backups.BEFORE]
