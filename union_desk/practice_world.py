"""The practice office as the areas see it while they fill it: its people, its day, its luck, and the doors to write."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import checking, kept_kinds, lifecycle, records, registers
from union_desk.schema.dates import add_days
from union_desk.schema.problem import ERROR

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from union_desk.contents import Store
    from union_desk.schema.register import Register


class UnsoundPracticeError(AssertionError):
    """An area invented a record that its own rules refuse: a mistake of the program."""


@dataclass
class World:
    """One filling: `members` are current members' rows (20,000 at most), `union` the union's own, `years` how long."""

    session: Session
    random: random.Random
    today: str
    members: list[dict[str, Any]]
    union: dict[str, Any]
    years: int = 1
    store: Store | None = None  # where invented files go
    made: dict[str, list[str]] = field(default_factory=dict)  # register -> ids, for areas that come later

    def day(self, back: int, spread: int = 0) -> str:
        """Return the ISO day so many days ago, up to `spread` days further back."""
        days = back + (self.random.randrange(spread + 1) if spread else 0)
        return add_days(self.today, -days)

    def some(self, count: int) -> list[dict[str, Any]]:
        """Return so many different members, fewer where there are not so many."""
        return self.random.sample(self.members, min(count, len(self.members)))

    def insert(self, name: str, rows: Sequence[dict[str, Any]]) -> list[str]:
        """Insert rows of a register, each judged by its rules and with its computed fields; returns their ids."""
        register = registers.get(name)
        context = checking.Here(self.session, day=self.today)
        made = records.insert_many(self.session, register, [self._sound(register, row, context) for row in rows])
        self.made.setdefault(name, []).extend(made)
        return made

    def hang(self, name: str, record: str, papers: Iterable[tuple[str, str, bytes]]) -> None:
        """Hang files (kind of paper, file name, content) on a record; without a store nothing is hung."""
        if self.store is None:
            return
        self.insert("attachments", [
            {"owner_register": name, "owner_id": record, "evidence": evidence, "title": Path(file).stem,
             "file_name": file, "media_type": kept_kinds.sniff(data), "size": len(data),
             "content": self.store.put(data)}
            for evidence, file, data in papers])

    def happen(self, name: str, record: str, events: Iterable[dict[str, Any]]) -> None:
        """Add events to a record, in order; each needs `event` and `happened_on`."""
        for event in events:
            lifecycle.apply_event(self.session, registers.get(name), record, event)

    def _sound(self, register: Register, row: dict[str, Any], context: checking.Here) -> dict[str, Any]:
        whole = {n: f.default for n, f in register.fields.items() if f.default is not None} | row
        number = register.numbering.field if register.numbering else ""
        problems = checking.validate(register, whole, context)
        wrong = [p for p in problems if p.level == ERROR and not (p.field == number and p.code == "missing")]
        if wrong:
            told = f"{register.name}: " + "; ".join(f"{p.field} {p.code}" for p in wrong)
            raise UnsoundPracticeError(told)
        return whole | checking.derived(register, whole, problems, context)
