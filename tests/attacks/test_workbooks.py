"""Workbooks and forms made to hurt: bombs, entities, links out, parts that lie; the importer and the form filler."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.exchange import files, forms
from union_desk.errors import UserError
from union_desk.exchange import reading, sniffing
from union_desk.exchange.faults import UnusableFileError
from union_desk.exchange.filling.blank import Blank

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "what only this computer knows"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
PARTS = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", files.SHEET,
         "xl/sharedStrings.xml", "xl/styles.xml")
MOST_MB = 60


def imported(data: bytes, _folder: Path) -> str:
    """Read as a roster; returns all that was understood."""
    return repr([(sheet.name, sheet.rows) for sheet in reading.read_bytes(data, "a.xlsx").sheets])


def looked_at(data: bytes, folder: Path) -> str:
    """Open as a form to be filled; returns all that was understood."""
    path = folder / "form.xlsx"
    path.write_bytes(data)
    blank = Blank(path)
    if blank.is_document:
        return blank.package.text("word/document.xml")
    for sheet in blank.book.sheets:
        blank.xml(sheet.name)
        blank.rules(sheet.name)
    return repr([(sheet.name, sheet.rows) for sheet in blank.book.sheets]) + repr(vars(blank.styles))


WAYS = pytest.mark.parametrize("way", [imported, looked_at])


def declared(part: bytes, declaration: str, entity: str, encoding: str) -> bytes:
    """Return a part that declares something before its root and uses it in every text."""
    text = re.sub(r"<\?xml[^>]*\?>", "", part.decode())
    text = text.replace("<t>", f"<t>&{entity};").replace('name="', f'name="&{entity};', 1)
    return f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{text}'.encode(encoding)


@WAYS
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_multiply_nothing_and_fetch_nothing(
    way: Callable[[bytes, Path], str], part: str, encoding: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    outside = f'<!DOCTYPE x [<!ENTITY f SYSTEM "{secret.as_uri()}">]>'
    for declaration, entity in ((BILLION, "l9"), (outside, "f")):
        data = files.altered(files.roster(files.person(1)), part,
                             lambda b, d=declaration, e=entity: declared(b, d, e, encoding))  # type: ignore[misc]  # bound
        try:
            told = way(data, tmp_path)
        except UserError:
            continue
        assert SECRET not in told
        assert "haha" not in told


@WAYS
@pytest.mark.parametrize("part", [*PARTS, "mimetype", "META-INF/manifest.xml"])
def test_a_bomb_is_not_unfolded(
    way: Callable[[bytes, Path], str], part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_UNFOLDED", 4 << 20)
    monkeypatch.setattr(sniffing, "_MOST_TOLD", 1 << 16)
    data = _with(files.roster(files.person(1)), part, b" " * (MOST_MB << 20))
    assert len(data) < 200_000
    tracemalloc.start()
    try:
        told = way(data, tmp_path)
    except UnusableFileError:
        told = ""
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(told) < 10_000
    assert peak < (MOST_MB << 20) // 2


def _with(data: bytes, part: str, more: bytes) -> bytes:
    """Return the package with something behind one part, which is added where it is missing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), part]):
            new.writestr(name, (old.read(name) if name in old.namelist() else b"") + (more if name == part else b""))
    return out.getvalue()


@WAYS
def test_a_package_of_countless_parts_is_refused_at_once(way: Callable[[bytes, Path], str], tmp_path: Path) -> None:
    out = io.BytesIO(files.roster(files.person(1)))
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(sniffing.MOST_PARTS):
            archive.writestr(f"x/{number}", b"")
    with pytest.raises(UnusableFileError):
        way(out.getvalue(), tmp_path)


@WAYS
def test_a_part_that_lies_about_its_size_is_damage(way: Callable[[bytes, Path], str], tmp_path: Path) -> None:
    data = _with(files.roster(files.person(1)), files.SHEET, b" " * 100_000)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(files.SHEET).file_size
    lying = data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises(UnusableFileError):
        way(lying, tmp_path)


@WAYS
def test_elements_in_elements_without_end_do_not_crash(way: Callable[[bytes, Path], str], tmp_path: Path) -> None:
    for part in (files.SHEET, "xl/workbook.xml", "[Content_Types].xml"):
        deep = files.altered(files.roster(files.person(1)), part, lambda b: b.replace(
            b"</", b"<a>" * 20_000 + b"</a>" * 20_000 + b"</", 1))
        try:
            way(deep, tmp_path)
        except UnusableFileError:
            continue


@WAYS
def test_names_of_parts_that_lead_elsewhere_write_and_read_nothing_there(
    way: Callable[[bytes, Path], str], tmp_path: Path
) -> None:
    (tmp_path / "inside").mkdir()
    secret = tmp_path / "secret.xml"
    secret.write_text(SECRET)
    for name in ("../secret.xml", str(secret), "xl/worksheets/../../../secret.xml"):
        data = files.altered(files.roster(files.person(1)), "xl/_rels/workbook.xml.rels",
                             lambda b, n=name: b.replace(b"worksheets/sheet1.xml", n.encode()))  # type: ignore[misc]  # bound
        data = _with(data, name, b"<x/>")
        try:
            told = way(data, tmp_path / "inside")
        except UnusableFileError:
            told = ""
        assert SECRET not in told
    assert secret.read_text() == SECRET


def test_a_form_with_links_to_other_workbooks_is_filled_without_opening_them(tmp_path: Path) -> None:
    data = _with(forms.official(), "xl/externalLinks/_rels/externalLink1.xml.rels",
                 b'<Relationships><Relationship Id="rId1" TargetMode="External" Target="file:///etc/passwd"/>'
                 b"</Relationships>")
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    blank = Blank(path)
    assert blank.package.relations("xl/externalLinks/externalLink1.xml") == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_word_form_with_entities_is_refused(encoding: str, tmp_path: Path) -> None:
    data = files.altered(forms.document("<w:p><w:r><w:t>{{name}}</w:t></w:r></w:p>"), "word/document.xml",
                         lambda b: declared(b, BILLION, "l9", encoding))
    with pytest.raises(UserError):
        looked_at(data, tmp_path)
