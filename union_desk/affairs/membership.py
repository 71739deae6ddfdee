"""Joining, transfer and leaving (domain reference §2): what a step does to the membership, and what is due."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, lifecycle, limits, records, registers
from union_desk.affairs.membership_practice import practise
from union_desk.duties import Duty, latest_birth
from union_desk.registers.member_rules import in_management
from union_desk.schema import retirement
from union_desk.schema.dates import add_days
from union_desk.schema.problem import INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Values

__all__ = [
    "approve", "derive_fields", "duties", "follow_arrival", "follow_batch", "follow_departure", "follow_transfer",
    "gather_applicants", "keep_retired", "kept_since", "practise", "propose_arrears", "retired", "snapshot",
]

MEMBERS = registers.get("members")
TRANSFERS, ARRIVALS, BATCHES, APPLICANTS, DEPARTURES, FORMER = (
    registers.get(n)
    for n in ("transfers", "arrivals", "join_batches", "join_applicants", "departures", "former_memberships"))
EVENTS = registers.get("membership_events")
_RETIREMENT = "7"
_ADMISSION = {"admit": "approve", "hold": "hold", "refuse": "reject"}
_COUNTED = {"admit": "admitted", "hold": "held", "refuse": "refused"}
_LINE = re.compile(r"(\d{4}-\d\d-\d\d)?～(\d{4}-\d\d-\d\d)?\s+(.+)")
_FACTS = {"name": "name", "sex": "sex", "birth_date": "born_on", "id_type": "document_type",
          "id_number": "document_number", "member_no": "member_no", "join_union_date": "join_union_date"}
_FROM_SLIP = ("name", "id_type", "id_number", "sex", "birth_date", "join_union_date", "branch_id")


# ---- joining


def approve(session: Session, batch: str, day: str, decision: str, decided_by: str) -> dict[str, int]:
    """Decide a batch in a meeting: every applicant becomes what the verdict says; returns the counts by verdict.

    Raises InvalidRecordError when one of them cannot be decided; then nothing of the gesture is kept.
    """
    event = {"event": "approve", "happened_on": day, "decision": decision, "decided_by": decided_by}
    lifecycle.apply_event(session, BATCHES, batch, event)
    row = records.get(session, BATCHES, batch)
    return {verdict: int(row[name] or 0) for verdict, name in _COUNTED.items()}


def gather_applicants(session: Session, batch: str) -> int:
    """Put every applicant who stands in no open batch into this one; returns how many."""
    members, lines, batches = MEMBERS.table, APPLICANTS.table, BATCHES.table
    taken = (sa.select(lines.c.member_id).join(batches, batches.c.id == lines.c.batch_id)
             .where(lines.c.deleted.is_(False), batches.c.deleted.is_(False), batches.c.state == "collecting"))
    found = session.execute(
        sa.select(members.c.id).where(members.c.membership_state == "applicant", members.c.deleted.is_(False),
                                      members.c.id.not_in(taken)).order_by(members.c.n)).scalars().all()
    applied = _days_of(session, found, "apply")
    rows = [{"batch_id": batch, "member_id": m, "verdict": "admit", "applied_on": applied.get(m)} for m in found]
    return len(records.insert_many(session, APPLICANTS, rows))


def _days_of(session: Session, members: Sequence[str], event: str) -> dict[str, str]:
    """Return the last day of an event of each member."""
    table = EVENTS.table
    rows = session.execute(
        sa.select(table.c.member_id, sa.func.max(table.c.happened_on)).where(
            table.c.event == event, table.c.member_id.in_(members)).group_by(table.c.member_id))
    return {row[0]: row[1] for row in rows}


def follow_batch(session: Session, batch: Values, event: Values) -> None:
    """Give every applicant of a decided batch the event that the verdict asks for, with the batch's minutes."""
    if event["event"] != "approve":
        return
    counts = dict.fromkeys(_COUNTED, 0)
    for row in _living(session, "join_applicants", "batch_id", str(batch["id"])):
        lifecycle.apply_event(session, MEMBERS, row["member_id"], {
            "event": _ADMISSION[row["verdict"]], "happened_on": event["happened_on"], "decision": event["decision"],
            "decided_by": event["decided_by"], "proposed_by": batch.get("proposed_by"), "note": row["reason"]})
        counts[row["verdict"]] += 1
    derive_fields(session, BATCHES, str(batch["id"]), {_COUNTED[v]: n for v, n in counts.items()})


def _living(session: Session, register: str, link: str, record: str) -> list[dict[str, Any]]:
    return [dict(row) for row in checking.Here(session).rows(register, link, record)]


