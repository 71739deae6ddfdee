"""Whatever is told as done is forced to the disk: the door for it, and that nobody goes around it."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest

from union_desk import durable

_LOOKS_SO = re.compile(r"""\.replace\((?:[^,"'()]|\([^()]*\))+\)|os\.re|shutil\.move""")
ROOT = Path(__file__).resolve().parents[2]
# Moves that need no forcing of their own, each with its reason
ALLOWED = {
    "union_desk/durable.py": "is the door",
    "union_desk/safety/swapping.py": "moves what was forced, and forces the folders between the steps",
    "union_desk/safety/stamping.py": "marks a file that has no name yet",
    "union_desk/safety/passwords.py": "locks a file that has no name yet",
    "union_desk/safety/updating.py": "a link and a folder that were forced, and their folders are",
    "union_desk/words.py": "the compiled words are made anew where they are missing",
}


@pytest.fixture
def forced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the names of what is forced, in order."""
    seen: list[str] = []

    def note(number: int) -> None:
        seen.append(Path(f"/proc/self/fd/{number}").readlink().name)

    monkeypatch.setattr(os, "fsync", note)
    return seen


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="tells handles by /proc")


@needs_proc
def test_a_file_is_forced_before_it_gets_its_name_and_its_folder_after(tmp_path: Path, forced: list[str]) -> None:
    durable.write(tmp_path / "a", b"x", mine=True)
    assert forced == ["a.new", tmp_path.name]
    assert ((tmp_path / "a").read_bytes(), [each.name for each in tmp_path.iterdir()]) == (b"x", ["a"])
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0


@needs_proc
def test_each_folder_above_a_new_one_is_forced(tmp_path: Path, forced: list[str]) -> None:
    durable.make_folder(tmp_path / "a" / "b")
    assert set(forced) == {"a", tmp_path.name}
    forced.clear()
    durable.make_folder(tmp_path / "a" / "b")
    assert forced == []


@needs_proc
def test_a_tree_is_forced_from_the_leaves_up(tmp_path: Path, forced: list[str]) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "f").touch()
    (tmp_path / "g").touch()
    (tmp_path / "link").symlink_to("nowhere")
    durable.force_tree(tmp_path)
    assert forced == ["f", "d", "g", tmp_path.name]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    durable.write(tmp_path / "a", b"old")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        durable.write(tmp_path / "a", b"new")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"a": b"old"}


def test_a_folder_that_cannot_be_forced_stops_nobody_and_a_failing_disk_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, raises in ((22, False), (5, True)):
        def refuse(_number: int, code: int = number) -> None:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, "fsync", refuse)
        if raises:
            with pytest.raises(OSError, match="Input"):
                durable.force_folder(tmp_path)
        else:
            durable.force_folder(tmp_path)


def test_nobody_gives_a_file_its_name_past_the_door() -> None:
    files = {path: path.read_text("utf-8") for room in ("union_desk", "sync", "ui")
             for path in (ROOT / room).rglob("*.py")}
    found = {path.relative_to(ROOT).as_posix() for path, text in files.items()
             if _LOOKS_SO.search(text) and any(_moves(node) for node in ast.walk(ast.parse(text)))}
    assert found <= set(ALLOWED), sorted(found - set(ALLOWED))
    assert "union_desk/safety/swapping.py" in found  # the search finds what it looks for


def _moves(node: ast.AST) -> bool:
    """Tell whether this is `path.replace(target)`, which only has one argument, or a move of the system's."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    one = len(node.args) == 1 and not node.keywords
    return (node.func.attr == "replace" and one) or ast.unparse(node.func) in {"os.replace", "os.rename", "shutil.move"}
