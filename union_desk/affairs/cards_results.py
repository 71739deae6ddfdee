"""The bank's result file: every row of it ends as issued, sent back or unknown, and a second reading changes nothing.

The file is a workbook or CSV with an identity number in each row; the card number or a refusal decides what became of
the application (domain reference §4.2, §4.3 C3 and C4).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import journal, lifecycle, registers
from union_desk.affairs.bank_answers import Answers, Told
from union_desk.affairs.cards_applying import BATCHES, CARDS
from union_desk.affairs.cards_batches import need, put
from union_desk.affairs.cards_reading import Line, read_lines
from union_desk.errors import InvalidRecordError
from union_desk.registers.cards_rules import EXISTING, LIVE
from union_desk.schema import identity, masks
from union_desk.words import N_, _

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

Row = dict[str, Any]
ISSUED, REJECTED, UNKNOWN = "issued", "rejected", "unknown"
EVENTS = registers.get("card_events")
# What a request about a card that is there already does to that card when the bank has settled it
_STEPS = {"3": ("replace",), "4": ("replace",), "5": ("report_wrong", "correct"), "6": ("cancel",)}
_OWN_REQUEST, _OTHER_ITEM = "6", "9"


@dataclass
class Result(Answers):
    """The account of a result file: read = issued + rejected + unknown, always."""

    outcomes = (ISSUED, REJECTED, UNKNOWN)
    batch: str = ""
    changed: int = 0
    missing: list[str] = field(default_factory=list)  # application numbers of the batch that the file does not name

    def text(self) -> str:
        """Return the account in a sentence."""
        told = _("Read {read} rows: {issued} issued, {rejected} sent back, {unknown} unknown; {changed} changed now, "
                 "{missing} applications are not in the file.")
        return told.format(changed=self.changed, missing=len(self.missing), **self.counts())

    def document(self) -> Row:
        """Return the account as plain values."""
        return {"batch": self.batch, **super().document(), "changed": self.changed, "missing": self.missing}


def take(session: Session, batch: str, path: Path, day: str) -> Result:
    """Read a result file into a batch that was handed in, inside `db.write(...)`; raises what the reader refuses."""
    row = need(session, batch, "submitted", "returned", "collected")
    result = Result(path.name, batch=str(row["batch_no"]))
    cards = _handed_in(session, batch)
    by_number = {str(card["holder_id_number"] or ""): card for card in cards}
    by_application = {str(card["application_no"]): card for card in cards}
    seen: set[str] = set()
    for line in read_lines(path):
        card = by_application.get(line.application_no) or by_number.get(line.id_number)
        told = _judge(session, result, line, card, seen, line.day or day)
        result.lines.append(told)
        if card is not None:
            seen.add(card["id"])
    result.missing = [str(card["application_no"]) for card in cards if card["id"] not in seen]
    _close(session, batch, row, result, day)
    return result


def _handed_in(session: Session, batch: str) -> list[Row]:
    """Return the cards that were ever handed in with the batch, also those that are in a later one now."""
    events, cards = EVENTS.table, CARDS.table
    submitted = sa.select(events.c.card_id).where(events.c.batch_id == batch, events.c.event == "submit",
                                                  events.c.deleted.is_(False))
    found = sa.select(cards).where(cards.c.deleted.is_(False), cards.c.id.in_(submitted))
    return [dict(row) for row in session.execute(found.order_by(cards.c.n)).mappings()]


def _judge(session: Session, result: Result, line: Line, card: Row | None, seen: set[str], day: str) -> Told:
    """Return what becomes of a row, and do it."""
    name = masks.person_name(line.name)
    if card is None:
        return Told(line.place, name, UNKNOWN, _("Nobody of this batch has this document number."))
    if card["id"] in seen:
        return Told(line.place, name, UNKNOWN, _("The file names this application twice; the first row counts."))
    if line.name and line.name != card["holder_name"]:
        return Told(line.place, name, UNKNOWN, _("The name differs from the one that was handed in."))
    if line.failed:
        return _refuse(session, result, line, card, day)
    if line.card_number or line.succeeded:
        return _succeed(session, result, line, card, day)
    return Told(line.place, name, UNKNOWN, _("The row has neither a card number nor a reason."))


def _refuse(session: Session, result: Result, line: Line, card: Row, day: str) -> Told:
    told = Told(line.place, masks.person_name(line.name), REJECTED, line.reason_text)
    if card["card_state"] != "submitted":  # read before, perhaps in a later batch by now
        known = _was(session, card, "reject", result.batch)
        return told if known else Told(told.place, told.name, UNKNOWN, _("The card is issued already; the file refuses "
                                                                         "it."))
    step = {"event": "reject", "happened_on": day, "reject_reason": line.reason, "note": line.reason_text or None,
            "document": result.batch}
    return _do(session, result, told, [(card["id"], step)])


def _succeed(session: Session, result: Result, line: Line, card: Row, day: str) -> Told:
    told = Told(line.place, masks.person_name(line.name), ISSUED)
    if card["apply_kind"] in EXISTING:
        return _settle(session, result, line, card, day)
    if not line.card_number or not identity.luhn(line.card_number):
        return Told(told.place, told.name, UNKNOWN, _("The card number is missing or wrong (Luhn check)."))
    if card["card_state"] != "submitted":
        same = card["card_number"] == line.card_number or _was(session, card, "issue", result.batch, line.card_number)
        return told if same else Told(told.place, told.name, UNKNOWN, _("This application has another card number, or "
                                                                        "was sent back."))
    step = {"event": "issue", "happened_on": day, "card_number": line.card_number, "document": result.batch}
    return _do(session, result, told, [(card["id"], step)])


def _settle(session: Session, result: Result, line: Line, card: Row, day: str) -> Told:
    """End a request about the member's present card, and take its step on that card."""
    told = Told(line.place, masks.person_name(line.name), ISSUED)
    if card["card_state"] == "settled":
        return told
    table = CARDS.table
    present = session.execute(sa.select(table.c.id).where(
        table.c.member_id == card["member_id"], table.c.deleted.is_(False), table.c.card_state.in_(LIVE))).scalar()
    if present is None:
        return Told(told.place, told.name, UNKNOWN, _("The member has no live card any more."))
    steps = [(str(present), {"event": name, "happened_on": day, "card_number": line.card_number or None,
                             "wrong_item": _OTHER_ITEM, "end_reason": _OWN_REQUEST, "document": card["application_no"]})
             for name in _STEPS[str(card["apply_kind"])]]
    done = {"event": "settle", "happened_on": day, "document": result.batch}
    return _do(session, result, told, [*steps, (card["id"], done)])


