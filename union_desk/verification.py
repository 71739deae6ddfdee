"""Proving an office whole: every page, the journal's chain, and that the rows are what the journal says they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import database, journal, records, registers, search
from union_desk.errors import UserError
from union_desk.progress import NONE, Progress
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.orm import Session

    from union_desk.database import Database
    from union_desk.schema.register import Register

_BATCH = 5000
_GUARDS = dict.fromkeys(journal.TABLES, 2)
_GUARDS_OF_A_REGISTER = 3


class AlteredRecordsError(UserError):
    """Rows and journal disagree."""

    code = "altered_records"
    message = N_("{count} records of {register} are not as the journal left them, the first is {record}. They were "
                 "changed outside the program. Keep this file, and restore a backup.")


class MissingGuardsError(UserError):
    """The triggers that keep unjournaled writes out are gone."""

    code = "missing_guards"
    message = N_("The guards of {tables} are missing: something other than this program wrote to the database. "
                 "Keep this file, and restore a backup.")


class StaleIndexError(UserError):
    """The word index does not cover the records."""

    code = "stale_index"
    message = N_("The search index of {register} knows {indexed} of {count} records.")


@dataclass(frozen=True)
class Verified:
    """What was found whole: gestures of the journal, changes replayed, records of each register (bin included)."""

    gestures: int
    changes: int
    records: Mapping[str, int]


def verify(db: Database, progress: Progress = NONE) -> Verified:
    """Check everything; raises DamagedFileError, BrokenChainError or an error of this module at the first fault."""
    with db.read(whole=True) as session:
        progress.start(len(registers.ALL) + 3, _("Checking the database"))
        _check_pages(db, session)
        progress.step()
        _check_guards(session)
        progress.step()
        gestures = journal.verify(session)
        progress.step()
        counts, changes = {}, 0
        for register in registers.ALL:
            counts[register.name], replayed = _replay(session, register)
            changes += replayed
            _check_index(session, register, counts[register.name])
            _check_states(session, register)
            progress.step()
    return Verified(gestures, changes, counts)


def _check_pages(db: Database, session: Session) -> None:
    """Read every page: its seal against its content, then its content against that of the others."""
    connection = session.connection()
    seals = [row[0] for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    inside = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    if seals or inside != ["ok"]:
        raise database.DamagedFileError(file=db.folder / database.FILE)


def _check_guards(session: Session) -> None:
    wanted = _GUARDS | {register.table.name: _GUARDS_OF_A_REGISTER for register in registers.ALL}
    asked = sa.text("SELECT tbl_name, count(*) AS guards FROM sqlite_master "
                    "WHERE type = 'trigger' AND name LIKE 'guard_%' GROUP BY tbl_name")
    found: dict[str, int] = {row.tbl_name: row.guards for row in session.execute(asked)}
    missing = [table for table, count in wanted.items() if found.get(table, 0) < count]
    if missing:
        raise MissingGuardsError(tables=", ".join(missing))


def _replay(session: Session, register: Register) -> tuple[int, int]:
    """Rebuild every record from its changes and compare; returns (records, changes). Both stream in order of id."""
    table = register.table
    rows = session.execute(sa.select(table).order_by(table.c.id).execution_options(yield_per=_BATCH)).mappings()
    stories = _stories(session, register)
    story = next(stories, None)
    count = changes = 0
    wrong: list[str] = []
    for row in rows:
        count += 1
        while story is not None and story[0] < row["id"]:  # journaled, but there is no such row
            wrong.append(story[0])
            story = next(stories, None)
        if story is None or story[0] != row["id"]:
            wrong.append(row["id"])
            continue
        changes += story[2]
        if not _agrees(register, dict(row), story[1], story[2]):
            wrong.append(row["id"])
        story = next(stories, None)
    wrong += [] if story is None else [story[0], *(each[0] for each in stories)]
    if wrong:
        raise AlteredRecordsError(count=len(wrong), register=register.label, record=wrong[0])
    return count, changes


def _stories(session: Session, register: Register) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Yield (id, values after all changes, how many changes) of every record that the journal knows."""
    change = journal.ChangeRow
    found = session.execute(
        sa.select(change.record, change.verb, change.fields).where(change.register == register.name)
        .order_by(change.record, change.n).execution_options(yield_per=_BATCH))
    current, values, count = "", dict[str, Any](), 0
    for record_id, verb, fields in found:
        if record_id != current:
            if count:
                yield current, values, count
            current, values, count = record_id, {}, 0
        values |= {name: new for name, (_old, new) in records.pairs(verb, fields).items()}
        count += 1
    if count:
        yield current, values, count


def _agrees(register: Register, row: dict[str, Any], values: dict[str, Any], changes: int) -> bool:
    if row["revision"] != changes or bool(row["deleted"]) != bool(values.get("deleted")):
        return False
    return all(_plain(row[name]) == _plain(values.get(name)) for name in register.fields)


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def _check_index(session: Session, register: Register, count: int) -> None:
    if not register.searched:
        return
    name = search.index_name(register)
    indexed = session.execute(sa.text(f"SELECT count(*) FROM {name}_docsize")).scalar_one()  # noqa: S608  our own name
    if indexed != count:
        raise StaleIndexError(register=register.label, indexed=indexed, count=count)


def _check_states(session: Session, register: Register) -> None:
    """Compare each record's state with the last of its events."""
    life = register.lifecycle
    if life is None:
        return
    table, events = register.table, registers.get(life.events).table
    last = (sa.select(events.c[life.link].label("record"), sa.func.max(events.c.n).label("n"))
            .where(events.c.deleted.is_(False)).group_by(events.c[life.link]).subquery())
    odd = (sa.select(table.c.id).outerjoin(last, last.c.record == table.c.id).outerjoin(events, events.c.n == last.c.n)
           .where(table.c.deleted.is_(False), events.c.to_state.is_distinct_from(table.c[life.state])))
    wrong = list(session.execute(odd).scalars())
    if wrong:
        raise AlteredRecordsError(count=len(wrong), register=register.label, record=wrong[0])
