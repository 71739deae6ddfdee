"""The command line as a whole: help, languages, options, exit codes, what is loaded."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import catalogues
from union_desk import cli, words
from union_desk.commands import outputs
from union_desk.database import DiskFullError

if TYPE_CHECKING:
    from tests.cli.conftest import Commands

PROGRAM = Path(sys.executable).with_name("union-desk")
ISSUE = ("init", "generate", "import", "export", "search", "print", "statistics", "undo", "history", "verify", "enrol",
         "sync")


def program(*words_: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(PROGRAM), *words_], capture_output=True, text=True, encoding="utf-8", timeout=60,
                          env=os.environ | environment, check=False)


def test_help_names_every_command_in_chinese_and_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(ISSUE) <= set(cli.COMMANDS)
    for language, first in (("zh_CN", "用法："), ("en", "usage: ")):
        with pytest.raises(SystemExit) as done:
            cli.main(["--language", language, "--help"])
        assert done.value.code == 0
        text = capsys.readouterr().out
        assert text.startswith(first)
        with words.speaking(language):
            for name, (_module, help_text) in cli.COMMANDS.items():
                assert re.search(rf"^ +{name} +{re.escape(words._(help_text)[:12])}", text, re.MULTILINE), name


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for language in words.LANGUAGES:
        with pytest.raises(SystemExit) as done:
            cli.main([name, "--help", "--language", language])
        assert done.value.code == 0
        text = capsys.readouterr().out
        assert f"union-desk {name}" in text
        assert "--office" in text
        chinese = re.search(r"[\u4e00-\u9fff]", text.replace("女", "").replace("张", ""))
        assert bool(chinese) == (language == "zh_CN" or name in {"event", "fill"})


def test_help_loads_neither_the_database_nor_the_wire() -> None:
    code = ("import sys, union_desk.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass\n"
            "print(sorted(sys.modules))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = done.stdout.splitlines()[-1]
    for heavy in ("sqlalchemy", "sqlcipher3", "httpx2", "reportlab", "openpyxl", "xlsxwriter", "sync", "PySide6"):
        assert f"'{heavy}'" not in loaded, heavy


def test_a_search_loads_neither_workbooks_nor_paper_nor_the_wire(practice: Commands) -> None:
    code = (f"import sys, union_desk.cli as c\nc.main(['search', '张', '--office', {str(practice.folder)!r}])\n"
            "print(sorted(sys.modules))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = done.stdout.splitlines()[-1]
    for heavy in ("httpx2", "reportlab", "openpyxl", "xlsxwriter", "sync", "PySide6", "alembic", "babel"):
        assert f"'{heavy}'" not in loaded, heavy


@pytest.mark.parametrize("given", [[], ["fly"], ["import"], ["import", "members"], ["init"], ["generate", "--members"],
                                   ["generate", "--members", "-1"], ["generate", "--members", "many"],
                                   ["print", "poem", "--to", "x.pdf"], ["sync", "later"], ["search"],
                                   ["export", "members", "--field", "--to", "x.csv"], ["--nonsense", "verify"]])
def test_a_wrong_command_line_is_a_sentence_and_exit_code_two(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(given) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "union-desk" in captured.err
    assert re.search(r"[\u4e00-\u9fff]", captured.err)
    assert cli.main(["--json", *given]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["message"]) == ("usage", captured.err.rstrip("\n"))


def test_options_of_every_command_stand_before_or_after_it(practice: Commands) -> None:
    folder = ["--office", str(practice.folder)]
    for given in (["--json", *folder, "verify"], ["verify", "--json", *folder], ["--json", "verify", *folder],
                  [*folder, "verify", "--json"], [f"--office={practice.folder}", "verify", "--json"]):
        assert cli.main(given) == 0
        assert json.loads(practice.capsys.readouterr().out)["ok"] is True


def test_the_office_may_be_named_in_the_environment(practice: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNION_DESK_OFFICE", str(practice.folder))
    assert cli.main(["search", "装配", "--json"]) == 0


def test_answers_come_in_the_language_asked_for_and_leave_no_trace(practice: Commands) -> None:
    before = os.environ.get("LANGUAGE")
    assert practice("search", "没有这样的人").out == "没有找到“没有这样的人”。\n"
    assert practice("search", "nobody", language="en").out == "Nothing was found for 'nobody'.\n"
    assert (words.language(), os.environ.get("LANGUAGE")) == ("zh_CN", before)


def test_who_works_is_journaled(practice: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    practice.json("add", "branches", "name=一分会", "branch_kind=分会")
    practice.json("add", "branches", "name=二分会", "branch_kind=1", "--operator", "李干事")
    monkeypatch.delenv("UNION_DESK_OPERATOR")
    practice.json("add", "branches", "name=三分会", "branch_kind=1")
    actors = [entry["actor"] for entry in practice.json("journal", "--limit", "3")]
    assert actors[1:] == ["李干事", "王干事"]
    assert actors[0] not in {"", "李干事", "王干事"}


def test_ctrl_c_takes_everything_back(practice: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    from union_desk import records

    def interrupted(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(records, "save", interrupted)
    answer = practice("add", "branches", "name=一分会", "branch_kind=分会")
    assert (answer.code, answer.out) == (130, "")
    assert answer.err == "已取消，本次操作未保存任何内容。\n"
    monkeypatch.undo()
    monkeypatch.setenv("UNION_DESK_PASSPHRASE", "office passphrase")
    assert "一分会" not in practice("list", "branches", "--limit", "0").out


def test_a_reader_that_has_read_enough_ends_the_answer_quietly(practice: Commands) -> None:
    given = [str(PROGRAM), "list", "members", "--limit", "0", "--json", "--office", str(practice.folder)]
    with subprocess.Popen(given, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.wait(60) == 0
        assert running.stderr is not None
        assert running.stderr.read() == b""


def test_the_installed_program_answers_in_utf8_whatever_the_locale(practice: Commands) -> None:
    for locale in ("C", "C.UTF-8", "POSIX"):
        done = program("list", "branches", "--office", str(practice.folder), LC_ALL=locale, PYTHONUTF8="0")
        assert (done.returncode, done.stderr) == (0, "")
        assert "装配部小组" in done.stdout
    done = program("search", "张", "--office", str(practice.folder / "nowhere"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "没有工会办公数据" in done.stderr


def test_a_bug_is_no_sentence_but_a_traceback_with_exit_code_one(practice: Commands) -> None:
    code = ("import sys, union_desk.search as s, union_desk.cli as c\ndel s.find\n"
            f"sys.exit(c.main(['search', '张', '--office', {str(practice.folder)!r}]))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "AttributeError" in done.stderr


def test_what_argparse_says_is_in_the_catalogue() -> None:
    known = {message.id for _room, message in catalogues.entries()}
    assert set(cli.ARGPARSE) <= known
    source = Path(argparse.__file__).read_text(encoding="utf-8")
    for message in cli.ARGPARSE:
        assert f"'{message}'" in source, message


@pytest.mark.parametrize(("name", "endings", "code"), [
    ("x.xls", (".xlsx",), "output_name"), ("x", (".xlsx",), "output_name"),
    ("nowhere/x.xlsx", (".xlsx",), "cannot_write"),
    ("folder.pdf", (".pdf",), "cannot_write"), ("office.db", (".db",), "cannot_write"),
])
def test_a_file_that_cannot_be_kept_is_refused_before_the_work(
    name: str, endings: tuple[str, ...], code: str, tmp_path: Path
) -> None:
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(outputs.OutputError if code == "cannot_write" else outputs.OutputNameError) as refused:
        outputs.place(str(tmp_path / name), *endings)
    assert refused.value.code == code
    assert outputs.place(str(tmp_path / "X.XLSX"), ".xlsx").parent == tmp_path


def test_what_the_system_says_against_a_file_becomes_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(outputs.OutputError, match="没有权限"), outputs.writing(tmp_path / "x.pdf"):
        raise PermissionError(13, "denied")
    with pytest.raises(DiskFullError), outputs.writing(tmp_path / "x.pdf", ValueError):
        raise ValueError(OSError(28, "no space left"))
