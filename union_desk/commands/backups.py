"""Backups without a screen: making, listing, looking into, restoring, and the drill that proves them."""

from __future__ import annotations

from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import settings
from union_desk.commands import outputs, passphrases
from union_desk.commands.desk import Command, local
from union_desk.database import Database
from union_desk.errors import UserError
from union_desk.safety import backups, drill, keys, restoring, suites
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk
    from union_desk.progress import Progress
    from union_desk.safety.backups import Backup

_WIRE = "sync.desk.backup"  # by name: the core does not import the wire
_SET = N_("Changed where and how backups are made")


class FileNeededError(UserError):
    """The step works on a file that was not named."""

    code = "backup_file_needed"
    message = N_("'backup {step}' needs the file of a backup; `union-desk backup list` shows them.")


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("step", choices=tuple(_STEPS), help=_(
        "make: a backup now; list: those there are; show FILE: what it holds and what going back would lose; "
        "restore FILE: go back to it, what is there is kept; return: take back what the last restore put aside; "
        "drill: prove the newest one; set: folder and cipher"))
    parser.add_argument("file", nargs="?", metavar=_("FILE"), help=_("the file of a backup"))
    parser.add_argument("--to", metavar=_("FILE"), help=_("make: one whole file to carry away, with the attachments"))
    parser.add_argument("--folder", metavar=_("DIR"), help=_("set: where backups go from now on"))
    parser.add_argument("--suite", choices=tuple(suites.SUITES), help=_("set: the cipher of backups"))


def before(desk: Desk, progress: Progress) -> None:
    """Make a backup before a large change, if anything changed since the last one."""
    desk.db.on_backup.append(lambda: import_module(_WIRE).seal(desk.db))
    backups.ensure(desk.db, backups.BEFORE, progress)


def _run(desk: Desk, options: argparse.Namespace) -> None:
    _STEPS[options.step](desk, options)


def _make(desk: Desk, options: argparse.Namespace) -> None:
    target = outputs.place(options.to, backups.ENDING) if options.to else None
    desk.actor.need("backups.make")
    desk.db.on_backup.append(lambda: import_module(_WIRE).seal(desk.db))
    made = backups.make(desk.db, to=target, progress=desk.progress())
    desk.answer(_document(made), _("The backup {file} was made and proved ({size:,} bytes).").format(
        file=made.path, size=made.size))


def _list(desk: Desk, options: argparse.Namespace) -> None:
    desk.actor.need("backups.view")
    folder = backups.folder_of(desk.db)
    there = backups.found(folder)
    why = {reason: _(words) for reason, words in backups.REASONS.items()}
    lines = [f"{local(each.made_at)}  {why.get(each.reason, each.reason)}  {each.size:,}  {each.path.name}"
             for each in there]
    text = "\n".join(lines) or _("There is no backup in {folder} yet.").format(folder=folder)
    desk.answer({"folder": str(folder), "backups": [_document(b) for b in there]}, text)


def _show(desk: Desk, options: argparse.Namespace) -> None:
    desk.actor.need("backups.view")
    manifest = backups.read_manifest(_file(options), desk.db.key)
    lost = restoring.loss(desk.db, manifest)
    lines = [
        _("{office}, {moment}: {gestures} gestures, {members} members.").format(
            office=manifest.office, moment=local(manifest.made_at), gestures=manifest.gestures,
            members=manifest.records.get("members", 0)),
        _("Going back to it would take {count} gestures away:").format(count=lost.gestures),
        *(f"  {local(at)}  {who}  {what}" for at, who, what in lost.shown)]
    if lost.other:
        lines.append(_("It is not an earlier state of this office: another office, or another branch of it."))
    desk.answer({"manifest": asdict(manifest), "loss": asdict(lost)}, "\n".join(lines))


def _restore(desk: Desk, options: argparse.Namespace) -> None:
    path = _file(options)
    key, account = restoring.enter(path, passphrases.current(options))
    restoring.check_right(desk.folder, key, account)
    kept = restoring.restore(path, key, desk.folder)
    Database.open_with(desk.folder, key).close()
    words = _("The office in {folder} is as it was in {file}.").format(folder=desk.folder.absolute(), file=path.name)
    if kept is not None:
        words += " " + _("What was there before is kept in {kept}; `union-desk backup return` takes it back.").format(
            kept=kept)
    desk.answer({"office": str(desk.folder.absolute()), "kept": str(kept) if kept else None}, words)


def _return(desk: Desk, options: argparse.Namespace) -> None:
    there = restoring.put_aside(desk.folder)
    if there:
        key, account = keys.enter(there[0], passphrases.current(options))
        restoring.check_right(desk.folder, key, account)
    kept = restoring.go_back(desk.folder, there[0]) if there else None
    words = _("The office is as it was before; the other state is kept in {kept}.").format(kept=kept) if kept else _(
        "No restore has put anything aside here.")
    desk.answer({"kept": str(kept) if kept else None}, words)


def _drill(desk: Desk, options: argparse.Namespace) -> None:
    desk.actor.need("backups.make")
    result = drill.run(desk.db, desk.progress())
    desk.answer(asdict(result), drill.headline(result))


def _set(desk: Desk, options: argparse.Namespace) -> None:
    desk.actor.need("settings.edit")
    with desk.db.write(desk.actor, _SET, keep=True) as session:
        if options.folder:
            settings.put(session, backups.FOLDER_SETTING, str(Path(options.folder).expanduser().absolute()))
        if options.suite:
            settings.put(session, backups.SUITE_SETTING, options.suite)
        suite = settings.get(session, backups.SUITE_SETTING) or suites.AES
    folder = backups.folder_of(desk.db)
    desk.answer({"folder": str(folder), "suite": suite}, _("Backups go to {folder}, sealed with {suite}.").format(
        folder=folder, suite=_(suites.get(suite).label)))


def _file(options: argparse.Namespace) -> Path:
    if not options.file:
        raise FileNeededError(step=options.step)
    path = Path(options.file).expanduser()
    if not path.is_file():
        raise outputs.OutputError(file=path, reason=_("it is not there"))
    return path


def _document(backup: Backup) -> dict[str, Any]:
    return asdict(backup) | {"path": str(backup.path)}


_STEPS = {"make": _make, "list": _list, "show": _show, "restore": _restore, "return": _return, "drill": _drill,
          "set": _set}
COMMANDS = {"backup": Command(_configure, _run)}
