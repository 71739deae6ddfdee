"""Settings: language and look at once, the passphrase, the recovery sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdf
import pytest

from tests.offices import PASSPHRASE
from tests.ui_pages.conftest import page_of
from ui.pages import settings as settings_page
from ui.pages.settings_passphrase import PassphraseCard
from union_desk import words
from union_desk.journal import GestureRow
from union_desk.safety import keys, recovery

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App
    from ui.pages.settings import SettingsPage
    from union_desk.database import Database


@pytest.fixture
def page(desk: App, settled: Callable[[], None]) -> SettingsPage:
    found: SettingsPage = page_of(desk, "settings")
    settled()
    return found


@pytest.fixture
def card(page: SettingsPage) -> PassphraseCard:
    found = page.findChild(PassphraseCard)
    assert isinstance(found, PassphraseCard)
    return found


def whats(office: Database) -> list[str]:
    with office.read() as session:
        return [row.what for row in session.query(GestureRow)]


def test_the_language_changes_every_page_at_once(page: SettingsPage, desk: App, settled: Callable[[], None]) -> None:
    page.language.setCurrentIndex(page.language.findData("en"))
    page.language.activated.emit(page.language.currentIndex())
    settled()
    assert words.language() == "en"
    assert desk.window is not None
    assert desk.window.current_page() == "settings"
    again = desk.window.page("settings")
    assert any(label.text() == "Settings" for label in again.findChildren(type(page.versions)))
    desk.set_language("zh_CN")


def test_dark_and_light(page: SettingsPage, desk: App) -> None:
    page.mode.setCurrentIndex(page.mode.findData("dark"))
    page.mode.activated.emit(page.mode.currentIndex())
    assert desk.theme.dark
    desk.set_theme("light")


def test_the_size_holds_from_the_next_start(page: SettingsPage, desk: App) -> None:
    page.scale.setCurrentIndex(page.scale.findData(150))
    page.scale.activated.emit(page.scale.currentIndex())
    assert desk.preferences.number("scale", 100) == 150


def test_the_passphrase_is_changed_and_journaled(
    card: PassphraseCard, desk: App, office: Database, settled: Callable[[], None]
) -> None:
    card.old.setText(PASSPHRASE)
    card.new.setText("早上七点喝豆浆油条")
    card.again.setText("早上七点喝豆浆油条")
    card.change.click()
    settled()
    assert card.said.text() == "新口令已生效。"
    assert keys.unwrap(desk.folder, "早上七点喝豆浆油条") == office.key
    assert "Changed the passphrase" in whats(office)


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong passphrase", "another passphrase", "another passphrase", "口令"),
        (PASSPHRASE, "another passphrase", "another passphrasx", "不一致"),
        (PASSPHRASE, "short", "short", "8"),
    ],
)
def test_a_passphrase_that_cannot_be_changed_stays(
    card: PassphraseCard, desk: App, settled: Callable[[], None], old: str, new: str, again: str, said: str
) -> None:
    for edit, text in ((card.old, old), (card.new, new), (card.again, again)):
        edit.setText(text)
    card.change.click()
    settled()
    assert said in card.said.text()
    keys.unwrap(desk.folder, PASSPHRASE)


def test_a_new_recovery_sheet_needs_the_passphrase(
    card: PassphraseCard, desk: App, office: Database, tmp_path: Path, settled: Callable[[], None]
) -> None:
    card.make_sheet(tmp_path / "sheet.pdf")
    assert not recovery.exists(desk.folder)
    card.old.setText("wrong passphrase")
    card.make_sheet(tmp_path / "sheet.pdf")
    settled()
    assert not recovery.exists(desk.folder)
    card.old.setText(PASSPHRASE)
    card.make_sheet(tmp_path / "sheet.pdf")
    settled()
    text = pypdf.PdfReader(tmp_path / "sheet.pdf").pages[0].extract_text()
    code = next(line for line in text.splitlines() if line.count("-") == 4 and len(line.strip()) == 29)
    assert recovery.unwrap(desk.folder, code) == office.key


def test_the_versions_and_the_licence_are_there(page: SettingsPage) -> None:
    assert "Qt 6." in page.versions.text()
    assert settings_page.licence_file().exists()
