"""Backups on the command line: made, looked into, restored, taken back, proved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.offices import PASSPHRASE
from union_desk import database
from union_desk.commands import accounts, passphrases
from union_desk.safety import suites

if TYPE_CHECKING:
    import pytest

    from tests.cli.conftest import Commands

FIRST, OWN = "a first passphrase", "a passphrase of my own"


def branches(run: Commands) -> list[str]:
    """Return the names of the branches."""
    return [row["name"] for row in run.json("list", "branches")["records"]]


def test_a_backup_is_made_shown_restored_and_taken_back(desk: Commands, tmp_path: Path) -> None:
    run = desk
    run.json("add", "branches", "name=一车间")
    made = run.json("backup", "make")
    assert [each["path"] for each in run.json("backup", "list")["backups"]] == [made["path"]]
    run.json("add", "branches", "name=二车间")
    shown = run.json("backup", "show", made["path"])
    assert (shown["manifest"]["records"]["branches"], shown["loss"]["gestures"]) == (1, 1)
    assert "将失去以下 1 次操作" in run("backup", "show", made["path"]).out
    kept = run.json("backup", "restore", made["path"])["kept"]
    assert branches(run) == ["一车间"]
    assert Path(kept).is_dir()
    run.json("backup", "return")
    assert branches(run) == ["一车间", "二车间"]


def test_the_drill_and_a_whole_copy_elsewhere_with_the_national_cipher(desk: Commands, tmp_path: Path) -> None:
    run = desk
    assert run.json("backup", "set", "--folder", tmp_path / "disk", "--suite", suites.SM) == {
        "folder": str(tmp_path / "disk"), "suite": suites.SM}
    made = run.json("backup", "make")
    assert Path(made["path"]).parent == tmp_path / "disk"
    assert suites.SM.encode() in Path(made["path"]).read_bytes()[:2000]
    assert run.json("backup", "drill")["ok"] is True
    copy = tmp_path / "copy.udbackup"
    run.json("backup", "make", "--to", copy)
    assert copy.exists()


def test_what_is_no_backup_is_said_and_the_office_stands(
        desk: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.udbackup").write_bytes(b"PK\3\4")
    assert desk.fault("backup", "restore", tmp_path / "x.udbackup")["code"] == "not_sealed"
    assert desk.fault("backup", "restore")["code"] == "backup_file_needed"
    made = desk.json("backup", "make")
    monkeypatch.setenv("UNION_DESK_PASSPHRASE", PASSPHRASE + " wrong")
    assert desk.fault("backup", "restore", made["path"])["code"] == "wrong_passphrase"
    monkeypatch.setenv("UNION_DESK_PASSPHRASE", PASSPHRASE)
    assert branches(desk) == []


def test_backups_are_made_restored_and_set_by_those_who_may(desk: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    desk("accounts", "begin", "王主席")
    monkeypatch.setenv(accounts.ENVIRONMENT, FIRST)
    desk("accounts", "add", "陈经审", "--role", "fund_auditor")
    monkeypatch.setenv(passphrases.ENVIRONMENT, FIRST)
    monkeypatch.setenv(passphrases.NEW_ENVIRONMENT, OWN)
    desk("passphrase")
    monkeypatch.setenv(passphrases.ENVIRONMENT, PASSPHRASE)
    made = desk.json("backup", "make")
    monkeypatch.setenv(passphrases.ENVIRONMENT, OWN)
    for step in ("make", "list", "drill", "set"):
        assert desk.fault("backup", step)["code"] == "not_allowed", step
    assert desk.fault("backup", "restore", made["path"])["code"] == "not_allowed"
    monkeypatch.setenv(passphrases.ENVIRONMENT, PASSPHRASE)
    desk.json("backup", "restore", made["path"])
    monkeypatch.setenv(passphrases.ENVIRONMENT, OWN)
    assert desk.fault("backup", "return")["code"] == "not_allowed"
    (desk.folder / database.FILE).unlink()
    assert desk.json("backup", "restore", made["path"])["office"], "what is gone, whoever has a passphrase brings back"