def _do(session: Session, result: Result, told: Told, steps: list[tuple[str, Row]]) -> Told:
    """Take steps together; when one may not be taken, the row counts as unknown with the sentence."""
    try:
        with journal.part(session):
            for card, step in steps:
                lifecycle.apply_event(session, CARDS, card, step)
    except (InvalidRecordError, lifecycle.TransitionError) as fault:
        return Told(told.place, told.name, UNKNOWN, str(fault))
    result.changed += 1
    return told


def _was(session: Session, card: Row, event: str, batch: str, number: str = "") -> bool:
    """Tell whether a card took a step by this batch's file before."""
    table = EVENTS.table
    found = sa.select(table.c.id).where(table.c.card_id == card["id"], table.c.event == event,
                                        table.c.document == batch)
    if number:
        found = found.where(table.c.card_number == number)
    return session.execute(found.limit(1)).first() is not None


def _close(session: Session, batch: str, row: Row, result: Result, day: str) -> None:
    """Note on the batch what came back, counted from the books and not from one file: a bank may send several."""
    events = EVENTS.table
    counted = sa.select(events.c.event, sa.func.count(sa.distinct(events.c.card_id))).where(
        events.c.batch_id == batch, events.c.event.in_(("issue", "settle", "reject")), events.c.deleted.is_(False))
    counts = {str(name): int(number) for name, number in session.execute(counted.group_by(events.c.event))}
    if result.changed:
        put(session, BATCHES, batch, {
            "returned_on": row["returned_on"] or day, "result_file": result.file,
            "issued_count": counts.get("issue", 0) + counts.get("settle", 0),
            "rejected_count": counts.get("reject", 0)})


def take_over(session: Session, path: Path, day: str) -> Result:
    """Enter cards that were in use before the program was there, from a bank's list; inside `db.write(...)`."""
    result = Result(path.name)
    members = registers.get("members").table
    lines = list(read_lines(path))
    found = sa.select(members.c.id_number, members.c.id, members.c.name).where(
        members.c.id_number.in_([line.id_number for line in lines]), members.c.deleted.is_(False))
    people = {str(number): (str(member), str(name)) for number, member, name in session.execute(found)}
    for line in lines:
        told = Told(line.place, masks.person_name(line.name), ISSUED)
        member, name = people.get(line.id_number, ("", ""))
        if not member or (line.name and line.name != name):
            told = Told(line.place, told.name, UNKNOWN, _("No member has this name and document number."))
        elif not _has(session, member, line.card_number):
            told = _enter(session, result, line, member, told, day)
        result.lines.append(told)
    return result


def _has(session: Session, member: str, number: str) -> bool:
    table = CARDS.table
    found = sa.select(table.c.id).where(table.c.member_id == member, table.c.card_number == number,
                                        table.c.deleted.is_(False))
    return session.execute(found.limit(1)).first() is not None


def _enter(session: Session, result: Result, line: Line, member: str, told: Told, day: str) -> Told:
    when = line.day or day
    opening = {"event": "register", "happened_on": when, "card_number": line.card_number, "document": result.file}
    try:
        with journal.part(session):
            lifecycle.create(session, CARDS, {"member_id": member, "applied_on": when, "note": _(_BEFORE)}, opening)
    except InvalidRecordError as fault:
        return Told(told.place, told.name, UNKNOWN, str(fault))
    result.changed += 1
    return told


_BEFORE = N_("In use before it was entered here.")
