"""The rules of service cards: one open application and one live card a member, sound numbers, terms (domain §4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from union_desk.schema import identity
from union_desk.schema.dates import add_days
from union_desk.schema.day_order import ahead
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from union_desk.schema.register import Context, Values

OPEN = ("applied", "submitted", "rejected")
LIVE = ("issued", "received", "delivered", "activated", "lost", "replaced", "wrong_info", "corrected")
NEW, EXISTING = ("1", "2"), ("3", "4", "5", "6")
# reason of the end → states of the membership that it tells of
WITH_MEMBERSHIP = {"1": ("transferring_out", "transferred_out"), "2": ("withdrawn", "auto_withdrawn"), "3": ("expelled",),
                   "5": ("deceased",)}
HANDED_IN = ("submitted", "settled", *LIVE, "suspended", "cancelled", "returned")  # what was applied for stands
HAS_CARD = ("2", "3", "4", "5", "6")  # kinds whose application names the present card
ACTIVE = "active"
_CARD, _TAIL = re.compile(r"[0-9]{16,19}"), re.compile(r"[0-9]{4}")


def clash(card: Values, state: str, context: Context) -> Iterable[Problem]:
    """Refuse a second open application, a second live card, and a request about a card that is not there (§4.1, §4.3)."""
    others = [row for row in context.rows("cards", "member_id", card.get("member_id")) if row["id"] != card.get("id")]
    live = [row for row in others if row["card_state"] in LIVE]
    if state in OPEN and any(row["card_state"] in OPEN for row in others):
        yield Problem(ERROR, "one_application", "member_id", N_("This member has an open application already; one member "
                                                                "has one (service card rules, application)."))
    if state in LIVE and live:
        yield Problem(ERROR, "one_card", "member_id", _SECOND, {"tail": live[0]["card_tail"] or "—"})
    kind = str(card.get("apply_kind") or "1")
    if state in OPEN and kind in NEW and live:
        yield Problem(ERROR, "one_card", "apply_kind", _SECOND, {"tail": live[0]["card_tail"] or "—"})
    if state in OPEN and kind in EXISTING and not live:
        yield Problem(ERROR, "no_card", "apply_kind", N_("This member has no live card here, so there is nothing to "
                                                         "exchange, replace, correct or cancel. Choose 'new card' or "
                                                         "'transfer in'."))


_SECOND = N_("This member has a live card already (ending in {tail}); one member has one card (service card rules). "
             "Exchange, replace or correct that card, or cancel it first.")


def one_card(values: Values, context: Context) -> Iterable[Problem]:
    """Apply `clash` to a record that is saved, whatever its state is."""
    if values.get("member_id"):
        yield from clash(values, str(values.get("card_state") or "applied"), context)


def member_fault(card: Values, context: Context, *, whole: bool) -> Iterable[Problem]:
    """Refuse who is no active member; with `whole`, also whose real-name record does not qualify (§4.1)."""
    member = str(card.get("member_id") or "")
    state = context.lookup("members", member, "membership_state")
    if state is not None and state != ACTIVE:
        yield Problem(ERROR, "C1", "member_id", N_("Only active members apply for a service card (service card rules, "
                                                   "C1); this membership has another state."))
    if whole and state is not None and not context.lookup("members", member, "qualified"):
        yield Problem(ERROR, "C1", "member_id", N_("The member's real-name record is not complete; the bank would send the "
                                                   "application back (service card rules, application)."))


def number_fault(card: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Refuse a card number that cannot be one, and one that another record has (§4.3: 16 to 19 digits, Luhn)."""
    number = str(event["card_number"])
    if not _CARD.fullmatch(number) or not identity.luhn(number):
        yield Problem(ERROR, "card_number", "card_number", N_("This is no card number: it has 16 to 19 digits, and the last "
                                                              "one fits the others (Luhn check, service card rules)."))
    elif any(other != card.get("id") for other in context.others("cards", "card_number", number)):
        yield Problem(ERROR, "card_number", "card_number", N_("Another record has this card number. Compare both with the "
                                                              "bank's file."))


def ends_before_membership(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Refuse to end a card because the membership ended on a day before it ended, or while it has not (C10)."""
    state, day = WITH_MEMBERSHIP.get(str(event.get("end_reason"))), str(event.get("happened_on") or "")
    member = str(record.get("member_id"))
    if state is None or not day:
        return
    now, since = (context.lookup("members", member, name) for name in ("membership_state", "membership_change_date"))
    if now not in state:
        yield Problem(ERROR, "C10", "end_reason", N_("The membership has not ended that way: enter that first, or choose "
                                                     "another reason (service card rules, C10)."))
    elif isinstance(since, str) and day < since:
        yield Problem(ERROR, "C10", "happened_on", N_("{date} lies before the day on which the membership ended ({last}); "
                                                      "the card ends with it, not before (service card rules, C10)."),
                      {"date": day, "last": since})


def too_early(card: Values, day: str, context: Context) -> Iterable[Problem]:
    """Refuse to give a card back to the bank before its time has run out (C11)."""
    limit = context.norm("cards.uncollected_days", day)
    since = str(card.get("received_on") or "")
    if since and limit.level == ERROR and day < (until := add_days(since, limit.value)):
        yield Problem(ERROR, "C11", "happened_on", N_("The card was collected from the bank on {since}; it goes back after "
                                                      "{days} days, from {until} on ({basis})."),
                      {"since": since, "days": limit.value, "until": until, "basis": limit.basis})


def sound_proxy(values: Values, context: Context) -> Iterable[Problem]:
    """Ask for a proxy's name together with a sound document number (C6)."""
    name, number = values.get("proxy_name"), values.get("proxy_id_number")
    if bool(name) != bool(number):
        missing = "proxy_id_number" if name else "proxy_name"
        yield Problem(ERROR, "C6", missing, N_("Whoever collects for another person gives name and document number "
                                               "(service card rules, C6)."))
    if isinstance(number, str) and number:
        for fault in identity.read("01", number).faults:
            yield Problem(ERROR, "C6", "proxy_id_number", fault.message)


def present_card(values: Values, context: Context) -> Iterable[Problem]:
    """Ask for the last four digits of the card that an application is about (§4.1)."""
    tail = values.get("existing_card_tail")
    if isinstance(tail, str) and tail and not _TAIL.fullmatch(tail):
        yield Problem(ERROR, "card_tail", "existing_card_tail", N_("Only the last four digits of the card belong here."))
    elif not tail and str(values.get("apply_kind") or "1") in HAS_CARD:
        yield Problem(WARNING, "card_tail", "existing_card_tail", N_("Enter the last four digits of the present card."))


def dates_in_order(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse an application of a day to come."""
    yield from ahead(values, context, "applied_on")
