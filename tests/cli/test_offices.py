"""Founding an office, invented people, passphrases and the recovery sheet."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests.cli.conftest import PEOPLE, UNION, Commands
from tests.offices import PASSPHRASE
from union_desk.commands import passphrases
from union_desk.safety import recovery

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def fresh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    """Return commands on a folder without an office."""
    return Commands(tmp_path / "new office", capsys)


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return a function that lets a person type answers at a terminal; returns the prompts, as they come."""
    prompts: list[str] = []

    def types(*answers: str) -> list[str]:
        left = list(answers)

        def answer(prompt: str) -> str:
            prompts.append(prompt)
            return left.pop(0)

        monkeypatch.delenv("UNION_DESK_PASSPHRASE", raising=False)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        monkeypatch.setattr(passphrases, "getpass", answer)
        return prompts

    return types


def test_init_says_where_the_office_lies(fresh: Commands) -> None:
    made = fresh.json("init", "--name", UNION, "--code", "4601001234")
    assert made["office"] == str(fresh.folder)
    assert (made["name"], made["code"]) == (UNION, "4601001234")
    assert fresh.json("show", "unions", made["union"])["union_code"] == "4601001234"
    assert fresh.journal() == [f"建立“{UNION}”的办公数据库"]


@pytest.mark.parametrize(("given", "code"), [
    (("--name", " "), "invalid_record"), (("--name", "x" * 500), "invalid_record"),
])
def test_init_names_the_field_that_is_wrong_and_leaves_nothing(
    fresh: Commands, given: tuple[str, ...], code: str
) -> None:
    fault = fresh.fault("init", *given)
    assert fault["code"] == code
    assert "工会名称" in fault["message"]
    assert not fresh.folder.exists()


def test_init_never_overwrites_an_office(desk: Commands) -> None:
    before = (desk.folder / "office.key").read_bytes()
    assert desk.fault("init", "--name", "另一个工会")["code"] == "office_exists"
    assert (desk.folder / "office.key").read_bytes() == before


def test_init_asks_for_the_passphrase_twice_at_a_terminal(fresh: Commands, typing: Callable[..., list[str]]) -> None:
    prompts = typing("four unrelated words", "four unrelated word")
    assert fresh("init", "--name", UNION).code == 2
    prompts = typing("four unrelated words", "four unrelated words", "four unrelated words")
    assert fresh("init", "--name", UNION).code == 0
    assert fresh("list", "unions").code == 0
    assert prompts == ["设置口令：", "再输入一次：", "设置口令：", "再输入一次：", "口令："]


def test_a_short_passphrase_and_a_cloud_folder_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Commands(tmp_path / "坚果云" / "o", capsys).fault("init", "--name", UNION)["code"] == "cloud_folder"
    monkeypatch.setenv("UNION_DESK_PASSPHRASE", "short")
    assert Commands(tmp_path / "o", capsys).fault("init", "--name", UNION)["code"] == "weak_passphrase"
    assert not (tmp_path / "o" / "office.db").exists()


def test_the_passphrase_comes_from_a_file_the_environment_or_the_terminal(
    desk: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typing: Callable[..., list[str]]
) -> None:
    assert desk("verify").code == 0  # from the environment
    monkeypatch.setenv("UNION_DESK_PASSPHRASE", "something else")
    assert desk.fault("verify")["code"] == "wrong_passphrase"
    file = tmp_path / "pass.txt"
    for content in (PASSPHRASE, f"{PASSPHRASE}\n", f"\ufeff{PASSPHRASE}\r\nsecond line\n"):
        file.write_text(content, encoding="utf-8", newline="")
        assert desk("verify", "--passphrase-file", file).code == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSPHRASE}\n"))
    assert desk("verify", "--passphrase-file", "-").code == 0
    monkeypatch.undo()
    assert typing(PASSPHRASE) == []
    assert desk("verify").code == 0


