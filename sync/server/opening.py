"""Frames made ready to be taken: unpacked, rows hashed, what no column can hold found; nothing of it asks the database.

A bulk copy leaves the superior waiting while the database takes the rows in. `Opening` uses that time for the frame
that follows, so that neither waits for the other.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.protocol.refusals import Refused
from sync.protocol.rows import hash_rows
from sync.server import rows
from sync.server.tables import Mirror, mirror

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sync.protocol.columns import Table, Value
    from sync.protocol.frame import Frame


@dataclass(frozen=True)
class Book:
    """A register's rows in a frame: their vectors and hashes, and by column the values that it cannot hold."""

    one: Mirror
    table: Table
    vectors: Sequence[str]
    hashes: Sequence[bytes]
    wrong: dict[str, set[Value]]


def read(frame: Frame) -> list[Book]:
    """Return the rows of a frame that has been verified; raises Refused where it is no frame after all."""
    header = frame.header
    return [_book(table, table.vectors(f"{header.log}:{header.seq}")) for table in frame.tables()]


def _book(table: Table, vectors: Sequence[str]) -> Book:
    one = mirror(table.register)
    return Book(one, table, vectors, hash_rows(table, vectors), rows.misfits(one, table))


class Opening:
    """Frames in order, of which the next one may be read before its turn.

    Only one is: that of the computer whose key is known. What it is refused for is said when its turn has come.
    """

    def __init__(self, coming: Iterable[Frame], device: str, public: bytes, superior: bytes) -> None:
        """Take the frames, the computer that sends them with its key, and the superior's own key."""
        self._coming = deque(coming)
        self._device, self._public, self._superior = device, public, superior
        self._ready: tuple[Frame, list[Book]] | None = None

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames."""
        while self._coming:
            yield self._coming.popleft()

    def books(self, frame: Frame) -> list[Book]:
        """Return a verified frame's rows, read before or now."""
        ready, self._ready = self._ready, None
        return ready[1] if ready is not None and ready[0] is frame else read(frame)

    def read_ahead(self) -> None:
        """Read the next frame, if there is one and this has not been done."""
        if self._ready is not None or not self._coming or self._coming[0].header.device != self._device:
            return
        following = self._coming[0]
        try:
            following.verify(self._public, self._superior)
            self._ready = following, read(following)
        except Refused:
            self._ready = None
