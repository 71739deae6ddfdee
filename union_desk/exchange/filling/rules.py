"""The rules of a form's cells: drop-down lists, lengths, numbers, dates, formulas; those of 2009 (x14) included.

A value that Excel would refuse at the keyboard is refused here, before anything is written.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from xml.sax.saxutils import unescape

from union_desk.exchange.filling.expressions import EPOCH, NotUnderstoodError, area_of, compiled, text_of
from union_desk.exchange.filling.package import attributes
from union_desk.exchange.filling.references import Area, areas, moved, sheet_of
from union_desk.exchange.workbook import shown
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from union_desk.exchange.filling.expressions import Value
    from union_desk.exchange.workbook import Workbook

LIST, LENGTH, CUSTOM = "list", "textLength", "custom"
NUMBERS, DAYS = {"whole", "decimal"}, {"date"}
_RULE = re.compile(r"<((?:\w+:)?)dataValidation\b((?:[^>\"]|\"[^\"]*\")*?)(?:/>|>(.*?)</\1dataValidation>)", re.DOTALL)
_FORMULA = re.compile(r"<(?:\w+:)?formula(1|2)>\s*(?:<(?:\w+:)?f>)?([^<]*)")
_SQREF = re.compile(r"<(?:\w+:)?sqref>([^<]*)<")
_NAME = re.compile(r"<(?:\w+:)?definedName\b([^>]*)>([^<]*)<")
_TIMES = {"between": "{a} – {b}", "notBetween": "≠ {a} – {b}", "equal": "= {a}", "notEqual": "≠ {a}",
          "greaterThan": "> {a}", "lessThan": "< {a}", "greaterThanOrEqual": "≥ {a}", "lessThanOrEqual": "≤ {a}"}

NOT_LISTED = N_("“{value}” is not in the form's list ({some}).")
WRONG_LENGTH = N_("“{value}” has {length} characters; the form asks for {limits}.")
NOT_A_NUMBER = N_("“{value}” is no number, as the form asks for.")
OUT_OF_RANGE = N_("“{value}” is outside the form's limits: {limits}.")
NOT_A_DAY = N_("“{value}” is no date, as the form asks for.")
BROKEN_RULE = N_("“{value}” breaks the form's rule {rule}.")
_OWN_WORDS = N_("“{value}” breaks the form's rule: {message}")
_SOME = 6
# "This value stands here only once", as Excel users write it; told from all rows that are filled in
_RELATIVE = re.compile(r"(?<![\w$.])(?:\$?[A-Za-z]{1,3}[1-9]\d*|[A-Za-z]{1,3}\$[1-9]\d*)(?![\w(])")
_ONCE = re.compile(r"COUNTIF\(\s*[$A-Za-z0-9]+:[$A-Za-z0-9]+\s*,\s*\$?[A-Za-z]+\$?\d+\s*(?:&\s*\"\*\"\s*)?\)"
                   r"\s*(?:=\s*1|<\s*2|<=\s*1)(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Rule:
    """One rule: kind, comparison, formulas, whether it only warns, the ranges it holds for, the form's own words."""

    kind: str
    operator: str
    first: str
    second: str
    strict: bool
    where: tuple[Area, ...]
    message: str = ""

    @cached_property
    def base(self) -> tuple[int, int]:
        """Return the cell for which relative references are written: (row from 1, column from 0)."""
        return min(area.top for area in self.where), min(area.left for area in self.where)

    @cached_property
    def looks_elsewhere(self) -> bool:
        """Tell whether the answer depends on other cells of the row, or on where the cell is."""
        return self.kind == CUSTOM or _RELATIVE.search(f"{self.first} {self.second}") is not None


@dataclass(slots=True)
class Row:
    """A row that is being filled: what its cells will hold, by zero-based column."""

    number: int
    cells: Mapping[int, Value] = field(default_factory=dict)


