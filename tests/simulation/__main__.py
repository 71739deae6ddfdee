"""`python -m tests.simulation --runs 20000`: histories, or one with `--seed N --trace`, or a broken variant.

With `--relay` the county is a relay with a policy that changes, and the city is restored too.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from tests.simulation.levels import RelayWorld
from tests.simulation.mutants import MUTANTS, RELAY_MUTANTS, broken
from tests.simulation.world import DISASTERS, World


def main(arguments: list[str] | None = None) -> int:
    """Run; returns 1 when a history failed (or a mutant was not caught)."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, help="run this one history only")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--steps", type=int, default=120)
    parser.add_argument("--trace", action="store_true", help="tell what happens")
    parser.add_argument("--hard", action="store_true", help="worlds in which disasters meet")
    parser.add_argument("--relay", action="store_true", help="worlds in which the county is a relay")
    parser.add_argument("--mutant", default="none", choices=[*dict.fromkeys([*MUTANTS, *RELAY_MUTANTS]), "all"])
    options = parser.parse_args(arguments)
    if options.seed is not None:
        return _one(options)
    names = list(RELAY_MUTANTS if options.relay else MUTANTS) if options.mutant == "all" else [options.mutant]
    return max(_many(name, options) for name in names)


def _one(options: argparse.Namespace) -> int:
    kind = RelayWorld if options.relay else World
    with broken(options.mutant, in_relay=options.relay) as facts:
        tell = print if options.trace else lambda _line: None
        bad = kind(options.seed, trace=tell, hard=options.hard, **facts).run(options.steps)
    print("\n".join(bad) or "all well")
    return int(bool(bad))


def _many(name: str, options: argparse.Namespace) -> int:
    begun, events, rounds, kinds = time.process_time(), Counter[str](), Counter[int](), Counter[str]()
    failed: list[tuple[int, str]] = []
    kind = RelayWorld if options.relay else World
    with broken(name, in_relay=options.relay) as facts:
        for seed in range(options.first, options.first + options.runs):
            world = kind(seed, hard=options.hard, **facts)
            try:
                bad = world.run(options.steps)
            except Exception as fault:
                if name == "none":
                    raise
                bad = [f"X: {type(fault).__name__}"]
            events.update(world.events)
            rounds[world.rounds] += 1
            kinds.update({line[0] for line in bad})
            failed += [(seed, bad[0])] if bad else []
    spent = time.process_time() - begun
    print(f"{name}: {options.runs} histories, {sum(events[d] for d in DISASTERS)} disasters, {events['broken']} broken "
          f"roads, {len(failed)} failed {dict(kinds)}, {options.runs / spent:.0f} histories a second", flush=True)
    if name == "none":
        print("  events:", dict(sorted(events.items())))
        print("  rounds that still changed something:", dict(sorted(rounds.items())))
    for seed, line in failed[:3]:
        print(f"  seed {seed}: {line}")
    return int(bool(failed) if name == "none" else not failed)


if __name__ == "__main__":
    sys.exit(main())
