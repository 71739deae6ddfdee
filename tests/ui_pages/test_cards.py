"""The page of service cards: from the month to the batch, the bank's file, and the lists that are signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.affairs.cards_office import card_number, handed_in, people, result_file
from tests.offices import ACTOR
from tests.samples import id_number
from tests.ui_pages.conftest import page_of
from union_desk import lifecycle, records, registers
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.context import App

CARDS = registers.get("cards")


def found(desk: App, state: str) -> list[dict[str, Any]]:
    """Return the cards in a state."""
    with desk.db.read() as s:
        return records.page(s, CARDS, Query(filters=(Filter("card_state", "is", (state,)),)))


def test_the_desk_leads_from_the_month_to_signed_cards(
    desk: App, qtbot: QtBot, settled: Callable[..., None], tmp_path: Path
) -> None:
    with desk.db.write(ACTOR, "Added") as s:
        people(s, 3)
    page = page_of(desk, "cards")
    view = page.part("batch")
    settled()
    qtbot.waitUntil(lambda: view.found is not None and view.found.without >= 3)
    count = view.found.without
    view.signed.setChecked(True)
    view.apply.click()
    qtbot.waitUntil(lambda: view.found.without == 0 and len(view.found.checked) == count)
    assert view.list.rowCount() == count
    view.bank.clear()
    view.make.click()
    assert found(desk, "submitted") == []
    view.bank.setText("和风银行")
    sound = sum(one.sound for one in view.found.checked)
    assert sound >= 3
    view.make.click()
    qtbot.waitUntil(lambda: view.chosen().get("row_count") == sound)
    assert (view.submit.isEnabled(), view.read.isEnabled()) == (True, False)
    _fill_template(view, qtbot, tmp_path)
    view.submit.click()
    qtbot.waitUntil(lambda: view.chosen().get("batch_state") == "submitted")
    cards = found(desk, "submitted")
    rows: list[tuple[str, ...]] = [(c["holder_name"], c["holder_id_number"], card_number(n), "成功", "")
                                   for n, c in enumerate(cards[1:])]
    rows.append((cards[0]["holder_name"], cards[0]["holder_id_number"], "", "失败", "资料不全"))
    view.read_result(result_file(tmp_path / "回盘.xlsx", rows))
    qtbot.waitUntil(lambda: "退回1行" in view.account.text())
    assert f"成功{sound - 1}行" in view.account.text()
    assert view.lines.rowCount() == 1

    _hand_out(desk, page.part("handing"), qtbot, sound, tmp_path)


def _fill_template(view: Any, qtbot: QtBot, tmp_path: Path) -> None:
    """Fill the bank's workbook; the copy is named by the batch."""
    view.fill_template(result_file(tmp_path / "模板.xlsx", [], ("序号", "姓名", "证件号码")))
    qtbot.waitUntil((tmp_path / f"模板_{view.chosen()['batch_no']}.xlsx").exists)


def _read_activations(handing: Any, qtbot: QtBot, card: dict[str, Any], tmp_path: Path) -> None:
    """Read the bank's list with one card of ours and one of nobody."""
    rows: list[tuple[str, ...]] = [(card["holder_name"], card["card_number"], "已激活", ""),
                                   ("无此人", card_number(88), "已激活", "")]
    handing.read_activations(result_file(tmp_path / "激活.xlsx", rows, ("序号", "姓名", "卡号", "激活状态", "备注")))
    qtbot.waitUntil(lambda: "本次激活1行" in handing.account.text())
    assert handing.lines.rowCount() == 1


def _hand_out(desk: App, handing: Any, qtbot: QtBot, sound: int, tmp_path: Path) -> None:
    """Collect the cards and have all of them signed for."""
    qtbot.waitUntil(handing.receive.isEnabled)
    handing.receive.click()
    qtbot.waitUntil(lambda: len(found(desk, "received")) == sound - 1)
    qtbot.waitUntil(lambda: handing.deliver.isEnabled() and handing.to_sign.text() == f"{sound - 1}张")
    said: list[str] = []
    desk.messages.said.connect(lambda _level, text: said.append(text))
    handing.proxy.setText("赵鹏")
    handing.deliver.click()  # a proxy without a document number: nothing is handed out
    qtbot.waitUntil(lambda: any("代领" in text for text in said))
    assert found(desk, "delivered") == []
    handing.proxy_number.setText(id_number(9))
    handing.deliver.click()
    qtbot.waitUntil(lambda: len(found(desk, "delivered")) == sound - 1)
    qtbot.waitUntil(lambda: handing.proxy.text() == handing.proxy_number.text() == "")
    with desk.db.read() as s:
        events = records.page(s, registers.get("card_events"), Query(filters=(Filter("event", "is", ("deliver",)),)))
    assert {(one["proxy_name"], one["proxy_id_number"]) for one in events} == {("赵鹏", id_number(9))}
    qtbot.waitUntil(lambda: not handing.deliver.isEnabled())
    assert "激活率：0/" in handing.rates.text()
    one = found(desk, "delivered")[0]
    _read_activations(handing, qtbot, one, tmp_path)
    assert found(desk, "activated")[0]["id"] == one["id"]
    assert handing.overdue.text() == "0张"


def test_the_books_and_their_children_are_there(desk: App, settled: Callable[..., None]) -> None:
    page = page_of(desk, "cards")
    settled()
    tabs = [page.tabs.tabText(place) for place in range(page.tabs.count())]
    assert tabs == ["办卡工作台", "领卡发放", "办卡批次表", "会员服务卡"]
    page.open(register="cards", query=Query())
    settled()
    assert page.front().register is CARDS


def test_the_steps_of_a_card_show_names_and_no_whole_number(desk: App, settled: Callable[..., None]) -> None:
    with desk.db.write(ACTOR, "Added") as s:
        batch, (card,) = handed_in(s, 1)
        number = {"card_number": card_number(1)}
        lifecycle.apply_event(s, CARDS, card, {"event": "issue", "happened_on": "2026-04-01", **number})
    page = page_of(desk, "cards")
    page.open(register="cards", record=card)
    settled()
    panel = page.front().detail
    panel.tabs.setCurrentWidget(panel.lifecycle)
    settled()
    table = panel.lifecycle.table
    cells = ((line, column) for line in range(table.rowCount()) for column in range(table.columnCount()))
    shown = {table.item(*cell).text() for cell in cells}
    assert "20260301 和风银行" in shown
    assert f"****{card_number(1)[-4:]}" in shown
    assert not {card_number(1), batch} & shown
