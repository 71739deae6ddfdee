"""What the superior's keeper does: the tree of unions, tokens and computers, what was returned."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from pypdf import PdfReader

from sync.protocol import tokens as texts
from sync.protocol.refusals import Refused, Why
from sync.server import cli, computers, tree
from sync.server.superior import Superior, UnitNotFoundError
from tests.samples import member
from tests.sync.senders import Sender, row_id, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def run(address: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Return a function that runs a command with --json and gives its answer; it must succeed, or fail with a code."""

    def call(*words: str, fails: str = "") -> Any:
        code = cli.main([*words, "--database", address, "--json"])
        answer = json.loads(capsys.readouterr().out)
        assert (code, answer["error"] if fails else "") == (2 if fails else 0, fails)
        return answer

    return call


@pytest.fixture
def opened(address: str) -> Iterator[Superior]:
    made = Superior.open(address)
    yield made
    made.close()


def person(number: int, **changes: Any) -> dict[str, Any]:
    return {n: int(v) if isinstance(v, bool) else v for n, v in (member(number) | changes).items()}


def grow(run: Callable[..., Any]) -> None:
    """Add a county with two unions, one of which has a branch of its own."""
    run("add-unit", "--name", "某县总工会", "--code", "1")
    run("add-unit", "--name", "甲厂工会", "--code", "11", "--parent", "1")
    run("add-unit", "--name", "乙厂工会", "--code", "12", "--parent", "1")
    run("add-unit", "--name", "甲厂分工会", "--code", "111", "--parent", "11")


def shape(run: Callable[..., Any], *words: str) -> list[tuple[str, int]]:
    return [(unit["code"], unit["depth"]) for unit in run("units", *words)]


def test_units_stand_in_a_tree_and_move_with_all_that_is_below_them(run: Callable[..., Any]) -> None:
    grow(run)
    assert shape(run) == [("1", 0), ("11", 1), ("111", 2), ("12", 1)]
    run("move-unit", "--code", "11", "--parent", "12")
    assert shape(run) == [("1", 0), ("12", 1), ("11", 2), ("111", 3)]
    run("move-unit", "--code", "12", "--parent", "111", fails="unit_circle")
    run("move-unit", "--code", "12", "--parent", "12", fails="unit_circle")
    run("move-unit", "--code", "12", "--top")
    assert shape(run) == [("1", 0), ("12", 0), ("11", 1), ("111", 2)]
    run("add-unit", "--name", "x", "--code", "9", "--parent", "8", fails="unit_not_found")
    changes = [(row["event"], row["changes"]) for row in run("unit-history", "--code", "11")]
    assert changes == [("added", {}), ("moved", {"parent_id": ["1", "12"]})]


def test_a_unit_is_renamed_with_its_history_but_never_to_a_code_that_is_taken(run: Callable[..., Any]) -> None:
    grow(run)
    assert run("rename-unit", "--code", "11", "--name", "甲公司工会", "--new-code", "21")["name"] == "甲公司工会"
    run("rename-unit", "--code", "21", "--new-code", "12", fails="unit_exists")
    (_added, renamed) = run("unit-history", "--code", "21")
    assert renamed["changes"] == {"name": ["甲厂工会", "甲公司工会"], "code": ["11", "21"]}


def test_a_closed_unit_reports_no_more_and_can_be_opened_again(run: Callable[..., Any], opened: Superior) -> None:
    sender = Sender.of(opened, "5")
    sender.push(sender.seal(table([person(1)])))
    spare = opened.add_token("5")[1]
    run("close-unit", "--code", "5")
    with pytest.raises(Refused) as refused:
        sender.push(sender.seal(table([person(1)])))
    assert refused.value.code == Why.REVOKED
    with pytest.raises(Refused) as refused:
        Sender(opened, sender.unit, sender.service).enrol(spare)
    assert refused.value.code == Why.TOKEN_REFUSED
    with pytest.raises(UnitNotFoundError):
        opened.add_token("5")
    run("move-unit", "--code", "5", "--top", fails="unit_closed")
    run("allow", "--device", sender.signer.name, fails="device_not_withdrawn")
    assert (shape(run), shape(run, "--all")) == ([], [("5", 0)])
    run("reopen-unit", "--code", "5")
    run("reopen-unit", "--code", "5", fails="unit_open")
    assert run("allow", "--device", sender.signer.name[:12])["allowed"] == sender.signer.name
    sender.sealed.pop()
    assert sender.push(sender.seal(table([person(1)])))[0].records == 1
    assert [row["event"] for row in run("unit-history", "--code", "5")] == ["added", "closed", "reopened"]


