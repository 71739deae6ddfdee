"""What a relay remembers of the road to its own superior: whom it reports to, its logs and frames; a core's store.

One log goes up for each unit, in the order in which this superior took the unit's frames. The superior's own logs are
held as they came. Everything happens inside the caller's transaction.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol import frame, ids, keys
from sync.protocol.admission import NOTHING, Head
from sync.protocol.core import LogState
from sync.protocol.messages import LogHead
from sync.server.superior import fact, put_fact
from sync.server.tables import OF_RELAYS, RELAY_CONTENTS, RELAY_FRAMES, RELAY_LOGS, RELAY_UNITS, RELAY_WORDS
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sync.desk.store import Superior as Above
    from sync.protocol.columns import Value
    from sync.protocol.core import Arriving, Ground, Key
    from sync.protocol.merging import Resolution
    from sync.protocol.versions import Version

ABOVE, KEY, PENDING, READ, LAST, POLICY, PIECES = (
    "relay", "relay_key", "relay_key_pending", "relay_read", "relay_last", "relay_policy", "relay_pieces")

NOBODY = "-"
"""Whoever writes no log of this kind."""


class NotRelayingError(UserError):
    """This superior has none of its own."""

    code = "not_relaying"
    message = N_("This superior reports to no higher one. Enrol it with the address and the token of its own superior.")


def above(connection: sa.Connection) -> Above:
    """Return whom this superior reports to, and as which unit; raises NotRelayingError."""
    text = fact(connection, ABOVE)
    if text is None:
        raise NotRelayingError
    from sync.desk.store import Superior

    found = json.loads(text)
    return Superior(**found | {"key": base64.b64decode(found["key"])})


def put_above(connection: sa.Connection, given: Above) -> None:
    """Remember whom this superior reports to."""
    put_fact(connection, ABOVE, json.dumps({**vars(given), "key": base64.b64encode(given.key).decode()}))


def signer(connection: sa.Connection, name: str = KEY) -> keys.Signer | None:
    """Return the relay's own key, or one that waits for its certificate."""
    text = fact(connection, name)
    return keys.Signer(bytes.fromhex(text)) if text is not None else None


def get(connection: sa.Connection, name: str, default: Any = None) -> Any:
    """Return a remembered fact, or the default."""
    text = fact(connection, name)
    return default if text is None else json.loads(text)


def put(connection: sa.Connection, name: str, value: Any) -> None:
    """Remember a fact."""
    put_fact(connection, name, json.dumps(value, ensure_ascii=False))


def forget_all(connection: sa.Connection) -> None:
    """Forget what was sent and what came: another superior, or another unit there."""
    for table in OF_RELAYS[1:]:
        connection.execute(sa.delete(table))
    for name in (READ, LAST, POLICY):
        put_fact(connection, name, None)


