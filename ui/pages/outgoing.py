"""What leaves a list: printing, export, statistics of the chosen records, or of all that the list shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QDialog, QDialogButtonBox, QFileDialog, QLineEdit, QRadioButton

from ui import tokens
from ui.jobs import Action
from ui.pages.opening import open_file, open_folder_of
from ui.widgets.words import column, label
from ui.workbook_password import PasswordChoice
from union_desk import records
from union_desk.errors import UserError
from union_desk.safety import passwords
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from ui.context import App
    from ui.register_page import RegisterPage
    from union_desk.exchange.exporting import Exported
    from union_desk.schema.register import Register

MEMBERS = "members"
MOST_CHOSEN = 30_000
REASON = N_("Reason for exporting private data of {register}: {reason}")


def listed(app: App) -> RegisterPage | None:
    """Return the register's page in front, None when another page is."""
    from ui.register_page import RegisterPage

    page = app.current()
    return page if isinstance(page, RegisterPage) else None


def people(app: App, then: Callable[[Query], None]) -> None:
    """Hand over the query of the chosen members: those marked in the list, all that it shows when at most one is."""
    page = listed(app)
    if page is None or page.register.name != MEMBERS:
        then(Query(filters=(Filter("membership_state", "is", ("active", "transferring_out")),)))
        return
    chosen(app, page, then)


def chosen(app: App, page: RegisterPage, then: Callable[[Query], None]) -> None:
    """Hand over the query of the records that are marked, or of the whole list when none or only the cursor's is."""
    if page.grid.count_chosen() < 2:  # noqa: PLR2004  the cursor marks its own line
        then(page.bar.query)
        return
    places, register = page.grid.grid_model.places_of(page.grid.lines()[:MOST_CHOSEN]), page.register

    def work(session: Session) -> Query:
        ids = tuple(row["id"] for row in records.rows(session, register, places, ["id"]))
        return Query(filters=(Filter("id", "is", ids),), sort=page.bar.query.sort)

    app.jobs.read(work, then, owner=page)


def show_print(app: App) -> None:
    """Print the chosen records of the list in front, where it has forms; else members."""
    page = listed(app)
    if page is None or not has_forms(page.register.name):
        people(app, lambda query: app.show_page("print", query=query))
        return
    name = page.register.name
    one = page.grid.current_id() if page.grid.count_chosen() == 1 else None
    if one is not None:
        app.show_page("print", register=name, ids=[one])
    else:
        chosen(app, page, lambda query: app.show_page("print", register=name, query=query))


def show_filling(app: App) -> None:
    """Fill the chosen records of the list in front, or what it shows, into a form of the superior."""
    page = listed(app)
    if page is None:
        app.show_page("filling")
    else:
        name = page.register.name
        chosen(app, page, lambda query: app.show_page("filling", register=name, query=query))


def show_import(app: App) -> None:
    """Read a file into the book in front, or into the members'."""
    page = listed(app)
    name = page.register.name if page is not None and page.register.takes_rows else MEMBERS
    app.show_page("import", register=name)


def has_forms(register: str) -> bool:
    """Tell whether any form prints the records of a register."""
    from union_desk import papers

    return any(form.register == register for form in papers.ALL.values())


def show_statistics(app: App) -> None:
    """Count the chosen members."""
    people(app, lambda query: app.show_page("statistics", query=Query(text=query.text, filters=query.filters)))


