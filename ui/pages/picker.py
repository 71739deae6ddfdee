"""A list to choose from that is narrowed by typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter

if TYPE_CHECKING:
    from collections.abc import Sequence


def searchable(name: str) -> QComboBox:
    """Return an empty picker; typing any part of an entry finds it. `name` is what screen readers speak."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setAccessibleName(name)
    completer = box.completer()
    assert completer is not None  # an editable picker has one
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return box


def refill(box: QComboBox, entries: Sequence[tuple[str, str]]) -> None:
    """Offer other entries (words, id) without a signal; what was chosen stays chosen, else the first one is."""
    before = box.currentData()
    box.blockSignals(True)
    box.clear()
    for text, record in entries:
        box.addItem(text, record)
    box.setCurrentIndex(max(box.findData(before), 0))
    box.blockSignals(False)
