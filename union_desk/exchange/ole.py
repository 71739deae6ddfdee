"""The compound file of older Office programs (.xls, .et, encrypted .xlsx): a small file system inside a file."""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFC  # this and above are no sectors: end of chain, free, FAT, DIFAT
_ENTRY = 128
_ROOT, _STREAM = 5, 2
_HEADER_FAT_SLOTS = 109


class CompoundError(ValueError):
    """The compound file is cut off or its chains run in circles."""


class Compound:
    """Read-only view of a compound file; `streams` maps a stream's name to (first sector, length)."""

    def __init__(self, data: bytes) -> None:
        """Read the allocation tables and the directory; raises CompoundError when they make no sense."""
        self._data = data
        try:
            shift, mini_shift = struct.unpack_from("<HH", data, 30)
            self._size, self._mini_size = 1 << shift, 1 << mini_shift
            (first_directory,) = struct.unpack_from("<I", data, 48)
            self._cutoff, first_mini, _count, first_difat, _difats = struct.unpack_from("<IIIII", data, 56)
            self._fat = self._read_fat(first_difat)
            self._mini_fat = self._table(self._chain(first_mini, self._fat)) if first_mini < _END else ()
            self.streams: dict[str, tuple[int, int]] = {}
            self._mini = b""
            self._read_directory(first_directory)
        except struct.error as error:
            raise CompoundError(str(error)) from error

    def stream(self, name: str) -> bytes:
        """Return the bytes of a stream; KeyError when there is none of that name."""
        first, length = self.streams[name]
        if length < self._cutoff:
            size = self._mini_size
            sectors = self._chain(first, self._mini_fat)
            return b"".join(self._mini[s * size : (s + 1) * size] for s in sectors)[:length]
        return b"".join(map(self._sector, self._chain(first, self._fat)))[:length]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        raw = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _read_fat(self, first_difat: int) -> tuple[int, ...]:
        sectors = [s for s in struct.unpack_from(f"<{_HEADER_FAT_SLOTS}I", self._data, 76) if s < _END]
        following, seen = first_difat, set[int]()
        while following < _END and following not in seen:
            seen.add(following)
            *more, following = self._table([following]) or (_END,)
            sectors.extend(s for s in more if s < _END)
        return self._table(sectors)

    def _chain(self, first: int, table: tuple[int, ...]) -> list[int]:
        sectors: list[int] = []
        while first < _END:
            if first >= len(table) or len(sectors) > len(table):
                raise CompoundError
            sectors.append(first)
            first = table[first]
        return sectors

    def _read_directory(self, first: int) -> None:
        raw = b"".join(map(self._sector, self._chain(first, self._fat)))
        for start in range(0, len(raw) - _ENTRY + 1, _ENTRY):
            name_length, kind = struct.unpack_from("<HB", raw, start + 64)
            sector, length = struct.unpack_from("<II", raw, start + 116)
            if kind == _ROOT and sector < _END:
                self._mini = b"".join(map(self._sector, self._chain(sector, self._fat)))
            elif kind == _STREAM and 2 <= name_length <= 64:  # noqa: PLR2004  UTF-16 with its final zero
                name = raw[start : start + name_length - 2].decode("utf-16-le", "replace")
                self.streams.setdefault(name, (sector, length))
