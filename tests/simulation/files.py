"""Contents of files over four levels: up from the offices, down from the city; the program's own Porter carries them.

One union has two computers below the county, the other one below a township of the county. A level is an end of two
roads at once, as a relay is: a superior to those below it, a shelf to the one above. Rows go before contents, by a road
that never tears; what tears, flips, is lost and is put back to an older state is all about contents.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sync.desk.porting import NotHereError, Porter
from sync.protocol.contents import Fetch, Held, Sought, Taken, Told, WantedContent
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused, Why

if TYPE_CHECKING:
    from collections.abc import Callable

_PACE = [4096, 4096]
_STEPS, _ROUNDS = 70, 16
_CUTS, _FLIPS, _MEETINGS = (0, .02, .1, .3), (0, .05), (0, .05)
_ABOVE = {"a": "county", "aa": "county", "b": "township", "township": "county", "county": "city"}
_UNIONS = {"a": "A", "aa": "A", "b": "B"}
_SUPERIORS = ("township", "county", "city")


@dataclass
class Coming:
    """A content on its way down; what has come is remembered by its end, and may come from below meanwhile."""

    end: End
    content: str
    size: int
    have: int

    def append(self, data: bytes) -> None:
        """Add what of a piece follows."""
        self.have = self.size if self.content in self.end.held else self.end.put(self.content, self.have, data)


@dataclass
class End:
    """An office, the county or the city: the contents it has, those on their way, and its superior's word of each.

    `up` are contents that rows from below or of one's own name, `down` those that posts name; both with their sizes.
    """

    name: str
    union: str = ""
    alive: bool = True
    up: dict[str, int] = field(default_factory=dict)
    down: dict[str, int] = field(default_factory=dict)
    held: dict[str, bytes] = field(default_factory=dict)
    coming: dict[str, bytearray] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)

    # ---- as a shelf

    def unsent(self) -> list[str]:
        """Return what goes up and of which the superior has said nothing."""
        return [content for content in self.up if content not in self.receipts and content in self.held]

    def lacking(self) -> list[str]:
        """Return what is named here and not here."""
        return [content for content in (*self.down, *self.up) if content not in self.held]

    def read(self, content: str, offset: int, most: int) -> bytes:
        """Return bytes of a content."""
        if content not in self.held:
            raise NotHereError(content)
        return self.held[content][offset:offset + most]

    def confirm(self, receipt: str) -> bool:
        """Take the superior's word."""
        content = receipt.split()[1]
        news = content not in self.receipts
        self.receipts[content] = receipt
        return news

    def wanted_again(self, content: str) -> None:
        """Forget it."""
        self.receipts.pop(content, None)

    def refuse(self, content: str, refused: Refused) -> None:
        """Never happens: no file here is too large or of a wrong kind."""
        raise AssertionError(content) from refused

    def arriving(self, content: str, size: int) -> Coming:
        """Return a content on its way down."""
        return Coming(self, content, size, len(self.coming.get(content, b"")))

    def arrived(self, arriving: Coming) -> bool:
        """Prove a content that has come whole."""
        return arriving.content in self.held or self.prove(arriving.content)

    def put(self, content: str, offset: int, data: bytes) -> int:
        """Put a piece behind what has come, of one that does not follow nothing; returns how much there is now."""
        come = self.coming.setdefault(content, bytearray())
        known = len(come) - offset
        if known >= 0:
            come += data[known:]
        return len(come)

    def prove(self, content: str) -> bool:
        """Keep a content that is what its name says; drop another."""
        data = bytes(self.coming.pop(content))
        if not is_named(data, content):
            return False
        self.held[content] = data
        return True

    def pace(self) -> list[int] | None:
        """Return the smallest piece there is."""
        return _PACE

    def remember_pace(self, told: list[int]) -> None:
        """Do nothing: every piece is small."""


def is_named(data: bytes, content: str) -> bool:
    """Tell whether a content is what its name says."""
    return hashlib.sha256(data).hexdigest() == content


@dataclass
class Above:
    """A superior as the end below it sees it over a road that may break before or after it acts, or turn a byte."""

    end: End
    world: FilesWorld

    def contents(self, sought: Sought, _nonce: str) -> Told:
        """Tell what is wanted and what of the missing is here."""
        self.world.net()
        end = self.end
        wanted = [WantedContent(record=content, content=content, size=size, have=len(end.coming.get(content, b"")))
                  for content, size in sorted(end.up.items()) if content not in end.held and content > sought.after]
        held = [Held(content=content, size=len(end.held[content]),
                     receipt=f"{end.name} {content}" if content in end.up else "")
                for content in sought.lacking if content in end.held]
        self.world.net()
        return Told(wanted=wanted if sought.after < "g" else [], held=held)

    def piece(self, content: str, offset: int, size: int, data: bytes, _nonce: str) -> Taken:
        """Take a piece; of one that does not follow nothing."""
        self.world.net()
        end = self.end
        if content in end.held:
            return Taken(have=size, receipt=f"{end.name} {content}")
        have = end.put(content, offset, self.world.flip(data))
        if have >= size and not end.prove(content):
            raise Refused(Why.WRONG_CONTENT)
        self.world.net()
        return Taken(have=have, receipt=f"{end.name} {content}" if have >= size else "")

    def fetch(self, asked: Fetch, _nonce: str) -> bytes:
        """Give bytes."""
        self.world.net()
        data = self.end.held.get(asked.content, b"")[asked.offset:asked.offset + min(asked.most, _PACE[0])]
        self.world.net()
        return self.world.flip(data)


