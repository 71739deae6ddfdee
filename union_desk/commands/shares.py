"""Two of three shares open the office: made, tried, used."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from union_desk.access import Actor
from union_desk.commands import outputs, passphrases
from union_desk.commands.desk import Command
from union_desk.database import Database
from union_desk.safety import shares
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk
    from union_desk.safety.keys import DataKey

CHAIR, PAPER = "UNION_DESK_CHAIR_PASSPHRASE", "UNION_DESK_SHARE"
_MADE = N_("Shared the key out: two of paper, superior's file and chair's passphrase open the office")
_USED = N_("Set a new passphrase with two shares")


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("step", choices=tuple(_STEPS), help=_(
        "make: share the key out; test: try two shares and change nothing; use: set a new passphrase with two shares"))
    parser.add_argument("--paper", metavar=_("FILE"), help=_(
        "make: the sheet, a .pdf file; test, use: a text file with its code (or {name})").format(name=PAPER))
    parser.add_argument("--superior", metavar=_("FILE"), help=_("the superior's share, a .txt file"))
    parser.add_argument("--chair", action="store_true",
                        help=_("test, use: with the chair's passphrase ({name})").format(name=CHAIR))
    parser.add_argument("--new-passphrase-file", metavar=_("FILE"), help=_(
        "a file with the new passphrase (or {name}; else it is asked for)").format(name=passphrases.NEW_ENVIRONMENT))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    _STEPS[options.step](desk, options)


def _make(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import office
    from union_desk.papers import recovery_share
    from union_desk.safety import recovery

    desk.actor.need("shares.make")
    paper, superior = outputs.place(options.paper or "", ".pdf"), outputs.place(options.superior or "", ".txt")
    with desk.db.read() as session:
        name = str(office.union(session).get("union_name") or "")
    chair = passphrases.first(None, CHAIR)
    with outputs.writing(paper), desk.db.write(desk.actor, _MADE, keep=True):
        on_paper, escrow = shares.make(desk.folder, desk.db.key, chair)
        recovery_share.draw(paper, name, str(desk.folder.absolute()), on_paper.code())
        superior.write_text(escrow.code() + "\n", "ascii")
        recovery.forget(desk.folder)
    desk.answer({"paper": str(paper), "superior": str(superior)}, _(
        "Print {paper}, seal it in an envelope and delete the file; give {superior} to the superior union. Any two of "
        "the paper, that file and the chair's passphrase open the office; one alone opens nothing, and an older "
        "recovery sheet no longer does.").format(
            paper=paper, superior=superior))


def _test(desk: Desk, options: argparse.Namespace) -> None:
    _key(desk, options)
    desk.answer({"opens": True}, _("The two shares open this office; nothing was changed."))


def _use(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import office

    key = _key(desk, options)
    db = desk.keep(Database.open_with(desk.folder, key))
    office.set_passphrase(desk.folder, key, passphrases.changed(options))
    with db.write(Actor(desk.operator), _USED, keep=True):
        pass
    desk.answer({"changed": True}, _("The passphrase was changed."))


def _key(desk: Desk, options: argparse.Namespace) -> DataKey:
    found = [shares.read(_text(file)) for file in (options.paper, options.superior) if file]
    if not options.paper and os.environ.get(PAPER):
        found.append(shares.read(os.environ[PAPER]))
    if options.chair:
        given = os.environ.get(CHAIR) or passphrases.asked(_("The chair's passphrase: "), CHAIR)
        found.append(shares.of_the_chair(desk.folder, given))
    return shares.unwrap(desk.folder, found)


def _text(file: str) -> str:
    try:
        return Path(file).read_text("utf-8-sig")
    except OSError as fault:
        raise passphrases.PassphraseFileError(file=file, reason=outputs.reason(fault)) from fault
    except UnicodeDecodeError:
        raise shares.ShareError from None


_STEPS = {"make": _make, "test": _test, "use": _use}
COMMANDS = {"shares": Command(_configure, _run)}
