"""A database that lives in memory: everything in it is lost or restored together, as with a file."""

from __future__ import annotations

import hashlib
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sync.protocol import core, seen, versions
from sync.protocol.admission import NOTHING, Head, Known
from sync.protocol.core import Key, LogState
from sync.protocol.versions import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sync.protocol.columns import Value
    from sync.protocol.merging import Resolution

KEPT = "kept_versions"
TAIL = 32


class Place(NamedTuple):
    """The header of a frame, as far as admission reads it."""

    unit: str
    log: str
    seq: int
    prev: str
    deps: dict[str, tuple[int, str]]


@dataclass(frozen=True)
class Light:
    """A frame without bytes: its place, its hash and the versions in it."""

    header: Place
    rows: tuple[tuple[Key, Version], ...]
    hash: str

    @classmethod
    def of(cls, header: Place, rows: Sequence[tuple[Key, Version]]) -> Light:
        """Name a frame by all that is in it."""
        told = repr((header[:4], sorted(header.deps.items()), [(k, v.digest) for k, v in rows]))
        return cls(header, tuple(rows), hashlib.sha1(told.encode(), usedforsecurity=False).hexdigest())


def version(key: Key, vector: str, values: Mapping[str, Value], *, deleted: bool) -> Version:
    """Return a version named by the hash of all that it says."""
    told = repr((key, vector, deleted, sorted(values.items())))
    return Version(vector, hashlib.blake2b(told.encode(), digest_size=16).digest(), deleted, values)


def kept_of(key: Key, loser: Version) -> Key:
    """Return the name of a version that is kept as a record: the same wherever it is kept."""
    told = repr((key, loser.deleted, sorted(loser.values.items())))
    return KEPT, hashlib.sha1(told.encode(), usedforsecurity=False).hexdigest()


class Content(NamedTuple):
    """What a record says now, sealed or not."""

    values: Mapping[str, Value]
    deleted: bool = False


class OthersRecords:
    """Half of a `core.Store`, for logs whose records are somebody else's: nothing is sealed, merged or issued again."""

    def compare_later(self) -> None:
        """Do nothing: such logs are compared by their heads alone."""

    def seal_all(self) -> None:
        """Do nothing."""

    def mentioning(self, cuts: Mapping[str, int]) -> Iterable[tuple[Key, Sequence[Version]]]:
        """Return nothing."""
        return ()

    def rivals(self, only: Collection[Key] | None = None) -> Iterable[tuple[Key, Sequence[Version]]]:
        """Return nothing: rivals are settled by whoever writes the records."""
        return ()

    def reissue(self, key: Key, vector: str, losers: Sequence[Version], shown: Resolution | None = None) -> None:
        """Do nothing, as there are no rivals."""

    def base(self, key: Key, vector: str) -> Mapping[str, Value] | None:
        """Return nothing, as there are no rivals."""
        return None