def test_a_unit_with_others_below_it_is_merged_not_closed(run: Callable[..., Any]) -> None:
    grow(run)
    run("close-unit", "--code", "11", fails="unit_has_children")
    run("merge-unit", "--code", "11", "--into", "111", fails="unit_circle")
    run("merge-unit", "--code", "11", "--into", "12")
    assert shape(run) == [("1", 0), ("12", 1), ("111", 2)]
    (gone,) = [unit for unit in run("units", "--all") if unit["code"] == "11"]
    assert (gone["merged_into"], gone["closed_at"] is not None) == ("12", True)
    assert run("unit-history", "--code", "11")[-1]["changes"]["merged_into"] == [None, "12"]


def test_tokens_are_listed_without_their_secret_and_withdrawn(run: Callable[..., Any], opened: Superior) -> None:
    sender = Sender.of(opened, "5")
    token = texts.read(run("add-token", "--code", "5")["token"])
    listed = run("tokens")
    assert sorted((row["state"], row["device"]) for row in listed) == [
        ("used", sender.signer.name), ("waiting", None)]
    assert token.secret.hex() not in json.dumps(listed)
    run("revoke-token", "--number", token.number)
    run("revoke-token", "--number", token.number, fails="token_not_found")
    with pytest.raises(Refused):
        Sender(opened, sender.unit, sender.service).enrol(token)
    assert sorted(row["state"] for row in computers.tokens(opened)) == ["revoked", "used"]


def test_the_printed_sheet_carries_the_token_in_chinese_and_is_private(
        run: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    made = run("add-unit", "--name", "和风机械厂工会", "--code", "460100", "--sheet", str(file), "--address",
               "https://union.example")
    text = PdfReader(file).pages[0].extract_text()
    for words in ("接入上级工会登记单", "和风机械厂工会", "460100", "https://union.example", "登记码"):
        assert words in text
    assert made["token"].replace("-", "") in text.replace("\n", "").replace("-", "").replace(" ", "")
    assert file.stat().st_mode & 0o777 == 0o600


def test_computers_are_named_by_their_beginning_and_show_their_heads(
        run: Callable[..., Any], opened: Superior) -> None:
    sender = Sender.of(opened, "5")
    sender.push(sender.seal(table([person(1)])))
    (device,) = run("devices")
    assert device["heads"] == [{"log": sender.log, "class": "N", "seq": 1, "hash": sender.sealed[0].hash}]
    assert device["seen_at"] is not None
    other = Sender(opened, sender.unit, sender.service)
    other.enrol(opened.add_token("5")[1])
    run("revoke", "--device", "", fails="device_ambiguous")
    assert run("revoke", "--device", other.signer.name[:16]) == {"revoked": other.signer.name}
    run("revoke", "--device", other.signer.name, fails="device_not_found")
    assert run("allow", "--device", other.signer.name) == {"allowed": other.signer.name}
    assert other.push(other.seal(table([person(2)], first=9)))[0].returned == 0


def test_what_was_returned_is_listed_by_union_register_and_reason(
        run: Callable[..., Any], opened: Superior, tmp_path: Path) -> None:
    for code in ("5", "6"):
        sender = Sender.of(opened, code)
        sender.push(sender.seal(table([person(1, mobile="1"), person(2)])))
    found = run("returned")
    assert [(r["unit"], r["register"], r["record"], r["field"]) for r in found] == [
        ("5", "members", row_id(1), "mobile"), ("6", "members", row_id(1), "mobile")]
    assert found[0]["name"] == "张三"
    reason = found[0]["reason"]
    assert len(run("returned", "--unit", "5")) == len(run("returned", "--unit", "5", "--reason", reason)) == 1
    assert run("returned", "--reason", "something") == run("returned", "--register", "branches") == []
    run("returned", "--unit", "9", fails="unit_not_found")
    assert run("returned", "--counts", "--unit", "6") == [
        {"unit": "6", "register": "members", "field": "mobile", "reason": reason, "records": 1}]
    file = tmp_path / "returned.xlsx"
    assert run("returned", "--workbook", str(file)) == {"file": str(file), "lines": 2}
    cells = list(openpyxl.load_workbook(file).active.values)  # type: ignore[union-attr]  # a fresh workbook has a sheet
    assert [cell[0] for cell in cells] == ["工会代码", "5", "6"]
    assert cells[1][3] == "张三"


def test_every_list_has_sentences_too(address: str, opened: Superior, capsys: pytest.CaptureFixture[str]) -> None:
    sender = Sender.of(opened, "5")
    sender.push(sender.seal(table([person(1, mobile="1")])))
    opened.add_unit("分会", "51", "5")
    tree.move(opened, "51", None)
    opened.add_token("51")
    for words, expected in (
        (["units"], "5 工会5"), (["tokens"], "尚未使用"), (["devices"], f"{sender.log}:1"), (["returned"], "手机"),
        (["returned", "--counts"], "会员"), (["tasks"], "没有待办"), (["transfers"], "没有"),
        (["duplicates"], "0"), (["unit-history", "--code", "51"], "调整隶属"), (["settings"], "UNION_SUPERIOR_LISTEN"),
    ):
        assert cli.main([*words, "--database", address]) == 0
        assert expected in capsys.readouterr().out, words
