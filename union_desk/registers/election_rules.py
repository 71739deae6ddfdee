"""Rules of an election's file: terms, timing, the kind of meeting, and what a step needs before it is taken (§3.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from union_desk.registers import ballot_rules
from union_desk.registers.committee_rules import (
    AUDIT,
    ELECTED,
    UNION_COMMITTEE,
    audit_size,
    end_of_term,
    number,
    outside,
    text,
    within_band,
)
from union_desk.schema import seats
from union_desk.schema.day_order import backwards
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from union_desk.schema.register import Context, Values

Problems = Iterable[Problem]

ON_TIME, EARLY, LATE = "1", "2", "3"
ALL_MEMBERS, BY_REPRESENTATIVES = "1", "2"


def dates(values: Values, context: Context) -> Problems:
    """Refuse a new term that ends before it begins; warn of one that begins before the meeting."""
    begins, meeting = text(values, "term_from"), text(values, "meeting_on")
    yield from backwards(values, "term_from", "term_to", message=N_("The term ends before it begins."))
    if begins and meeting and begins < meeting:
        yield Problem(WARNING, "dates", "term_from", N_("The new term begins before the meeting that elects."), {}, meeting)


def length(values: Values, context: Context) -> Problems:
    """Three or five years, and the dates of the new term agree with that (Trade Union Law, article 16)."""
    years, begins, ends = number(values, "term_years"), text(values, "term_from"), text(values, "term_to")
    if years is None or text(values, "body") not in ELECTED:
        return
    day = text(values, "meeting_on") or begins or context.today
    short, long = context.norm("organisation.term_years_short", day), context.norm("organisation.term_years_long", day)
    if years not in (short.value, long.value):
        yield Problem(short.level, "term_years", "term_years",
                      N_("A term has {short} or {long} years, not {years} ({basis})."),
                      {"short": short.value, "long": long.value, "years": years, "basis": short.basis})
    elif begins and ends and (due := end_of_term(begins, years)) != ends and begins <= ends:
        yield Problem(WARNING, "term_years", "term_to", N_("A term of {years} years from {day} ends on {due}."),
                      {"years": years, "day": begins, "due": due}, due)


def next_number(values: Values, context: Context) -> Problems:
    """Expect the number after that of the outgoing body."""
    mine, old = number(values, "term_no"), values.get("committee_id")
    before = context.lookup("committees", str(old), "term_no") if old else None
    if mine is not None and isinstance(before, int) and mine != before + 1:
        yield Problem(WARNING, "term_no", "term_no", N_("The outgoing body is number {before}; the next one is {next}."),
                      {"before": before, "next": before + 1}, before + 1)


def timing(values: Values, context: Context) -> Problems:
    """Early and late elections need the superior's approval; the dates tell which one it is."""
    kind, meeting, due = text(values, "timing"), text(values, "meeting_on"), text(values, "old_term_to")
    if kind in (EARLY, LATE) and not values.get("timing_approval"):
        yield Problem(WARNING, "timing", "timing_approval", N_(
            "An early or late election needs the superior union's approval; enter its number."))
    if kind not in (ON_TIME, EARLY, LATE) or not meeting or not due:
        return
    ahead = (dt.date.fromisoformat(due) - dt.date.fromisoformat(meeting)).days
    told = LATE if ahead < 0 else EARLY if ahead > context.norm("organisation.election_plan_days").value else ON_TIME
    if told != kind:
        yield Problem(WARNING, "timing", "timing",
                      N_("The term ends on {due} and the meeting is on {meeting}: that is not what is entered here."),
                      {"due": due, "meeting": meeting}, told)


def all_of_them_meet(field: str, members: int | None, context: Context, day: str | None) -> Problems:
    """Refuse a meeting of representatives where so few are members that all of them meet (Constitution of the unions)."""
    norm = context.norm("organisation.full_meeting_members", day)
    if members is not None and members <= norm.value:
        yield outside(norm, field,
                      N_("With {members} members all of them meet; representatives only above {most} ({basis})."),
                      members=members, most=norm.value)


def meeting(values: Values, context: Context) -> Problems:
    """Up to so many members all of them meet; who is entitled follows from the kind of meeting."""
    form, members = text(values, "meeting_form"), number(values, "members_total")
    chosen, entitled = number(values, "representatives"), number(values, "entitled")
    if form == BY_REPRESENTATIVES:
        yield from all_of_them_meet("meeting_form", members, context, text(values, "meeting_on") or None)
    whole = chosen if form == BY_REPRESENTATIVES else members if form == ALL_MEMBERS else None
    if whole is not None and entitled is not None and entitled != whole and text(values, "body") == UNION_COMMITTEE:
        yield Problem(WARNING, "entitled", "entitled", N_("By the kind of meeting {whole} people are entitled."),
                      {"whole": whole}, whole)


