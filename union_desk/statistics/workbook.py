"""The statistical workbook: real numbers, totals that are formulas, native charts, ready to be printed and sealed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk import checking, durable, records
from union_desk.progress import NONE
from union_desk.registers.organisation import UNIONS
from union_desk.safety import gate, passwords
from union_desk.safety.gate import Release
from union_desk.search import Query
from union_desk.statistics import changes, composition, dimensions, summary, usual, usual_sheets
from union_desk.statistics.crosstab import CrossTab, crosstab, crosstabs
from union_desk.statistics.crosstab_sheets import write_crosstab
from union_desk.statistics.movements import Movements, movements
from union_desk.statistics.qualification import TABLE, Qualification, qualification
from union_desk.statistics.scope import KEPT, Scope, describe
from union_desk.statistics.sheets import Book, Imprint
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.progress import Progress

_GESTURE = N_("Exported statistics of {count} members as of {day} to {file}")


@dataclass(frozen=True)
class Figures:
    """Everything that the workbook shows, counted from one state of the data."""

    scope: Scope
    imprint: Imprint
    cube: CrossTab
    tables: tuple[CrossTab, ...]
    qualified: Qualification
    moves: Movements
    kept: int
    migrants: int
    usual: tuple[usual.Grid, ...] = ()


@dataclass(frozen=True)
class Written:
    """What was written: where, and how many members it counts."""

    path: Path
    day: str
    members: int
    sheets: tuple[str, ...]


def export(db: Database, actor: Actor, path: Path, scope: Scope | None = None,  # noqa: PLR0913  what, how, where
           tables: Sequence[tuple[str, ...]] = dimensions.CUSTOMARY, progress: Progress = NONE,
           *, password: str = "") -> Written:
    """Write the workbook and journal it; the file appears when it is complete, and cancelling leaves nothing behind.

    `tables` are the cross-tables, each one to three ids of dimensions. password: what the workbook asks for.
    """
    passwords.check(path.name, password)
    actor.need("members.export")
    scope = scope or Scope(checking.today())
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with db.read() as session:
            figures = collect(session, scope, actor.name, tables, progress)
        sheets = write(figures, partial, progress)
        release = Release(gate.EXPORT, "", figures.cube.total, right="members.export", to=path.name,
                          mark=gate.new_mark())
        gate.finish(partial, release.mark, actor.name, password)
        with gate.passing(db, actor, release, _GESTURE, leaves=partial, count=figures.cube.total, day=scope.day,
                          file=path.name):
            durable.put(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    return Written(path, scope.day, figures.cube.total, sheets)


def collect(session: Session, scope: Scope, maker: str, tables: Sequence[tuple[str, ...]] = dimensions.CUSTOMARY,
            progress: Progress = NONE) -> Figures:
    """Count everything that the workbook shows; `maker` is who fills the tables in."""
    progress.start(4, _("Counting"))
    scope = scope.settled(session)
    progress.step()
    wanted = (composition.CUBE, TABLE, ("is_migrant_worker",), *tables)
    cube, by_branch, migrants, *crossed = crosstabs(
        session, [[dimensions.get(name) for name in names] for names in wanted], scope)
    progress.step()
    moves = movements(session, scope)
    progress.step()
    kept = crosstab(session, [dimensions.get("sex")], scope.with_states(*KEPT)).total
    progress.step()
    same = by_branch if by_branch.then is None else None  # reasons are those of the records as they stand
    qualified = qualification(session, scope, progress, counted=same)
    everybody = not scope.query.filters and not scope.query.text  # the usual tables are of the whole union
    grids = tuple(table.make(session, scope.day) for table in usual.ALL) if everybody else ()
    return Figures(scope, imprint(session, scope, maker), cube, tuple(crossed), qualified, moves, kept,
                   migrants.count("1"), grids)


def imprint(session: Session, scope: Scope, maker: str) -> Imprint:
    """Return what stands on every table."""
    unions = records.page(session, UNIONS, Query(), limit=1)
    union = unions[0] if unions else {}
    name, phone = str(union.get("union_name") or ""), str(union.get("phone") or "")
    return Imprint(name, phone, maker, scope.day, describe(session, scope.query), checking.today())


def write(figures: Figures, path: Path, progress: Progress = NONE) -> tuple[str, ...]:
    """Write the figures as a workbook; returns the names of its sheets."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    imprint = figures.imprint
    workbook.set_properties({"title": _("Statistics of the membership"), "author": imprint.maker,
                             "company": imprint.union, "comments": _("As of {day}").format(day=imprint.period)})
    book = Book(workbook, imprint)
    front = summary.begin(book)
    composed = composition.write_composition(book, figures.cube)
    for tab in figures.tables:
        write_crosstab(book, tab)
    qualified = changes.write_qualified(book, figures.qualified)
    changes.write_reasons(book, figures.qualified, qualified.of["unqualified"])
    moved = changes.write_movements(book, figures.moves)
    usual_sheets.write(book, figures.usual)
    composition.write_combinations(book, figures.cube, progress)
    summary.write(front, figures, composed, qualified, moved)
    names = tuple(sheet.get_name() for sheet in workbook.worksheets())
    workbook.close()
    return names
