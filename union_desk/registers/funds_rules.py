"""What holds for budget, ledger, remittance and closings (domain reference §6.2 to §6.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import funds_headings
from union_desk.registers.decided import fixed
from union_desk.registers.dues_rules import is_closed, not_closed, reversal
from union_desk.registers.funds_headings import EXPENSE, INCOME
from union_desk.registers.funds_shares import AT_YEAR_END, FOUNDING, SHARED, derive_shares, yuan
from union_desk.schema.day_order import not_ahead
from union_desk.schema.kinds import Code
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.schema.register import Context, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

CASH = "2"
REMITTANCE_FOLLOWS = "remittance_due"
_PEOPLE = ("handler", "approver", "cashier")
_LAST_MONTH = 12
_SOURCES = ("remittance_id", "transfer_id", "refund_id")


# ---- headings


def _heading_fits(day_field: str) -> Rule:
    """Return the rule that a heading is in force on the record's day (or year) and that the item belongs to it."""

    def check(values: Values, _context: Context) -> Iterable[Problem]:
        category, item, day = values.get("category"), values.get("item"), values.get(day_field)
        on = f"{day}-12-31" if isinstance(day, int) else str(day) if day else ""
        for name, code in (("category", category), ("item", item)):
            if isinstance(code, str) and on:
                yield from _in_force(name, code, on)
        if isinstance(item, str) and isinstance(category, str) and funds_headings.category_of(item) != category:
            above = funds_headings.category_of(item)
            yield Problem(ERROR, "item_elsewhere", "item",
                          N_("This item stands under the heading {heading} (accounting system of unions)."),
                          {"heading": Code(list="fund_category").show(above)})

    return Rule("heading", ("category", "item", day_field), check)


def _in_force(name: str, code: str, day: str) -> Iterable[Problem]:
    found = funds_headings.entry(code)
    if found is None or found.is_valid(day):
        return
    after = funds_headings.successor(code)
    kind = Code(list="fund_category" if name == "category" else "fund_item")
    if after is None or found.valid_from:
        yield Problem(ERROR, "heading_closed", name, N_("{heading} is not in force on {day} (accounting systems of 2017 "
                      "and 2022)."), {"heading": kind.show(code), "day": day})
        return
    other = Code(list="fund_category" if len(after.code) == len("101") else "fund_item")
    yield Problem(ERROR, "heading_closed", name,
                  N_("{heading} is not in force on {day}; it has become {present} ({basis})."),
                  {"heading": kind.show(code), "day": day, "present": other.show(after.code), "basis": after.basis},
                  after.code if other == kind else None)


# ---- budget


def _adjusted_once(values: Values, context: Context) -> Iterable[Problem]:
    adjusted, own = values.get("adjusted"), values.get("id")
    if not isinstance(adjusted, int):
        return
    if not values.get("adjusted_on") or not values.get("adjustment"):
        yield Problem(ERROR, "adjustment_basis", "adjustment",
                      N_("An adjusted budget needs the day and the decision: the committee adjusts it by the same "
                         "procedure as it adopted it (fund rules, §6.6)."))
    before = context.lookup("budgets", own, "adjusted") if isinstance(own, str) else None
    if before is not None and before != adjusted:
        yield Problem(ERROR, "adjusted_twice", "adjusted",
                      N_("This line was adjusted already; a budget is adjusted once a year (fund rules, §6.6)."))


def _adopted(values: Values, _context: Context) -> Iterable[Problem]:
    adopted, adjusted_on = values.get("adopted_on"), values.get("adjusted_on")
    if isinstance(adopted, str) and isinstance(adjusted_on, str) and adjusted_on < adopted:
        yield Problem(ERROR, "dates", "adjusted_on", N_("It was adjusted before it was adopted."))
    if values.get("amount") is not None and not values.get("decision"):
        yield Problem(INFO, "no_decision", "decision",
                      N_("Name the minutes by which the committee adopted the budget."))


def line_of(rows: Iterable[Values], category: str, item: str | None) -> Values | None:
    """Return the line of a year's budget that an expense falls under: the item's own, else that of the heading."""
    lines = {row.get("item"): row for row in rows if row.get("category") == category}
    return lines.get(item) or lines.get(None)


def allowed(line: Values) -> int:
    """Return what a line of the budget allows: as adjusted, else as adopted."""
    found = line.get("adjusted") if line.get("adjusted") is not None else line.get("amount")
    return found if isinstance(found, int) else 0


