"""What an end does with the logs it holds: settle, take in, cut, reconcile; over a store, without any I/O of its own.

The office's database, the superior's and the simulation's are stores. Each procedure is one transaction of its store.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from sync.protocol import merging, seen, versions
from sync.protocol.admission import NOTHING, Head, Known, Step, compare, is_repeated
from sync.protocol.refusals import Refused, Why

if TYPE_CHECKING:
    from sync.protocol.admission import Placed
    from sync.protocol.columns import Value
    from sync.protocol.versions import Version

Key = tuple[str, str]
"""A record: its register and its id."""

One = TypeVar("One")

WAITS = frozenset({Why.EARLY, Why.GAP})
"""Refusals of a frame that follows once others have come."""

Ground = Mapping[str, tuple[int, str]]


class LogState(NamedTuple):
    """A log as one end holds it; `open` when this end still writes it, `acked` what the superior confirmed."""

    log: str
    unit: str
    open: bool
    head: Head
    acked: int = 0


class Arriving(Protocol):
    """A frame on its way in."""

    @property
    def header(self) -> Placed:
        """Return what it says of itself."""
        ...

    @property
    def hash(self) -> str:
        """Return its name in the chain."""
        ...


class Receiver(Protocol):
    """What taking in a frame asks of an end's memory, inside one transaction."""

    @property
    def unit(self) -> str:
        """Return the unit whose changes this end seals."""
        ...

    def logs(self) -> Sequence[LogState]:
        """Return the logs that are held, oldest first."""
        ...

    def hash_at(self, log: str, seq: int) -> str | None:
        """Return the hash of a frame."""
        ...

    def close(self, log: str) -> None:
        """Write a log no more: the next frame begins a fresh one."""
        ...

    def seal_all(self) -> None:
        """Seal every local change, so that it is a version before others arrive."""
        ...

    def apply(self, frame: Arriving) -> None:
        """Store a frame that follows and put its rows by their vectors."""
        ...


class Store(Receiver, Protocol):
    """What the other procedures ask besides."""

    def grounds(self) -> Iterable[tuple[str, int, Ground]]:
        """Return log, number and `deps` of every frame whose bytes are here, in the order of log and number."""
        ...

    def first_unsendable(self, log: str, held: int) -> int | None:
        """Return the first frame above a number whose bytes are gone or are not what was sealed."""
        ...

    def take_back(self, log: str, held: int) -> None:
        """Note that the superior lost frames above a number that it had confirmed: they wait again."""
        ...

    def mentioning(self, cuts: Mapping[str, int]) -> Iterable[tuple[Key, Sequence[Version]]]:
        """Return own records of which a version mentions a frame above the cuts, with all versions, shown first."""
        ...

    def reissue(self, key: Key, vector: str, losers: Sequence[Version],
                shown: merging.Resolution | None = None) -> None:
        """Let what is shown (or what `shown` says) be the only version, which has seen that and is yet to be sealed.

        The losers become kept records of their own, to be sealed as well.
        """
        ...

    def forget(self, cuts: Mapping[str, int]) -> None:
        """Forget frames and hashes above the cuts of logs of one's own unit."""
        ...

    def set_aside(self, cuts: Mapping[str, int]) -> None:
        """Put frames above the cuts of another's logs aside, visibly, and make their rows anew from what is left."""
        ...

    def compare_later(self) -> None:
        """Remember that rows are to be compared with the superior after the next whole session."""
        ...

    def rivals(self, only: Collection[Key] | None = None) -> Iterable[tuple[Key, Sequence[Version]]]:
        """Return own records with more than one version (among some), shown first, as content stands now."""
        ...

    def base(self, key: Key, vector: str) -> Mapping[str, Value] | None:
        """Return the values of the version of a record that has seen exactly that, where they are still known."""
        ...


@dataclass
class Settled:
    """What settling did: records to be sealed again, logs closed, and by log how far the superior follows."""

    reissued: int = 0
    rolled_over: int = 0
    held: dict[str, int] = field(default_factory=dict)


def settle(store: Store, theirs: Mapping[str, Known], units: Collection[str]) -> Settled:
    """Bring the logs of these units into agreement with what the superior tells of them."""
    found = Settled()
    for name in [each.log for each in store.logs() if each.unit in units]:
        one = _log(store, name)
        compared = compare(one.head, partial(store.hash_at, name), theirs.get(name, Known()), is_open=one.open)
        if compared.step is Step.CUT:
            found.reissued += cut(store, name, compared.common)
            continue
        found.held[name] = compared.common
        if compared.step is Step.ASK_AGAIN:
            continue
        if compared.step is Step.ROLL_OVER:
            store.close(name)
            found.rolled_over += 1
        if compared.common < one.acked:
            store.take_back(name, compared.common)
        gone = store.first_unsendable(name, compared.common) if one.unit == store.unit else None
        if gone is not None:
            found.reissued += cut(store, name, gone - 1)
    return found


