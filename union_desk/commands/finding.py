"""Finding, listing and showing records; private values are masked unless the asking is journaled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers, search
from union_desk.commands import arguments, presenting, querying
from union_desk.commands.desk import Command
from union_desk.schema.kinds import Ref
from union_desk.search import Filter, Query
from union_desk.words import _

if TYPE_CHECKING:
    import argparse

    from sqlalchemy.orm import Session

    from union_desk.commands.desk import Desk
    from union_desk.schema.register import Register

_SHOWN = 6  # fields of a record that was found
_MOST_CHILDREN = 200
_UNLIMITED = -1


# ---- search


def _configure_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar=_("TEXT"), nargs="+", help=_("text, pinyin, initials or the end of a number"))
    parser.add_argument("--register", metavar=_("REGISTER"), help=_("only in this register"))
    parser.add_argument("--limit", type=arguments.natural, default=20, metavar=_("N"),
                        help=_("at most so many of a register; 0 is all"))
    arguments.unmasking(parser)


def _search(desk: Desk, options: argparse.Namespace) -> None:
    only = [querying.register_of(options.register).name] if options.register else None
    text = " ".join(options.text)
    with desk.db.read() as s:
        hits = search.find(s, text, options.limit or _UNLIMITED, only)
        asked = [r for r in registers.ALL if r.searched and (only is None or r.name in only)]
        total = sum(records.count(s, r, Query(text=text)) for r in asked)
        titles = {row["id"]: records.name(s, r, row) for r, row in hits}
    if options.unmasked:
        for register in {r.name: r for r, _row in hits}.values():
            desk.unmask(register, sum(r is register for r, _row in hits), options.reason)
    found = [{"register": r.name, **presenting.document(r, row, unmasked=options.unmasked, title=titles[row["id"]])}
             for r, row in hits]
    with desk.db.read() as s:
        lines = [_line(s, register, row, unmasked=options.unmasked) for register, row in hits]
    words = presenting.aligned(lines) or _("Nothing was found for '{text}'.").format(text=text)
    if total > len(hits):
        words += "\n" + _("{shown} of {total}").format(shown=len(hits), total=total)
    desk.answer({"query": text, "total": total, "count": len(found), "results": found}, words)


def _line(session: Session, register: Register, row: dict[str, Any], *, unmasked: bool) -> list[str]:
    words = presenting.Words(session, register, unmasked=unmasked)
    shown = [register.fields[name] for name in register.columns if row.get(name) is not None][:_SHOWN]
    words.learn([row], shown)
    cells = [words.show(f, row[f.name]) for f in shown]
    return [_(register.singular), *cells, *[""] * (_SHOWN - len(cells)), row["id"]]


# ---- list


def _configure_list(parser: argparse.ArgumentParser) -> None:
    arguments.register(parser)
    parser.add_argument("--limit", type=arguments.natural, default=50, metavar=_("N"),
                        help=_("at most so many; 0 is all"))
    parser.add_argument("--offset", type=arguments.natural, default=0, metavar=_("N"),
                        help=_("leave out so many first"))
    arguments.ordering(parser)
    arguments.unmasking(parser)
    arguments.choosing(parser)


def _list(desk: Desk, options: argparse.Namespace) -> None:
    register = querying.register_of(options.register)
    chosen = querying.fields_of(register, options.columns) if options.columns else ()
    fields = [register.fields[name] for name in chosen or register.columns]
    with desk.db.read() as s:
        query = querying.query_of(s, register, options)
        total = records.count(s, register, query)
        rows = records.page(s, register, query, options.offset, options.limit or _UNLIMITED)
    if options.unmasked:
        desk.unmask(register, len(rows), options.reason)
    with desk.db.read() as s:
        text = presenting.table(presenting.Words(s, register, unmasked=options.unmasked), fields, rows)
        titles = records.called(s, register, rows)
    shown = [presenting.document(register, row, chosen, unmasked=options.unmasked, title=titles[row["id"]])
             for row in rows]
    desk.answer({"register": register.name, "total": total, "offset": options.offset, "records": shown},
                text + "\n" + _("{shown} of {total}").format(shown=len(rows), total=total))


# ---- show


def _configure_show(parser: argparse.ArgumentParser) -> None:
    arguments.register(parser)
    arguments.record(parser)
    arguments.unmasking(parser)


def _show(desk: Desk, options: argparse.Namespace) -> None:
    register = querying.register_of(options.register)
    with desk.db.read() as s:
        row = querying.record_of(s, register, options.record)
        related = {child.name: records.page(s, child, _belonging(child, row["id"]), limit=_MOST_CHILDREN)
                   for child in _children(register)}
    if options.unmasked:
        desk.unmask(register, 1, options.reason)
        for child in _children(register):
            desk.unmask(child, len(related[child.name]), options.reason)
    children: dict[str, Any] = {}
    with desk.db.read() as s:
        document = {"register": register.name, **presenting.document(
            register, row, unmasked=options.unmasked, title=records.name(s, register, row))}
        words = [presenting.card(presenting.Words(s, register, unmasked=options.unmasked), register, row)]
        for child in _children(register):
            rows = related[child.name]
            titles = records.called(s, child, rows)
            children[child.name] = [
                presenting.document(child, each, unmasked=options.unmasked, title=titles[each["id"]]) for each in rows]
            if rows:
                fields = [child.fields[name] for name in child.columns if name != child.parent]
                shown = presenting.table(presenting.Words(s, child, unmasked=options.unmasked), fields, rows)
                words.append(f"\n{_(child.label)}\n{shown}")
    desk.answer({**document, "children": children} if children else document, "\n".join(words))


def _children(register: Register) -> list[Register]:
    """Return the registers whose records hang on records of this one."""
    found = []
    for child in registers.ALL:
        kind: Any = child.fields[child.parent].kind if child.parent else None
        if isinstance(kind, Ref) and kind.register == register.name:
            found.append(child)
    return found


def _belonging(child: Register, record_id: str) -> Query:
    return Query(filters=(Filter(str(child.parent), "is", (record_id,)),))


COMMANDS = {
    "search": Command(_configure_search, _search),
    "list": Command(_configure_list, _list),
    "show": Command(_configure_show, _show),
}