def test_without_a_passphrase_and_without_a_terminal_the_ways_are_named(
    desk: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UNION_DESK_PASSPHRASE")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    fault = desk.fault("verify")
    assert fault["code"] == "no_passphrase"
    assert "--passphrase-file" in fault["message"]
    assert "UNION_DESK_PASSPHRASE" in fault["message"]


@pytest.mark.parametrize("content", [None, b"", b"\n\n", b"\xff\xfe\x00"])
def test_a_passphrase_file_that_holds_none_is_named(desk: Commands, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "pass.txt"
    if content is not None:
        file.write_bytes(content)
    fault = desk.fault("verify", "--passphrase-file", file)
    assert fault["code"] == "passphrase_file"
    assert str(file) in fault["message"]


def test_an_office_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fault = Commands(tmp_path / "nowhere", capsys).fault("search", "张")
    assert fault["code"] == "no_office"
    assert "nowhere" in fault["message"]


def test_generate_fills_an_empty_office_with_the_same_people_for_the_same_seed(
    fresh: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Commands(tmp_path / "other", capsys)
    people = []
    for office in (fresh, other):
        office.json("init", "--name", UNION)
        made = office.json("generate", "--members", 25, "--seed", 3, "--years", 0)
        assert (made["members"], made["seed"]) == (25, 3)
        listed = office.json("list", "members", "--limit", 0, "--unmasked", "--columns", "name,id_number,mobile")
        people.append([(r["name"], r["id_number"], r["mobile"]) for r in listed["records"]])
    assert len(people[0]) == 25
    assert people[0] == people[1]
    assert fresh.json("verify")["records"]["members"] == 25


def test_generate_mixes_no_invented_people_with_real_ones(desk: Commands, practice: Commands) -> None:
    number = practice.json("list", "members", "--limit", 1, "--unmasked")["records"][0]["id_number"]
    desk.json("add", "members", "name=张三", f"id_number={number}")
    assert desk.fault("generate", "--members", 5)["code"] == "real_office"
    assert desk.json("list", "members")["total"] == 1


def test_generate_goes_on_in_a_practice_office(practice: Commands) -> None:
    practice.json("generate", "--members", 5, "--seed", 7, "--years", 0)
    assert practice.json("list", "members")["total"] == PEOPLE + 5


def test_a_changed_passphrase_opens_and_the_old_one_does_not(
    desk: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    new = tmp_path / "new.txt"
    new.write_text("another passphrase\n")
    assert desk.json("passphrase", "--new-passphrase-file", new)["changed"] is True
    assert desk.fault("verify")["code"] == "wrong_passphrase"
    monkeypatch.setenv("UNION_DESK_PASSPHRASE", "another passphrase")
    assert desk("verify").code == 0
    assert desk.journal()[0] == "更改了口令"


def test_a_wrong_passphrase_is_told_before_a_new_one_is_typed(desk: Commands, typing: Callable[..., list[str]]) -> None:
    prompts = typing("not the passphrase")
    assert desk("passphrase").code == 2
    assert prompts == ["口令："]


def test_the_recovery_sheet_opens_the_office_when_the_passphrase_is_forgotten(
    desk: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert desk.json("recovery-sheet", "--to", "sheet.pdf") == {"file": "sheet.pdf"}
    text = PdfReader(tmp_path / "sheet.pdf").pages[0].extract_text()
    assert UNION in text.replace("\n", "")
    code = next(word for word in text.split() if word.count("-") == 4 and len(word) == 29)
    recovery.unwrap(desk.folder, code)
    monkeypatch.setenv("UNION_DESK_RECOVERY_CODE", code)
    monkeypatch.setenv("UNION_DESK_NEW_PASSPHRASE", "passphrase after all")
    assert desk.json("passphrase", "--forgotten")["changed"] is True
    monkeypatch.setenv("UNION_DESK_PASSPHRASE", "passphrase after all")
    assert desk.journal()[:2] == ["凭恢复单设置了新口令", "重新制作了恢复单，旧恢复单失效"]
    monkeypatch.setenv("UNION_DESK_RECOVERY_CODE", code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert desk.fault("passphrase", "--forgotten")["code"] == "recovery_code"
