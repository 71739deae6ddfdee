"""One session with the superior: greet, compare, seal and send while the last frames are on their way, note receipts.

The next frames are sealed while others travel. Frames per request begin at one and may double with success; the
superior takes each as it comes, so that "resume" is "send the torn frame again". Nothing here waits by itself.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import comparing, device, greeting, levels, outcome, pruning, pulling, receiving, recovery, store
from sync.desk.contents import Office
from sync.desk.engine import DeskStore
from sync.desk.outcome import Report
from sync.desk.porting import Porter
from sync.desk.remote import Remote, carried
from sync.desk.road import Road
from sync.desk.sealing import Sealed, Sealer, load
from sync.protocol import core, keys, limits
from sync.protocol.admission import Known
from sync.protocol.messages import Wanted
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused, Why
from union_desk import progress
from union_desk.errors import UserError
from union_desk.exchange.quiet import collect_young, collector_at_rest
from union_desk.privacy import sweeping
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
    postponed: set[str] = field(default_factory=set)  # logs that wait for what they are built on


def run_session(db: Database, progress: Progress = progress.NONE, *, accept_emptier: bool = False,
                post: Post | None = None) -> Report:
    """Report all that has changed and take the receipts; returns what was done.

    May be cut at any moment and run again; how it ended is remembered. Raises NotEnrolledError, ByStickError, Refused,
    NoAnswerError, DeviceKeyMissingError, ServerEmptierError (say `accept_emptier` after asking a person).
    """
    with talking(db, progress, post) as session:
        try:
            _run(session, accept_emptier=accept_emptier)
        except (UserError, OSError) as fault:
            _remember(session, fault)
            raise
        _remember(session, None)
    sweeping.follow_report(db)
    return session.report


@contextmanager
def talking(db: Database, progress: Progress, post: Post | None) -> Iterator[_Session]:
    """Give a session with the superior that has not greeted yet."""
    with db.read(whole=True) as s:
        superior, office = store.superior(s), store.get(s, store.OFFICE_NAME)
    if not superior.server and post is None:
        raise store.ByStickError
    signer = device.load(db, office, superior.device)
    pin = keys.fingerprint(superior.key) if superior.pinned else ""
    with carried(superior.server, pin, post) as carry:
        peer = Remote(carry, signer, superior.key, superior.server)
        yield _Session(db, superior, peer, Sealer(db, signer, superior), progress)


def _remember(session: _Session, fault: Exception | None) -> None:
    with session.db.bookkeeping() as s:
        last = {
            "at": store.now(), "ok": fault is None, "sent": session.report.records, "returned": session.report.returned,
            "pulled": session.report.pulled_records, "merged": session.report.merged, "posts": session.report.posts,
            **outcome.told(fault)}
        store.put_session(s, last, vars(session.report), session.sealer.pace.keep)
        if fault is None:
            pruning.prune(s)


def _run(session: _Session, *, accept_emptier: bool) -> None:
    """Greet, send and take, as long as contents of files remain, records going first in each round.

    After a refusal that a fresh comparison mends, do so again, a few times.
    """
    attempt = 0
    while True:
        welcome = greet(session)
        _settle(session, welcome, accept_emptier=accept_emptier)
        try:
            _fetch_receipts(session)
            _send(session)
            _pull(session, welcome)
            _compare_if_needed(session)
            session.report.levels += levels.fetch(session.db, session.superior, session.peer, welcome, session.nonce)
            if not _carry_files(session, welcome):
                return
            attempt = 0
        except Refused as refused:
            attempt += 1
            if (refused.code not in _BEGIN_AGAIN and not _seal_instead(session, refused)) or attempt == ROUNDS:
                raise
            if refused.code == Why.EARLY:
                _postpone(session, str(refused.params.get("log", "")))
            session.queue.clear()
            session.queued.clear()
            session.size = 1


def _seal_instead(session: _Session, refused: Refused) -> bool:
    """Cut a log that a refusal gives up (`recovery.given_up`); tells whether it was that."""
    with session.db.bookkeeping() as s:
        log = recovery.given_up(s, session.superior.device, str(refused.params.get("log", "")), refused.code)
        if log is not None:
            session.report.reissued += recovery.cut(s, log, session.held.get(log.n, 0))
    return log is not None


def _postpone(session: _Session, name: str) -> None:
    """Let other logs go first; what is refused again is built on something that nobody can supply, and is cut."""
    if name not in session.postponed:
        session.postponed.add(name)
        return
    with session.db.bookkeeping() as s:
        for log in store.logs(s):
            if log.log == name:
                session.report.reissued += recovery.cut(s, log, session.held.get(log.n, 0))
    session.postponed.clear()


def _pull(session: _Session, welcome: Welcome) -> None:
    """Take what came from elsewhere, merge, and send what that has made."""
    puller = pulling.Puller(session.db, session.superior, session.sealer)
    try:
        found = puller.pull(session.peer, welcome, session.nonce)
        for log in session_logs(session):
            if log.n in found.logs:
                session.held[log.n] = log.head.seq
        if found.frames:
            _fetch_receipts(session, own=False)
        if puller.reconcile() or found.frames:
            _send(session)
    finally:
        report, found = session.report, puller.found
        for name, count in found.counts.items():
            setattr(report, name, getattr(report, name) + count)


def _carry_files(session: _Session, welcome: Welcome) -> bool:
    """Carry a round of pieces of files, letting what is entered meanwhile go first; tell whether there is more."""
    def records_first() -> None:
        if _expected(session):
            _send(session)

    porter = Porter(Office(session.db, session.superior), session.peer, session.nonce, records_first)
    try:
        return porter.carry(wants=welcome.wants)
    finally:
        session.report.files_sent += porter.sent
        session.report.files_taken += porter.taken
        session.report.sent_bytes += porter.sent_bytes


def _compare_if_needed(session: _Session) -> None:
    """After a cut, or where sums differed, compare records with the superior, take over and send what is missing."""
    with session.db.read(whole=True) as s:
        needed = store.get(s, store.COMPARE, default=False) or store.get(s, store.DIFFERENCE, default=False)
    if not needed:
        return
    welcome = greet(session)
    with session.db.read(whole=True) as s:
        found = comparing.compare(DeskStore(s, session.superior.unit), session.peer, welcome, session.nonce)
    fetched = comparing.fetch(session.peer, found, session.nonce)  # nobody waits for the network with the door open
    with session.db.bookkeeping() as s:
        own = DeskStore(s, session.superior.unit, session.sealer)
        own.seal_all()
        comparing.mend(own, found, fetched)
        own.seal_all()
        core.reconcile(own)
        own.seal_all()
        store.put(s, store.COMPARE, value=False)
        store.put(s, store.DIFFERENCE, value=False)
    session.report.compared = len(found.differences)
    _send(session)


def compare_now(db: Database, *, post: Post | None = None) -> comparing.Comparison:
    """Return what the superior knows about this office: figures and every record that differs; changes nothing.

    Raises as `run_session` does.
    """
    with talking(db, progress.NONE, post) as session:
        welcome = greet(session)
        with db.read(whole=True) as s:
            return comparing.compare(DeskStore(s, session.superior.unit), session.peer, welcome, session.nonce)


def session_logs(session: _Session) -> list[store.Log]:
    """Return the unit's logs as they stand now."""
    with session.db.read(whole=True) as s:
        return store.logs(s)


