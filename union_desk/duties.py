"""What must be done today, as far as the books tell: each line says how many, and which query shows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
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
MOST_REASONS, MOST_IDS = 6, 30_000
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
    from union_desk.safety import drill

    day = day or checking.today()
    found = [
        *(duty for area in affairs.ALL for duty in area.duties(session, day)),
        _refused(session),
        _unqualified(session),
        *_running_out(session, day),
        *_retiring(session, day),
        _without_branch(session),
        _certificate(session, day),
        *drill.duties(session, day),
    ]
    order = (ERROR, WARNING, INFO)
    return sorted((duty for duty in found if duty and duty.count), key=lambda duty: order.index(duty.level))


def _counted(session: Session, code: str, level: str, message: str, *filters: Filter) -> Duty:
    query = Query(filters=(*_NOW, *filters))
    return Duty(code, level, message, records.count(session, MEMBERS, query), query)


def _unqualified(session: Session) -> Duty:
    """Count the records that do not qualify, and which core fields they lack."""
    whole = _counted(
        session,
        "unqualified",
        WARNING,
        N_("{count} records do not qualify for the real-name register"),
        Filter("qualified", "is", (False, "")),
    )
    assert whole.query is not None
    table = MEMBERS.table
    empty = [
        sa.func.sum(sa.case((sa.or_(table.c[n].is_(None), sa.cast(table.c[n], sa.Text) == ""), 1), else_=0))
        for n in CORE
    ]
    counts = session.execute(sa.select(*empty).where(search.condition(MEMBERS, whole.query))).one()
    ranked = sorted(zip(CORE, counts, strict=True), key=lambda pair: -(pair[1] or 0))
    parts = [
        Duty(
            f"missing_{name}",
            INFO,
            N_("{field} is missing: {count}"),
            count,
            Query(filters=(*whole.query.filters, Filter(name, "is", ("",)))),
            params={"field": MEMBERS.fields[name].label},
        )
        for name, count in ranked[:MOST_REASONS]
        if count
    ]
    wrong = _counted(
        session,
        "wrong",
        INFO,
        N_("complete, but with an error: {count}"),
        Filter("qualified", "is", (False, "")),
        *(Filter(name, "filled") for name in CORE),
    )
    return Duty(
        whole.code,
        whole.level,
        whole.message,
        whole.count,
        whole.query,
        parts=(*parts, *([wrong] if wrong.count else ())),
    )


def _without_branch(session: Session) -> Duty:
    return _counted(
        session, "no_branch", INFO, N_("{count} members belong to no branch or group"), Filter("branch_id", "is", ("",))
    )


def _running_out(session: Session, day: str) -> list[Duty]:
    """Count documents that ran out or will soon, and contracts and mutual aid that will."""
    soon, yesterday = add_days(day, SOON), add_days(day, -1)
    return [
        _counted(
            session,
            "document_over",
            ERROR,
            N_("{count} identity documents have run out"),
            Filter("id_valid_to", "to", (yesterday,)),
        ),
        _counted(
            session,
            "document_soon",
            WARNING,
            N_("{count} identity documents run out within 90 days"),
            Filter("id_valid_to", "from", (day,)),
            Filter("id_valid_to", "to", (soon,)),
        ),
        _counted(
            session,
            "contract_soon",
            INFO,
            N_("{count} labour contracts end within 90 days"),
            Filter("contract_to", "from", (day,)),
            Filter("contract_to", "to", (soon,)),
        ),
        _counted(
            session,
            "mutual_aid_soon",
            INFO,
            N_("{count} members' mutual aid ends within 90 days"),
            Filter("mutual_aid_to", "from", (day,)),
            Filter("mutual_aid_to", "to", (soon,)),
        ),
    ]


def _retiring(session: Session, day: str) -> list[Duty]:
    """Find who is on post past the statutory age, and who reaches it soon (rule R4); it reminds, it never decides."""
    found = []
    for code, level, message, after, until in (
        ("retired", WARNING, N_("{count} members are on post past the statutory retirement age"), None, day),
        (
            "retiring",
            INFO,
            N_("{count} members reach the statutory retirement age within 180 days"),
            day,
            add_days(day, NEAR),
        ),
    ):
        table = MEMBERS.table
        higher = sa.or_(table.c.job_title != "", table.c.professional_title.in_(PROFESSIONS))
        born = sa.or_(
            _born(MEN, after, until),
            sa.and_(_born(WOMEN, after, until, is_cadre=True), higher),
            sa.and_(_born(WOMEN, after, until), sa.func.coalesce(higher, False).is_(False)),
        )
        working = sa.and_(table.c.employment_status == ON_POST, table.c.employment_form.is_distinct_from(REHIRED))
        where = sa.and_(search.condition(MEMBERS, Query(filters=_NOW)), working, born)
        ids = list(session.execute(sa.select(table.c.id).where(where).order_by(table.c.birth_date)).scalars())
        found.append(Duty(code, level, message, len(ids), Query(filters=(Filter("id", "is", tuple(ids[:MOST_IDS])),))))
    return found


def _born(sex: str, after: str | None, until: str, *, is_cadre: bool = False) -> sa.ColumnElement[bool]:
    """Return the condition for those of a sex whose statutory retirement lies after one day and not after another."""
    table = MEMBERS.table
    last = latest_birth(sex, until, is_cadre=is_cadre)
    parts = [table.c.sex == sex, table.c.birth_date <= last]
    if after is not None:
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
