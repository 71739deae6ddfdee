"""When the program itself is at fault: a log without anybody's data, and a dialog that says nothing was lost."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from union_desk import trouble
from union_desk.words import _

if TYPE_CHECKING:
    from types import TracebackType

log = logging.getLogger("union_desk.window")
_shown: list[QMessageBox] = []


def report(error: BaseException, parent: QWidget | None = None) -> None:
    """Write the log and tell the person; the window goes on, and what was saved is saved."""
    text = trouble.describe(error)
    log.error("%s on %s", text, trouble.machine())
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
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(trouble.log_folder())))


def install() -> None:
    """Catch what nobody else catches, on this thread and on the screen's."""
    logging.getLogger().addHandler(trouble.LazyFile())

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        application = QApplication.instance()
        if not isinstance(error, Exception) or application is None:
            sys.__excepthook__(kind, error, trace)
        elif threading.current_thread() is threading.main_thread():
            report(error, QApplication.activeWindow())
        else:
            QTimer.singleShot(0, application, lambda: report(error, None))

    def caught_on_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            caught(told.exc_type, told.exc_value, told.exc_traceback)

    sys.excepthook, threading.excepthook = caught, caught_on_thread
