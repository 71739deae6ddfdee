"""Qt's own words (OK, Cancel, the menus of text fields) in the language of the program."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from union_desk.words import N_, _

_installed: list[QTranslator] = []
_MISSING = {
    "&Look in:": N_("&Look in:"), "Files of &type:": N_("Files of &type:"), "Folder": N_("Folder of files"),
    "File Folder": N_("Folder of files"), "Drive": N_("Disk drive"), "Size": N_("Size of the file"),
    "Date Modified": N_("Date modified"), "All Files (*)": N_("All files (*)"),
}
"""What Qt's own translation lacks, or calls by another word, of the dialog for files that desktops without one show."""


class Missing(QTranslator):
    """Knows what Qt's own translation lacks."""

    def isEmpty(self) -> bool:
        """Say that there is something."""
        return False

    def translate(self, _context: str, source: str, _said: str | None = None, _count: int = -1) -> str | None:
        """Return our own word for a source text; None, which is Qt's null, where Qt has one."""
        return _(_MISSING[source]) if source in _MISSING else None


def install(code: str) -> bool:
    """Make Qt speak a language ('zh_CN' or 'en'); returns whether Qt's own words were found."""
    application = QCoreApplication.instance()
    assert application is not None
    while _installed:
        application.removeTranslator(_installed.pop())
    QLocale.setDefault(QLocale(code))
    if code == "en":
        return True
    translator = QTranslator(application)
    found = translator.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    if found:
        application.installTranslator(translator)
        _installed.append(translator)
    own = Missing(application)
    application.installTranslator(own)
    _installed.append(own)
    return found
