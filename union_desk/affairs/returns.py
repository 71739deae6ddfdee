"""The yearly return: opened, read as it stands, corrected in a further version (domain reference §11.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import attachments, lifecycle, records, registers
from union_desk.duties import Duty
from union_desk.errors import UserError
from union_desk.registers.returns import DRAFT, FROZEN, RETURN_LINES, RETURNS, STANDING, SUPERSEDED
from union_desk.schema.problem import WARNING
from union_desk.search import Filter, Query
from union_desk.statistics import checks, content, counting, indicators, period, snapshot
from union_desk.statistics.indicator import AUTOMATIC, CODE, Value
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.practice_world import World
    from union_desk.statistics.checks import Finding
    from union_desk.statistics.content import Content, Key
    from union_desk.statistics.period import Period

OPENED = N_("Opened the return of {period}, version {version}")
SIGNED = N_("Signed the return of {period}, version {version}")
YEAR = N_("The statistical year begins on {day} from now on")
FILE = "return-{begins}-{ends}-v{version}.zip"
_PRACTISED = {"democratic_review_leaders": 1, "has_board": 0, "has_supervisors": 0, "hazards_found": 12,
              "hazards_fixed": 12, "accidents": 0, "deaths": 0, "innovations": 3, "patents": 1, "bookhouses": 1,
              "books": 2600}


class NoReturnError(UserError):
    """There is no such return."""

    code = "no_return"
    message = N_("There is no return of {period}. Open one first.")


class OpenReturnError(UserError):
    """There is a return for that period already."""

    code = "return_there"
    message = N_("There is a return of {period} already (version {version}). Fill it in, or correct it once it is "
                 "signed.")


class FrozenReturnError(UserError):
    """The return is signed."""

    code = "return_frozen"
    message = N_("The return of {period} is signed; its figures no longer change. Correct it in a further version.")


@dataclass(frozen=True)
class Opened:
    """A return as it stands: its record, its content, what the checks say, and what stands on its paper."""

    record: dict[str, Any]
    content: Content
    findings: tuple[Finding, ...]
    imprint: Mapping[str, str]

    @property
    def frozen(self) -> bool:
        """Tell whether the figures are those of a snapshot."""
        return self.record["state"] in FROZEN

    @property
    def code(self) -> str:
        """Return what the square code on the paper holds."""
        return snapshot.code(self.content, self.imprint.get("union_code", ""))

    @property
    def digest(self) -> str:
        """Return the digest of the figures."""
        return snapshot.digest(self.content, self.imprint.get("union_code", ""))


def span(record: Mapping[str, Any]) -> Period:
    """Return the period of a return."""
    return period.Period(str(record["period_from"]), str(record["period_to"]))


# ---- finding and opening


def versions(session: Session, of: Period) -> list[dict[str, Any]]:
    """Return the returns of a period, the newest version first, without those thrown away."""
    query = Query(filters=(Filter("period_from", "is", (of.begins,)), Filter("period_to", "is", (of.ends,)),
                           Filter("state", "not", ("discarded",))), sort=(("version", True),))
    return records.page(session, RETURNS, query, limit=-1)


def latest(session: Session, of: Period | None = None) -> dict[str, Any]:
    """Return the newest return of a period (of any, without one); raises NoReturnError."""
    if of is not None:
        found = versions(session, of)
    else:
        query = Query(filters=(Filter("state", "not", ("discarded",)),),
                      sort=(("period_to", True), ("version", True)))
        found = records.page(session, RETURNS, query, limit=1)
    if not found:
        raise NoReturnError(period=(of or period.usual(session)).text())
    return found[0]


def of_paper(session: Session, paper: snapshot.Paper) -> dict[str, Any]:
    """Return the return that a paper's code names; raises NoReturnError."""
    found = next((row for row in versions(session, paper.period) if row["version"] == paper.version), None)
    if found is None:
        raise NoReturnError(period=f"{paper.period.text()} v{paper.version}")
    return found


def begin(session: Session, of: Period, actor: Actor) -> str:
    """Open the first return of a period, inside `db.write(...)`; returns its id."""
    there = versions(session, of)
    if there:
        raise OpenReturnError(period=of.text(), version=there[0]["version"])
    return _new(session, of, 1, actor, {})


def correct(session: Session, record: Mapping[str, Any], actor: Actor, reason: str) -> str:
    """Open a further version of a signed return with what was typed in it, inside `db.write(...)`; returns its id."""
    of = span(record)
    newest = versions(session, of)[0]
    if newest["state"] not in STANDING:
        raise OpenReturnError(period=of.text(), version=newest["version"])
    extra = {"corrects": newest["id"], "correction": reason}
    made = _new(session, of, newest["version"] + 1, actor, extra)
    kept = [row | {"return_id": made} for row in rows(session, newest["id"])
            if indicators.known(row["indicator"]) and (
                indicators.get(row["indicator"]).origin != AUTOMATIC or row["explanation"])]
    for row in kept:
        put(session, made, row["indicator"], row["part"], {
            name: row[name] for name in ("value", "words", "explanation", "line_state", "confirmed_by")})
    return made


def _new(session: Session, of: Period, version: int, actor: Actor, extra: dict[str, Any]) -> str:
    union = next(iter(records.page(session, registers.get("unions"), limit=1)), {})
    values = {"period_from": of.begins, "period_to": of.ends, "version": version, "prepared_by": actor.name,
              "phone": union.get("phone"), **extra}
    return lifecycle.create(session, RETURNS, values).id


# ---- what stands in it


