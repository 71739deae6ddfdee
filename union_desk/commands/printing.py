"""Printing forms into PDF files, journaled with their serial number; application numbers are given out once."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import durable, papers, records, registers
from union_desk.commands import arguments, outputs, querying
from union_desk.commands.desk import Command
from union_desk.errors import UserError
from union_desk.papers import gathering
from union_desk.papers.card_batch_cover import MEDIA
from union_desk.registers.membership import CURRENT
from union_desk.safety import gate
from union_desk.safety.gate import Release
from union_desk.search import Filter, Query
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.commands.desk import Desk
    from union_desk.schema.register import Register

_SAVED = N_("Saved {form} for {count} records as PDF: {pages} pages, No. {serial}")
_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")
_MEMBERS = "members"
_PICTURES = {".jpg", ".jpeg", ".png"}


class NobodyToPrintError(UserError):
    """No member is chosen."""

    code = "nobody"
    message = N_("No record is chosen, so there is nothing to print. Change the filter, or print a blank form with "
                 "--blank.")


class NumbersTakenError(UserError):
    """Somebody else printed the same form meanwhile."""

    code = "numbers_taken"
    message = N_("Application numbers were given out elsewhere while this was drawn. Nothing was saved; print again.")


class PhotoFolderError(UserError):
    """The folder of photographs is not there."""

    code = "photo_folder"
    message = N_("There is no folder {folder} with photographs. They are named by identity number or name, for example "
                 "张三.jpg.")


# ---- arguments


def _month(text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise argparse.ArgumentTypeError(_("'{text}' is no month such as 2026-03").format(text=text))
    return text


def _configure(parser: argparse.ArgumentParser) -> None:
    forms = "; ".join(f"{form.id} ({_(form.label)})" for form in papers.ALL.values())
    parser.add_argument("form", metavar=_("FORM"), choices=tuple(papers.ALL), help=forms.replace("%", "%%"))
    arguments.destination(parser, _("a .pdf file"))
    parser.add_argument("--member", "--record", dest="record", metavar=_("RECORD"), action="append", default=[],
                        help=_("only this member or other record, by id, number or name; may be repeated"))
    parser.add_argument("--all", action="store_true", help=_("also people whose membership has ended"))
    parser.add_argument("--blank", action="store_true", help=_("a blank form"))
    parser.add_argument("--day", type=arguments.day, metavar=_("DAY"),
                        help=_("the day on the form; left to be written in without"))
    parser.add_argument("--month", type=_month, metavar=_("MONTH"),
                        help=_("of the application numbers, 2026-03; this one without"))
    parser.add_argument("--first-number", type=arguments.natural, metavar=_("N"),
                        help=_("begin the numbers with this one; the next free without"))
    parser.add_argument("--photos", metavar=_("DIR"), help=_("photographs named by identity number or name"))
    parser.add_argument("--spare-rows", type=arguments.natural, default=0, metavar=_("N"),
                        help=_("empty rows at the end of a list"))
    arguments.unmasking(parser)
    _configure_batch(parser)
    arguments.choosing(parser)


def _configure_batch(parser: argparse.ArgumentParser) -> None:
    batch = parser.add_argument_group(_("on the cover and the list of a batch"))
    batch.add_argument("--batch-no", default="", metavar=_("TEXT"), help=_("number of the batch"))
    batch.add_argument("--bank", default="", metavar=_("NAME"), help=_("the bank of the cards"))
    batch.add_argument("--bank-branch", default="", metavar=_("NAME"), help=_("the branch of the bank"))
    batch.add_argument("--submitted-on", type=arguments.day, metavar=_("DAY"), help=_("handed in on"))
    batch.add_argument("--submitted-by", default="", metavar=_("NAME"), help=_("handed in by"))
    batch.add_argument("--medium", choices=[code for code, _label in MEDIA], default="",
                       help="; ".join(f"{code} ({_(label)})" for code, label in MEDIA))


# ---- printing


def _print(desk: Desk, options: argparse.Namespace) -> None:
    form = papers.ALL[options.form]
    register, target = registers.get(form.register), outputs.place(options.to, ".pdf")
    desk.actor.need(f"{register.name}.print")
    with desk.db.read() as s:
        people, left_out = _people(s, register, options)
        found = gathering.gather(s, form.id, people, _details(s, options))
    if not found.rows and not options.blank:
        raise NobodyToPrintError
    if options.photos and register.name == _MEMBERS:
        found = replace(found, details=replace(found.details, photos=_photos(Path(options.photos), found.rows)))
    if options.unmasked:
        desk.unmask(register, len(found.rows), options.reason)
    printed = _draw(desk, options, found, target)
    document = {"form": form.id, "file": str(target), "rows": len(found.rows), "left_out": left_out,
                "pages": printed.pages, "serial": printed.serial, "missing": list(printed.missing),
                "whose": list(printed.whose)}
    desk.answer(document, "\n".join(_words(printed, target, left_out)))


def _draw(desk: Desk, options: argparse.Namespace, found: gathering.Gathered, target: Path) -> papers.Printed:
    """Draw the form and journal it; the file gets its name only when its numbers are given out."""
    partial = outputs.suffixed(target)
    form, details, count = papers.ALL[options.form], found.details, len(found.rows)
    numbered = form.id in gathering.NUMBERED and count > 0
    try:
        with outputs.writing(target):
            printed = papers.print_form(form.id, found.rows, found.union, partial, desk.actor.name, desk.progress(),
                                        details=details)
        release = Release(gate.PRINT, form.register, count, unmasked=options.unmasked, reason=options.reason or "",
                          records=tuple(row["id"] for row in found.rows))
        with gate.passing(desk.db, desk.actor, release, _SAVED, form=form.label, count=count, pages=printed.pages,
                          serial=printed.serial) as passed:
            s = passed.session
            if numbered and details.first_number != (options.first_number or gathering.next_number(s, details.month)):
                raise NumbersTakenError
            if numbered:
                gathering.use_numbers(s, details.month, details.first_number, count)
            with outputs.writing(target):
                durable.put(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return printed


def _people(session: Session, register: Register, options: argparse.Namespace) -> tuple[Query | list[str], int]:
    """Return which records to print, and how many were left out: those named, else the members on the books."""
    if options.blank:
        return [], 0
    if options.record:
        return [querying.record_of(session, register, text)["id"] for text in options.record], 0
    query = querying.query_of(session, register, options)
    if register.name != _MEMBERS or options.all or any(chip.field == "membership_state" for chip in query.filters):
        return query, 0
    current = replace(query, filters=(*query.filters, Filter("membership_state", "is", CURRENT)))
    return current, records.count(session, register, query) - records.count(session, register, current)


def _details(session: Session, options: argparse.Namespace) -> papers.Details:
    month = options.month or gathering.this_month()
    first = options.first_number or gathering.next_number(session, month)
    return papers.Details(
        day=options.day or "", month=month, first_number=first, batch_no=options.batch_no, bank_name=options.bank,
        bank_branch=options.bank_branch, submitted_at=options.submitted_on or "", submitted_by=options.submitted_by,
        medium=options.medium, spare_rows=options.spare_rows, unmasked=options.unmasked)


def _photos(folder: Path, rows: Sequence[dict[str, Any]]) -> dict[str, bytes]:
    """Return the photographs of a folder by member: by identity number, else by a name that only one member has."""
    if not folder.is_dir():
        raise PhotoFolderError(folder=folder)
    files = {file.stem.strip().upper(): file for file in folder.iterdir() if file.suffix.lower() in _PICTURES}
    names = [str(row["name"]).upper() for row in rows]
    found = {}
    for row, name in zip(rows, names, strict=True):
        file = files.get(str(row["id_number"])) or (files.get(name) if names.count(name) == 1 else None)
        if file is not None:
            found[row["id"]] = file.read_bytes()
    return found


def _words(printed: papers.Printed, target: Path, left_out: int) -> list[str]:
    lines = [_("{pages} pages for {count} records written to {file}, No. {serial}.").format(
        pages=printed.pages, count=printed.rows, file=target, serial=printed.serial)]
    if left_out:
        lines.append(_("{count} people whose membership has ended were left out; --all prints them too.").format(
            count=left_out))
    if printed.missing:
        told = _("No font has these characters; they are marked 〓 and must be written in by hand: {chars}")
        lines.append(told.format(chars=" ".join(f"{c} (U+{ord(c):04X})" for c in printed.missing)))
    if printed.whose:
        lines.append(_("They stand in the names of: {names}").format(names=series(printed.whose)))
    return lines


COMMANDS = {"print": Command(_configure, _print)}
