"""The screen library itself: what it must not do on any Python that the program runs on."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None has no count of references from Python 3.12 on")
def test_calls_without_a_result_keep_the_references_to_none() -> None:
    # PySide6 6.12.0 drops one with each such call; after some minutes of use Python dies of it
    thing = QObject()
    before = sys.getrefcount(None)
    for _time in range(2000):
        thing.setObjectName("name")
    assert abs(sys.getrefcount(None) - before) < 500
