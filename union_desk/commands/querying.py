"""What a person means on the command line: which register, which record, which field, which records of a list."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from union_desk import records, registers, search
from union_desk.errors import InvalidRecordError, UserError
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Parsed, Ref
from union_desk.schema.problem import ERROR, Problem
from union_desk.search import Filter, Query
from union_desk.words import LANGUAGES, N_, _, speaking

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from union_desk.schema.field import Field
    from union_desk.schema.register import Register

_OPERATORS = {"!=": "not", ">=": "from", "<=": "to", "~": "has", "=": "is"}
_CHIP = re.compile(r"^([^=!<>~]+?)\s*(!=|>=|<=|=|~)(.*)$", re.DOTALL)
_SYSTEM = ("id", "n", "revision")
_MOST_NAMED = 8


class UnknownRegisterError(UserError):
    """No such register."""

    code = "unknown_register"
    message = N_("There is no register '{text}'. There are: {known}.")


class UnknownFieldError(UserError):
    """No such field."""

    code = "unknown_field"
    message = N_("The register {register} has no field '{text}'; `union-desk registers {name}` lists them.")


class BadFilterError(UserError):
    """A filter that cannot be read."""

    code = "bad_filter"
    message = N_("The filter '{text}' cannot be read. Write for example sex=女, birth_date>=1990-01-01, name~张, "
                 "mobile= .")


class BadFilterValueError(UserError):
    """A value of a filter that the field cannot have."""

    code = "bad_filter_value"
    message = N_("The filter '{text}' finds nothing: {reason}")


class BadAssignmentError(UserError):
    """A value that is given to no field."""

    code = "bad_assignment"
    message = N_("'{text}' gives no field a value. Write FIELD=VALUE, for example mobile=13800000000.")


class NoSuchRecordError(UserError):
    """Nothing was found."""

    code = "record_not_found"
    message = N_("Nothing in {register} is found by '{text}'.")


class NotSavedError(InvalidRecordError):
    """The values break a rule; each problem is named with its field."""

    message = N_("Not saved:\n{text}")

    def __init__(self, register: Register, problems: list[Problem]) -> None:
        """Name the fields."""
        super().__init__(list(problems))
        self.params = {"text": "\n".join(f"    {labelled(register, p)}" for p in problems)}


class SeveralRecordsError(UserError):
    """More than one record was found."""

    code = "several_records"
    message = N_("'{text}' finds several records; name one by its id: {found}")


def register_of(name: str) -> Register:
    """Return a register by its name or its label."""
    for register in registers.ALL:
        if name in (register.name, _(register.label), register.label):
            return register
    raise UnknownRegisterError(text=name, known=", ".join(r.name for r in registers.ALL))


def field_of(register: Register, name: str) -> Field:
    """Return a field by its name, its label in any language, or another heading that rosters use for it."""
    wanted = name.strip()
    if wanted in register.fields:
        return register.fields[wanted]
    for field in register.fields.values():
        if wanted in (field.label, _in_chinese(field.label), *field.also):
            return field
    raise UnknownFieldError(register=register.label, text=wanted, name=register.name)


def _in_chinese(label: str) -> str:
    with speaking(LANGUAGES[0]):
        return _(label)


@contextmanager
def naming(register: Register) -> Iterator[None]:
    """Name the fields of what is wrong: a form shows that by its place, a line must say it."""
    try:
        yield
    except NotSavedError:
        raise
    except InvalidRecordError as fault:
        problems: list[Any] = fault.problems
        raise NotSavedError(register, problems) from fault


def fields_of(register: Register, names: str) -> tuple[str, ...]:
    """Return the names of fields that are written with commas between them."""
    return tuple(field_of(register, name).name for name in names.replace("，", ",").split(",") if name.strip())


def labelled(register: Register, problem: Problem) -> str:
    """Return a problem with the label of its field."""
    field = register.fields.get(problem.field)
    return f"{_(field.label)}: {problem.text()}" if field else problem.text()


def query_of(session: Session, register: Register, options: argparse.Namespace) -> Query:
    """Return the query that the options describe."""
    chips = tuple(chip_of(session, register, text) for text in options.filter)
    sort = tuple((field_of(register, name.lstrip("-")).name, name.startswith("-"))
                 for name in (getattr(options, "sort", None) or "").split(",") if name.strip("- "))
    return Query(options.search, chips, sort, bool(getattr(options, "bin", False)))


def chip_of(session: Session, register: Register, text: str) -> Filter:
    """Read one filter; `FIELD=` finds the empty ones, `FIELD=*` those filled in."""
    found = _CHIP.match(text)
    if found is None:
        raise BadFilterError(text=text)
    name, operator, written = found.groups()
    if name.strip() in _SYSTEM:
        return Filter(name.strip(), _OPERATORS[operator], tuple(v.strip() for v in written.split(",")))
    field = field_of(register, name)
    if written.strip() in ("", "*") and operator in ("=", "!="):
        return Filter(field.name, "empty" if (written.strip() == "") == (operator == "=") else "filled")
    if operator == "~":
        return Filter(field.name, "has", (written.strip(),))
    values: list[Any] = []
    for part in written.replace("，", ",").split(","):
        values += values_of(session, field, part.strip(), text) if part.strip() else [""]
    return Filter(field.name, _OPERATORS[operator], tuple(values))


def values_of(session: Session, field: Field, part: str, text: str) -> list[Any]:
    """Return what a written value stands for: a scalar, or the ids of the records of that name."""
    kind: Any = field.kind
    if isinstance(kind, Ref):
        other = registers.get(kind.register)
        found = list(records.by_ids(session, other, [part])) or [r["id"] for r in _records_named(session, other, part)]
        if not found:
            raise BadFilterValueError(text=text, reason=str(NoSuchRecordError(register=other.label, text=part)))
        return found
    parsed = read(field, part)
    if parsed.value is None:
        raise BadFilterValueError(text=text, reason="; ".join(note.text() for note in parsed.notes))
    return [parsed.value]


def read(field: Field, text: str) -> Parsed:
    """Return what was written, in words or, as `--json` tells it, as a code of the field's list."""
    parsed = field.kind.parse(text)
    if parsed.value is None and isinstance(field.kind, Code) and codes.get(field.kind.list).has(text.strip()):
        return Parsed(text.strip())
    return parsed


