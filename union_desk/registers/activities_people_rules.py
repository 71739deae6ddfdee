"""Rules over those who enrol, come and receive (domain reference §5.2, §5.4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from union_desk.registers.activities_rules import RECUPERATION, is_time, number, text
from union_desk.schema.dates import add_days
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from union_desk.schema.register import Context, Values

ENROLLED, WAITING, CONFIRMED, WITHDRAWN, ABSENT = "enrolled", "waiting", "confirmed", "cancelled", "absent"
TAKING = (ENROLLED, CONFIRMED)  # they have a place
BADGE = "UDM1:"  # what the code on a member's pass begins with; the member's id follows
OWN, PROXY, UNSIGNED = "own", "proxy", "none"
_CASH = re.compile(r"现金|红包|购物卡|储值卡|充值卡|代金券|礼金|香烟|烟酒|白酒")
_EARLIEST_GIFT = 30  # days: gifts may be handed out while the activity is prepared
_LIMITS = {"prize": "activities.prize_individual", "team_prize": "activities.prize_team",
           "gift": "activities.gift_per_person"}


def badge_text(member_id: str) -> str:
    """Return the text of the code on a member's pass: no name, no number, only the record's id."""
    return f"{BADGE}{member_id}"


def of_activity(values: Values, context: Context, name: str) -> object:
    """Return a value of the activity that a child record hangs on, None where there is none."""
    own = text(values, "activity_id")
    return context.lookup("activities", own, name) if own else None


def places(row: Values) -> int:
    """Return how many places an enrolment takes: the member's and the guests'."""
    return 1 + number(row, "guests") if row.get("state") in TAKING else 0


def quota(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a place beyond the quota; who comes later waits."""
    limit = of_activity(values, context, "quota")
    wanted = places(values)
    if not isinstance(limit, int) or not wanted:
        return
    rows = context.rows("activity_enrolments", "activity_id", values.get("activity_id"))
    taken = sum(places(row) for row in rows if row.get("id") != values.get("id"))
    if taken + wanted > limit:
        yield Problem(ERROR, "E1", "state", N_(
            "All {limit} places are taken ({taken} with guests). Enter the member on the waiting list instead."),
            {"limit": limit, "taken": taken})


