"""The packed program itself, where one has been built (`python3 run.py build`): it starts, and knows what is in it.

Building takes about a minute of a processor, so it is no part of every run: the workflow that makes the artefacts
builds first and then runs this.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from resources.installers import bundle
from union_desk import __version__

PROGRAM = Path(__file__).resolve().parents[2] / "dist" / "union-desk"
ENDING = ".exe" if sys.platform == "win32" else ""
LARGEST = 300_000_000  # bytes; fonts 51, Qt 89, everything else the rest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (PROGRAM / f"union-desk{ENDING}").exists(), reason="not built: python3 run.py build"),
]


def run(name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start one of the packed programs with an environment that knows nothing of this checkout."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "SYSTEMROOT", "TEMP") if key in os.environ}
    return subprocess.run([PROGRAM / f"{name}{ENDING}", *arguments], env=kept | environment, capture_output=True,
                          text=True, encoding="utf-8", timeout=100, check=False)


@pytest.mark.parametrize("name", ["union-desk", "union-desk-window", "union-superior"])
def test_each_program_says_its_version(name: str) -> None:
    assert run(name, "--version").stdout.split() == [name, __version__]


def test_it_tells_where_the_data_are_and_whose_work_is_inside() -> None:
    told = json.loads(run("union-desk", "about", "--json").stdout)
    assert (told["packed"], told["version"]) == (True, __version__)
    assert told["office"].endswith("office")
    assert {"Qt", "SQLAlchemy", "Python", "union-desk"} <= {each["name"] for each in told["inside"]}
    texts = run("union-superior", "about", "--licences").stdout
    assert "GNU GENERAL PUBLIC LICENSE" in texts
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts


def test_the_window_opens_over_an_office_and_photographs_itself(tmp_path: Path) -> None:
    office, picture = tmp_path / "office", tmp_path / "window.png"
    secret = {"UNION_DESK_PASSPHRASE": "office passphrase", "QT_QPA_PLATFORM": "offscreen",
              "UNION_DESK_CONFIG": str(tmp_path / "config")}
    made = run("union-desk", "--office", str(office), "init", "--name", "测试工会", "--practice", **secret)
    assert made.returncode == 0, made.stderr
    shown = run("union-desk-window", "--office", str(office), "--screenshot", str(picture), **secret)
    assert shown.returncode == 0, shown.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_main_job_is_done_with_what_is_packed(tmp_path: Path) -> None:
    office, secret = str(tmp_path / "office"), {"UNION_DESK_PASSPHRASE": "office passphrase"}
    roster = PROGRAM / "_internal" / "resources" / "samples" / "roster-gb18030.csv"
    form, tables, backup = (tmp_path / name for name in ("forms.pdf", "statistics.xlsx", "carried.udbackup"))
    for words, made in (
        (("init", "--name", "测试工会"), None),
        (("import", "members", str(roster)), None),
        (("print", "card-application", "--to", str(form), "--all"), form),
        (("statistics", "--to", str(tables)), tables),
        (("backup", "make", "--to", str(backup)), backup),
    ):
        done = run("union-desk", *words, "--office", office, **secret)
        assert done.returncode == 0, done.stderr
        assert made is None or made.stat().st_size > 1000


@pytest.mark.skipif(sys.platform != "linux", reason="libraries of Linux")
def test_no_library_looks_for_others_at_a_place_of_whoever_built_it() -> None:
    libraries = [path for path in PROGRAM.rglob("*.so*") if not path.is_symlink()]
    assert len(libraries) > 50
    named = [path.name for path in libraries if bundle.without_search_path(data := path.read_bytes()) != data]
    assert named == []


def test_it_stays_small() -> None:
    assert sum(f.lstat().st_size for f in PROGRAM.rglob("*") if f.is_file() and not f.is_symlink()) < LARGEST


def test_it_brings_what_tells_when_the_network_comes_back() -> None:
    folder = next(path for path in PROGRAM.rglob("networkinformation") if path.is_dir())
    names = {path.stem.removeprefix("lib") for path in folder.iterdir()}
    assert names == {"qnetworklistmanager" if sys.platform == "win32" else "qnetworkmanager"}
