"""The journal: every gesture that changed something, hash-chained and append-only.

One log, five uses: audit, history of a record, undo, the state as of any date, the outbox of sync.
Triggers make any write to a register's table fail unless a gesture is open, and at its end the number of rows
written must equal the number of changes journaled, so nothing gets past.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, product
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from union_desk import registers
from union_desk.errors import UserError
from union_desk.schema.mapped import Base
from union_desk.schema.record import new_id
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.schema.register import Register

CREATE, UPDATE, DELETE, RESTORE = "create", "update", "delete", "restore"
GENESIS = b"\0" * 32
SALT_BYTES = 16
ERASED = "erased"
"""The parameter of a gesture that erased values: the digest of what it did to older entries."""
BY_SYNC = "by_sync"
"""The parameter of gestures that brought in what others wrote: they are no step of the person's, to be taken back."""

pack = msgspec.msgpack.Encoder().encode
unpack = msgspec.msgpack.Decoder().decode


class GestureRow(Base):
    """One gesture: who, when, what, how many changes, and its place in the chain."""

    __tablename__ = "journal_gesture"

    n: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    id: Mapped[str] = mapped_column(sa.Text, nullable=False)
    at: Mapped[str] = mapped_column(sa.Text, nullable=False)
    actor: Mapped[str] = mapped_column(sa.Text, nullable=False)
    what: Mapped[str] = mapped_column(sa.Text, nullable=False)
    params: Mapped[str] = mapped_column(sa.Text, nullable=False)
    undoes: Mapped[int | None] = mapped_column(sa.Integer, nullable=True, index=True)
    changes: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    salt: Mapped[bytes | None] = mapped_column(sa.LargeBinary, nullable=True)
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary, nullable=False)
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary, nullable=False)


class ChangeRow(Base):
    """One record changed by a gesture; `fields` is MessagePack: new values on create, [old, new] pairs after.

    `salt` hides what a leaf of the chain was made of: without it a telephone number is found by trying all of them.
    """

    __tablename__ = "journal_change"

    n: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    gesture: Mapped[int] = mapped_column(sa.Integer, nullable=False, index=True)
    register: Mapped[str] = mapped_column(sa.Text, nullable=False)
    record: Mapped[str] = mapped_column(sa.Text, nullable=False, index=True)
    verb: Mapped[str] = mapped_column(sa.Text, nullable=False)
    fields: Mapped[bytes] = mapped_column(sa.LargeBinary, nullable=False)
    salt: Mapped[bytes | None] = mapped_column(sa.LargeBinary, nullable=True)


class RedactionRow(Base):
    """One entry whose values were erased: which, its leaf as it was, the digest of what stands there now, by whom.

    `change` names a change, without one the parameters of `gesture` were redacted; `by` is the gesture that erased.
    """

    __tablename__ = "journal_redaction"

    n: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    change: Mapped[int | None] = mapped_column(sa.Integer, nullable=True, index=True)
    gesture: Mapped[int] = mapped_column(sa.Integer, nullable=False, index=True)
    leaf: Mapped[bytes] = mapped_column(sa.LargeBinary, nullable=False)
    now: Mapped[bytes] = mapped_column(sa.LargeBinary, nullable=False)
    by: Mapped[int] = mapped_column(sa.Integer, nullable=False, index=True)


class Gate:
    """Whether a gesture is open on a connection, and how many rows it wrote.

    The triggers ask `journal_gate()`, a function that only this program gives its connections: counting in a table
    would cost as much as the rows themselves, and any other program that writes to a register fails at once.
    """

    def __init__(self) -> None:
        """Begin closed."""
        self.open = False
        self.writes = 0

    def __call__(self) -> int:
        """Count a written row; 0 refuses it."""
        self.writes += 1
        return int(self.open)


class UnjournaledWriteError(AssertionError):
    """A bug: rows were written without being journaled; the transaction is rolled back."""


