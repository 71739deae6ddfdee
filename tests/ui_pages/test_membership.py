"""The page of joining and transfer: what its buttons do, on one office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from tests.samples import id_number, member
from tests.ui.conftest import ACTOR
from tests.ui_pages.conftest import page_of
from union_desk import checking, lifecycle, records, registers
from union_desk.affairs import membership, transfer_file
from union_desk.duties import latest_birth
from union_desk.safety.keys import DataKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App
    from union_desk.database import Database

TODAY = checking.today()
OTHER = DataKey(b"another office's key, 32 bytes!!")
MEMBERS, TRANSFERS, ARRIVALS, BATCHES = (
    registers.get(n) for n in ("members", "transfers", "arrivals", "join_batches"))


@pytest.fixture
def page(desk: App, office: Database, settled: Callable[[], None]) -> Any:
    """Return the page over a member with a slip, an applicant, an open batch and somebody past the age."""
    born = latest_birth("1", TODAY)
    with office.write(ACTOR, "Filled") as s:
        records.save(s, registers.get("unions"), {"union_name": "和风机械厂工会委员会", "union_code": "4601001234"})
        leaving = lifecycle.create(s, MEMBERS, member(1)).id
        lifecycle.create(s, MEMBERS, member(2, name="李四"), {"event": "apply"})
        lifecycle.create(s, MEMBERS, member(3, name="单雄信", birth_date=born, id_number=id_number(3, born)))
        lifecycle.create(s, TRANSFERS, {"member_id": leaving, "issued_on": TODAY, "to_union": "海风造船厂工会委员会",
                                        "dues_paid_to": TODAY[:7]})
        lifecycle.create(s, BATCHES, {"opened_on": TODAY})
    found = page_of(desk, "membership")
    settled()
    return found


def states(office: Database) -> dict[str, str]:
    with office.read() as s:
        return {row["name"]: row["membership_state"] for row in records.page(s, MEMBERS)}


def test_slips_go_and_receipts_come_back_as_files(
    page: Any, office: Database, tmp_path: Path, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    slips = page.part("transfers")
    page.open(register="transfers")
    settled()
    slips.grid.go_to(0)
    record = slips.chosen_record()
    slips.hand_over(record, "1", tmp_path / "slip.json")
    settled()
    assert states(office)["张三"] == "transferring_out"
    slip = transfer_file.load(tmp_path / "slip.json")
    receipt = transfer_file._seal(OTHER, transfer_file.RECEIPT, {
        "slip_no": slip.content["slip_no"], "slip_digest": slip.digest, "slip_signature": slip.signature,
        "accepted_on": TODAY, "accepted_by": "海风造船厂工会委员会"})
    (tmp_path / "back.json").write_bytes(receipt)
    asked: list[str] = []

    def ask(text: str, _yes: str, then: Callable[[], None], **_more: str) -> None:
        asked.append(text)
        then()

    monkeypatch.setattr(page.app.messages, "ask", ask)
    slips.take_receipt(tmp_path / "back.json")
    settled()
    assert "海风造船厂工会委员会" in asked[0]
    assert states(office)["张三"] == "transferred_out"

    arrivals = page.part("arrivals")
    slips.take_receipt(tmp_path / "slip.json")  # a slip is no receipt: a sentence, nothing else
    arrivals.take_slip(tmp_path / "slip.json")  # drawn up here
    settled()
    with office.read() as s:
        assert records.count(s, ARRIVALS) == 0


def test_a_slip_from_elsewhere_is_entered_and_answered(
    page: Any, office: Database, tmp_path: Path, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = {"slip_no": "20264601007788001", "from_union": "海风造船厂工会委员会", "name": "符海生",
               "valid_until": "2099-01-01",
               "issued_on": TODAY, "id_type": "01", "id_number": id_number(9), "birth_date": "1990-03-07", "sex": "1"}
    (tmp_path / "slip.json").write_bytes(transfer_file._seal(OTHER, transfer_file.SLIP, content))
    monkeypatch.setattr(page.app.messages, "ask", lambda _text, _yes, then, **_more: then())
    arrivals = page.part("arrivals")
    page.open(register="arrivals")
    arrivals.take_slip(tmp_path / "slip.json")
    settled()
    with office.read() as s:
        (arrived,) = records.page(s, ARRIVALS)
    with office.write(ACTOR, "Accepted") as s:
        lifecycle.apply_event(s, ARRIVALS, arrived["id"], {"event": "accept", "happened_on": TODAY})
    arrivals.send_answer(arrived["id"], "符海生", tmp_path / "receipt.json")
    settled()
    assert states(office)["符海生"] == "active"
    told = transfer_file.load(tmp_path / "receipt.json", transfer_file.RECEIPT).content
    assert (told["slip_no"], told["accepted_on"]) == (content["slip_no"], TODAY)


def test_applicants_go_into_the_batch_and_the_retired_are_kept(
    page: Any, office: Database, settled: Callable[[], None]
) -> None:
    batches = page.part("join_batches")
    batches.grid.go_to(0)
    batches.gather_applicants()
    settled()
    with office.read() as s:
        assert records.count(s, registers.get("join_applicants")) == 1
    view = page.part("retirement")
    page.open(view="retirement")
    settled()
    assert view.table.rowCount() == 1
    view.keep_ticked()  # nobody is ticked
    settled()
    assert states(office)["单雄信"] == "active"
    view.table.item(0, 0).setCheckState(Qt.CheckState.Checked)
    view.keep_ticked()
    settled()
    assert states(office)["单雄信"] == "kept"
    assert view.table.rowCount() == 0
    kept = page.part("kept")
    page.open(view="kept")
    settled()
    assert kept.grid.grid_model.total == 1
    asked: list[dict[str, Any]] = []
    kept.app.show_page = lambda name, **rest: asked.append({"page": name, **rest})
    kept.print_kept()
    settled()
    assert [(one["page"], one["form"], len(one["ids"])) for one in asked] == [("print", "membership-kept", 1)]
    with office.read() as s:
        (step,) = membership.kept_since(s, asked[0]["ids"]).values()
    assert step["reason"] == "7"


def test_the_window_shows_every_tab(page: Any, settled: Callable[[], None]) -> None:
    for name in ("join_batches", "transfers", "arrivals", "departures", "retirement", "kept"):
        page.open(register=name)
        settled()
        assert page.front() is page.part(name)
