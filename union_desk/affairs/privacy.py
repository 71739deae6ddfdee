"""Personal data: notices and consents, retention, and erasure that two people decide (domain reference §13)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, lifecycle, records, registers, search
from union_desk.affairs.privacy_practice import practise
from union_desk.duties import Duty
from union_desk.errors import UserError
from union_desk.privacy import due, erasing, sweeping
from union_desk.progress import NONE, Cancelled, Progress
from union_desk.registers.privacy import CONSENTS, ERASURES, PROPOSED, SEPARATE
from union_desk.schema import privacy
from union_desk.schema.problem import INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.statistics.scope import COUNTED
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.privacy.due import Due
    from union_desk.schema.register import Register, Values

__all__ = ["AlreadyProposedError", "decide", "duties", "follow_erasure", "practise", "propose", "propose_due",
           "unconsented", "waiting"]

MEMBERS = registers.get("members")
ERASE_WHAT = N_("Erased personal data: {number}")
KEEP_WHAT = N_("Kept personal data for now: {number}")


class AlreadyProposedError(UserError):
    """The erasure was proposed or carried out before."""

    code = "erase_proposed"
    message = N_("The erasure of {title} was proposed before (number {number}). Confirm that "
                 "proposal, or keep the data.")


def propose(session: Session, register: Register, record_id: str, *, ground: str = due.RETENTION, reason: str = "",
            day: str | None = None) -> str:
    """Propose to erase a record with all that belongs to it; returns the proposal's id.

    Nothing is erased until somebody with the right confirms it. Raises what forbids it already now.
    """
    day, table = day or checking.today(), ERASURES.table
    open_one = session.execute(sa.select(table.c.number).where(
        table.c.owner_register == register.name, table.c.owner_id == record_id, table.c.state.in_((PROPOSED, "erased")),
        table.c.deleted.is_(False))).scalar()
    if open_one is not None:
        title = records.titles(session, register, [record_id])[record_id]
        raise AlreadyProposedError(title=title, number=open_one)
    due.check_ripe(session, register, record_id, day=day, ground=ground)
    found = due.of(session, register, record_id, day)
    assert found is not None
    return lifecycle.create(session, ERASURES, {
        "owner_register": register.name, "owner_id": record_id, "ground": ground, "rule": found.rule.code,
        "basis": found.rule.basis, "since": found.since, "due_on": found.due_on, "reason": reason or None,
        "proposed_on": day}).id


def propose_due(session: Session, found: Sequence[Due], day: str) -> int:
    """Propose to erase what is due and not held back; returns how many proposals were made."""
    ripe = [one for one in found if not one.held]
    for one in ripe:
        propose(session, registers.get(one.rule.register), one.id, day=day)
    return len(ripe)


@dataclass(frozen=True)
class Waiting:
    """A proposal that somebody has to decide: which, whom it is about, on which ground, since when."""

    id: str
    number: str
    register: str
    owner: str
    title: str
    ground: str
    due_on: str
    proposed_on: str


def waiting(session: Session) -> list[Waiting]:
    """Return the proposals that wait to be confirmed, with the names of those whom they are about, the oldest first."""
    table = ERASURES.table
    rows = session.execute(sa.select(table).where(table.c.state == PROPOSED, table.c.deleted.is_(False)).order_by(
        table.c.n)).mappings().all()
    names: dict[str, str] = {}
    for name in {row["owner_register"] for row in rows}:
        ids = [row["owner_id"] for row in rows if row["owner_register"] == name]
        names |= records.titles(session, registers.get(name), ids)
    return [Waiting(row["id"], row["number"] or "", row["owner_register"], row["owner_id"],
                    names.get(row["owner_id"], "—"), row["ground"], row["due_on"] or "", row["proposed_on"] or "")
            for row in rows]


def decide(db: Database, actor: Actor, erasure: str, event: Values, progress: Progress = NONE) -> dict[str, Any]:
    """Confirm a proposal (`erase`) or keep the data for now (`keep`, with `until` and `note`); returns the record.

    After an erasure the contents of attachments and the freed pages of the database file go too; where that is
    cancelled, the erasure stands and the rest follows the next time.
    """
    with db.read(whole=True) as session:
        number = records.get(session, ERASURES, erasure)["number"]
    what = ERASE_WHAT if event["event"] == "erase" else KEEP_WHAT
    with db.write(actor, what, number=number) as session:
        lifecycle.apply_event(session, ERASURES, erasure, event)
    with suppress(Cancelled):
        sweeping.sweep(db, progress)
    with db.read(whole=True) as session:
        return records.get(session, ERASURES, erasure)


def follow_erasure(session: Session, record: Values, event: Values) -> None:
    """Erase when it was confirmed: the last thing that the gesture does."""
    if event["event"] != "erase":
        return
    done = erasing.erase(session, registers.get(str(record["owner_register"])), str(record["owner_id"]),
                         day=checking.today(), ground=str(record["ground"]))
    records.update_many(session, ERASURES, [(str(record["id"]), {"rows_erased": (None, done.rows)})])
    sweeping.note(session, str(record["id"]))


# ---- what is due


@search.selection("unconsented", N_("sensitive information kept without the consent it needs"))
def unconsented(day: str) -> sa.ColumnElement[bool]:
    """Return the condition for members whose sensitive information is kept without the consent needed on an ISO day."""
    table, given = MEMBERS.table, CONSENTS.table
    lacking = []
    for purpose in privacy.purposes()[MEMBERS.name]:
        need = privacy.consent_for(purpose.sensitive, day) if purpose.sensitive else None
        if need is None:
            continue
        consented = sa.select(given.c.member_id).where(
            given.c.purpose == need.purpose, given.c.kind.in_((SEPARATE, "guardian")), given.c.withdrawn_on.is_(None),
            given.c.deleted.is_(False),
            sa.or_(given.c.valid_to.is_(None), sa.type_coerce(given.c.valid_to, sa.Text) >= day))
        filled = sa.or_(*(table.c[name].is_not(None) for name in purpose.fields))
        lacking.append(sa.and_(filled, table.c.id.not_in(consented)))
    return sa.or_(sa.false(), *lacking)


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day: withdrawals, proposals to confirm, retention that is over, missing consents."""
    lacking = Query(filters=(Filter("membership_state", "is", COUNTED), unconsented(day)))
    withdrawn = Query(filters=(Filter("withdrawn_on", "filled"), Filter("handled_on", "empty")))
    proposed = Query(filters=(Filter("state", "is", (PROPOSED,)),))
    return [
        Duty("consents_withdrawn", WARNING, N_("{count} withdrawn consents have to be acted upon"),
             records.count(session, CONSENTS, withdrawn), withdrawn, register="consents"),
        Duty("erasures_proposed", WARNING,
             N_("{count} proposals to erase personal data wait for somebody to confirm them"),
             records.count(session, ERASURES, proposed), proposed, register="erasures"),
        Duty("erasure_due", INFO,
             N_("Personal data of {count} records are kept longer than the rules of retention say"),
             due.count(session, day), page="privacy", arguments={"view": "due"}),
        Duty("no_separate_consent", INFO,
             N_("{count} members' health or bank data are kept without a separate consent (PIPL Art. 29)"),
             records.count(session, MEMBERS, lacking), lacking),
    ]
