"""Printing onto forms that are printed already (套打): only the data, each at its place in millimetres (domain §15).

A layout says what stands where; it is set up over a scan of the form, kept in the office and shared as a file.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from union_desk import durable, records, registers, settings, sources
from union_desk.errors import UserError
from union_desk.papers.job import Form, Job, Values, shown
from union_desk.papers.page import Rect, put
from union_desk.papers.sheet import CENTRE, LEFT, RIGHT, THIN
from union_desk.schema.kinds import Ref
from union_desk.sources import SERIAL, TEXT, TODAY, UNION, is_source
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

YEAR, MONTH, DAY = "year", "month", "day"
ALIGNED = {"left": LEFT, "centre": CENTRE, "right": RIGHT}
PREFIX = "overlay:"
KEPT = N_("Kept the layout {name} for printing onto forms")
_LAYOUTS, _SCAN = "overlay.layouts", "overlay.scan."
_FORMAT, _VERSION = "union-desk-overlay", 1
_SMALLEST, _LARGEST = 10.0, 1000.0  # millimetres of a paper's side


class OverlayError(UserError):
    """The file holds no layout that can be used."""

    code = "overlay_unreadable"
    message = N_("The file {name} is no layout for printing onto forms, or it names fields that this program does not "
                 "have. Ask the office that made it for the file once more.")


class NoOverlayError(UserError):
    """There is no such layout."""

    code = "overlay_unknown"
    message = N_("There is no layout “{name}”. It has: {known}.")


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands where: a rectangle in millimetres from the paper's upper left corner, the source, and how it looks.

    source: a field, '#' (running number), '@today', 'union.FIELD' or '=text'. boxes: so many printed boxes take one
    character each. part: year, month or day of a date. align: left, centre or right.
    """

    source: str
    x: float
    y: float
    width: float
    height: float
    size: float = 10.5
    align: str = "left"
    boxes: int = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A form that is printed already: its name, whose records it takes, the paper in millimetres, its places."""

    name: str
    register: str = "members"
    width: float = 210.0
    height: float = 297.0
    spots: tuple[Spot, ...] = ()
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

    def save(self, path: Path) -> None:
        """Write the layout for other offices: no person is in it."""
        document = {"format": _FORMAT, "version": _VERSION, **asdict(self)}
        durable.write(path, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())


def load(path: Path) -> Layout:
    """Read a layout file; raises OverlayError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        if (document.pop("format"), document.pop("version")) != (_FORMAT, _VERSION):
            raise OverlayError(name=path.name)
        return checked(_made(document))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise OverlayError(name=path.name) from fault


def _made(document: Mapping[str, Any]) -> Layout:
    return Layout(**{**document, "spots": tuple(Spot(**spot) for spot in document["spots"])})


def checked(layout: Layout) -> Layout:
    """Return a layout that can be drawn; ValueError for another."""
    register = registers.get(layout.register)
    if not all(_SMALLEST <= side <= _LARGEST for side in (layout.width, layout.height)):
        raise ValueError(layout.name)
    for spot in layout.spots:
        if not is_source(register, spot.source):
            raise ValueError(spot.source)
        if min(spot.width, spot.height, spot.size) <= 0 or spot.align not in ALIGNED:
            raise ValueError(spot.source)
    return layout


# ---- kept in the office ---------------------------------------------------------------------------------------------


def layouts(session: Session) -> dict[str, Layout]:
    """Return the layouts of the office by id, in the order of their names."""
    known: dict[str, Any] = settings.get(session, _LAYOUTS, {})
    return {one.id: one for one in sorted(map(_made, known.values()), key=lambda one: one.name)}


def keep(session: Session, layout: Layout, scan: str | None = None) -> None:
    """Keep a layout, and with it the scan that it was set up over (a JPEG in base64), inside a transaction."""
    known: dict[str, Any] = settings.get(session, _LAYOUTS, {})
    known[layout.id] = asdict(checked(layout))
    settings.put(session, _LAYOUTS, known)
    if scan is not None:
        settings.put(session, _SCAN + layout.id, scan)


