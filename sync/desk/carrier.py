"""Reporting without a network: a sealed file there on a stick, a sealed answer back, with the very same frames.

A file holds everything that the superior has not confirmed, so a lost stick costs nothing, and files may overlap, come
twice, late or in any order. Reading an answer is the same session, told in one breath.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from sync.desk import contents, device, levels, pulling, receiving, recovery, store
from sync.desk.engine import DeskStore
from sync.desk.greeting import greeting
from sync.desk.sealing import Sealed, Sealer
from sync.protocol import canonical, carrier, core, envelope, frame, keys, limits
from sync.protocol.admission import Known
from sync.protocol.contents import Sought, Told, read_piece, write_piece
from sync.protocol.messages import Receipts, Welcome
from sync.protocol.receipts import Receipt
from sync.protocol.refusals import Refused, Why
from sync.protocol.relaying import PassedPart
from sync.protocol.sealed_file import MAGIC, Reader, Writer, label_of
from union_desk import attachments, durable
from union_desk.contents import DamagedError
from union_desk.errors import UserError
from union_desk.privacy import sweeping
from union_desk.synctables import FRAMES, LOGS
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.database import Database

_REMEMBERED = 50


class NotForUsError(UserError):
    """The file is for somebody else."""

    code = "not_for_us"
    message = N_("The file {file} is for {name}; it cannot be opened here. It was not changed.")


class NotAnAnswerError(UserError):
    """A report was chosen where an answer is wanted."""

    code = "not_an_answer"
    message = N_("The file {file} is a report of {name}, not an answer of the superior union. Hand it in there; what "
                 "comes back is read here.")


@dataclass(frozen=True)
class Written:
    """What a file holds: frames, records, bytes, contents of files."""

    frames: int
    records: int
    size: int
    files: int = 0


@dataclass
class Answered:
    """What an answer brought; `whole` is False when the file is torn: what stands before the tear was taken.

    `levels` counts receipts of the levels above the direct superior. `late` is an answer older than one read before,
    `number` that of the report which it answers, among those of this office (0: one long forgotten).
    """

    confirmed: int = 0
    records: int = 0
    returned: int = 0
    pulled_frames: int = 0
    posts: int = 0
    merged: int = 0
    reissued: int = 0
    files_sent: int = 0
    files_taken: int = 0
    levels: int = 0
    whole: bool = True
    late: bool = False
    number: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether it brought nothing."""
        return not any(value for name, value in vars(self).items() if name not in {"whole", "late", "number"})


def write(db: Database, path: Path) -> Written:
    """Seal what changed and write everything that is not confirmed into a file for the superior.

    The file appears whole or not at all. Raises NotEnrolledError, DeviceKeyMissingError.
    """
    superior, signer = _who(db)
    with db.bookkeeping() as s:
        own = DeskStore(s, superior.unit, Sealer(db, signer, superior))
        own.seal_all()
        hello = msgspec.structs.replace(greeting(s), passed=tuple(store.get(s, store.PASSED, levels.NOTHING_READ)))
        number = _note_written(s, hello.challenge)
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as stream:
        writer = Writer.begin(stream, superior.key, kind=carrier.REPORT, recipient_name=superior.name,
                              sender_name=superior.unit_name, written_at=store.now())
        writer.part(carrier.HELLO, canonical.encode(carrier.Signed(
            device=signer.name, text=envelope.seal(signer, keys.REQUEST, hello))))
        frames = records = 0
        for count, data in _unconfirmed(db):
            writer.part(carrier.FRAME, data)
            frames, records = frames + 1, records + count
        files = _write_files(db, writer)
        writer.close()
        size = stream.tell()
    durable.put(partial, path)
    found = Written(frames, records, size, files)
    _tell(db, store.STICK_WRITTEN, {"file": path.name, "number": number, **vars(found)})
    return found


def _tell(db: Database, name: str, facts: dict[str, Any]) -> None:
    """Remember what went onto the last stick, or came from it, for the page that leads through the steps."""
    with db.bookkeeping() as s:
        store.put(s, name, {"at": store.now(), **facts})