# ---- greeting and comparing


def greet(session: _Session) -> Welcome:
    """Greet; what follows carries the nonce of the answer."""
    welcome = greeting.greet(session.db, session.superior, session.peer)
    session.nonce = welcome.nonce
    session.most = max(1, min(limits.REQUEST_FRAMES, welcome.limits.frames))
    return welcome


def _settle(session: _Session, welcome: Welcome, *, accept_emptier: bool) -> None:
    """Bring the logs into agreement with what the superior holds: one transaction."""
    told = {known.log: Known(known.seq, known.end, tuple(known.tail)) for known in welcome.logs}
    with session.db.bookkeeping() as s:
        if not accept_emptier:
            _ask_before_filling(s, welcome)
        numbers = {log.log: log.n for log in store.logs(s)}
        store.outdate_sticks(s)
        settled = core.settle(DeskStore(s, session.superior.unit), told, {session.superior.unit})
        session.held = {numbers[name]: seq for name, seq in settled.held.items()}
        session.report.reissued += settled.reissued
        session.report.rolled_over += settled.rolled_over
        store.learn(s, session.superior, welcome)


def _ask_before_filling(s: Session, welcome: Welcome) -> None:
    held = sum(count for count, _a, _b in welcome.roots.values())
    waiting = s.execute(sa.select(sa.func.coalesce(sa.func.sum(FRAMES.c.records), 0)).where(
        FRAMES.c.received_at.is_(None))).scalar_one()
    confirmed = sum(root.rows for root in store.roots(s).values()) - int(waiting)
    if confirmed >= _AT_LEAST and held < confirmed * _FEWER:
        raise ServerEmptierError(held=held, confirmed=confirmed)


