"""City, county, unions with one or two computers each, and everything that may befall them; no clock exists here."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.protocol import core
from sync.protocol.refusals import Refused
from tests.simulation.conversation import DropError, session
from tests.simulation.store import KEPT, Content, MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sync.protocol.columns import Value
    from sync.protocol.core import Key
    from tests.simulation.store import Light

DISASTERS = ("restore", "clone", "copy", "county restored", "death")
FIELDS = ("a", "b", "c")
CITY, COUNTY = "CITY", "CTY"
_EVER = 10**6
_MOST_COMPUTERS = 3


def edits_of(values: Mapping[str, Value]) -> set[str]:
    """Return the edits that a record's values stand for."""
    return {str(value) for name, value in values.items() if name != "of" and value is not None}


@dataclass
class Node:
    """A computer of a union, the county's server or the city's."""

    world: World
    name: str
    unit: str
    parent: Node | None
    units: set[str]  # the subtree that it answers for
    store: MemoryStore
    has_key: bool = True
    alive: bool = True
    by_stick: bool = False

    def open(self) -> None:
        """Start the program: without its key the computer enrols anew and writes another log."""
        if not self.has_key:
            self.has_key = True
            if self.store.writing:
                self.store.close(self.store.writing)


@dataclass
class World:
    """One history. `seals_backup`: the program seals at each backup; mutants set `trusts_acks` and `forgets`.

    In every other world people also report everything once more. A `hard` world has one union with two computers that
    keep no confirmed bytes, and is restored again and again: rare meetings of disasters are common in it.
    """

    seed: int
    trace: Callable[[str], None] = lambda _line: None
    seals_backup: bool = True
    trusts_acks: bool = False
    forgets: bool = False
    hard: bool = False
    parents: dict[str, frozenset[str]] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    backups: list[tuple[Node, MemoryStore]] = field(default_factory=list)
    sticks: list[list[Light]] = field(default_factory=list)
    late: list[tuple[MemoryStore, Light]] = field(default_factory=list)
    rounds: int = -1
    _last: int = 0
    _ancestors: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Draw the world."""
        r = self.r = random.Random(self.seed)
        self.p_net, self.p_late = r.choice([0, .02, .1, .3]), r.choice([0, .1])
        self.keep = r.choice([0, 2, _EVER])
        units = [f"U{n}" for n in range(1 if self.hard else r.randint(1, 3))]
        self.keep = 0 if self.hard else self.keep
        self.city = self._node("city", CITY, None, {CITY, COUNTY, *units})
        self.county = self._node("county", COUNTY, self.city, {COUNTY, *units})
        self.computers = [self._node(f"{unit}{'ab'[n]}", unit, self.county, {unit})
                          for unit in units for n in range(2 if self.hard else r.choice([1, 1, 2]))]
        self.computers[0].by_stick = r.random() < .4

    def _node(self, name: str, unit: str, parent: Node | None, units: set[str]) -> Node:
        return Node(self, name, unit, parent, units, MemoryStore(unit, self._fresh_log, name, between=self.net))

    def _fresh_log(self) -> str:
        return f"{self._number():016x}"

    def _number(self) -> int:
        self._last += 1
        return self._last

    def net(self) -> None:
        """Break the road now and then."""
        if self.r.random() < self.p_net:
            raise DropError

    def may_come_late(self, to: MemoryStore, frame: Light) -> None:
        """Remember a frame on its way: it may turn up once more."""
        if self.r.random() < self.p_late:
            self.late.append((to, frame))

    def note(self, what: str, count: int = 1) -> None:
        """Count an event."""
        self.events[what] = self.events.get(what, 0) + count

    def ancestors(self, edits: Iterable[str]) -> set[str]:
        """Return the edits and everything that their authors really saw in the field they changed."""
        found: set[str] = set()
        for edit in edits:
            if edit not in self._ancestors:
                self._ancestors[edit] = frozenset({edit}.union(*(self.ancestors([p]) for p in self.parents[edit])))
            found |= self._ancestors[edit]
        return found

    # ---- steps

    def step(self, *, disasters: bool) -> None:
        """Let one thing happen."""
        x, r = self.r.random(), self.r
        living = [c for c in self.computers if c.alive]
        one = r.choice(living)
        if x < .36:
            self.edit(one, ("rows", str(r.randint(0, 4))))
        elif x < .41:
            self.edit(self.county, ("papers", str(r.randint(0, 5))))
        elif x < .63:
            self._carry(one) if one.by_stick else self._sync(one)
        elif x < .71:
            self._sync(self.county)
        elif x < .74:
            one.open()
            one.store.seal(r.choice([1, 3]))
        elif x < .78 and self.late:
            self._late_frame()
        else:
            self._rarely(x, one, living, disasters=disasters)

    def _rarely(self, x: float, one: Node, living: list[Node], *, disasters: bool) -> None:
        r = self.r
        if x < .82:
            one.store.prune(self.keep)
        elif .82 <= x < .88:
            self._backup(r.choice([*living, self.county]))
        elif .88 <= x < .92 and disasters:
            self._disaster(r.choice(DISASTERS[::3] if self.hard else DISASTERS), living)
        elif .92 <= x < .94 and self.seed % 2 == 0:
            one.store.send_again()
            self.note("sent again")
            self.trace(f"{one.name} reports everything once more")

    def edit(self, node: Node, key: Key) -> None:
        edit, store = f"e{self._number()}", node.store
        now = store.now(key)
        values = dict(now.values) if now else {}
        if now and (now.deleted or self.r.random() < .1):  # into the bin, or out of it: the whole record is meant
            self.parents[edit] = frozenset(edits_of(values))
            store.edit(key, Content({"x" if not now.deleted else "a": edit}, deleted=not now.deleted))
        else:
            name = self.r.choice(FIELDS)
            self.parents[edit] = frozenset({str(values[name])} if values.get(name) else ())
            store.edit(key, Content({**values, name: edit}))
        self.trace(f"{node.name} edits {key[0]} {key[1]}: {edit} on {sorted(self.parents[edit])}")

    def _sync(self, node: Node) -> None:
        try:
            self.hold(node, self.net)
            self.trace(f"{node.name} syncs")
        except DropError:
            self.note("broken")
            self.trace(f"{node.name} syncs, the road breaks")
            if self.forgets and node.store.writing:  # what was sent and not confirmed stood in memory only
                node.store.forget({node.store.writing: node.store.acked.get(node.store.writing, 0)})

    def hold(self, node: Node, net: Callable[[], None]) -> None:
        """Hold a session of a node with its superior; `net` may break it at any message."""
        session(node, net)

    def _late_frame(self) -> None:
        to, frame = self.r.choice(self.late)
        self.note("late")
        try:
            core.receive(to, frame)
        except Refused as refused:
            self.trace(f"late frame {frame.header.log}:{frame.header.seq} at {to.name}: {refused.code}")

    def _backup(self, node: Node) -> None:
        if self.seals_backup:
            node.store.seal_all()
        self.backups.append((node, node.store.copy()))

    def _carry(self, node: Node) -> None:
        """Write a stick, plug some stick in at the county, carry an answer back: each only now and then."""
        node.open()
        store, r = node.store, self.r
        store.seal_all()
        if r.random() < .6:
            held = [store.frames[log, seq] for log in sorted(store.heads) if store.units[log] == node.unit
                    for seq in range(store.acked.get(log, 0) + 1, len(store.heads[log]) + 1)
                    if (log, seq) in store.frames]
            self.sticks.append(held[:r.randint(0, len(held))] if r.random() < .2 else held)
        if self.sticks and r.random() < .6:
            self.note("stick")
            for frame in r.choice(self.sticks):
                try:
                    core.receive(self.county.store, frame)
                except Refused as refused:
                    self.trace(f"stick at county: {refused.code}")
        if r.random() < .4:
            self._sync(node)

    # ---- disasters

    def _disaster(self, kind: str, living: list[Node]) -> None:
        self.trace(f"disaster: {kind}")
        if kind in {"restore", "county restored"}:
            fitting = [b for b in self.backups if (b[0] is self.county) == (kind != "restore") and b[0].alive]
            if not fitting:
                return
            node, old = self.r.choice(fitting)
            node.store = old.copy()
            self.late = [(node.store if to.name == node.name else to, f) for to, f in self.late]
        elif kind == "death":
            if len(living) < 2:
                return
            self.r.choice(living).alive = False
        else:
            self._double(self.r.choice(living), living, with_key=kind == "clone")
        self.note(kind)

    def _double(self, source: Node, living: list[Node], *, with_key: bool) -> None:
        if sum(c.unit == source.unit for c in living) >= _MOST_COMPUTERS:
            return
        made = self._node(f"{source.name}'{self._number()}", source.unit, self.county, {source.unit})
        made.store, made.has_key = source.store.copy(), with_key
        made.store.name = made.name
        self.computers.append(made)

    # ---- the whole history

    def run(self, steps: int = 120) -> list[str]:
        """Run and heal; returns what the oracle finds wrong."""
        for number in range(steps):
            self.step(disasters=number > 10)
        return self.heal()

    def heal(self) -> list[str]:
        """Stop all faults, let everybody sync until nothing changes, and judge."""
        living = [c for c in self.computers if c.alive]
        nodes = [*living, self.county, self.city]
        for node in nodes:
            node.open()
        must = self.ancestors(e for n in nodes for e in self.edits_in(n.store))
        self.p_net, self.p_late, self.keep, before = 0, 0, _EVER, ""
        self.trace("healing")
        for number in range(40):
            for node in (*living, self.county):
                self.hold(node, lambda: None)
            state = repr([self.view(n, u) for n in nodes for u in sorted(n.units)])
            if state == before:
                self.rounds = number
                return self._judge(nodes, must)
            before = state
        return ["Q: it never settles"]

    def edits_in(self, store: MemoryStore) -> set[str]:
        """Return the edits that stand in a database, shown, hidden, kept, put aside or not yet sealed."""
        contents = [v.values for rows in store.rows.values() for held in rows.values() for v in held]
        contents += [v.values for v in store.aside] + [content.values for content in store.dirty.values()]
        return {edit for values in contents for edit in edits_of(values)}

    @staticmethod
    def aside(nodes: Iterable[Node]) -> set[str]:
        """Return the edits in what was put aside, visibly."""
        return {edit for n in nodes for v in n.store.aside for edit in edits_of(v.values)}

    @staticmethod
    def view(node: Node, unit: str) -> list[tuple[Key, list[tuple[str, bytes]]]]:
        """Return a unit's versions as a node holds them."""
        return sorted((key, sorted((v.seen, v.digest) for v in held)) for key, held in node.store.of(unit).items())

    def _judge(self, nodes: list[Node], must: set[str]) -> list[str]:
        bad = []
        for unit in sorted({c.unit for c in self.computers}):
            wanted = self.view(self.city, unit)
            bad += [f"C: {n.name} differs from the city in {unit}" for n in nodes
                    if unit in n.units and self.view(n, unit) != wanted]
        papers = self.view(self.county, COUNTY)
        bad += [f"D: {n.name} does not hold the county's papers" for n in nodes
                if self.view(n, COUNTY) != papers]
        have = self.ancestors(self.edits_in(self.city.store) | self.aside(nodes))
        if must - have:
            bad.append(f"L: lost {sorted(must - have)[:5]}")
        kept = sum(key[0] == KEPT for u in self.city.units for key in self.city.store.of(u))
        self.note("kept versions", kept)
        return bad
