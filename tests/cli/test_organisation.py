"""The organisation on the command line: figures and chart, countdown, counting, new committee, certificate, papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Commands


def _elections(working: Commands) -> dict[str, str]:
    return {row["state"]: row["id"] for row in working.json("list", "elections", "--limit", 0)["records"]}


def test_the_organisation_is_counted_and_drawn_as_a_tree(working: Commands) -> None:
    found = working.json("organisation")
    assert found["figures"]["members"] == found["structure"]["members"] > 0
    assert {node["kind"] for node in found["structure"]["below"]} >= {"body", "branch"}
    spoken = working("organisation").out
    assert "工会主席" in spoken
    assert f"会员{found['figures']['members']}人" in spoken


def test_an_election_goes_from_the_held_meeting_to_the_new_committee(working: Commands) -> None:
    held = _elections(working)["held"]
    steps = working.json("election", held, "countdown")["steps"]
    assert [step["event"] for step in steps if step["standing"] == "due"] == ["report"]
    assert working.fault("election", held, "install")["code"] == "election_not_approved"
    counted = working.json("election", held, "count")["ballots"]
    assert [len(one["elected"]) for one in counted] == [3, 1]
    for event, *values in (("report", "document=甲1号"), ("approve", "document=乙2号", "decided_by=上级工会")):
        working.json("event", "elections", held, event, *values)
    assert len(working.json("election", held, "install")["committees"]) == 1
    assert working.fault("election", held, "install")["code"] == "election_installed"
    made = working.json("election", held, "registration")["legal_registration"]
    assert working.fault("certificate", made)["code"] == "certificate_not_issued"
    assert working.fault("election", held, "registration")["code"] == "registration_exists"


def test_a_certificate_is_taken_over_once(working: Commands) -> None:
    issued = working.json("list", "legal_registrations", "--filter", "state=issued")["records"][0]["id"]
    assert working.json("certificate", issued)["changed"] is True
    assert working.json("certificate", issued)["changed"] is False


def test_a_step_that_the_table_does_not_have_is_refused_with_its_basis(working: Commands, tmp_path: Path) -> None:
    agreed = _elections(working)["agreed"]
    fault = working.fault("event", "elections", agreed, "approve", "document=1", "decided_by=甲")
    assert fault["code"] == "transition"
    assert "工会基层组织选举工作条例" in fault["message"]
    fault = working.fault("event", "elections", agreed, "notify", "--date", "2001-01-01")
    assert "不能早于" in fault["message"]
    done = working.json("print", "election-request", "--to", tmp_path / "f.pdf", "--record", agreed)
    assert (done["rows"], done["pages"]) == (1, 1)
