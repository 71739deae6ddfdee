"""Which level holds what, on the page of reports and in the explanation of a record's status."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.desk import contents
from sync.desk.computers import Computer
from sync.desk.levels import Level
from tests.ui_pages.conftest import page_of
from ui import attachments_view, outbox
from ui.pages import sync_panel
from ui.pages.sync_history import _computer_cells
from ui.pages.sync_tables import sent_table
from union_desk.synctables import CONTENT_LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.pages.sync_panel import SyncPage

CITY = Level(1, "某市总工会", "3", "2026-01-03T08:00:00Z")
PROVINCE = Level(2, "某省总工会", "2", "2026-01-04T08:00:00Z")
FRAME = SimpleNamespace(
    sealed_at="2026-01-02T08:00:00Z", received_at="2026-01-02T08:00:01Z", records=4, size=2048, log=1, seq=7)
TAKEN, BACK = "已接收", "已退回"


@pytest.mark.parametrize(("returned_by", "states"), [
    ("", [TAKEN, TAKEN, TAKEN]), ("某区总工会", [BACK, TAKEN, TAKEN]), ("某市总工会", [TAKEN, BACK, TAKEN])])
def test_the_explanation_of_a_record_tells_each_level_and_which_of_them_returned_it(
        returned_by: str, states: list[str]) -> None:
    state = outbox.RETURNED if returned_by else outbox.RECEIVED
    levels = tuple((one.name, one.at) for one in (CITY, PROVINCE))
    told = outbox.Status(state, "某区总工会", "2026-01-02T08:00:01Z", ("原因",), levels, returned_by).explanation()
    names, days = ("某区总工会", "某市总工会", "某省总工会"), ("2026-01-02", "2026-01-03", "2026-01-04")
    assert told.splitlines() == [
        *(f"{name}{state}，{day}" for name, state, day in zip(names, states, days, strict=True)), "原因"]


def test_what_the_superior_filed_again_is_not_called_a_computer() -> None:
    """Nor does this computer claim to know whether another one goes on with its log."""
    own = Computer("ab" * 32, is_this=True, enrolled_at="", last_sealed="", sealed=1, confirmed=1, is_open=False)
    other = replace(own, is_this=False)
    names = [_computer_cells(one)[0] for one in (own, other, replace(other, is_filing=True))]
    assert names == ["本机 (abababab)", "其他电脑 (abababab)", "上级补录 (abababab)"]
    assert [_computer_cells(one)[4] == "—" for one in (own, other)] == [False, True]


def test_what_waits_is_explained_by_its_state_alone() -> None:
    assert outbox.Status(outbox.WAITING).explanation() == "待上报"


def test_the_list_of_what_was_sent_has_the_levels_where_there_are_any(qtbot: QtBot) -> None:
    plain = sent_table([FRAME])
    qtbot.addWidget(plain)
    assert plain.isColumnHidden(4)
    shown = sent_table([FRAME], levels={(1, 7): [CITY, PROVINCE]})
    qtbot.addWidget(shown)
    assert not shown.isColumnHidden(4)
    cell = shown.item(0, 4)
    assert cell is not None
    assert [part.split()[0] for part in cell.toolTip().splitlines()] == ["某市总工会", "某省总工会"]


def test_of_a_file_each_level_that_has_it_is_told(desk: App) -> None:
    content = "ab" * 32
    row = {"id": "1", "content": content, "owner_register": "employers"}
    held: Any = SimpleNamespace(holds=lambda _content: True)
    with desk.db.bookkeeping() as s:
        contents.put(s, content, received_at="2026-01-02T08:00:01Z", receipt="signed")
        assert list(attachments_view._roads(s, held, [row])["1"]).count("→") == 0
        s.execute(sa.insert(CONTENT_LEVELS), [
            {"content": content, "above": one.above, "name": one.name, "kind": one.kind, "received_at": one.at,
             "document": ""} for one in (CITY, PROVINCE)])
        told = attachments_view._roads(s, held, [row])["1"].split(" → ")
    assert [part.split()[0] for part in told] == ["上级已收到", "某市总工会", "某省总工会"]
    files = contents.Files(received=2, above=(replace(CITY, records=2), replace(PROVINCE, records=1)))
    assert sync_panel._about(files) == ["上级已收到附件 2 份", "某市总工会已收到附件 2 份", "某省总工会已收到附件 1 份"]


def test_an_office_without_levels_above_reads_no_line_about_them(desk: App, settled: Callable[[], None]) -> None:
    page: SyncPage = page_of(desk, "sync")
    settled()
    assert page.levels.isHidden()
    assert page.levels.text() == ""
