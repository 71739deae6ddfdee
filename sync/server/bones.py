"""What frames say of who belongs to whom: names of records and what refers to what, read from each frame once.

An erasure has to find records that hang on records that hang on the person. Going through a union's frames again for
each ring would read everything a dozen times; what matters of a frame is a few per cent of it and is laid aside in a
temporary file without a name, in which each ring is looked for. No more than one frame is in memory.
"""

from __future__ import annotations

import struct
import tempfile
from typing import TYPE_CHECKING, Self

import msgspec

from sync.protocol.columns import Table, Value
from sync.server import erased

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from types import TracebackType

    from sync.server.erased import Found

_IN_MEMORY = 16 << 20  # bytes; more goes into a file
_LENGTH = struct.Struct(">I")


class _Bones(msgspec.Struct, array_like=True):
    """Of one register in one frame: the frame's place, the records, and the columns that refer to others."""

    place: int
    register: str
    ids: list[str]
    columns: dict[str, list[Value]]

    def table(self) -> Table:
        """Return it in the shape of what a frame holds."""
        return Table(self.register, self.ids, dict(self.columns), bytes(len(self.ids)))


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Bones).decode


class Bones:
    """The references in frames that were read; a context, at whose end nothing is left of them."""

    def __init__(self, roots: Collection[str]) -> None:
        """Begin with nothing; `roots` are the books of the erased records."""
        self._roots = tuple(roots)
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  closed at the context's end

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        """Give the file up."""
        self._file.close()

    def add(self, place: int, tables: Iterable[Table]) -> None:
        """Lay aside what a frame's tables say."""
        self._file.seek(0, 2)
        for table in tables:
            named = erased.referring(table.register, self._roots)
            if named is None:
                continue
            columns = {name: list(values) for name in named if (values := table.columns.get(name)) is not None}
            data = _encode(_Bones(place, table.register, table.ids, columns))
            self._file.write(_LENGTH.pack(len(data)) + data)

    def follow(self, found: Found) -> None:
        """Learn which records go with known ones, ring after ring, until no further one is found."""
        size = -1
        while found.size > size:
            size = found.size
            for one in self._all():
                found.learn(one.table())

    def places(self, found: Found) -> set[int]:
        """Return the places of the frames that hold a version of a known record."""
        known = found.known()
        return {one.place for one in self._all() if not known.get(one.register, set()).isdisjoint(one.ids)}

    def _all(self) -> Iterator[_Bones]:
        self._file.seek(0)
        while head := self._file.read(_LENGTH.size):
            yield _decode(self._file.read(_LENGTH.unpack(head)[0]))
