"""Statistics and the data dictionary on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from union_desk import registers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Commands


def test_the_workbook_counts_the_members_of_the_day_and_is_journaled(practice: Commands, tmp_path: Path) -> None:
    active = practice.json("list", "members", "--filter", "membership_state=active")["total"]
    done = practice.json("statistics", "--to", tmp_path / "统计.xlsx")
    assert done["members"] == active
    book = openpyxl.load_workbook(tmp_path / "统计.xlsx")
    assert book.sheetnames == done["sheets"]
    assert practice.journal()[0] == f"导出统计表：{done['day']}会员{active}人，文件统计.xlsx"
    earlier = practice.json("statistics", "--to", tmp_path / "统计.xlsx", "--day", "2000年1月1日")
    assert earlier["day"] == "2000-01-01"
    assert earlier["members"] < active


def test_a_filter_narrows_the_workbook_and_a_table_is_added(practice: Commands, tmp_path: Path) -> None:
    women = practice.json("list", "members", "--filter", "sex=女", "--filter", "membership_state=active")["total"]
    plain = practice.json("statistics", "--to", tmp_path / "s.xlsx")
    done = practice.json("statistics", "--to", tmp_path / "s.xlsx", "--filter", "sex=女", "--table", "department,sex")
    assert done["members"] == women
    assert len(set(done["sheets"]) - set(plain["sheets"])) == 1


def test_usual_tables_and_tables_saved_by_name_are_told(practice: Commands, tmp_path: Path) -> None:
    found = practice.json("statistics", "--usual", "group_profile", "--usual", "activities_by_kind")["usual"]
    assert [table["id"] for table in found] == ["group_profile", "activities_by_kind"]
    assert sum(line["members"] for line in found[0]["lines"]) == practice.json("statistics")["members"]
    assert "合计" in practice("statistics", "--usual", "group_profile").out
    kept = practice.json("statistics", "--table", "sex", "--filter", "sex=女", "--save", "女会员", "--paper",
                         tmp_path / "t.pdf")
    assert (kept["paper"]["pages"], (tmp_path / "t.pdf").read_bytes()[:4]) == (1, b"%PDF")
    told = practice.json("statistics", "--saved", "女会员")["tables"]
    assert [cell["keys"] for cell in told[0]["cells"]] == [["2"]]
    assert practice.fault("statistics", "--saved", "没有")["code"] == "unknown_table"


def test_figures_and_tables_are_told_without_a_file(practice: Commands) -> None:
    found = practice.json("statistics", "--table", "sex,age", "--table", "branch")
    listed = practice.json("list", "members", "--filter", "membership_state=active", "--limit", 0)["records"]
    assert found["members"] == len(listed)
    assert found["qualified"] == sum(r["qualified"] for r in listed)
    by_sex, by_branch = found["tables"]
    women = sum(cell["count"] for cell in by_sex["cells"] if cell["keys"][0] == "2")
    assert women == sum(r["sex"] == "2" for r in listed)
    assert by_branch["total"] == len(listed)
    first, last = found["months"][0], found["months"][-1]
    assert last["closing"] - first["opening"] == found["increase"] - found["decrease"]
    words = practice("statistics", "--table", "sex").out
    assert f"会员 {len(listed)} 人" in words
    assert practice.journal()[0].startswith("在练习单位中")  # looking is not journaled


@pytest.mark.parametrize(("given", "code"), [
    (("--table", "shoe_size"), "unknown_dimension"), (("--table", "sex,age,branch,team"), "unknown_dimension"),
    (("--to", "s.xls"), "output_name"), (("--day", "someday"), "usage"), (("--filter", "x=1"), "unknown_field"),
])
def test_what_cannot_be_counted_is_told(practice: Commands, given: tuple[str, ...], code: str) -> None:
    assert practice.fault("statistics", *given)["code"] == code


def test_the_dictionary_names_every_register_with_its_fields(desk: Commands) -> None:
    found = {one["name"]: one for one in desk.json("registers")}
    assert list(found) == [r.name for r in registers.ALL]
    members = desk.json("registers", "members")
    assert [f["name"] for f in members["fields"]] == list(registers.MEMBERS.fields)
    sex = next(f for f in members["fields"] if f["name"] == "sex")
    assert sex["codes"]["1"] == "男"
    assert {e["event"] for e in members["events"]} >= {"apply", "expel"}
    assert "证件号码" in desk("registers", "会员").out
    assert "Document number" in desk("registers", "members", language="en").out
    assert desk.fault("registers", "nothing")["code"] == "unknown_register"
