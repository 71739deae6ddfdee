"""Carrier files at the superior: reading a union's report from a stick, and writing the answer for it to take home."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from sync.protocol import canonical, carrier, envelope, frame, keys, limits
from sync.protocol.contents import FILES, POSTED, Fetch, Sought, Told, read_piece, write_piece
from sync.protocol.messages import Hello, Receipts
from sync.protocol.refusals import Refused, Why
from sync.protocol.relaying import PassedAsked, PassedPart
from sync.protocol.sealed_file import Reader, Writer, label_of
from sync.server import contents, feeding, greeting, ingest, posting, relays
from sync.server import engine as engines
from sync.server.superior import now
from sync.server.tables import FRAMES, LOGS, UNITS
from union_desk import durable
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sync.server.superior import Device, Superior

_AT_ONCE = 50


class NotForUsError(UserError):
    """The file is for another superior."""

    code = "not_for_us"
    message = N_("The file {file} is for {name}; it cannot be opened here. It was not changed.")


class NotAReportError(UserError):
    """An answer was chosen where a report is wanted."""

    code = "not_a_report"
    message = N_("The file {file} is an answer for {name}, not a report.")


@dataclass
class Read:
    """What a report held: whose it is, frames taken, held before, refused (log, code); `whole` unless it is torn.

    `records` and `records_known` count the records in the frames taken and held before, `waiting` are the computers
    whose logs were refused. `files` are the contents that are whole now, `sought` those that the computer lacks.
    """

    device: Device
    hello: Hello
    frames: list[tuple[str, int]] = field(default_factory=list)
    taken: int = 0
    known: int = 0
    handed_back: int = 0
    records: int = 0
    records_known: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    files: list[str] = field(default_factory=list)
    sought: list[str] = field(default_factory=list)
    whole: bool = True


def read(superior: Superior, path: Path) -> Read:
    """Take in a report; logs that wait for others are tried again. Raises NotForUsError, NotAReportError, Refused."""
    while True:
        found = _pass(superior, path)
        if not (found.taken and found.refused):
            return found
        again = _pass(superior, path)
        if not again.taken:
            again.taken, again.known = found.taken, again.known - found.taken
            again.records, again.records_known = found.records, again.records_known - found.records
            return again


def _pass(superior: Superior, path: Path) -> Read:
    with path.open("rb") as stream:
        label, _head = label_of(stream)
        if label.kind != carrier.REPORT:
            raise NotAReportError(file=path.name, name=label.recipient_name)
        if label.recipient != superior.signer.name:
            raise NotForUsError(file=path.name, name=label.recipient_name)
        stream.seek(0)
        reader = Reader.begin(stream, superior.signer)
        parts = reader.parts()
        letter, data = next(parts, (b"", b""))
        if letter != carrier.HELLO:
            raise Refused(Why.MALFORMED, detail="the report has no beginning")
        found = _greeted(superior, canonical.decode(data, carrier.Signed))
        for letter, data in parts:
            if letter == carrier.FRAME:
                _take(superior, found, data)
            elif letter == carrier.SOUGHT:
                found.sought = canonical.decode(data, Sought).lacking
            elif letter == carrier.PIECE:
                _take_piece(superior, found, data)
        found.whole = reader.whole
    return found


def _greeted(superior: Superior, signed: carrier.Signed) -> Read:
    device = superior.device(signed.device)
    if device is None:
        raise Refused(Why.UNKNOWN_DEVICE)
    if device.revoked:
        raise Refused(Why.REVOKED)
    return Read(device, envelope.open_(device.public, keys.REQUEST, signed.text, Hello))


def _take(superior: Superior, found: Read, data: bytes) -> None:
    """Take one frame; after a refusal the rest of its log waits."""
    for one in frame.read(data):
        header = one.header
        if header.log in found.refused:
            continue
        try:
            if header.share == frame.DOWN:
                found.handed_back += posting.take_back(superior, found.device, data)
                continue
            held = _is_held(superior, header.log, header.seq)
            ingest.take(superior, found.device, [one])
        except Refused as refused:
            found.refused[header.log] = refused.code
            found.waiting.add(header.device)
            continue
        found.frames.append((header.log, header.seq))
        found.taken += not held
        found.known += held
        found.records += 0 if held else header.n
        found.records_known += header.n if held else 0


def _take_piece(superior: Superior, found: Read, data: bytes) -> None:
    """Take a piece of a file; what is not taken is no reason to leave the rest of the stick."""
    with suppress(Refused):
        if contents.take(superior, found.device, data).receipt:
            content = read_piece(data)[0].content
            found.files += [content] if content not in found.files else []


def _is_held(superior: Superior, log: str, seq: int) -> bool:
    with engines.reading(superior.engine) as connection:
        return connection.execute(sa.select(FRAMES.c.seq).where(
            FRAMES.c.log == log, FRAMES.c.seq == seq)).first() is not None


def answer(superior: Superior, found: Read, path: Path) -> int:
    """Write the answer to a report for the computer that wrote it; returns its size in bytes.

    It holds the signed greeting (with what was refused), a receipt for every frame of the report, what the unit's
    other computers wrote (with its receipts), what the levels above have said, what the superior posted since, and
    contents of files that it lacks.
    """
    with engines.reading(superior.engine) as connection:
        unit = connection.execute(sa.select(UNITS.c.name).where(
            UNITS.c.id == found.device.unit)).scalar_one()
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as stream:
        writer = Writer.begin(stream, found.device.public, kind=carrier.ANSWER, recipient_name=unit,
                              sender_name=superior.name, written_at=now())
        welcome = msgspec.structs.replace(
            greeting.welcome(superior, found.device, found.hello), refused=found.refused or msgspec.UNSET)
        writer.part(carrier.WELCOME, envelope.seal(superior.signer, keys.WELCOME, welcome).encode())
        _write_receipts(superior, writer, found.frames)
        given, lacking = [], list(found.sought)
        for log, seq, data in _frames(superior, found):
            writer.part(carrier.FRAME, data)
            given.append((log, seq))
            lacking += _named(data)
        _write_receipts(superior, writer, given)
        _write_passed(superior, writer, found)
        _write_contents(superior, writer, found, lacking)
        writer.close()
        size = stream.tell()
    durable.put(partial, path)
    return size


def _write_receipts(superior: Superior, writer: Writer, frames: Sequence[tuple[str, int]]) -> None:
    """Write the receipts of frames; the superior's own have none."""
    for start in range(0, len(frames), _AT_ONCE):
        with engines.reading(superior.engine) as connection:
            given = [connection.execute(sa.select(FRAMES.c.receipt).where(
                FRAMES.c.log == log, FRAMES.c.seq == seq)).scalar_one() for log, seq in frames[start:start + _AT_ONCE]]
        writer.part(carrier.RECEIPTS, canonical.encode(Receipts(receipts=[text for text in given if text])))


