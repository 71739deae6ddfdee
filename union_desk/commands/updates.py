"""Updating the program from a signed file, and going back."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import database
from union_desk.commands import outputs
from union_desk.commands.desk import Command
from union_desk.errors import UserError
from union_desk.safety import backups, offers, updating
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk
    from union_desk.safety.updating import Update



class UpdateFileNeededError(UserError):
    """No update was named and none waits."""

    code = "update_file_needed"
    message = N_("Name the file of the update; none was sent down by the superior union.")


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar=_("FILE"), help=_("the signed file of the update"))
    parser.add_argument("--look", action="store_true", help=_("only prove the file and say what it holds"))
    parser.add_argument("--back", action="store_true", help=_("start the version before again"))
    parser.add_argument("--to", metavar=_("DIR"), help=_("the folder of the versions, or where the package goes"))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    if options.back:
        root = Path(options.to) if options.to else updating.root_of_versions()
        version = updating.go_back(root)
        desk.answer({"version": version}, _("Version {version} is started from now on.").format(version=version))
        return
    updating.keys()  # without one nothing can be proved: said before a file is asked for
    update = _update(desk, options)
    if options.look:
        meant = _is_meant(desk, update)
        desk.answer(_document(update) | {"offered": meant}, offers.sentence(update, meant=meant))
        return
    backup = _back_up(desk)
    if update.kind == updating.FOLDER:
        _put_in_place(desk, options, update, backup)
    else:
        _hand_over(desk, options, update, backup)


def _update(desk: Desk, options: argparse.Namespace) -> Update:
    if not options.file:
        found = updating.offered(desk.folder)
        if found is None:
            raise UpdateFileNeededError
        return found
    path = Path(options.file).expanduser()
    if not path.is_file():
        raise outputs.OutputError(file=path, reason=_("it is not there"))
    return updating.read(path)


def _is_meant(desk: Desk, update: Update) -> bool:
    """Tell whether the superior union offers this very file, where there is an office that knows."""
    if not (desk.folder / database.FILE).exists():
        return False
    with desk.db.read() as session:
        return offers.is_meant(session, update)


def _back_up(desk: Desk) -> str:
    """Back the office up if there is one; returns the file."""
    if not (desk.folder / database.FILE).exists():
        return ""
    return str(backups.make(desk.db, backups.BEFORE).path)


def _put_in_place(desk: Desk, options: argparse.Namespace, update: Update, backup: str) -> None:
    root = Path(options.to).expanduser() if options.to else updating.root_of_versions()
    place = updating.put_in_place(update, root)
    desk.answer(_document(update) | {"folder": str(place), "backup": backup}, _(
        "Version {version} is started from now on; `union-desk update --back` goes back.").format(
            version=update.version))


def _hand_over(desk: Desk, options: argparse.Namespace, update: Update, backup: str) -> None:
    folder = Path(options.to).expanduser() if options.to else desk.folder.parent / updating.WAITING
    package, command = updating.hand_over(update, folder)
    desk.answer(_document(update) | {"package": str(package), "command": command, "backup": backup}, _(
        "The office was backed up. Close the program, then install version {version}:\n  {command}").format(
            version=update.version, command=shlex.join(command)))


def _document(update: Update) -> dict[str, Any]:
    return asdict(update) | {"path": str(update.path)}


COMMANDS = {"update": Command(_configure, _run)}
