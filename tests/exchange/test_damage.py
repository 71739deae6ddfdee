"""Damaged and hostile files end in a sentence, never in anything worse."""

from __future__ import annotations

import random
import re
import zipfile
from contextlib import suppress

import pytest

from tests.exchange import files
from union_desk.exchange import faults, reading
from union_desk.paths import resource

NAMES = ("roster.xls", "roster.xlsx", "roster.ods", "roster-html.xls", "roster-tsv.xls", "roster-gb18030.csv")


def sample(name: str) -> bytes:
    return resource("samples", name).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_broken_bytes_end_in_a_sentence(name: str) -> None:
    chance, whole = random.Random(name), sample(name)
    for _round in range(60):
        data = bytearray(whole)
        if chance.random() < 0.3:
            data = data[: chance.randrange(len(data))]
        else:
            for _byte in range(chance.choice((1, 3, 20, 200))):
                data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(faults.UnusableFileError):
            reading.read_bytes(bytes(data), name)


def spoilt(chance: random.Random, body: bytes) -> bytes:
    """Return XML with a few characters, pieces or numbers changed."""
    data = bytearray(body)
    for _change in range(chance.choice((1, 2, 8))):
        place = chance.randrange(len(data))
        what = chance.random()
        if what < 0.4:
            data[place] = chance.choice(b'0123456789<>"/ abzAZ=')
        elif what < 0.7:
            data[place:place] = data[chance.randrange(len(data)) :][: chance.randrange(1, 60)]
        elif numbers := list(re.finditer(rb"\d+", bytes(data))):
            number = chance.choice(numbers)
            data[number.start() : number.end()] = chance.choice((b"0", b"-1", b"99999999999", b"4294967296", b"1e309"))
    return bytes(data)


@pytest.mark.parametrize("name", ["roster.xlsx", "roster.ods"])
def test_spoilt_xml_ends_in_a_sentence(name: str) -> None:
    import io

    chance, whole = random.Random(name), sample(name)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = [n for n in archive.namelist() if n.endswith((".xml", ".rels")) and "theme" not in n]
    for _round in range(60):
        data = files.altered(whole, chance.choice(parts), lambda body: spoilt(chance, body))
        with suppress(faults.UnusableFileError):
            reading.read_bytes(data, name)


@pytest.mark.parametrize("reference", [b"H99999999999", b"A1048577000", b"ZZZZ5"])
def test_a_cell_that_names_another_place_costs_no_memory(reference: bytes) -> None:
    data = files.altered(
        files.xlsx([["姓名", "证件号码"]]), files.SHEET, lambda b: b.replace(b'r="B1"', b'r="' + reference + b'"')
    )
    with suppress(faults.UnusableFileError):
        assert reading.read_bytes(data, "a.xlsx").sheets[0].width < 1000
