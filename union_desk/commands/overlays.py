"""Printing onto forms that are printed already: layouts listed, taken in, given out, and printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import papers, registers
from union_desk.commands import arguments, outputs, querying
from union_desk.commands.desk import Command
from union_desk.papers import gathering, overlay
from union_desk.safety import gate
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sqlalchemy.orm import Session

    from union_desk.commands.desk import Desk
    from union_desk.papers.overlay import Layout

_SAVED = N_("Saved {form} for {count} records as PDF: {pages} pages, No. {serial}")
_LIST, _ADD, _GIVE, _PRINT = "list", "add", "give", "print"


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=(_LIST, _ADD, _GIVE, _PRINT),
                        help=_("list the layouts, take a file in, write one for other offices, or print"))
    parser.add_argument("layout", nargs="?", default="", metavar=_("LAYOUT"), help=_("a layout's name, or its file"))
    arguments.destination(parser, _("a .pdf file, or with 'give' a .json file"), required=False)
    parser.add_argument("--record", action="append", default=[], metavar=_("RECORD"),
                        help=_("only this record, by id, number or name; may be repeated"))
    parser.add_argument("--blank", action="store_true", help=_("the outlines of the places, to be laid over the form"))
    parser.add_argument("--first-number", type=arguments.natural, default=1, metavar=_("N"),
                        help=_("begin the running numbers with this one"))
    parser.add_argument("--day", type=arguments.day, metavar=_("DAY"), help=_("today's date on the form"))
    arguments.choosing(parser)


def _run(desk: Desk, options: argparse.Namespace) -> None:
    if options.verb == _LIST:
        with desk.db.read() as s:
            known = overlay.layouts(s).values()
        rows = [{"id": one.id, "name": one.name, "register": one.register, "places": len(one.spots)} for one in known]
        desk.answer(rows, "\n".join(f"{one['name']}  {one['places']}" for one in rows))
    elif options.verb == _ADD:
        layout = overlay.load(Path(options.layout))
        with desk.db.write(desk.actor, overlay.KEPT, keep=True, name=layout.name) as s:
            overlay.keep(s, layout)
        desk.answer({"id": layout.id, "name": layout.name}, _("The layout {name} was kept.").format(name=layout.name))
    else:
        with desk.db.read() as s:
            layout = _found(s, options.layout)
        if options.verb == _GIVE:
            target = outputs.place(options.to or "", ".json")
            layout.save(target)
            desk.answer({"file": str(target)}, str(target))
        else:
            _print(desk, options, layout)


def _found(session: Session, text: str) -> Layout:
    return overlay.load(Path(text)) if text.endswith(".json") else overlay.named(session, text)


def _print(desk: Desk, options: argparse.Namespace, layout: Layout) -> None:
    register, form = registers.get(layout.register), overlay.form(layout)
    target = outputs.place(options.to or "", ".pdf")
    details = papers.Details(day=options.day or "", first_number=options.first_number)
    with desk.db.read() as s:
        people: Any = [] if options.blank else querying.query_of(s, register, options)
        if options.record:
            people = [querying.record_of(s, register, text)["id"] for text in options.record]
        found = gathering.gather(s, form, people, details)
    release = gate.Release(gate.PRINT, register.name, len(found.rows))
    gate.check(desk.actor, release)
    with outputs.writing(target):
        printed = papers.print_form(form, found.rows, found.union, target, desk.actor.name, desk.progress(),
                                    details=found.details)
    with gate.passing(desk.db, desk.actor, release, _SAVED, form=form.label, count=len(found.rows),
                      pages=printed.pages, serial=printed.serial):
        pass
    document = {"file": str(target), "rows": len(found.rows), "pages": printed.pages, "serial": printed.serial,
                "missing": list(printed.missing), "whose": list(printed.whose)}
    desk.answer(document, _("{pages} pages for {count} records written to {file}, No. {serial}.").format(
        pages=printed.pages, count=len(found.rows), file=target, serial=printed.serial))


COMMANDS = {"overlay": Command(_configure, _run)}
