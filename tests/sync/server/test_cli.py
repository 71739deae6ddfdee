"""`union-superior` on the command line."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.protocol import tokens
from sync.server import cli, engine, tables
from sync.server.superior import Superior
from tests.samples import member
from tests.sync.senders import Sender, row_id, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.postgres import Cluster


@pytest.fixture
def run(address: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """Return a function that runs a command with --json and gives exit code and answer."""

    def call(*words: str) -> tuple[int, Any]:
        code = cli.main([*words, "--database", address, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def report(address: str) -> tuple[Superior, Sender]:
    superior = Superior.open(address)
    sender = Sender.of(superior, "460100")
    rows = [{n: int(v) if isinstance(v, bool) else v for n, v in member(k).items()} for k in (1, 2)]
    sender.push(sender.seal(table([rows[0], rows[1] | {"mobile": "1"}])))
    return superior, sender


def test_a_unit_is_added_once_and_gets_a_token_that_reads(run: Callable[..., tuple[int, Any]]) -> None:
    code, made = run("add-unit", "--name", "和风机械厂工会", "--code", "460100")
    assert (code, made["name"], made["code"]) == (0, "和风机械厂工会", "460100")
    first = tokens.read(made["token"])
    code, fault = run("add-unit", "--name", "x", "--code", "460100")
    assert (code, fault["error"]) == (2, "unit_exists")
    assert fault["message"].startswith("编码 460100 已有工会（和风机械厂工会）。")
    code, more = run("add-token", "--code", "460100")
    assert code == 0
    assert tokens.read(more["token"]).number != first.number
    assert run("add-token", "--code", "9")[0] == 2


def test_units_members_and_devices_are_listed_as_they_came(run: Callable[..., tuple[int, Any]], address: str) -> None:
    assert run("units") == (0, [])
    superior, sender = report(address)
    (unit,) = run("units")[1]
    assert (unit["code"], unit["records"], unit["returned"], unit["devices"]) == ("460100", {"members": 2}, 1, 1)
    code, found = run("members", "--unit", "460100")
    assert code == 0
    assert [(m["id"], m["status"], m["name"], m["id_type"]) for m in found] == [
        (row_id(1), "received", "张三", "01"), (row_id(2), "returned", "张三", "01")]
    assert [r["field"] for r in found[1]["remarks"]] == ["mobile"]
    assert run("members", "--unit", "460100", "--register", "branches") == (0, [])
    assert run("members", "--unit", "9")[0] == 2
    (known,) = run("devices")[1]
    assert (known["device"], known["unit"], known["revoked_at"]) == (sender.signer.name, "460100", None)
    assert run("revoke", "--device", sender.signer.name)[0] == 0
    assert run("revoke", "--device", sender.signer.name)[0] == 2
    assert run("rename", "--name", "新名称")[0] == 0
    superior.close()


def test_check_finds_rows_and_frames_altered_behind_its_back_and_repairs_rows(
        run: Callable[..., tuple[int, Any]], address: str) -> None:
    superior, _sender = report(address)
    assert run("check") == (0, {
        "frames": 1, "records": 2, "files": 0, "redacted": 0, "faults": [], "rebuilt": {}, "asked_again": {}})
    mirror = tables.mirror("members").table
    with superior.engine.begin() as connection:
        connection.execute(sa.update(mirror).where(mirror.c.id == row_id(1)).values(name="改过"))
        connection.execute(sa.delete(mirror).where(mirror.c.id == row_id(2)))
    code, found = run("check")
    assert code == 1
    assert [(f["fault"], f["where"]) for f in found["faults"]] == [
        ("altered", f"members:{row_id(1)}"), ("sum", "members")]
    assert run("check", "--repair") == (0, {
        "frames": 1, "records": 2, "files": 0, "redacted": 0, "faults": [], "rebuilt": {"460100": 2},
        "asked_again": {}})
    assert [m["status"] for m in run("members", "--unit", "460100")[1]] == ["received", "returned"]
    with superior.engine.begin() as connection:
        data = bytearray(connection.execute(sa.select(tables.FRAMES.c.data)).scalar_one())
        data[-1] ^= 1
        connection.execute(sa.update(tables.FRAMES).values(data=bytes(data)))
    code, found = run("check")
    assert (code, [f["fault"] for f in found["faults"]]) == (1, ["tampered"])
    with superior.engine.begin() as connection:
        connection.execute(sa.delete(tables.FRAMES))
    assert [f["fault"] for f in run("check")[1]["faults"]] == ["head"]
    superior.close()


def test_words_without_json(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    superior, _sender = report(address)
    superior.close()
    for words, expected in (
        (["units"], "460100 工会460100：会员 2 人，退回 1 条"), (["members", "--unit", "460100"], "共 2 条"),
        (["devices"], "460100\ttest"), (["check"], "核对数据包 1 个、记录 2 条、附件 0 份，差错 0 处"),
        (["add-token", "--code", "460100"], "UD1-"),
    ):
        assert cli.main([*words, "--database", address]) == 0
        assert expected in capsys.readouterr().out
    assert cli.main(["members", "--unit", "9", "--database", address]) == 2
    assert "9" in capsys.readouterr().err


@pytest.mark.parametrize("bad", ["mysql://x/y", "://"])
def test_an_address_that_is_none_is_named(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["units", "--database", bad, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"] == "database_address"


def test_a_database_that_does_not_answer_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["units", "--database", f"postgresql://ud@/x?host={tmp_path}", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"] == "database_away"


def test_the_database_may_be_named_by_the_environment(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(cli.DATABASE, str(tmp_path / "here.db"))
    assert cli.main(["units", "--json"]) == 0
    assert (tmp_path / "here.db").stat().st_mode & 0o777 == 0o600
    monkeypatch.delenv(cli.DATABASE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert cli.main(["units", "--json"]) == 0
    assert list((tmp_path / "data").rglob("superior.db"))
    assert engine.default_address().startswith("sqlite:///")
    capsys.readouterr()


def test_a_register_that_gains_a_field_gains_a_column(address: str) -> None:
    superior, _sender = report(address)
    with superior.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE mirror_members DROP COLUMN hobbies")
    superior.close()
    again = Superior.open(address)
    with again.engine.begin() as connection:
        assert "hobbies" in {c["name"] for c in sa.inspect(connection).get_columns("mirror_members")}
    again.close()


def test_an_address_to_listen_on_that_is_taken_is_named(run: Callable[..., tuple[int, Any]]) -> None:
    assert run("serve", "--listen", "127.0.0.1:999999") == (2, {
        "error": "cannot_listen", "message": "服务器无法使用地址 127.0.0.1:999999：bind(): port must be 0-65535。"})


@pytest.mark.parametrize(("place", "said"), [
    ("", "Is a directory"), ("note.txt", "不是 SQLite 数据库"), ("note.txt/superior.db", "Not a directory")])
def test_a_file_that_cannot_be_a_database_is_named(
        place: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note.txt").write_text("no database", encoding="utf-8")
    assert cli.main(["units", "--database", str(tmp_path / place), "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["error"] == "database_file"
    assert str(tmp_path / place) in told["message"]
    assert said in told["message"]
    assert (tmp_path / "note.txt").read_text(encoding="utf-8") == "no database"


@pytest.mark.parametrize("address", [
    "postgresql://union:geheim@[::1/x", "postgresql://union:ge@heim@h:p/x", "postgresql://h:x/y?password=geheim"])
def test_no_password_of_an_address_is_shown(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["units", "--database", address, "--json"]) == 2
    assert cli.main(["settings", "--database", address]) == 0
    told = capsys.readouterr()
    assert "***" in told.out
    assert "heim" not in told.out + told.err


def test_a_database_that_is_somebody_elses_is_named(postgres: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    place = postgres.fresh()
    with postgres.connect() as connection:
        connection.execute(b"CREATE ROLE a_guest LOGIN")
    assert cli.main(["units", "--database", place.url.replace("//ud@", "//a_guest@"), "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["error"] == "database_forbids"
    assert "schema public" in told["message"]
    with postgres.connect() as connection:
        connection.execute(b"DROP ROLE a_guest")
    postgres.drop(place)


@pytest.mark.parametrize(("words", "code"), [
    (["enrol", "--request", "{}/none", "--answer", "{}/answer"], "file_fault"),
    (["returned", "--workbook", "{}/none/list.xlsx"], "file_fault"),
    (["add-token", "--code", "460100", "--sheet", "{}/none/sheet.pdf", "--address", "https://union.example.cn"],
     "file_fault"),
    (["relay", "policy", "--relay-policy", "{}/none"], "relay_policy_file"),
    (["restore", "--file", "{}/none"], "restore_failed")])
def test_a_file_that_is_not_there_is_said_in_a_sentence(
        words: list[str], code: str, superior_template: Path, tmp_path: Path,
        capsys: pytest.CaptureFixture[str]) -> None:
    place = str(shutil.copy(superior_template, tmp_path / "superior.db"))
    assert cli.main(["add-unit", "--name", "某工会", "--code", "460100", "--database", place]) == 0
    capsys.readouterr()
    assert cli.main([*(word.format(tmp_path) for word in words), "--database", place, "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["error"] == code
    assert f"{tmp_path}/none" in told["message"]
