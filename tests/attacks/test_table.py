"""The table of attacks names tests that there are, the same in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLES = ("safety.md", "safety.zh-CN.md")


def _named(table: str) -> list[tuple[str, str]]:
    """Return file and name of each test of a table, a line each."""
    text = (ROOT / "docs" / table).read_text("utf-8")
    return re.findall(r"^\| [^|]+ \| `(tests/[\w/]+\.py)::(\w+)` \| [^|]+ \|$", text, re.MULTILINE)


def test_every_attack_in_the_table_has_its_test() -> None:
    named = _named(TABLES[0])
    assert len(named) > 30
    known = {file: {one.name for one in ast.walk(ast.parse((ROOT / file).read_text("utf-8")))
                    if isinstance(one, ast.FunctionDef)} for file in {file for file, _name in named}}
    assert [f"{file}::{name}" for file, name in named if name not in known[file]] == []


def test_both_languages_name_the_same_attacks_and_nothing_in_the_table_is_passed_over() -> None:
    english, chinese = (_named(table) for table in TABLES)
    assert english == chinese
    for table in TABLES:
        lines = [line for line in (ROOT / "docs" / table).read_text("utf-8").splitlines() if line.startswith("|")]
        assert len(lines) == len(english) + 2  # the heading and the line below it


def test_both_readmes_lead_to_both_tables() -> None:
    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text("utf-8")
        assert [table for table in TABLES if f"(docs/{table})" not in text] == []
