"""The office's database: opening, its two doors, and the ways in which opening fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from tests import offices
from tests.samples import member
from union_desk import database, journal, lifecycle, records
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.registers import MEMBERS
from union_desk.safety import keys

if TYPE_CHECKING:
    from pathlib import Path

ACTOR = Actor("王干事")
PASSPHRASE = "correct horse 电池"


def test_an_office_opens_again_with_its_passphrase(tmp_path: Path) -> None:
    db = Database.create(tmp_path / "office", PASSPHRASE)
    with db.write(ACTOR, "Added") as s:
        made = lifecycle.create(s, MEMBERS, member())
    db.close()
    again = Database.open(tmp_path / "office", PASSPHRASE)
    with again.read() as s:
        assert records.get(s, MEMBERS, made.id)["membership_state"] == "active"
    again.close()


def test_the_file_holds_nothing_readable(tmp_path: Path) -> None:
    db = Database.create(tmp_path / "office", PASSPHRASE)
    with db.write(ACTOR, "Added") as s:
        lifecycle.create(s, MEMBERS, member(name="欧阳测试"))
    db.close()
    for path in (tmp_path / "office").iterdir():
        data = path.read_bytes()
        assert "欧阳测试".encode() not in data
        assert b"SQLite format" not in data


def test_a_power_cut_takes_nothing_back_and_a_guesser_waits() -> None:
    for pragmas in offices.FORCED:
        assert any(pragma.endswith("synchronous = FULL") for pragma in pragmas)
    assert offices.STRETCHED["memory"] >= 64 * 1024  # KiB: RFC 9106, the second recommended option
    assert offices.STRETCHED["time"] >= 3


def test_a_wrong_passphrase_is_named_and_changes_nothing(office: Database) -> None:
    before = (office.folder / keys.KEY_FILE).read_bytes()
    with pytest.raises(keys.WrongPassphraseError):
        Database.open(office.folder, "something else")
    assert (office.folder / keys.KEY_FILE).read_bytes() == before


def test_a_short_passphrase_makes_no_office(tmp_path: Path) -> None:
    with pytest.raises(keys.WeakPassphraseError):
        Database.create(tmp_path / "office", "short")
    assert not (tmp_path / "office").exists()


def test_a_damaged_file_is_named_and_left_alone(office: Database) -> None:
    office.close()
    path = office.folder / database.FILE
    data = bytearray(path.read_bytes())
    data[100:4096] = bytes(3996)
    path.write_bytes(bytes(data))
    with pytest.raises(database.DamagedFileError, match=r"office\.db"):
        Database.open(office.folder, "office passphrase")
    assert path.read_bytes() == bytes(data)


def test_an_office_of_a_newer_program_is_refused(office: Database) -> None:
    with office.bookkeeping() as s:
        s.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    office.close()
    with pytest.raises(database.NewerOfficeError, match="9999"):
        Database.open(office.folder, "office passphrase")


@pytest.mark.parametrize("cloud", ["OneDrive - 单位", "坚果云", "WPS云盘", "Dropbox"])
def test_a_cloud_folder_is_refused(tmp_path: Path, cloud: str) -> None:
    with pytest.raises(database.CloudFolderError):
        Database.create(tmp_path / cloud / "office", PASSPHRASE)
    assert not (tmp_path / cloud).exists()


def test_an_existing_office_is_never_overwritten(office: Database) -> None:
    with pytest.raises(database.OfficeExistsError):
        Database.create(office.folder, PASSPHRASE)


def test_no_office_is_named(tmp_path: Path) -> None:
    with pytest.raises(database.NoOfficeError):
        Database.open(tmp_path, PASSPHRASE)


def test_a_full_disk_saves_nothing_and_says_so(office: Database) -> None:
    with office.read() as s:
        pages = s.execute(sa.text("PRAGMA page_count")).scalar_one()

    def fill() -> None:
        with office.write(ACTOR, "Added many") as s:
            s.execute(sa.text(f"PRAGMA max_page_count = {pages + 2}"))
            records.insert_many(s, MEMBERS, [member(i, resume="x" * 5000) for i in range(1, 400)])

    with pytest.raises(database.DiskFullError):
        fill()
    with office.write(ACTOR, "Added") as s:
        s.execute(sa.text("PRAGMA max_page_count = 1000000"))
        lifecycle.create(s, MEMBERS, member())
    with office.read() as s:
        assert records.count(s, MEMBERS) == 1
        assert journal.verify(s) == 1


def test_reading_cannot_write(office: Database) -> None:
    with office.read() as s, pytest.raises(sa.exc.OperationalError):
        s.execute(sa.text("INSERT INTO settings VALUES ('a', '1')"))


def test_a_failed_gesture_leaves_nothing(office: Database) -> None:
    with pytest.raises(ZeroDivisionError), office.write(ACTOR, "Added") as s:
        lifecycle.create(s, MEMBERS, member())
        _ = 1 / 0
    with office.read() as s:
        assert records.count(s, MEMBERS) == 0
        assert journal.verify(s) == 0


def test_many_threads_read_while_one_writes(office: Database) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def read(_: int) -> int:
        with office.read() as s:
            return records.count(s, MEMBERS)

    with ThreadPoolExecutor(12) as pool:
        seen = [pool.submit(read, i) for i in range(60)]
        for i in range(1, 20):
            with office.write(ACTOR, "Added") as s:
                lifecycle.create(s, MEMBERS, member(i))
        assert all(0 <= f.result() <= 19 for f in seen)


def test_guards_stand_again_after_every_migration(office: Database) -> None:
    with office.bookkeeping() as s:
        s.execute(sa.text("DROP TRIGGER guard_members_insert"))
    office.upgrade()
    with pytest.raises(sa.exc.IntegrityError, match="unjournaled"), office.bookkeeping() as s:
        s.execute(sa.text("INSERT INTO members (id, revision, deleted) VALUES ('x', 1, 0)"))


def test_head_is_the_newest_migration_and_the_models_need_no_other(office: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from union_desk import migrations
    from union_desk.migrations import env_filter, upgrade
    from union_desk.schema.record import described

    with office.engine.connect() as connection:
        assert ScriptDirectory.from_config(upgrade.config(connection)).get_current_head() == migrations.HEAD
        context = MigrationContext.configure(connection, opts={"include_object": env_filter.ours})
        assert compare_metadata(context, described()) == []
