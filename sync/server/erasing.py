"""What the superior does when a union erases somebody: values leave the frames, files, receipts and remarks it keeps.

The union's rows come nameless with the next report; here the older versions of those rows in the stored frames follow.
Header and signature of a frame stay, so that the chain, its receipts and everything built on it stand as before; the
superior signs what it took out (`sync.protocol.frame.Redaction`). Only what a union's own record of an erasure covers
is touched, and only where the version that is shown says nothing of the person any more. Cut at any point, the next
round goes on.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import envelope, keys, receipts, seen
from sync.protocol import frame as frames
from sync.protocol.columns import Table
from sync.protocol.contents import FILES
from sync.protocol.receipts import Receipt
from sync.server import contents, erased, posting, relays, rows
from sync.server import engine as engines
from sync.server.bones import Bones
from sync.server.superior import now
from sync.server.tables import (
    AUDIT,
    CONTENTS,
    DOCUMENTS,
    ERASING,
    FRAMES,
    RELAY_CONTENTS,
    REMARKS,
    ROOTS,
    UNITS,
    mirror,
    mirrors,
)
from union_desk.privacy.treating import treat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.protocol.columns import Value
    from sync.protocol.frame import Frame
    from sync.server.superior import Superior

ERASURES = "erasures"
EVENT = "erased"
_PART = 500  # ids in one question


@dataclass
class Done:
    """What a round did: unions with erasures, frames that lost values, versions of records in them, files dropped."""

    units: int = 0
    frames: int = 0
    versions: int = 0
    files: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Return the figures by their names in the answer of a command."""
        return {"units": self.units, "frames": self.frames, "versions": self.versions, "files": self.files}


@dataclass
class _Unit:
    """One union's erasures: its records of them by id, the records they are about, what each of those shows now."""

    id: str
    named: list[str]
    found: erased.Found
    place: int
    shown: dict[tuple[str, str], str] = field(default_factory=dict)  # the vector that covers what may go


def carry_out(superior: Superior) -> Done:
    """Take what unions erased out of everything that is kept of it; frames that were looked through are not again."""
    done = Done()
    with engines.reading(superior.engine) as connection:
        units = connection.execute(sa.select(ROOTS.c.unit_id).where(ROOTS.c.register == ERASURES)).scalars().all()
    for unit in units:
        if _of_unit(superior, unit, done):
            done.units += 1
    if done.frames or done.files:
        _give_back(superior)
    return done


def _of_unit(superior: Superior, unit: str, done: Done) -> bool:
    """Carry out one union's erasures; tells whether there was anything to look through."""
    with engines.reading(superior.engine) as connection:
        named = erasures_of(connection, unit)
        known = connection.execute(sa.select(ERASING).where(ERASING.c.unit_id == unit)).mappings().first()
        places = connection.execute(sa.select(FRAMES.c.place).where(FRAMES.c.unit_id == unit).order_by(
            FRAMES.c.place)).scalars().all()
    before = set(json.loads(known["erasures"])) if known else set()
    begin = int(known["place"]) if known and before == named.keys() else 0
    if not named or not places or places[-1] <= begin:
        return False
    found = erased.Found.read(known["found"] if known and begin else "{}")
    found.begin(named.values())
    one = _Unit(unit, sorted(named), found, places[-1])
    if about := _look_through(superior, one, places, begin):
        _shown(superior, one)
        for place in sorted(about):
            _redact(superior, one, place, done)
        _beside(superior, one)
    _remember(superior, one)
    return True


def erasures_of(connection: sa.Connection, unit: str) -> dict[str, tuple[str, str]]:
    """Return what a union erased: book and record by the id of its own record of it."""
    table = mirror(ERASURES).table
    told = connection.execute(sa.select(table.c.id, table.c.owner_register, table.c.owner_id).where(
        table.c.unit_id == unit, table.c.state == "erased", table.c.deleted.is_(False)))
    return {str(row.id): (str(row.owner_register), str(row.owner_id)) for row in told}


def _look_through(superior: Superior, one: _Unit, places: Sequence[int], begin: int) -> set[int]:
    """Learn from frames which records go with the erased ones; returns the places of the frames that speak of them.

    Each frame is read once. Those up to `begin` were looked through before: they are read only if a later one speaks
    of such a record, for then older versions that had to wait may go.
    """
    about = set[int]()
    with Bones(one.found.of) as bones:
        for part in ([place for place in places if place > begin], [place for place in places if place <= begin]):
            for place in part:
                with engines.reading(superior.engine) as connection:
                    whole = _frame(connection, one.id, place)[0]
                bones.add(place, whole.tables())
            bones.follow(one.found)
            if not (about := bones.places(one.found)):
                break
    return about


def _frame(connection: sa.Connection, unit: str, place: int) -> tuple[Frame, str]:
    data, receipt = connection.execute(sa.select(FRAMES.c.data, FRAMES.c.receipt).where(
        FRAMES.c.unit_id == unit, FRAMES.c.place == place)).one()
    (one,) = frames.read(bytes(data))
    return one, str(receipt)


def _shown(superior: Superior, one: _Unit) -> None:
    """Note what each record has seen whose shown version is clean; the others wait until it is, or are not meant."""
    for register, ids in one.found.belonging().items():
        if register not in mirrors():
            continue
        book, there = mirror(register), sorted(ids)
        for start in range(0, len(there), _PART):
            with engines.reading(superior.engine) as connection:
                picked = connection.execute(
                    sa.select(book.table).where(book.of(one.id), rows.among(connection, book.table.c.id)),
                    rows.named(there[start:start + _PART])).mappings()
                one.shown |= {(register, str(row["id"])): row["seen"] for row in picked
                              if row["deleted"] or is_clean(register, rows.content_of(book, dict(row)))}


