"""The logic checks of a return, L1 to L14: each finding has a level, a sentence and the figures it is about (§11.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import limits, registers
from union_desk.schema import codes
from union_desk.schema.problem import ERROR, INFO, WARNING
from union_desk.search import Filter
from union_desk.statistics import content as contents
from union_desk.statistics import indicators
from union_desk.statistics.indicator import ANSWER, CODE
from union_desk.statistics.scope import Scope
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.search import Query
    from union_desk.statistics.content import Content, Key

JOINT = ("3", "5")  # union federations and joint unions cover several units
_CHANGE, _FLOOR = "statistics.change_percent", "statistics.change_floor"
_WOMEN, _CHAIR = "statistics.women_committee", "statistics.full_time_chair"
NORMS = (_CHANGE, _FLOOR, _WOMEN, _CHAIR)
_HUNDRED = 100
_FIGURES = {"part": ("part_value", "before", "now", "spent", "budget"), "whole": ("whole_value",)}


@dataclass(frozen=True)
class Finding:
    """What a check says: code, level, sentence, the figures it names, the people to look at where it knows them.

    Parameters are plain data, so that a frozen finding speaks any language: `part` and `whole` are keys of figures,
    what stands in `_FIGURES` are figures of `part` or `whole`, `heading` is a code of the fund headings.
    """

    code: str
    level: str
    message: str
    lines: tuple[Key, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    query: Query | None = None

    def text(self) -> str:
        """Return the sentence in the current language."""
        shown = dict(self.params)
        for place, named in _FIGURES.items():
            if place in shown:
                name, part = shown[place]
                indicator = indicators.get(name)
                shown[place] = indicator.title(part)
                shown |= {n: indicator.text(shown[n]) or "—" for n in named if n in shown}
        if "heading" in shown:
            shown["heading"] = codes.get("fund_category").label(shown["heading"])
        return _(self.message).format(**shown)


@dataclass(frozen=True)
class Facts:
    """What the checks need besides the return itself."""

    norms: Mapping[str, int]
    without_branch: int = 0
    branchless: Query | None = None
    spent: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # heading -> (expenditure, budget) of the year


def facts(session: Session, content: Content) -> Facts:
    """Read the thresholds, the members of no branch, and the budget of the year in which the period ends."""
    scope = Scope(content.period.ends)
    blank = Filter("branch_id", "is", ("",))
    members = registers.get("members").table
    count = session.execute(sa.select(sa.func.count()).select_from(members).where(scope.condition(blank))).scalar_one()
    thresholds = {name: limits.norm(session, name, content.period.ends).value for name in NORMS}
    return Facts(thresholds, count, scope.people(blank), _budget(session, content.period.ends))


def _budget(session: Session, day: str) -> dict[str, tuple[int, int]]:
    """Return what was spent of each budgeted heading from the beginning of the year to a day."""
    plans, entries = registers.get("budgets").table, registers.get("ledger_entries").table
    planned = session.execute(
        sa.select(plans.c.category, sa.func.sum(sa.func.coalesce(plans.c.adjusted, plans.c.amount)))
        .where(plans.c.deleted.is_(False), plans.c.year == int(day[:4])).group_by(plans.c.category)).all()
    spent = session.execute(
        sa.select(entries.c.category, sa.func.sum(entries.c.amount))
        .where(entries.c.deleted.is_(False), entries.c.side == "2",
               entries.c.happened_on.between(f"{day[:4]}-01-01", day)).group_by(entries.c.category)).all()
    budget = {str(name): int(amount or 0) for name, amount in planned}
    return {str(name): (int(amount or 0), budget.get(str(name), 0)) for name, amount in spent} if budget else {}


def check(content: Content, known: Facts) -> list[Finding]:
    """Return every finding, the gravest first, in the order of the checks."""
    found = [finding for rule in RULES for finding in rule(content, known)]
    order = (ERROR, WARNING, INFO)
    return sorted(found, key=lambda finding: order.index(finding.level))


def _say(code: str, level: str, message: str, *names: str, **params: Any) -> Finding:
    return Finding(code, level, message, tuple((name, "") for name in names), params)


def _named(content: Content, *names: str) -> dict[str, Any]:
    """Return the names and figures of two indicators for a sentence."""
    found: dict[str, Any] = {}
    for place, name in zip(_FIGURES, names, strict=True):
        found |= {place: (name, ""), f"{place}_value": content.value(name)}
    return found


def _parts(content: Content, _known: Facts) -> Iterator[Finding]:
    """L1: a part is never more than its whole."""
    for indicator in indicators.ALL:
        if indicator.of and not indicator.id.endswith("_covered"):
            yield from _at_most(content, "L1", indicator.id, indicator.of,
                                N_("{part} ({part_value}) is more than {whole} ({whole_value})."))


def _at_most(content: Content, code: str, part: str, whole: str, message: str) -> Iterator[Finding]:
    less, more = content.number(part), content.number(whole)
    if less is not None and more is not None and less > more:
        yield _say(code, ERROR, message, part, whole, **_named(content, part, whole))


def _members(content: Content, _known: Facts) -> Iterator[Finding]:
    """L2: there are no more members than employees, unless kept, platform workers or covered units explain it."""
    members, employees = content.number("members_total"), content.number("employees_total")
    if members is None or employees is None or members <= employees:
        return
    reasons = (content.number("members_nef") or 0, content.value("org_form") in JOINT)
    level = INFO if any(reasons) else ERROR
    yield _say("L2", level, N_("{part} ({part_value}) are more than {whole} ({whole_value}); say why in the note."),
               "members_total", "employees_total", **_named(content, "members_total", "employees_total"))


def _balance(content: Content, _known: Facts) -> Iterator[Finding]:
    """L3: closing = opening + increases − decreases."""
    opening, closing = content.number("members_opening"), content.number("members_total")
    come, gone = content.sum(contents.GROWTH), content.sum(contents.SHRINKAGE)
    if opening is None or closing is None or come is None or gone is None or opening + come - gone == closing:
        return
    yield _say("L3", ERROR,
               N_("{opening} members at the beginning + {come} − {gone} make {made}, but {closing} are on the books. "
                  "An event was entered late, or last year's figure was another."),
               "members_opening", "members_total", *contents.GROWTH, *contents.SHRINKAGE, opening=opening, come=come,
               gone=gone, made=opening + come - gone, closing=closing)


def _covered(content: Content, _known: Facts) -> Iterator[Finding]:
    """L4: a contract covers no more employees than there are."""
    for indicator in indicators.ALL:
        if indicator.id.endswith("_covered"):
            yield from _at_most(content, "L4", indicator.id, "employees_total",
                                N_("{part} ({part_value}) is more than {whole} ({whole_value})."))


def _women(content: Content, known: Facts) -> Iterator[Finding]:
    """L5: with ten women a women workers' committee is expected."""
    women = content.number("members_female") or 0
    if women >= known.norms[_WOMEN] and not content.number("has_women_committee"):
        yield _say("L5", WARNING, N_("There are {women} women among the members and no women workers' committee."),
                   "has_women_committee", "members_female", women=women)