@dataclass
class Memory:
    """A `core.Store` over the logs about one unit ("" for all); those that go up are written as `unit`."""

    connection: sa.Connection
    about: str
    unit: str

    def logs(self) -> list[LogState]:
        """Return the logs about the unit."""
        found = self.connection.execute(sa.select(RELAY_LOGS).where(
            RELAY_LOGS.c.unit_id == self.about).order_by(RELAY_LOGS.c.log)).mappings()
        return [LogState(row["log"], row["author"], bool(row["open"]), Head(row["seq"], row["hash"]), row["acked"])
                for row in found]

    def heads(self, *, own: bool) -> list[LogHead]:
        """Return the heads of one's own logs, or of the superior's, as they are told in a greeting."""
        return [LogHead(log=one.log, share="N" if own else frame.DOWN, seq=one.head.seq, hash=one.head.hash)
                for one in self.logs() if (one.unit == self.unit) is own]

    def open_log(self, device: str) -> LogState:
        """Return the log that is written, begun where there is none."""
        for one in self.logs():
            if one.open and one.unit == self.unit:
                return one
        made = LogState(ids.new_log(), self.unit, open=True, head=NOTHING)
        self.add(made, device)
        return made

    def add(self, one: LogState, device: str) -> None:
        """Begin to hold a log."""
        self.connection.execute(sa.insert(RELAY_LOGS).values(
            log=one.log, unit_id=self.about, author=one.unit, device=device, seq=one.head.seq, hash=one.head.hash,
            acked=one.acked, told=0, open=one.open))

    def told(self, log: str, seq: int, author: str) -> None:
        """Remember how far the superior holds a log; one that was forgotten here is noted as closed."""
        done = self.connection.execute(sa.update(RELAY_LOGS).where(RELAY_LOGS.c.log == log).values(told=seq))
        if not done.rowcount:
            self.add(LogState(log, author, open=False, head=NOTHING), "")
            self.told(log, seq, author)

    # ---- what the core asks

    def hash_at(self, log: str, seq: int) -> str | None:
        """Return the hash of a frame."""
        return self.connection.execute(sa.select(RELAY_FRAMES.c.hash).where(
            RELAY_FRAMES.c.log == log, RELAY_FRAMES.c.seq == seq)).scalar()

    def grounds(self) -> Iterable[tuple[str, int, Ground]]:
        """Return nothing: a unit has one log at a time, and none is built on another."""
        return ()

    def first_unsendable(self, log: str, held: int) -> int | None:
        """Return the first frame above a number whose bytes are gone."""
        return self.connection.execute(sa.select(sa.func.min(RELAY_FRAMES.c.seq)).where(
            RELAY_FRAMES.c.log == log, RELAY_FRAMES.c.seq > held, RELAY_FRAMES.c.data.is_(None))).scalar()

    def close(self, log: str) -> None:
        """Write a log no more."""
        self.connection.execute(sa.update(RELAY_LOGS).where(RELAY_LOGS.c.log == log).values(open=False))

    def take_back(self, log: str, held: int) -> None:
        """Note that the superior lost frames it had confirmed; it is asked again which contents of files it has."""
        self.connection.execute(sa.delete(RELAY_CONTENTS).where(RELAY_CONTENTS.c.unit_id == self.about))
        self.connection.execute(sa.update(RELAY_FRAMES).where(
            RELAY_FRAMES.c.log == log, RELAY_FRAMES.c.seq > held).values(received_at=None, receipt=None))
        self.connection.execute(sa.update(RELAY_LOGS).where(RELAY_LOGS.c.log == log).values(acked=held))

    def forget(self, cuts: Mapping[str, int]) -> None:
        """Forget frames above the cuts; what they were made of is made ready anew."""
        for log, low in cuts.items():
            head = self.hash_at(log, low) or frame.FIRST
            for table in (RELAY_FRAMES, RELAY_WORDS):
                self.connection.execute(sa.delete(table).where(table.c.log == log, table.c.seq > low))
            self.connection.execute(sa.update(RELAY_LOGS).where(RELAY_LOGS.c.log == log).values(
                seq=low, hash=head, acked=sa.case((RELAY_LOGS.c.acked > low, low), else_=RELAY_LOGS.c.acked),
                open=False))
        self.begin_anew()

    def begin_anew(self) -> None:
        """Look at all of the unit's frames again; those that went up as they are now are passed over."""
        self.connection.execute(sa.update(RELAY_UNITS).where(RELAY_UNITS.c.unit_id == self.about).values(place=0))

    def set_aside(self, cuts: Mapping[str, int]) -> None:
        """Do nothing: a log that goes up is this superior's own, and is cut."""

    def compare_later(self) -> None:
        """Do nothing: a relay compares by its heads alone."""

    def seal_all(self) -> None:
        """Do nothing: what a relay passes on was sealed by others."""

    def mentioning(self, cuts: Mapping[str, int]) -> Iterator[tuple[Key, Sequence[Version]]]:
        """Return nothing: the versions are the unit's, whatever log carries them."""
        return iter(())

    def rivals(self, only: Collection[Key] | None = None) -> Iterator[tuple[Key, Sequence[Version]]]:
        """Return nothing: rivals are settled by the unit."""
        return iter(())

    def reissue(self, key: Key, vector: str, losers: Sequence[Version], shown: Resolution | None = None) -> None:
        """Do nothing, as there are no rivals."""

    def base(self, key: Key, vector: str) -> Mapping[str, Value] | None:
        """Return nothing, as there are no rivals."""
        return None

    def apply(self, arriving: Arriving) -> None:
        """Take no frame: on the way up there is none to take, and on the way down `falling.Falling` takes it."""
        raise NotImplementedError  # whoever lets frames arrive here has opened the wrong memory
