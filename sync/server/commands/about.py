"""What the program is and whose work is in it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sync.server.commands import Command
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sync.server.commands import Desk


def _about(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk import about

    if options.licences:
        desk.say([asdict(notice) for notice in about.notices()], about.licences())
    else:
        desk.say(about.report(), about.summary())


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--licences", action="store_true", help=_("the licence texts of everything inside"))


COMMANDS = (Command("about", N_("show version, folders, and whose work is in the program"), _about, _configure),)
