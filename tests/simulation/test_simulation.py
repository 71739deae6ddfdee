"""The protocol's core through histories of disasters: nothing lost, all alike, every broken variant caught."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sync.desk.porting import Porter
from sync.protocol.contents import Sought
from sync.protocol.refusals import Refused
from tests.simulation import files, post_levels
from tests.simulation.__main__ import main
from tests.simulation.directed import torn_settling
from tests.simulation.files import Coming, FilesWorld
from tests.simulation.levels import RelayWorld
from tests.simulation.mutants import MUTANTS, POST_MUTANTS, RELAY_MUTANTS, broken
from tests.simulation.post_levels import PostWorld
from tests.simulation.world import World


class History(NamedTuple):
    """Where a mutant fails that needs several disasters to meet."""

    seed: int
    steps: int = 120
    hard: bool = False


RUNS, SEEDS, RELAY_RUNS, FILE_RUNS, POST_RUNS = 500, 40, 80, 150, 100
MOST_ROUNDS = 3
RARE = {"no_cascade": History(771, steps=400), "no_deps": History(755, hard=True), "trust_acks": History(75),
        "no_seal_first": History(465, hard=True)}
RELAY_RARE = {"plain_names": History(128), "filed_over": History(36, hard=True)}
DIRECTED = {"no_compare"}
HARMLESS = {"torn", "uncompared"}
"""Each takes away one of two guards of the same thing; `no_compare` takes both."""


def test_histories_of_disasters_end_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--runs", str(RUNS)]) == 0, capsys.readouterr().out


def test_after_the_last_fault_three_rounds_bring_rest() -> None:
    """In a round everybody syncs once; in the fourth nothing changes, and in most histories not in the third."""
    worlds = [World(seed) for seed in range(SEEDS)]
    assert [line for world in worlds for line in world.run()] == []
    assert max(world.rounds for world in worlds) <= MOST_ROUNDS


@pytest.mark.parametrize("name", [name for name in MUTANTS if name not in {"none", *RARE, *DIRECTED, *HARMLESS}])
def test_every_mutant_is_caught(name: str) -> None:
    with broken(name) as facts:
        assert any(_fails(World(seed, **facts)) for seed in range(SEEDS))


@pytest.mark.parametrize("name", RARE)
def test_a_mutant_that_needs_several_disasters_is_caught_where_they_meet(name: str) -> None:
    at = RARE[name]
    with broken(name) as facts:
        assert _fails(World(at.seed, hard=at.hard, **facts), at.steps)
    assert World(at.seed, hard=at.hard).run(at.steps) == []


def test_rows_need_no_comparing_after_a_cut_as_long_as_all_logs_are_settled_in_one_transaction() -> None:
    """After it, whatever is still held builds on nothing that was cut, so nothing is taken for known that is not."""
    found = {}
    for name in ("none", *HARMLESS, *DIRECTED):
        with broken(name) as facts:
            found[name] = torn_settling(**facts)
    assert found == {"none": [], "torn": [], "uncompared": [], "no_compare": ["C: U0a differs from the city in U0"]}


def test_histories_with_a_relay_end_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--relay", "--runs", str(RELAY_RUNS)]) == 0, capsys.readouterr().out


def test_of_two_branches_of_one_log_a_relay_passes_on_each_under_its_own_name() -> None:
    """A clone, a restored county that takes the other branch, and a death: without it the city loses the first one.

    Where the county files anew what the city holds, that saves it a second time; so both are taken away.
    """
    assert RelayWorld(3718).run() == []
    with broken("unfiled", in_relay=True):
        assert not any(line.startswith("L") for line in RelayWorld(3718).run())
        with broken("one_branch", in_relay=True):
            assert RelayWorld(3718).run() == ["L: lost ['e42']"]


@pytest.mark.parametrize("name", RELAY_RARE)
def test_a_mutant_of_a_relay_that_needs_several_disasters_is_caught_where_they_meet(name: str) -> None:
    at = RELAY_RARE[name]
    assert RelayWorld(at.seed, hard=at.hard).run(at.steps) == []
    with broken(name, in_relay=True) as facts:
        assert _fails(RelayWorld(at.seed, hard=at.hard, **facts), at.steps)


@pytest.mark.parametrize("name", [name for name in RELAY_MUTANTS if name not in {"none", "one_branch", *RELAY_RARE}])
def test_every_mutant_of_a_relay_is_caught(name: str) -> None:
    with broken(name, in_relay=True) as facts:
        assert any(_fails(RelayWorld(seed, **facts)) for seed in range(SEEDS))


def test_histories_of_papers_end_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert post_levels.main(["--runs", str(POST_RUNS)]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", [name for name in POST_MUTANTS if name != "none"])
def test_every_mutant_of_papers_is_caught(name: str) -> None:
    with broken(name, POST_MUTANTS):
        assert any(PostWorld(seed).run() for seed in range(POST_RUNS))


def test_histories_of_files_over_four_levels_end_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert files.main(["--runs", str(FILE_RUNS)]) == 0, capsys.readouterr().out


def _trusting(self: Porter[Coming]) -> bool:
    """Send what was never confirmed, whatever the superior says that it wants."""
    wanted = {each.content: each for each in self.peer.contents(Sought(), self.nonce).wanted}
    return all(self._send(wanted[content]) for content in self.shelf.unsent() if content in wanted)


def _posted_alone(self: files.End) -> list[str]:
    return [content for content in (*self.down, *(self.up if self.union else ())) if content not in self.held]


@pytest.mark.parametrize(("place", "name", "instead"), [
    (Porter, "_send_all", _trusting),  # one's own record of receipts instead of asking what is wanted
    (Porter, "_take_all", lambda _self: True),  # receipts that were lost, and posts, are not asked for
    (files.End, "lacking", _posted_alone),  # a relay fetches what was posted, not what went up and was lost here
    (files, "is_named", lambda _data, _content: True),  # what has come is not proved by its hash
])
def test_every_mutant_of_files_is_caught(
        place: object, name: str, instead: object, monkeypatch: pytest.MonkeyPatch) -> None:
    really = files.is_named
    with monkeypatch.context() as patch:
        patch.setattr(place, name, instead)
        worlds = [FilesWorld(seed) for seed in range(FILE_RUNS)]
        told = [line for world in worlds for line in world.run()]
    told += [content for world in worlds for end in world.ends.values() for content, data in end.held.items()
             if not really(data, content)]
    assert told


def _fails(world: World, steps: int = 120) -> bool:
    try:
        return bool(world.run(steps))
    except (AssertionError, KeyError, IndexError, Refused):  # a broken core may well fall over
        return True


def test_a_seed_is_replayed_with_a_trace(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", "7", "--trace"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) > 50
    assert told[-1] == "all well"
    assert "healing" in told
