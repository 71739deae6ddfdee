"""Setting up printing onto forms in the window: places dragged, moved, changed, kept, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtTest import QTest

from tests.ui_pages.conftest import page_of
from ui.pages.overlay import OverlayPage
from union_desk import records, registers, sources
from union_desk.papers import overlay

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App


@pytest.fixture
def page(desk: App, people: list[str], settled: Callable[[], None]) -> OverlayPage:
    """Return the page with a place for the name."""
    assert people
    found = page_of(desk, "overlay")
    assert isinstance(found, OverlayPage)
    found.begin()
    found.name.setText("会员证内页")
    found.paper["width"].setValue(120)
    found.paper["height"].setValue(80)
    found.canvas.add("name", 30, 20)
    settled()
    return found


def kept(desk: App) -> list[overlay.Layout]:
    """Return what the office keeps."""
    with desk.db.read() as s:
        return list(overlay.layouts(s).values())


def test_a_layout_is_set_up_and_kept_with_its_scan(page: OverlayPage, desk: App, settled: Callable[[], None]) -> None:
    scan = QPixmap(300, 200)
    scan.fill(QColor("white"))
    page.canvas.set_scan(scan)
    page.numbers["width"].setValue(50)
    page.boxes.setValue(4)
    QTest.keyClick(page.canvas, Qt.Key.Key_Right)
    QTest.keyClick(page.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    page.keep()
    settled()
    (found,) = kept(desk)
    assert (found.name, found.width, found.height) == ("会员证内页", 120, 80)
    assert found.spots == (overlay.Spot("name", 31, 20.1, 50, 7, boxes=4),)
    page.begin()
    page.show_layout(found.id)
    assert page.canvas.scan is not None
    assert page.canvas.spots() == found.spots


def test_a_fixed_text_is_written_and_a_place_taken_away(page: OverlayPage) -> None:
    page.add_text()
    page.text.setText("专用")
    page._take_place()
    assert [spot.source for spot in page.canvas.spots()] == ["=专用", "name"]
    QTest.keyClick(page.canvas, Qt.Key.Key_Delete)
    assert [spot.source for spot in page.canvas.spots()] == ["name"]


def test_the_preview_prints_the_layout(page: OverlayPage, desk: App, settled: Callable[[], None]) -> None:
    page.print_layout()
    for _ in range(4):
        settled()
    from ui.pages.print_preview import PrintPage

    preview = page_of(desk, "print")
    assert isinstance(preview, PrintPage)
    assert preview.pdf is not None
    assert preview.pdf.sizes[0][0] == pytest.approx(120 * 72 / 25.4, abs=0.1)
    assert "张三" in preview.pdf.text(0)


def test_a_layout_comes_from_a_file_and_a_wrong_one_is_told(
    page: OverlayPage, desk: App, tmp_path: Path, settled: Callable[[], None]
) -> None:
    page.made().save(tmp_path / "版式.json")
    page.begin()
    page.take_in(tmp_path / "版式.json")
    assert page.made().spots == (overlay.Spot("name", 30, 20, 40, 7),)
    told: list[object] = []
    desk.messages.banner.connect(lambda *words: told.append(words))
    page.take_in(tmp_path / "无.json")
    settled()
    assert told
    page.keep()
    settled()
    page.forget()
    assert len(kept(desk)) == 1


def test_a_layout_takes_the_records_of_any_book(
    page: OverlayPage, desk: App, settled: Callable[[], None]
) -> None:
    with desk.db.write(desk.actor, "x") as session:
        records.insert_many(session, registers.get("partner_shops"), [{"name": "蓝天书店"}])
    page.canvas.add("political_status", 30, 40)
    page.take_register("partner_shops")
    assert [spot.source for spot in page.canvas.spots()] == ["name"], "fields that the book lacks are taken away"
    offered = [page.fields.item(n).data(Qt.ItemDataRole.UserRole) for n in range(page.fields.count())]
    assert offered == [source for source, _words in sources.choices(registers.get("partner_shops"))]
    page.print_layout()
    for _ in range(4):
        settled()
    assert [(one.register, len(one.spots)) for one in kept(desk)] == [("partner_shops", 1)]
    preview: Any = page_of(desk, "print")
    assert preview.pdf is not None
    assert "蓝天书店" in preview.pdf.text(0)
    page.show_layout(kept(desk)[0].id)
    assert page.register.currentData() == "partner_shops"
