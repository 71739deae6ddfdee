"""One target under atheris: `python -m tests.fuzzing.led_by_atheris importer 60 1 FOLDER`; libFuzzer tells the rest.

What reached something new stays in the folder, and leads the next search of that folder.
"""

from __future__ import annotations

import random
import sys
import traceback
from pathlib import Path
from typing import Any


def main() -> None:
    """Instrument the target's modules, then throw until the time is over; what breaks is kept, each place once."""
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # only where somebody has installed it

    name, seconds, seed, place = sys.argv[1:5]
    with atheris.instrument_imports(include=["union_desk.exchange", "sync.protocol", "sync.server"]):
        from tests.fuzzing import changes, engine, targets
    target = targets.TARGETS[name]()
    finds = engine.FINDS / name
    finds.mkdir(parents=True, exist_ok=True)
    seeds = [*engine.stored(engine.CORPUS, name), *target.seeds()]

    def change(data: bytes, most: int, number: int) -> bytes:
        rng = random.Random(number)
        if rng.random() < 0.5:  # libFuzzer's own changes, which know what comparisons wanted
            return bytes(atheris.Mutate(data, most))
        return changes.changed(data, rng, seeds)[:most]

    broke = set[str]()

    def take(data: bytes) -> None:
        try:
            target.take(data)
        except target.refusals:
            return
        except Exception as fault:  # noqa: BLE001  whatever breaks is what is looked for
            where = "".join(traceback.format_exception(fault)[-3:])
            if where not in broke:
                broke.add(where)
                Path(finds, engine.name_of(data)).write_bytes(data)
                sys.stdout.write(f"FOUND {engine.name_of(data)}\n{where}\n")
                sys.stdout.flush()

    for data in seeds:
        Path(place, engine.name_of(data)).write_bytes(data)
    settings: list[Any] = [f"-max_total_time={seconds}", f"-seed={seed}", f"-timeout={engine.LONGEST_SECONDS}",
                           f"-rss_limit_mb={engine.MOST_KB // 1000}", f"-max_len={changes.LONGEST}",
                           f"-artifact_prefix={finds}/", "-print_final_stats=1", "-verbosity=0", place]
    atheris.Setup([sys.argv[0], *settings], take, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
