"""Which column is which field: by heading, by what was matched before, by what the values look like."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from union_desk.exchange.vocabulary import Vocabulary, spellings
from union_desk.exchange.workbook import Fault, letter, shown
from union_desk.schema.kinds import Code, Date, IdNumber, Mobile, Ref, Text, YesNo
from union_desk.schema.problem import ERROR
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from union_desk.exchange.workbook import Cell
    from union_desk.schema.field import Field
    from union_desk.schema.register import Register

REMEMBERED, HEADING, SIMILAR, CONTENT, PERSON = "remembered", "heading", "similar", "content", "person"
AMBIGUOUS, TWICE, COMPUTED, UNKNOWN, BLANK = "ambiguous", "twice", "computed", "unknown", "blank"
REASONS = {
    REMEMBERED: N_("as last time for this layout"),
    HEADING: N_("the heading names it"),
    SIMILAR: N_("the heading resembles it and the values fit"),
    CONTENT: N_("the values look like it"),
    PERSON: N_("chosen by hand"),
    AMBIGUOUS: N_("the heading may mean several fields; choose one"),
    TWICE: N_("another column has this field already; choose, or leave it out"),
    COMPUTED: N_("worked out by the program, not imported"),
    UNKNOWN: N_("no field has this name; choose one, or leave it out"),
    BLANK: N_("the column is empty"),
}
# Worked out by the program, but read for the first event of a new record's lifecycle.
OPENING_FIELDS = ("membership_change_type", "membership_change_date", "membership_change_reason")

_SAMPLES, _TRIED = 3, 40
_GOOD_FIT, _SURE_FIT = 0.8, 0.9
_LEAST_VALUES = 3


@dataclass(frozen=True, slots=True)
class Match:
    """What one column is taken for: the field or None, why (a key of REASONS), other choices, and sample values."""

    column: int
    heading: str
    field: str | None
    reason: str
    choices: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """Return the column's letter on the sheet."""
        return letter(self.column)

    def why(self) -> str:
        """Return the reason in the current language."""
        return _(REASONS[self.reason])


def importable(register: Register, field: Field) -> bool:
    """Tell whether a column may fill this field."""
    return not field.computed or (register.lifecycle is not None and field.name in OPENING_FIELDS)


def match(
    vocabulary: Vocabulary,
    texts: Sequence[str],
    columns: Sequence[Sequence[Cell]],
    remembered: Mapping[int, str | None] | None = None,
    takes: Callable[[Register, Field], bool] = importable,
) -> list[Match]:
    """Return a match for each column; `columns` are some of each column's cells below the heading.

    `takes` tells which fields a column may stand for: those that an import may fill, unless told otherwise.
    """
    register = vocabulary.register
    found = []
    for column, text in enumerate(texts):
        cells = columns[column] if column < len(columns) else ()
        samples = _samples(cells)
        if not text and not samples:
            found.append(Match(column, text, None, BLANK))
        elif remembered is not None and column in remembered:
            found.append(Match(column, text, remembered[column], REMEMBERED, samples=samples))
        else:
            draft = Match(column, text, None, UNKNOWN, samples=samples)
            found.append(_by_heading(vocabulary, draft, cells, takes))
    return _by_content(register, _settle(found, columns, register), columns)


def _samples(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(shown(cell).strip() for cell in cells if cell != ""))[:_SAMPLES]


def _by_heading(
    vocabulary: Vocabulary, draft: Match, cells: Sequence[Cell], takes: Callable[[Register, Field], bool]
) -> Match:
    register = vocabulary.register
    named, reason = vocabulary.exact(draft.heading), HEADING
    if not named:
        named, reason = vocabulary.similar(draft.heading), SIMILAR
        named = tuple(n for n in named if _tells(register.fields[n]) and fit(register.fields[n], cells) >= _GOOD_FIT)
    open_fields = tuple(n for n in named if takes(register, register.fields[n]))
    if named and not open_fields:
        return replace(draft, reason=COMPUTED)
    if len(open_fields) == 1:
        return replace(draft, field=open_fields[0], reason=reason)
    if open_fields:
        return _among(register, replace(draft, choices=open_fields), cells)
    return draft


