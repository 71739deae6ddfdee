"""The accounts page: begun, somebody added, given a role, closed; what a role hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.offices import PASSPHRASE
from tests.ui_pages.conftest import page_of
from ui.pages.accounts import AccountDialog, AccountsPage
from union_desk.access import Actor
from union_desk.safety import accounts, keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.context import App

FIRST = "a first passphrase"


@pytest.fixture
def page(desk: App, settled: Callable[[], None]) -> AccountsPage:
    found = page_of(desk, "accounts")
    assert isinstance(found, AccountsPage)
    settled()
    return found


def asked(page: AccountsPage) -> AccountDialog:
    """Return the dialog that was opened last."""
    return page.findChildren(AccountDialog)[-1]


def test_accounts_are_begun_added_given_another_role_and_closed(
        desk: App, page: AccountsPage, settled: Callable[[], None]) -> None:
    assert (page.table.rowCount(), page.add.isEnabled()) == (0, False)
    page.ask_begin()
    assert not asked(page).buttons.button(asked(page).buttons.StandardButton.Ok).isEnabled()
    asked(page).name.setText("王主席")
    asked(page).accept()
    settled()
    page.ask_add()
    dialog = asked(page)
    dialog.name.setText("李经办")
    dialog.passphrase.setText(FIRST)
    dialog.accept()
    settled()
    assert [one.name for one in page.there] == ["王主席", "李经办"]
    page.table.selectRow(1)
    assert page.chosen() is not None
    page.ask_role()
    dialog = asked(page)
    dialog.role.setCurrentIndex(dialog.role.findData("treasurer"))
    dialog.accept()
    settled()
    assert (page.there[1].role, page.there[1].must_change) == ("treasurer", True)
    assert keys.enter(desk.folder, FIRST)[1] == page.there[1].id
    assert keys.enter(desk.folder, PASSPHRASE)[1] == keys.OWNER


def test_a_role_kept_to_groups_asks_which(desk: App, page: AccountsPage) -> None:
    dialog = AccountDialog(page, "t", role="cadre", groups=[("a", "一组"), ("b", "二组")], ticked=("b",))
    assert dialog.chosen_groups() == []
    dialog.role.setCurrentIndex(dialog.role.findData("group_leader"))
    assert dialog.chosen_groups() == ["b"]
    dialog.groups.item(0).setCheckState(Qt.CheckState.Checked)
    assert dialog.chosen_groups() == ["a", "b"]


def test_whoever_may_not_see_accounts_sees_none(desk: App, page: AccountsPage) -> None:
    accounts.begin(desk.db, Actor("setup"), "王主席")
    desk.actor = accounts.Account("9", "李经办", "cadre").actor()
    page.activated()
    assert page.table.rowCount() == page.visits.rowCount() == 0
    assert not page.add.isEnabled()
    assert "账号" in page.told.text()