def _fetch_receipts(session: _Session, *, own: bool = True) -> None:
    """Ask for the receipts of frames that the superior holds but that were never confirmed here.

    Those of another computer's frames are not `own`: they tell what became of each record, but nothing was sent.
    """
    while True:
        with session.db.read(whole=True) as s:
            wanted = _held_unconfirmed(session, s)
        if not wanted:
            return
        first, last = wanted[0].seq, wanted[-1].seq
        log = wanted[0].frame.header.log
        texts = session.peer.receipts(Wanted(log=log, first=first, last=last), session.nonce)
        if not texts:
            raise NoAnswerError(address=session.superior.server, reason=N_("the receipts are missing"))
        _note(session, wanted, texts, own=own)


def _held_unconfirmed(session: _Session, s: Session) -> list[Sealed]:
    """Return consecutive frames of one log that the superior was found to hold, without their receipts here."""
    for log in store.logs(s):
        known = sa.and_(FRAMES.c.received_at.is_(None), FRAMES.c.seq <= session.held.get(log.n, 0))
        found = load(s, log, known, limits.RECEIPTS_AT_ONCE)
        if found:
            return [one for place, one in enumerate(found) if one.seq == found[0].seq + place]
    return []


# ---- sending


def _send(session: _Session) -> None:
    """Send all that waits and all that is sealed meanwhile; while requests travel the next frames are sealed."""
    session.progress.start(_expected(session), _(SENDING))
    with collector_at_rest(), session.sealer.pace.on_the_road(), Road(session.peer, session.nonce) as road:
        try:
            while True:
                _fill(session, road)
                if session.queue and road.has_room:
                    road.send([session.queue.popleft() for _count in range(min(session.size, len(session.queue)))])
                elif road.is_empty:
                    return
                else:
                    _take(session, road.answer())
                    collect_young()
        finally:
            session.report.sent_bytes += road.sent_bytes


def _take(session: _Session, answer: Answer) -> None:
    session.queue.extendleft(reversed(answer.left))
    if not answer.taken:
        raise NoAnswerError(address=session.superior.server, reason=N_("the receipts are missing"))
    session.size = min(session.most, session.size * 2)
    for _frame in answer.taken:
        session.sealer.pace.went()
    _note(session, answer.taken, answer.receipts)


def _expected(session: _Session) -> int:
    from sync.desk import status

    with session.db.read(whole=True) as s:
        return status.estimate_waiting(s)


def _fill(session: _Session, road: Road) -> None:
    """Put frames into the queue, sealed earlier or sealed now: one if it can set out at once, else a whole request."""
    while not session.queue if road.has_room else len(session.queue) < session.size and not road.is_answered:
        most = 1 if road.has_room else min(limits.SEAL_AT_ONCE, session.size - len(session.queue))
        made = _waiting(session) or session.sealer.seal(most)
        if not made:
            return
        session.queue.extend(made)
        session.queued.update({one.log: one.seq for one in made})


def _waiting(session: _Session) -> list[Sealed]:
    """Return frames that were sealed earlier and are not confirmed, as many as one request takes."""
    with session.db.read(whole=True) as s:
        for log in sorted(store.logs(s), key=lambda log: log.log in session.postponed):
            last = session.queued.get(log.n, 0)
            if last < log.head.seq:
                unsent = sa.and_(FRAMES.c.received_at.is_(None), FRAMES.c.seq > last)
                found = load(s, log, unsent, session.most)
                if found:
                    return found
                session.queued[log.n] = log.head.seq
    return []


def _note(session: _Session, batch: Sequence[Sealed], texts: Sequence[str], *, own: bool = True) -> None:
    """Verify receipts and remember them, in one transaction."""
    read: list[tuple[Sealed, str, Receipt]] = []
    for sealed, text in zip(batch, texts, strict=False):
        try:
            read.append((sealed, text, receiving.read(session.superior, text, sealed)))
        except Refused as fault:
            raise NoAnswerError(address=session.superior.server, reason=fault.message,
                                about=fault.params) from fault
    with session.db.bookkeeping() as s:
        for sealed, text, receipt in read:
            receiving.record(s, sealed, text, receipt)
    for sealed, _text, receipt in read if own else ():
        session.report.frames += 1
        session.report.records += sealed.records
        session.report.returned += receipt.returned
        session.progress.step(sealed.records)
