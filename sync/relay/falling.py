"""What comes down from the superior's superior: kept, and handed on to whom it is for.

What is for all goes on to all of this superior's units, what is for one of them to that one, what is for this union
itself stays here. It is posted again under the same name, so that nothing is there twice whoever hands it on. Frame and
posts are one transaction.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from sync.protocol import core, frame, keys, versions
from sync.protocol.admission import NOTHING, Known
from sync.protocol.frame import DOWN
from sync.protocol.refusals import Refused, Why
from sync.protocol.rows import hash_rows
from sync.protocol.versions import Version, filled
from sync.relay.memory import NOBODY, Memory
from sync.server import engine as engines
from sync.server import posting
from sync.server.superior import now
from sync.server.tables import POSTS, RELAY_FRAMES, RELAY_LOGS, RELAY_POSTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sync.desk.store import Superior as Above
    from sync.protocol.core import Arriving
    from sync.protocol.frame import Frame
    from sync.protocol.messages import KnownLog
    from sync.protocol.peer import Peer
    from sync.server.superior import Superior



class Key(NamedTuple):
    """A record that came down, and for whom."""

    audience: str
    register: str
    record: str

    @property
    def columns(self) -> dict[str, str]:
        """Return it as columns of a table of posts."""
        return {"audience": self.audience, "register": self.register, "id": self.record}


@dataclass
class Falling(Memory):
    """The superior's logs for one unit below, or ('') for all and for this union itself, inside one transaction."""

    superior: Superior
    above: Above

    @property
    def author(self) -> str:
        """Return the name under which the superior's superior writes."""
        return author(self.above)

    def grounds(self) -> Iterator[tuple[str, int, core.Ground]]:
        """Yield what each frame was built on: the superior writes several logs for one audience, if only in turn."""
        found = self.connection.execute(sa.select(RELAY_FRAMES.c.log, RELAY_FRAMES.c.seq, RELAY_FRAMES.c.data).join(
            RELAY_LOGS, RELAY_LOGS.c.log == RELAY_FRAMES.c.log).where(
            RELAY_LOGS.c.unit_id == self.about, RELAY_LOGS.c.author == self.author, RELAY_FRAMES.c.data.is_not(None))
            .order_by(RELAY_FRAMES.c.log, RELAY_FRAMES.c.seq)).all()
        for log, seq, data in found:
            yield log, seq, frame.header_of(bytes(data)).deps

    def apply(self, arriving: Arriving) -> None:
        """Store a frame of the superior's, and hand on what it says."""
        one: Frame = arriving  # type: ignore[assignment]  # whole frames arrive here
        header = one.header
        if not any(each.log == header.log for each in self.logs()):
            self.add(core.LogState(header.log, header.unit, open=False, head=NOTHING), header.device)
        self.connection.execute(sa.insert(RELAY_FRAMES).values(
            log=header.log, seq=header.seq, hash=one.hash, policy=0, records=header.n, sealed_at=now(),
            received_at=now(), data=one.data))
        self.connection.execute(sa.update(RELAY_LOGS).where(RELAY_LOGS.c.log == header.log).values(
            seq=header.seq, hash=one.hash))
        self.hand_on(self.put(one))

    def put(self, one: Frame) -> list[Key]:
        """Remember what a frame says; returns the records of which it is the latest word."""
        own, news = f"{one.header.log}:{one.header.seq}", []
        audience = one.header.addressee
        for table in one.tables():
            vectors = table.vectors(own)
            for place, digest in enumerate(hash_rows(table, vectors)):
                values = filled({name: column[place] for name, column in table.columns.items()})
                came = Version(vectors[place], digest, bool(table.deleted[place]), values)
                key = Key(audience, table.register, table.ids[place])
                if self._put_one(key, came, (one.header.log, one.header.seq)):
                    news.append(key)
        return news

    def _put_one(self, key: Key, came: Version, at: tuple[str, int]) -> bool:
        where = sa.and_(RELAY_POSTS.c.audience == key.audience, RELAY_POSTS.c.register == key.register,
                        RELAY_POSTS.c.id == key.record)
        row = self.connection.execute(sa.select(RELAY_POSTS).where(where)).mappings().first()
        held = [] if row is None else [Version(row["seen"], bytes(row["hash"]), bool(row["deleted"]), {})]
        left = versions.put(held, came)
        if left is None or left[0] is not came:
            return False
        self.connection.execute(sa.delete(RELAY_POSTS).where(where))
        self.connection.execute(sa.insert(RELAY_POSTS).values(
            **key.columns, log=at[0], seq=at[1], seen=came.seen, hash=came.digest,
            content=json.dumps(dict(came.values), ensure_ascii=False), deleted=came.deleted, at=now()))
        return True

    def hand_on(self, news: Sequence[Key]) -> None:
        """Post records to those whom they are for, as they are remembered; those that are not are withdrawn."""
        for audience, register in sorted({(key.audience, key.register) for key in news}):
            if audience == self.above.unit:  # for this union itself
                continue
            ids = [key.record for key in news if (key.audience, key.register) == (audience, register)]
            told = self._told(RELAY_POSTS, audience, register, ids)
            posted = self._told(POSTS, audience, register, ids)
            living = [{**told[record], "id": record} for record in ids
                      if told.get(record) is not None and posted.get(record) != told[record]]
            gone = [record for record in ids if told.get(record) is None and posted.get(record) is not None]
            if living or gone:
                posting.post_within(self.connection, self.superior, register, living, audience, gone)

    def _told(self, table: sa.Table, audience: str, register: str,
              ids: Sequence[str]) -> dict[str, dict[str, str | int | None]]:
        found = self.connection.execute(sa.select(table.c.id, table.c.content).where(
            table.c.audience == audience, table.c.register == register, table.c.id.in_(ids),
            table.c.deleted.is_(False)))
        return {record: json.loads(content) for record, content in found}

    def set_aside(self, cuts: Mapping[str, int]) -> None:
        """Withdraw what the superior no longer knows of, and say again what is left of it."""
        lost = sa.or_(*(sa.and_(RELAY_POSTS.c.log == log, RELAY_POSTS.c.seq > low) for log, low in cuts.items()))
        gone = [Key(*row) for row in self.connection.execute(sa.select(
            RELAY_POSTS.c.audience, RELAY_POSTS.c.register, RELAY_POSTS.c.id).where(lost).order_by(
            RELAY_POSTS.c.audience, RELAY_POSTS.c.register, RELAY_POSTS.c.id))]
        self.connection.execute(sa.delete(RELAY_POSTS).where(lost))
        self.forget(cuts)
        for one in self._left():
            self.put(one)
        self.hand_on(gone)

    def _left(self) -> Iterator[Frame]:
        found = self.connection.execute(sa.select(RELAY_FRAMES.c.data).join(
            RELAY_LOGS, RELAY_LOGS.c.log == RELAY_FRAMES.c.log).where(
            RELAY_LOGS.c.unit_id == self.about, RELAY_LOGS.c.author == self.author, RELAY_FRAMES.c.data.is_not(None))
            .order_by(RELAY_FRAMES.c.log, RELAY_FRAMES.c.seq)).scalars().all()
        for data in found:
            yield next(frame.read(bytes(data)))


