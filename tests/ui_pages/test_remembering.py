"""The remembered sign-in in the window: allowed, kept, used at the login, the passphrase asked for before danger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from tests.offices import ACTOR, PASSPHRASE
from tests.safety.test_remembering import InMemory, store
from tests.ui_pages.conftest import page_of
from ui.login import LoginDialog
from ui.remembering_view import ConfirmDialog, RememberingCard
from union_desk.errors import NotConfirmedError
from union_desk.safety import remembering

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.preferences import Preferences
    from ui.theme import Theme
    from union_desk.database import Database

__all__ = ["store"]


def confirming() -> Any:
    """Return the dialog that asks for the passphrase."""
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, ConfirmDialog) and w.isVisible())


def test_the_settings_let_a_computer_remember_and_forget(
        desk: App, store: InMemory, settled: Callable[[], None]) -> None:
    card = page_of(desk, "settings").findChild(RememberingCard)
    settled()
    assert not card.allowed.isChecked()
    assert not card.remember.isVisible()
    card.allowed.setChecked(True)
    settled()
    assert card.remember.isVisible()
    card.ask()
    confirming().passphrase.setText("a wrong one")
    confirming().apply()
    settled()
    assert "口令不正确" in confirming().said.text()
    confirming().passphrase.setText(PASSPHRASE)
    confirming().apply()
    settled()
    settled()
    assert remembering.unlock(desk.db.folder, "")[0] == desk.db.key
    assert card.forget.isVisible()
    card.drop()
    settled()
    assert not remembering.offers(desk.db.folder, "")


def test_without_a_key_store_it_is_not_offered(desk: App, settled: Callable[[], None]) -> None:
    card = page_of(desk, "settings").findChild(RememberingCard)
    card.allowed.setChecked(True)
    settled()
    assert not card.remember.isVisible()
    assert "没有可用的系统密钥库" in card.state.text()


def test_the_login_opens_without_the_passphrase_which_is_asked_for_before_danger(
        office: Database, store: InMemory, theme: Theme, preferences: Preferences, qtbot: QtBot) -> None:
    plain = LoginDialog(preferences, office.folder)
    qtbot.addWidget(plain)
    plain.show()
    assert not plain.remembered.isVisible()
    remembering.allow(office, ACTOR, wanted=True)
    remembering.remember(office, ACTOR, PASSPHRASE)
    office.close()
    dialog = LoginDialog(preferences, office.folder)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.remembered.isVisible()
    with qtbot.waitSignal(dialog.opened, timeout=20_000) as opened:
        dialog.remembered.click()
    db: Database = opened.args[0]
    assert db.actor is not None
    assert not db.actor.confirmed
    db.close()


def test_the_sentence_of_a_dangerous_step_leads_to_the_passphrase(desk: App, settled: Callable[[], None]) -> None:
    from dataclasses import replace

    desk.actor = replace(desk.actor, confirmed=False)
    shown: list[Any] = []
    desk.messages.banner.connect(lambda _level, _text, actions: shown.extend(actions))
    desk.messages.error(NotConfirmedError())
    shown[0].run()
    confirming().passphrase.setText(PASSPHRASE)
    confirming().apply()
    settled()
    assert desk.actor.confirmed
