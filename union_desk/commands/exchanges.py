"""Workbooks in and out: import with its receipt, export, blank templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import records
from union_desk.commands import querying
from union_desk.commands.desk import Command
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk
    from union_desk.exchange.receipt import Receipt
    from union_desk.exchange.session import ImportSession

_MOST_LINES = 40


class UnknownSheetError(UserError):
    """The workbook has no such sheet."""

    code = "unknown_sheet"
    message = N_("The workbook has no sheet '{sheet}'. It has: {known}.")


class BadColumnError(UserError):
    """Neither a column nor a field."""

    code = "bad_column"
    message = N_("'{text}' names no column. Write for example F=mobile, or F= to leave the column out.")


def _configure_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar=_("REGISTER"), help=_("for example members"))
    parser.add_argument("file", metavar=_("FILE"), help=_("a workbook, CSV or web table, as it came"))
    parser.add_argument("--dry-run", action="store_true", help=_("check everything and change nothing"))
    parser.add_argument("--returned", metavar=_("FILE"), help=_("write the refused rows as a copy of the workbook"))
    parser.add_argument("--sheet", metavar=_("NAME"), action="append",
                        help=_("import this sheet only; may be repeated (else those that look like the register)"))
    parser.add_argument("--column", metavar=_("COLUMN=FIELD"), action="append", default=[],
                        help=_("say which field a column is, for example F=mobile; 'F=' leaves it out"))


def _import(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk.exchange.session import ImportSession

    register = querying.register_of(options.register)
    session = ImportSession(desk.db, register, Path(options.file))
    _choose(session, options)
    progress = desk.progress()
    session.check(progress)
    receipt = session.receipt() if options.dry_run else session.apply(desk.actor, progress)
    document = receipt.as_json()
    if options.returned:
        written = session.write_returned(Path(options.returned)) if receipt.refused else 0
        document["returned"] = {"file": options.returned if written else None, "rows": written}
    desk.answer(document, _receipt_words(receipt, document, dry_run=options.dry_run))


def _choose(session: ImportSession, options: argparse.Namespace) -> None:
    """Apply what the person said about sheets and columns."""
    if options.sheet:
        known = {one.name for one in session.sheets}
        unknown = [name for name in options.sheet if name not in known]
        if unknown:
            raise UnknownSheetError(sheet=unknown[0], known="、".join(sorted(known)))
        for one in session.sheets:
            session.choose_sheet(one.name, chosen=one.name in options.sheet)
    for text in options.column:
        letters, equals, name = text.partition("=")
        if not equals or not letters.strip().isalpha() or not letters.strip().isascii():
            raise BadColumnError(text=text)
        field = querying.field_of(session.register, name).name if name.strip() else None
        for one in session.sheets:
            if one.chosen:
                session.choose_field(one.name, _column(letters.strip()), field)


def _column(letters: str) -> int:
    """Return the place of a column from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _receipt_words(receipt: Receipt, document: dict[str, Any], *, dry_run: bool) -> str:
    lines = [*receipt.notes, receipt.sentence()]
    problems = [p for p in document["problems"] if p["level"] != "info"]
    lines += [_("row {row} {cell} [{level}] {message}").format(**p) for p in problems[:_MOST_LINES]]
    if len(problems) > _MOST_LINES:
        lines.append(_("… and {count} more remarks; --json has all of them").format(count=len(problems) - _MOST_LINES))
    if document.get("returned", {}).get("file"):
        lines.append(_("The refused rows are in {file}.").format(file=document["returned"]["file"]))
    if dry_run:
        lines.append(_("Nothing was changed: this was a trial."))
    return "\n".join(lines)


def _configure_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar=_("REGISTER"), help=_("for example members"))
    parser.add_argument("--to", required=True, metavar=_("FILE"), help=_("an .xlsx or .csv file"))
    parser.add_argument("--field-names", action="store_true", help=_("identifiers as headings, dates as ISO text"))
    parser.add_argument("--unmasked", action="store_true", help=_("private values in full; this is journaled"))
    parser.add_argument("--reason", metavar=_("TEXT"), help=_("why private values are needed"))
    parser.add_argument("--columns", metavar=_("FIELDS"), help=_("only these fields, with commas"))
    parser.add_argument("--sort", metavar=_("FIELDS"), help=_("by these fields, -FIELD downwards"))
    parser.add_argument("--bin", action="store_true", help=_("the records in the bin instead"))
    querying.configure(parser)


def _export(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk.exchange import exporting

    register = querying.register_of(options.register)
    columns = tuple(querying.field_of(register, c).name for c in options.columns.split(",")) if options.columns else None
    with desk.db.read() as s:
        query = querying.query_of(s, register, options)
    if options.unmasked and register.sensitive:
        with desk.db.read() as s:
            count = records.count(s, register, query)
        desk.unmask(register, count, options.reason)
    wanted = exporting.Options(query, options.field_names, options.unmasked, columns)
    done = exporting.export(desk.db, desk.actor, register, Path(options.to), wanted, desk.progress())
    document = {"file": str(done.path), "rows": done.rows, "fields": list(done.fields), "masked": list(done.masked)}
    words = _("{rows} rows written to {file}.").format(rows=done.rows, file=done.path)
    if done.masked:
        words += "\n" + _("Private values are masked; --unmasked --reason TEXT writes them in full.")
    desk.answer(document, words)


def _configure_template(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar=_("REGISTER"), help=_("for example members"))
    parser.add_argument("--to", required=True, metavar=_("FILE"), help=_("an .xlsx file"))
    parser.add_argument("--columns", metavar=_("FIELDS"), help=_("only these fields, with commas"))


def _template(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk.exchange import templates

    register = querying.register_of(options.register)
    names = [querying.field_of(register, c).name for c in options.columns.split(",")] if options.columns else None
    path = templates.write(register, Path(options.to), names)
    desk.answer({"file": str(path)}, _("A blank workbook was written to {file}.").format(file=path))


COMMANDS = {
    "import": Command(_configure_import, _import),
    "export": Command(_configure_export, _export),
    "template": Command(_configure_template, _template),
}
