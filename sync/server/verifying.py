"""Proof that what the superior holds is what the offices sealed, frame by frame and row by row; mending from frames."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol import certificates, envelope, ids, receipts
from sync.protocol import frame as frames
from sync.protocol.columns import NO_SALT, SALT_BYTES, Table, is_name
from sync.protocol.refusals import Refused
from sync.protocol.rows import Root, hash_rows
from sync.server import belonging, checks, contents, erasing, ingest, opening, returning, rows
from sync.server import engine as engines
from sync.server.standing import Standing, root_of
from sync.server.tables import (
    CONTENTS,
    DEVICES,
    FRAMES,
    KEPT,
    LOGS,
    OTHER,
    POSTS,
    REMARKS,
    ROOTS,
    UNITS,
    Mirror,
    mirror,
    mirrors,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from sync.protocol.columns import Value
    from sync.server.superior import Superior

Stored = sa.Row[int, str, str, bytes, int, str]
"""A frame as it is stored: number, hash, receipt, bytes, records, when it came."""

_STRETCH = 2_000
CONTENT = "content"
_NO_ID = "00000000-0000-0000-0000-000000000000"
_UNREADABLE: dict[str, Any] = {"unreadable": 1}


@dataclass
class Report:
    """What was looked at and what does not fit: (unit's code, what, where)."""

    frames: int = 0
    records: int = 0
    contents: int = 0
    redacted: int = 0  # frames from which values of erased records were taken
    faults: list[tuple[str, str, str]] = field(default_factory=list)


def check(superior: Superior) -> Report:
    """Check chains, signatures and receipts of all frames, every row against its hash and the running sums, every file.

    Faults of files that the superior itself posted stand under the code ''.
    """
    report = Report()
    with engines.reading(superior.engine) as connection:
        for unit, code, via in connection.execute(
                sa.select(UNITS.c.id, UNITS.c.code, UNITS.c.via).order_by(UNITS.c.code)).all():
            _check_logs(superior, connection, (unit, code, via or unit), report)
            _check_rows(connection, unit, code, report)
            _check_contents(connection, unit, code, report)
        _check_contents(connection, superior.own_unit, "", report)
        check_own(superior, connection, report)
        report.faults += [one for one in belonging.faults(superior, connection) if one not in report.faults]
    return report


def check_own(superior: Superior, connection: sa.Connection, report: Report) -> None:
    """Check the superior's own logs: chains, signatures, for whom they are; that each record says what a frame says.

    Their faults carry no unit's code: there is nothing to make them anew from but the copies that the offices hold.
    """
    logs = connection.execute(sa.select(LOGS).where(LOGS.c.unit_id == superior.own_unit).order_by(LOGS.c.log)).all()
    hashes = {(log, seq): found for log, seq, found in connection.execute(
        sa.select(FRAMES.c.log, FRAMES.c.seq, FRAMES.c.hash).where(FRAMES.c.unit_id == superior.own_unit))}
    said: dict[tuple[str, str, str], list[tuple[str, bytes]]] = {}
    for log in logs:
        previous, count = frames.FIRST, 0
        for row in _frames_of(connection, log.log):
            count += 1
            fault = _own_fault(superior, row, (log.audience, count, previous), hashes)
            if fault:
                report.faults.append(("", fault, f"{log.log}:{row.seq}"))
            else:
                _note_said(said, log.audience, bytes(row.data))
            previous = row.hash
        report.frames += count
        if (count, previous) != (log.seq, log.hash):
            report.faults.append(("", "head", f"{log.log}:{log.seq}"))
    for post in connection.execute(sa.select(POSTS)):
        report.records += 1
        digest = _hash_of(post)
        known = said.get((post.audience, post.register, post.id), [])
        if digest is None or (post.seen, digest) not in known or digest != bytes(post.hash):
            report.faults.append(("", "altered", f"{post.register}:{post.id}"))


def _hash_of(post: sa.Row[*tuple[Any, ...]]) -> bytes | None:
    """Return the hash of what a stored paper says; None where nobody can read it."""
    try:
        values: dict[str, Sequence[Value]] = {name: [value] for name, value in json.loads(post.content).items()}
        table = Table(post.register, [post.id], values, [int(post.deleted)], picked=bytes(post.salt))
        return hash_rows(table, [post.seen])[0]
    except (ValueError, TypeError, AttributeError):
        return None


def _own_fault(superior: Superior, row: Stored, place: tuple[str, int, str],
               hashes: dict[tuple[str, int], str]) -> str | None:
    """Return what is wrong with a stored frame of the superior's own, if anything."""
    audience, count, previous = place
    try:
        (one,) = frames.read(bytes(row.data))
        one.verify(superior.signer.public)
        one.tables()
    except (Refused, ValueError) as fault:
        return str(fault.code) if isinstance(fault, Refused) else "malformed"
    header = one.header
    if (header.unit, header.share, header.addressee) != (superior.own_unit, frames.DOWN, audience):
        return "audience"
    if any(hashes.get((log, seq)) != digest for log, (seq, digest) in header.deps.items()):
        return "deps"
    return None if (one.hash, header.seq, header.prev) == (row.hash, count, previous) else "chain"


def _note_said(said: dict[tuple[str, str, str], list[tuple[str, bytes]]], audience: str, data: bytes) -> None:
    (one,) = frames.read(data)
    for table in one.tables():
        vectors = table.vectors(f"{one.header.log}:{one.header.seq}")
        for record, vector, digest in zip(table.ids, vectors, hash_rows(table, vectors), strict=True):
            said.setdefault((audience, table.register, record), []).append((vector, digest))


def _check_logs(superior: Superior, connection: sa.Connection, whose: tuple[str, str, str], report: Report) -> None:
    """Check the frames of a unit, given with its code and the unit that sends them."""
    unit, code, sender = whose
    logs = connection.execute(sa.select(
        LOGS.c.log, LOGS.c.seq, LOGS.c.hash, LOGS.c.share, DEVICES.c.key, DEVICES.c.certificate).join(
        DEVICES, DEVICES.c.device == LOGS.c.device).where(LOGS.c.unit_id == unit)).all()
    hashes = {(log, seq): found for log, seq, found in connection.execute(
        sa.select(FRAMES.c.log, FRAMES.c.seq, FRAMES.c.hash).where(FRAMES.c.unit_id == unit))}
    for log, seq, head, share, key, certificate in logs:
        previous, count, named = frames.FIRST, 0, (unit, share, "")
        if _certified(superior, certificate, sender, bytes(key)):
            named = unit, share, envelope.digest(certificate)
        else:
            report.faults.append((code, "certificate", log))
        said = erasing.erasures_of(connection, unit).keys()
        for row in _frames_of(connection, log):
            count += 1
            fault = _fault(superior, row, count, previous, bytes(key)) or _unfounded(row, named, hashes)
            if not fault and (told := next(frames.read(bytes(row.data))).redaction) is not None:
                report.redacted += 1
                fault = _unmeant(row, told, said)
            if fault:
                report.faults.append((code, fault, f"{log}:{row.seq}"))
            previous = row.hash
        report.frames += count
        if (count, previous) != (seq, head):
            report.faults.append((code, "head", f"{log}:{seq}"))


def _frames_of(connection: sa.Connection, log: str) -> Iterator[Stored]:
    yield from connection.execute(
        sa.select(FRAMES.c.seq, FRAMES.c.hash, FRAMES.c.receipt, FRAMES.c.data, FRAMES.c.records, FRAMES.c.received_at)
        .where(FRAMES.c.log == log).order_by(FRAMES.c.seq), execution_options={"yield_per": 8})


def _certified(superior: Superior, certificate: str, unit: str, key: bytes) -> bool:
    """Tell whether the stored certificate is this superior's, for that key and that unit."""
    try:
        told = certificates.verify(superior.signer.public, certificate)
    except Refused:
        return False
    return (told.unit, told.public) == (unit, key)


def _unfounded(row: Stored, named: tuple[str, str, str], hashes: dict[tuple[str, int], str]) -> str | None:
    """Return what is wrong with what a sound frame rests on: its log's unit and class, certificate, other frames."""
    (one,) = frames.read(bytes(row.data))
    if one.header.cert != named[2]:
        return "certificate"
    if (one.header.unit, one.header.share) != named[:2]:
        return "log"
    if any(hashes.get((log, seq)) != digest for log, (seq, digest) in one.header.deps.items()):
        return "deps"
    try:
        one.tables()
    except Refused as fault:
        return str(fault.code)
    told = json.loads(envelope.body(row.receipt))
    fits = (told["records"], told["at"]) == (one.header.n, row.received_at) and row.records == one.header.n
    return None if fits else "receipt"


def _unmeant(row: Stored, told: frames.Redaction, said: AbstractSet[str]) -> str | None:
    """Return what is wrong with values that were taken out: for no erasure of the union, or not all that had to go."""
    (one,) = frames.read(bytes(row.data))
    for table in one.tables():
        gone = set(told.records.get(table.register, ()))
        if any(salt != NO_SALT for record, salt in zip(table.ids, table.salts, strict=True) if record in gone):
            return "redaction"
        for name, values in table.columns.items():
            if any(record in gone and erasing.left(table.register, name, value) != value
                   for record, value in zip(table.ids, values, strict=True)):
                return "redaction"
    return None if told.erasures and said >= set(told.erasures) else "redaction"


def _fault(superior: Superior, row: Stored, count: int, previous: str,
           key: bytes) -> str | None:
    """Return what is wrong with a stored frame, if anything."""
    try:
        (one,) = frames.read(bytes(row.data))
        one.verify(key, superior.signer.public)
        receipts.verify(superior.signer.public, row.receipt, one)
    except (Refused, ValueError) as fault:
        return fault.code if isinstance(fault, Refused) else "malformed"
    fits = (one.hash, one.header.seq, one.header.prev) == (row.hash, count, previous)
    return None if fits else "chain"


def _check_rows(connection: sa.Connection, unit: str, code: str, report: Report) -> None:
    told = connection.execute(sa.select(ROOTS.c.register).where(ROOTS.c.unit_id == unit)).scalars().all()
    for register in told:
        one, found = mirror(register), Root()
        for stretch in _stretches(connection, unit, one):
            hashes = rehash(one, stretch)
            report.records += len(stretch)
            found = found.add(hashes)
            report.faults += [(code, "altered", f"{register}:{row.id}")
                              for row, digest in zip(stretch, hashes, strict=True) if bytes(row.hash) != digest]
        kept = connection.execute(sa.select(KEPT.c.hash).where(KEPT.c.unit_id == unit, KEPT.c.register == register))
        if not _sums_up(found, kept.scalars().all(), connection, unit, register):
            report.faults.append((code, "sum", register))


def _sums_up(found: Root, kept: Sequence[str], connection: sa.Connection, unit: str, register: str) -> bool:
    """Tell whether the sums are those of the rows and of the versions beside them."""
    try:
        return found.add([bytes.fromhex(digest) for digest in kept]) == root_of(connection, unit, register)
    except (ValueError, TypeError, struct.error):  # somebody wrote there what is no sum
        return False


def _check_contents(connection: sa.Connection, unit: str, code: str, report: Report) -> None:
    """Hash every content that is whole again, a few pieces in memory."""
    named = connection.execute(sa.select(CONTENTS.c.content).where(
        CONTENTS.c.unit_id == unit, CONTENTS.c.received_at.is_not(None)).order_by(CONTENTS.c.content)).scalars().all()
    report.contents += len(named)
    report.faults += [(code, CONTENT, content) for content in named
                      if not contents.is_sound(connection, unit, content)]


def ask_again(superior: Superior, unit: str) -> int:
    """Drop those contents of a unit that are not what they are called; they are wanted again. Returns how many."""
    with engines.writing(superior.engine) as connection:
        named = connection.execute(sa.select(CONTENTS.c.content).where(
            CONTENTS.c.unit_id == unit, CONTENTS.c.received_at.is_not(None))).scalars().all()
        wrong = [content for content in named if not contents.is_sound(connection, unit, content)]
        for content in wrong:
            contents.drop(connection, unit, content)
    return len(wrong)


def _stretches(connection: sa.Connection, unit: str, one: Mirror) -> Iterator[list[sa.Row[*tuple[Any, ...]]]]:
    picked = sa.select(one.table).where(one.of(unit)).order_by(one.table.c.id).limit(_STRETCH)
    stretch = list(connection.execute(picked))
    while stretch:
        yield stretch
        stretch = list(connection.execute(picked.where(one.table.c.id > stretch[-1].id)))


def rehash(one: Mirror, stretch: list[sa.Row[*tuple[Any, ...]]]) -> list[bytes]:
    """Return the hashes of stored rows, computed afresh; a row that nobody can read has one that fits nothing."""
    contents = [_content(one, dict(row._mapping)) for row in stretch]  # noqa: SLF001  SQLAlchemy's public name
    names = sorted(set().union(*contents))
    table = Table(one.name, [row.id if ids.is_record(row.id) else _NO_ID for row in stretch],
                  {n: [c.get(n) for c in contents] for n in names}, [int(row.deleted) for row in stretch],
                  picked=b"".join(bytes(row.salt).ljust(SALT_BYTES, b"?")[:SALT_BYTES] for row in stretch))
    return hash_rows(table, [row.seen for row in stretch])


def _content(one: Mirror, row: dict[str, Any]) -> dict[str, Any]:
    """Return what a stored row says, as it came; a mark where somebody wrote into it what no frame can say."""
    try:
        content = rows.content_of(one, row)
    except (ValueError, TypeError):
        return _UNREADABLE
    sound = all(is_name(name) and isinstance(value, str | int) for name, value in content.items())
    return content if sound else _UNREADABLE


def rebuild(superior: Superior, unit: str) -> int:
    """Make a unit's rows, sums and remarks anew from its frames, in the order in which they came; returns how many."""
    with engines.writing(superior.engine) as connection:
        connection.execute(sa.select(UNITS.c.id).where(UNITS.c.id == unit).with_for_update()).one()
        for one in mirrors().values():  # also those whose sums somebody took out
            connection.execute(sa.delete(one.table).where(one.of(unit)))
        for table in (OTHER, ROOTS, REMARKS, KEPT):
            connection.execute(sa.delete(table).where(table.c.unit_id == unit))
        places = connection.execute(sa.select(FRAMES.c.place).where(FRAMES.c.unit_id == unit).order_by(FRAMES.c.place))
        count = sum([_replay(superior, connection, unit, place) for place in places.scalars().all()])
        returning.say_again(connection, unit)
        return count


def _replay(superior: Superior, connection: sa.Connection, unit: str, place: int) -> int:
    data = connection.execute(sa.select(FRAMES.c.data).where(
        FRAMES.c.unit_id == unit, FRAMES.c.place == place)).scalar_one()
    return replay(superior, connection, bytes(data))


def replay(superior: Superior, connection: sa.Connection, data: bytes) -> int:
    """Write the rows of a stored frame as when it was taken; returns how many."""
    (one,) = frames.read(data)
    standing = Standing(connection, one.header.unit)
    context = checks.There(connection, one.header.unit)
    taken = ingest.Taken(superior, one, standing, opening.Opening((), None, superior.signer.public))
    for book in taken.books():
        ingest.apply(taken, book, context)
    standing.write()
    return one.header.n
