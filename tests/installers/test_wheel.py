"""A wheel, as a superior's server is installed from it: the words are in it, and nothing is needed to compile them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from union_desk import words

ROOT = Path(__file__).resolve().parents[2]
PACKED = ("union_desk", "ui", "sync", "resources")


def test_a_wheel_of_a_checkout_that_never_ran_speaks_chinese(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in PACKED:
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "*.tmp"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, checkout)
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=checkout,
                   check=True, capture_output=True, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        assert packed.read("resources/locale/zh_CN/LC_MESSAGES/union_desk.mo") == words.compiled(
            ROOT / "resources" / "locale" / "zh_CN")
    assert not [name for name in names if not name.startswith((*(f"{each}/" for each in PACKED), "union_desk-"))]


@pytest.mark.parametrize("fault", [ModuleNotFoundError, PermissionError])
def test_what_was_installed_holds_where_it_cannot_be_compiled_again(
        fault: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[Path]:
        raise fault

    monkeypatch.setattr(words, "_is_stale", lambda _compiled, _code: True)
    monkeypatch.setattr(words, "compile_catalogues", fail)
    words._catalogue.cache_clear()
    with words.speaking("zh_CN"):
        assert words._("Members") != "Members"
    words._catalogue.cache_clear()
