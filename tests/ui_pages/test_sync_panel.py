"""Reporting from the window to a real server process: enrolment, receipts, what came back, patience."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from sync.desk import enrolment
from sync.desk.retry import Retry
from sync.desk.session import run_session
from sync.desk.store import ByStickError
from sync.desk.wholesale import ManyChangedError
from sync.protocol.refusals import Refused
from sync.server import cli
from sync.server.superior import Superior
from tests.sync.processes import Server, serving
from tests.ui.test_network import THERE, Line
from tests.ui_pages.conftest import page_of
from ui import reporting
from ui.pages.sync_policy import PolicyDialog
from union_desk import lifecycle, records
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.pages.sync_panel import SyncPage
    from union_desk.database import Database


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("UNION_DESK_DEVICES", str(tmp_path / "devices"))
    superior = Superior.open(str(tmp_path / "superior.db"))
    superior.rename("某区总工会")
    _unit, made = superior.add_unit("和风机械厂工会", "460100001")
    superior.close()
    return made.text


@pytest.fixture
def server(token: str, tmp_path: Path) -> Iterator[Server]:
    with serving(str(tmp_path / "superior.db")) as running:
        yield running


@pytest.fixture
def page(desk: App, people: list[str], server: Server, token: str, settled: Callable[[], None]) -> SyncPage:
    """Return the page of an office that has just enrolled and reported."""
    found: SyncPage = page_of(desk, "sync")
    settled()
    found.enrol.server.setText(server.address)
    found.enrol.token.setText(token)
    found.enrol.enter.click()
    settled()
    agree(found)
    settled()
    settled()
    assert found.enrol.fault.text() == ""
    return found


def agree(page: SyncPage) -> None:
    """Accept what leaves the office, which is asked before the first report."""
    (dialog,) = page.app.window.findChildren(PolicyDialog)  # type: ignore[union-attr]  # there is a window
    assert dialog.isVisible()
    dialog.accept_button.click()


def figures(page: SyncPage) -> dict[str, str]:
    return {name: label.text() for name, label in page.figures.items()}


def spoil(office: Database, desk: App, person: str) -> None:
    """Write a birth date that contradicts the number past the form, as an older program might have."""
    with office.write(desk.actor, "x") as session:
        row = records.get(session, MEMBERS, person)
        records.update_many(session, MEMBERS, [(person, {"birth_date": (row["birth_date"], "1980-01-01")})])


def test_before_enrolment_there_is_one_thing_to_do(desk: App, settled: Callable[[], None]) -> None:
    page: SyncPage = page_of(desk, "sync")
    settled()
    assert page.stack.currentIndex() == 0
    page.enrol.enter.click()
    assert page.enrol.fault.text() == "请填写上级工会提供的地址和登记码。"


def test_a_token_that_is_none_is_a_sentence(desk: App, settled: Callable[[], None]) -> None:
    page: SyncPage = page_of(desk, "sync")
    page.enrol.server.setText("127.0.0.1:9")
    page.enrol.token.setText("UD1-WRONG")
    page.enrol.enter.click()
    settled()
    assert page.enrol.fault.text() != ""
    assert page.enrol.enter.isEnabled()
    assert page.enrol.server.text() == "https://127.0.0.1:9"  # as people say addresses


def test_enrolment_reports_everything_and_shows_the_receipts(page: SyncPage, people: list[str]) -> None:
    assert page.stack.currentIndex() == 1
    assert "某区总工会" in page.superior.text()
    assert figures(page) == {"waiting": "0", "received": "7", "returned": "0"}  # three members, three events, a branch
    assert page.history.sent.rowCount() == 1


def test_a_change_waits_with_its_name_until_it_is_sent(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    with office.write(desk.actor, "x") as session:
        records.save(session, MEMBERS, {"remark": "新情况"}, people[0])
    settled()
    page.read()
    settled()
    assert figures(page)["waiting"] == "1"
    top = page.waiting.tree.topLevelItem(0)
    assert top is not None
    assert top.child(0).text(0) == "张三"  # type: ignore[union-attr]  # the first of one
    page.now.click()
    settled()
    assert figures(page) == {"waiting": "0", "received": "7", "returned": "0"}


def test_what_came_back_leads_to_its_field(
    page: SyncPage,
    desk: App,
    office: Database,
    people: list[str],
    settled: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoil(office, desk, people[0])
    page.sync_now()
    settled()
    assert figures(page)["returned"] == "1"
    table = page.returned.table
    texts = [table.item(0, n).text() for n in range(6)]  # type: ignore[union-attr]  # the cells are there
    assert (texts[1], texts[2], texts[4], texts[5]) == ("张三", "出生日期", "某区总工会", "1990-03-07")
    asked: list[Any] = []
    monkeypatch.setattr(desk, "open_record", lambda *where: asked.append(where))
    page.returned.go.click()
    assert asked == [("members", people[0], "birth_date")]


def test_a_server_that_is_away_is_tried_again_by_itself(
    page: SyncPage, desk: App, server: Server, settled: Callable[[], None]
) -> None:
    server.stop()
    page.sync_now()
    settled()
    reporter = reporting.of(desk)
    assert "没有答复" in page.fault.text()
    assert reporter._timer.isActive()
    assert reporter.due > 0
    server.start()
    reporter._automatic()
    page.sync_now()
    settled()
    assert page.fault.text() == ""


def test_it_is_reported_at_once_when_the_network_comes_back(
    page: SyncPage, desk: App, server: Server, settled: Callable[[], None], qtbot: QtBot
) -> None:
    reporter, line = reporting.of(desk), Line()
    reporter.follow(line)
    server.stop()
    page.sync_now()
    settled()
    assert reporter._timer.isActive()
    server.start()
    reporter.earliest -= 10  # seconds that have passed since
    line.become(THERE)
    qtbot.waitUntil(lambda: page.fault.text() == "" and not reporter.earliest, timeout=20_000)
    settled()
    assert reporter.stopped_by is None


PASS = {"busy": True, "disk_full": True, "too_many": True, "revoked": False}


@pytest.mark.parametrize("code", PASS)
def test_a_refusal_that_passes_is_tried_again_and_another_waits_for_a_person(desk: App, code: str) -> None:
    again = PASS[code]
    reporter = reporting.of(desk)
    refused = Refused(code, seconds=900)
    refused.retry_after = 900.0
    reporter._failed(refused)
    assert reporter._timer.isActive() is again
    assert (reporter.stopped_by is None) is again
    assert not again or reporter._timer.interval() >= 900_000, "never before the server asked for"
    reporter._timer.stop()


def test_what_was_changed_in_one_go_stops_reporting_until_the_next_change(desk: App) -> None:
    reporter = reporting.of(desk)
    reporter._failed(ManyChangedError(count=30, total=40, register="会员", what="改"))
    assert not reporter._timer.isActive()
    desk.changed.emit(frozenset())  # perhaps it was undone; where it was not, the next session says so again
    assert reporter.stopped_by is None
    assert reporter._timer.isActive()
    reporter._failed(Refused("revoked"))
    reporter._timer.stop()
    desk.changed.emit(frozenset())
    assert not reporter._timer.isActive()
    reporter._timer.stop()


def test_reporting_begins_by_itself_after_a_change(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None], qtbot: QtBot
) -> None:
    reporter = reporting.of(desk)
    reporter._timer.stop()
    with office.write(desk.actor, "x") as session:
        records.save(session, MEMBERS, {"remark": "新情况"}, people[1])
    qtbot.waitUntil(reporter._timer.isActive, timeout=5000)
    reporter._automatic()
    settled()
    settled()
    assert figures(page)["waiting"] == "0"


def test_it_does_not_when_it_is_told_not_to(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    page.automatic.setChecked(False)
    with office.write(desk.actor, "x") as session:
        records.save(session, MEMBERS, {"remark": "新情况"}, people[1])
    settled()
    assert not reporting.of(desk)._timer.isActive()


def test_the_foot_knows_what_needs_a_person(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    spoil(office, desk, people[0])
    page.sync_now()
    settled()
    assert desk.window is not None
    desk.window.foot.read()
    settled()
    assert desk.window.foot.person.text().strip() == "1 条需处理"
    desk.window.foot.person.click()
    assert page.tabs.currentWidget() is page.returned


def test_the_retry_grows_and_stays_within_its_bounds() -> None:
    retry = Retry(chance=random.Random(1))
    waits = [retry.failed() for _time in range(12)]
    assert 5 <= waits[0] <= 10
    assert max(waits) <= 900
    assert waits[8] > waits[1]


def test_events_are_reported_too(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    with office.write(desk.actor, "x") as session:
        lifecycle.apply_event(session, MEMBERS, people[2], {"event": "withdraw"})
    page.sync_now()
    settled()
    assert figures(page) == {"waiting": "0", "received": "8", "returned": "0"}


def test_an_office_without_a_network_is_enrolled_by_a_request_and_its_answer(
        desk: App, token: str, settled: Callable[[], None], tmp_path: Path) -> None:
    page: SyncPage = page_of(desk, "sync")
    request, answer = tmp_path / "申请.json", tmp_path / "答复.json"
    page.enrol.stick.write_to(request)
    settled()
    assert page.enrol.fault.text()  # there is no token yet
    assert not request.exists()
    page.enrol.token.setText(token)
    page.enrol.stick.write_to(request)
    settled()
    page.enrol.stick.take_file(request)
    settled()
    assert "申请.json" in page.enrol.fault.text()  # not the answer
    database = str(tmp_path / "superior.db")
    assert cli.main(["enrol", "--request", str(request), "--answer", str(answer), "--database", database]) == 0
    (tmp_path / "名单.json").write_text('{"members": []}', encoding="utf-8")
    assert not enrolment.is_enrolment(tmp_path / "名单.json")
    desk.show_page("members")
    assert desk.window is not None
    desk.window.take_file(str(answer))
    settled()
    assert desk.window.stack.currentWidget() is page
    assert page.stack.currentIndex() == 1
    assert "某区总工会" in page.superior.text()
    assert page.tabs.currentWidget() is page.stick
    assert page.now.isHidden()  # there is no server to ask
    assert page.fault.isHidden()
    with desk.db.read() as session:
        assert not reporting.may_report(session)
    with pytest.raises(ByStickError):
        run_session(desk.db)
    said: list[str] = []
    desk.messages.said.connect(lambda _level, text: said.append(text))
    for dropped in (answer, request):  # read already, and no answer: the card of enrolment lies behind now
        desk.window.take_file(str(dropped))
        settled()
        assert dropped.name in said[-1]
