"""A history told step by step: what chance meets once in many ten thousand histories."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tests.simulation.conversation import DropError, session
from tests.simulation.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.world import Node

_GREETED = 2  # messages of a greeting


def torn_settling(**facts: Any) -> list[str]:
    """Let a computer lose its road once it has settled with a restored county; returns what the oracle finds wrong.

    A record went from computer a to b, which reported it once more as it was. The county is restored to before both,
    and a keeps the bytes of neither. Its own log is cut. If that is a transaction of its own after which all stops, b's
    log counts as known to a ever after, though what b's version had seen was clamped there. Then b brings both back.
    """
    world = World(0, hard=True, **facts)
    world.p_net = world.p_late = 0
    a, b = world.computers
    for computer in (a, b):
        computer.by_stick = False
    empty = world.county.store.copy()
    world.edit(a, ("rows", "1"))
    _sync(a, b)
    b.store.send_again()
    _sync(b, a)
    a.store.prune(keep=0)
    world.county.store = empty
    a.store.between = _fail
    with suppress(DropError):
        session(a, _failing_after(_GREETED))
    a.store.between = world.net
    _sync(b, a)
    return world.heal()


def _sync(*computers: Node) -> None:
    for one in computers:
        session(one, lambda: None)


def _fail() -> None:
    raise DropError


def _failing_after(messages: int) -> Callable[[], None]:
    left = iter(range(messages))

    def net() -> None:
        if next(left, None) is None:
            raise DropError

    return net
