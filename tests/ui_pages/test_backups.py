"""The backups page: made, looked into, gone back to; and the backups that nobody has to think of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.offices import PASSPHRASE
from tests.ui.conftest import ACTOR
from tests.ui_pages.conftest import page_of
from ui import backing_up
from ui.login import LoginDialog
from ui.pages.backups import BackupsPage
from union_desk import records
from union_desk.registers import BRANCHES
from union_desk.safety import backups, drill, restoring

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.preferences import Preferences
    from ui.theme import Theme
    from union_desk.database import Database


@pytest.fixture
def page(desk: App, settled: Callable[[], None]) -> BackupsPage:
    found = page_of(desk, "backups")
    assert isinstance(found, BackupsPage)
    settled()
    return found


def test_a_backup_is_made_and_says_what_going_back_would_lose(
        desk: App, page: BackupsPage, people: list[str], settled: Callable[[], None]) -> None:
    page.make()
    settled()
    assert page.table.rowCount() == 1
    assert not page.back.isEnabled()
    page.table.selectRow(0)
    settled()
    assert f"会员 {len(people)}" in page.holds.text()
    assert "不会失去任何内容" in page.holds.text()
    with desk.db.write(ACTOR, "Added a branch") as session:
        records.save(session, BRANCHES, {"name": "二分会", "branch_kind": "1"})
    page.activated()
    settled()
    assert "Added a branch" in page.holds.text()
    assert page.back.isEnabled()


def test_going_back_closes_the_office_and_asks_for_the_passphrase(
        desk: App, page: BackupsPage, people: list[str], settled: Callable[[], None], qtbot: QtBot,
        monkeypatch: pytest.MonkeyPatch) -> None:
    page.make()
    settled()
    page.table.selectRow(0)
    settled()
    monkeypatch.setattr(desk.messages, "ask", lambda _text, _yes, then, **_more: then())
    with qtbot.waitSignal(desk.leaving) as left:
        page.go_back()
    assert left.args == [page.there[0].path]


def _is_refused(dialog: LoginDialog) -> bool:
    return "口令不正确" in dialog.fault.text()


def test_the_login_goes_back_to_a_backup_and_to_what_was_put_aside(
        office: Database, theme: Theme, preferences: Preferences, qtbot: QtBot) -> None:
    made = backups.make(office)
    with office.write(ACTOR, "Added a branch") as session:
        records.save(session, BRANCHES, {"name": "二分会", "branch_kind": "1"})
    office.close()
    found = []
    for what in ("backup", "aside"):
        dialog = LoginDialog(preferences, office.folder)
        qtbot.addWidget(dialog)
        dialog.go_back(made.path if what == "backup" else restoring.put_aside(office.folder)[-1])
        dialog.passphrase.setText("wrong passphrase")
        dialog.enter.click()
        qtbot.waitUntil(partial(_is_refused, dialog), timeout=20_000)
        dialog.passphrase.setText(PASSPHRASE)
        with qtbot.waitSignal(dialog.opened, timeout=20_000) as opened:
            dialog.enter.click()
        db: Database = opened.args[0]
        with db.read() as session:
            found.append(records.count(session, BRANCHES))
        db.close()
    assert found == [0, 1]


def test_backups_and_the_drill_are_made_by_themselves_once(
        desk: App, people: list[str], settled: Callable[[], None]) -> None:
    keeper = backing_up.of(desk)
    for _turn in range(2):
        keeper._at_start()
        settled()
    assert [each.reason for each in backups.found(backups.folder_of(desk.db))] == [backups.START]
    with desk.db.read() as session:
        result = drill.last(session)
    assert result is not None
    assert result.ok
    desk.preferences.put(backing_up.AUTOMATIC, False)
    with desk.db.write(ACTOR, "Added a branch") as session:
        records.save(session, BRANCHES, {"name": "二分会", "branch_kind": "1"})
    keeper._at_start()
    settled()
    assert len(backups.found(backups.folder_of(desk.db))) == 1
