"""From a raw cell to a value of a field: the kind reads it, this module knows what spreadsheets do to values."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from union_desk.exchange import names
from union_desk.exchange.workbook import ERROR_VALUE, ERROR_VALUES, NO_CACHED_VALUE, Cell, Fault, shown
from union_desk.schema.kinds import BankAccount, Date, IdNumber, Integer, Mobile, PersonName, Ref, YesNo, plain
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.words import N_, series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from union_desk.schema.field import Field
    from union_desk.schema.kinds import Scalar

ERROR_CELL = N_("The cell shows the error {value}. Correct the formula, or type the value.")
NOT_COMPUTED = N_(
    "The formula of this cell was never computed. Open the file in Excel or WPS, save it, and import again."
)
PRECISION_LOST = N_("The number was stored as a number and lost its last digits ({value}). Type it again as text.")
BECAME_DATE = N_("The spreadsheet turned this into a date; it was taken as {value}.")
TAKEN_AS_EMPTY = N_("“{value}” was taken as empty.")
NO_EXPIRY = N_("“{value}”: the document has no expiry.")
RANGE_TAKEN = N_("The cell holds a period ({value}); {taken} was taken from it.")
TIDIED = N_("The spelling was tidied: {old} became {new}.")
NOT_FOUND = N_("“{value}” was not found in {register}; the field was left empty.")
SEVERAL_FOUND = N_("“{value}” is the name of several records in {register}; the field was left empty.")

NOT_STORED = frozenset({"/", "//", "\\", "-", "--", "---", "—", "——", "―", "／", "、", ".", "…"})
PLACEHOLDERS = frozenset(
    {
        "无",
        "没有",
        "不详",
        "不明",
        "未知",
        "未填",
        "空",
        "暂无",
        "待补",
        "待填",
        "待定",
        "无此项",
        "不清楚",
        "none",
        "null",
        "nil",
        "n/a",
        "na",
        "?",
        "？",
    }
)
_NO_END = frozenset({"长期", "永久", "长期有效", "永久有效", "无限期", "至今", "long term"})
_SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE]\+?1[5-9]$")
_PERIOD = re.compile(r"^\s*(\d{4}\D?\d{1,2}\D?\d{1,2}\D?)\s*(?:-|–|—|~|～|至|到)\s*(\S.*?)\s*$")
_INEXACT = 1e15

Read = tuple["Scalar", tuple[Problem, ...]]
EMPTY: Read = (None, ())


# Spellings so plain that their value is the text itself: most cells of a roster. Everything else goes to the kind.
_WORDS = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_PLAIN_LENGTH = 50


_NUMBER, _MOBILE = re.compile(r"[0-9]{17}[0-9X]"), re.compile(r"1[3-9][0-9]{9}")


def _plain_number(cell: Cell) -> str | None:
    return cell if isinstance(cell, str) and _NUMBER.fullmatch(cell) else None


def _plain_mobile(cell: Cell) -> str | None:
    return cell if isinstance(cell, str) and _MOBILE.fullmatch(cell) else None


def _plain_name(cell: Cell) -> str | None:
    sure = isinstance(cell, str) and len(cell) <= _PLAIN_LENGTH and cell.isalpha() and not _PRIVATE.search(cell)
    return str(cell) if sure else None


def _plain_text(cell: Cell) -> str | None:
    sure = (
        isinstance(cell, str) and len(cell) <= _PLAIN_LENGTH and _WORDS.fullmatch(cell) and not _SCIENTIFIC.match(cell)
    )
    return str(cell) if sure else None


def _plain_day(cell: Cell) -> str | None:
    return cell.isoformat() if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime) else None


_SHORT_CUTS: dict[str, Callable[[Cell], str | None]] = {
    "IdNumber": _plain_number,
    "Mobile": _plain_mobile,
    "PersonName": _plain_name,
    "Text": _plain_text,
    "Address": _plain_text,
    "LongText": _plain_text,
    "Date": _plain_day,
}
_NUMBERS = {bool, int, float}


# The same for a stretch of cells at once, without looking at each: most stretches of most columns pass.
_STRETCH = 2000
_ALL_NUMBERS = re.compile(rf"{_NUMBER.pattern}(?:\n{_NUMBER.pattern})*")
_ALL_MOBILES = re.compile(rf"{_MOBILE.pattern}(?:\n{_MOBILE.pattern})*")


def _plain_numbers(cells: Sequence[str]) -> bool:
    joined = "\n".join(cells)  # the length tells whether a cell has a line break of its own
    return len(joined) == 19 * len(cells) - 1 and _ALL_NUMBERS.fullmatch(joined) is not None


def _plain_mobiles(cells: Sequence[str]) -> bool:
    joined = "\n".join(cells)
    return len(joined) == 12 * len(cells) - 1 and _ALL_MOBILES.fullmatch(joined) is not None


def _plain_names(cells: Sequence[str]) -> bool:
    return "".join(cells).isalpha() and "" not in cells and max(map(len, cells)) <= _PLAIN_LENGTH


def _plain_texts(cells: Sequence[str]) -> bool:
    joined = "".join(cells)
    sure = joined.isalnum() and not ("e" in joined or "E" in joined)  # no blank inside, and no 4.6E+17
    return sure and "" not in cells and max(map(len, cells)) <= _PLAIN_LENGTH


_SHORT_CUTS_AT_ONCE: dict[str, Callable[[Sequence[str]], bool]] = {
    "IdNumber": _plain_numbers,
    "Mobile": _plain_mobiles,
    "PersonName": _plain_names,
    "Text": _plain_texts,
    "Address": _plain_texts,
    "LongText": _plain_texts,
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a label found in another register: the ids of the records that bear it, and the register's label."""

    ids: tuple[str, ...]
    register: str


