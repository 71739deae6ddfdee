"""Service cards: the table of transitions, one application and one card a member, numbers, terms, proxies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.affairs.cards_office import BATCHES, CARDS, DAY, EVENTS, MEMBERS, SIGNED, card_number, people, state
from tests.offices import ACTOR
from tests.samples import id_number, member
from union_desk import checking, lifecycle, records, registers
from union_desk.errors import InvalidRecordError
from union_desk.lifecycle import TransitionError
from union_desk.registers.cards_rules import LIVE, OPEN
from union_desk.schema import codes
from union_desk.schema.dates import add_days
from union_desk.schema.problem import ERROR

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from union_desk.database import Database

LIFE = lifecycle.of(CARDS)


def applied(session: Session, who: str, day: str = "2026-01-05", **values: Any) -> str:
    """Open an application."""
    return lifecycle.create(session, CARDS, {"member_id": who, "applied_on": day, **SIGNED, **values}).id


def put(session: Session, card: str, **values: Any) -> None:
    """Write fields as a verb would."""
    before = records.get(session, CARDS, card)
    records.update_many(session, CARDS, [(card, {n: (before[n], v) for n, v in values.items()})])


def facts(event: str, serial: int = 1) -> dict[str, Any]:
    """Return what a step needs."""
    step = LIFE.find(next(s for t in LIFE.transitions if t.event == event for s in t.sources), event)
    assert step is not None
    values = {"card_number": card_number(serial), "reject_reason": "01", "handled_by": "刘干事", "wrong_item": "4",
              "end_reason": "6", "note": "本人要求"}
    return {name: values[name] for name in step.needs}


def test_the_table_names_every_state_and_event_of_the_lists() -> None:
    states = {t.target for t in LIFE.transitions} | {s for t in LIFE.transitions for s in t.sources if s}
    assert states == {entry.code for entry in codes.get("card_state")}
    assert {t.event for t in LIFE.transitions} == {entry.code for entry in codes.get("card_event")}
    assert {t.code for t in LIFE.transitions} - {""} == {f"C{n}" for n in range(1, 12)}
    assert not set(OPEN) & set(LIVE)


@settings(max_examples=15)
@given(data=st.data())
def test_no_walk_leads_into_a_state_that_the_table_forbids(
    office_maker: Callable[[], Database], data: st.DataObject
) -> None:
    office = office_maker()
    with office.write(ACTOR, "Walked") as s:
        (who,) = people(s, 1)
        card, now, day = applied(s, who), "applied", "2026-01-05"
        batch = records.save(s, BATCHES, {"batch_month": "2026-01-01", "bank_name": "和风银行"}).id
        names = sorted({t.event for t in LIFE.transitions})
        for serial in range(data.draw(st.integers(5, 14))):
            event = data.draw(st.sampled_from(sorted({t.event for t in LIFE.allowed(now)}) or names))
            event = data.draw(st.sampled_from([event, event, event, *names]))
            day = add_days(day, data.draw(st.sampled_from((0, 1, 40, 95))))
            if day > "2026-11-01":
                break
            put(s, card, batch_id=batch)
            step = {"event": event, "happened_on": day, "batch_id": batch, **facts(event, serial)}
            arrow, before = LIFE.find(now, event), records.get(s, CARDS, card)
            try:
                lifecycle.apply_event(s, CARDS, card, step)
            except (TransitionError, InvalidRecordError):
                assert state(s, card) == now
                # only the guard may forbid what the table has: settled requests, cards given back too early
                assert arrow is None or event in {"settle", "return"}
                assert event != "return" or arrow is None or day < add_days(str(before["received_on"]), 90)
                continue
            assert arrow is not None
            now = arrow.target
            assert state(s, card) == now
            after = records.get(s, CARDS, card)
            assert after["card_tail"] == (str(after["card_number"])[-4:] if after["card_number"] else None)
            assert bool(after["card_number"]) or now not in LIVE


def test_a_member_has_one_open_application_and_one_live_card(office: Database) -> None:
    with office.write(ACTOR, "Applied") as s:
        (who,) = people(s, 1)
        applied(s, who)
        with pytest.raises(InvalidRecordError, match="已有在办申请"):
            applied(s, who, "2026-01-06")
        other = lifecycle.create(s, MEMBERS, member(9, name="陈海")).id
        old = lifecycle.create(s, CARDS, {"member_id": other, "applied_on": DAY}, {
            "event": "register", "happened_on": DAY, "card_number": card_number(7)}).id
        assert state(s, old) == "activated"
        with pytest.raises(InvalidRecordError, match="已有有效卡") as fault:
            applied(s, other, "2026-03-13")
        assert card_number(7) not in str(fault.value)
        assert card_number(7)[-4:] in str(fault.value)
        applied(s, other, "2026-03-13", apply_kind="5", existing_card_tail=card_number(7)[-4:])


def test_a_suspended_card_is_not_used_again_beside_another_live_one(office: Database) -> None:
    with office.write(ACTOR, "Suspended") as s:
        (who,) = people(s, 1)
        first = lifecycle.create(s, CARDS, {"member_id": who, "applied_on": "2026-01-05"}, {
            "event": "register", "happened_on": "2026-01-05", "card_number": card_number(1)}).id
        lifecycle.apply_event(s, CARDS, first, {"event": "suspend", "happened_on": "2026-02-01", "end_reason": "1"})
        lifecycle.create(s, CARDS, {"member_id": who, "applied_on": "2026-03-01"}, {
            "event": "register", "happened_on": "2026-03-01", "card_number": card_number(2)})
        with pytest.raises(InvalidRecordError, match="已有有效卡"):
            lifecycle.apply_event(s, CARDS, first, {"event": "resume", "happened_on": "2026-03-02", "note": "回本单位"})
        assert state(s, first) == "suspended"


def test_a_request_about_a_card_needs_that_card(office: Database) -> None:
    with office.write(ACTOR, "Applied") as s:
        (who,) = people(s, 1)
        with pytest.raises(InvalidRecordError, match="没有有效卡"):
            applied(s, who, apply_kind="4", existing_card_tail="0187")


def test_who_is_no_active_member_does_not_apply(office: Database) -> None:
    with office.write(ACTOR, "Left") as s:
        (who,) = people(s, 1)
        lifecycle.apply_event(s, MEMBERS, who, {"event": "withdraw", "happened_on": "2026-01-01"})
        with pytest.raises(InvalidRecordError, match="在册会员"):
            lifecycle.create(s, CARDS, {"member_id": who, "applied_on": DAY})


def test_nothing_is_handed_in_outside_its_batch(office: Database) -> None:
    with office.write(ACTOR, "Applied") as s:
        (who,) = people(s, 1)
        card = applied(s, who)
        with pytest.raises(InvalidRecordError, match="随批次"):
            lifecycle.apply_event(s, CARDS, card, {"event": "submit", "happened_on": DAY})


@pytest.mark.parametrize("number", ["620099110000000001", "6228", "62009911000000000X1", card_number(1)[:-1] + "x"])
def test_a_wrong_card_number_is_refused(office: Database, number: str) -> None:
    with office.write(ACTOR, "Entered") as s:
        (who,) = people(s, 1)
        with pytest.raises(InvalidRecordError):
            lifecycle.create(s, CARDS, {"member_id": who, "applied_on": DAY}, {
                "event": "register", "happened_on": DAY, "card_number": number})


def test_a_card_number_belongs_to_one_card(office: Database) -> None:
    with office.write(ACTOR, "Entered") as s:
        one, two = people(s, 2)
        opening = {"event": "register", "happened_on": DAY, "card_number": card_number(3)}
        lifecycle.create(s, CARDS, {"member_id": one, "applied_on": DAY}, opening)
        with pytest.raises(InvalidRecordError, match="另一条记录"):
            lifecycle.create(s, CARDS, {"member_id": two, "applied_on": DAY}, opening)


def test_steps_are_entered_in_the_order_in_which_they_happened(office: Database) -> None:
    with office.write(ACTOR, "Entered") as s:
        (who,) = people(s, 1)
        card = lifecycle.create(s, CARDS, {"member_id": who, "applied_on": DAY}, {
            "event": "register", "happened_on": DAY, "card_number": card_number(3)}).id
        with pytest.raises(InvalidRecordError, match="早于"):
            lifecycle.apply_event(s, CARDS, card, {"event": "report_lost", "happened_on": add_days(DAY, -1)})
        with pytest.raises(InvalidRecordError, match=r"晚于|将来|未来"):
            lifecycle.apply_event(s, CARDS, card, {"event": "report_lost", "happened_on": "2999-01-01"})


@pytest.mark.parametrize(("proxy", "fault"), [
    ({"proxy_name": "赵鹏"}, "proxy_id_number"), ({"proxy_id_number": id_number(3)}, "proxy_name"),
    ({"proxy_name": "赵鹏", "proxy_id_number": "460100199003070016"}, "proxy_id_number"),
    ({"proxy_name": "赵鹏", "proxy_id_number": id_number(3)}, ""), ({}, "")])
def test_a_proxy_is_named_with_a_sound_number(proxy: dict[str, str], fault: str) -> None:
    row = {"card_id": "x", "event": "deliver", **proxy}
    found = {p.field for p in checking.validate(EVENTS, row, checking.Alone()) if p.level == ERROR}
    assert found == ({fault} if fault else set())


@pytest.mark.parametrize(("values", "found"), [
    ({"year": 26}, {("year", "error")}), ({"year": 2026, "paid": True}, {("amount", "warning")}),
    ({"year": 2026, "paid": False, "paid_on": "2026-03-01"}, {("paid_on", "error")}),
    ({"year": 2026, "paid": True, "amount": 7000}, set()), ({"year": 2026, "amount": 6500}, {("amount", "info")})])
def test_the_yearly_registration_compares_year_fee_and_payment(
    values: dict[str, Any], found: set[tuple[str, str]]
) -> None:
    book = registers.get("card_registrations")
    assert {(p.field, p.level) for p in checking.validate(book, {"card_id": "x", **values}, checking.Alone())} == found
