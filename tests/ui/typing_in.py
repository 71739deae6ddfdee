"""Typing as people do: keys for Latin letters, an input method for everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QWidget


def type_into(widget: QWidget, text: str) -> None:
    """Type a text where the cursor is."""
    if text.isascii():
        QTest.keyClicks(widget, text)
    else:
        commit(widget, text)


def press(widget: QWidget, key: Qt.Key) -> None:
    """Press a key that writes nothing."""
    QTest.keyClick(widget, key)


def compose(widget: QWidget, preedit: str) -> None:
    """Show what an input method shows before the person has chosen the characters."""
    QApplication.sendEvent(widget, QInputMethodEvent(preedit, []))


def commit(widget: QWidget, text: str) -> None:
    """Choose characters in the input method."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)
