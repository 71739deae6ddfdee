"""The workbook: its numbers, its formulas as LibreOffice calculates them afresh, its print set-up and its charts."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import sqlalchemy as sa
from openpyxl.utils import get_column_letter

from tests.exchange.files import altered
from tests.offices import ACTOR
from tests.statistics import reckoning, truth
from union_desk import undo
from union_desk.access import Actor
from union_desk.errors import NotAllowedError
from union_desk.journal import GestureRow, sentence
from union_desk.progress import Cancelled, Progress
from union_desk.search import Filter, Query
from union_desk.statistics import dimensions, workbook
from union_desk.statistics.composition import CUBE
from union_desk.statistics.crosstab import crosstab
from union_desk.statistics.scope import Scope
from union_desk.words import speaking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.statistics.conftest import Filled
    from union_desk.database import Database

DAY = "2026-06-30"
TABLES = (*dimensions.CUSTOMARY, ("department", "sex"), ("group",))
PARTS = ("填报单位：", "统计时间：2026年6月30日", "统计范围：", "单位：", "单位负责人：", "填表人：王干事",
         "联系电话：", "报出日期：")
SOFFICE = shutil.which("soffice")
CALCULATED = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


@pytest.fixture(scope="module")
def book(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "和风机械厂_统计表_20260630.xlsx"
    workbook.export(filled.db, ACTOR, path, Scope(DAY), TABLES)
    return path


@pytest.fixture(scope="module")
def values(book: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(book, data_only=True)


@pytest.fixture(scope="module")
def formulas(book: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(book)


def rows(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def cells(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from (cell for cell in row if cell.value is not None)


def heading(sheet: Any, words: str) -> int:
    """Return the row (from 0) whose first cell holds the words."""
    return next(i for i, row in enumerate(rows(sheet)) if row[0] == words)


def test_every_combination_is_a_line_with_its_count(filled: Filled, values: openpyxl.Workbook) -> None:
    sheet = values["组合明细"]
    top = heading(sheet, "分会")
    found: Counter[tuple[str, ...]] = Counter()
    for *labels, count in rows(sheet)[top + 1:]:
        if isinstance(count, int):
            found[tuple(labels)] += count
    with filled.db.read() as s:
        label = {d.id: {c.key: c.label for c in d.build(s, DAY, set()).categories} for d in map(dimensions.get, CUBE)}
    truly: Counter[tuple[str, ...]] = Counter()
    for member in truth.counted(filled.members, filled.events, DAY):
        keys = truth.keys(member, DAY, filled.branches)
        truly[tuple(label[name][keys[name]] for name in CUBE)] += 1
    assert found == truly


def test_the_composition_holds_each_branch_by_each_dimension(filled: Filled, values: openpyxl.Workbook) -> None:
    found = rows(values["会员构成"])
    top = heading(values["会员构成"], "分会")
    columns = ["", "", "", *found[top + 1][3:]]
    members = [truth.keys(m, DAY, filled.branches) for m in truth.counted(filled.members, filled.events, DAY)]
    body = [row for row in found[top + 2:] if row[0] and isinstance(row[1], int)]
    lines = {row[0]: dict(zip(columns, row, strict=True)) for row in body}
    name = {b["id"]: b["name"] for b in filled.branches} | {"": "未填"}
    assert set(lines) == {name[m["branch"]] for m in members} | {"合计"}
    for branch in {m["branch"] for m in members}:
        of = [m for m in members if m["branch"] == branch]
        line = lines[name[branch]]
        assert line["男"] == sum(m["sex"] == "1" for m in of)
        assert line["36–45岁"] == sum(m["age"] == "36-45" for m in of)
        assert line["少数民族"] == sum(m["ethnicity_group"] == "minority" for m in of)
        assert line["本科"] == sum(m["education_group"] == "bachelor" for m in of)
        assert line["民主党派"] == sum(m["political_group"] == "democratic" for m in of)
        assert line["劳务派遣"] == sum(m["employment_form"] == "3" for m in of)
        assert next(r for r in found if r[0] == name[branch])[1] == len(of)
    assert lines["合计"]["女"] == sum(m["sex"] == "2" for m in members)


@pytest.mark.parametrize("names", [names for names in TABLES if len(names) == 2])
def test_each_cross_table_stands_on_its_sheet(
        filled: Filled, values: openpyxl.Workbook, names: tuple[str, ...]) -> None:
    first, second = map(dimensions.get, names)
    sheet = values[f"{first.title()}×{second.title()}"]
    found, top = rows(sheet), heading(sheet, first.title())
    members = [truth.keys(m, DAY, filled.branches) for m in truth.counted(filled.members, filled.events, DAY)]
    truly = Counter(tuple(m[n] for n in names) for m in members)
    total = next(row for row in found if row[0] == "合计")
    assert total[1] == len(members)
    assert total[2] == 1
    body = found[top + 2:found.index(total)]
    assert sorted(n for row in body for n in row[3:] if n) == sorted(truly.values())
    for row in [*body, total]:
        assert row[1] == sum(n or 0 for n in row[3:])
        assert row[2] == pytest.approx(row[1] / len(members))


def test_totals_are_formulas_and_figures_are_numbers(formulas: openpyxl.Workbook, values: openpyxl.Workbook) -> None:
    totals = ("合计", "所示各行合计", "全期合计", "不合格会员(人)", "会员")
    for sheet in formulas.worksheets:
        top = next(i for i, row in enumerate(rows(sheet)) if row[0] in totals)
        numbers = [v for v in rows(sheet)[top] if v is not None][1:]
        assert all(str(v).startswith("=") for v in numbers if v not in ("", "会员构成")), sheet.title
        cached = [v for v in rows(values[sheet.title])[top] if v is not None][1:]
        assert all(isinstance(v, (int, float)) for v in cached if v not in ("", "会员构成")), sheet.title


def test_the_months_add_up_and_the_next_opens_with_the_last_closing(formulas: openpyxl.Workbook) -> None:
    sheet = formulas["会员增减"]
    top = heading(sheet, "月份") + 2  # the first month, counted from 1 as in the sheet
    last = sheet.max_column
    while sheet.cell(top, last).value is None:
        last -= 1
    end = get_column_letter(last)
    assert isinstance(sheet.cell(top, 2).value, int)
    assert [sheet.cell(top + i, 2).value for i in range(1, 12)] == [f"={end}{top + i - 1}" for i in range(1, 12)]
    assert sheet.cell(top, 1).number_format == 'yyyy"年"m"月"'


with_libreoffice = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed: apt install libreoffice-calc-nogui")


@pytest.mark.slow
@with_libreoffice
def test_libreoffice_calculates_the_same_values(book: Path, tmp_path: Path) -> None:
    compared, stripped = recalculated(book, tmp_path)
    assert compared > stripped > 300


def recalculated(book: Path, tmp_path: Path) -> tuple[int, int]:
    """Have LibreOffice calculate a workbook without its values; every number must be the one it carried.

    Returns how many numbers were compared, and how many of them are formulas.
    """
    values, bare = openpyxl.load_workbook(book, data_only=True), tmp_path / "bare.xlsx"
    stripped = without_values(book, bare)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", CALCULATED, "--outdir", str(tmp_path), str(bare)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    compared = 0
    for sheet in values.worksheets:
        with (tmp_path / f"bare-{sheet.title}.csv").open(encoding="utf-8", newline="") as stream:
            table = list(csv.reader(stream))
        for cell in cells(sheet):
            if isinstance(cell.value, (int, float)):
                calculated = number(table[cell.row - 1][cell.column - 1])
                assert calculated == pytest.approx(cell.value), (sheet.title, cell.coordinate)
                compared += 1
    return compared, stripped


def test_every_formula_comes_to_the_value_that_it_carries(book: Path, tmp_path: Path) -> None:
    count, found = reckoning.differing(book)
    assert (count > 300, found) == (True, [])
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(altered(book.read_bytes(), "xl/worksheets/sheet2.xml", lambda xml: re.sub(
        rb"(<c r=\"[A-Z]+\d+\" s=\"\d+\"><v>)\d+(</v>)", rb"\g<1>54321\2", xml, count=1)))
    told = reckoning.differing(wrong)[1]
    assert told, "a figure that was changed by hand is found"
    assert {sheet for sheet, *_rest in told} >= {openpyxl.load_workbook(book).sheetnames[1]}


def number(text: str) -> float:
    """Read a number or a percentage."""
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def without_values(book: Path, bare: Path) -> int:
    """Copy a workbook without the values that its formulas carry; returns how many there were."""
    count = 0
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text, found = re.subn(r"(</f>)<v>[^<]*</v>", r"\1", data.decode())
                count, data = count + found, text.encode()
            target.writestr(name, data)
    return count


def test_every_sheet_is_set_up_for_a4_landscape(formulas: openpyxl.Workbook) -> None:
    for sheet in formulas.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9), sheet.title
        assert sheet.oddFooter is not None
        assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"
        assert sheet.freeze_panes is not None
        assert sheet.print_title_rows
        assert sheet.print_area
        assert "A1:" in " ".join(map(str, sheet.merged_cells.ranges))
        words = [str(c.value) for c in cells(sheet)]
        assert [part for part in PARTS if not any(part in w for w in words)] == [], sheet.title


def test_each_table_has_a_native_chart_that_draws_from_its_cells(book: Path, formulas: openpyxl.Workbook) -> None:
    assert [s.title for s in formulas.worksheets if not drawings(s)] == ["会员构成", "组合明细"]
    with zipfile.ZipFile(book) as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", n)]
    assert len(charts) == len(formulas.worksheets) - 2
    for chart in charts:
        drawn = re.findall(r"<c:(?:val|cat)>.*?<c:f>'?([^'!<]+)'?!", chart)
        assert drawn
        assert set(drawn) <= set(formulas.sheetnames)


def test_men_and_women_by_age_are_a_pyramid_that_follows_the_table(
        filled: Filled, book: Path, values: openpyxl.Workbook, formulas: openpyxl.Workbook) -> None:
    name = "×".join(dimensions.get(each).title() for each in ("sex", "age"))
    (chart,), table, sheet = drawings(formulas[name]), values[name], formulas[name]
    assert (chart.barDir, chart.grouping, chart.overlap) == ("bar", "stacked", 100)
    assert chart.x_axis.scaling.orientation == "maxMin", "from above as in the table"
    with filled.db.read() as s:
        tab = crosstab(s, [dimensions.get("sex"), dimensions.get("age")], Scope(DAY))
    for place, (series, sex) in enumerate(zip(chart.series, tab.shown(0), strict=True)):
        cells = table[series.val.numRef.f.rpartition("!")[2].replace("$", "")]
        counts = [tab.count(sex.key, level.key) for level in tab.shown(1)]
        assert [cell.value for (cell,) in cells] == [-count if place == 0 else count for count in counts]
        for (cell,) in sheet[cells[0][0].coordinate:cells[-1][0].coordinate]:
            column = sheet.column_dimensions[cell.column_letter]
            assert str(cell.value).startswith("=-" if place == 0 else "=")
            told = table[str(cell.value).lstrip("=-")].value
            assert (abs(table[cell.coordinate].value), cell.number_format) == (told, "#,##0")
            assert column.hidden or any(d.hidden and d.min <= cell.column <= d.max
                                        for d in sheet.column_dimensions.values())
    with zipfile.ZipFile(book) as archive:
        drawn = [text for n in archive.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", n)
                 and 'formatCode="#,##0;#,##0;"' in (text := archive.read(n).decode())]
    assert drawn
    assert not any('<c:plotVisOnly val="1"/>' in text for text in drawn), "hidden cells are drawn"


def drawings(sheet: Any) -> list[Any]:
    """Return a sheet's charts."""
    return list(sheet._charts)


