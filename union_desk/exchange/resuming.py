"""Going on with an import that was not finished: its file and every answer that was given, as plain values (JSON)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from union_desk import journal, registers
from union_desk.exchange import faults, matching
from union_desk.exchange.session import ImportSession
from union_desk.exchange.workbook import shown

if TYPE_CHECKING:
    from union_desk.database import Database
    from union_desk.exchange.proposal import SheetChoice
    from union_desk.exchange.unfinished import Kept
    from union_desk.progress import Progress


def answers(session: ImportSession) -> Kept:
    """Return what a person decided so far about an import."""
    return {
        "file": str(session.path.resolve()), "digest": session.digest, "register": session.register.name,
        "at": journal.now(), "sheets": {one.name: _sheet(one) for one in session.sheets},
        "values": session.values_chosen, "checked": session.is_checked, **_typed(session)}


def take_up(db: Database, kept: Kept, progress: Progress) -> ImportSession:
    """Return the import as it was left, checked where it had been; raises UnusableFileError, ChangedFileError."""
    session = ImportSession(db, registers.get(str(kept["register"])), Path(str(kept["file"])))
    if session.digest != kept["digest"]:
        raise faults.ChangedFileError(name=session.path.name)
    for one in session.sheets:
        if one.name in kept["sheets"]:
            _take_sheet(session, one, kept["sheets"][one.name])
    for name, texts in kept["values"].items():
        for text, value in texts.items():
            session.choose_value(name, text, value)
    if kept["checked"]:
        session.check(progress)
        _take_typed(session, kept)
    return session


def _sheet(one: SheetChoice) -> Kept:
    heading = one.heading
    return {"chosen": one.chosen, "heading": [heading.row, heading.depth] if heading else None,
            "fields": {str(match.column): match.field for match in one.matches},
            "forced": {str(row): out for row, out in one.forced.items()}}


def _take_sheet(session: ImportSession, one: SheetChoice, kept: Kept) -> None:
    if kept["heading"] and (one.heading is None or [one.heading.row, one.heading.depth] != kept["heading"]):
        session.choose_heading(one.name, kept["heading"][0] + 1, kept["heading"][1])
    one.matches = [match if str(match.column) not in kept["fields"] or match.field == kept["fields"][str(match.column)]
                   else matching.chosen(match, kept["fields"][str(match.column)]) for match in one.matches]
    one.forced.update({int(row): out for row, out in kept["forced"].items()})
    session.choose_sheet(one.name, chosen=kept["chosen"])


def _typed(session: ImportSession) -> Kept:
    """Return the cells typed over and the decisions, by sheet and row: places change with what is skipped."""
    if not session.is_checked:
        return {"cells": [], "decisions": []}
    checked = session.checked

    def where(place: int) -> list[str | int]:
        block, row = checked.places[place]
        return [checked.blocks[block].sheet.name, row]

    return {"cells": [[*where(place), name, shown(cell)] for (place, name), cell in session.edits.items()],
            "decisions": [[*where(place), decision] for place, decision in session.decisions.items()]}


def _take_typed(session: ImportSession, kept: Kept) -> None:
    places = {(session.checked.blocks[block].sheet.name, row): place
              for place, (block, row) in enumerate(session.checked.places)}
    cells = {(places[sheet, row], name): text for sheet, row, name, text in kept["cells"] if (sheet, row) in places}
    if cells:
        session.edit_many(cells)
    for sheet, row, decision in kept["decisions"]:
        if (sheet, row) in places:
            session.decide(places[sheet, row], decision)
