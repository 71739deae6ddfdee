"""The page of personal data and the dialog of one member: looked at, printed, proposed, confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.conftest import ACTOR
from tests.ui_pages.conftest import page_of
from ui import sweeping
from ui.pages.members import MembersPage
from ui.pages.personal_data import PersonalDataDialog
from ui.pages.print_preview import PrintPage
from ui.pages.privacy import DueView, PrivacyPage
from ui.pages.privacy_proposals import ProposalsView
from union_desk import lifecycle, records
from union_desk import settings as remembered
from union_desk.privacy import erasing
from union_desk.registers import MEMBERS, get
from union_desk.registers.privacy import ERASURES
from union_desk.schema.privacy import MARK
from union_desk.search import Query

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.context import App


@pytest.fixture
def gone(desk: App, people: list[str]) -> str:
    """Let the first member have left long ago."""
    with desk.db.write(ACTOR, "Left") as session:
        lifecycle.apply_event(session, MEMBERS, people[0], {"event": "withdraw", "happened_on": "2015-01-01"})
    return people[0]


@pytest.fixture
def page(desk: App, gone: str, settled: Callable[[], None]) -> PrivacyPage:
    found = page_of(desk, "privacy")
    assert isinstance(found, PrivacyPage)
    settled()
    return found


def _view(page: PrivacyPage) -> DueView:
    view = page.part("due")
    assert isinstance(view, DueView)
    return view


def test_what_is_due_is_proposed_and_then_confirmed_by_a_step(
        desk: App, page: PrivacyPage, gone: str, settled: Callable[[], None]) -> None:
    view, sweeper = _view(page), sweeping.Sweeper(desk)
    assert view.table.rowCount() == 1
    assert not view.one.isEnabled()
    view.table.selectRow(0)
    assert view.one.isEnabled()
    assert view.see.isEnabled()
    view.one.click()
    settled()
    assert view.table.rowCount() == 0
    assert not view.all.isEnabled()
    with desk.db.read() as session:
        (proposal,) = records.page(session, ERASURES, Query())
    assert proposal["state"] == "proposed"
    waiting = page.part("proposed")
    assert isinstance(waiting, ProposalsView)
    settled()
    shown = [waiting.table.model().index(0, place).data() for place in (0, 1, 2)]
    assert shown == [proposal["number"], "张三", "会员"]
    assert not waiting.decide.isEnabled()
    waiting.table.selectRow(0)
    waiting.see.click()
    settled()
    waiting.decide.click()
    settled()
    with desk.db.write(ACTOR, "Confirmed") as session:  # the step of the book's own panel
        lifecycle.apply_event(session, ERASURES, proposal["id"], {"event": "erase"})
    settled()
    assert sweeper.app is desk
    with desk.db.read() as session:
        assert records.get(session, MEMBERS, gone)["name"] == MARK
        assert records.get(session, ERASURES, proposal["id"])["state"] == "erased"
    assert waiting.table.rowCount() == 0
    assert waiting.said.text() == "没有待决定的删除。"


def test_the_members_page_shows_what_is_kept(
        desk: App, people: list[str], settled: Callable[[], None]) -> None:
    found = page_of(desk, "members")
    assert isinstance(found, MembersPage)
    settled()
    assert found.show_personal_data() is None, "nobody is chosen"
    found.show_record(people[1])
    settled()
    dialog = found.show_personal_data()
    assert isinstance(dialog, PersonalDataDialog)
    settled()
    assert dialog.tree.topLevelItemCount() == 4
    first = dialog.tree.topLevelItem(0)
    assert first is not None
    assert first.childCount() > 2
    assert dialog.found is not None
    assert dialog.found.id == people[1]
    dialog.paper.click()
    settled()
    preview = desk.current()
    assert isinstance(preview, PrintPage)
    assert preview.made is not None
    assert preview.made.form.id == "personal-data"


def test_an_erasure_is_proposed_from_the_members_dialog(
        desk: App, gone: str, settled: Callable[[], None]) -> None:
    found = page_of(desk, "members")
    settled()
    found.show_record(gone)
    settled()
    dialog = found.show_personal_data()
    assert dialog is not None
    settled()
    dialog.ask_erasure()
    dialog.asked.textValueSelected.emit(dialog.asked.comboBoxItems()[0])
    settled()
    with desk.db.read() as session:
        (made,) = records.page(session, get("erasures"), Query())
    assert (made["ground"], made["owner_id"]) == ("request", gone)


def test_what_follows_an_erasure_is_a_job_that_is_shown_only_when_there_is_something_to_do(
    desk: App, settled: Callable[[], None]
) -> None:
    office, sweeper = desk.db, sweeping.Sweeper(desk)
    sweeper.sweep()
    settled()
    shown = [job for job in desk.jobs.list if job.title == "正在完成个人信息删除"]
    assert shown == []
    with office.bookkeeping() as session:
        remembered.put(session, erasing.SWEEP, [])
    sweeper.sweep()
    settled()
    assert len([job for job in desk.jobs.list if job.title == "正在完成个人信息删除"]) == 1
    with office.read() as session:
        assert remembered.get(session, erasing.SWEEP) is None
