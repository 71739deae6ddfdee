"""A session between two stores in the order of `sync.desk.session`; the road may break between any two messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.protocol import core
from sync.protocol.admission import Known
from sync.protocol.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.store import Light, MemoryStore
    from tests.simulation.world import Node


class DropError(Exception):
    """The road broke."""


def session(child: Node, net: Callable[[], None]) -> None:
    """Hold one session; `net` may raise DropError at any message."""
    assert child.parent is not None
    parent, mine = child.parent, child.store
    child.open()
    mine.seal_all()
    told = {log: len(hashes) for log, hashes in mine.heads.items()}
    net()
    theirs = parent.store.known(told, child.units)
    feed = parent.store.known(told, {parent.unit})
    net()
    settled = core.settle(mine, theirs, child.units)
    mine.seal_all()
    acked = {log: min(known.seq, len(mine.heads.get(log, ()))) for log, known in theirs.items()}
    if child.world.trusts_acks:
        acked = {log: max(seq, mine.acked.get(log, 0)) for log, seq in acked.items()} | {
            log: seq for log, seq in mine.acked.items() if log not in acked}
    for log, seq in settled.held.items():
        mine.acked[log] = max(mine.acked.get(log, 0), seq)
    push(child, parent.store, {log: acked.get(log, 0) for log in _of(mine, child.units)}, net)
    for log in _of(mine, child.units):  # refused for good: it is built on something that nobody can supply
        if len(mine.heads[log]) > len(parent.store.heads.get(log, ())) and not child.world.trusts_acks:
            core.cut(mine, log, len(parent.store.heads.get(log, ())))
            net()
    mine.seal_all()
    push(child, parent.store, {log: len(parent.store.heads.get(log, ())) for log in [mine.writing] if log}, net)
    pull(child, parent, set(feed), net)
    core.reconcile(mine)
    mine.seal_all()
    push(child, parent.store, {log: len(parent.store.heads.get(log, ())) for log in [mine.writing] if log}, net)
    if mine.compare:
        compare_rows(child, parent.store)
        mine.compare = False


def _of(store: MemoryStore, units: set[str]) -> list[str]:
    return sorted(log for log, unit in store.units.items() if unit in units)


def push(child: Node, to: MemoryStore, after: dict[str, int], net: Callable[[], None]) -> None:
    """Send what is above these numbers; what is refused stays."""
    mine = child.store
    todo = {log: _above(mine, log, seq, None) for log, seq in after.items()}
    deliver(child, todo, to, net, mine.acked)


def _above(store: MemoryStore, log: str, low: int, high: int | None) -> list[Light]:
    last = len(store.heads.get(log, ())) if high is None else high
    return [store.frames[log, s] for s in range(low + 1, last + 1) if (log, s) in store.frames]


def pull(child: Node, parent: Node, feed: set[str], net: Callable[[], None]) -> None:
    """Take sibling logs, one's own lost tail and the superior's logs; hand the superior its own frames back."""
    mine, theirs = child.store, parent.store
    known = theirs.known({log: len(h) for log, h in mine.heads.items()}, {parent.unit})
    if parent.unit not in child.units:
        core.settle(mine, {log: known.get(log, Known()) for log in _of(mine, {parent.unit})}, {parent.unit})
        back = {log: _above(mine, log, len(theirs.heads.get(log, ())), None) for log in _of(mine, {parent.unit})}
        deliver(child, back, theirs, net, None)
    logs = [log for log in _of(theirs, child.units | {parent.unit}) if log != mine.writing]
    todo = {log: _above(theirs, log, len(mine.heads.get(log, ())), None) for log in logs}
    deliver(child, todo, mine, net, None)
    for log in todo:
        if theirs.units[log] in child.units:
            mine.acked[log] = max(mine.acked.get(log, 0), min(len(mine.heads.get(log, ())), len(theirs.heads[log])))


def deliver(child: Node, todo: dict[str, list[Light]], to: MemoryStore, net: Callable[[], None],
            acked: dict[str, int] | None) -> None:
    """Deliver frames, log by log, until nothing more is admitted."""
    world, go = child.world, True
    while go:
        go = False
        for log in sorted(todo):
            while todo[log]:
                frame = todo[log][0]
                world.may_come_late(to, frame)
                net()
                try:
                    core.receive(to, frame)
                except Refused:
                    break
                net()
                if acked is not None:
                    acked[log] = frame.header.seq
                todo[log].pop(0)
                go = True


def compare_rows(child: Node, theirs: MemoryStore) -> None:
    """Take the versions that the superior holds and this end does not."""
    for unit, rows in theirs.rows.items():
        if unit in child.units and unit != theirs.unit:
            found = child.store.adopt(unit, [(key, each) for key, held in rows.items() for each in held])
            child.world.note("repaired", found)
