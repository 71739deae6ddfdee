"""When to try again: for ever, with jitter from 5 seconds to 15 minutes, and never before the server asks for it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

LEAST_SECONDS, MOST_SECONDS = 5.0, 900.0
MOST_ASKED_SECONDS = 86_400.0  # a longer wish is a fault: whatever stands between must not silence an office for ever
_DOUBLINGS, _SPREAD = 12, 1.2


@dataclass
class Retry:
    """Counts failures and says how long to wait; it never waits itself.

    `least` are the seconds that pass after the last failure whatever happens meanwhile, short of a person who asks.
    """

    failures: int = 0
    least: float = 0.0
    chance: random.Random = field(default_factory=random.SystemRandom)

    def failed(self, retry_after: float | None = None) -> float:
        """Note a failure; returns the seconds to wait: drawn below a bound that doubles, never less than is asked for.

        The first wait is drawn from 5 to 10 seconds, the second from 10 to 20, and from the eighth on from 7.5 to 15
        minutes. To what the server asks for up to a fifth is added: it asks all those whom it turns away for the same.
        """
        self.failures += 1
        bound = min(MOST_SECONDS, LEAST_SECONDS * 2 ** min(self.failures, _DOUBLINGS))
        self.least = max(LEAST_SECONDS, min(retry_after or 0.0, MOST_ASKED_SECONDS))
        asked = self.least * self.chance.uniform(1, _SPREAD) if retry_after else 0.0
        return max(self.chance.uniform(bound / 2, bound), asked)

    def network_returned(self) -> None:
        """Begin again with the shortest wait, for what failed may have been the network; a server's wish stands."""
        self.failures = 0

    def succeeded(self) -> None:
        """Begin again with the shortest wait, and owe nobody one."""
        self.failures, self.least = 0, 0.0
