"""Backups: those there are, what each holds and what going back would lose, and the drill that proves them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QComboBox, QFileDialog, QTableWidget, QTableWidgetItem

from ui import backing_up, tokens
from ui.moments import local
from ui.pages.page import PageWidget
from ui.widgets.words import bar, button, column, label, row
from union_desk import registers, settings
from union_desk.safety import backups, drill, restoring, suites
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.progress import Progress
    from union_desk.safety.backups import Backup, Manifest
    from union_desk.safety.drill import Result
    from union_desk.safety.restoring import Loss

SET = N_("Changed where and how backups are made")
TOLD = ("members", "cards", "activities", "appeals", "hardship_files", "dues")  # books that a person counts by
MOST_LOST = 8
_PLACE = Qt.ItemDataRole.UserRole


class BackupsPage(PageWidget):
    """The list on the left half, what the chosen one holds below it; the buttons say what they do."""

    def __init__(self, app: App) -> None:
        """Lay it out and read."""
        super().__init__(app)
        self.there: list[Backup] = []
        self.folder = label("", muted=True, wraps=True)
        self.drill = label("", wraps=True)
        self.automatic = QCheckBox(_("Make backups by themselves: at the start, once a day, before an import"))
        self.automatic.setChecked(app.preferences.flag(backing_up.AUTOMATIC, default=True))
        self.automatic.toggled.connect(lambda on: app.preferences.put(backing_up.AUTOMATIC, on))
        self.suite = QComboBox()
        self.suite.setAccessibleName(_("Cipher of backups"))
        for suite in suites.SUITES.values():
            self.suite.addItem(_(suite.label), suite.name)
        self.suite.activated.connect(lambda _at: self._set(backups.SUITE_SETTING, self.suite.currentData()))
        self.table = self._table()
        self.holds = label("", wraps=True)
        self.holds.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.back = button(_("Go back to this one…"), self.go_back, icon=app.theme.icon("archive-restore"))
        self.back.setEnabled(False)
        self.returning = button(_("Take back the last restore…"), self.take_back)
        self._lay_out()
        self.activated()

    def _lay_out(self) -> None:
        icon = self.app.theme.icon
        above = bar(
            button(_("Back up now"), self.make, icon=icon("shield-check", "on_accent"), primary=True),
            button(_("Whole copy to a stick…"), self.ask_copy, icon=icon("save")),
            button(_("Restore drill now"), self.try_it, icon=icon("circle-check")),
            button(_("Other folder…"), self.ask_folder, icon=icon("folder")), None,
            row(label(_("Cipher of backups")), self.suite))
        self.setLayout(column(
            label(_("Backups"), title=True), above, self.automatic, self.drill, self.folder, self.table, self.holds,
            bar(self.back, self.returning, None), margins=tokens.SPACE, spacing=tokens.SPACE_S))
        self.setFocusProxy(self.table)

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, 4)
        table.setHorizontalHeaderLabels([_("Backup made"), _("Why it was made"), _("File size"), _("Backup file")])
        table.setAccessibleName(_("Backups"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setStretchLastSection(True)
        table.itemSelectionChanged.connect(self._look)
        return table

    # ---- reading

    def activated(self) -> None:
        """Read anew."""
        db = self.app.db

        def look(session: Session) -> tuple[Path, str, Result | None]:
            named = settings.get(session, backups.FOLDER_SETTING)
            folder = Path(named) if named else backups.default_folder(db.folder)
            return folder, str(settings.get(session, backups.SUITE_SETTING) or suites.AES), drill.last(session)

        self.app.jobs.read(look, self._fill, owner=self)

    def _fill(self, facts: tuple[Path, str, Result | None]) -> None:
        folder, suite, result = facts
        where = _("They lie in {folder}. Choose a folder on another disk or stick, if there is one.")
        self.folder.setText(where.format(folder=folder))
        self.suite.setCurrentIndex(max(0, self.suite.findData(suite)))
        self.drill.setText(drill.headline(result) if result else _("No restore drill has been made yet."))
        self.drill.setProperty("level", "error" if result and not result.ok else "")
        self.there = backups.found(folder)
        self.table.setRowCount(len(self.there))
        for line, backup in enumerate(self.there):
            texts = (local(backup.made_at), _(backups.REASONS.get(backup.reason, backup.reason)),
                     _("{size:.1f} MB").format(size=backup.size / 1_000_000), backup.path.name)
            for at, text in enumerate(texts):
                self.table.setItem(line, at, QTableWidgetItem(text))
        self.table.resizeColumnsToContents()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.returning.setVisible(bool(restoring.put_aside(self.app.folder)))
        self._look()

    def chosen(self) -> Backup | None:
        """Return the chosen backup."""
        lines = {index.row() for index in self.table.selectedIndexes()}
        return self.there[lines.pop()] if lines else None

    def _look(self) -> None:
        backup, db = self.chosen(), self.app.db
        self.back.setEnabled(backup is not None)
        self.holds.setText("" if backup is not None else _("Choose one to see what it holds."))
        if backup is None:
            return

        def work(_progress: Progress) -> tuple[Manifest, Loss]:
            manifest = backups.read_manifest(backup.path, db.key)
            return manifest, restoring.loss(db, manifest)

        self.app.jobs.run("", work, lambda found: self._show(backup, *found), failed=self._unreadable, owner=self,
                          listed=False)

    def _show(self, backup: Backup, manifest: Manifest, lost: Loss) -> None:
        if backup != self.chosen():
            return
        counts = " · ".join(f"{_(registers.get(name).label)} {manifest.records[name]:,}" for name in TOLD
                            if manifest.records.get(name) and name in {r.name for r in registers.ALL})
        lines = [_("It holds {office} with {gestures} gestures: {counts}.").format(
            office=manifest.office, gestures=manifest.gestures, counts=counts or "—")]
        if lost.other:
            lines.append(_("It is not an earlier state of this office: another office, or another branch of it."))
        elif not lost.gestures:
            lines.append(_("Nothing was done since: going back would lose nothing."))
        else:
            lines.append(_("Going back to it would take {count} gestures away:").format(count=lost.gestures))
            lines += [f"    {local(at)}  {who}  {what}" for at, who, what in lost.shown[:MOST_LOST]]
        self.holds.setText("\n".join(lines))

    def _unreadable(self, error: BaseException) -> None:
        self.holds.setText(str(error))
        self.back.setEnabled(False)

    # ---- doing

    def make(self) -> None:
        """Make a backup now."""
        self._make(None)

    def ask_copy(self) -> None:
        """Ask where a whole copy goes."""
        dialog = QFileDialog(self, _("Whole copy to a stick"), f"union-desk{backups.ENDING}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(backups.ENDING[1:])
        dialog.fileSelected.connect(lambda name: self._make(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _make(self, target: Path | None) -> None:
        app = self.app
        if not app.allows("backups.make"):
            return
        backing_up.of(app)  # it seals for the superior first

        def done(made: Backup) -> None:
            app.messages.say(_("The backup {file} was made and proved.").format(file=made.path.name))
            self.activated()

        app.jobs.run(_("Making a backup"), lambda progress: backups.make(app.db, to=target, progress=progress), done,
                     owner=self)

    def try_it(self) -> None:
        """Prove the newest backup in a scratch copy."""
        db = self.app.db
        if self.app.allows("backups.make"):
            self.app.jobs.run(_("Restore drill"), lambda progress: drill.run(db, progress), self._tried, owner=self)

    def _tried(self, result: Result) -> None:
        self.app.messages.say(drill.headline(result), level="info" if result.ok else "error")
        self.activated()

    def go_back(self) -> None:
        """Ask, then close the office and ask for its passphrase."""
        backup = self.chosen()
        if backup is not None and self.app.allows(restoring.RIGHT):
            self.app.messages.ask(
                _("Go back to the backup of {moment}?").format(moment=local(backup.made_at)),
                _("Close the office and go back"), lambda: self.app.leaving.emit(backup.path),
                detail=_("{what}\nWhat is there now is put aside, not deleted, and can be taken back.").format(
                    what=self.holds.text()))

    def take_back(self) -> None:
        """Ask, then close the office and take back the state that the last restore put aside."""
        kept = restoring.put_aside(self.app.folder)
        if kept and self.app.allows(restoring.RIGHT):
            self.app.messages.ask(
                _("Take back what the last restore put aside?"), _("Close the office and take it back"),
                lambda: self.app.leaving.emit(kept[0]),
                detail=_("What is there now is put aside instead, not deleted."))

    def ask_folder(self) -> None:
        """Ask where backups go."""
        dialog = QFileDialog(self, _("Folder of the backups"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self._set(backups.FOLDER_SETTING, name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _set(self, name: str, value: Any) -> None:
        if self.app.allows("settings.edit"):
            self.app.jobs.gesture(SET, lambda s: settings.put(s, name, value), lambda _none: self.activated(),
                                  keep=True, owner=self)