def author(above: Above) -> str:
    """Return the name under which a superior writes logs of its own."""
    return keys.fingerprint(above.key)[:32]


@dataclass
class Taker:
    """Takes what comes down, in one session; `taken` counts frames, `handed_back` those that the superior had lost."""

    superior: Superior
    above: Above
    peer: Peer
    taken: int = 0
    handed_back: int = 0

    def take(self, about: str, feed: Sequence[KnownLog], nonce: str) -> None:
        """Bring the superior's logs into agreement and take what is new: those for a unit below, or ('') the others."""
        told = {one.log: Known(one.seq, one.end, tuple(one.tail)) for one in feed}
        with engines.writing(self.superior.engine) as connection:
            posting.lock(connection)
            own = self._own(connection, about)
            core.settle(own, told, {own.author})
            for log in own.logs():
                if log.unit == own.author:
                    own.told(log.log, told.get(log.log, Known()).seq, own.author)
            lost = self._lost(connection, own, told)
        self.handed_back += core.hand_back(lambda data: self.peer.hand_back(data, nonce), lost)
        moving = True
        while moving:
            moved = [self._take_log(about, one, nonce) for one in feed]
            moving = any(moved)

    def _own(self, connection: sa.Connection, about: str) -> Falling:
        return Falling(connection, about, about or NOBODY, self.superior, self.above)

    @staticmethod
    def _lost(connection: sa.Connection, own: Falling, told: Mapping[str, Known]) -> dict[str, list[bytes]]:
        logs = [one for one in own.logs() if one.unit == own.author and one.head.seq > told.get(one.log, Known()).seq]
        return {one.log: [bytes(data) for data in connection.execute(sa.select(RELAY_FRAMES.c.data).where(
            RELAY_FRAMES.c.log == one.log, RELAY_FRAMES.c.seq > told.get(one.log, Known()).seq,
            RELAY_FRAMES.c.data.is_not(None)).order_by(RELAY_FRAMES.c.seq)).scalars()] for one in logs}

    def _take_log(self, about: str, known: KnownLog, nonce: str) -> bool:
        moved = False
        while True:
            with engines.reading(self.superior.engine) as connection:
                held = self._own(connection, about)
                mine = next((one.head.seq for one in held.logs() if one.log == known.log), 0)
            if mine >= known.seq:
                return moved
            count = self._take(about, frame.read(self.peer.feed(known.log, mine, nonce)))
            if not count:
                return moved
            moved = True

    def _take(self, about: str, came: Iterable[Frame]) -> int:
        count = 0
        for one in came:
            header = one.header
            meant = {about} if about else {"", self.above.unit}
            if header.share != DOWN or header.unit != author(self.above) or header.addressee not in meant:
                raise Refused(Why.WRONG_UNIT)
            one.verify(self.above.key)
            try:
                with engines.writing(self.superior.engine) as connection:
                    posting.lock(connection)
                    own = self._own(connection, about)
                    news = core.receive(own, one)
                    own.told(header.log, max(header.seq, self._told(connection, header.log)), own.author)
            except Refused as refused:
                if refused.code not in core.WAITS:
                    raise
                return count
            count += news
            self.taken += news
        return count

    @staticmethod
    def _told(connection: sa.Connection, log: str) -> int:
        return int(connection.execute(sa.select(RELAY_LOGS.c.told).where(RELAY_LOGS.c.log == log)).scalar() or 0)
