"""The import wizard: step by step, mended in the grid, one gesture, undone whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester

from tests.samples import id_number, member
from tests.ui_pages.conftest import page_of
from ui.pages import import_wizard as wizard
from ui.pages.import_wizard_check import CheckStep
from ui.pages.import_wizard_rows import FIRST_FIELD, Wanted
from union_desk import journal, lifecycle, records, settings
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App
    from ui.pages.import_wizard import ImportPage
    from union_desk.database import Database
    from union_desk.search import Query


@pytest.fixture
def page(desk: App, roster: Path, settled: Callable[[], None]) -> ImportPage:
    found: ImportPage = page_of(desk, "import")
    desk.show_page("import", file=roster)
    settled()
    assert found.stack.currentIndex() == wizard.SHEETS
    return found


def check_step(page: ImportPage, settled: Callable[[], None]) -> CheckStep:
    page.go(wizard.CHECK)
    settled()
    found = page.steps[wizard.CHECK]
    assert isinstance(found, CheckStep)
    return found


def names(office: Database) -> list[str]:
    with office.read() as session:
        return sorted(row["name"] for row in records.page(session, MEMBERS, limit=100))


def cell(check: CheckStep, row: int, name: str) -> Any:
    line = next(n for n in range(check.model.rowCount()) if check.model.data(check.model.index(n, 0)) == row)
    return check.model.index(line, FIRST_FIELD + check.model.names.index(name))


def test_the_roster_and_its_heading_are_found(page: ImportPage) -> None:
    sheets: Any = page.steps[wizard.SHEETS]
    assert [sheets.list.item(n).text() for n in range(2)] == ["会员", "填表说明"]
    assert sheets.heading_row.value() == 2
    assert sheets.list.item(0).checkState() == Qt.CheckState.Checked
    assert sheets.list.item(1).checkState() == Qt.CheckState.Unchecked


def test_another_heading_can_be_pointed_at_and_taken_back(page: ImportPage) -> None:
    sheets: Any = page.steps[wizard.SHEETS]
    sheets.table.cellDoubleClicked.emit(0, 0)
    assert page.session is not None
    assert page.session.sheets[0].heading.row == 0  # type: ignore[union-attr]  # just chosen
    sheets.heading_row.setValue(2)
    assert page.session.sheets[0].heading.row == 1  # type: ignore[union-attr]  # just chosen
    assert sheets.ready()


def test_each_column_says_what_it_is_taken_for_and_why(page: ImportPage) -> None:
    page.go(wizard.COLUMNS)
    columns: Any = page.steps[wizard.COLUMNS]
    chosen = {column: box.currentData() for column, box in columns.pickers.items()}
    assert chosen == {
        0: None,
        1: "name",
        2: "sex",
        3: "birth_date",
        4: "ethnicity",
        5: "id_number",
        6: "mobile",
        7: "education",
        8: "department",
    }
    assert columns.table.item(1, 3).text() == "表头与栏目名称一致"
    assert "赵一" in columns.table.item(1, 4).text()


def test_without_a_needed_column_there_is_no_next_step(page: ImportPage) -> None:
    page.go(wizard.COLUMNS)
    columns: Any = page.steps[wizard.COLUMNS]
    box = columns.pickers[5]
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert not page.next.isEnabled()
    assert "证件号码" in columns.lacking.text()


def test_a_text_that_was_not_understood_is_matched_once_for_all(page: ImportPage, settled: Callable[[], None]) -> None:
    page.go(wizard.VALUES)
    settled()
    assert page.stack.currentIndex() == wizard.VALUES
    values: Any = page.steps[wizard.VALUES]
    assert values.name() == "education"
    box = values.pickers["大学本课"]
    box.setCurrentIndex(box.findData("21") if box.findData("21") > 0 else 1)
    box.activated.emit(box.currentIndex())
    check = check_step(page, settled)
    assert check.model.data(cell(check, 9, "education")) == box.currentText()


def test_the_counts_add_up_and_problems_are_filtered(page: ImportPage, settled: Callable[[], None]) -> None:
    check = check_step(page, settled)
    assert "读取 8 行 = 新增 5" in check.counts.text()
    QAbstractItemModelTester(check.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    refused = check.outcome.findData("refused")
    check.outcome.setCurrentIndex(refused)
    assert [check.model.data(check.model.index(n, 0)) for n in range(check.model.rowCount())] == [8, 9]
    groups = {(w.code, w.field) for w, _text, _count in check.model.groups() if w.level == "error"}
    assert groups == {("R1", "id_number"), ("not_in_list", "education")}
    check.outcome.setCurrentIndex(0)
    check.problem.setCurrentIndex(
        next(
            n
            for n in range(check.problem.count())
            if isinstance(check.problem.itemData(n), Wanted) and check.problem.itemData(n).code == "R1"
        )
    )
    assert check.model.rowCount() == 1


def test_a_wrong_number_is_mended_in_the_grid(page: ImportPage, settled: Callable[[], None]) -> None:
    check = check_step(page, settled)
    index = cell(check, 8, "id_number")
    check.view.setCurrentIndex(index)
    assert "校验" in check.model.data(index, Qt.ItemDataRole.ToolTipRole)
    assert check.model.setData(index, id_number(6, "1990-03-07"))
    assert check.model.data(index, Qt.ItemDataRole.ToolTipRole) in (None, "")
    assert "新增 6" in check.counts.text()
    assert page.next.text() == "导入 6 行"


def test_a_skipped_row_can_be_looked_at(page: ImportPage, settled: Callable[[], None]) -> None:
    check = check_step(page, settled)
    assert check.skipped.rowCount() == 1
    assert "合计" in check.skipped.item(0, 3).text()  # type: ignore[union-attr]  # the row is there


def test_a_row_can_be_left_out_by_hand(page: ImportPage, settled: Callable[[], None]) -> None:
    check = check_step(page, settled)
    place = check.model.place(cell(check, 3, "name").row())
    check.detail.leave_out.emit(place)
    settled()
    assert "新增 4" in check.counts.text()
    assert check.skipped.rowCount() == 2


def test_the_import_is_one_gesture_with_a_receipt(
    page: ImportPage, office: Database, settled: Callable[[], None]
) -> None:
    check_step(page, settled)
    page.write()
    settled()
    assert page.stack.currentIndex() == wizard.RECEIPT
    receipt: Any = page.steps[wizard.RECEIPT]
    figures = {name: int(figure.text()) for name, figure in receipt.figures.items()}
    assert figures.pop("rows_read") == sum(figures.values()) == 8
    assert figures == {"new": 5, "changed": 0, "same": 0, "refused": 2, "skipped": 1}
    assert names(office) == sorted(["赵一", "钱二", "孙三", "李四", "周五"])
    with office.read() as session:
        assert journal.verify(session) == 1
        kept = settings.get(session, wizard.LAST_IMPORT)
    assert (kept["refused"], [p["row"] for p in kept["problems"]]) == (2, [8, 9])


def test_the_whole_import_is_undone_from_the_receipt(
    page: ImportPage, office: Database, settled: Callable[[], None]
) -> None:
    check_step(page, settled)
    page.write()
    settled()
    receipt: Any = page.steps[wizard.RECEIPT]
    receipt.undo.click()
    settled()
    assert names(office) == []
    with office.read() as session:
        assert settings.get(session, wizard.LAST_IMPORT) is None


def test_refused_rows_go_back_as_the_persons_own_workbook(
    page: ImportPage, tmp_path: Path, settled: Callable[[], None]
) -> None:
    check_step(page, settled)
    page.write()
    settled()
    receipt: Any = page.steps[wizard.RECEIPT]
    receipt.save_returned(tmp_path / "退回.xlsx")
    settled()
    sheet = openpyxl.load_workbook(tmp_path / "退回.xlsx")["会员"]
    texts = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
    assert "吴六" in texts
    assert "赵一" not in texts


def test_the_receipt_opens_the_people(
    page: ImportPage, desk: App, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_step(page, settled)
    page.write()
    settled()
    asked: list[Query] = []
    monkeypatch.setattr(desk, "show_query", lambda _register, query: asked.append(query))
    receipt: Any = page.steps[wizard.RECEIPT]
    receipt.people.click()
    assert len(asked[0].filters[0].values) == 5


def test_a_change_shows_old_and_new_and_can_be_kept_as_it_was(
    desk: App, office: Database, roster: Path, settled: Callable[[], None]
) -> None:
    with office.write(desk.actor, "x") as session:
        lifecycle.create(session, MEMBERS, member(1, name="赵壹", id_number=id_number(1, "1990-03-07")))
    page: ImportPage = page_of(desk, "import")
    page.read(roster)
    settled()
    check = check_step(page, settled)
    place = check.model.place(cell(check, 3, "name").row())
    assert page.session is not None
    assert page.session.checked.outcomes[place] == "changed"
    check.view.setCurrentIndex(cell(check, 3, "name"))
    check.detail.decide.emit(place, "keep")
    assert page.session.checked.outcomes[place] == "skipped"


def test_a_file_that_is_none_is_refused_with_a_sentence(desk: App, tmp_path: Path, settled: Callable[[], None]) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(b"")
    page: ImportPage = page_of(desk, "import")
    page.read(path)
    settled()
    first: Any = page.steps[wizard.FILE]
    assert "bad.xlsx" in first.fault.text()
    assert page.stack.currentIndex() == wizard.FILE


def test_a_workbook_dropped_on_the_window_begins_the_import(
    desk: App, roster: Path, settled: Callable[[], None]
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(roster))])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    assert desk.window is not None
    desk.window.dropEvent(event)
    settled()
    page: Any = desk.window.page("import")
    assert page.stack.currentIndex() == wizard.SHEETS


def test_the_last_receipt_can_be_looked_at_later(page: ImportPage, desk: App, settled: Callable[[], None]) -> None:
    check_step(page, settled)
    page.write()
    settled()
    page.restart()
    desk.run_command("last_import")
    settled()
    receipt: Any = page.steps[wizard.RECEIPT]
    assert page.stack.currentIndex() == wizard.RECEIPT
    assert receipt.table.rowCount() == 2
    assert not receipt.returned.isVisible()


def test_a_blank_template_is_saved(desk: App, tmp_path: Path, settled: Callable[[], None]) -> None:
    page: ImportPage = page_of(desk, "import")
    first: Any = page.steps[wizard.FILE]
    first.save_template(tmp_path / "模板.xlsx")
    settled()
    book = openpyxl.load_workbook(tmp_path / "模板.xlsx")
    assert (
        "姓名" in [str(cell.value) for cell in next(book.worksheets[0].iter_rows())]
        or book.worksheets[0].max_column > 20
    )


def test_all_suggestions_of_a_kind_are_used_at_once(desk: App, tmp_path: Path, settled: Callable[[], None]) -> None:
    path = tmp_path / "names.csv"
    lines = [f"{name},女,{id_number(n, '1990-03-07')}" for n, name in enumerate("一二三", 1)]
    path.write_text("姓名,性别,身份证号\n" + "\n".join(lines), encoding="utf-8")
    page: ImportPage = page_of(desk, "import")
    page.read(path)
    settled()
    check = check_step(page, settled)
    assert check.mend.isEnabled()
    check.accept_all()
    settled()
    shown = [check.model.data(cell(check, row, "sex")) for row in (2, 3, 4)]
    assert shown == ["男", "男", "男"]
    assert "新增 3" in check.counts.text()


def test_a_check_that_is_cancelled_leads_back_to_the_columns(page: ImportPage, settled: Callable[[], None]) -> None:
    page.go(wizard.COLUMNS)
    page.go(wizard.CHECK)
    page.job.cancel.click()
    settled()
    assert page.stack.currentIndex() in {wizard.COLUMNS, wizard.CHECK}
    if page.stack.currentIndex() == wizard.COLUMNS:
        assert page.next.isEnabled()
        page.go(wizard.CHECK)
        settled()
    assert check_step(page, settled).model.rowCount() == 7


def test_in_a_large_file_a_cell_is_mended_by_a_job(
    page: ImportPage, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.pages.import_wizard_check.AT_ONCE", 3)
    check = check_step(page, settled)
    check.view.setCurrentIndex(cell(check, 8, "id_number"))
    assert check.model.setData(cell(check, 8, "id_number"), id_number(6, "1990-03-07"))
    settled()
    settled()
    assert "新增 6" in check.counts.text()
    assert check.model.data(check.view.currentIndex()) == id_number(6, "1990-03-07")


def test_an_import_that_was_cut_off_is_offered_with_its_answers_and_goes_on(
    page: ImportPage, desk: App, office: Database, settled: Callable[[], None]
) -> None:
    check = check_step(page, settled)
    check.model.setData(cell(check, 3, "name"), "欧阳一", Qt.ItemDataRole.EditRole)
    settled()
    counts = check.counts.text()
    again = wizard.ImportPage(desk)  # as after a crash: nothing is left but what the office kept
    settled()
    first: Any = again.steps[wizard.FILE]
    assert not first.go_on.isHidden()
    assert "花名册.xlsx" in first.left.text()
    first.go_on.click()
    settled()
    assert again.stack.currentIndex() == wizard.CHECK
    found: Any = again.steps[wizard.CHECK]
    assert found.counts.text() == counts
    again.write()
    settled()
    assert "欧阳一" in names(office)
    again.restart()
    settled()
    assert first.go_on.isHidden()
    again.deleteLater()


def test_an_import_that_was_cut_off_can_be_given_up(
    page: ImportPage, desk: App, settled: Callable[[], None]
) -> None:
    page.restart()
    settled()
    first: Any = page.steps[wizard.FILE]
    assert not first.give_up.isHidden()
    first.give_up.click()
    settled()
    page.restart()
    settled()
    assert first.give_up.isHidden()
