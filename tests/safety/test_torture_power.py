"""The short form of the power cuts (the long one: python3 -m tests.safety.torture_power), and their disk."""

from __future__ import annotations

import os
import random
import sys
from typing import TYPE_CHECKING

import pytest

from tests.safety import recording, worlds
from tests.safety.power import ALL, CONTENTS, FATES, LENGTHS, NAMES, NOTHING, SOME, Disk, Write
from tests.safety.torture_power import Recorded, cuts, run

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database

traced = pytest.mark.skipif(bool(recording.lacking()), reason=f"power cuts: {recording.lacking()}")


@traced
@pytest.mark.parametrize(("job", "count"), [("save", 7), ("attach", 7), ("restore", 6), ("update", 10)])
def test_after_a_power_cut_nothing_that_was_acknowledged_is_lost(
    job: str, count: int, office_template: tuple[Path, Database], tmp_path: Path
) -> None:
    outcome = run(Recorded(job, tmp_path, office_template[0]), count, random.Random(1))
    assert outcome.faults == []
    assert outcome.times == count
    assert sum(outcome.opened.values()) == count


def lying(disk: Disk, place: Path, fate: str, seed: int = 1) -> dict[str, bytes]:
    """Return what lies on a disk after a cut: the content of each file."""
    folder = place / f"{fate}-{seed}"
    disk.lying(folder, fate, random.Random(seed))
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """Give a disk on which `a` lies durable and `b` was written and never forced."""
    before = tmp_path / "before"
    before.mkdir()
    (before / "a").write_bytes(b"old")
    made = Disk(before, tmp_path / "world")
    new = made.make(str(tmp_path / "world" / "b"), "file")
    assert new is not None
    made.write(new, Write(0, b"new"))
    return made


def test_what_was_not_forced_may_be_missing_empty_or_zeros(disk: Disk, tmp_path: Path) -> None:
    assert lying(disk, tmp_path, NOTHING) == {"a": b"old"}
    assert lying(disk, tmp_path, NAMES) == {"a": b"old", "b": b""}
    assert lying(disk, tmp_path, LENGTHS) == {"a": b"old", "b": bytes(3)}
    assert lying(disk, tmp_path, ALL) == {"a": b"old", "b": b"new"}


def test_a_forced_file_has_its_content_and_a_forced_folder_its_names(disk: Disk, tmp_path: Path) -> None:
    world = str(tmp_path / "world")
    file = disk.find(f"{world}/b")
    assert file is not None
    disk.force(file)
    assert lying(disk, tmp_path, NOTHING, 1) == {"a": b"old"}
    disk.move(f"{world}/b", f"{world}/a")
    disk.force(disk.top)
    assert lying(disk, tmp_path, NOTHING, 2) == {"a": b"new"}


def test_a_renamed_file_that_was_not_forced_takes_the_place_of_the_old_one_empty(disk: Disk, tmp_path: Path) -> None:
    world = str(tmp_path / "world")
    disk.move(f"{world}/b", f"{world}/a")
    assert lying(disk, tmp_path, NAMES) == {"a": b""}
    assert lying(disk, tmp_path, CONTENTS) == {"a": b"old"}


def test_of_what_waits_any_part_may_be_there_torn_at_a_sector(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / "a").write_bytes(bytes(9000))
    disk = Disk(tmp_path / "before", tmp_path / "world")
    file = disk.find(str(tmp_path / "world" / "a"))
    assert file is not None
    disk.write(file, Write(100, b"x" * 8000))
    found = {lying(disk, tmp_path, SOME, seed)["a"] for seed in range(12)}
    assert len(found) > 3
    assert any(b"x\0" in one[:8100] for one in found)
    assert all(len(one) <= 9000 and not one.strip(b"x\0") for one in found)


@traced
def test_what_a_process_does_is_followed_to_the_last_byte(tmp_path: Path) -> None:
    world, before = tmp_path / "世界", tmp_path / "before"
    for each in (world, before):
        each.mkdir()
        (each / "a").write_bytes(b"old" * 10)
    script = """if True:
        import os, pathlib, shutil, sys
        w = pathlib.Path(sys.argv[1])
        shutil.copyfile(w / "a", w / "copy")
        with (w / "a").open("ab") as s: s.write(b"end")
        with (w / "copy").open("r+b") as s: s.seek(4); s.write(b"XY"); s.truncate(12)
        (w / "d").mkdir(); (w / "copy").rename(w / "d" / "moved"); (w / "gone").touch(); (w / "gone").unlink()
        (w / "link").symlink_to("d/moved")
        os.write(1, b"ack\\n")
        shutil.copytree(w / "d", w / "e"); shutil.rmtree(w / "e")
    """
    done = recording.recorded([sys.executable, "-c", script, str(world)], tmp_path / "trace", dict(os.environ))
    assert done.returncode == 0, done.stderr
    followed = recording.Followed(Disk(before, world))
    kinds = [followed.take(call) for call in recording.calls(tmp_path / "trace", world)]
    followed.disk.seen(tmp_path / "seen")
    assert worlds.contents(tmp_path / "seen") == worlds.contents(world)
    assert followed.acknowledged == kinds.count(recording.ACKNOWLEDGED) == 1


@traced
def test_each_fate_is_tried_right_after_what_was_acknowledged(
    office_template: tuple[Path, Database], tmp_path: Path
) -> None:
    recorded = Recorded("draft", tmp_path, office_template[0])
    chosen = cuts(recorded, 20)
    told = [number for number, kind, _followed in recorded.follow() if kind == recording.ACKNOWLEDGED]
    assert {(number, fate) for number in told for fate in FATES} <= set(chosen)
    assert len(chosen) == 20
