"""A county that is a relay: it makes frames of its own of what its unions report, less what its policy keeps back.

The road to the city is the one of `sync.relay.session`, in its order, and may break between any two messages. The core
settles, takes in and cuts; what `sync.relay.memory` keeps in tables is kept here in a few dictionaries.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.protocol import core, refiling, relaying, seen
from sync.protocol.admission import NOTHING, Head, Known
from sync.protocol.core import LogState
from sync.protocol.refiling import Names
from sync.protocol.versions import Version
from tests.simulation.store import Light, MemoryStore, OthersRecords, Place, kept_of, version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sync.protocol.core import Key

RELAY = "county"
Policy = frozenset[str]
"""The fields that are not passed on."""


@dataclass(frozen=True)
class Made:
    """A frame that was made ready: of which frame (with its hash), under which policy; no rows once it is confirmed."""

    hash: str
    of: tuple[str, int]
    of_hash: str
    number: int
    frame: Light | None
    confirmed: bool = False


@dataclass
class Road(OthersRecords):
    """What a relay remembers of the road up for one unit; the `core.Store` of the logs that it writes for it."""

    unit: str
    fresh: Callable[[], str]
    frames: dict[str, list[Made]] = field(default_factory=dict)  # by log
    open: str = ""
    acked: dict[str, int] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)  # how far the city was last found to hold each log
    place: int = 0
    held: dict[tuple[str, int], str] = field(default_factory=dict)  # what the city holds of a past that was lost here
    forks: dict[str, tuple[int, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # of what was lost of logs
    lost: list[tuple[Key, Version]] = field(default_factory=list)  # what was read back of it and is not filed yet

    def copy(self) -> Road:
        """Return a copy."""
        made = copy(self)
        made.frames = {log: list(frames) for log, frames in self.frames.items()}
        made.acked, made.told = dict(self.acked), dict(self.told)
        made.held, made.forks = dict(self.held), dict(self.forks)
        made.names, made.lost = dict(self.names), list(self.lost)
        return made

    def learn(self, city: CityStore, log: str, after: int) -> None:
        """Look at frames of one's own that the city holds and that were lost here: what they say and were made of."""
        for seq in range(after + 1, len(city.heads[log]) + 1):
            self.lost += city.frames[log, seq].rows
            for _key, one in city.frames[log, seq].rows:
                self.names |= refiling.named(seen.of(one.seen))
            of, digest, plain = city.made_of[city.heads[log][seq - 1]]
            if plain:
                self.held[of] = digest

    def note_branch(self, at: tuple[str, int], digest: str) -> None:
        """Note where a frame that is made ready is another one than the city holds under its number."""
        if self.held.get(at, digest) != digest and at[0] not in self.forks:
            self.forks[at[0]] = (at[1], digest)

    def logs(self) -> list[LogState]:
        """Return the logs; of those that were forgotten here nothing is known but the name."""
        return [LogState(log, self.unit, log == self.open, Head(len(held), held[-1].hash) if held else NOTHING,
                         self.acked.get(log, 0)) for log, held in sorted(self.frames.items())]

    def hash_at(self, log: str, seq: int) -> str | None:
        """Return the hash of a frame."""
        held = self.frames.get(log, [])
        return held[seq - 1].hash if 0 < seq <= len(held) else None

    def grounds(self) -> Iterable[tuple[str, int, core.Ground]]:
        """Return nothing: no log is built on another."""
        return ()

    def first_unsendable(self, log: str, held: int) -> int | None:
        """Return the first frame above a number whose rows are gone."""
        return next((n for n, one in enumerate(self.frames[log], 1) if n > held and one.frame is None), None)

    def close(self, log: str) -> None:
        """Write a log no more."""
        if log == self.open:
            self.open = ""

    def take_back(self, log: str, held: int) -> None:
        """Note what the city lost."""
        self.frames[log] = [one if n <= held else Made(one.hash, one.of, one.of_hash, one.number, one.frame)
                            for n, one in enumerate(self.frames[log], 1)]
        self.acked[log] = held

    def forget(self, cuts: Mapping[str, int]) -> None:
        """Forget frames above the cuts; what they were made of is made ready anew."""
        for log, low in cuts.items():
            del self.frames[log][low:]
            self.acked[log] = min(self.acked.get(log, 0), low)
            self.close(log)
        self.begin_anew()

    def begin_anew(self) -> None:
        """Look at all of the unit's frames again."""
        self.place = 0

    def set_aside(self, cuts: Mapping[str, int]) -> None:
        """Do nothing: these logs are the relay's own."""

    def apply(self, frame: core.Arriving) -> None:
        """Take no frame."""
        raise AssertionError(frame)

    # ---- making ready

    def is_ready(self, of: tuple[str, int], number: int) -> bool:
        """Tell whether a frame was made ready under a policy."""
        return any((one.of, one.number) == (of, number) for held in self.frames.values() for one in held)

    def seal(self, of: tuple[str, int], of_hash: str, rows: Sequence[tuple[Key, Version]], number: int) -> None:
        """Make a frame ready."""
        if not self.open:
            self.open = self.fresh()
            self.frames[self.open] = []
        held = self.frames[self.open]
        one = Light.of(Place(self.unit, self.open, len(held) + 1, held[-1].hash if held else NOTHING.hash, {}), rows)
        held.append(Made(one.hash, of, of_hash, number, one))

    def waiting(self) -> list[tuple[str, int, Made]]:
        """Return the frames that are not confirmed, closed logs first."""
        in_order = sorted(self.frames, key=lambda log: (log == self.open, log))
        return [(log, n, one) for log in in_order for n, one in enumerate(self.frames[log], 1)
                if not one.confirmed and one.frame is not None]

    def confirm(self, log: str, seq: int) -> None:
        """Remember a receipt; the rows are dropped."""
        one = self.frames[log][seq - 1]
        self.frames[log][seq - 1] = Made(one.hash, one.of, one.of_hash, one.number, None, confirmed=True)
        self.acked[log] = max(self.acked.get(log, 0), seq)
        self.told[log] = max(self.told.get(log, 0), seq)