def read(db: Database, session: Session, record: Mapping[str, Any]) -> Opened:
    """Return a return as it stands: counted anew while it is a draft, from its snapshot once it is signed."""
    row = dict(record)
    if row["state"] in FROZEN:
        raw = attachments.load(db, {"content": row["snapshot"], "file_name": file_name(row)})
        frozen = snapshot.thaw(raw)
        return Opened(row, frozen.content, frozen.findings, frozen.imprint)
    return draft(session, row)


def draft(session: Session, record: Mapping[str, Any]) -> Opened:
    """Return a return with everything counted and checked anew."""
    made = live(session, record)
    return Opened(dict(record), made, tuple(checks.check(made, checks.facts(session, made))), imprint(session, record))


def written(session: Session, record: Mapping[str, Any]) -> Opened:
    """Return a return for its paper: once it is signed from its lines, without the records behind the figures."""
    row = dict(record)
    if row["state"] not in FROZEN:
        return draft(session, row)
    findings = snapshot.read_findings(json.loads(row["findings"] or "[]"))
    return Opened(row, _of_lines(session, row), findings, imprint(session, row))


def _of_lines(session: Session, record: Mapping[str, Any]) -> Content:
    found = {}
    for row in rows(session, record["id"]):
        if indicators.known(row["indicator"]):
            of = indicators.get(row["indicator"])
            value, counted = (row["words"], row["words"]) if of.unit == CODE else (row["value"], row["counted"])
            line = content.Line(of, row["part"] or "", value, counted, row["line_state"], row["previous"],
                                row["explanation"] or "")
            found[line.key] = line
    order = {of.id: place for place, of in enumerate(indicators.ALL)}
    ordered = sorted(found.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    return content.Content(span(record), int(record["version"]), dict(ordered))


def live(session: Session, record: Mapping[str, Any]) -> Content:
    """Return a return's content with everything counted anew."""
    of = span(record)
    entered = {(row["indicator"], row["part"] or ""): row for row in rows(session, record["id"])}
    return content.build(of, int(record["version"]), counting.count(session, of), entered, before(session, of))


def before(session: Session, of: Period) -> dict[Key, Value]:
    """Return last year's figures: of the return signed for it, else as the books tell them."""
    last = of.before()
    signed = [row for row in versions(session, last) if row["state"] in STANDING]
    if signed:
        return {key: line.value for key, line in _of_lines(session, signed[0]).lines.items()}
    counted = counting.count(session, last)
    found: dict[Key, Value] = {}
    for name, told in counted.items():
        found |= {(name, ""): told.value, **{(name, part): of_part.value for part, of_part in told.parts.items()}}
    return found


def rows(session: Session, record: str) -> list[dict[str, Any]]:
    """Return the lines of a return that were entered."""
    of = RETURN_LINES.table
    found = sa.select(of).where(of.c.return_id == record, of.c.deleted.is_(False)).order_by(of.c.n)
    return [dict(row) for row in session.execute(found).mappings()]


def imprint(session: Session, row: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands on the paper of a return."""
    union = next(iter(records.page(session, registers.get("unions"), limit=1)), {})
    named = {"union": union.get("union_name"), "union_code": union.get("union_code") or union.get("union_uscc"),
             "stat_code": union.get("stat_code"), "region": union.get("unit_region"), "phone": row.get("phone"),
             "head": row.get("head") or union.get("legal_rep"), "maker": row.get("prepared_by")}
    return {name: str(value or "") for name, value in named.items()}


def file_name(row: Mapping[str, Any]) -> str:
    """Return the name of a return's snapshot."""
    return FILE.format(begins=row["period_from"], ends=row["period_to"], version=row["version"])


def still_open(record: Mapping[str, Any]) -> None:
    """Refuse to change a return that is no draft; raises FrozenReturnError."""
    if record["state"] != DRAFT:
        raise FrozenReturnError(period=span(record).text())


def put(session: Session, record: str, name: str, part: str | None, values: dict[str, Any]) -> None:
    """Write a line of a return, computed columns too, inside `db.write(...)`."""
    there = next((row for row in rows(session, record) if (row["indicator"], row["part"] or "") == (name, part or "")),
                 None)
    if there is None:
        records.insert_many(session, RETURN_LINES, [{"return_id": record, "indicator": name, "part": part or None,
                                                     **values}])
        return
    changes = {column: (there[column], value) for column, value in values.items() if there[column] != value}
    if changes:
        records.update_many(session, RETURN_LINES, [(there["id"], changes)])


# ---- Today, practice


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day: a return that nobody signed, and those signed but not handed in."""
    of = period.usual(session, day)
    newest = versions(session, of)
    there = bool(newest) and newest[0]["state"] in (*STANDING, SUPERSEDED)
    members = session.execute(sa.select(registers.get("members").table.c.id).limit(1)).scalar()
    due = 1 if members is not None and not there else 0
    waiting = Query(filters=(Filter("state", "is", ("signed",)),))
    return [
        Duty("return_due", WARNING, N_("The yearly return of {begins} to {ends} is not signed"), due, page="statistics",
             arguments={"tab": "return"}, params={"begins": of.begins, "ends": of.ends}, register="statistics_returns"),
        Duty("return_waiting", WARNING, N_("{count} signed returns are not handed in"),
             records.count(session, RETURNS, waiting), page="statistics", arguments={"tab": "return"},
             register="statistics_returns"),
    ]


def practise(world: World) -> None:
    """Give the practice office a return of last year that is being filled in."""
    of = period.usual(world.session, world.today)
    made = world.insert("statistics_returns", [{"period_from": of.begins, "period_to": of.ends, "version": 1,
                                                "prepared_by": "刘洋"}])[0]
    world.happen("statistics_returns", made, [{"event": "open", "happened_on": world.today}])
    world.insert("statistics_return_lines", [
        {"return_id": made, "indicator": name, "value": value, "line_state": content.TYPED}
        for name, value in _PRACTISED.items()])
