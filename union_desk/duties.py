"""What must be done today, as far as the books tell: each line says how many, and which query shows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, limits, records, registers, search, settings
from union_desk.registers.member_rules import PROFESSIONS
from union_desk.registers.members import CORE
from union_desk.schema import retirement
from union_desk.schema.dates import add_days
from union_desk.schema.problem import ERROR, INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.statistics.scope import COUNTED
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

MEMBERS = registers.get("members")
SOON, NEAR = 90, 180  # days before something runs out, and before the statutory retirement
LAST_IMPORT = "last_import"
MOST_REASONS = 6
ON_POST, REHIRED = "1", "7"
MEN, WOMEN = "1", "2"
_NOW: tuple[Filter, ...] = (Filter("membership_state", "is", COUNTED),)
_EARLIEST, _LATEST = dt.date(1930, 1, 1), dt.date(2030, 1, 1)


@dataclass(frozen=True)
class Duty:
    """One line: how grave, what, how many, and what it opens: a query of a register, or a page with arguments.

    `message` is an English template with {count}; `parts` are the lines below it, such as the reasons.
    """

    code: str
    level: str
    message: str
    count: int
    query: Query | None = None
    page: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, object] = field(default_factory=dict)
    parts: tuple[Duty, ...] = ()
    register: str = "members"  # whose records the query finds

    def text(self) -> str:
        """Return the sentence in the current language."""
        shown = {name: _(value) if isinstance(value, str) else value for name, value in self.params.items()}
        return _(self.message).format(count=self.count, **shown)


def read(session: Session, day: str | None = None) -> list[Duty]:
    """Return what must be done on a day (today), the gravest first; lines without anybody are left out."""
    from union_desk import affairs  # they know what a duty is
    from union_desk.safety import drill, offers

    day = day or checking.today()
    found = [
        *(duty for area in affairs.ALL for duty in area.duties(session, day)),
        _refused(session),
        *_about_members(session, day),
        *_retiring(session, day),
        _certificate(session, day),
        *drill.duties(session, day),
        *offers.duties(session),
    ]
    order = (ERROR, WARNING, INFO)
    return sorted((duty for duty in found if duty and duty.count), key=lambda duty: order.index(duty.level))


@dataclass(frozen=True)
class _Line:
    """A line about members of today that is counted with the others, in one reading of the book."""

    code: str
    level: str
    message: str
    filters: tuple[Filter, ...]

    @property
    def query(self) -> Query:
        """Return what the line opens."""
        return Query(filters=(*_NOW, *self.filters))

    def duty(self, count: int, parts: tuple[Duty, ...] = ()) -> Duty:
        """Return the line with its count."""
        return Duty(self.code, self.level, self.message, count, self.query, parts=parts)


_FAILS = Filter("qualified", "is", (False, ""))
_UNQUALIFIED = _Line("unqualified", WARNING, N_("{count} records do not qualify for the real-name register"), (_FAILS,))
_WRONG = _Line("wrong", INFO, N_("complete, but with an error: {count}"),
               (_FAILS, *(Filter(name, "filled") for name in CORE)))


def _about_members(session: Session, day: str) -> list[Duty]:
    """Count the records that do not qualify, and documents, contracts and mutual aid that ran out or soon will."""
    soon, yesterday = add_days(day, SOON), add_days(day, -1)

    def within(name: str) -> tuple[Filter, ...]:
        return Filter(name, "from", (day,)), Filter(name, "to", (soon,))

    lines = [
        _Line("document_over", ERROR, N_("{count} identity documents have run out"),
              (Filter("id_valid_to", "to", (yesterday,)),)),
        _Line("document_soon", WARNING, N_("{count} identity documents run out within 90 days"), within("id_valid_to")),
        _Line("contract_soon", INFO, N_("{count} labour contracts end within 90 days"), within("contract_to")),
        _Line("mutual_aid_soon", INFO, N_("{count} members' mutual aid ends within 90 days"), within("mutual_aid_to")),
        _Line("no_branch", INFO, N_("{count} members belong to no branch or group"),
              (Filter("branch_id", "is", ("",)),)),
    ]
    lacking = [_lacks(name) for name in CORE]
    unqualified, wrong, *rest = records.counts(
        session, MEMBERS, [line.query for line in (_UNQUALIFIED, _WRONG, *lacking, *lines)])
    ranked = sorted(zip(lacking, rest, strict=False), key=lambda pair: -pair[1])[:MOST_REASONS]
    parts = [line.duty(count) for line, count in ranked if count] + ([_WRONG.duty(wrong)] if wrong else [])
    named = tuple(replace(part, params={"field": MEMBERS.fields[part.code.removeprefix("missing_")].label})
                  if part.code != _WRONG.code else part for part in parts)
    return [_UNQUALIFIED.duty(unqualified, named),
            *(line.duty(count) for line, count in zip(lines, rest[len(lacking):], strict=True))]


def _lacks(name: str) -> _Line:
    return _Line(f"missing_{name}", INFO, N_("{field} is missing: {count}"), (_FAILS, Filter(name, "is", ("",))))


def _retiring(session: Session, day: str) -> list[Duty]:
    """Find who is on post past the statutory age, and who reaches it soon (rule R4); it reminds, it never decides."""
    lines = (("retired", WARNING, N_("{count} members are on post past the statutory retirement age"), ("", day)),
             ("retiring", INFO, N_("{count} members reach the statutory retirement age within 180 days"),
              (day, add_days(day, NEAR))))
    queries = [Query(filters=(*_NOW, of_age(*days)), sort=(("birth_date", False),)) for *_line, days in lines]
    counts = records.counts(session, MEMBERS, queries)
    return [Duty(code, level, message, count, query)
            for (code, level, message, _days), query, count in zip(lines, queries, counts, strict=True)]


@search.selection("of_age", N_("on post at the statutory retirement age"))
def of_age(after: str, until: str) -> sa.ColumnElement[bool]:
    """Return the condition for those on post whose statutory retirement lies after one day and not after another.

    Both are ISO days; without the first, it may lie as long ago as you like.
    """
    table = MEMBERS.table
    working = sa.and_(table.c.employment_status == ON_POST, table.c.employment_form.is_distinct_from(REHIRED))
    higher = sa.or_(table.c.job_title != "", table.c.professional_title.in_(PROFESSIONS))
    return sa.and_(working, sa.or_(
        _born(MEN, after, until), sa.and_(_born(WOMEN, after, until, is_cadre=True), higher),
        sa.and_(_born(WOMEN, after, until), sa.func.coalesce(higher, False).is_(False))))


def _born(sex: str, after: str, until: str, *, is_cadre: bool = False) -> sa.ColumnElement[bool]:
    """Return the condition for those of a sex whose statutory retirement lies after one day and not after another."""
    table = MEMBERS.table
    last = latest_birth(sex, until, is_cadre=is_cadre)
    parts = [table.c.sex == sex, table.c.birth_date <= last]
    if after:
        parts.append(table.c.birth_date > latest_birth(sex, after, is_cadre=is_cadre))
    return sa.and_(*parts)


def latest_birth(sex: str, day: str, *, is_cadre: bool = False) -> str:
    """Return the latest birth date of those of a sex who have reached the statutory age on an ISO day."""
    low, high = _EARLIEST.toordinal(), _LATEST.toordinal()
    while low < high:  # who is born later retires later, whatever the rules
        middle = (low + high + 1) // 2
        born = dt.date.fromordinal(middle).isoformat()
        due = retirement.retirement_date(sex, born, is_cadre=is_cadre)
        low, high = (middle, high) if due <= day else (low, middle - 1)
    return dt.date.fromordinal(low).isoformat()


def _refused(session: Session) -> Duty | None:
    """Name the rows that the last import refused; they stay until a new import or its undo."""
    kept = settings.get(session, LAST_IMPORT)
    if not kept or not kept.get("refused"):
        return None
    return Duty(
        "refused",
        ERROR,
        N_("{count} rows of {file} were refused by the last import"),
        kept["refused"],
        page="import",
        arguments={"last": True},
        params={"file": kept["file"]},
    )


def _certificate(session: Session, day: str) -> Duty | None:
    """Say when the union's own legal-person certificate runs out."""
    unions = registers.get("unions")
    ahead = limits.norm(session, "organisation.certificate_days", day).value
    soon = Query(filters=(Filter("legal_cert_to", "to", (add_days(day, ahead),)),))
    found = records.page(session, unions, soon, limit=1)
    if not found:
        return None
    return Duty(
        "certificate",
        WARNING,
        N_("The union's legal-person certificate ends on {date}"),
        1,
        page="organisation",
        arguments={"register": "unions", "record": found[0]["id"], "field": "legal_cert_to"},
        params={"date": found[0]["legal_cert_to"]},
    )