@dataclass
class CountyStore(MemoryStore):
    """The county's database: what its unions reported, and what it remembers as a relay."""

    roads: dict[str, Road] = field(default_factory=dict)
    policy: tuple[str, int] | None = None  # digest and number of the one told last

    def copy(self) -> CountyStore:
        """Return a copy of the whole database."""
        made = super().copy()
        assert isinstance(made, CountyStore)
        made.roads = {unit: road.copy() for unit, road in self.roads.items()}
        return made

    def road(self, unit: str) -> Road:
        """Return what is remembered for a unit."""
        return self.roads.setdefault(unit, Road(unit, self.fresh))

    def taken(self, unit: str) -> list[tuple[str, int]]:
        """Return a unit's frames in the order in which they were taken."""
        return [at for at, frame in self.frames.items() if frame.header.unit == unit]

    def make_ready(self, unit: str, policy: Policy, number: int) -> bool:
        """Make the unit's next frame ready; False when there is none."""
        road, held = self.road(unit), self.taken(unit)
        if road.place >= len(held):
            return False
        at = held[road.place]
        road.note_branch(at, self.frames[at].hash)
        rows = self.going(unit, self.frames[at].rows, policy, number)
        if rows and not road.is_ready(at, number):
            road.seal(at, self.frames[at].hash, rows, number)
        road.place += 1
        return True

    def going(self, unit: str, rows: Iterable[tuple[Key, Version]], policy: Policy,
              number: int) -> list[tuple[Key, Version]]:
        """Return those versions that are shown or kept here, as they are passed on."""
        living = {one.digest for held in self.of(unit).values() for one in held}
        return [(key, self.passed_on(unit, key, one, policy, number)) for key, one in rows if one.digest in living]

    def passed_on(self, unit: str, key: Key, one: Version, policy: Policy, number: int) -> Version:
        """Return a version of a unit's as it is passed on."""
        return without(key, one, policy, number, self.road(unit))

    def refile(self, unit: str, policy: Policy) -> int:
        """File anew what was lost here and the city holds; returns how many records that concerns."""
        road = self.road(unit)
        names = Names(RELAY, {log: len(self.heads[log]) for log, whose in self.units.items() if whose == unit},
                      road.forks, road.names)
        lost: dict[Key, tuple[Version, ...]] = {}
        for key, one in road.lost:
            vector = seen.of(one.seen)
            is_known = self.policy is not None and refiling.number(vector, RELAY) == self.policy[1]
            held = self.of(unit).get(key, ())[:0 if one.deleted else 1]  # what the city was not shown stands as here
            kept = {name: value for each in held for name, value in each.values.items()
                    if name in policy or not is_known}
            came = Version(seen.write(names.here(vector)), one.digest, one.deleted, {**kept, **one.values})
            lost[key] = refiling.join(lost.get(key, ()), came)
        filed = {key: found for key, each in sorted(lost.items())
                 if (found := refiling.file(self.of(unit).get(key, ()), each)) is not None}
        road.lost = []
        if filed:
            self._seal_filed(unit, filed)
        return len(filed)

    def _seal_filed(self, unit: str, filed: Mapping[Key, refiling.Filed]) -> None:
        log, mine = self.fresh(), self.of(unit)
        rows: dict[Key, Version] = {}
        for key, found in filed.items():
            for loser in found.losers:
                kept = kept_of(key, loser)
                if kept not in mine and kept not in filed:
                    rows[kept] = version(kept, f"{log}:1", {**loser.values, "of": repr(key)}, deleted=False)
            vector = seen.write({**found.vector, log: 1})
            rows[key] = version(key, vector, found.values, deleted=found.deleted)
        deps = {name: (len(self.heads[name]), self.heads[name][-1]) for name, whose in self.units.items()
                if whose == unit and self.heads[name]}
        core.receive(self, Light.of(Place(unit, log, 1, NOTHING.hash, deps), list(rows.items())))


