"""Every schema that was kept comes up to date with nothing lost, works on, and can be taken back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from resources.makers import schema_fixture, schema_step
from tests.offices import ACTOR
from tests.samples import member
from union_desk import database, journal, lifecycle, records, registers
from union_desk.database import Database
from union_desk.migrations import HEAD
from union_desk.safety import backups, keys, restoring, sealed, upgrading
from union_desk.schema.record import described
from union_desk.search import Query

if TYPE_CHECKING:
    from pathlib import Path

PASSPHRASE = schema_fixture.PASSPHRASE
KEPT = sorted(schema_fixture.FOLDER.glob(f"*{schema_fixture.ENDING}"))
MEMBERS = registers.get("members")
Content = dict[str, list[tuple[Any, ...]]]


def content(db: Database, only: dict[str, list[str]] | None = None) -> tuple[dict[str, list[str]], Content]:
    """Return the columns of each table that is no derived one, and all its rows; `only` names what is asked for."""
    with db.read() as session:
        connection = session.connection()
        columns = only or upgrading.columns_of(connection)
        rows = {}
        for table, names in columns.items():
            wanted = ", ".join(f'"{name}"' for name in names)
            found = connection.exec_driver_sql(f'SELECT {wanted} FROM "{table}" ORDER BY {wanted}')
            rows[table] = [tuple(row) for row in found]
        return columns, rows


def raw(folder: Path) -> Database:
    """Open an office as it lies, without bringing anything up to date."""
    return Database(folder, keys.unwrap(folder, PASSPHRASE))


def version(db: Database) -> str | None:
    with db.read() as session:
        return database.version_of(session.connection())


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_what_is_kept_unpacks_to_an_office_of_its_schema(path: Path, tmp_path: Path) -> None:
    assert schema_fixture.unpack(path, tmp_path / "office") == path.stem
    old = raw(tmp_path / "office")
    assert version(old) == path.stem
    assert content(old)[1]["members"]
    old.close()


def test_the_first_schema_is_kept() -> None:
    assert schema_fixture.kept("0001") in KEPT


def test_the_step_of_a_released_schema_is_never_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixtures, step = tmp_path / "fixtures", tmp_path / "step.py"
    fixtures.mkdir()
    shutil.copy(schema_fixture.kept("0001"), schema_fixture.kept(schema_step.REVISION, fixtures))
    with schema_fixture.kept("0001").open("rb") as stream:
        program = sealed.read_header(stream, "")[0]["program"]
    monkeypatch.setattr(schema_fixture, "__version__", program)
    assert schema_fixture.released(schema_step.REVISION, fixtures) == ""
    schema_step.write(step, fixtures)
    written = step.read_bytes()
    monkeypatch.setattr(schema_fixture, "__version__", "99.0.0")  # the next version is worked on
    step.write_bytes(b"as released")
    with pytest.raises(SystemExit, match=program):
        schema_step.write(step, fixtures)
    assert (step.read_bytes(), written[:3]) == (b"as released", b'"""')


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_kept_schema_comes_up_to_date_with_nothing_lost_and_can_be_taken_back(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    schema = schema_fixture.unpack(path, folder)
    assert schema == path.stem
    old = raw(folder)
    assert version(old) == schema
    columns, before = content(old)
    assert before["members"]
    assert before["journal_gesture"]
    old.close()

    db = Database.open(folder, PASSPHRASE)
    assert version(db) == HEAD
    bookkeeping = {"settings"}  # the last backup is noted there
    after = content(db, columns)[1]
    assert {table for table in before if before[table] != after[table]} <= bookkeeping
    with db.read() as session:
        assert journal.verify(session) == len(before["journal_gesture"])
        found = sa.inspect(session.connection())
        for table in described().sorted_tables:
            assert {each["name"] for each in found.get_columns(table.name)} == set(table.columns.keys()), table.name
        name = records.page(session, MEMBERS, limit=1)[0]["name"]
        assert records.count(session, MEMBERS, Query(text=name)) >= 1
    with db.write(ACTOR, "Added") as session:
        lifecycle.create(session, MEMBERS, member(77))
    db.close()
    if schema == HEAD:
        return
    [made] = backups.found(backups.default_folder(folder))
    assert (made.reason, made.schema) == (upgrading.BEFORE, schema)
    restoring.go_back(folder, restoring.put_aside(folder)[0])
    old = raw(folder)
    assert version(old) == schema
    back = content(old)[1]
    assert {table for table in before if before[table] != back[table]} <= bookkeeping
    old.close()


def test_what_the_maker_writes_of_the_present_schema_opens_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema_fixture, "YEARS", 0)
    made = schema_fixture.make(tmp_path)
    assert made.stat().st_size < 100_000
    assert schema_fixture.unpack(made, tmp_path / "office") == HEAD
    db = Database.open(tmp_path / "office", PASSPHRASE)
    with db.read() as session:
        assert records.count(session, MEMBERS) == schema_fixture.MEMBERS
        assert journal.verify(session) == 3
    db.close()
    assert restoring.put_aside(tmp_path / "office") == []