def derive_fields(session: Session, register: Any, record: str, values: dict[str, Any]) -> None:
    """Write computed fields of a record."""
    before = records.get(session, register, record)
    changes = {name: (before[name], value) for name, value in values.items() if before[name] != value}
    if changes:
        records.update_many(session, register, [(record, changes)])


# ---- transfer


def follow_transfer(session: Session, slip: Values, event: Values) -> None:
    """Move the membership as the slip moves (domain §2.2, T5 to T7); a slip handed over keeps what it says."""
    name, member = str(event["event"]), str(slip["member_id"])
    state = records.get(session, MEMBERS, member)["membership_state"]
    facts = {"happened_on": event["happened_on"], "other_union": slip["to_union"], "other_union_code": slip["to_code"],
             "decision": slip["slip_no"], "reason": slip["reason"]}
    if name == "send":
        derive_fields(session, TRANSFERS, str(slip["id"]), snapshot(session, slip))
    if name in ("send", "return_stub") and state == "active":
        lifecycle.apply_event(session, MEMBERS, member, {"event": "request_transfer_out", **facts})
        state = "transferring_out"
    if name == "return_stub" and state == "transferring_out":
        lifecycle.apply_event(session, MEMBERS, member, {"event": "confirm_transfer_out", **facts})
    if name in ("refuse", "cancel", "expire") and state == "transferring_out":
        why = event.get("note") or TRANSFERS.fields["state"].kind.show(str(event["to_state"]))
        lifecycle.apply_event(session, MEMBERS, member, {"event": "cancel_transfer_out", **facts, "note": why})


def snapshot(session: Session, slip: Values) -> dict[str, Any]:
    """Return what a slip says about the person: as it was handed over, else as it is known now."""
    if slip.get("name"):
        return {name: slip.get(name) for name in _FACTS.values()}
    member = records.get(session, MEMBERS, str(slip["member_id"]))
    return {name: member[source] for source, name in _FACTS.items()}


def follow_arrival(session: Session, arrival: Values, event: Values) -> None:
    """Make or find the member whom an accepted slip brings, keep the first day of membership and the unions before."""
    if event["event"] != "accept":
        return
    facts = {"event": "transfer_in", "happened_on": event["happened_on"], "other_union": arrival["from_union"],
             "other_union_code": arrival["from_code"], "decided_by": event.get("decided_by"),
             "decision": event.get("decision"), "note": arrival["slip_no"], "reason": "1"}
    known = next(iter(_living(session, "members", "id_number", str(arrival["id_number"]))), None)
    if known is None:
        values = {name: arrival[name] for name in _FROM_SLIP} | {"data_source": "transfer"}
        member = lifecycle.create(session, MEMBERS, values, facts).id
    else:
        member = str(known["id"])
        lifecycle.apply_event(session, MEMBERS, member, facts)
        if arrival["join_union_date"] and not known["join_union_date"]:
            records.save(session, MEMBERS, {"join_union_date": arrival["join_union_date"]}, member)
    derive_fields(session, ARRIVALS, str(arrival["id"]), {"member_id": member})
    records.insert_many(session, FORMER, [row | {"member_id": member} for row in former(arrival)])


def former(arrival: Values) -> list[dict[str, Any]]:
    """Return the unions that an arriving member was in before, the last one at the end."""
    rows: list[dict[str, Any]] = []
    for line in str(arrival.get("history") or "").splitlines():
        found = _LINE.fullmatch(line.strip())
        joined, left, name = found.groups() if found else (None, None, line.strip())
        if name:
            rows.append({"union_name": name, "joined_on": joined, "left_on": left})
    begun = rows[-1]["left_on"] if rows else arrival.get("join_union_date")
    rows.append({"union_name": arrival["from_union"], "union_code": arrival["from_code"], "joined_on": begun,
                 "left_on": arrival.get("issued_on"), "member_no": arrival["member_no"], "slip_no": arrival["slip_no"]})
    return rows


# ---- leaving


def follow_departure(session: Session, case: Values, event: Values) -> None:
    """End the membership when the committee has decided, and tell the member's history when it was filed."""
    if event["event"] != "decide":
        return
    member, kind = str(case["member_id"]), str(case["kind"])
    reason = {"withdraw": "5", "auto_withdraw": "10", "expel": "6"}[kind]
    lifecycle.apply_event(session, MEMBERS, member, {
        "event": kind, "happened_on": event["happened_on"], "decided_by": event["decided_by"],
        "decision": event["decision"], "proposed_by": case["proposed_by"], "reason": reason,
        "card_returned": case["card_returned"], "note": case["grounds"]})


