"""The page of hardship: the desk of households, payments through the bank, figures that open records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.affairs import hardship_office as home
from tests.affairs.test_hardship import result_file
from tests.offices import ACTOR
from tests.ui_pages.conftest import page_of
from ui.record_window import RecordWindow
from union_desk import records, registers
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.context import App


PICTURE = b"\x89PNG\r\n\x1a\n0000"


def shown(table: Any) -> list[list[str]]:
    """Return the words of a table."""
    columns = range(table.columnCount())
    return [[table.item(line, column).text() for column in columns] for line in range(table.rowCount())]


def state(desk: App, file: str) -> str:
    """Return the state of a file."""
    with desk.db.read() as s:
        return str(records.get(s, home.FILES, file)["hardship_state"])


def test_the_desk_shows_the_arithmetic_when_asked_and_what_the_next_step_needs(
    desk: App, qtbot: QtBot, settled: Callable[..., None]
) -> None:
    with desk.db.write(ACTOR, "Opened") as s:
        home.low_line(s)
        file = home.household(s, 301)
        home.step(s, file, "begin_visits", home.BEGUN)
        home.assess(s, file)
    view = page_of(desk, "hardship").part("desk")
    settled()
    qtbot.waitUntil(lambda: view.lines.rowCount() == 2)
    assert view.chosen() == file
    assert {row[1] for row in shown(view.lines)} == {"****"}
    assert "166.67" not in view.sum.text()
    view.show_amounts(file)
    qtbot.waitUntil(lambda: "人均每月166.67元" in view.sum.text())
    assert shown(view.lines) == [["加：工资性收入", "36,000.00"], ["减：自付医疗支出", "30,000.00"]]
    view._hide_amounts()
    qtbot.waitUntil(lambda: "166.67" not in view.sum.text())
    assert "提交民主评议：没有入户调查记录" in view.needs.text().replace("自2026-03-02以来", "")
    view.grounds.click()
    qtbot.waitUntil(lambda: "不予建档情形" not in view.needs.text())
    view.materials.click()
    qtbot.waitUntil(lambda: not view.materials.isEnabled())


def test_a_shown_material_asks_for_its_scan_until_one_hangs_on_it_or_on_the_file(
    desk: App, qtbot: QtBot, settled: Callable[..., None], tmp_path: Path
) -> None:
    with desk.db.write(ACTOR, "Shown") as s:
        file = home.household(s, 306)
        for material in ("04", "05"):
            home.add(s, "hardship_materials", file_id=file, material=material, shown_on=home.BEGUN)
    page = page_of(desk, "hardship")
    view = page.part("desk")
    qtbot.waitUntil(lambda: "没有扫描件：户口本、本人申请" in view.needs.text())
    scan = tmp_path / "scan.png"
    scan.write_bytes(PICTURE)
    view.open_file()
    settled()
    book = page.front()
    materials = next(one for one in book.detail.children_views if one.register.name == "hardship_materials")
    book.detail.tabs.setCurrentWidget(materials)
    settled()
    materials.view.selectRow(0)
    materials.open_button.click()
    settled()
    whole: Any = desk.window.findChild(RecordWindow)  # type: ignore[union-attr]  # the window is there
    whole.detail.tabs.setCurrentWidget(whole.detail.attachments)
    settled()
    whole.detail.attachments.attach([scan])
    qtbot.waitUntil(lambda: "没有扫描件：本人申请" in view.needs.text())
    whole.reject()
    book.detail.tabs.setCurrentWidget(book.detail.attachments)
    settled()
    papers = book.detail.attachments
    papers.kind.setCurrentIndex(papers.kind.findData("35"))
    papers.attach([scan])
    qtbot.waitUntil(lambda: "没有扫描件" not in view.needs.text())


def test_a_book_that_hangs_on_another_opens_where_it_is_asked_for(
    desk: App, qtbot: QtBot, settled: Callable[..., None]
) -> None:
    with desk.db.write(ACTOR, "Visited") as s:
        file = home.household(s, 307)
        visit = home.add(s, "hardship_visits", file_id=file, visit_kind="1", visited_on=home.BEGUN, visitor="周帮扶",
                         second_visitor="冯组长", found="属实")
        relative = home.add(s, "family_members", name="王芳", relation="10",
                            member_id=records.get(s, home.FILES, file)["member_id"])
    desk.open_record("hardship_visits", visit)
    settled()
    page = page_of(desk, "hardship")
    assert page.front().register.name == "hardship_visits"
    qtbot.waitUntil(lambda: page.front().detail is not None and page.front().detail.record_id == visit)
    page.open(register="hardship_objections", query=Query(filters=(Filter("answered_on", "is", ("",)),)))
    settled()
    assert page.front().register.name == "hardship_objections"
    assert page.front().bar.query.filters
    desk.open_record("family_members", relative)
    settled()
    whole: Any = desk.window.findChild(RecordWindow)  # type: ignore[union-attr]  # the window is there
    qtbot.waitUntil(lambda: whole.detail.record_id == relative)
    whole.reject()


def test_an_objection_stops_the_publicity_and_the_sheet_is_printed_for_all_in_it(
    desk: App, qtbot: QtBot, settled: Callable[..., None]
) -> None:
    with desk.db.write(ACTOR, "Published") as s:
        home.low_line(s)
        file = home.household(s, 302)
        home.published(s, file)
    view = page_of(desk, "hardship").part("desk")
    settled()
    qtbot.waitUntil(view.sheet.isEnabled)
    assert shown(view.list)[0][4] == f"公示至{home.LAST_DAY}"
    view.print_sheet()
    settled()
    assert desk.window is not None
    view.record_objection("另有住房")
    qtbot.waitUntil(lambda: state(desk, file) == "objected")
    qtbot.waitUntil(lambda: not view.sheet.isEnabled())


def test_a_list_is_made_handed_in_and_read_back_and_the_figures_count_it(
    desk: App, qtbot: QtBot, settled: Callable[..., None], tmp_path: Path
) -> None:
    with desk.db.write(ACTOR, "Approved") as s:
        home.low_line(s)
        for serial in (303, 304):
            file = home.household(s, serial)
            home.on_file(s, file)
            home.add(s, "hardship_accounts", file_id=file, holder="张三", number=f"6227000000000000{serial}",
                     bank="南岛银行",
                     valid_from="2026-03-01")
            home.approved(s, file)
    page = page_of(desk, "hardship")
    view = page.part("payments")
    settled()
    view.source.setCurrentIndex(view.source.findData("4"))
    qtbot.waitUntil(lambda: view.list.rowCount() == 2)
    assert {row[2] for row in shown(view.list)} == {"****0303", "****0304"}
    view.bank.clear()
    view.make.click()
    assert view.chosen() == {}
    view.bank.setText("南岛银行")
    view.make.click()
    qtbot.waitUntil(lambda: view.chosen().get("row_count") == 2)
    view.submit.click()
    qtbot.waitUntil(lambda: view.chosen().get("batch_state") == "submitted")
    view.read_result(result_file(tmp_path / "回盘.xlsx", [(1, "张三", "6227000000000000303", 1000, "成功", ""),
                                                        (2, "张三", "6227000000000000304", 1000, "失败", "户名不符")]))
    qtbot.waitUntil(lambda: "成功1，失败1" in view.account.text())
    assert [row[3] for row in shown(view.lines)] == ["户名不符"]
    view.write_list(tmp_path / "报盘.xlsx")
    qtbot.waitUntil((tmp_path / "报盘.xlsx").exists)
    table = page.part("figures").view.figures
    qtbot.waitUntil(lambda: table.rowCount() > 0)
    values = {label: figures[0].text for label, figures in table.table.lines}
    assert (values["在档深度困难"], values["送温暖"]) == ("2", "0.00")


def test_help_is_paid_out_by_hand_from_its_book(desk: App, qtbot: QtBot, settled: Callable[..., None]) -> None:
    with desk.db.write(ACTOR, "Approved") as s:
        home.low_line(s)
        file = home.household(s, 305)
        home.on_file(s, file)
        made = home.approved(s, file)
    part = page_of(desk, "hardship").part("help_records")
    settled()
    part.pay(made, "郑出纳", "本人")

    def paid() -> bool:
        with desk.db.read() as s:
            return str(records.get(s, home.HELP, made)["help_state"]) == "paid"

    qtbot.waitUntil(paid)
    with desk.db.read() as s:
        assert records.count(s, registers.get("ledger_entries")) == 1
