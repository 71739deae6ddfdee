"""Elections: the countdown, counting the votes, and the new committee (domain reference §3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import checking, limits, records, registers
from union_desk.errors import UserError
from union_desk.registers import ballot_rules
from union_desk.registers.committee_rules import AUDIT, BRANCH, STANDING, UNION_COMMITTEE, WOMEN
from union_desk.registers.elections import OPEN
from union_desk.schema.dates import add_days
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register

Row = dict[str, Any]

ELECTIONS, BALLOTS, CANDIDATES = (registers.get(n) for n in ("elections", "election_ballots", "election_candidates"))
COMMITTEES, OFFICERS, UNIONS = (registers.get(n) for n in ("committees", "officers", "unions"))
COUNTED = N_("Counted the ballots of {name}")
INSTALLED = N_("The committee elected by {name} took office")
# what is elected: the kind of body, and the post that the winner takes in it
POST_OF = {"01": (UNION_COMMITTEE, "05"), "02": (STANDING, "04"), "03": (UNION_COMMITTEE, "01"),
           "04": (UNION_COMMITTEE, "03"), "05": (AUDIT, "22"), "06": (AUDIT, "20"), "07": (WOMEN, "32"),
           "08": (WOMEN, "30"), "09": (BRANCH, "51"), "10": (BRANCH, "50")}
_LEADING = frozenset({"01", "03", "20", "30", "50"})  # who leads a body is not listed as its plain member too
_ELECTED, _TERM_OVER, _CHAIR = "1", "1", "01"
# the countdown: step, field that says it is done, norm of days, before (-1) or after (+1) the meeting
_STEPS = (
    ("plan", N_("Plan and preparing group"), "planned_on", "organisation.election_plan_days", -1),
    ("request", N_("Request to the superior"), "requested_on", "organisation.election_request_days", -1),
    ("notify", N_("Announcement of the meeting"), "notified_on", "organisation.election_notice_days", -1),
    ("hold", N_("Meeting and election"), "", "", 0),
    ("report", N_("Report of the result"), "reported_on", "organisation.election_report_days", 1),
    ("change_legal_person", N_("Change of the legal-person registration"), "legal_changed_on",
     "organisation.legal_change_days", 1),
)
DONE, LATE, DUE, LATER = "done", "late", "due", "later"
_AFTER_MEETING = ("held", "reported", "approved", "closed")
NEAR = 30
_OFFERED, _COUNTING = 100, ("held", "announced")


class NotApprovedError(UserError):
    """The result is not approved yet."""

    code = "election_not_approved"
    message = N_(
        "'{name}' has no approved result yet; the new committee takes office when the superior has approved it.")


class AlreadyInstalledError(UserError):
    """The new committee exists."""

    code = "election_installed"
    message = N_("The committee elected by '{name}' is already in the book of committees.")


class NothingElectedError(UserError):
    """No candidate is marked as elected."""

    code = "nothing_elected"
    message = N_("In '{name}' nobody is marked as elected. Enter the votes and count the ballots first.")


# ---- the countdown


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the countdown: what, by when and when done (ISO days), how it stands, days left (negative: late)."""

    event: str
    label: str
    due: str
    done: str
    standing: str
    left: int


def countdown(session: Session, election: Row, day: str) -> list[Step]:
    """Return the steps of an election as of an ISO day; none while the day of the meeting is not set."""
    meeting = election.get("meeting_on")
    if not meeting:
        return []
    found, before = [], False
    for event, label, field, norm_name, side in _STEPS:
        days = limits.norm(session, norm_name, meeting).value if norm_name else 0
        due = add_days(meeting, side * days)
        done = str(election.get(field) or "") if field else meeting if election["state"] in _AFTER_MEETING else ""
        left = _between(day, due)
        standing = DONE if done else LATE if left < 0 else DUE if left <= NEAR and not before else LATER
        before = before or not done
        found.append(Step(event, label, due, done, standing, left))
    return found


def _between(day: str, other: str) -> int:
    import datetime as dt

    return (dt.date.fromisoformat(other) - dt.date.fromisoformat(day)).days


def running(session: Session) -> list[Row]:
    """Return the elections that are not closed, by the day of the meeting."""
    query = Query(filters=(Filter("state", "is", OPEN),), sort=(("meeting_on", False),))
    return records.page(session, ELECTIONS, query, limit=-1)


# ---- counting


