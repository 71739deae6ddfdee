"""Headings of tables that only show words are never cut, whatever the language makes of their width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.widgets.plain_table import plain_table, widen

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

HEADS = ("No.", "Years of union work of whoever holds the post", "A long heading behind the usual widths", "")


def test_a_column_is_as_wide_as_asked_and_at_least_as_its_heading(qtbot: QtBot) -> None:
    table = plain_table(HEADS)
    qtbot.addWidget(table)
    header = table.horizontalHeader()
    for widths in ((), (200, 20)):
        widen(table, widths)
        assert all(table.columnWidth(place) >= header.sectionSizeHint(place) for place in range(len(HEADS)))
    assert table.columnWidth(0) == 200
