"""Settling an activity: sums, who came, what the norms say, the checklist of the folder (§5.3, §5.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, lifecycle, records, registers
from union_desk.affairs import activities_attending as attending
from union_desk.affairs.activities_norms import findings
from union_desk.errors import UserError
from union_desk.registers.activities_evidence import Item, checklist
from union_desk.registers.activities_life import RUNNING, SETTLING
from union_desk.registers.activities_people_rules import ABSENT, TAKING, UNSIGNED
from union_desk.schema import codes
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.schema.problem import Problem

ACTIVITIES, ENROLMENTS = registers.get("activities"), registers.get("activity_enrolments")
BUDGET, EXPENSES, GOODS = (registers.get(f"activity_{name}") for name in ("budget_lines", "expenses", "goods"))


class NotSettledNowError(UserError):
    """Only what took place is settled."""

    code = "not_settled_now"
    message = N_("'{title}' cannot be settled in the state '{state}'; only an activity that took place is settled.")


class WrongAnswersError(UserError):
    """More satisfied people than answers."""

    code = "wrong_answers"
    message = N_("{satisfied} of {answers} answers are satisfied: that does not add up. Count the answers again.")


@dataclass(frozen=True, slots=True)
class Figures:
    """What an activity comes to: money in fen, people, goods still unsigned."""

    budget: int
    spent: int
    headings: tuple[tuple[str, int, int], ...]  # fund heading (code or empty), planned, spent
    enrolled: int
    members: int
    guests: int
    absent: int
    goods: int
    goods_value: int
    unsigned: int

    @property
    def headcount(self) -> int:
        """Return everybody who came."""
        return self.members + self.guests


@dataclass(frozen=True, slots=True)
class Settled:
    """An activity's figures, what the norms say against it, and its checklist."""

    figures: Figures
    findings: tuple[Problem, ...]
    checklist: tuple[Item, ...]


def figures(session: Session, activity_id: str) -> Figures:
    """Add up an activity."""
    planned, paid = (_by_heading(session, book, activity_id) for book in (BUDGET, EXPENSES))
    members, guests = attending.present(session, activity_id)
    states = _states(session, activity_id)
    goods = GOODS.table
    pieces, worth, unsigned = session.execute(sa.select(
        sa.func.count(), sa.func.sum(goods.c.amount),
        sa.func.sum(sa.case((sa.func.coalesce(goods.c.signature, UNSIGNED) == UNSIGNED, 1), else_=0)),
    ).where(goods.c.activity_id == activity_id, goods.c.deleted.is_(False))).one()
    headings = tuple((code, planned.get(code, 0), paid.get(code, 0)) for code in sorted(planned.keys() | paid.keys()))
    return Figures(sum(planned.values()), sum(paid.values()), headings, sum(states.get(s, 0) for s in TAKING),
                   members, guests, states.get(ABSENT, 0), pieces, int(worth or 0), int(unsigned or 0))


def _by_heading(session: Session, book: Any, activity_id: str) -> dict[str, int]:
    table = book.table
    found = sa.select(table.c.fund_item, sa.func.sum(table.c.amount)).where(
        table.c.activity_id == activity_id, table.c.deleted.is_(False)).group_by(table.c.fund_item)
    return {str(code or ""): int(total or 0) for code, total in session.execute(found)}


def _states(session: Session, activity_id: str) -> dict[str, int]:
    table = ENROLMENTS.table
    found = sa.select(table.c.state, sa.func.count()).where(
        table.c.activity_id == activity_id, table.c.deleted.is_(False)).group_by(table.c.state)
    return {str(state): int(count) for state, count in session.execute(found)}


def words(found: Figures) -> str:
    """Return the figures in words."""
    return _("Budget {budget} yuan, spent {spent} yuan; {members} members and {guests} guests came, {absent} were "
             "absent; {unsigned} of {goods} goods are not signed for.").format(
        budget=f"{found.budget / 100:.2f}", spent=f"{found.spent / 100:.2f}", members=found.members,
        guests=found.guests, absent=found.absent, unsigned=found.unsigned, goods=found.goods)


def settle(
    session: Session, activity_id: str, *, summary: str = "", satisfied: int | None = None, answers: int | None = None,
    day: str = "",
) -> Settled:
    """Settle an activity: end it, mark who did not come, write down who came; inside `db.write(...)`.

    Satisfaction is the share of satisfied answers in whole per cent. Archiving is a step of its own.
    """
    activity = records.get(session, ACTIVITIES, activity_id)
    if activity["status"] not in (RUNNING, SETTLING):
        raise NotSettledNowError(title=activity["title"],
                                 state=codes.get("activity_state").label(str(activity["status"])))
    if activity["status"] == RUNNING:
        event = {"event": "finish", "happened_on": day or checking.today()}
        lifecycle.apply_event(session, ACTIVITIES, activity_id, event)
    _mark_absent(session, activity_id)
    found = figures(session, activity_id)
    told: dict[str, Any] = {"headcount": found.headcount} if found.members else {}
    if summary:
        told["summary"] = summary
    if satisfied is not None and answers:
        if satisfied > answers:
            raise WrongAnswersError(satisfied=satisfied, answers=answers)
        told["satisfaction"] = round(100 * satisfied / answers)
    records.save(session, ACTIVITIES, told, activity_id)
    return review(session, activity_id)


def review(session: Session, activity_id: str) -> Settled:
    """Return where an activity stands, without changing anything."""
    activity = records.get(session, ACTIVITIES, activity_id)
    context = checking.Here(session, activity_id)
    found = figures(session, activity_id)
    return Settled(found, tuple(findings(activity, found.members, context)), tuple(checklist(activity, context)))


def _mark_absent(session: Session, activity_id: str) -> None:
    """Mark who had a place and never signed in; without any signature nobody is marked."""
    listed, signed = ENROLMENTS.table, attending.SIGN_INS.table
    came = sa.select(signed.c.member_id).where(signed.c.activity_id == activity_id, signed.c.deleted.is_(False))
    if session.execute(came.limit(1)).first() is None:
        return
    rows = session.execute(sa.select(listed.c.id, listed.c.state).where(
        listed.c.activity_id == activity_id, listed.c.deleted.is_(False), listed.c.state.in_(TAKING),
        listed.c.member_id.not_in(came))).all()
    if rows:
        records.update_many(session, ENROLMENTS, [(row.id, {"state": (row.state, ABSENT)}) for row in rows])
