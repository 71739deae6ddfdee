"""Where the program finds what it ships and where an office lives."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from pathlib import Path

OFFICE_FILE = "office.db"  # the database in an office's folder; known here so that looking for one loads nothing else

ATTACHMENTS = "attachments"
WINDOW_SETTINGS = "window.ini"  # in the configuration folder: what this computer remembers about the window
_CONTENT = re.compile(r"[0-9a-f]{64}")


def attachment(folder: Path, name: str) -> Path:
    """Return where the content of an attachment lies, in an office's folder or in that of its backups.

    A record may have come from elsewhere: what is no name of a content is given a place where nothing lies.
    """
    proper = name if _CONTENT.fullmatch(name) else "none"
    return folder / ATTACHMENTS / proper[:2] / proper


def resource(*parts: str) -> Path:
    """Return the path of a shipped file, from a checkout, a wheel or a frozen program."""
    return _root().joinpath("resources", *parts)


@cache
def _root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def default_office() -> Path:
    """Return the folder of the office that opens when none is named (`UNION_DESK_OFFICE` wins)."""
    named = os.environ.get("UNION_DESK_OFFICE")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("UnionDesk", appauthor=False, roaming=False)) / "office"


def config_folder() -> Path:
    """Return where this user's programs keep their settings (`UNION_DESK_CONFIG` wins)."""
    named = os.environ.get("UNION_DESK_CONFIG")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_config_dir("UnionDesk", appauthor=False))