def _tell_read(db: Database, file: str, found: Answered) -> None:
    """Remember an answer; one that brought nothing is told beside the last one that did, whose figures stay."""
    with db.read(whole=True) as s:
        before = store.get(s, store.STICK_READ)
    if before is None or not found.is_empty:
        _tell(db, store.STICK_READ, {"file": file, **vars(found)})
        return
    since = {"at": store.now(), "file": file, "number": found.number}
    with db.bookkeeping() as s:
        store.put(s, store.STICK_READ, {**before, "since": since})


def last(s: Session) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is known of the last report written and the last answer read, each empty where there was none."""
    return store.get(s, store.STICK_WRITTEN, {}), store.get(s, store.STICK_READ, {})


def is_carrier(path: Path) -> bool:
    """Tell whether a file is a report or an answer, by its first bytes; its name says nothing."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def _who(db: Database) -> tuple[store.Superior, keys.Signer]:
    with db.read(whole=True) as s:
        superior = store.superior(s)
        office = store.get(s, store.OFFICE_NAME)
    return superior, device.load(db, office, superior.device)


def _unconfirmed(db: Database) -> Iterator[tuple[int, bytes]]:
    """Yield what the superior has not confirmed, log by log, and frames of its own that it was found to lack."""
    with db.read(whole=True) as s:
        told = store.get(s, store.STICKS, {}).get("feed")
        for log in store.all_logs(s):
            missing: sa.ColumnElement[bool] = FRAMES.c.received_at.is_(None)
            if log.share == frame.DOWN:
                missing = FRAMES.c.seq > (log.head.seq if told is None else told.get(log.log, 0))
            found = s.execute(sa.select(FRAMES.c.records, FRAMES.c.data).where(
                FRAMES.c.log == log.n, FRAMES.c.data.is_not(None), missing).order_by(FRAMES.c.seq))
            for count, data in found:
                yield (0 if log.share == frame.DOWN else count), bytes(data)


def _write_files(db: Database, writer: Writer) -> int:
    """Write which contents are missing here, and those of which the superior has said nothing yet; returns how many."""
    held = attachments.in_store(db)
    with db.read(whole=True) as s:
        missing, unsent = contents.lacking(s, held), contents.unsent(s)
    writer.part(carrier.SOUGHT, canonical.encode(Sought(lacking=missing)))
    count = 0
    for content in unsent:
        start = 0
        try:
            size = held.size(content)
            while start < size:
                data = held.read(content, start, limits.PIECE_BYTES)
                writer.part(carrier.PIECE, write_piece(content, start, size, data))
                start += len(data)
            count += 1
        except (FileNotFoundError, DamagedError):
            continue
    return count


def _note_written(s: Session, challenge: str) -> int:
    """Remember a report by its challenge, which the answer repeats; returns its number."""
    state = store.get(s, store.STICKS, {})
    number = int(state.get("written", 0)) + 1
    files = dict(list({**state.get("files", {}), challenge: number}.items())[-_REMEMBERED:])
    store.put(s, store.STICKS, {**state, "written": number, "files": files})
    return number


def read(db: Database, path: Path) -> Answered:
    """Take in an answer: receipts, other computers' frames, what the superior posted; whole parts of a torn file too.

    Raises NotForUsError, NotAnAnswerError, Refused for what the superior has not signed.
    """
    superior, signer = _who(db)
    found, puller = Answered(), pulling.Puller(db, superior, Sealer(db, signer, superior))
    with path.open("rb") as stream:
        label, _head = label_of(stream)
        if label.kind != carrier.ANSWER:
            raise NotAnAnswerError(file=path.name, name=label.sender_name)
        if label.recipient != signer.name:
            raise NotForUsError(file=path.name, name=label.recipient_name)
        stream.seek(0)
        reader = Reader.begin(stream, signer)
        for letter, data in reader.parts():
            if letter == carrier.WELCOME:
                _settle(db, superior, puller, found, data)
            elif letter == carrier.RECEIPTS:
                _confirm(db, superior, found, canonical.decode(data, Receipts))
            elif letter == carrier.FRAME:
                puller.take(frame.read(data))
            elif letter == carrier.PASSED and not found.late:
                found.levels += levels.take_part(db, superior, canonical.decode(data, PassedPart))
            elif letter == carrier.TOLD:
                _learn(db, superior, found, canonical.decode(data, Told))
            elif letter == carrier.PIECE:
                found.files_taken += _take_piece(db, data)
        found.whole = reader.whole
    found.merged = puller.reconcile()
    found.pulled_frames, found.posts = puller.found.frames, puller.found.posts
    _tell_read(db, path.name, found)
    sweeping.follow_report(db)
    return found


