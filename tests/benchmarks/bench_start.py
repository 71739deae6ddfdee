"""Start the window: until the login takes keys, from Enter to the first members; beside a bare PySide6 window.

It is measured as a person does it: the passphrase is typed as soon as the login takes keys, a key each 0.12 s, and
Enter is pressed 0.5 s after the last key. What the person takes is not counted as the program's: the figures are (i)
from the start of the process until the login takes keys and (ii) from Enter until the members are drawn. Studies of
typing (the keystroke-level model of Card, Moran and Newell) give 0.4 s for a hand to find its key, 0.2 s to press it,
and 1.35 s to make up one's mind, so 0.5 s is a quick hand. Whoever is quicker waits for the stretching (argon2id, slow
on purpose): the same with Enter at once after the last key is printed as well, beside the bare window and beside a bare
window that stretches the passphrase too. A sign-in that the computer remembers needs no stretching.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, fields
from pathlib import Path

from tests.benchmarks import key_store
from tests.benchmarks.figures import Board, in_child
from tests.benchmarks.offices import office_of
from tests.benchmarks.starting import PASSPHRASE
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.safety import remembering

NAME = "start"
DEFAULT_ROWS = 100_000
RATIO = 3.0
HAND_MS = 500  # from the last key to Enter
_TIMES = 7
_FEW_ROWS = 1_000  # so few are no measurement: once shows that it runs


@dataclass(frozen=True)
class Run:
    """The seconds of one round: each process started in turn."""

    floor: float  # a bare window
    stretched: float  # the passphrase made into the key, nothing else
    typed: float  # until the login takes keys
    entered: float  # from Enter, after the hand's way there, to the first members
    hurried: float  # the same, with Enter at once after the last key
    known: float  # until the login takes keys, on a computer that remembers the sign-in
    pressed: float  # from its button to the first members
    alone: float  # without a login, the passphrase given beforehand


def main(rows: int) -> None:
    """Start in turn with bare windows; print the board."""
    with tempfile.TemporaryDirectory() as place:
        office = Path(place, "office")
        os.environ |= {"PYTHON_KEYRING_BACKEND": key_store.BACKEND, key_store.FILE: str(Path(place, "keys"))}
        in_child(prepare, office, rows)
        times, unseen = (_TIMES, 1) if rows > _FEW_ROWS else (1, 0)  # the first one compiles the sources
        runs = [measure(office, Path(place)) for _ in range(unseen + times)][unseen:]
    best = Run(*(min(getattr(run, part.name) for run in runs) for part in fields(Run)))
    board = Board(f"start to a usable window, {rows:,} members (best of {times}, in turn with bare windows)")
    fill(board, best)
    board.show()


def prepare(office: Path, rows: int) -> None:
    """Make the office, and let this computer remember the sign-in."""
    office_of(office, rows, PASSPHRASE)
    db, actor = Database.open(office, PASSPHRASE), Actor("bench")
    remembering.allow(db, actor, wanted=True)
    remembering.remember(db, actor, PASSPHRASE)
    db.close()


def fill(board: Board, best: Run) -> None:
    """Write the lines of the board."""
    floor, opened = best.floor, best.floor + best.stretched
    hand, hurried = f"{HAND_MS / 1000} s", best.typed + best.hurried
    board.add("(i) start until the login takes keys", best.typed, floor=floor, ratio_at_most=RATIO)
    board.add(f"(ii) Enter, {hand} after the last key, until the members are drawn", best.entered, floor=floor)
    board.add("(i) + (ii): what the program takes in all", best.typed + best.entered, floor=floor, ratio_at_most=RATIO)
    board.add("Enter at once after the last key, until the members are drawn", best.hurried, floor=floor)
    board.add("(i) + that: what the program takes in all", hurried, floor=floor)
    board.add("… against a bare window and stretching the passphrase", hurried, floor=opened, ratio_at_most=RATIO)
    board.add("remembered sign-in: its button until the members are drawn", best.pressed, floor=floor)
    board.add("remembered sign-in: in all", best.known + best.pressed, floor=floor, ratio_at_most=RATIO)
    board.add("passphrase given beforehand: start until the members are drawn", best.alone, floor=floor)
    board.add("… against a bare window and stretching the passphrase", best.alone, floor=opened, ratio_at_most=RATIO)


def measure(office: Path, home: Path) -> Run:
    """Start each process once."""
    floor, _none = start(home, "bare")
    _seconds, stretched = start(home, "stretch", str(office))
    typed, entered = start(home, "login", str(office), str(HAND_MS))
    _typed, hurried = start(home, "login", str(office), "0")
    known, pressed = start(home, "remembered", str(office))
    alone, _none = start(home, "desk", str(office), passphrase=PASSPHRASE)
    return Run(floor, stretched, typed, entered, hurried, known, pressed, alone)


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
    if not first or process.returncode:
        msg = f"'{' '.join(arguments)}' did not stand; run it by hand: python -m tests.benchmarks.starting"
        raise RuntimeError(msg)
    return seconds, float(second or 0)
