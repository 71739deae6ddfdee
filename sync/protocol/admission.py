"""The few decisions of the protocol, as pure functions: may this frame follow, and how do two ends of a log differ."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sync.protocol.frame import FIRST
from sync.protocol.refusals import Refused, Why


class Placed(Protocol):
    """What a header says about its frame's place; the rest of it does not matter for admission."""

    @property
    def unit(self) -> str:
        """Return whose it is."""
        ...

    @property
    def log(self) -> str:
        """Return its log."""
        ...

    @property
    def seq(self) -> int:
        """Return its number."""
        ...

    @property
    def prev(self) -> str:
        """Return the hash of the frame before it."""
        ...

    @property
    def deps(self) -> Mapping[str, tuple[int, str]]:
        """Return the heads of other logs that it was built on."""
        ...


@dataclass(frozen=True)
class Head:
    """How far a log is known: the number of its last frame and that frame's hash (0 and '' for nothing yet)."""

    seq: int = 0
    hash: str = FIRST


NOTHING = Head()

HashAt = Callable[[int], str | None]
"""Gives the hash of a frame by its number, or None where it is not known."""


def is_repeated(header: Placed, frame_hash: str, head: Head, hash_at: HashAt,
                held: Mapping[str, HashAt]) -> bool:
    """Tell whether the frame is held already; False means that it is the next one and may be applied.

    `held` gives the hashes of the unit's other logs. Raises Refused: 'gap' (frames between are missing), 'fork'
    (another continuation of the log, or of one it builds on), 'early' (it builds on a frame not held here).
    """
    if header.seq <= head.seq:
        if hash_at(header.seq) != frame_hash:
            raise Refused(Why.FORK, log=header.log, seq=header.seq)
        return True
    if header.seq > head.seq + 1:
        raise Refused(Why.GAP, log=header.log, seq=header.seq, head=head.seq)
    if header.prev != head.hash:
        raise Refused(Why.FORK, log=header.log, seq=header.seq)
    for log, (seq, wanted) in header.deps.items():
        known = held[log](seq) if log in held else None
        if known is None:
            raise Refused(Why.EARLY, log=header.log, seq=header.seq)
        if known != wanted:
            raise Refused(Why.FORK, log=log, seq=seq)
    return False


class Step(enum.Enum):
    """What the owner of a log does about it after comparing heads with the superior."""

    NOTHING = "nothing"
    SEND = "send"
    ROLL_OVER = "roll over"
    CUT = "cut"
    ASK_AGAIN = "ask again"


@dataclass(frozen=True)
class Comparison:
    """The step, and the number of the last frame that both ends share."""

    step: Step
    common: int


@dataclass(frozen=True)
class Known:
    """A log as the superior tells of it: its last number and the hashes of frames up to `end`.

    `end` is the lower of both ends' numbers, and `tail` ends with the hash of that frame.
    """

    seq: int = 0
    end: int = 0
    tail: tuple[str, ...] = ()

    def hash_at(self, seq: int) -> str | None:
        """Return the hash of a frame, if it stands in the tail."""
        place = seq - self.end + len(self.tail) - 1
        return self.tail[place] if 0 <= place < len(self.tail) else None


def compare(mine: Head, hash_at: HashAt, theirs: Known, *, is_open: bool) -> Comparison:
    """Compare a log of one's own with what the superior holds of it.

    On one chain: the longer side is ahead; if that is the superior and the log is still written, this database is an
    older copy and must begin a fresh log. On two chains: cut above the last common frame (0 when the tail does not
    reach back to one: cutting too much only sends rows again). An answer that was given before the log grew, as on a
    stick, tells only as far as it was asked: ask again.
    """
    shared = min(mine.seq, theirs.seq)
    told = min(shared, theirs.end)
    common = told
    while common and hash_at(common) != theirs.hash_at(common):
        common -= 1
    if common < told:
        return Comparison(Step.CUT, common)
    if told < shared:
        return Comparison(Step.ASK_AGAIN, common)
    if theirs.seq > mine.seq:
        return Comparison(Step.ROLL_OVER if is_open else Step.NOTHING, common)
    return Comparison(Step.SEND if mine.seq > theirs.seq else Step.NOTHING, common)
