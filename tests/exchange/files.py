"""Small files for tests: workbooks built cell by cell, and workbooks altered inside as other programs leave them."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.samples import id_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FIXTURES = Path(__file__).parent / "fixtures"
SHEET = "xl/worksheets/sheet1.xml"
HEADING = ("姓名", "性别", "证件号码", "出生日期", "手机")


def person(serial: int = 1, **changes: Any) -> list[Any]:
    """Return a right row below HEADING, with changes by heading."""
    name = (
        "王小明"
        if serial == 1
        else "李" + "一二三四五六七八九十"[serial % 10] + "安宁平康乐文武成功业"[serial // 10 % 10]
    )
    row = dict(zip(HEADING, (name, "男", id_number(serial), "1990-03-07", f"139{serial:08d}"), strict=True))
    return list((row | changes).values())


def xlsx(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = ("花名册", "Sheet2", "Sheet3")) -> bytes:
    """Return an .xlsx file; numbers, texts, dates and truth values as their own kinds of cells, None left out."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in zip(names, sheets, strict=False):
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(number, column, value)
    return saved(book)


def saved(book: Any) -> bytes:
    """Return an openpyxl workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def roster(*rows: Sequence[Any], heading: Sequence[str] = HEADING) -> bytes:
    """Return a workbook with a heading and rows."""
    return xlsx([heading, *rows])


def altered(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a zipped workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            body = old.read(entry.filename)
            new.writestr(entry.filename, change(body) if entry.filename == part else body)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    """Return a zip file; '__' in a name stands for '/', '_DOT_' for '.'."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), body)
    return out.getvalue()


def compound(**streams: bytes) -> bytes:
    """Return a compound file with the named streams (sectors of 512 bytes, no small streams)."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    entries = [_entry("Root Entry", 5, end, 0, child=1 if streams else free)]
    body, fat = b"", [0xFFFFFFFD, end]  # sector 0: the allocation table; sector 1: the directory
    for number, (name, data) in enumerate(streams.items(), 1):
        filled = data.ljust(4096, b"\0")
        start, count = len(fat), -(-len(filled) // sector)
        fat += [start + i + 1 for i in range(count - 1)] + [end]
        body += filled.ljust(count * sector, b"\0")
        right = number + 1 if number < len(streams) else free
        entries.append(_entry(name, 2, start, max(len(data), 4096), right=right))
    directory = b"".join(entries).ljust(sector, b"\0")
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(sector, b"\xff")
    numbers = (62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header = struct.pack("<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", *numbers)
    return header + struct.pack("<109I", 0, *[free] * 108) + table[:sector] + directory[:sector] + body


def _entry(name: str, kind: int, start: int, length: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIII", text, len(text), kind, 1, 0xFFFFFFFF, right, child, b"", 0, 0, 0, start, length, 0
    )
