"""Statistics: the workbook, and single tables on the terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from union_desk import checking
from union_desk.affairs import returns_papers
from union_desk.commands import arguments, outputs, passphrases, presenting, querying
from union_desk.commands.desk import Command
from union_desk.errors import UserError
from union_desk.registers.members import MEMBERS
from union_desk.statistics import dimensions, saved, usual, workbook
from union_desk.statistics.crosstab import crosstab
from union_desk.statistics.movements import DECREASES, INCREASES
from union_desk.statistics.scope import Scope
from union_desk.statistics.tables import blocks_of, shown
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from union_desk.commands.desk import Desk
    from union_desk.statistics.crosstab import CrossTab
    from union_desk.statistics.usual import Grid

_MOST = 3


class UnknownDimensionError(UserError):
    """Members are not counted by that."""

    code = "unknown_dimension"
    message = N_("Members cannot be counted by '{name}'. Choose one to three of: {known}.")


def _configure(parser: argparse.ArgumentParser) -> None:
    arguments.destination(parser, _("an .xlsx file with all tables"), required=False)
    arguments.password(parser)
    parser.add_argument("--day", type=arguments.day, metavar=_("DAY"),
                        help=_("count the members of this day; today without"))
    parser.add_argument("--table", metavar=_("DIMENSIONS"), action="append", default=[],
                        help=_("a table of one to three dimensions with commas, for example sex,age; may be repeated"))
    parser.add_argument("--usual", metavar=_("TABLE"), action="append", default=[], choices=[u.id for u in usual.ALL],
                        help="; ".join(f"{u.id} ({u.title()})" for u in usual.ALL))
    parser.add_argument("--paper", metavar=_("FILE"), default="", help=_("print the tables into this .pdf file"))
    parser.add_argument("--saved", metavar=_("NAME"), action="append", default=[],
                        help=_("a table that was saved under this name; may be repeated"))
    parser.add_argument("--save", metavar=_("NAME"), default="",
                        help=_("save the table and the filters under this name"))
    parser.add_argument("--known-today", action="store_true",
                        help=_("particulars as known today, not as they stood on that day"))
    arguments.choosing(parser)


def _statistics(desk: Desk, options: argparse.Namespace) -> None:
    tables = [_dimensions(text) for text in options.table]
    target = outputs.place(options.to, ".xlsx") if options.to else None
    with desk.db.read() as s:
        scope = Scope(options.day or checking.today(), querying.query_of(s, MEMBERS, options),
                      known=options.known_today)
        grids = [usual.get(name).make(s, scope.day) for name in options.usual]
        tabs = [crosstab(s, [dimensions.get(name) for name in names], scope) for names in tables]
        kept = [saved.get(s, name) for name in options.saved]
        tabs += [crosstab(s, [dimensions.get(n) for n in of.dimensions], replace(scope, query=of.query)) for of in kept]
        figures = workbook.collect(s, scope, desk.actor.name, (), desk.progress()) if target is None else None
    document: dict[str, Any] = {"day": scope.day}
    words = []
    if target is not None:
        done = _write(desk, target, scope, tables, passphrases.of_workbook(options))
        document |= {"file": str(target), "members": done.members, "sheets": list(done.sheets)}
        words.append(_("Statistics of {count} members as of {day} written to {file}.").format(
            count=done.members, day=scope.day, file=target))
    if figures is not None:
        document |= _figures(figures)
        words += _figure_words(figures)
    document["tables"] = [_table(tab) for tab in tabs]
    if options.paper and tabs:
        paper = outputs.place(options.paper, ".pdf")
        with outputs.writing(paper):
            printed = returns_papers.print_tables(desk.db, desk.actor, tabs, paper, desk.progress())
        document["paper"] = {"file": str(paper), "pages": printed.pages, "serial": printed.serial}
    if options.save and tables:
        with desk.db.bookkeeping() as s:
            saved.put(s, options.save, tables[0], scope.query)
        words.append(_("Saved the table '{name}'.").format(name=options.save))
    document["usual"] = [_grid(grid) for grid in grids]
    desk.answer(document, "\n".join([*words, *(_table_words(tab) for tab in tabs), *map(_grid_words, grids)]))


def _write(desk: Desk, target: Path, scope: Scope, tables: list[tuple[str, ...]], password: str) -> workbook.Written:
    from xlsxwriter.exceptions import FileCreateError

    wanted = (*dimensions.CUSTOMARY, *(t for t in tables if t not in dimensions.CUSTOMARY))
    with outputs.writing(target, FileCreateError):
        return workbook.export(desk.db, desk.actor, target, scope, wanted, desk.progress(), password=password)


def _dimensions(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    known = {d.id for d in dimensions.ALL}
    unknown = [name for name in names if name not in known]
    if unknown or len(names) > _MOST:
        raise UnknownDimensionError(name=unknown[0] if unknown else text, known=", ".join(d.id for d in dimensions.ALL))
    return names


def _figures(figures: workbook.Figures) -> dict[str, Any]:
    """Return the figures of the members as a document."""
    rate, whole = figures.qualified.rate, figures.moves.total
    reasons = [{"field": r.field, "code": r.code, "message": r.text(), "count": r.count}
               for r in figures.qualified.reasons]
    months = [{"month": m.month, "opening": m.opening, **{k: m.flows[k] for k in (*INCREASES, *DECREASES)},
               "closing": m.closing} for m in figures.moves.months]
    return {"members": figures.cube.total, "kept": figures.kept, "increase": whole.increase, "decrease": whole.decrease,
            "qualified": rate.part, "qualified_rate": rate.value, "reasons": reasons, "months": months}


def _figure_words(figures: workbook.Figures) -> list[str]:
    lines = [
        _("As of {day}: {count} members, {kept} memberships kept.").format(
            day=figures.scope.day, count=figures.cube.total, kept=figures.kept),
        _("Qualified real-name records: {rate}").format(rate=figures.qualified.rate),
    ]
    return lines + [f"    {r.label()}: {r.text()} {r.count}" for r in figures.qualified.reasons]


def _table(tab: CrossTab) -> dict[str, Any]:
    """Return a table as a document: every cell with its keys, its labels and its count."""
    axes = [{c.key: c.label for c in axis.categories} for axis in tab.axes]
    cells = [{"keys": list(keys), "labels": [axis[key] for axis, key in zip(axes, keys, strict=True)], "count": count}
             for keys, count in sorted(tab.cells.items())]
    return {"dimensions": [d.id for d in tab.dimensions], "total": tab.total, "cells": cells}


def _table_words(tab: CrossTab) -> str:
    columns = [c for block in blocks_of(tab) for c in block.columns]
    above = [block.label for block in blocks_of(tab) for _column in block.columns]
    heads = [c.label if len(tab.axes) <= 2 else f"{b} {c.label}" for b, c in zip(above, columns, strict=True)]  # noqa: PLR2004  rows, columns
    rest = [None] * (len(tab.axes) - 1)
    lines = [["×".join(d.title() for d in tab.dimensions), *heads, _("Total")]]
    for key, label in [*((c.key, c.label) for c in shown(tab, 0)), (None, _("Total"))]:
        lines.append([label, *(str(tab.count(key, *c.keys)) for c in columns), str(tab.count(key, *rest))])
    return presenting.aligned(lines)


def _grid(grid: Grid) -> dict[str, Any]:
    """Return a usual table as a document: the figures of each line by column, money in fen."""
    lines = [{"key": key, "label": label.strip("　"), **{
        column.key: grid.rate(key, column).value if column.unit == usual.RATE else grid.value(key, column.key)
        for column in grid.columns}} for key, label in grid.lines]
    return {"id": grid.id, "title": grid.title, "lines": lines}


def _grid_words(grid: Grid) -> str:
    table = [[grid.corner, *(column.label for column in grid.columns)]]
    table += [[label, *(grid.text(key, column) for column in grid.columns)]
              for key, label in (*grid.lines, (None, _("Total")))]
    return "\n".join([grid.title, presenting.aligned(table)])


COMMANDS = {"statistics": Command(_configure, _statistics)}
