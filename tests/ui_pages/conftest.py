"""The window's fixtures for the pages that hang in it, and a roster to import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.samples import id_number
from tests.ui.conftest import desk, members, people, settled, theme
from ui.preferences import Preferences

if TYPE_CHECKING:
    from pathlib import Path

    from ui.context import App

__all__ = ["desk", "members", "people", "settled", "theme"]

HEADING = ("序号", "姓名", "性别", "出生日期", "民族", "身份证号码", "手机号", "学历", "部门")


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """Return what an untouched computer remembers."""
    return Preferences(tmp_path / "preferences")


def page_of(desk: App, page_id: str) -> Any:
    """Show a page and return it."""
    desk.show_page(page_id)
    assert desk.window is not None
    return desk.window.page(page_id)


def rows() -> list[list[Any]]:
    """Return the rows of a small roster: five sound people, a wrong number, an unknown education, a line of totals."""
    found: list[list[Any]] = []
    for serial, name in enumerate(("赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七"), 1):
        number = id_number(serial, "1990-03-07")
        found.append([serial, name, "男", "1990-03-07", "汉", number, f"1390000{serial:04d}", "本科", "一车间"])
    found[5][5] = str(found[5][5])[:-1] + ("0" if str(found[5][5])[-1] != "0" else "1")
    found[6][7] = "大学本课"
    found.append(["合计", "7人", "", "", "", "", "", "", ""])
    return found


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Return the file of a small dirty roster: a title, the heading in row 2, seven people, totals."""
    import xlsxwriter

    path = tmp_path / "花名册.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("会员")
        sheet.merge_range(0, 0, 0, len(HEADING) - 1, "和风机械厂会员花名册")
        lines: list[list[Any]] = [list(HEADING), *rows()]
        for line, cells in enumerate(lines, 1):
            for column, cell in enumerate(cells):
                sheet.write(line, column, cell)
        book.add_worksheet("填表说明").write(0, 0, "请如实填写")
    return path
