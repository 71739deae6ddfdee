"""What benchmarks share: seconds, peak memory of a process of its own, percentiles, and a table easy to quote."""

from __future__ import annotations

import gc
import math
import multiprocessing
import sys
import time
import unicodedata
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

P = ParamSpec("P")
T = TypeVar("T")

HEADINGS = ("what", "figure", "floor", "ratio", "to reach", "")
_BYTES_PER_MIB = 1024 * 1024
_GREY_ZONE = 100


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """One measured run: its result, wall-clock seconds and the process's peak resident memory in MiB."""

    result: T
    seconds: float
    peak_mib: float


def timed(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[T, float]:
    """Call the function; returns its result and the wall-clock seconds it took."""
    gc.collect()
    begin = time.perf_counter()
    result = function(*args, **kwargs)
    return result, time.perf_counter() - begin


def best_of(times: int, function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> float:
    """Call the function several times; returns the shortest wall-clock seconds (the least disturbed run)."""
    return min(timed(function, *args, **kwargs)[1] for _ in range(times))


def in_child(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Outcome[T]:
    """Run a module-level function in a fresh process, so that its memory is its own; result and arguments are pickled.

    An exception in the child is raised here.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(_measure, function, args, kwargs).result()


def _measure(function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> Outcome[T]:
    result, seconds = timed(function, *args, **kwargs)
    return Outcome(result, seconds, peak_mib())


def peak_mib(pid: int | None = None) -> float:
    """Return the peak resident memory of a process (this one by default) in MiB.

    Linux keeps the high-water mark per program image; `ru_maxrss` would also count the parent that forked us.
    """
    status = Path(f"/proc/{pid or 'self'}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    if pid is not None:
        msg = "the memory of another process can only be read on Linux"
        raise OSError(msg)
    return _rusage_mib()


def _rusage_mib() -> float:
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _BYTES_PER_MIB if sys.platform == "darwin" else peak / 1024


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least `percent` per cent of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a board: a measured value beside its floor and the target it should reach."""

    what: str
    value: float
    unit: str = "s"
    floor: float | None = None
    ratio_at_most: float | None = None
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float | None:
        """Return value ÷ floor, or None without a floor."""
        return self.value / self.floor if self.floor else None

    @property
    def reached(self) -> bool | None:
        """Tell whether every target is met; None when there is no target."""
        checks = []
        if self.ratio_at_most is not None and self.ratio is not None:
            checks.append(self.ratio <= self.ratio_at_most)
        if self.at_most is not None:
            checks.append(self.value <= self.at_most)
        if self.at_least is not None:
            checks.append(self.value >= self.at_least)
        return all(checks) if checks else None

    def cells(self) -> tuple[str, ...]:
        """Return the line's six cells as text."""
        targets = [
            f"≤ {number(self.ratio_at_most)} ×" if self.ratio_at_most is not None else "",
            f"≤ {number(self.at_most)} {self.unit}" if self.at_most is not None else "",
            f"≥ {number(self.at_least)} {self.unit}" if self.at_least is not None else "",
        ]
        return (
            self.what,
            f"{number(self.value)} {self.unit}",
            f"{number(self.floor)} {self.unit}" if self.floor is not None else "",
            f"{self.ratio:.2f} ×" if self.ratio is not None else "",
            ", ".join(t for t in targets if t),
            {True: "reached", False: "MISSED", None: ""}[self.reached],
        )


@dataclass
class Board:
    """The figures of one benchmark under a title, printed as an aligned table."""

    title: str
    figures: list[Figure] = field(default_factory=list)

    def add(
        self,
        what: str,
        value: float,
        unit: str = "s",
        *,
        floor: float | None = None,
        ratio_at_most: float | None = None,
        at_most: float | None = None,
        at_least: float | None = None,
    ) -> None:
        """Add a line: the figure, what it is compared with, and what it should reach."""
        self.figures.append(Figure(what, value, unit, floor, ratio_at_most, at_most, at_least))

    def show(self) -> None:
        """Print the table."""
        print(self.text(), flush=True)

    def text(self) -> str:
        """Return the table as text: the first column left-aligned, the numbers right-aligned."""
        lines = [HEADINGS, *(figure.cells() for figure in self.figures)]
        widths = [max(_width(line[i]) for line in lines) for i in range(len(HEADINGS))]
        return "\n".join([f"\n{self.title}", *(_line(cells, widths) for cells in lines)])


def number(value: float | None) -> str:
    """Return a number with as many digits as it deserves: 0.0123, 1.23, 45.6, 12,345."""
    if value is None:
        return ""
    if abs(value) >= _GREY_ZONE or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [_pad(cell, width, left=i in {0, 5}) for i, (cell, width) in enumerate(zip(cells, widths, strict=True))]
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int, *, left: bool) -> str:
    blanks = " " * (width - _width(text))
    return text + blanks if left else blanks + text
