"""Offering a version of the program to the unions: the file is proved here first, its facts go down with the papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sync.server.commands import Command
from union_desk import checking
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sync.server.commands import Desk


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=_("the signed file of the update"))
    parser.add_argument("--unit", action="append", default=[], metavar="CODE",
                        help=_("for this union only; may be given several times; all without"))
    parser.add_argument("--withdraw", action="store_true", help=_("offer it no more"))


def _offer(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import answering
    from union_desk.registers.update_offers import OFFER_FIELDS
    from union_desk.safety import updating

    update = updating.prove(Path(options.file).expanduser())
    facts = {name: getattr(update, name) for name in OFFER_FIELDS}
    units = [desk.superior.unit(code) for code in options.unit]
    today = checking.today()
    record = answering.offer_update(desk.superior, facts | {"offered_on": today}, units, withdraw=options.withdraw)
    whom = ", ".join(unit.name for unit in units) or _("all unions")
    told = _("Version {version} is no longer offered to {whom}.") if options.withdraw else _(
        "Version {version} is offered to {whom}. Give them the file on a stick.")
    desk.say({"offer": record, "version": update.version, "units": options.unit},
             told.format(version=update.version, whom=whom))


COMMANDS = (
    Command("offer-update", N_("offer a signed update of the program to all unions or some"), _offer, _configure),
)
