"""Running commands in this process, on offices made once and copied for each test."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import PASSPHRASE
from union_desk import cli, office
from union_desk.access import Actor
from union_desk.database import Database

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.safety.keys import DataKey

UNION = "南海蓝天机械有限公司工会委员会"
PEOPLE = 40


@dataclass(frozen=True)
class Answer:
    """What a command left: its exit code, what it wrote, and the JSON that its output is."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return the output, which must be one JSON document."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Commands:
    """Runs `union-desk` commands on one office."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    key: DataKey | None = None

    def __call__(self, *words: object, language: str = "zh_CN") -> Answer:
        """Run a command as a person would."""
        code = cli.main([*map(str, words), "--office", str(self.folder), "--language", language])
        captured = self.capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    def json(self, *words: object, code: int = 0) -> Any:
        """Run a command with --json, which must end with that exit code; returns its answer."""
        answer = self("--json", *words)
        assert answer.code == code, answer
        assert answer.err == ""
        return answer.json

    def fault(self, *words: object) -> dict[str, Any]:
        """Run a command that must be refused; returns the fault, after comparing it with the sentence."""
        spoken = self(*words)
        assert (spoken.code, spoken.out) == (2, ""), spoken
        error = self.json(*words, code=2)["error"]
        assert error["message"] == spoken.err.rstrip("\n")
        assert isinstance(error, dict)
        return error

    def database(self) -> Database:
        """Open the office past the command line."""
        assert self.key is not None
        return Database.open_with(self.folder, self.key)

    def journal(self) -> list[str]:
        """Return what was done, newest first."""
        return [entry["what"] for entry in self.json("journal", "--limit", "0")]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, DataKey]]:
    """Return a real office without members, a practice office with invented ones, and one with a year of work."""
    made = {}
    for name in ("real", "practice", "working"):
        folder = tmp_path_factory.mktemp("cli") / name
        db = office.create_office(folder, PASSPHRASE, UNION, "4601001234", actor=Actor("setup"))
        if name != "real":
            office.generate(db, PEOPLE, seed=7, years=int(name == "working"))
        db.close()
        made[name] = (folder, db.key)
    return made


def _copy(template: tuple[Path, DataKey], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    folder = tmp_path / template[0].name
    shutil.copytree(template[0], folder)
    return Commands(folder, capsys, template[1])


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Know the passphrase, the person and where keys lie; work in a folder of the test's own."""
    monkeypatch.setenv("UNION_DESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("UNION_DESK_OPERATOR", "王干事")
    monkeypatch.setenv("UNION_DESK_DEVICES", str(tmp_path / "devices"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def desk(templates: dict[str, tuple[Path, DataKey]], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    """Return commands on a real office without members."""
    return _copy(templates["real"], tmp_path, capsys)


@pytest.fixture
def practice(templates: dict[str, tuple[Path, DataKey]], tmp_path: Path,
             capsys: pytest.CaptureFixture[str]) -> Commands:
    """Return commands on a practice office with forty people."""
    return _copy(templates["practice"], tmp_path, capsys)


@pytest.fixture
def working(templates: dict[str, tuple[Path, DataKey]], tmp_path: Path,
            capsys: pytest.CaptureFixture[str]) -> Commands:
    """Return commands on a practice office with forty people and a year of work in every book."""
    return _copy(templates["working"], tmp_path, capsys)
