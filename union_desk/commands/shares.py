"""Two of three shares open the office: made, tried, used."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from union_desk.commands import outputs, passphrases
from union_desk.commands.desk import Command
from union_desk.database import Database
from union_desk.safety import shares
from union_desk.words import _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk

CHAIR, PAPER = "UNION_DESK_CHAIR_PASSPHRASE", "UNION_DESK_SHARE"


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("step", choices=tuple(_STEPS), help=_(
        "make: share the key out; test: try two shares and change nothing; use: set a new passphrase with two shares"))
    parser.add_argument("--paper", metavar=_("FILE"), help=_(
        "make: the sheet, a .pdf file; test, use: a text file with its code (or {name})").format(name=PAPER))
    parser.add_argument("--superior", metavar=_("FILE"), help=_("the superior's share, a .txt file"))
    parser.add_argument("--chair", action="store_true",
                        help=_("test, use: with the chair's passphrase ({name})").format(name=CHAIR))
    parser.add_argument("--account", metavar=_("NAME"), help=_("use: whose passphrase is set"))
    parser.add_argument("--new-passphrase-file", metavar=_("FILE"), help=_(
        "a file with the new passphrase (or {name}; else it is asked for)").format(name=passphrases.NEW_ENVIRONMENT))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    _STEPS[options.step](desk, options)


def _make(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import recovering

    desk.actor.need("shares.make")
    paper, superior = outputs.place(options.paper or "", ".pdf"), outputs.place(options.superior or "", ".txt")
    chair = passphrases.first(None, CHAIR)
    with outputs.writing(paper):
        recovering.make_shares(desk.db, desk.actor, chair, paper=paper, superior=superior)
    desk.answer({"paper": str(paper), "superior": str(superior)}, _(
        "Print {paper}, seal it in an envelope and delete the file; give {superior} to the superior union. Any two of "
        "the paper, that file and the chair's passphrase open the office; one alone opens nothing, and an older "
        "recovery sheet no longer does.").format(
            paper=paper, superior=superior))


def _test(desk: Desk, options: argparse.Namespace) -> None:
    shares.unwrap(desk.folder, _given(desk, options))
    desk.answer({"opens": True}, _("The two shares open this office; nothing was changed."))


def _use(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import recovering
    from union_desk.safety import accounts

    found = _given(desk, options)
    key = shares.unwrap(desk.folder, found)  # what does not open is told before a new passphrase is typed
    db = desk.keep(Database.open_with(desk.folder, key))
    with db.read() as session:
        account = accounts.find(session, options.account).id if options.account else ""
    recovering.by_shares(desk.folder, found, passphrases.changed(options), account, desk.operator)
    desk.answer({"changed": True}, _("The passphrase was changed."))


def _given(desk: Desk, options: argparse.Namespace) -> list[shares.Share]:
    found = [shares.read_file(Path(file)) for file in (options.paper, options.superior) if file]
    if not options.paper and os.environ.get(PAPER):
        found.append(shares.read(os.environ[PAPER]))
    if options.chair:
        given = os.environ.get(CHAIR) or passphrases.asked(_("The chair's passphrase: "), CHAIR)
        found.append(shares.of_the_chair(desk.folder, given))
    return found


_STEPS = {"make": _make, "test": _test, "use": _use}
COMMANDS = {"shares": Command(_configure, _run)}
