"""The small part of spreadsheet formulas that the rules of forms are written in; what it does not know, it says so.

Dates are counted as Excel does, in days from 1899-12-30.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from union_desk.exchange.filling.references import Area, cell_of, sheet_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Look = Callable[[str, int, int], "Value"]
    Here = tuple[Look, int, int]
    Node = Callable[[Here], Any]

Value = str | float | bool | None
EPOCH = dt.date(1899, 12, 30).toordinal()
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w!:])"
    r'|"(?P<text>(?:[^"]|"")*)"'
    r"|(?P<ref>(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?)(?![\w(.])"
    r"|(?P<call>[A-Za-z_][\w.]*)\(|(?P<word>TRUE|FALSE)\b|(?P<mark><>|<=|>=|[-+*/&=<>(),^]))",
    re.IGNORECASE,
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
_COMPUTE: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": operator.pow}
_ORDER = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))


class NotUnderstoodError(Exception):
    """The formula uses something that is not known here, or does not add up."""


@lru_cache(maxsize=500)
def compiled(formula: str, home: str) -> Callable[[Look, int, int], Value]:
    """Return a function of (look, rows, columns) that computes a formula of sheet `home`.

    `look(sheet, row, column)` tells cells; the formula is read as if it were copied so many rows down and columns to
    the right. Raises NotUnderstoodError, now or when it is called.
    """
    tree = _Reader(formula.strip().lstrip("="), home).tree()

    def compute(look: Look, rows: int, columns: int) -> Value:
        try:
            found: Value = _one(tree((look, rows, columns)))
        except (TypeError, ValueError, ZeroDivisionError, OverflowError, IndexError) as error:
            raise NotUnderstoodError(formula) from error
        return found

    return compute


class _Reader:
    """Reads one formula from left to right into functions of where it stands."""

    def __init__(self, formula: str, home: str) -> None:
        self._home = home
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(formula):
            found = _TOKEN.match(formula, at)
            if found is None or found.end() == at:
                raise NotUnderstoodError(formula)
            kind = str(found.lastgroup)
            self._tokens.append((kind, found[kind]))
            at = found.end()
        self._at = 0

    def tree(self) -> Node:
        """Return the whole formula."""
        found = self._level(0)
        if self._at < len(self._tokens):
            raise NotUnderstoodError
        return found

    def _peek(self) -> str:
        kind, text = self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")
        return text if kind == "mark" else ""

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise NotUnderstoodError
        self._at += 1
        return self._tokens[self._at - 1]

    def _level(self, depth: int) -> Node:
        if depth == len(_ORDER):
            return self._single()
        left = self._level(depth + 1)
        while self._peek() in _ORDER[depth]:
            left = _joined(self._next()[1], left, self._level(depth + 1))
        return left

    def _single(self) -> Node:
        kind, text = self._next()
        constant: dict[str, Callable[[], Value]] = {
            "number": lambda: float(text), "text": lambda: text.replace('""', '"'),
            "word": lambda: text.upper() == "TRUE"}  # fmt: skip
        if kind in constant:
            value = constant[kind]()
            return lambda _here: value
        if kind == "ref":
            return self._cells(text)
        if kind == "call":
            return self._call(text.upper())
        if text == "-":
            inner = self._single()
            return lambda here: -_number(_one(inner(here)))
        if text != "(":
            raise NotUnderstoodError(text)
        found = self._level(0)
        self._expect(")")
        return found

    def _expect(self, mark: str) -> None:
        if self._next() != ("mark", mark):
            raise NotUnderstoodError(mark)

    def _cells(self, text: str) -> Node:
        prefix, bang, cells = text.rpartition("!")
        sheet = sheet_of(prefix + bang, self._home)
        first, _, last = cells.partition(":")
        corners = [(*cell_of(corner), *_moves(corner)) for corner in (first, last or first)]

        def look(here: Here) -> list[Value]:
            see, down, right = here
            (top, left), (bottom, end) = ((row + down * moves_row, column + right * moves_column)
                                          for row, column, moves_row, moves_column in corners)
            if (bottom - top + 1) * (end - left + 1) > 200_000:  # noqa: PLR2004  whole columns are no rule for one cell
                raise NotUnderstoodError(text)
            return [see(sheet, row, column) for row in range(top, bottom + 1) for column in range(left, end + 1)]

        return look

    def _call(self, name: str) -> Node:
        given: list[Node] = []
        if self._peek() == ")":
            self._next()
        else:
            given.append(self._level(0))
            while self._peek() == ",":
                self._next()
                given.append(self._level(0))
            self._expect(")")
        function = _FUNCTIONS.get(name)
        if function is None:
            raise NotUnderstoodError(name)
        return lambda here: function([part(here) for part in given])


def _moves(corner: str) -> tuple[bool, bool]:
    """Tell whether row and column of a reference move when it is copied."""
    return "$" not in corner.lstrip("$"), not corner.startswith("$")


def _joined(mark: str, left: Node, right: Node) -> Node:
    return lambda here: _apply(mark, _one(left(here)), _one(right(here)))


def _one(value: Any) -> Any:
    if isinstance(value, list):
        if len(value) != 1:
            raise NotUnderstoodError
        return value[0]
    return value


def _number(value: Value) -> float:
    if isinstance(value, str):
        return float(value)
    return float(value or 0)


def text_of(value: Value) -> str:
    """Return a value as a spreadsheet joins it to a text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value or ""


