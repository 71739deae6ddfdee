"""Sealing: what the journal says has changed becomes signed frames, before a byte of it is sent.

One transaction makes the frames and moves the watermark in the journal, so a kill leaves all or nothing of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from sync.desk import driver, engine, images, rivals, store
from sync.desk.pace import Pace
from sync.protocol import core, envelope, frame, ids, limits, seen
from sync.protocol.admission import NOTHING
from sync.protocol.columns import Table
from sync.protocol.refusals import Refused
from sync.protocol.rows import Root, hash_rows
from union_desk.exchange.quiet import collector_at_rest
from union_desk.migrations import HEAD
from union_desk.schema.problem import ERROR
from union_desk.schema.register import NATION
from union_desk.synctables import FRAMES, LOGS, REMARKS
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from sync.protocol.frame import Frame
    from sync.protocol.keys import Signer
    from union_desk.database import Database
    from union_desk.schema.register import Register

TOO_LARGE = N_("The record holds more text than can be reported ({kib} KiB at most). Shorten its longest field.")
_SPARE = 100  # changes read beyond the records that are missing, for records changed more than once

_CHANGES = (
    "SELECT c.n, c.register, c.record FROM journal_change c LEFT JOIN sync_record r "
    "ON r.register = c.register AND r.record = c.record "
    "WHERE c.n > ? AND c.n > coalesce(r.through, 0){going} ORDER BY c.n LIMIT ?")
_REMEMBER = ("INSERT OR REPLACE INTO sync_record (register, record, log, seq, through, hash, seen) "
             "VALUES (?, ?, ?, ?, ?, ?, ?)")
_REMEMBER_ALL = ("INSERT OR REPLACE INTO sync_record (register, record, log, seq, through, hash, seen) "
                 "SELECT ?, value, ?, ?, ?, substr(?, 1 + 16 * key, 16), NULL FROM json_each(?)")

Key = tuple[str, str]


@dataclass(frozen=True)
class Sealed:
    """A frame that is durable here and may be sent."""

    log: int
    seq: int
    records: int
    frame: Frame


class _Before(NamedTuple):
    """The last sealed version of a record: what it has seen, and the hash that the sums still hold (b'' for none)."""

    seen: str
    hash: bytes


class _Versions(NamedTuple):
    """Rows as they are sealed, and the hash of each."""

    table: Table
    hashes: Sequence[bytes]


@dataclass
class Sealer:
    """Seals for one enrolled office; remembers how many records fill a frame, and how many a bad road carries."""

    db: Database
    signer: Signer
    superior: store.Superior
    pace: Pace = field(init=False)
    count: int = field(default_factory=lambda: limits.SEAL_RECORDS)
    _registers: dict[str, Register] = field(default_factory=store.shared)
    _changes: str = field(default_factory=lambda: _CHANGES.format(going=store.going("c")))

    def __post_init__(self) -> None:
        """Begin at the pace of the last session."""
        most = limits.SEAL_RECORDS
        with self.db.read(whole=True) as s:
            self.pace = Pace.kept(store.get(s, store.PACE), most, (min(most, limits.SEAL_LEAST), most),
                                  limits.SEAL_STEP)

    def seal(self, most: int = 1) -> list[Sealed]:
        """Seal up to so many times 1,500 changed records (256 KiB packed), in one transaction.

        Returns the frames, none when nothing has changed.
        """
        made: list[Sealed] = []
        with collector_at_rest(), self.db.bookkeeping() as s:
            while len(made) < most and (more := self.seal_within(s)):
                made += more
        return made

    def seal_within(self, s: Session) -> list[Sealed]:
        """Seal inside the caller's transaction."""
        last = _last(s)
        self.count = min(self.count, self.pace.size)
        while True:
            keys, watermark, again = self._dirty(s, last)
            if not keys:
                if watermark is not None:
                    store.put(s, store.SEALED_THROUGH, watermark)
                return []
            if rivals.any_left(s) and core.keep_losers(engine.DeskStore(s, self.superior.unit), keys):
                last = _last(s)  # kept versions go first, so choose once more
                continue
            made = self._frames(s, keys, last)
            if made is None:  # too much for one frame
                self.count = max(1, len(keys) // 2)
                continue
            self.count = min(limits.SEAL_RECORDS, self.count + limits.SEAL_RECORDS // 8)
            if watermark is not None:
                store.put(s, store.SEALED_THROUGH, watermark)
            driver.run_many(s, "DELETE FROM sync_again WHERE register = ? AND record = ?", again)
            if made:
                return made

    def _dirty(self, s: Session, last: int) -> tuple[list[Key], int | None, list[Key]]:
        """Return the records to seal now, the watermark that follows, and those of them that are sealed once more."""
        again = rivals.sealed_again(s, self.count)
        keys: dict[Key, None] = dict.fromkeys(again)
        watermark: int | None = None
        after = store.get(s, store.SEALED_THROUGH, 0)
        while len(keys) < self.count and after < last:
            most = self.count - len(keys) + _SPARE
            rows = driver.fetch(s, self._changes, (after, most))
            for n, register, record in rows:
                if register in self._registers and (register, record) not in keys:
                    if len(keys) == self.count:
                        return list(keys), n - 1, again
                    keys[register, record] = None
            after = watermark = rows[-1][0] if len(rows) == most else last
        return list(keys), watermark, again

    def _frames(self, s: Session, keys: Sequence[Key], last: int) -> list[Sealed] | None:
        """Return one frame per share class, stored; None when the records do not fit and must be fewer."""
        shares: dict[str, dict[str, list[str]]] = {}
        for register, mine in _by_register(keys).items():
            shares.setdefault(self._share(register), {})[register] = mine
        with s.begin_nested() as point:
            made = []
            for share, books in shares.items():
                one = self._frame(s, share, books, last)
                if one is None and len(keys) > 1:
                    point.rollback()
                    return None
                if one is None:
                    _put_aside(s, keys[0])
                else:
                    made.append(one)
            return made

    def _frame(self, s: Session, share: str, books: dict[str, list[str]], last: int) -> Sealed | None:
        log = self._open_log(s, share)
        draft = frame.Draft(
            unit=self.superior.unit, device=self.superior.device, log=log.log, share=share, seq=log.head.seq + 1,
            prev=log.head.hash, deps=_ground(s, log), schema=HEAD, cert=envelope.digest(self.superior.certificate))
        tables, roots = [], store.roots(s)
        versions: list[_Versions] = []
        for register, mine in books.items():
            table, before = self._table(s, register, mine, log.log)
            vectors = table.vectors(draft.own)
            hashes = hash_rows(table, vectors)
            gone = [version.hash for version in before if version.hash]
            roots[register] = roots.get(register, Root()).remove(gone).add(hashes)
            versions.append(_Versions(table, hashes))
            tables.append(table)
        shown = {name: root.wire() for name, root in roots.items() if self._share(name) == share}
        try:
            made = frame.seal(draft, tables, shown, self.signer)
        except Refused:
            return None
        if len(made.payload) > limits.SEAL_PACKED_BYTES and made.header.n > 1:
            return None
        for name in (t.register for t in tables):
            store.put_root(s, name, roots[name])
        return _store(s, log, made, versions, last)

    def _share(self, register: str) -> str:
        """Return how far a book travels; what only a newer program knows came from another computer, and goes on."""
        known = self._registers.get(register)
        return known.share if known else NATION

    def _open_log(self, s: Session, share: str) -> store.Log:
        for log in store.logs(s):
            if log.open and log.share == share and log.device == self.superior.device:
                return log
        name = ids.new_log()
        s.execute(sa.insert(LOGS).values(log=name, unit=self.superior.unit, device=self.superior.device, share=share,
                                         open=True, seq=0, hash=NOTHING.hash, acked=0))
        return next(log for log in store.logs(s) if log.log == name)

    def _table(self, s: Session, register: str, records: Sequence[str], log: str) -> tuple[Table, list[_Before]]:
        """Return the current images of the records, and their last sealed versions."""
        spec = self._registers.get(register)
        record_ids, deleted, columns = (images.images(s, spec.table.name, list(spec.fields), records) if spec
                                        else rivals.foreign(s, register, records))
        if spec and rivals.any_extra(s, register):
            rivals.add_extra(s, register, record_ids, deleted, columns)
        before = _before(s, register, record_ids)
        vectors: list[str | None] | None = None
        if before:
            spelt = _spell({version.seen for version in before.values()}, log, _next_seq(s, log))
            vectors = [spelt[before[record].seen] if record in before else None for record in record_ids]
        table = Table(register, record_ids, columns, deleted, vectors if vectors and any(vectors) else None)
        return table, list(before.values())


def _last(s: Session) -> int:
    return int(driver.fetch(s, "SELECT coalesce(max(n), 0) FROM journal_change")[0][0])


def _by_register(keys: Sequence[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for register, record in keys:
        if register not in found:
            found[register] = []
        found[register].append(record)
    return found


def _next_seq(s: Session, log: str) -> int:
    return int(driver.fetch(s, "SELECT seq FROM sync_log WHERE log = ?", (log,))[0][0]) + 1


def _before(s: Session, register: str, records: Sequence[str]) -> dict[str, _Before]:
    found = driver.fetch(
        s, "SELECT r.record, coalesce(r.seen, l.log || ':' || r.seq), r.hash "
        "FROM sync_record r JOIN sync_log l ON l.n = r.log "
        "WHERE r.register = ? AND r.record IN (SELECT value FROM json_each(?))", (register, json.dumps(records)))
    return {record: _Before(vector, digest) for record, vector, digest in found}


def _spell(vectors: Iterable[str], log: str, seq: int) -> dict[str, str | None]:
    """Return what versions on top of these have seen, by vector; None where that is their own frame alone."""
    spelt: dict[str, str | None] = {}
    for vector in vectors:
        others = {name: at for name, at in seen.read(vector).items() if name != log} if vector else {}
        spelt[vector] = seen.write(seen.join(others, {log: seq})) if others else None
    return spelt


def _ground(s: Session, log: store.Log) -> dict[str, tuple[int, str]]:
    """Return the heads of the unit's other logs of the same share, which this frame is built on."""
    return {other.log: (other.head.seq, other.head.hash) for other in store.logs(s)
            if other.share == log.share and other.log != log.log and other.head.seq}


def _store(s: Session, log: store.Log, made: Frame, versions: Sequence[_Versions], last: int) -> Sealed:
    header, data = made.header, made.data
    for table, hashes in versions:
        place = (log.n, header.seq, last)
        if table.seen is None:
            driver.run(s, _REMEMBER_ALL, (table.register, *place, b"".join(hashes), json.dumps(table.ids)))
        else:
            driver.run_many(s, _REMEMBER, [(table.register, record, *place, digest, vector) for record, digest, vector
                                           in zip(table.ids, hashes, table.seen, strict=True)])
    counts = json.dumps({table.register: len(table.ids) for table, _hashes in versions})
    driver.run(s, "INSERT INTO sync_frame (log, seq, hash, records, counts, size, sealed_at, data, through) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
               (log.n, header.seq, made.hash, header.n, counts, len(data), store.now(), data,
                last if versions else None))
    driver.run(s, "UPDATE sync_log SET seq = ?, hash = ? WHERE n = ?", (header.seq, made.hash, log.n))
    return Sealed(log.n, header.seq, header.n, made)


def load(s: Session, log: store.Log, where: sa.ColumnElement[bool], most: int) -> list[Sealed]:
    """Return stored frames of a log, in order."""
    rows = s.execute(sa.select(FRAMES.c.seq, FRAMES.c.records, FRAMES.c.data).where(
        FRAMES.c.log == log.n, FRAMES.c.data.is_not(None), where).order_by(FRAMES.c.seq).limit(most))
    return [Sealed(log.n, seq, records, next(frame.read(bytes(data)))) for seq, records, data in rows]


def _put_aside(s: Session, key: Key) -> None:
    """Note on a record that it is too large to be reported; it waits for a person and holds nobody up."""
    register, record = key
    s.execute(sa.delete(REMARKS).where(REMARKS.c.register == register, REMARKS.c.record == record))
    s.execute(sa.insert(REMARKS).values(
        register=register, record=record, level=ERROR, code="too_large", field="", message=TOO_LARGE,
        params=json.dumps({"kib": limits.FRAME_RAW_BYTES // 1024}), suggestion=None, log=0, seq=0))


