"""A database edited with another program: what cannot be opened stays shut, what was changed is found and named."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from tests.offices import ACTOR, PASSPHRASE
from tests.samples import member
from tests.test_verification import meddle
from union_desk import database, lifecycle, records, verification
from union_desk.database import FILE, Database
from union_desk.errors import UserError
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def lived(office: Database) -> Database:
    """Give an office with four gestures in its journal."""
    made = []
    for number in range(1, 5):
        with office.write(ACTOR, "Added") as s:
            made.append(lifecycle.create(s, MEMBERS, member(number)).id)
    with office.write(ACTOR, "Changed") as s:
        records.save(s, MEMBERS, {"mobile": None}, made[-1])
    return office


def test_another_program_reads_nothing_of_it(lived: Database) -> None:
    lived.close()
    with sqlite3.connect(lived.folder / FILE) as connection, pytest.raises(sqlite3.DatabaseError):
        connection.execute("SELECT count(*) FROM members").fetchall()
    connection.close()
    assert "张三".encode() not in (lived.folder / FILE).read_bytes()


def test_who_holds_the_key_but_not_the_program_cannot_write(lived: Database) -> None:
    lived.close()
    with database.bare(lived.folder / FILE, lived.key) as connection, \
            pytest.raises(database.driver().DatabaseError):
        connection.execute("UPDATE members SET name = '别人'")


@pytest.mark.parametrize(("statement", "named"), [
    ("UPDATE journal_gesture SET actor = '别人' WHERE n = 2", "2"),
    ("UPDATE journal_gesture SET hash = zeroblob(32) WHERE n = 3", "3"),
    ("DELETE FROM journal_gesture WHERE n = 2", ""),
    ("DELETE FROM journal_change WHERE gesture = 4", "4"),
    ("UPDATE members SET name = '别人' WHERE n = 1", ""),
    ("DELETE FROM members WHERE n = 1", ""),
])
def test_what_was_changed_past_the_program_is_found_and_said_where(
    lived: Database, statement: str, named: str
) -> None:
    meddle(lived, statement)
    with pytest.raises(UserError) as found:
        verification.verify(lived)
    assert named in str(found.value)
    assert any(letter.isdigit() for letter in str(found.value)) or "会员" in str(found.value)


def test_a_flipped_bit_on_the_disk_is_never_taken_for_data(lived: Database, tmp_path: Path) -> None:
    with lived.read() as s:
        genuine = [(row["name"], row["mobile"]) for row in records.page(s, MEMBERS, limit=10)]
    lived.close()
    database_file = lived.folder / FILE
    with database.bare(database_file, lived.key) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole, rng = database_file.read_bytes(), random.Random(5)
    for place in (0, 20, *(rng.randrange(len(whole)) for _ in range(12))):
        database_file.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1:])
        try:
            with contextlib.closing(Database(lived.folder, lived.key)) as opened, opened.read() as s:
                assert [(row["name"], row["mobile"]) for row in records.page(s, MEMBERS, limit=10)] == genuine
        except (UserError, sa.exc.DatabaseError):
            continue
    database_file.write_bytes(whole)
    Database.open(lived.folder, PASSPHRASE).close()
