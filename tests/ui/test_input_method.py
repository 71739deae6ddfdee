"""Typing Chinese: what the desktop asks for, what Qt has, and what is said where they do not meet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from ui import input_method

if TYPE_CHECKING:
    from pathlib import Path

WHEEL = {"ibus", "compose"}


@pytest.fixture(autouse=True)
def _known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the computer have an identity, whatever this one has."""
    (tmp_path / "machine-id").touch()
    monkeypatch.setattr(input_method, "IDENTITIES", (tmp_path / "none", tmp_path / "machine-id"))


def test_the_wheel_has_ibus_and_no_fcitx(qapp: object) -> None:
    if sys.platform.startswith("linux"):
        assert "ibus" in input_method.plugins()
        assert "fcitx" not in input_method.plugins()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="input methods of X11 and Wayland")
@pytest.mark.parametrize("asked", [{"QT_IM_MODULE": "fcitx"}, {"QT_IM_MODULE": "fcitx5"}, {"XMODIFIERS": "@im=fcitx"}])
def test_a_program_asked_for_fcitx_without_a_plug_in_speaks_ibus_and_says_so(asked: dict[str, str]) -> None:
    environment = dict(asked)
    input_method.prepare(environment, WHEEL)
    assert environment["QT_IM_MODULE"] == "ibus"
    assert "IBus" in input_method.sentence(environment, WHEEL, "fcitx5")
    assert "fcitx 4" in input_method.sentence(environment, WHEEL, "fcitx")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="input methods of X11 and Wayland")
@pytest.mark.parametrize("asked", ["fcitx", "ibus"])
def test_where_no_bus_can_be_reached_the_program_starts_all_the_same(asked: str, tmp_path: Path) -> None:
    (tmp_path / "machine-id").unlink()
    environment = {"QT_IM_MODULE": asked}
    input_method.prepare(environment, WHEEL)
    assert environment["QT_IM_MODULE"] == "compose"
    assert input_method.asked(environment) == asked


@pytest.mark.parametrize(("asked", "there", "runs"), [
    ({"QT_IM_MODULE": "ibus"}, WHEEL, ""),
    ({}, WHEEL, ""),
    ({"QT_IM_MODULE": "fcitx"}, WHEEL | {"fcitx"}, "fcitx5"),
])
def test_where_all_is_well_nothing_is_changed_or_said(asked: dict[str, str], there: set[str], runs: str) -> None:
    environment = dict(asked)
    input_method.prepare(environment, there)
    assert environment == asked
    assert not input_method.sentence(environment, there, runs)


def test_a_running_fcitx_is_found_among_the_processes(tmp_path: Path) -> None:
    for number, name in (("1", "init"), ("20", "fcitx5"), ("x", "fcitx")):
        (tmp_path / number).mkdir()
        (tmp_path / number / "comm").write_text(f"{name}\n")
    assert input_method.running(tmp_path) == "fcitx5"
    assert not input_method.running(tmp_path / "20")