class BrokenChainError(UserError):
    """The journal was altered outside the program."""

    code = "broken_chain"
    message = N_("The journal was altered outside the program at entry {n} ({at}). Keep this file, and restore a "
                 "backup.")


@dataclass
class Gesture:
    """An open gesture; `session.info['gesture']` holds it while the write door is open."""

    n: int
    at: str
    actor: Actor
    what: str
    params: dict[str, object]
    undoes: int | None = None
    keep: bool = False  # journaled even when nothing changed: printing, exporting, unmasking
    count: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)
    on_commit: list[Any] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)  # names of the registers that were changed
    carried: bool = False  # a verb that is allowed writes what belongs to it

    def absorb(self, leaves: Sequence[bytes]) -> None:
        """Add the leaves of changes to the digest."""
        self._digest.update(b"".join(leaves))
        self.count += len(leaves)

    def digest(self) -> bytes:
        """Return the digest of all changes so far."""
        return bytes(self._digest.digest())


def now() -> str:
    """Return the moment as ISO text, UTC, to the millisecond."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def current(session: Session) -> Gesture:
    """Return the open gesture; a bug if there is none."""
    gesture = session.info.get("gesture")
    if gesture is None:
        msg = "records are changed only inside `with db.write(...)`"
        raise UnjournaledWriteError(msg)
    assert isinstance(gesture, Gesture)
    return gesture


def begin(session: Session, actor: Actor, what: str, params: dict[str, object], *, keep: bool) -> Gesture:
    """Open the gate for one gesture."""
    n = session.execute(sa.text("SELECT coalesce(max(n), 0) + 1 FROM journal_gesture")).scalar_one()
    gate = gate_of(session)
    gate.open, gate.writes = True, 0
    gesture = Gesture(n, now(), actor, what, params, keep=keep)
    session.info["gesture"] = gesture
    return gesture


def record(session: Session, register: Register, changes: Sequence[tuple[str, str, dict[str, object]]]) -> None:
    """Journal changes (record id, verb, fields) of rows that are written in this same transaction."""
    gesture, name = current(session), register.name
    salts = os.urandom(SALT_BYTES * len(changes))
    rows = [(gesture.n, name, record_id, verb, pack(fields), salts[at * SALT_BYTES : (at + 1) * SALT_BYTES])
            for at, (record_id, verb, fields) in enumerate(changes)]
    gesture.absorb([change_leaf(*row[1:]) for row in rows])
    gesture.touched.add(name)
    session.connection().exec_driver_sql(
        "INSERT INTO journal_change (gesture, register, record, verb, fields, salt) VALUES (?, ?, ?, ?, ?, ?)", rows)


def change_leaf(register: str, record_id: str, verb: str, fields: bytes, salt: bytes | None) -> bytes:
    """Return what stands for a change in the chain; once it was erased, the leaf alone is kept."""
    head = f"{register}\0{record_id}\0{verb}\0{len(fields)}\0".encode()
    return hashlib.sha256((salt or b"") + head + fields).digest()


def params_leaf(params: str, salt: bytes | None) -> bytes:
    """Return what stands for a gesture's parameters in the chain."""
    return hashlib.sha256((salt or b"") + params.encode()).digest()


@contextmanager
def part(session: Session) -> Iterator[None]:
    """Do a part of a gesture that may fail by itself: what it wrote and journaled is taken back, the rest stands."""
    gesture, gate = current(session), gate_of(session)
    digest, count, touched, writes = gesture._digest.copy(), gesture.count, set(gesture.touched), gate.writes  # noqa: SLF001  the gesture's own module
    try:
        with session.begin_nested():
            yield
    except BaseException:
        gesture._digest, gesture.count, gesture.touched, gate.writes = digest, count, touched, writes  # noqa: SLF001  the gesture's own module
        raise


@contextmanager
def carrying(session: Session) -> Iterator[None]:
    """Let an allowed verb write what belongs to it in other books, such as the state that follows from an event."""
    gesture = current(session)
    before, gesture.carried = gesture.carried, True
    try:
        yield
    finally:
        gesture.carried = before


