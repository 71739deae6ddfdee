"""Asking a register's rules about thousands of rows: once for each different combination of what a rule looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from union_desk.exchange.neighbours import Bulk
    from union_desk.schema.problem import Problem
    from union_desk.schema.register import Rule

_REMEMBERED = 4000  # combinations of one rule

Row = dict[str, Any]
Answer = tuple["Problem", ...]


class Inquiry:
    """Rules and what they have answered so far.

    A rule's answer follows from its `fields`, the day and the settings; one that asks for other rows is asked anew for
    every row that says anything at all.
    """

    def __init__(self, rules: Sequence[Rule], context: Bulk, spared: Callable[[Rule], bool]) -> None:
        """Take the rules in their order, and which of them have nothing to say of rows that are known to be sound."""
        self._context = context
        self._rules: list[tuple[Rule, bool, dict[tuple[Any, ...], Answer]]] = [(r, spared(r), {}) for r in rules]
        self.fields = frozenset(name for rule in rules for name in rule.fields)

    def ask(
        self, rows: Sequence[Row], columns: Mapping[str, Sequence[Any]], owners: Sequence[str], sound: Sequence[bool]
    ) -> dict[int, list[Problem]]:
        """Return the problems of the rows that have any, by the row's index.

        `columns` has the same rows field by field, the fields that are empty in all of them left out.
        """
        found: dict[int, list[Problem]] = {}
        blank = [None] * len(rows)
        doubtful = [index for index, is_sound in enumerate(sound) if not is_sound]
        for rule, is_spared, answers in self._rules:
            if len(answers) > _REMEMBERED:
                answers.clear()
            seen = [columns.get(name, blank) for name in rule.fields]
            told: Iterable[tuple[int, tuple[Any, ...]]] = enumerate(zip(*seen, strict=True))
            if is_spared:
                told = [(index, tuple([column[index] for column in seen])) for index in doubtful]
            for index, combination in told:
                answer = answers.get(combination)
                if answer is None:
                    answer = self._answer(rule, rows[index], owners[index])
                    if not rule.others or combination.count(None) == len(combination):
                        answers[combination] = answer
                if answer:
                    found.setdefault(index, []).extend(answer)
        return found

    def _answer(self, rule: Rule, row: Row, owner: str) -> Answer:
        self._context.own = owner
        return tuple(rule.check(row, self._context))
