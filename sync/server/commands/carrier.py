"""Reports that come on a stick: `carrier read` takes them in, `carrier answer` writes what goes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sync.server.commands import Command
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sync.server.carrier import Read
    from sync.server.commands import Desk


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("read", "answer"),
                        help=_("read: take a report in; answer: take it in and write the answer"))
    parser.add_argument("file", metavar=_("FILE"), help=_("the report's file"))
    parser.add_argument("answer", nargs="?", metavar=_("ANSWER"), help=_("where the answer is written"))


def _said(found: Read) -> Iterator[str]:
    yield _("{records} records taken, {known} were here before.").format(
        records=found.records, known=found.records_known)
    if found.files:
        yield _("{files} files are whole with them.").format(files=len(found.files))
    if found.waiting:
        yield _("The rest of what {computers} computers wrote must wait.").format(computers=len(found.waiting))
    if not found.whole:
        yield _("The file is torn: what stood before the tear was taken. Ask for the file once more.")


def _carrier(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import carrier

    path = Path(options.file)
    found = carrier.read(desk.superior, path)
    document = {"unit": found.device.unit, "device": found.device.id, "taken": found.taken, "known": found.known,
                "records": found.records, "records_known": found.records_known, "files": len(found.files),
                "handed_back": found.handed_back, "refused": found.refused, "whole": found.whole}
    words = " ".join(_said(found))
    if options.what == "answer":
        target = Path(options.answer) if options.answer else path.with_suffix(".answer.udf")
        document |= {"answer": str(target), "size": carrier.answer(desk.superior, found, target)}
        words += " " + _("The answer for the union is in {file}.").format(file=target)
    desk.say(document, words)


COMMANDS = (Command("carrier", N_("take in a report that came as a file, and write the answer"), _carrier, _configure),)
