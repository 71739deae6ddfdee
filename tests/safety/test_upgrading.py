"""An office of an older program is brought up to date whole, or stays as it was."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command

from tests.offices import PASSPHRASE
from union_desk import database, records
from union_desk.database import Database
from union_desk.migrations import HEAD, upgrade
from union_desk.registers import BRANCHES
from union_desk.safety import backups, keys, restoring, upgrading
from union_desk.safety.upgrading import UpgradeError

if TYPE_CHECKING:
    import sqlalchemy as sa

NAMES = ("一车间", "二车间", "三车间")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an office as the first schema made it, with a few branches."""
    folder = tmp_path_factory.mktemp("old") / "office"
    folder.mkdir()
    db = Database(folder, keys.create(folder, PASSPHRASE))
    with db._connect(write=True) as connection:
        command.upgrade(upgrade.config(connection), "0001")
        for n, name in enumerate(NAMES, 1):
            connection.exec_driver_sql("INSERT INTO branches (n, id, revision, deleted, name) VALUES (?, ?, 1, 0, ?)",
                                       (n, f"0199c0de-0000-7000-8000-00000000000{n}", name))
        connection.commit()
    db.close()
    return folder


@pytest.fixture
def folder(old: Path, tmp_path: Path) -> Path:
    return shutil.copytree(old, tmp_path / "office")


def state(folder: Path) -> tuple[str | None, list[str]]:
    """Return an office's schema and branches, read without bringing anything up to date."""
    db = Database(folder, keys.unwrap(folder, PASSPHRASE))
    try:
        with db.read() as session:
            connection = session.connection()
            found = connection.exec_driver_sql("SELECT name FROM branches ORDER BY n").scalars()
            return database.version_of(connection), [str(name) for name in found]
    finally:
        db.close()


def test_an_old_office_opens_up_to_date_with_a_backup_and_its_old_state_beside_it(folder: Path) -> None:
    db = Database.open(folder, PASSPHRASE)
    with db.read() as session:
        assert [row["name"] for row in records.page(session, BRANCHES)] == list(NAMES)
    db.close()
    assert state(folder) == (HEAD, list(NAMES))
    [made] = backups.found(backups.default_folder(folder))
    assert (made.reason, made.schema) == (upgrading.BEFORE, "0001")
    [kept] = restoring.put_aside(folder)
    restoring.go_back(folder, kept)
    assert state(folder) == ("0001", list(NAMES))


def test_a_step_that_changes_what_it_does_not_declare_is_refused(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = upgrade.to_head

    def careless(connection: sa.Connection) -> None:
        done(connection)
        connection.exec_driver_sql("UPDATE branches SET name = '改' WHERE n = 2")

    monkeypatch.setattr(upgrade, "to_head", careless)
    with pytest.raises(UpgradeError, match="branches"):
        Database.open(folder, PASSPHRASE)
    assert state(folder) == ("0001", list(NAMES))
    assert not (folder / restoring.FRESH).exists()


def test_a_full_disk_leaves_the_old_office(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10))
    with pytest.raises(database.DiskFullError):
        Database.open(folder, PASSPHRASE)
    monkeypatch.undo()
    assert state(folder) == ("0001", list(NAMES))


_KILLED = """
import os, sys
folder, left = sys.argv[1], int(sys.argv[2])
from pathlib import Path
from union_desk.database import Database
from union_desk.safety import keys, upgrading
seen, place = 0, os.path.dirname(folder)
def look(event, arguments):
    global seen
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile"):
        if any(isinstance(a, (str, os.PathLike)) and os.fspath(a).startswith(place) for a in arguments):
            if seen == left:
                os._exit(9)
            seen += 1
key = keys.unwrap(Path(folder), sys.argv[3])
sys.addaudithook(look)
Database.open_with(Path(folder), key).close()
print(seen)
"""
STEPS = 5


def test_a_kill_at_any_step_leaves_an_office_that_opens_whole(old: Path, tmp_path: Path) -> None:
    whole = _run(shutil.copytree(old, tmp_path / "whole" / "office"), -1)
    last = int(whole.stdout.split()[-1])
    assert last > STEPS
    for step in sorted({round(place * (last - 1) / (STEPS - 1)) for place in range(STEPS)}):
        folder = shutil.copytree(old, tmp_path / str(step) / "office")
        assert _run(folder, step).returncode == 9, step
        db = Database.open(folder, PASSPHRASE)
        db.close()
        assert state(folder) == (HEAD, list(NAMES)), step


def _run(folder: Path, step: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", _KILLED, str(folder), str(step), PASSPHRASE], check=False,
                          capture_output=True, text=True, cwd=Path(__file__).parents[2])