def end(session: Session, gesture: Gesture) -> None:
    """Check that all that was written is journaled, write the gesture into the chain, close the gate."""
    session.flush()
    writes = gate_of(session).writes
    if writes != gesture.count:
        msg = f"{writes} rows written, {gesture.count} journaled in '{gesture.what}'"
        raise UnjournaledWriteError(msg)
    if gesture.count or gesture.keep:
        previous = session.execute(sa.text("SELECT hash FROM journal_gesture ORDER BY n DESC LIMIT 1")).scalar()
        row: dict[str, Any] = {
            "n": gesture.n,
            "id": new_id(),
            "at": gesture.at,
            "actor": gesture.actor.name,
            "what": gesture.what,
            "params": json.dumps(gesture.params, ensure_ascii=False, sort_keys=True, default=str),
            "undoes": gesture.undoes,
            "changes": gesture.count,
            "salt": os.urandom(SALT_BYTES),
            "digest": gesture.digest(),
        }
        row["hash"] = chain_hash(previous or GENESIS, row, params_leaf(row["params"], row["salt"]))
        session.execute(sa.insert(GestureRow).values(row))
    close(session)


def close(session: Session) -> None:
    """Close the gate, whatever became of the gesture."""
    gate_of(session).open = False
    session.info.pop("gesture", None)


def gate_of(session: Session) -> Gate:
    """Return the gate of the session's connection."""
    gate = session.connection().connection.dbapi_connection.gate  # type: ignore[union-attr]  # our own connection class
    assert isinstance(gate, Gate)
    return gate


def chain_hash(previous: bytes, row: dict[str, Any], leaf: bytes) -> bytes:
    """Return the hash of a gesture on top of the one before it; the leaf stands for its parameters."""
    named = [row["n"], row["id"], row["at"], row["actor"], row["what"], row["undoes"], row["changes"]]
    text = json.dumps(named, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode() + leaf + row["digest"]).digest()


_Erased = dict[tuple[int, int | None], tuple[bytes, bytes]]  # (gesture, change) -> leaf, digest of what is left


def verify(session: Session) -> int:
    """Walk the whole chain; returns the number of gestures, raises BrokenChainError at the first that does not fit.

    For an erased entry the kept leaf stands in, and what is left of it must be as the erasing gesture says.
    """
    previous, expected, erased, told = GENESIS, 1, *_erased(session)
    changes = session.execute(sa.select(ChangeRow.__table__).order_by(ChangeRow.gesture, ChangeRow.n)
                              .execution_options(yield_per=5000))
    stream = _grouped(changes, erased)
    pending = next(stream, None)
    for row in session.execute(sa.select(GestureRow.__table__).order_by(GestureRow.n)).mappings():
        digest, count = hashlib.sha256().digest(), 0
        if pending is not None and pending[0] == row["n"]:
            _n, digest, count = pending
            pending = next(stream, None)
        leaf = _leaf(erased.get((row["n"], None)), row["params"].encode(), params_leaf(row["params"], row["salt"]))
        fits = row["n"] == expected and digest == row["digest"] and count == row["changes"]
        if (not fits or chain_hash(previous, dict(row), leaf) != row["hash"]
                or json.loads(row["params"]).get(ERASED) != told.pop(row["n"], None)):
            raise BrokenChainError(n=row["n"], at=row["at"])
        previous, expected = row["hash"], expected + 1
    if pending is not None or told:
        raise BrokenChainError(n=pending[0] if pending else min(told), at="?")
    return expected - 1


def _erased(session: Session) -> tuple[_Erased, dict[int, str]]:
    """Return the erased entries, and what each erasing gesture must say."""
    found: _Erased = {}
    sums: dict[int, Any] = {}
    for row in session.execute(sa.select(RedactionRow.__table__).order_by(RedactionRow.n)).mappings():
        found[row["gesture"], row["change"]] = (row["leaf"], row["now"])
        sums.setdefault(row["by"], hashlib.sha256()).update(redaction_line(**row))
    return found, {by: made.hexdigest() for by, made in sums.items()}


