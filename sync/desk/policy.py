"""What leaves the office and what never does, read from the registers; accepted by a person before the first report.

The policy is not written down anywhere else: a register that is declared otherwise makes another policy, and that is
shown again before anything more is sent from the window.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.desk import store
from union_desk import registers
from union_desk.schema.register import NATION, OFFICE, PRIVATE, SUPERIOR_ONLY
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ACCEPTED = "policy_accepted"
TRAVELS = {
    PRIVATE: N_("Never leaves this office"),
    SUPERIOR_ONLY: N_("Goes to the superior union, and no further"),
    NATION: N_("Goes to the superior union, which may pass it on to the unions above it"),
}
"""How far a book travels, in words, by its share."""


@dataclass(frozen=True)
class Line:
    """One register: how far its records travel (its share), its fields, and those of them that hold private values.

    `files`: the files on its records go to the superior union with them; None where none can hang on a record.
    """

    register: str
    share: str
    fields: tuple[str, ...]
    private: tuple[str, ...]
    files: bool | None = None


@dataclass(frozen=True)
class Accepted:
    """Who accepted it, and when (UTC)."""

    by: str
    at: str
    lines: dict[str, str]  # by register, a digest of its line: what changed since can be shown


def lines() -> list[Line]:
    """Return a line for each of the office's registers, in their order."""
    return [
        Line(r.name, r.share, tuple(r.fields), tuple(name for name, spec in r.fields.items() if spec.sensitive),
             r.sends_files if r.attachable else None)
        for r in registers.ALL if r.owner == OFFICE]


def _digest(line: Line) -> str:
    told = [line.register, line.share, sorted(line.fields), *([line.files] if line.files else [])]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def accepted(s: Session) -> Accepted | None:
    """Return who accepted a policy last, None when nobody did."""
    found = store.get(s, ACCEPTED)
    return Accepted(**found) if found else None


def is_accepted(s: Session) -> bool:
    """Tell whether the present policy was accepted."""
    found = accepted(s)
    return found is not None and not changed(s)


def accept(s: Session, person: str) -> None:
    """Remember that a person accepted the present policy."""
    found = Accepted(person, store.now(), {line.register: _digest(line) for line in lines()})
    store.put(s, ACCEPTED, vars(found))


def changed(s: Session) -> list[str]:
    """Return the registers that leave the office otherwise than was accepted; none when nothing was accepted yet."""
    found = accepted(s)
    if found is None:
        return []
    return [line.register for line in lines()
            if line.share != PRIVATE and found.lines.get(line.register) != _digest(line)]
