"""Rows of buttons that go on in the next line where the window is too narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from ui.widgets.words import bar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def _laid(qtbot: QtBot, wide: int) -> tuple[QWidget, list[QLabel]]:
    """Lay three parts out, a spring before the last; returns what they lie in, and them."""
    buttons = [QLabel("登记") for _number in range(3)]
    for button in buttons:
        button.setFixedSize(100, 30)
    whole = QWidget()
    qtbot.addWidget(whole)
    whole.setLayout(bar(*buttons[:2], None, buttons[2], spacing=10))
    whole.resize(wide, 200)
    whole.show()
    return whole, buttons


def test_a_wide_row_is_one_line_with_its_last_part_at_the_end(qtbot: QtBot) -> None:
    _whole, (first, second, last) = _laid(qtbot, 600)
    assert (first.x(), second.x(), last.x()) == (0, 110, 500)
    assert first.y() == second.y() == last.y()


def test_a_narrow_row_goes_on_below_and_nothing_is_cut(qtbot: QtBot) -> None:
    whole, (first, second, last) = _laid(qtbot, 230)
    assert (first.x(), second.x(), last.x()) == (0, 110, 0)
    assert first.y() == second.y() < last.y()
    assert [whole.heightForWidth(wide) for wide in (230, 600)] == [70, 30]


def test_hidden_parts_take_no_room(qtbot: QtBot) -> None:
    _whole, (first, second, _last) = _laid(qtbot, 600)
    first.hide()
    qtbot.waitUntil(lambda: second.x() == 0)


def test_a_part_that_grows_moves_what_follows_it(qtbot: QtBot) -> None:
    _whole, (first, second, _last) = _laid(qtbot, 600)
    first.setFixedWidth(200)
    qtbot.waitUntil(lambda: second.x() == 210)
