"""The page of reports at work: what waits, what came back, what a session says at its end, the folder on the stick."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from sync.desk import status
from sync.desk.status import Returned
from sync.protocol.receipts import Remark
from sync.server import carrier, returning
from sync.server.returning import Meant
from tests.ui.typing_in import press
from tests.ui_pages.test_sync_gestures import local, page, road, set_aside
from ui.pages import sync_stick
from ui.pages.sync_conflicts import _folded
from ui.pages.sync_history import HistoryView
from ui.pages.sync_tables import ReturnedTable
from union_desk import records
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from pytestqt.qtbot import QtBot

    from sync.server.superior import Superior
    from ui.context import App
    from ui.pages.sync_panel import SyncPage
    from union_desk.database import Database

__all__ = ["local", "page", "road"]


def test_what_waits_leads_to_its_record_and_nothing_waiting_is_a_sentence(
    page: SyncPage, desk: App, office: Database, people: list[str], settled: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting = page.waiting
    assert (waiting.tree.isHidden(), waiting.none.isHidden()) == (True, False)
    with office.write(desk.actor, "x") as s:
        records.save(s, MEMBERS, {"remark": "新情况"}, people[1])
    settled()
    page.read()
    settled()
    assert (waiting.tree.isHidden(), waiting.none.isHidden()) == (False, True)
    asked: list[Any] = []
    monkeypatch.setattr(desk, "open_record", lambda *where: asked.append(where))
    top = waiting.tree.topLevelItem(0)
    assert top is not None
    waiting.tree.setCurrentItem(top)
    waiting.tree.setFocus()
    press(waiting.tree, Qt.Key.Key_Return)
    assert (asked, top.isExpanded()) == ([], False)
    press(waiting.tree, Qt.Key.Key_Return)
    waiting.tree.setCurrentIndex(waiting.tree.model().index(0, 0, waiting.tree.model().index(0, 0)))
    press(waiting.tree, Qt.Key.Key_Return)
    assert asked == [("members", people[1])]


def test_what_two_levels_say_alike_is_one_line_with_both_names(qtbot: QtBot, desk: App) -> None:
    remark = Remark(register="members", id="1", level="error", code="returned", field="mobile", message="号码不符")
    other = Remark(register="members", id="1", level="error", code="returned", field="name", message="姓名不符")
    table = ReturnedTable(desk)
    qtbot.addWidget(table)
    table.take([Returned("members", "1", "张三", (remark, other, remark), ("某区总工会", "某区总工会", "某市总工会"))])
    cells = [[table.table.item(line, spot).text() for spot in (2, 3, 4)] for line in range(table.table.rowCount())]  # type: ignore[union-attr]  # filled
    assert cells == [["移动电话", "号码不符", "某区总工会、某市总工会"], ["姓名", "姓名不符", "某区总工会"]]


def test_a_record_that_came_back_says_so_in_its_panel_until_it_is_mended(
    page: SyncPage, desk: App, office: Database, local: Superior, people: list[str], settled: Callable[[], None]
) -> None:
    meant = Meant(local.unit("460100001"), "members", people[0], "mobile")
    returning.return_(local, meant, "号码与社区登记不符")
    page.sync_now()
    settled()
    assert desk.window is not None
    desk.window.foot.read()  # loads the road
    page.open(returned=True)
    page.read()
    settled()
    page.returned.go.click()
    settled()
    panel: Any = desk.window.page("members").detail  # type: ignore[attr-defined]  # the members' page
    assert panel.returned.text().splitlines()[1] == "人工退回：号码与社区登记不符"
    put = panel.form.lines["remark"].widget
    put.setPlainText("已核对")
    panel.save()
    settled()
    page.sync_now()
    settled()
    assert panel.returned.isHidden()


def test_a_long_value_is_folded_and_keeps_its_signs() -> None:
    assert _folded("甲" * 30 + "\nA&B") == "甲" * 22 + "\n" + "甲" * 8 + "\nA&&B"


def test_after_a_session_what_needs_a_person_is_said_with_the_way_there_and_no_longer_once_mended(
    page: SyncPage, desk: App, office: Database, local: Superior, people: list[str], settled: Callable[[], None]
) -> None:
    returning.return_(local, Meant(local.unit("460100001"), "members", people[0], "mobile"), "号码与社区登记不符")
    set_aside(office, desk, people[1], name="张三丰")
    said: list[tuple[str, str]] = []
    desk.messages.said.connect(lambda level, text: said.append((level, text)))
    page.sync_now()
    settled()
    assert said == [("warning", "已上报 1 条。 有 1 条被退回，请处理。 有 1 处冲突待裁定。")]
    with office.read() as s:
        assert status.summary(s).returned == 1
    with office.write(desk.actor, "x") as s:
        records.save(s, MEMBERS, {"remark": "已核对"}, people[0])
    with office.read() as s:
        assert status.summary(s).returned == 0, "it waits, and is no longer for the person to do"


def test_the_folder_on_the_stick_is_remembered_and_forgotten_with_the_stick(
    page: SyncPage, desk: App, tmp_path: Path, settled: Callable[[], None]
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()

    def dialog() -> QFileDialog:
        sync_stick.ask_write(desk)
        settled()
        assert desk.window is not None
        (found,) = desk.window.findChildren(QFileDialog)
        return found

    first = dialog()
    assert first.selectedFiles()[0].endswith(".udf")
    first.fileSelected.emit(str(stick / "上报.udf"))
    first.reject()
    settled()
    again = dialog()
    assert again.directory().absolutePath() == str(stick)
    again.reject()
    settled()
    (stick / "上报.udf").unlink()
    stick.rmdir()
    assert dialog().directory().absolutePath() == str(Path.home())


def test_an_answer_that_is_read_twice_says_that_it_brought_nothing(
    page: SyncPage, desk: App, office: Database, people: list[str], local: Superior, tmp_path: Path,
    settled: Callable[[], None],
) -> None:
    with office.write(desk.actor, "x") as s:
        records.save(s, MEMBERS, {"remark": "新情况"}, people[0])
    report, answer = tmp_path / "上报.udf", tmp_path / "回执.udf"
    sync_stick.write(desk, report)
    settled()
    carrier.answer(local, carrier.read(local, report), answer)
    said: list[str] = []
    desk.messages.said.connect(lambda _level, text: said.append(text))
    for _time in range(2):
        sync_stick.take_file(desk, answer)
        settled()
    assert said == [
        "1 条记录已确认，退回 0 条，收到下发内容 0 份。", "回执文件里没有新内容：以前读入过，或其间没有变化。"]


def test_an_office_that_has_sent_nothing_reads_a_sentence_instead_of_an_empty_table(desk: App, qtbot: QtBot) -> None:
    history = HistoryView()
    qtbot.addWidget(history)
    history.take((), (), {})
    assert (history.sent.isHidden(), history.none.isHidden(), history.talks.isHidden()) == (True, False, True)


def test_keys_ask_for_the_files_and_an_answer_dropped_on_the_window_is_read(
    page: SyncPage, desk: App, office: Database, people: list[str], local: Superior, tmp_path: Path,
    settled: Callable[[], None], qtbot: QtBot,
) -> None:
    window = desk.window
    assert window is not None
    modes = []
    for keys in (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier):
        with qtbot.waitActive(window, timeout=60_000):
            window.activateWindow()
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_F8, keys)
        settled()
        (dialog,) = window.findChildren(QFileDialog)
        modes.append(dialog.acceptMode())
        dialog.reject()
        settled()
    assert modes == [QFileDialog.AcceptMode.AcceptSave, QFileDialog.AcceptMode.AcceptOpen]
    with office.write(desk.actor, "x") as s:
        records.save(s, MEMBERS, {"remark": "新情况"}, people[0])
    sync_stick.write(desk, tmp_path / "上报.udf")
    settled()
    carrier.answer(local, carrier.read(local, tmp_path / "上报.udf"), tmp_path / "回执.udf")
    desk.show_page("members")
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(tmp_path / "回执.udf"))])
    window.dropEvent(QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton,
                                Qt.KeyboardModifier.NoModifier))
    settled()
    assert page.tabs.currentWidget() is page.stick
    assert "1 条记录已确认" in page.stick.done[sync_stick.READ].text()
