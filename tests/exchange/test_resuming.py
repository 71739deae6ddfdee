"""An import that is killed while it writes leaves nothing of itself but its answers, with which it goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.exchange import files
from tests.exchange.imports import MEMBERS
from tests.offices import ACTOR
from union_desk import journal, records
from union_desk.database import Database
from union_desk.exchange import faults, resuming, unfinished
from union_desk.exchange.judging import KEEP
from union_desk.exchange.session import OTHER_PERSON, ImportSession
from union_desk.progress import NONE
from union_desk.safety.keys import DataKey

if TYPE_CHECKING:
    from union_desk.exchange.unfinished import Kept

PEOPLE = 8


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Return the file of a roster of a few sound people."""
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(files.roster(*(files.person(n) for n in range(1, PEOPLE + 1))))
    return path


def kept(db: Database) -> Kept | None:
    with db.read() as session:
        return unfinished.waiting(session)


def members(db: Database) -> list[str]:
    with db.read() as session:
        return sorted(str(row["name"]) for row in records.page(session, MEMBERS, limit=100))


def answered(db: Database, path: Path) -> ImportSession:
    """Answer what the wizard asks: a column left out, a cell typed over, a row left out."""
    session = ImportSession(db, MEMBERS, path)
    sheet = session.sheets[0]
    column = next(match.column for match in sheet.matches if match.field == "mobile")
    session.choose_field(sheet.name, column, None)
    session.check()
    session.edit(0, "name", "欧阳一")
    session.decide(1, OTHER_PERSON)
    session.decide(2, KEEP)
    block, row = session.checked.places[PEOPLE - 1]
    session.leave_out(session.checked.blocks[block].sheet.name, row + 1)
    assert session.decisions == {1: OTHER_PERSON, 2: KEEP}
    assert session.edits == {(0, "name"): "欧阳一"}
    with db.bookkeeping() as s:
        unfinished.keep(s, resuming.answers(session))
    return session


def test_an_import_goes_on_with_every_answer_and_is_forgotten_when_it_is_done(office: Database, roster: Path) -> None:
    before = answered(office, roster)
    found = kept(office)
    assert found is not None
    session = resuming.take_up(office, found, NONE)
    assert [m.field for m in session.sheets[0].matches] == [m.field for m in before.sheets[0].matches]
    assert (session.edits, session.decisions) == (before.edits, before.decisions)
    assert session.receipt().as_json() | {"seconds": 0} == before.receipt().as_json() | {"seconds": 0}
    session.apply(ACTOR)
    assert kept(office) is None
    assert "欧阳一" in members(office)
    assert len(members(office)) == PEOPLE - 1


def test_a_file_that_was_changed_since_is_not_gone_on_with(office: Database, roster: Path) -> None:
    answered(office, roster)
    found = kept(office)
    assert found is not None
    roster.write_bytes(files.roster(files.person(1)))
    with pytest.raises(faults.ChangedFileError):
        resuming.take_up(office, found, NONE)


def test_another_file_that_is_imported_leaves_the_unfinished_one(office: Database, roster: Path) -> None:
    answered(office, roster)
    other = roster.with_name("另.xlsx")
    other.write_bytes(files.roster(files.person(20)))
    session = ImportSession(office, MEMBERS, other)
    session.check()
    session.apply(ACTOR)
    assert kept(office) is not None
    with office.bookkeeping() as s:
        unfinished.forget(s)
    assert kept(office) is None


def import_and_die(folder: Path, key: str, path: Path) -> None:
    """Import until every row is written, then die with the gesture still open."""
    from union_desk.exchange import applying

    db = Database.open_with(folder, DataKey(bytes.fromhex(key)))
    session = answered(db, path)
    write = applying.apply

    def applied(*given: object) -> None:
        write(*given)  # type: ignore[arg-type]  # as it was called
        os.kill(os.getpid(), signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)

    applying.apply = applied  # type: ignore[assignment]  # this process ends with it
    session.apply(ACTOR)


def test_an_import_that_is_killed_has_written_nothing_and_goes_on(office: Database, roster: Path) -> None:
    office.close()
    program = ("import sys, pathlib; from tests.exchange import test_resuming as t; "
               "t.import_and_die(pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]))")
    command = [sys.executable, "-c", program, str(office.folder), office.key.raw.hex(), str(roster)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.returncode == (-signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM), done.stderr
    db = Database.open_with(office.folder, office.key)
    try:
        assert members(db) == []
        with db.read() as session:
            assert journal.verify(session) == 0
        found = kept(db)
        assert found is not None
        resuming.take_up(db, found, NONE).apply(ACTOR)
        assert len(members(db)) == PEOPLE - 1
    finally:
        db.close()
