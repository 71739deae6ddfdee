"""Refunds of the 2 %: which policy holds for a case, what follows from the books, and what it says (domain §6.2)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from union_desk.paths import resource
from union_desk.registers.funds_policies import PASS, REVIEW, STOP, several
from union_desk.registers.funds_shares import LEVY, yuan
from union_desk.schema.day_order import Dated
from union_desk.schema.kinds import Code
from union_desk.schema.problem import WARNING, Problem
from union_desk.schema.retirement import add_months
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from union_desk.schema.register import Context, Values

FOUNDING = "3"
PAID, UPWARD = "1", "2"  # what a refund is a share of
BINDING = "refund.examples_bind"
ENDED = ("refused", "withdrawn")
_ORDER = (PASS, REVIEW, STOP)
_WHOLE, _HUNDRED, _DECEMBER = 1000, 100, 12

Finding = tuple[str, Problem]


@dataclass(frozen=True, slots=True)
class RefundPolicy(Dated):
    """One clause: kind, share per mille of what, conditions (most paid a year in fen, sizes), deadlines, from when."""

    policy: str
    clause: str
    kind: str
    permille: int
    base: str
    most_paid: int | None
    scales: tuple[str, ...]
    apply_by: int | None
    months: int | None
    category: str
    begins: str
    ends: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the books say of a case, in fen: paid in its months and in the year, the base, and what is still owed."""

    paid: int
    year_paid: int
    base: int
    arrears: int
    follows: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say, by which clause, why, and what the books say."""

    decision: str
    policy: RefundPolicy | None
    reasons: tuple[Problem, ...]
    facts: Facts | None = None


@cache
def shipped() -> tuple[RefundPolicy, ...]:
    """Return the examples that come with the program."""
    with resource("rules", "fund_refunds.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(of_row({**row, "valid_from": row["from"], "valid_to": row["to"]}, own=False)
                     for row in csv.DictReader(line for line in stream if not line.startswith("#")))


def of_row(row: Values, *, own: bool = True) -> RefundPolicy:
    """Return a policy from its record or its line of the file."""

    def whole(name: str) -> int | None:
        found = row.get(name)
        return int(str(found)) if found not in (None, "") else None

    return RefundPolicy(
        str(row.get("policy") or ""), str(row.get("clause") or ""), str(row.get("kind") or ""),
        whole("permille") or 0, str(row.get("base") or PAID), whole("most_paid"), several(row.get("scales")),
        whole("apply_by"), whole("months"), str(row.get("category") or "103"), str(row.get("valid_from") or ""),
        str(row.get("valid_to") or ""), own)


def in_force(kind: str, day: str, own: Iterable[Values]) -> RefundPolicy | None:
    """Return the clause for a kind of refund on an ISO day: the office's own, the newest first, else the example."""
    mine = sorted((of_row(row) for row in own), key=lambda policy: policy.begins, reverse=True)
    return next((one for one in (*mine, *shipped()) if one.kind == kind and one.holds(day)), None)


def months_of(case: Values) -> tuple[int, int]:
    """Return the first and the last month of a case; the whole year without."""
    first, last = case.get("from_month"), case.get("to_month")
    return first if isinstance(first, int) else 1, last if isinstance(last, int) else _DECEMBER


def judge(case: Values, context: Context) -> Verdict:
    """Return what the rules say of a case."""
    kind, year = str(case.get("kind")), case.get("year")
    first, _last = months_of(case)
    day = f"{year}-{first:02d}-01"
    policy = in_force(kind, day, context.rows("refund_policies", "kind", kind))
    if policy is None:
        return Verdict(REVIEW, None, (Problem(WARNING, "no_policy", "kind",
                       N_("No refund policy is in force for this kind in {year}."), {"year": year}),))
    hard = STOP if policy.own or context.norm(BINDING, day).value else REVIEW
    facts = _facts(case, policy, context)
    found = [*_conditions(case, policy, facts, hard), *_amounts(case, facts, hard), *_in_time(case, policy, hard),
             *_once(case, context, hard), *(_founded(case, policy, context, hard) if kind == FOUNDING else ())]
    decision = max((gravity for gravity, _problem in found), key=_ORDER.index, default=PASS)
    return Verdict(decision, policy, tuple(problem for _gravity, problem in found), facts)


