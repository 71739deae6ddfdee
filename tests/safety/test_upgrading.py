"""An office of an older program is brought up to date whole, or stays as it was."""

from __future__ import annotations

import shutil
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
    from pathlib import Path

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
