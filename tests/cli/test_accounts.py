"""Accounts on the command line: each person's passphrase says who it is, and the role what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.commands import accounts, passphrases

if TYPE_CHECKING:
    import pytest

    from tests.cli.conftest import Commands

FIRST, OWN = "a first passphrase", "a passphrase of my own"


def test_the_passphrase_says_who_works_and_what_they_may(desk: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    run = desk
    assert "没有" in run("accounts", "list").out
    run("accounts", "begin", "王主席")
    monkeypatch.setenv(accounts.ENVIRONMENT, FIRST)
    made = run.json("accounts", "add", "陈经审", "--role", "fund_auditor")
    assert made["must_change"]
    assert run.json("accounts", "add", "陈经审", code=2)["error"]["code"] == "account_name"
    assert run.json("accounts", "add", "周组长", "--role", "group_leader", code=2)["error"]["code"] == "needs_groups"

    monkeypatch.setenv(passphrases.ENVIRONMENT, FIRST)
    assert run.json("list", "ledger_entries", code=2)["error"]["code"] == "must_change"
    monkeypatch.setenv(passphrases.NEW_ENVIRONMENT, OWN)
    run("passphrase")
    monkeypatch.setenv(passphrases.ENVIRONMENT, OWN)
    run("list", "ledger_entries")
    assert run.json("add", "branches", "name=一车间", code=2)["error"]["code"] == "not_allowed"
    assert run.json("accounts", "list", code=2)["error"]["code"] == "not_allowed"
    assert run.json("list", "members")["records"] == []


def test_sign_ins_and_closed_accounts(desk: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    run = desk
    run("accounts", "begin", "王主席")
    monkeypatch.setenv(accounts.ENVIRONMENT, FIRST)
    run("accounts", "add", "李经办")
    run("accounts", "role", "李经办", "--role", "treasurer")
    run("accounts", "reset", "李经办")
    run("accounts", "close", "李经办")
    assert {one["name"] for one in run.json("accounts", "sign-ins")} == {"王主席"}
    assert [one["closed"] for one in run.json("accounts", "list")] == [False, True]
    assert run.json("accounts", "close", "王主席", code=2)["error"]["code"] == "last_administrator"
    assert run.json("accounts", "administrators", code=2)["error"]["code"] == "three_administrators"
    assert run.json("accounts", "close", code=2)["error"]["code"] == "account_needed"
