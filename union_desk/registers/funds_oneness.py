"""A welfare is paid in one place only, and once: across unions, festivals, illnesses, relatives, help (domain §6.5)."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from union_desk.paths import resource
from union_desk.schema.kinds import Code
from union_desk.schema.problem import WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from union_desk.schema.register import Context, Values

REVIEW = "review"
FESTIVAL, HOSPITAL, RELATIVE_DIED, HARDSHIP = "01", "05", "07", "09"
MINORITY = "8"
COUNTED = ("requested", "approved", "paid")  # claims that use up a limit
_YEARLY = (FESTIVAL, "02")  # what a member who came this year may have had where they came from
_DISPATCHED = ("3", "4")
_HELP_KINDS, _HELPED = ("01", "06", "07"), ("requested", "approved", "paying", "paid")
_CONDOLENCE = "A06"
_CAME = "transfer_in"

Finding = tuple[str, Problem]


@cache
def _kin() -> dict[str, tuple[bool, bool]]:
    with resource("rules", "welfare_kin.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return {row["relation"]: (row["single"] == "1", row["extended"] == "1") for row in rows}


def findings(claim: Values, context: Context, hard: str) -> Iterator[Finding]:
    """Say where the same welfare was had before, or may have been had elsewhere; `hard` is how grave a sure case is."""
    mine = [row for row in context.rows("welfare_claims", "member_id", claim.get("member_id"))
            if row.get("id") != claim.get("id") and row.get("event") == claim.get("event")
            and row.get("claim_state") in COUNTED]
    yield from _elsewhere(claim, context, hard)
    yield from _same_day(claim, mine, hard)
    event = claim.get("event")
    if event == FESTIVAL:
        yield from _same_festival(claim, mine, context, hard)
        yield from _by_activity(claim, context)
    elif event == HOSPITAL:
        yield from _same_illness(claim, mine, hard)
    elif event == RELATIVE_DIED:
        yield from _same_relative(claim, mine, hard)
        yield from _close(claim, context, hard)
    elif event == HARDSHIP:
        yield from _helped(claim, context)


def _number(row: Values) -> str:
    return str(row.get("claim_no") or "—")


def _elsewhere(claim: Values, context: Context, hard: str) -> Iterable[Finding]:
    """Seconded and dispatched people, and those who came this year, have welfare in one place only (fund rules)."""
    if claim.get("paid_elsewhere"):
        yield hard, Problem(WARNING, "paid_elsewhere", "paid_elsewhere",
                            N_("{union} has paid for this occasion. A welfare is paid in one place only."),
                            {"union": claim["paid_elsewhere"]})
        return
    member, day = str(claim.get("member_id")), str(claim.get("happened_on"))
    if context.lookup("members", member, "salary_in_fund_base") is False:
        yield hard, Problem(WARNING, "not_in_base", "member_id",
                            N_("The wage of this member is not counted in the fund base; welfare is for those whose wage is."))
    if claim.get("only_here"):
        return
    if context.norm("welfare.one_place", day).value and context.lookup("members", member, "employment_form") in _DISPATCHED:
        yield REVIEW, Problem(WARNING, "dispatched", "only_here",
                              N_("This member is dispatched or outsourced: ask the other union and confirm that the "
                                 "welfare is paid here only."))
    came = [row for row in context.rows("membership_events", "member_id", member)
            if row.get("event") == _CAME and str(row.get("happened_on"))[:4] == day[:4]]
    if came and claim.get("event") in _YEARLY:
        yield REVIEW, Problem(WARNING, "came_this_year", "only_here",
                              N_("This member came from another union on {day}: confirm that it has not paid this "
                                 "welfare this year."), {"day": came[-1].get("happened_on")})


def _same_day(claim: Values, mine: Sequence[Values], hard: str) -> Iterable[Finding]:
    for row in mine:
        if row.get("happened_on") == claim.get("happened_on") and claim.get("event") not in {FESTIVAL, RELATIVE_DIED}:
            yield hard, Problem(WARNING, "same_day", "happened_on",
                                N_("{number} is for the same member, occasion and day: it would be paid twice."),
                                {"number": _number(row)})
            return


def _same_festival(claim: Values, mine: Sequence[Values], context: Context, hard: str) -> Iterable[Finding]:
    festival, day = claim.get("festival"), str(claim.get("happened_on"))
    if not festival:
        yield REVIEW, Problem(WARNING, "no_festival", "festival",
                              N_("Name the festival: only those of the list count, each once."))
        return
    for row in mine:
        if row.get("festival") == festival and festival != MINORITY and _apart(row, day) < context.norm(
                "welfare.festival_days", day).value:
            yield hard, Problem(WARNING, "same_festival", "festival",
                                N_("{number} of {day} is for the same festival ({festival}); each is given once."),
                                {"number": _number(row), "day": row.get("happened_on"),
                                 "festival": Code(list="welfare_festival").show(str(festival))})
            return


def _apart(row: Values, day: str) -> int:
    """Return how many days lie between a claim and an ISO day."""
    then = dt.date.fromisoformat(str(row.get("happened_on")))
    return abs((dt.date.fromisoformat(day) - then).days)


def _by_activity(claim: Values, context: Context) -> Iterable[Finding]:
    """Find goods that an activity of condolence gave the member in these days."""
    day = str(claim.get("happened_on"))
    near = context.norm("welfare.activity_days", day).value
    for row in context.rows("activity_goods", "member_id", claim.get("member_id")):
        activity = str(row.get("activity_id"))
        held = context.lookup("activities", activity, "starts_on")
        if (isinstance(held, str) and context.lookup("activities", activity, "kind") == _CONDOLENCE
                and _apart({"happened_on": held}, day) <= near):
            yield REVIEW, Problem(WARNING, "by_activity", "festival",
                                  N_("The activity '{title}' of {day} gave this member goods already; see that it is not "
                                     "for the same festival."),
                                  {"title": context.lookup("activities", activity, "title"), "day": held})
            return


def _same_illness(claim: Values, mine: Sequence[Values], hard: str) -> Iterable[Finding]:
    """One illness, one visit a year (domain §6.5)."""
    year, illness = str(claim.get("happened_on"))[:4], _plain(claim.get("illness"))
    for row in (one for one in mine if str(one.get("happened_on"))[:4] == year):
        other = _plain(row.get("illness"))
        if illness and other == illness:
            yield hard, Problem(WARNING, "same_illness", "illness",
                                N_("{number} is for the same illness this year; one illness counts once a year."),
                                {"number": _number(row)})
            return
        if not (illness and other):
            yield REVIEW, Problem(WARNING, "which_illness", "illness",
                                  N_("This member was visited this year already ({number}). One illness counts once a "
                                     "year: name the illness of both."), {"number": _number(row)})
            return


def _plain(text: object) -> str:
    return "".join(str(text or "").split())


def _same_relative(claim: Values, mine: Sequence[Values], hard: str) -> Iterable[Finding]:
    """Nobody dies twice: the same name, or a relative of whom there is one only."""
    name, relation = _plain(claim.get("relative")), str(claim.get("relation") or "")
    for row in mine:
        same = name and _plain(row.get("relative")) == name
        single = relation and row.get("relation") == relation and _kin().get(relation, (False, False))[0]
        if same or single:
            yield hard, Problem(WARNING, "same_relative", "relative",
                                N_("{number} is for the same relative: it would be paid twice."), {"number": _number(row)})
            return


def _close(claim: Values, context: Context, hard: str) -> Iterable[Finding]:
    relation = str(claim.get("relation") or "")
    if not relation:
        yield REVIEW, Problem(WARNING, "no_relation", "relation",
                              N_("Say who of the family died: only close relatives count."))
        return
    kin, norm = _kin().get(relation), context.norm("welfare.in_laws", str(claim.get("happened_on")))
    if kin is None or (kin[1] and not norm.value):
        yield hard, Problem(WARNING, "not_close", "relation",
                            N_("{relation} is no close relative in the sense of the fund rules ({basis})."),
                            {"relation": Code(list="relation").show(relation), "basis": norm.basis})


def _helped(claim: Values, context: Context) -> Iterable[Finding]:
    """Find help in hardship of the same year: whoever has a file is helped through it (domain §6.5, §9)."""
    year = str(claim.get("happened_on"))[:4]
    for row in context.rows("help_records", "member_id", claim.get("member_id")):
        if (row.get("help_kind") in _HELP_KINDS and row.get("help_state") in _HELPED
                and str(row.get("helped_on"))[:4] == year):
            yield REVIEW, Problem(WARNING, "helped_already", "event",
                                  N_("Help in hardship {number} of {day} was given this year; the same need is not paid "
                                     "twice."), {"number": row.get("help_no") or "—", "day": row.get("helped_on")})
            return
