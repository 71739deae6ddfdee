"""Filling a form in the window: dropped in, matched, checked, written; what the form refuses can be respelt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.exchange import card_forms, files, forms
from tests.exchange.test_filling_pages import BODY
from tests.ui_pages.conftest import page_of
from ui.pages.filling import FillingPage
from union_desk.exchange.filling import comparing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App


@pytest.fixture
def page(desk: App, people: list[str], tmp_path: Path, settled: Callable[[], None]) -> FillingPage:
    """Return the page with an official form dropped in."""
    assert people
    form = tmp_path / "上级空表.xlsx"
    form.write_bytes(forms.official())
    desk.show_page("filling", file=form)
    found = page_of(desk, "filling")
    assert isinstance(found, FillingPage)
    found._pause.setInterval(0)
    settled()
    return found


def test_a_form_is_matched_checked_and_filled(page: FillingPage, tmp_path: Path, settled: Callable[[], None]) -> None:
    assert page.places.rowCount() == 10
    assert page.places.pickers["B"].currentData() == "name"
    assert "会员信息表" in page.told.text()
    page.leave_out.setChecked(True)
    assert page.fill.isEnabled()
    page.fill_to(tmp_path / "填好.xlsx")
    settled()
    assert comparing.compare(tmp_path / "上级空表.xlsx", tmp_path / "填好.xlsx").filled_only


def test_a_fixed_text_and_another_spelling_are_taken(page: FillingPage, settled: Callable[[], None]) -> None:
    page.take("I", "=和风机械厂第三分厂铸造车间")
    settled()
    assert page.refused.rowCount() >= 1
    assert not page.fill.isEnabled()
    page.spell("I", "和风机械厂第三分厂铸造车间", "和风厂")
    settled()
    assert all(line[8] == "和风厂" for line in page.planned[0].cells)


def test_a_card_is_copied_for_each_in_one_workbook(
    page: FillingPage, tmp_path: Path, settled: Callable[[], None]
) -> None:
    assert page.together.isHidden()
    card = tmp_path / "卡.xlsx"
    card.write_bytes(card_forms.card())
    page.read(card)
    settled()
    assert not page.together.isHidden()
    page.together.setChecked(True)
    page.leave_out.setChecked(True)
    assert card_forms.SHEET in page.told.text()
    page.fill_to(tmp_path / "全部.xlsx")
    settled()
    found = comparing.compare(card, tmp_path / "全部.xlsx")
    assert found.filled_only
    assert len(found.copied[card_forms.SHEET]) == len(page.planned[0].cells) - 1


def test_a_word_form_calls_its_places_by_name_and_nothing_is_cut(
    page: FillingPage, tmp_path: Path, settled: Callable[[], None]
) -> None:
    form = tmp_path / "证明.docx"
    form.write_bytes(forms.document(BODY))
    page.read(form)
    settled()
    places = page.places
    told = [places.item(number, 0) for number in range(places.rowCount())]
    assert [item.text() for item in told if item is not None] == [
        "{{姓名}}", "{{id_number}}", "{{不认识}}", "控件 性别", "书签 出生日期", "表1 第1行 第2格"]
    assert places.columnWidth(0) >= places.sizeHintForColumn(0)
    header = places.horizontalHeader()
    assert all(header.sectionSize(n) >= header.sectionSizeHint(n) for n in range(4))


def test_private_values_need_a_reason(page: FillingPage, settled: Callable[[], None]) -> None:
    page.leave_out.setChecked(True)
    page.unmasked.setChecked(True)
    settled()
    assert not page.fill.isEnabled()
    page.reason.setText("年报")
    assert page.fill.isEnabled()


def test_a_form_that_cannot_be_filled_is_told(page: FillingPage, tmp_path: Path, settled: Callable[[], None]) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(files.xlsx([["甲", "乙"]]))
    page.read(bad)
    settled()
    assert "坏.xlsx" in page.fault.text()
    assert not page.fill.isEnabled()


def test_a_blank_form_that_is_dropped_for_import_comes_here(
    desk: App, tmp_path: Path, settled: Callable[[], None]
) -> None:
    form = tmp_path / "上级空表.xlsx"
    form.write_bytes(forms.official())
    desk.show_page("import", file=form)
    settled()
    settled()
    assert desk.window is not None
    assert desk.window.current_page() == "filling"
