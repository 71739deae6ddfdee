"""An office of an older program is brought up to date whole, or stays as it was."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from alembic import command

from tests.offices import ACTOR, PASSPHRASE
from union_desk import database, records
from union_desk.database import Database
from union_desk.migrations import HEAD, upgrade, versions
from union_desk.registers import BRANCHES
from union_desk.safety import accounts, backups, keys, restoring, upgrading
from union_desk.safety.upgrading import UpgradeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa
    from alembic.config import Config

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


STEP = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{newer}", "{head}"


def upgrade():
    op.create_table("legal_aid", sa.Column("n", sa.Integer(), primary_key=True))
"""
NEWER = f"{int(HEAD) + 1:04}"


@pytest.fixture
def newer(tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """Make this program a newer one, with one step more, until it is undone."""
    patch = pytest.MonkeyPatch()
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / f"v{NEWER}_legal_aid.py").write_text(STEP.format(newer=NEWER, head=HEAD), "utf-8")
    ours = upgrade.config

    def theirs(connection: sa.Connection) -> Config:
        made = ours(connection)
        made.set_main_option("path_separator", "os")
        made.set_main_option("version_locations", os.pathsep.join((*versions.__path__, str(tmp_path / "steps"))))
        return made

    patch.setattr(upgrade, "config", theirs)
    patch.setattr(database, "HEAD", NEWER)
    yield patch
    patch.undo()


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_an_office_that_a_newer_program_took_over_is_refused_untouched_and_its_old_state_comes_back(
        office: Database, newer: pytest.MonkeyPatch) -> None:
    with office.write(ACTOR, "Added") as session:
        records.insert_many(session, BRANCHES, [{"name": name} for name in NAMES])
    office.close()
    Database.open(office.folder, PASSPHRASE).close()
    assert state(office.folder) == (NEWER, list(NAMES))

    newer.undo()
    before = content(office.folder)
    with pytest.raises(database.NewerOfficeError, match=NEWER):
        Database.open(office.folder, PASSPHRASE)
    assert content(office.folder) == before
    restoring.go_back(office.folder, restoring.put_aside(office.folder)[0])
    Database.open(office.folder, PASSPHRASE).close()
    assert state(office.folder) == (HEAD, list(NAMES))


def test_whoever_opens_the_office_first_after_an_upgrade_is_nobody_more_than_before(
        office: Database, newer: pytest.MonkeyPatch) -> None:
    chair = accounts.begin(office, ACTOR, "王主席")
    clerk = accounts.add(office, chair.actor(), "李干事", "group_leader", "clerk passphrase", ["x"])
    office.close()
    assert newer is not None  # this is a newer program now
    db = Database.open(office.folder, "clerk passphrase", clerk.id)
    assert db.account == clerk.id
    assert accounts.enter(db, "", changing=True).account == clerk.id
    db.close()
