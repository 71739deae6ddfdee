"""What waits, what was received, what came back and why: for the grid, the foot, the sync page and the command line."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.desk import driver, levels, outcome, store
from sync.desk.levels import Level
from sync.protocol.frame import DOWN
from sync.protocol.receipts import Remark
from union_desk import records as book
from union_desk import registers
from union_desk.schema.problem import ERROR
from union_desk.synctables import AGAIN, FRAMES, LOGS, RECORDS, REMARKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.database import Database
    from union_desk.schema.register import Register

PRIVATE, WAITING, RECEIVED, RETURNED = "private", "waiting", "received", "returned"
NAMES = 20
_FEW = 5_000  # changes that are counted one by one before a session
_UNSEALED = (
    "FROM journal_change c LEFT JOIN sync_record r ON r.register = c.register AND r.record = c.record "
    "WHERE c.n > :after AND c.n > coalesce(r.through, 0)")

RIGHT = "sync.send"  # to let data go to the superior


@dataclass(frozen=True)
class RecordStatus:
    """What became of a record: its state, who received it and when, and what was said about it.

    `levels` are those above the direct superior that hold it; `returned_by` is who returned it, where it came back.
    """

    state: str
    received_by: str = ""
    received_at: str = ""
    remarks: tuple[Remark, ...] = ()
    levels: tuple[Level, ...] = ()
    returned_by: str = ""


@dataclass(frozen=True)
class Returned:
    """A record that came back: what it is called here and why it came back; `said_by` names who said each remark."""

    register: str
    id: str
    title: str
    remarks: tuple[Remark, ...]
    said_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class LastSession:
    """How the last session ended. `message` is the sentence of what went wrong, '' when all went well."""

    at: str
    ok: bool
    sent: int = 0
    returned: int = 0
    pulled: int = 0
    merged: int = 0
    posts: int = 0
    code: str = ""
    message: str = ""


@dataclass(frozen=True)
class Status:
    """Everything the sync page shows. `waiting` counts records by register, `first` has the ids of the first of them.

    `names` says what those are called.

    `levels` begins with the direct superior and goes up.
    """

    enrolled: bool
    server: str
    superior: str
    unit: str
    unit_code: str
    waiting: dict[str, int]
    first: dict[str, list[str]]
    names: dict[str, list[str]]
    frames_waiting: int
    received: int
    returned: list[Returned]
    remarked: int
    last_session: LastSession | None
    last_received_at: str
    differs: bool
    levels: tuple[Level, ...] = ()

    @property
    def waiting_total(self) -> int:
        """Return how many records wait."""
        return sum(self.waiting.values())


@dataclass(frozen=True)
class Summary:
    """The few figures of the window's foot."""

    enrolled: bool
    waiting: int
    returned: int
    last: str


def status(db: Database) -> Status:
    """Return what waits, what was received and what came back."""
    with db.read(whole=True) as s:
        return read(s)


def read(s: Session) -> Status:
    """Return the status within the caller's session."""
    try:
        found: store.Superior | None = store.superior(s)
    except store.NotEnrolledError:
        found = None
    waiting = waiting_records(s)
    last = store.get(s, store.LAST_SESSION)
    sealed = s.execute(sa.select(sa.func.count()).select_from(RECORDS)).scalar_one()
    unconfirmed = sa.select(sa.func.count()).select_from(FRAMES).where(FRAMES.c.received_at.is_(None))
    noted = s.execute(sa.select(sa.func.count(sa.func.distinct(REMARKS.c.record))).where(REMARKS.c.level != ERROR))
    returned = returned_records(s)
    known = {name: set(ids) for name, ids in waiting.items()}
    received = sealed - _sealed_among(s, waiting) - sum(r.id not in known.get(r.register, ()) for r in returned)
    received_at = s.execute(sa.select(sa.func.max(FRAMES.c.received_at)).join(LOGS, LOGS.c.n == FRAMES.c.log).where(
        LOGS.c.share != DOWN)).scalar() or ""
    direct = [Level(0, found.name, found.level, received_at, sealed - _sealed_among(s, waiting))] if found else []
    return Status(
        enrolled=found is not None, server=found.server if found else "", superior=found.name if found else "",
        unit=found.unit_name if found else "", unit_code=found.unit_code if found else "",
        waiting={name: len(ids) for name, ids in waiting.items()},
        first={name: ids[:NAMES] for name, ids in waiting.items()},
        names={name: _titles(s, name, ids[:NAMES]) for name, ids in waiting.items()},
        frames_waiting=s.execute(unconfirmed).scalar_one(),
        received=received,
        returned=[r for r in returned if r.id not in known.get(r.register, ())], remarked=noted.scalar_one(),
        last_session=LastSession(**outcome.shown(last)) if last else None,
        last_received_at=s.execute(sa.select(sa.func.max(FRAMES.c.received_at))).scalar() or "",
        differs=bool(store.get(s, store.DIFFERENCE, default=False)), levels=(*direct, *levels.figures(s)))


