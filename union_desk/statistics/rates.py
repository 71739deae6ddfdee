"""A rate with what it is made of: nothing out of nothing is no figure at all, never 0 % (domain reference §11.4)."""

from __future__ import annotations

from dataclasses import dataclass

NO_FIGURE = "—"


@dataclass(frozen=True)
class Rate:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Return the rate between 0 and 1, or None when there is nobody to count."""
        return self.part / self.whole if self.whole else None

    def text(self) -> str:
        """Return the rate as a person reads it: '98.50%', or a dash."""
        return NO_FIGURE if self.value is None else f"{self.value:.2%}"

    def __str__(self) -> str:
        """Return the rate with its numerator and denominator."""
        return f"{self.text()} ({self.part}/{self.whole})"
