"""From the command line to a window over a real office, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from PySide6.QtGui import QImage

from tests.offices import ACTOR, PASSPHRASE
from tests.ui.conftest import settle, window_of
from ui import app, early
from ui.preferences import Preferences
from ui.start import AROUND, Desk
from ui.theme import Theme
from union_desk import practice_office

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from union_desk.database import Database

ROOT = Path(__file__).resolve().parents[2]


def test_options_are_read_in_both_spellings() -> None:
    found = app.parse(
        ["--office", "here", "--language=en", "--page", "members", "--theme", "dark", "--size", "800x600"]
    )
    assert found == app.Options(Path("here"), "en", "members", "dark", "800x600")


def test_a_file_of_a_double_click_is_one_that_is_there(tmp_path: Path) -> None:
    file = tmp_path / "回执=1.udf"
    file.write_bytes(b"")
    assert app.parse([str(file), "--page", "sync"]) == app.Options(page="sync", file=str(file))
    assert app.parse([str(file), str(file)]).faults == [str(tmp_path / "回执")]
    assert app.parse([str(tmp_path / "gone.udf")]).faults == [str(tmp_path / "gone.udf")]


@pytest.mark.parametrize("arguments", [["--ofice", "here"], ["file.xlsx"], ["--page"]])
def test_options_that_make_no_sense_are_named(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(arguments) == 2
    said = capsys.readouterr().err
    assert any(argument in said for argument in arguments)


def test_a_file_and_the_version_are_taken_from_the_command_line(
    office: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("union-desk-window ")
    for part in (office.folder, office.folder / "office.key", office.folder / "office.db"):
        found = app.opened(app.parse([str(part)]))
        assert (found.office, found.file) == (office.folder, "")
    (tmp_path / "a.udbackup").touch()
    assert app.opened(app.parse([str(tmp_path / "a.udbackup")])).file == str(tmp_path / "a.udbackup")


def start(office: Path, picture: Path, home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "UNION_DESK_PASSPHRASE": PASSPHRASE,
        "UNION_DESK_CONFIG": str(home),
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, "-m", "ui.app", "--office", str(office), "--screenshot", str(picture), *more]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=False)


@pytest.mark.parametrize(("language", "theme"), [("zh_CN", "light"), ("en", "dark")])
def test_the_window_starts_shows_the_members_and_ends(
    office: Database, tmp_path: Path, language: str, theme: str
) -> None:
    practice_office.fill(office, ACTOR, 40)
    office.close()
    picture = tmp_path / "window.png"
    more = ("--language", language, "--theme", theme, "--page", "members", "--size", "1024x700")
    ended = start(office.folder, picture, tmp_path / "config", *more)
    errors = [line for line in ended.stderr.splitlines() if "propagateSizeHints" not in line and "raise()" not in line]
    assert (ended.returncode, errors) == (0, [])
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1024, 700)
    colors = {image.pixel(x, y) for x in range(0, 1024, 8) for y in range(0, 700, 8)}
    assert len(colors) > 20, "an empty window has few colours"
    assert (image.pixelColor(500, 690).lightness() < 100) == (theme == "dark")


def test_an_office_of_a_newer_program_is_told_of_at_the_door(
    office: Database, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.bookkeeping() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    office.close()
    asked: list[str] = []
    monkeypatch.setattr(Desk, "_ask", lambda _self: asked.append("the passphrase"))
    unlocking = app.Unlocking(office.folder, PASSPHRASE)
    unlocking.start()
    Desk(app.Options(office.folder), Preferences(tmp_path), Theme(qapp, "light")).begin(unlocking)
    assert asked == ["the passphrase"]


def test_the_door_draws_the_icons_of_the_first_page(
    office: Database, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    theme = Theme(qapp, "light")
    start_of = Desk(app.Options(office.folder), Preferences(tmp_path), theme)
    start_of._draw_icons()
    qtbot.waitUntil(lambda: set(AROUND) <= set(theme.drawn))
    at_the_door = set(theme.drawn)
    with window_of(office, tmp_path / "config", theme, qtbot) as desk:
        desk.show_page("members")
        settle(qtbot, desk)
        assert set(theme.drawn) == at_the_door


def test_preferences_keep_each_kind_of_value(tmp_path: Path) -> None:
    first = Preferences(tmp_path)
    told: list[str] = []
    first.changed.connect(told.append)
    for name, value in (("text", "深色"), ("number", 150), ("yes", True), ("no", False), ("list", ["a", "乙"])):
        first.put(name, value)
    first.save()
    again = Preferences(tmp_path)
    assert again.text("text") == "深色"
    assert again.number("number", 100) == 150
    assert (again.flag("yes"), again.flag("no", default=True), again.flag("other", default=True)) == (True, False, True)
    assert again.texts("list") == ["a", "乙"]
    assert again.texts("never") is None
    assert again.number("text", 7) == 7
    again.forget("text")
    assert again.text("text", "gone") == "gone"
    assert told == ["text", "number", "yes", "no", "list"]


def test_the_login_stands_before_the_database_is_loaded() -> None:
    """Whoever starts the program types a passphrase first: what takes long is loaded meanwhile."""
    looked = "import sys, ui.start, ui.login; print(*sorted({'sqlalchemy', 'union_desk.database'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.split() == []


def test_no_source_is_read_for_features_that_nobody_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    import PySide6.QtCore  # noqa: F401  brings the part that looks

    looking = sys.modules["shibokensupport.feature"]
    module = types.ModuleType("a_module_that_speaks_of_PySide6")
    monkeypatch.setattr(looking, "_mod_uses_pyside", lambda _module: True)
    early.spare_sources()
    looking.feature_imported(module)
    assert looking.pyside_feature_dict.pop(module.__name__) == -1  # left alone
