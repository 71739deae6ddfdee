"""What this computer remembers about the window: never anything about a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from union_desk.paths import OFFICE_FILE, WINDOW_SETTINGS, config_folder, default_office


class Preferences(QObject):
    """Named values in the configuration folder, independent of any office; `changed(name)` when one is set."""

    changed = Signal(str)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        """Read the file of the given folder, or of the user's own configuration folder."""
        super().__init__(parent)
        self.folder = folder or config_folder()
        self._store = QSettings(str(self.folder / WINDOW_SETTINGS), QSettings.Format.IniFormat)

    def text(self, name: str, default: str = "") -> str:
        """Return a text value."""
        value = self._store.value(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        value: Any = self._store.value(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            return default

    def texts(self, name: str) -> list[str] | None:
        """Return a list of texts, None when it was never set."""
        if not self._store.contains(name):
            return None
        value: Any = self._store.value(name)
        if isinstance(value, str):
            return value.split("\x1f") if value else []
        return None

    def last_office(self) -> Path:
        """Return the folder of the office that was open last and is still there, else the usual one."""
        known = self.texts("offices")
        return Path(known[0]) if known and (Path(known[0]) / OFFICE_FILE).exists() else default_office()

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return yes or no."""
        return self.text(name, "yes" if default else "no") == "yes"

    def blob(self, name: str) -> QByteArray:
        """Return bytes such as a window's geometry."""
        value = self._store.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def put(self, name: str, value: str | int | bool | QByteArray | list[str]) -> None:  # noqa: FBT001  a state, set like a property
        """Set a value and tell who listens."""
        stored: Any = value
        if isinstance(value, bool):
            stored = "yes" if value else "no"
        elif isinstance(value, list):
            stored = "\x1f".join(value)
        self._store.setValue(name, stored)
        self.changed.emit(name)

    def forget(self, name: str) -> None:
        """Remove a value."""
        self._store.remove(name)
        self.changed.emit(name)

    def save(self) -> None:
        """Write the file now."""
        self._store.sync()
