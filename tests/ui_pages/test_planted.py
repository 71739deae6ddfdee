"""What the window writes by itself (settings, log, drafts, previews, the support bundle) holds no personal value."""

from __future__ import annotations

import logging
import tempfile
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from tests import any_record, planted
from tests.offices import ACTOR
from tests.planted import NUMBER, WORD, Marks, leaks
from ui import crash, drafts, support_view
from ui.lock import LockScreen
from ui.pages import outgoing
from union_desk import registers, support, trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ui.context import App
    from union_desk.database import Database
    from union_desk.progress import Progress

CHOSEN = "chosen"


@pytest.fixture
def logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Log as the program does, into this test's folder; temporary files lie there, too."""
    monkeypatch.setattr(trouble, "log_folder", lambda: tmp_path / "log")
    (tmp_path / "tmp").mkdir()
    (tmp_path / CHOSEN).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    handler = trouble.LazyFile()
    logging.getLogger().addHandler(handler)
    yield tmp_path / "log"
    logging.getLogger().removeHandler(handler)
    handler.close()


@pytest.fixture
def member(office: Database) -> str:
    """Return the id of a member with marked values, among marked records of every register."""
    with office.write(ACTOR, "Laid the ground") as session:
        any_record.lay_ground(session)
    with office.write(ACTOR, "Planted") as session:
        return planted.plant(session, Marks())["members"]


def fail(desk: App, settled: Callable[[], None]) -> None:
    """Let a job and the screen's own thread end with faults whose words hold marked values."""
    def broken(_progress: Progress) -> None:
        raise RuntimeError(NUMBER) from ValueError(WORD)

    desk.jobs.run(f"{WORD}", broken, owner=desk)
    settled()
    desk.messages.error(ValueError(WORD + NUMBER))
    logging.getLogger("somebody.else").error("row %s", WORD)
    for box in [b for b in crash._shown if shiboken6.isValid(b)]:
        assert WORD not in box.text() + box.detailedText()
        box.close()


def work(desk: App, member: str, chosen: Path, settled: Callable[[], None]) -> None:
    """Look, search, type, export and print as people do."""
    assert desk.window is not None
    desk.show_page("members", record=member)
    settled()
    page: Any = desk.window.page("members")
    page.bar.search.setText(WORD)
    settled()
    drafts.keep(desk, registers.get("members"), None, {"name": WORD, "id_number": f"{NUMBER}001"}, None)
    dialog = outgoing.ask_export(desk)
    assert dialog is not None
    dialog.export_to(chosen / f"{WORD}.xlsx")
    settled()
    desk.show_page("print", ids=[member], form="member-roster")
    settled()
    preview: Any = desk.window.page("print")
    settled()
    preview.save_to(chosen / f"{WORD}.pdf")
    settled()
    desk.show_page("statistics")
    settled()


def lock_and_unlock(desk: App, settled: Callable[[], None]) -> None:
    assert desk.window is not None
    desk.run_command("lock")
    screen: Any = desk.window.cover.currentWidget()
    assert isinstance(screen, LockScreen)
    screen.passphrase.setText(WORD)
    screen.try_open()
    settled()
    assert desk.window.locked
    desk.window._unlock()


def test_the_window_leaves_no_personal_value_in_a_file(
    desk: App, member: str, logged: Path, tmp_path: Path, settled: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    work(desk, member, tmp_path / CHOSEN, settled)
    lock_and_unlock(desk, settled)
    fail(desk, settled)
    desk.run_command("support")
    settled()
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, support_view.SupportDialog))
    shown = "".join(part.text for part in dialog.parts)
    dialog.save_to(tmp_path / "bundle.zip")
    settled()
    assert desk.window is not None
    desk.preferences.put("window/geometry", desk.window.saveGeometry())
    desk.preferences.save()
    caplog.clear()
    told, seen = leaks(tmp_path, CHOSEN)
    assert told == {}
    assert {"office/office.db", "config/window.ini", f"log/{trouble.FILE}", "bundle.zip"} <= set(seen)
    assert "builtins.RuntimeError" in (logged / trouble.FILE).read_text("utf-8")
    assert planted.found_in(shown.encode()) == set()


def test_the_bundle_is_read_part_by_part_before_it_is_saved(
    desk: App, people: list[str], tmp_path: Path, settled: Callable[[], None]
) -> None:
    dialog = support_view.SupportDialog(desk, [support.Part("a.json", "first"), support.Part("log/x.log", "second")])
    dialog.open()
    assert dialog.text.toPlainText() == "first"
    dialog.list.setCurrentRow(1)
    assert dialog.text.toPlainText() == "second"
    dialog.save_to(tmp_path / "b.zip")
    settled()
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert [archive.read(name).decode() for name in archive.namelist()] == ["first", "second"]
