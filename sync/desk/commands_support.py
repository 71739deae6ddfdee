"""`union-desk support-bundle`: shows what the bundle holds, or saves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.desk import support as gathering
from union_desk import support
from union_desk.commands import arguments, outputs
from union_desk.commands.desk import Command
from union_desk.words import _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk


def _configure(parser: argparse.ArgumentParser) -> None:
    arguments.destination(parser, _("a .zip file; without it, everything is shown and nothing is written"),
                          required=False)
    parser.add_argument("--without-office", action="store_true",
                        help=_("when the office cannot be opened: program, computer and log alone"))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    target = outputs.place(options.to, support.ENDING) if options.to else None
    if options.without_office:
        parts = support.of_program(desk.folder)
    else:
        parts = gathering.parts(desk.db, progress=desk.progress())
    if target is not None:
        with outputs.writing(target):
            if options.without_office:
                support.write(target, parts)
            else:
                support.save(desk.db, desk.actor, target, parts)
    texts = {part.name: part.text for part in parts}
    document = {"file": str(target) if target else None, "parts": texts}
    if target is None:
        desk.answer(document, "\n".join(f"==== {name}\n{text}" for name, text in texts.items()))
        return
    lines = [_("The support bundle is in {file}. It holds no personal data:").format(file=target)]
    lines += [f"    {name}  {len(text.encode()):,}" for name, text in texts.items()]
    desk.answer(document, "\n".join(lines))


COMMANDS = {"support-bundle": Command(_configure, _run)}