def summary(s: Session) -> Summary:
    """Return the figures of the foot; cheap."""
    last, written = store.get(s, store.LAST_SESSION), store.get(s, store.STICK_WRITTEN, {})
    enrolled = store.get(s, store.SUPERIOR) is not None
    return Summary(enrolled=enrolled, waiting=count_waiting(s) if enrolled else 0, returned=_count_returned(s),
                   last=max(last["at"] if last else "", written.get("at", "")))


def _count_returned(s: Session) -> int:
    """Return how many records came back; one that was mended since waits, and no longer counts."""
    said: dict[str, set[str]] = {}
    for register, record in s.execute(sa.select(REMARKS.c.register, REMARKS.c.record).where(REMARKS.c.level == ERROR)):
        said.setdefault(register, set()).add(record)
    return sum(len(ids - _under_way(s, name, list(ids))) for name, ids in said.items())


def _under_way(s: Session, register: str, ids: Sequence[str]) -> set[str]:
    """Return which of the records changed since they were received: not sealed, to be sealed again, not confirmed."""
    unconfirmed = s.execute(sa.select(RECORDS.c.record).join(
        FRAMES, sa.and_(FRAMES.c.log == RECORDS.c.log, FRAMES.c.seq == RECORDS.c.seq)).where(
        RECORDS.c.register == register, _in(RECORDS.c.record, ids), FRAMES.c.received_at.is_(None))).scalars()
    return _moving(s, register, ids) | set(unconfirmed)


def estimate_waiting(s: Session) -> int:
    """Return how many records wait, of very many an upper bound that is found without reading the journal."""
    (most,) = driver.fetch(s, "SELECT coalesce(max(n), 0) FROM journal_change")[0]
    changes = int(most) - int(store.get(s, store.SEALED_THROUGH, 0))
    if changes < _FEW:
        return count_waiting(s)
    (sealed,) = driver.fetch(s, "SELECT coalesce(sum(records), 0) FROM sync_frame WHERE received_at IS NULL")[0]
    return changes + int(sealed)


def count_waiting(s: Session) -> int:
    """Return how many records wait."""
    names = list(store.shared())
    marks = ", ".join(f"'{n}'" for n in names)
    unsealed = s.execute(
        sa.text(f"SELECT count(DISTINCT c.record) {_UNSEALED}{store.going('c')} AND c.register IN ({marks})"),
        {"after": store.get(s, store.SEALED_THROUGH, 0)}).scalar_one()
    sealed = s.execute(sa.select(sa.func.coalesce(sa.func.sum(FRAMES.c.records), 0)).where(
        FRAMES.c.received_at.is_(None))).scalar_one()
    return int(unsealed) + int(sealed) + int(s.execute(sa.select(sa.func.count()).select_from(AGAIN)).scalar_one())


def waiting_records(s: Session) -> dict[str, list[str]]:
    """Return the ids of the records that wait, by register: changed and not sealed, or sealed and not confirmed."""
    found: dict[str, dict[str, None]] = {}
    known = store.shared()
    after = store.get(s, store.SEALED_THROUGH, 0)
    unsealed = s.execute(sa.text(f"SELECT c.register, c.record {_UNSEALED}{store.going('c')} ORDER BY c.n"),
                         {"after": after})
    unconfirmed = s.execute(sa.select(RECORDS.c.register, RECORDS.c.record).join(
        FRAMES, sa.and_(FRAMES.c.log == RECORDS.c.log, FRAMES.c.seq == RECORDS.c.seq)).where(
        FRAMES.c.received_at.is_(None))) if _any_unconfirmed(s) else ()
    again = s.execute(sa.select(AGAIN.c.register, AGAIN.c.record))
    for rows in (unsealed, unconfirmed, again):
        for register, record in rows:
            if register in known:
                found.setdefault(register, {})[record] = None
    return {name: list(found[name]) for name in known if name in found}


def _any_unconfirmed(s: Session) -> bool:
    return s.execute(sa.select(FRAMES.c.seq).where(FRAMES.c.received_at.is_(None)).limit(1)).first() is not None


def _sealed_among(s: Session, waiting: dict[str, list[str]]) -> int:
    return sum(_among(s, RECORDS, name, ids) for name, ids in waiting.items())


def _among(s: Session, table: sa.Table, register: str, ids: Sequence[str]) -> int:
    return int(s.execute(sa.select(sa.func.count()).select_from(table).where(
        table.c.register == register, _in(table.c.record, ids))).scalar_one())


