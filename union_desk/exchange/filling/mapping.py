"""Which column or cell of a form takes which field: found as the importer finds it, remembered, shared as a file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from union_desk import registers, settings
from union_desk.exchange.filling.faults import MappingError, OtherLayoutError
from union_desk.exchange.filling.package import appearing
from union_desk.exchange.filling.references import cell_of
from union_desk.sources import is_source
from union_desk.words import N_, _

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session


_FORMAT, _VERSION = "union-desk-form-mapping", 1
_KEPT = 200
_UNREADABLE, _WRONG_KIND = N_("it cannot be read"), N_("it is made by a newer program or for something else")
_UNKNOWN = N_("{register} has no field {field}")
_BAD_CELL = N_("{cell} is no cell")


@dataclass(frozen=True, slots=True)
class Mapping:
    """What goes where in a form of one layout.

    columns: column letter to source; cells: cell ('B5') or mark ('姓名') to source. A source is a field's name, '#'
    (running number), '@today', 'union.FIELD' of the union's own record, or '=text'. values: by column or cell, the
    form's entry for a value that its list spells otherwise. `layout` names the headings that it was made for.
    """

    register: str
    layout: str
    form: str = ""
    sheet: str = ""
    heading_row: int = 0
    heading_depth: int = 1
    columns: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def fits(self, layout: str, name: str) -> Mapping:
        """Return itself for a form with that layout; raises OtherLayoutError for another."""
        if layout != self.layout:
            raise OtherLayoutError(name=name, made_for=self.form or "?")
        return self

    def save(self, path: Path) -> None:
        """Write the mapping for other offices: no person is in it."""
        document = {"format": _FORMAT, "version": _VERSION, **asdict(self)}
        with appearing(path) as partial:
            partial.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def load(path: Path) -> Mapping:
    """Read a mapping file; raises MappingError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise MappingError(name=path.name, reason=_(_UNREADABLE)) from error
    if not isinstance(document, dict) or (document.pop("format", ""), document.pop("version", 0)) != (
            _FORMAT, _VERSION):
        raise MappingError(name=path.name, reason=_(_WRONG_KIND))
    try:
        return _checked(Mapping(**document), path.name)
    except (TypeError, ValueError, AttributeError) as error:
        raise MappingError(name=path.name, reason=_(_UNREADABLE)) from error


def _checked(found: Mapping, name: str) -> Mapping:
    if found.register not in {r.name for r in registers.ALL}:
        raise MappingError(name=name, reason=_(_WRONG_KIND))
    register = registers.get(found.register)
    for place, source in {**found.columns, **found.cells}.items():
        if not is_source(register, source):
            raise MappingError(name=name, reason=_(_UNKNOWN).format(register=_(register.label), field=source))
        if place in found.columns:
            try:
                cell_of(f"{place}1")
            except ValueError as error:
                raise MappingError(name=name, reason=_(_BAD_CELL).format(cell=place)) from error
    return found


def remembered(session: Session, register: str, layout: str) -> Mapping | None:
    """Return how a form of this layout was filled last time."""
    known: dict[str, Any] = settings.get(session, _name(register), {})
    found = known.get(layout)
    return Mapping(**found) if found else None


def remember(session: Session, mapping: Mapping) -> None:
    """Keep a mapping for the next form of its layout, inside a transaction that writes."""
    known: dict[str, Any] = settings.get(session, _name(mapping.register), {})
    known.pop(mapping.layout, None)
    known[mapping.layout] = asdict(mapping)
    while len(known) > _KEPT:
        known.pop(next(iter(known)))
    settings.put(session, _name(mapping.register), known)


def _name(register: str) -> str:
    return f"fill.{register}.mappings"


def layouts(session: Session, register: str) -> list[str]:
    """Return the layouts that were filled before."""
    return list(settings.get(session, _name(register), {}))
