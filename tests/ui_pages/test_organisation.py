"""The organisation's page: the chart, the countdown, and an election from its votes to the new committee."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from tests.ui_pages.conftest import page_of
from ui.pages.organisation_chart import ChartView
from ui.pages.organisation_elections import Countdown, ElectionsPage, RegistrationsPage
from ui.record_dialog import RecordDialog
from union_desk import checking, lifecycle, records, registers
from union_desk.affairs import organisation_elections as elections
from union_desk.schema.dates import add_days

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from union_desk.database import Database

ELECTIONS, COMMITTEES, OFFICERS = (registers.get(n) for n in ("elections", "committees", "officers"))


@pytest.fixture
def election(office: Database, people: list[str]) -> str:
    """Return an election that was held today, with one ballot and its candidates."""
    day = checking.today()
    with office.write(ACTOR, "Filled") as s:
        records.save(s, registers.get("unions"), {"union_name": "和风机械厂工会委员会", "office_address": "望海路8号"})
        made = lifecycle.create(s, ELECTIONS, {
            "name": "第二届换届", "meeting_on": day, "planned_on": add_days(day, -100), "meeting_form": "1",
            "term_no": 2, "members_total": 3, "entitled": 3, "attended": 3, "term_years": 5, "term_from": day,
            "term_to": add_days(day, 1825)}).id
        records.save(s, registers.get("election_ballots"), {
            "election_id": made, "office": "03", "seats": 1, "entitled": 3, "attended": 3, "issued": 3, "returned": 3,
            "valid": 3})
        for place, (member, votes) in enumerate(zip(people, (2, 1, 0), strict=True), 1):
            records.save(s, registers.get("election_candidates"), {
                "election_id": made, "office": "03", "member_id": member, "position": place, "votes_for": votes})
        for event in ({"event": "request", "document": "1号"},
                      {"event": "reply", "document": "2号", "decided_by": "总工会"}, {"event": "notify"},
                      {"event": "hold"}):
            lifecycle.apply_event(s, ELECTIONS, made, {"happened_on": day, **event})
    return made


def _chosen(desk: App, name: str, settled: Callable[[], None]) -> Any:
    """Return the tab of a book with its first record chosen."""
    page = page_of(desk, "organisation")
    page.open(register=name)
    settled()
    part = page.part(name)
    part.grid.go_to(0)
    part.grid.selectRow(0)
    return part


def test_the_votes_make_a_committee_and_its_chair_the_legal_representative(
    desk: App, office: Database, election: str, people: list[str], settled: Callable[[], None]
) -> None:
    page = _chosen(desk, "elections", settled)
    assert isinstance(page, ElectionsPage)
    page.count_ballots()
    settled()
    with office.read() as s:
        candidates = elections.rows_of(s, elections.CANDIDATES, election)
    assert [row["elected"] for row in candidates] == [True, False, False]
    with office.write(ACTOR, "Approved") as s:
        for event in ({"event": "report", "document": "3号"},
                      {"event": "approve", "document": "4号", "decided_by": "甲"}):
            lifecycle.apply_event(s, ELECTIONS, election, event)
    page.install()
    settled()
    with office.read() as s:
        (body,), (post,) = records.page(s, COMMITTEES), records.page(s, OFFICERS)
        union = records.page(s, registers.get("unions"))[0]
    assert (body["kind"], body["term_no"]) == ("01", 2)
    assert (post["member_id"], post["post"], post["committee_id"]) == (people[0], "01", body["id"])
    assert union["legal_rep"] == "张三"
    page.begin_registration()
    settled()
    with office.read() as s:
        (file,) = records.page(s, registers.get("legal_registrations"))
    assert (file["chair"], file["reason"], file["office_address"]) == ("张三", "1", "望海路8号")
    shown = page_of(desk, "organisation").front()
    assert isinstance(shown, RegistrationsPage)
    chart = page_of(desk, "organisation").part("chart")
    settled()
    assert isinstance(chart, ChartView)
    texts = {item.toPlainText() for item in chart.scene.items() if hasattr(item, "toPlainText")}
    assert {"工会主席 张三", "和风机械厂工会委员会", "第一分会（3人）"} <= texts


def test_the_countdown_shows_each_step_and_opens_the_file(
    desk: App, election: str, settled: Callable[[], None]
) -> None:
    page = page_of(desk, "organisation")
    page.open(view="countdown")
    settled()
    table = page.part("countdown")
    assert isinstance(table, Countdown)
    cells = [table.table.item(0, place) for place in range(table.table.columnCount())]
    texts = [cell.text() if cell is not None else "" for cell in cells]
    assert texts[:2] == ["第二届换届", "已选举"]
    assert texts[5] == f"✓ {checking.today()}"
    assert "还有15天" in texts[6]
    table.open_election(0)
    settled()
    detail = page.part("elections").detail
    assert detail is not None
    assert detail.record_id == election


def test_an_unapproved_election_makes_no_committee_and_says_why(
    desk: App, office: Database, election: str, settled: Callable[[], None]
) -> None:
    said: list[str] = []
    desk.messages.said.connect(lambda _level, text: said.append(text))
    page = _chosen(desk, "elections", settled)
    page.install()
    settled()
    assert any("尚未批准" in text for text in said)
    with office.read() as s:
        assert records.count(s, COMMITTEES) == 0


def test_the_panel_of_a_committee_lists_its_officers_by_name(
    desk: App, people: list[str], settled: Callable[[], None]
) -> None:
    with desk.db.write(ACTOR, "Elected") as s:
        body = records.save(s, COMMITTEES, {"name": "第二届委员会", "kind": "01", "term_from": "2026-01-01"}).id
        records.save(s, OFFICERS, {"member_id": people[0], "post": "06", "committee_id": body, "since": "2026-01-01"})
        named = records.name(s, registers.get("members"), records.get(s, registers.get("members"), people[0]))
    page = page_of(desk, "organisation")
    page.open(register="committees", record=body)
    settled()
    part = page.front()
    view = next(one for one in part.detail.children_views if one.register is OFFICERS)
    assert (view.link, part.detail.tabs.indexOf(view) > 0) == ("committee_id", True)
    part.detail.tabs.setCurrentWidget(view)
    settled()
    assert view.view_model.total == 1
    view.view.selectRow(0)
    view.edit()
    assert named in desk.window.findChild(RecordDialog).windowTitle()  # type: ignore[union-attr]  # the window is there


def test_papers_and_votes_are_typed_where_they_stand_and_what_does_not_add_up_is_refused(
    desk: App, qtbot: QtBot, office: Database, election: str, settled: Callable[[], None]
) -> None:
    said: list[str] = []
    desk.messages.said.connect(lambda _level, text: said.append(text))
    page = _chosen(desk, "elections", settled)
    page.open_ballots()
    settled()
    view: Any = page_of(desk, "organisation").part("ballots")
    qtbot.waitUntil(lambda: view.votes.rowCount() == 3)
    assert "第二届换届" in view.choice.currentText()
    first = [view.papers.item(0, at).text() for at in range(10)]
    assert first == ["工会主席", "1", "3", "3", "3", "3", "3", "2", "3", "0"]

    def typed(table: Any, line: int, at: int, text: str) -> None:
        table.item(line, at).setText(text)
        settled()

    typed(view.papers, 0, 5, "4")  # more papers came back than went out
    assert any("使选举无效" in text or "选举无效" in text for text in said)
    qtbot.waitUntil(lambda: view.papers.item(0, 5).text() == "3")
    typed(view.votes, 1, 2, "7")
    assert any("有效票" in text for text in said[1:])
    qtbot.waitUntil(lambda: view.votes.item(1, 2).text() == "1")
    typed(view.votes, 2, 4, "1")
    with office.read() as s:
        assert [one["abstained"] for one in elections.rows_of(s, elections.CANDIDATES, election)] == [None, None, 1]
    view.count.click()
    settled()
    qtbot.waitUntil(lambda: view.papers.item(0, 9).text() == "1")
    assert [view.votes.item(line, 5).text() for line in range(3)] == ["是", "否", "否"]
    dialog = view.ask_ballot()
    assert dialog is not None
    dialog.form.put({"office": "06", "seats": 1})
    dialog.save()
    qtbot.waitUntil(lambda: view.papers.rowCount() == 2)
    view.papers.setCurrentCell(1, 1)
    assert view.votes.rowCount() == 0
    candidate = view.ask_candidate()
    assert candidate is not None
    assert candidate.form.values()["office"] == "06"
    candidate.reject()