@dataclass
class FilesWorld:
    """One history of files; `author` tells which union named a content."""

    seed: int
    trace: Callable[[str], None] = lambda _line: None
    events: dict[str, int] = field(default_factory=dict)
    author: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Draw it."""
        r = self.r = random.Random(self.seed)
        self.p_cut, self.p_flip, self.p_meet = r.choice(_CUTS), r.choice(_FLIPS), r.choice(_MEETINGS)
        self.above = dict(_ABOVE)
        self.ends = {name: End(name, _UNIONS.get(name, "")) for name in (*self.above, "city")}
        self.saved: list[tuple[str, End]] = []

    def net(self) -> None:
        """Break the road now and then."""
        if self.r.random() < self.p_cut:
            raise NoAnswerError(address="", reason="cut")

    def flip(self, data: bytes) -> bytes:
        """Turn a byte now and then."""
        if not data or self.r.random() >= self.p_flip:
            return data
        return bytes([data[0] ^ 1]) + data[1:]

    def note(self, what: str, count: int = 1) -> None:
        """Count an event and tell it."""
        self.events[what] = self.events.get(what, 0) + count
        self.trace(what)

    def run(self) -> list[str]:
        """Let things happen, then let all sync without a fault, and judge."""
        for _step in range(_STEPS):
            self.step()
        self.p_cut = self.p_flip = self.p_meet = 0
        living = [end for end in self.ends.values() if end.alive]
        self.gone = {content for content in self.author if not any(content in end.held for end in living)}
        self.note("held by nobody who lives", len(self.gone))
        for _round in range(_ROUNDS):
            for name in self.above:
                self.hold(name)
        return self.judge()

    def step(self) -> None:
        """Let one thing happen."""
        x, r = self.r.random(), self.r
        office = self.ends[r.choice([name for name in _UNIONS if self.ends[name].alive])]
        if x < .15:
            self._make(office)
        elif x < .2:
            self._make(self.ends["city"])
        elif x < .25:
            name = r.choice(_SUPERIORS)
            self.saved.append((name, deepcopy(self.ends[name])))
        elif x < .3 and self.saved:
            self._restore(*r.choice(self.saved))
        elif x < .33 and office.held:
            del office.held[r.choice(list(office.held))]
            self.note("an office loses a file")
        elif .33 <= x < .34 and office.union == "A" and self.ends["a"].alive and self.ends["aa"].alive:
            office.alive = False
            self.note("an office's computer dies")
        else:
            self.hold(r.choice(list(self.above)))

    def _restore(self, name: str, old: End) -> None:
        now, self.ends[name] = self.ends[name], deepcopy(old)
        self.ends[name].up, self.ends[name].down = now.up, now.down  # rows come again before contents do
        for content in self.ends[name].down if name == "city" else ():
            self.ends[name].held[content] = now.held[content]  # who posts has what he posts
        self.note(f"{name} restored")

    def _make(self, end: End) -> None:
        data = self.r.randbytes(self.r.randint(1, 30_000))
        content = hashlib.sha256(data).hexdigest()
        end.held[content], self.author[content] = data, end.union
        (end.down if end.name == "city" else end.up)[content] = len(data)
        self.note("posted" if end.name == "city" else "attached")

    def hold(self, name: str) -> None:
        """Hold a session of an end with the one above it; the rows first."""
        end, above = self.ends[name], self.ends[self.above[name]]
        if not end.alive:
            return
        above.up |= end.up
        end.up |= {name: size for name, size in above.up.items() if end.union and self.author[name] == end.union}
        end.down |= above.down
        peer: Any = Above(above, self)
        before = set(end.held)
        porter = Porter(end, peer, "", self._meanwhile(name))
        try:
            porter.carry(wants=any(content not in above.held for content in above.up))
        except (NoAnswerError, Refused) as fault:
            self.note(f"broken: {type(fault).__name__}")
        if porter.taken:
            who = "an office" if end.union else end.name
            self.note(f"came back to {who}", len((end.held.keys() - before) & end.up.keys()))

    def _meanwhile(self, name: str) -> Callable[[], None]:
        """Return what happens between two pieces: somebody below calls now and then."""
        below = [each for each, above in self.above.items() if above == name]

        def call() -> None:
            if below and self.r.random() < self.p_meet:
                self.hold(self.r.choice(below))

        return call

    def judge(self) -> list[str]:
        """Tell what is not where it belongs, is not what it is called, or is confirmed by nobody."""
        bad = []
        for end in self.ends.values():
            bad += [f"X: {end.name} has {content[:8]} altered" for content, data in end.held.items()
                    if not is_named(data, content)]
            named = [content for content in (*end.up, *end.down) if end.alive and content not in self.gone]
            bad += [f"M: {end.name} lacks {content[:8]}" for content in named if content not in end.held]
            bad += [f"R: {end.name} has no receipt for {content[:8]}" for content in named
                    if end.name != "city" and content in end.up and content not in end.receipts]
        return bad


def main(arguments: list[str] | None = None) -> int:
    """Run histories; returns 1 when one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.files", description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    options = parser.parse_args(arguments)
    failed, events = list[tuple[int, str]](), Counter[str]()
    for seed in range(options.first, options.first + options.runs):
        world = FilesWorld(seed)
        failed += [(seed, line) for line in world.run()[:1]]
        events.update(world.events)
    told = f"{options.runs} histories of files, {len(failed)} failed {failed[:3]}"
    sys.stdout.write(f"{told}\n{sorted(events.items())}\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
