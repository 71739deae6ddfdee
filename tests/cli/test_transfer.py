"""A member goes from one office to another on the command line, and a batch of applications is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import _copy
from tests.samples import id_number

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Commands
    from union_desk.safety.keys import DataKey

NUMBER = id_number(5)
THERE = "海风造船厂工会委员会"


@pytest.fixture
def desk(desk: Commands) -> Commands:
    """Return an office with one member."""
    desk.json("add", "members", "name=张三", f"证件号码={NUMBER}", "sex=男", "入会时间=2015.5.1")
    return desk


def test_a_member_goes_and_the_receipt_closes_the_slip(
    desk: Commands, templates: dict[str, tuple[Path, DataKey]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slip, receipt = tmp_path / "slip.json", tmp_path / "receipt.json"
    assert desk.fault("transfer-out", "张三", "--to", slip)["code"] == "no_target"
    given = ("transfer-out", "张三", "--to", slip, "--to-union", THERE)
    assert desk.fault(*given)["code"] == "invalid_record"  # until when are dues paid?
    assert not slip.exists()
    out = desk.json(*given, "--dues-paid-to", "2026-10")
    assert out["bytes"] == slip.stat().st_size < 1500
    assert desk.json("show", "members", "张三")["membership_state"] == "transferring_out"

    (tmp_path / "there").mkdir()
    there = _copy(templates["working"], tmp_path / "there", capsys)
    wrong = there.fault("transfer-in", slip, "--fingerprint", "0000-0000")
    assert wrong["code"] == "wrong_fingerprint"
    assert desk.fault("transfer-in", slip)["code"] == "own_slip"
    # both offices are copies of two templates with keys of their own, and of one union's name
    came = there.json("transfer-in", slip, "--fingerprint", out["fingerprint"], "--accept", "--decided-by", "委员会",
                      "--receipt", receipt)
    assert (came["state"], came["slip_no"]) == ("stub_returned", out["slip_no"])
    assert there.json("show", "members", came["member"])["join_union_date"] == "2015-05-01"
    assert there.fault("transfer-in", slip)["code"] == "used_slip"

    assert there.fault("transfer-receipt", receipt)["code"] == "foreign_receipt"
    assert desk.fault("transfer-receipt", slip)["code"] == "not_a_slip"
    closed = desk.json("transfer-receipt", receipt)
    assert closed["slip_no"] == out["slip_no"]
    assert desk.json("show", "members", "张三")["membership_state"] == "transferred_out"
    assert desk.fault("transfer-receipt", receipt)["code"] == "closed_slip"
    assert desk.json("verify")["ok"] is True


def test_a_slip_that_was_entered_first_is_accepted_later_and_its_receipt_made_again(
    desk: Commands, templates: dict[str, tuple[Path, DataKey]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slip, receipt = tmp_path / "slip.json", tmp_path / "receipt.json"
    desk.json("transfer-out", "张三", "--to", slip, "--to-union", THERE, "--dues-paid-to", "2026-10")
    (tmp_path / "there").mkdir()
    there = _copy(templates["working"], tmp_path / "there", capsys)
    entered = there.json("transfer-in", slip)
    assert entered["state"] == "received"
    assert there.fault("transfer-in", slip, "--receipt", receipt)["code"] == "not_accepted"
    assert not receipt.exists()
    taken = there.json("transfer-in", slip, "--accept", "--decided-by", "委员会")
    assert (taken["arrival"], taken["state"]) == (entered["arrival"], "accepted")
    for _time in range(2):
        assert there.json("transfer-in", slip, "--receipt", receipt)["state"] == "stub_returned"
    assert desk.json("transfer-receipt", receipt)["slip"]


def test_a_batch_is_decided_at_once_or_not_at_all(desk: Commands) -> None:
    desk.json("add", "members", "name=李四", f"证件号码={id_number(6)}")
    desk.json("event", "members", "张三", "withdraw")
    desk.json("event", "members", "张三", "reapply")
    batch = desk.json("add", "join_batches", "opened_on=2026-03-01")
    given = ("approve-batch", batch["batch_no"], "--decision", "2026-03", "--decided-by", "工会委员会")
    assert desk.fault(*given)["code"] == "invalid_record"  # nobody is in it
    desk.json("add", "join_applicants", f"batch_id={batch['batch_no']}", f"member_id={NUMBER}", "verdict=admit")
    other = desk.json("add", "join_applicants", f"batch_id={batch['batch_no']}", "member_id=李四", "verdict=admit")
    assert "李四" in desk.fault(*given)["message"]  # on the roster already
    assert desk.json("show", "members", "张三")["membership_state"] == "applicant"
    desk.json("delete", "join_applicants", other["id"])
    done = desk.json(*given)
    assert (done["admit"], done["hold"], done["refuse"]) == (1, 0, 0)
    shown = desk.json("show", "members", "张三")
    assert (shown["membership_state"], shown["children"]["membership_events"][-1]["decision"]) == ("active", "2026-03")
    assert "1 人" in desk("list", "members").out or desk.json("list", "members")["total"] == 2
