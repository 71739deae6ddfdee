"""What a person decides during an import: cells, headings, columns, values, rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.exchange import files
from tests.exchange.imports import DAY, MEMBERS, adds_up, codes, outcomes, put
from tests.offices import ACTOR, office, office_maker, office_template
from tests.samples import id_number
from union_desk.exchange import faults
from union_desk.exchange.remarks import NEW, REFUSED
from union_desk.exchange.session import ImportSession

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["office", "office_maker", "office_template", "put"]


def test_editing_a_cell_checks_its_row_again(put: Callable[..., ImportSession]) -> None:
    session = put(files.person(1, 手机="66668888"), files.person(2))
    assert outcomes(session) == [REFUSED, NEW]
    assert session.edit(0, "mobile", "13800000000") == [0]
    assert session.checked.outcomes == [NEW, NEW]
    assert (session.text(0, "mobile"), session.raw(0, "mobile")) == ("13800000000", "13800000000")


def test_editing_a_number_checks_its_twins_too(put: Callable[..., ImportSession]) -> None:
    session = put(files.person(1), files.person(1, 手机="13800000000"))
    assert outcomes(session) == [NEW, REFUSED]
    assert session.edit(0, "id_number", id_number(3)) == [0, 1]
    assert session.checked.outcomes == [NEW, NEW]
    assert session.edit(0, "id_number", id_number(1)) == [0, 1]
    assert session.checked.outcomes == [NEW, REFUSED]


def test_a_suggestion_can_be_accepted(put: Callable[..., ImportSession]) -> None:
    session = put(files.person(1, 姓名="孙立（男）"))
    session.check()
    assert session.accept(0, "name") == [0]
    assert session.text(0, "name") == "孙立"
    assert codes(session, 0) == {"incomplete"}


def test_rows_can_be_left_out_and_taken_in_and_edits_stay(put: Callable[..., ImportSession]) -> None:
    session = put(files.person(1, 姓名="张三", 证件号码=None), files.person(2, 手机="1"), files.person(3))
    assert outcomes(session) == [REFUSED, NEW]
    session.edit(0, "mobile", "13800000000")
    session.leave_out("花名册", 4)
    assert session.checked.outcomes == [NEW]
    session.leave_out("花名册", 2, out=False)
    assert session.checked.outcomes == [REFUSED, NEW]
    receipt = session.receipt()
    assert (receipt.rows_read, receipt.skipped, adds_up(receipt)) == (3, 1, True)


def test_values_can_be_matched_by_hand_and_are_remembered(put: Callable[..., ImportSession]) -> None:
    heading = [*files.HEADING, "民族"]
    session = put([*files.person(1), "夏尔巴人"], [*files.person(2), "汉"], heading=heading)
    assert outcomes(session) == [REFUSED, NEW]
    unknown = session.value_matches("ethnicity")[0]
    assert (unknown.text, unknown.value, unknown.count) == ("夏尔巴人", None, 1)
    session.choose_value("ethnicity", "夏尔巴人", "97")
    assert session.apply(ACTOR).new == 2
    assert outcomes(put([*files.person(3), "夏尔巴人"], heading=heading)) == [NEW]


def test_a_mapping_by_hand_is_remembered_for_the_layout(put: Callable[..., ImportSession]) -> None:
    heading = [*files.HEADING, "工号"]
    session = put([*files.person(1), "G01"], heading=heading)
    session.choose_field("花名册", 5, "member_no")
    session.choose_field("花名册", 4, None)
    session.apply(ACTOR)
    again = put([*files.person(2), "G02"], heading=heading)
    assert [(m.field, m.reason) for m in again.choice("花名册").matches[4:]] == [
        (None, "remembered"), ("member_no", "remembered")]  # fmt: skip
    other = put(["G03", *files.person(3)], heading=["工号", *files.HEADING])
    assert other.choice("花名册").matches[0].field == "member_no"


def test_a_column_that_takes_a_field_takes_it_from_the_other(put: Callable[..., ImportSession]) -> None:
    session = put([*files.person(1), "13800000000"], heading=[*files.HEADING, "备用"])
    session.choose_field("花名册", 5, "mobile")
    assert [m.field for m in session.choice("花名册").matches[4:]] == [None, "mobile"]
    with pytest.raises(KeyError):
        session.choose_field("花名册", 5, "qualified")


def test_a_heading_can_be_pointed_at(office: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(files.xlsx([["人员"], ["称呼", "号码"], ["王小明", id_number(1)]]))
    session = ImportSession(office, MEMBERS, path, day=DAY)
    with pytest.raises(faults.NoHeadingError):
        session.check()
    session.choose_heading("花名册", 2)
    session.choose_field("花名册", 0, "name")
    session.choose_field("花名册", 1, "id_number")
    assert outcomes(session) == [NEW]
    assert session.preview("花名册")[1] == ["称呼", "号码"]


def test_missing_columns_and_hidden_rosters_are_said(office: Database, tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "a.xlsx"
    path.write_bytes(files.xlsx([["姓名", "性别", "手机"], ["王小明", "男", "13800000000"]]))
    with pytest.raises(faults.MissingColumnsError):
        ImportSession(office, MEMBERS, path).check()
    book = openpyxl.Workbook()
    book.create_sheet("名册").append(["姓名", "证件号码"])
    book["名册"].append(["王小明", id_number(1)])
    book["名册"].sheet_state = "hidden"
    book.worksheets[0].append(["目录"])
    path.write_bytes(files.saved(book))
    session = ImportSession(office, MEMBERS, path, day=DAY)
    with pytest.raises(faults.HiddenRosterError):
        session.check()
    session.choose_sheet("名册", chosen=True)
    assert outcomes(session) == [NEW]
