"""How much travels in one piece: half as much after a cut, a little more with each piece that goes through.

Where cuts come after S bytes on average, this settles near the square root of 2 · step · S, at which what is sent again
and what each piece costs beside its bytes are in balance, whatever S is.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.protocol.peer import NoAnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Pace:
    """A size that is kept between sessions; below `calm`, where no cut was felt yet, it doubles instead."""

    size: int
    least: int
    most: int
    step: int
    calm: int

    @classmethod
    def kept(cls, told: list[int] | None, first: int, bounds: tuple[int, int], step: int) -> Pace:
        """Return the pace as it was kept, or the first one of a road that nobody knows yet."""
        least, most = bounds
        size, calm = told or (first, most)
        return cls(min(most, max(least, size)), least, most, step, calm)

    @property
    def keep(self) -> list[int]:
        """Return what is to be kept."""
        return [self.size, self.calm]

    @contextmanager
    def on_the_road(self) -> Iterator[None]:
        """Note what is cut inside the block."""
        try:
            yield
        except NoAnswerError:
            self.cut()
            raise

    def went(self) -> None:
        """Note that a piece went through."""
        doubled = self.size * 2
        self.size = min(self.most, doubled if doubled <= self.calm else self.size + self.step)

    def cut(self) -> None:
        """Note that the road was cut while something travelled."""
        self.size = self.calm = max(self.least, self.size // 2)
