"""What the norms of spending say of a whole activity: they remind, the office decides (§5.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.activities_life import budget_of
from union_desk.registers.activities_people_rules import PROXY, UNSIGNED
from union_desk.registers.activities_rules import RECUPERATION, days_of, minutes_of, number, text
from union_desk.schema.problem import INFO, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from union_desk.schema.norms import Norm
    from union_desk.schema.register import Context, Values

_PRIZES = ("prize", "team_prize")
_MATCH, _WOMEN = "02", "06"
_A_HEAD = N_("{value} yuan a head; the norm is {limit} yuan ({basis}).")
_PER_MILLE = 1000


def findings(activity: Values, came: int, context: Context) -> list[Problem]:
    """Return what the norms say of an activity to which so many members came."""
    own = str(activity["id"])
    goods = context.rows("activity_goods", "activity_id", own)
    costs = [*context.rows("activity_budget_lines", "activity_id", own),
             *context.rows("activity_expenses", "activity_id", own)]
    return [*_spending(activity, own, context), *_goods(goods, came, activity, context),
            *_meals(activity, costs, context), *_heads(activity, own, came, context),
            *_signatures(own, goods, context)]


def _norm(context: Context, activity: Values, name: str) -> Norm:
    return context.norm(f"activities.{name}", text(activity, "starts_on") or None)


def _yuan(fen: float) -> str:
    return f"{fen / 100:.2f}"


def _spending(activity: Values, own: str, context: Context) -> Iterable[Problem]:
    budget = budget_of(own, context)
    spent = sum(number(row, "amount") for row in context.rows("activity_expenses", "activity_id", own))
    if spent > budget:
        yield Problem(WARNING, "over_budget", "spent", N_(
            "{spent} yuan were spent, {budget} yuan planned (nothing over budget)."),
            {"spent": _yuan(spent), "budget": _yuan(budget)})


def _goods(goods: Sequence[Values], came: int, activity: Values, context: Context) -> Iterable[Problem]:
    winners = {row.get("member_id") for row in goods if row.get("cost") in _PRIZES}
    gifts = any(row.get("cost") == "gift" for row in goods)
    share, beside = _norm(context, activity, "prize_winners"), _norm(context, activity, "gift_beside_prizes")
    if came and len(winners) * _PER_MILLE > came * share.value:
        yield Problem(share.level, "winners", "headcount", N_(
            "{winners} of {came} participants receive prizes; at most {limit} may ({basis})."),
            {"winners": len(winners), "came": came, "limit": came * share.value // _PER_MILLE, "basis": share.basis})
    if winners and gifts and not beside.value:
        yield Problem(beside.level, "gift_beside_prizes", "headcount", N_(
            "Prizes and participation gifts are both given; where there are prizes there are no gifts ({basis})."),
            {"basis": beside.basis})


def _meals(activity: Values, costs: Sequence[Values], context: Context) -> Iterable[Problem]:
    if not any(row.get("cost") == "meal" for row in costs) or activity.get("form") != _MATCH or days_of(activity) > 1:
        return
    norm, minutes = _norm(context, activity, "meal_hours"), minutes_of(activity)
    if minutes is None or minutes < norm.value * 60:
        yield Problem(norm.level, "meal", "ends_at", N_(
            "A working meal is planned, but the match does not last {hours} hours by its times ({basis})."),
            {"hours": norm.value, "basis": norm.basis})


def _heads(activity: Values, own: str, came: int, context: Context) -> Iterable[Problem]:
    """Compare the cost a head with the norms of Women's Day and of recuperation."""
    spent = sum(number(row, "amount") for row in context.rows("activity_expenses", "activity_id", own))
    if not came or not spent:
        return
    if activity.get("form") == _WOMEN:
        norm, each = _norm(context, activity, "womens_day"), spent / came
    elif activity.get("kind") == RECUPERATION:
        norm, each = _norm(context, activity, "recuperation_day"), spent / came / max(1, days_of(activity))
    else:
        return
    if each > norm.value:
        yield Problem(norm.level, "a_head", "spent", _A_HEAD,
                      {"value": _yuan(each), "limit": _yuan(norm.value), "basis": norm.basis})


def _signatures(own: str, goods: Sequence[Values], context: Context) -> Iterable[Problem]:
    unsigned = sum(1 for row in goods if (row.get("signature") or UNSIGNED) == UNSIGNED)
    if unsigned:
        yield Problem(WARNING, "unsigned", "headcount", N_(
            "{count} prizes or goods are not signed for (real name, own hand)."), {"count": unsigned})
    proxies = sum(1 for row in context.rows("activity_sign_ins", "activity_id", own) if row.get("method") == PROXY)
    if proxies:
        yield Problem(INFO, "proxies", "headcount", N_(
            "{count} people were signed in by somebody else; the hand-signed sheet is the evidence."),
            {"count": proxies})


def culture_budget(spent: int, members: int, context: Context, day: str) -> Problem | None:
    """Compare a year's spending on culture and sports with the norm a member, by the members on 31 December."""
    norm = context.norm("activities.culture_per_member", day)
    if spent <= norm.value * members:
        return None
    return Problem(norm.level, "culture_year", "spent", N_(
        "Culture and sports cost {spent} yuan this year; {limit} yuan are the norm for {members} members ({basis})."),
        {"spent": _yuan(spent), "limit": _yuan(norm.value * members), "members": members, "basis": norm.basis})
