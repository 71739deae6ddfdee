"""Rules of committees and officers (domain reference §3.3): terms, sizes, protection of chairs, removal, one holder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from union_desk.schema import seats
from union_desk.schema.day_order import backwards
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.schema.norms import Norm
    from union_desk.schema.register import Context, Values

Problems = Iterable[Problem]

UNION_COMMITTEE, STANDING, AUDIT, WOMEN, BRANCH = "01", "02", "03", "04", "09"
ELECTED = (UNION_COMMITTEE, STANDING, AUDIT, WOMEN, BRANCH)  # bodies with a term of three or five years
CHAIR, EXECUTIVE_VICE, VICE = "01", "02", "03"
PROTECTED = (CHAIR, EXECUTIVE_VICE, VICE)
AUDITORS, FINANCE = ("20", "21", "22"), ("11", "80", "81")
MOVED, REMOVED, FULL_TIME = "2", "4", "1"
# posts of which a body or a branch has one at a time: by committee, by branch or group
ONE_OF_COMMITTEE, ONE_OF_BRANCH = ("01", "02", "20", "30", "40"), ("50", "60")
# which body a post belongs to
BODY_OF = {**dict.fromkeys(("01", "02", "03", "05", "06", "07", "08", "09", "10", "11"), (UNION_COMMITTEE, STANDING)),
           "04": (STANDING, UNION_COMMITTEE), **dict.fromkeys(AUDITORS, (AUDIT,)),
           **dict.fromkeys(("30", "31", "32"), (WOMEN,)), **dict.fromkeys(("40", "41"), ("08",)),
           **dict.fromkeys(("50", "51"), (BRANCH,)), "70": ("07",), "71": ("06",), "72": ("05",)}
LIVING = ("active", "kept", "transferring_out", "probationary")
_FAR, _LONG_AGO = "9999-12-31", ""


def text(values: Values, name: str) -> str:
    """Return a text value, empty where there is none."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def number(values: Values, name: str) -> int | None:
    """Return a whole number, None where there is none."""
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def overlapping(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two spans of ISO days share more than the day of handing over; an empty bound is open."""
    return (one[0] or _LONG_AGO) < (other[1] or _FAR) and (other[0] or _LONG_AGO) < (one[1] or _FAR)


def end_of_term(begins: str, years: int) -> str:
    """Return the last day of a term of so many years that begins on an ISO day."""
    day = dt.date.fromisoformat(begins)
    try:
        last = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        last = dt.date(day.year + years, 3, 1)
    return (last - dt.timedelta(1)).isoformat()


def outside(norm: Norm, field: str, message: str, **params: object) -> Problem:
    """Return the problem of what lies beyond a norm, as strict as the norm is, with its basis."""
    return Problem(norm.level, norm.name.rpartition(".")[2], field, message, {**params, "basis": norm.basis})


# ---- committees


def term_in_order(values: Values, context: Context) -> Problems:
    """Refuse a term that ends before it begins, and a body that ended before its term began."""
    yield from backwards(values, "term_from", "term_to", "ended_on", message=N_("The term ends before it begins."))


def term_length(values: Values, context: Context) -> Problems:
    """Three or five years, and the dates agree with that (Trade Union Law, article 16)."""
    years, begins, ends = number(values, "term_years"), text(values, "term_from"), text(values, "term_to")
    if values.get("kind", UNION_COMMITTEE) not in ELECTED or years is None:
        return
    day = begins or context.today
    short, long = context.norm("organisation.term_years_short", day), context.norm("organisation.term_years_long", day)
    if years not in (short.value, long.value):
        yield Problem(short.level, "term_years", "term_years",
                      N_("A term has {short} or {long} years, not {years} ({basis})."),
                      {"short": short.value, "long": long.value, "years": years, "basis": short.basis})
    elif begins and ends:
        due = end_of_term(begins, years)
        if abs(dt.date.fromisoformat(due).toordinal() - dt.date.fromisoformat(ends).toordinal()) > 1:
            yield Problem(WARNING, "term_years", "term_to", N_("A term of {years} years from {day} ends on {due}."),
                          {"years": years, "day": begins, "due": due}, due)


def one_at_a_time(values: Values, context: Context) -> Problems:
    """Refuse a second body of the same kind, for the same branch, at the same time."""
    kind, own = text(values, "kind"), values.get("id")
    if kind not in ELECTED:
        return
    for other in context.rows("committees", "kind", kind):
        same = (other.get("branch_id") or None) == (values.get("branch_id") or None)
        if other["id"] != own and same and overlapping(_term(values), _term(other)):
            yield Problem(ERROR, "one_term", "term_from",
                          N_("'{name}' of that kind is in office at the same time; enter the day on which it ended."),
                          {"name": other.get("name")})
            return


def _term(values: Values) -> tuple[str, str]:
    return text(values, "term_from"), text(values, "ended_on") or text(values, "term_to")


def committee_size(values: Values, context: Context) -> Problems:
    """Hold the union committee to its size by members, and the fund audit committee to its own rule."""
    many = number(values, "seats")
    if many is None:
        return
    kind, members = text(values, "kind"), number(values, "members_at_start")
    if kind == AUDIT:
        yield from audit_size("seats", many, context)
    elif kind == UNION_COMMITTEE and members is not None:
        yield from within_band(seats.COMMITTEE, "seats", many, members)


def audit_size(field: str, many: int, context: Context) -> Problems:
    """Hold the fund audit committee between its fewest and most members."""
    least, most = context.norm("organisation.audit_least"), context.norm("organisation.audit_most")
    if not least.value <= many <= most.value:
        yield outside(least, field, N_("The fund audit committee has {least} to {most} members, not {many} ({basis})."),
                      least=least.value, most=most.value, many=many)


def within_band(body: str, field: str, many: int, members: int) -> Problems:
    """So many people for so many members (banded data)."""
    band = seats.band(body, members)
    if band and not band.least <= many <= band.most:
        yield Problem(WARNING, "size", field,
                      N_("For {members} members the rules name {least} to {most} people, not {many} ({basis})."),
                      {"members": members, "least": band.least, "most": band.most, "many": many, "basis": band.basis})


def branch_of_committee(values: Values, context: Context) -> Problems:
    """Only the committee of a branch names a branch, and it does."""
    kind, branch = text(values, "kind"), values.get("branch_id")
    if kind == BRANCH and not branch:
        yield Problem(WARNING, "branch", "branch_id", N_("Say which branch this committee leads."))
    if branch and kind in (UNION_COMMITTEE, STANDING):
        yield Problem(WARNING, "branch", "branch_id", N_("The union's own committee belongs to no branch."))


# ---- officers


def service_in_order(values: Values, context: Context) -> Problems:
    """Refuse a post that is left before it was taken."""
    since, until = text(values, "since"), text(values, "until")
    if since and until and until < since:
        yield Problem(ERROR, "dates", "until", N_("The post is left before it was taken."))


def reason_to_leave(values: Values, context: Context) -> Problems:
    """Ask why a post was left, and when it was where a reason is given."""
    if values.get("until") and not values.get("end_reason"):
        yield Problem(WARNING, "end_reason", "end_reason", N_("Say why the post was left."))
    if values.get("end_reason") and not values.get("until"):
        yield Problem(WARNING, "end_reason", "until", N_("Say when the post was left."))


def chair_is_protected(values: Values, context: Context) -> Problems:
    """During the term a chair or vice chair is moved only with both consents (Trade Union Law, article 18)."""
    if text(values, "post") not in PROTECTED or values.get("end_reason") != MOVED:
        return
    ends = context.lookup("committees", text(values, "committee_id"), "term_to") if values.get("committee_id") else None
    if isinstance(ends, str) and text(values, "until") >= ends:
        return
    for name in ("own_consent", "superior_consent"):
        if not values.get(name):
            yield Problem(ERROR, "protection", "end_reason", N_(
                "A chair or vice chair is not moved during the term without the consent of the union committee and of "
                "the superior union (Trade Union Law, article 18)."))
            return


def removal_by_majority(values: Values, context: Context) -> Problems:
    """Ask for more than half of all members or representatives for a removal (Trade Union Law, article 18)."""
    if text(values, "post") not in PROTECTED or values.get("end_reason") != REMOVED:
        return
    entitled, votes = number(values, "removal_entitled"), number(values, "removal_votes")
    norm = context.norm("organisation.removal_percent", text(values, "until") or None)
    if entitled is None or votes is None:
        yield outside(norm, "end_reason",
                      N_("A removal needs the vote: enter who was entitled and how many voted for it ({basis})."))
    elif votes * 100 <= entitled * norm.value:
        yield outside(norm, "removal_votes",
                      N_("{votes} of {entitled} votes do not remove: more than {percent} % are needed ({basis})."),
                      votes=votes, entitled=entitled, percent=norm.value)
    elif votes > entitled:
        yield Problem(ERROR, "removal", "removal_votes", N_("More votes than people entitled to vote."))


def one_holder(values: Values, context: Context) -> Problems:
    """Refuse a second holder of a post that a body or a branch has once, at the same time."""
    post = text(values, "post")
    place = "committee_id" if post in ONE_OF_COMMITTEE else "branch_id" if post in ONE_OF_BRANCH else ""
    if not place or not values.get(place) or values.get("deputy_of"):
        return
    for other in context.rows("officers", place, values[place]):
        if other["id"] == values.get("id") or other["post"] != post or other.get("deputy_of"):
            continue
        if overlapping(_service(values), _service(other)):
            yield Problem(ERROR, "one_holder", "since", N_(
                "Somebody else holds this post at the same time; enter the day on which it was left, "
                "or for whom this person stands in."))
            return


def _service(values: Values) -> tuple[str, str]:
    return text(values, "since"), text(values, "until")


def auditors_keep_no_money(values: Values, context: Context) -> Problems:
    """Who audits the fund does not keep its books or its cash (rules on fund audit committees)."""
    post, member = text(values, "post"), values.get("member_id")
    against = FINANCE if post in AUDITORS else AUDITORS if post in FINANCE else ()
    if not against or not member:
        return
    others: Sequence[Values] = context.rows("officers", "member_id", member)
    if any(o["id"] != values.get("id") and o["post"] in against and overlapping(_service(values), _service(o))
           for o in others):
        yield Problem(ERROR, "no_finance", "since", N_(
            "This person keeps the union's accounts or cash and cannot sit in the fund audit committee at the same "
            "time (rules of fund audit committees)."))


def post_fits(values: Values, context: Context) -> Problems:
    """Warn of a post that belongs to another body, or of a time outside the term."""
    post, body = text(values, "post"), text(values, "committee_id")
    if not body:
        return
    kind = context.lookup("committees", body, "kind")
    if post in BODY_OF and isinstance(kind, str) and kind not in BODY_OF[post]:
        yield Problem(WARNING, "fits", "committee_id", N_("This post does not belong to that body."))
    begins, ends = (context.lookup("committees", body, name) for name in ("term_from", "ended_on"))
    span = (begins if isinstance(begins, str) else "", ends if isinstance(ends, str) else "")
    if not overlapping(_service(values), span):
        yield Problem(WARNING, "fits", "since", N_("The time in the post lies outside the term of that body."))


def still_a_member(values: Values, context: Context) -> Problems:
    """Warn of an officer in post whose membership has ended."""
    member = values.get("member_id")
    if member and not values.get("until"):
        state = context.lookup("members", str(member), "membership_state")
        if isinstance(state, str) and state not in LIVING:
            yield Problem(WARNING, "member", "member_id", N_("The membership has ended; enter when the post was left."))


def may_be_full_time(values: Values, context: Context) -> Problems:
    """Tell that the chair of a large union may be full-time (Trade Union Law, article 14)."""
    if text(values, "post") != CHAIR or text(values, "nature") in ("", FULL_TIME) or values.get("until"):
        return
    norm = context.norm("organisation.full_time_chair_employees")
    counts = [int(each) for each in context.known("unions", "employees")]
    if counts and max(counts) >= norm.value:
        yield outside(norm, "nature", N_("With {employees} employees the chair may be full-time ({basis})."),
                      employees=max(counts))


def deputy_is_another(values: Values, context: Context) -> Problems:
    """Nobody stands in for oneself."""
    held = values.get("deputy_of")
    if not held:
        return
    holder = context.lookup("officers", str(held), "member_id")
    if held == values.get("id") or (holder is not None and holder == values.get("member_id")):
        yield Problem(ERROR, "deputy", "deputy_of", N_("Nobody stands in for oneself."))
