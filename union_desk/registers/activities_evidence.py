"""Which papers an activity's folder needs before it is archived, as data (domain reference §5.3)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from union_desk.paths import resource

if TYPE_CHECKING:
    from collections.abc import Callable

    from union_desk.schema.register import Context, Values

PRESENT, WAIVED, MISSING = "present", "waived", "missing"
_EVERY = "*"
_GIVEN = ("prize", "team_prize", "gift")


@dataclass(frozen=True, slots=True)
class Need:
    """One paper that a folder needs: its kind (list `evidence`), when it is needed, and why."""

    evidence: str
    when: str
    basis: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist: the paper, whether it is there, waived or missing, and why it may be missing."""

    evidence: str
    state: str
    basis: str
    reason: str = ""


@cache
def _table() -> tuple[tuple[frozenset[str], Need], ...]:
    with resource("rules", "activity_evidence.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return tuple((frozenset(row["kinds"].split("|")), Need(row["evidence"], row["when"], row["basis"]))
                     for row in rows)


def needs(kind: str) -> tuple[Need, ...]:
    """Return what the folder of an activity of that kind may need, in the order of the folder."""
    return tuple(need for kinds, need in _table() if _EVERY in kinds or kind in kinds)


def checklist(activity: Values, context: Context) -> list[Item]:
    """Return the papers that this activity's folder needs, each present, waived or missing."""
    own = str(activity.get("id") or "")
    papers = {str(row["evidence"]) for row in context.rows("attachments", "owner_id", own)
              if row.get("owner_register") == "activities"}
    waived = {str(row["evidence"]): str(row.get("reason") or "")
              for row in context.rows("activity_waivers", "activity_id", own)}
    found = []
    for need in needs(str(activity.get("kind") or "")):
        if not _WHEN[need.when](own, context):
            continue
        state = PRESENT if need.evidence in papers else WAIVED if need.evidence in waived else MISSING
        found.append(Item(need.evidence, state, need.basis, waived.get(need.evidence, "") if state == WAIVED else ""))
    return found


def _any_of(book: str) -> Callable[[str, Context], bool]:
    return lambda own, context: bool(context.rows(book, "activity_id", own))


def _is_large(own: str, context: Context) -> bool:
    limit = context.norm("activities.contract_over")
    return any((row.get("amount") or 0) > limit.value  # type: ignore[operator]  # a whole number of fen
               for row in context.rows("activity_expenses", "activity_id", own))


_WHEN: dict[str, Callable[[str, Context], bool]] = {
    "always": lambda _own, _context: True,
    "enrolled": _any_of("activity_enrolments"),
    "goods": _any_of("activity_goods"),
    "results": _any_of("activity_results"),
    "spent": _any_of("activity_expenses"),
    "large": _is_large,
}
