"""The page of reports over a superior in this process: conflicts, comparison, sticks, policy, what came down."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.desk import carrier as own_carrier
from sync.desk import computers, conflicts, enrolment, policy, recovery, rivals, session, store
from sync.protocol.versions import Version
from sync.server import carrier, posting
from sync.server.service import Service
from tests.sync.conftest import local
from tests.sync.roads import ADDRESS, Road
from tests.sync.test_posts import PAPER
from tests.ui_pages.conftest import page_of
from ui import reporting
from ui.pages import sync_policy, sync_stick
from ui.pages.sync_conflicts import OTHER, THEIRS
from ui.pages.sync_policy import PolicyDialog
from union_desk import journal, records, registers
from union_desk.registers import MEMBERS, kept_versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sync.desk.remote import Post
    from sync.server.superior import Superior
    from ui.context import App
    from ui.pages.sync_panel import SyncPage
    from union_desk.database import Database

__all__ = ["local"]


@pytest.fixture
def road(local: Superior, office: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Road:
    """Return the road of an office that has enrolled and accepted what leaves it, but not yet reported."""
    monkeypatch.setenv("UNION_DESK_DEVICES", str(tmp_path / "devices"))
    made = Road(Service(local))

    @contextmanager
    def carry(_server: str, _pin: str, _post: object) -> Iterator[Post]:
        yield made.post

    monkeypatch.setattr(session, "carried", carry)
    _unit, token = local.add_unit("和风机械厂工会", "460100001")
    enrolment.enrol(office, ADDRESS, token.text, post=made.post)
    with office.bookkeeping() as s:
        policy.accept(s, "王干事")
    return made


@pytest.fixture
def page(desk: App, people: list[str], road: Road, settled: Callable[[], None]) -> SyncPage:
    """Return the page of reports, open, after the first report."""
    found: SyncPage = page_of(desk, "sync")
    found.sync_now()
    settled()
    assert found.figures["waiting"].text() == "0"
    return found


def set_aside(office: Database, desk: App, record: str, *, deleted: bool = False, **theirs: Any) -> None:
    """Keep a version as merging would: what another computer wrote of the record."""
    with office.write(desk.actor, "x") as s:
        now = records.get(s, MEMBERS, record)
        values = {name: now[name] for name in MEMBERS.fields} | theirs
        kept = rivals.kept(("members", record), Version("", b"", deleted, values), list(theirs))
        records.insert_many(s, kept_versions.KEPT_VERSIONS, [kept])


def test_a_conflict_is_decided_field_by_field_and_the_loser_is_kept(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    set_aside(office, desk, people[0], name="张三丰", remark="另一台", mobile="13900001111")
    settled()
    page.open(conflicts=True)
    page.read()
    settled()
    assert page.tabs.currentWidget() is page.conflicts
    assert page.tabs.tabText(2) == "冲突（1）"
    page.conflicts.decide.click()
    dialog = page.conflicts.dialog
    assert dialog is not None
    assert "13900001111" not in dialog.choices["mobile"].button(THEIRS).text(), "private values are masked"
    dialog.choices["name"].button(THEIRS).click()
    dialog.editors["remark"].setPlainText("合起来写")
    assert dialog.choices["remark"].checkedId() == OTHER, "who writes something else has chosen it"
    dialog.decide()
    settled()
    assert not dialog.isVisible()
    with office.read() as s:
        row = records.get(s, MEMBERS, people[0])
        assert (row["name"], row["remark"]) == ("张三丰", "合起来写")
        assert row["mobile"] != "13900001111"
        assert "张三丰" in records.history(s, MEMBERS, people[0])[0].fields["name"]
        assert conflicts.count(s) == 0
    assert page.conflicts.listed() == []
    page.conflicts.decided.setChecked(True)
    assert [one.decided_by for one in page.conflicts.listed()] == [desk.actor.name]


def test_a_value_that_cannot_be_read_keeps_the_dialog_open(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    set_aside(office, desk, people[0], birth_date="1991-01-01")
    page.read()
    settled()
    page.conflicts.open_dialog()
    dialog = page.conflicts.dialog
    assert dialog is not None
    dialog.editors["birth_date"].setText("昨天生的")
    dialog.choices["birth_date"].button(OTHER).click()
    dialog.decide()
    settled()
    assert dialog.isVisible()
    assert dialog.fault.text()
    with office.read() as s:
        assert conflicts.count(s) == 1


def test_a_record_that_the_other_computer_binned_goes_there_when_chosen(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    set_aside(office, desk, people[1], deleted=True)
    page.read()
    settled()
    page.conflicts.open_dialog()
    dialog = page.conflicts.dialog
    assert dialog is not None
    dialog.choices[""].button(THEIRS).click()
    dialog.decide()
    settled()
    with office.read() as s:
        assert records.get(s, MEMBERS, people[1])["deleted"]
        assert conflicts.count(s) == 0


def test_conflicts_stand_at_the_foot_and_lead_there(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    set_aside(office, desk, people[0], name="张三丰")
    settled()
    assert desk.window is not None
    desk.window.foot.read()
    settled()
    desk.window.foot.person.click()
    assert page.tabs.currentWidget() is page.conflicts
    page.tabs.setCurrentWidget(page.waiting)
    desk.open_record("kept_versions", "any")
    assert page.tabs.currentWidget() is page.conflicts


def test_comparing_finds_what_differs_by_name_and_offers_to_mend(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    page.comparison.ask.click()
    settled()
    assert page.comparison.outcome.text().endswith("两边一致，共 7 条记录。")
    with office.bookkeeping() as s:  # as if this record had never been sealed here
        s.execute(sa.text("UPDATE sync_record SET hash = :h WHERE record = :r"), {"h": b"\1" * 16, "r": people[0]})
    with office.write(desk.actor, "x") as s:
        records.save(s, MEMBERS, {"remark": "新情况"}, people[0])
    with office.bookkeeping() as s:
        recovery.send_again(s, MEMBERS, [people[0]])
        root = store.roots(s)["members"]
        store.put_root(s, "members", root.add([b"\1" * 16]))
    page.comparison.ask.click()
    settled()
    found = page.comparison.found
    assert found is not None
    assert [(each.title, each.where) for each in found.differences] == [("张三", "both")]
    assert page.comparison.records.item(0, 1).text() == "张三"  # type: ignore[union-attr]  # the row is there
    assert not page.comparison.mend.isHidden()


def test_a_report_on_a_stick_and_its_answer_dropped_on_the_window(
    page: SyncPage, desk: App, office: Database, people: list[str], local: Superior, tmp_path: Path,
    settled: Callable[[], None],
) -> None:
    with office.write(desk.actor, "x") as s:
        records.save(s, MEMBERS, {"remark": "新情况"}, people[0])
    sync_stick.write(desk, tmp_path / "上报.udf")
    settled()
    page.read()
    settled()
    assert "上报.udf，1 条记录" in page.stick.done[sync_stick.WRITE].text()
    assert page.stick.cards[sync_stick.READ].property("banner") == "info", "the next step is marked"
    posting.post(local, "posted_papers", [PAPER])
    carrier.answer(local, carrier.read(local, tmp_path / "上报.udf"), tmp_path / "回执.udf")
    assert desk.window is not None
    desk.window.take_file(str(tmp_path / "回执.udf"))
    settled()
    assert page.tabs.currentWidget() is page.stick
    assert "回执.udf" in page.stick.done[sync_stick.READ].text()
    assert page.figures["waiting"].text() == "0"
    desk.window.foot.read()
    settled()
    assert desk.window.foot.above.text().strip() == "上级下发 1 件"


def test_an_old_answer_read_again_leaves_what_the_last_one_brought(
    page: SyncPage, desk: App, office: Database, people: list[str], local: Superior, tmp_path: Path,
    settled: Callable[[], None],
) -> None:
    def go_round(name: str, remark: str) -> None:
        with office.write(desk.actor, "x") as s:
            records.save(s, MEMBERS, {"remark": remark}, people[0])
        own_carrier.write(office, tmp_path / f"上报{name}.udf")
        carrier.answer(local, carrier.read(local, tmp_path / f"上报{name}.udf"), tmp_path / f"回执{name}.udf")

    def read(name: str) -> str:
        sync_stick.take_file(desk, tmp_path / f"回执{name}.udf")
        settled()
        page.read()
        settled()
        return page.stick.done[sync_stick.READ].text()

    go_round("一", "新情况")
    first = read("一")
    assert "1 条记录已确认" in first
    go_round("二", "又有新情况")
    second = read("一")
    assert "1 条记录已确认" in second
    assert "又读入 回执一.udf，没有新内容" in second
    assert page.stick.cards[sync_stick.READ].property("banner") == "info", "the last report is not answered by that"
    with office.read() as s:
        assert own_carrier.last(s)[1]["records"] == 1
    third = read("二")
    assert "回执二.udf" in third
    assert "没有新内容" not in third
    assert page.stick.cards[sync_stick.WRITE].property("banner") == "info"
    own_carrier.write(office, tmp_path / "上报三.udf")
    carrier.answer(local, carrier.read(local, tmp_path / "上报三.udf"), tmp_path / "回执三.udf")
    assert "又读入 回执三.udf，没有新内容" in read("三")
    assert page.stick.cards[sync_stick.WRITE].property("banner") == "info", "it is answered, though with nothing new"


def test_a_report_that_is_dropped_is_told_apart_from_an_answer(
    page: SyncPage, desk: App, tmp_path: Path, settled: Callable[[], None]
) -> None:
    said: list[str] = []
    desk.messages.said.connect(lambda _level, text: said.append(text))
    sync_stick.write(desk, tmp_path / "上报.udf")
    settled()
    assert desk.window is not None
    desk.window.take_file(str(tmp_path / "上报.udf"))
    settled()
    assert "上报.udf" in said[-1]
    (tmp_path / "花名册.xlsx").write_bytes(b"PK")
    assert not own_carrier.is_carrier(tmp_path / "花名册.xlsx")


def test_nothing_leaves_before_the_policy_is_accepted_and_again_when_it_changed(
    page: SyncPage, desk: App, office: Database, people: list[str], road: Road, monkeypatch: pytest.MonkeyPatch,
    settled: Callable[[], None],
) -> None:
    with office.read() as s:
        known = store.get(s, policy.ACCEPTED)
    with office.bookkeeping() as s:
        store.put(s, policy.ACCEPTED, {**known, "lines": {**known["lines"], "members": "another"}})
        assert policy.changed(s) == ["members"]
    road.requests.clear()
    reporting.of(desk)._automatic()
    settled()
    assert road.requests == []
    page.sync_now()
    settled()
    assert road.requests == []
    (dialog,) = desk.window.findChildren(PolicyDialog)  # type: ignore[union-attr]  # there is a window
    dialog.accept_button.click()
    settled()
    assert road.requests
    with office.read() as s:
        assert policy.is_accepted(s)
        assert policy.accepted(s).by == desk.actor.name  # type: ignore[union-attr]  # it was accepted


def test_private_books_are_under_never_and_all_fields_are_named(page: SyncPage) -> None:
    tree = page.office.policy.tree
    never = tree.topLevelItem(2)
    assert never is not None
    private = [registers.get(line.register).label for line in policy.lines() if line.share == "P"]
    assert never.childCount() == len(private) > 0
    assert f"不离开本单位 ({len(private)} 个登记簿)" in sync_policy.summary()
    shared = tree.topLevelItem(0)
    assert shared is not None
    counts = {shared.child(n).text(0): shared.child(n).childCount() for n in range(shared.childCount())}  # type: ignore[union-attr]  # within the count
    assert counts["会员"] == len(MEMBERS.fields)


def test_papers_are_fetched_though_nothing_waits_and_the_session_is_listed(
    page: SyncPage, desk: App, office: Database, local: Superior, settled: Callable[[], None]
) -> None:
    reporter = reporting.of(desk)
    assert reporter._timer.interval() == reporting.LOOK_AGAIN
    posting.post(local, "posted_papers", [PAPER])
    reporter._automatic()
    settled()
    table = page.history.sessions
    assert table.rowCount() == 2
    assert [table.item(0, n).text() for n in (1, 5)] == ["0", "1"]  # type: ignore[union-attr]  # the cells are there
    with office.read() as s:
        assert [(one.is_this, one.sealed, one.confirmed) for one in computers.read(s)] == [(True, 1, 1)]
        assert journal.verify(s) > 0


def test_in_another_language_only_the_page_that_is_shown_listens(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    desk.set_language("en")
    settled()
    with office.write(desk.actor, "x") as s:
        records.save(s, MEMBERS, {"remark": "新情况"}, people[0])
    settled()  # a page that was made away with would fail here
    made: SyncPage = page_of(desk, "sync")
    settled()
    assert made is not page
    assert made.figures["waiting"].text() == "1"
    assert made.tabs.tabText(2) == "Conflicts (0)"
    desk.set_language("zh_CN")
    settled()


def test_the_differences_that_only_wait_here_are_mended_by_a_session(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None]
) -> None:
    with office.write(desk.actor, "x") as s:
        records.delete(s, MEMBERS, [people[2]])
    recorded: list[str] = []
    desk.messages.said.connect(lambda _level, text: recorded.append(text))
    page.comparison.mend_now()
    settled()
    page.comparison.compare()
    settled()
    assert page.comparison.outcome.text().endswith("两边一致，共 7 条记录。")
    assert page.comparison.lists.isHidden() is False
