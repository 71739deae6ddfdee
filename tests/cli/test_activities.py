"""Activities on the command line: enrolled, signed in, settled, checked, drafted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.activities import activity, people, step

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Commands


def test_an_activity_from_enrolment_to_the_checklist(desk: Commands, tmp_path: Path) -> None:
    office = desk.database()
    people(office, 4)
    made = activity(office, quota=1, deadline="2026-05-16")
    first = desk.json("activities", "enrol", "HD2026-0001", "会员甲", "--date", "2026-05-02")
    assert (first["state"], first["place"]) == ("enrolled", 0)
    spoken = desk("activities", "enrol", "2026年职工登山", "会员乙", "--date", "2026-05-02")
    assert "候补第 1 位" in spoken.out
    twice = desk.fault("activities", "enrol", "HD2026-0001", "会员甲", "--date", "2026-05-02")
    assert twice["code"] == "already_enrolled"
    late = desk.fault("activities", "enrol", "HD2026-0001", "会员丙", "--date", "2026-05-17")
    assert late["code"] == "deadline_over"
    left = desk.json("activities", "withdraw", "HD2026-0001", "会员甲", "--date", "2026-05-03")
    assert left["moved_up"] == ["会员乙"]
    assert desk.fault("activities", "sign-in", "HD2026-0001", "会员乙")["code"] == "not_under_way"
    step(office, made, "start", "2026-05-16")
    names = tmp_path / "名单.txt"
    names.write_text("会员乙\n会员丙\n无此人\n", "utf-8")
    came = desk.json("activities", "sign-in", "HD2026-0001", "会员乙", "--list", names, "--date", "2026-05-16")
    assert (came["signed"], came["again"]) == (["会员乙", "会员丙"], ["会员乙"])
    assert [one["text"] for one in came["unknown"]] == ["无此人"]
    done = desk.json("activities", "settle", "HD2026-0001", "--summary", "顺利", "--satisfied", "9", "--answers", "10",
                     "--date", "2026-05-17")
    assert (done["headcount"], done["complete"], done["budget"]) == (2, False, 30_000)
    listed = desk("activities", "checklist", "HD2026-0001")
    assert "签到表（手签）: 缺少" in listed.out
    assert desk.json("show", "activities", "HD2026-0001")["satisfaction"] == 90
    assert desk.json("activities", "left-out", "--year", "2026")["count"] == 2
    assert desk.json("activities", "clone", "HD2026-0001", "2027-05-15")["title"] == "2027年职工登山"
    assert desk.journal()[0] == "按以往方案起草：2026年职工登山"
    office.close()


def test_a_list_that_is_not_there_is_said_in_a_sentence(desk: Commands) -> None:
    office = desk.database()
    activity(office, "start")
    office.close()
    assert desk.fault("activities", "sign-in", "HD2026-0001", "--list", "无.txt")["code"] == "list_file"
