"""`python -m tests.fuzzing --target importer --seconds 60 [--keep] [--own]`: a longer search than CI has time for."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzzing import engine
from tests.fuzzing.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fuzzing.engine import Found
    from tests.fuzzing.targets import Target

MOST_KEPT, LARGEST_KEPT = 24, 8_192  # the corpus in the repository stays small


def main() -> int:
    """Search and tell; returns 1 when something broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=[*TARGETS, "all"], default="all")
    parser.add_argument("--seconds", type=float, default=60, help="of processor time, for each target")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", action="store_true", help="keep new inputs that reach new lines, if they are small")
    parser.add_argument("--own", action="store_true", help="our own engine although atheris is there")
    options = parser.parse_args()
    broke = 0
    for name in TARGETS if options.target == "all" else [options.target]:
        if not options.own and _has_atheris():
            broke |= _with_atheris(name, options)
            continue
        target = TARGETS[name]()
        try:
            found = engine.search(target, options.seconds, options.seed)
        finally:
            target.close()
        _tell(name, found)
        if options.keep:
            _keep(target, found.kept)
        broke |= bool(found.broke)
    return broke


def _tell(name: str, found: Found) -> None:
    print(f"{name}: {found.throws} throws, {found.lines} lines reached, {len(found.kept)} new inputs, slowest "
          f"{found.slowest:.2f} s, {found.most_kb // 1024} MB, {len(found.broke)} finds", flush=True)
    for what, where in found.broke.items():
        print(f"  {where}: {what}", flush=True)


def _keep(target: Target, found: Sequence[bytes]) -> None:
    """Keep the few small inputs that together reach what the kept ones and these reach beside the seeds."""
    folder = engine.CORPUS / target.name
    folder.mkdir(parents=True, exist_ok=True)
    small = [data for data in (*engine.stored(engine.CORPUS, target.name), *found) if len(data) <= LARGEST_KEPT]
    kept = {engine.name_of(data): data for data in engine.distilled(target, small, MOST_KEPT)}
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink()
    for name, data in kept.items():
        (folder / name).write_bytes(data)


def _has_atheris() -> bool:
    try:
        import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # only where somebody has installed it
    except ImportError:
        return False
    return bool(atheris)


def _with_atheris(name: str, options: argparse.Namespace) -> int:
    """Search in a process of its own: libFuzzer ends the process it runs in."""
    import subprocess

    before = engine.stored(engine.FINDS, name)
    with tempfile.TemporaryDirectory(prefix="ud-corpus-") as place:
        command = [sys.executable, "-m", "tests.fuzzing.led_by_atheris", name, str(int(options.seconds)),
                   str(options.seed), place]
        done = subprocess.run(command, cwd=engine.ROOT, env=os.environ | {"PYTHONMALLOC": "malloc"}, check=False)
        target, kept = TARGETS[name](), [path.read_bytes() for path in Path(place).iterdir()]
        print(f"{name}: {len(kept)} inputs, {len(engine.lines_of(target, kept))} lines reached", flush=True)
        if options.keep:
            _keep(target, kept)
        target.close()
    return int(done.returncode != 0 or engine.stored(engine.FINDS, name) != before)


if __name__ == "__main__":
    sys.exit(main())
