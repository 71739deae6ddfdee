"""The tables of faults and invariants cannot rot: each line is there, and each test that it names is there and runs."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.simulation import mutants

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "sync-faults.md").read_text(encoding="utf-8")
SHORT = ("tests/sync", "tests/sync/relay")  # folders whose files are named without them
FAULTS, INVARIANTS = range(1, 65), range(1, 23)
WORDS = re.compile(r"`([^`]+)`")
TEST = re.compile(r"(?P<file>[\w/]*test_\w+\.py)?(?:…?::(?P<function>test_\w+))?")
COMMAND = re.compile(r"python3? -m (tests[\w.]+)")
LEFT_OUT = {"skip", "xfail"}
BROKEN = {name for table, names in vars(mutants).items() if table.endswith("MUTANTS") for name in names} - {"none"}


@dataclass(frozen=True)
class Line:
    """A line of a table: its first cell, and those cells that name tests."""

    name: str
    told: str


def lines(first: str, cells: slice) -> list[Line]:
    """Return the lines of the table whose head begins so."""
    found: list[Line] = []
    inside = False
    for line in DOCUMENT.splitlines():
        inside = line.startswith(first) or (inside and line.startswith("|"))
        if inside and not line.startswith((first, "|---")):
            told = [cell.strip() for cell in line.strip("|").split(" | ")]
            found.append(Line(told[0].strip("| "), " | ".join(told[cells])))
    return found


def fault_lines() -> list[Line]:
    """Return the lines of the road's faults, those between levels too."""
    return lines("| # | fault |", slice(3, None)) + lines("| fault | what comes of it | test |", slice(2, None))


def invariant_lines() -> list[Line]:
    return lines("| # | what holds |", slice(2, None))


def numbers(told: str) -> Iterator[int]:
    """Yield the numbers that a cell names: '1-3' and '36, 37'."""
    for first, last in re.findall(r"(\d+)(?:–(\d+))?", told):
        yield from range(int(first), int(last or first) + 1)


@cache
def file_of(name: str) -> Path:
    """Return the file that a line means; it is named from the root, or shortly where it stands in SHORT."""
    found = [place for place in (ROOT / name, *(ROOT / folder / name for folder in SHORT)) if place.is_file()]
    assert found, f"there is no file {name}"
    return found[0]


@cache
def functions_in(file: Path) -> dict[str, list[str]]:
    """Return the tests of a file with the source of their marks, those of the whole file too."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    whole = [ast.unparse(node.value) for node in tree.body if isinstance(node, ast.Assign)
             and any(isinstance(to, ast.Name) and to.id == "pytestmark" for to in node.targets)]
    return {node.name: [*whole, *map(ast.unparse, node.decorator_list)]
            for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def named(line: Line) -> Iterator[tuple[Path, str]]:
    """Yield the tests that a line names: the file and the function, '' where the whole file is meant."""
    file: Path | None = None
    for word in WORDS.findall(line.told):
        found = TEST.fullmatch(word)
        if found is None or not (found["file"] or found["function"]):
            continue
        if found["file"]:
            file = file_of(found["file"])
        assert file is not None, f"{line.name}: {word} follows no file"
        yield file, found["function"] or ""


def faults_of(line: Line) -> Iterator[str]:
    """Yield what is wrong with a line."""
    for file, function in named(line):
        there = functions_in(file)
        if not there or (function and function not in there):
            yield f"{line.name}: no test {function} in {file.name}"
        for mark in there.get(function, []):
            if any(f"mark.{left}" in mark for left in LEFT_OUT) and "reason=" not in mark:
                yield f"{line.name}: {function} is left out without a reason"
    for module in COMMAND.findall(line.told):
        place = ROOT.joinpath(*module.split("."))
        if not (place.with_suffix(".py").is_file() or (place / "__main__.py").is_file()):
            yield f"{line.name}: there is no command {module}"


def test_every_fault_and_every_invariant_has_its_line() -> None:
    assert {number for line in fault_lines() for number in numbers(line.name)} == set(FAULTS)
    assert [line.name for line in invariant_lines()] == [f"I{number}" for number in INVARIANTS]


def test_every_test_that_a_line_names_is_there_and_runs() -> None:
    assert [fault for line in fault_lines() + invariant_lines() for fault in faults_of(line)] == []


def test_every_line_names_a_test_and_none_says_not_yet() -> None:
    bare = [line.name for line in fault_lines() if not list(named(line)) and "simulated" not in line.told]
    assert bare == []
    assert [line.name for line in invariant_lines() if not list(named(line))] == []
    assert [line.name for line in fault_lines() + invariant_lines() if "not yet" in line.told] == []


def test_every_mutant_that_the_document_names_is_one() -> None:
    told = {name for line in invariant_lines() for list_ in re.findall(r"mutants? ((?:`\w+`(?:, )?)+)", line.told)
            for name in WORDS.findall(list_)}
    assert told
    assert told <= BROKEN
    removed = {name for line in lines("| removed", slice(0)) for name in WORDS.findall(line.name)}
    assert removed == BROKEN - {"torn", "uncompared"}  # told in words: each alone is harmless


@pytest.mark.parametrize("told", [
    "`test_tables.py::test_that_was_renamed`", "`test_tables.py`, `::test_gone`", "`python3 -m tests.sync.nowhere`"])
def test_a_test_that_was_renamed_is_found(told: str) -> None:
    assert len(list(faults_of(Line("99", told)))) == 1


def test_a_file_that_was_renamed_is_found() -> None:
    with pytest.raises(AssertionError, match=r"there is no file test_gone\.py"):
        list(faults_of(Line("99", "`test_gone.py::test_x`")))
