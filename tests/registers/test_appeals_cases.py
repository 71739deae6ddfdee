"""Proposals and rights cases: seconders, answers, limits; walks through all lives that find no forbidden state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.offices import ACTOR
from tests.registers.test_appeals import DAY, appeal, member, opened, said
from union_desk import checking, lifecycle, records, registers
from union_desk.errors import InvalidRecordError, UserError
from union_desk.registers import appeals, appeals_proposals, appeals_rights
from union_desk.schema import workdays
from union_desk.schema.problem import INFO, WARNING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from union_desk.database import Database

APPEALS, PROPOSALS, CASES = (registers.get(n) for n in ("appeals", "proposals", "rights_cases"))


# ---- proposals


def proposed(session: Session, **changes: Any) -> str:
    """Enter a proposal with its proposer."""
    proposer = member(session, is_staff_rep=True)
    return lifecycle.create(session, PROPOSALS, {
        "title": "班车", "category": "5", "reason": "远", "suggestion": "加车", "submitted_on": DAY,
        "proposer_id": proposer} | changes).id


def second(session: Session, proposal: str, serial: int, **changes: Any) -> None:
    """Let somebody sign as a seconder."""
    records.save(session, registers.get("proposal_seconders"), {
        "proposal_id": proposal, "member_id": member(session, "李四", serial), "signed": True} | changes)


def test_a_proposal_needs_two_signed_seconders_who_are_not_the_proposer(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = proposed(s)
        file = {"event": "file", "happened_on": DAY, "decided_by": "提案委员会"}
        second(s, made, 3)
        second(s, made, 5, signed=False)
        with pytest.raises(InvalidRecordError):
            lifecycle.apply_event(s, PROPOSALS, made, file)
        with pytest.raises(InvalidRecordError):
            records.save(s, registers.get("proposal_seconders"), {
                "proposal_id": made, "member_id": records.get(s, PROPOSALS, made)["proposer_id"], "signed": True})
        second(s, made, 7)
        lifecycle.apply_event(s, PROPOSALS, made, file)
        assert records.get(s, PROPOSALS, made)["proposal_state"] == "filed"


def test_its_answer_is_written_stamped_due_and_rated(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = proposed(s)
        second(s, made, 3)
        second(s, made, 5)

        def go(event: str, **values: Any) -> dict[str, Any]:
            lifecycle.apply_event(s, PROPOSALS, made, {"event": event, "happened_on": DAY, **values})
            return records.get(s, PROPOSALS, made)

        go("file", decided_by="提案委员会")
        assert go("assign", handler_dept="后勤部")["due_on"] == workdays.add(DAY, 30)
        with pytest.raises(InvalidRecordError):
            go("reply", note="加车")
        assert go("reply", note="加车", decision="后勤复1号")["reply_document"] == "后勤复1号"
        go("evaluate", satisfaction="3")
        with pytest.raises(InvalidRecordError):
            go("close", decided_by="提案委员会")
        go("redo", note="没有落实")
        go("reply", note="已加", decision="后勤复2号")
        go("evaluate", satisfaction="3")
        assert go("close", decided_by="提案委员会")["proposal_state"] == "closed"


def test_proposals_are_called_for_before_the_congress() -> None:
    base = {"submitted_on": "2026-03-01"}
    assert (INFO, "before_call", "submitted_on") in said("proposals", base | {"congress_on": "2026-04-15"})
    assert (WARNING, "after_congress", "submitted_on") in said("proposals", base | {"congress_on": "2026-02-15"})
    assert said("proposals", base | {"congress_on": "2026-03-20"}) == set()


# ---- rights cases


def case(session: Session, **changes: Any) -> str:
    """Enter a case with its applicant."""
    made = lifecycle.create(session, CASES, {
        "applied_on": DAY, "received_by": "赵接待", "title": "工伤", "cause": "3", "aid_form": "4",
        "known_on": "2025-06-01"} | changes).id
    records.save(session, registers.get("rights_applicants"), {"case_id": made, "name": "洪晓明"})
    return made


@pytest.mark.parametrize(("changes", "ends"), [
    ({"cause": "3", "known_on": "2024-02-29"}, "2025-02-28"), ({"cause": "3", "known_on": "2025-06-01"}, "2026-06-01"),
    ({"cause": "2", "known_on": "2025-06-01"}, None), ({"cause": "2", "left_on": "2025-07-01"}, "2026-07-01"),
    ({"cause": "3", "known_on": "2025-06-01", "case_kind": "2"}, None)])
def test_the_year_of_limitation_runs_from_the_right_day(changes: dict[str, Any], ends: str | None) -> None:
    assert appeals_rights.limitation({"case_kind": "1"} | changes, checking.Alone()) == ends


def test_aid_is_decided_by_another_arbitrated_before_court_and_the_money_counted(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = case(s)

        def go(event: str, day: str = DAY, **values: Any) -> dict[str, Any]:
            lifecycle.apply_event(s, CASES, made, {"event": event, "happened_on": day, **values})
            return records.get(s, CASES, made)

        assert records.get(s, CASES, made)["due_on"] == "2025-10-06"
        with pytest.raises(InvalidRecordError, match="赵接待"):
            go("approve", decided_by="赵接待")
        assert go("approve", decided_by="郑主席")["due_on"] is None
        go("assign", lawyer="许律师")
        with pytest.raises(InvalidRecordError, match="第五条"):
            go("sue", decision="诉状")
        assert go("mediate", decision="调1号")["due_on"] == "2025-10-11"
        go("fail")
        go("arbitrate", decision="仲1号")
        go("sue", decision="诉1号")
        row = go("conclude", result="1", recovered=3_580_000)
        assert (row["rights_state"], row["recovered"], row["concluded_on"]) == ("concluded", 3_580_000, DAY)


def test_arbitration_after_its_year_needs_a_word(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = case(s, known_on="2024-01-01")
        for event in ({"event": "approve", "decided_by": "郑主席"}, {"event": "assign", "lawyer": "许律师"}):
            lifecycle.apply_event(s, CASES, made, {"happened_on": DAY, **event})
        late = {"event": "arbitrate", "happened_on": DAY, "decision": "仲1号"}
        with pytest.raises(InvalidRecordError, match="第二十七条"):
            lifecycle.apply_event(s, CASES, made, late)
        lifecycle.apply_event(s, CASES, made, late | {"note": "2024年10月曾向单位主张权利"})


# ---- walks


LIVES = [(APPEALS, appeals.TRANSITIONS), (PROPOSALS, appeals_proposals.TRANSITIONS),
         (CASES, appeals_rights.TRANSITIONS)]
FILLED: dict[str, Any] = {
    "note": "内容", "notified_on": DAY, "handler_dept": "工会", "handler": "王经办", "decided_by": "郑主席",
    "until": "2025-10-15", "sent_to": "市总", "reply_mode": "1", "result": "1", "archive_no": "1", "decision": "1号",
    "lawyer": "许律师"}


@pytest.mark.parametrize("place", range(3))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_walk_leads_to_a_state_that_the_table_forbids(
    office_maker: Callable[[], Database], place: int, data: st.DataObject
) -> None:
    register, table = LIVES[place]
    life = lifecycle.of(register)
    names = sorted({t.event for t in table})
    with office_maker().write(ACTOR, "x") as s:
        made = (opened, proposed, case)[place](s)
        if register is PROPOSALS:
            second(s, made, 3)
            second(s, made, 5)
        other = lifecycle.create(s, APPEALS, appeal()).id if register is APPEALS else made
        for event in data.draw(st.lists(st.sampled_from(names), min_size=4, max_size=14)):
            before = records.get(s, register, made)
            arrow = life.find(str(before[life.state]), event)
            values = FILLED | {"event": event, "happened_on": DAY, "merged_into": other,
                               "satisfaction": data.draw(st.sampled_from("13"))}
            try:
                lifecycle.apply_event(s, register, made, {
                    k: v for k, v in values.items() if k in registers.get(life.events).fields})
            except UserError:
                assert records.get(s, register, made) == before
            else:
                assert arrow is not None
                assert records.get(s, register, made)[life.state] == arrow.target
        rows = records.page(s, registers.get(life.events), limit=-1)
        chain = [(r["from_state"], r["event"], r["to_state"]) for r in rows if r[life.link] == made]
        arrows = {(source or None, t.event, t.target) for t in table for source in t.sources}
        assert set(chain) <= arrows
        assert [c[0] for c in chain[1:]] == [c[2] for c in chain[:-1]]
