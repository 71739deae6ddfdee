"""The entry point of the window: `union-desk-window [--office DIR] [--language en] [--page members] [FILE]`.

FILE is what somebody opened: an office's folder or key, a backup, a roster, a report, an update.

Nothing heavy is imported before the passphrase is being stretched: that takes one processor core a while, and the
screen library is loaded on the other meanwhile. The passphrase comes from UNION_DESK_PASSPHRASE, else from the login.
"""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui import early

if TYPE_CHECKING:
    from union_desk.safety.keys import DataKey

OPTIONS = {
    "--office": "DIR",
    "--language": "zh_CN|en",
    "--page": "ID",
    "--theme": "light|dark|system",
    "--size": "WxH",
    "--screenshot": "FILE",
}
USAGE = "union-desk-window " + " ".join(
    f"[{name} {value}]" for name, value in OPTIONS.items() if name != "--screenshot"
) + " [FILE] | --version"


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    office: Path | None = None
    language: str = ""
    page: str = ""
    theme: str = ""
    size: str = ""
    screenshot: str = ""
    file: str = ""  # opened by a double click: an answer of the superior, a workbook, a form
    faults: list[str] = field(default_factory=list)


def parse(arguments: list[str]) -> Options:
    """Read the options, written as `--name value` or `--name=value`, and one file; anything else is in `faults`."""
    found: dict[str, Any] = {}
    faults = []
    rest = list(arguments)
    while rest:
        whole = rest.pop(0)
        name, equals, value = whole.partition("=")
        if "file" not in found and Path(whole).exists():
            found["file"] = whole
            continue
        if name not in OPTIONS or (not equals and not rest):
            faults.append(name)
            continue
        found[name[2:]] = value if equals else rest.pop(0)
    if "office" in found:
        found["office"] = Path(found["office"])
    return Options(**found, faults=faults)


def opened(options: Options) -> Options:
    """Return the options with the office that the opened file is part of, when it is one."""
    if not options.file or options.office is not None:
        return options
    from union_desk.paths import OFFICE_FILE
    from union_desk.safety.keys import KEY_FILE

    path = Path(options.file)
    folder = path.parent if path.name in {OFFICE_FILE, KEY_FILE} else path
    return replace(options, office=folder, file="") if (folder / OFFICE_FILE).exists() else options


class Unlocking(threading.Thread):
    """Stretches the passphrase of the environment while the window is being prepared."""

    def __init__(self, folder: Path, passphrase: str) -> None:
        """Know the office and its passphrase."""
        super().__init__(name="unlocking", daemon=True)
        self.folder, self._passphrase = folder, passphrase
        self.key: tuple[DataKey, str] | None = None  # and whose account it is
        self.error: BaseException | None = None

    def run(self) -> None:
        """Unwrap the data key."""
        from union_desk.safety import keys

        try:
            self.key = keys.enter(self.folder, self._passphrase)
        except BaseException as error:  # noqa: BLE001  shown by the screen's thread
            self.error = error


def unlock_early(options: Options) -> Unlocking | None:
    """Start on the passphrase of the environment, if there is one and an office to open with it."""
    passphrase = os.environ.get("UNION_DESK_PASSPHRASE")
    if not passphrase:
        return None
    from union_desk.paths import default_office

    folder = options.office or default_office()
    if not (folder / "office.key").exists():
        return None
    unlocking = Unlocking(folder, passphrase)
    unlocking.start()
    return unlocking


def main(arguments: list[str] | None = None) -> int:
    """Open the window; returns the exit code, 2 for arguments that make no sense."""
    given = sys.argv[1:] if arguments is None else arguments
    if given == ["--version"]:
        from union_desk import __version__

        sys.stdout.write(f"union-desk-window {__version__}\n")
        return 0
    options = opened(parse(given))
    if options.faults:
        sys.stderr.write(f"{' '.join(options.faults)}?\n{USAGE}\n")
        return 2
    early.begin()
    unlocking = unlock_early(options)
    early.spare_sources()
    from ui import start

    return start.run(options, unlocking)


if __name__ == "__main__":
    raise SystemExit(main())
