"""Run the benchmarks: `python -m tests.benchmarks [NAME …] [--rows N]`, or list them with `--list`.

Exit code 2: no such benchmark; 3: one could not be run here.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import platform
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import tests.benchmarks
from tests.postgres import REMEDY, NotInstalledError

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_RUN = 3


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark module: its name on the command line, its usual size and what runs it."""

    name: str
    rows: int
    main: Callable[[int], None]
    about: str

    def is_called(self, name: str) -> bool:
        """Tell whether that is its name or a part of it: `sync-push` is called by `push`, and with others by `sync`."""
        return name == self.name or name in self.name.split("-")


def benchmarks() -> dict[str, Benchmark]:
    """Return every `bench_*` module of this package by name."""
    found = {}
    for info in pkgutil.iter_modules(tests.benchmarks.__path__):
        if info.name.startswith("bench_"):
            module = importlib.import_module(f"tests.benchmarks.{info.name}")
            about = (module.__doc__ or "").strip().partition("\n")[0]
            found[module.NAME] = Benchmark(module.NAME, module.DEFAULT_ROWS, module.main, about)
    return found


def main(argv: list[str] | None = None) -> int:
    """Run what the arguments name (all without a name); returns the exit code, 2 for an unknown name."""
    found = benchmarks()
    asked = _parser().parse_args(argv)
    unknown = [name for name in asked.names if not any(bench.is_called(name) for bench in found.values())]
    if asked.list or unknown:
        if unknown:
            print(f"No benchmark is called {', '.join(unknown)}. There are:", file=sys.stderr)
        for bench in found.values():
            print(f"  {bench.name:<12} {bench.rows:>10,} rows  {bench.about}")
        return 2 if unknown else 0
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    chosen = [b for b in found.values() if any(map(b.is_called, asked.names))] or list(found.values())
    return max([_run(bench, asked.rows or bench.rows) for bench in chosen], default=0)


def _run(bench: Benchmark, rows: int) -> int:
    begin = time.perf_counter()
    try:
        bench.main(rows)
    except NotInstalledError as missing:
        print(f"\n!!! {bench.name} NOT RUN: {missing}. As root: {REMEDY}", flush=True)
        return NOT_RUN
    print(f"({bench.name}: {time.perf_counter() - begin:.1f} s in all)", flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py bench", description="Measure the jobs beside their floors.")
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="which benchmarks, or a part of their names (sync); all when none is named")
    parser.add_argument("--rows", type=_positive, metavar="N", help="how many rows instead of the usual number")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and stop")
    return parser


def _positive(text: str) -> int:
    rows = int(text)
    if rows < 1:
        msg = "must be at least 1"
        raise argparse.ArgumentTypeError(msg)
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
