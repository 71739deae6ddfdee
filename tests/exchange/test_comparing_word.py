"""A filled Word form beside the blank one: each place that was filled is named, anything else is a difference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.exchange import files, forms
from tests.exchange.test_filling_pages import BODY, run
from tests.exchange.test_filling_word import fill, office, office_maker, office_template, people, table
from tests.samples import id_number
from union_desk.exchange.filling import comparing
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from union_desk.database import Database
    from union_desk.exchange.filling.comparing import Comparison

__all__ = ["office", "office_maker", "office_template", "people"]
DOCUMENT = "word/document.xml"


def altered(folder: Path, change: Callable[[str], str]) -> Comparison:
    """Compare the blank form with the filled one after somebody changed it further."""
    path = folder / "改过.docx"
    filled = (folder / "填好.docx").read_bytes()
    made = files.altered(filled, DOCUMENT, lambda xml: change(xml.decode()).encode())
    assert forms.parts_of(made) != forms.parts_of(filled)
    path.write_bytes(made)
    return comparing.compare(folder / "花名册.docx", path)


def test_every_mark_control_bookmark_and_cell_is_named(office: Database, people: list[str], tmp_path: Path) -> None:
    (tmp_path / "花名册.docx").write_bytes(forms.document(BODY))
    run(office, tmp_path / "花名册.docx", people[:1], tmp_path / "填好.docx")
    found = comparing.compare(tmp_path / "花名册.docx", tmp_path / "填好.docx")
    assert found.parts == {}
    by_place = {(one.sheet, one.cell): (one.kind, one.before, one.after) for one in found.cells}
    assert by_place == {
        (DOCUMENT, "{{姓名}}"): ("filled", "", "洪晓明"), (DOCUMENT, "{{id_number}}"): ("filled", "", id_number(1)),
        (DOCUMENT, "性别"): ("filled", "", "男性"), (DOCUMENT, "出生日期"): ("filled", "", "1990-03-07"),
        (_("table {number}").format(number=1), "B1"): ("filled", "", "13900000001")}
    assert found.filled_only


def test_a_list_names_its_cells_and_its_new_rows(office: Database, people: list[str], tmp_path: Path) -> None:
    fill(office, people, table(), tmp_path)
    found = comparing.compare(tmp_path / "花名册.docx", tmp_path / "填好.docx")
    name = _("table {number}").format(number=1)
    assert (found.filled_only, found.grown, found.parts) == (True, {name: 2}, {})
    said = {one.cell: one.after for one in found.cells if one.sheet == name}
    assert [said[f"B{n}"] for n in range(3, 7)] == ["洪晓明", "陈晓明", "李晓明", "王晓明"]
    assert [said[f"E{n}"] for n in range(3, 7)] == ["男性", "女性", "男性", "女性"]
    assert len(said) == 20


@pytest.mark.parametrize(("change", "kinds"), [
    (lambda text: text.replace("填表人：", "填表人：王某"), {comparing.FILLED, comparing.CHANGED}),
    (lambda text: text.replace("<w:b/>", "<w:i/>", 1), None),
    (lambda text: text.replace("</w:tbl>", "</w:tbl><w:p/>", 1), None),
    (lambda text: re.sub(r"<w:tr .*?</w:tr>", "", text, count=1), None)])
def test_what_was_not_filled_is_told(
        office: Database, people: list[str], tmp_path: Path, change: Callable[[str], str], kinds: set[str] | None
) -> None:
    fill(office, people[:2], table(), tmp_path)
    found = altered(tmp_path, change)
    assert not found.filled_only
    assert bool(found.parts) is (kinds is None)
    if kinds is not None:
        assert {one.kind for one in found.cells} == kinds
        (other,) = [one for one in found.cells if one.kind == comparing.CHANGED]
        assert (other.cell, other.before, other.after) == ("A5", "填表人：", "填表人：王某")