def hand_back(give: Callable[[One], int], lost: Mapping[str, Sequence[One]]) -> int:
    """Hand a superior its own frames back, by log; one that waits for another log's goes after that one.

    `give` hands over one frame and returns how many were news; returns how many were in all. Raises Refused.
    """
    left, count, moving = {log: list(frames) for log, frames in sorted(lost.items())}, 0, True
    while moving:
        moving = False
        for frames in left.values():
            try:
                while frames:
                    count += give(frames[0])
                    del frames[0]
                    moving = True
            except Refused as refused:
                if refused.code not in WAITS:
                    raise
    return count


def cut(store: Store, log: str, common: int) -> int:
    """Forget a log above the last frame that the superior shares, and what was built on it; returns records reissued.

    Logs of one's own unit are issued again under a fresh log with their vectors clamped; those of others are put
    aside, their owner will issue them again.
    """
    cuts = cascade(store.grounds(), log, common)
    unit = _log(store, log).unit
    store.compare_later()
    if unit != store.unit:
        store.set_aside(cuts)
        return 0
    for each in store.logs():
        if each.open and each.log in cuts:
            store.close(each.log)
    count = 0
    for key, held in list(store.mentioning(cuts)):
        joined = seen.join(*(seen.of(each.seen) for each in held))
        store.reissue(key, seen.write(seen.clamp(joined, cuts)), different(held))
        count += 1
    store.forget(cuts)
    return count


def cascade(grounds: Iterable[tuple[str, int, Ground]], log: str, common: int) -> dict[str, int]:
    """Return the cuts: the log itself, frames of other logs that name a cut frame as their ground, and so on."""
    cuts, grew, held = {log: common}, True, list(grounds)
    while grew:
        grew = False
        for name, seq, ground in held:
            if seq <= cuts.get(name, seq) and any(on in cuts and at > cuts[on] for on, (at, _hash) in ground.items()):
                cuts[name], grew = seq - 1, True
    return cuts


def different(held: Sequence[Version]) -> tuple[Version, ...]:
    """Return the versions after the first that say something else than it and than each other."""
    shown, *rest = held
    found: list[Version] = []
    for each in rest:
        if not any(versions.is_same(each, known) for known in (shown, *found)):
            found.append(each)
    return tuple(found)


def receive(store: Receiver, frame: Arriving) -> bool:
    """Take in a frame of any log; False when it is held already. Raises Refused: 'gap', 'fork', 'early'.

    Whoever sends a later frame of a log that is written here knows more of it: the log is closed first. Local changes
    are sealed before versions of the same unit arrive.
    """
    header = frame.header
    one = _log(store, header.log)
    if header.seq > one.head.seq:
        if one.open:
            store.close(one.log)
        if header.unit == store.unit:
            store.seal_all()
    held: dict[str, Callable[[int], str | None]] = {
        each.log: partial(store.hash_at, each.log) for each in store.logs() if each.unit == header.unit}
    if is_repeated(header, frame.hash, _log(store, header.log).head, partial(store.hash_at, header.log), held):
        return False
    store.apply(frame)
    return True


def keep_losers(store: Store, keys: Collection[Key] | None) -> int:
    """Before these records are sealed, keep their hidden versions as records: the new version will have seen them."""
    count = 0
    for key, held in list(store.rivals(keys)):
        store.reissue(key, seen.write(seen.join(*(seen.of(each.seen) for each in held))), different(held))
        count += 1
    return count


def reconcile(store: Store) -> int:
    """Merge rivals that say different things; the outcome is an ordinary change, sealed next. Returns how many."""
    count = 0
    for key, held in list(store.rivals()):
        if not different(held):
            continue  # the same everywhere; merging once more would only make two computers answer each other for ever
        outcome = merging.resolve(held, partial(store.base, key))
        vector = seen.write(seen.join(*(seen.of(each.seen) for each in held)))
        store.reissue(key, vector, outcome.losers, outcome)
        count += 1
    return count


def _log(store: Receiver, name: str) -> LogState:
    return next((each for each in store.logs() if each.log == name), LogState(name, "", open=False, head=NOTHING))
