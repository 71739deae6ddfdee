"""What is kept about a member, and erasing, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.samples import id_number

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Commands

NUMBER = id_number(6)


@pytest.fixture
def left(desk: Commands) -> Commands:
    """Return an office with a member who left long ago."""
    desk.json("add", "members", "name=张寻踪", f"id_number={NUMBER}", "mobile=13900000006",
              "join_union_date=2010-01-01")
    desk.json("event", "members", NUMBER, "withdraw", "happened_on=2015-01-01")
    return desk


def test_what_is_kept_is_told_and_printed(left: Commands, tmp_path: Path) -> None:
    found = left.json("personal-data", NUMBER)
    assert (found["title"], found["due_on"]) == ("张寻踪", "2020-01-01")
    assert {book["register"] for book in found["kept"]} == {"members", "membership_events"}
    paper = tmp_path / "清单.pdf"
    assert left.json("personal-data", NUMBER, "--to", paper)["file"] == str(paper)
    assert paper.read_bytes().startswith(b"%PDF")
    (seen,) = left.json("personal-data", NUMBER)["seen"]
    assert (seen["how"], seen["to"]) == ("exact", "清单.pdf")
    words = left("personal-data", NUMBER).out
    assert "确认身份、避免重复登记" in words
    assert NUMBER not in words, "no value is shown"


def test_an_erasure_is_proposed_confirmed_and_final(left: Commands) -> None:
    (due,) = left.json("erasures", "due")
    assert (due["title"], due["rule"], due["due_on"]) == ("张寻踪", "members_left", "2020-01-01")
    assert left.json("erasures", "propose-due") == {"proposed": 1}
    assert left.json("erasures", "due") == []
    (proposal,) = left.json("erasures", "list")
    before = left.json("backup", "make")
    assert left.fault("erasures", "propose", NUMBER)["code"] == "erase_proposed"
    done = left.json("erasures", "confirm", proposal["number"])
    assert (done["state"], done["records"]) == ("erased", 3)
    assert left.fault("show", "members", NUMBER)["code"]
    assert "张寻踪" not in left("journal").out
    assert left.json("verify")["gestures"] > 0
    assert left.json("erasures", "finish") == {"erased": 0, "swept": False}
    (copy,) = done["copies"]
    assert copy["path"] == before["path"]
    assert left.json("erasures", "copies") == [copy]
    assert copy["goes_on"] in left("erasures", "copies").out


def test_a_proposal_can_be_put_off_and_what_is_in_use_is_refused(left: Commands) -> None:
    made = left.json("erasures", "propose", NUMBER, "--ground", "request")
    assert left.fault("erasures", "keep", made["number"])["code"] == "invalid_record"
    kept = left.json("erasures", "keep", made["number"], "--until", "2030-01-01", "--note", "诉讼未结")
    assert (kept["state"], kept["until"]) == ("kept", "2030-01-01")
    left.json("add", "members", "name=李在册", f"id_number={id_number(7)}")
    assert left.fault("erasures", "propose", "李在册", "--ground", "request")["code"] == "erase_in_use"
    assert left.fault("erasures", "confirm")["code"] == "erasure_record_needed"
