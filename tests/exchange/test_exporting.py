"""Exports: masked unless asked for, text as text, dates as dates, nothing that runs; and back in they are the same."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.offices import ACTOR, office, office_maker, office_template
from tests.samples import id_number, member
from union_desk import journal, lifecycle, practice, progress, records, registers
from union_desk.access import Actor
from union_desk.errors import NotAllowedError
from union_desk.exchange import exporting, neighbours
from union_desk.exchange.exporting import Options
from union_desk.exchange.session import ImportSession
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["office", "office_maker", "office_template"]
MEMBERS = registers.get("members")
OPEN = Options(field_names=True, unmasked=True)


def add(office: Database, *people: dict[str, Any]) -> None:
    with office.write(ACTOR, "x") as session:
        for values in people:
            lifecycle.create(session, MEMBERS, values)


def sheet_of(path: Path) -> Any:
    return openpyxl.load_workbook(path).worksheets[0]


def column(sheet: Any, heading: str) -> list[Any]:
    place = [cell.value for cell in sheet[1]].index(heading)
    return [row[place] for row in sheet.iter_rows(min_row=2)]


def test_private_data_is_masked_unless_asked_for(office: Database, tmp_path: Path) -> None:
    add(office, member(serial=1, mobile="13812345678"))
    made = exporting.export(office, ACTOR, MEMBERS, tmp_path / "a.xlsx")
    sheet = sheet_of(made.path)
    assert "id_number" in made.masked
    assert column(sheet, "证件号码")[0].value == MEMBERS.fields["id_number"].kind.mask(id_number(1))
    assert column(sheet, "移动电话")[0].value != "13812345678"
    exporting.export(office, ACTOR, MEMBERS, tmp_path / "b.xlsx", Options(unmasked=True))
    assert column(sheet_of(tmp_path / "b.xlsx"), "证件号码")[0].value == id_number(1)


def test_whoever_may_not_see_private_data_gets_none(office: Database, tmp_path: Path) -> None:
    reader = Actor("客人", rights=frozenset({"members.export"}))
    assert exporting.export(office, reader, MEMBERS, tmp_path / "a.xlsx").rows == 0
    with pytest.raises(NotAllowedError):
        exporting.export(office, reader, MEMBERS, tmp_path / "b.xlsx", OPEN)
    assert not (tmp_path / "b.xlsx").exists()


def test_every_export_is_journaled(office: Database, tmp_path: Path) -> None:
    exporting.export(office, ACTOR, MEMBERS, tmp_path / "a.xlsx", OPEN)
    with office.read() as session:
        row = session.query(journal.GestureRow).order_by(journal.GestureRow.n.desc()).first()
        assert row is not None
        assert "a.xlsx" in journal.sentence(row.what, row.params)


def test_numbers_are_text_cells_and_dates_real_dates(office: Database, tmp_path: Path) -> None:
    add(office, member(serial=1))
    exporting.export(office, ACTOR, MEMBERS, tmp_path / "a.xlsx", Options(unmasked=True))
    sheet = sheet_of(tmp_path / "a.xlsx")
    number, born = column(sheet, "证件号码")[0], column(sheet, "出生日期")[0]
    assert (number.data_type, number.number_format) == ("s", "@")
    assert (born.value, born.is_date) == (dt.datetime(1990, 3, 7), True)  # noqa: DTZ001  a cell knows no zone
    assert column(sheet, "性别")[0].value == "男"
    assert (sheet.freeze_panes, sheet.auto_filter.ref[:3], sheet.print_title_rows) == ("B2", "A1:", "$1:$1")


def test_with_field_names_dates_are_iso_and_codes_labels(office: Database, tmp_path: Path) -> None:
    add(office, member(serial=1, dues_base=482650))
    exporting.export(office, ACTOR, MEMBERS, tmp_path / "a.xlsx", OPEN)
    sheet = sheet_of(tmp_path / "a.xlsx")
    expected = {
        "id_number": id_number(1),
        "birth_date": "1990-03-07",
        "ethnicity": "汉族",
        "education": "大学本科毕业",
        "is_migrant_worker": "否",
        "dues_base": 4826.5,
        "join_union_date": "2015-05-01",
    }
    assert {name: column(sheet, name)[0].value for name in expected} == expected


@pytest.mark.parametrize("text", ["=1+1", "+86", "-x", "@a", '=HYPERLINK("http://x")'])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_nothing_that_people_wrote_can_run(office: Database, tmp_path: Path, text: str, ending: str) -> None:
    add(office, member(serial=1, remark=text))
    path = exporting.export(office, ACTOR, MEMBERS, tmp_path / f"a.{ending}", OPEN).path
    if ending == "xlsx":
        cell = column(sheet_of(path), "remark")[0]
        assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
    else:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            [row] = csv.DictReader(stream)
        assert row["remark"] == f"'{text}"


def test_the_filter_of_the_grid_drives_the_export(office: Database, tmp_path: Path) -> None:
    add(office, member(serial=1), member(serial=2, sex="2", id_number=id_number(2, female=True)))
    query = Query(filters=(Filter("sex", "is", ("2",)),))
    made = exporting.export(office, ACTOR, MEMBERS, tmp_path / "a.csv", Options(query=query, columns=("name", "sex")))
    assert (made.rows, made.path.read_text("utf-8-sig")) == (1, "姓名,性别\r\n张三,女\r\n".replace("\r\n", "\n"))


def test_csv_begins_with_a_byte_order_mark(office: Database, tmp_path: Path) -> None:
    path = exporting.export(office, ACTOR, MEMBERS, tmp_path / "a.csv").path
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_cancelling_leaves_no_file(office: Database, tmp_path: Path) -> None:
    add(office, member(serial=1))
    stop = progress.Progress()
    stop.cancel()
    with pytest.raises(progress.Cancelled):
        exporting.export(office, ACTOR, MEMBERS, tmp_path / "a.xlsx", OPEN, stop)
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == []


def test_the_usual_file_name() -> None:
    assert exporting.file_name("和风/机械厂", MEMBERS, "2024-03-01") == "和风_机械厂_会员_20240301.xlsx"


def test_branches_are_exported_by_name_and_by_path_where_needed(office: Database, tmp_path: Path) -> None:
    branches = registers.get("branches")
    with office.write(ACTOR, "x") as s:
        one, two = (records.save(s, branches, {"name": n, "branch_kind": "1"}).id for n in ("一分会", "二分会"))
        groups = [
            records.save(s, branches, {"name": "甲组", "branch_kind": "2", "parent_id": b}).id for b in (one, two)
        ]
    add(office, member(serial=1, branch_id=groups[0]), member(serial=2, branch_id=two))
    exporting.export(office, ACTOR, MEMBERS, tmp_path / "a.xlsx", OPEN)
    assert [c.value for c in column(sheet_of(tmp_path / "a.xlsx"), "branch_id")] == ["一分会/甲组", "二分会"]


@pytest.mark.parametrize("small", [True, False])
def test_namesakes_are_told_apart_by_their_numbers(
    office: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: bool
) -> None:
    monkeypatch.setattr(neighbours, "_SMALL_BOOK", 1000 if small else 0)
    family, path = registers.get("family_members"), tmp_path / "a.xlsx"
    with office.write(ACTOR, "Added") as s:
        ids = records.insert_many(s, MEMBERS, [
            member(serial=n, name=name, member_no=f"HF{n:03d}")
            for n, name in enumerate(("王秀兰", "王秀兰", "李安"), 1)])
        records.insert_many(s, family, [{"member_id": i, "relation": "10", "name": f"家属{i[-2:]}"} for i in ids])
    exporting.export(office, ACTOR, family, path, OPEN)
    assert [c.value for c in column(sheet_of(path), "member_id")] == ["王秀兰 HF001", "王秀兰 HF002", "李安"]
    assert ImportSession(office, family, path).check().outcomes == ["same"] * 3


def everyone(office: Database) -> list[dict[str, Any]]:
    with office.read() as session:
        rows = records.page(session, MEMBERS, limit=10_000)
    return [{k: v for k, v in row.items() if k not in {"n", "id", "revision"}} for row in rows]


def round_trip(office: Database, other: Database, path: Path, options: Options) -> None:
    exporting.export(office, ACTOR, MEMBERS, path, options)
    same = ImportSession(office, MEMBERS, path).apply(ACTOR)
    assert (same.new, same.changed, same.refused, same.skipped) == (0, 0, 0, 0)
    receipt = ImportSession(other, MEMBERS, path).apply(ACTOR)
    assert receipt.new == receipt.rows_read
    assert everyone(other) == everyone(office)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("names", [True, False])
def test_an_export_that_comes_in_again_is_the_same(
    office: Database, office_maker: Callable[[], Database], tmp_path: Path, ending: str, names: bool
) -> None:
    add(office, *practice.people(60, 11, gaps=0.2))
    round_trip(office, office_maker(), tmp_path / f"a.{ending}", Options(field_names=names, unmasked=True))


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp")), min_size=1, max_size=12)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(remark=WORDS, post=WORDS, born=st.dates(dt.date(1950, 1, 1), dt.date(2000, 12, 31)), dues=st.integers(0, 10**9),
       ending=st.sampled_from(["xlsx", "csv"]))  # fmt: skip
def test_whatever_people_write_comes_back(
    office_maker: Callable[[], Database], tmp_path: Path, remark: str, post: str, born: dt.date, dues: int, ending: str
) -> None:
    from union_desk.exchange.cells import NOT_STORED
    from union_desk.exchange.workbook import ERROR_VALUES

    office = office_maker()
    kinds = MEMBERS.fields
    typed = {"remark": kinds["remark"].kind.parse(remark).value, "post": kinds["post"].kind.parse(post).value}
    if any(
        value is None or value in NOT_STORED | ERROR_VALUES or kinds[n].kind.check(value) for n, value in typed.items()
    ):
        return
    if any(kinds[n].kind.parse(value).value != value for n, value in typed.items()):
        return
    day = born.isoformat()
    told = {"id_number": id_number(1, day), "birth_date": day, "dues_base": dues, "join_union_date": None}
    add(office, member() | told | typed)
    exporting.export(office, ACTOR, MEMBERS, tmp_path / f"a.{ending}", OPEN)
    session = ImportSession(office, MEMBERS, tmp_path / f"a.{ending}")
    assert session.check().outcomes == ["same"], [r.text() for r in session.checked.remarks.get(0, ())]
