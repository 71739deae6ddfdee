"""Qt's own words (OK, Cancel, the menus of text fields) in the language of the program."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

_installed: list[QTranslator] = []


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
    return found
