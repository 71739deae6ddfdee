"""The arithmetic and the table of the benchmarks."""

from __future__ import annotations

import pytest

from tests.benchmarks import figures
from tests.benchmarks.__main__ import benchmarks, main


def test_ratio_and_target_decide_whether_a_figure_is_reached() -> None:
    assert figures.Figure("import", 10, floor=2.5, ratio_at_most=5).reached is True
    assert figures.Figure("import", 15, floor=2.5, ratio_at_most=5).reached is False
    assert figures.Figure("push", 14_999, "records/s", at_least=15_000).reached is False
    assert figures.Figure("peak", 700, "MiB", at_most=700).reached is True
    assert figures.Figure("rows", 700, "").reached is None


def test_the_percentile_is_the_nearest_rank() -> None:
    values = list(range(100, 0, -1))
    assert figures.percentile(values, 95) == 95
    assert figures.percentile(values, 50) == 50
    assert figures.percentile([7.0], 95) == 7.0


def test_the_table_is_aligned_whatever_the_width_of_its_characters() -> None:
    board = figures.Board("Title")
    board.add("导入 import", 1.5, floor=0.5, ratio_at_most=5)
    board.add("export", 1234.4, "rows/s", at_least=1000)
    _blank, title, *lines = board.text().split("\n")
    assert title == "Title"
    assert [line.split("  ")[0] for line in lines] == ["what", "导入 import", "export"]
    assert lines[1].endswith("≤ 5 ×  reached")
    assert {sum(2 if char in "导入" else 1 for char in line.removesuffix("reached").rstrip()) for line in lines} == {
        len(lines[0])
    }


def _allocate(mebibytes: int) -> int:
    return len(bytearray(mebibytes * 1024 * 1024))


def test_a_child_process_reports_its_own_memory_and_time() -> None:
    small, big = figures.in_child(_allocate, 1), figures.in_child(_allocate, 200)
    assert big.result == 200 * 1024 * 1024
    assert 150 < big.peak_mib - small.peak_mib < 250
    assert big.seconds > 0


def test_a_fault_in_the_child_is_raised_here() -> None:
    with pytest.raises(TypeError):
        figures.in_child(_allocate, "many")  # type: ignore[arg-type]  # the fault under test


def test_every_benchmark_has_a_name_of_its_own_and_a_size() -> None:
    assert all(bench.rows > 0 and bench.about for bench in benchmarks().values())


def test_an_unknown_benchmark_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
