"""The dirty roster: every defect of real rosters in one workbook, with what must become of each row.

`python -m tests.exchange.dirty` writes it again into `resources/samples/` with its variants (LibreOffice makes the old
formats). The people are invented; their identity numbers lie on a city code that is not issued to persons.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from tests.exchange.dirty_rows import FIRST_ROW, GROUPS, HEADINGS, MAIN, NAMES, SECOND, Error, Formula, rows
from tests.samples import id_number
from union_desk.exchange import reading
from union_desk.exchange.workbook import shown
from union_desk.paths import resource

SAMPLES = resource("samples")
SECOND_ROWS = 3


def second_rows() -> list[dict[str, Any]]:
    """Return the rows of the second sheet, whose name is the department."""
    return [
        {"姓名": name, "身份证号": id_number(number, "1982-02-02", female=True), "手机": f"1390000000{number}"}
        for number, name in enumerate(("沈秋", "韩雪", "杨柳"), 1)
    ]


def write(path: Path) -> Path:
    """Write the roster as an .xlsx file."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    about = book.create_sheet("填表说明")
    about["A1"] = "请各车间于每月25日前报送花名册。"
    _write_main(book.create_sheet(MAIN))
    second = book.create_sheet(SECOND)
    second.append(list(second_rows()[0]))
    for row in second_rows():
        second.append(list(row.values()))
    choices = book.create_sheet("选项")
    choices.sheet_state = "hidden"
    for label in ("姓名", "性别", "证件号码", "男", "女"):
        choices.append([label])
    book.save(path)
    return path


def _write_main(sheet: Any) -> None:
    wide = len(HEADINGS)
    sheet["A1"] = "附件1"
    sheet["A2"] = "和风机械厂工会会员花名册"
    sheet.merge_cells(start_row=2, end_row=2, start_column=1, end_column=wide)
    sheet["A3"], sheet["H3"] = "填表单位（盖章）：", "填表日期：2024年3月1日"
    column = 1
    for text, width in GROUPS:
        if text:
            sheet.cell(4, column, text)
            sheet.merge_cells(start_row=4, end_row=4, start_column=column, end_column=column + width - 1)
        for place in range(column, column + width):
            sheet.cell(5 if text else 4, place, HEADINGS[place - 1])
            if not text:
                sheet.merge_cells(start_row=4, end_row=5, start_column=place, end_column=place)
        column += width
    _decorate(sheet)
    department = 0
    for number, row in enumerate(rows(), FIRST_ROW):
        for place, name in enumerate(NAMES, 1):
            if name in row.cells:
                _put(sheet.cell(number, place), row.cells[name])
        sheet.row_dimensions[number].hidden = row.hidden
        if row.merged:
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=wide)
        if row.about.startswith("merged department, first"):
            department = number
    place = NAMES.index("department") + 1
    sheet.merge_cells(start_row=department, end_row=department + 2, start_column=place, end_column=place)


def _decorate(sheet: Any) -> None:
    for column in range(1, len(HEADINGS) + 1):
        wide = {2: 14, 4: 18, 5: 22, 9: 16, 19: 24}.get(column, 13)
        sheet.column_dimensions[get_column_letter(column)].width = wide
        for row in (4, 5):
            sheet.cell(row, column).alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            sheet.cell(row, column).font = Font(bold=True)
    sheet.row_dimensions[5].height = 40
    sheet["A2"].alignment, sheet["A2"].font = Alignment(horizontal="center"), Font(bold=True, size=18)


def _put(cell: Any, value: Any) -> None:
    cell.value = value
    if isinstance(value, Error):
        cell.data_type = "e"
    elif isinstance(value, Formula):
        cell.data_type = "f"
    elif isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
    elif isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"


def as_texts(book: Path) -> list[list[str]]:
    """Return the main sheet as a person sees it."""
    return [[shown(cell) for cell in row] for row in reading.read(book).sheet(MAIN).rows]


def write_texts(book: Path, folder: Path) -> None:
    """Write the main sheet as GB18030 text, as tab-separated text and as a web page, the last two named .xls."""
    texts = as_texts(book)
    with (folder / "roster-gb18030.csv").open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(texts)
    with (folder / "roster-tsv.xls").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter="\t").writerows(texts)
    page = ["<html><head><meta charset='utf-8'></head><body><table border=1>"]
    page += [
        "<tr>" + "".join(f"<td>{html.escape(t).replace(chr(10), '<br>')}</td>" for t in row) + "</tr>" for row in texts
    ]
    (folder / "roster-html.xls").write_text("\n".join([*page, "</table></body></html>"]), encoding="utf-8")


def convert(book: Path, folder: Path, ending: str, name: str) -> None:
    """Let LibreOffice write another format."""
    office = shutil.which("soffice")
    if office is None:
        sys.exit("LibreOffice is needed for the old formats: apt-get install libreoffice-calc-nogui")
    with tempfile.TemporaryDirectory() as place:
        command = [
            office,
            f"-env:UserInstallation=file://{place}/profile",
            "--headless",
            "--convert-to",
            ending,
            "--outdir",
            place,
            str(book),
        ]
        subprocess.run(command, check=True, capture_output=True)
        shutil.move(Path(place) / f"{book.stem}.{ending}", folder / name)


def write_table(path: Path) -> None:
    """Write what each row of the roster is about and what must become of it."""
    lines = [
        "# The dirty roster",
        "",
        "Invented people; their identity numbers lie on a city code that is not issued to persons. `roster.xlsx` has",
        "every defect below; the other files are the same roster in other formats (LibreOffice made `.xls`, `.et` and",
        "`.ods`). Written by `python -m tests.exchange.dirty`, held by `tests/exchange/test_dirty.py`.",
        "",
        f"Sheet {MAIN}: heading in rows 4 and 5. Sheet {SECOND}: {len(second_rows())} right rows, its name is the",
        "department. Two more sheets, one of them hidden, are no rosters.",
        "",
        "| row | what it is | becomes | remarks |",
        "|---|---|---|---|",
    ]
    for number, row in enumerate(rows(), FIRST_ROW):
        lines.append(f"| {number} | {row.about} | {row.outcome} | {', '.join(sorted(row.codes))} |")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Write the roster and its variants into the samples."""
    SAMPLES.mkdir(exist_ok=True)
    book = write(SAMPLES / "roster.xlsx")
    write_table(SAMPLES / "README.md")
    write_texts(book, SAMPLES)
    convert(book, SAMPLES, "xls", "roster.xls")
    shutil.copy(SAMPLES / "roster.xls", SAMPLES / "roster.et")
    convert(book, SAMPLES, "ods", "roster.ods")


if __name__ == "__main__":
    main()
