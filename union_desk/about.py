"""What this program is: its version, what it stands on, where its data lie, and whose work is in it."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import sys
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from union_desk import __version__, paths
from union_desk.safety import updating
from union_desk.words import _

NOTICES = "notices.json"  # made when the program is packed (resources/installers/notices.py)
_RULE = "-" * 78


@dataclass(frozen=True)
class Notice:
    """One piece of somebody's work inside the program: `texts` are its licence texts by file name."""

    name: str
    version: str
    licence: str
    home: str = ""
    inside: str = ""  # the package that brings it along
    texts: dict[str, str] = field(default_factory=dict)

    def line(self) -> str:
        """Return name, version and licence in one line."""
        return f"{self.name} {self.version}".strip() + f": {self.licence}"


def is_packed() -> bool:
    """Tell whether this is the packed program, not a checkout."""
    return bool(getattr(sys, "frozen", False))


@cache
def notices() -> tuple[Notice, ...]:
    """Return what is inside: as noted when the program was packed, in a checkout what is installed."""
    path = paths.resource(NOTICES)
    if path.exists():
        return tuple(Notice(**each) for each in json.loads(path.read_text("utf-8")))
    there = [_installed(each) for each in importlib.metadata.distributions()]
    return tuple(sorted(there, key=lambda notice: notice.name.lower()))


def _installed(distribution: importlib.metadata.Distribution) -> Notice:
    about: Any = distribution.metadata
    licence = str(about.get("License-Expression") or about.get("License") or "").strip().splitlines()
    return Notice(str(about["Name"]), distribution.version, licence[0] if licence else "?")


def report() -> dict[str, Any]:
    """Return version, platform, where the data lie and what is inside, without the texts."""
    return {"program": "union-desk", "version": __version__, "packed": is_packed(),
            "proves_updates": updating.proves(), "python": platform.python_version(),
            "system": platform.platform(), "office": str(paths.default_office()), "resources": str(paths.resource()),
            "licence": "GPL-3.0-or-later",
            "inside": [{"name": n.name, "version": n.version, "licence": n.licence} for n in notices()]}


def summary() -> str:
    """Return the report in words, a line for each part."""
    told = report()
    return "\n".join((
        _("Union Desk {version}").format(version=__version__),
        _("Data of this user: {folder}").format(folder=told["office"]),
        _("Program files: {folder}").format(folder=paths.resource().parent),
        f"Python {told['python']}, {told['system']}",
        _("Updates are proved by the makers' key.") if told["proves_updates"] else
        _("This build carries no key of its makers: newer versions come as a whole package."),
        _("Free software under the GNU General Public License, version 3 or later. It contains:"),
        *(f"  {notice.line()}" for notice in notices())))


def licences() -> str:
    """Return all notices with their texts; the same text of several is given once."""
    parts, given = [], dict[str, str]()
    for notice in notices():
        parts += [_RULE, notice.line(), *([notice.home] if notice.home else [])]
        if notice.inside:
            parts.append(_("Part of {package}.").format(package=notice.inside))
        for name, text in notice.texts.items():
            before = given.setdefault(text, notice.name)
            parts += ["", text.rstrip() if before == notice.name else _("{file}: as for {name}.").format(
                file=name, name=before)]
    return "\n".join([*parts, ""])
