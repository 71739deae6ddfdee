"""One session with the superior: greet, compare, seal and send while the last frames are on their way, note receipts.

The next frames are sealed while others travel. Frames per request begin at one and may double with success;
since a frame is small and durable, "resume" is "send this frame again". Nothing here waits or tries again by itself.
"""

from __future__ import annotations

import secrets
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import device, receiving, recovery, store
from sync.desk.remote import Remote
from sync.desk.road import Road
from sync.desk.sealing import Sealed, Sealer
from sync.protocol import frame, keys, limits
from sync.protocol.admission import Known, Step, compare
from sync.protocol.messages import Hello, LogHead, Wanted
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused, Why
from union_desk import __version__, progress
from union_desk.errors import UserError
from union_desk.migrations import HEAD
from union_desk.synctables import FRAMES
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from sync.desk.remote import Post
    from sync.desk.road import Answer
    from sync.protocol.messages import Welcome
    from sync.protocol.peer import Peer
    from sync.protocol.receipts import Receipt
    from union_desk.database import Database
    from union_desk.progress import Progress

ROUNDS = 4
_BEGIN_AGAIN = {Why.GAP, Why.FORK, Why.EARLY, Why.STALE_NONCE, Why.TAMPERED}
_FEWER, _AT_LEAST = 0.95, 20
SENDING = N_("Reporting to the superior union")


class ServerEmptierError(UserError):
    """The server holds far less than it has confirmed."""

    code = "server_emptier"
    message = N_("The superior union's server holds {held} records of this office; it has confirmed {confirmed}. "
                 "Perhaps it was set up anew. Ask there before you send everything again.")


@dataclass
class Report:
    """What a session did: frames and records confirmed, records returned, bytes sent, records reported once more."""

    frames: int = 0
    records: int = 0
    returned: int = 0
    sent_bytes: int = 0
    reissued: int = 0
    rolled_over: int = 0


@dataclass
class _Session:
    db: Database
    superior: store.Superior
    peer: Peer
    sealer: Sealer
    progress: Progress
    report: Report = field(default_factory=Report)
    nonce: str = ""
    most: int = limits.REQUEST_FRAMES
    size: int = 1
    queue: deque[Sealed] = field(default_factory=deque)
    held: dict[int, int] = field(default_factory=dict)  # by log: the last frame that the superior was found to hold
    queued: dict[int, int] = field(default_factory=dict)  # by log: the last frame that was put into the queue


def run_session(db: Database, progress: Progress = progress.NONE, *, accept_emptier: bool = False,
                post: Post | None = None) -> Report:
    """Report all that has changed and take the receipts; returns what was done.

    May be cut at any moment and run again. Raises NotEnrolledError, DeviceKeyMissingError, ServerEmptierError (say
    `accept_emptier` after asking a person), Refused, NoAnswerError; how it ended is remembered for `status`.
    """
    with db.read() as s:
        superior = store.superior(s)
        office = store.get(s, store.OFFICE_NAME)
    signer = device.load(db, office, superior.device)
    with _carrier(superior, post) as carry:
        peer = Remote(carry, signer, superior.key, superior.server)
        session = _Session(db, superior, peer, Sealer(db, signer, superior), progress)
        try:
            _run(session, accept_emptier=accept_emptier)
        except (UserError, OSError) as fault:
            _remember(session, fault)
            raise
        _remember(session, None)
        return session.report


@contextmanager
def _carrier(superior: store.Superior, post: Post | None) -> Iterator[Post]:
    if post is not None:
        yield post
        return
    from sync.desk import network

    pin = keys.fingerprint(superior.key) if superior.pinned else ""
    with network.Carrier(superior.server, pin) as carrier:
        yield carrier.post