class Rules:
    """The rules of one sheet, and the lists that they draw on."""

    def __init__(self, sheet: str, text: str, book: Workbook, workbook_xml: str) -> None:
        """Read the rules from a sheet's XML; lists may lie on other sheets, or under a name."""
        self.sheet, self._book = sheet, book
        self.rules = list(_rules(text))
        self._names = {attributes(head).get("name", "").casefold(): unescape(body).lstrip("=")
                       for head, body in _NAME.findall(workbook_xml)}
        self._lists: dict[tuple[str, str], tuple[str, ...] | None] = {}
        self._answers: dict[tuple[int, int, Value], str | None] = {}
        self.filled = (0, -1)
        self.repeated: dict[int, set[Value]] = {}

    def covering(self, first: int, count: int, column: int) -> bool:
        """Tell whether any rule holds in a stretch of a column."""
        return any(a.left <= column <= a.right and a.top < first + max(count, 1) and a.bottom >= first
                   for rule in self.rules for a in rule.where)

    def at(self, row: int, column: int) -> Rule | None:
        """Return the rule of a cell; where several hold, the last one, as Excel does."""
        return next((r for r in reversed(self.rules) if any(a.holds(row, column) for a in r.where)), None)

    def throughout(self, first: int, count: int, column: int) -> Rule | None:
        """Return the rule that alone holds in a whole stretch of a column, None where there are several or none."""
        near = [r for r in self.rules if any(a.left <= column <= a.right and a.top < first + count and a.bottom >= first
                                             for a in r.where)]
        alone = near[0] if len(near) == 1 else None
        covers = alone is not None and any(a.holds(first, column) and a.holds(first + count - 1, column)
                                           for a in alone.where)
        return alone if covers else None

    def choices(self, rule: Rule, row: Row, column: int) -> tuple[str, ...] | None:
        """Return the entries of a drop-down, None where they cannot be told."""
        text = self._placed(rule.first, rule, row, column)
        if text.startswith('"'):
            return tuple(part.strip() for part in text.strip('"').replace('""', '"').split(","))
        if (indirect := re.fullmatch(r"INDIRECT\((.+)\)", text, re.IGNORECASE)) is not None:
            try:
                text = text_of(compiled(indirect[1], self.sheet)(self._look(row), 0, 0))
            except NotUnderstoodError:
                return None
        key = (self.sheet, text)
        if key not in self._lists:
            self._lists[key] = self._range(text)
        return self._lists[key]

    def _range(self, text: str, depth: int = 0) -> tuple[str, ...] | None:
        prefix, bang, cells = text.rpartition("!")
        try:
            area = area_of(cells)
        except ValueError:
            name = self._names.get(text.casefold()) if depth < 5 else None  # noqa: PLR2004  a name that names itself
            return self._range(name, depth + 1) if name is not None else None
        sheet = next((s for s in self._book.sheets if s.name == sheet_of(prefix + bang, self.sheet)), None)
        if sheet is None:
            return None
        found = (sheet.rows[r][c] for r in range(area.top - 1, min(area.bottom, len(sheet.rows)))
                 for c in range(area.left, min(area.right + 1, sheet.width)))
        return tuple(word for cell in found if (word := shown(cell).strip()))

    def refuse(self, rule: Rule, value: Value, row: Row, column: int) -> str | None:
        """Return why the form refuses a value, None when it takes it or the rule cannot be judged."""
        if not rule.looks_elsewhere:
            key = (id(rule), column, value)
            if key not in self._answers:
                self._answers[key] = self._reason(rule, value, row, column)
            return self._answers[key]
        return self._reason(rule, value, row, column)

    def _reason(self, rule: Rule, value: Value, row: Row, column: int) -> str | None:
        told = text_of(value)
        try:
            reason = self._refuse(rule, value, told, row, column)
        except NotUnderstoodError:
            return None
        if reason and rule.message and rule.kind != LIST:
            return _(_OWN_WORDS).format(value=told, message=rule.message)
        return reason

    def _refuse(self, rule: Rule, value: Value, told: str, row: Row, column: int) -> str | None:
        if rule.kind == LIST:
            choices = self.choices(rule, row, column)
            if choices is None or told in choices:
                return None
            some = series(choices[:_SOME]) + ("…" if len(choices) > _SOME else "")
            return _(NOT_LISTED).format(value=told, some=some)
        if rule.kind == CUSTOM:
            once = "FALSE" if value in self.repeated.get(column, ()) else "TRUE"
            holds = self._value(_ONCE.sub(once, rule.first), rule, row, column)
            return None if holds else _(BROKEN_RULE).format(value=told, rule=rule.first)
        if rule.kind == LENGTH:
            fits, limits = self._compare(float(len(told)), rule, row, column, days=False)
            return None if fits else _(WRONG_LENGTH).format(value=told, length=len(told), limits=limits)
        if rule.kind in NUMBERS | DAYS:
            return self._refuse_number(rule, value, told, row, column)
        return None

    def _refuse_number(self, rule: Rule, value: Value, told: str, row: Row, column: int) -> str | None:
        days = rule.kind in DAYS
        if isinstance(value, (str, bool)) or value is None:
            return _(NOT_A_DAY if days else NOT_A_NUMBER).format(value=told)
        told = _spoken(value, days=days)
        fits, limits = self._compare(float(value), rule, row, column, days=days)
        if rule.kind == "whole" and not float(value).is_integer():
            fits = False
        return None if fits else _(OUT_OF_RANGE).format(value=told, limits=limits)

    def _compare(self, value: float, rule: Rule, row: Row, column: int, *, days: bool) -> tuple[bool, str]:
        given = [self._limit(text, rule, row, column) for text in (rule.first, rule.second) if text]
        if not given:
            raise NotUnderstoodError
        low, high = given[0], given[-1]
        holds = {"between": low <= value <= high, "notBetween": not low <= value <= high, "equal": value == low,
                 "notEqual": value != low, "greaterThan": value > low, "lessThan": value < low,
                 "greaterThanOrEqual": value >= low, "lessThanOrEqual": value <= low}
        limits = _TIMES.get(rule.operator, "").format(a=_spoken(low, days=days), b=_spoken(high, days=days))
        return holds.get(rule.operator, True), limits

    def _limit(self, text: str, rule: Rule, row: Row, column: int) -> float:
        value = self._value(text, rule, row, column)
        if isinstance(value, str) or value is None:
            raise NotUnderstoodError(text)
        return float(value)

    def _value(self, formula: str, rule: Rule, row: Row, column: int) -> Value:
        """Return the value of a formula as it reads for a cell."""
        top, left = rule.base
        return compiled(formula, self.sheet)(self._look(row), row.number - top, column - left)

    @staticmethod
    def _placed(formula: str, rule: Rule, row: Row, column: int) -> str:
        """Return a formula as it reads for a cell: it is written for the first cell of the rule's ranges."""
        top, left = rule.base
        return moved(formula, row.number - top, column - left).strip()

    def _look(self, row: Row) -> _Look:
        return _Look(self, row, self._book)


