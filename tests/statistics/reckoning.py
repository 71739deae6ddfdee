"""The formulas of a workbook reckoned without a spreadsheet program: sums, differences, rates and conditions only.

Written for the tests and from the file format alone: it reads what stands in the cells, never the values that the
formulas carry. A function that it does not know is a KeyError, so that no formula is passed over.
"""

from __future__ import annotations

import ast
import operator
import re
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?P<ref>(?:'(?:[^']|'')+'!|[^\W\d]\w*!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(])"
    r"|<>|<=|>=|[=^]")
_SIGNS = {"=": "==", "<>": "!=", "^": "**"}
_COMPUTE: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.Gt: operator.gt, ast.LtE: operator.le,
    ast.GtE: operator.ge}
_SUMS = {9, 109}  # of SUBTOTAL; no row is filtered away in a new workbook


def _flat(given: Any) -> Iterator[Any]:
    for one in given:
        yield from _flat(one) if isinstance(one, (list, tuple)) else (one,)


def _sum(*given: Any) -> float:
    return sum(n for n in _flat(given) if isinstance(n, (int, float)))


def _subtotal(kind: int, *given: Any) -> float:
    assert kind in _SUMS
    return _sum(*given)


_FUNCTIONS: dict[str, Callable[..., Any]] = {"SUM": _sum, "SUBTOTAL": _subtotal, "ABS": abs}


class Reckoner:
    """A workbook whose formulas are reckoned when asked for, each once."""

    def __init__(self, path: Path) -> None:
        """Read what stands in the cells."""
        self.book = openpyxl.load_workbook(path)
        self._known: dict[tuple[str, str], Any] = {}

    def formulas(self) -> Iterator[tuple[str, str]]:
        """Yield (sheet, cell) of every formula."""
        for sheet in self.book.worksheets:
            for row in sheet.iter_rows():
                yield from ((sheet.title, cell.coordinate) for cell in row if cell.data_type == "f")

    def value(self, sheet: str, cell: str) -> Any:
        """Return what a cell comes to."""
        if (sheet, cell) not in self._known:
            found = self.book[sheet][cell]
            self._known[sheet, cell] = (self._reckon(sheet, str(found.value)[1:]) if found.data_type == "f"
                                        else found.value)
        return self._known[sheet, cell]

    def _reckon(self, home: str, formula: str) -> Any:
        references: list[str] = []

        def python(token: re.Match[str]) -> str:
            if token["ref"]:
                references.append(token["ref"])
                return f"REF({len(references) - 1})"
            return repr(token[0][1:-1]) if token[0].startswith('"') else _SIGNS.get(token[0], token[0])

        tree = ast.parse(_TOKEN.sub(python, formula), mode="eval").body
        return self._node(tree, home, references)

    def _node(self, node: ast.AST, home: str, references: list[str]) -> Any:
        def of(part: ast.AST) -> Any:
            return self._node(part, home, references)

        match node:
            case ast.Constant(value=value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -of(operand)
            case ast.BinOp(left=left, op=sign, right=right):
                return _COMPUTE[type(sign)](of(left) or 0, of(right) or 0)
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return _COMPARE[type(sign)](of(left) or 0, of(right) or 0)
            case ast.Call(func=ast.Name(id="REF"), args=[ast.Constant(value=int(place))]):
                return self._reference(home, references[place])
            case ast.Call(func=ast.Name(id=name), args=args):
                return of(args[1] if of(args[0]) else args[2]) if name == "IF" else _FUNCTIONS[name](*map(of, args))
        raise KeyError(ast.dump(node))

    def _reference(self, home: str, text: str) -> Any:
        sheet, _mark, cells = text.replace("$", "").rpartition("!")
        sheet = sheet.strip("'").replace("''", "'") or home
        if ":" not in cells:
            return self.value(sheet, cells)
        return [self.value(sheet, cell.coordinate) for row in self.book[sheet][cells] for cell in row]


def differing(path: Path) -> tuple[int, list[tuple[str, str, Any, Any]]]:
    """Return how many formulas a workbook has, and those that carry another value than they come to."""
    reckoner, carried = Reckoner(path), openpyxl.load_workbook(path, data_only=True)
    count, found = 0, []
    for sheet, cell in reckoner.formulas():
        count += 1
        told, came = carried[sheet][cell].value, reckoner.value(sheet, cell)
        same = abs(told - came) < 1e-9 * max(1, abs(came)) if isinstance(came, (int, float)) and isinstance(
            told, (int, float)) else told == came
        if not same:
            found.append((sheet, cell, told, came))
    return count, found
