"""The queue before the server: bounded, and the unions take turns."""

from __future__ import annotations

import asyncio

import pytest

from sync.protocol.refusals import Refused, Why
from sync.server.turns import ANYBODY, Turns


def queue(at_once: int = 2, waiting: int = 4, each: int = 3, size: int = 100) -> Turns:
    return Turns(at_once, waiting, each, size)


async def hold(turns: Turns, unit: str, served: list[str], gate: asyncio.Event) -> None:
    async with turns.place(unit), turns.slot(unit):
        served.append(unit)
        await gate.wait()


async def settle() -> None:
    for _round in range(20):
        await asyncio.sleep(0)


def test_unions_take_turns_however_many_requests_one_has_in_line() -> None:
    async def run() -> list[str]:
        turns, served = queue(at_once=1, waiting=10, each=6), list[str]()
        gates = [asyncio.Event() for _n in range(6)]
        names = ["a", "a", "a", "a", "b", "c"]
        jobs = [asyncio.create_task(hold(turns, name, served, gate)) for name, gate in zip(names, gates, strict=True)]
        await settle()
        assert (turns.in_line, turns.working.total()) == (5, 1)
        for gate in gates:
            gate.set()
        await asyncio.gather(*jobs)
        assert (turns.in_line, turns.inside.total(), turns.held) == (0, 0, 0)
        return served

    assert asyncio.run(run()) == ["a", "a", "b", "c", "a", "a"]


def test_one_request_of_a_union_is_worked_on_at_a_time_but_strangers_are_not_one() -> None:
    async def run() -> tuple[list[str], list[str]]:
        gate, mine, strange = asyncio.Event(), list[str](), list[str]()
        for name, served in (("a", mine), (ANYBODY, strange)):
            turns = queue(at_once=4)
            jobs = [asyncio.create_task(hold(turns, name, served, gate)) for _n in range(3)]
            await settle()
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
        return mine, strange

    mine, strange = asyncio.run(run())
    assert len(mine) == 1
    assert len(strange) == 3


@pytest.mark.parametrize(("names", "refused"), [
    (["a", "b", "c", "d", "e", "f", "g"], "g"),  # two at work and four in line
    (["a", "a", "a", "a", "a", "b"], "a"),       # one at work and three in line of each
])
def test_beyond_the_bounds_the_answer_is_busy(names: list[str], refused: str) -> None:
    async def run() -> tuple[list[object], int]:
        turns, gate, served = queue(), asyncio.Event(), list[str]()
        jobs = [asyncio.create_task(hold(turns, name, served, gate)) for name in names]
        await settle()
        gate.set()
        return await asyncio.gather(*jobs, return_exceptions=True), turns.turned_away

    results, turned_away = asyncio.run(run())
    away = [name for name, result in zip(names, results, strict=True) if isinstance(result, Refused)]
    assert away == [refused]
    assert turned_away == 1
    assert all(result.code == Why.BUSY for result in results if isinstance(result, Refused))


def test_bodies_share_a_bounded_memory() -> None:
    async def run() -> None:
        turns = queue(size=100)
        async with turns.place("a", 60):
            with pytest.raises(Refused):
                async with turns.place("b", 60):
                    pass
            async with turns.place("b", 40):
                assert turns.held == 100
        assert turns.held == 0

    asyncio.run(run())


def test_whoever_gives_up_in_line_leaves_no_gap() -> None:
    async def run() -> list[str]:
        turns, served = queue(at_once=1), list[str]()
        first, others = asyncio.Event(), asyncio.Event()
        jobs = [asyncio.create_task(hold(turns, "a", served, first)),
                asyncio.create_task(hold(turns, "b", served, others)),
                asyncio.create_task(hold(turns, "c", served, others))]
        await settle()
        jobs[1].cancel()
        await settle()
        first.set()
        others.set()
        await asyncio.gather(*jobs, return_exceptions=True)
        assert (turns.inside.total(), turns.working.total(), turns.in_line) == (0, 0, 0)
        return served

    assert asyncio.run(run()) == ["a", "c"]


def test_giving_up_at_the_moment_of_ones_turn_passes_it_on() -> None:
    async def run() -> list[str]:
        turns, served, gate = queue(at_once=1), list[str](), asyncio.Event()
        jobs = [asyncio.create_task(hold(turns, name, served, gate)) for name in ("a", "b", "c")]
        await settle()
        gate.set()
        turns._leave("a")  # b's turn comes …
        jobs[1].cancel()   # … as it gives up
        turns.working["a"] += 1
        await asyncio.gather(*jobs, return_exceptions=True)
        return served

    assert asyncio.run(run()) == ["a", "c"]
