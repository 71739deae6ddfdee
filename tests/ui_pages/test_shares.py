"""Sharing the key out from the window, and opening an office with two of three at the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdf
import pytest

from tests.offices import ACTOR, PASSPHRASE
from tests.ui_pages.conftest import page_of
from ui.pages.settings_passphrase import PassphraseCard
from ui.shares_making import CHAIR, DONE, FILES, WHO, ShareMaker
from ui.shares_opening import SharesDialog
from union_desk import recovering
from union_desk.journal import GestureRow
from union_desk.safety import keys, recovery, shares

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.theme import Theme
    from union_desk.database import Database

CHAIRS, FRESH = "主席自己的一句话", "a wholly new one"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "_COST", (1, 64, 1))


@pytest.fixture
def maker(desk: App, settled: Callable[[], None], tmp_path: Path) -> ShareMaker:
    page = page_of(desk, "settings")
    settled()
    card = page.findChild(PassphraseCard)
    assert isinstance(card, PassphraseCard)
    card.shares.click()
    card.maker.paper.setText(str(tmp_path / "paper.pdf"))
    card.maker.escrow.setText(str(tmp_path / "superior.txt"))
    return card.maker


def say_who(maker: ShareMaker, settled: Callable[[], None]) -> None:
    maker.own.setText(PASSPHRASE)
    maker.next.click()
    settled()


def test_the_four_steps_make_three_shares(
    maker: ShareMaker, desk: App, office: Database, settled: Callable[[], None], tmp_path: Path
) -> None:
    recovery.create(desk.folder, office.key)
    assert not maker.next.isEnabled()
    say_who(maker, settled)
    assert maker.steps.currentIndex() == CHAIR
    maker.chair.setText(CHAIRS)
    maker.again.setText(CHAIRS)
    maker.next.click()
    assert maker.steps.currentIndex() == FILES
    assert not shares.exists(desk.folder), "nothing is changed before the files are confirmed"
    maker.next.click()
    settled()
    assert maker.steps.currentIndex() == DONE
    text = pypdf.PdfReader(tmp_path / "paper.pdf").pages[0].extract_text()
    code = "".join(line for line in text.splitlines() if "  " in line and line.strip().isascii())
    on_paper, escrow = shares.read(code), shares.read_file(tmp_path / "superior.txt")
    of_chair = shares.of_the_chair(desk.folder, CHAIRS)
    assert [one.holder for one in (on_paper, escrow, of_chair)] == [shares.PAPER, shares.SUPERIOR, shares.CHAIR]
    for pair in ([on_paper, escrow], [on_paper, of_chair], [escrow, of_chair]):
        assert shares.unwrap(desk.folder, pair) == office.key
    assert not recovery.exists(desk.folder), "one paper opens nothing any more"
    assert str(tmp_path / "paper.pdf") in maker.told.text()
    maker.next.click()
    assert maker.chair.text() == maker.own.text() == ""


def test_only_who_knows_the_passphrase_goes_on(maker: ShareMaker, settled: Callable[[], None]) -> None:
    maker.own.setText("a wrong passphrase")
    maker.next.click()
    settled()
    assert maker.steps.currentIndex() == WHO
    assert "口令" in maker.fault.text()
    maker.reject()


def test_the_chairs_words_are_the_chairs_own(maker: ShareMaker, settled: Callable[[], None]) -> None:
    say_who(maker, settled)
    for first, again in ((CHAIRS, "something else"), (PASSPHRASE, PASSPHRASE)):
        maker.chair.setText(first)
        maker.again.setText(again)
        maker.next.click()
        assert maker.steps.currentIndex() == CHAIR
        assert maker.fault.text()
    maker.back.click()
    assert maker.steps.currentIndex() == WHO
    maker.reject()


def test_a_file_that_cannot_be_written_leaves_the_older_way(
    maker: ShareMaker, desk: App, office: Database, settled: Callable[[], None], tmp_path: Path
) -> None:
    code = recovery.create(desk.folder, office.key)
    say_who(maker, settled)
    maker.chair.setText(CHAIRS)
    maker.again.setText(CHAIRS)
    maker.next.click()
    maker.escrow.setText(str(tmp_path / "no such folder" / "superior.txt"))
    maker.next.click()
    settled()
    assert maker.steps.currentIndex() == FILES
    assert "no such folder" in maker.fault.text()
    assert not shares.exists(desk.folder)
    assert recovery.unwrap(desk.folder, code) == office.key
    maker.reject()


def shared_out(office: Database, tmp_path: Path) -> str:
    """Share an office's key out; returns the code on the paper."""
    handed: list[shares.Share] = []
    shares.make(office.folder, office.key, CHAIRS, lambda paper, superior: handed.extend((paper, superior)))
    (tmp_path / "superior.txt").write_text(f"某某工会的一份\n{handed[1].code()}\n", "utf-8")
    return handed[0].code()


@pytest.fixture
def door(theme: Theme, office: Database, qtbot: QtBot) -> SharesDialog:
    dialog = SharesDialog(office.folder)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_two_of_three_set_a_new_passphrase_at_the_door(
    door: SharesDialog, office: Database, qtbot: QtBot, tmp_path: Path
) -> None:
    code = shared_out(office, tmp_path)
    door.passphrase.setText(FRESH)
    door.again.setText(FRESH)
    assert not door.set.isEnabled()
    door.paper.setText(code[:-7])
    assert door.there.text() == "代码不完整，或有字母不对。"
    door.paper.setText(code.lower().replace("-", " "))
    assert "密封纸件" in door.there.text()
    assert not door.set.isEnabled(), "one alone opens nothing"
    door.take_file(tmp_path / "superior.txt")
    with qtbot.waitSignal(door.accepted, timeout=20_000):
        door.set.click()
    assert keys.unwrap(office.folder, FRESH) == office.key
    with office.read() as session:
        assert recovering.BY_SHARES in [row.what for row in session.query(GestureRow)]


def test_the_chairs_passphrase_counts_and_a_wrong_one_is_a_sentence(
    door: SharesDialog, office: Database, qtbot: QtBot, tmp_path: Path
) -> None:
    door.paper.setText(shared_out(office, tmp_path))
    door.passphrase.setText(FRESH)
    door.again.setText(FRESH)
    door.chair.setText("not the chair's words")
    door.set.click()
    qtbot.waitUntil(lambda: "口令" in door.fault.text(), timeout=20_000)
    door.chair.setText(CHAIRS)
    with qtbot.waitSignal(door.accepted, timeout=20_000):
        door.set.click()
    assert keys.unwrap(office.folder, FRESH) == office.key
    assert door.paper.text() == door.chair.text() == ""


def test_a_file_that_is_no_share_is_a_sentence(door: SharesDialog, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("您好，附件请查收。", "utf-8")
    door.take_file(tmp_path / "letter.txt")
    assert door.fault.text()
    assert "需要两份" in door.there.text()


def test_a_new_sheet_withdraws_the_shares(office: Database, tmp_path: Path) -> None:
    shared_out(office, tmp_path)
    recovering.make_sheet(office, ACTOR, tmp_path / "sheet.pdf")
    assert recovery.exists(office.folder)
    assert not shares.exists(office.folder)
