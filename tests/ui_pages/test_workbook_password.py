"""Passwords on workbooks in the window: chosen when one is saved, asked for when one is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialogButtonBox

from tests.ui_pages.conftest import page_of
from ui.pages import outgoing
from ui.workbook_password import SaveDialog
from union_desk.safety import gate, passwords

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App
    from ui.register_page import RegisterPage

WORD = "workbook password"


def choose(choice: Any) -> None:
    """Type the password twice."""
    choice.wanted.setChecked(True)
    choice.password.setText(WORD)
    choice.again.setText(WORD)


def test_a_list_is_exported_under_a_password(
        members: RegisterPage, desk: App, tmp_path: Path, settled: Callable[[], None]) -> None:
    dialog = outgoing.ask_export(desk)
    assert dialog is not None
    save = dialog.buttons.button(QDialogButtonBox.StandardButton.Save)
    assert save.isEnabled()
    dialog.protection.wanted.setChecked(True)
    assert not save.isEnabled()
    dialog.protection.password.setText("short")
    assert "8" in dialog.protection.told.text()
    choose(dialog.protection)
    assert save.isEnabled()
    dialog.export_to(tmp_path / "a.xlsx")
    settled()
    assert passwords.is_locked((tmp_path / "a.xlsx").read_bytes())
    assert len(gate.marks_in(tmp_path / "a.xlsx", WORD)) == 1


def test_the_ledger_and_the_statistics_are_saved_under_a_password(
        desk: App, tmp_path: Path, settled: Callable[[], None]) -> None:
    from ui.pages.funds_books import LedgerPage

    ledger, statistics = LedgerPage(desk), page_of(desk, "statistics")
    settled()
    saving = ((ledger, ledger.ask_workbook), (statistics, statistics.ask_file))
    for number, (page, ask) in enumerate(saving):
        ask()
        dialog = page.findChildren(SaveDialog)[-1]
        choose(dialog.choice)
        path = tmp_path / f"{number}.xlsx"
        dialog.save_to(path)
        settled()
        assert len(gate.marks_in(path, WORD)) == 1
    ledger.deleteLater()


def test_a_protected_roster_asks_for_its_password_until_it_opens(
        desk: App, roster: Path, settled: Callable[[], None]) -> None:
    passwords.lock(roster, WORD)
    page = page_of(desk, "import")
    page.read(roster)
    settled()
    assert page.session is None
    page.asking.password.setText("another one")
    page.asking.open_it()
    settled()
    assert page.session is None
    page.asking.password.setText(WORD)
    page.asking.open_it()
    settled()
    session = page_of(desk, "import").session
    assert [sheet.name for sheet in session.sheets] == ["会员", "填表说明"]
