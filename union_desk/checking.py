"""Validation, one function for form, importer, save and server: kinds, then presence, then rules, then other rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import limits, registers
from union_desk.schema import norms
from union_desk.schema.kinds import Ref
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.norms import Norm
    from union_desk.schema.register import Context, Register, Values

MISSING = N_("This field is needed; the record cannot be kept without it.")
INCOMPLETE = N_("Missing: the record is kept, but does not count as a qualified real-name record.")
LEFT_OPEN = N_("Missing: the record is kept, but it is not complete without this.")
NO_SUCH = N_("This record does not exist. Choose one from the list.")
IN_BIN = N_("This record lies in the bin. Choose another one, or take it out of the bin.")
TAKEN = N_("Another record has the same value; there is one record for each.")
_MOST_OTHERS = 500  # forty years of months
LIVING, BINNED, UNKNOWN = "living", "binned", "unknown"  # where another record stands


def today() -> str:
    """Return the local day, ISO text (the law counts local days)."""
    return dt.date.today().isoformat()  # noqa: DTZ011  the local day is meant


class Alone:
    """A context that knows no other rows: for rules about a record by itself."""

    def __init__(self, *, importing: bool = False, day: str | None = None) -> None:
        """Take the day that counts as today."""
        self.today = day or today()
        self.importing = importing

    def lookup(self, register: str, record_id: str, field_name: str) -> object:
        """Know nothing."""
        return None

    def known(self, register: str, field_name: str) -> frozenset[str]:
        """Know nothing."""
        return frozenset()

    def others(self, register: str, field_name: str, value: object) -> Iterable[str]:
        """Know nothing."""
        return ()

    def twins(self, register: str, values: Values) -> Iterable[str]:
        """Know nothing."""
        return ()

    def setting(self, name: str) -> object:
        """Know nothing."""
        return None

    def standing(self, register: str, record_id: str) -> str:
        """Take every record for a living one."""
        return LIVING

    def norm(self, name: str, day: str | None = None) -> Norm:
        """Return the shipped norm."""
        return norms.shipped(name, day or self.today)

    def rows(self, register: str, field_name: str, value: object) -> Sequence[Values]:
        """Know nothing."""
        return ()


class Here(Alone):
    """A context that asks the open database; `own` is the record being checked."""

    def __init__(
        self, session: Session, own: str | None = None, *, importing: bool = False, day: str | None = None
    ) -> None:
        """Take the session to ask."""
        super().__init__(importing=importing, day=day)
        self._session, self._own = session, own
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def lookup(self, register: str, record_id: str, field_name: str) -> object:
        """Return one value of another living record."""
        table = registers.get(register).table
        return self._session.execute(
            sa.select(table.c[field_name]).where(table.c.id == record_id, table.c.deleted.is_(False))
        ).scalar()

    def known(self, register: str, field_name: str) -> frozenset[str]:
        """Return all values of a field among living records, read once."""
        key = (register, field_name)
        if key not in self._known:
            table = registers.get(register).table
            column = table.c[field_name]
            rows = self._session.execute(sa.select(column).where(table.c.deleted.is_(False), column.is_not(None)))
            self._known[key] = frozenset(rows.scalars())
        return self._known[key]

    def others(self, register: str, field_name: str, value: object) -> Iterable[str]:
        """Return the ids of other living records with that value."""
        table = registers.get(register).table
        rows = self._session.execute(
            sa.select(table.c.id).where(table.c[field_name] == value, table.c.deleted.is_(False)).limit(_MOST_OTHERS)
        ).scalars()
        return [r for r in rows if r != self._own]

    def twins(self, register: str, values: Values) -> Iterable[str]:
        """Return the id of another living record that has all these values."""
        table = registers.get(register).table
        same = (table.c[name].is_not_distinct_from(value) for name, value in values.items())
        rows = self._session.execute(sa.select(table.c.id).where(*same, table.c.deleted.is_(False)).limit(2)).scalars()
        return [r for r in rows if r != self._own]

    def standing(self, register: str, record_id: str) -> str:
        """Tell whether another record lives, lies in the bin, or never was."""
        table = registers.get(register).table
        binned = self._session.execute(sa.select(table.c.deleted).where(table.c.id == record_id)).scalar()
        return UNKNOWN if binned is None else BINNED if binned else LIVING

    def setting(self, name: str) -> object:
        """Return a setting."""
        from union_desk import settings

        return settings.get(self._session, name)

    def norm(self, name: str, day: str | None = None) -> Norm:
        """Return the norm that holds in this office."""
        return limits.norm(self._session, name, day or self.today)

    def rows(self, register: str, field_name: str, value: object) -> Sequence[Values]:
        """Return the living records of a book with that value."""
        table = registers.get(register).table
        found = sa.select(table).where(table.c[field_name] == value, table.c.deleted.is_(False)).order_by(table.c.n)
        return [dict(row) for row in self._session.execute(found).mappings()]


def check_kinds(register: Register, values: Values) -> list[Problem]:
    """Check each value that is there against its kind."""
    found = []
    for spec in register.fields.values():
        value: Any = values.get(spec.name)
        if value is not None:
            found += [replace(p, field=spec.name) for p in spec.kind.check(value)]
    return found


def check_presence(register: Register, values: Values) -> list[Problem]:
    """Name what is missing: an error where it is required, information where it is core."""
    found = []
    for spec in register.fields.values():
        if (spec.required or spec.core) and values.get(spec.name) in (None, ""):
            left_open = INCOMPLETE if "qualified" in register.fields else LEFT_OPEN
            level, message = (ERROR, MISSING) if spec.required else (INFO, left_open)
            if not (spec.computed and level == INFO):
                found.append(Problem(level, "missing" if spec.required else "incomplete", spec.name, message))
    return found


def check_rules(register: Register, values: Values, context: Context) -> list[Problem]:
    """Apply the register's own rules."""
    return [problem for rule in register.rules for problem in rule.check(values, context)]


