"""Taking what the superior has and this computer lacks: the other computers' logs, one's own lost tail, and posts.

Every frame is verified before it is stored, and stored in one transaction with its records. A restored superior gets
its own frames handed back first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import posted, store
from sync.desk.engine import DeskStore
from sync.protocol import certificates, core, envelope, frame, keys
from sync.protocol.admission import Known
from sync.protocol.frame import DOWN
from sync.protocol.refusals import Refused, Why
from union_desk.synctables import COMPUTERS, FRAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.desk.sealing import Sealer
    from sync.protocol.frame import Frame
    from sync.protocol.messages import KnownLog, Welcome
    from sync.protocol.peer import Peer
    from union_desk.database import Database

_WAITS = {Why.EARLY, Why.GAP}


@dataclass
class Pulled:
    """What was taken: frames and records of other computers, frames of the superior, and how many were handed back."""

    frames: int = 0
    records: int = 0
    posts: int = 0
    handed_back: int = 0
    merged: int = 0
    logs: set[int] = field(default_factory=set)

    @property
    def counts(self) -> dict[str, int]:
        """Return the figures by their names in a session's report."""
        return {"pulled_frames": self.frames, "pulled_records": self.records, "posts": self.posts,
                "handed_back": self.handed_back, "merged": self.merged}


@dataclass
class Puller:
    """Pulls for one enrolled office."""

    db: Database
    superior: store.Superior
    sealer: Sealer
    found: Pulled = field(default_factory=Pulled)

    @property
    def above(self) -> str:
        """Return the name under which the superior writes its own logs."""
        return keys.fingerprint(self.superior.key)[:32]

    def pull(self, peer: Peer, welcome: Welcome, nonce: str) -> Pulled:
        """Hand back, then take everything that can be taken; returns what was done."""
        self.learn(welcome.devices)
        self._hand_back(peer, welcome, nonce)
        wanted = {known.log: known.seq for known in (*welcome.logs, *welcome.feed)}
        moving = True
        while moving:
            moved = [self._take_log(peer, nonce, log, last) for log, last in sorted(wanted.items())]
            moving = any(moved)
        return self.found

    def learn(self, texts: Iterable[str]) -> None:
        """Remember certificates of the unit's other computers; what the superior has not signed is left out."""
        known = []
        for text in texts:
            one = certificates.verify(self.superior.key, text)
            if one.unit == self.superior.unit:
                known.append({"device": one.device, "certificate": text})
        if known:
            with self.db.bookkeeping() as s:
                for row in known:
                    s.execute(sa.delete(COMPUTERS).where(COMPUTERS.c.device == row["device"]))
                s.execute(sa.insert(COMPUTERS), known)

    # ---- the superior's own frames, which it may have lost

    def settle(self, feed: Sequence[KnownLog]) -> None:
        """Compare the superior's logs with what is held of them; where it holds another branch, its branch wins."""
        told = {each.log: Known(each.seq, each.end, tuple(each.tail)) for each in feed}
        with self.db.bookkeeping() as s:
            core.settle(DeskStore(s, self.superior.unit), told, {self.above})

    def _hand_back(self, peer: Peer, welcome: Welcome, nonce: str) -> None:
        self.settle(welcome.feed)
        told = {each.log: each.seq for each in welcome.feed}
        with self.db.read(whole=True) as s:
            logs = [each for each in store.all_logs(s) if each.share == DOWN and each.head.seq > told.get(each.log, 0)]
            lost = {each.log: [bytes(data) for (data,) in s.execute(sa.select(FRAMES.c.data).where(
                FRAMES.c.log == each.n, FRAMES.c.seq > told.get(each.log, 0), FRAMES.c.data.is_not(None))
                .order_by(FRAMES.c.seq))] for each in logs}
        self.found.handed_back += core.hand_back(lambda data: peer.hand_back(data, nonce), lost)

    # ---- frames that arrive

    def _take_log(self, peer: Peer, nonce: str, log: str, last: int) -> bool:
        """Take what is missing of a log as far as it goes; tell whether anything was."""
        moved = False
        while True:
            with self.db.read(whole=True) as s:
                mine = next((each.head.seq for each in store.all_logs(s) if each.log == log), 0)
            if mine >= last:
                return moved
            count = self.take(frame.read(peer.feed(log, mine, nonce)))
            if not count:
                return moved
            moved = True

    def take(self, frames: Iterable[Frame]) -> int:
        """Take frames in order until one must wait for another log's; returns how many were news.

        Raises Refused for a frame that is forged, for another union, or of another branch.
        """
        count = 0
        for one in frames:
            self.verify(one)
            try:
                count += self._receive(one)
            except Refused as refused:
                if refused.code not in _WAITS:
                    raise
                break
        return count

    def verify(self, one: Frame) -> None:
        """Raise Refused unless the frame is the superior's for this union, or of a computer that it has certified."""
        header = one.header
        if header.share == DOWN:
            if header.unit != self.above or header.addressee not in {"", self.superior.unit}:
                raise Refused(Why.WRONG_UNIT)
            one.verify(self.superior.key)
            return
        if header.unit != self.superior.unit:
            raise Refused(Why.WRONG_UNIT)
        text = self._certificate(header.device, header.cert)
        one.verify(certificates.verify(self.superior.key, text).public, self.superior.key)

    def _certificate(self, device: str, digest: str) -> str:
        with self.db.read(whole=True) as s:
            text = s.execute(sa.select(COMPUTERS.c.certificate).where(COMPUTERS.c.device == device)).scalar()
        for each in (self.superior.certificate if device == self.superior.device else None, text):
            if each is not None and envelope.digest(each) == digest:
                return each
        raise Refused(Why.UNKNOWN_DEVICE)

    def _receive(self, one: Frame) -> bool:
        with self.db.bookkeeping() as s:
            own = DeskStore(s, self.superior.unit, self.sealer)
            news = core.receive(own, one)
            number = own.log(one.header.log).n
        if not news:
            return False
        if one.header.share == DOWN:
            self.found.posts += 1
        else:
            self.found.frames += 1
            self.found.records += one.header.n
            self.found.logs.add(number)
        self._tell(frozenset(table.register for table in one.tables()))
        return True

    def _tell(self, touched: frozenset[str]) -> None:
        for tell in list(self.db.on_change):
            tell(touched)

    def reconcile(self) -> int:
        """Merge what two computers wrote of one record; returns how many records that concerns."""
        with self.db.bookkeeping() as s:
            own = DeskStore(s, self.superior.unit, self.sealer)
            own.seal_all()
            touched = frozenset(key[0] for key, _held in own.rivals())
            self.found.merged = core.reconcile(own)
            own.seal_all()
        if self.found.merged:
            self._tell(touched)
        return self.found.merged


def waiting_for_update(db: Database) -> dict[str, int]:
    """Return how many posted records of each book need a newer version of this program."""
    with db.read(whole=True) as s:
        return posted.unknown(s)
