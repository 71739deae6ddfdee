"""The first five minutes: every step checks, and at the end there is an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWizard

from tests.test_office import credit_code
from ui import first_run
from ui.first_run import FirstRun
from ui.first_run_plan import EMPTY, PRACTICE, Plan
from ui.first_run_steps import FolderStep, PassphraseStep, UnionStep
from union_desk import office, records, recovering, words
from union_desk.database import Database
from union_desk.registers import MEMBERS
from union_desk.safety import recovery

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.preferences import Preferences
    from ui.theme import Theme

PASSPHRASE = "早上七点喝豆浆油条"


@pytest.fixture
def wizard(theme: Theme, preferences: Preferences, tmp_path: Path, qtbot: QtBot) -> FirstRun:
    made = FirstRun(preferences, tmp_path / "office")
    qtbot.addWidget(made)
    made.show()
    return made


def step(wizard: FirstRun, kind: type) -> object:
    page = wizard.currentPage()
    assert isinstance(page, kind), page
    return page


def fill_passphrase(wizard: FirstRun) -> None:
    page = step(wizard, PassphraseStep)
    assert isinstance(page, PassphraseStep)
    page.first.setText(PASSPHRASE)
    page.again.setText(PASSPHRASE)


def test_from_the_first_page_to_an_office(wizard: FirstRun, tmp_path: Path, qtbot: QtBot) -> None:
    wizard.next()
    union = step(wizard, UnionStep)
    assert isinstance(union, UnionStep)
    assert not union.isComplete()
    union.edits["union_name"].setText("和风机械厂工会委员会")
    union.edits["union_uscc"].setText(credit_code())
    wizard.next()
    step(wizard, FolderStep)
    wizard.next()
    fill_passphrase(wizard)
    wizard.next()
    qtbot.waitUntil(lambda: wizard.currentId() == first_run.DONE, timeout=30_000)
    with qtbot.waitSignal(wizard.founded) as founded:
        wizard.button(QWizard.WizardButton.FinishButton).click()
    db, page = founded.args
    assert page == "import"
    with db.read() as session:
        assert office.union(session)["union_uscc"] == credit_code()
    made = wizard.made
    assert made is not None
    db.close()
    recovering.by_sheet(tmp_path / "office", made.recovery_code, "another passphrase")
    Database.open(tmp_path / "office", "another passphrase").close()


def test_codes_are_checked_while_they_are_typed(wizard: FirstRun) -> None:
    wizard.next()
    union = step(wizard, UnionStep)
    assert isinstance(union, UnionStep)
    union.edits["union_name"].setText("某某工会")
    union.edits["unit_uscc"].setText(credit_code("91")[:-1])
    union.check()
    assert "18" in union.notes["unit_uscc"].text()
    assert not union.isComplete()
    union.edits["unit_uscc"].setText(credit_code("91"))
    union.check()
    assert union.isComplete()


def test_the_last_key_before_next_counts(wizard: FirstRun) -> None:
    wizard.next()
    union = step(wizard, UnionStep)
    assert isinstance(union, UnionStep)
    union.edits["union_name"].setText("某某工会")
    union.check()
    union.edits["union_uscc"].setText("81")  # the check that follows a pause has not run yet
    wizard.next()
    step(wizard, UnionStep)


def test_a_cloud_folder_is_refused(wizard: FirstRun, tmp_path: Path) -> None:
    wizard.plan.union = {"union_name": "某某工会"}
    wizard.next()
    union = step(wizard, UnionStep)
    assert isinstance(union, UnionStep)
    union.edits["union_name"].setText("某某工会")
    wizard.next()
    folder = step(wizard, FolderStep)
    assert isinstance(folder, FolderStep)
    folder.path.setText(str(tmp_path / "OneDrive" / "office"))
    assert not folder.isComplete()
    assert "OneDrive" in folder.remark.text()
    folder.path.setText(str(tmp_path / "here"))
    assert folder.isComplete()


def test_a_practice_office_needs_no_union_and_lies_beside_the_real_one(
    wizard: FirstRun, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.first_run_plan.PRACTICE_MEMBERS", 30)
    page = wizard.currentPage()
    page.choices.button(2).click()  # type: ignore[attr-defined]  # the first step
    wizard.next()
    assert step(wizard, FolderStep).plan.folder == tmp_path / "practice"  # type: ignore[attr-defined]  # a step
    wizard.next()
    fill_passphrase(wizard)
    wizard.next()
    qtbot.waitUntil(lambda: wizard.currentId() == first_run.DONE, timeout=30_000)
    made = wizard.made
    assert made is not None
    assert made.recovery_code == ""
    with made.db.read() as session:
        assert office.is_practice(session)
        assert records.count(session, MEMBERS) == 30
    made.db.close()


def test_the_language_changes_at_once(wizard: FirstRun, preferences: Preferences) -> None:
    page = wizard.currentPage()
    assert page.title() == "欢迎使用工会服务台"
    page.language.setCurrentIndex(1)  # type: ignore[attr-defined]  # the first step
    page.language.activated.emit(1)  # type: ignore[attr-defined]  # as a click does
    assert words.language() == "en"
    assert page.title() == "Welcome to Union Desk"
    assert preferences.text("language") == "en"


def test_the_sheet_is_saved_as_a_pdf(wizard: FirstRun, tmp_path: Path, qtbot: QtBot) -> None:
    wizard.plan.start = EMPTY
    wizard.plan.union = {"union_name": "某某工会"}
    wizard.plan.passphrase = wizard.plan.again = PASSPHRASE
    wizard.made = wizard.plan.found()
    done = wizard.page(first_run.DONE)
    assert isinstance(done, first_run.DoneStep)
    done.save_sheet(str(tmp_path / "sheet.pdf"))
    import pypdf

    text = pypdf.PdfReader(tmp_path / "sheet.pdf").pages[0].extract_text()
    assert wizard.made.recovery_code in text
    assert "某某工会" in text
    wizard.made.db.close()


def test_the_plan_says_what_is_missing(tmp_path: Path) -> None:
    plan = Plan(folder=tmp_path / "o")
    assert plan.passphrase_fault() == "至少 8 个字符。"
    plan.passphrase, plan.again = PASSPHRASE, "x"
    assert plan.passphrase_fault() == "两次输入的口令不一致。"
    plan.again = ""
    assert plan.passphrase_fault() == "请再输入一次口令。"
    plan.again = PASSPHRASE
    assert plan.passphrase_fault() == ""
    assert not plan.union_ready()
    plan.start = PRACTICE
    assert plan.union_ready()


def test_a_folder_with_an_office_is_taken(tmp_path: Path) -> None:
    office.create_office(tmp_path / "o", PASSPHRASE, "某某工会").close()
    fault = Plan(folder=tmp_path / "o").folder_fault()
    assert fault is not None
    assert fault.code == "office_exists"
    assert recovery.exists(tmp_path / "o") is False