@dataclass
class MemoryStore:
    """One database of an office, a county or a city; a `core.Store`."""

    unit: str
    fresh: Callable[[], str]
    name: str = ""
    writing: str = ""  # the log that is written
    heads: dict[str, list[str]] = field(default_factory=dict)  # log -> hashes of its frames, kept for ever
    units: dict[str, str] = field(default_factory=dict)
    acked: dict[str, int] = field(default_factory=dict)
    frames: dict[tuple[str, int], Light] = field(default_factory=dict)
    rows: dict[str, dict[Key, tuple[Version, ...]]] = field(default_factory=dict)  # by unit
    dirty: dict[Key, Content] = field(default_factory=dict)
    aside: list[Version] = field(default_factory=list)
    compare: bool = False
    between: Callable[[], None] = lambda: None  # what may happen between two steps that are one transaction elsewhere

    def copy(self) -> MemoryStore:
        """Return a copy of the whole database."""
        made = copy(self)
        made.heads = {log: list(hashes) for log, hashes in self.heads.items()}
        made.rows = {unit: dict(rows) for unit, rows in self.rows.items()}
        made.units, made.acked, made.frames = dict(self.units), dict(self.acked), dict(self.frames)
        made.dirty, made.aside = dict(self.dirty), list(self.aside)
        return made

    # ---- heads

    def head(self, log: str) -> Head:
        """Return how far a log is held."""
        hashes = self.heads.get(log)
        return Head(len(hashes), hashes[-1]) if hashes else NOTHING

    def logs(self) -> list[LogState]:
        """Return all logs."""
        return [LogState(log, unit, log == self.writing, self.head(log), self.acked.get(log, 0))
                for log, unit in self.units.items()]

    def hash_at(self, log: str, seq: int) -> str | None:
        """Return the hash of a frame."""
        hashes = self.heads.get(log, ())
        return hashes[seq - 1] if 0 < seq <= len(hashes) else None

    def known(self, told: Mapping[str, int], units: Collection[str]) -> dict[str, Known]:
        """Answer a greeting as the superior does: numbers, and the tail up to the lower of both."""
        found = {}
        for log, unit in self.units.items():
            if unit in units:
                end = min(len(self.heads[log]), told.get(log, 0))
                found[log] = Known(len(self.heads[log]), end, tuple(self.heads[log][max(0, end - TAIL):end]))
        return found

    def grounds(self) -> Iterable[tuple[str, int, core.Ground]]:
        """Return what each frame was built on."""
        return [(log, seq, frame.header.deps) for (log, seq), frame in sorted(self.frames.items())]

    def first_unsendable(self, log: str, held: int) -> int | None:
        """Return the first frame whose bytes were pruned."""
        return next((s for s in range(held + 1, len(self.heads[log]) + 1) if (log, s) not in self.frames), None)

    def close(self, log: str) -> None:
        """Begin a fresh log with the next frame."""
        assert log == self.writing
        self.writing = ""

    def take_back(self, log: str, held: int) -> None:
        """Note what the superior lost."""
        self.acked[log] = held

    # ---- records

    def of(self, unit: str) -> dict[Key, tuple[Version, ...]]:
        """Return a unit's records."""
        return self.rows.setdefault(unit, {})

    def now(self, key: Key) -> Content | None:
        """Return what one's own record says now."""
        held = self.of(self.unit).get(key)
        return self.dirty.get(key) or (Content(held[0].values, held[0].deleted) if held else None)

    def edit(self, key: Key, content: Content) -> None:
        """Change a record."""
        self.dirty[key] = content

    def send_again(self) -> None:
        """Seal every record once more, as it is."""
        for key in self.of(self.unit):
            now = self.now(key)
            assert now is not None
            self.dirty[key] = now

    def mentioning(self, cuts: Mapping[str, int]) -> Iterable[tuple[Key, Sequence[Version]]]:
        """Return the records that know of a cut frame."""
        return [(key, held) for key, held in self.of(self.unit).items()
                if any(seen.of(v.seen).get(log, 0) > low for v in held for log, low in cuts.items())]

    def rivals(self, only: Collection[Key] | None = None) -> Iterable[tuple[Key, Sequence[Version]]]:
        """Return the records with more than one version."""
        mine = self.of(self.unit)
        return [(key, held) for key in (mine if only is None else only) if len(held := mine.get(key, ())) > 1]

    def reissue(self, key: Key, vector: str, losers: Sequence[Version], shown: Resolution | None = None) -> None:
        """Leave one version that is to be sealed again."""
        content = self.now(key)
        assert content is not None
        if shown is not None:
            content = Content(shown.values, shown.deleted)
        self.of(self.unit)[key] = (Version(vector, b"", content.deleted, content.values),)
        self.dirty[key] = content
        for loser in losers:
            kept = kept_of(key, loser)
            if self.now(kept) is None:
                self.dirty[kept] = Content({**loser.values, "of": repr(key)})

    def base(self, key: Key, vector: str) -> Mapping[str, Value] | None:
        """Return the version that has seen exactly that, from the frames."""
        for log, seq in seen.of(vector).items():
            frame = self.frames.get((log, seq))
            for name, each in frame.rows if frame else ():
                if name == key and each.seen == vector:
                    return each.values
        return None

    # ---- frames

    def seal(self, most: int = 1_000) -> bool:
        """Seal some changes into one frame; kept versions first, never after what has seen them."""
        keys = self._next(most)
        if not keys:
            return False
        core.keep_losers(self, keys)
        keys = self._next(most)
        if not self.writing:
            self.writing = self.fresh()
            self.units[self.writing], self.heads[self.writing] = self.unit, []
        head, rows, mine = self.head(self.writing), [], self.of(self.unit)
        for key in keys:
            content = self.dirty.pop(key)
            vector = seen.follow((v.seen for v in mine.get(key, ())), self.writing, head.seq + 1)
            mine[key] = (version(key, vector, content.values, deleted=content.deleted),)
            rows.append((key, mine[key][0]))
        deps = {log: (len(hashes), hashes[-1]) for log, hashes in self.heads.items()
                if hashes and log != self.writing and self.units[log] == self.unit}
        self._add(Light.of(Place(self.unit, self.writing, head.seq + 1, head.hash, deps), rows))
        return True

    def _next(self, most: int) -> list[Key]:
        return sorted(self.dirty, key=lambda key: (key[0] != KEPT, key))[:most]

    def seal_all(self) -> None:
        """Seal every change."""
        while self.seal():
            pass

    def _add(self, frame: Light) -> None:
        header = frame.header
        self.units[header.log] = header.unit
        self.heads.setdefault(header.log, []).append(frame.hash)
        self.frames[header.log, header.seq] = frame

    def apply(self, frame: core.Arriving) -> None:
        """Store a frame and put its rows."""
        assert isinstance(frame, Light)
        self._add(frame)
        self.adopt(frame.header.unit, frame.rows)

    def adopt(self, unit: str, rows: Iterable[tuple[Key, Version]]) -> int:
        """Put versions, from a frame or from a comparison; returns how many were news."""
        mine, count = self.of(unit), 0
        for key, came in rows:
            left = versions.put(mine.get(key, ()), came)
            if left is not None:
                mine[key] = left
                count += 1
        return count

    # ---- cuts

    def forget(self, cuts: Mapping[str, int]) -> None:
        """Forget frames and hashes."""
        for log, low in cuts.items():
            for seq in range(low + 1, len(self.heads[log]) + 1):
                self.frames.pop((log, seq), None)
            del self.heads[log][low:]
            self.acked[log] = min(self.acked.get(log, 0), low)

    def set_aside(self, cuts: Mapping[str, int]) -> None:
        """Keep cut rows aside and make the records anew from what is left."""
        lost = [f for (log, seq), f in self.frames.items() if seq > cuts.get(log, seq)]
        self.forget(cuts)
        self.aside += [v for f in lost for _key, v in f.rows]
        for unit in {f.header.unit for f in lost}:
            touched = {key for f in lost if f.header.unit == unit for key, _v in f.rows}
            for key in touched:
                self.of(unit).pop(key, None)
            for _place, frame in sorted(self.frames.items()):
                if frame.header.unit == unit:
                    self.adopt(unit, [(k, v) for k, v in frame.rows if k in touched])

    def compare_later(self) -> None:
        """Compare rows after the next whole session."""
        self.compare = True

    def prune(self, keep: int) -> None:
        """Drop the bytes of confirmed frames."""
        for log, seq in [at for at in self.frames if at[1] <= self.acked.get(at[0], 0) - keep]:
            del self.frames[log, seq]
