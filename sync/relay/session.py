"""One session of a superior with its own: tell of the units, send what they reported, take what comes down.

It may be cut at any moment and held again. Units of which nothing has changed on either side cost nothing: one digest
of all heads tells. What the superior does not take of one unit holds up no other.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from sync.desk import outcome
from sync.desk.porting import Porter
from sync.desk.remote import Remote, carried
from sync.desk.store import Superior as Above
from sync.protocol import core, frame, keys, limits, receipts, relaying
from sync.protocol.admission import Known
from sync.protocol.messages import Hello, LogHead, Wanted, Welcome
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import PASSING, Refused, Why
from sync.protocol.relaying import Below, BelowUnit, Withheld
from sync.relay import branches, files, memory, passed, refiling
from sync.relay.falling import Taker
from sync.relay.files import Shelf
from sync.relay.memory import Memory
from sync.relay.passing import Maker
from sync.server import engine as engines
from sync.server import posting
from sync.server.superior import now
from sync.server.tables import FRAMES, RELAY_FRAMES, RELAY_LOGS, RELAY_UNITS, UNITS
from union_desk import __version__
from union_desk.errors import UserError
from union_desk.migrations import HEAD
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.desk.remote import Post
    from sync.protocol.frame import Frame
    from sync.relay.policy import Policy
    from sync.server.superior import Superior

ROUNDS = 4
_FOR_ALL = PASSING | {Why.REVOKED, Why.UNKNOWN_DEVICE, Why.NOT_SIGNED}
_BEGIN_AGAIN = {Why.GAP, Why.FORK, Why.EARLY, Why.STALE_NONCE, Why.TAMPERED}


@dataclass
class Report:
    """What a session did: frames and records passed on, records returned above, frames that came down, receipts.

    `refiled` are records that a restore had made this superior lose and that nobody sent again.
    `files_sent` and `files_taken` are contents of files that are whole now at the superior, and here.
    """

    frames: int = 0
    records: int = 0
    returned: int = 0
    units: int = 0
    posts: int = 0
    handed_back: int = 0
    receipts: int = 0
    refiled: int = 0
    files_sent: int = 0
    files_taken: int = 0
    faults: dict[str, str] = field(default_factory=dict)


def run(superior: Superior, policy: Policy, post: Post | None = None) -> Report:
    """Hold a session; how it ended is remembered.

    Raises NotRelayingError, Refused, NoAnswerError.
    """
    with engines.reading(superior.engine) as connection:
        above = memory.above(connection)
        signer = memory.signer(connection)
    assert signer is not None
    pin = keys.fingerprint(above.key) if above.pinned else ""
    with carried(above.server, pin, post) as carry:
        session = Session(superior, above, Remote(carry, signer, above.key, above.server), signer, policy)
        try:
            session.run()
        except (UserError, OSError) as fault:
            _remember(superior, session.report, fault)
            raise
    _remember(superior, session.report, None)
    return session.report


def _remember(superior: Superior, report: Report, fault: Exception | None) -> None:
    with engines.writing(superior.engine) as connection:
        memory.put(connection, memory.LAST, {
            "at": now(), "ok": fault is None, **outcome.told(fault), **asdict(report)})


@dataclass
class Session:
    """A session under way."""

    superior: Superior
    above: Above
    peer: Remote
    signer: keys.Signer
    policy: Policy
    report: Report = field(default_factory=Report)
    nonce: str = ""
    number: int = 0

    def run(self) -> None:
        """Do all there is to do; contents of files in rounds, so that the records of all units go before each."""
        while self._round():
            pass

    def _round(self) -> bool:
        """Let records, posts and receipts travel, then some pieces of files; tells whether there are more of those."""
        with engines.reading(self.superior.engine) as connection:
            down = Memory(connection, "", memory.NOBODY).heads(own=False)
        welcome = self._greet("", [], down)
        self._learn(welcome)
        units, nonce = self._tell(welcome), self.nonce
        taker = Taker(self.superior, self.above, self.peer)
        try:
            taker.take("", welcome.feed, nonce)
            carrying = {"": (nonce, False)}
            for unit in units:
                wants = self._unit_or_fault(unit, taker)
                if wants is not None:
                    carrying[unit] = (self.nonce, wants)
            self.report.receipts += passed.fetch(self.superior, self.above, self.peer, welcome, nonce)
        finally:
            self.report.posts += taker.taken
            self.report.handed_back += taker.handed_back
        left = [self._carry(unit, nonce, wants=wants) for unit, (nonce, wants) in carrying.items()]
        return any(left)

    def _carry(self, unit: str, nonce: str, *, wants: bool) -> bool:
        """Carry a round of pieces that concern a unit; tell whether there is more."""
        porter = Porter(Shelf(self.superior, self.above, self.policy, unit), self.peer, nonce)
        try:
            return porter.carry(wants=wants) and bool(porter.sent_bytes + porter.taken_bytes)
        except Refused as refused:
            if refused.code in _FOR_ALL:
                raise
            self._fault(unit, refused)
            return False
        finally:
            self.report.files_sent += porter.sent
            self.report.files_taken += porter.taken

    def _greet(self, unit: str, heads: list[LogHead], feed: list[LogHead]) -> Welcome:
        welcome = self.peer.hello(Hello(
            challenge=secrets.token_hex(16), app=f"union-superior {__version__}", schema=HEAD, heads=heads, feed=feed,
            unit=unit or msgspec.UNSET))
        if welcome.unit != (unit or self.above.unit):
            raise Refused(Why.WRONG_UNIT)
        self.nonce = welcome.nonce
        return welcome

    def _learn(self, welcome: Welcome) -> None:
        """Remember how the superior is called now."""
        level = "" if isinstance(welcome.level, msgspec.UnsetType) else welcome.level
        if (welcome.superior_name, level) != (self.above.name, self.above.level):
            self.above = Above(**{**vars(self.above), "name": welcome.superior_name, "level": level})
            with engines.writing(self.superior.engine) as connection:
                memory.put_above(connection, self.above)

    # ---- units

    def _tell(self, welcome: Welcome) -> list[str]:
        """Tell of the units and the policy where they are not known; returns the units that need a look."""
        told = None if isinstance(welcome.below, msgspec.UnsetType) else welcome.below
        fields = self.policy.withheld()
        with engines.writing(self.superior.engine) as connection:
            self.number = _number(connection, self.policy.digest, told.number if told is not None else None)
            units = [BelowUnit(id=row.id, code=row.code, name=row.name, parent=row.parent_id or "",
                               closed=row.closed_at is not None)
                     for row in connection.execute(sa.select(UNITS).order_by(UNITS.c.id))]
            waiting, mine = _waiting(connection) | refiling.ready(connection, self.superior), _told(connection)
            waiting |= {unit.id for unit in units} & {
                *files.waiting(connection, self.superior, self.policy), *(told.wants if told is not None else ())}
        known = (relaying.digest(units), relaying.digest(fields), self.number, relaying.digest_of_heads(
            head for heads in mine.values() for head in heads))
        if told is not None and (told.units, told.policy, told.number, told.heads) == known:
            return sorted(waiting)
        held = self.peer.below(Below(units=units, policy=Withheld(number=self.number, fields=fields)), self.nonce)
        theirs: dict[str, set[tuple[str, int]]] = {}
        for head in held.heads:
            theirs.setdefault(head.unit, set()).add((head.log, head.seq))
        other = {unit for unit in theirs.keys() | mine.keys() if theirs.get(unit) != mine.get(unit)}
        for unit in held.refused:
            self._fault(unit, Refused(Why.WRONG_UNIT))
        return sorted((waiting | other & {unit.id for unit in units}) - set(held.refused))

    def _unit_or_fault(self, unit: str, taker: Taker) -> bool | None:
        """Do what there is for a unit; what is refused of one holds up no other.

        Returns whether the superior wants contents of its files, None where it was refused.
        """
        try:
            wants = self._unit(unit, taker)
            self._fault(unit, None)
        except Refused as refused:
            if refused.code in _FOR_ALL:
                raise
            self._fault(unit, refused)
            return None
        return wants

    def _fault(self, unit: str, refused: Refused | None) -> None:
        with engines.writing(self.superior.engine) as connection:
            connection.execute(sa.update(RELAY_UNITS).where(RELAY_UNITS.c.unit_id == unit).values(
                fault=str(refused or "")))
        if refused is not None:
            self.report.faults[unit] = str(refused.code)

    def _unit(self, unit: str, taker: Taker) -> bool:
        self.report.units += 1
        for attempt in range(ROUNDS):
            try:
                welcome = self._settle(unit)
                self._fetch_receipts(unit, welcome)
                self._send(unit)
                filed = refiling.file(self.superior, self.policy, self.number, unit)
                if filed:
                    self.report.refiled += filed
                    self._send(unit)
                before = taker.taken
                taker.take(unit, welcome.feed, self.nonce)
                if taker.taken > before:
                    welcome = self._settle(unit)  # the greeting tells that it was delivered
                return welcome.wants
            except Refused as refused:
                if refused.code not in _BEGIN_AGAIN or attempt == ROUNDS - 1:
                    raise
        return False

    def _settle(self, unit: str) -> Welcome:
        """Greet for a unit and bring its logs into agreement with what the superior holds."""
        with engines.reading(self.superior.engine) as connection:
            own = Memory(connection, unit, unit)
            heads, feed = own.heads(own=True), own.heads(own=False)
        welcome = self._greet(unit, heads, feed)
        self._look_back(unit, welcome)
        told = {known.log: Known(known.seq, known.end, tuple(known.tail)) for known in welcome.logs}
        with engines.writing(self.superior.engine) as connection:
            own = Memory(connection, unit, unit)
            core.settle(own, told, {unit})
            for log in own.logs():
                if log.unit == unit:
                    own.told(log.log, told.get(log.log, Known()).seq, unit)
            for name, known in told.items():
                own.told(name, known.seq, unit)
        return welcome

    def _look_back(self, unit: str, welcome: Welcome) -> None:
        """After this relay was restored: look at frames of its own that the superior holds and that were lost here."""
        with engines.reading(self.superior.engine) as connection:
            held = branches.known(connection, unit)
        for log in welcome.logs:
            after = held.get(log.log, 0)
            while after < log.seq:
                came = list(frame.read(self.peer.feed(log.log, after, self.nonce)))
                if not came or any(one.header.unit != unit for one in came):
                    break
                with engines.writing(self.superior.engine) as connection:
                    for one in came:
                        branches.learn(connection, one)
                        refiling.keep(connection, self.signer, one)
                after = came[-1].header.seq

    # ---- frames and receipts

    def _fetch_receipts(self, unit: str, welcome: Welcome) -> None:
        """Ask for the receipts of frames that the superior holds but that were never confirmed here."""
        held = {known.log: known.seq for known in welcome.logs}
        while True:
            unconfirmed = [one for one in self._unconfirmed(unit) if one.header.seq <= held.get(one.header.log, 0)]
            if not unconfirmed:
                return
            first, last = unconfirmed[0].header, unconfirmed[-1].header
            texts = self.peer.receipts(Wanted(log=first.log, first=first.seq, last=last.seq), self.nonce)
            self._note(unconfirmed, texts)

    def _unconfirmed(self, unit: str) -> list[Frame]:
        """Return the next frames of one log that have no receipt, as many as one request takes."""
        with engines.reading(self.superior.engine) as connection:
            found = connection.execute(sa.select(RELAY_FRAMES.c.log, RELAY_FRAMES.c.seq, RELAY_FRAMES.c.data).join(
                RELAY_LOGS, RELAY_LOGS.c.log == RELAY_FRAMES.c.log).where(
                RELAY_LOGS.c.unit_id == unit, RELAY_LOGS.c.author == unit, RELAY_FRAMES.c.received_at.is_(None),
                RELAY_FRAMES.c.data.is_not(None)).order_by(RELAY_LOGS.c.open, RELAY_FRAMES.c.log, RELAY_FRAMES.c.seq)
                .limit(limits.REQUEST_FRAMES)).all()
        taken: list[Frame] = []
        size = 0
        for row in found:
            size += len(row.data)
            if row.log != found[0].log or (taken and size > limits.FEED_BYTES):
                break
            taken.append(next(frame.read(bytes(row.data))))
        return taken

    def _send(self, unit: str) -> None:
        maker = Maker(self.superior, self.above, self.signer, self.policy, self.number)
        while True:
            waiting = self._unconfirmed(unit)
            if not waiting:
                if not maker.make_ready(unit):
                    return
                continue
            self._note(waiting, self.peer.push([one.data for one in waiting], self.nonce))

    def _note(self, sent: Sequence[Frame], texts: Sequence[str]) -> None:
        """Verify receipts and remember them, and let them go down to the units; one transaction."""
        if not texts:
            raise NoAnswerError(address=self.above.server, reason=N_("the receipts are missing"))
        try:
            read = [(one, text, receipts.verify(self.above.key, text, one))
                    for one, text in zip(sent, texts, strict=False)]
        except Refused as fault:
            raise NoAnswerError(address=self.above.server, reason=fault.message,
                                about=fault.params) from fault
        with engines.writing(self.superior.engine) as connection:
            posting.lock(connection)
            for one, text, receipt in read:
                passed.record(connection, self.superior, self.above, one, text)
                self.report.frames += 1
                self.report.records += receipt.records
                self.report.returned += receipt.returned


def _number(connection: sa.Connection, digest: str, theirs: int | None) -> int:
    """Return the number of the policy in force; one that changed, or was not the last one told, gets a later one."""
    told = memory.get(connection, memory.POLICY)
    held = None if told is None else (str(told["digest"]), int(told["number"]))
    number = relaying.next_number(held, digest, theirs)
    if held == (digest, number):
        return number
    memory.put(connection, memory.POLICY, {"number": number, "digest": digest})
    connection.execute(sa.update(RELAY_UNITS).values(place=0))
    return number


def _waiting(connection: sa.Connection) -> set[str]:
    """Return the units with frames that are not ready yet, or not confirmed."""
    last = sa.select(FRAMES.c.unit_id, sa.func.max(FRAMES.c.place).label("place")).group_by(FRAMES.c.unit_id).subquery()
    fresh = connection.execute(sa.select(UNITS.c.id).join(last, last.c.unit_id == UNITS.c.id).outerjoin(
        RELAY_UNITS, RELAY_UNITS.c.unit_id == UNITS.c.id).where(
        last.c.place > sa.func.coalesce(RELAY_UNITS.c.place, 0))).scalars()
    unconfirmed = connection.execute(sa.select(RELAY_LOGS.c.unit_id).distinct().join(
        RELAY_FRAMES, RELAY_FRAMES.c.log == RELAY_LOGS.c.log).where(
        RELAY_LOGS.c.author == RELAY_LOGS.c.unit_id, RELAY_FRAMES.c.received_at.is_(None))).scalars()
    return {*fresh, *unconfirmed}


def _told(connection: sa.Connection) -> dict[str, set[tuple[str, int]]]:
    """Return by unit below the logs that the superior was last found to hold or to have written."""
    found: dict[str, set[tuple[str, int]]] = {}
    for row in connection.execute(sa.select(RELAY_LOGS).where(RELAY_LOGS.c.told > 0, RELAY_LOGS.c.unit_id != "")):
        found.setdefault(row.unit_id, set()).add((row.log, row.told))
    return found
