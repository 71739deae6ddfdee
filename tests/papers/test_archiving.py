"""PDFs for the archive: metadata, colours, a list of contents, whose name cannot be drawn, private characters."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from tests.papers import archive_rules, reading
from tests.papers.rows import details_of, rows_of
from tests.papers.samples import DETAILS, ORDINARY, RARE_NAME, UNION, UNKNOWN_NAME
from union_desk import papers
from union_desk.exchange import names
from union_desk.papers import fonts
from union_desk.schema import private_use


def printed(form: str, rows: list[dict[str, Any]]) -> tuple[bytes, papers.Printed]:
    """Print rows on a form; returns the PDF and what is told of it."""
    out = io.BytesIO()
    done = papers.print_form(form, rows, UNION, out, "刘洋", details=DETAILS)
    return out.getvalue(), done


def row(number: int, name: str) -> dict[str, Any]:
    """Return an ordinary member with another name."""
    return {**ORDINARY, "id": f"m{number}", "name": name}


def test_metadata_output_intent_and_file_id_are_there() -> None:
    data, _done = printed("card-application", [row(1, "王<小>明&")])
    assert b"/OutputIntents" in data
    assert b"/GTS_PDFA1" in data
    assert re.search(rb"/ID\s*\[\s*<[0-9a-f]{32}>", data)
    xmp = data[data.index(b"<?xpacket begin") : data.index(b"<?xpacket end")].decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "办卡申请表" in xmp
    assert b"/Encrypt" not in data


@pytest.mark.parametrize("form", papers.ALL)
def test_no_form_breaks_a_clause_of_the_archive_standard(form: str) -> None:
    assert archive_rules.broken(reading.printed(form, rows_of(form), details_of(form))) == []


def test_rare_characters_photographs_break_none_either() -> None:
    photo = io.BytesIO()
    Image.new("CMYK", (60, 80), (0, 80, 20, 0)).save(photo, "JPEG")
    details = replace(DETAILS, photos={"m1": photo.getvalue()})
    data = reading.printed("registration-form", [row(1, RARE_NAME), row(2, UNKNOWN_NAME)], details)
    assert b"/Subtype /Image" in data
    assert archive_rules.broken(data) == []


def test_what_breaks_a_clause_is_found() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFillColorCMYK(0, 1, 0, 0)
    canvas.drawString(50, 50, "not embedded")
    canvas.save()
    found = "\n".join(archive_rules.broken(out.getvalue()))
    assert [clause for clause in ("6.2.3", "6.2.4.3", "6.2.11.4", "6.6.2.1") if clause not in found] == []
    good, _done = printed("card-application", [row(1, "王小明")])
    for before, after, clause in ((b"<pdfaid:conformance>B", b"<pdfaid:conformance>A", "6.6.4"),
                                  (b"/GTS_PDFA1", b"/GTS_PDFX1", "6.2.3"), (b"/Producer (", b"/Producer (x", "6.6.3")):
        assert clause in "\n".join(archive_rules.broken(good.replace(before, after)))


def test_every_font_is_embedded() -> None:
    data, _done = printed("card-application", [row(1, "张\U00020bb7")])
    fonts_named = len(re.findall(rb"/Type /Font\b(?!D)", data))
    assert fonts_named == len(re.findall(rb"/FontFile2 ", data)) > 1


def test_pages_of_one_record_are_in_the_list_of_contents() -> None:
    data, _done = printed("card-application", [row(n, name) for n, name in enumerate(("王小明", "陈海", "李云"))])
    document = pypdfium2.PdfDocument(data)
    contents = [(entry.get_title(), entry.get_dest().get_index()) for entry in document.get_toc()]
    document.close()
    assert contents == [("王小明", 0), ("陈海", 1), ("李云", 2)]


def test_whose_name_cannot_be_drawn_is_told() -> None:
    _data, done = printed("card-application", [row(1, "王\U000f0001"), row(2, "陈海")])
    assert done.missing == ("\U000f0001",)
    assert done.whose == ("王\U000f0001",)


@pytest.mark.parametrize(("private", "known"), [
    ("\ue863", "\u4dae"), ("\ue815", "\u2e81"), ("\ue816", "\U00020087"), ("\ue843", "\u9fb9"), ("\ue864", "\u9fbb"),
    ("\ue7c7", "\u1e3f"), ("\ue78e", "\ufe12"), ("\ue7f3", "\u2ffb"), ("\ue001", "\ue001")])
def test_private_characters_stand_as_what_they_mean(private: str, known: str) -> None:
    assert private_use.repaired(f"王{private}") == f"王{known}"
    assert fonts.clean(f"王{private}") == f"王{known}"
    assert fonts.missing_glyphs([private]) == ([private] if private == known else [])


def test_the_importer_mends_private_characters_in_names() -> None:
    name, remarks = names.tidy("王\ue843")
    assert name == "王\u9fb9"
    assert [one.code for one in remarks] == ["name_private_mended"]
    assert [one.code for one in names.tidy("王\ue001")[1]] == ["name_private_character"]


def test_all_that_can_be_known_is_known() -> None:
    assert set(range(0xE815, 0xE865)) <= set(private_use.KNOWN)
    assert len(set(private_use.KNOWN.values())) == len(private_use.KNOWN)
    assert not any(0xE000 <= point <= 0xF8FF for point in private_use.KNOWN.values())
