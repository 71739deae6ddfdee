"""The invented files are what their names say, and the folders of the last activities hold some."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from tests.offices import ACTOR
from union_desk import attachments, kept_kinds, practice_files, practice_office, records, registers

if TYPE_CHECKING:
    from union_desk.database import Database


def test_pictures_and_papers_are_what_they_claim() -> None:
    made = practice_files.picture(1)
    assert kept_kinds.is_kept("现场照片.png", made)
    assert struct.unpack(">II", made[16:24]) == (96, 64)
    assert made != practice_files.picture(2)
    document = pdfium.PdfDocument(practice_files.paper("Notice - Practice office"))
    assert document[0].get_textpage().get_text_bounded() == "Notice - Practice office"
    document.close()


def test_the_folders_of_the_last_activities_hold_some_of_their_papers(office: Database) -> None:
    practice_office.fill(office, ACTOR, 60, years=1)
    with office.read() as s:
        rows = records.page(s, registers.get("attachments"))
        folders = [row for row in rows if row["owner_register"] == "activities"]
        assert {row["evidence"] for row in folders} == {"02", "05", "06"}
        assert len(folders) <= 12
        assert {row["owner_register"] for row in rows} == {"activities", "meetings"}
    assert attachments.lost(office, rows) == []
    assert all(kept_kinds.is_kept(str(row["file_name"]), attachments.load(office, row)) for row in rows)
