"""Papers that come down: from a city over a county, which hands them on under its own logs, to the computers below.

The core settles, takes in and cuts, and `versions.put` decides between rivals; what `sync.server.posting`,
`sync.relay.falling` and `sync.desk.posted` keep in tables is kept here in dictionaries, and done in their order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.protocol import core, seen, versions
from sync.protocol.admission import NOTHING, Head, Known
from sync.protocol.core import Key, LogState
from sync.protocol.refusals import Refused
from tests.simulation.store import TAIL, Light, OthersRecords, Place, version

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sync.protocol.columns import Value
    from sync.protocol.versions import Version

Addressed = tuple[str, Key]
"""For whom a record is, and which."""


@dataclass
class Logs:
    """Logs of one author as an end holds them: whose they are, for whom each is, their frames and hashes."""

    author: str
    heads: dict[str, list[str]] = field(default_factory=dict)
    frames: dict[tuple[str, int], Light] = field(default_factory=dict)
    audience: dict[str, str] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)

    def of(self, audiences: Collection[str]) -> list[LogState]:
        """Return the logs for some audiences."""
        return [LogState(log, self.author, log in self.open, self.head(log)) for log in sorted(self.heads)
                if self.audience[log] in audiences]

    def head(self, log: str) -> Head:
        """Return how far a log is held."""
        held = self.heads.get(log)
        return Head(len(held), held[-1]) if held else NOTHING

    def hash_at(self, log: str, seq: int) -> str | None:
        """Return the hash of a frame."""
        held = self.heads.get(log, [])
        return held[seq - 1] if 0 < seq <= len(held) else None

    def add(self, frame: Light, audience: str) -> None:
        """Keep a frame."""
        self.heads.setdefault(frame.header.log, []).append(frame.hash)
        self.frames[frame.header.log, frame.header.seq] = frame
        self.audience[frame.header.log] = audience

    def known(self, held: Mapping[str, int], audiences: Collection[str]) -> dict[str, Known]:
        """Answer a greeting."""
        found = {}
        for one in self.of(audiences):
            end = min(one.head.seq, held.get(one.log, 0))
            found[one.log] = Known(one.head.seq, end, tuple(self.heads[one.log][max(0, end - TAIL):end]))
        return found

    def above(self, log: str, low: int) -> list[Light]:
        """Return the frames of a log above a number."""
        return [self.frames[log, seq] for seq in range(low + 1, len(self.heads.get(log, ())) + 1)]

    def cut(self, cuts: Mapping[str, int]) -> None:
        """Forget frames above the cuts."""
        for log, low in cuts.items():
            for seq in range(low + 1, len(self.heads[log]) + 1):
                del self.frames[log, seq]
            del self.heads[log][low:]


@dataclass
class Poster:
    """A superior that posts: `sync.server.posting`; `word` is what its own superior says, with where that stands."""

    logs: Logs
    fresh: Callable[[], str]
    posts: dict[Addressed, Version] = field(default_factory=dict)
    word: dict[Addressed, tuple[Version, tuple[str, int]]] = field(default_factory=dict)

    def post(self, audience: str, key: Key, values: Mapping[str, Value], *, deleted: bool = False,
             also: Sequence[str] = ()) -> None:
        """Post a record, sealed at once, on top of what stands here and of what else it has seen."""
        mine = self.logs.of({audience})
        log = next((one.log for one in mine if one.open), None) or self.fresh()
        before, head = self.posts.get((audience, key)), self.logs.head(log)
        vector = seen.follow([before.seen if before else "", *also], log, head.seq + 1)
        came = version(key, vector, values, deleted=deleted)
        deps = {one.log: (one.head.seq, one.head.hash) for one in mine if one.log != log}
        self.logs.add(Light.of(Place(self.logs.author, log, head.seq + 1, head.hash, deps), [(key, came)]), audience)
        self.logs.open.add(log)
        self.posts[audience, key] = came

    def take_back(self, frame: Light, audience: str) -> bool:
        """Take a frame of one's own that a restore had lost; what was posted since, or is told from above, stays."""
        own = Returned(self, audience)
        taken = core.receive(own, frame)
        for key, beside in own.came.items():
            now = self.posts[audience, key]
            told = self.above((audience, key))
            if beside or told.deleted != now.deleted or (not told.deleted and told.values != now.values):
                self.post(audience, key, told.values, deleted=told.deleted, also=beside)
        return taken

    def above(self, at: Addressed) -> Version:
        """Return what holds of a record: the word of one's own superior, else what stands here."""
        return self.word[at][0] if at in self.word else self.posts[at]

    def living(self, audience: str) -> dict[Key, Mapping[str, Value]]:
        """Return what an audience is to hold."""
        return {key: one.values for (whose, key), one in self.posts.items() if whose == audience and not one.deleted}