def check_keys(register: Register, values: Values, context: Context) -> list[Problem]:
    """Refuse a second living record with the same key."""
    found = []
    for key in register.keys:
        first = key[0]
        value = values.get(first)
        if value is None:
            continue
        if len(key) == 1:
            twins = context.others(register.name, first, value)
        else:
            twins = context.twins(register.name, {name: values.get(name) for name in key})
        if (other := next(iter(twins), None)) is not None:
            found.append(Problem(ERROR, "duplicate", first, TAKEN, {"other": other}))
    return found


def check_refs(register: Register, values: Values, context: Context) -> list[Problem]:
    """Refuse a reference to a record that never was, and tell of one in the bin."""
    found = []
    for spec in register.fields.values():
        value = values.get(spec.name)
        if isinstance(spec.kind, Ref) and isinstance(value, str):
            standing = context.standing(spec.kind.register, value)
            if standing == UNKNOWN:
                found.append(Problem(ERROR, "no_such_record", spec.name, NO_SUCH))
            elif standing == BINNED:
                found.append(Problem(WARNING, "in_bin", spec.name, IN_BIN))
    return found


def validate(register: Register, values: Values, context: Context) -> list[Problem]:
    """Return every problem of a record: what its kinds, its rules and its neighbours say."""
    kinds = check_kinds(register, values)
    bad = {p.field for p in kinds if p.level == ERROR}
    sound = {k: v for k, v in values.items() if k not in bad} if bad else values
    return (
        kinds
        + check_presence(register, values)
        + check_refs(register, sound, context)
        + check_rules(register, sound, context)
        + check_keys(register, sound, context)
    )


def derived(
    register: Register, values: Values, problems: Iterable[Problem], context: Context | None = None
) -> dict[str, Any]:
    """Return the computed fields that follow from the values, their problems, and what the context knows."""
    found = dict(register.derive(values, problems)) if register.derive else {}
    if register.reckon:
        whole = {**values, **found}
        bad = {p.field for p in check_kinds(register, whole) if p.level == ERROR}  # what came over the wire may be odd
        found |= register.reckon({k: v for k, v in whole.items() if k not in bad}, context or Alone())
    return found