class _Look:
    """Tells what stands in a cell: what is about to be written in the row, else what the blank form has."""

    def __init__(self, rules: Rules, row: Row, book: Workbook) -> None:
        self._rules, self._row, self._book = rules, row, book

    def __call__(self, sheet: str, row: int, column: int) -> Value:
        if sheet == self._rules.sheet and row == self._row.number and column in self._row.cells:
            return self._row.cells[column]
        if sheet == self._rules.sheet and row != self._row.number and \
                self._rules.filled[0] <= row <= self._rules.filled[1]:
            raise NotUnderstoodError  # what other rows will hold is not told one by one
        found = next((s for s in self._book.sheets if s.name == sheet), None)
        if found is None:
            raise NotUnderstoodError(sheet)
        cell = found.rows[row - 1][column] if row <= len(found.rows) and column < found.width else ""
        if isinstance(cell, bool) or not isinstance(cell, (int, float)):
            if isinstance(cell, dt.date):
                return float(cell.toordinal() - EPOCH)
            return shown(cell) or None
        return float(cell)


def _spoken(value: float, *, days: bool) -> str:
    if days and 0 < value < 2_958_466:  # noqa: PLR2004  9999-12-31
        return dt.date.fromordinal(int(value) + EPOCH).isoformat()
    return text_of(value)


def _rules(text: str) -> Iterator[Rule]:
    for _prefix, head, body in _RULE.findall(text):
        given = attributes(head)
        where = given.get("sqref") or " ".join(_SQREF.findall(body))
        formulas = {number: unescape(formula, {"&quot;": '"'}) for number, formula in _FORMULA.findall(body)}
        if where.strip() and given.get("type", "none") != "none":
            yield Rule(given["type"], given.get("operator", "between"), formulas.get("1", ""), formulas.get("2", ""),
                       given.get("errorStyle", "stop") == "stop" and given.get("showErrorMessage") in {"1", "true"},
                       tuple(areas(where)), unescape(given.get("error", "")))


