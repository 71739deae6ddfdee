"""Statistics on the screen: the figures are those of the books, and each opens the people behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest

from tests.ui_pages.conftest import page_of
from ui.pages.charts import Bar, BarChart, FlowChart, PyramidChart
from ui.pages.figures import Figure, FiguresModel, FiguresView, Table
from union_desk import practice_office, records
from union_desk.registers import MEMBERS
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App
    from ui.pages.statistics import StatisticsPage
    from ui.theme import Theme
    from union_desk.database import Database


@pytest.fixture
def page(desk: App, office: Database, settled: Callable[[], None]) -> StatisticsPage:
    practice_office.fill(office, desk.actor, 120, seed=5)
    found: StatisticsPage = page_of(desk, "statistics")
    settled()
    return found


@pytest.fixture
def asked(desk: App, monkeypatch: pytest.MonkeyPatch) -> list[Query]:
    found: list[Query] = []
    monkeypatch.setattr(desk, "show_people", found.append)
    return found


def text(view: FiguresView, row: int, column: int) -> str:
    return str(view.figures.data(view.figures.index(row, column)))


def counted(office: Database, query: Query) -> int:
    with office.read() as session:
        return records.count(session, MEMBERS, query)


def test_every_figure_of_the_cross_table_is_the_number_of_its_people(
    page: StatisticsPage, office: Database, asked: list[Query]
) -> None:
    view = page.cross.view
    assert view.figures.rowCount() > 2
    clicks = 0
    for row in range(view.figures.rowCount()):
        for column in range(1, view.figures.columnCount()):
            figure = view.figures.figure(view.figures.index(row, column))
            assert figure is not None
            if figure.open is not None:
                figure.open()
                clicks += 1
                assert counted(office, asked[-1]) == int(figure.text.replace(",", ""))
    assert clicks > 8


def test_other_dimensions_can_be_chosen(page: StatisticsPage, settled: Callable[[], None]) -> None:
    page.cross.choose(("branch", "sex", "is_migrant_worker"))
    settled()
    assert page.cross.view.figures.table.heads[0] == "分会"
    assert "男\n是" in page.cross.view.figures.table.heads
    assert page.cross.chart.series == ["男", "女"]
    assert page.app.preferences.texts("statistics/table") == ["branch", "sex", "is_migrant_worker"]


def test_one_dimension_alone_is_a_table_too(page: StatisticsPage, settled: Callable[[], None]) -> None:
    page.cross.choose(("department",))
    settled()
    assert page.cross.view.figures.columnCount() == 3


def test_the_same_dimension_twice_is_refused(page: StatisticsPage, settled: Callable[[], None]) -> None:
    before = page.cross.view.figures.table.heads
    page.cross.choose(("sex", "sex"))
    settled()
    assert page.cross.view.figures.table.heads == before


def test_only_the_people_of_a_query_are_counted(
    page: StatisticsPage, office: Database, settled: Callable[[], None]
) -> None:
    only = Query(filters=(Filter("sex", "is", ("2",)),))
    page.open(query=only)
    settled()
    total = page.cross.view.figures.rowCount() - 1
    assert int(text(page.cross.view, total, 1)) == counted(office, page.scope().people())
    assert page.whom.text() == "范围：性别：女"
    page.everybody.click()
    settled()
    assert page.whom.text() == "全部会员"


def test_reasons_of_unqualified_records_open_their_people(
    page: StatisticsPage, office: Database, asked: list[Query], settled: Callable[[], None]
) -> None:
    with office.write(page.app.actor, "x") as session:
        row = records.page(session, MEMBERS, page.scope().people(), limit=1)[0]
        records.save(session, MEMBERS, {"native_place": None}, row["id"])
    settled()
    page.open(tab="qualified")
    settled()
    reasons = page.qualified.reasons.figures
    assert reasons.rowCount() >= 1
    for line in range(reasons.rowCount()):
        figure = reasons.figure(reasons.index(line, 2))
        assert figure is not None
        assert figure.open is not None
        figure.open()
        assert counted(office, asked[-1]) == int(figure.text)
    assert page.qualified.rate.text().endswith("%")


def test_joiners_and_leavers_add_up_and_open_their_people(
    page: StatisticsPage, office: Database, asked: list[Query], settled: Callable[[], None]
) -> None:
    page.open(tab="changes")
    settled()
    heads = page.changes.view.figures.table.heads
    up, down, first, last = (heads.index(h) for h in ("增加合计", "减少合计", "期初", "期末"))
    for line in range(page.changes.view.figures.rowCount()):
        opening, more, less, closing = (int(text(page.changes.view, line, c)) for c in (first, up, down, last))
        assert opening + more - less == closing
    found: Any = page.changes.found
    busiest = max(range(len(found.months)), key=lambda n: found.months[n].increase)
    page.changes.chart.clicked.emit(busiest, True)
    settled()
    assert len(asked[-1].filters[0].values) <= found.months[busiest].increase


def test_a_change_of_the_books_counts_anew(page: StatisticsPage, office: Database, settled: Callable[[], None]) -> None:
    before = text(page.cross.view, page.cross.view.figures.rowCount() - 1, 1)
    practice_office.fill(office, page.app.actor, 30, seed=77)
    settled()
    settled()
    assert int(text(page.cross.view, page.cross.view.figures.rowCount() - 1, 1)) > int(before)


def test_the_workbook_is_written_and_journaled(
    page: StatisticsPage, office: Database, tmp_path: Path, settled: Callable[[], None]
) -> None:
    page.export_to(tmp_path / "统计.xlsx")
    settled()
    names = openpyxl.load_workbook(tmp_path / "统计.xlsx").sheetnames
    assert len(names) > 5
    with office.read() as session:
        from union_desk.journal import GestureRow

        assert any("statistics" in row.what for row in session.query(GestureRow))


def test_figures_are_copied_as_cells(page: StatisticsPage) -> None:
    page.cross.view.selectAll()
    page.copy_selected()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t") == page.cross.view.figures.table.heads
    assert lines[-1].split("\t")[0] == "合计"


def test_a_figure_is_opened_by_mouse_and_by_key(theme: Theme, qtbot: Any) -> None:
    opened: list[str] = []
    view = FiguresView(theme, "表")
    qtbot.addWidget(view)
    view.take(Table(["", "人数"], [("甲", [Figure("3", lambda: opened.append("甲"))]), ("乙", [Figure("0")])]))
    view.resize(400, 200)
    view.show()
    index = view.figures.index(0, 1)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    assert opened == ["甲"]
    view.setCurrentIndex(index)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened == ["甲", "甲"]


def test_the_model_of_figures_keeps_qts_rules(theme: Theme) -> None:
    model = FiguresModel(theme)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.take(Table(["", "一", "二"], [("甲", [Figure("1"), Figure("2", strong=True)])]))
    model.take(Table([""]))


def test_bars_are_as_long_as_their_values_and_can_be_clicked(theme: Theme, qtbot: Any) -> None:
    chart = BarChart(theme, "图")
    qtbot.addWidget(chart)
    chart.resize(600, 200)
    chart.take([Bar("甲", (30, 10)), Bar("乙", (20, 0)), Bar("丙", (0, 0))], ["男", "女"])
    widths = {(bar, series): rect.width() for bar, series, rect in chart._parts()}
    assert widths[0, 0] == pytest.approx(3 * widths[0, 1])
    assert widths[1, 0] == pytest.approx(2 * widths[0, 1])
    assert widths[2, 0] == 0
    assert chart.accessibleDescription() == "甲 40; 乙 20; 丙 0"
    clicked: list[tuple[int, int]] = []
    chart.clicked.connect(lambda bar, series: clicked.append((bar, series)))
    place = next(rect for bar, series, rect in chart._parts() if (bar, series) == (0, 1)).center()
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(round(place.x()), round(place.y())))
    assert clicked == [(0, 1)]
    chart.grab()


def test_columns_go_up_and_down(theme: Theme, qtbot: Any) -> None:
    chart = FlowChart(theme, "图")
    qtbot.addWidget(chart)
    chart.resize(600, 200)
    chart.take([("01", 10, 5), ("02", 0, 0)])
    heights = {(column, upward): rect.height() for column, upward, rect in chart._rects()}
    assert heights[0, True] == pytest.approx(2 * heights[0, False])
    assert heights[1, True] == heights[1, False] == 0
    chart.grab()


def test_usual_tables_open_the_records_behind_their_figures(
    page: StatisticsPage, desk: App, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Query] = []
    monkeypatch.setattr(desk, "show_query", lambda _register, query: found.append(query))
    page.tabs.setCurrentWidget(page.usual)
    settled()
    grid, view = page.usual.grid, page.usual.view
    assert grid is not None
    last = view.figures.rowCount() - 1
    figure = view.figures.figure(view.figures.index(last, 1))
    assert figure is not None
    assert figure.open is not None
    figure.open()
    with desk.db.read() as session:
        assert records.count(session, MEMBERS, found[0]) == int(figure.text.replace(",", ""))
    page.usual._open_bar(0, -1)
    assert len(found) == 2


def test_a_table_is_saved_by_name_chosen_again_and_printed(
    page: StatisticsPage, settled: Callable[[], None], tmp_path: Path
) -> None:
    cross = page.cross
    cross.choose(("education_group", "sex"))
    settled()
    cross.save("我的表")
    settled()
    cross.choose(("sex", "age"))
    settled()
    cross.usual.setCurrentIndex(cross.usual.findText("我的表"))
    cross._choose_usual()
    settled()
    assert cross.chosen() == ("education_group", "sex")
    cross.print_to(tmp_path / "table.pdf")
    settled()
    assert (tmp_path / "table.pdf").read_bytes().startswith(b"%PDF")
    cross.remove_saved()
    settled()
    assert cross.usual.findText("我的表") == -1


def test_a_pyramid_has_men_on_the_left_and_women_on_the_right(theme: Theme, qtbot: Any) -> None:
    chart = PyramidChart(theme, "图")
    qtbot.addWidget(chart)
    chart.resize(700, 200)
    chart.take([Bar("25岁以下", (30, 10, 5)), Bar("25–34岁", (20, 40, 0))], ["男", "女", "未填"])
    parts = {(bar, series): rect for bar, series, rect in chart._parts()}
    line = parts[0, 1].left()
    assert {round(parts[bar, 0].right() - line) for bar in (0, 1)} == {0}
    assert parts[0, 2].left() == pytest.approx(parts[0, 1].right())
    assert parts[0, 0].width() == pytest.approx(parts[0, 1].width() * 3)
    assert all(rect.left() > 0 and rect.right() < chart.width() for rect in parts.values())
    clicked: list[tuple[int, int]] = []
    chart.clicked.connect(lambda bar, series: clicked.append((bar, series)))
    place = parts[1, 0].center()
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(round(place.x()), round(place.y())))
    assert clicked == [(1, 0)]
    chart.grab()


def test_sex_and_age_are_a_pyramid_whose_every_bar_opens_its_people(
    page: StatisticsPage, office: Database, asked: list[Query]
) -> None:
    cross = page.cross
    assert cross.chosen() == ("sex", "age")
    assert not cross.pyramid.isHidden()
    assert cross.chart.isHidden()
    assert cross.tab is not None
    for number, bar in enumerate(cross.pyramid.bars):
        for series, value in enumerate(bar.values):
            cross.pyramid.clicked.emit(number, series)
            assert counted(office, asked.pop()) == value
        cross.pyramid.clicked.emit(number, -1)
        assert counted(office, asked.pop()) == bar.total
    assert sum(bar.total for bar in cross.pyramid.bars) == cross.tab.total


def test_the_chart_of_a_usual_table_shows_any_column_and_both_parts_of_a_rate(
    page: StatisticsPage, desk: App, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Query] = []
    monkeypatch.setattr(desk, "show_query", lambda _register, query: opened.append(query))
    page.tabs.setCurrentWidget(page.usual)
    settled()
    view = page.usual
    assert view.grid is not None
    assert [bar.total for bar in view.chart.bars] == [view.grid.value(key, "members") for key in view._bars]
    view.measure.setCurrentIndex(view.measure.findData("rate"))
    view._draw()
    for key, bar in zip(view._bars, view.chart.bars, strict=True):
        part, whole = view.grid.value(key, "qualified"), view.grid.value(key, "members")
        assert f"{part:,}/{whole:,}" in bar.text
        assert bar.values == (round(1000 * part / whole),)
    place = next(n for n, bar in enumerate(view.chart.bars) if bar.values[0])
    view.chart.clicked.emit(place, 0)
    assert opened[-1].filters[0].values == view.grid.ids(view._bars[place], "qualified")
