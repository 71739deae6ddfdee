"""Three levels of which the middle one is a relay with a policy that changes; county and city are restored too."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.protocol.refusals import Refused
from sync.protocol.versions import is_same, put
from tests.simulation import relay
from tests.simulation.relay import CityStore, CountyStore
from tests.simulation.world import CITY, COUNTY, World, edits_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.protocol.core import Key
    from sync.protocol.versions import Version
    from tests.simulation.relay import Policy
    from tests.simulation.world import Node

OPEN: Policy = frozenset()
NARROW: Policy = frozenset({"b"})
_CHANGES, _CITY_SAVED, _CITY_BACK, _FILES = .03, .02, .02, .3
_ROUNDS_AT_REST = 3


@dataclass
class RelayWorld(World):
    """A history with a relay. Half of them end under a policy that keeps a field back."""

    policy: Policy = OPEN
    healing: bool = False

    def __post_init__(self) -> None:
        """Draw the world, and let the county be a relay."""
        super().__post_init__()
        self.county.store = CountyStore(COUNTY, self._fresh_log, "county", between=self.net)
        self.city.store = CityStore(CITY, self._fresh_log, "city", between=self.net)
        self.saved: list[CityStore] = []
        self.filing = random.Random(self.seed)  # of its own, so that the same things happen as without it

    def step(self, *, disasters: bool) -> None:
        """Let one thing happen; now and then the policy changes, or the city is put back to an older state."""
        x = self.r.random()
        if x < _CHANGES:
            self.policy = NARROW if self.policy == OPEN else OPEN
            self.note("policy changed")
            self.trace(f"the policy keeps back {sorted(self.policy)}")
        elif x < _CHANGES + _CITY_SAVED:
            self.saved.append(self._city().copy())
        elif x < _CHANGES + _CITY_SAVED + _CITY_BACK and disasters and self.saved:
            self.city.store = self.r.choice(self.saved).copy()
            self.late = [(to, frame) for to, frame in self.late if to.name != "city"]  # no old nonce holds any more
            self.note("city restored")
            self.trace("disaster: city restored")
        else:
            super().step(disasters=disasters)

    def hold(self, node: Node, net: Callable[[], None]) -> None:
        """Hold a session; the county's is a relay's."""
        if node is not self.county:
            super().hold(node, net)
            return
        units = sorted(self.county.units - {COUNTY})
        try:
            self.note("passed on", relay.session(
                self._county(), self._city(), units, self.policy, net, self.may_come_late,
                files=self.healing or self.filing.random() < _FILES))
        except Refused as refused:  # the city took a late frame meanwhile: the next session settles it
            self.trace(f"the city refuses: {refused.code}")
            self.note("refused by the city")

    def _county(self) -> CountyStore:
        assert isinstance(self.county.store, CountyStore)
        return self.county.store

    def _city(self) -> CityStore:
        assert isinstance(self.city.store, CityStore)
        return self.city.store

    def heal(self) -> list[str]:
        """Stop all faults and judge; half of the histories end with nothing kept back."""
        self.policy = OPEN if self.seed % 2 else NARROW
        self.healing = True  # no computer that is gone for ever is waited for any more
        return super().heal()

    def _judge(self, nodes: list[Node], must: set[str]) -> list[str]:
        bad: list[str] = []
        for unit in sorted({c.unit for c in self.computers}):
            wanted = self.view(self.county, unit)
            bad += [f"C: {n.name} differs from the county in {unit}" for n in nodes
                    if n is not self.city and unit in n.units and self.view(n, unit) != wanted]
            bad += self._compare(unit)
        papers = self.view(self.county, COUNTY)
        bad += [f"D: {n.name} does not hold the county's papers" for n in nodes
                if n is not self.city and self.view(n, COUNTY) != papers]
        return [*bad, *self._lost(nodes, must), *self._unrest()]

    def _compare(self, unit: str) -> list[str]:
        """Tell where the city holds something else than what the county passes on.

        What a restored county lost and no office sends again as it was is filed anew: both hold the same versions.
        """
        county, theirs = self._county(), self._city().of(unit)
        assert county.policy is not None
        told: dict[Key, tuple[Version, ...]] = {}
        for key, here in county.of(unit).items():
            for one in here:  # the lost rest of a log that came after all is the same log up there
                up = county.passed_on(unit, key, one, self.policy, county.policy[1])
                told[key] = put(told.get(key, ()), up) or told[key]
        bad = [f"C: the city lacks what the county holds of {unit} {key}: {one.seen}" for key, each in told.items()
               for one in each if one not in theirs.get(key, ())]
        bad += [f"C: the city holds what the county does not pass on of {unit} {key}: {one.seen}"
                for key, each in theirs.items() for one in each if one not in told.get(key, ())]
        for key, each in county.of(unit).items():
            shown = county.passed_on(unit, key, each[0], self.policy, county.policy[1])
            if theirs.get(key) and not is_same(theirs[key][0], shown):
                if any(one.alive and one.unit == unit for one in self.computers):
                    bad.append(f"C: the city shows another version than the county of {unit} {key}: {shown.seen}")
                self.note("rivals of which nobody is left to decide, shown otherwise at the city")
        return bad

    def _lost(self, nodes: list[Node], must: set[str]) -> list[str]:
        """Tell what is not at the top; under a policy that keeps a field back, what is not at the county either."""
        top = self.edits_in(self.city.store) | (set() if self.policy == OPEN else self.edits_in(self.county.store))
        have = self.ancestors(top | self.aside(nodes) | self._in_papers())
        return [f"L: lost {sorted(must - have)[:5]}"] if must - have else []

    def _in_papers(self) -> set[str]:
        """Return the edits of the county's own papers, which go down and not up."""
        return {edit for held in self._county().of(COUNTY).values() for one in held for edit in edits_of(one.values)}

    def _unrest(self) -> list[str]:
        """Tell whether frames are still made, or some that are current were never confirmed above."""
        sent = sum(relay.session(self._county(), self._city(), sorted(self.county.units - {COUNTY}), self.policy,
                                 lambda: None, lambda _to, _frame: None) for _round in range(_ROUNDS_AT_REST))
        bad = [f"Q: {sent} frames are passed on although nothing has changed"] if sent else []
        county = self._county()
        assert county.policy is not None
        for unit, road in county.roads.items():
            confirmed = {one.of for held in road.frames.values() for one in held
                         if one.confirmed and one.number == county.policy[1]}
            bad += [f"R: {at} of {unit} was never confirmed above" for at in county.taken(unit)
                    if at not in confirmed and county.going(unit, county.frames[at].rows, self.policy, 0)]
        return bad

