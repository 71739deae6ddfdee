"""What the levels above have said reaches an office without a network, in the answer on its stick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.desk import carrier as here
from sync.desk import levels, status
from sync.protocol import limits
from sync.server import backups
from sync.server import carrier as there
from tests.sync.relay.test_three_levels import city_objects, known

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from sync.desk.carrier import Answered
    from tests.sync.relay.levels import Level
    from tests.sync.roads import Pair

__all__ = ["city_objects"]


def report(pair: Pair, file: Path) -> Path:
    """Write a report onto a stick."""
    with pair.at_this_computer():
        here.write(pair.db, file)
    return file


def answer(pair: Pair, file: Path) -> Path:
    """Hand a report in; returns the answer."""
    made = file.with_suffix(".answer")
    there.answer(pair.superior, there.read(pair.superior, file), made)
    return made


def read(pair: Pair, file: Path) -> Answered:
    """Read an answer."""
    with pair.at_this_computer():
        return here.read(pair.db, file)


def carry(pair: Pair, file: Path) -> Answered:
    """Go there and back."""
    return read(pair, answer(pair, report(pair, file)))


def test_the_answer_on_a_stick_tells_what_the_city_holds_and_what_it_returned(
        pair: Pair, level: Level, tmp_path: Path, city_objects: Callable[[Level], None]) -> None:
    good, bad = pair.add(1, 2)
    pair.edit(bad, name="王一")
    assert (carry(pair, tmp_path / "1").levels, known(pair, good).levels) == (0, ())
    city_objects(level)
    assert carry(pair, tmp_path / "2").levels == 1
    assert [one.name for one in known(pair, good).levels] == ["海口市总工会"]
    back = known(pair, bad)
    assert (back.state, back.returned_by) == (status.RETURNED, "海口市总工会")
    assert carry(pair, tmp_path / "3").levels == 0  # what was read is not written again
    assert pair.sync().levels == 0  # nor told over the network
    with pair.db.read() as s:
        assert [one.name for one in levels.figures(s)] == ["海口市总工会"]


def test_answers_that_are_late_lost_or_torn_lose_nothing_of_it(
        small: tuple[Pair, Level], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RECEIPTS_AT_ONCE", 1)
    monkeypatch.setattr(limits, "SEAL_RECORDS", 4)
    pair, level = small
    first, *_rest, last = pair.add(*range(1, 8))
    carry(pair, tmp_path / "1")
    level.relay()
    lost = answer(pair, report(pair, tmp_path / "2"))
    pair.edit(first, name="王新")
    carry(pair, tmp_path / "3")
    assert [len(known(pair, record).levels) for record in (first, last)] == [0, 1]
    level.relay()
    newest = carry(pair, tmp_path / "4")
    assert newest.levels == 1
    late = read(pair, lost)
    assert (late.late, late.levels) == (True, 0)
    assert [len(known(pair, record).levels) for record in (first, last)] == [1, 1]


def test_an_answer_cut_anywhere_brings_the_whole_parts_before_and_the_next_one_the_rest(
        small: tuple[Pair, Level], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RECEIPTS_AT_ONCE", 1)
    monkeypatch.setattr(limits, "SEAL_RECORDS", 4)
    pair, level = small
    records = pair.add(*range(1, 8))
    carry(pair, tmp_path / "1")
    level.relay()
    whole = answer(pair, report(pair, tmp_path / "2"))
    torn = tmp_path / "torn"
    size, found = whole.stat().st_size, 0
    for part in (3, 5, 7, 9, 10):
        torn.write_bytes(whole.read_bytes()[:size * part // 10])
        told = read(pair, torn)
        found += told.levels
        assert told.whole is (part == 10)
    assert (found, [len(known(pair, record).levels) for record in records]) == (4, [1] * 7)


def test_a_restored_superior_counts_anew_and_a_stick_reads_everything_once_more(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    pair.add(1)
    carry(pair, tmp_path / "1")
    level.relay()
    assert carry(pair, tmp_path / "2").levels == 1
    backups.backup(level.superior, tmp_path / "backup")
    level.superior.close()
    level.superior = pair.superior = backups.restore(tmp_path / "backup", str(tmp_path / "again.db"))
    assert carry(pair, tmp_path / "3").levels == 1
    assert carry(pair, tmp_path / "4").levels == 0
    level.superior.close()