def ask_export(app: App) -> ExportDialog | None:
    """Ask what of the list in front goes into which file."""
    page = listed(app)
    if page is None:
        app.messages.say(_("Go to a list first: what it shows is what is exported."))
        return None
    dialog = ExportDialog(app, page)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class ExportDialog(QDialog):
    """Which records, which columns, private data or not."""

    def __init__(self, app: App, page: RegisterPage) -> None:
        """Lay it out for a list."""
        super().__init__(page)
        self.app, self.page = app, page
        self.setWindowTitle(_("Export to Excel or CSV"))
        marked = page.grid.count_chosen()
        self.all, self.marked = (
            QRadioButton(_("Everything that the list shows")),
            QRadioButton(_("The {count} chosen records").format(count=marked)),
        )
        self.shown, self.whole = QRadioButton(_("The columns on the screen")), QRadioButton(_("All columns"))
        self.groups = [QButtonGroup(self), QButtonGroup(self)]
        for group, buttons in zip(self.groups, ((self.all, self.marked), (self.shown, self.whole)), strict=True):
            for one in buttons:
                group.addButton(one)
        several = marked > 1
        self.marked.setEnabled(several)
        (self.marked if several else self.all).setChecked(True)
        self.whole.setChecked(True)
        self.names = QCheckBox(_("Field names as headings, for other programs"))
        self.unmasked = QCheckBox(_("Private data in full (this is journaled)"))
        self.unmasked.setEnabled(app.actor.can(f"{page.register.name}.export_unmasked"))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("Why private data is needed in full"))
        self.reason.setAccessibleName(_("Why private data is needed in full"))
        self.reason.setEnabled(False)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setText(_("Choose the file…"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.ask_file)
        self.buttons.rejected.connect(self.reject)
        self.protection = PasswordChoice(self._offer)
        self.unmasked.toggled.connect(self.reason.setEnabled)
        self.unmasked.toggled.connect(lambda _on: self._offer())
        self.reason.textChanged.connect(lambda _text: self._offer())
        self._lay_out()

    def _lay_out(self) -> None:
        self.setLayout(
            column(
                label(_("Records"), section=True),
                self.all,
                self.marked,
                label(_("Columns"), section=True),
                self.shown,
                self.whole,
                self.names,
                label(_("Private data"), section=True),
                self.unmasked,
                self.reason,
                label(_("Protection"), section=True),
                self.protection,
                self.buttons,
                margins=tokens.SPACE_L,
            )
        )

    def ask_file(self) -> None:
        """Let the person say where the file goes."""
        home = Path(self.app.preferences.text("export/folder", str(Path.home())))
        name = str(home / f"{_(self.page.register.label)}.xlsx")
        dialog = QFileDialog(self, _("Export to Excel or CSV"), name, "Excel (*.xlsx);;CSV (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda file: self.export_to(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_to(self, path: Path) -> None:
        """Write the file as a job and close."""
        app, page, wanted = self.app, self.page, self._wanted()
        try:
            passwords.check(path.name, wanted["password"])
        except UserError as fault:
            app.messages.error(fault)
            return
        app.preferences.put("export/folder", str(path.parent))
        if wanted["unmasked"]:
            wanted["reason"] = self.reason.text().strip()
            params: dict[str, object] = {"register": page.register.label, "reason": wanted["reason"]}
            app.jobs.gesture(REASON, lambda _session: None, keep=True, params=params)

        def begin(query: Query) -> None:  # the dialog is gone by then
            run(app, page.register, path, wanted | {"query": query})

        if self.marked.isChecked():
            chosen(app, page, begin)
        else:
            begin(page.bar.query)
        self.accept()

    def _wanted(self) -> dict[str, Any]:
        shown = tuple(c for c in self.page.grid.columns() if c in self.page.register.fields)
        return {
            "field_names": self.names.isChecked(),
            "unmasked": self.unmasked.isChecked(),
            "columns": shown if self.shown.isChecked() else None,
            "password": self.protection.value(),
        }

    def _offer(self) -> None:
        ready = not self.unmasked.isChecked() or bool(self.reason.text().strip())
        protected = getattr(self, "protection", None)
        ready = ready and (protected is None or not protected.fault())
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(ready)


def run(app: App, register: Register, path: Path, wanted: dict[str, Any]) -> None:
    """Export as a job; `wanted` are the fields of `exporting.Options`."""
    from union_desk.exchange import exporting

    def done(found: Exported) -> None:
        text = _("{count} records exported to {file}.").format(count=found.rows, file=path.name)
        if found.masked:
            text += " " + _("Private data is masked.")
        actions = [
            Action(_("Open the file"), lambda: open_file(path)),
            Action(_("Open the folder"), lambda: open_folder_of(path)),
        ]
        job.conclude(text, *actions)
        app.messages.say(text, actions=actions)

    options = exporting.Options(**wanted)
    job = app.jobs.run(
        _("Exporting {register}").format(register=_(register.label)),
        lambda progress: exporting.export(app.db, app.actor, register, path, options, progress),
        done,
    )
