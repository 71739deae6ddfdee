"""A signed paper checked by its square code, in words: a return or a table, against the office or the superior."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from union_desk.affairs import returns_signing
from union_desk.schema import dates
from union_desk.statistics import printed
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.database import Database
    from union_desk.statistics.content import Line
    from union_desk.statistics.printed import TableVerdict
    from union_desk.statistics.received import Beside

_MOST = 60
EQUAL_OFFICE = N_("The paper is equal to this office's figures.")
EQUAL_SUPERIOR = N_("The paper is equal to what the superior received.")
DIFFERS_OFFICE = N_("The paper differs from this office's figures: {sections}.")
DIFFERS_SUPERIOR = N_("The paper differs from what the superior received: {sections}.")
_TABLE_EQUAL = N_("The table {names} as of {day} is equal to this office's figures.")
_TABLE_DIFFERS = N_("The table {names} as of {day} differs: {before} persons on paper, {now} counted anew.")
_TABLE_EQUAL_SUPERIOR = N_("The table {names} as of {day} is equal to what the superior received.")
_TABLE_DIFFERS_SUPERIOR = N_("The table {names} as of {day} differs: {before} persons on paper, {now} counted from "
                             "what the superior received.")
_CELL = N_("    {labels}: {before} on paper, {now} counted anew")
_CELL_SUPERIOR = N_("    {labels}: {before} on paper, {now} at the superior")
_WHOLE = N_("union, period or version")


@dataclass
class Told:
    """What a check found: equal or not, in sentences for the person, and as a document."""

    equal: bool
    lines: list[str] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)


def of_office(db: Database, session: Session, code: str) -> Told:
    """Check a code against the office's own figures; raises NoCodeError, NoReturnError, NoTableCodeError."""
    if printed.is_code(code):
        return _of_table(printed.check(session, code), _TABLE_EQUAL, _TABLE_DIFFERS, _CELL)
    verdict = returns_signing.verify(db, session, code)
    found = received_of(verdict)
    told = _of_return(found, EQUAL_OFFICE, DIFFERS_OFFICE)
    if verdict.union_differs:
        told.lines.append(_("The paper bears the code of another union: {code}.").format(code=verdict.paper.union))
    return told


def received_of(verdict: returns_signing.Verdict) -> Beside:
    """Return a verdict on the office's own return in the form of one on a copy."""
    from union_desk.statistics.received import Beside

    return Beside(verdict.opened.content, verdict.equal, verdict.sections)


def of_superior(beside: Beside, others: Sequence[tuple[Line, Line]]) -> Told:
    """Say how a paper stands beside the superior's copy; `others` are figures that are different here and there."""
    told = _of_return(beside, EQUAL_SUPERIOR, DIFFERS_SUPERIOR)
    told.document["others"] = [{"id": here.indicator.id, "part": here.part, "here": here.value, "there": there.value}
                               for here, there in others]
    told.lines += [_("{name}: {here} here, {there} at the superior").format(
        name=here.title(), here=here.text() or "—", there=there.text() or "—") for here, there in others[:_MOST]]
    return told


def _of_return(beside: Beside, equal: str, differs: str) -> Told:
    if beside.equal:
        return Told(equal=True, lines=[_(equal)], document={"equal": True, "sections": [], "figures": []})
    figures = beside.figures()
    lines = [_(differs).format(sections=series(beside.words()) or _(_WHOLE))]
    if figures:
        lines.append(_("Read these figures beside the paper:"))
        lines += [f"    {line.title()}: {line.text() or '—'}" for line in figures[:_MOST]]
    shown = [{"id": line.indicator.id, "part": line.part, "value": line.value} for line in figures]
    return Told(equal=False, lines=lines,
                document={"equal": False, "sections": list(beside.sections), "figures": shown})


def of_superior_table(verdict: TableVerdict, moment: str) -> Told:
    """Say how a table on paper stands beside the superior's count; `moment` is until when received rows count."""
    told = _of_table(verdict, _TABLE_EQUAL_SUPERIOR, _TABLE_DIFFERS_SUPERIOR, _CELL_SUPERIOR)
    told.document["moment"] = moment
    if moment:
        words = _("Counted with what had been received by {moment}; particulars were changed by later reports.")
        told.lines.append(words.format(moment=dates.local_minute(moment)))
    return told


def _of_table(verdict: TableVerdict, equal: str, differs: str, cell_words: str) -> Told:
    paper = verdict.paper
    names = " × ".join(dimension.title() for dimension in paper.dimensions)
    cells = [{"labels": list(cell.labels), "before": cell.before, "now": cell.now} for cell in verdict.cells]
    document = {"equal": verdict.equal, "day": paper.day, "total": paper.total, "now": verdict.tab.total,
                "kept": verdict.kept, "cells": cells}
    lines = [_(equal if verdict.equal else differs).format(
        names=names, day=paper.day, before=paper.total, now=verdict.tab.total)]
    lines += [_(cell_words).format(labels=" × ".join(cell.labels), before=cell.before, now=cell.now)
              for cell in verdict.cells[:_MOST]]
    if not verdict.equal and not verdict.kept:
        lines.append(_("This computer did not print the paper, and its code does not say whom it counts, so everybody "
                       "was counted."))
    return Told(verdict.equal, lines, document)