def _bodies(content: Content, _known: Facts) -> Iterator[Finding]:
    """L6: no body, nobody in it; a body, somebody in it."""
    counted: dict[str, list[str]] = {}
    for indicator in indicators.ALL:
        if indicator.needs:
            counted.setdefault(indicator.needs, []).append(indicator.id)
    for body, names in counted.items():
        answer = content.number(body)
        for name in names if answer == 0 else ():
            if content.number(name):
                yield _say("L6", ERROR, N_("{part} is {part_value}, but {whole} is {whole_value}."), name, body,
                           **_named(content, name, body))
        if answer and content.number(names[0]) == 0:
            yield _say("L6", WARNING, N_("{whole} is {whole_value}, but {part} is {part_value}."), names[0], body,
                       **_named(content, names[0], body))


def _settled(content: Content, _known: Facts) -> Iterator[Finding]:
    """L7: no more settled than received, carried out than adopted, adopted than made."""
    for indicator in indicators.ALL:
        if indicator.most:
            yield from _at_most(content, "L7", indicator.id, indicator.most,
                                N_("{part} ({part_value}) is more than {whole} ({whole_value})."))


def _changed(content: Content, known: Facts) -> Iterator[Finding]:
    """L8: a change of more than 30 % on last year is explained."""
    percent, floor = known.norms[_CHANGE], known.norms[_FLOOR]
    for line in content.lines.values():
        now, before = line.value, line.previous
        if line.indicator.unit in (ANSWER, CODE) or not isinstance(now, int) or not isinstance(before, int):
            continue
        if max(abs(now), abs(before)) < floor or abs(now - before) * _HUNDRED <= percent * abs(before):
            continue
        change = f"{(now - before) / abs(before):+.0%}" if before else "—"  # no rate of nothing
        message = (N_("{part}: {before} last year, {now} now ({change}). Explanation: {why}") if line.explanation
                   else N_("{part}: {before} last year, {now} now ({change}). A change of more than {percent} % needs "
                           "an explanation."))
        yield Finding("L8", INFO if line.explanation else ERROR, message, (line.key,), {
            "part": line.key, "before": before, "now": now, "change": change,
            "percent": percent, "why": line.explanation})


