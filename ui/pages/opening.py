"""Files and folders: opened with the system's own programs, and asked for with its own dialogs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from ui.pages.page import PageWidget
    from ui.pages.sync_enrol_stick import EnrolByStick
    from ui.window import Window

    Asking: TypeAlias = PageWidget | Window | EnrolByStick


def open_file(path: Path) -> None:
    """Open a file, or a folder, with the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_folder_of(path: Path) -> None:
    """Open the folder that holds a file."""
    open_file(path.parent)


def ask_path(
    page: Asking, title: str, kinds: str, folder: str, then: Callable[[Path], object], *, save: str = ""
) -> None:
    """Let the person choose a file of those kinds, or with `save` say where a file of that name goes.

    `folder` is the preference that remembers where the last one was; where that is gone (a stick), one begins at home.
    """
    known = Path(page.app.preferences.text(folder, ""))
    home = known if known.is_absolute() and known.is_dir() else Path.home()
    dialog = QFileDialog(page, title, str(home / save), kinds)
    if save:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(save).suffix.lstrip("."))
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)

    def chosen(file: str) -> None:
        page.app.preferences.put(folder, str(Path(file).parent))
        then(Path(file))

    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
