"""Putting another state of an office in the place of the one there is: whole or not at all, whenever the power goes.

A note in the folder says what is under way. The old files move into a folder of their own, then the new ones move in;
a start that finds the note finishes the work. What was there is kept, never overwritten.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from union_desk import durable

if TYPE_CHECKING:
    from pathlib import Path

NOTE = "office.swap"
OUT, IN = "out", "in"
KEEPING = "office."  # what belongs to an office's state beside its attachments, which are only added to


def clear(fresh: Path) -> Path:
    """Return the folder for a new state, empty; what a cut attempt left in it goes."""
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    return fresh


def swap(folder: Path, fresh: Path, kept: Path) -> None:
    """Put the files of the folder `fresh` into the office and what they replace into `kept`; both lie in `folder`.

    All of the new state is on the disk before anything of the old one moves.
    """
    durable.force_tree(fresh)
    durable.make_folder(kept)
    _note(folder, OUT, fresh.name, kept.name)
    finish(folder)


def finish(folder: Path) -> bool:
    """Finish what a note says is under way; tells whether there was anything to finish."""
    note = folder / NOTE
    if not note.exists():
        return False
    under_way = json.loads(note.read_text("utf-8"))
    fresh, kept = folder / under_way["fresh"], folder / under_way["kept"]
    if under_way["step"] == OUT:
        for name in files(folder):
            (folder / name).replace(kept / name)
        durable.force_folder(kept)
        _note(folder, IN, fresh.name, kept.name)
    if fresh.exists():
        for name in files(fresh):
            (fresh / name).replace(folder / name)
        durable.force_folder(folder)
        shutil.rmtree(fresh)
    durable.drop(note)
    return True


def files(folder: Path) -> list[str]:
    """Return the names of the files that make up an office's state in a folder; what a cut left unfinished is none."""
    return sorted(each.name for each in folder.iterdir() if each.is_file() and each.name.startswith(KEEPING)
                  and not each.name.startswith(NOTE) and not each.name.endswith(durable.UNFINISHED))


def _note(folder: Path, step: str, fresh: str, kept: str) -> None:
    durable.write(folder / NOTE, json.dumps({"step": step, "fresh": fresh, "kept": kept}).encode())
