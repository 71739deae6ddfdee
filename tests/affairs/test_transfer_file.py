"""A member goes from one office to another: slip, acceptance, receipt; and what is refused on the way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from tests.samples import member
from union_desk import checking, lifecycle, records, registers, undo
from union_desk.affairs import membership, transfer_file
from union_desk.errors import InvalidRecordError, UserError
from union_desk.safety.keys import DataKey
from union_desk.schema.dates import add_days

if TYPE_CHECKING:
    from union_desk.database import Database

MEMBERS, TRANSFERS, ARRIVALS, UNIONS, FORMER, EVENTS = (
    registers.get(n)
    for n in ("members", "transfers", "arrivals", "unions", "former_memberships", "membership_events"))
TODAY = checking.today()
OTHER = DataKey(b"another office's key, 32 bytes!!")
THERE = {"union_name": "海风造船厂工会委员会", "union_code": "4601007788"}


def lay(office: Database, **changes: Any) -> str:
    """Add this office's union and a member of 2015 with a slip; returns the slip."""
    with office.write(ACTOR, "Laid") as s:
        records.save(s, UNIONS, {"union_name": "和风机械厂工会委员会", "union_code": "4601001234"})
        person = lifecycle.create(s, MEMBERS, member(member_no="HF0001")).id
        records.save(s, FORMER, {"member_id": person, "union_name": "潮汐纺织厂工会委员会", "joined_on": "2010-01-01",
                                 "left_on": "2015-04-30"})
        return lifecycle.create(s, TRANSFERS, {
            "member_id": person, "issued_on": TODAY, "to_union": THERE["union_name"], "to_code": "4601007788",
            "dues_paid_to": TODAY[:7], "reason": "1", **changes}).id


def sent(office: Database, slip: str) -> bytes:
    with office.write(ACTOR, "Sent") as s:
        return transfer_file.hand_over(s, office.key, slip, TODAY)


def move(office: Database) -> None:
    """Turn the office into the other one: its union, nobody on its books."""
    with office.write(ACTOR, "Moved") as s:
        own = records.page(s, UNIONS, limit=1)[0]
        records.save(s, UNIONS, THERE, own["id"])
        records.delete(s, MEMBERS, [row["id"] for row in records.page(s, MEMBERS)])


def one(office: Database, register: Any) -> dict[str, Any]:
    with office.read() as s:
        return records.page(s, register, limit=1)[0]


def code_of(fault: pytest.ExceptionInfo[UserError]) -> str:
    return fault.value.code


def test_a_member_goes_there_and_the_receipt_ends_the_membership_here(office: Database) -> None:
    slip = lay(office)
    data = sent(office, slip)
    assert len(data) < 1500
    assert one(office, MEMBERS)["membership_state"] == "transferring_out"
    content = transfer_file.read(data).content
    assert "mobile" not in content
    assert content["join_union_date"] == "2015-05-01"
    assert content["valid_until"] == add_days(TODAY, 90)
    assert sent(office, slip) == data  # the same file again

    move(office)
    with office.write(ACTOR, "Received") as s:
        arrived = transfer_file.receive(s, OTHER, transfer_file.read(data), TODAY)
        lifecycle.apply_event(s, ARRIVALS, arrived, {"event": "accept", "happened_on": TODAY, "decided_by": "委员会"})
        receipt = transfer_file.answer(s, OTHER, arrived, TODAY)
    here = one(office, MEMBERS)
    assert (here["name"], here["membership_state"], here["join_union_date"]) == ("张三", "active", "2015-05-01")
    with office.read() as s:
        assert [(r["union_name"], r["joined_on"], r["left_on"]) for r in records.page(s, FORMER)] == [
            ("潮汐纺织厂工会委员会", "2010-01-01", "2015-04-30"), ("和风机械厂工会委员会", "2015-04-30", TODAY)]
        assert records.page(s, EVENTS)[-1]["other_union"] == "和风机械厂工会委员会"
    assert one(office, ARRIVALS)["fingerprint"] == transfer_file.own_fingerprint(office.key)
    with pytest.raises(UserError) as fault, office.write(ACTOR, "Again") as s:
        transfer_file.receive(s, OTHER, transfer_file.read(data), TODAY)
    assert code_of(fault) == "used_slip"

    with office.write(ACTOR, "Closed") as s:
        assert transfer_file.close(s, office.key, transfer_file.read(receipt, transfer_file.RECEIPT)) == slip
        closed = records.get(s, TRANSFERS, slip)
        gone = records.get(s, MEMBERS, closed["member_id"])
    assert (closed["state"], closed["accepted_on"]) == ("stub_returned", TODAY)
    assert closed["accepted_by"] == THERE["union_name"]
    assert (gone["membership_state"], gone["membership_change_type"]) == ("transferred_out", "4")
    with pytest.raises(UserError) as fault, office.write(ACTOR, "Again") as s:
        transfer_file.close(s, office.key, transfer_file.read(receipt, transfer_file.RECEIPT))
    assert code_of(fault) == "closed_slip"


