"""The page of activities: calendar, signing in at the door, who joined in nothing, settling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.activities import DAY, activity, enrol, people, row, states
from tests.offices import ACTOR
from tests.ui_pages.conftest import page_of
from union_desk import lifecycle, records, registers
from union_desk.registers.activities_people_rules import badge_text

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from ui.context import App
    from ui.pages.activities import ActivitiesPage
    from union_desk.database import Database
    from union_desk.search import Query


def test_the_calendar_shows_a_month_and_opens_what_is_clicked(
    desk: App, office: Database, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = activity(office)
    opened: list[tuple[str, str]] = []
    monkeypatch.setattr(desk, "open_record", lambda register, record, _field="": opened.append((register, record)))
    page: ActivitiesPage = page_of(desk, "activities")
    calendar: Any = page.part("calendar")
    calendar.open(month="2026-04")
    settled()
    assert calendar.title.text() == "2026年04月"
    calendar.turn(1)
    settled()
    assert len(calendar.days) == 31
    entries = [b for b in calendar.findChildren(QPushButton) if "登山" in b.accessibleName()]
    assert [b.accessibleName() for b in entries] == [f"{DAY} 2026年职工登山 报名中"]
    entries[0].click()
    assert opened == [("activities", made)]
    next(b for b in calendar.findChildren(QPushButton) if b.accessibleName() == "新建 2026-05-20 的活动").click()
    settled()
    book: Any = page.part("activities")
    assert book.detail.form.values()["starts_on"] == "2026-05-20"


def test_a_scan_and_enter_sign_in_with_an_answer_seen_from_afar(
    desk: App, office: Database, settled: Callable[[], None]
) -> None:
    who, made = people(office, 4), activity(office)
    enrol(office, made, who[0])
    with office.write(ACTOR, "Left") as s:
        lifecycle.apply_event(s, registers.get("members"), who[3], {"event": "withdraw", "decided_by": "委员会"})
    page: ActivitiesPage = page_of(desk, "activities")
    view: Any = page.part("sign_in")
    page.open(view="sign_in")
    settled()
    assert not view.field.isEnabled()
    view.begin_button.click()
    settled()
    assert row(office, made)["status"] == "running"
    unknown = badge_text("01a00000-0000-7000-8000-000000000000")
    for code, answer, level in (  # a scanner is a keyboard: it types the code and Enter, on what the field holds
        (badge_text(who[0]), "会员甲 签到成功", "info"), (badge_text(who[1]), "会员乙 签到成功（未报名）", "info"),
        (badge_text(who[0]).lower(), "会员甲 已签过到", "warning"), (unknown, "找不到会员", "error"),
        (badge_text(who[3]), "会员丁", "error"), (badge_text(who[2]), "会员丙 签到成功（未报名）", "info"),
    ):
        QTest.keyClicks(view.field, code)
        QTest.keyClick(view.field, Qt.Key.Key_Return)
        settled()
        assert answer in view.answer.text()
        assert view.answer.property("level") == level
        assert view.answer.isVisibleTo(view)
    assert (view.field.text(), view.count.text()) == ("", "已签到 3 人")
    view.field.setText("无此人")
    QTest.keyClick(view.field, Qt.Key.Key_Return)
    settled()
    assert view.field.selectedText() == "无此人"  # the next scan replaces it
    assert [view.came.item(line).text().split()[-1] for line in range(3)] == ["会员丙", "会员乙", "会员甲"]
    with office.read() as s:
        methods = {entry["method"] for entry in records.page(s, registers.get("activity_sign_ins"))}
    assert methods == {"scan"}


def test_who_joined_in_nothing_is_listed_and_found_among_the_members(
    desk: App, office: Database, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    who, made = people(office, 3), activity(office, "start")
    enrol(office, made, who[0], anyway=True)
    asked: list[Query] = []
    monkeypatch.setattr(desk, "show_people", asked.append)
    page: ActivitiesPage = page_of(desk, "activities")
    view: Any = page.part("left_out")
    view.year.setValue(2026)
    settled()
    assert "3 名会员中有 2 人" in view.said.text()
    assert [view.table.item(line, 0).text() for line in range(2)] == ["会员丙", "会员乙"]  # by pinyin
    view.all_button.click()
    settled()
    with office.read() as s:
        assert {m["id"] for m in records.page(s, registers.get("members"), asked[0])} == set(who[1:])


def test_an_activity_is_settled_and_drafted_anew_from_the_list(
    desk: App, office: Database, settled: Callable[[], None]
) -> None:
    made = activity(office, "start")
    page: ActivitiesPage = page_of(desk, "activities")
    book: Any = page.part("activities")
    page.open(register="activities")
    settled()
    book.show_record(made)
    settled()
    dialog = book.settle(made)
    settled()
    dialog.summary.setPlainText("顺利")
    dialog.answers.setValue(10)
    dialog.satisfied.setValue(9)
    dialog.settle_button.click()
    settled()
    found = row(office, made)
    assert (found["status"], found["satisfaction"], found["summary"]) == ("settling", 90, "顺利")
    assert dialog.folder.text() == "归档还缺 6 种材料。"
    dialog.reject()
    book.draft_anew(made)
    settled()
    with office.read() as s:
        titles = {a["title"]: a["starts_on"] for a in records.page(s, registers.get("activities"))}
    assert titles["2027年职工登山"] == "2027-05-16"


def test_members_enrol_and_withdraw_in_a_dialog_and_the_waiting_list_moves_up(
    desk: App, office: Database, settled: Callable[[], None]
) -> None:
    people(office, 2)
    made = activity(office, quota=1, deadline=None, starts_on="2099-05-16", ends_on="2099-05-16")
    page: ActivitiesPage = page_of(desk, "activities")
    dialog: Any = page.part("activities").enrol(made)  # type: ignore[attr-defined]  # the book of activities
    settled()
    for text, answer, places in (
        ("会员甲", "会员甲 报名成功。", "剩余 0 个，候补 0 人"), ("会员乙", "候补第 1 位", "剩余 0 个，候补 1 人"),
        ("会员甲", "每名会员只报一次", "候补 1 人"),
    ):
        dialog.person.setText(text)
        QTest.keyClick(dialog.person, Qt.Key.Key_Return)
        settled()
        assert answer in dialog.answer.text()
        assert places in dialog.places.text()
    dialog.withdraw()
    settled()
    assert dialog.answer.text() == "会员甲 已取消报名。 候补递补：会员乙。"
    dialog.reject()
    assert list(states(office).values()) == ["cancelled", "enrolled"]