@dataclass(frozen=True, slots=True)
class Counted:
    """The result of one ballot: how many were needed, who is elected, and seats that stay empty for a further vote."""

    office: str
    seats: int
    needed: int
    elected: tuple[str, ...]
    empty: int


def count(session: Session, election_id: str) -> list[Counted]:
    """Mark who is elected in each ballot, inside `db.write(...)`: enough votes, and among the first for the seats.

    Who is level with somebody else on the last seat is left out: a further vote decides (rules on elections).
    """
    context = checking.Here(session)
    ballots, candidates = (rows_of(session, book, election_id) for book in (BALLOTS, CANDIDATES))
    found, changes = [], []
    for ballot in ballots:
        mine = [row for row in candidates if row["office"] == ballot["office"]]
        winners = _winners(ballot, mine, context)
        changes += [(row["id"], {"elected": (row["elected"], row["id"] in winners)}) for row in mine
                    if row["elected"] != (row["id"] in winners)]
        share, _base = ballot_rules.threshold(ballot, context)
        seats = ballot["seats"] or 0
        found.append(Counted(ballot["office"], seats, share // 100 + 1, winners, max(0, seats - len(winners))))
    if changes:
        records.update_many(session, CANDIDATES, changes)
    return found


def _winners(ballot: Row, candidates: list[Row], context: checking.Here) -> tuple[str, ...]:
    """Return the ids of the elected, most votes first."""
    enough = sorted((row for row in candidates if ballot_rules.wins(ballot, row["votes_for"] or 0, context)),
                    key=lambda row: -(row["votes_for"] or 0))
    seats = ballot["seats"] or 0
    if len(enough) > seats:
        last = enough[seats]["votes_for"]  # the first who has no seat: nobody level with that one has one either
        enough = [row for row in enough[:seats] if row["votes_for"] != last]
    return tuple(row["id"] for row in enough)


def told(found: list[Counted]) -> str:
    """Return the result of a count in words, a line for each ballot."""
    kind = BALLOTS.fields["office"].kind
    line = _("{office}: {elected} elected for {seats} seats, at least {needed} votes needed")
    lines = [line.format(office=kind.show(one.office), elected=len(one.elected), seats=one.seats, needed=one.needed)
             for one in found]
    return "\n".join(lines) if lines else _("Enter the ballots with their seats first.")


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot with its candidates (each with its member's `name`), the votes that elect, and how many were elected."""

    row: Row
    candidates: list[Row]
    needed: int | None
    won: int


def ballots(session: Session, election_id: str) -> list[Ballot]:
    """Return the ballots of an election, each with its candidates in their order."""
    context, candidates = checking.Here(session), rows_of(session, CANDIDATES, election_id)
    people = records.by_ids(session, registers.get("members"), [row["member_id"] for row in candidates])
    named = [{**row, "name": str(people.get(row["member_id"], {}).get("name") or "")} for row in candidates]
    found = []
    for ballot in rows_of(session, BALLOTS, election_id):
        mine = [row for row in named if row["office"] == ballot["office"]]
        share, base = ballot_rules.threshold(ballot, context)
        won = sum(bool(row["elected"]) for row in mine)
        found.append(Ballot(ballot, mine, share // 100 + 1 if base else None, won))
    return found


def offered(session: Session) -> list[Row]:
    """Return the elections, first those that are about to be counted, then the other open ones, then the latest."""
    rows = records.page(session, ELECTIONS, Query(sort=(("meeting_on", True),)), limit=_OFFERED)
    return sorted(rows, key=lambda row: 0 if row["state"] in _COUNTING else 1 if row["state"] in OPEN else 2)


def rows_of(session: Session, register: Register, election_id: str) -> list[Row]:
    """Return the ballots or the candidates of an election, by office and place."""
    query = Query(filters=(Filter("election_id", "is", (election_id,)),), sort=(("office", False),))
    found = records.page(session, register, query, limit=-1)
    return sorted(found, key=lambda row: (row["office"], row.get("position") or 999, row["n"]))


# ---- the new committee


def install(session: Session, election_id: str) -> list[str]:
    """Make the elected bodies and their officers, end the outgoing ones; returns the ids of the new bodies.

    Inside `db.write(...)`. Raises NotApprovedError, AlreadyInstalledError, NothingElectedError, InvalidRecordError.
    """
    election = records.get(session, ELECTIONS, election_id)
    if election["state"] not in ("approved", "closed"):
        raise NotApprovedError(name=election["name"])
    if election["successor_id"]:
        raise AlreadyInstalledError(name=election["name"])
    elected = [row for row in rows_of(session, CANDIDATES, election_id) if row["elected"]]
    if not elected:
        raise NothingElectedError(name=election["name"])
    begins = election["term_from"] or election["meeting_on"] or election["approved_on"]
    made: dict[str, str] = {}
    for kind in dict.fromkeys(POST_OF[row["office"]][0] for row in elected):
        _retire(session, election, kind, begins)
        made[kind] = _new_body(session, election, kind, _holders(elected, kind), begins)
    for row, kind, post in _posts(elected):
        _appoint(session, election, row, made[kind], post, begins)
    first = made.get(str(election["body"])) or next(iter(made.values()))
    records.update_many(session, ELECTIONS, [(election_id, {"successor_id": (None, first)})])
    _new_chair(session, elected)
    return list(made.values())


def _holders(elected: Iterable[Row], kind: str) -> int:
    return len({row["member_id"] for row in elected if POST_OF[row["office"]][0] == kind})


def _posts(elected: list[Row]) -> list[tuple[Row, str, str]]:
    """Return who takes which post in which body: a chair is not listed as a plain member of the same body too."""
    found = [(row, *POST_OF[row["office"]]) for row in elected]
    leaders = {(row["member_id"], kind) for row, kind, post in found if post in _LEADING}
    return [each for each in found if each[2] in _LEADING or (each[0]["member_id"], each[1]) not in leaders]


def _retire(session: Session, election: Row, kind: str, day: str) -> None:
    """End the body of that kind and the posts in it."""
    branch = election["branch_id"] if kind == BRANCH else None
    query = Query(filters=(Filter("kind", "is", (kind,)), Filter("ended_on", "empty")))
    for old in records.page(session, COMMITTEES, query, limit=-1):
        if (old["branch_id"] or None) != (branch or None):
            continue
        records.save(session, COMMITTEES, {"ended_on": max(day, old["term_from"] or "")}, old["id"])
        held = Query(filters=(Filter("committee_id", "is", (old["id"],)), Filter("until", "empty")))
        for post in records.page(session, OFFICERS, held, limit=-1):
            end = {"until": max(day, post["since"] or ""), "end_reason": _TERM_OVER}
            records.save(session, OFFICERS, end, post["id"])


def _new_body(session: Session, election: Row, kind: str, holders: int, begins: str) -> str:
    label = COMMITTEES.fields["kind"].kind.show(kind)
    number = _("No. {number} ").format(number=election["term_no"]) if election["term_no"] else ""
    branch = election["branch_id"] if kind == BRANCH else None
    values = {
        "name": f"{number}{label}", "kind": kind, "branch_id": branch, "term_no": election["term_no"],
        "term_years": election["term_years"], "term_from": begins, "term_to": election["term_to"], "seats": holders,
        "members_at_start": election["members_total"], "reply_no": election["approval_no"]}
    return records.save(session, COMMITTEES, values).id


def _appoint(session: Session, election: Row, row: Row, body: str, post: str, begins: str) -> None:
    before = _present_post(session, row["member_id"])
    records.save(session, OFFICERS, {
        "member_id": row["member_id"], "post": post, "committee_id": body, "since": begins, "way": _ELECTED,
        "branch_id": election["branch_id"] if post in ("50", "51") else None,
        "nature": before.get("nature") or "2", "approval_no": election["approval_no"]})


def _present_post(session: Session, member: str) -> Row:
    query = Query(filters=(Filter("member_id", "is", (member,)),), sort=(("since", True),))
    found = records.page(session, OFFICERS, query, limit=1)
    return found[0] if found else {}


def _new_chair(session: Session, elected: list[Row]) -> None:
    """Write the new chair's name on the union's own record: the chair is its legal representative."""
    member = next((row["member_id"] for row in elected if POST_OF[row["office"]] == (UNION_COMMITTEE, _CHAIR)), None)
    unions = records.page(session, UNIONS, limit=1)
    if member is None or not unions:
        return
    name = records.get(session, registers.get("members"), member)["name"]
    if unions[0]["legal_rep"] != name:
        records.update_many(session, UNIONS, [(unions[0]["id"], {"legal_rep": (unions[0]["legal_rep"], name)})])
