"""The superior's own logs: one for all unions, one for each that is written to; and taking them back when restored.

A post is sealed as soon as it is made, so nothing waits. Numbers are given under a lock. When a union hands back frames
that this superior no longer has, its database is an older copy: the log is closed before they are taken.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import core, frame, ids, seen
from sync.protocol.admission import NOTHING, Head
from sync.protocol.columns import Table
from sync.protocol.frame import DOWN
from sync.protocol.refusals import Refused, Why
from sync.protocol.rows import hash_rows
from sync.protocol.versions import Version, filled
from sync.server import engine as engines
from sync.server.superior import now
from sync.server.tables import FRAMES, LOGS, POSTS, READ, RELAY_POSTS
from union_desk.migrations import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from sync.protocol.columns import Value
    from sync.protocol.core import Arriving, LogState
    from sync.protocol.frame import Frame
    from sync.server.superior import Device, Superior

EVERYBODY = ""
Named = tuple[str, str, str]
"""A record that was posted: for whom, its register, its id."""
_LOCK = 4826502


@dataclass
class OwnLogs:
    """A `core.Receiver` over the superior's own logs of one audience, inside one transaction."""

    connection: sa.Connection
    superior: Superior
    audience: str
    came: dict[Named, list[str]] = field(default_factory=dict)
    """Records that frames which came back speak of, with what versions beside the shown one have seen."""

    @property
    def unit(self) -> str:
        """Return the superior's name as an author."""
        return self.superior.own_unit

    def logs(self) -> list[LogState]:
        """Return the logs for that audience."""
        found = self.connection.execute(sa.select(LOGS).where(
            LOGS.c.unit_id == self.unit, LOGS.c.audience == self.audience).order_by(LOGS.c.log)).mappings()
        return [core.LogState(row["log"], self.unit, not row["closed"], Head(row["seq"], row["hash"])) for row in found]

    def hash_at(self, log: str, seq: int) -> str | None:
        """Return the hash of a frame."""
        return self.connection.execute(sa.select(FRAMES.c.hash).where(
            FRAMES.c.log == log, FRAMES.c.seq == seq)).scalar()

    def close(self, log: str) -> None:
        """Write a log no more."""
        self.connection.execute(sa.update(LOGS).where(LOGS.c.log == log).values(closed=True))

    def seal_all(self) -> None:
        """Do nothing: a post is sealed when it is made."""

    def apply(self, arriving: Arriving) -> None:
        """Store a frame of one's own that came back, and the records in it."""
        one: Frame = arriving  # type: ignore[assignment]  # whole frames arrive here
        self.store(one, closed=True)
        own = f"{one.header.log}:{one.header.seq}"
        for table in one.tables():
            vectors = table.vectors(own)
            for place, digest in enumerate(hash_rows(table, vectors)):
                values = filled({name: column[place] for name, column in table.columns.items()})
                self.put(table.register, table.ids[place],
                         Version(vectors[place], digest, bool(table.deleted[place]), values, table.salts[place]))

    def put(self, register: str, record: str, came: Version) -> None:
        """Let a record say what a version says that is newer; of one beside what it says is remembered what it saw."""
        where = here(POSTS, (self.audience, register, record))
        held = self.connection.execute(sa.select(POSTS.c.seen).where(where)).scalar()
        beside = self.came.setdefault((self.audience, register, record), [])
        if held is not None and not seen.text_covers(came.seen, held):
            beside += [] if seen.text_covers(held, came.seen) else [came.seen]
            return
        self.connection.execute(sa.delete(POSTS).where(where))
        self.connection.execute(sa.insert(POSTS).values(
            audience=self.audience, register=register, id=record, content=json.dumps(dict(came.values)),
            deleted=came.deleted, seen=came.seen, hash=came.digest, salt=came.salt,
            posted_at=now()))

    def store(self, one: Frame, *, closed: bool = False) -> None:
        """Keep a frame's bytes and move its log's head."""
        header = one.header
        if any(each.log == header.log for each in self.logs()):
            self.connection.execute(sa.update(LOGS).where(LOGS.c.log == header.log).values(
                seq=header.seq, hash=one.hash))
        else:
            self.connection.execute(sa.insert(LOGS).values(
                log=header.log, unit_id=self.unit, device=header.device, share=DOWN, seq=header.seq, hash=one.hash,
                audience=self.audience, closed=closed))
        last = self.connection.execute(sa.select(sa.func.max(FRAMES.c.place)).where(
            FRAMES.c.unit_id == self.unit)).scalar()
        self.connection.execute(sa.insert(FRAMES).values(
            log=header.log, seq=header.seq, hash=one.hash, unit_id=self.unit, place=(last or 0) + 1, records=header.n,
            received_at=now(), receipt="", data=one.data))


def here(table: sa.Table, named: Named) -> sa.ColumnElement[bool]:
    """Return the condition for a record in a table of posts."""
    audience, register, record = named
    return sa.and_(table.c.audience == audience, table.c.register == register, table.c.id == record)


