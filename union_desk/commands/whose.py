"""A file or a page that turned up somewhere: which export or print it is, who made it and when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from union_desk.commands import arguments, outputs, passphrases
from union_desk.commands.desk import Command, local
from union_desk.safety import gate
from union_desk.words import _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_(
        "a file that was exported or printed, or the number at the foot of a page"))
    arguments.password(parser, _("the file with the password that the workbook asks for"))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    desk.actor.need("journal.view")
    path = Path(options.file)
    try:
        if path.exists():
            marks = [*gate.marks_in(path, passphrases.of_workbook(options)), gate.digest(path)]
        else:
            marks = [options.file.strip().removeprefix("No. ")]
            if not marks[0].replace("-", "").isalnum():  # no number, so it was to be a file
                path.read_bytes()
    except OSError as fault:
        raise outputs.OutputError(file=options.file, reason=outputs.reason(fault)) from fault
    with desk.db.read() as session:
        found = gate.of_marks(session, marks)
    document = [{"gesture": one.number, "at": one.at, "actor": one.actor, "what": one.text} for one in found]
    lines = [f"{local(one.at)}  {one.actor}  {one.text}" for one in found]
    desk.answer(document, "\n".join(lines) or _("The file carries no mark of this office."))


COMMANDS = {"whose": Command(_configure, _run)}
