"""Today: what must be done, and the list behind each line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from tests.ui_pages.conftest import page_of
from union_desk import checking, duties, practice_office, records, settings
from union_desk.registers import MEMBERS
from union_desk.schema.dates import add_days

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.pages.today import TodayPage
    from union_desk.database import Database
    from union_desk.search import Query


@pytest.fixture
def asked(desk: App, monkeypatch: pytest.MonkeyPatch) -> list[Query]:
    found: list[Query] = []
    monkeypatch.setattr(desk, "show_query", lambda _register, query: found.append(query))
    monkeypatch.setattr(desk, "show_people", found.append)
    return found


def texts(page: TodayPage) -> list[str]:
    found = [label.text() for label in page.findChildren(QLabel)]
    return [text for text in (*found, *(b.text() for b in page.findChildren(QPushButton))) if text]


def test_an_empty_office_says_how_to_begin(desk: App, settled: Callable[[], None]) -> None:
    page: TodayPage = page_of(desk, "today")
    settled()
    assert "还没有会员：请导入花名册，或新增第一名会员。" in texts(page)


def test_it_is_read_once_when_the_office_opens(
    desk: App, settled: Callable[[], None], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.pages import today
    from ui.widgets.foot import Foot

    reading = Mock(side_effect=today.read)
    monkeypatch.setattr(today, "read", reading)
    page_of(desk, "today")
    assert desk.window is not None
    (foot,) = desk.window.findChildren(Foot)
    qtbot.waitUntil(lambda: foot.has_told, timeout=60_000)  # what waits: Today has asked that itself
    settled()
    assert reading.call_count == 1


def test_it_is_the_first_page(desk: App) -> None:
    from ui import start

    assert start.first_page() == "today"


def test_each_line_opens_its_list(
    desk: App, office: Database, people: list[str], asked: list[Query], settled: Callable[[], None]
) -> None:
    with office.write(desk.actor, "x") as session:
        records.save(session, MEMBERS, {"id_valid_to": add_days(checking.today(), -1)}, people[1])
    page: TodayPage = page_of(desk, "today")
    settled()
    assert "1名会员的证件已过期" in texts(page)
    button = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "查看：1名会员的证件已过期")
    button.click()
    with office.read() as session:
        assert [row["id"] for row in records.page(session, MEMBERS, asked[0], limit=9)] == [people[1]]


def test_a_change_elsewhere_is_seen(
    desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    page: TodayPage = page_of(desk, "today")
    settled()
    assert page.people[0].text() == "3"
    with office.write(desk.actor, "x") as session:
        records.delete(session, MEMBERS, [people[0]])
    settled()
    settled()
    assert page.people[0].text() == "2"


def test_refused_rows_lead_to_the_receipt(desk: App, office: Database, settled: Callable[[], None]) -> None:
    kept = {
        "file": "花名册.xlsx",
        "refused": 1,
        "rows_read": 2,
        "new": 1,
        "changed": 0,
        "same": 0,
        "skipped": 0,
        "seconds": 1,
        "problems": [{"row": 2, "column": "姓名", "level": "error", "message": "缺姓名"}],
    }
    with office.bookkeeping() as session:
        settings.put(session, duties.LAST_IMPORT, kept)
    page: TodayPage = page_of(desk, "today")
    settled()
    button = next(b for b in page.findChildren(QPushButton) if "被退回" in b.accessibleName())
    button.click()
    settled()
    assert desk.window is not None
    assert desk.window.current_page() == "import"


def test_figures_and_charts_open_their_people(
    desk: App, office: Database, asked: list[Query], settled: Callable[[], None]
) -> None:
    practice_office.fill(office, desk.actor, 150, seed=3)
    page: TodayPage = page_of(desk, "today")
    settled()
    assert page.practice.isVisible()
    page.people[0].click()
    page.branches.clicked.emit(0, 1)
    page.branches.clicked.emit(0, -1)
    figures: Any = page.figures
    month = max(range(12), key=lambda n: figures.moves.months[n].increase)
    page.moves.clicked.emit(month, True)
    settled()
    with office.read() as session:
        counts = [records.count(session, MEMBERS, query) for query in asked]
    assert counts[0] == int(page.people[0].text())
    assert counts[1] == page.branches.bars[0].values[1]
    assert counts[2] == page.branches.bars[0].total
    assert 0 < counts[3] <= figures.moves.months[month].increase


def test_adding_a_member_begins_a_new_form(desk: App, settled: Callable[[], None]) -> None:
    page: TodayPage = page_of(desk, "today")
    settled()
    next(b for b in page.findChildren(QPushButton) if b.text().strip() == "新增会员").click()
    settled()
    assert desk.window is not None
    assert desk.window.current_page() == "members"