def _in(column: sa.ColumnElement[Any], ids: Sequence[str]) -> sa.ColumnElement[bool]:
    return column.in_(sa.select(sa.func.json_each(json.dumps(list(ids))).table_valued("value").c.value))


def _titles(s: Session, register: str, ids: Sequence[str]) -> list[str]:
    titles = book.titles(s, registers.get(register), ids)
    return [titles.get(i, i) for i in ids]


def returned_records(s: Session) -> list[Returned]:
    """Return the records that came back with an error, each with its remarks."""
    found: dict[tuple[str, str], list[Remark]] = {}
    said_by: dict[tuple[str, str], list[str]] = {}
    direct = (store.get(s, store.SUPERIOR) or {}).get("name", "")
    for row in s.execute(sa.select(REMARKS).order_by(REMARKS.c.n)).mappings():
        found.setdefault((row["register"], row["record"]), []).append(_remark(row))
        said_by.setdefault((row["register"], row["record"]), []).append(row["said_by"] or direct)
    found = {key: said for key, said in found.items() if any(r.level == ERROR for r in said)}
    by_register: dict[str, list[str]] = {}
    for register, record in found:
        by_register.setdefault(register, []).append(record)
    names = {name: book.titles(s, registers.get(name), ids) for name, ids in by_register.items()}
    return [Returned(*key, names[key[0]].get(key[1], key[1]), tuple(said), tuple(said_by[key]))
            for key, said in found.items()]


def _remark(row: Any) -> Remark:
    return Remark(register=row["register"], id=row["record"], level=row["level"], code=row["code"], field=row["field"],
                  message=row["message"], params=json.loads(row["params"]),
                  suggestion=json.loads(row["suggestion"]) if row["suggestion"] else None)


def record_statuses(s: Session, register: Register, ids: Sequence[str]) -> dict[str, RecordStatus]:
    """Return what became of each of these records, by id; nothing while the office has no superior."""
    if register.name not in store.shared():
        return dict.fromkeys(ids, RecordStatus(PRIVATE))
    superior = store.get(s, store.SUPERIOR)
    if superior is None:
        return {}
    moving = _moving(s, register.name, ids)
    remarks: dict[str, list[Remark]] = {}
    by: dict[str, str] = {}
    for row in s.execute(sa.select(REMARKS).where(
            REMARKS.c.register == register.name, _in(REMARKS.c.record, ids)).order_by(REMARKS.c.n)).mappings():
        remarks.setdefault(row["record"], []).append(_remark(row))
        if row["level"] == ERROR:
            by.setdefault(row["record"], row["said_by"] or superior["name"])
    above = levels.of_records(s, register.name, _in(RECORDS.c.record, ids))
    received = dict(s.execute(sa.select(RECORDS.c.record, FRAMES.c.received_at).join(
        FRAMES, sa.and_(FRAMES.c.log == RECORDS.c.log, FRAMES.c.seq == RECORDS.c.seq)).where(
        RECORDS.c.register == register.name, _in(RECORDS.c.record, ids))).all())
    moving |= {record for record, moment in received.items() if moment is None}
    staying = set(ids) - store.those_going(s, register, ids)
    return {i: RecordStatus(PRIVATE) if i in staying else
            replace(_status_of(i in moving, received.get(i), superior["name"], tuple(remarks.get(i, ()))),
                    levels=tuple(above.get(i, ())) if i not in moving else (), returned_by=by.get(i, ""))
            for i in ids}


def _status_of(is_moving: bool, received: str | None, name: str, said: tuple[Remark, ...]) -> RecordStatus:  # noqa: FBT001  one of four facts
    if is_moving:
        return RecordStatus(WAITING, remarks=said)
    if any(r.level == ERROR for r in said):  # one that was put aside here was never received
        return RecordStatus(RETURNED, name, received or "", said)
    return RecordStatus(RECEIVED, name, received, said) if received else RecordStatus(WAITING)


def _moving(s: Session, register: str, ids: Sequence[str]) -> set[str]:
    """Return which of the records changed since they were sealed, or are to be sealed again."""
    unsealed = s.execute(
        sa.text(f"SELECT c.record {_UNSEALED}{store.going('c')} AND c.register = :register "  # noqa: S608  our own text
                "AND c.record IN (SELECT value FROM json_each(:ids))"),
        {"after": store.get(s, store.SEALED_THROUGH, 0), "register": register, "ids": json.dumps(list(ids))}).scalars()
    again = s.execute(sa.select(AGAIN.c.record).where(AGAIN.c.register == register, _in(AGAIN.c.record, ids))).scalars()
    return {*unsealed, *again}
