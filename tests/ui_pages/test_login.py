"""The door: the right passphrase, the wrong one, waiting, other offices, the recovery sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from tests.offices import PASSPHRASE
from tests.ui.typing_in import press
from ui.first_run import FirstRun
from ui.login import Entrance, LoginDialog
from ui.passphrases import RecoveryDialog
from union_desk import checking, records, registers
from union_desk import office as offices
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.safety import accounts, ageing, attempts, keys, recovery

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.preferences import Preferences
    from ui.theme import Theme


@pytest.fixture
def folder(office_template: tuple[Path, Database], tmp_path: Path) -> Path:
    import shutil

    return shutil.copytree(office_template[0], tmp_path / "mine")


@pytest.fixture
def dialog(theme: Theme, preferences: Preferences, folder: Path, qtbot: QtBot) -> LoginDialog:
    made = LoginDialog(preferences, folder)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_right_passphrase_opens_the_office(dialog: LoginDialog, folder: Path, qtbot: QtBot) -> None:
    dialog.passphrase.setText(PASSPHRASE)
    with qtbot.waitSignal(dialog.opened, timeout=20_000) as opened:
        press(dialog.passphrase, Qt.Key.Key_Return)
    db = opened.args[0]
    assert db.folder == folder
    db.close()


def test_a_wrong_passphrase_is_a_sentence_and_changes_nothing(dialog: LoginDialog, qtbot: QtBot) -> None:
    dialog.passphrase.setText("wrong passphrase")
    dialog.enter.click()
    qtbot.waitUntil(lambda: "口令不正确" in dialog.fault.text() or "口令" in dialog.fault.text(), timeout=20_000)
    assert dialog.enter.isEnabled()
    assert dialog.passphrase.selectedText() != ""


def test_after_some_failures_one_has_to_wait(dialog: LoginDialog, folder: Path) -> None:
    for _time in range(5):
        attempts.failed(folder)
    dialog._count_down()
    assert not dialog.enter.isEnabled()
    assert "秒" in dialog.enter.text()
    attempts.passed(folder)
    dialog._count_down()
    assert dialog.enter.isEnabled()


def test_the_waiting_survives_a_restart(
    theme: Theme, preferences: Preferences, folder: Path, qtbot: QtBot
) -> None:
    for _time in range(9):
        attempts.failed(folder)
    again = LoginDialog(preferences, folder)
    qtbot.addWidget(again)
    assert not again.enter.isEnabled()


def test_a_folder_without_an_office_is_a_sentence(dialog: LoginDialog, tmp_path: Path, qtbot: QtBot) -> None:
    dialog.take_folder(str(tmp_path / "nothing"))
    dialog.passphrase.setText(PASSPHRASE)
    dialog.enter.click()
    qtbot.waitUntil(lambda: str(tmp_path / "nothing") in dialog.fault.text(), timeout=20_000)


def test_an_empty_passphrase_is_not_tried(dialog: LoginDialog) -> None:
    dialog.enter.click()
    assert dialog.fault.text() == "请输入口令。"


def test_the_eye_shows_the_passphrase(dialog: LoginDialog) -> None:
    assert dialog.passphrase.echoMode() == QLineEdit.EchoMode.Password
    dialog.passphrase.eye.trigger()
    assert dialog.passphrase.echoMode() == QLineEdit.EchoMode.Normal


def test_the_recovery_sheet_sets_a_new_passphrase(theme: Theme, tmp_path: Path, qtbot: QtBot) -> None:
    db = offices.create_office(tmp_path / "o", PASSPHRASE, "某某工会")
    code = recovery.create(db.folder, db.key)
    db.close()
    dialog = RecoveryDialog(tmp_path / "o")
    qtbot.addWidget(dialog)
    dialog.code.setText("00000-00000-00000-00000-0000A")
    dialog.passphrase.setText("another passphrase")
    dialog.apply()
    assert dialog.fault.text() == "两次输入的口令不一致。"
    dialog.again.setText("another passphrase")
    dialog.apply()
    qtbot.waitUntil(lambda: "恢复码" in dialog.fault.text(), timeout=20_000)
    dialog.code.setText(code.lower())
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.apply()


def test_without_an_office_the_entrance_sets_one_up(
    theme: Theme, preferences: Preferences, tmp_path: Path, qtbot: QtBot
) -> None:
    entrance = Entrance(preferences, tmp_path / "new")
    entrance.begin()
    wizard = entrance._dialog
    assert isinstance(wizard, FirstRun)
    with qtbot.waitSignal(entrance.given_up):
        wizard.reject()
    wizard.deleteLater()


def test_the_entrance_remembers_the_office(theme: Theme, preferences: Preferences, folder: Path, qtbot: QtBot) -> None:
    entrance = Entrance(preferences, folder)
    entrance.begin()
    dialog = entrance._dialog
    assert isinstance(dialog, LoginDialog)
    dialog.passphrase.setText(PASSPHRASE)
    with qtbot.waitSignal(entrance.opened, timeout=20_000) as opened:
        dialog.enter.click()
    assert preferences.texts("offices") == [str(folder)]
    assert Entrance(preferences).folder == folder
    opened.args[0].close()


FIRST, OWN = "a first passphrase", "a passphrase of her own"


def test_a_person_is_chosen_and_changes_the_first_passphrase(
    theme: Theme, preferences: Preferences, folder: Path, qtbot: QtBot
) -> None:
    db = Database.open(folder, PASSPHRASE)
    accounts.begin(db, Actor("setup"), "王主席")
    hers = accounts.add(db, accounts.enter(db, ""), "李经办", "cadre", FIRST)
    db.close()
    dialog = LoginDialog(preferences, folder)
    qtbot.addWidget(dialog)
    dialog.show()
    assert [dialog.person.itemText(place) for place in range(dialog.person.count())] == ["王主席", "李经办"]
    dialog.person.setCurrentIndex(1)
    dialog.passphrase.setText(FIRST)
    dialog.enter.click()
    qtbot.waitUntil(lambda: dialog.own is not None, timeout=20_000)
    own = dialog.own
    assert own is not None
    own.passphrase.setText(OWN)
    own.again.setText(OWN)
    with qtbot.waitSignal(dialog.opened, timeout=20_000) as opened:
        own.apply()
    mine = opened.args[0]
    actor = accounts.enter(mine, "")
    assert (actor.name, actor.can("members.edit"), actor.can("hardship_files.view")) == ("李经办", True, False)
    with pytest.raises(keys.WrongPassphraseError):
        keys.enter(folder, FIRST, hers.id)
    mine.close()


def test_a_passphrase_that_grew_too_old_is_changed_at_the_door(
    theme: Theme, preferences: Preferences, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "today", lambda: "2027-01-31")
    db = Database.open(folder, PASSPHRASE)
    with db.write(Actor("setup"), "Limited") as session:
        records.save(session, registers.get("norms"), {"name": ageing.MOST, "value": 90_00, "basis": "本单位制度"})
    accounts.begin(db, Actor("setup"), "王主席")
    db.close()
    monkeypatch.setattr(checking, "today", lambda: "2027-12-31")
    dialog = LoginDialog(preferences, folder)
    qtbot.addWidget(dialog)
    dialog.passphrase.setText(PASSPHRASE)
    dialog.enter.click()
    qtbot.waitUntil(lambda: dialog.own is not None, timeout=20_000)
    own = dialog.own
    assert own is not None
    assert any("超过90天" in one.text() for one in own.findChildren(QLabel))
    own.passphrase.setText(OWN)
    own.again.setText(OWN)
    with qtbot.waitSignal(dialog.opened, timeout=20_000) as opened:
        own.apply()
    opened.args[0].close()
    keys.unwrap(folder, OWN)
