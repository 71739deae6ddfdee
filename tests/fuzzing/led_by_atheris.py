"""One target under atheris: `python -m tests.fuzzing.led_by_atheris importer 60 1 FOLDER`; libFuzzer tells the rest.

What reached something new stays in the folder, and leads the next search of that folder.
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fuzzing.targets import Target

_HANGING = 20  # so many times the longest that is allowed, on the clock: then it will not end at all
_WORTH_TELLING = 0.1  # seconds


class Throwing:
    """Throws inputs at a target and keeps what breaks it, each place once; times are the processor's."""

    def __init__(self, target: Target, finds: Path, longest: float) -> None:
        """Begin with nothing found."""
        finds.mkdir(parents=True, exist_ok=True)
        self.target, self.finds, self.longest = target, finds, longest
        self.broke, self.slowest = set[str](), _WORTH_TELLING

    def take(self, data: bytes) -> None:
        """Throw one input."""
        begin = time.process_time()  # a busy machine makes nothing slow
        try:
            self.target.take(data)
        except self.target.refusals:
            pass
        except Exception as fault:  # noqa: BLE001  whatever breaks is what is looked for
            self._found(data, "".join(traceback.format_exception(fault)[-3:]))
        took = time.process_time() - begin
        if took > self.slowest:
            self.slowest = took
            self._say(f"slowest so far: {took:.2f} s, {len(data)} bytes")
        if took > self.longest:
            self._found(data, "too slow")

    def _found(self, data: bytes, where: str) -> None:
        from tests.fuzzing import engine

        if where not in self.broke:
            self.broke.add(where)
            Path(self.finds, engine.name_of(data)).write_bytes(data)
            self._say(f"FOUND {engine.name_of(data)}\n{where}")

    def _say(self, line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def main() -> None:
    """Instrument the target's modules, then throw until the time is over; what breaks is kept, each place once."""
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # only where somebody has installed it

    name, seconds, seed, place = sys.argv[1:5]
    with atheris.instrument_imports(include=["union_desk.exchange", "sync.protocol", "sync.server"]):
        from tests.fuzzing import changes, engine, targets
    target = targets.TARGETS[name]()
    throwing = Throwing(target, engine.FINDS / name, engine.LONGEST_SECONDS)
    seeds = [*engine.stored(engine.CORPUS, name), *target.seeds()]

    def change(data: bytes, most: int, number: int) -> bytes:
        rng = random.Random(number)
        if rng.random() < 0.5:  # libFuzzer's own changes, which know what comparisons wanted; also within a package
            return changes.changed(data, rng, seeds, lambda part: bytes(atheris.Mutate(part, most)))[:most]
        return changes.changed(data, rng, seeds)[:most]

    for data in seeds:
        Path(place, engine.name_of(data)).write_bytes(data)
    hanging = _HANGING * engine.LONGEST_SECONDS
    settings: list[Any] = [f"-max_total_time={seconds}", f"-seed={seed}", f"-timeout={hanging}",
                           "-report_slow_units=999", f"-rss_limit_mb={engine.MOST_KB // 1000}",
                           f"-max_len={changes.LONGEST}",
                           f"-artifact_prefix={engine.FINDS / name}/", "-print_final_stats=1", "-verbosity=0", place]
    atheris.Setup([sys.argv[0], *settings], throwing.take, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
