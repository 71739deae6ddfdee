"""Start the window: until the login takes keys, from Enter to the first members; beside a bare PySide6 window.

What comes after the passphrase stands beside a bare window that stretches the passphrase too: that is slow on purpose
(argon2id), whoever does it. The same figures beside the bare window alone are printed as well.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.figures import Board, in_child
from tests.benchmarks.offices import office_of
from tests.benchmarks.starting import PASSPHRASE

NAME = "start"
DEFAULT_ROWS = 100_000
RATIO = 3.0
_TIMES = 7
_FEW_ROWS = 1_000  # so few are no measurement: once shows that it runs


def main(rows: int) -> None:
    """Start in turn with bare windows; print the board."""
    with tempfile.TemporaryDirectory() as place:
        office = Path(place, "office")
        in_child(office_of, office, rows, PASSPHRASE)
        times = _TIMES if rows > _FEW_ROWS else 1
        runs = [measure(office, Path(place)) for _ in range(times + 1)][1:]  # the first compiles the sources
    floor, stretched, typed, entered, alone = (min(run[i] for run in runs) for i in range(5))
    opened = floor + stretched
    board = Board(f"start to a usable window, {rows:,} members (best of {times}, in turn with bare windows)")
    board.add("until the login takes keys", typed, floor=floor, ratio_at_most=RATIO)
    board.add("from Enter to the first members, against stretching the passphrase", entered, floor=stretched)
    board.add("what the person waits in all, against both", typed + entered, floor=opened, ratio_at_most=RATIO)
    board.add("the same but for the stretching, against the bare window", typed + entered - stretched, floor=floor,
              ratio_at_most=RATIO)
    board.add("passphrase given beforehand, against both", alone, floor=opened, ratio_at_most=RATIO)
    board.add("what the person waits in all, against the bare window", typed + entered, floor=floor)
    board.add("passphrase given beforehand, against the bare window", alone, floor=floor)
    board.show()


def measure(office: Path, home: Path) -> tuple[float, float, float, float, float]:
    """Return the seconds of a bare window, of the passphrase, to the login, from Enter on, and without a login."""
    floor, _none = start(home, "bare")
    _seconds, stretched = start(home, "stretch", str(office))
    typed, entered = start(home, "login", str(office))
    alone, _none = start(home, "desk", str(office), passphrase=PASSPHRASE)
    return floor, stretched, typed, entered, alone


def start(home: Path, *arguments: str, passphrase: str = "") -> tuple[float, float]:
    """Start a process; returns the seconds until its first line, and what it says in its second (0 without one)."""
    environment = os.environ | {
        "PYTHONPYCACHEPREFIX": str(home / "compiled"),
        "PYTHONDONTWRITEBYTECODE": "",
        "UNION_DESK_CONFIG": str(home / "config"),
        "UNION_DESK_PASSPHRASE": passphrase,
    }
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, "-m", "tests.benchmarks.starting", *arguments]
    begun = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        seconds = time.perf_counter() - begun
        second = process.stdout.readline()
    if not first:
        msg = f"'{' '.join(arguments)}' did not stand; run it by hand: python -m tests.benchmarks.starting"
        raise RuntimeError(msg)
    return seconds, float(second or 0)