def test_text_that_looks_like_a_formula_stays_text(book: Path, formulas: openpyxl.Workbook) -> None:
    text = ('=HYPERLINK("http', "@三分会")
    evil = [c for s in formulas.worksheets for c in cells(s) if str(c.value).startswith(text)]
    assert len(evil) > 3
    assert all(c.data_type == "s" and c.quotePrefix for c in evil)


def test_the_first_sheet_leads_to_the_others(formulas: openpyxl.Workbook) -> None:
    front, *others = formulas.worksheets
    links = [c.hyperlink.location for c in cells(front) if c.hyperlink]
    assert links == [f"'{sheet.title}'!A1" for sheet in others]


def test_the_first_sheet_agrees_with_plain_counting(filled: Filled, values: openpyxl.Workbook) -> None:
    members = truth.counted(filled.members, filled.events, DAY)
    keys = [truth.keys(m, DAY, filled.branches) for m in members]
    state = truth.states(filled.events, DAY)
    qualified = sum(bool(m["qualified"]) for m in members)
    front = {row[0]: row[1] for row in rows(values["汇总"]) if row[0]}
    truly = {
        "会员": len(members),
        "其中：女会员": sum(k["sex"] == "2" for k in keys),
        "其中：35岁及以下": sum(k["age"] in ("-25", "26-35") for k in keys),
        "其中：少数民族": sum(k["ethnicity_group"] == "minority" for k in keys),
        "其中：党员": sum(k["political_group"] == "party" for k in keys),
        "其中：团员": sum(k["political_group"] == "league" for k in keys),
        "其中：大专及以上学历": sum(k["education_group"] in ("doctor", "master", "bachelor", "college") for k in keys),
        "其中：劳务派遣工": sum(k["employment_form"] == "3" for k in keys),
        "其中：新就业形态劳动者": sum(k["employment_form"] == "9" for k in keys),
        "其中：农民工": sum(k["is_migrant_worker"] == "1" for k in keys),
        "保留会籍(不计入会员)": sum(state.get(m["id"]) == "kept" for m in filled.members),
        "期初会员(十二个月前)": len(truth.counted(filled.members, filled.events, "2025-06-30")),
        "实名合格会员": qualified,
        "实名合格率": pytest.approx(qualified / len(members)),
    }
    assert {name: front[name] for name in truly} == truly


