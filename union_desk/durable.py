"""Files that outlive a power cut: the content is forced to the disk first, then the name is given, then the folder.

A file that was only written may be empty after a cut, one that was only renamed may have its old name, and a folder
that was only made may be gone. Whatever is told to a person as done goes through here; `tests/safety/torture_power.py`
cuts the power at every step of it.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

UNFINISHED = ".new"  # ends the name under which a small file is written
_MINE = 0o600
# Folders of some file systems (on sticks, in networks) and those that may not be read cannot be forced
_CANNOT = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EACCES, errno.EPERM, errno.EBADF}


def put(partial: Path, target: Path) -> None:
    """Give a finished file its name, in one step: after a cut there is the old file or this one, whole."""
    put_all([(partial, target)])


def put_all(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Give several finished files their names, each in one step; their folders are forced once."""
    for partial, _target in pairs:
        force(partial)
    for partial, target in pairs:
        partial.replace(target)
        if os.name == "nt":  # no folder can be forced there; forcing the file writes out what was noted of its name
            with suppress(PermissionError):  # somebody looks into it already
                force(target)
    force_folders(target.parent for _partial, target in pairs)


def write(target: Path, data: bytes, *, mine: bool = False) -> None:
    """Write a small file whole or not at all; `mine` keeps others from reading it."""
    partial = target.with_name(f"{target.name}{UNFINISHED}")
    try:
        if mine:
            partial.unlink(missing_ok=True)
            partial.touch(mode=_MINE)
        partial.write_bytes(data)
        put(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def drop(path: Path) -> None:
    """Remove a file for good; one that is not there is gone already."""
    if path.exists():
        path.unlink()
        force_folder(path.parent)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it that are missing."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    force_folders(each.parent for each in missing)


def force(path: Path) -> None:
    """Make durable what a file holds."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def force_folder(folder: Path) -> None:
    """Make durable which names a folder has, where the system lets a folder be forced."""
    if os.name == "nt":
        return
    try:
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
    except OSError as fault:
        if fault.errno not in _CANNOT:
            raise


def force_folders(folders: Iterable[Path]) -> None:
    """Make durable which names several folders have."""
    for folder in dict.fromkeys(folders):
        force_folder(folder)


def force_tree(folder: Path) -> None:
    """Make durable all that lies in a folder: what the files hold, then the names, from the leaves up."""
    for place, _folders, names in os.walk(folder, topdown=False):
        for name in names:
            with suppress(PermissionError):  # what may not be written was not written here
                path = folder.__class__(place, name)
                if not path.is_symlink():
                    force(path)
        force_folder(folder.__class__(place))
