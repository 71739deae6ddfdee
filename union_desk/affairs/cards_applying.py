"""Applications for service cards, and the check before they are handed in (domain reference §4.1, §4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import journal, lifecycle, limits, records, registers
from union_desk.errors import InvalidRecordError
from union_desk.registers.cards_rules import ACTIVE, EXISTING, HAS_CARD, LIVE, NEW, OPEN
from union_desk.registers.members import CORE
from union_desk.schema import identity, retirement
from union_desk.schema.dates import add_days
from union_desk.schema.problem import ERROR, Problem
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.norms import Norm

CARDS, MEMBERS, BATCHES = (registers.get(name) for name in ("cards", "members", "card_batches"))
FOREIGN, REHIRED, TEMPORARY, IN_POST = ("21", "22", "32"), "7", "6", "1"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of applying for many: the records made, and why the others have none (member id to sentence)."""

    made: tuple[str, ...]
    refused: dict[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """One application beside its member, and what the bank would object to."""

    card: Row
    member: Row
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Tell whether nothing forbids handing it in (warnings are for the office to judge)."""
        return all(problem.level != ERROR for problem in self.problems)


def without_card(session: Session) -> list[str]:
    """Return the active members who have neither a live card nor an open application, in the order of the roster."""
    members, cards = MEMBERS.table, CARDS.table
    served = sa.select(cards.c.member_id).where(cards.c.deleted.is_(False), cards.c.card_state.in_((*OPEN, *LIVE)))
    found = sa.select(members.c.id).where(
        members.c.deleted.is_(False), members.c.membership_state == ACTIVE, members.c.id.not_in(served))
    return list(session.execute(found.order_by(members.c.n)).scalars())


def apply_for(session: Session, members: Sequence[str], day: str, **values: object) -> Applied:
    """Open an application for each member, inside `db.write(...)`; who may not have one is told, the others get theirs.

    values: further fields of the application, such as own_will, authorised_by_member, apply_kind.
    """
    made, refused = [], {}
    for member in dict.fromkeys(members):
        try:
            with journal.part(session):  # a refusal leaves nothing of this one
                made.append(lifecycle.create(session, CARDS, {"member_id": member, "applied_on": day, **values}).id)
        except InvalidRecordError as fault:
            refused[member] = "; ".join(str(problem) for problem in fault.problems)
    return Applied(tuple(made), refused)


def waiting(session: Session) -> list[Row]:
    """Return the applications that wait for a batch (those of a batch in the bin too), in order of entry."""
    cards, batches = CARDS.table, BATCHES.table
    living = sa.select(batches.c.id).where(batches.c.deleted.is_(False))
    free = sa.or_(cards.c.batch_id.is_(None), cards.c.batch_id.not_in(living))
    found = sa.select(cards).where(cards.c.deleted.is_(False), cards.c.card_state == "applied", free)
    return [dict(row) for row in session.execute(found.order_by(cards.c.n)).mappings()]


def precheck(session: Session, cards: Sequence[Row], day: str) -> list[Checked]:
    """Check applications as the bank will, on an ISO day (the checker that is run before handing in)."""
    members = records.by_ids(session, MEMBERS, [str(card["member_id"]) for card in cards])
    live = _live(session)
    norms = {name: limits.norm(session, f"cards.{name}", day) for name in _NORMS}
    found = []
    for card in cards:
        member = members.get(str(card["member_id"]), {})
        problems = (*_formal(card, member, live), *_document(member, day, norms["id_valid_days"]),
                    *_exclusions(member, day, norms))
        found.append(Checked(card, member, problems))
    return found


_NORMS = ("id_valid_days", "exclude_foreign", "exclude_retired", "exclude_rehired", "exclude_temporary",
          "exclude_not_in_post")


def _live(session: Session) -> frozenset[str]:
    table = CARDS.table
    found = sa.select(table.c.member_id).where(table.c.deleted.is_(False), table.c.card_state.in_(LIVE))
    return frozenset(session.execute(found).scalars())


def _formal(card: Row, member: Row, live: frozenset[str]) -> Iterator[Problem]:
    """Name what the rules of the card forbid: the member's standing and record, the signatures, a second card."""
    if not member or member["deleted"] or member["membership_state"] != ACTIVE:
        yield Problem(ERROR, "not_active", "member_id", N_("The membership is not active."))
        return
    missing = [_(MEMBERS.fields[name].label) for name in CORE if member.get(name) in (None, "")]
    if missing:
        yield Problem(ERROR, "incomplete", "member_id", N_("The member's record lacks: {fields}."),
                      {"fields": series(missing)})
    elif not member["qualified"]:
        yield Problem(ERROR, "unqualified", "member_id", N_("The member's record has an error; open it and mend it."))
    for fault in identity.read(str(member["id_type"] or "01"), str(member["id_number"])).faults:
        yield Problem(ERROR, "id_number", "member_id", fault.message)
    if not card["own_will"] or not card["authorised_by_member"]:
        yield Problem(ERROR, "not_signed", "authorised_by_member", N_("Own will or signed authorisation is not noted."))
    kind = str(card["apply_kind"])
    if kind in NEW and member["id"] in live:
        yield Problem(ERROR, "one_card", "apply_kind", N_("Has a live card already."))
    if kind in EXISTING and member["id"] not in live:
        yield Problem(ERROR, "no_card", "apply_kind", N_("Has no live card that this could be about."))
    if kind in HAS_CARD and not card["existing_card_tail"]:
        yield Problem(ERROR, "card_tail", "existing_card_tail", N_("The last four digits of the present card are "
                                                                 "missing."))


def _document(member: Row, day: str, least: Norm) -> Iterator[Problem]:
    """Refuse an expired document as the bank does, and point out one that nearly is."""
    until = str(member.get("id_valid_to") or "")
    if not until or member.get("id_no_expiry"):
        return
    if until < day:
        yield Problem(ERROR, "document", "member_id", N_("The identity document ran out on {date}."), {"date": until})
    elif until < add_days(day, least.value):
        yield Problem(least.level, "document", "member_id",
                      N_("The identity document runs out on {date}, in less than {days} days ({basis})."),
                      {"date": until, "days": least.value, "basis": least.basis})


def _exclusions(member: Row, day: str, norms: dict[str, Norm]) -> Iterator[Problem]:
    """Point out who is left out in some cities; the program never refuses them."""
    if not member:
        return
    for name, met, message in (
        ("exclude_foreign", member["id_type"] in FOREIGN, N_("Foreigner ({basis}).")),
        ("exclude_retired", _retired(member, day), N_("Past the statutory retirement age ({basis}).")),
        ("exclude_rehired", member["employment_form"] == REHIRED, N_("Re-hired retiree ({basis}).")),
        ("exclude_temporary", member["employment_form"] == TEMPORARY, N_("Temporary or seasonal worker ({basis}).")),
        ("exclude_not_in_post", member["employment_status"] not in (None, IN_POST), N_("Not in post ({basis}).")),
    ):
        if met and norms[name].value:
            yield Problem(norms[name].level, name, "member_id", message, {"basis": norms[name].basis})


def _retired(member: Row, day: str) -> bool:
    born, sex = member["birth_date"], str(member["sex"] or "")
    found = retirement.retirement(sex, born, on=day) if born else None
    return found is not None and found.date <= day
