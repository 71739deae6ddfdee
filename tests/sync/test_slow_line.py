"""The short form of the upload over a bad line (the long one: python3 -m tests.sync.slow_line)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sync import slow_line

if TYPE_CHECKING:
    from pathlib import Path


def test_a_first_upload_over_a_line_that_is_cut_again_and_again_is_whole_and_nothing_comes_twice(
        tmp_path: Path) -> None:
    found = slow_line.run(tmp_path, members=500, files=2, file_bytes=60_000, rate=0, between=(15_000, 60_000),
                          database="sqlite", seed=5, most_cuts=6)
    assert found.records >= 1_000
    assert (found.files, found.cuts) == (2, 6)
    assert found.sessions > 2
