"""What goes on upward: lines of data that leave out or mask fields, and the wall that the registers declare.

The first line that fits a field (and a record) decides; lines of one's own go before those that are shipped. What a
register declares as staying in the office or with the direct superior is never passed on, whatever the lines say. A
record of a file goes no further than the book on which it hangs, and not at all where that book goes on with less than
it says: a scan would show what a line hides. A line for `@files` of the book decides otherwise.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from sync.protocol import relaying
from sync.protocol.columns import Table
from union_desk import registers
from union_desk.errors import UserError
from union_desk.paths import resource
from union_desk.registers.kept_versions import KEPT_VERSIONS
from union_desk.schema.register import NATION, OFFICE
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.protocol.columns import Value
    from union_desk.schema.register import Register

PASS, MASK, OMIT, HOLD = "pass", "mask", "omit", "hold"
FILES = "@files"
"""Stands for the files on the records of a register, where a line names a field."""
_HEADS = ["register", "field", "what", "when", "basis"]


class PolicyUnreadableError(UserError):
    """The file of lines cannot be read."""

    code = "relay_policy_file"
    message = N_("The lines on what is not passed on cannot be read from {file}: {reason}. The setting `relay_policy` "
                 "names that file.")


class PolicyFileError(UserError):
    """The file of lines cannot be used."""

    code = "relay_policy"
    message = N_("Line {line} of {file} says nothing that a relay understands: {reason}. Write register, field, what "
                 "(pass, mask, omit, hold), when (field=code or nothing), basis.")


@dataclass(frozen=True)
class Line:
    """One line: for which field of which register, what is done, and of which records (field and code, or all)."""

    register: str
    field: str
    what: str
    when: tuple[str, str] | None = None
    basis: str = ""

    def fits(self, register: str, name: str) -> bool:
        """Tell whether the line speaks of a field of a register."""
        return self.register in {"*", register} and (self.field in {"*", name} or self._fits_kind(register, name))

    def _fits_kind(self, register: str, name: str) -> bool:
        known = _known().get(register)
        spec = known.fields.get(name) if known is not None else None
        if spec is None or not self.field.startswith("@"):
            return False
        return spec.sensitive if self.field == "@sensitive" else spec.kind.name == self.field[1:]


def _known() -> Mapping[str, Register]:
    return {register.name: register for register in registers.ALL}


@dataclass
class Policy:
    """The lines in force."""

    lines: Sequence[Line]
    _fitting: dict[tuple[str, str], list[Line]] = field(default_factory=dict, repr=False)

    def of(self, register: str, name: str) -> list[Line]:
        """Return the lines about a field, the first that fits first."""
        key = (register, name)
        if key not in self._fitting:
            self._fitting[key] = [line for line in self.lines if line.fits(register, name)]
        return self._fitting[key]

    def is_held(self, register: str) -> bool:
        """Tell whether records of a register are not passed on at all."""
        known = _known().get(register)
        if known is not None and (known.owner != OFFICE or known.share != NATION):
            return True
        first = next((line for line in self.lines if line.register in {"*", register} and line.field == "*"
                      and line.when is None), None)
        return first is not None and first.what == HOLD

    def sends_files(self, register: str) -> bool:
        """Tell whether the files on a register's records are passed on."""
        known = _known().get(register)
        if known is None or not known.sends_files or self.is_held(register):
            return False
        first = next((line for line in self.lines if line.register in {"*", register} and line.field == FILES), None)
        if first is not None:
            return first.what == PASS
        return not any(self._hides(register, name) for name in known.fields)

    def sending_files(self) -> frozenset[str]:
        """Return the registers whose files are passed on."""
        return frozenset(name for name in _known() if self.sends_files(name))

    @property
    def digest(self) -> str:
        """Return the name of all that the lines do; a field of which none speaks changes nothing."""
        done: list[object] = [
            [register.name, name, [[line.what, line.when] for line in self.of(register.name, name)]]
            for register in _known().values() if register.owner == OFFICE and register.share == NATION
            for name in register.fields if self._hides(register.name, name)]
        return relaying.digest([*done, sorted(self.sending_files())])

    def withheld(self) -> dict[str, list[str]]:
        """Return by register the fields that some or all records go on without, and all of a register that is held.

        Where the files on its records stay behind, `@files` is among them.
        """
        found = {}
        for register in _known().values():
            if register.owner != OFFICE or register.share != NATION:
                continue
            held = self.is_held(register.name)
            names = [name for name in register.fields if held or self._hides(register.name, name)]
            names += [FILES] if register.sends_files and not self.sends_files(register.name) else []
            if names:
                found[register.name] = sorted(names)
        return found

    def _hides(self, register: str, name: str) -> bool:
        for line in self.of(register, name):
            if line.what != PASS:
                return True
            if line.when is None:
                return False
        return False

    @staticmethod
    def inner() -> list[str]:
        """Return the registers that are declared as staying with the direct superior or in the office."""
        return [one.name for one in _known().values() if one.owner == OFFICE and one.share != NATION]

    def redact(self, table: Table) -> Table | None:
        """Return a register's rows as they go on, None when none of them does.

        A row that goes on as it is keeps its salt and so its hash; one that says less gets a new salt, or the hash of
        the whole row, where somebody knows it, would let him guess what was left out.
        """
        if self.is_held(table.register):
            return None
        table = self._with_its_book(table)
        if not table.ids:
            return None
        columns: dict[str, Sequence[Value]] = {}
        changed: set[int] = set()
        for name, values in table.columns.items():
            is_version = table.register == KEPT_VERSIONS.name and name == "content"
            kept = self._redact_kept(table) if is_version else self._column(table, name, values)
            if kept is not values:
                changed |= {row for row, value in enumerate(values) if kept[row] != value}
            if any(value is not None for value in kept):
                columns[name] = kept
        return Table(table.register, table.ids, columns, table.deleted, table.seen, key=table.key,
                     picked=table.picked).salted_anew(changed)

    @staticmethod
    def masked(register: str, name: str, value: Value) -> Value:
        """Return a value as it goes on where it is masked; nothing where it cannot be."""
        return _apply(MASK, register, name, value)

    def _with_its_book(self, table: Table) -> Table:
        """Return the rows whose book sends its files on; one in the bin says no more than that it is gone."""
        known = _known().get(table.register)
        if known is None or not known.goes_with:
            return table
        books, may = table.columns.get(known.goes_with), self.sending_files()
        going = [row for row in range(len(table.ids))
                 if table.deleted[row] or (books is not None and books[row] in may)]
        return table if len(going) == len(table.ids) else table.some(going)

    def _column(self, table: Table, name: str, values: Sequence[Value]) -> Sequence[Value]:
        lines = self.of(table.register, name)
        if not lines:
            return values
        return [_apply(self._what(lines, table, row), table.register, name, value) for row, value in enumerate(values)]

    @staticmethod
    def _what(lines: Sequence[Line], table: Table, row: int) -> str:
        for line in lines:
            if line.when is None:
                return line.what
            told = table.columns.get(line.when[0])
            if told is not None and str(told[row]) == line.when[1]:
                return line.what
        return PASS

    def _redact_kept(self, table: Table) -> list[Value]:
        """Return the contents of versions that were set aside, each by the lines of the register it belongs to."""
        owners, contents = table.columns.get("owner_register"), table.columns["content"]
        return [self._kept(str(owners[row]) if owners is not None else "", value) for row, value in enumerate(contents)]

    def _kept(self, register: str, content: Value) -> str | None:
        try:
            told = msgspec.json.decode(str(content), type=dict[str, str | int | None])
        except msgspec.MsgspecError:
            return None
        one = Table(register, ["00000000-0000-7000-8000-000000000000"], {n: [v] for n, v in told.items()}, [0])
        left = self.redact(one)
        if left is None:
            return None
        return json.dumps({name: values[0] for name, values in sorted(left.columns.items())}, ensure_ascii=False)


