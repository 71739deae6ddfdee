"""The rules of the house that no other tool holds: sizes, names, reasons, addresses, words and the lock."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from importlinter import cli as import_rules
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import catalogues
from tests.test_words import plurals_of_one

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("union_desk", "sync", "ui")
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
MOST_FUNCTIONS = 15
SHARE_OF_SHORT_FUNCTIONS = 0.75
MOST_SHOWN = 20
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}
TEXT = {".py", ".toml", ".md", ".lock", ".po", ".csv", ".yaml", ".spec", ".json", ".html", ".css", ".txt", ".svg", ""}
NOT_OURS = {".git", "demo-output", "build", "dist", "uv.lock"}  # .git is a file in a linked work tree
# Written in two halves so that this file passes its own test.
FOREIGN = {
    "a path of one machine": re.compile("(?<![\\w.~-])/(?:" + "work|ro" + "ot|tm" + "p)/"),
    "an address of a package index": re.compile("files.python" + "hosted|py" + "pi.org/simple|index" + "-url"),
}


def python_files(*tops: str) -> list[Path]:
    """Return the Python files below the folders."""
    return [file for top in tops for file in sorted((ROOT / top).rglob("*.py"))]


@cache
def tree(file: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"))


def where(file: Path, line: int | None = None) -> str:
    """Return a short name for messages."""
    name = file.relative_to(ROOT).as_posix()
    return f"{name}:{line}" if line else name


def text_files() -> Iterator[Path]:
    """Yield every text file that belongs to the project."""
    for folder, inside, files in os.walk(ROOT):
        inside[:] = sorted(name for name in inside if name == ".ci" or not (name.startswith(".") or name in NOT_OURS))
        if Path(folder).name == "samples":  # rosters as they come: some are no UTF-8, on purpose
            continue
        yield from (Path(folder, name) for name in sorted(files) if Path(name).suffix in TEXT and name not in NOT_OURS)


def functions(*tops: str) -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Yield every function with its file and its length in lines, without decorators and docstring."""
    for file in python_files(*tops):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                yield file, node, (node.end_lineno or 0) - first.lineno + 1


def none(found: Sequence[object]) -> None:
    """Fail with the first of what was found; CI would print thousands of lines of a plain comparison."""
    lines = [str(each) for each in found[:MOST_SHOWN]]
    assert not found, "\n".join([f"{len(found)} found:", *lines, *(["…"] if len(found) > MOST_SHOWN else [])])


def test_imports_go_one_way(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_rules, "_configure_logging", lambda _verbose: None)  # it would silence all other loggers
    code = import_rules.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_the_core_opens_no_address() -> None:
    found = [
        where(file, node.lineno)
        for file in python_files("union_desk")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Import | ast.ImportFrom) and _imported(node) & {"urllib.request", "http.client"}
    ]
    none(found)


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.Import):
        return {name.name for name in node.names}
    return {node.module or "", *(f"{node.module}.{name.name}" for name in node.names)}


def test_files_stay_small() -> None:
    found = (*python_files(*SOURCES, "tests"), ROOT / "run.py")
    files = [file for file in found if file.parent.name != "versions"]  # a migration spells a whole schema out
    sizes = {where(file): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    none([f"{name}: {size} lines" for name, size in sizes.items() if size > LONGEST_FILE])


def test_functions_stay_small() -> None:
    lengths = [
        (where(file, node.lineno), length)
        for file, node, length in functions(*SOURCES)
        if file.parent.name != "versions"  # a migration spells a whole schema out
    ]
    none([f"{place}: {length} lines" for place, length in lengths if length > LONGEST_FUNCTION])
    short = sum(length < MOST_FUNCTIONS for _place, length in lengths)
    assert short >= SHARE_OF_SHORT_FUNCTIONS * len(lengths)


def test_modules_have_names_that_say_something() -> None:
    none([where(file) for file in python_files(*SOURCES, "tests") if VAGUE & set(file.stem.split("_"))])


def test_every_exception_from_a_rule_gives_its_reason() -> None:
    bare = re.compile(r"#\s*noqa(?!: [A-Z]+[0-9]+(?:, ?[A-Z]+[0-9]+)*\s+\S)|#\s*type: ignore(?!\[[a-z, -]+\]\s+#\s*\S)")
    found = [
        f"{where(file, number)}: {line.strip()}"
        for file in [*python_files(*SOURCES, "tests"), ROOT / "run.py"]
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if file != Path(__file__).resolve() and bare.search(line)
    ]
    none(found)


def test_every_test_left_out_gives_its_reason() -> None:
    bare = re.compile(r"(?:mark\.(?:skip|xfail)|pytest\.skip|importorskip)(?:\(\s*\)|\s*$)")
    found = [
        where(file, number)
        for file in python_files("tests")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    none(found)


def test_the_window_never_nests_event_loops() -> None:
    found = [
        where(file, node.lineno)
        for file in python_files("ui")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _nests(node.func)
    ]
    none(found)


def _nests(called: ast.Attribute) -> bool:
    on_application = "app" in ast.unparse(called.value).lower()
    return called.attr == "processEvents" or (called.attr in {"exec", "exec_"} and not on_application)


@pytest.mark.parametrize("what", FOREIGN)
def test_nothing_names_the_machine_it_was_made_on(what: str) -> None:
    found = [
        f"{where(file, number)}: {line.strip()[:80]}"
        for file in text_files()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if FOREIGN[what].search(line)
    ]
    none(found)


def test_every_message_has_a_chinese_translation() -> None:
    none([f"{message.place}: {message.key}" for message in catalogues.missing()])


def test_every_sentence_with_a_number_says_what_it_is_of_one() -> None:
    none(plurals_of_one())  # resources/locale/en/one.po


def test_no_catalogue_entry_is_fuzzy_unused_or_contradictory() -> None:
    none([f"{room}: {message.id}" for room, message in catalogues.entries() if message.fuzzy])
    none(catalogues.unused())
    none(catalogues.contradictions())


def test_translations_keep_the_parameters() -> None:
    none(catalogues.wrong_parameters())


def test_the_lock_pins_every_package_with_its_hashes() -> None:
    blocks = [block for block in re.split(r"\n(?=[a-zA-Z0-9])", _lock()) if not block.startswith("#")]
    assert blocks
    pinned = re.compile(r"[\w.\[\],-]+==\S+.*\\\n    --hash=sha256:[0-9a-f]{64}")
    assert [block for block in blocks if not pinned.match(block)] == []


def test_the_lock_satisfies_what_the_project_asks_for() -> None:
    lines = re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;]+)", _lock(), re.MULTILINE)
    pinned = {canonicalize_name(name): version for name, version in lines}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = list(project["project"]["dependencies"]) + project["build-system"]["requires"]
    for group in [*project["project"]["optional-dependencies"].values(), *project["dependency-groups"].values()]:
        asked += group
    for requirement in map(Requirement, asked):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in requirements.lock: run `python3 run.py lock`"
        assert requirement.specifier.contains(version), f"{requirement} but the lock has {version}"


def _lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")