def without(key: Key, one: Version, policy: Policy, number: int, road: Road) -> Version:
    """Return a version without what the policy keeps back."""
    told = refiling.there(relaying.on_branch(seen.read(one.seen), road.forks), road.names)
    vector = seen.write(relaying.under_policy(told, RELAY, number))
    values = {name: value for name, value in one.values.items() if name not in policy}
    return version(key, vector, values, deleted=one.deleted)


@dataclass
class CityStore(MemoryStore):
    """The city's database: what relays told it, and the number of the policy that was told with it.

    `made_of` is what a relay's frame says, by its hash: of which frame of the unit it was made, and whether vectors in
    it name that one.
    """

    number: int | None = None
    digest: str = ""
    made_of: dict[str, tuple[tuple[str, int], str, bool]] = field(default_factory=dict)

    def copy(self) -> CityStore:
        """Return a copy of the whole database."""
        made = super().copy()
        assert isinstance(made, CityStore)
        return made


def session(county: CountyStore, city: CityStore, units: Iterable[str], policy: Policy, net: Callable[[], None],
            may_come_late: Callable[[MemoryStore, Light], None], *, files: bool = True) -> int:
    """Hold one session of a relay with the city; returns how many frames were sent. `net` may raise at any message.

    `files` tells that what was lost here and is held there is filed anew now: no computer is waited for any more.
    """
    county.seal_all()
    net()
    digest = relaying.digest(sorted(policy))
    number = relaying.next_number(county.policy, digest, city.number)
    if county.policy != (digest, number):
        county.policy = (digest, number)
        for road in county.roads.values():
            road.begin_anew()
    net()
    is_known = (city.digest, city.number) == (digest, number)
    city.digest, city.number = digest, number
    sent = 0
    for unit in units:
        road = county.road(unit)
        theirs = {log: len(city.heads[log]) for log, whose in city.units.items() if whose == unit and city.heads[log]}
        is_waiting = bool(road.waiting()) or (files and bool(road.lost)) or road.place < len(county.taken(unit))
        if not is_known or is_waiting or theirs != {log: seq for log, seq in road.told.items() if seq}:
            sent += _unit(county, city, road, policy, net, may_come_late)
            if files and county.refile(unit, policy):
                sent += _unit(county, city, road, policy, net, may_come_late)
    return sent


def _unit(county: CountyStore, city: CityStore, road: Road, policy: Policy, net: Callable[[], None],
          may_come_late: Callable[[MemoryStore, Light], None]) -> int:
    net()
    told = city.known({one.log: one.head.seq for one in road.logs()}, {road.unit})
    net()
    for log, known in told.items():  # a past that was lost here
        after = max(len(road.frames.get(log, ())), road.told.get(log, 0))
        if known.seq > after:
            net()
            road.learn(city, log, after)
    core.settle(road, told, {road.unit})
    road.told = {one.log: told.get(one.log, Known()).seq for one in road.logs()}
    for log, known in told.items():
        road.told[log] = known.seq
        road.frames.setdefault(log, [])
    for log, seq, _one in road.waiting():  # receipts that were lost on their way
        if seq <= road.told[log]:
            net()
            road.confirm(log, seq)
    assert county.policy is not None
    sent = 0
    while True:
        for log, seq, one in road.waiting():
            assert one.frame is not None
            city.made_of[one.hash] = (one.of, one.of_hash, any(
                seen.of(each.seen).get(one.of[0], 0) >= one.of[1] for _key, each in one.frame.rows))
            may_come_late(city, one.frame)
            net()
            core.receive(city, one.frame)
            net()
            road.confirm(log, seq)
            sent += 1
        if not county.make_ready(road.unit, policy, county.policy[1]):
            return sent