def _amounts(content: Content, _known: Facts) -> Iterator[Finding]:
    """L9: an amount belongs to somebody, and somebody to an amount."""
    for indicator in indicators.ALL:
        amount, persons = content.number(indicator.id), content.number(indicator.along) if indicator.along else None
        if amount is not None and persons is not None and (amount == 0) != (persons == 0):
            yield _say("L9", ERROR if amount else WARNING,
                       N_("{part} is {part_value}, but {whole} is {whole_value}."), indicator.id, indicator.along,
                       **_named(content, indicator.id, indicator.along))


def _chair(content: Content, known: Facts) -> Iterator[Finding]:
    """L10: a full-time chair is a full-time cadre. L11: from 200 employees on a full-time chair may be had."""
    full_time = content.number("chair_fulltime")
    if full_time and content.number("cadres_full") == 0:
        yield _say("L10", ERROR, N_("The chair is full-time, but no full-time cadre is counted."), "chair_fulltime",
                   "cadres_full")
    employees = content.number("employees_total") or 0
    if employees >= known.norms[_CHAIR] and full_time == 0:
        yield _say("L11", INFO, N_("{employees} employees and no full-time chair; from {least} on there may be one."),
                   "chair_fulltime", "employees_total", employees=employees, least=known.norms[_CHAIR])


def _over_budget(_content: Content, known: Facts) -> Iterator[Finding]:
    """L12: expenditure within the budget, by heading."""
    for heading, (spent, budget) in known.spent.items():
        if spent > budget:
            message = N_("{heading}: {spent} yuan spent this calendar year of a budget of {budget} yuan.")
            params = {"part": ("expense_by_item", ""), "heading": heading, "spent": spent, "budget": budget}
            yield Finding("L12", WARNING, message, (("expense_by_item", heading),), params)


def _branches(content: Content, known: Facts) -> Iterator[Finding]:
    """L13: the branches add up to the union."""
    total = content.number("members_total")
    if known.without_branch and total is not None:
        message = N_("The branches have {sum} members together, the union {total}: {count} belong to no branch or "
                     "group.")
        params = {"sum": total - known.without_branch, "total": total, "count": known.without_branch}
        yield Finding("L13", WARNING, message, (("members_total", ""),), params, known.branchless)


def _single(content: Content, _known: Facts) -> Iterator[Finding]:
    """L14: a union of one unit covers one unit."""
    form, units = content.value("org_form"), content.number("covered_units")
    if form is not None and form not in JOINT and units not in (None, 1):
        yield _say("L14", ERROR, N_("A union of one unit covers one unit, but {units} are entered."), "covered_units",
                   "org_form", units=units)


def _gaps(content: Content, _known: Facts) -> Iterator[Finding]:
    """Name what is neither typed nor confirmed: a return is signed when every figure was looked at."""
    for state, message in ((contents.SUGGESTED, N_("{part}: {part_value} is proposed; confirm it or type another.")),
                           (contents.MISSING, N_("{part} is not filled in; 0 is a figure too."))):
        for line in content.lines.values():
            if line.state == state and not line.part:
                yield Finding("L0", ERROR, message, (line.key,), {"part": line.key, "part_value": line.value})


Rule = Callable[["Content", Facts], Iterable[Finding]]
RULES: tuple[Rule, ...] = (_parts, _members, _balance, _covered, _women, _bodies, _settled, _changed, _amounts,
                           _chair, _over_budget, _branches, _single, _gaps)


def about(findings: Iterable[Finding], name: str) -> list[Finding]:
    """Return the findings that name an indicator."""
    return [finding for finding in findings if any(of == name for of, _part in finding.lines)]
