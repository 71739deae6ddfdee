"""Histories of papers: a city and a county put back to older states, computers that are restored, cloned and dead.

`python -m tests.simulation.post_levels --runs 20000`; `--seed N --trace` tells one of them, `--mutant NAME` breaks
something first.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.protocol.refusals import Refused
from tests.simulation.conversation import DropError
from tests.simulation.mutants import POST_MUTANTS, broken
from tests.simulation.posts import Desk, Falling, Logs, Poster, session

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.protocol.core import Key

EVERYBODY, COUNTY, CITY = "", "CTY", "CITY"
UNITS = ("U0", "U1")
_STEPS, _ROUNDS, _MOST = 90, 6, 6
_CUTS = (0, .02, .1, .3)


@dataclass
class County:
    """All that the county's database holds of the way down."""

    poster: Poster
    came: Logs = field(default_factory=lambda: Logs(CITY))

    def end(self, about: str) -> Falling:
        """Return the lower end for a unit below, or ('') for all and for the county itself."""
        audiences = frozenset({about} if about else {EVERYBODY, COUNTY})
        return Falling(self.came, audiences, poster=self.poster, mine=COUNTY)


@dataclass
class PostWorld:
    """One history of papers."""

    seed: int
    trace: Callable[[str], None] = lambda _line: None
    events: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Draw it."""
        r = self.r = random.Random(self.seed)
        self.p_cut = r.choice(_CUTS)
        numbers, self.said = itertools.count(1), itertools.count(1)
        self.city = Poster(Logs(CITY), lambda: f"{r.randrange(256):02x}{next(numbers):014x}")
        self.county = County(Poster(Logs(COUNTY), self.city.fresh))
        self.desks = [(unit, Desk(Logs(COUNTY), frozenset({EVERYBODY, unit}))) for unit in UNITS]
        self.cities: list[Poster] = []
        self.counties: list[County] = []
        self.offices: list[tuple[str, Desk]] = []

    def net(self) -> None:
        """Break the road now and then."""
        if self.r.random() < self.p_cut:
            raise DropError

    def note(self, what: str) -> None:
        """Count an event and tell it."""
        self.events[what] += 1
        self.trace(what)

    # ---- steps

    def step(self) -> None:
        """Let one thing happen."""
        x, r = self.r.random(), self.r
        if x < .22:
            self._post(self.city, "papers", r.choice([EVERYBODY, COUNTY, *UNITS]))
        elif x < .28:
            self._post(self.county.poster, "own papers", r.choice([EVERYBODY, *UNITS]))
        elif x < .5:
            self.relay()
        elif x < .78:
            self._sync(r.randrange(len(self.desks)))
        elif x < .86:
            self._save()
        elif x < .94:
            self._restore()
        elif x < .97 and len(self.desks) < _MOST:
            unit, desk = r.choice(self.desks)
            self.desks.append((unit, deepcopy(desk)))
            self.note("clone")
        elif x >= .97 and len(self.desks) > 1:
            self.desks.pop(r.randrange(len(self.desks)))
            self.note("death")

    def _post(self, poster: Poster, book: str, audience: str) -> None:
        key = (book, f"{audience}{self.r.randint(0, 3)}")
        before = poster.posts.get((audience, key))
        gone = before is not None and not before.deleted and self.r.random() < .25
        poster.post(audience, key, {} if gone else {"a": f"p{next(self.said)}"}, deleted=gone)
        self.note(f"{book} {'withdrawn' if gone else 'posted'}")
        self.trace(f"  {key} of {audience!r}: {poster.posts[audience, key]}")

    def _save(self) -> None:
        kind = self.r.choice(["city", "county", "office"])
        if kind == "city":
            self.cities.append(deepcopy(self.city))
        elif kind == "county":
            self.counties.append(deepcopy(self.county))
        else:
            self.offices.append(deepcopy(self.r.choice(self.desks)))

    def _restore(self) -> None:
        kind = self.r.choice(["city", "county", "office"])
        if kind == "city" and self.cities:
            self.city = deepcopy(self.r.choice(self.cities))
        elif kind == "county" and self.counties:
            self.county = deepcopy(self.r.choice(self.counties))
        elif kind == "office" and self.offices:
            unit, old = deepcopy(self.r.choice(self.offices))
            places = [place for place, (whose, _desk) in enumerate(self.desks) if whose == unit]
            if not places:
                return
            self.desks[self.r.choice(places)] = unit, old
        else:
            return
        self.note(f"{kind} restored")

    def _sync(self, place: int) -> None:
        try:
            session(self.desks[place][1], self.county.poster, self.net)
        except DropError:
            self.note("broken")
        except Refused as refused:
            self.note(f"an office is refused: {refused.code}")

    def relay(self) -> None:
        """Hold the county's session with the city: what is for all and for itself first, then unit by unit."""
        try:
            for about in ("", *UNITS):
                session(self.county.end(about), self.city, self.net)
        except DropError:
            self.note("broken")
        except Refused as refused:
            self.note(f"the county is refused: {refused.code}")

    # ---- the end

    def run(self) -> list[str]:
        """Let things happen, then let all sync without a fault, and judge."""
        for _step in range(_STEPS):
            self.step()
        self.p_cut = 0
        self.trace("healing")
        self._heal()
        before, frames = self.events.copy(), self._frames()
        self._heal()
        bad = [f"S: {what}" for what in self.events - before]
        bad += ["Q: papers are still posted although nothing has changed"] if self._frames() != frames else []
        return [*bad, *self.judge()]

    def _heal(self) -> None:
        for _round in range(_ROUNDS):
            self.relay()
            for place in range(len(self.desks)):
                self._sync(place)

    def _frames(self) -> tuple[int, int]:
        return len(self.county.poster.logs.frames), len(self.city.logs.frames)

    def judge(self) -> list[str]:
        """Tell who does not hold exactly the papers that are addressed to him."""
        bad = []
        for audience in (EVERYBODY, COUNTY, *UNITS):
            wanted = self.city.living(audience)
            told = {key: one.values for (whose, key), (one, _at) in self.county.poster.word.items()
                    if whose == audience and not one.deleted}
            handed = {key: values for key, values in self.county.poster.living(audience).items()
                      if key[0] == "papers" and not self._lost_by_both(audience, key)}
            bad += [f"D: the county was told {told} for {audience!r} and not {wanted}"] if told != wanted else []
            if audience != COUNTY and handed != wanted:
                bad.append(f"D: the county hands on {handed} to {audience!r} and not {wanted}")
        for place, (unit, desk) in enumerate(self.desks):
            wanted = self.county.poster.living(EVERYBODY) | self.county.poster.living(unit)
            if desk.shown != wanted:
                bad.append(f"D: computer {place} of {unit} shows {desk.shown} and not {wanted}")
        return bad


    def _lost_by_both(self, audience: str, key: Key) -> bool:
        """Tell whether county and city were both put back to before a paper that only an office gave back."""
        is_lost = (audience, key) not in self.city.posts and bool(
            self.events["city restored"] and self.events["county restored"])
        if is_lost:
            self.note("lost by the city and the county, kept by the offices")
        return is_lost


def main(arguments: list[str] | None = None) -> int:
    """Run histories; returns 1 when one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.post_levels", description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="run this one history only")
    parser.add_argument("--trace", action="store_true", help="tell what happens")
    parser.add_argument("--mutant", default="none", choices=list(POST_MUTANTS))
    options = parser.parse_args(arguments)
    seeds = range(options.first, options.first + options.runs) if options.seed is None else [options.seed]
    failed, events = list[tuple[int, str]](), Counter[str]()
    with broken(options.mutant, POST_MUTANTS):
        for seed in seeds:
            world = PostWorld(seed, print if options.trace else lambda _line: None)
            failed += [(seed, line) for line in world.run()[:1]]
            events.update(world.events)
    told = f"{options.mutant}: {len(seeds)} histories of papers, {len(failed)} failed {failed[:3]}"
    sys.stdout.write(f"{told}\n{sorted(events.items())}\n")
    return int(bool(failed) if options.mutant == "none" else not failed)


if __name__ == "__main__":
    sys.exit(main())
