"""When the program itself is at fault: a log without anybody's data, and a dialog that says nothing was lost."""

from __future__ import annotations

import logging
import logging.handlers
import platform
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from union_desk.words import _

if TYPE_CHECKING:
    from types import TracebackType

log = logging.getLogger("union_desk.window")
FILE = "union-desk.log"
_shown: list[QMessageBox] = []


def describe(error: BaseException) -> str:
    """Return what happened and where in the program: types, files and lines, never a message or a value.

    The words of an exception may hold a name or a number that somebody typed, so they are left out.
    """
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


def report(error: BaseException, parent: QWidget | None = None) -> None:
    """Write the log and tell the person; the window goes on, and what was saved is saved."""
    text = describe(error)
    log.error("%s on %s %s, Python %s", text, platform.system(), platform.machine(), platform.python_version())
    if any(shiboken6.isValid(box) for box in _shown):  # one fault often brings others; a stack of dialogs helps nobody
        return
    box = QMessageBox(
        QMessageBox.Icon.Critical,
        _("A fault of the program"),
        _("The program made a mistake in this step."),
        parent=parent,
    )
    box.setInformativeText(
        _(
            "Nothing that was saved before is lost, and this step was taken back. You can go on. "
            "If it happens again, send the log to whoever looks after the program; it holds no personal data."
        )
    )
    box.setDetailedText(text)
    folder = box.addButton(_("Show the log"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Ok)
    box.finished.connect(_shown.clear)
    box.finished.connect(lambda: show_log() if box.clickedButton() is folder else None)
    box.finished.connect(box.deleteLater)
    _shown[:] = [box]
    box.open()


def show_log() -> None:
    """Open the folder of the log."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))


def log_folder() -> Path:
    """Return where the log lies."""
    import platformdirs

    return Path(platformdirs.user_log_dir("UnionDesk", appauthor=False))


class LazyFile(logging.Handler):
    """Opens the log's file only when there is something to write, which is hardly ever."""

    def __init__(self) -> None:
        """Wait."""
        super().__init__(logging.WARNING)
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, making the file first."""
        if self._file is None:
            folder = log_folder()
            folder.mkdir(parents=True, exist_ok=True)
            self._file = logging.handlers.RotatingFileHandler(
                folder / FILE, maxBytes=1_000_000, backupCount=3, encoding="utf-8"
            )
            self._file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        self._file.emit(record)


def install() -> None:
    """Catch what nobody else catches, on this thread and on the screen's."""
    logging.getLogger().addHandler(LazyFile())

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        application = QApplication.instance()
        if not isinstance(error, Exception) or application is None:
            sys.__excepthook__(kind, error, trace)
        elif threading.current_thread() is threading.main_thread():
            report(error, QApplication.activeWindow())
        else:
            QTimer.singleShot(0, application, lambda: report(error, None))

    sys.excepthook = caught