def redaction_line(gesture: int, change: int | None, leaf: bytes, now: bytes, **_rest: object) -> bytes:
    """Return what an erasing gesture's digest takes in of one erased entry."""
    return f"{gesture} {change} ".encode() + leaf + now


def _leaf(kept: tuple[bytes, bytes] | None, content: bytes, leaf: bytes) -> bytes:
    """Return the leaf of an entry; none that fits where an erased one holds something else than was left of it."""
    if kept is None:
        return leaf
    return kept[0] if hashlib.sha256(content).digest() == kept[1] else b""


def _grouped(rows: Any, erased: _Erased) -> Iterator[tuple[int, bytes, int]]:
    """Yield (gesture, digest, how many) of changes that come in order of their gestures."""
    for gesture, changes in groupby(rows, key=lambda row: int(row.gesture)):
        leaves = [_leaf(erased.get((gesture, row.n)), row.fields,
                        change_leaf(row.register, row.record, row.verb, row.fields, row.salt)) for row in changes]
        yield gesture, hashlib.sha256(b"".join(leaves)).digest(), len(leaves)


TABLES = ("journal_gesture", "journal_change", "journal_redaction")
BULK = 500  # rows from which lifting the trigger costs less than it saves


@contextmanager
def bulk(session: Session, register: Register, verb: str, count: int) -> Iterator[None]:
    """Write many rows of one table: the one fast path past the row trigger.

    A row trigger makes SQLite keep an undo copy of every page for every row, which triples the cost of a bulk insert.
    Inside the block the trigger of that verb is lifted; DDL belongs to the transaction, so it is back whatever
    happens, and the rows count towards the gesture all the same.
    """
    gate = gate_of(session)
    if count < BULK:
        yield
        return
    current(session)
    run = session.connection().exec_driver_sql
    run(f"DROP TRIGGER {_guard(register, verb)}")
    before = gate.writes
    yield
    gate.writes = before + count
    run(_guard_statement(register, verb))


def ensure_guards(connection: sa.Connection) -> None:
    """Create the triggers afresh (migrations that rebuild a table drop its triggers)."""
    run = connection.exec_driver_sql
    for register, verb in product(registers.ALL, ("INSERT", "UPDATE", "DELETE")):
        run(f"DROP TRIGGER IF EXISTS {_guard(register, verb)}")
        run(_guard_statement(register, verb))
    for table, verb in product(TABLES, ("UPDATE", "DELETE")):
        run(f"DROP TRIGGER IF EXISTS guard_{table}_{verb.lower()}")
        run(_only_added(table, verb))


def _only_added(table: str, verb: str) -> str:
    return (f"CREATE TRIGGER guard_{table}_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
            "SELECT RAISE(ABORT, 'the journal is only added to'); END")


@contextmanager
def rewriting(session: Session) -> Iterator[None]:
    """Let entries be rewritten inside, which `redaction` alone does: it keeps what the chain needs of them."""
    current(session)
    run = session.connection().exec_driver_sql
    for table in TABLES:
        run(f"DROP TRIGGER guard_{table}_update")
    yield
    for table in TABLES:
        run(_only_added(table, "UPDATE"))


def _guard(register: Register, verb: str) -> str:
    return f"guard_{register.table.name}_{verb.lower()}"


def _guard_statement(register: Register, verb: str) -> str:
    refuse = ("SELECT RAISE(ABORT, 'unjournaled write') WHERE journal_gate() = 0;" if verb != "DELETE"
              else "SELECT RAISE(ABORT, 'records are never deleted');")
    return f"CREATE TRIGGER {_guard(register, verb)} AFTER {verb} ON {register.table.name} BEGIN {refuse} END"


def sentence(what: str, params: str) -> str:
    """Return what a gesture did, in the current language."""
    values = json.loads(params)
    return _(what).format(**{k: _(v) if isinstance(v, str) else v for k, v in values.items()})
