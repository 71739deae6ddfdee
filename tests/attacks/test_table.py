"""The table of attacks names tests that there are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_attack_in_the_table_has_its_test() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "safety.md").read_text("utf-8"))
    assert len(named) > 30
    known = {file: {one.name for one in ast.walk(ast.parse((ROOT / file).read_text("utf-8")))
                    if isinstance(one, ast.FunctionDef)} for file in {file for file, _name in named}}
    assert [f"{file}::{name}" for file, name in named if name not in known[file]] == []
