"""Accounts: who works here with which role, first passphrases, sign-ins, three separate administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
)

from ui import tokens
from ui.moments import local
from ui.pages.page import PageWidget
from ui.passphrases import PassphraseEdit
from ui.widgets.words import button, column, label, row
from union_desk import records, settings
from union_desk.registers import organisation
from union_desk.safety import accounts, keys, roles
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.safety.accounts import Account, SignIn

_SIGN_INS = 50
_ID = Qt.ItemDataRole.UserRole


class AccountsPage(PageWidget):
    """The accounts above, the sign-ins below; each button asks before it does anything."""

    def __init__(self, app: App) -> None:
        """Lay it out and read."""
        super().__init__(app)
        self.there: list[Account] = []
        self.groups: list[tuple[str, str]] = []
        self.told = label("", wraps=True, muted=True)
        self.table = _table(_("Accounts"), (_("Name"), _("Role"), _("State"), _("Passphrase of")))
        self.visits = _table(_("Sign-ins"), (_("When"), _("Name"), _("Wrong passphrases before")))
        self.begin = button(_("Use accounts…"), self.ask_begin, primary=True)
        self.add = button(_("Add somebody…"), self.ask_add, icon=app.theme.icon("user-plus"))
        self.role = button(_("Other role…"), self.ask_role)
        self.reset = button(_("First passphrase…"), self.ask_reset, icon=app.theme.icon("key-round"))
        self.close_account = button(_("Close the account…"), self.ask_close, icon=app.theme.icon("user-round-x"))
        self.three = QCheckBox(_("Three separate administrators: for the system, for security, for the audit"))
        self.three.clicked.connect(self._separate)
        self.table.itemSelectionChanged.connect(self._enable)
        self.setLayout(column(
            label(_("Accounts"), title=True), self.told,
            row(self.begin, self.add, self.role, self.reset, self.close_account, None), self.table, self.three,
            label(_("Sign-ins"), section=True), self.visits, margins=tokens.SPACE, spacing=tokens.SPACE_S))
        self.setFocusProxy(self.table)
        self.activated()

    def activated(self) -> None:
        """Read anew."""
        with self.app.db.read(whole=True) as session:
            self._fill(session)

    def _fill(self, session: Session) -> None:
        can = self.app.actor.can
        seen = can("accounts.view")
        self.there = accounts.listed(session) if seen else []
        self.groups = [(row["id"], str(row["name"])) for row in records.page(session, organisation.BRANCHES, limit=500)]
        self.three.setChecked(bool(settings.get(session, accounts.SEPARATE, default=False)))
        self._show_accounts()
        self._show_visits(accounts.sign_ins(session, _SIGN_INS) if seen else [])
        self.told.setText(
            _("Your role does not include the accounts.") if not seen else
            _("Everybody signs in with a passphrase of their own and does what their role includes; the journal names "
              "them. Rights are kept by the program: whoever has a passphrase and other tools could read the database.")
            if self.there else
            _("This office has no accounts: whoever has its passphrase may do everything. With accounts everybody has "
              "a passphrase and a role of their own, and the journal names them."))
        self.begin.setVisible(seen and not self.there)
        self._enable()

    def _show_accounts(self) -> None:
        self.table.setRowCount(len(self.there))
        for line, one in enumerate(self.there):
            state = _("account closed") if one.closed else _("has a first passphrase") if one.must_change else ""
            for at, text in enumerate((one.name, roles.label(one.role), state, one.changed_on)):
                self.table.setItem(line, at, QTableWidgetItem(text))
        self.table.resizeColumnsToContents()
        self.table.horizontalHeader().setStretchLastSection(True)

    def _show_visits(self, found: list[SignIn]) -> None:
        self.visits.setRowCount(len(found))
        for line, one in enumerate(found):
            for at, text in enumerate((local(one.at), one.name, str(one.failures or ""))):
                self.visits.setItem(line, at, QTableWidgetItem(text))
        self.visits.resizeColumnsToContents()
        self.visits.horizontalHeader().setStretchLastSection(True)

    def chosen(self) -> Account | None:
        """Return the chosen account."""
        lines = {index.row() for index in self.table.selectedIndexes()}
        return self.there[lines.pop()] if lines else None

    def _enable(self) -> None:
        can, one = self.app.actor.can, self.chosen()
        self.add.setEnabled(bool(self.there) and can("accounts.add"))
        self.role.setEnabled(one is not None and not one.closed and can("accounts.role"))
        self.reset.setEnabled(one is not None and can("accounts.reset"))
        self.close_account.setEnabled(one is not None and not one.closed and can("accounts.disable"))
        self.three.setEnabled(bool(self.there) and can("accounts.role"))

    # ---- what is done

    def ask_begin(self) -> None:
        """Ask under which name whoever set up the office is in charge."""
        app = self.app
        dialog = AccountDialog(self, _("Use accounts"), name=True)
        dialog.accepted.connect(lambda: self._do(lambda: accounts.begin(app.db, app.actor, dialog.name.text())))
        dialog.open()

    def ask_add(self) -> None:
        """Ask for name, role, groups and a first passphrase."""
        app = self.app
        dialog = AccountDialog(self, _("Add somebody"), name=True, role="cadre", groups=self.groups, passphrase=True)
        dialog.accepted.connect(lambda: self._do(lambda: accounts.add(
            app.db, app.actor, dialog.name.text(), dialog.chosen_role(), dialog.passphrase.text(),
            dialog.chosen_groups())))
        dialog.open()

    def ask_role(self) -> None:
        """Ask for another role."""
        app, one = self.app, self.chosen()
        assert one is not None
        dialog = AccountDialog(self, one.name, role=one.role, groups=self.groups, ticked=one.groups)
        dialog.accepted.connect(lambda: self._do(lambda: accounts.give(
            app.db, app.actor, one.id, dialog.chosen_role(), dialog.chosen_groups())))
        dialog.open()

    def ask_reset(self) -> None:
        """Ask for a first passphrase for who forgot theirs."""
        app, one = self.app, self.chosen()
        assert one is not None
        dialog = AccountDialog(self, one.name, passphrase=True)
        dialog.accepted.connect(lambda: self._do(lambda: accounts.reset(
            app.db, app.actor, one.id, dialog.passphrase.text())))
        dialog.open()

    def ask_close(self) -> None:
        """Ask before an account is closed."""
        app, one = self.app, self.chosen()
        assert one is not None
        app.messages.ask(
            _("Close the account of {name}? The passphrase opens nothing any more; what was done stays in the journal."
              ).format(name=one.name), _("Close the account"),
            then=lambda: self._do(lambda: accounts.close(app.db, app.actor, one.id)))

    def _separate(self, wanted: bool) -> None:  # noqa: FBT001  Qt's signal
        app = self.app
        self._do(lambda: accounts.separate(app.db, app.actor, wanted=wanted))

    def _do(self, work: Callable[[], object]) -> None:
        """Do it off the screen's thread, then read anew; stretching a passphrase takes a while."""

        def failed(error: BaseException) -> None:
            self.activated()
            self.app.messages.error(error)

        self.app.jobs.run(_("Accounts"), lambda _progress: work(), lambda _done: self.activated(), failed=failed,
                          owner=self, listed=False)


