"""Cadres on the command line: roster, training, an assessment from the beginning to the ranking, the pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Commands


def test_the_roster_counts_by_nature_and_takes_people_in_post_over(working: Commands) -> None:
    assert working.json("cadres", "enlist")["made"] == 0  # practice has taken them over already
    found = working.json("cadres", "roster")
    chair = next(one for one in found["cadres"] if "工会主席" in one["posts"])
    assert (chair["nature"], chair["years"] >= 3, "01" in chair["bodies"]) == ("1", True, True)
    assert found["counts"]["full"] == sum(one["nature"] == "1" for one in found["cadres"]) >= 1
    assert found["counts"]["social"] == found["counts"]["social_women"] == 1
    assert chair["name"] in working("cadres", "roster").out


def test_attendance_comes_from_a_list_and_counts_towards_the_hours(working: Commands, tmp_path: Path) -> None:
    name = next(one["name"] for one in working.json("cadres", "roster")["cadres"] if one["nature"] == "1")
    course = ("title=甲班", "topic=工会法", "begins_on=2026-03-02", "hours=8", "pass_mark=60")
    made = working.json("add", "trainings", *course)
    before = {one["name"]: one["hours"] for one in working.json("cadres", "hours", "--year", 2026)["cadres"]}
    names = tmp_path / "名单.txt"
    names.write_text(f"{name}，8，55\n查无此人\n", encoding="utf-8")
    done = working.json("cadres", "sign-in", made["id"], "--list", names)
    assert (done["present"], [one["text"] for one in done["refused"]]) == ([name], ["查无此人"])
    assert "先在“干部”中录入" in done["refused"][0]["message"]
    after = {one["name"]: one["hours"] for one in working.json("cadres", "hours", "--year", 2026)["cadres"]}
    assert after[name] == before[name] + 8
    row = working.json("list", "trainees", "--filter", f"training_id={made['id']}")["records"][0]
    assert (row["score"], row["passed"]) == (55, False)
    assert working.json("cadres", "sign-in", made["id"], f"{name},9")["refused"][0]["message"].count("8学时") == 1


def test_an_assessment_goes_from_the_scheme_to_the_ranking(working: Commands) -> None:
    scheme = next(row["id"] for row in working.json("list", "assessment_schemes")["records"] if row["kind"] == "vote")
    vote = working.json("cadres", "begin", f"scheme_id={scheme}", "year=2020", "subject=union")["assessment"]
    assert working.fault("event", "assessments", vote, "submit")["code"] == "invalid_record"
    assert working.fault("cadres", "ballots", vote, 1, "满意=很多")["code"] == "ballots"
    assert working.json("cadres", "ballots", vote, 1, "满意=60", "基本满意=30", "不满意=10", "弃权=7")["score"] == 7800
    assert working.json("cadres", "take-figures", vote)["items"] == 1
    working.json("event", "assessments", vote, "submit")
    assert "已统计提交" in working.fault("cadres", "ballots", vote, 1, "满意=99")["message"]
    assert working.json("cadres", "review", vote)["items"] == 1
    working.json("event", "assessments", vote, "review", "decided_by=林考评")
    working.json("event", "assessments", vote, "confirm", "decided_by=林考评")
    found = working.json("cadres", "standing", vote)
    assert (found["state"], found["totals"]["final_total"], found["grade"]) == ("final", 7800, "不合格")
    ranking = working.json("cadres", "ranking", scheme, "--year", 2020)["ranking"]
    assert [(one["place"], one["total"]) for one in ranking] == [(1, 7800)]
    assert working.fault("cadres", "score", vote, "没有这项", "self_score=1")["code"] == "no_such_item"
    assert working.json("cadres", "new-version", scheme)["version"] == 2
    assert "§10.3" in working.fault("edit", "assessment_schemes", scheme, "bonus_most=5")["message"]


def test_every_figure_says_what_it_is_made_of(working: Commands) -> None:
    figures = working.json("cadres", "figures", "--year", 2026)["figures"]
    assert figures["qualified_rate"]["whole"] == len(working.json("list", "members", "--limit", 0, "--filter",
                                                                  "membership_state=active,transferring_out")["records"])
    assert all(one["whole"] is None or one["part"] <= one["whole"] or name == "training_average"
               for name, one in figures.items())
    assert "会员实名信息合格率" in working("cadres", "figures").out


def test_the_pack_is_one_command(working: Commands, tmp_path: Path) -> None:
    done = working.json("cadres", "handover", "--to", tmp_path / "交接.xlsx")
    book = openpyxl.load_workbook(tmp_path / "交接.xlsx")
    assert [sheet.title[:2] for sheet in book] == ["一、", "二、", "三、", "四、", "五、"]
    assert sum(sheet.max_row - 1 for sheet in book) == done["lines"] > 20
    assert any("文件柜" in str(cell.value) for cell in book.worksheets[2]["B"])
    working.json("cadres", "handover", "--to", tmp_path / "交接.pdf")
    assert (tmp_path / "交接.pdf").read_bytes()[:4] == b"%PDF"
    assert working.fault("cadres", "handover", "--to", tmp_path / "a.txt")["code"] == "output_name"
