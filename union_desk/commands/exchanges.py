"""Workbooks in and out: import with its receipt, export, blank templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import records
from union_desk.commands import arguments, outputs, passphrases, querying
from union_desk.commands import backups as backing_up
from union_desk.commands.desk import Command
from union_desk.errors import UserError
from union_desk.exchange import matching
from union_desk.safety import passwords
from union_desk.schema.problem import ERROR, INFO, WARNING
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk
    from union_desk.exchange.receipt import Receipt
    from union_desk.exchange.session import ImportSession

_MOST_LINES = 40
_LARGE = 100  # records that an import changes, from which on a backup is made before
_INCOMPLETE = "incomplete"  # a row that is kept, but lacks core fields
_LEVELS = {ERROR: N_("error"), WARNING: N_("warning"), INFO: N_("note")}


class UnknownSheetError(UserError):
    """The workbook has no such sheet."""

    code = "unknown_sheet"
    message = N_("The workbook has no sheet '{sheet}'. It has: {known}.")


class BadColumnError(UserError):
    """Neither a column nor a heading of the file."""

    code = "bad_column"
    message = N_("'{text}' names no column of the chosen sheets. Write for example F=mobile or 联系方式=mobile, "
                 "or F= to leave the column out.")


class NotImportableError(UserError):
    """The field is not filled from files."""

    code = "not_importable"
    message = N_("'{field}' cannot be filled from a file: the program derives it.")


class ReturnedOverSourceError(UserError):
    """The refused rows would overwrite the file they come from."""

    code = "returned_over_source"
    message = N_("The refused rows would overwrite {file} itself. Give them another name.")


# ---- import


def _configure_import(parser: argparse.ArgumentParser) -> None:
    arguments.register(parser)
    parser.add_argument("file", metavar=_("FILE"), help=_("a workbook, CSV or web table, as it came"))
    parser.add_argument("--dry-run", action="store_true", help=_("check everything and change nothing"))
    parser.add_argument("--returned", metavar=_("FILE"), help=_("write the refused rows as a copy of the workbook"))
    arguments.password(parser, _("the file with the password that the workbook asks for; refused rows go back under "
                                 "it"))
    parser.add_argument("--sheet", metavar=_("NAME"), action="append",
                        help=_("import this sheet only; may be repeated (else those that look like the register)"))
    parser.add_argument("--heading-row", metavar=_("N"), type=arguments.natural,
                        help=_("the heading stands in this row (else it is looked for)"))
    parser.add_argument("--column", metavar=_("COLUMN=FIELD"), action="append", default=[],
                        help=_("say which field a column is, for example F=mobile; 'F=' leaves it out"))


def _import(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk.exchange.session import ImportSession

    register, file = querying.register_of(options.register), Path(options.file)
    returned = outputs.place(options.returned, ".xlsx") if options.returned else None
    if returned is not None and returned.exists() and file.exists() and returned.samefile(file):
        raise ReturnedOverSourceError(file=file)
    session = ImportSession(desk.db, register, file, password=passphrases.of_workbook(options))
    _choose(session, options)
    progress = desk.progress()
    session.check(progress)
    receipt = session.receipt()
    if not options.dry_run:
        if receipt.new + receipt.changed >= _LARGE:
            backing_up.before(desk, progress)
        receipt = session.apply(desk.actor, progress)
    document = receipt.as_json()
    if returned is not None:
        with outputs.writing(returned):
            rows = session.write_returned(returned) if receipt.refused else 0
        document["returned"] = {"file": str(returned) if rows else None, "rows": rows}
    desk.answer(document, _receipt_words(receipt, document, dry_run=options.dry_run))


def _choose(session: ImportSession, options: argparse.Namespace) -> None:
    """Apply what the person said about sheets, heading and columns."""
    if options.sheet:
        known = [one.name for one in session.sheets]
        unknown = [name for name in options.sheet if name not in known]
        if unknown:
            raise UnknownSheetError(sheet=unknown[0], known=series(known))
        for name in known:
            session.choose_sheet(name, chosen=name in options.sheet)
    if options.heading_row:
        chosen = [one for one in session.sheets if one.chosen] or session.sheets[:1]
        for one in chosen:
            session.choose_heading(one.name, options.heading_row)
    for text in options.column:
        _choose_column(session, text)


def _choose_column(session: ImportSession, text: str) -> None:
    where, equals, name = text.partition("=")
    field = querying.field_of(session.register, name) if name.strip() else None
    if field is not None and not matching.importable(session.register, field):
        raise NotImportableError(field=field.label)
    found = False
    for one in session.sheets if equals else ():
        for match in one.matches if one.chosen else ():
            if where.strip().upper() == match.letter or where.strip() == "".join(match.heading.split()):
                session.choose_field(one.name, match.column, field.name if field else None)
                found = True
    if not found:
        raise BadColumnError(text=text)


def _receipt_words(receipt: Receipt, document: dict[str, Any], *, dry_run: bool) -> str:
    lines = [*receipt.notes, receipt.sentence()]
    # Rows that were left out have no field; notes on single cells are for the form and for --json
    told = [p for p in document["problems"] if p["level"] != INFO or not p["field"]]
    problems = [p for p in told if p["code"] != _INCOMPLETE]
    problems.sort(key=lambda p: (p["level"] != ERROR, p["level"] != INFO))
    lines += [_problem_words(p) for p in problems[:_MOST_LINES]]
    if incomplete := len(told) - len(problems):
        lines.append(_("{count} rows lack fields of a qualified record; --json names them").format(count=incomplete))
    if len(problems) > _MOST_LINES:
        lines.append(_("… and {count} more remarks; --json has all of them").format(count=len(problems) - _MOST_LINES))
    if document.get("returned", {}).get("file"):
        lines.append(_("The refused rows are in {file}.").format(file=document["returned"]["file"]))
    if dry_run:
        lines.append(_("Nothing was changed: this was a trial."))
    elif receipt.gesture:
        lines.append(_("`union-desk undo` takes the whole import back."))
    return "\n".join(lines)


def _problem_words(problem: dict[str, Any]) -> str:
    column = f"{problem['column']}: " if problem["column"] else ""
    where = f"{problem['sheet']} {problem['cell'] or problem['row']}"
    return f"    [{_(_LEVELS[problem['level']])}] {where}  {column}{problem['message']}"


# ---- export


def _configure_export(parser: argparse.ArgumentParser) -> None:
    arguments.register(parser)
    arguments.destination(parser, _("an .xlsx or .csv file"))
    parser.add_argument("--field-names", action="store_true", help=_("identifiers as headings, dates as ISO text"))
    arguments.password(parser)
    arguments.unmasking(parser)
    arguments.ordering(parser)
    arguments.choosing(parser)


def _export(desk: Desk, options: argparse.Namespace) -> None:
    from xlsxwriter.exceptions import FileCreateError

    from union_desk.exchange import exporting

    register = querying.register_of(options.register)
    target = outputs.place(options.to, ".xlsx", ".csv")
    columns = querying.fields_of(register, options.columns) if options.columns else None
    with desk.db.read() as s:
        query = querying.query_of(s, register, options)
        count = records.count(s, register, query)
    if options.unmasked:
        desk.unmask(register, count, options.reason)
    wanted = exporting.Options(query, options.field_names, options.unmasked, columns, options.reason or "",
                               passphrases.of_workbook(options))
    passwords.check(target.name, wanted.password)
    with outputs.writing(target, FileCreateError):
        done = exporting.export(desk.db, desk.actor, register, target, wanted, desk.progress())
    document = {"file": str(done.path), "rows": done.rows, "fields": list(done.fields), "masked": list(done.masked)}
    words = _("{rows} rows written to {file}.").format(rows=done.rows, file=done.path)
    if done.masked:
        words += "\n" + _("Private values are masked; --unmasked --reason TEXT writes them in full.")
    desk.answer(document, words)


# ---- template


def _configure_template(parser: argparse.ArgumentParser) -> None:
    arguments.register(parser)
    arguments.destination(parser, _("an .xlsx file"))
    parser.add_argument("--columns", metavar=_("FIELDS"), help=_("only these fields, with commas"))


def _template(desk: Desk, options: argparse.Namespace) -> None:
    from xlsxwriter.exceptions import FileCreateError

    from union_desk.exchange import templates

    register = querying.register_of(options.register)
    target = outputs.place(options.to, ".xlsx")
    names = querying.fields_of(register, options.columns) if options.columns else None
    with outputs.writing(target, FileCreateError):
        path = templates.write(register, target, names)
    desk.answer({"file": str(path)}, _("A blank workbook was written to {file}.").format(file=path))


COMMANDS = {
    "import": Command(_configure_import, _import),
    "export": Command(_configure_export, _export),
    "template": Command(_configure_template, _template),
}