def _within_budget(values: Values, context: Context) -> Iterable[Problem]:
    category, day, amount = values.get("category"), values.get("happened_on"), values.get("amount")
    if not (isinstance(category, str) and isinstance(day, str) and isinstance(amount, int)):
        return
    if funds_headings.side(category) != EXPENSE or amount <= 0:
        return
    lines = context.rows("budgets", "year", int(day[:4]))
    item = values.get("item")
    line = line_of(lines, category, item if isinstance(item, str) else None)
    if line is None:
        rule = context.norm("funds.unbudgeted", day)
        if rule.value and lines:
            yield Problem(rule.level, "unbudgeted", "category",
                          N_("The budget of the year has no line for this ({basis})."), {"basis": rule.basis})
        return
    spent = _spent(context, line, lines, day[:4])
    left = allowed(line) - spent
    rule = context.norm("funds.over_budget", day)
    if rule.value and amount > left:
        yield Problem(rule.level, "over_budget", "amount",
                      N_("Only {left} of the budgeted {allowed} are left for this ({basis}). Adjust the budget first."),
                      {"left": yuan(left), "allowed": yuan(allowed(line)), "basis": rule.basis})


def _spent(context: Context, line: Values, lines: Iterable[Values], year: str) -> int:
    """Return what was spent under a line of the budget in its year."""
    rows = list(lines)
    spent = 0
    for row in context.rows("ledger_entries", "category", line.get("category")):
        item = row.get("item")
        mine = line_of(rows, str(line["category"]), item if isinstance(item, str) else None)
        if str(row.get("happened_on"))[:4] == year and mine is not None and mine.get("item") == line.get("item"):
            spent += int(str(row.get("amount") or 0))
    return spent


# ---- ledger


def derive_entry(values: Values, _problems: Iterable[Problem]) -> Values:
    """Return whether an entry is income or expenditure."""
    category = values.get("category")
    return {"side": funds_headings.side(category) if isinstance(category, str) else None}


def _separate(values: Values, _context: Context) -> Iterable[Problem]:
    """Keep handler, approver and cashier of an expense apart (domain §6.6)."""
    category = values.get("category")
    if not isinstance(category, str) or funds_headings.side(category) == INCOME or values.get("void_of"):
        return
    seen: dict[object, str] = {}
    for name in _PEOPLE:
        person = values.get(name)
        if not person:
            continue
        if person in seen:
            yield Problem(ERROR, "same_person", name,
                          N_("Whoever handles an expense, approves it and pays it out are different people (fund rules, "
                             "§6.6)."))
        seen[person] = name


def _decided(values: Values, context: Context) -> Iterable[Problem]:
    category, day, amount = values.get("category"), values.get("happened_on"), values.get("amount")
    if not (isinstance(category, str) and isinstance(day, str) and isinstance(amount, int)):
        return
    if funds_headings.side(category) != EXPENSE or amount <= 0:
        return
    large, cash = context.norm("funds.collective_fen", day), context.norm("funds.cash_fen", day)
    if amount >= large.value and not values.get("decision"):
        yield Problem(large.level, "undecided", "decision",
                      N_("From {limit} on the committee decides; name its minutes ({basis})."),
                      {"limit": yuan(large.value), "basis": large.basis})
    if values.get("method") == CASH and amount >= cash.value:
        yield Problem(cash.level, "cash", "method",
                      N_("From {limit} on money is transferred, not paid in cash ({basis})."),
                      {"limit": yuan(cash.value), "basis": cash.basis})


def _allowed_for(values: Values, context: Context) -> Iterable[Problem]:
    """Remark what union funds do not pay by its words, and an expense that nobody approved (domain §6.6)."""
    category, day = values.get("category"), values.get("happened_on")
    if not isinstance(category, str) or funds_headings.side(category) != EXPENSE or values.get("void_of"):
        return
    if not values.get("approver"):
        yield Problem(INFO, "unapproved", "approver", N_("Every expense is approved by the chair within the limits set, and "
                                                         "signed; name who approved it (fund rules, §6.6)."))
    norm = context.norm("funds.forbidden_words", str(day) if day else None)
    if not norm.value:
        return
    said = str(values.get("purpose") or "")
    for words, basis in funds_headings.forbidden():
        word = next((one for one in words if one in said), "")
        if word:
            yield Problem(norm.level, "forbidden", "purpose", N_("'{word}': see whether union funds may pay this ({basis})."),
                          {"word": word, "basis": basis})