class AccountDialog(QDialog):
    """Asks for what a step on an account needs, and only for that."""

    def __init__(self, parent: AccountsPage, title: str, *, name: bool = False, role: str = "",  # noqa: PLR0913  what it asks for
                 groups: list[tuple[str, str]] | None = None, ticked: tuple[str, ...] = (),
                 passphrase: bool = False) -> None:
        """Lay out the lines that were asked for."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        self._asked = (name, passphrase)
        self.name, self.passphrase = QLineEdit(), PassphraseEdit()
        self.role, self.groups = QComboBox(), QListWidget()
        for code, one in roles.found().items():
            self.role.addItem(one.label, code)
        self.role.setCurrentIndex(max(0, self.role.findData(role)))
        for group, text in groups or ():
            item = QListWidgetItem(text)
            item.setData(_ID, group)
            item.setCheckState(Qt.CheckState.Checked if group in ticked else Qt.CheckState.Unchecked)
            self.groups.addItem(item)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        for wanted, text, part in ((name, _("Name"), self.name), (bool(role), _("Role"), self.role),
                                   (bool(role), _("Own groups"), self.groups),
                                   (passphrase, _("First passphrase"), self.passphrase)):
            part.setAccessibleName(text)
            part.setVisible(wanted)
            if wanted:
                form.addRow(text, part)
        told = label(_("The person is asked for a passphrase of their own at the next sign-in."), muted=True,
                     wraps=True)
        told.setVisible(passphrase)
        self.setLayout(column(form, told, self.buttons, margins=tokens.SPACE))
        self._form = form
        self.role.currentIndexChanged.connect(self._look)
        self.name.textChanged.connect(self._look)
        self.passphrase.textChanged.connect(self._look)
        self._look()

    def chosen_role(self) -> str:
        """Return the role's code."""
        return str(self.role.currentData())

    def chosen_groups(self) -> list[str]:
        """Return the ids of the ticked groups, where the role is kept to groups."""
        if not roles.found()[self.chosen_role()].by_group:
            return []
        there = [self.groups.item(at) for at in range(self.groups.count())]
        return [str(item.data(_ID)) for item in there if item.checkState() == Qt.CheckState.Checked]

    def _look(self) -> None:
        name, passphrase = self._asked
        if self.groups.parent() is not None and self._form.indexOf(self.groups) >= 0:
            self._form.setRowVisible(self.groups, roles.found()[self.chosen_role()].by_group)
        ready = (not name or bool(self.name.text().strip())) and (
            not passphrase or len(self.passphrase.text()) >= keys.LEAST_PASSPHRASE)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(ready)


def _table(name: str, heads: tuple[str, ...]) -> QTableWidget:
    table = QTableWidget(0, len(heads))
    table.setHorizontalHeaderLabels(heads)
    table.setAccessibleName(name)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setStretchLastSection(True)
    return table
