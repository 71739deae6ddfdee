"""The bank's list of activations: every row ends as activated now, known already, not yet, or unknown (§4.3, C7).

The list is a workbook or CSV that names each card by its number or its holder's document, with the day or the state of
the activation. A second reading of the same list changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import journal, lifecycle
from union_desk.affairs.bank_answers import Answers, Told
from union_desk.affairs.cards_applying import CARDS, MEMBERS
from union_desk.affairs.cards_reading import ACTIVATIONS, Line, read_lines
from union_desk.errors import InvalidRecordError
from union_desk.registers.cards_rules import LIVE
from union_desk.schema import masks
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy.orm import Session

Row = dict[str, Any]
ACTIVATED, KNOWN, NOT_YET, UNKNOWN = "activated", "known", "not_yet", "unknown"
OUTCOMES = (ACTIVATED, KNOWN, NOT_YET, UNKNOWN)
_PART = 500


class Account(Answers):
    """The account of a list of activations: read = activated + known + not yet + unknown, always."""

    outcomes = OUTCOMES

    def text(self) -> str:
        """Return the account in a sentence."""
        told = _("Read {read} rows: {activated} activated now, {known} known already, {not_yet} not yet, {unknown} "
                 "unknown.")
        return told.format(**self.counts())


def take(session: Session, path: Path, day: str) -> Account:
    """Read a list of activations, inside `db.write(...)`; raises what the reader refuses.

    day: the ISO day that stands where the list names none.
    """
    account, lines = Account(path.name), read_lines(path, ACTIVATIONS)
    by_number = _cards(session, CARDS.table.c.card_number, {line.card_number for line in lines})
    by_holder = _cards(session, MEMBERS.table.c.id_number, {line.id_number for line in lines})
    seen: set[str] = set()
    for line in lines:
        card = by_number.get(line.card_number) or by_holder.get(line.id_number)
        account.lines.append(_judge(session, line, card, seen, day))
        if card is not None:
            seen.add(str(card["id"]))
    return account


def _cards(session: Session, column: sa.Column[Any], wanted: Iterable[str]) -> dict[str, Row]:
    """Return the live cards by the number on them, or by their holder's document."""
    cards, members = CARDS.table, MEMBERS.table
    found: dict[str, Row] = {}
    numbers = sorted(filter(None, wanted))
    for start in range(0, len(numbers), _PART):
        query = sa.select(cards, members.c.name.label("holder"), column.label("asked")).join(
            members, members.c.id == cards.c.member_id).where(
            column.in_(numbers[start : start + _PART]), cards.c.deleted.is_(False), cards.c.card_state.in_(LIVE))
        found |= {str(row["asked"]): dict(row) for row in session.execute(query.order_by(cards.c.n)).mappings()}
    return found


def _judge(session: Session, line: Line, card: Row | None, seen: set[str], day: str) -> Told:
    """Return what becomes of a row, and do it."""
    name, doubt = masks.person_name(line.name), _doubt(line, card, seen)
    if card is None or doubt:
        return Told(line.place, name, UNKNOWN, doubt)
    if line.failed or not (line.day or line.succeeded):
        return Told(line.place, name, NOT_YET)
    if card["card_state"] == "activated":
        return Told(line.place, name, KNOWN)
    step = {"event": "activate", "happened_on": line.day or day, "document": None}
    try:
        with journal.part(session):
            lifecycle.apply_event(session, CARDS, card["id"], step)
    except (InvalidRecordError, lifecycle.TransitionError) as fault:
        return Told(line.place, name, UNKNOWN, str(fault))
    return Told(line.place, name, ACTIVATED)


def _doubt(line: Line, card: Row | None, seen: set[str]) -> str:
    """Return why a row is about no card that we know, '' where it is."""
    if card is None:
        return _("No live card here has this number or this holder.")
    if card["id"] in seen:
        return _("The list names this card twice; the first row counts.")
    named = line.name and line.name not in (card["holder"], card["holder_name"])
    return _("The name differs from the holder's.") if named else ""