def _write_passed(superior: Superior, writer: Writer, found: Read) -> None:
    """Write what the levels above have said, and people here, beyond what the computer has read."""
    series = relays.series(superior)
    known = ("", 0) if isinstance(found.hello.passed, msgspec.UnsetType) else found.hello.passed
    after = known[1] if known[0] == series else 0
    while (reply := relays.passed(superior, found.device, PassedAsked(after=after))).passed:
        writer.part(carrier.PASSED, canonical.encode(PassedPart(
            series=series, after=after, last=reply.last, passed=reply.passed)))
        after = reply.last


def _write_contents(superior: Superior, writer: Writer, found: Read, lacking: Iterable[str]) -> None:
    """Write what is wanted of contents and the receipts for those that are whole, then those that are missing there."""
    with engines.reading(superior.engine, found.device.unit) as connection:
        wanted = contents.wanted(connection, superior, found.device.unit)
    held = contents.held(superior, found.device.unit, dict.fromkeys(lacking))
    whole = contents.held(superior, found.device.unit, found.files)
    writer.part(carrier.TOLD, canonical.encode(Told(wanted=wanted, held=[*whole, *held])))
    for each in held:
        start = 0
        while data := contents.give(superior, found.device, Fetch(
                content=each.content, offset=start, most=limits.PIECE_BYTES)):
            writer.part(carrier.PIECE, write_piece(each.content, start, each.size, data))
            start += len(data)


def _named(data: bytes) -> Iterator[str]:
    """Yield the contents that the records of a frame name."""
    for one in frame.read(data):
        for table in one.tables():
            if table.register in {FILES, POSTED}:
                yield from (str(content) for content in table.columns.get("content", ()) if content)


def _frames(superior: Superior, found: Read) -> Iterator[tuple[str, int, bytes]]:
    """Yield the frames that the computer lacks, in the order in which they came: none before what it is built on."""
    told = {head.log: head.seq for head in (*found.hello.heads, *found.hello.feed)}
    may = sa.or_(LOGS.c.unit_id == found.device.unit, feeding.own_logs(superior, found.device.unit))
    with engines.reading(superior.engine) as connection:
        wanted = connection.execute(sa.select(FRAMES.c.log, FRAMES.c.seq).join(
            LOGS, LOGS.c.log == FRAMES.c.log).where(may).order_by(FRAMES.c.unit_id, FRAMES.c.place)).all()
    for log, seq in wanted:
        if seq > told.get(log, 0):
            with engines.reading(superior.engine) as connection:
                data = connection.execute(sa.select(FRAMES.c.data).where(
                    FRAMES.c.log == log, FRAMES.c.seq == seq)).scalar_one()
            yield log, seq, bytes(data)
