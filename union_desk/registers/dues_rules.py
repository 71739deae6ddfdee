"""What holds for dues, payments and receipts: the formula, one line a month, closed periods, reversals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.decided import fixed
from union_desk.schema.day_order import not_ahead
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.schema.register import Context, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

UNPAID, PARTLY, PAID, EXEMPT = "1", "2", "3", "4"
KEPT_MEMBERSHIP, BY_RESOLUTION = "1", "3"
DUE_FOLLOWS = "dues_due"
RATE, TAIL, STEP = "dues.rate_per_mille", "dues.tail_fen", "dues.round_fen"


def due(base: int, rate: int = 5, tail: int = 1000, step: int = 1) -> int:
    """Return the dues in fen for a month's base in fen (domain §6.1): the tail is dropped, then the rate is taken.

    rate: per mille. tail: the part of the base below it bears no dues. step: rounded half up to whole steps of fen.
    """
    whole = base // tail * tail
    return (2 * whole * rate + 1000 * step) // (2000 * step) * step


def due_by(context: Context, base: int, day: str) -> int:
    """Return the dues of a base under the norms in force on an ISO day."""
    rate, tail, step = (context.norm(name, day).value for name in (RATE, TAIL, STEP))
    return due(base, rate, tail or 1, step or 1)


def derive(values: Values, problems: Iterable[Problem]) -> Values:
    """Return the period, the amount where it follows from the base, and the state that follows from what was paid."""
    found: dict[str, object] = {}
    year, month = values.get("year"), values.get("month")
    if isinstance(year, int) and isinstance(month, int):
        found["period"] = year * 100 + month
    owed = values.get("amount_due")
    if owed is None:
        owed = found["amount_due"] = next((p.suggestion for p in problems if p.code == DUE_FOLLOWS), None)
        if owed is None and values.get("exempt_reason"):
            owed = found["amount_due"] = 0
    found["dues_state"] = state_of(owed, values.get("amount_paid"), values.get("exempt_reason"))
    return found


def state_of(owed: object, paid: object, exempt: object) -> str | None:
    """Return the state of a line: exempt, paid, partly paid or unpaid; none while nothing is known of it."""
    if exempt:
        return EXEMPT
    if not isinstance(owed, int):
        return None
    came = paid if isinstance(paid, int) else 0
    if came >= owed:
        return PAID
    return PARTLY if came > 0 else UNPAID


def _first_day(values: Values) -> str | None:
    year, month = values.get("year"), values.get("month")
    return f"{year:04d}-{month:02d}-01" if isinstance(year, int) and isinstance(month, int) else None


def _amount(values: Values, context: Context) -> Iterable[Problem]:
    base, owed, day = values.get("base"), values.get("amount_due"), _first_day(values)
    if not isinstance(base, int) or day is None or values.get("exempt_reason"):
        return
    follows = due_by(context, base, day)
    params = {"amount": f"{follows / 100:.2f}", "basis": context.norm(RATE, day).basis}
    if owed is None:
        yield Problem(INFO, DUE_FOLLOWS, "amount_due", N_("Dues of {amount} follow from the base ({basis})."), params,
                      follows)
    elif owed != follows and not values.get("due_reason"):
        yield Problem(ERROR, "dues_differ", "amount_due",
                      N_("From the base follow dues of {amount} ({basis}). Another amount needs its reason."), params,
                      follows)


def _exempt(values: Values, context: Context) -> Iterable[Problem]:
    why = values.get("exempt_reason")
    if why and values.get("amount_due") not in (None, 0):
        yield Problem(ERROR, "exempt_owes", "amount_due",
                      N_("Whoever is exempt owes nothing for the month: leave the amount empty."), {}, 0)
    if why == BY_RESOLUTION and not values.get("exempt_basis"):
        yield Problem(ERROR, "exempt_basis", "exempt_basis",
                      N_("An exemption for hardship needs the resolution that granted it (fund rules, §6.1)."))
    member = values.get("member_id")
    if not why and isinstance(member, str) and values.get("amount_due"):
        state = context.lookup("members", member, "membership_state")
        if state == "kept":
            yield Problem(WARNING, "kept_owes", "exempt_reason",
                          N_("Members whose membership is kept pay no dues (membership rules of 2016)."), {},
                          KEPT_MEMBERSHIP)


def is_closed(context: Context, day: object) -> bool:
    """Tell whether the books are closed for the month or the year of an ISO day."""
    if not isinstance(day, str):
        return False
    closed = {row.get("month") for row in context.rows("closings", "year", int(day[:4]))}
    return None in closed or int(day[5:7]) in closed


def not_closed(name: str) -> Rule:
    """Return the rule that forbids entries dated in a closed period."""

    def check(values: Values, context: Context) -> Iterable[Problem]:
        day = values.get(name)
        if is_closed(context, day):
            yield Problem(ERROR, "closed_period", name,
                          N_("The books are closed for {month}: nothing dated then is entered any more. Use a date of "
                             "the open month, and reverse a wrong entry there."), {"month": str(day)[:7]})

    return Rule("closed_period", (name,), check, others=True)


def stays_closed(name: str) -> Callable[[Values, Context], Iterable[Problem]]:
    """Return what keeps a record out of the bin when its day lies in a closed period."""

    def stays(values: Values, context: Context) -> Iterable[Problem]:
        day = values.get(name)
        if is_closed(context, day):
            yield Problem(ERROR, "closed_period", name, N_("The books are closed for {month}. Enter what is right anew in "
                          "an open month."), {"month": str(day)[:7]})

    return stays


def _has_payments(values: Values, context: Context) -> bool:
    return any(True for _payment in context.rows("dues_payments", "dues_id", values["id"]))


def reversal(register: str, same: tuple[str, ...]) -> Rule:
    """Return the rule of reversals: the exact opposite of one entry, once, with its reason; never of a reversal."""

    def check(values: Values, context: Context) -> Iterable[Problem]:
        amount, target = values.get("amount"), values.get("void_of")
        if not isinstance(amount, int):
            return
        if not isinstance(target, str):
            if amount <= 0:
                yield Problem(ERROR, "not_positive", "amount",
                              N_("The amount must be above zero; only a reversal has a negative one."))
            return
        yield from _opposite(values, context, register, same)

    return Rule("reversal", ("amount", "void_of", "reason"), check, others=True)


def _opposite(values: Values, context: Context, register: str, same: tuple[str, ...]) -> Iterable[Problem]:
    target = str(values["void_of"])
    before = context.lookup(register, target, "amount")
    if not values.get("reason"):
        yield Problem(ERROR, "reversal_reason", "reason", N_("A reversal needs its reason."))
    if before is None:
        if values["amount"] >= 0:  # type: ignore[operator]  # the caller saw a whole number
            yield Problem(ERROR, "reversal_sign", "amount", N_("A reversal has the opposite amount of its entry."))
        return
    if values["amount"] != -int(str(before)):
        yield Problem(ERROR, "reversal_sign", "amount", N_("A reversal has the opposite amount of its entry."), {},
                      -int(str(before)))
    if context.lookup(register, target, "void_of"):
        yield Problem(ERROR, "reversal_twice", "void_of",
                      N_("A reversal is not reversed again: enter the amount anew."))
    if any(True for _other in context.others(register, "void_of", target)):
        yield Problem(ERROR, "reversal_twice", "void_of", N_("This entry has been reversed already."))
    for name in same:
        if context.lookup(register, target, name) != values.get(name):
            yield Problem(ERROR, "reversal_other", name,
                          N_("A reversal stands under the same heading and person as its entry."))


def _receipted(values: Values, context: Context) -> Iterable[Problem]:
    line = values.get("dues_id")
    owed = context.lookup("dues", line, "amount_due") if isinstance(line, str) else None
    amount = values.get("amount")
    if isinstance(owed, int) and isinstance(amount, int) and not values.get("void_of"):
        paid = context.lookup("dues", str(line), "amount_paid")
        rest = owed - (paid if isinstance(paid, int) else 0)
        if amount > rest:
            yield Problem(WARNING, "overpaid", "amount", N_("Only {rest} are still owed for this month."),
                          {"rest": f"{rest / 100:.2f}"}, max(rest, 0))


DUES_RULES = (
    fixed("dues", ("member_id", "year", "month"), _has_payments,
          N_("Money was entered for this member and month, so they stay as they are. Reverse the payment first, then "
             "enter it where it belongs.")),
    Rule("dues_amount", ("base", "amount_due", "due_reason", "year", "month", "exempt_reason"), _amount),
    Rule("dues_exempt", ("exempt_reason", "exempt_basis", "amount_due", "member_id"), _exempt, others=True),
)
PAYMENT_RULES = (not_ahead("paid_on"), not_closed("paid_on"), reversal("dues_payments", ("dues_id",)),
                 Rule("dues_overpaid", ("amount", "dues_id"), _receipted, others=True, worst=WARNING))
RECEIPT_RULES = (not_ahead("issued_on"), not_closed("issued_on"), reversal("dues_receipts", ("payer",)))
