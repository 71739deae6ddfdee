"""Fill an official form with many records, beside reading and writing the XML of the filled workbook unchanged."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from tests.benchmarks.bench_print import members
from tests.benchmarks.figures import Board, in_child, timed
from tests.exchange import forms
from union_desk import registers
from union_desk.exchange.filling.blank import Blank
from union_desk.exchange.filling.columns import Columns
from union_desk.exchange.filling.sources import Sources
from union_desk.exchange.filling.table import Table
from union_desk.exchange.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "fill"
DEFAULT_ROWS = 10_000
RATIO = 1.5
_TIMES = 3


def main(rows: int) -> None:
    """Fill so many records into the form and print the board."""
    figures = in_child(compare, rows)
    beyond, prepared, parsed, copied, size = figures.result
    board = Board(f"{rows:,} records into an official form, opened, judged by its rules and written (best of {_TIMES})")
    board.add("rows beyond five prepared ones", beyond, floor=parsed, ratio_at_most=RATIO)
    board.add("all rows prepared", prepared, floor=parsed, ratio_at_most=RATIO)
    board.add("floor: unzip, parse, write, zip", parsed, "s")
    board.add("unzip and zip alone", copied, "s")
    board.add("memory at most", figures.peak_mib, "MiB")
    board.add("file", size / 1e6, "MB")
    board.show()


def compare(count: int) -> tuple[float, float, float, float, int]:
    """Return the seconds of filling with few and with all rows prepared, of both floors, and the bytes of the file."""
    rows = [dict(row) for row in members(count)]
    with tempfile.TemporaryDirectory() as folder:
        few, all_rows, filled = (Path(folder) / name for name in ("few.xlsx", "all.xlsx", "filled.xlsx"))
        few.write_bytes(forms.official())
        all_rows.write_bytes(forms.official(count))
        fill(few, filled, rows)
        data = filled.read_bytes()
        runs = (lambda: fill(few, filled, rows), lambda: fill(all_rows, filled, rows), lambda: unchanged(data),
                lambda: copied(data))
        rounds = [[timed(run)[1] for run in runs] for _ in range(_TIMES)]
    beyond, prepared, parsed, plain = map(min, zip(*rounds, strict=True))
    return beyond, prepared, parsed, plain, len(data)


def fill(form: Path, target: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Open the form, match its columns, judge the values by its rules and write it."""
    register = registers.get("members")
    blank = Blank(form)
    layout = Columns(blank, Vocabulary(register)).propose()
    assert layout is not None
    table = Table(blank, layout, _Plain())
    table.write(table.plan(rows), target, leave_out=True)


def unchanged(data: bytes) -> int:
    """Read every part of XML into a tree, write it again, and zip all parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith((".xml", ".rels")):
                part = ET.tostring(ET.fromstring(part), encoding="utf-8")  # noqa: S314  our own file
            target.writestr(name, part)
    return len(out.getvalue())


def copied(data: bytes) -> int:
    """Unzip and zip every part as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return len(out.getvalue())


class _Plain(Sources):
    """Values of records that are already in memory; no office is asked."""

    def __init__(self) -> None:
        self.register, self.unmasked, self.union, self.today = registers.get("members"), True, {}, "2026-01-01"
