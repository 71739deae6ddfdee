"""How the 2 % is shared between the levels, and what holds for founding levy and closing (domain reference §6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.schema.register import Context, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from union_desk.schema.norms import Norm

CONTRIBUTION, LEVY = "1", "2"  # natures of a remittance
PASSED_UP, RECEIVED = "1", "2"  # ways of a share
TAX, FINANCE = "1", "2"  # collectors whose money passes the superior's account first
SPLIT, NEEDS_UNIT = "split", "founding_unit"
KEPT = "remittance.kept_permille"
_LEVELS = {"1": "remittance.acftu_permille", "2": "remittance.province_permille", "3": "remittance.city_permille",
           "4": "remittance.county_permille"}
DIRECT = ""  # what no norm names: the superior union above, and those it passes it on to
_WHOLE = 1000
_CONTRIBUTIONS = "102"
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Split:
    """What becomes of a sum in fen: kept here, and by level going up ('' is the superior above)."""

    kept: int
    upward: dict[str, int]


def split(amount: int, norm: Callable[[str], Norm]) -> Split:
    """Share a sum among the levels by the norms; what rounding and unnamed shares leave goes to the superior above."""
    kept = _part(amount, norm(KEPT).value)
    upward = {level: _part(amount, norm(name).value) for level, name in _LEVELS.items() if norm(name).value}
    rest = amount - kept - sum(upward.values())
    return Split(kept, {**upward, **({DIRECT: rest} if rest else {})})


def _part(amount: int, permille: int) -> int:
    return (2 * amount * permille + _WHOLE) // (2 * _WHOLE)


def via_superior(collector: object, norm: Callable[[str], Norm]) -> bool:
    """Tell whether what a collector gathers reaches the superior first, who sends the own share back."""
    name = {TAX: "remittance.tax_via_superior", FINANCE: "remittance.finance_via_superior"}.get(str(collector))
    return bool(name and norm(name).value)


def yuan(fen: int) -> str:
    """Return an amount for a sentence."""
    return f"{fen / 100:,.2f}"


def shared(values: Values, context: Context) -> Iterable[Problem]:
    """Say how what was received is shared; the founding levy is kept by the superior until the union is founded."""
    paid, day = values.get("paid"), values.get("paid_on")
    if not isinstance(paid, int) or not paid:
        return
    if not isinstance(day, str):
        yield Problem(WARNING, "no_day", "paid_on", N_("On which day did the money arrive?"))
        return
    if values.get("nature") == LEVY:
        yield Problem(INFO, SPLIT, "paid", N_("The superior keeps this founding levy for the union to come; once it is "
                      "founded, a refund is asked for."), {"fen": 0})
        return
    shares = [context.norm(name, day) for name in (KEPT, *_LEVELS.values())]
    total = sum(one.value for one in shares)
    if total > _WHOLE:
        yield Problem(ERROR, "shares_exceed", "paid", N_("The shares of the levels in the norms add up to {percent} %; "
                      "mend them first (share kept and shares going up)."), {"percent": f"{total / 10:g}"})
        return
    found = split(paid, lambda name: context.norm(name, day))
    yield Problem(INFO, SPLIT, "paid", N_("Of this {kept} stay with the grassroots union and {up} go up ({percent} % kept; "
                  "{basis})."), {"kept": yuan(found.kept), "up": yuan(paid - found.kept),
                                 "percent": f"{shares[0].value / 10:g}", "basis": shares[0].basis, "fen": found.kept})


def derive_shares(values: Values, problems: Iterable[Problem]) -> dict[str, object]:
    """Return what stays here and what goes up of a remittance that was paid."""
    paid = values.get("paid")
    kept = next((p.params["fen"] for p in problems if p.code == SPLIT), None)
    if not isinstance(paid, int) or not isinstance(kept, int):
        return {"kept": None, "upward": None}
    return {"kept": kept, "upward": paid - kept}


def founding(values: Values, context: Context) -> Iterable[Problem]:
    """Hold a founding levy to a unit without a union, and contributions to one with it (union law; domain §6.2)."""
    unit, year, month = values.get("founding_id"), values.get("year"), values.get("month")
    if values.get("nature") != LEVY:
        if unit:
            yield Problem(ERROR, "no_levy", "nature", N_("A unit without a union pays the founding levy: choose it as nature."))
        return
    if not isinstance(unit, str):
        yield Problem(ERROR, NEEDS_UNIT, "founding_id", N_("Name the unit without a union for which the levy is paid."))
        return
    founded = context.lookup("founding_units", unit, "founded_on")
    if isinstance(founded, str) and isinstance(year, int) and isinstance(month, int) and (
            f"{year:04d}-{month:02d}" > founded[:7]):
        yield Problem(ERROR, "founded_already", "nature",
                      N_("The union of this unit was founded on {day}: from the next month on it pays contributions, no "
                         "founding levy (union law)."), {"day": founded})


# ---- closing


def settled_at_year_end(values: Values, context: Context) -> Iterable[Problem]:
    """Tell at the end of a year what of the 2 % is open: arrears, shares not booked, not paid up, not come back."""
    year, month = values.get("year"), values.get("month")
    if not isinstance(year, int) or month not in (None, _DECEMBER):
        return
    rows = context.rows("remittances", "year", year)
    missing = sum(_fen(row, "arrears") for row in rows)
    if missing:
        yield Problem(WARNING, "arrears_left", "year", N_("The employer still owes {amount} for {year} (2 %, union law)."),
                      {"amount": yuan(missing), "year": year})
    paid = [row for row in rows if str(row.get("paid_on"))[:4] == str(year) and row.get("nature") != LEVY]
    kept = sum(_fen(row, "kept") for row in paid)
    booked = sum(_fen(row, "amount") for row in context.rows("ledger_entries", "category", _CONTRIBUTIONS)
                 if str(row.get("happened_on"))[:4] == str(year))
    if kept != booked:
        yield Problem(WARNING, "kept_differs", "income",
                      N_("Of the 2 % received in {year} {kept} belong to the grassroots union; the ledger has {booked} "
                         "under contributions (accounting system of unions)."),
                      {"year": year, "kept": yuan(kept), "booked": yuan(booked)})
    for name, message in _OPEN.items():
        left = values.get(name)
        if isinstance(left, int) and left > 0:
            yield Problem(WARNING, name, name, message, {"amount": yuan(left)})


_OPEN = {"owed_up": N_("{amount} of the shares of the superiors are not paid up yet."),
         "to_come": N_("{amount} of the own share have not come back from the superior yet.")}


def _fen(row: Values, name: str) -> int:
    found = row.get(name)
    return found if isinstance(found, int) else 0


SHARED = Rule("received", ("paid", "paid_on", "nature"), shared)
FOUNDING = Rule("founding", ("nature", "founding_id", "year", "month"), founding, others=True)
AT_YEAR_END = Rule("year_end", ("year", "month", "owed_up", "to_come"), settled_at_year_end, others=True, worst=WARNING)
