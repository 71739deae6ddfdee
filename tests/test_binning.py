"""What may not go to the bin: what entries that are only added speak of, and what its book keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.offices import ACTOR
from tests.samples import member
from union_desk import binning, lifecycle, records, registers
from union_desk.affairs import dues, dues_receipts
from union_desk.errors import InvalidRecordError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from union_desk.database import Database

MEMBERS, DUES, CLAIMS, REMITTANCES, BUDGETS, CLOSINGS = (registers.get(name) for name in (
    "members", "dues", "welfare_claims", "remittances", "budgets", "closings"))


@pytest.fixture
def session(office: Database) -> Iterator[Session]:
    """Return a gesture under way in an empty office."""
    with office.write(ACTOR, "Worked") as s:
        yield s


def paid_line(session: Session) -> tuple[str, str, str]:
    """Plan and pay a month; returns the member, the line of dues and the payment."""
    who = lifecycle.create(session, MEMBERS, member(1, dues_base=482_600)).id
    dues.plan(session, 2026, 3)
    line = dues.open_lines(session, 202603)[who]
    (payment,) = dues.pay(session, [dues.Incoming(line, 2410)], "2026-03-20")
    return who, str(line["id"]), payment


def test_a_line_of_dues_with_a_payment_stays_and_so_does_its_member(session: Session) -> None:
    who, line, payment = paid_line(session)
    for register, record in ((DUES, line), (MEMBERS, who)):
        with pytest.raises(binning.NamedByEntriesError, match=r"张三( 2026 3)?”.*会费缴纳明细.*冲销"):
            records.delete(session, register, [record])
        assert not records.get(session, register, record)["deleted"]
    dues_receipts.reverse_payment(session, payment, "2026-03-21", "记错人")
    with pytest.raises(binning.NamedByEntriesError):  # payment and reversal both speak of the line for ever
        records.delete(session, DUES, [line])


def test_a_line_of_dues_without_payment_goes_with_its_member(session: Session) -> None:
    who = lifecycle.create(session, MEMBERS, member(1, dues_base=482_600)).id
    dues.plan(session, 2026, 3)
    assert records.delete(session, MEMBERS, [who]) == 1
    assert records.count(session, DUES) == 0


def test_a_paid_line_is_not_moved_to_another_member_or_month(session: Session) -> None:
    _who, line, _payment = paid_line(session)
    other = lifecycle.create(session, MEMBERS, member(2)).id
    for values in ({"member_id": other}, {"month": 4}):
        with pytest.raises(InvalidRecordError, match="冲销"):
            records.save(session, DUES, values, line)
    assert records.save(session, DUES, {"note": "已核对"}, line).changed


def test_a_welfare_payment_is_fixed_when_approved_and_stays_when_paid(session: Session) -> None:
    who = lifecycle.create(session, MEMBERS, member(1)).id
    claim = lifecycle.create(session, CLAIMS, {
        "member_id": who, "event": "05", "happened_on": "2026-03-02", "amount": 60_000, "form": "3", "evidence": "34",
        "handler": "刘干事", "override_reason": "集体研究", "override_by": "陈主席"}).id
    records.save(session, CLAIMS, {"amount": 50_000}, claim)
    lifecycle.apply_event(session, CLAIMS, claim, {
        "event": "approve", "happened_on": "2026-03-03", "decided_by": "陈主席", "note": "已核实"})
    with pytest.raises(InvalidRecordError, match="撤回"):
        records.save(session, CLAIMS, {"amount": 90_000}, claim)
    lifecycle.apply_event(session, CLAIMS, claim, {
        "event": "pay", "happened_on": "2026-03-04", "cashier": "林出纳", "signed_by": "洪晓明"})
    with pytest.raises(binning.NamedByEntriesError, match="收支明细账"):  # the step itself entered it
        records.delete(session, CLAIMS, [claim])


def test_what_lies_in_a_closed_period_stays(session: Session) -> None:
    made = records.save(session, REMITTANCES, {
        "year": 2026, "month": 2, "wage_total": 10_000_000, "paid": 200_000, "paid_on": "2026-02-20"}).id
    line = records.save(session, BUDGETS, {"year": 2026, "category": "101", "amount": 100_000}).id
    records.save(session, REMITTANCES, {"paid": 190_000}, made)
    records.save(session, CLOSINGS, {"year": 2026, "month": 2, "closed_on": "2026-03-05", "closed_by": "周会计"})
    with pytest.raises(InvalidRecordError, match="结账"):
        records.save(session, REMITTANCES, {"paid": 100_000}, made)
    records.save(session, REMITTANCES, {"note": "已对账"}, made)
    for register, record in ((REMITTANCES, made), (BUDGETS, line)):
        with pytest.raises(binning.StaysError, match="结账"):
            records.delete(session, register, [record])


def test_nothing_goes_when_one_of_several_stays(session: Session) -> None:
    _who, line, _payment = paid_line(session)
    lifecycle.create(session, MEMBERS, member(2, dues_base=300_000))
    dues.plan(session, 2026, 3)
    lines = [str(row["id"]) for row in dues.open_lines(session, 202603).values()]
    assert len(lines) == 2
    with pytest.raises(binning.NamedByEntriesError):
        records.delete(session, DUES, lines)
    assert records.count(session, DUES) == 2
    assert records.delete(session, DUES, [one for one in lines if one != line]) == 1
