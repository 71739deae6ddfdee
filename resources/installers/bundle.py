"""What the recipe of the packed program does with files: libraries without their symbols, pictures for the system."""

from __future__ import annotations

import hashlib
import re
import shutil
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
_LOADS = "import ctypes, os, sys; ctypes.CDLL(sys.argv[1], mode=os.RTLD_LAZY)"


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
