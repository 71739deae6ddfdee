"""Blank templates: headings are known, drop-downs hold the lists, and what is filled in comes in as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.offices import ACTOR, office, office_template
from tests.samples import member
from union_desk import records, registers
from union_desk.exchange import faults, templates
from union_desk.exchange.session import ImportSession
from union_desk.registers import ALL
from union_desk.words import _, speaking

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database
    from union_desk.schema.register import Register

__all__ = ["office", "office_template"]
MEMBERS = registers.get("members")


@pytest.mark.parametrize("register", ALL, ids=lambda r: r.name)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_heading_of_a_template_is_its_own_field(register: Register, language: str, tmp_path: Path) -> None:
    from union_desk.exchange import headings, matching, reading
    from union_desk.exchange.vocabulary import Vocabulary

    with speaking(language):
        book = reading.read(templates.write(register, tmp_path / "t.xlsx"))
        words = Vocabulary(register)
        sheet = book.sheets[0]
        heading = headings.find(sheet, words)
        assert heading is not None
        columns: list[list[Any]] = [[] for _text in heading.texts]
        found = [m.field for m in matching.match(words, heading.texts, columns)]
    assert found == [f.name for f in templates.fields(register)]


def test_drop_downs_hold_the_choices_and_long_numbers_are_text(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(templates.write(MEMBERS, tmp_path / "t.xlsx"))
    sheet = book.worksheets[0]
    names = [f.name for f in templates.fields(MEMBERS)]
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    column = openpyxl.utils.get_column_letter(names.index("ethnicity") + 1)
    source = next(formula for place, formula in rules.items() if place.startswith(f"{column}2:"))
    lists = book[_(templates._LISTS)]
    letter = source.split("!$")[1][0]
    assert [cell.value for cell in lists[letter]][:3] == ["汉族", "蒙古族", "回族"]
    assert lists.sheet_state == "hidden"
    number = openpyxl.utils.get_column_letter(names.index("id_number") + 1)
    assert sheet.column_dimensions[number].width >= 18
    assert sheet.freeze_panes == "B2"


def test_a_filled_template_is_imported_as_it_was_filled(office: Database, tmp_path: Path) -> None:
    path = templates.write(MEMBERS, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    people = [member(serial=n, name=name) for n, name in ((1, "王小明"), (2, "李安"))]
    for row, person in enumerate(people, 2):
        for column, field in enumerate(templates.fields(MEMBERS), 1):
            if person.get(field.name) is not None:
                sheet.cell(row, column, field.kind.show(person[field.name]))
    book.save(path)
    receipt = ImportSession(office, MEMBERS, path).apply(ACTOR)
    assert (receipt.rows_read, receipt.new) == (2, 2)
    with office.read() as session:
        got = records.page(session, MEMBERS)
    assert [{k: row[k] for k in person} for row, person in zip(got, people, strict=True)] == people


@pytest.mark.parametrize(("register", "filled"), [
    ("assessment_schemes", [{"name": name, "kind": kind, "version": 1, "basis": "示例，请替换为文号"}
                            for name, kind in (("工作考核（示例）", "union"), ("例会制度考核", "cadre"))]),
    ("activities", [{"title": "例会与读书", "kind": "A01", "starts_on": "2026-03-02"},
                    {"title": "示范岗评选", "kind": "A03", "starts_on": "2026-03-09"}])])
def test_records_that_speak_of_examples_are_records_all_the_same(
    office: Database, tmp_path: Path, register: str, filled: list[dict[str, Any]]
) -> None:
    book = registers.get(register)
    path = templates.write(book, tmp_path / "t.xlsx")
    workbook = openpyxl.load_workbook(path)
    for row, values in enumerate(filled, 2):
        for column, field in enumerate(templates.fields(book), 1):
            if field.name in values:
                workbook.worksheets[0].cell(row, column, field.kind.show(values[field.name]))
    workbook.save(path)
    receipt = ImportSession(office, book, path).apply(ACTOR)
    assert (receipt.new, receipt.skipped, receipt.refused) == (2, 0, 0)


def test_a_blank_template_has_nothing_to_import(office: Database, tmp_path: Path) -> None:
    session = ImportSession(office, MEMBERS, templates.write(MEMBERS, tmp_path / "t.xlsx"))
    with pytest.raises(faults.NoRowsError):
        session.check()
