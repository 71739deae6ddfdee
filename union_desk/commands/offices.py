"""The office itself: founding it, filling it with invented people, its passphrase and its recovery sheet."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from union_desk.commands import arguments, outputs, passphrases, querying
from union_desk.commands.desk import Command
from union_desk.database import FILE, Database, OfficeExistsError
from union_desk.words import _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk

RECOVERY_CODE = "UNION_DESK_RECOVERY_CODE"


# ---- init


def _configure_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, metavar=_("NAME"), help=_("full name of the union"))
    parser.add_argument("--code", default="", metavar=_("TEXT"),
                        help=_("code given by the superior, or the credit code of 18 characters"))
    parser.add_argument("--practice", action="store_true", help=_("a practice office for invented people"))


def _init(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import office

    if (desk.folder / FILE).exists():  # told before a passphrase is typed
        raise OfficeExistsError(folder=desk.folder)
    with querying.naming(office.UNIONS):
        db = desk.keep(office.create_office(desk.folder, passphrases.chosen(options), options.name, options.code,
                                            practice=options.practice, actor=desk.actor))
    with db.read() as session:
        union = office.union(session)
    folder = str(desk.folder.absolute())
    document = {"office": folder, "union": union["id"], "name": union["union_name"], "code": union["union_code"]}
    words = _("The office of {name} was set up in {folder}.").format(name=union["union_name"], folder=folder)
    desk.answer(document, words)


# ---- generate


def _configure_generate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--members", type=arguments.natural, required=True, metavar=_("N"), help=_("how many people"))
    parser.add_argument("--seed", type=arguments.natural, default=1, metavar=_("N"),
                        help=_("the same number invents the same people"))
    parser.add_argument("--years", type=arguments.natural, default=1, metavar=_("N"),
                        help=_("years of work in the other books; 0 makes members alone"))


def _generate(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import office

    made = office.generate(desk.db, options.members, options.seed, desk.progress(), actor=desk.actor,
                           years=options.years)
    document = {"members": made.members, "branches": made.branches, "events": made.events,
                "seed": options.seed, "seconds": round(made.seconds, 3)}
    desk.answer(document, _("{members} invented people, {branches} branches and groups, {events} events of membership "
                            "were added in {seconds:.1f} s.").format(**vars(made)))


# ---- passphrase


def _configure_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--new-passphrase-file", metavar=_("FILE"),
                        help=_("a file with the new passphrase (or {name}; else it is asked for)").format(
                            name=passphrases.NEW_ENVIRONMENT))
    parser.add_argument("--account", metavar=_("NAME"), help=_("with --forgotten: whose passphrase is set"))
    parser.add_argument("--forgotten", action="store_true",
                        help=_("open with the recovery sheet's code (asked for, or {name})").format(name=RECOVERY_CODE))


def _passphrase(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import recovering
    from union_desk.safety import accounts, recovery

    if options.forgotten:
        code = os.environ.get(RECOVERY_CODE) or passphrases.asked(_("Recovery code: "), RECOVERY_CODE)
        key = recovery.unwrap(desk.folder, code)
        db = desk.keep(Database.open_with(desk.folder, key))
        with db.read() as session:
            account = accounts.find(session, desk.options.account).id if options.account else ""
        recovering.by_sheet(desk.folder, code, passphrases.changed(options), account, desk.operator)
    else:
        old, desk.changing = passphrases.current(options), True
        db = desk.open_with(old)  # a wrong one is told before a new one is typed
        accounts.change_passphrase(db, desk.actor, old, passphrases.changed(options))
    desk.answer({"office": str(desk.folder.absolute()), "changed": True}, _("The passphrase was changed."))


# ---- recovery sheet


def _configure_sheet(parser: argparse.ArgumentParser) -> None:
    arguments.destination(parser, _("a .pdf file"))


def _sheet(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import recovering

    target = outputs.place(options.to, ".pdf")
    with outputs.writing(target):
        recovering.make_sheet(desk.db, desk.actor, target)
    desk.answer({"file": str(target)}, _("The recovery sheet is in {file}. Print it, lock it away and delete the file; "
                                         "an older sheet opens nothing any more.").format(file=target))


COMMANDS = {
    "init": Command(_configure_init, _init),
    "generate": Command(_configure_generate, _generate),
    "passphrase": Command(_configure_passphrase, _passphrase),
    "recovery-sheet": Command(_configure_sheet, _sheet),
}