def _among(register: Register, draft: Match, cells: Sequence[Cell]) -> Match:
    """Choose among several fields of the same name when the values fit only one of them."""
    fitting = [name for name in draft.choices if fit(register.fields[name], cells) >= _GOOD_FIT]
    if len(fitting) == 1:
        return replace(draft, field=fitting[0], reason=HEADING)
    return replace(draft, reason=AMBIGUOUS)


def _settle(found: list[Match], columns: Sequence[Sequence[Cell]], register: Register) -> list[Match]:
    """Give each field to one column: the better reason wins, then the better filled, then the first."""
    rank = {PERSON: 0, REMEMBERED: 1, HEADING: 2, SIMILAR: 3}
    holders: dict[str, Match] = {}

    def standing(match: Match) -> tuple[int, float, int]:
        assert match.field is not None
        cells = columns[match.column] if match.column < len(columns) else ()
        empty = not any(cell != "" for cell in cells)
        return rank.get(match.reason, 9) + 5 * empty, -fit(register.fields[match.field], cells), match.column

    for one in found:
        if one.field is not None:
            current = holders.get(one.field)
            if current is None or standing(one) < standing(current):
                holders[one.field] = one
    return [
        one
        if one.field is None or holders[one.field] is one
        else replace(one, field=None, reason=TWICE, choices=(one.field,))
        for one in found
    ]


def _by_content(register: Register, found: list[Match], columns: Sequence[Sequence[Cell]]) -> list[Match]:
    """Recognise identity and mobile numbers in a column whose heading says nothing."""
    taken = {one.field for one in found}
    result = list(found)
    for spec in register.fields.values():
        if spec.name in taken or not isinstance(spec.kind, (IdNumber, Mobile)) or not importable(register, spec):
            continue
        for place, one in enumerate(result):
            if one.field is None and one.reason == UNKNOWN and one.column < len(columns):
                cells = columns[one.column]
                if len(_filled(cells)) >= _LEAST_VALUES and _looks_like(spec, cells):
                    result[place] = replace(one, field=spec.name, reason=CONTENT)
                    break
    return result


def _looks_like(spec: Field, cells: Sequence[Cell]) -> bool:
    if isinstance(spec.kind, IdNumber):
        from union_desk.schema import identity

        sound = sum(1 for cell in _filled(cells) if not identity.read("01", shown(cell)).faults)
        return sound >= _SURE_FIT * len(_filled(cells))
    return fit(spec, cells) >= _SURE_FIT


def _tells(field: Field) -> bool:
    """Tell whether the values of a field can show that a guess is right."""
    return isinstance(field.kind, (Date, Code, YesNo, Mobile, IdNumber))


def _filled(cells: Sequence[Cell]) -> list[Cell]:
    filled: list[Cell] = [cell for cell in cells if cell != "" and not isinstance(cell, Fault)]
    return filled[:_TRIED]


def fit(field: Field, cells: Sequence[Cell]) -> float:
    """Return which part of a column's filled cells the field's kind can read (1.0 for free text, 0.0 without cells)."""
    filled = _filled(cells)
    if not filled:
        return 0.0
    kind = field.kind
    if isinstance(kind, Ref) or type(kind) is Text:
        return 1.0
    good = 0
    for cell in filled:
        parsed = kind.parse(cell)
        value_ok = parsed.value is not None and not kind.check(parsed.value)
        good += value_ok and not any(note.level == ERROR for note in parsed.notes)
    return good / len(filled)


def chosen(match: Match, name: str | None) -> Match:
    """Return a match as a person decided it."""
    return replace(match, field=name, reason=PERSON)


def fingerprint(register: Register, texts: Sequence[str]) -> str:
    """Return the name under which a layout is remembered: the register and its headings, in order."""
    words = [(spellings(text) or ("",))[0] for text in texts]
    while words and not words[-1]:
        words.pop()
    return hashlib.sha256("\x1f".join([register.name, *words]).encode()).hexdigest()[:24]
