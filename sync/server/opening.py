"""Frames made ready to be taken: unpacked, rows hashed, what no column can hold found; nothing of it asks the database.

A bulk copy leaves the superior waiting while the database takes the rows in. `Opening` uses that time for the frame
that follows, step by step, so that neither waits for the other: between two steps the database is given more rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.protocol.refusals import Refused
from sync.protocol.rows import hash_rows
from sync.server import checks, rows
from sync.server.tables import Mirror, mirror

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sync.protocol.columns import Table, Value
    from sync.protocol.frame import Frame
    from sync.server.superior import Device
    from union_desk.schema.problem import Problem


@dataclass(frozen=True)
class Book:
    """A register's rows in a frame: their vectors and hashes, and by column the values that it cannot hold.

    `said` are the errors by row, where the rules need no other rows to find them.
    """

    one: Mirror
    table: Table
    vectors: Sequence[str]
    hashes: Sequence[bytes]
    wrong: dict[str, set[Value]]
    said: dict[int, list[Problem]] | None


Steps = Generator[None, None, list[Book]]


def read(frame: Frame, withheld: Mapping[str, frozenset[str]]) -> list[Book]:
    """Return the rows of a frame that has been verified; raises Refused where it is no frame after all.

    Of fields that a relay withheld (by register) nothing is said.
    """
    steps = stepwise(frame, withheld)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            return list(done.value)


def stepwise(frame: Frame, withheld: Mapping[str, frozenset[str]]) -> Steps:
    """Do what `read` does, some thousandths of a second at a time."""
    header, books = frame.header, []
    tables = frame.tables()
    yield
    for table in tables:
        one, vectors = mirror(table.register), table.vectors(f"{header.log}:{header.seq}")
        wrong = rows.misfits(one, table)
        yield
        hidden = withheld.get(table.register, frozenset())
        said = checks.inspect_apart(one.register, table, hidden) if one.register is not None else None
        table.forget_sets()
        yield
        books.append(Book(one, table, vectors, hash_rows(table, vectors), wrong, said))
        yield
    return books


class Opening:
    """Frames in order, of which the next one may be read before its turn.

    Only one is: that of the computer whose key is known. What it is refused for is said when its turn has come.
    """

    def __init__(self, coming: Iterable[Frame], device: Device | None, superior: bytes) -> None:
        """Take the frames, the computer that sends them if there is one, and the superior's own key."""
        self._coming, self._device, self._superior = deque(coming), device, superior
        self._ready: tuple[Frame, list[Book]] | None = None

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames."""
        while self._coming:
            yield self._coming.popleft()

    def books(self, frame: Frame, withheld: Mapping[str, frozenset[str]]) -> list[Book]:
        """Return a verified frame's rows, read before or now."""
        if self._ready is None or self._ready[0] is not frame:
            return read(frame, withheld)
        (_frame, books), self._ready = self._ready, None
        return books

    def read_ahead(self, withheld: Mapping[str, frozenset[str]]) -> Iterator[None]:
        """Read the next frame step by step, if there is one and this has not been done."""
        following = self._coming[0] if self._coming and self._ready is None else None
        if following is None or self._device is None or following.header.device != self._device.id:
            return
        try:
            following.verify(self._device.public, self._superior)
            self._ready = following, (yield from stepwise(following, withheld))
        except Refused:
            self._ready = None
