"""A signed paper checked against what was received: the figures of a return as its union reported them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.server import engine as engines
from sync.server import rows
from sync.server.tables import UNITS, mirror
from union_desk.errors import UserError
from union_desk.registers.returns import RETURN_LINES, RETURNS
from union_desk.statistics import received, snapshot
from union_desk.words import N_

if TYPE_CHECKING:
    from sync.protocol.certificates import Unit
    from sync.server.superior import Superior
    from union_desk.statistics.received import Beside
    from union_desk.statistics.snapshot import Paper


class NotReceivedError(UserError):
    """The return that a paper names never came."""

    code = "paper_not_received"
    message = N_("No return of {period}, version {version}, was received from the union {unit}. Ask it to report, or "
                 "name the union with --unit.")


@dataclass(frozen=True)
class Checked:
    """A paper beside what was received: the union, the return as a record, and what is equal."""

    unit: str
    paper: Paper
    record: dict[str, Any]
    beside: Beside


def check(superior: Superior, code: str, unit: str = "") -> Checked:
    """Compare a paper's code with the figures that its union reported.

    `unit` is the union's code where it reports under another than its paper bears. Raises NoCodeError,
    UnitNotFoundError, NotReceivedError.
    """
    paper = snapshot.read_code(code)
    reporter = superior.unit(unit or reporter_of(superior, paper.union))
    with engines.reading(superior.engine, reporter.id) as connection:
        record = _return(connection, reporter, paper)
        lines = _content(connection, reporter, RETURN_LINES.name, return_id=record["id"])
    content = received.content_of(paper.period, paper.version, lines)
    return Checked(reporter.code, paper, record, received.beside(paper, content))


def reporter_of(superior: Superior, code: str) -> str:
    """Return the code under which a union reports: its own, or that of the one whose record bears the paper's code."""
    unions = mirror("unions").table
    with engines.reading(superior.engine) as connection:
        bearer = connection.execute(sa.select(unions.c.unit_id).where(unions.c.union_code == code).limit(1)).scalar()
        unit = str(bearer or "").replace("-", "")
        found = connection.execute(sa.select(UNITS.c.code).where(sa.or_(UNITS.c.code == code, UNITS.c.id == unit))
                                   ).scalars().all()
    return code if code in found or not found else found[0]


def _return(connection: sa.Connection, unit: Unit, paper: Paper) -> dict[str, Any]:
    found = _content(connection, unit, RETURNS.name, period_from=paper.period.begins, period_to=paper.period.ends,
                     version=paper.version)
    signed = [row for row in found if row.get("digest")]
    if not signed:
        raise NotReceivedError(period=paper.period.text(), version=paper.version, unit=unit.code)
    return next((row for row in signed if str(row["digest"]).startswith(paper.digest)), signed[0])


def _content(connection: sa.Connection, unit: Unit, register: str, **wanted: object) -> list[dict[str, Any]]:
    """Return the living records of a unit whose fields have these values."""
    one = mirror(register)
    same = [one.table.c[name] == value for name, value in wanted.items()]
    found = connection.execute(sa.select(one.table).where(one.of(unit.id), one.table.c.deleted.is_(False), *same))
    return [rows.content_of(one, dict(row)) | {"id": row["id"]} for row in found.mappings()]