def _remember(session: _Session, fault: Exception | None) -> None:
    code = getattr(fault, "code", type(fault).__name__) if fault is not None else ""
    with session.db.bookkeeping() as s:
        store.put(s, store.LAST_SESSION, {
            "at": store.now(), "ok": fault is None, "sent": session.report.records, "returned": session.report.returned,
            "code": str(code), "message": str(fault or "")})


def _run(session: _Session, *, accept_emptier: bool) -> None:
    """Greet and send; after a refusal that a fresh comparison mends, do so again, a few times."""
    for attempt in range(ROUNDS):
        welcome = _greet(session)
        _settle(session, welcome, accept_emptier=accept_emptier)
        try:
            _fetch_receipts(session)
            _send(session)
            return
        except Refused as refused:
            if refused.code not in _BEGIN_AGAIN or attempt == ROUNDS - 1:
                raise
            session.queue.clear()
            session.queued.clear()
            session.size = 1


# ---- greeting and comparing


def _greet(session: _Session) -> Welcome:
    with session.db.read() as s:
        heads = [LogHead(log=log.log, share=log.share, seq=log.head.seq, hash=log.head.hash) for log in store.logs(s)]
    hello = Hello(challenge=secrets.token_hex(16), app=f"union-desk {__version__}", schema=HEAD, heads=heads)
    welcome = session.peer.hello(hello)
    if welcome.unit != session.superior.unit:
        raise Refused(Why.WRONG_UNIT)
    session.nonce = welcome.nonce
    session.most = max(1, min(limits.REQUEST_FRAMES, welcome.limits.frames))
    return welcome


def _settle(session: _Session, welcome: Welcome, *, accept_emptier: bool) -> None:
    """Bring the logs into agreement with what the superior holds: one transaction."""
    told = {known.log: Known(known.seq, known.end, tuple(known.tail)) for known in welcome.logs}
    with session.db.bookkeeping() as s:
        if not accept_emptier:
            _ask_before_filling(s, welcome)
        for number in [log.n for log in store.logs(s)]:
            log = next(each for each in store.logs(s) if each.n == number)
            _settle_log(session, s, log, told.get(log.log, Known()))
        if welcome.superior_name != session.superior.name:
            renamed = store.Superior(**{**vars(session.superior), "name": welcome.superior_name})
            store.put_superior(s, renamed)


def _ask_before_filling(s: Session, welcome: Welcome) -> None:
    held = sum(count for count, _a, _b in welcome.roots.values())
    waiting = s.execute(sa.select(sa.func.coalesce(sa.func.sum(FRAMES.c.records), 0)).where(
        FRAMES.c.received_at.is_(None))).scalar_one()
    confirmed = sum(root.rows for root in store.roots(s).values()) - int(waiting)
    if confirmed >= _AT_LEAST and held < confirmed * _FEWER:
        raise ServerEmptierError(held=held, confirmed=confirmed)


def _settle_log(session: _Session, s: Session, log: store.Log, theirs: Known) -> None:
    found = compare(log.head, lambda seq: store.hash_at(s, log, seq), theirs, is_open=log.open)
    if found.step is Step.CUT:
        session.report.reissued += recovery.cut(s, log, found.common)
        return
    if found.step is Step.ROLL_OVER:
        recovery.roll_over(s, log)
        session.report.rolled_over += 1
    session.held[log.n] = found.common
    if found.common < log.acked:
        recovery.take_back(s, log, found.common)
    bad = recovery.first_unsendable(s, log, found.common)
    if bad is not None:
        session.report.reissued += recovery.cut(s, log, bad - 1)


# ---- receipts that were lost on their way


def _fetch_receipts(session: _Session) -> None:
    """Ask for the receipts of frames that the superior holds but that were never confirmed here."""
    while True:
        with session.db.read() as s:
            wanted = _held_unconfirmed(session, s)
        if not wanted:
            return
        first, last = wanted[0].seq, wanted[-1].seq
        log = wanted[0].frame.header.log
        texts = session.peer.receipts(Wanted(log=log, first=first, last=last), session.nonce)
        if not texts:
            raise NoAnswerError(address=session.superior.server, reason=_("the receipts are missing"))
        _note(session, wanted, texts)