def propose_arrears(session: Session, day: str) -> int:
    """Open a case for each current member who has paid no dues for as long as the norm says; returns how many.

    Nothing ends by it: whether they took part, the talk and the decision are left to people (domain §2.1).
    """
    from union_desk.affairs import dues

    least = limits.norm(session, "dues.arrears_months", day).value
    table = DEPARTURES.table
    opened = set(session.execute(sa.select(table.c.member_id).where(
        table.c.deleted.is_(False), table.c.state.in_(("proposed", "discussed", "decided")))).scalars())
    owing = [one for one in dues.arrears(session, day, least) if one.member not in opened]
    states = records.by_ids(session, MEMBERS, [one.member for one in owing])
    count = 0
    for one in owing:
        if states[one.member]["membership_state"] != "active":
            continue
        lifecycle.create(session, DEPARTURES, {
            "member_id": one.member, "kind": "auto_withdraw", "proposed_on": day, "unpaid_months": one.months,
            "unpaid_from": f"{one.since // 100}-{one.since % 100:02d}"})
        count += 1
    return count


def retired(session: Session, day: str) -> list[dict[str, Any]]:
    """Return the current members who are past their statutory age on an ISO day, each with `retires_on` (rule R4).

    Women in management and professional posts have an age of their own; who was rehired is left alone.
    """
    table = MEMBERS.table
    born = sa.or_(*(sa.and_(table.c.sex == sex, table.c.birth_date <= latest_birth(sex, day)) for sex in ("1", "2")))
    found = session.execute(
        sa.select(table).where(table.c.membership_state == "active", table.c.deleted.is_(False), born,
                               table.c.employment_form.is_distinct_from("7")).order_by(table.c.birth_date)).mappings()
    people = (dict(row) for row in found)
    dated = (row | {"retires_on": retirement.retirement_date(
        row["sex"], row["birth_date"], is_cadre=in_management(row), on=day)} for row in people)
    return [row for row in dated if row["retires_on"] <= day]


def keep_retired(session: Session, members: Sequence[str], day: str, decision: str = "") -> int:
    """Keep the memberships of people who retired (T8, reason 7): no dues, no vote; returns how many."""
    for member in members:
        lifecycle.apply_event(session, MEMBERS, member, {
            "event": "keep", "happened_on": day, "reason": _RETIREMENT, "decision": decision or None})
    return len(members)


# ---- what is due


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day: slips without a receipt, arrivals, applications, cases, filings."""
    remind = limits.norm(session, "transfer.remind_days", day).value
    file_days = limits.norm(session, "membership.file_days", day).value
    apply_days = limits.norm(session, "joining.remind_days", day).value
    return [
        _due(session, "slips_over", WARNING, N_("{count} transfer slips ran out without a receipt"), "transfers",
             Filter("state", "is", ("drawn_up", "sent")), Filter("valid_until", "to", (add_days(day, -1),))),
        _due(session, "slips_waiting", INFO, N_("{count} transfer slips have waited long for their receipt"),
             "transfers", Filter("state", "is", ("sent",)), Filter("issued_on", "to", (add_days(day, -remind),)),
             Filter("valid_until", "from", (day,))),
        _due(session, "arrivals_waiting", WARNING, N_("{count} members wait to be taken on from other unions"),
             "arrivals", Filter("state", "is", ("received",))),
        _due(session, "receipts_owed", INFO, N_("{count} receipts are still to be sent back"), "arrivals",
             Filter("state", "is", ("accepted",))),
        _due(session, "batches_open", INFO, N_("{count} joining batches wait for the meeting"), "join_batches",
             Filter("state", "is", ("collecting",)), Filter("opened_on", "to", (add_days(day, -apply_days),))),
        _due(session, "applicants", INFO, N_("{count} people have applied to join and are not decided on"), "members",
             Filter("membership_state", "is", ("applicant",))),
        _due(session, "cases_open", INFO, N_("{count} cases of leaving wait for a decision"), "departures",
             Filter("state", "is", ("proposed", "discussed"))),
        _due(session, "not_filed", WARNING, N_("{count} decided cases are neither filed nor announced"), "departures",
             Filter("state", "is", ("decided",)), Filter("decided_on", "to", (add_days(day, -file_days),))),
    ]


def _due(session: Session, code: str, level: str, message: str, register: str, *filters: Filter) -> Duty:
    query = Query(filters=filters)
    return Duty(code, level, message, records.count(session, registers.get(register), query), query, register=register)


def kept_since(session: Session, members: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the last step by which each membership was kept, by the member's id (domain reference §2.2, T8)."""
    events, wanted = EVENTS.table, set(members)
    query = sa.select(events).where(events.c.to_state == "kept", events.c.deleted.is_(False)).order_by(events.c.n)
    found: dict[str, dict[str, Any]] = {}
    for row in session.execute(query).mappings():
        if row["member_id"] in wanted:
            found[str(row["member_id"])] = dict(row)
    return found
