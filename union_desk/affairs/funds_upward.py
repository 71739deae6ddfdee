"""The 2 % between the levels: a year's shares, what is owed up or to come back, and booking it (domain §6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import limits, records, registers, search
from union_desk.duties import Duty
from union_desk.errors import UserError
from union_desk.registers import funds_shares
from union_desk.registers.funds_shares import LEVY, PASSED_UP, RECEIVED
from union_desk.schema.dates import add_days
from union_desk.schema.problem import INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

LEDGER, REMITTANCES, TRANSFERS, UNITS = (registers.get(name) for name in (
    "ledger_entries", "remittances", "share_transfers", "founding_units"))
BOOKED = N_("Booked the own share of {name}")
_CONTRIBUTIONS, _BANK = "102", "1"
_ENDLESS = "9999-12-31"


class NothingToBookError(UserError):
    """The record brings no money into the union's ledger."""

    code = "nothing_to_book"
    message = N_("Nothing of this belongs into the ledger: it was not paid yet, is a founding levy, went up, or comes "
                 "by way of the superior, where the share that came back is booked.")


@dataclass(frozen=True)
class Month:
    """One remittance and what becomes of it, in fen; `booked` is what its ledger entries come to."""

    row: dict[str, Any]
    kept: int
    upward: dict[str, int]
    via_superior: bool
    booked: int


@dataclass(frozen=True)
class Year:
    """The 2 % of a year: month by month, moved between the levels, and what is open at its end, in fen."""

    months: tuple[Month, ...]
    passed_up: int
    received: int
    owed_up: int
    to_come: int
    booked: int
    levy: int

    @property
    def kept(self) -> int:
        """Return what of the year's money belongs to the union."""
        return sum(one.kept for one in self.months)

    @property
    def levels(self) -> tuple[str, ...]:
        """Return the levels that have a share, the highest first; '' is the superior above."""
        return tuple(sorted({level for one in self.months for level in one.upward}, key=lambda level: level or "5"))


def of_year(session: Session, year: int) -> Year:
    """Return how the contributions of a year were shared, settled and booked."""
    table = REMITTANCES.table
    rows = session.execute(sa.select(table).where(search.living(table), table.c.year == year)
                           .order_by(table.c.month, table.c.n)).mappings()
    own = [dict(row) for row in rows]
    booked = _booked(session, [row["id"] for row in own])
    months = tuple(_month(session, row, booked) for row in own if row["nature"] != LEVY)
    last = f"{year:04d}-12-31"
    owed_up, to_come = open_at(session, last)
    return Year(months, _moved(session, PASSED_UP, last, year), _moved(session, RECEIVED, last, year), owed_up, to_come,
                _in_ledger(session, year), sum(row["paid"] or 0 for row in own if row["nature"] == LEVY))


def _month(session: Session, row: dict[str, Any], booked: dict[str, int]) -> Month:
    norm = partial(limits.norm, session, day=row["paid_on"] or f"{row['year']:04d}-01-01")
    found = funds_shares.split(row["paid"] or 0, norm)
    by_way = funds_shares.via_superior(row["collector"], norm)
    return Month(row, found.kept, found.upward, by_way, booked.get(row["id"], 0))


def _booked(session: Session, ids: Sequence[str]) -> dict[str, int]:
    table = LEDGER.table
    found = session.execute(sa.select(table.c.remittance_id, sa.func.sum(table.c.amount)).where(
        search.living(table), table.c.remittance_id.in_(ids)).group_by(table.c.remittance_id))
    return {record: int(amount or 0) for record, amount in found}


def _in_ledger(session: Session, year: int) -> int:
    table = LEDGER.table
    return int(session.execute(sa.select(sa.func.sum(table.c.amount)).where(
        search.living(table), table.c.category == _CONTRIBUTIONS,
        table.c.happened_on.between(f"{year:04d}-01-01", f"{year:04d}-12-31"))).scalar() or 0)


