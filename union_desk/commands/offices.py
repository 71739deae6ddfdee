"""The office itself: founding it, filling it with invented people, its passphrase and its recovery sheet."""

from __future__ import annotations

import argparse
import os
from getpass import getpass
from typing import TYPE_CHECKING

from union_desk.commands import outputs, passphrases
from union_desk.commands.desk import Command
from union_desk.words import N_, _

if TYPE_CHECKING:
    from union_desk.commands.desk import Desk

RECOVERY_CODE = "UNION_DESK_RECOVERY_CODE"
_MADE_SHEET = N_("Made a new recovery sheet")


def _natural(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(_("{text} is below zero").format(text=text))
    return value


_natural.__name__ = "number"  # what argparse calls it when it cannot be read

# ---- init


def _configure_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help=_("full name of the union"))
    parser.add_argument("--code", default="", help=_("code given by the superior, or the credit code of 18 characters"))
    parser.add_argument("--practice", action="store_true", help=_("a practice office for invented people"))


def _init(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import office

    if not (desk.folder / office.FILE).exists():  # who would overwrite an office is told so before typing a passphrase
        passphrase = passphrases.chosen(options)
    else:
        raise office.OfficeExistsError(folder=desk.folder)
    db = desk.keep(office.create_office(desk.folder, passphrase, options.name, options.code,
                                        practice=options.practice, actor=desk.actor))
    with db.read() as session:
        union = office.union(session)
    folder = str(desk.folder.absolute())
    document = {"office": folder, "union": union["id"], "name": union["union_name"], "code": union["union_code"]}
    desk.answer(document, _("The office of {name} was set up in {folder}.").format(name=union["union_name"], folder=folder))


# ---- generate


def _configure_generate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--members", type=_natural, required=True, metavar="N", help=_("how many people"))
    parser.add_argument("--seed", type=_natural, default=1, metavar="S",
                        help=_("the same number invents the same people"))


def _generate(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import office

    made = office.generate(desk.db, options.members, options.seed, desk.progress(), actor=desk.actor)
    document = {"members": made.members, "branches": made.branches, "events": made.events,
                "seed": options.seed, "seconds": round(made.seconds, 3)}
    desk.answer(document, _("{members} invented people, {branches} branches and groups, {events} events of membership "
                            "were added in {seconds:.1f} s.").format(**vars(made)))


# ---- passphrase


def _configure_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--new-passphrase-file", metavar=_("FILE"),
                        help=_("a file with the new passphrase (or {name}; else it is asked for)").format(
                            name=passphrases.NEW_ENVIRONMENT))
    parser.add_argument("--forgotten", action="store_true",
                        help=_("open with the recovery sheet's code (asked for, or {name})").format(name=RECOVERY_CODE))


def _passphrase(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import office
    from union_desk.safety import recovery

    if options.forgotten:
        code = os.environ.get(RECOVERY_CODE) or passphrases.asked(_("Recovery code: "), RECOVERY_CODE, getpass)
        recovery.unwrap(desk.folder, code)  # a wrong code is told before a new passphrase is typed
        office.reset_passphrase(desk.folder, code, passphrases.changed(options))
    else:
        old = passphrases.current(options)
        desk.unlock(old)
        office.change_passphrase(desk.folder, old, passphrases.changed(options))
    desk.answer({"office": str(desk.folder.absolute()), "changed": True}, _("The passphrase was changed."))


# ---- recovery sheet


def _configure_sheet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", required=True, metavar="F.pdf", help=_("where the sheet is written"))


def _sheet(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import office
    from union_desk.papers import recovery_sheet
    from union_desk.safety import recovery

    target = outputs.place(options.to, ".pdf")
    with desk.db.read() as session:
        name = str(office.union(session).get("union_name") or "")
    with outputs.writing(target), desk.db.write(desk.actor, _MADE_SHEET, keep=True):
        recovery_sheet.draw(target, name, str(desk.folder.absolute()), recovery.create(desk.folder, desk.db.key))
    desk.answer({"file": str(target)}, _("The recovery sheet is in {file}. Print it, lock it away and delete the file; "
                                         "an older sheet opens nothing any more.").format(file=target))


COMMANDS = {
    "init": Command(_configure_init, _init),
    "generate": Command(_configure_generate, _generate),
    "passphrase": Command(_configure_passphrase, _passphrase),
    "recovery-sheet": Command(_configure_sheet, _sheet),
}
