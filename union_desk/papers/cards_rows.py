"""What the papers of service cards print: a card with the person as handed in, else as the member's record says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from union_desk import checking, records, registers
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values

Row = dict[str, Any]
_COPIED = ("name", "sex", "id_type", "id_number", "mobile")
_MOST = 100_000


def with_members(session: Session, cards: Sequence[Values]) -> Mapping[str, Any]:
    """Return the members of cards by id, and the day of printing."""
    members = registers.get("members")
    ids = [str(card["member_id"]) for card in cards if card.get("member_id")]
    return {"members": records.by_ids(session, members, ids), "today": checking.today()}


def with_cards(session: Session, batches: Sequence[Values]) -> Mapping[str, Any]:
    """Return the cards of batches by batch, in their order, and the members of those cards."""
    query = Query(filters=(Filter("batch_id", "is", tuple(str(batch["id"]) for batch in batches)),),
                  sort=(("batch_place", False),))
    cards = records.page(session, registers.get("cards"), query, limit=_MOST)
    found: dict[str, list[Row]] = {}
    for card in cards:
        found.setdefault(card["batch_id"], []).append(card)
    return {"cards": found, **with_members(session, cards)}


def with_events(session: Session, cards: Sequence[Values]) -> Mapping[str, Any]:
    """Return the steps of cards by card, their batches by id, and their members."""
    query = Query(filters=(Filter("card_id", "is", tuple(str(card["id"]) for card in cards)),))
    steps: dict[str, list[Row]] = {}
    for step in records.page(session, registers.get("card_events"), query, limit=_MOST):
        steps.setdefault(step["card_id"], []).append(step)
    named = [str(card["batch_id"]) for card in cards if card.get("batch_id")]
    batches = records.by_ids(session, registers.get("card_batches"), named)
    return {"steps": steps, "batches": batches, **with_members(session, cards)}


def person(job: Job, card: Values) -> Row:
    """Return a card as the lists know a row: frozen name and numbers where it was handed in, branch and department."""
    member = job.extra.get("members", {}).get(card.get("member_id"), {})
    copied = {name: card.get(f"holder_{name}") or member.get(name) or card.get(name) for name in _COPIED}
    tail = {"card_tail": card.get("card_tail"), "card_number": None}
    return {**member, **card, **copied, **tail, "name_pinyin": member.get("name_pinyin")}


def cards_of(job: Job, batch: Values) -> list[Row]:
    """Return the rows of a batch."""
    return [person(job, card) for card in job.extra.get("cards", {}).get(batch.get("id"), ())]


def for_batch(job: Job, batch: Values) -> Job:
    """Return the job with the details that stand on the batch's record."""
    given = job.details

    def told(name: str, otherwise: str) -> str:
        return str(batch.get(name) or otherwise)

    details = replace(
        given, batch_no=told("batch_no", given.batch_no), month=told("batch_month", given.month)[:7],
        bank_name=told("bank_name", given.bank_name), bank_branch=told("bank_branch", given.bank_branch),
        submitted_at=told("submitted_on", given.submitted_at), submitted_by=told("submitted_by", given.submitted_by),
        medium=told("medium", given.medium))
    return replace(job, details=details)


def days_kept(since: str, job: Job) -> str:
    """Return how many days a card has lain in the union since an ISO day, up to the day of the paper."""
    today = job.details.day or str(job.extra.get("today") or "")
    if not since or not today:
        return ""
    return str((dt.date.fromisoformat(today) - dt.date.fromisoformat(since)).days)
