"""Reports that come on a stick: `carrier read` takes them in, `carrier answer` writes what goes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sync.server.commands import Command
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sync.server.commands import Desk


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("read", "answer"),
                        help=_("read: take a report in; answer: take it in and write the answer"))
    parser.add_argument("file", metavar=_("FILE"), help=_("the report's file"))
    parser.add_argument("answer", nargs="?", metavar=_("ANSWER"), help=_("where the answer is written"))


def _carrier(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import carrier

    path = Path(options.file)
    found = carrier.read(desk.superior, path)
    document = {"unit": found.device.unit, "device": found.device.id, "taken": found.taken, "known": found.known,
                "handed_back": found.handed_back, "refused": found.refused, "whole": found.whole}
    words = _("{taken} frames taken, {known} were here before, {refused} logs must wait.").format(
        taken=found.taken, known=found.known, refused=len(found.refused))
    if not found.whole:
        words += " " + _("The file is torn: what stood before the tear was taken. Ask for the file once more.")
    if options.what == "answer":
        target = Path(options.answer) if options.answer else path.with_suffix(".answer.udf")
        document |= {"answer": str(target), "size": carrier.answer(desk.superior, found, target)}
        words += " " + _("The answer for the union is in {file}.").format(file=target)
    desk.say(document, words)


COMMANDS = (Command("carrier", N_("take in a report that came as a file, and write the answer"), _carrier, _configure),)
