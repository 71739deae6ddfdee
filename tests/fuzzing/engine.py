"""The search: changed inputs are thrown at a target; those that reach a line no other has reached are kept and go on.

Lines are seen by tracing the target's own modules alone, so that a throw costs little more than without.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import random
import resource
import signal
import sys
import threading
import time
import tracemalloc
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.fuzzing.changes import changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import FrameType

    from tests.fuzzing.targets import Target

LONGEST_SECONDS, MOST_KB = 10, 1_000_000
ROOT = Path(__file__).resolve().parents[2]
CORPUS, FINDS = Path(__file__).parent / "corpus", Path(__file__).parent / "finds"


class TooSlowError(Exception):
    """The target took longer than ten seconds."""


@dataclass
class Found:
    """What a search did: throws, inputs kept, lines reached, and what broke (name -> the exception's text)."""

    throws: int = 0
    kept: list[bytes] = field(default_factory=list)
    lines: int = 0
    slowest: float = 0.0
    most_kb: int = 0
    broke: dict[str, str] = field(default_factory=dict)


def name_of(data: bytes) -> str:
    """Return the name under which an input is kept."""
    return f"{hashlib.sha256(data).hexdigest()[:16]}.bin"


def stored(folder: Path, target: str) -> list[bytes]:
    """Return the inputs that are kept for a target."""
    return [path.read_bytes() for path in sorted((folder / target).glob("*")) if path.is_file()]


@contextlib.contextmanager
def hurried(seconds: int = LONGEST_SECONDS) -> Iterator[None]:
    """Break off what takes too long; only on the main thread, elsewhere nothing watches."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def throw(target: Target, data: bytes) -> str:
    """Throw one input; returns '' when it was taken or refused with a sentence, else what broke."""
    try:
        with hurried():
            target.take(data)
    except target.refusals:
        return ""
    except BaseException as fault:
        if isinstance(fault, KeyboardInterrupt):
            raise
        return f"{type(fault).__name__}: {fault}"[:300]
    return ""


def search(target: Target, seconds: float, seed: int = 1, most: int | None = None) -> Found:
    """Search for so many seconds of processor time, or throws; the same seed throws the same."""
    rng, found, seen = random.Random(seed), Found(), set[tuple[str, int]]()
    pool = [*target.seeds(), *stored(FINDS, target.name), *stored(CORPUS, target.name)]
    ends = time.process_time() + seconds
    queue = list(pool)
    while time.process_time() < ends and (most is None or found.throws < most):
        data = queue.pop(0) if queue else changed(rng.choice(pool), rng, pool)
        _one(target, data, found, seen, pool)
    found.lines = len(seen)
    found.most_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found


def _one(target: Target, data: bytes, found: Found, seen: set[tuple[str, int]], pool: list[bytes]) -> None:
    reached: set[tuple[str, int]] = set()
    begin = time.process_time()
    with traced(target.modules, reached):
        broke = throw(target, data)
    found.throws += 1
    found.slowest = max(found.slowest, time.process_time() - begin)
    if broke:
        found.broke.setdefault(broke, name_of(data))
        _keep(FINDS / target.name, data)
    elif reached - seen:
        seen |= reached
        if data not in pool:
            pool.append(data)
            found.kept.append(data)


def _keep(folder: Path, data: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name_of(data)).write_bytes(data)


def lines_of(target: Target, inputs: Iterable[bytes]) -> set[tuple[str, int]]:
    """Return the lines that inputs reach together."""
    reached = set[tuple[str, int]]()
    for data in inputs:
        with traced(target.modules, reached):
            throw(target, data)
    return reached


def distilled(target: Target, inputs: Sequence[bytes], most: int) -> list[bytes]:
    """Return the fewest of the inputs that reach all lines which they reach beyond the seeds; of equals the shorter."""
    known = lines_of(target, target.seeds())
    reach: dict[bytes, set[tuple[str, int]]] = {data: set() for data in sorted(set(inputs), key=len)}
    for data, reached in reach.items():
        with traced(target.modules, reached):
            if throw(target, data):
                reached.clear()  # a find: it has a place of its own
    kept: list[bytes] = []
    while len(kept) < most:
        best = max(reach, key=lambda data: len(reach[data] - known), default=b"")
        if not reach.get(best, set()) - known:
            break
        known |= reach[best]
        kept.append(best)
    return kept


@contextlib.contextmanager
def traced(modules: Sequence[str], reached: set[tuple[str, int]]) -> Iterator[None]:
    """Note the lines that run in the target's modules."""
    places = tuple(str(ROOT / place) for place in modules)
    before = sys.gettrace()

    def enter(frame: FrameType, _event: str, _given: Any) -> Callable[..., Any] | None:
        return line if frame.f_code.co_filename.startswith(places) else None

    def line(frame: FrameType, _event: str, _given: Any) -> Callable[..., Any]:
        reached.add((frame.f_code.co_filename, frame.f_lineno))
        return line

    sys.settrace(enter)
    try:
        yield
    finally:
        sys.settrace(before)


def memory_of(target: Target, data: bytes) -> int:
    """Return the most bytes that Python held while an input was taken."""
    gc.collect()
    tracemalloc.start()
    try:
        throw(target, data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
