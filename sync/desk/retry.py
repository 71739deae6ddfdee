"""When to try again: for ever, with jitter from 5 seconds to 15 minutes, and never before the server asks for it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

LEAST_SECONDS, MOST_SECONDS = 5.0, 900.0
_DOUBLINGS = 12


@dataclass
class Retry:
    """Counts failures and says how long to wait; it never waits itself."""

    failures: int = 0
    chance: random.Random = field(default_factory=random.SystemRandom)

    def failed(self, retry_after: float | None = None) -> float:
        """Note a failure; returns the seconds to wait: doubling, shaken by half, at least what the server asked for."""
        bound = min(MOST_SECONDS, LEAST_SECONDS * 2 ** min(self.failures, _DOUBLINGS))
        self.failures += 1
        shaken = max(LEAST_SECONDS, self.chance.uniform(bound / 2, bound))
        return max(shaken, retry_after or 0.0)

    def succeeded(self) -> None:
        """Begin again with the shortest wait."""
        self.failures = 0