def _settle(db: Database, superior: store.Superior, puller: pulling.Puller, found: Answered, data: bytes) -> None:
    """Compare heads; those of an answer that is older than one read before say nothing new and are left alone."""
    welcome = envelope.open_(superior.key, keys.WELCOME, data.decode(), Welcome)
    if welcome.unit != superior.unit:
        raise Refused(Why.WRONG_UNIT)
    puller.learn(welcome.devices)
    with db.bookkeeping() as s:
        state = store.get(s, store.STICKS, {})
        found.number = number = state.get("files", {}).get(welcome.challenge, 0)
        if number < max(1, state.get("read", 0)):
            found.late = True
            return
        told = {known.log: Known(known.seq, known.end, tuple(known.tail)) for known in welcome.logs}
        settled = core.settle(DeskStore(s, superior.unit), told, {superior.unit})
        found.reissued = settled.reissued + _seal_instead(s, superior, welcome, settled.held)
        store.put(s, store.STICKS, {**state, "read": number, "feed": {known.log: known.seq for known in welcome.feed}})
    puller.settle(welcome.feed)


def _seal_instead(s: Session, superior: store.Superior, welcome: Welcome, held: Mapping[str, int]) -> int:
    """Cut the logs that the superior refused and that are given up with it; returns how many records are sealed again.

    `held` is what it holds of each log; of one that is cut to that already there is nothing left to cut.
    """
    count = 0
    for name, code in ({} if isinstance(welcome.refused, msgspec.UnsetType) else welcome.refused).items():
        log = recovery.given_up(s, superior.device, name, code)
        if log is not None and log.head.seq > held.get(name, log.head.seq):
            count += recovery.cut(s, log, held[name])
    return count


def _learn(db: Database, superior: store.Superior, found: Answered, told: Told) -> None:
    with db.bookkeeping() as s:
        for wanted in told.wanted:
            contents.wanted_again(s, wanted.content)
        for held in told.held:
            if held.receipt:
                found.files_sent += contents.confirm(s, superior, held.receipt)


def _take_piece(db: Database, data: bytes) -> bool:
    """Put a piece behind what has come of its content; tells whether it is whole now. What nobody names is left out."""
    head, piece = read_piece(data)
    held = attachments.in_store(db)
    with db.read(whole=True) as s:
        if head.content not in contents.lacking(s, held) or head.size > limits.CONTENT_BYTES:
            return False
    arriving = held.arriving(head.content, head.size)
    known = arriving.have - head.offset
    if 0 <= known < len(piece):
        with suppress(ValueError):
            arriving.append(piece[known:])
    return arriving.have == arriving.size and contents.arrived(db, arriving)


def _confirm(db: Database, superior: store.Superior, found: Answered, given: Receipts) -> None:
    with db.bookkeeping() as s:
        for text in given.receipts:
            loose = envelope.peek(text, Receipt)
            row = s.execute(sa.select(FRAMES.c.log, FRAMES.c.seq, FRAMES.c.records, FRAMES.c.data).join(
                LOGS, LOGS.c.n == FRAMES.c.log).where(
                LOGS.c.log == loose.log, FRAMES.c.seq == loose.seq, FRAMES.c.received_at.is_(None),
                FRAMES.c.data.is_not(None))).first()
            if row is None:
                continue  # confirmed before, or cut since
            sealed = Sealed(row.log, row.seq, row.records, next(frame.read(bytes(row.data))))
            receipt = receiving.read(superior, text, sealed)
            receiving.record(s, sealed, text, receipt)
            found.confirmed += 1
            found.records += sealed.records
            found.returned += receipt.returned