def guests(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse more guests than the activity allows each member."""
    if not number(values, "guests") or of_activity(values, context, "title") is None:
        return
    allowed = of_activity(values, context, "guests_each")
    limit = allowed if isinstance(allowed, int) else 0
    if number(values, "guests") > limit:
        yield Problem(ERROR, "E2", "guests", N_("{count} guests; the activity allows each member {limit}."),
                      {"count": number(values, "guests"), "limit": limit})


def outside_scope(activity: Values, member: Values, day: str) -> str:
    """Return which condition of an activity a member does not meet (the field's name), empty when all are met."""
    sex, branch, nef = (activity.get(name) for name in ("scope_sex", "scope_branch_id", "scope_nef"))
    if sex and member.get("sex") != sex:
        return "scope_sex"
    if nef and member.get("nef_category") != nef:
        return "scope_nef"
    if branch and member.get("branch_id") != branch and member.get("branch_above") != branch:
        return "scope_branch_id"
    low, high, born = activity.get("scope_age_from"), activity.get("scope_age_to"), text(member, "birth_date")
    if not born:
        return "scope_age_from" if low is not None or high is not None else ""
    age = int(day[:4]) - int(born[:4]) - (day[5:] < born[5:])
    if isinstance(low, int) and age < low:
        return "scope_age_from"
    return "scope_age_to" if isinstance(high, int) and age > high else ""


_SCOPE = ("scope_sex", "scope_branch_id", "scope_nef", "scope_age_from", "scope_age_to", "starts_on")


def scope(values: Values, context: Context) -> Iterable[Problem]:
    """Tell of somebody whom the activity is not meant for."""
    own = text(values, "member_id")
    activity = {name: of_activity(values, context, name) for name in _SCOPE}
    if not own or not any(activity[name] is not None for name in _SCOPE[:-1]):
        return
    member = {name: context.lookup("members", own, name) for name in ("sex", "nef_category", "branch_id", "birth_date")}
    if member["branch_id"]:
        member["branch_above"] = context.lookup("branches", str(member["branch_id"]), "parent_id")
    failed = outside_scope(activity, member, str(activity["starts_on"] or context.today))
    if failed:
        yield Problem(WARNING, "E3", "member_id", N_("The activity is not meant for this member (who may come)."))


def deadline(values: Values, context: Context) -> Iterable[Problem]:
    """Tell of an enrolment after the deadline."""
    last, day = of_activity(values, context, "deadline"), text(values, "enrolled_on")
    if isinstance(last, str) and day > last:
        yield Problem(WARNING, "E4", "enrolled_on", N_("Enrolment closed on {date}."), {"date": last})


def again(values: Values, context: Context) -> Iterable[Problem]:
    """Tell of a second recuperation outside the province within the years that the norm names."""
    begins, own = of_activity(values, context, "starts_on"), text(values, "member_id")
    if not isinstance(begins, str) or not own or not _is_far_stay(values, context):
        return
    norm = context.norm("activities.recuperation_again", begins)
    since = f"{int(begins[:4]) - norm.value}{begins[4:]}"
    for row in context.rows("activity_enrolments", "member_id", own):
        day = of_activity(row, context, "starts_on")
        other = row.get("activity_id") != values.get("activity_id") and row.get("state") in TAKING
        if other and isinstance(day, str) and since < day < begins and _is_far_stay(row, context):
            yield Problem(norm.level, "E5", "member_id", N_(
                "The member was on recuperation outside the province on {date}; again after {years} years ({basis})."),
                {"date": day, "years": norm.value, "basis": norm.basis})
            return


def _is_far_stay(row: Values, context: Context) -> bool:
    return (of_activity(row, context, "kind") == RECUPERATION
            and bool(of_activity(row, context, "outside_province")))


def clock(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a time that is none."""
    told = text(values, "signed_at")
    if told and not is_time(told):
        yield Problem(ERROR, "S1", "signed_at", N_("'{value}' is no time of day. Write it as 09:30."), {"value": told})


def proxy(values: Values, context: Context) -> Iterable[Problem]:
    """Ask who signed in another one's place."""
    if values.get("method") == PROXY and not values.get("signer"):
        yield Problem(ERROR, "S2", "signer", N_("Signed by proxy: name who signed."))


def on_its_days(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse attendance before the activity begins or after it ends."""
    begins, ends = (of_activity(values, context, name) for name in ("starts_on", "ends_on"))
    day = text(values, "signed_on")
    if isinstance(begins, str) and day and not begins <= day <= str(ends or begins):
        yield Problem(ERROR, "S3", "signed_on", N_(
            "The activity is from {begin} to {end}; nobody signs in on {date} (dates in order)."),
            {"begin": begins, "end": ends or begins, "date": day})


def value(values: Values, problems: Iterable[Problem]) -> Values:
    """Return the value of goods: pieces times price."""
    unit, count = values.get("unit_value"), values.get("quantity")
    return {"amount": unit * (count if isinstance(count, int) else 1) if isinstance(unit, int) else None}


def limits(values: Values, context: Context) -> Iterable[Problem]:
    """Compare a prize or gift with the norm of its kind; a piece at least."""
    if values.get("quantity") == 0:
        yield Problem(ERROR, "G1", "quantity", N_("At least one piece is given."))
    name = _LIMITS.get(text(values, "cost"))
    given = number(values, "unit_value") * max(1, number(values, "quantity"))
    if name is None or not given:
        return
    begins = of_activity(values, context, "starts_on")
    norm = context.norm(name, begins if isinstance(begins, str) else None)
    if given > norm.value:
        yield Problem(norm.level, "G1", "unit_value", N_("{value} yuan; the norm is {limit} yuan ({basis})."),
                      {"value": f"{given / 100:.2f}", "limit": f"{norm.value / 100:.2f}", "basis": norm.basis})


def no_cash(values: Values, context: Context) -> Iterable[Problem]:
    """Tell of goods that are money by another name."""
    found = _CASH.search(text(values, "item"))
    if found:
        yield Problem(WARNING, "G2", "item", N_(
            "'{word}' may not be given: daily goods only, no cash and no stored-value cards (spending norms)."),
            {"word": found.group()})


def signed(values: Values, context: Context) -> Iterable[Problem]:
    """Ask who received for another one, and refuse a signature before the activity."""
    if values.get("signature") == PROXY and not values.get("signed_by"):
        yield Problem(ERROR, "G3", "signed_by", N_("Received by another person: name who."))
    if values.get("signature") in (OWN, PROXY) and not values.get("signed_on"):
        yield Problem(WARNING, "G3", "signed_on", N_("Signed for on which day?"))
    begins, day = of_activity(values, context, "starts_on"), text(values, "signed_on")
    if isinstance(begins, str) and day and day < add_days(begins, -_EARLIEST_GIFT):
        yield Problem(ERROR, "G3", "signed_on", N_("Signed for long before the activity ({begin}); dates in order."),
                      {"begin": begins})


def winner(values: Values, context: Context) -> Iterable[Problem]:
    """Tell of a result that belongs to nobody."""
    if not values.get("member_id") and not values.get("team"):
        yield Problem(WARNING, "R1", "member_id", N_("Whose result is it? Name the member or the team."))
