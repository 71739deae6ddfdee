"""An update from a file: proved, the office backed up, then put in place or handed to the system's installer."""

from __future__ import annotations

import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from ui.jobs import Action
from ui.pages.opening import open_file, open_folder_of
from union_desk.safety import offers, updating
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App
    from union_desk.progress import Progress
    from union_desk.safety.updating import Update


def ask_file(app: App) -> None:
    """Let the person point at the file of an update; one that the superior sent down is offered at once.

    A build that can prove none says so before anybody looks for a file.
    """
    if not updating.proves():
        app.messages.error(updating.NoMakersKeyError())
        return
    waiting = updating.offered(app.folder)
    if waiting is not None:
        _offer(app, waiting)
        return
    kind = _("Updates")
    dialog = QFileDialog(app.window, _("Signed update"), "", f"{kind} (*{updating.ENDING})")
    dialog.fileSelected.connect(lambda name: look(app, Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def look(app: App, path: Path) -> None:
    """Prove an update and ask whether to install it."""
    app.jobs.run(_("Proving the update"), lambda _progress: updating.read(path), partial(_offer, app), listed=False)


def _offer(app: App, update: Update) -> None:
    def ask(meant: bool) -> None:  # noqa: FBT001  the answer of a reading
        app.messages.ask(offers.sentence(update, meant=meant), _("Back up and install"),
                         then=lambda: install(app, update))

    app.jobs.read(lambda session: offers.is_meant(session, update), ask, owner=app)


def install(app: App, update: Update) -> None:
    """Back the office up, then put the version in place or hand the package over."""
    app.jobs.run(_("Installing version {version}").format(version=update.version),
                 partial(_work, app, update), partial(_done, app, update))


def _work(app: App, update: Update, progress: Progress) -> Path:
    from union_desk.safety import backups

    backups.make(app.db, backups.BEFORE, progress=progress)
    if update.kind == updating.FOLDER:
        return updating.put_in_place(update, updating.root_of_versions())
    package, _command = updating.hand_over(update, app.folder.parent / updating.WAITING)
    return package


def _done(app: App, update: Update, place: Path) -> None:
    if update.kind == updating.FOLDER:
        app.messages.say(_("Version {version} is started from now on; `union-desk update --back` goes back.").format(
            version=update.version))
        return
    actions = [Action(_("Open the installer"), lambda: open_file(place)),
               Action(_("Open the folder"), lambda: open_folder_of(place))]
    command = str(place) if update.kind == updating.SETUP else shlex.join(["sudo", "apt", "install", str(place)])
    app.messages.say(_("The office was backed up. Close the program, then install version {version}:\n  {command}"
                       ).format(version=update.version, command=command), actions=actions)
