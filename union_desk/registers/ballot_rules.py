"""Rules of ballots and candidates: papers that add up, quorum, more candidates than seats, who has won (§3.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from union_desk.registers.committee_rules import audit_size, number, outside, text
from union_desk.schema.problem import ERROR, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.schema.register import Context, Values

Problems = Iterable[Problem]

# offices that are elected with more candidates than seats, and the norm that says how many more
SURPLUS = {"01": "organisation.surplus_committee", "02": "organisation.surplus_standing",
           "05": "organisation.surplus_committee", "09": "organisation.surplus_committee"}
AUDIT_OFFICE = "05"
MAY_STAND = ("active",)
_ORDER = ("entitled", "attended", "issued", "returned", "valid")


def has_quorum(entitled: int, attended: int, context: Context, day: str = "") -> bool:
    """Tell whether so many of those entitled may elect."""
    parts, whole = (context.norm(f"organisation.quorum_{n}", day or None).value for n in ("parts", "whole"))
    return attended * whole >= entitled * parts


def no_quorum(entitled: int, attended: int, context: Context, day: str = "") -> Problem:
    """Return the problem of too few people."""
    parts, whole = (context.norm(f"organisation.quorum_{n}", day or None) for n in ("parts", "whole"))
    return Problem(parts.level, "quorum", "attended", N_(
        "{attended} of {entitled} attended; an election needs {parts} of {whole} parts of them ({basis})."),
        {"attended": attended, "entitled": entitled, "parts": parts.value, "whole": whole.value, "basis": parts.basis})


def papers_add_up(values: Values, context: Context) -> Problems:
    """Each number is at most the one before it: entitled, attended, issued, returned, valid."""
    before: int | None = None
    for name in _ORDER:
        now = number(values, name)
        if now is None:
            continue
        if before is not None and now > before:
            yield Problem(ERROR, "ballot", name, N_(
                "{now} is more than {before}: more ballot papers than people or papers before them make the election "
                "invalid (rules on elections in grassroots unions)."), {"now": now, "before": before})
            return
        before = now


def quorum(values: Values, context: Context) -> Problems:
    """Refuse a vote below the quorum."""
    entitled, attended = number(values, "entitled"), number(values, "attended")
    day = text(values, "held_on")
    if entitled is not None and attended is not None and attended <= entitled \
            and not has_quorum(entitled, attended, context, day):
        yield no_quorum(entitled, attended, context, day)


def audit_seats(values: Values, context: Context) -> Problems:
    """Hold the fund audit committee to its size."""
    many = number(values, "seats")
    if values.get("office") == AUDIT_OFFICE and many is not None:
        yield from audit_size("seats", many, context)


def _ballot(values: Values, context: Context) -> Values | None:
    rows = context.rows("election_ballots", "election_id", values.get("election_id"))
    return next((row for row in rows if row.get("office") == values.get("office")), None)


def votes_add_up(values: Values, context: Context) -> Problems:
    """Refuse more votes for one candidate than valid ballot papers."""
    votes = [number(values, name) or 0 for name in ("votes_for", "votes_against", "abstained")]
    ballot = _ballot(values, context) if any(votes) else None
    valid = number(ballot, "valid") if ballot else None
    if valid is not None and sum(votes) > valid:
        yield Problem(ERROR, "votes", "votes_for",
                      N_("{votes} votes for one candidate, but only {valid} valid ballot papers."),
                      {"votes": sum(votes), "valid": valid})


def threshold(ballot: Values, context: Context) -> tuple[int, int]:
    """Return (votes that must be exceeded as hundredths of a vote, the number they are a share of)."""
    day = text(ballot, "held_on") or None
    share = context.norm("organisation.win_percent", day).value
    of_entitled = context.norm("organisation.win_of_entitled", day).value
    base = number(ballot, "entitled" if of_entitled else "attended") or 0
    return base * share, base


def wins(ballot: Values, votes: int, context: Context) -> bool:
    """Tell whether so many votes elect."""
    return votes * 100 > threshold(ballot, context)[0]


def winner(values: Values, context: Context) -> Problems:
    """Nobody is elected by half the votes or fewer."""
    votes = number(values, "votes_for")
    if not values.get("elected"):
        return
    ballot = _ballot(values, context)
    if ballot is None or votes is None:
        return
    if not wins(ballot, votes, context):
        norm = context.norm("organisation.win_percent", text(ballot, "held_on") or None)
        yield Problem(norm.level, "win", "elected",
                      N_("{votes} votes do not elect: more than {percent} % of {base} are needed ({basis})."),
                      {"votes": votes, "percent": norm.value, "base": threshold(ballot, context)[1], "basis": norm.basis})


def may_stand(values: Values, context: Context) -> Problems:
    """Only members stand for election (constitution of Chinese trade unions)."""
    state = context.lookup("members", text(values, "member_id"), "membership_state") if values.get("member_id") else None
    if isinstance(state, str) and state and state not in MAY_STAND:
        yield Problem(ERROR, "member", "member_id",
                      N_("Only active members stand for election (constitution of Chinese trade unions)."))


# ---- what the file's steps ask


def needed(seats: int, percent: int) -> int:
    """Return how many candidates so many seats need: at least one more than seats, by the share rounded up."""
    return seats + max(1, -(-seats * percent // 100))


def surplus(record: Values, context: Context, day: str) -> Problems:
    """Return the ballots that have too few candidates for a real choice."""
    ballots = context.rows("election_ballots", "election_id", record.get("id"))
    candidates = context.rows("election_candidates", "election_id", record.get("id"))
    if not ballots:
        yield Problem(ERROR, "ballots", "event", N_("Enter the ballots with their seats first."))
    for ballot in ballots:
        seats, office = number(ballot, "seats"), text(ballot, "office")
        norm_name = SURPLUS.get(office)
        if seats is None or norm_name is None:
            continue
        norm, many = context.norm(norm_name, day), _standing(candidates, office)
        if many < needed(seats, norm.value):
            yield outside(norm, "event", N_(
                "{many} candidates for {seats} seats; at least {needed} are needed for a real choice ({basis})."),
                many=many, seats=seats, needed=needed(seats, norm.value))


def _standing(candidates: Sequence[Values], office: str) -> int:
    return sum(1 for row in candidates if row.get("office") == office)


def counted(record: Values, context: Context) -> Problems:
    """Return the ballots that are not counted yet, elect nobody or more people than there are seats."""
    candidates = context.rows("election_candidates", "election_id", record.get("id"))
    for ballot in context.rows("election_ballots", "election_id", record.get("id")):
        office, seats = text(ballot, "office"), number(ballot, "seats")
        mine = [row for row in candidates if row.get("office") == office]
        elected = sum(1 for row in mine if row.get("elected"))
        if number(ballot, "valid") is None or any(row.get("votes_for") is None for row in mine):
            yield Problem(ERROR, "counted", "event", N_("Not all votes are entered; count every ballot first."))
        elif not elected:
            yield Problem(ERROR, "counted", "event", N_("Nobody is marked as elected in one of the ballots."))
        elif seats is not None and elected > seats:
            yield Problem(ERROR, "counted", "event", N_("{elected} are marked as elected for {seats} seats."),
                          {"elected": elected, "seats": seats})
