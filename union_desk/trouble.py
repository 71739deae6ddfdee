"""What is written down when the program itself is at fault: places in the program, never a value that somebody typed.

The log and the reports of hard crashes lie in one folder and hold types, files, lines and functions. The words of an
exception may hold a name or a number, and so may the words of a foreign library: neither is written.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE, CRASHES = "union-desk.log", "union-desk-crash.log"
OURS = ("union_desk", "ui", "sync")  # rooms whose messages are written by us, with counts and codes only
_LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
_MOST_BYTES, _KEPT = 1_000_000, 3


def log_folder() -> Path:
    """Return where the log lies."""
    import platformdirs

    return Path(platformdirs.user_log_dir("UnionDesk", appauthor=False))


def describe(error: BaseException) -> str:
    """Return what happened and where in the program: types, files and lines, never a message or a value."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(type(current).__module__ + "." + type(current).__qualname__)
        lines += [f"  {_short(f.filename)}:{f.lineno} {f.name}" for f in traceback.extract_tb(current.__traceback__)]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)


def _short(filename: str) -> str:
    return "/".join(Path(filename).parts[-3:])


def machine() -> str:
    """Return what the program runs on, in a few words."""
    import platform

    return f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"


class SafeLines(logging.Formatter):
    """Writes our own messages as they are, of foreign ones only who spoke and where; of exceptions the places."""

    def __init__(self) -> None:
        """Begin with the moment, the level and who speaks."""
        super().__init__(_LINE)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the places of an exception below it."""
        if record.name.partition(".")[0] in OURS:
            said = record.getMessage()
        else:
            said = f"{_short(record.pathname)}:{record.lineno}"
        error = record.exc_info[1] if record.exc_info else None
        bare = logging.LogRecord(record.name, record.levelno, record.pathname, record.lineno, "%s", (said,), None)
        bare.created, bare.msecs = record.created, record.msecs
        return super().format(bare) + (f"\n{describe(error)}" if error is not None else "")


class LazyFile(logging.Handler):
    """Opens the log's file only when there is something to write, which is hardly ever."""

    def __init__(self) -> None:
        """Wait."""
        super().__init__(logging.WARNING)
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, making the file first."""
        if self._file is None:
            from logging.handlers import RotatingFileHandler  # start-up: it brings sockets along

            folder = log_folder()
            folder.mkdir(parents=True, exist_ok=True)
            self._file = RotatingFileHandler(
                folder / FILE, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8")
            self._file.setFormatter(SafeLines())
        self._file.emit(record)

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._file is not None:
            self._file.close()
        super().close()


def note(error: BaseException) -> None:
    """Write a fault of the program into the log at once, for a program that is about to end; never raises."""
    handler = LazyFile()
    record = logging.LogRecord("union_desk.trouble", logging.ERROR, __file__, 0, "%s on %s",
                               (describe(error), machine()), None)
    with contextlib.suppress(OSError):  # a log that cannot be written hides no fault
        handler.emit(record)
    handler.close()


@contextmanager
def watching() -> Iterator[None]:
    """Let a crash below Python leave its places, too, while the block lasts; an empty report is taken away again.

    What earlier runs left is cut off when it has grown large: a report is a few kilobytes.
    """
    path = log_folder() / CRASHES
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _MOST_BYTES:
            path.unlink()
        stream = path.open("a", encoding="utf-8")
    except OSError:  # no report is no reason not to work
        yield
        return
    with stream:
        faulthandler.enable(stream)
        try:
            yield
        finally:
            faulthandler.disable()
    with contextlib.suppress(OSError):
        if not path.stat().st_size:
            path.unlink()
