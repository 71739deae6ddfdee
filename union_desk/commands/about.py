"""What the program is and whose work is in it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from union_desk import about
from union_desk.commands.desk import Command
from union_desk.words import _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--licences", action="store_true", help=_("the licence texts of everything inside"))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    if options.licences:
        desk.answer([asdict(notice) for notice in about.notices()], about.licences())
    else:
        desk.answer(about.report(), about.summary())


COMMANDS = {"about": Command(_configure, _run)}
