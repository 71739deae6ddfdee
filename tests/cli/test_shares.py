"""Shares on the command line: made, tried, used when every passphrase is forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from union_desk.commands import passphrases, shares
from union_desk.safety import recovery
from union_desk.safety import shares as core

if TYPE_CHECKING:
    import pytest

    from tests.cli.conftest import Commands


def test_two_shares_open_the_office_and_one_does_not(desk: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "_COST", (1, 64, 1))
    monkeypatch.setenv(shares.CHAIR, "words of the chair")
    run = desk
    run("recovery-sheet", "--to", "old.pdf")
    made = run.json("shares", "make", "--paper", "a.pdf", "--superior", "b.txt")
    assert Path(made["paper"]).read_bytes().startswith(b"%PDF")
    assert run.json("shares", "test", "--superior", "b.txt", code=2)["error"]["code"] == "few_shares"
    assert run.json("shares", "test", "--chair", code=2)["error"]["code"] == "few_shares"
    assert run.json("shares", "test", "--superior", "b.txt", "--chair")["opens"]
    assert not recovery.exists(run.folder)  # one paper alone opens nothing any more
    monkeypatch.delenv(passphrases.ENVIRONMENT)
    monkeypatch.setenv(passphrases.NEW_ENVIRONMENT, "a wholly new one")
    run("shares", "use", "--superior", "b.txt", "--chair")
    monkeypatch.setenv(passphrases.ENVIRONMENT, "a wholly new one")
    assert run("list", "members").code == 0
