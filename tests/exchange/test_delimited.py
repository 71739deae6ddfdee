"""Text with separators: encodings, separators, quotes."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_desk.exchange import delimited, reading

TEXT = "姓名,民族\n阿依古丽·买买提,维吾尔族\n𠮷安,汉\n"
ROWS = [["姓名", "民族"], ["阿依古丽·买买提", "维吾尔族"], ["𠮷安", "汉"]]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        ("name,mobile\n甲,1\n".encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str) -> None:
    book = reading.read_bytes(data, "a.csv")
    assert (book.kind, book.encoding) == ("csv", encoding)
    assert book.sheets[0].rows[0][0] in {"姓名", "name"}
    if encoding != "utf-16-le":
        assert book.sheets[0].rows == ROWS


def test_a_few_broken_bytes_do_not_make_utf8_gibberish() -> None:
    broken = (TEXT * 20).encode()[:-5] + b"\xe5\n"
    book = reading.read_bytes(broken, "a.csv")
    assert book.encoding == "utf-8"
    assert book.sheets[0].rows[:3] == ROWS
    assert [n.code for n in book.notes] == ["bad_bytes"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    text = TEXT.replace(",", separator)
    assert delimited.read(text.encode()).sheets[0].rows == ROWS


def test_a_separator_inside_quotes_is_none() -> None:
    text = '姓名;住址\n甲;"一,二,三,四"\n乙;"五,六,七"\n'
    assert delimited.read(text.encode()).sheets[0].rows == [["姓名", "住址"], ["甲", "一,二,三,四"], ["乙", "五,六,七"]]


def test_a_declared_separator_is_obeyed_and_is_no_row() -> None:
    assert delimited.read(b"sep=|\na|b,c\n").sheets[0].rows == [["a", "b,c"]]


def test_rows_are_numbered_as_in_excel() -> None:
    rows = delimited.read(b'a,b\n"x\ny",1\n\nz,2\n').sheets[0].rows
    assert rows == [["a", "b"], ["x\ny", "1"], ["", ""], ["z", "2"]]


def test_text_wrapped_in_a_formula_is_that_text() -> None:
    assert delimited.read(b'n,m\n="460100199003070015",=A1\n').sheets[0].rows[1] == [
        "460100199003070015",
        "=A1",
    ]


def test_a_quotation_mark_that_never_closes_swallows_no_rows() -> None:
    lines = ["姓名,备注", '甲,"未完', *[f"人{i},x" for i in range(40)]]
    book = delimited.read("\n".join(lines).encode())
    assert len(book.sheets[0].rows) == 42
    assert [n.code for n in book.notes] == ["stray_quotes"]


CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters='"'), max_size=8)


@given(
    st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6), st.sampled_from(["utf-8-sig", "gb18030"])
)
def test_what_a_spreadsheet_writes_is_what_is_read(rows: list[list[str]], encoding: str) -> None:
    import csv
    import io

    width = max(map(len, rows))
    rows = [["姓名", *["列"] * (width - 1)], *[row + [""] * (width - len(row)) for row in rows]]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    try:
        data = out.getvalue().encode(encoding)
    except UnicodeEncodeError:
        return
    if encoding == "gb18030":
        data = ("姓名校验" * 3 + ",\n").encode(encoding) + data
        rows = [["姓名校验" * 3, *[""] * (width - 1)], *rows]
    expected = [[_unwrapped(c) for c in row] for row in rows]
    while expected and not any(expected[-1]):
        expected.pop()
    got = delimited.read(data)
    if got.encoding == encoding and delimited._separator(data.decode(encoding))[0] == ",":
        assert [row[:width] for row in got.sheets[0].rows] == expected


def _unwrapped(cell: str) -> str:
    return delimited._plain(cell) if cell[:1] == "=" else cell
