"""Finding, listing and showing records; private values are masked unless a reason is given and journaled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import records, search
from union_desk.commands import presenting, querying
from union_desk.commands.desk import Command
from union_desk.words import _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk


def _configure_unmasking(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unmasked", action="store_true", help=_("private values in full; this is journaled"))
    parser.add_argument("--reason", metavar=_("TEXT"), help=_("why private values are needed"))


def _configure_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar=_("TEXT"), nargs="+", help=_("text, pinyin, initials or the end of a number"))
    parser.add_argument("--register", metavar=_("REGISTER"), help=_("only in this register"))
    parser.add_argument("--limit", type=int, default=20, metavar=_("N"), help=_("at most so many of a register"))
    _configure_unmasking(parser)


def _search(desk: Desk, options: argparse.Namespace) -> None:
    only = [querying.register_of(options.register).name] if options.register else None
    text = " ".join(options.text)
    with desk.db.read() as s:
        hits = search.find(s, text, options.limit, only)
    for register in {r.name: r for r, _row in hits}.values():
        if options.unmasked and register.sensitive:
            desk.unmask(register, sum(r is register for r, _row in hits), options.reason)
    found = [{"register": r.name, **presenting.document(r, row, unmasked=options.unmasked)} for r, row in hits]
    with desk.db.read() as s:
        lines = []
        for register, row in hits:
            words = presenting.Words(s, register, unmasked=options.unmasked)
            shown = [register.fields[name] for name in register.columns if row.get(name) is not None][:6]
            words.learn([row], shown)
            lines.append([_(register.singular), *_padded([words.show(f, row[f.name]) for f in shown], 6), row["id"]])
    desk.answer({"query": text, "count": len(found), "results": found},
                presenting.aligned(lines) or _("Nothing was found for '{text}'.").format(text=text))


def _padded(cells: list[str], count: int) -> list[str]:
    return cells + [""] * (count - len(cells))


def _configure_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar=_("REGISTER"), help=_("for example members"))
    parser.add_argument("--columns", metavar=_("FIELDS"), help=_("only these fields, with commas"))
    parser.add_argument("--sort", metavar=_("FIELDS"), help=_("by these fields, -FIELD downwards"))
    parser.add_argument("--limit", type=int, default=50, metavar=_("N"), help=_("at most so many; -1 is all"))
    parser.add_argument("--offset", type=int, default=0, metavar=_("N"), help=_("leave out so many first"))
    parser.add_argument("--bin", action="store_true", help=_("the records in the bin instead"))
    _configure_unmasking(parser)
    querying.configure(parser)


def _list(desk: Desk, options: argparse.Namespace) -> None:
    register = querying.register_of(options.register)
    names = options.columns.split(",") if options.columns else register.columns or tuple(register.fields)
    fields = [querying.field_of(register, name) for name in names]
    with desk.db.read() as s:
        query = querying.query_of(s, register, options)
        total = records.count(s, register, query)
        rows = records.page(s, register, query, options.offset, options.limit)
    if options.unmasked and register.sensitive:
        desk.unmask(register, len(rows), options.reason)
    with desk.db.read() as s:
        text = presenting.table(presenting.Words(s, register, unmasked=options.unmasked), fields, rows)
    shown = [presenting.document(register, row, unmasked=options.unmasked) for row in rows]
    desk.answer({"register": register.name, "total": total, "offset": options.offset, "records": shown},
                text + "\n" + _("{shown} of {total}").format(shown=len(rows), total=total))


def _configure_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar=_("REGISTER"), help=_("for example members"))
    parser.add_argument("record", metavar=_("RECORD"), help=_("its id, a key such as the identity number, or its name"))
    _configure_unmasking(parser)


def _show(desk: Desk, options: argparse.Namespace) -> None:
    register = querying.register_of(options.register)
    with desk.db.read() as s:
        row = querying.record_of(s, register, options.record)
    if options.unmasked and register.sensitive:
        desk.unmask(register, 1, options.reason)
    with desk.db.read() as s:
        text = presenting.card(presenting.Words(s, register, unmasked=options.unmasked), register, row)
    desk.answer({"register": register.name, **presenting.document(register, row, unmasked=options.unmasked)}, text)


COMMANDS = {
    "search": Command(_configure_search, _search),
    "list": Command(_configure_list, _list),
    "show": Command(_configure_show, _show),
}
