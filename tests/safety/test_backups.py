"""Backups: made while the office is used, proved, restored; what was there is kept, and a kill leaves old or new."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.offices import ACTOR, PASSPHRASE
from union_desk import attachments, database, paths, records, registers, settings
from union_desk.database import FILE, Database, DiskFullError
from union_desk.safety import backups, drill, keys, restoring, suites, swapping
from union_desk.safety.backups import BackupDamagedError, BackupFolderError
from union_desk.safety.restoring import OtherOfficeError
from union_desk.safety.sealed import NotSealedError, TornError
from union_desk.safety.suites import AlteredError

BRANCHES = registers.get("branches")


def add(db: Database, *names: str) -> None:
    """Add branches, each in a gesture of its own."""
    for name in names:
        with db.write(ACTOR, "Added {name}", name=name) as session:
            records.insert_many(session, BRANCHES, [{"name": name}])


def names(db: Database) -> list[str]:
    """Return the branches' names."""
    with db.read() as session:
        return sorted(str(row["name"]) for row in records.page(session, BRANCHES))


def attach(db: Database) -> str:
    """Attach a text to the first branch; returns the name of the content's file."""
    with db.write(ACTOR, "Attached") as session:
        branch = records.page(session, BRANCHES, limit=1)[0]
        offered = attachments.judge(session, "名单.txt", "会议名单".encode())
        attachments.attach(db, session, BRANCHES, branch["id"], offered, {})
        return attachments.in_store(db).name(str(attachments.of(session, BRANCHES, branch["id"])[0]["content"]))


def test_a_backup_is_proved_and_says_what_it_holds(office: Database) -> None:
    add(office, "一车间", "二车间")
    made = backups.make(office, backups.DAILY)
    manifest = backups.read_manifest(made.path, office.key)
    assert manifest.records["branches"] == 2
    assert (manifest.reason, manifest.gestures) == ("daily", 2)
    assert backups.found(backups.folder_of(office)) == [made]
    assert "一车间".encode() not in made.path.read_bytes()
    assert not [each for each in made.path.parent.iterdir() if each.name.startswith(".")]


def test_backups_of_one_second_are_two_and_the_newest_comes_first(office: Database) -> None:
    made = [backups.make(office, reason) for reason in (backups.START, backups.ASKED, backups.ASKED)]
    assert backups.found(backups.folder_of(office)) == made[::-1]  # by the moment: the reasons sort the other way


@pytest.mark.parametrize("suite", suites.SUITES)
def test_restoring_brings_back_the_records_and_the_attachments_and_keeps_what_was_there(
        office: Database, suite: str) -> None:
    add(office, "一车间")
    content = attach(office)
    with office.bookkeeping() as session:
        settings.put(session, backups.SUITE_SETTING, suite)
    made = backups.make(office)
    add(office, "二车间")
    lost = restoring.loss(office, backups.read_manifest(made.path, office.key))
    assert (lost.gestures, lost.shown[0][1:], lost.other) == (1, (ACTOR.name, "Added 二车间"), False)
    office.close()
    paths.attachment(office.folder, content).unlink()
    kept = restoring.restore(made.path, restoring.unlock(made.path, PASSPHRASE), office.folder)
    back = Database.open(office.folder, PASSPHRASE)
    assert names(back) == ["一车间"]
    with back.read() as session:
        assert attachments.load(back, attachments.of(session, BRANCHES, records.page(session, BRANCHES)[0]["id"])[0])
    back.close()
    assert kept is not None
    assert restoring.put_aside(office.folder) == [kept]
    restoring.go_back(office.folder, kept)
    again = Database.open(office.folder, PASSPHRASE)
    assert names(again) == ["一车间", "二车间"]
    again.close()


def test_a_backup_carried_away_opens_on_a_bare_computer_with_its_passphrase(office: Database, tmp_path: Path) -> None:
    add(office, "一车间")
    content = attach(office)
    made = backups.make(office, to=tmp_path / "stick" / "whole.udbackup")
    elsewhere = tmp_path / "bare" / "office"
    assert restoring.restore(made.path, restoring.unlock(made.path, PASSPHRASE), elsewhere) is None
    back = Database.open(elsewhere, PASSPHRASE)
    assert names(back) == ["一车间"]
    assert paths.attachment(elsewhere, content).exists()
    back.close()
    with pytest.raises(keys.WrongPassphraseError):
        restoring.unlock(made.path, "another passphrase")


def test_a_damaged_office_is_kept_beside_the_restored_one(office: Database) -> None:
    add(office, "一车间")
    made = backups.make(office)
    office.close()
    (office.folder / FILE).write_bytes(b"nothing of the kind" * 1000)
    with pytest.raises(database.DamagedFileError):
        Database.open(office.folder, PASSPHRASE)
    kept = restoring.restore(made.path, restoring.unlock(made.path, PASSPHRASE), office.folder)
    assert kept is not None
    assert (kept / FILE).read_bytes().startswith(b"nothing of the kind")
    back = Database.open(office.folder, PASSPHRASE)
    assert names(back) == ["一车间"]
    back.close()


