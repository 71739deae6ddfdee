"""Every register answers the same commands: list, export, and an import of what was exported; with --json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import registers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Commands

# What an office of one computer without a superior has none of
_OF_OTHERS = {"attachments", "kept_versions", "kept_inner_versions", "posted_papers", "posted_tasks", "posted_files",
              "update_offers"}
_READ_BACK = ("assessment_scores", "assessment_ballots", "cadres")  # their names are told apart in their own ways


def test_every_register_is_listed_and_exported(working: Commands, tmp_path: Path) -> None:
    empty = set()
    for register in registers.ALL:
        found = working.json("list", register.name, "--limit", "1")
        if not found["records"]:
            empty.add(register.name)
            continue
        file = tmp_path / f"{register.name}.csv"
        assert working.json("export", register.name, "--to", file)["rows"] == found["total"], register.name
    assert empty <= _OF_OTHERS


def test_what_cannot_be_typed_is_not_imported_and_the_answer_says_so(working: Commands, tmp_path: Path) -> None:
    file = tmp_path / "any.csv"
    file.write_text("名称\n甲\n", encoding="utf-8")
    for register in registers.ALL:
        if not register.takes_rows:
            code = "append_only" if register.append_only else "not_entered"
            assert working.fault("import", register.name, file)["code"] == code


def test_exports_whose_names_are_alike_read_back(working: Commands, tmp_path: Path) -> None:
    for name in _READ_BACK:
        file = tmp_path / f"{name}.xlsx"
        rows = working.json("export", name, "--to", file, "--unmasked", "--reason", "核对")["rows"]
        told = working.json("import", name, file, "--dry-run")
        assert (told["same"], told["refused"]) == (rows, 0), name
        assert rows
