"""Files that a command writes: looked at before the work begins, so that nobody waits for what cannot be kept."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from union_desk.database import FILE, DiskFullError
from union_desk.errors import UserError
from union_desk.safety.keys import KEY_FILE
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

_OURS = {FILE, KEY_FILE}
_REASONS = {
    errno.ENOENT: N_("it is not there"), errno.EACCES: N_("there is no permission"),
    errno.EPERM: N_("there is no permission"), errno.EISDIR: N_("it is a folder"), errno.ENOTDIR: N_("it is no folder"),
    errno.EROFS: N_("the disk is read-only"), errno.ENAMETOOLONG: N_("the name is too long"),
}


class OutputError(UserError):
    """The file cannot be written there."""

    code = "cannot_write"
    message = N_("The file {file} cannot be written: {reason}. Choose another place, or close it in other programs.")


class OutputNameError(UserError):
    """The name's ending says another kind of file than is written."""

    code = "output_name"
    message = N_("The file {file} would not open under that name: it must end with {endings}.")


def place(text: str, *endings: str) -> Path:
    """Return where a file goes; raises OutputNameError for another ending, OutputError for a place nobody can write."""
    path = Path(text).expanduser()
    if path.suffix.lower() not in endings:
        raise OutputNameError(file=text, endings=_(" or ").join(endings))
    if path.is_dir():
        raise OutputError(file=text, reason=_("it is a folder"))
    if not path.absolute().parent.is_dir():
        raise OutputError(file=text, reason=_("there is no folder {folder}").format(folder=path.parent))
    if path.name in _OURS or not os.access(path.absolute().parent, os.W_OK):
        raise OutputError(file=text, reason=_(_REASONS[errno.EACCES]))
    return path


@contextmanager
def writing(path: Path, *faults: type[Exception]) -> Iterator[None]:
    """Turn what the system says against a file into a sentence; `faults` are a library's own names for it."""
    caught: tuple[type[Exception], ...] = (OSError, *faults)
    try:
        yield
    except caught as fault:
        cause = fault if isinstance(fault, OSError) else next((a for a in fault.args if isinstance(a, OSError)), None)
        if cause is not None and cause.errno == errno.ENOSPC:
            raise DiskFullError from fault
        raise OutputError(file=path, reason=reason(cause) if cause is not None else fault) from fault


def reason(fault: OSError) -> str:
    """Return why the system refused, in the current language where it is a usual reason."""
    known = _REASONS.get(fault.errno or 0)
    return _(known) if known else fault.strerror or str(fault)


def suffixed(path: Path) -> Path:
    """Return the hidden name under which a file grows until it is complete."""
    return path.with_name(f".{path.name}.{os.getpid()}.partial")