class ColumnReader:
    """Reads the cells of one field; equal cells are read once."""

    def __init__(
        self,
        field: Field,
        learned: Mapping[str, Scalar] | None = None,
        resolve: Callable[[str], Resolved] | None = None,
    ) -> None:
        """Take the field, the values that a person matched by hand, and how to find a referenced record."""
        self.field = field
        self._learned = dict(learned or {})
        self._resolve = resolve
        self._values: dict[Cell, Scalar] = {"": None}
        self._noted: dict[Cell, tuple[Problem, ...]] = {}
        self._short_cut = _SHORT_CUTS.get(type(field.kind).__name__)
        self._at_once = _SHORT_CUTS_AT_ONCE.get(type(field.kind).__name__)
        self._taken_at_once: list[Sequence[Cell]] = []

    def read(self, cell: Cell) -> Read:
        """Return (value, problems) of one cell."""
        if isinstance(cell, (bool, int, float)):
            return self._read(cell)  # 1, 1.0 and True are equal as keys, but not as cells
        if cell not in self._values:
            self._learn((cell,))
        return self._values[cell], self._noted.get(cell, ())

    def read_all(self, cells: Sequence[Cell]) -> tuple[list[Scalar], list[tuple[int, tuple[Problem, ...]]]]:
        """Return (values, problems by place) of many cells."""
        if self._at_once is None or self._learned:
            return self._read_each(cells)
        values: list[Scalar] = []
        problems: list[tuple[int, tuple[Problem, ...]]] = []
        for start in range(0, len(cells), _STRETCH):
            part = cells[start : start + _STRETCH]
            if self._is_plain(part):
                self._taken_at_once.append(part)
                values += part  # type: ignore[arg-type]  # all are text
            else:
                found, noted = self._read_each(part)
                values += found
                problems += [(start + index, those) for index, those in noted]
        return values, problems

    def _is_plain(self, cells: Sequence[Cell]) -> bool:
        """Tell at one look whether the value of every cell is its own text."""
        assert self._at_once is not None
        return {str}.issuperset(map(type, cells)) and self._at_once(cells)  # type: ignore[arg-type]  # all are text

    def _read_each(self, cells: Sequence[Cell]) -> tuple[list[Scalar], list[tuple[int, tuple[Problem, ...]]]]:
        if not _NUMBERS.isdisjoint(map(type, cells)):
            found = list(map(self.read, cells))
            return [value for value, _problems in found], [(i, p) for i, (_value, p) in enumerate(found) if p]
        self._learn(set(cells).difference(self._values))
        values = list(map(self._values.__getitem__, cells))
        noted = self._noted
        return values, [(i, noted[cell]) for i, cell in enumerate(cells) if cell in noted] if noted else []

    def _learn(self, cells: Iterable[Cell]) -> None:
        values, short_cut = self._values, self._short_cut if not self._learned else None
        for cell in cells:
            value: Scalar = short_cut(cell) if short_cut is not None else None
            if value is None:
                value, problems = self._read(cell)
                if problems:
                    self._noted[cell] = problems
            values[cell] = value

    def spellings(self) -> dict[str, Scalar]:
        """Return every text that was read, with its value (None where it could not be read)."""
        at_once = {cell: cell for part in self._taken_at_once for cell in part if isinstance(cell, str)}
        return at_once | {plain(text): value for text, value in self._values.items() if isinstance(text, str) and text}

    def _read(self, cell: Cell) -> Read:
        text = plain(cell) if isinstance(cell, str) else shown(cell)
        if isinstance(cell, Fault) or text in ERROR_VALUES:  # text files hold errors as they are shown
            uncomputed = isinstance(cell, Fault) and cell.code == NO_CACHED_VALUE
            code, message = (NO_CACHED_VALUE, NOT_COMPUTED) if uncomputed else (ERROR_VALUE, ERROR_CELL)
            return None, (self._problem(ERROR, code, message, value=text),)
        if text in self._learned:
            return self._learned[text], ()
        if not text or text in NOT_STORED:
            return EMPTY
        value, problems = self._by_kind(cell, text)
        wrong = tuple(p for p in problems if p.level == ERROR)
        if (wrong or isinstance(self.field.kind, (IdNumber, BankAccount))) and text.casefold() in PLACEHOLDERS:
            return None, (self._problem(INFO, "placeholder", TAKEN_AS_EMPTY, value=text),)
        return (None, wrong) if wrong else (value, problems)

    def _by_kind(self, cell: Cell, text: str) -> Read:
        kind = self.field.kind
        if self._resolve is not None and isinstance(kind, Ref):
            return self._refer(self._resolve(text), text)
        if self._is_inexact(cell, text):
            return None, (self._problem(ERROR, "precision_lost", PRECISION_LOST, value=text),)
        if isinstance(kind, Date):
            return self._date(cell, text)
        if isinstance(kind, PersonName):
            return self._name(text)
        value, problems = self._checked(cell if isinstance(cell, (str, bool, int, float)) else text)
        if isinstance(cell, dt.date) and value is not None:
            problems = (*problems, self._problem(WARNING, "became_date", BECAME_DATE, value=text))
        elif isinstance(kind, (IdNumber, Mobile)) and value != text and value is not None and not problems:
            problems = (self._problem(INFO, "tidied", TIDIED, old=text, new=value),)
        return value, problems

    def _is_inexact(self, cell: Cell, text: str) -> bool:
        if isinstance(self.field.kind, (Integer, Date, YesNo)):
            return False  # numbers are meant here
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return abs(cell) >= _INEXACT
        return bool(_SCIENTIFIC.match(text))

    def _checked(self, raw: object) -> Read:
        parsed = self.field.kind.parse(raw)
        problems = [replace(p, field=self.field.name) for p in parsed.notes]
        if parsed.value is not None:
            problems += [replace(p, field=self.field.name) for p in self.field.kind.check(parsed.value)]
        return parsed.value, tuple(problems)

    def _name(self, text: str) -> Read:
        tidy, remarks = names.tidy(text)
        value, problems = self._checked(tidy)
        return value, (*(replace(p, field=self.field.name) for p in remarks), *problems)

    def _date(self, cell: Cell, text: str) -> Read:
        if text.casefold() in _NO_END:
            return None, (self._problem(INFO, "no_expiry", NO_EXPIRY, value=text),)
        value, problems = self._checked(cell)
        period = _PERIOD.match(text) if problems and isinstance(cell, str) else None
        if period is None:
            return value, problems
        taken = period.group(2 if self.field.name.endswith("_to") else 1)
        if taken.casefold() in _NO_END:
            return None, (self._problem(INFO, "no_expiry", NO_EXPIRY, value=text),)
        value, found = self._checked(taken)
        if value is None:
            return None, problems
        return value, (*found, self._problem(INFO, "period", RANGE_TAKEN, value=text, taken=taken))

    def _refer(self, found: Resolved, text: str) -> Read:
        if len(found.ids) == 1:
            return found.ids[0], ()
        code, message = ("not_found", NOT_FOUND) if not found.ids else ("several_found", SEVERAL_FOUND)
        level = ERROR if self.field.required else WARNING
        return None, (self._problem(level, code, message, value=text, register=Words((found.register,))),)

    def _problem(self, level: str, code: str, message: str, **params: object) -> Problem:
        return Problem(level, code, self.field.name, message, params)


@dataclass(frozen=True, slots=True)
class Words:
    """Messages that are translated when the sentence around them is read, not when it is made."""

    messages: tuple[str, ...]

    def __str__(self) -> str:
        from union_desk.words import _

        return series(_(message) for message in self.messages)
