"""When the program is at fault: the log names places, never people."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shiboken6

from ui import crash
from union_desk import trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from ui.context import App

SECRET = "11010519491231002X"


def fault() -> ValueError:
    def inner(number: str) -> None:
        try:
            int(number)
        except ValueError as error:
            told = f"cannot use {number}"
            raise ValueError(told) from error

    try:
        inner(SECRET)
    except ValueError as error:
        return error
    raise AssertionError


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Close what is still shown."""
    yield
    for box in [b for b in crash._shown if shiboken6.isValid(b)]:
        box.close()
    crash._shown.clear()


def test_the_description_holds_places_and_no_values() -> None:
    text = trouble.describe(fault())
    assert "builtins.ValueError" in text
    assert "test_crash.py" in text
    assert "inner" in text
    assert SECRET not in text
    assert text.count("builtins.ValueError") == 2, "the cause is named too"


def test_the_dialog_says_that_nothing_is_lost(desk: App, caplog: pytest.LogCaptureFixture) -> None:
    desk.messages.error(fault())
    desk.messages.error(fault())
    boxes = crash._shown
    assert len(boxes) == 1, "one dialog, however many faults follow"
    assert "没有丢失" in boxes[0].informativeText()
    assert SECRET not in boxes[0].detailedText() + caplog.text
    assert len([r for r in caplog.records if r.levelno == logging.ERROR]) == 2
    caplog.clear()


def test_the_log_is_made_when_there_is_something_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble, "log_folder", lambda: tmp_path / "log")
    handler = trouble.LazyFile()
    assert not (tmp_path / "log").exists()
    handler.emit(logging.LogRecord("union_desk.window", logging.WARNING, __file__, 1, "something %s", ("odd",), None))
    assert "something odd" in (tmp_path / "log" / trouble.FILE).read_text("utf-8")
    assert handler._file is not None
    handler._file.close()


def test_what_nobody_catches_is_reported(
    desk: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, qtbot: QtBot
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    before = list(root.handlers)
    crash.install()
    for handler in [h for h in root.handlers if h not in before]:
        root.removeHandler(handler)
    error = fault()
    sys.excepthook(type(error), error, error.__traceback__)
    assert len(crash._shown) == 1
    assert "ValueError" in caplog.text
    caplog.clear()


def logged(folder: Path) -> str:
    return (folder / trouble.FILE).read_text("utf-8")


def test_the_log_keeps_no_words_of_exceptions_and_of_foreign_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trouble, "log_folder", lambda: tmp_path)
    handler, error = trouble.LazyFile(), fault()
    told = (type(error), error, error.__traceback__)
    handler.emit(logging.LogRecord("sync.desk", logging.ERROR, __file__, 1, "failed", (), told))
    handler.emit(logging.LogRecord("sqlalchemy.pool", logging.WARNING, "/x/pool.py", 7, "row %s", (SECRET,), None))
    trouble.note(error)
    handler.close()
    text = logged(tmp_path)
    assert SECRET not in text
    assert "failed" in text
    assert "x/pool.py:7" in text
    assert text.count("builtins.ValueError") == 4


def test_a_crash_below_python_leaves_its_places_and_a_quiet_run_nothing(tmp_path: Path) -> None:
    told = """
import faulthandler, sys
from pathlib import Path
from union_desk import trouble
trouble.log_folder = lambda: Path(sys.argv[1])
with trouble.watching():
    pass
assert not list(Path(sys.argv[1]).iterdir())
with trouble.watching():
    secret = sys.argv[2]
    faulthandler._sigsegv()
"""
    ended = subprocess.run([sys.executable, "-c", told, str(tmp_path), SECRET], check=False, capture_output=True,
                           cwd=Path(__file__).parents[2])
    assert ended.returncode not in {0, 1}
    report = (tmp_path / trouble.CRASHES).read_text("utf-8")
    assert "in <module>" in report
    assert SECRET not in report
