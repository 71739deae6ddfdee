"""What a person means on the command line: which register, which record, which field, which records of a list."""

from __future__ import annotations

import difflib
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from union_desk import records, registers, search
from union_desk.errors import InvalidRecordError, UserError
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Parsed, Ref
from union_desk.schema.problem import ERROR, Problem
from union_desk.search import Filter, Query
from union_desk.words import LANGUAGES, N_, _, series, speaking

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
_LONG_LIST = 60  # values that a person still reads in a row
_ALIKE = 5


class UnknownRegisterError(UserError):
    """No such register."""

    code = "unknown_register"
    message = N_("There is no register '{text}'. `union-desk registers` lists them; alike are: {known}.")


class UnknownFieldError(UserError):
    """No such field."""

    code = "unknown_field"
    message = N_(
        "The register {register} has no field '{text}'; `union-desk registers {name}` lists them. Alike are: {known}.")


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

    def __init__(self, problems: list[Problem], *books: Register) -> None:
        """Name the fields, each as the first of the books that has it calls it."""
        super().__init__(list(problems))
        lines = [labelled(next((b for b in books if p.field in b.fields), books[0]), p) for p in problems]
        self.params = {"text": "\n".join(f"    {line}" for line in lines)}


class SeveralRecordsError(UserError):
    """More than one record was found."""

    code = "several_records"
    message = N_("'{text}' finds several records; name one by its id: {found}")


def register_of(name: str) -> Register:
    """Return a register by its name or its label."""
    for register in registers.ALL:
        if name in (register.name, _(register.label), register.label):
            return register
    raise UnknownRegisterError(text=name, known=series(_alike(name)) or "—")


def _alike(name: str) -> list[str]:
    """Return the names of the books that look most like a word, by their name or label."""
    named = {word: r.name for r in registers.ALL for word in (r.name, _(r.label))}
    near = [word for word in named if name in word]
    near += difflib.get_close_matches(name, named, _ALIKE, 0.5)
    return list(dict.fromkeys(named[word] for word in near))[:_ALIKE]


def field_of(register: Register, name: str) -> Field:
    """Return a field by its name, its label in any language, or another heading that rosters use for it."""
    wanted = name.strip()
    if wanted in register.fields:
        return register.fields[wanted]
    for field in register.fields.values():
        if wanted in (field.label, _in_chinese(field.label), *field.also):
            return field
    headings = {word: _(f.label) for f in register.fields.values() for word in (_(f.label), f.name, *f.also)}
    near = [*(word for word in headings if wanted in word), *difflib.get_close_matches(wanted, headings, _ALIKE, 0.4)]
    known = series(list(dict.fromkeys(headings[word] for word in near))[:_ALIKE]) or "—"
    raise UnknownFieldError(register=register.label, text=wanted, name=register.name, known=known)


def _in_chinese(label: str) -> str:
    with speaking(LANGUAGES[0]):
        return _(label)


@contextmanager
def naming(*books: Register) -> Iterator[None]:
    """Name the fields of what is wrong, of a step or of its record: a form shows that by its place, a line says it."""
    try:
        yield
    except NotSavedError:
        raise
    except InvalidRecordError as fault:
        problems: list[Any] = fault.problems
        raise NotSavedError(problems, *books) from fault


def fields_of(register: Register, names: str) -> tuple[str, ...]:
    """Return the names of fields that are written with commas between them."""
    return tuple(field_of(register, name).name for name in names.replace("，", ",").split(",") if name.strip())


def labelled(register: Register, problem: Problem) -> str:
    """Return a problem with the label of its field."""
    field = register.fields.get(problem.field)
    if field is None:
        return problem.text()
    offered = choices(field) if problem.code == "not_in_list" else ""
    said = problem.text()
    if offered:
        said = _("{problem} It takes: {offered}.").format(problem=said, offered=offered)
    return f"{_(field.label)}: {said}"


def choices(field: Field) -> str:
    """Return what a field with a short list takes, in a row; empty for any other field."""
    offered = codes.get(field.kind.list).choices() if isinstance(field.kind, Code) else []
    return series(label for _code, label in offered) if len(offered) <= _LONG_LIST else ""


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
        raise NotSavedError(wrong, register)
    return values, notes


def record_of(session: Session, register: Register, text: str, *, binned: bool = False) -> dict[str, Any]:
    """Return the one record that a text names: its id, a key such as the identity number, its name, or a search."""
    found = records.by_ids(session, register, [text])
    if found:
        return found[text]
    rows = _records_named(session, register, text, binned=binned)
    if not rows and register.searched:
        rows = records.page(session, register, Query(text=text, deleted=binned), limit=_MOST_NAMED + 1)
    if not rows and not binned:
        rows = _records_about(session, register, text)
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


def _records_about(session: Session, register: Register, text: str) -> list[dict[str, Any]]:
    """Return the records that belong to somebody or something of that name, such as a person's file or card."""
    for field in register.fields.values():
        if isinstance(field.kind, Ref) and field.required:
            named = tuple(row["id"] for row in _records_named(session, registers.get(field.kind.register), text))
            rows = records.page(session, register, Query(filters=(Filter(field.name, "is", named),)),
                                limit=_MOST_NAMED + 1) if named else []
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