@dataclass
class Returned:
    """The `core.Receiver` of a superior's own frames for one audience."""

    poster: Poster
    audience: str
    came: dict[Key, list[str]] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """Return the author's name."""
        return self.poster.logs.author

    def logs(self) -> list[LogState]:
        """Return the logs for that audience."""
        return self.poster.logs.of({self.audience})

    def hash_at(self, log: str, seq: int) -> str | None:
        """Return the hash of a frame."""
        return self.poster.logs.hash_at(log, seq)

    def close(self, log: str) -> None:
        """Write a log no more."""
        self.poster.logs.open.discard(log)

    def seal_all(self) -> None:
        """Do nothing: a post is sealed when it is made."""

    def apply(self, frame: core.Arriving) -> None:
        """Store a frame that came back, and the records in it."""
        assert isinstance(frame, Light)
        self.poster.logs.add(frame, self.audience)
        for key, one in frame.rows:
            held, beside = self.poster.posts.get((self.audience, key)), self.came.setdefault(key, [])
            if held is None or seen.text_covers(one.seen, held.seen):
                self.poster.posts[self.audience, key] = one
            elif not seen.text_covers(held.seen, one.seen):
                beside.append(one.seen)


@dataclass
class Fed(OthersRecords):
    """A lower end of the way down; a `core.Store` of the superior's logs for some audiences, in one transaction."""

    held: Logs
    audiences: frozenset[str]
    unit: str = "nobody"

    def logs(self) -> list[LogState]:
        """Return the logs."""
        return self.held.of(self.audiences)

    def hash_at(self, log: str, seq: int) -> str | None:
        """Return the hash of a frame."""
        return self.held.hash_at(log, seq)

    def grounds(self) -> Iterable[tuple[str, int, core.Ground]]:
        """Return what each frame was built on."""
        return [(log, seq, frame.header.deps) for (log, seq), frame in sorted(self.held.frames.items())
                if self.held.audience[log] in self.audiences]

    def first_unsendable(self, log: str, held: int) -> int | None:
        """Return nothing: frames of a superior are kept for ever."""

    def close(self, log: str) -> None:
        """Do nothing: none is written here."""

    def take_back(self, log: str, held: int) -> None:
        """Do nothing: what is ahead is handed back."""

    def forget(self, cuts: Mapping[str, int]) -> None:
        """Forget frames."""
        self.held.cut(cuts)

    def set_aside(self, cuts: Mapping[str, int]) -> None:
        """Withdraw what the superior no longer knows of."""
        raise NotImplementedError

    def apply(self, frame: core.Arriving) -> None:
        """Store a frame and what it says."""
        raise NotImplementedError