def _apply(what: str, register: str, name: str, value: Value) -> Value:
    if what == PASS or value is None:
        return value
    spec = _known()[register].fields.get(name) if register in _known() else None
    if what == MASK and spec is not None and isinstance(spec.kind.column(), sa.Text):
        return spec.kind.mask(value)
    return None


def read(file: str = "") -> Policy:
    """Return the policy: the lines of a file of one's own, if there is one, then those that are shipped.

    Raises PolicyFileError, PolicyUnreadableError.
    """
    shipped = resource("rules", "relay.csv")
    return Policy([*(_read(Path(file)) if file else ()), *_read(shipped)])


def _read(path: Path) -> list[Line]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise PolicyUnreadableError(file=path, reason=fault.strerror or str(fault)) from fault
    except UnicodeError as fault:
        raise PolicyUnreadableError(file=path, reason=_("it is no text in UTF-8")) from fault
    rows = [(number, row) for number, row in enumerate(csv.reader(text.splitlines()), 1)
            if row and not row[0].startswith("#") and row != _HEADS]
    return [_line(path, number, row) for number, row in rows]


def _line(path: Path, number: int, row: list[str]) -> Line:
    def refuse(reason: str) -> PolicyFileError:
        return PolicyFileError(file=path, line=number, reason=reason)

    if len(row) != len(_HEADS):
        raise refuse(",".join(row))
    register, name, what, when, basis = (cell.strip() for cell in row)
    known = _known().get(register)
    if known is None and register != "*":
        raise refuse(register)
    if known is not None and not name.startswith(("*", "@")) and name not in known.fields:
        raise refuse(name)
    if what not in {PASS, MASK, OMIT, HOLD} or (what == HOLD and (name not in {"*", FILES} or when)):
        raise refuse(what)
    if name == FILES and (what not in {PASS, HOLD} or when):
        raise refuse(what)
    other, equals, code = when.partition("=")
    if when and (not equals or not other or not code):
        raise refuse(when)
    return Line(register, name, what, (other, code) if when else None, basis)