def test_what_was_altered_by_one_letter_is_refused(office: Database) -> None:
    data = sent(office, lay(office))
    document = json.loads(data)
    for name, value in document["content"].items():
        changed = {**document, "content": document["content"] | {name: [] if isinstance(value, list) else f"{value}0"}}
        with pytest.raises(UserError) as fault:
            transfer_file.read(json.dumps(changed).encode())
        assert code_of(fault) == "altered_slip", name


@pytest.mark.parametrize("data", [
    b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"what": "union-desk transfer 1"}', b"[" * 60_000, b"x" * 100_000])
def test_a_file_that_is_no_slip_is_refused(data: bytes) -> None:
    with pytest.raises(transfer_file.NotASlipError):
        transfer_file.read(data)


def test_a_slip_that_ran_out_or_goes_elsewhere_or_was_drawn_up_here_is_refused(office: Database) -> None:
    slip = transfer_file.read(sent(office, lay(office)))
    with pytest.raises(transfer_file.OwnSlipError), office.write(ACTOR, "Own") as s:
        transfer_file.receive(s, office.key, slip, TODAY)
    with pytest.raises(transfer_file.OtherUnionError), office.write(ACTOR, "Elsewhere") as s:
        transfer_file.receive(s, OTHER, slip, TODAY)
    move(office)
    with pytest.raises(transfer_file.SlipOverError), office.write(ACTOR, "Over") as s:
        transfer_file.receive(s, OTHER, slip, add_days(TODAY, 91))
    with office.read() as s:
        assert records.count(s, ARRIVALS) == 0


def test_a_receipt_for_a_slip_of_another_office_closes_nothing(office: Database) -> None:
    slip = lay(office)
    data = sent(office, slip)
    told = transfer_file.read(data)
    forged = transfer_file._seal(OTHER, transfer_file.RECEIPT, {
        "slip_no": told.content["slip_no"], "slip_digest": told.digest, "slip_signature": "AAAA", "accepted_on": TODAY})
    with pytest.raises(transfer_file.ForeignReceiptError), office.write(ACTOR, "Forged") as s:
        transfer_file.close(s, office.key, transfer_file.read(forged, transfer_file.RECEIPT))
    with pytest.raises(transfer_file.NotASlipError):
        transfer_file.read(data, transfer_file.RECEIPT)
    assert one(office, MEMBERS)["membership_state"] == "transferring_out"


def test_a_member_already_here_is_not_taken_on_twice(office: Database) -> None:
    data = sent(office, lay(office))
    move(office)
    with office.write(ACTOR, "There") as s:
        lifecycle.create(s, MEMBERS, member())
        arrived = transfer_file.receive(s, OTHER, transfer_file.read(data), TODAY)
    with pytest.raises(InvalidRecordError) as fault, office.write(ACTOR, "Twice") as s:
        lifecycle.apply_event(s, ARRIVALS, arrived, {"event": "accept", "happened_on": TODAY})
    assert "一人只有一个会籍" in str(fault.value)


def test_one_undo_takes_a_whole_step_back(office: Database) -> None:
    sent(office, lay(office))
    undo.undo(office, ACTOR)
    assert one(office, MEMBERS)["membership_state"] == "active"
    assert one(office, TRANSFERS)["state"] == "drawn_up"
    assert one(office, TRANSFERS)["name"] is None


def test_who_comes_back_is_found_and_keeps_the_first_day(office: Database) -> None:
    with office.write(ACTOR, "Gone") as s:
        gone = lifecycle.create(s, MEMBERS, member(), {"event": "register_left", "happened_on": "2020-01-01"}).id
        back = lifecycle.create(s, ARRIVALS, {
            "name": "张三", "id_number": member()["id_number"], "from_union": THERE["union_name"], "received_on": TODAY,
            "history": "某某工会"}).id
        lifecycle.apply_event(s, ARRIVALS, back, {"event": "accept", "happened_on": TODAY})
        assert records.get(s, ARRIVALS, back)["member_id"] == gone
        assert records.get(s, MEMBERS, gone)["membership_state"] == "active"
        assert [r["union_name"] for r in records.page(s, FORMER)] == ["某某工会", THERE["union_name"]]


def test_a_slip_handed_over_keeps_what_it_said(office: Database) -> None:
    slip = lay(office)
    with office.write(ACTOR, "Renamed") as s:
        row = records.get(s, TRANSFERS, slip)
        assert membership.snapshot(s, row)["name"] == "张三"
    sent(office, slip)
    with office.write(ACTOR, "Renamed") as s:
        records.save(s, MEMBERS, {"name": "张三丰"}, row["member_id"])
        assert membership.snapshot(s, records.get(s, TRANSFERS, slip))["name"] == "张三"
