"""run.py: what it installs, what it says when it may not, and that a second start leaves everything alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import run


class Made(Exception):  # noqa: N818  a signal of these tests, not an error
    """The environment would be made now."""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that looks like a checkout with a ready environment."""
    for name in ("pyproject.toml", "requirements.lock"):
        (tmp_path / name).write_bytes((run.ROOT / name).read_bytes())
    (tmp_path / "resources" / "locale").mkdir(parents=True)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(run, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(run, "STAMP", tmp_path / ".venv" / "union-desk.json")

    def make(uv: str | None, *, usable: bool) -> None:
        raise Made(usable)

    monkeypatch.setattr(run, "make_environment", make)
    run.STAMP.write_text(json.dumps(run.stamp()), encoding="utf-8")
    return tmp_path


def test_a_fitting_environment_is_left_alone(checkout: Path) -> None:
    run.set_up([])


def test_a_changed_lock_renews_the_packages(checkout: Path) -> None:
    run.LOCK.write_text(run.LOCK.read_text(encoding="utf-8") + "# renewed\n", encoding="utf-8")
    with pytest.raises(Made, match="True"):
        run.set_up([])


def test_a_changed_command_installs_the_project_again(checkout: Path) -> None:
    project = checkout / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    project.write_text(text.replace("[project.scripts]", '[project.scripts]\nnew = "union_desk:new"'), encoding="utf-8")
    with pytest.raises(Made, match="True"):
        run.set_up([])


def test_a_moved_checkout_gets_a_new_environment(checkout: Path) -> None:
    elsewhere = {**run.stamp(), "place": "/somewhere/else"}
    run.STAMP.write_text(json.dumps(elsewhere), encoding="utf-8")
    with pytest.raises(Made, match="False"):
        run.set_up([])


def test_an_interrupted_set_up_is_taken_up_again(checkout: Path) -> None:
    run.LOCK.write_text("", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(Made):
            run.set_up([])


def test_without_root_it_stops_with_the_exact_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as stopped:
        run.install_system(["libegl1", "poppler-utils"])
    assert stopped.value.code == 2
    command = "apt-get update && apt-get install --yes --no-install-recommends libegl1 poppler-utils"
    assert command in capsys.readouterr().err


def test_a_library_that_cannot_be_loaded_is_named_by_its_package() -> None:
    assert run.missing_libraries({"libc.so.6": "libc6", "libnot-there.so.9": "libnot-there9"}) == ["libnot-there9"]


def test_a_program_that_is_not_there_is_named_by_its_package() -> None:
    assert run.missing_programs({"sh": "dash", "no-such-program": "its-package"}) == ["its-package"]


def test_without_postgresql_it_says_so_loudly_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert "install --yes --no-install-recommends postgresql" in run.ensure_postgresql()
    assert "!!! PostgreSQL is not installed" in capsys.readouterr().out


def test_an_unknown_command_is_refused_with_the_list_of_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run.main(["tset"])
    assert stopped.value.code == 2
    assert "run.py test [PYTEST ARGS]" in capsys.readouterr().err


def test_one_failed_check_fails_the_whole_and_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[str] = []

    def fail_types(*command: str) -> int:
        started.append(command[-1])
        return 1 if "mypy" in command else 0

    for name in ("set_up", "ensure_postgresql"):
        monkeypatch.setattr(run, name, lambda *_: "")
    monkeypatch.setattr(run, "run", fail_types)
    assert run.test(["tests/papers"]) == 1
    assert started == ["check", "mypy", "--no-logo", "tests/papers"]
    assert "types    FAILED" in capsys.readouterr().out
