"""What the recipe of the packed program does with files: libraries without their symbols, pictures for the system."""

from __future__ import annotations

import hashlib
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_WORTH = 100_000  # bytes; below this stripping saves less than it costs to prove
_SIZES = (16, 24, 32, 48, 64, 128, 256)
_ORPHAN = re.compile(r"lib[-\w.+]+\.so(\.\d+)*")  # a library of the system: those of packages lie in folders
Row = tuple[str, str, str]
_LOADED, _DYNAMIC = 1, 2  # kinds of parts of an ELF file
_TEXTS, _SEARCH = 5, (15, 29)  # tags of its dynamic part: the table of texts; RPATH and RUNPATH
_LOADS = "import ctypes, os, sys; ctypes.CDLL(sys.argv[1], mode=os.RTLD_LAZY)"


def lean(source: str, folder: Path) -> str:
    """Return a library as it is packed: without symbols, and without paths of the machine that built it."""
    return placeless(stripped(source, folder), folder)


def stripped(source: str, folder: Path) -> str:
    """Return a copy of a shared library without its symbols if that loads, else the library itself.

    A library is left alone where stripping saves little, or where the copy does not load though the original does.
    """
    path = Path(source)
    strip = shutil.which("strip")
    if sys.platform != "linux" or ".so" not in path.name or strip is None:
        return source
    copy = folder / hashlib.sha256(source.encode()).hexdigest()[:12] / path.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, copy)
    done = subprocess.run([strip, "--strip-unneeded", str(copy)], capture_output=True, check=False)
    saved = path.stat().st_size - copy.stat().st_size
    if done.returncode or saved < _WORTH or not _loads(copy, path):
        return source
    return str(copy)


def _loads(copy: Path, original: Path) -> bool:
    """Tell whether the copy loads where the original lies, that is, with the libraries beside it in reach."""
    place = original.with_name(f".stripped-{original.name}")
    try:
        shutil.copy2(copy, place)
        done = subprocess.run([sys.executable, "-c", _LOADS, str(place)], capture_output=True, check=False)
    except OSError:  # a folder that may not be written: proved from where the copy is
        done = subprocess.run([sys.executable, "-c", _LOADS, str(copy)], capture_output=True, check=False)
    finally:
        place.unlink(missing_ok=True)
    return done.returncode == 0


def placeless(source: str, folder: Path) -> str:
    """Return a copy of a library that names no place of the machine that built it as where to look for others.

    Such a path tells where the builder lives, differs from builder to builder, and on the office's computer anybody who
    may make that folder could put libraries there. Paths that begin at the library's own place ($ORIGIN) stay.
    """
    path = Path(source)
    if sys.platform != "linux" or ".so" not in path.name:
        return source
    data = path.read_bytes()
    changed = without_search_path(data)
    if changed == data:
        return source
    copy = folder / hashlib.sha256(source.encode()).hexdigest()[:12] / "placeless" / path.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(changed)
    shutil.copymode(path, copy)
    return str(copy)


def without_search_path(data: bytes) -> bytes:
    """Return a library (ELF, 64 bits, little endian) without the search paths that begin at the root."""
    if data[:6] != b"\x7fELF\x02\x01":
        return data
    made = bytearray(data)
    first, size, count = (*struct.unpack_from("<Q", data, 32), *struct.unpack_from("<HH", data, 54))
    parts = [struct.unpack_from("<IIQQQQQQ", data, first + size * number) for number in range(count)]
    for kind, _flags, place, _address, _physical, length, *_more in parts:
        if kind == _DYNAMIC:
            entries = [struct.unpack_from("<qQ", data, place + at) for at in range(0, length, 16)]
            texts = next((_offset(parts, value) for tag, value in entries if tag == _TEXTS), 0)
            kept = [each for each in entries if not (each[0] in _SEARCH and _forget(made, texts + each[1]))]
            kept += [(0, 0)] * (len(entries) - len(kept))
            made[place:place + length] = b"".join(struct.pack("<qQ", *each) for each in kept)
    return bytes(made)


def _offset(parts: list[tuple[int, ...]], address: int) -> int:
    """Return where in the file lies what is loaded to an address."""
    return next((place + address - start for kind, _flags, place, start, _physical, length, *_more in parts
                 if kind == _LOADED and start <= address < start + length), 0)


def _forget(made: bytearray, place: int) -> bool:
    """Blank a path that begins at the root, up to its last step, which another name may share; tells whether it did."""
    path = bytes(made[place:made.index(0, place)])
    if not path.startswith(b"/"):
        return False
    length = path.rindex(b"/") + 1
    made[place:place + length] = bytes(length)
    return True


def without_orphans(rows: list[Row], needs: Callable[[str], Iterable[str]]) -> list[Row]:
    """Return the files of a packed program without the system's libraries that no other file there asks for.

    They came along with something that was left out. rows: (name in the package, path, kind); `needs` tells the names
    of the libraries that a file asks for. Python's own library is loaded by the program itself.
    """
    wanted = {path: set(needs(path)) for _name, path, kind in rows if kind in {"BINARY", "EXTENSION"}}
    kept = rows
    while True:
        asked = set[str]().union(*(wanted.get(path, set()) - {Path(name).name} for name, path, _kind in kept))
        fewer = [row for row in kept if not _ORPHAN.fullmatch(row[0]) or row[0] in asked or "python" in row[0]]
        if len(fewer) == len(kept):
            return kept
        kept = fewer


def pictures(svg: Path, folder: Path) -> dict[str, Path]:
    """Draw the program's picture in the sizes that systems ask for; returns `NxN` -> PNG, and `ico`.

    Drawing into a picture needs no application, and one made here would be in the way of others.
    """
    from PySide6.QtCore import QSize, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    folder.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(svg))
    made = {}
    for size in _SIZES:
        image = QImage(QSize(size, size), QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        made[f"{size}x{size}"] = folder / f"union-desk-{size}.png"
        image.save(str(made[f"{size}x{size}"]))
    made["ico"] = folder / "union-desk.ico"
    _icon([made[f"{size}x{size}"] for size in _SIZES], made["ico"])
    return made


def _icon(pngs: list[Path], target: Path) -> None:
    """Write an icon of Windows from PNG pictures: a header, an entry of 16 bytes each, the pictures as they are."""
    data = [png.read_bytes() for png in pngs]
    head, offset = b"\x00\x00\x01\x00" + len(data).to_bytes(2, "little"), 6 + 16 * len(data)
    for size, each in zip(_SIZES, data, strict=True):
        edge = size % 256
        head += bytes((edge, edge, 0, 0, 1, 0, 32, 0)) + len(each).to_bytes(4, "little") + offset.to_bytes(4, "little")
        offset += len(each)
    target.write_bytes(head + b"".join(data))