def _booked_once(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a second entry of the same money: a contribution, a share that came back, a refund."""
    if values.get("void_of"):
        return
    for name in _SOURCES:
        source = values.get(name)
        entries = context.rows("ledger_entries", name, source) if isinstance(source, str) else ()
        reversed_ = {row.get("void_of") for row in entries}
        if any(row.get("id") not in {values.get("id"), *reversed_} and not row.get("void_of") for row in entries):
            yield Problem(ERROR, "booked_twice", name, N_("This money stands in the ledger already; reverse that entry first."))


# ---- remittance


def derive_remittance(values: Values, problems: Iterable[Problem]) -> Values:
    """Return what is owed where it follows from the wages, and what is still missing."""
    found: dict[str, object] = {}
    told, owed = list(problems), values.get("due")
    if owed is None:
        owed = found["due"] = next((p.suggestion for p in told if p.code == REMITTANCE_FOLLOWS), None)
    paid = values.get("paid")
    found["arrears"] = max(owed - (paid if isinstance(paid, int) else 0), 0) if isinstance(owed, int) else None
    return found | derive_shares(values, told)


def _two_percent(values: Values, context: Context) -> Iterable[Problem]:
    wages, owed, year, month = (values.get(name) for name in ("wage_total", "due", "year", "month"))
    if not (isinstance(wages, int) and isinstance(year, int) and isinstance(month, int)):
        return
    rate = context.norm("remittance.rate_per_mille", f"{year:04d}-{month:02d}-01")
    follows = (2 * wages * rate.value + 1000) // 2000
    params = {"amount": yuan(follows), "basis": rate.basis}
    if owed is None:
        yield Problem(INFO, REMITTANCE_FOLLOWS, "due", N_("{amount} are owed for these wages ({basis})."), params, follows)
    elif owed != follows and not values.get("due_reason"):
        yield Problem(ERROR, "remittance_differs", "due",
                      N_("For these wages {amount} are owed ({basis}). Another amount needs its reason."), params, follows)


def _books_closed(values: Values, context: Context) -> bool:
    """Tell whether the month in which the money arrived is closed, by what was saved before."""
    return is_closed(context, context.lookup("remittances", str(values["id"]), "paid_on"))


def budget_stays(values: Values, context: Context) -> Iterable[Problem]:
    """Keep a line of the budget out of the bin once a month of its year is closed."""
    year = values.get("year")
    if isinstance(year, int) and context.rows("closings", "year", year):
        yield Problem(ERROR, "closed_period", "year", N_("Books of {year} are closed already: the budget they were kept "
                      "by stays. Adjust the line instead."), {"year": year})


# ---- closings


def _in_turn(values: Values, context: Context) -> Iterable[Problem]:
    year, month, closed_on = values.get("year"), values.get("month"), values.get("closed_on")
    if not isinstance(year, int):
        return
    last = f"{year:04d}-{month if isinstance(month, int) else _LAST_MONTH:02d}"
    if isinstance(closed_on, str) and closed_on[:7] <= last and closed_on < context.today[:7] + "-01":
        yield Problem(ERROR, "closed_early", "closed_on", N_("A period is closed after its end, not before."))
    if last >= context.today[:7]:
        yield Problem(ERROR, "closed_early", "month" if isinstance(month, int) else "year",
                      N_("{period} is not over yet; only a period that has ended is closed."), {"period": last})
    if any(row.get("month") is None and row.get("id") != values.get("id")
           for row in context.rows("closings", "year", year)):
        yield Problem(ERROR, "closed_twice", "year", N_("This year is closed already."))


BUDGET_RULES = (
    _heading_fits("year"),
    Rule("adjusted_once", ("adjusted", "adjusted_on", "adjustment"), _adjusted_once, others=True),
    Rule("adopted", ("amount", "decision", "adopted_on", "adjusted_on"), _adopted),
)
LEDGER_RULES = (
    not_ahead("happened_on"), not_closed("happened_on"), _heading_fits("happened_on"),
    reversal("ledger_entries", ("category", "item", "party")),
    Rule("separate", ("category", *_PEOPLE), _separate),
    Rule("decided", ("amount", "decision", "method", "category", "happened_on"), _decided, worst=WARNING),
    Rule("budget", ("amount", "category", "item", "happened_on"), _within_budget, others=True),
    Rule("allowed", ("category", "purpose", "approver", "happened_on", "void_of"), _allowed_for, worst=WARNING),
    Rule("booked_once", (*_SOURCES, "void_of"), _booked_once, others=True),
)
REMITTANCE_RULES = (
    Rule("two_percent", ("wage_total", "due", "due_reason", "year", "month"), _two_percent),
    SHARED, FOUNDING, not_ahead("paid_on"),
    fixed("remittances", ("year", "month", "paid", "paid_on", "nature", "collector"), _books_closed,
          N_("The books of the month in which this money arrived are closed; its figures stay as they are."),
          later=("employer", "wage_total", "due")),
)
CLOSING_RULES = (Rule("in_turn", ("year", "month", "closed_on"), _in_turn, others=True), not_ahead("closed_on"), AT_YEAR_END)
