"""Typing Chinese: which plug-in Qt has for the input method of the desktop, and what helps where it has none.

Qt's wheel brings plug-ins for ibus and compose, none for fcitx. fcitx 5 also answers where ibus would, so a program
that is asked for fcitx and has no plug-in for it speaks ibus instead of being deaf. On a computer without an identity
(a bare container) the bus that ibus speaks over would end the program: there only compose is left.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo

from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Collection, MutableMapping

ASKED, BEFORE = "QT_IM_MODULE", "UNION_DESK_IM_ASKED"
_PROGRAMS = {"fcitx5": "fcitx5", "fcitx": "fcitx"}
_WITHOUT, _WITHOUT_BUS = "ibus", "compose"
IDENTITIES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def plugins() -> set[str]:
    """Return the input methods for which this Qt has a plug-in, for example {'ibus', 'compose'}."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforminputcontexts")
    found = set()
    for path in folder.glob("*platforminputcontext*"):
        name = path.name.removeprefix("lib").partition("platforminputcontext")[0]
        found.add({"fcitx5": "fcitx"}.get(name, name))
    return found


def running(processes: Path = Path("/proc")) -> str:
    """Return which fcitx runs: 'fcitx5', 'fcitx', or '' for none."""
    names = set()
    for path in processes.glob("[0-9]*/comm"):
        try:
            names.add(path.read_text("utf-8", errors="replace").strip())
        except OSError:  # it has ended meanwhile
            continue
    return next((name for name in _PROGRAMS if name in names), "")


def asked(environment: MutableMapping[str, str]) -> str:
    """Return the input method that the desktop asks programs to use, as it was before `prepare`."""
    told = environment.get(BEFORE) or environment.get(ASKED) or environment.get("XMODIFIERS", "").partition("@im=")[2]
    return "fcitx" if told.startswith("fcitx") else told


def prepare(environment: MutableMapping[str, str] | None = None, there: Collection[str] | None = None) -> None:
    """Speak ibus where fcitx is asked for and there is no plug-in for it; called before the application is made."""
    environment = os.environ if environment is None else environment
    wanted = asked(environment)
    if not sys.platform.startswith("linux") or wanted not in {"fcitx", "ibus"}:
        return
    if not any(path.exists() for path in IDENTITIES):
        _speak(environment, _WITHOUT_BUS)
    elif wanted == "fcitx" and "fcitx" not in (plugins() if there is None else there):
        _speak(environment, _WITHOUT)


def _speak(environment: MutableMapping[str, str], name: str) -> None:
    environment[BEFORE] = environment.get(ASKED) or asked(environment)
    environment[ASKED] = name


def sentence(environment: MutableMapping[str, str] | None = None, there: Collection[str] | None = None,
             runs: str | None = None) -> str:
    """Return what a person whose Chinese input may not work should know, '' where all is well."""
    environment = os.environ if environment is None else environment
    there = plugins() if there is None else there
    runs = (running() if sys.platform.startswith("linux") else "") if runs is None else runs
    if (asked(environment) != "fcitx" and not runs) or "fcitx" in there:
        return ""
    if runs == "fcitx":
        return _("The desktop types Chinese with fcitx 4, for which this program has no plug-in. Choose fcitx 5 or "
                 "IBus in the settings of the system, then start again.")
    return _("The desktop types Chinese with fcitx; this program has no plug-in of its own for it and reaches fcitx 5 "
             "through IBus. If Chinese cannot be typed, switch on 'IBus frontend' among the add-ons of fcitx 5, or "
             "choose IBus in the settings of the system, then start again.")