def sizes(values: Values, context: Context) -> Problems:
    """Compare the sizes of the committee, of the fund audit committee and of the meeting of representatives."""
    members, many = number(values, "members_total"), number(values, "committee_seats")
    if text(values, "body") == UNION_COMMITTEE and members is not None:
        if many is not None:
            yield from within_band(seats.COMMITTEE, "committee_seats", many, members)
        if (chosen := number(values, "representatives")) is not None:
            yield from within_band(seats.REPRESENTATIVES, "representatives", chosen, members)
    for name in ("audit_seats", *(("committee_seats",) if text(values, "body") == AUDIT else ())):
        if (of_audit := number(values, name)) is not None:
            yield from audit_size(name, of_audit, context)


def attendance(values: Values, context: Context) -> Problems:
    """Nobody attends who is not entitled; fewer than the quorum cannot elect."""
    entitled, attended = number(values, "entitled"), number(values, "attended")
    if entitled is None or attended is None:
        return
    if attended > entitled:
        yield Problem(ERROR, "attended", "attended", N_("{attended} attended, but only {entitled} were entitled."),
                      {"attended": attended, "entitled": entitled})
    elif not ballot_rules.has_quorum(entitled, attended, context):
        found = ballot_rules.no_quorum(entitled, attended, context)
        yield Problem(WARNING, found.code, found.field, found.message, found.params)


# ---- what a step needs


def guard(record: Values, event: Values, context: Context) -> Problems:
    """Return what forbids a step: steps out of order, missing approvals, no quorum, votes that elect nobody."""
    name, day = str(event["event"]), text(event, "happened_on")
    yield from _in_order(record, day, context)
    yield from {"notify": _may_be_announced, "hold": _may_be_held, "report": _may_be_reported,
                "approve": _approved_above, "change_legal_person": _registered, "postpone": _later}.get(
                    name, _nothing)(record, event, context)


def _nothing(_record: Values, _event: Values, _context: Context) -> Problems:
    return ()


def _in_order(record: Values, day: str, context: Context) -> Problems:
    steps = context.rows("election_events", "election_id", record.get("id")) if record.get("id") else ()
    last = max((text(step, "happened_on") for step in steps), default="")
    if day and day < last:
        yield Problem(ERROR, "order", "happened_on",
                      N_("The step before was on {last}; this one cannot be earlier (table of transitions)."), {"last": last})


def _may_be_announced(record: Values, event: Values, context: Context) -> Problems:
    if not record.get("meeting_on"):
        yield Problem(ERROR, "meeting_on", "happened_on", N_("Enter the day of the meeting before it is announced."))
    elif text(event, "happened_on") > text(record, "meeting_on"):
        yield Problem(ERROR, "meeting_on", "happened_on", N_("The announcement is later than the meeting of {day}."),
                      {"day": record.get("meeting_on")})
    if record.get("timing") in (EARLY, LATE) and not record.get("timing_approval"):
        yield Problem(ERROR, "timing", "event", N_(
            "An early or late election is only held with the superior union's approval (Trade Union Law and rules on "
            "elections): enter its number first."))


def _may_be_held(record: Values, event: Values, context: Context) -> Problems:
    entitled, attended = number(record, "entitled"), number(record, "attended")
    if entitled is None or attended is None:
        yield Problem(ERROR, "quorum", "event", N_("Enter how many were entitled and how many attended."))
    elif not ballot_rules.has_quorum(entitled, attended, context, text(event, "happened_on")):
        yield ballot_rules.no_quorum(entitled, attended, context, text(event, "happened_on"))
    yield from ballot_rules.surplus(record, context, text(event, "happened_on"))


def _may_be_reported(record: Values, event: Values, context: Context) -> Problems:
    yield from ballot_rules.counted(record, context)


def _approved_above(record: Values, event: Values, context: Context) -> Problems:
    if not record.get("term_from") or not record.get("term_to"):
        yield Problem(ERROR, "term", "event", N_("Enter the new term, from and to, before the result is approved."))


def _registered(record: Values, event: Values, context: Context) -> Problems:
    files = context.rows("legal_registrations", "election_id", record.get("id"))
    if not any(row.get("state") == "issued" for row in files):
        yield Problem(ERROR, "legal_person", "event", N_(
            "There is no changed certificate for this election yet: make the file under 'Legal-person registration', or "
            "close without one and say why."))


def _later(record: Values, event: Values, context: Context) -> Problems:
    if text(event, "new_date") <= text(event, "happened_on"):
        yield Problem(ERROR, "dates", "new_date", N_("The new day of the meeting lies before the approval."))
