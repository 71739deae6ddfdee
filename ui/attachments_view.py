"""The papers and photographs of a record: added by button or by dropping files, opened, saved elsewhere, taken away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from sync.desk import contents, store
from ui import tokens
from ui.jobs import Action
from ui.moments import local
from ui.widgets.words import button, column, label, row
from union_desk import attachments, durable, kept_kinds, records, registers
from union_desk.safety import gate
from union_desk.schema import codes
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.contents import Store
    from union_desk.schema.register import Register

BOOK = "attachments"
_KB = 1000
TOOK_OUT = N_("Took out the attachment {file}")


def _state(state: str, more: str) -> str:
    """Return what became of a file on the road: when it was received, or why it was refused."""
    texts = {
        contents.STAYS: _("stays here"), contents.WAITING: _("waiting to be sent"),
        contents.RECEIVED: _("received by the superior {time}"), contents.REFUSED: _("refused: {reason}"),
        contents.AWAITED: _("has not arrived yet")}
    time = local(more) if state == contents.RECEIVED and more else ""
    return texts[state].format(time=time, reason=more).strip() if state else ""


def _roads(s: Session, held: Store, rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return by record what became of its file on the road, with every level above that has it."""
    states, above = contents.states(s, held, rows), contents.held_above(s, rows)
    return {row["id"]: " → ".join([_state(*states[row["id"]]), *(
        f"{one.name} {local(one.at)}" for one in above.get(row["content"], ()))]) for row in rows}