def is_clean(register: str, values: dict[str, Value]) -> bool:
    """Tell whether values are what an erasure leaves."""
    return all(left(register, name, value) == value for name, value in values.items())


def left(register: str, name: str, value: Value) -> Value:
    """Return what an erasure leaves of a value; of a column that is not known here, nothing."""
    if name not in mirror(register).columns:
        return None
    found: Value = treat(register, name, value)
    return found


def _redact(superior: Superior, one: _Unit, place: int, done: Done) -> None:
    """Take values out of one frame, its receipt, and the files that nothing names any more: one transaction."""
    with engines.writing(superior.engine) as connection:
        connection.execute(sa.select(UNITS.c.id).where(UNITS.c.id == one.id).with_for_update()).one()
        whole, receipt = _frame(connection, one.id, place)
        gone: dict[str, list[str]] = defaultdict(list)
        files: set[str] = set()
        tables = [_without(one, whole, table, gone, files) for table in whole.tables()]
        if not gone:
            return
        before = whole.redaction
        told = {name: sorted({*ids, *(before.records.get(name, ()) if before else ())}) for name, ids in gone.items()}
        if before is not None:
            told = before.records | told
        fresh = frames.redact(whole, tables, superior.signer, records=told, erasures=one.named, at=now())
        connection.execute(sa.update(FRAMES).where(FRAMES.c.unit_id == one.id, FRAMES.c.place == place).values(
            data=fresh.data, receipt=_receipt(superior, receipt, one)))
        connection.execute(sa.insert(AUDIT).values(
            at=now(), unit_id=one.id, device=whole.header.device, event=EVENT,
            detail=f"{whole.header.log}:{whole.header.seq} {sum(map(len, gone.values()))}"))
        done.files += sum(_drop(connection, one.id, content) for content in sorted(files))
        done.frames += 1
        done.versions += sum(map(len, gone.values()))


def _without(one: _Unit, whole: Frame, table: Table, gone: dict[str, list[str]], files: set[str]) -> Table:
    """Return a table without the values of erased records; notes whose they were, and the contents that were named."""
    vectors = table.vectors(f"{whole.header.log}:{whole.header.seq}")
    meant = [place for place, record in enumerate(table.ids)
             if (now_seen := one.shown.get((table.register, record))) is not None
             and seen.text_covers(now_seen, vectors[place])]
    columns = {name: list(values) for name, values in table.columns.items()}
    changed = set()
    for name, values in columns.items():
        for place in meant:
            rest = left(table.register, name, values[place])
            if rest != values[place]:
                if (table.register, name) == (FILES, "content"):
                    files.add(str(values[place]))
                values[place] = rest
                changed.add(place)
    if not changed:
        return table
    gone[table.register] += [table.ids[place] for place in sorted(changed)]
    kept: dict[str, Sequence[Value]] = {
        name: values for name, values in columns.items() if any(value is not None for value in values)}
    return Table(table.register, table.ids, kept, table.deleted, table.seen, key=b"",
                 picked=table.without_salts(changed).picked)


def _drop(connection: sa.Connection, unit: str, content: str) -> int:
    """Drop a file that no living record of the union names any more; returns 1 if it was there."""
    book = mirror(FILES)
    named = connection.execute(sa.select(book.table.c.id).where(
        book.of(unit), book.table.c.content == content, book.table.c.deleted.is_(False)).limit(1)).first()
    if named is not None or connection.execute(sa.select(CONTENTS.c.size).where(
            CONTENTS.c.unit_id == unit, CONTENTS.c.content == content)).first() is None:
        return 0
    contents.drop(connection, unit, content)
    connection.execute(sa.delete(RELAY_CONTENTS).where(contents.of(unit, content, RELAY_CONTENTS)))
    return 1


def _receipt(superior: Superior, text: str, one: _Unit) -> str:
    """Return a frame's receipt without values in its remarks on erased records, signed anew where there were any."""
    told = envelope.open_(superior.signer.public, keys.RECEIPT, text, Receipt)
    remarks = [receipts.bare(remark) if (remark.register, remark.id) in one.shown else remark
               for remark in told.remarks]
    return text if remarks == told.remarks else receipts.sign(superior.signer, receipts.saying(told, remarks))


def _beside(superior: Superior, one: _Unit) -> None:
    """Forget what stands about the records outside the frames: remarks, and the keyed hashes of their documents."""
    with engines.writing(superior.engine) as connection:
        posting.lock(connection)
        relays.forget_values(connection, superior, one.id, one.shown.keys())
        for register, record in one.shown:
            connection.execute(sa.delete(REMARKS).where(
                REMARKS.c.unit_id == one.id, REMARKS.c.register == register, REMARKS.c.record == record))
            connection.execute(sa.delete(DOCUMENTS).where(
                DOCUMENTS.c.unit_id == one.id, DOCUMENTS.c.record == record))


def _remember(superior: Superior, one: _Unit) -> None:
    with engines.writing(superior.engine) as connection:
        connection.execute(sa.delete(ERASING).where(ERASING.c.unit_id == one.id))
        connection.execute(sa.insert(ERASING).values(
            unit_id=one.id, place=one.place, erasures=json.dumps(one.named), found=one.found.write()))


def _give_back(superior: Superior) -> None:
    """Have the database give up the pages of what was taken out: an SQLite file is written anew."""
    with superior.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM frames, contents, content_pieces, remarks, document_hashes")
            return
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
