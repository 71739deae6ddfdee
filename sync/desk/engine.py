"""The office's database as a store of the protocol's core: what it asks and orders, in SQL, in one transaction."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.desk import rivals, store
from sync.protocol import frame, seen
from sync.protocol.core import Key, LogState
from sync.protocol.rows import Root
from sync.protocol.versions import Version, filled
from union_desk import journal, records, registers
from union_desk.access import Actor
from union_desk.journal import ChangeRow
from union_desk.registers import kept_versions
from union_desk.synctables import CONTENTS, FRAMES, LEVELS, LOGS, RECORDS, RIVALS
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from sync.desk.sealing import Sealer
    from sync.protocol.columns import Value
    from sync.protocol.core import Arriving, Ground
    from sync.protocol.frame import Frame
    from sync.protocol.merging import Resolution
    from union_desk.schema.register import Register

MERGED = N_("Merged what two computers wrote")
_log = logging.getLogger(__name__)


@contextmanager
def gesture(s: Session, what: str) -> Iterator[None]:
    """Write records inside: in the gesture that is open, or in one of the program's own."""
    if s.info.get("gesture") is not None:
        yield
        return
    opened = journal.begin(s, Actor(_("Reports")), what, {journal.BY_SYNC: True}, keep=False)
    try:
        yield
        journal.end(s, opened)
    finally:
        journal.close(s)


def wire(value: Any) -> Value:
    """Return a column's value as it travels."""
    return int(value) if isinstance(value, bool) else value


@cache
def _yes_no(register: str) -> frozenset[str]:
    spec = registers.get(register)
    return frozenset(name for name in spec.fields if isinstance(spec.table.c[name].type, sa.Boolean))


def local(spec: Register, values: Mapping[str, Value]) -> dict[str, Any]:
    """Return the values of a register's own fields as they stand in the office: yes and no instead of 1 and 0."""
    yes_no = _yes_no(spec.name)
    return {name: bool(value) if name in yes_no and value in {0, 1} else value
            for name, value in values.items() if name in spec.fields}


def content(s: Session, key: Key) -> tuple[dict[str, Value], bool] | None:
    """Return what a record says now, as it would travel, and whether it is in the bin; None where there is none."""
    register, record = key
    extra = rivals.extra_of(s, register, [record]).get(record)
    if register not in {r.name for r in registers.ALL}:
        return extra
    spec = registers.get(register)
    row = s.execute(sa.select(spec.table).where(spec.table.c.id == record)).mappings().first()
    if row is None:
        return None
    if row["deleted"]:
        return {}, True
    values = {name: wire(row[name]) for name in spec.fields if row[name] is not None}
    return values | (extra[0] if extra else {}), False


