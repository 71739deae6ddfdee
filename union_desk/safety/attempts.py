"""Wrong passphrases are waited for: longer each time, over a restart, whatever the clock on the wall says.

The file beside the office holds how often somebody failed and the reading of the clock that counts since the computer
was started. That clock cannot be set, and after a start it is a lower bound of the time that has passed. Whoever takes
the disk away can delete the file; against that, stretching the passphrase (argon2id) is the brake.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import durable
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from pathlib import Path

FILE = "sign-in.attempts"
EVERYBODY = "*"  # an attempt that names nobody counts for all
FREE_TRIES, LONGEST_WAIT = 3, 300
_MOST_DOUBLINGS = 12


class WaitError(UserError):
    """There were too many wrong passphrases."""

    code = "wait"
    message = N_("There were {failures} wrong passphrases in a row. Wait {seconds} seconds, then try again.")


@dataclass(frozen=True)
class State:
    """How often somebody failed in a row, and how many seconds are left to wait."""

    failures: int
    seconds: int


def state(folder: Path, account: str = "") -> State:
    """Return how it stands with an account; without one, with everybody."""
    noted = _read(folder)
    found = [_state(noted[name]) for name in {account or EVERYBODY, EVERYBODY} if name in noted]
    return max(found, key=lambda one: (one.seconds, one.failures), default=State(0, 0))


def check(folder: Path, account: str = "") -> None:
    """Refuse an attempt before its time."""
    now = state(folder, account)
    if now.seconds:
        raise WaitError(failures=now.failures, seconds=now.seconds)


def failed(folder: Path, account: str = "") -> None:
    """Count a wrong passphrase."""
    noted, name = _read(folder), account or EVERYBODY
    before = noted.get(name, {})
    noted[name] = {"failures": int(before.get("failures", 0)) + 1, "clock": time.monotonic()}
    _write(folder, noted)


def passed(folder: Path, account: str = "") -> int:
    """Forget the failures of an account and those of nobody in particular; returns how many there were."""
    noted = _read(folder)
    gone = [noted.pop(name) for name in {account or EVERYBODY, EVERYBODY} if name in noted]
    if gone:
        _write(folder, noted)
    return sum(int(one["failures"]) for one in gone)


def _state(noted: dict[str, Any]) -> State:
    failures, clock, now = int(noted["failures"]), float(noted["clock"]), time.monotonic()
    if failures < FREE_TRIES:
        return State(failures, 0)
    pause = min(2 ** min(failures - FREE_TRIES + 1, _MOST_DOUBLINGS), LONGEST_WAIT)
    gone = now - clock if now >= clock else now  # started since: what the clock shows has passed at least
    return State(failures, max(0, round(pause - gone + 0.499)))


def _read(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        noted: dict[str, dict[str, Any]] = json.loads((folder / FILE).read_text("ascii"))
        return {str(name): {"failures": int(one["failures"]), "clock": float(one["clock"])}
                for name, one in noted.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write(folder: Path, noted: dict[str, dict[str, Any]]) -> None:
    with suppress(OSError):  # a folder that cannot be written opens no office either; looking must not fail for that
        if noted:
            durable.write(folder / FILE, json.dumps(noted).encode("ascii"))  # pulling the plug forgets no attempt
        else:
            (folder / FILE).unlink(missing_ok=True)
