"""Backups of a running superior, restoring them, and everything made anew from the frames alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.protocol.refusals import Refused, Why
from sync.server import backups, cli, rebuilding, tables, verifying
from sync.server import engine as engines
from sync.server.service import Service
from tests.samples import member
from tests.sync.roads import Pair, Road
from tests.sync.senders import Sender, table
from union_desk.synctables import FRAMES as OWN_FRAMES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.server.superior import Superior


@pytest.fixture
def run(address: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """Return a function that runs a command with --json and gives exit code and answer."""

    def call(*words: str, database: str = "") -> tuple[int, Any]:
        code = cli.main([*words, "--database", database or address, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def at(pair: Pair, superior: Superior) -> Pair:
    """Return the same office on a road to another copy of its superior."""
    return Pair(pair.db, superior, pair.unit, Road(Service(superior)), pair.devices, pair.patch)


@pytest.mark.usefixtures("small_frames")
def test_after_a_restore_the_office_sends_again_what_the_backup_lacks(
        pair: Pair, elsewhere: str, tmp_path: Path) -> None:
    pair.add(*range(1, 6))
    pair.sync()
    file = tmp_path / "backup"
    assert backups.backup(pair.superior, file) == file.stat().st_size > 0
    assert file.stat().st_mode & 0o777 == 0o600
    edited = pair.add(*range(6, 9))
    pair.edit(edited[0], name="改过")
    sent = pair.sync().records
    restored = backups.restore(file, elsewhere)
    assert restored.epoch != pair.superior.epoch == ""
    again = at(pair, restored)
    assert again.sync().records == sent
    again.check()
    assert again.states(*edited) == ["received"] * 3
    assert again.sync().frames == 0
    restored.close()


@pytest.mark.usefixtures("small_frames")
def test_frames_that_the_office_has_pruned_are_sealed_again(pair: Pair, elsewhere: str, tmp_path: Path) -> None:
    pair.add(*range(1, 4))
    pair.sync()
    backups.backup(pair.superior, tmp_path / "backup")
    pair.add(*range(4, 8))
    pair.sync()
    with pair.db.bookkeeping() as s:
        s.execute(sa.update(OWN_FRAMES).values(data=None))
    restored = backups.restore(tmp_path / "backup", elsewhere)
    again = at(pair, restored)
    assert again.sync(accept_emptier=True).reissued > 0
    assert verifying.check(restored).faults == []
    assert len(again.names()) == 7
    assert not again.status().differs
    restored.close()


def test_a_session_under_way_begins_again_in_the_new_epoch(superior: Superior, elsewhere: str, tmp_path: Path) -> None:
    sender = Sender.of(superior)
    nonce = sender.hello().nonce
    backups.backup(superior, tmp_path / "backup")
    restored = backups.restore(tmp_path / "backup", elsewhere)
    with pytest.raises(Refused) as refused:
        restored.check_nonce(sender.signer.name, nonce)
    assert refused.value.code == Why.STALE_NONCE
    superior.check_nonce(sender.signer.name, nonce)
    restored.close()


def test_each_restore_is_an_epoch_of_its_own(local: Superior, tmp_path: Path) -> None:
    backups.backup(local, tmp_path / "backup")
    made = [backups.restore(tmp_path / "backup", str(tmp_path / f"{n}.db")) for n in (1, 2)]
    assert len({local.epoch, *(one.epoch for one in made)}) == 3
    assert {one.signer.name for one in made} == {local.signer.name}
    for one in made:
        one.close()


def test_a_backup_is_restored_into_an_empty_place_only(
        run: Callable[..., tuple[int, Any]], superior: Superior, elsewhere: str, tmp_path: Path) -> None:
    Sender.of(superior, "5")
    file = tmp_path / "backup"
    assert run("backup", "--to", str(file)) == (0, {"file": str(file), "bytes": file.stat().st_size})
    assert run("restore", "--file", str(file))[1]["error"] == "place_taken"
    code, told = run("restore", "--file", str(file), database=elsewhere)
    assert (code, told["units"]) == (0, 1)
    assert run("units", database=elsewhere)[1][0]["code"] == "5"
    for wrong in (b"", b"SQLite format 3\0 and no more", b"PGDMP and no more"):
        (tmp_path / "wrong").write_bytes(wrong)
        assert run("restore", "--file", str(tmp_path / "wrong"), database=elsewhere)[0] == 2
    assert run("restore", "--file", str(tmp_path / "none"), database=elsewhere)[1]["error"] == "restore_failed"
    assert run("backup", "--to", str(tmp_path / "no" / "such" / "folder"))[1]["error"] == "backup_failed"


def test_a_damaged_backup_leaves_nothing_behind(local: Superior, tmp_path: Path) -> None:
    backups.backup(local, tmp_path / "backup")
    data = bytearray((tmp_path / "backup").read_bytes())
    data[4096 * 3:4096 * 9] = bytes(4096 * 6)
    (tmp_path / "backup").write_bytes(data)
    with pytest.raises(backups.NotABackupError):
        backups.restore(tmp_path / "backup", str(tmp_path / "new.db"))
    assert [path.name for path in tmp_path.iterdir() if "new" in path.name] == []


def test_without_the_programs_of_postgresql_a_sentence_says_what_to_install(
        superior: Superior, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if superior.engine.dialect.name == "postgresql":
        with pytest.raises(backups.ProgramMissingError, match="pg_dump"):
            backups.backup(superior, tmp_path / "backup")
    else:
        backups.backup(superior, tmp_path / "backup")


# ---- from the frames alone


def fill(superior: Superior) -> list[Sender]:
    senders = [Sender.of(superior, code) for code in ("1", "2")]
    for sender in senders:
        rows = [{n: int(v) if isinstance(v, bool) else v for n, v in member(k).items()} for k in (1, 2, 3)]
        sender.push(sender.seal(table(rows[:2]), table([{"a": 1}], "of_a_newer_program")))
        sender.push(sender.seal(table([rows[0] | {"mobile": "1"}, {}], deleted=[0, 1])))
    return senders


def test_everything_is_made_anew_from_the_frames_with_equal_sums(
        run: Callable[..., tuple[int, Any]], superior: Superior, elsewhere: str) -> None:
    fill(superior)
    code, told = run("rebuild", "--into", elsewhere)
    assert (code, told) == (0, {"frames": 4, "records": 10, "into": elsewhere, "different": []})
    for words in (["units", "--all"], ["members", "--unit", "2"], ["returned"], ["devices"], ["check"]):
        assert run(*words) == run(*words, database=elsewhere)
    assert run("rebuild", "--into", elsewhere)[1]["error"] == "not_empty"


def test_rows_altered_by_hand_show_as_a_difference(local: Superior, tmp_path: Path) -> None:
    fill(local)
    with engines.writing(local.engine) as connection:
        connection.execute(sa.update(tables.ROOTS).where(tables.ROOTS.c.register == "members").values(a="0" * 16))
    assert rebuilding.rebuild(local, str(tmp_path / "new.db")).different == [("1", "members"), ("2", "members")]


def test_check_looks_at_what_a_frame_rests_on(local: Superior, run: Callable[..., tuple[int, Any]]) -> None:
    one, two = fill(local)

    def faults(table_: sa.Table, where: sa.ColumnElement[bool], **values: Any) -> set[str]:
        with engines.writing(local.engine) as connection:
            before = dict(connection.execute(sa.select(table_).where(where)).mappings().one())
            connection.execute(sa.update(table_).where(where).values(**values))
        found = {what for _code, what, _where in verifying.check(local).faults}
        with engines.writing(local.engine) as connection:
            connection.execute(sa.update(table_).where(where).values(**before))
        return found

    assert verifying.check(local).faults == []
    mine = tables.DEVICES.c.device == one.signer.name
    first = sa.and_(tables.FRAMES.c.log == one.log, tables.FRAMES.c.seq == 1)
    assert faults(tables.DEVICES, mine, certificate=two.certificate) == {"certificate"}
    assert faults(tables.FRAMES, first, receipt="x.y") == {"malformed"}
    assert faults(tables.FRAMES, first, data=one.sealed[1].data) >= {"malformed"}
    assert faults(tables.LOGS, tables.LOGS.c.log == one.log, seq=3) == {"head"}
    assert verifying.check(local).faults == []


def test_nightly_makes_tasks_and_proves_everything(
        run: Callable[..., tuple[int, Any]], superior: Superior) -> None:
    one, two = fill(superior)
    code, told = run("nightly")
    assert (code, told["faults"], told["duplicates"]["made"], told["transfers"]) == (0, [], 2, {})
    mirror = tables.mirror("members").table
    with engines.writing(superior.engine) as connection:
        connection.execute(sa.update(mirror).values(name="改过").where(
            mirror.c.unit_id == one.unit.id, mirror.c.deleted.is_(False)))
    code, told = run("nightly")
    assert (code, {fault["unit"] for fault in told["faults"]}) == (1, {"1"})
    code, told = run("nightly", "--repair")
    assert (code, told["rebuilt"]) == (0, {"1": 5})
    assert two.push(two.sealed[1])[0].seq == 2