@dataclass
class DeskStore:
    """A `core.Store` over the office's database; `sealer` is needed where versions arrive."""

    s: Session
    unit: str
    sealer: Sealer | None = None

    # ---- logs

    def logs(self) -> list[LogState]:
        """Return all logs, the superior's too."""
        return [LogState(each.log, each.unit, each.open, each.head, each.acked) for each in store.all_logs(self.s)]

    def log(self, name: str) -> store.Log:
        """Return a log by name."""
        return next(each for each in store.all_logs(self.s) if each.log == name)

    def hash_at(self, log: str, seq: int) -> str | None:
        """Return the hash of a frame."""
        return self.s.execute(sa.select(FRAMES.c.hash).join(LOGS, LOGS.c.n == FRAMES.c.log).where(
            LOGS.c.log == log, FRAMES.c.seq == seq)).scalar()

    def grounds(self) -> Iterable[tuple[str, int, Ground]]:
        """Return what each frame was built on."""
        found = self.s.execute(sa.select(LOGS.c.log, FRAMES.c.seq, FRAMES.c.data).join(
            LOGS, LOGS.c.n == FRAMES.c.log).where(FRAMES.c.data.is_not(None)).order_by(FRAMES.c.log, FRAMES.c.seq))
        for log, seq, data in found:
            yield log, seq, frame.header_of(bytes(data)).deps

    def first_unsendable(self, log: str, held: int) -> int | None:
        """Return the first frame above a number whose bytes are gone or are not what was sealed."""
        from sync.desk import recovery

        return recovery.first_unsendable(self.s, self.log(log), held)

    def close(self, log: str) -> None:
        """Write a log no more."""
        self.s.execute(sa.update(LOGS).where(LOGS.c.log == log).values(open=False))
        _log.info("log %s closed: the superior holds more of it, or another branch", log)

    def take_back(self, log: str, held: int) -> None:
        """Note that the superior lost frames it had confirmed: they wait again, and are sent as they are."""
        number = self.log(log).n
        self.s.execute(sa.update(FRAMES).where(FRAMES.c.log == number, FRAMES.c.seq > held)
                       .values(received_at=None, receipt=None))
        self.s.execute(sa.update(LOGS).where(LOGS.c.n == number).values(acked=held))
        self.s.execute(sa.delete(CONTENTS).where(CONTENTS.c.receipt.is_not(None)))  # files it holds are confirmed anew

    def forget(self, cuts: Mapping[str, int]) -> None:
        """Forget frames and hashes above the cuts."""
        for name, low in cuts.items():
            one = self.log(name)
            head = self.hash_at(name, low) or frame.FIRST
            for table in (FRAMES, LEVELS):
                self.s.execute(sa.delete(table).where(table.c.log == one.n, table.c.seq > low))
            self.s.execute(sa.update(LOGS).where(LOGS.c.n == one.n).values(
                seq=low, hash=head, acked=min(one.acked, low), open=False))
            _log.warning("log %s cut above %d: the superior holds another branch", name, low)

    def set_aside(self, cuts: Mapping[str, int]) -> None:
        """Withdraw what the superior has taken back."""
        from sync.desk import posted

        posted.withdraw(self, cuts)

    def compare_later(self) -> None:
        """Remember that rows are to be compared."""
        store.put(self.s, store.COMPARE, value=True)

    def seal_all(self) -> None:
        """Seal every local change."""
        assert self.sealer is not None
        while self.sealer.seal_within(self.s):
            pass

    # ---- versions

    def mentioning(self, cuts: Mapping[str, int]) -> Iterable[tuple[Key, Sequence[Version]]]:
        """Return the records of which a version mentions a cut frame."""
        names = {each.n: each.log for each in store.all_logs(self.s)}
        beside = self._hidden()
        written = (sa.and_(RECORDS.c.log == n, RECORDS.c.seq > cuts[log]) for n, log in names.items() if log in cuts)
        concerned = sa.or_(*written, *(RECORDS.c.seen.contains(log) for log in cuts))
        for row in self.s.execute(sa.select(RECORDS).where(concerned)).mappings().all():
            key = (row["register"], row["record"])
            vector = row["seen"] if row["seen"] is not None else f"{names[row['log']]}:{row['seq']}"
            if key not in beside and _mentions(vector, cuts):
                yield key, (Version(vector, bytes(row["hash"]), deleted=False, values={}),)
        for key in beside:
            held = self._all(key, beside[key])
            if any(_mentions(each.seen, cuts) for each in held):
                yield key, held

    def rivals(self, only: Collection[Key] | None = None) -> Iterable[tuple[Key, Sequence[Version]]]:
        """Return the records with a version beside the shown one."""
        for key, hidden in self._hidden().items():
            if only is None or key in only:
                yield key, self._all(key, hidden)

    def _hidden(self) -> dict[Key, list[Version]]:
        found: dict[Key, list[Version]] = {}
        for row in self.s.execute(sa.select(RIVALS)).mappings():
            found.setdefault((row["register"], row["record"]), []).append(
                Version(row["seen"], bytes(row["hash"]), bool(row["deleted"]), json.loads(row["content"])))
        return found

    def _all(self, key: Key, hidden: Sequence[Version]) -> tuple[Version, ...]:
        shown = self.shown(key)
        assert shown is not None
        return (shown, *sorted(hidden, key=lambda each: (not each.deleted, each.digest), reverse=True))

    def shown(self, key: Key) -> Version | None:
        """Return the version that is shown, with what the record says now."""
        row = self.s.execute(sa.select(RECORDS.c.hash, RECORDS.c.seen, RECORDS.c.seq, LOGS.c.log).join(
            LOGS, LOGS.c.n == RECORDS.c.log).where(RECORDS.c.register == key[0], RECORDS.c.record == key[1])).first()
        if row is None:
            return None
        now = content(self.s, key) or ({}, True)
        return Version(row.seen if row.seen is not None else f"{row.log}:{row.seq}", bytes(row.hash), now[1], now[0])

    def reissue(self, key: Key, vector: str, losers: Sequence[Version], shown: Resolution | None = None) -> None:
        """Leave one version that is to be sealed again; the losers become records of their own, sealed before it."""
        register, record = key
        where = sa.and_(RECORDS.c.register == register, RECORDS.c.record == record)
        beside = sa.and_(RIVALS.c.register == register, RIVALS.c.record == record)
        hashes = sa.select(RECORDS.c.hash).where(where).union_all(sa.select(RIVALS.c.hash).where(beside))
        gone = [bytes(digest) for digest in self.s.execute(hashes).scalars() if digest]
        self.move_root(register, (), gone)
        self.s.execute(sa.delete(RIVALS).where(beside))
        self.s.execute(sa.update(RECORDS).where(where).values(seen=vector, hash=b""))
        rivals.seal_again(self.s, register, record)
        if shown is None and not losers:
            return
        with gesture(self.s, MERGED):
            if shown is not None:
                write(self.s, key, shown.values, deleted=shown.deleted)
            for loser in losers:
                self._keep(key, loser, shown)

    def _keep(self, key: Key, loser: Version, shown: Resolution | None) -> None:
        book, name = rivals.book_for(key[0]), rivals.name_of(key, loser)
        said, table = rivals.kept(key, loser, ()), book.table
        same = sa.and_(*(table.c[field] == said[field] for field in ("owner_register", "owner_id", "content")),
                       table.c.was_deleted == loser.deleted, table.c.kept_state == kept_versions.OPEN)
        there = self.s.execute(sa.select(table.c.id).where(sa.or_(table.c.id == name, same)).limit(1)).scalar()
        name = there or name
        if there is None:
            now = content(self.s, key) or ({}, True)
            differing = shown.disputed if shown else [
                n for n in now[0].keys() | loser.values.keys() if now[0].get(n) != loser.values.get(n)]
            records.insert_many(self.s, book, [rivals.kept(key, loser, differing)], ids=[name])
        rivals.seal_again(self.s, book.name, name)

    def move_root(self, register: str, added: Sequence[bytes], removed: Sequence[bytes]) -> None:
        """Add and remove hashes in a register's sums."""
        root = store.roots(self.s).get(register, Root())
        store.put_root(self.s, register, root.remove(list(removed)).add(list(added)))

    def base(self, key: Key, vector: str) -> Mapping[str, Value] | None:
        """Return the version that has seen exactly that: from a stored frame, else from the journal."""
        for name, seq in seen.of(vector).items():
            row = self.s.execute(sa.select(FRAMES.c.data, FRAMES.c.through).join(LOGS, LOGS.c.n == FRAMES.c.log).where(
                LOGS.c.log == name, FRAMES.c.seq == seq)).first()
            if row is None:
                continue
            if row.data is not None:
                found = _image(next(frame.read(bytes(row.data))), key, vector)
            else:
                found = self._as_of(key, row.through) if "," not in vector and row.through else None
            if found is not None:
                return found
        return None

    def _as_of(self, key: Key, through: int) -> dict[str, Value] | None:
        """Return a record as the journal knows it at a number, which a frame sealed here covers."""
        found: dict[str, Value] = {}
        about = sa.and_(ChangeRow.register == key[0], ChangeRow.record == key[1], ChangeRow.n <= through)
        changes = self.s.execute(
            sa.select(ChangeRow.verb, ChangeRow.fields).where(about).order_by(ChangeRow.n)).all()
        for verb, fields in changes:
            found |= {name: wire(pair[1]) for name, pair in records.pairs(verb, fields).items() if name != "deleted"}
        return filled(found) if changes else None

    # ---- what arrives

    def apply(self, arriving: Arriving) -> None:
        """Store a frame that follows and put its rows."""
        from sync.desk import arriving as rows

        rows.apply(self, arriving)  # type: ignore[arg-type]  # whole frames arrive here