def _moved(session: Session, way: str, until: str, year: int | None = None) -> int:
    table = TRANSFERS.table
    where = [search.living(table), table.c.way == way, table.c.moved_on <= until]
    if year is not None:
        where.append(table.c.year == year)
    return int(session.execute(sa.select(sa.func.sum(table.c.amount)).where(*where)).scalar() or 0)


def _paid_until(session: Session, until: str) -> list[Any]:
    """Return the contributions that arrived up to a day, the oldest first."""
    table = REMITTANCES.table
    columns = (table.c[name] for name in ("id", "collector", "kept", "upward", "paid_on"))
    return list(session.execute(sa.select(*columns).where(
        search.living(table), table.c.paid_on <= until, table.c.paid > 0,
        table.c.nature.is_distinct_from(LEVY)).order_by(table.c.paid_on, table.c.n)))


def open_at(session: Session, until: str) -> tuple[int, int]:
    """Return what is owed to the superiors and what has to come back from them on an ISO day, in fen."""
    sums = {PASSED_UP: 0, RECEIVED: 0}
    for row in _paid_until(session, until):
        way = _way(session, row)
        sums[way] += (row.upward if way == PASSED_UP else row.kept) or 0
    return (sums[PASSED_UP] - _moved(session, PASSED_UP, until), sums[RECEIVED] - _moved(session, RECEIVED, until))


def _way(session: Session, row: Any) -> str:
    return RECEIVED if funds_shares.via_superior(
        row.collector, partial(limits.norm, session, day=row.paid_on)) else PASSED_UP


def unsettled(session: Session, way: str, until: str) -> list[str]:
    """Return the remittances up to an ISO day whose share was not moved; what was moved settles the oldest first."""
    left = _moved(session, way, _ENDLESS)
    found = []
    for row in _paid_until(session, until):
        if _way(session, row) != way:
            continue
        left -= (row.upward if way == PASSED_UP else row.kept) or 0
        if left < 0:
            found.append(row.id)
    return found


def book(session: Session, register: str, record: str) -> records.Saved:
    """Enter in the ledger what of a remittance, or a share that came back, is the union's; inside `db.write(...)`."""
    row = records.get(session, registers.get(register), record)
    if register == TRANSFERS.name:
        if row["way"] != RECEIVED:
            raise NothingToBookError
        entry = {"amount": row["amount"], "happened_on": row["moved_on"], "party": row["party"], "transfer_id": record,
                 "purpose": _("Own share of the contributions, {year}").format(year=row["year"])}
    else:
        norm = partial(limits.norm, session, day=row["paid_on"] or f"{row['year']:04d}-01-01")
        if not row["kept"] or funds_shares.via_superior(row["collector"], norm):
            raise NothingToBookError
        entry = {"amount": row["kept"], "happened_on": row["paid_on"], "party": row["employer"] or _("The employer"),
                 "remittance_id": record, "purpose": _("Contribution of {month}, share kept").format(
                     month=f"{row['year']}-{row['month']:02d}")}
    return records.save(session, LEDGER, {**entry, "category": _CONTRIBUTIONS, "method": _BANK})


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due between the levels, and of units without a union, on an ISO day."""
    found = []
    for code, way, norm, message in (
            ("shares_owed", PASSED_UP, "remittance.settle_days",
             N_("The superiors' share of {count} contributions is to be paid up")),
            ("shares_to_come", RECEIVED, "remittance.return_days",
             N_("The own share of {count} contributions has not come back from the superior"))):
        until = add_days(day, -limits.norm(session, norm, day).value)
        ids = unsettled(session, way, until)
        query = Query(filters=(Filter("id", "is", tuple(ids)),))
        found.append(Duty(code, WARNING, message, len(ids), query, register="remittances"))
    late = Query(filters=(Filter("founding_state", "is", ("1",)), Filter("found_by", "to", (add_days(day, -1),))))
    found.append(Duty("founding_late", INFO, N_("{count} units were to found a union by now"),
                      records.count(session, UNITS, late), late, register="founding_units"))
    return found
