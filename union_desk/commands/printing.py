"""Printing forms into PDF files, journaled with their serial number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from union_desk import checking, papers, registers
from union_desk.commands import querying
from union_desk.commands.desk import Command
from union_desk.errors import UserError
from union_desk.papers import gathering
from union_desk.search import Filter, Query
from union_desk.statistics.scope import COUNTED
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sqlalchemy.orm import Session

    from union_desk.commands.desk import Desk

_PRINTED = N_("Printed {form} for {count} people: {pages} pages, No. {serial}")


class NobodyToPrintError(UserError):
    """No member is chosen."""

    code = "nobody"
    message = N_("No member is chosen, so there is nothing to print. Change the filter, or print a blank form with --blank.")


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("form", metavar=_("FORM"), choices=tuple(papers.ALL), help=", ".join(papers.ALL))
    parser.add_argument("--to", required=True, metavar=_("FILE"), help=_("a .pdf file"))
    parser.add_argument("--member", metavar=_("RECORD"), action="append", default=[],
                        help=_("only this member, by id, number or name; may be repeated"))
    parser.add_argument("--blank", action="store_true", help=_("a blank form"))
    parser.add_argument("--day", default="", metavar=_("DAY"), help=_("the day on the form; left to be written in without"))
    parser.add_argument("--month", default="", metavar=_("MONTH"), help=_("of the application numbers, 2026-03; this one without"))
    parser.add_argument("--first-number", type=int, metavar=_("N"), help=_("begin the numbers with this one; the next free without"))
    parser.add_argument("--bank", default="", metavar=_("NAME"), help=_("the bank of the cards"))
    parser.add_argument("--spare-rows", type=int, default=0, metavar=_("N"), help=_("empty rows at the end of a list"))
    parser.add_argument("--unmasked", action="store_true", help=_("private values in full on lists; this is journaled"))
    parser.add_argument("--reason", metavar=_("TEXT"), help=_("why private values are needed"))
    querying.configure(parser)


def _print(desk: Desk, options: argparse.Namespace) -> None:
    form, members = papers.ALL[options.form], registers.get("members")
    with desk.db.read() as s:
        people = _people(s, options)
        found = gathering.gather(s, form.id, people, _details(s, options))
    if not found.rows and not options.blank:
        raise NobodyToPrintError
    if options.unmasked:
        desk.unmask(members, len(found.rows), options.reason)
    desk.actor.need("members.print")
    printed = papers.print_form(form.id, found.rows, found.union, Path(options.to), desk.actor.name, desk.progress(),
                                details=found.details)
    with desk.db.write(desk.actor, _PRINTED, keep=True, form=form.label, count=len(found.rows), pages=printed.pages,
                       serial=printed.serial) as s:
        if form.id in gathering.NUMBERED and found.rows:
            gathering.use_numbers(s, found.details.month, found.details.first_number, len(found.rows))
    document = {"form": form.id, "file": options.to, "rows": len(found.rows), "pages": printed.pages,
                "serial": printed.serial, "missing": list(printed.missing)}
    words = _("{pages} pages for {count} people written to {file}, No. {serial}.").format(
        pages=printed.pages, count=len(found.rows), file=options.to, serial=printed.serial)
    if printed.missing:
        words += "\n" + _("No font has these characters; they are marked 〓 and must be written in by hand: {chars}").format(
            chars=" ".join(printed.missing))
    desk.answer(document, words)


def _people(session: Session, options: argparse.Namespace) -> Query | list[str]:
    """Return the members named, or the members on the books narrowed by the options; nobody for a blank form."""
    members = registers.get("members")
    if options.blank:
        return []
    if options.member:
        return [querying.record_of(session, members, text)["id"] for text in options.member]
    query = querying.query_of(session, members, options)
    if any(chip.field == "membership_state" for chip in query.filters):
        return query
    return Query(query.text, (*query.filters, Filter("membership_state", "is", COUNTED)), query.sort)


def _details(session: Session, options: argparse.Namespace) -> papers.Details:
    month = options.month or gathering.this_month()
    first = options.first_number or gathering.next_number(session, month)
    day = checking.today() if options.day == "today" else options.day
    return papers.Details(day=day, month=month, first_number=first, bank_name=options.bank,
                          spare_rows=options.spare_rows, unmasked=options.unmasked)


COMMANDS = {"print": Command(_configure, _print)}
