"""What a bank answers to a list, row by row: one account for cards and payments, and how its numbers read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from union_desk.schema.kinds import BankAccount


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one row of the file: its place (1, 2, …), the masked name, the outcome, why."""

    place: int
    name: str
    outcome: str
    reason: str = ""


@dataclass
class Answers:
    """The account of a file: the rows read are the sum of the outcomes, always."""

    outcomes: ClassVar[tuple[str, ...]] = ()
    file: str
    lines: list[Told] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """Return how many rows ended so."""
        return sum(line.outcome == outcome for line in self.lines)

    def counts(self) -> dict[str, int]:
        """Return how many rows were read, and how many ended in each way."""
        return {"read": len(self.lines), **{name: self.count(name) for name in self.outcomes}}

    def document(self) -> dict[str, Any]:
        """Return the account as plain values: the counts, and the rows that have a reason."""
        return {"file": self.file, **self.counts(),
                "lines": [{"row": line.place, "name": line.name, "outcome": line.outcome, "reason": line.reason}
                          for line in self.lines if line.reason]}


def account(text: str) -> str:
    """Return the number of a card or an account as a bank writes it, without blanks and hyphens.

    Empty where a spreadsheet has rounded it: such a number names nobody.
    """
    return str(BankAccount().parse(text).value or "")