def _facts(case: Values, policy: RefundPolicy, context: Context) -> Facts:
    first, last = months_of(case)
    rows = _payments(case, context)
    mine = [row for row in rows if isinstance(row.get("month"), int) and first <= int(str(row["month"])) <= last]
    paid = _sum(mine, "paid")
    base = paid if policy.base == PAID else _sum(mine, "upward")
    return Facts(paid, _sum(rows, "paid"), base, _sum(mine, "arrears"), (2 * base * policy.permille + _WHOLE) // (2 * _WHOLE))


def _payments(case: Values, context: Context) -> Sequence[Values]:
    """Return what was paid for the case: the levy of a unit without a union, or an employer's year."""
    if case.get("kind") == FOUNDING:
        unit = case.get("founding_id")
        return context.rows("remittances", "founding_id", unit) if isinstance(unit, str) else ()
    return [row for row in context.rows("remittances", "year", case.get("year"))
            if row.get("nature") != LEVY and (not case.get("employer") or row.get("employer") == case.get("employer"))]


def _sum(rows: Iterable[Values], name: str) -> int:
    return sum(found for row in rows if isinstance(found := row.get(name), int))


def _conditions(case: Values, policy: RefundPolicy, facts: Facts, hard: str) -> Iterator[Finding]:
    named = {"policy": policy.policy, "clause": policy.clause}
    scale = case.get("scale")
    if policy.scales and not scale:
        yield REVIEW, Problem(WARNING, "no_scale", "scale", N_("{policy}: {clause}. Give the size of the employer."), named)
    elif policy.scales and scale not in policy.scales:
        yield hard, Problem(WARNING, "scale", "scale", N_("{policy}: {clause}. An employer of {scale} is not meant."),
                            named | {"scale": Code(list="unit_scale").show(str(scale))})
    if policy.most_paid is not None and facts.year_paid >= policy.most_paid:
        yield hard, Problem(WARNING, "paid_too_much", "paid_base",
                            N_("{policy}: {clause}. {paid} were paid in the year; below {limit} there is a refund."),
                            named | {"paid": yuan(facts.year_paid), "limit": yuan(policy.most_paid)})
    if facts.arrears:
        yield hard, Problem(WARNING, "arrears", "paid_base", N_("{amount} of these months are not paid yet: a refund is for "
                            "whoever has paid in full."), {"amount": yuan(facts.arrears)})


def _amounts(case: Values, facts: Facts, hard: str) -> Iterator[Finding]:
    base, amount = case.get("paid_base"), case.get("amount")
    if isinstance(base, int) and base != facts.base:
        yield REVIEW, Problem(WARNING, "base_differs", "paid_base", N_("By the books it is {amount}."),
                              {"amount": yuan(facts.base)}, facts.base)
    if isinstance(amount, int) and amount > facts.follows:
        yield hard, Problem(WARNING, "more_than_follows", "amount", N_("By the policy {amount} are refunded at most."),
                            {"amount": yuan(facts.follows)}, facts.follows)


def _in_time(case: Values, policy: RefundPolicy, hard: str) -> Iterator[Finding]:
    last, applied = deadline(policy, case.get("year")), case.get("applied_on")
    if last and isinstance(applied, str) and applied > last:
        yield hard, Problem(WARNING, "late", "applied_on", N_("{policy}: {clause}. It was to be applied for by {day}."),
                            {"policy": policy.policy, "clause": policy.clause, "day": last})


def deadline(policy: RefundPolicy, year: object) -> str:
    """Return the last ISO day to apply for a year's refund: month and day of the year after; '' without."""
    if policy.apply_by is None or not isinstance(year, int):
        return ""
    return f"{year + 1:04d}-{policy.apply_by // _HUNDRED:02d}-{policy.apply_by % _HUNDRED:02d}"


def _once(case: Values, context: Context, hard: str) -> Iterator[Finding]:
    first, last = months_of(case)
    for row in context.rows("fund_refunds", "year", case.get("year")):
        begins, ends = months_of(row)
        same = all(row.get(name) == case.get(name) for name in ("kind", "employer", "founding_id"))
        if same and row.get("id") != case.get("id") and row.get("refund_state") not in ENDED and (
                begins <= last and first <= ends):
            yield hard, Problem(WARNING, "refunded_already", "year", N_("{number} asks for these months already; a month is "
                                "refunded once."), {"number": row.get("refund_no") or "—"})
            return


def _founded(case: Values, policy: RefundPolicy, context: Context, hard: str) -> Iterator[Finding]:
    unit = case.get("founding_id")
    if not isinstance(unit, str):
        yield REVIEW, Problem(WARNING, "no_unit", "founding_id", N_("Name the unit whose founding levy is asked back."))
        return
    founded, applied = context.lookup("founding_units", unit, "founded_on"), case.get("applied_on")
    if not isinstance(founded, str):
        yield hard, Problem(WARNING, "not_founded", "founding_id",
                            N_("This unit has no union yet: its levy comes back once the union is founded."))
        return
    last = add_months(founded, policy.months) if policy.months else ""
    if last and isinstance(applied, str) and applied > last:
        yield hard, Problem(WARNING, "late", "applied_on", N_("{policy}: {clause}. It was to be applied for by {day}."),
                            {"policy": policy.policy, "clause": policy.clause, "day": last})
    if not context.lookup("founding_units", unit, "account_on"):
        yield REVIEW, Problem(WARNING, "no_account", "founding_id",
                              N_("The new union has no account of its own yet; the levy is not sent to the employer."))