def test_a_torn_an_altered_and_another_offices_backup_change_nothing(
        office: Database, tmp_path: Path) -> None:
    add(office, "一车间")
    made = backups.make(office)
    whole = made.path.read_bytes()
    office.close()
    other = Database.create(tmp_path / "other", PASSPHRASE)
    other.close()
    before = (other.folder / FILE).read_bytes()
    torn, altered = tmp_path / "torn.udbackup", tmp_path / "altered.udbackup"
    torn.write_bytes(whole[:-100])
    altered.write_bytes(whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:])
    for path, fault in ((torn, TornError), (altered, AlteredError)):
        with pytest.raises(fault):
            restoring.restore(path, office.key, office.folder)
    with pytest.raises(OtherOfficeError):
        restoring.restore(made.path, office.key, other.folder)
    assert (other.folder / FILE).read_bytes() == before
    assert not (office.folder / restoring.FRESH).exists()
    (tmp_path / "no.udbackup").write_bytes(b"PK")
    with pytest.raises(NotSealedError):
        backups.key_files(tmp_path / "no.udbackup")


def test_a_disk_that_writes_wrongly_is_found_out_at_once(office: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "_digest", str)
    with pytest.raises(BackupDamagedError):
        backups.make(office)
    assert backups.found(backups.folder_of(office)) == []


def test_a_full_disk_and_a_folder_that_is_none_are_said(
        office: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10))
    with pytest.raises(DiskFullError):
        backups.make(office)
    monkeypatch.undo()
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(BackupFolderError):
        backups.make(office, to=tmp_path / "file" / "b.udbackup")


def test_what_was_not_sealed_for_the_superior_is_sealed_first(office: Database) -> None:
    told: list[str] = []
    office.on_backup.append(lambda: told.append("sealed"))
    backups.make(office)
    assert told == ["sealed"]


def test_the_weekly_drill_proves_a_backup_and_today_tells(office: Database) -> None:
    with pytest.raises(drill.NoBackupError):
        drill.run(office)
    add(office, "一车间")
    made = backups.make(office)
    result = drill.run(office)
    assert (result.ok, result.file, result.gestures) == (True, made.path.name, 1)
    moment = dt.datetime.fromisoformat(result.at)
    with office.read() as session:
        assert [d.code for d in drill.duties(session, result.at[:10])] == ["drill"]
        assert not drill.is_due(session, moment + dt.timedelta(days=6))
        assert drill.is_due(session, moment + dt.timedelta(days=7))
        later = (moment + dt.timedelta(days=5)).date().isoformat()
        assert [(d.code, d.count) for d in drill.duties(session, later)] == [("backup_old", 5), ("drill", 1)]
    data = made.path.read_bytes()
    made.path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    result = drill.run(office)
    assert not result.ok
    assert made.path.name in drill.headline(result)
    with office.read() as session:
        assert [d.code for d in drill.duties(session, result.at[:10])] == ["drill_failed"]


_KILLED = """
import os, sys
from pathlib import Path
from union_desk.safety import swapping
left = int(sys.argv[2])
for name in ("replace", "unlink", "mkdir"):
    def counted(self, *rest, _real=getattr(Path, name), **more):
        global left
        if left == 0:
            os._exit(9)
        left -= 1
        return _real(self, *rest, **more)
    setattr(Path, name, counted)
folder = Path(sys.argv[1])
swapping.swap(folder, folder / "restoring", folder / "kept-1")
"""


def test_a_kill_at_any_step_of_a_swap_leaves_the_old_or_the_new_state_whole(tmp_path: Path) -> None:
    outcomes = set()
    for step in range(20):
        folder = tmp_path / str(step)
        (folder / "restoring").mkdir(parents=True)
        for name in ("office.db", "office.db-wal", "office.key"):
            (folder / name).write_text("old")
        for name in ("office.db", "office.key", "office.recovery"):
            (folder / "restoring" / name).write_text("new")
        done = subprocess.run([sys.executable, "-c", _KILLED, str(folder), str(step)], check=False,
                              cwd=Path(__file__).parents[2])
        swapping.finish(folder)
        state = {name: (folder / name).read_text() for name in swapping.files(folder)}
        assert state in ({"office.db": "old", "office.db-wal": "old", "office.key": "old"},
                         {"office.db": "new", "office.key": "new", "office.recovery": "new"}), step
        if set(state.values()) == {"new"}:
            assert {each.read_text() for each in (folder / "kept-1").iterdir()} == {"old"}
        outcomes.add((done.returncode, frozenset(state.values())))
        if done.returncode == 0:
            break
    assert outcomes == {(9, frozenset({"old"})), (9, frozenset({"new"})), (0, frozenset({"new"}))}