def _mentions(vector: str, cuts: Mapping[str, int]) -> bool:
    return any(seq > cuts.get(log, seq) for log, seq in seen.of(vector).items())


def _image(one: Frame, key: Key, vector: str) -> dict[str, Value] | None:
    own = f"{one.header.log}:{one.header.seq}"
    for table in one.tables():
        if table.register == key[0] and key[1] in table.ids:
            place = table.ids.index(key[1])
            if table.vectors(own)[place] == vector and not table.deleted[place]:
                return filled({name: values[place] for name, values in table.columns.items()})
    return None


def write(s: Session, key: Key, values: Mapping[str, Value], *, deleted: bool) -> None:
    """Let a record say that, in the open gesture; what lies in the bin keeps its values here."""
    register, record = key
    if register not in {r.name for r in registers.ALL}:
        rivals.put_extra(s, register, record, values, deleted=deleted)
        return
    rewrite(s, registers.get(register), {record: (values, deleted)})


def rewrite(s: Session, spec: Register, wanted: Mapping[str, tuple[Mapping[str, Value], bool]]) -> None:
    """Let records of a register say that (values, in the bin), in the open gesture and in as few steps as may be."""
    may_have_extra = rivals.any_extra(s, spec.name)
    by_verb: dict[str, list[tuple[str, dict[str, tuple[Any, Any]]]]] = {}
    for record, row in records.by_ids(s, spec, list(wanted)).items():
        values, deleted = wanted[record]
        changes: dict[str, tuple[Any, Any]] = {}
        if not deleted:
            unknown = {n: v for n, v in values.items() if n not in spec.fields}
            if unknown or may_have_extra:
                rivals.put_extra(s, spec.name, record, unknown)
            here = local(spec, values)
            changes = {n: (row[n], here.get(n)) for n in spec.fields if wire(row[n]) != values.get(n)}
        if bool(row["deleted"]) != deleted:
            changes["deleted"] = (int(not deleted), int(deleted))
        if changes:
            verb = (journal.DELETE if deleted else journal.RESTORE) if "deleted" in changes else journal.UPDATE
            by_verb.setdefault(verb, []).append((record, changes))
    for verb, changed in by_verb.items():
        records.update_many(s, spec, changed, verb)
