"""The protocol's core through histories of disasters: nothing lost, all alike, every broken variant caught."""

from __future__ import annotations

import pytest

from tests.simulation.__main__ import main
from tests.simulation.mutants import MUTANTS, broken
from tests.simulation.world import World

RUNS = 500
FIRST_CAUGHT: dict[str, int] = {}
"""The first seed in which a rarely failing mutant fails; the others fail within the first few."""

SEEDS = 40
RARE = {"no_cascade", "no_compare", "no_deps", "any_base", "no_seal_first"}  # fail in few histories: see the long form


def test_histories_of_disasters_end_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--runs", str(RUNS)]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", [name for name in MUTANTS if name not in {"none", *RARE}])
def test_every_mutant_is_caught(name: str) -> None:
    first = FIRST_CAUGHT.get(name)
    seeds = range(SEEDS) if first is None else [first]
    with broken(name) as facts:
        assert any(_fails(World(seed, **facts)) for seed in seeds)
    if first is not None:
        assert World(first).run() == []


def _fails(world: World) -> bool:
    try:
        return bool(world.run())
    except (AssertionError, KeyError, IndexError):  # a broken core may well fall over
        return True


def test_a_seed_is_replayed_with_a_trace(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", "7", "--trace"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) > 50
    assert told[-1] == "all well"
    assert "healing" in told
