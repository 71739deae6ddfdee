"""The set-up of Windows under wine: installed without a question, replaced, refused while it runs, removed, data kept.

Where wine is (Linux, `apt-get install wine64 nsis`); the stub for 64 bits is taken, as wine alone runs no other.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from resources.installers import debian

if TYPE_CHECKING:
    from collections.abc import Iterator

NSIS = Path(__file__).resolve().parents[2] / "resources" / "installers" / "union-desk.nsi"
WINE = shutil.which("wine64") or shutil.which("wine64", path="/usr/lib/wine")
CLOSED = "Software\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Uninstall\\\\UnionDesk"
SLEEPER = """
Unicode true
Name sleeper
OutFile "{target}"
RequestExecutionLevel user
SilentInstall silent
Section
  FileOpen $0 "$LOCALAPPDATA\\started" w
  FileClose $0
  loop:
    Sleep 200
    IfFileExists "$LOCALAPPDATA\\started" loop
SectionEnd
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (WINE and shutil.which("makensis")), reason="wine or makensis is not on this machine"),
    pytest.mark.timeout(900),
]


class Windows:
    """A fresh user of Windows, as wine plays it."""

    def __init__(self, folder: Path) -> None:
        self.prefix = folder / "wine"
        self.environment = os.environ | {"WINEPREFIX": str(self.prefix), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8",
                                         "WINEDLLOVERRIDES": "winemenubuilder.exe=", "HOME": str(folder)}
        self.run("wineboot", "--init")
        [self.local] = self.prefix.glob("drive_c/users/*/AppData/Local")
        self.programs = self.local / "Programs" / "UnionDesk"

    def run(self, *command: str | Path) -> int:
        """Run a program and wait; returns its exit code."""
        return self.start(*command).wait(300)

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen([str(WINE), *map(str, command)], env=self.environment, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def settle(self) -> None:
        """Wait until every program of Windows has ended and the registry is written."""
        server = shutil.which("wineserver") or "/usr/lib/wine/wineserver"
        subprocess.run([server, "-w"], env=self.environment, check=True, timeout=300)

    def registry(self) -> str:
        """Return what the user's part of the registry holds, as a text."""
        self.settle()
        return (self.prefix / "user.reg").read_text("utf-8", errors="replace")

    def shortcuts(self) -> set[str]:
        return {path.stem for path in self.prefix.rglob("*.lnk")} & set(debian.NAMES)


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[Windows]:
    made = Windows(tmp_path)
    yield made
    (made.local / "started").unlink(missing_ok=True)
    made.settle()


def nsis(script: Path, *defines: str) -> None:
    subprocess.run(["makensis", "-V1", "-XTarget amd64-unicode", *defines, str(script)], check=True)


def set_up(folder: Path, version: str) -> Path:
    """Make the set-up of a version whose window runs until a file is taken away."""
    payload, made = folder / "program", folder / f"setup-{version}.exe"
    if not payload.exists():
        (payload / "_internal").mkdir(parents=True)
        (payload / "_internal" / "中文.txt").write_text("x", "utf-8")
        (folder / "sleeper.nsi").write_text(SLEEPER.format(target=payload / "union-desk-window.exe"), "utf-8")
        nsis(folder / "sleeper.nsi")
    nsis(NSIS, f"-DVERSION={version}", f"-DPAYLOAD={payload}", f"-DOUTPUT={made}")
    return made


def test_it_is_installed_silently_replaced_refused_while_it_runs_and_removed_with_the_data_kept(
    tmp_path: Path, windows: Windows
) -> None:
    data = windows.local / "UnionDesk" / "office" / "office.db"
    data.parent.mkdir(parents=True)
    data.write_bytes(b"an office")
    for version in ("0.0.1", "0.0.2"):
        assert windows.run(set_up(tmp_path, version), "/S") == 0
        windows.settle()
        assert (windows.programs / "current.txt").read_text("ascii") == version
    assert {path.name for path in (windows.programs / "versions").iterdir()} == {"0.0.1", "0.0.2"}
    assert (windows.programs / "versions" / "0.0.2" / "_internal" / "中文.txt").exists()
    assert windows.shortcuts() == {debian.NAMES[0]}
    there = windows.registry()
    assert CLOSED in there
    assert "UnionDesk.Update" in there

    running = windows.start(windows.programs / "versions" / "0.0.2" / "union-desk-window.exe")
    while not (windows.local / "started").exists():
        assert running.poll() is None
        time.sleep(0.05)
    assert windows.run(tmp_path / "setup-0.0.2.exe", "/S") == 2
    place = f"_?=C:\\users\\{windows.local.parents[1].name}\\AppData\\Local\\Programs\\UnionDesk"  # in its own process
    assert windows.run(windows.programs / "uninstall.exe", "/S", place) == 2
    assert (windows.programs / "versions" / "0.0.2" / "_internal" / "中文.txt").exists()
    (windows.local / "started").unlink()
    running.wait(300)

    assert windows.run(windows.programs / "uninstall.exe", "/S") == 0
    gone = windows.registry()
    assert CLOSED not in gone
    assert "UnionDesk" not in gone
    assert not windows.programs.exists()
    assert windows.shortcuts() == set()
    assert data.read_bytes() == b"an office"