def _apply(mark: str, left: Value, right: Value) -> Value:
    if mark == "&":
        return text_of(left) + text_of(right)
    if mark in _COMPUTE:
        return _COMPUTE[mark](_number(left), _number(right))
    if isinstance(left, str) and isinstance(right, str):
        return _COMPARE[mark](left.casefold(), right.casefold())
    if isinstance(left, str) != isinstance(right, str):  # a text comes after every number
        return _COMPARE[mark](isinstance(left, str), isinstance(right, str))
    return _COMPARE[mark](_number(left), _number(right))


def _flat(given: Sequence[Any]) -> list[Value]:
    return [one for part in given for one in (part if isinstance(part, list) else [part])]


def _count_if(given: Sequence[Any]) -> float:
    wanted = text_of(_one(given[1]))
    if re.match(r"[<>=]|.*[*?]", wanted):
        bare = wanted.removesuffix("*")  # a number of 18 digits is counted as text by adding a star
        if re.search(r"[<>=*?]", bare):
            raise NotUnderstoodError
        return float(sum(text_of(cell).startswith(bare) for cell in given[0] if isinstance(cell, str)))
    return float(sum(text_of(cell).casefold() == wanted.casefold() for cell in given[0]))


def _day(given: Sequence[Any]) -> float:
    year, month, day = (int(_number(_one(part))) for part in given)
    return float(dt.date(year, month, day).toordinal() - EPOCH)


def _today(_given: Sequence[Any]) -> float:
    return float(dt.datetime.now(tz=dt.UTC).astimezone().date().toordinal() - EPOCH)


def _mid(given: Sequence[Any]) -> str:
    text, start, count = text_of(_one(given[0])), int(_number(_one(given[1]))), int(_number(_one(given[2])))
    return text[start - 1 : start - 1 + count]


def _part(given: Sequence[Any]) -> tuple[str, int]:
    return text_of(_one(given[0])), int(_number(_one(given[1]))) if len(given) > 1 else 1


def _is_number(given: Sequence[Any]) -> bool:
    return isinstance(_one(given[0]), float) and not isinstance(_one(given[0]), bool)


_FUNCTIONS: dict[str, Callable[[Sequence[Any]], Value]] = {
    "LEN": lambda given: float(len(text_of(_one(given[0])))),
    "LENB": lambda given: float(sum(1 if char.isascii() else 2 for char in text_of(_one(given[0])))),
    "AND": lambda given: all(bool(one) for one in _flat(given)),
    "OR": lambda given: any(bool(one) for one in _flat(given)),
    "NOT": lambda given: not _one(given[0]),
    "ISNUMBER": _is_number,
    "ISTEXT": lambda given: isinstance(_one(given[0]), str),
    "ISBLANK": lambda given: _one(given[0]) in {None, ""},
    "COUNTIF": _count_if,
    "EXACT": lambda given: text_of(_one(given[0])) == text_of(_one(given[1])),
    "LEFT": lambda given: _part(given)[0][: _part(given)[1]],
    "RIGHT": lambda given: _part(given)[0][-_part(given)[1] :] if _part(given)[1] else "",
    "MID": _mid,
    "VALUE": lambda given: _number(_one(given[0])),
    "INT": lambda given: float(_number(_one(given[0])) // 1),
    "TRIM": lambda given: " ".join(text_of(_one(given[0])).split()),
    "UPPER": lambda given: text_of(_one(given[0])).upper(),
    "DATE": _day,
    "TODAY": _today,
}


def area_of(text: str) -> Area:
    """Return the range that a text such as '$A$1:$A$9' names; ValueError for anything else."""
    first, _, last = text.partition(":")
    top, left = cell_of(first)
    bottom, right = cell_of(last or first)
    return Area(top, left, bottom, right)
