"""Official forms filled in place, and two forms compared part by part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk.commands import arguments, outputs, querying
from union_desk.commands.desk import Command
from union_desk.errors import UserError
from union_desk.exchange.filling.columns import Layout
from union_desk.sources import is_source, label
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from union_desk.commands.desk import Desk
    from union_desk.exchange.filling.session import FormSession
    from union_desk.exchange.filling.single import Pages
    from union_desk.exchange.filling.table import Plan

_MOST_LINES = 30
_DEFAULT_REGISTER = "members"


class BadSourceError(UserError):
    """A column is to take what does not exist."""

    code = "bad_source"
    message = N_("'{text}' cannot be understood. Write for example F=mobile, A=# (running number), B==text or "
                 "C=union.union_name; 'F=' leaves the column alone.")


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("form", metavar=_("FORM"), help=_("the blank form as it came (.xlsx or .docx)"))
    arguments.destination(parser, _("the filled form; the blank one is never changed"))
    parser.add_argument("--register", default=_DEFAULT_REGISTER, metavar=_("REGISTER"), help=_("for example members"))
    parser.add_argument("--record", action="append", default=[], metavar=_("RECORD"),
                        help=_("only this record, by id, number or name; may be repeated"))
    parser.add_argument("--mapping", metavar=_("FILE"), help=_("a mapping file that was saved for this layout"))
    parser.add_argument("--save-mapping", metavar=_("FILE"), help=_("save what goes where, for other offices"))
    parser.add_argument("--single", action="store_true", help=_("the workbook has one record a sheet, in single cells"))
    parser.add_argument("--sheets", action="store_true",
                        help=_("put all records into one workbook, a copy of the sheet for each"))
    parser.add_argument("--heading-row", metavar=_("N"), type=arguments.natural,
                        help=_("the heading stands in this row (else it is looked for)"))
    parser.add_argument("--column", metavar=_("COLUMN=FIELD"), action="append", default=[],
                        help=_("say what goes into a column or cell: F=mobile, A=#, 'B==text', 'F=' for nothing"))
    parser.add_argument("--value", metavar=_("COLUMN:VALUE=ENTRY"), action="append", default=[],
                        help=_("write an entry of the form's list for a value, for example E:初中毕业=初中及以下"))
    parser.add_argument("--leave-out", action="store_true",
                        help=_("leave cells empty whose values the form would refuse"))
    parser.add_argument("--dry-run", action="store_true", help=_("check everything and change nothing"))
    arguments.unmasking(parser)
    arguments.choosing(parser)


def _fill(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk.exchange.filling.session import FormSession

    register, form = querying.register_of(options.register), Path(options.form)
    session = FormSession(desk.db, register, form, Path(options.mapping) if options.mapping else None,
                          single=True if options.single or options.sheets else None)
    target = outputs.place(options.to, ".docx" if session.blank.is_document else ".xlsx")
    _choose(session, options)
    with desk.db.read() as s:
        people: Any = querying.query_of(s, register, options)
        if options.record:
            people = [querying.record_of(s, register, text)["id"] for text in options.record]
    planned = session.plan(people, unmasked=options.unmasked, progress=desk.progress())
    plan = planned[0]
    document = _document(session, plan) | {"together": options.sheets}
    if not options.dry_run:
        if options.unmasked:
            desk.unmask(register, len(plan.cells), options.reason)
        with outputs.writing(target):
            done = session.write(desk.actor, planned, target, unmasked=options.unmasked,
                                 reason=options.reason or "", leave_out=options.leave_out,
                                 together=options.sheets, progress=desk.progress())
        document |= {"files": [str(file) for file in done.files], "left_out": done.left_out}
    if options.save_mapping:
        session.mapping().save(outputs.place(options.save_mapping, ".json"))
    desk.answer(document, "\n".join(_words(document, session, dry_run=options.dry_run)))


def _choose(session: FormSession, options: argparse.Namespace) -> None:
    if options.heading_row and isinstance(session.layout, Layout):
        session.choose_heading(session.layout.sheet, options.heading_row)
    for text in options.column:
        where, equals, source = text.partition("=")
        if equals and source and not is_source(session.register, source):
            source = querying.field_of(session.register, source).name
        _place(session.choose, text, where if equals else "", source or None)
    for text in options.value:
        before, _equals, entry = text.rpartition("=")
        where, _colon, value = before.rpartition(":")
        _place(session.spell, text, where, value, entry)


def _place(choose: Callable[..., None], text: str, where: str, *rest: Any) -> None:
    try:
        choose(where.strip() if ":" in where else where.strip().upper(), *rest)
    except ValueError as fault:
        raise BadSourceError(text=text) from fault


def _document(session: FormSession, plan: Plan | Pages) -> dict[str, Any]:
    refused = [{"cell": r.cell, "heading": r.heading, "who": r.who, "value": r.value, "reason": r.reason,
                "strict": r.strict} for r in plan.refused]
    shared = {"form": str(session.blank.path), "rows": len(plan.cells), "refused": refused, "notes": plan.notes,
              "files": []}
    layout = session.layout
    if not isinstance(layout, Layout):
        places = [{"column": s.place, "heading": s.label, "source": s.source, "why": "", "choices": list(s.choices)}
                  for s in layout.spots]
        return {**shared, "sheet": layout.sheet, "columns": places, "new_rows": 0, "single": True}
    columns = [{"column": m.letter, "heading": m.heading, "source": layout.sources.get(m.column), "why": m.reason,
                "choices": list(m.choices)} for m in layout.matches if m.heading or m.column in layout.sources]
    place = layout.place
    return {**shared, "sheet": layout.sheet, "heading_row": layout.heading.row + 1, "first_row": place.first,
            "prepared_rows": place.prepared, "new_rows": place.beyond(len(plan.cells)), "columns": columns,
            "single": False}


def _words(document: dict[str, Any], session: FormSession, *, dry_run: bool) -> list[str]:
    if document["single"] and document["together"]:
        lines = [_("One workbook with a sheet for each of {rows} records.").format(rows=document["rows"])]
    elif document["single"]:
        lines = [_("One file for each of {rows} records.").format(rows=document["rows"])]
    else:
        lines = [_("Sheet {sheet}, from row {row} on: {rows} records, {new} of them in new rows.").format(
            sheet=document["sheet"], row=document["first_row"], rows=document["rows"], new=document["new_rows"])]
    for column in document["columns"]:
        source = column["source"]
        told = label(session.register, source) if source else _("left alone")
        lines.append(f"    {column['column']}  {' '.join(column['heading'].split())}  ← {told}")
    lines += document["notes"]
    for one in document["refused"][:_MOST_LINES]:
        level = _("refused") if one["strict"] else _("warned of")
        lines.append(f"    [{level}] {one['cell']} {one['heading']} {one['who']}: {one['reason']}")
    if len(document["refused"]) > _MOST_LINES:
        more = len(document["refused"]) - _MOST_LINES
        lines.append(_("… and {count} more remarks; --json has all of them").format(count=more))
    if dry_run:
        lines.append(_("Nothing was changed: this was a trial."))
    else:
        lines.append(_("The filled form is in {file}.").format(file=series(document["files"])))
    return lines


def _configure_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", metavar=_("FORM"), help=_("the blank form as it came (.xlsx or .docx)"))
    parser.add_argument("after", metavar=_("FILLED"), help=_("the filled form"))


def _compare(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk.exchange.filling import comparing

    found = comparing.compare(Path(options.before), Path(options.after))
    filled = sum(1 for c in found.cells if c.kind == comparing.FILLED)
    lines = [_("{filled} cells were filled in, {other} differ otherwise; {same} parts are the same.").format(
        filled=filled, other=len(found.cells) - filled, same=found.same)]
    for wanted in (False, True):
        lines += [f"    {c.sheet}!{c.cell} [{c.kind}] {c.before} → {c.after}" for c in found.cells
                  if (c.kind == comparing.FILLED) is wanted][:_MOST_LINES]
    for part, differences in found.parts.items():
        lines += [f"    {part}", *(f"        {line}" for line in differences[:_MOST_LINES])]
    desk.answer(found.as_json(), "\n".join(lines))


COMMANDS = {"fill": Command(_configure, _fill), "compare-forms": Command(_configure_compare, _compare)}