def test_the_export_is_journaled_and_is_nothing_to_undo(filled: Filled, book: Path) -> None:
    with filled.db.read() as s:
        newest = sa.select(GestureRow.what, GestureRow.params).order_by(GestureRow.n.desc())
        what, params = s.execute(newest).first() or ("", "{}")
        last = undo.recent(s, 1)[0].text
    assert book.name in sentence(what, params)
    assert "/" not in params
    assert book.name not in last


def test_a_filtered_workbook_says_whom_it_counts(filled: Filled, tmp_path: Path) -> None:
    path = tmp_path / "women.xlsx"
    scope = Scope(DAY, Query(filters=(Filter("sex", "is", ("2",)),)))
    done = workbook.export(filled.db, ACTOR, path, scope)
    found = openpyxl.load_workbook(path, data_only=True)
    assert all(any(str(c.value) == "统计范围：性别：女" for c in cells(s)) for s in found.worksheets)
    assert done.members == sum(m["sex"] == "2" for m in truth.counted(filled.members, filled.events, DAY))


def test_an_empty_office_makes_a_workbook_of_zeros(office: Database, tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    assert workbook.export(office, ACTOR, path, Scope(DAY)).members == 0
    found = openpyxl.load_workbook(path, data_only=True)
    front = {row[0]: row[1:3] for row in rows(found["汇总"]) if row[0]}
    assert front["会员"] == [0, "—"]
    assert front["实名合格率"][0] == "—"
    assert not [c for s in found.worksheets for c in cells(s) if str(c.value).startswith("#")]


def test_the_workbook_speaks_english_too(filled: Filled, tmp_path: Path) -> None:
    path = tmp_path / "english.xlsx"
    with speaking("en"):
        tables = (*dimensions.CUSTOMARY, dimensions.CUSTOMARY[4])
        names = workbook.export(filled.db, ACTOR, path, Scope(DAY), tables).sheets
    assert names[:3] == ("Summary", "Composition", "Sex×Age band")
    assert all(len(name) <= 31 for name in names)
    assert len({n.casefold() for n in names}) == len(names)
    words = [str(c.value) for s in openpyxl.load_workbook(path).worksheets[:2] for c in cells(s)]
    han = [w for w in words if re.search("[\u4e00-\u9fff]", w) and "分会" not in w and "王干事" not in w]
    assert han == []


def test_cancelling_leaves_no_file(filled: Filled, tmp_path: Path) -> None:
    def publish(_state: object) -> None:
        progress.cancel()

    progress = Progress(publish)
    with pytest.raises(Cancelled):
        workbook.export(filled.db, ACTOR, tmp_path / "none.xlsx", Scope(DAY), progress=progress)
    assert list(tmp_path.iterdir()) == []


def test_an_export_needs_the_right(filled: Filled, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError):
        workbook.export(filled.db, Actor("访客", rights=frozenset({"members.read"})), tmp_path / "none.xlsx")
