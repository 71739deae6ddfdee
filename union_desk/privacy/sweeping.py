"""What follows an erasure outside its gesture: contents of attachments, freed pages, what another computer erased.

An erasure that was cut before this is remembered in the settings and finished the next time.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import attachments, database, registers, settings
from union_desk.access import Actor
from union_desk.database import SETTINGS
from union_desk.errors import UserError
from union_desk.journal import ChangeRow
from union_desk.privacy import erasing, leftovers
from union_desk.privacy.reach import belonging
from union_desk.progress import NONE, Cancelled, Progress
from union_desk.registers.privacy import ERASED, ERASURES
from union_desk.safety import old_copies
from union_desk.synctables import CONTENTS
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.database import Database

CARRYING_OUT = N_("Carrying out erasures")
GIVING_BACK = N_("Writing the office's file anew, without what was erased")
_INSTRUCTIONS = 100_000  # of the database between two looks at whether to stop: some milliseconds
ENFORCED = "privacy.enforced"
"""The setting that says which erasures were carried out in this database, each with the last entry it covered."""


def sweep(db: Database, progress: Progress = NONE) -> bool:
    """Remove contents that nothing names any more and give freed pages back; tells whether there was anything to do.

    Pages that an older change freed still hold what stood there, so the file is written anew. Cancelled or cut, the
    file is as it was, and the next time does it.
    """
    with db.read(whole=True) as session:
        waiting = settings.get(session, erasing.SWEEP)
        if waiting is None:
            return False
        table = registers.get("attachments").table
        named = set(session.execute(sa.select(table.c.content).where(table.c.content.in_(waiting))).scalars())
    gone = sorted(set(waiting) - named)
    for name in gone:
        attachments.in_store(db).drop(name)
    with database.translating(db.folder), database.bare(db.folder / database.FILE, db.key) as connection:
        connection.execute("PRAGMA busy_timeout = 15000")
        _write_anew(connection, progress)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with db.bookkeeping() as session:
        session.execute(sa.delete(SETTINGS).where(SETTINGS.c.name == erasing.SWEEP))
        session.execute(sa.delete(CONTENTS).where(CONTENTS.c.content.in_(gone)))
    return True


def waits(session: Session) -> bool:
    """Tell whether something is still to be done after an erasure, or an erasure is to be carried out here."""
    return settings.get(session, erasing.SWEEP) is not None or bool(outstanding(session))


def _write_anew(connection: Any, progress: Progress) -> None:
    """Write the file anew, asking from time to time whether to stop; raises Cancelled."""

    def stops() -> int:
        try:
            progress.step()
        except Cancelled:
            return 1
        return 0

    progress.start(0, _(GIVING_BACK))
    connection.set_progress_handler(stops, _INSTRUCTIONS)
    try:
        connection.execute("VACUUM")
    except Exception:
        progress.step()  # interrupted because somebody cancelled: that is what is told
        raise
    finally:
        connection.set_progress_handler(None, 0)


def note(session: Session, erasure: str) -> None:
    """Remember that an erasure was carried out in this database."""
    old_copies.note(session, erasure)
    last = session.execute(sa.select(sa.func.coalesce(sa.func.max(ChangeRow.n), 0))).scalar_one()
    settings.put(session, ENFORCED, {**settings.get(session, ENFORCED, {}), erasure: last})


def outstanding(session: Session) -> list[dict[str, Any]]:
    """Return the erasures that were decided, and whose records changed since they were carried out here, if ever."""
    known, table = settings.get(session, ENFORCED, {}), ERASURES.table
    found = []
    for row in session.execute(sa.select(table).where(table.c.state == ERASED).order_by(table.c.n)).mappings():
        later = sa.select(ChangeRow.n).where(ChangeRow.record == row["owner_id"],
                                             ChangeRow.n > known.get(row["id"], 0)).limit(1)
        if row["id"] not in known or session.execute(later).scalar() is not None:
            found.append(dict(row))
    return found


def catch_up(db: Database, actor: Actor, progress: Progress = NONE) -> int:
    """Carry out what another computer of the union erased, or what came back with an old backup; returns how many.

    What was written here meanwhile and is not reported yet waits until it is.
    """
    with db.read(whole=True) as session:
        waiting = outstanding(session)
    count = 0
    progress.start(len(waiting), _(CARRYING_OUT))
    for row in waiting:
        progress.step()
        with db.write(actor, N_("Erased personal data as decided before: {number}"), number=row["number"]) as session:
            found = belonging(session, row["owner_register"], row["owner_id"])
            if not records_there(session, row) or leftovers.unsent(session, found) or leftovers.undecided(
                    session, found):
                continue
            erasing.carry_out(session, found)
            note(session, row["id"])
            count += 1
    if count:
        sweep(db, progress)
    return count


def follow_report(db: Database) -> None:
    """After a report, carry out what was decided elsewhere, or waited until the superior knew the last of it.

    What that changes here goes up with the next report; what fails is tried again after it.
    """
    with suppress(UserError):
        catch_up(db, Actor(_("Erasure")))


def records_there(session: Session, row: dict[str, Any]) -> bool:
    """Tell whether the record that an erasure is about is in this database."""
    table = registers.get(row["owner_register"]).table
    return session.execute(sa.select(table.c.id).where(table.c.id == row["owner_id"])).scalar() is not None
