"""Transfers between unions that both report here: noticed, offered to the one, confirmed to the other (domain §2.2).

Nothing is moved by the superior: the slip belongs to the union that drew it up, the arrival to the one that takes the
member on. The superior sees both, routes the news, and shows what is stuck.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from sync.server import engine as engines
from sync.server import tasks
from sync.server.superior import now
from sync.server.tables import ROUTES, UNITS, mirror
from union_desk import registers

if TYPE_CHECKING:
    from sync.server.superior import Superior

ELSEWHERE, OFFERED, ARRIVED, ACCEPTED, DECLINED, CLOSED = (
    "elsewhere", "offered", "arrived", "accepted", "declined", "closed")
_ANSWERS = {"received": ARRIVED, "accepted": ACCEPTED, "stub_returned": ACCEPTED, "declined": DECLINED}
_UNDER_WAY = "sent"
_TRANSFERS, _ARRIVALS, _UNIONS = (registers.get(name).name for name in ("transfers", "arrivals", "unions"))


class Slip(NamedTuple):
    """A slip as reported: its unit, record, number, where to, and its state."""

    unit: str
    record: str
    number: str
    to_union: str
    to_code: str
    state: str


class Arrival(NamedTuple):
    """A slip as entered where the member arrives: its unit, record, number, from where, and its state."""

    unit: str
    record: str
    number: str
    from_union: str
    from_code: str
    state: str


class _Names:
    """The units by every name and code that a slip may give: the superior's, and those that they report themselves."""

    def __init__(self, connection: sa.Connection) -> None:
        self.codes: dict[str, str] = {}
        names: dict[str, set[str]] = {}
        for unit, code, name in connection.execute(
                sa.select(UNITS.c.id, UNITS.c.code, UNITS.c.name).where(UNITS.c.closed_at.is_(None))):
            self.codes[code] = unit
            names.setdefault(name, set()).add(unit)
        for unit, name, *codes in _living(connection, _UNIONS, "union_name", "union_code", "union_uscc"):
            for code in filter(None, codes):
                self.codes.setdefault(code, unit)
            names.setdefault(name, set()).add(unit)
        self.names = {name: next(iter(units)) for name, units in names.items() if len(units) == 1}  # else ambiguous

    def unit(self, code: str, name: str) -> str | None:
        """Return the unit that a code, or failing that a name, stands for."""
        return self.codes.get(code) or self.names.get(name)


def route(superior: Superior) -> dict[str, int]:
    """Look at all slips that are not settled, write the table of routes and its tasks; returns how many in each state.

    Run again, it changes nothing that has not changed.
    """
    with engines.writing(superior.engine) as connection:
        names = _Names(connection)
        arrivals: dict[str, list[Arrival]] = {}
        for row in _living(connection, _ARRIVALS, "id", "slip_no", "from_union", "from_code", "state"):
            arrivals.setdefault(str(row[2]), []).append(Arrival(*(str(value or "") for value in row)))
        known = {(row.unit_id, row.slip): row for row in connection.execute(sa.select(ROUTES))}
        counted: Counter[str] = Counter()
        wanted: list[tasks.Task] = []
        for row in _living(connection, _TRANSFERS, "id", "slip_no", "to_union", "to_code", "state"):
            slip = Slip(*(str(value or "") for value in row))
            made = _route(slip, names, arrivals.get(slip.number, []) if slip.number else [])
            counted[made["state"]] += 1
            _write(connection, made, known.get((slip.unit, slip.record)))
            wanted += _tasks(made)
        tasks.settle(connection, [tasks.ARRIVING, tasks.ANSWERED], wanted)
    return dict(sorted(counted.items()))


def _living(connection: sa.Connection, register: str, *names: str) -> list[tuple[Any, ...]]:
    """Return unit and some columns of the living rows of a register."""
    columns = mirror(register).table.c
    found = connection.execute(sa.select(columns.unit_id, *(columns[name] for name in names)).where(
        columns.deleted.is_(False)).order_by(columns.unit_id, columns.id))
    return [(str(row[0]).replace("-", ""), *row[1:]) for row in found]


def _route(slip: Slip, names: _Names, arrivals: list[Arrival]) -> dict[str, Any]:
    to_unit = names.unit(slip.to_code, slip.to_union)
    arrival = next((a for a in arrivals if a.unit != slip.unit and (
        a.unit == to_unit or names.unit(a.from_code, a.from_union) == slip.unit)), None)
    state = _ANSWERS.get(arrival.state, ARRIVED) if arrival is not None else OFFERED if to_unit else ELSEWHERE
    if slip.state != _UNDER_WAY:
        state = CLOSED
    return {"unit_id": slip.unit, "slip": slip.record, "slip_no": slip.number, "state": state,
            "to_unit": arrival.unit if arrival is not None else to_unit,
            "arrival": arrival.record if arrival is not None else None}


def _write(connection: sa.Connection, made: dict[str, Any], known: Any) -> None:
    moment = now()
    if known is None:
        connection.execute(sa.insert(ROUTES).values(**made, noticed_at=moment, changed_at=moment))
    elif (known.slip_no, known.state, known.to_unit, known.arrival) != (
            made["slip_no"], made["state"], made["to_unit"], made["arrival"]):
        connection.execute(sa.update(ROUTES).where(
            ROUTES.c.unit_id == made["unit_id"], ROUTES.c.slip == made["slip"]).values(**made, changed_at=moment))


def _tasks(made: dict[str, Any]) -> list[tasks.Task]:
    """Return the task that a route makes: for the receiving union until it answers, then for the one that waits."""
    unit, to_unit, slip = made["unit_id"], made["to_unit"], made["slip"]
    if made["state"] == OFFERED:
        return [tasks.Task(to_unit, tasks.ARRIVING, _TRANSFERS, slip, unit, _detail(slip=made["slip_no"]))]
    if made["state"] in {ACCEPTED, DECLINED}:
        told = _detail(slip=made["slip_no"], answer=made["state"])
        return [tasks.Task(unit, tasks.ANSWERED, _TRANSFERS, slip, to_unit, told)]
    return []


def _detail(**facts: str) -> str:
    return json.dumps(facts, ensure_ascii=False)


def listed(superior: Superior, *, state: str = "") -> list[dict[str, Any]]:
    """Return the routes, newest change first: from, to, slip, state and since when."""
    other = UNITS.alias("other")
    picked = sa.select(ROUTES, UNITS.c.code.label("from_unit"), other.c.code.label("to")).join(
        UNITS, UNITS.c.id == ROUTES.c.unit_id).outerjoin(other, other.c.id == ROUTES.c.to_unit).order_by(
        ROUTES.c.changed_at.desc(), ROUTES.c.unit_id, ROUTES.c.slip)
    if state:
        picked = picked.where(ROUTES.c.state == state)
    with engines.reading(superior.engine) as connection:
        return [{"from": row["from_unit"], "to": row["to"], "slip_no": row["slip_no"], "slip": row["slip"],
                 "arrival": row["arrival"], "state": row["state"], "noticed_at": row["noticed_at"],
                 "changed_at": row["changed_at"]} for row in connection.execute(picked).mappings()]
