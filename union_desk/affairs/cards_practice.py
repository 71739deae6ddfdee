"""Invented years of service card work for the practice office: batches by month, and what became of each card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import checking, lifecycle, records, registers
from union_desk.affairs.cards_batches import SNAPSHOT, cards_of, checksum, put
from union_desk.schema import identity
from union_desk.schema.dates import add_days
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from union_desk.practice_world import World

Row = dict[str, Any]
CARDS, EVENTS, BATCHES = (registers.get(name) for name in ("cards", "card_events", "card_batches"))
_SHARE, _WAITING, _LATEST = 90, 4, 2  # percent of members who apply; of those who wait; months of unfinished batches
_BANK, _BRANCH, _HANDLER = N_("Hefeng Bank (invented)"), N_("Hefeng Road branch"), N_("Officer Liu (invented)")
_PER_YEAR, _MONTH = 4, 91  # batches a year, days between them
_WAY = ("submit", "issue", "receive", "deliver", "activate")
_REACH_LATER = (3, 4, 4, *(5,) * 14)  # of the steps above, in batches of half a year ago and more
_DAYS = (5, 15, 4, 10, 20)  # at most so many days from one step to the next


def fill(world: World) -> None:
    """Invent applications, batches, cards in every state, and this year's registration."""
    people = world.some(len(world.members) * _SHARE // 100)
    waiting, people = people[: len(people) * _WAITING // 100], people[len(people) * _WAITING // 100 :]
    count = _PER_YEAR * world.years
    stories = [_story(world, member, "", world.day(1, 15)) for member in waiting]
    batches = []
    for place in range(count):
        part = people[place::count]
        if part:
            made_on = world.day((count - 1 - place) * _MONTH + 6, 20)
            batch = _batch(world, made_on)
            batches.append(batch)
            old = count - place  # the newest batches are still on their way
            stories += [_story(world, member, batch, add_days(made_on, -world.random.randrange(1, 20)), made_on, old)
                        for member in part]
    _insert(world, stories)
    for batch in batches:
        _count(world, batch)
    _register(world)


def _batch(world: World, made_on: str) -> str:
    row = {"batch_month": made_on, "made_on": made_on, "bank_name": _(_BANK), "bank_branch": _(_BRANCH),
           "medium": "usb", "submitted_by": _(_HANDLER)}
    return world.insert("card_batches", [row])[0]


def _story(
    world: World, member: Row, batch: str, applied: str, made_on: str = "", old: int = 0
) -> tuple[Row, list[Row]]:
    """Return a card's values after its steps, and the steps."""
    context = checking.Alone(day=world.today)
    values: Row = {"member_id": member["id"], "apply_kind": "1", "applied_on": applied, "own_will": True,
                   "authorised_by_member": True, "authorised_on": applied}
    if batch:
        values |= {"batch_id": batch, **{f"holder_{name}": member[name] for name in SNAPSHOT}}
    events = []
    for event in [{"event": "apply", "happened_on": applied}, *_steps(world, batch, made_on, old)]:
        derived, whole = lifecycle.opening(CARDS, values, event, context)
        values |= derived
        events.append(whole)
    return values, events


def _steps(world: World, batch: str, made_on: str, old: int) -> Iterator[Row]:
    """Yield what happened to a card of a batch until today: most cards are in use, a few went another way."""
    if not batch:
        return
    luck, day = world.random, made_on
    usual = luck.choice(_REACH_LATER)
    reach = {1: luck.choice((1, 1, 2)), 2: luck.choice((2, 3, 4, 5, 5, 5))}.get(old, usual)
    refused = luck.random() < 0.04  # noqa: PLR2004  one in 25 is sent back
    for name, most in zip(_WAY[:reach], _DAYS, strict=False):
        day = add_days(day, luck.randrange(1, most + 1))
        if day > world.today:
            return
        if name == "issue" and refused:
            yield {"event": "reject", "happened_on": day, "reject_reason": luck.choice(("01", "02", "03", "05"))}
            return
        step: Row = {"event": name, "happened_on": day}
        if name == "submit":
            step["batch_id"] = batch
        if name == "issue":
            step["card_number"] = _number(world)
        if name in {"submit", "receive", "deliver"}:
            step["handled_by"] = _(_HANDLER)
        yield step
    if reach == len(_WAY):
        yield from _afterwards(world, day)


def _afterwards(world: World, day: str) -> Iterator[Row]:
    """Yield what happens to a few cards in use: lost and replaced, or wrong and corrected."""
    chance, first, second = world.random.random(), add_days(day, 30), add_days(day, 37)
    if second > world.today:
        return
    if chance < 0.04:  # noqa: PLR2004  one in 25 is lost
        yield {"event": "report_lost", "happened_on": first}
        yield {"event": "replace", "happened_on": second, "card_number": _number(world)}
        yield {"event": "activate", "happened_on": second}
    elif chance < 0.06:  # noqa: PLR2004  one in 50 has an error
        yield {"event": "report_wrong", "happened_on": first, "wrong_item": "4"}
        yield {"event": "correct", "happened_on": second}


def _number(world: World) -> str:
    """Return an invented card number that passes the Luhn check and is given to nobody twice."""
    serial = len(world.made.setdefault("card numbers", [])) + 1
    first = f"62009900{serial:010d}"
    number = next(f"{first}{digit}" for digit in range(10) if identity.luhn(f"{first}{digit}"))
    world.made["card numbers"].append(number)
    return number


def _insert(world: World, stories: Sequence[tuple[Row, list[Row]]]) -> None:
    made = records.insert_many(world.session, CARDS, [values for values, _events in stories])
    world.made.setdefault("cards", []).extend(made)
    told = zip(made, (steps for _values, steps in stories), strict=True)
    events = [event | {"card_id": card} for card, steps in told for event in steps]
    records.insert_many(world.session, EVENTS, events)


def _count(world: World, batch: str) -> None:
    """Set what the cover and the result say of a batch, from its cards."""
    cards = cards_of(world.session, batch)
    days = {name: max((card[name] for card in cards if card[name]), default=None)
            for name in ("submitted_on", "issued_on", "received_on")}
    refused = sum(card["card_state"] == "rejected" for card in cards)
    issued = sum(bool(card["card_number"]) for card in cards)
    back = {"returned_on": days["issued_on"], "issued_count": issued, "rejected_count": refused} if issued else {}
    put(world.session, BATCHES, batch, {"row_count": len(cards), "checksum": checksum(cards),
                                        "submitted_on": days["submitted_on"],
                                        "collected_on": days["received_on"], **back})


def _register(world: World) -> None:
    """Register two thirds of the cards in use for this year."""
    year = int(world.today[:4])
    day = max(f"{year}-01-02", world.day(60))
    used = [card for card in records.by_ids(world.session, CARDS, world.made["cards"]).values()
            if card["card_state"] == "activated" and str(card["activated_on"]) <= day]
    rows = [{"card_id": card["id"], "year": year, "registered_on": day, "paid": True, "amount": 7000, "paid_on": day}
            for card in world.random.sample(used, len(used) * 2 // 3)]
    records.insert_many(world.session, registers.get("card_registrations"), rows)
