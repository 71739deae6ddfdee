"""What every test gets, tried on a small suite of its own: faults that would go unnoticed fail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

pytest_plugins = ["pytester"]

SUITE = """
import logging, os, socket, warnings
from pathlib import Path
import platformdirs, pytest
from union_desk import words

def test_error_unnoticed():
    logging.getLogger("desk").error("lost a row")

def test_error_expected(caplog):
    logging.getLogger("desk").error("lost a row")
    assert "lost a row" in caplog.text
    caplog.clear()

def test_warning_unnoticed():
    warnings.warn("old way", DeprecationWarning)

def test_qt_warning_unnoticed(qtlog):
    from PySide6.QtCore import qWarning
    qWarning("object destroyed twice")

def test_far_away():
    with socket.socket() as far, pytest.raises(RuntimeError, match="192.0.2.1"):
        far.connect(("192.0.2.1", 80))

def test_language_changes():
    words.set_language("en")

def test_language_is_chinese_again():
    assert words.language() == "zh_CN"

def test_home_is_private():
    data = Path(platformdirs.user_data_dir("UnionDesk"))
    assert not data.is_relative_to(Path.home())
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
"""


def test_unnoticed_faults_fail_and_each_test_starts_afresh(pytester: pytest.Pytester) -> None:
    root = Path(__file__).resolve().parent.parent
    pytester.makeconftest((root / "tests" / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(test_suite=SUITE)
    settings = ["-c", str(root / "pyproject.toml"), "--rootdir", str(pytester.path), "-p", "no:xdist"]
    done = pytester.runpytest_subprocess(*settings, "test_suite.py")
    starts = ("FAILED test_suite.py::", "ERROR test_suite.py::")
    failed = {line.split("::")[1].split()[0] for line in done.outlines if line.startswith(starts)}
    assert failed == {"test_error_unnoticed", "test_warning_unnoticed", "test_qt_warning_unnoticed"}
    assert done.parseoutcomes()["passed"] >= 5
