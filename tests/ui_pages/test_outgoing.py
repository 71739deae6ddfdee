"""What leaves a list: export, print and statistics of the chosen records or of all that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from ui.pages import outgoing
from union_desk.journal import GestureRow, sentence
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App
    from ui.register_page import RegisterPage
    from union_desk.database import Database


@pytest.fixture
def shown(desk: App, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(desk, "show_page", lambda page, **arguments: found.append((page, arguments)))
    return found


def cells(path: Path) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def export(desk: App) -> outgoing.ExportDialog:
    found = outgoing.ask_export(desk)
    assert found is not None
    return found


def test_the_list_is_exported_masked(
    members: RegisterPage, desk: App, office: Database, tmp_path: Path, settled: Callable[[], None]
) -> None:
    dialog = export(desk)
    dialog.export_to(tmp_path / "会员.xlsx")
    settled()
    table = cells(tmp_path / "会员.xlsx")
    number = table[0].index("证件号码")
    assert len(table) == 4
    assert all("*" in row[number] for row in table[1:])


def test_private_data_in_full_needs_a_reason_that_is_journaled(
    members: RegisterPage, desk: App, office: Database, tmp_path: Path, settled: Callable[[], None]
) -> None:
    dialog = export(desk)
    save = dialog.buttons.button(dialog.buttons.StandardButton.Save)
    dialog.unmasked.setChecked(True)
    assert not save.isEnabled()
    dialog.reason.setText("上级抽查")
    assert save.isEnabled()
    dialog.export_to(tmp_path / "会员.xlsx")
    settled()
    table = cells(tmp_path / "会员.xlsx")
    assert not any("*" in row[table[0].index("证件号码")] for row in table[1:])
    with office.read() as session:
        told = [sentence(row.what, row.params) for row in session.query(GestureRow)]
    assert "导出会员明文隐私数据的理由：上级抽查" in told


def test_only_the_chosen_records_and_columns_are_exported(
    members: RegisterPage, desk: App, tmp_path: Path, settled: Callable[[], None]
) -> None:
    members.grid.selectRow(0)
    members.grid.selectAll()
    dialog = export(desk)
    assert dialog.marked.isChecked()
    dialog.shown.setChecked(True)
    dialog.export_to(tmp_path / "会员.csv")
    settled()
    lines = (tmp_path / "会员.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "籍贯" not in lines[0]


def test_printing_takes_the_chosen_member(
    members: RegisterPage, desk: App, people: list[str], shown: list[tuple[str, dict[str, Any]]]
) -> None:
    members.grid.go_to(1)
    desk.run_command("print")
    assert shown == [("print", {"register": "members", "ids": [people[1]]})]


def test_printing_takes_all_that_are_marked(
    members: RegisterPage,
    desk: App,
    people: list[str],
    settled: Callable[[], None],
    shown: list[tuple[str, dict[str, Any]]],
) -> None:
    members.grid.selectAll()
    desk.run_command("print")
    settled()
    assert shown[0][1]["query"].filters == (Filter("id", "is", tuple(people)),)


def test_statistics_take_the_lists_query(
    members: RegisterPage, desk: App, settled: Callable[[], None], shown: list[tuple[str, dict[str, Any]]]
) -> None:
    members.show_query(Query(text="zs"))
    settled()
    desk.run_command("count")
    settled()
    assert shown[-1] == ("statistics", {"query": Query(text="zs")})


def test_there_is_nothing_to_export_without_a_list(desk: App) -> None:
    said: list[str] = []
    desk.messages.said.connect(lambda _level, text: said.append(text))
    desk.show_page("settings")
    assert outgoing.ask_export(desk) is None
    assert said == ["请先打开一个列表：列表显示什么，就导出什么。"]