@dataclass
class Falling(Fed):
    """A relay's end: `sync.relay.falling`."""

    poster: Poster = field(default_factory=lambda: Poster(Logs(""), str))
    mine: str = ""
    for_log: str = ""

    def apply(self, frame: core.Arriving) -> None:
        """Store a frame, and hand on what it says."""
        assert isinstance(frame, Light)
        self.held.add(frame, self.for_log)
        self.hand_on(self.put(frame))

    def put(self, frame: Light) -> list[Addressed]:
        """Remember what a frame says; returns the records of which it is the latest word."""
        audience, news = self.held.audience[frame.header.log], []
        for key, came in frame.rows:
            held = self.poster.word.get((audience, key))
            left = versions.put((held[0],) if held else (), came)
            if left is not None and left[0] is came:
                self.poster.word[audience, key] = came, (frame.header.log, frame.header.seq)
                news.append((audience, key))
        return news

    def hand_on(self, news: Iterable[Addressed]) -> None:
        """Post records to those whom they are for, as they are remembered; those that are not are withdrawn."""
        for audience, key in sorted(set(news)):
            if audience == self.mine:
                continue
            held, posted = self.poster.word.get((audience, key)), self.poster.posts.get((audience, key))
            living = held is not None and not held[0].deleted
            if living and held and (posted is None or posted.deleted or posted.values != held[0].values):
                self.poster.post(audience, key, held[0].values)
            elif not living and posted is not None and not posted.deleted:
                self.poster.post(audience, key, {}, deleted=True)

    def set_aside(self, cuts: Mapping[str, int]) -> None:
        """Withdraw what was left, and say again what remains."""
        gone = [at for at, (_one, (log, seq)) in self.poster.word.items() if seq > cuts.get(log, seq)]
        for at in gone:
            del self.poster.word[at]
        self.forget(cuts)
        for (log, _seq), frame in sorted(self.held.frames.items()):
            if self.held.audience[log] in self.audiences:
                self.put(frame)
        self.hand_on(gone)


@dataclass
class Desk(Fed):
    """A computer's end: `sync.desk.posted`; `shown` are the living records of its books, `aside` what was withdrawn."""

    posted: dict[Key, tuple[Version, tuple[str, int]]] = field(default_factory=dict)
    shown: dict[Key, Mapping[str, Value]] = field(default_factory=dict)
    aside: set[Key] = field(default_factory=set)
    for_log: str = ""

    def apply(self, frame: core.Arriving) -> None:
        """Store a frame and write its records."""
        assert isinstance(frame, Light)
        self.held.add(frame, self.for_log)
        for key, came in frame.rows:
            self.put(key, came, (frame.header.log, frame.header.seq))

    def put(self, key: Key, came: Version, at: tuple[str, int]) -> None:
        """Write a record unless a newer version is known."""
        held = self.posted.get(key)
        if held is None or not seen.text_covers(held[0].seen, came.seen):
            self.posted[key] = came, at
            self.write(key, came)

    def write(self, key: Key, came: Version) -> None:
        """Write a record into its book, or take it out, visibly."""
        if not came.deleted:
            self.shown[key] = came.values
        elif self.shown.pop(key, None) is not None:
            self.aside.add(key)

    def set_aside(self, cuts: Mapping[str, int]) -> None:
        """Take out what the superior no longer knows of, and show what is left of it."""
        gone = [key for key, (_one, (log, seq)) in self.posted.items() if seq > cuts.get(log, seq)]
        self.forget(cuts)
        for key in gone:
            del self.posted[key]
            self.write(key, version(key, "", {}, deleted=True))
        for at, frame in sorted(self.held.frames.items()):
            for key, came in frame.rows:
                if key in gone:
                    self.put(key, came, at)


def session(own: Falling | Desk, above: Poster, net: Callable[[], None]) -> None:
    """Bring the superior's logs into agreement, hand back what it lost and take what is new."""
    net()
    told = above.logs.known({one.log: one.head.seq for one in own.logs()}, own.audiences)
    net()
    core.settle(own, told, {own.held.author})
    lost = {one.log: own.held.above(one.log, told.get(one.log, Known()).seq) for one in own.logs()}

    def give(frame: Light) -> int:
        net()
        taken = above.take_back(frame, own.held.audience[frame.header.log])
        net()
        return taken

    core.hand_back(give, lost)
    moving = True
    while moving:
        moved = [_take(own, above, log, net) for log in sorted(told)]
        moving = any(moved)


def _take(own: Falling | Desk, above: Poster, log: str, net: Callable[[], None]) -> bool:
    moved = False
    for frame in above.logs.above(log, own.held.head(log).seq):
        net()
        own.for_log = above.logs.audience[log]
        try:
            moved = core.receive(own, frame) or moved
        except Refused as refused:
            if refused.code not in core.WAITS:
                raise
            break
    return moved
