"""The share of qualified real-name records, and why the others are not qualified (domain reference §1.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking
from union_desk.progress import NONE
from union_desk.registers.members import CORE, MEMBERS
from union_desk.schema.problem import ERROR
from union_desk.search import Filter
from union_desk.statistics import dimensions
from union_desk.statistics.crosstab import CrossTab, crosstab
from union_desk.statistics.rates import Rate
from union_desk.statistics.scope import those
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from union_desk.progress import Progress
    from union_desk.search import Query
    from union_desk.statistics.scope import Scope

MISSING = N_("Missing")
NOT_VALID = N_("Not a valid value")
_FAULTS = {
    "R1": N_("Not a valid number"),
    "R2": N_("Differs from the identity number"),
    "R3": N_("Under 16 on joining"),
    "dates": N_("Dates in the wrong order"),
    "future_date": N_("Lies in the future"),
    "not_in_list": N_("Not in the code list"),
    "duplicate": N_("Shared with another record"),
    "stale": N_("No fault is left; open and save the record"),
}
UNQUALIFIED = (Filter("qualified", "is", (False, "")),)
TABLE = ("branch", "qualified")
_BATCH = 2000
Faults = set[tuple[str, str]]  # (field, code)


@dataclass(frozen=True)
class Reason:
    """Why records are not qualified: the field, what is wrong with it, how many people, and who they are.

    One person counts under each of their reasons, so reasons add up to more than the unqualified people.
    """

    field: str
    code: str
    message: str
    count: int
    query: Query

    def label(self) -> str:
        """Return the field's label."""
        return _(MEMBERS.fields[self.field].label) if self.field else _("The whole record")

    def text(self) -> str:
        """Return what is wrong, in words."""
        return _(self.message)


@dataclass(frozen=True)
class Qualification:
    """Qualified records among the people counted, by branch, and the reasons of the others, most frequent first."""

    by_branch: CrossTab  # branch × qualified
    reasons: tuple[Reason, ...]

    @property
    def rate(self) -> Rate:
        """Return the rate of all."""
        return self.rate_of(None)

    def rate_of(self, branch: str | None) -> Rate:
        """Return the rate of one branch (its key), or of all."""
        return Rate(self.by_branch.count(branch, "1"), self.by_branch.count(branch, None))


def qualification(session: Session, scope: Scope, progress: Progress = NONE, *,
                  counted: CrossTab | None = None) -> Qualification:
    """Count the qualified records of a scope and find the reasons of the others; progress counts records read.

    `counted` is the table of TABLE for that scope where it is known already.
    """
    by_branch = counted or crosstab(session, [dimensions.get(name) for name in TABLE], replace(scope, known=True))
    reasons = [*_missing(session, scope), *_others(session, scope, progress)]
    return Qualification(by_branch, tuple(sorted(reasons, key=lambda r: -r.count)))


def _missing(session: Session, scope: Scope) -> Iterator[Reason]:
    """Yield a reason for each core field that somebody lacks."""
    table = MEMBERS.table
    blanks = [sa.func.sum(sa.case((sa.or_(table.c[name].is_(None), sa.cast(table.c[name], sa.Text) == ""), 1), else_=0))
              for name in CORE]
    counts = session.execute(sa.select(*blanks).where(scope.condition(*UNQUALIFIED))).one()
    for name, count in zip(CORE, counts, strict=True):
        if count:
            yield Reason(name, "missing", MISSING, count, scope.people(*UNQUALIFIED, Filter(name, "is", ("",))))


def _others(session: Session, scope: Scope, progress: Progress) -> Iterator[Reason]:
    """Yield a reason for each kind of error in the records as they stand: shared numbers, and what validation finds."""
    found: dict[tuple[str, str], list[str]] = {}
    shared = _shared_numbers(session)
    for record_id, row, errors in _checked(session, scope, progress):
        reasons = errors | {("id_number", "duplicate")} if row["id_number"] in shared else errors
        if not reasons and all(row[name] not in (None, "") for name in CORE):
            reasons = {("", "stale")}
        for reason in reasons:
            found.setdefault(reason, []).append(record_id)
    for (field, code), people in found.items():
        yield Reason(field, code, _FAULTS.get(code, NOT_VALID), len(people), those(people))


def _shared_numbers(session: Session) -> frozenset[str]:
    number = MEMBERS.table.c.id_number
    return frozenset(session.execute(
        sa.select(number).where(MEMBERS.table.c.deleted.is_(False), number.is_not(None))
        .group_by(number).having(sa.func.count() > 1)).scalars())


def _checked(session: Session, scope: Scope, progress: Progress) -> Iterator[tuple[str, dict[str, Any], Faults]]:
    """Yield (id, values, errors as field and code) of each unqualified record, as validation finds them today."""
    names, context, kinds = list(MEMBERS.fields), checking.Alone(), _Kinds()
    for part in _unqualified(session, scope, progress):
        bad = kinds.bad(part)
        for record_id, *values in part:
            row = dict(zip(names, values, strict=True))
            errors = {(name, codes[row[name]]) for name, codes in bad.items() if row[name] in codes}
            sound = row | dict.fromkeys(name for name, _code in errors) if errors else row
            rules = checking.check_rules(MEMBERS, sound, context)
            yield record_id, row, errors | {(p.field, p.code) for p in rules if p.level == ERROR}


class _Kinds:
    """What the kinds say of values, column by column: the same value is looked at once."""

    def __init__(self) -> None:
        self._seen: dict[str, set[Any]] = {name: {None} for name in MEMBERS.fields}
        self._bad: dict[str, dict[Any, str]] = {}

    def bad(self, part: Sequence[Sequence[Any]]) -> dict[str, dict[Any, str]]:
        """Return field → value → code of all values refused so far, those of these rows (id first) included."""
        columns = zip(*part, strict=True)
        next(columns)
        for (name, seen), values in zip(self._seen.items(), columns, strict=True):
            fresh = set(values) - seen
            seen.update(fresh)
            for value in fresh:
                for problem in MEMBERS.fields[name].kind.check(value):
                    if problem.level == ERROR:
                        self._bad.setdefault(name, {})[value] = problem.code
        return self._bad


def _unqualified(session: Session, scope: Scope, progress: Progress) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield the unqualified records in parts: id, then every field."""
    table = MEMBERS.table
    condition = scope.condition(*UNQUALIFIED)
    total = session.execute(sa.select(sa.func.count()).select_from(table).where(condition)).scalar_one()
    progress.start(total, _("Looking for the reasons of unqualified records"))
    columns = [table.c.id, *(table.c[name] for name in MEMBERS.fields)]
    rows = session.execute(sa.select(*columns).where(condition).execution_options(yield_per=_BATCH))
    for part in rows.partitions(_BATCH):
        yield part
        progress.step(len(part))