def forget(session: Session, layout_id: str) -> None:
    """Take a layout away, inside a transaction."""
    known: dict[str, Any] = settings.get(session, _LAYOUTS, {})
    known.pop(layout_id, None)
    settings.put(session, _LAYOUTS, known)
    settings.put(session, _SCAN + layout_id, "")


def scan_of(session: Session, layout_id: str) -> str:
    """Return the scan of a layout as base64, '' without one."""
    return str(settings.get(session, _SCAN + layout_id, ""))


def named(session: Session, name: str) -> Layout:
    """Return the layout of a name or id; raises NoOverlayError."""
    known = layouts(session)
    found = known.get(name) or next((one for one in known.values() if one.name == name), None)
    if found is None:
        raise NoOverlayError(name=name, known=series(one.name for one in known.values()) or "—")
    return found


# ---- drawing --------------------------------------------------------------------------------------------------------


def form(layout: Layout) -> Form:
    """Return the form that prints a layout."""
    return Form(f"{PREFIX}{layout.id}", layout.name, partial(_draw, layout), register=layout.register,
                gather=partial(_titles, layout), size=(layout.width, layout.height))


def _titles(layout: Layout, session: Session, rows: Sequence[Values]) -> dict[str, Any]:
    """Return the names of the records that fields of the layout refer to, by id."""
    fields = registers.get(layout.register).fields
    found: dict[str, str] = {}
    for spot in layout.spots:
        kind = fields[spot.source].kind if spot.source in fields else None
        if isinstance(kind, Ref):
            ids = [str(row[spot.source]) for row in rows if row.get(spot.source)]
            found |= records.titles(session, registers.get(kind.register), list(dict.fromkeys(ids)))
    return {"titles": found}


def _draw(layout: Layout, sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a page for each record; without records the outlines of the places, to be laid over the form."""
    job.progress.start(len(rows), _("Drawing the forms"))
    if not rows:
        _outlines(layout, sheet)
        sheet.next_page()
    for position, row in enumerate(rows):
        for spot in layout.spots:
            _put(sheet, spot, words(layout, spot, job, row, position))
        sheet.next_page()
        job.progress.step(1)


def words(layout: Layout, spot: Spot, job: Job, row: Values, position: int) -> str:
    """Return what stands in a place."""
    source = spot.source
    if source == SERIAL:
        return str(position + job.details.first_number)
    if source.startswith(TEXT):
        return source.removeprefix(TEXT)
    if source.startswith(UNION):
        return _parted(shown(job.union, source.removeprefix(UNION), "unions"), spot.part)
    if source == TODAY:
        from union_desk import checking

        return _parted(job.details.day or checking.today(), spot.part)
    kind = registers.get(layout.register).fields[source].kind
    if isinstance(kind, Ref):
        return str(job.extra.get("titles", {}).get(str(row.get(source)), ""))
    return _parted(shown(row, source, layout.register), spot.part)


def _parted(text: str, part: str) -> str:
    """Return the year, month or day of an ISO date."""
    numbers = text.split("-")
    place = {YEAR: 0, MONTH: 1, DAY: 2}.get(part)
    return text if place is None or len(numbers) <= place else str(int(numbers[place]))


def _put(sheet: Sheet, spot: Spot, text: str) -> None:
    if not spot.boxes:
        put(sheet, Rect(spot.x, spot.y, spot.width, spot.height), text, spot.size, at=(ALIGNED[spot.align], CENTRE))
        return
    step = spot.width / spot.boxes
    first = spot.boxes - len(text) if spot.align == "right" else 0
    for number, char in enumerate(text[: spot.boxes]):
        box = Rect(spot.x + (max(first, 0) + number) * step, spot.y, step, spot.height)
        put(sheet, box, char, spot.size, at=(CENTRE, CENTRE))


def _outlines(layout: Layout, sheet: Sheet) -> None:
    for spot in layout.spots:
        step = spot.width / (spot.boxes or 1)
        for number in range(spot.boxes or 1):
            sheet.box(spot.x + number * step, spot.y, step, spot.height, THIN)
        put(sheet, Rect(spot.x, spot.y, spot.width, spot.height), label(layout.register, spot.source), 7)


def label(register: str, source: str) -> str:
    """Return how a source is called, for the person."""
    if source.startswith(TEXT):
        return source.removeprefix(TEXT)
    return sources.label(registers.get(register), source)
