"""Backups that hold what was erased since: they are listed with the day on which they go, and then they go."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.offices import ACTOR, PASSPHRASE
from tests.privacy.test_erasing import MARKS, erase, plant
from union_desk import attachments, paths, records, registers, settings
from union_desk.database import FILE, Database
from union_desk.safety import backups, old_copies, restoring
from union_desk.schema.norms import HUNDREDTHS

if TYPE_CHECKING:
    from pathlib import Path

MEMBERS = registers.get("members")


def keep_for(office: Database, days: int) -> None:
    """Let the office keep backups so many days after an erasure."""
    with office.write(ACTOR, "Set a norm") as session:
        own = {"name": old_copies.DAYS, "value": days * HUNDREDTHS, "basis": "本单位规定"}
        records.save(session, registers.get("norms"), own)


def there(office: Database) -> set[Path]:
    return {one.path for one in backups.found(backups.folder_of(office))}


@pytest.fixture
def erased(office: Database) -> Path:
    """Back the office up, erase somebody from it; returns the backup, which holds the person."""
    person = plant(office)
    made = backups.make(office)
    assert old_copies.listed(office) == []
    erase(office, person)
    return made.path


def test_an_older_backup_is_listed_with_its_day(office: Database, erased: Path) -> None:
    (one,) = old_copies.listed(office)
    assert (one.kind, one.path) == (old_copies.BACKUP, erased)
    assert one.due - dt.datetime.fromisoformat(one.made_at) > dt.timedelta(days=90)
    assert one.goes_on in old_copies.told([one])
    later = backups.make(office).path
    assert there(office) == {erased, later}, "its day has not come"
    assert [each.path for each in old_copies.listed(office)] == [erased], "what was made since holds nothing erased"


def test_it_goes_with_the_second_backup_after_its_day(office: Database, erased: Path) -> None:
    keep_for(office, 0)
    first = backups.make(office)
    assert there(office) == {erased, first.path}, "with one newer backup it stays: a clock may have been wrong"
    second = backups.make(office)
    assert there(office) == {first.path, second.path}
    assert old_copies.listed(office) == []
    assert backups.read_manifest(second.path, office.key).records["members"] == 2


def test_without_newer_backups_nothing_goes(office: Database, erased: Path) -> None:
    keep_for(office, 0)
    assert old_copies.drop(office) == []
    assert there(office) == {erased}


def test_another_offices_backup_in_the_same_folder_stays(office: Database, erased: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    other = Database.create(tmp_path / "other", PASSPHRASE)
    for one in (office, other):
        with one.bookkeeping() as session:
            settings.put(session, backups.FOLDER_SETTING, str(shared))
    theirs = backups.make(other).path
    other.close()
    keep_for(office, 0)
    with office.bookkeeping() as session:
        settings.put(session, old_copies.ERASED_AT, {"later": "2999-01-01T00:00:00+00:00"})
    assert {one.path for one in old_copies.listed(office)} == {erased}
    assert theirs.exists()


def test_states_put_aside_go_too(office: Database, erased: Path) -> None:
    aside = office.folder / f"{restoring.KEPT}20260101T000000000000Z"
    aside.mkdir()
    (aside / FILE).write_bytes(b"")
    keep_for(office, 0)
    assert {one.kind for one in old_copies.listed(office)} == {old_copies.BACKUP, old_copies.ASIDE}
    for _each in range(2):
        backups.make(office)
    assert not aside.exists()
    assert not erased.exists()


def test_the_stored_paper_goes_with_the_last_backup_that_names_it(office: Database) -> None:
    person = plant(office)
    with office.read() as session:
        content = str(attachments.of(session, MEMBERS, person)[0]["content"])
    stored = paths.attachment(backups.folder_of(office), attachments.in_store(office).name(content))
    backups.make(office)
    assert stored.exists()
    erase(office, person)
    keep_for(office, 0)
    backups.make(office)
    assert stored.exists(), "the old backup still needs it"
    backups.make(office)
    assert not stored.exists()


def test_a_backup_that_cannot_be_read_lets_no_paper_go(office: Database) -> None:
    plant(office)
    made = backups.make(office)
    stored = [each for each in (made.path.parent / paths.ATTACHMENTS).glob("*/*") if each.is_file()]
    whole = made.path.read_bytes()
    head = whole.find(b"}") + 1
    made.path.write_bytes(whole[:head + 40])
    assert old_copies.drop_contents(made.path.parent, office.key) == 0
    assert all(each.exists() for each in stored)
    assert stored


def test_the_words_name_what_nobody_can_fetch_back(office: Database) -> None:
    assert MARKS[0] not in old_copies.told([]) + old_copies.beyond()
    assert old_copies.beyond()