def _of_field(problem: Problem, field: Field) -> Problem:
    return Problem(problem.level, problem.code, field.name, problem.message, problem.params, problem.suggestion)


def assignments(session: Session, register: Register, texts: list[str]) -> tuple[dict[str, Any], list[Problem]]:
    """Return (values, remarks on how they were read) for FIELD=VALUE texts; an empty value clears the field."""
    values: dict[str, Any] = {}
    notes: list[Problem] = []
    for text in texts:
        name, equals, written = text.partition("=")
        if not equals:
            raise BadAssignmentError(text=text)
        field = field_of(register, name)
        kind: Any = field.kind
        if isinstance(kind, Ref) and written.strip():
            values[field.name] = record_of(session, registers.get(kind.register), written.strip())["id"]
            continue
        parsed = read(field, written)
        values[field.name] = parsed.value
        notes += [_of_field(p, field) for p in parsed.notes]
    wrong = [p for p in notes if p.level == ERROR]
    if wrong:
        raise NotSavedError(register, wrong)
    return values, notes


def record_of(session: Session, register: Register, text: str, *, binned: bool = False) -> dict[str, Any]:
    """Return the one record that a text names: its id, a key such as the identity number, its name, or a search."""
    found = records.by_ids(session, register, [text])
    if found:
        return found[text]
    rows = _records_named(session, register, text, binned=binned)
    if not rows and register.searched:
        rows = records.page(session, register, Query(text=text, deleted=binned), limit=_MOST_NAMED + 1)
    if not rows:
        raise NoSuchRecordError(register=register.label, text=text)
    if len(rows) > 1:
        named = [f"{name} {record}" for record, name in records.called(session, register, rows[:_MOST_NAMED]).items()]
        raise SeveralRecordsError(text=text, found="; ".join(named))
    return rows[0]


def _records_named(session: Session, register: Register, text: str, *, binned: bool = False) -> list[dict[str, Any]]:
    """Return the records whose key or first title field is exactly the text."""
    for name in (*(key[0] for key in register.keys), register.title[0]):
        value = register.fields[name].kind.parse(text).value
        if value is not None:
            query = Query(filters=(Filter(name, "is", (value,)),), deleted=binned)
            rows = records.page(session, register, query, limit=_MOST_NAMED + 1)
            if rows:
                return rows
    return []


def anywhere(session: Session, text: str) -> tuple[Register, dict[str, Any]]:
    """Return the one record of any register that a text names, one in the bin if no living one is found."""
    for register in registers.ALL:
        found = records.by_ids(session, register, [text])
        if found:
            return register, found[text]
    hits = search.find(session, text, limit=2)
    if len(hits) == 1:
        return hits[0]
    if hits:
        return hits[0][0], record_of(session, hits[0][0], text)
    for register in registers.ALL:
        if _records_named(session, register, text, binned=True):
            return register, record_of(session, register, text, binned=True)
    raise NoSuchRecordError(register=_("this office"), text=text)
