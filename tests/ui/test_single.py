"""A second start over the same office: it hands over what it was asked for, and the first window comes to the front."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication

from ui import single
from ui.app import Options
from ui.preferences import Preferences
from ui.start import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.theme import Theme
    from union_desk.database import Database

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bell(qapp: object, tmp_path: Path) -> Iterator[single.Doorbell]:
    found = single.Doorbell(tmp_path)
    assert found.listening
    yield found
    found.close()


RING = "import json, sys; from pathlib import Path; from ui import single; \
sys.exit(0 if single.hand_over(Path(sys.argv[1]), json.loads(sys.argv[2])) else 3)"


def ring(qtbot: QtBot, folder: Path, request: dict[str, str]) -> bool:
    """Ring from another process while this one goes on listening."""
    with subprocess.Popen([sys.executable, "-c", RING, str(folder), json.dumps(request)], cwd=ROOT) as other:
        qtbot.waitUntil(lambda: other.poll() is not None, timeout=30_000)
        return other.returncode == 0


def test_a_second_start_is_taken_over_by_the_first(bell: single.Doorbell, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bell.rung) as heard:
        assert ring(qtbot, tmp_path / "x" / "..", {"page": "members", "file": "名册.xlsx"})
    assert heard.args == [{"page": "members", "file": "名册.xlsx"}]


def test_another_office_has_a_bell_of_its_own(bell: single.Doorbell, tmp_path: Path, qtbot: QtBot) -> None:
    assert not ring(qtbot, tmp_path / "another", {})
    bell.close()
    assert not ring(qtbot, tmp_path, {})


def test_a_window_that_was_killed_leaves_no_deaf_bell(qapp: object, tmp_path: Path) -> None:
    first = single.Doorbell(tmp_path)
    again = single.Doorbell(tmp_path)  # its name is still taken, as after a kill
    assert again.listening
    again.close()
    first.close()


@pytest.mark.parametrize("line", [b"\xff\xfe\n", b"[1, 2]\n", b"[" * 5000 + b"\n", b"x" * 70_000])
def test_a_stranger_at_the_bell_is_hung_up_on(
    bell: single.Doorbell, tmp_path: Path, qtbot: QtBot, line: bytes
) -> None:
    heard: list[object] = []
    bell.rung.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(single.name_of(tmp_path))
    assert socket.waitForConnected(2_000)
    socket.write(line)
    socket.flush()
    qtbot.waitUntil(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState, timeout=10_000)
    assert heard == []


@pytest.fixture
def first(desk: App, theme: Theme) -> Iterator[Desk]:
    """Give the way to a window that is already open."""
    found = Desk(Options(), desk.preferences, theme)
    found.app = desk
    found._bell = single.Doorbell(desk.folder)
    found._bell.rung.connect(found.answer)
    yield found
    found._bell.close()


def test_the_first_window_shows_the_page_that_the_second_was_asked_for(
    first: Desk, desk: App, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    assert desk.window is not None
    desk.window.showMinimized()
    assert ring(qtbot, desk.folder, {"page": "settings", "file": ""})
    qtbot.waitUntil(lambda: desk.window is not None and desk.window.current_page() == "settings")
    assert not desk.window.isMinimized()
    settled()


def test_a_locked_window_comes_forward_and_shows_nothing_more(first: Desk, desk: App, qtbot: QtBot) -> None:
    assert desk.window is not None
    before = desk.window.current_page()
    desk.window.lock()
    assert ring(qtbot, desk.folder, {"page": "settings", "file": ""})
    assert (desk.window.locked, desk.window.current_page()) == (True, before)


def test_the_second_closes_the_office_it_opened_and_ends(
    desk: App, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, str]] = []
    ended: list[bool] = []

    def take(_folder: Path, request: dict[str, str]) -> bool:
        asked.append(request)
        return True

    class Opened:
        folder = desk.folder
        closed = False

        def close(self) -> None:
            self.closed = True

    monkeypatch.setattr(single, "hand_over", take)
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(True))
    second = Desk(Options(page="cards", file=str(tmp_path / "a.xlsx")), Preferences(tmp_path / "config"), theme)
    office = Opened()
    second.open(office)  # type: ignore[arg-type]  # only its folder and its end are asked for
    assert (office.closed, ended, second.app) == (True, [True], None)
    assert asked == [{"page": "cards", "file": str(tmp_path / "a.xlsx")}]


def test_a_picture_for_a_manual_is_taken_whatever_is_open(theme: Theme, office: Database, tmp_path: Path) -> None:
    second = Desk(Options(screenshot="a.png"), Preferences(tmp_path / "config"), theme)
    assert not second.is_open_elsewhere(office.folder)
