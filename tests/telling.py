"""What a long form tells while it runs: a line at once, so that whoever looks at its output sees how far it is."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def say(line: str) -> None:
    """Print a line at once, into a file too."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say_from_now() -> Callable[[str], None]:
    """Return what prints a line at once after the seconds that have passed since this call."""
    begin = time.monotonic()
    return lambda line: say(f"{time.monotonic() - begin:7.1f} s  {line}")
