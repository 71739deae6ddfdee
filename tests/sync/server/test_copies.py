"""Where what unions erased may still be: older backups, frames on their way, PostgreSQL's log, all named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sync.server import backups, cli, copies, erasing
from tests.sync.senders import Sender, table
from tests.sync.server.test_erasing import ERASURE
from tests.sync.server.test_ingest import person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.server.superior import Superior


def erase_first(sender: Sender) -> None:
    """Let a union report that its first member was erased."""
    gone = {name: erasing.left("members", name, value) for name, value in person(1).items()}
    sender.push(sender.seal(table([gone]), table([ERASURE], "erasures", first=50)))


@pytest.fixture
def run(superior: Superior, address: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Return a function that runs a command with --json on the superior and gives its answer."""

    def call(*words: str) -> Any:
        assert cli.main([*words, "--database", address, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return call


def test_backups_from_before_an_erasure_are_named_with_their_age(
    superior: Superior, run: Callable[..., Any], tmp_path: Path
) -> None:
    sender = Sender.of(superior)
    sender.push(sender.seal(table([person(1), person(2)])))
    old, moved, new = (tmp_path / name for name in ("old.bak", "moved.bak", "new.bak"))
    for file in (old, moved):
        run("backup", "--to", str(file))
    assert run("copies") == {"erased_at": "", "backups": [], "on_the_way": 0, "log": None}
    moved.unlink()
    erase_first(sender)
    done = run("erasures")
    assert done["frames"] == 1
    assert {(each["file"], each["there"]) for each in done["copies"]["backups"]} == {
        (str(old), True), (str(moved), False)}
    run("backup", "--to", str(new))
    found = copies.listed(superior)
    assert [each.file for each in found.backups] == [str(old), str(moved)], "the one made since holds nothing erased"
    words = copies.told(found)
    assert str(old) in words
    assert str(new) not in words
    run("backup", "--to", str(old))
    assert [each.file for each in copies.listed(superior).backups] == [str(moved)], "written over, it is a new one"
    if superior.engine.dialect.name == "postgresql":
        assert found.log is not None
        assert found.log.since
        assert found.log.since in words


def test_the_older_backup_really_holds_it_and_the_newer_one_does_not(local: Superior, tmp_path: Path) -> None:
    sender = Sender.of(local)
    number = str(person(1)["id_number"]).encode()
    sender.push(sender.seal(table([person(1, remark="补遗")])))
    old, new = tmp_path / "old.bak", tmp_path / "new.bak"
    backups.backup(local, old)
    erase_first(sender)
    erasing.carry_out(local)
    backups.backup(local, new)
    assert number in old.read_bytes()
    assert number not in new.read_bytes()