def _held_unconfirmed(session: _Session, s: Session) -> list[Sealed]:
    """Return consecutive frames of one log that the superior was found to hold, without their receipts here."""
    for log in store.logs(s):
        known = sa.and_(FRAMES.c.received_at.is_(None), FRAMES.c.seq <= session.held.get(log.n, 0))
        found = _load(s, log, known, limits.RECEIPTS_AT_ONCE)
        if found:
            return [one for place, one in enumerate(found) if one.seq == found[0].seq + place]
    return []


def _load(s: Session, log: store.Log, where: sa.ColumnElement[bool], most: int) -> list[Sealed]:
    rows = s.execute(sa.select(FRAMES.c.seq, FRAMES.c.records, FRAMES.c.data).where(
        FRAMES.c.log == log.n, FRAMES.c.data.is_not(None), where).order_by(FRAMES.c.seq).limit(most))
    return [Sealed(log.n, seq, records, next(frame.read(bytes(data)))) for seq, records, data in rows]


# ---- sending


def _send(session: _Session) -> None:
    """Send all that waits and all that is sealed meanwhile; while requests travel the next frames are sealed."""
    session.progress.start(_expected(session), _(SENDING))
    with Road(session.peer, session.nonce) as road:
        try:
            while True:
                _fill(session, road)
                if session.queue and road.has_room:
                    road.send([session.queue.popleft() for _count in range(min(session.size, len(session.queue)))])
                elif road.is_empty:
                    return
                else:
                    _take(session, road.answer())
        finally:
            session.report.sent_bytes += road.sent_bytes


def _take(session: _Session, answer: Answer) -> None:
    session.queue.extendleft(reversed(answer.left))
    if not answer.taken:
        raise NoAnswerError(address=session.superior.server, reason=_("the receipts are missing"))
    session.size = min(session.most, session.size * 2)
    _note(session, answer.taken, answer.receipts)


def _expected(session: _Session) -> int:
    from sync.desk import status

    with session.db.read() as s:
        return status.count_waiting(s)


def _fill(session: _Session, road: Road) -> None:
    """Put frames into the queue, sealed earlier or sealed now: one if it can set out at once, else a whole request."""
    while not session.queue if road.has_room else len(session.queue) < session.size and not road.is_answered:
        made = _waiting(session) or session.sealer.seal()
        if not made:
            return
        session.queue.extend(made)
        session.queued.update({one.log: one.seq for one in made})


def _waiting(session: _Session) -> list[Sealed]:
    """Return frames that were sealed earlier and are not confirmed, as many as one request takes."""
    with session.db.read() as s:
        for log in store.logs(s):
            last = session.queued.get(log.n, 0)
            if last < log.head.seq:
                unsent = sa.and_(FRAMES.c.received_at.is_(None), FRAMES.c.seq > last)
                found = _load(s, log, unsent, session.most)
                if found:
                    return found
                session.queued[log.n] = log.head.seq
    return []


def _note(session: _Session, batch: Sequence[Sealed], texts: Sequence[str]) -> None:
    """Verify receipts and remember them, in one transaction."""
    read: list[tuple[Sealed, str, Receipt]] = []
    for sealed, text in zip(batch, texts, strict=False):
        try:
            read.append((sealed, text, receiving.read(session.superior, text, sealed)))
        except Refused as fault:
            raise NoAnswerError(address=session.superior.server, reason=str(fault)) from fault
    with session.db.bookkeeping() as s:
        for sealed, text, receipt in read:
            receiving.record(s, sealed, text, receipt)
    for sealed, _text, receipt in read:
        session.report.frames += 1
        session.report.records += sealed.records
        session.report.returned += receipt.returned
        session.progress.step(sealed.records)
