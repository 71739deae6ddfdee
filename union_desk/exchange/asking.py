"""Asking a register's rules about thousands of rows: once for each different combination of what a rule looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from union_desk.exchange.neighbours import Bulk
    from union_desk.schema.problem import Problem
    from union_desk.schema.register import Rule

_REMEMBERED = 4000  # combinations of one rule
_ENOUGH = 100  # rows to judge by whether combinations come again

Row = dict[str, Any]
Answer = tuple["Problem", ...]


@dataclass(slots=True)
class _Asked:
    """A rule and what it has answered; once its combinations hardly ever come again, they are no longer kept."""

    rule: Rule
    is_spared: bool
    is_varied: bool
    answers: dict[tuple[Any, ...], Answer]


class Inquiry:
    """Rules and what they have answered so far.

    Where a rule looked at nothing but its own `fields`, its answer holds for every row with those values. A rule that
    asks for other rows, or was seen to look elsewhere, is asked about every row.
    """

    def __init__(self, rules: Sequence[Rule], context: Bulk, spared: Callable[[Rule], bool]) -> None:
        """Take the rules in their order, and which of them have nothing to say of rows that are known to be sound."""
        self._context = context
        self._asked = [_Asked(rule, spared(rule), rule.others, {}) for rule in rules]
        self.fields = frozenset(name for rule in rules for name in rule.fields)

    def ask(
        self, rows: Sequence[Row], columns: Mapping[str, Sequence[Any]], owners: Sequence[str], sound: Sequence[bool]
    ) -> dict[int, list[Problem]]:
        """Return the problems of the rows that have any, by the row's index.

        `columns` has the same rows field by field, the fields that are empty in all of them left out.
        """
        found: dict[int, list[Problem]] = {}
        doubtful = [index for index, is_sound in enumerate(sound) if not is_sound]
        for asked in self._asked:
            if asked.is_spared:
                self._ask_each(asked.rule, rows, doubtful, owners, found)
            elif asked.is_varied:
                self._ask_each(asked.rule, rows, range(len(rows)), owners, found)
            else:
                self._ask_once(asked, rows, columns, owners, found)
        return found

    def _ask_each(
        self, rule: Rule, rows: Sequence[Row], places: Iterable[int], owners: Sequence[str],
        found: dict[int, list[Problem]],
    ) -> None:  # fmt: skip
        check, context = rule.check, self._context
        for index in places:
            context.own = owners[index]
            for problem in check(rows[index], context):
                found.setdefault(index, []).append(problem)

    def _ask_once(
        self, asked: _Asked, rows: Sequence[Row], columns: Mapping[str, Sequence[Any]], owners: Sequence[str],
        found: dict[int, list[Problem]],
    ) -> None:  # fmt: skip
        answers, blank = asked.answers, [None] * len(rows)
        known = len(answers)
        for index, combination in enumerate(zip(*(columns.get(n, blank) for n in asked.rule.fields), strict=True)):
            answer = answers.get(combination)
            if answer is None:
                answer, is_general = self._answer(asked.rule, rows[index], owners[index])
                if is_general:
                    answers[combination] = answer
                else:
                    asked.is_varied = True
            if answer:
                found.setdefault(index, []).extend(answer)
        if len(rows) > _ENOUGH and 2 * (len(answers) - known) > len(rows):
            asked.is_varied = True
        if len(answers) > _REMEMBERED or asked.is_varied:
            answers.clear()

    def _answer(self, rule: Rule, row: Row, owner: str) -> tuple[Answer, bool]:
        """Return a rule's answer about a row, and whether it holds for every row with the same values in its fields."""
        watched, context = _Watched(row, rule.fields), self._context
        context.own, context.was_asked = owner, False
        answer = tuple(rule.check(watched, context))
        return answer, not (watched.strayed or context.was_asked)


class _Watched(Mapping[str, Any]):
    """A row that notices when a rule looks at another field than it names."""

    def __init__(self, row: Row, named: tuple[str, ...]) -> None:
        self._row, self._named = row, named
        self.strayed = False

    def __getitem__(self, name: str) -> Any:
        self.strayed = self.strayed or name not in self._named
        return self._row[name]

    def get(self, name: str, default: Any = None) -> Any:
        self.strayed = self.strayed or name not in self._named
        return self._row.get(name, default)

    def __iter__(self) -> Iterator[str]:
        self.strayed = True
        return iter(self._row)

    def __len__(self) -> int:
        self.strayed = True
        return len(self._row)
