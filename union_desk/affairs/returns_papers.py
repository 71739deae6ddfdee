"""Figures out of the house: returns as workbooks and on paper as they were signed, tables on paper (§11.5)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from union_desk import checking, durable, papers, records, registers
from union_desk.affairs import returns
from union_desk.papers import statistics_checks, statistics_return, statistics_table
from union_desk.papers.job import Details
from union_desk.progress import NONE
from union_desk.registers.returns import FROZEN
from union_desk.safety import gate, passwords
from union_desk.statistics import printed as printed_tables
from union_desk.statistics import return_book
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.papers import Printed
    from union_desk.progress import Progress
    from union_desk.statistics.crosstab import CrossTab

EXPORTED = N_("Exported the return of {period}, version {version}, to {file}")
PRINTED = N_("Saved the return of {period}, version {version}, as PDF: {pages} pages, No. {serial}")
TABLES = N_("Saved {count} tables of members as PDF: {pages} pages, No. {serial}")
FORMS = {"return": statistics_return.FORM.id, "checks": statistics_checks.FORM.id}


def export(db: Database, actor: Actor, record: Mapping[str, Any], path: Path,
           progress: Progress = NONE, password: str = "") -> tuple[str, ...]:
    """Write a return as a workbook and journal it; returns the names of its sheets. The file appears when complete.

    password: what the workbook asks for before it opens.
    """
    passwords.check(path.name, password)
    actor.need("statistics_returns.export")
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with db.read() as session:
            opened = returns.written(session, record)
        sheets = return_book.write(partial, opened.content, opened.findings, opened.imprint, opened.code, progress)
        release = gate.Release(gate.EXPORT, "", 1, right="statistics_returns.export", to=path.name,
                               mark=gate.new_mark())
        gate.finish(partial, release.mark, actor.name, password)
        with gate.passing(db, actor, release, EXPORTED, leaves=partial,
                          period=opened.content.period.text(), version=record["version"], file=path.name):
            durable.put(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    return sheets


def print_return(db: Database, actor: Actor, record: Mapping[str, Any], target: Path, form: str = "return",
                 progress: Progress = NONE) -> Printed:
    """Print a return into a PDF file and journal it. What is signed prints the same whenever it is printed.

    form: "return" or "checks".
    """
    actor.need("statistics_returns.print")
    with db.read() as session:
        extra = statistics_return.gather(session, [record])
        union = next(iter(records.page(session, registers.get("unions"), limit=1)), {})
    opened = extra["returns"][str(record["id"])]
    details = Details(extra=extra)
    if record["state"] in FROZEN:
        details = Details(extra=extra, reproducible=True, printed_at=str(record["signed_on"]),
                          serial=opened.digest[:16].upper(), day=str(record["signed_on"]))
    operator = str(record["prepared_by"] or "") if details.reproducible else actor.name
    printed = papers.print_form(FORMS[form], [record], union, target, operator, progress, details=details)
    with gate.passing(db, actor, gate.Release(gate.PRINT, "", 1, right="statistics_returns.print"), PRINTED,
                      period=opened.content.period.text(), version=record["version"],
                      pages=printed.pages, serial=printed.serial):
        pass
    return printed


def print_tables(db: Database, actor: Actor, tables: Sequence[CrossTab], target: Path,
                 progress: Progress = NONE) -> Printed:
    """Print cross-tables into a PDF file for the seal and journal it."""
    actor.need("members.print")
    with db.read() as session:
        union = next(iter(records.page(session, registers.get("unions"), limit=1)), {})
    details = Details(extra={"tables": list(tables)}, day=checking.today())
    printed = papers.print_form(statistics_table.FORM.id, [], union, target, actor.name, progress, details=details)
    bearer = str(union.get("union_code") or union.get("union_uscc") or "")
    with gate.passing(db, actor, gate.Release(gate.PRINT, "", len(tables), right="members.print"), TABLES,
                      count=len(tables), pages=printed.pages, serial=printed.serial) as passed:
        for tab in tables:
            printed_tables.keep(passed.session, tab, bearer)
    return printed