def lock(connection: sa.Connection) -> None:
    """Let one transaction at a time give numbers to what goes down."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def post(superior: Superior, register: str, rows: Sequence[Mapping[str, Value]], audience: str = EVERYBODY,
         deleted: Iterable[str] = ()) -> int:
    """Post records (each with its `id`) to all unions or to one, sealed at once; returns the frame's number.

    A record posted before is replaced; those named in `deleted` are withdrawn.
    """
    with engines.writing(superior.engine) as connection:
        return post_within(connection, superior, register, rows, audience, deleted)


def post_within(connection: sa.Connection, superior: Superior, register: str, rows: Sequence[Mapping[str, Value]],
                audience: str = EVERYBODY, deleted: Iterable[str] = ()) -> int:
    """Post inside the caller's transaction."""
    gone = list(deleted)
    whole: list[Mapping[str, Value]] = [*rows, *({"id": record} for record in gone)]
    lock(connection)
    one = _seal(OwnLogs(connection, superior, audience), register, whole, set(gone))
    return one.header.seq


def _seal(own: OwnLogs, register: str, rows: Sequence[Mapping[str, Value]], gone: set[str],
          also: Sequence[str] = ()) -> Frame:
    """Seal records on top of what stands here, and of `also`, what else they have seen."""
    logs = own.logs()
    mine = next((each for each in logs if each.open), core.LogState(ids.new_log(), own.unit, open=True, head=NOTHING))
    records = [str(row["id"]) for row in rows]
    before = dict(own.connection.execute(sa.select(POSTS.c.id, POSTS.c.seen).where(
        POSTS.c.audience == own.audience, POSTS.c.register == register, POSTS.c.id.in_(records))).all())
    vectors = [seen.follow([before.get(record, ""), *also], mine.log, mine.head.seq + 1) for record in records]
    names = sorted({name for row in rows for name in row} - {"id"})
    table = Table(register, records, {name: [row.get(name) for row in rows] for name in names},
                  [int(record in gone) for record in records], vectors)
    draft = frame.Draft(
        unit=own.unit, device=own.superior.signer.name, log=mine.log, share=DOWN, seq=mine.head.seq + 1,
        prev=mine.head.hash, deps={each.log: (each.head.seq, each.head.hash) for each in logs if each.log != mine.log},
        schema=HEAD, cert=own.superior.signer.name, to=own.audience)
    one = frame.seal(draft, [table], {}, own.superior.signer)
    own.store(one)
    for place, (row, digest) in enumerate(zip(rows, hash_rows(table, vectors), strict=True)):
        values = filled({name: value for name, value in row.items() if name != "id"})
        own.put(register, records[place],
                Version(vectors[place], digest, records[place] in gone, values, table.salts[place]))
    return one


def take_back(superior: Superior, device: Device, body: bytes) -> int:
    """Take one's own frames back from a union that still has them; returns how many were missing.

    What was posted here since the restore stays, and what this superior's own superior says; it is said once more then.
    Raises Refused: 'tampered', 'wrong_unit' for what is not this superior's or not for that union, 'fork', 'gap'.
    """
    taken = 0
    with engines.writing(superior.engine) as connection:
        lock(connection)
        for one in frame.read(body):
            header = one.header
            if header.unit != superior.own_unit or header.share != DOWN or header.addressee not in {"", device.unit}:
                raise Refused(Why.WRONG_UNIT)
            one.verify(superior.signer.public)
            own = OwnLogs(connection, superior, header.addressee)
            taken += core.receive(own, one)
            _say_again(own)
        if taken:
            superior.note(connection, device.unit, device.id, "handed_back", str(taken))
    return taken


def _say_again(own: OwnLogs) -> None:
    """Post anew, having seen both, what frames that came back contradict: nobody else can tell which of them holds."""
    for named, beside in list(own.came.items()):
        now, above = (own.connection.execute(sa.select(table.c.content, table.c.deleted).where(
            here(table, named))).first() for table in (POSTS, RELAY_POSTS))
        told = above if above is not None else now
        assert told is not None
        assert now is not None
        content = {} if told.deleted else json.loads(told.content)
        if beside or told.deleted != now.deleted or (not told.deleted and content != json.loads(now.content)):
            _audience, register, record = named
            _seal(own, register, [{**content, "id": record}], {record} if told.deleted else set(), beside)


def delivered(superior: Superior, log: str, seq: int) -> set[str]:
    """Return the devices that have read a frame of the superior's own, by their own greetings."""
    with engines.reading(superior.engine) as connection:
        found = connection.execute(sa.select(READ.c.device).where(READ.c.log == log, READ.c.seq >= seq))
        return set(found.scalars())


def posts(superior: Superior, register: str, audience: str = EVERYBODY) -> dict[str, dict[str, Any]]:
    """Return the superior's living records of a register for an audience, by id."""
    with engines.reading(superior.engine) as connection:
        found = connection.execute(sa.select(POSTS.c.id, POSTS.c.content).where(
            POSTS.c.audience == audience, POSTS.c.register == register, POSTS.c.deleted.is_(False)))
        return {record: json.loads(content) for record, content in found}
