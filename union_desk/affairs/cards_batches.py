"""Batches of card applications: by cut-off day, with a frozen copy of the person, counted and handed in (§4.2)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import lifecycle, limits, records
from union_desk.affairs.cards_applying import BATCHES, CARDS, Checked, precheck, waiting
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.progress import Progress
    from union_desk.schema.register import Register

Row = dict[str, Any]
SNAPSHOT = ("name", "sex", "id_type", "id_number", "mobile")  # frozen on the card as holder_…
_CHECKSUM_DIGITS = 32
_DECEMBER = 12


class NothingSoundError(UserError):
    """No application may go into a batch."""

    code = "nothing_to_hand_in"
    message = N_("No application of {month} can be handed in: {waiting} wait, {wrong} of them have errors. Print the "
                 "pre-check and mend them first.")


class BatchStateError(UserError):
    """The batch is not where this step needs it."""

    code = "batch_state"
    message = N_("Batch {batch} is '{state}'; this step needs '{needed}'.")


@dataclass(frozen=True, slots=True)
class Made:
    """A batch that was made: its id and number, the cards in it, and the applications left out with their errors."""

    id: str
    number: str
    cards: tuple[str, ...]
    left_out: tuple[Checked, ...]


def month_of(session: Session, day: str) -> str:
    """Return the month ('yyyy-mm') of an application of an ISO day: after the cut-off day the next one."""
    year, month = int(day[:4]), int(day[5:7])
    if int(day[8:]) > limits.norm(session, "cards.cutoff_day", day).value:
        year, month = (year + 1, 1) if month == _DECEMBER else (year, month + 1)
    return f"{year:04d}-{month:02d}"


def of_month(session: Session, month: str) -> list[Row]:
    """Return the waiting applications of a month ('yyyy-mm') and those left over from earlier ones."""
    return [card for card in waiting(session) if month_of(session, str(card["applied_on"])) <= month]


def make(session: Session, month: str, day: str, **facts: object) -> Made:
    """Make a batch of a month's sound applications, inside `db.write(...)`; raises NothingSoundError.

    facts: bank_name (needed) and other typed fields of the batch. The person is copied onto each card as the record
    stands now, so that later changes of the member do not change what was handed in.
    """
    checked = precheck(session, of_month(session, month), day)
    sound = sorted((one for one in checked if one.sound), key=_place)
    if not sound:
        raise NothingSoundError(month=month, waiting=len(checked), wrong=len(checked))
    batch = records.save(session, BATCHES, {"batch_month": f"{month}-01", "made_on": day, **facts}).id
    changes = []
    for position, one in enumerate(sound):
        copied = {f"holder_{name}": one.member[name] for name in SNAPSHOT}
        changes.append(_changed(one.card, copied | {"batch_id": batch, "batch_place": f"{position + 1:05d}"}))
    records.update_many(session, CARDS, changes)
    rows = cards_of(session, batch)
    put(session, BATCHES, batch, {"row_count": len(rows), "checksum": checksum(rows)})
    number = str(records.get(session, BATCHES, batch)["batch_no"])
    return Made(batch, number, tuple(row["id"] for row in rows), tuple(one for one in checked if not one.sound))


def _place(one: Checked) -> tuple[str, ...]:
    """Return where an application stands in the list: by department, workshop, team and name (§4.1 group_sort)."""
    return tuple(str(one.member.get(name) or "\uffff") for name in ("department", "workshop", "team", "name_pinyin"))


def cards_of(session: Session, batch: str) -> list[Row]:
    """Return the cards that are in a batch now, in its order."""
    table = CARDS.table
    found = sa.select(table).where(table.c.batch_id == batch, table.c.deleted.is_(False))
    return [dict(row) for row in session.execute(found.order_by(table.c.batch_place, table.c.n)).mappings()]


def printed(card: Mapping[str, Any]) -> Row:
    """Return a card as the printed forms know a row: the person as handed in, the application, the card's tail."""
    person = {name: card.get(f"holder_{name}") for name in SNAPSHOT}
    return {**card, **person}


def checksum(cards: Sequence[Row]) -> str:
    """Return 32 hexadecimal digits in groups of four that change with any name, number or order of the batch."""
    digest = hashlib.sha256()
    for card in cards:
        parts = (card["application_no"], card["holder_name"], card["holder_id_number"], card["holder_mobile"])
        digest.update(("\t".join(str(part or "") for part in parts) + "\n").encode())
    digits = digest.hexdigest()[:_CHECKSUM_DIGITS].upper()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def submit(session: Session, batch: str, day: str, by: str, medium: str, progress: Progress | None = None) -> int:
    """Hand a batch in: a step C2 for each card, and the batch's own day; inside `db.write(...)`; returns how many.

    Raises BatchStateError for one that was handed in before.
    """
    row = need(session, batch, "draft")
    cards = cards_of(session, batch)
    step = {"event": "submit", "happened_on": day, "handled_by": by, "batch_id": batch, "document": row["batch_no"]}
    each(session, [card["id"] for card in cards], step, progress)
    put(session, BATCHES, batch, {"submitted_on": day, "submitted_by": by, "medium": medium, "row_count": len(cards),
                                  "checksum": checksum(cards_of(session, batch))})
    return len(cards)


def release(session: Session, batch: str) -> int:
    """Take a batch that was not handed in apart: its applications wait for another one; returns how many."""
    need(session, batch, "draft")
    cards = cards_of(session, batch)
    records.update_many(session, CARDS, [_changed(card, {"batch_id": None, "batch_place": None}) for card in cards])
    records.delete(session, BATCHES, [batch])
    return len(cards)


def need(session: Session, batch: str, *states: str) -> Row:
    """Return a batch; raises BatchStateError unless it is in one of the states."""
    row = records.get(session, BATCHES, batch)
    if row["batch_state"] not in states:
        kind = BATCHES.fields["batch_state"].kind
        raise BatchStateError(batch=row["batch_no"], state=kind.show(row["batch_state"]),
                              needed=" / ".join(kind.show(state) for state in states))
    return row


def each(session: Session, cards: Sequence[str], step: Mapping[str, Any], progress: Progress | None = None) -> None:
    """Take the same step with many cards: all of them or, when one may not, none."""
    for card in cards:
        lifecycle.apply_event(session, CARDS, card, dict(step))
        if progress is not None:
            progress.step(1)


def put(session: Session, register: Register, record: str, values: Mapping[str, Any]) -> None:
    """Set computed fields of a record, and what follows from them."""
    before = records.get(session, register, record)
    after = {**before, **values}
    if register.derive is not None:
        after |= register.derive(after, ())
    changes = {name: (before[name], value) for name, value in after.items() if before[name] != value}
    if changes:
        records.update_many(session, register, [(record, changes)])


def _changed(card: Row, values: Mapping[str, Any]) -> tuple[str, dict[str, tuple[Any, Any]]]:
    return card["id"], {name: (card[name], value) for name, value in values.items() if card[name] != value}