class AttachmentsView(QWidget):
    """The tab with what hangs on a record."""

    def __init__(self, app: App, register: Register) -> None:
        """Begin empty."""
        super().__init__()
        self.app, self.register = app, register
        self._record, self.rows = "", list[dict[str, Any]]()
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Kind of paper"))
        for entry in codes.get("evidence"):
            self.kind.addItem(entry.text(), entry.code)
        self.kind.setCurrentIndex(self.kind.findData("99"))
        self.table = QTableWidget(0, 5)
        self.table.setHorizontalHeaderLabels(
            [_("Kind of paper"), _("Title"), _("File name"), _("File size"), _("On the road")])
        self.table.setAccessibleName(_("Attachments"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.doubleClicked.connect(lambda _index: self.open_chosen())
        icon = app.theme.icon
        self.setLayout(
            column(
                row(self.kind, button(_("Attach files…"), self.ask_files, icon=icon("plus")), None),
                row(
                    button(_("Open"), self.open_chosen, icon=icon("external-link")),
                    button(_("Save as…"), self.ask_target, icon=icon("download")),
                    button(_("Move to the bin"), self.remove, icon=icon("trash-2")),
                    None,
                ),
                label(_("Files can be dropped here."), muted=True, wraps=True),
                self.table,
                margins=tokens.SPACE_S,
            )
        )
        self.setAcceptDrops(True)
        app.changed.connect(self._follow)

    def show_record(self, record_id: str) -> None:
        """Read what hangs on a record."""
        self._record = record_id
        held = attachments.in_store(self.app.db)

        def read(s: Session) -> tuple[list[dict[str, Any]], dict[str, str]]:
            found = attachments.of(s, self.register, record_id)
            return found, _roads(s, held, found) if store.get(s, store.SUPERIOR) else {}

        self.app.jobs.read(read, lambda found: self._fill(record_id, *found), owner=self)

    def ask_files(self) -> None:
        """Let the person choose files."""
        dialog = QFileDialog(self, _("Attach files…"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: self.attach([Path(file) for file in files]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def attach(self, files: Sequence[Path]) -> None:
        """Attach files to the record as one gesture, with the kind that is chosen."""
        app, register, record, kind = self.app, self.register, self._record, str(self.kind.currentData())

        def work(session: Session) -> int:
            for file in files:
                offered = attachments.read(session, file)
                attachments.attach(app.db, session, register, record, offered, {"evidence": kind})
            return len(files)

        app.jobs.gesture(
            N_("Attached {count} files to {register} {name}"),
            work,
            lambda count: app.messages.say(_("{count} files were attached.").format(count=count)),
            params={"count": len(files), "register": register.singular, "name": self._title()},
            owner=self,
        )

    def open_chosen(self) -> None:
        """Open the chosen file with the program that this computer has for it, from a private folder."""
        chosen = self._chosen()
        if chosen is None:
            return
        from ui.pages.opening import open_file

        if not kept_kinds.is_kind(str(chosen["file_name"])):  # it came from elsewhere, under a name of its own
            self.app.messages.error(attachments.NotWhatItClaimsError(
                file=chosen["file_name"], found=chosen["media_type"]))
            return
        folder = Path(self.app.preferences.folder) / "opened"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = folder / f"{str(chosen['content'])[:12]}{Path(str(chosen['file_name'])).suffix}"
        self._write(chosen, target, lambda: open_file(target))

    def ask_target(self) -> None:
        """Let the person say where a copy goes."""
        chosen = self._chosen()
        if chosen is None:
            return
        name = Path(str(chosen["file_name"]).replace("\\", "/")).name  # it may have come from elsewhere
        dialog = QFileDialog(self, _("Save as…"), str(Path.home() / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(lambda file: self._write(chosen, Path(file), lambda: self._saved(Path(file))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def remove(self) -> None:
        """Move the chosen one to the bin."""
        chosen = self._chosen()
        if chosen is None:
            return
        app, book = self.app, registers.get(BOOK)
        app.jobs.gesture(
            N_("Moved {register} {name} to the bin"),
            lambda s: records.delete(s, book, [chosen["id"]]),
            lambda _count: app.messages.say(
                _("{name} is in the bin.").format(name=chosen["title"]),
                actions=[Action(_("Undo"), lambda: app.run_command("undo"))],
            ),
            params={"register": book.singular, "name": chosen["title"]},
            owner=self,
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what was dropped."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files and self._record:
            event.acceptProposedAction()
            self.attach(files)

    def _write(self, chosen: dict[str, Any], target: Path, done: Any) -> None:
        db, actor = self.app.db, self.app.actor

        def work(_progress: object) -> None:
            release = gate.Release(gate.EXPORT, "attachments", 1, right="attachments.view", to=target.name)
            with gate.passing(db, actor, release, TOOK_OUT, file=chosen["file_name"]) as passed:
                durable.write(target, attachments.load(db, chosen))
                gate.note(passed.session, release, target)

        self.app.jobs.run(_("Reading {file}").format(file=chosen["file_name"]), work, lambda _none: done(),
                          owner=self, listed=False)

    def _saved(self, path: Path) -> None:
        self.app.messages.say(_("Saved: {path}").format(path=path))

    def _fill(self, record_id: str, found: list[dict[str, Any]], roads: dict[str, str]) -> None:
        if record_id != self._record:
            return
        self.rows = found
        self.table.setRowCount(len(found))
        book = registers.get(BOOK)
        for place, one in enumerate(found):
            size = f"{max(1, round((one['size'] or 0) / _KB)):,} KB"
            texts = (book.fields["evidence"].kind.show(one["evidence"]), str(one["title"]), str(one["file_name"]), size,
                     roads.get(one["id"], ""))
            for at, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(place, at, item)
        self.table.resizeColumnsToContents()
        if found:
            self.table.selectRow(0)

    def _chosen(self) -> dict[str, Any] | None:
        line = self.table.currentRow()
        return self.rows[line] if 0 <= line < len(self.rows) else None

    def _title(self) -> str:
        with self.app.db.read() as session:
            return records.titles(session, self.register, [self._record])[self._record]

    def _follow(self, changed: frozenset[str]) -> None:
        if BOOK in changed and self._record:
            self.show_record(self._record)
