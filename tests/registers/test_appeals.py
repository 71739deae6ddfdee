"""Appeals: deadlines, names kept out, steps one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from tests.samples import id_number
from union_desk import checking, lifecycle, records, registers
from union_desk.errors import InvalidRecordError
from union_desk.registers import appeals
from union_desk.schema import workdays
from union_desk.schema.problem import ERROR, WARNING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.database import Database

APPEALS = registers.get("appeals")
DAY = "2025-09-26"  # a Friday before the National Day holiday


def appeal(**changes: Any) -> dict[str, Any]:
    """Return a sound appeal."""
    return {"received_on": DAY, "receiver": "赵接待", "source": "1", "appeal_type": "2", "topic": "02", "urgency": "1",
            "title": "加班费", "content": "夜班加班费偏低", "appellant_kind": "real", "people_count": 1} | changes


def member(session: Session, name: str = "洪晓明", serial: int = 1, **changes: Any) -> str:
    """Save a member."""
    values = {"name": name, "id_type": "01", "id_number": id_number(serial, "1988-08-08"), "birth_date": "1988-08-08",
              "sex": "1" if serial % 2 else "2", **changes}
    return records.insert_many(session, registers.get("members"), [values])[0]


def opened(session: Session, *, known: bool = True, **changes: Any) -> str:
    """Enter an appeal, with its appellant."""
    made = lifecycle.create(session, APPEALS, appeal(**changes)).id
    if known:
        records.save(session, registers.get("appellants"), {"appeal_id": made, "alias": "诉求人甲", "name": "洪晓明"})
    return made


def step(session: Session, record: str, event: str, day: str = DAY, **values: Any) -> dict[str, Any]:
    """Take a step of an appeal; returns the appeal."""
    lifecycle.apply_event(session, APPEALS, record, {"event": event, "happened_on": day, **values})
    return records.get(session, APPEALS, record)


def said(register: str, values: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Return (level, code, field) of what the rules say about values."""
    found = checking.validate(registers.get(register), values, checking.Alone(day="2026-06-30"))
    return {(p.level, p.code, p.field) for p in found if p.code not in {"missing", "incomplete"}}


# ---- deadlines


@pytest.mark.parametrize(("urgency", "days"), [("1", 5), ("2", 15), ("3", 30)])
def test_the_answer_is_due_after_working_days_by_class(urgency: str, days: int) -> None:
    found = appeals.reckon(appeal(urgency=urgency), checking.Alone())
    assert found["due_on"] == workdays.add(DAY, days)
    assert workdays.between(DAY, str(found["due_on"])) == days
    assert workdays.is_working(str(found["due_on"]))


def test_holidays_and_worked_weekends_count_as_they_are() -> None:
    # Sunday 28 September is worked, 1 to 8 October are off: 28, 29, 30 September, 9 and 10 October
    assert appeals.reckon(appeal(), checking.Alone())["due_on"] == "2025-10-10"


def test_a_petition_runs_by_calendar_days_from_its_acceptance() -> None:
    petition = appeal(is_petition=True)
    assert appeals.reckon(petition, checking.Alone()) == {"accept_due_on": "2025-10-11", "due_on": "2025-11-25"}
    accepted = appeals.reckon(petition | {"accepted_on": "2025-10-01"}, checking.Alone())
    assert accepted["due_on"] == "2025-11-30"


def test_the_office_s_own_norm_stands_before_the_shipped_one(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        own = {"name": "appeals.workdays_ordinary", "value": 2_00, "basis": "本单位办法"}
        records.save(s, registers.get("norms"), own)
        made = opened(s)
        assert records.get(s, APPEALS, made)["due_on"] == workdays.add(DAY, 2)


def test_it_is_numbered_by_year_and_the_deadline_starts_anew_with_acceptance(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = [opened(s), opened(s)]
        assert [records.get(s, APPEALS, m)["case_no"] for m in made] == ["SQ2025-0001", "SQ2025-0002"]
        row = step(s, made[0], "accept", "2025-09-29", handler="王经办")
        assert (row["accepted_on"], row["due_on"]) == ("2025-09-29", workdays.add("2025-09-29", 5))
        assert row["handler"] == "王经办"


# ---- rules of the record


def test_from_five_people_on_it_is_collective() -> None:
    assert (WARNING, "collective", "is_collective") in said("appeals", appeal(people_count=5))
    assert said("appeals", appeal(people_count=5, is_collective=True)) == set()
    assert said("appeals", appeal(people_count=4)) == set()
    assert (ERROR, "nobody", "people_count") in said("appeals", appeal(people_count=0))


def test_an_appeal_of_tomorrow_is_refused() -> None:
    assert (ERROR, "future_date", "received_on") in said("appeals", appeal(received_on="2026-07-01"))


# ---- names


def test_a_confidential_name_stands_nowhere_in_the_case(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = opened(s, appellant_kind="confidential")
        for values in ({"content": "洪 晓明反映"}, {"title": "洪晓明的加班费"}, {"wish": "请联系洪晓明"}):
            with pytest.raises(InvalidRecordError, match="诉求人甲"):
                records.save(s, APPEALS, values, made)
        with pytest.raises(InvalidRecordError, match="诉求人甲"):
            step(s, made, "refuse", note="洪晓明不属本会", notified_on=DAY)
        with pytest.raises(InvalidRecordError, match="诉求人甲"):
            records.save(s, registers.get("appeal_steps"), {
                "appeal_id": made, "happened_on": DAY, "actor": "赵", "action": "01", "text": "约谈洪晓明"})
        records.save(s, APPEALS, {"content": "诉求人甲反映"}, made)


def test_a_confidential_appellant_is_refused_while_the_text_names_them(office: Database) -> None:
    people = registers.get("appellants")
    with office.write(ACTOR, "x") as s:
        made = opened(s, known=False, appellant_kind="confidential", content="电话13800001234")
        with pytest.raises(InvalidRecordError):
            records.save(s, people, {"appeal_id": made, "alias": "甲", "name": "李四", "mobile": "13800001234"})
        of_member = member(s, "单雄信")
        other = opened(s, known=False, appellant_kind="confidential", content="单雄信说")
        with pytest.raises(InvalidRecordError):
            records.save(s, people, {"appeal_id": other, "alias": "甲", "member_id": of_member})


def test_a_name_that_the_thread_told_before_it_became_confidential_is_warned_of(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = opened(s)
        records.save(s, registers.get("appeal_steps"), {
            "appeal_id": made, "happened_on": DAY, "actor": "赵", "action": "01", "text": "约谈洪晓明"})
        saved = records.save(s, APPEALS, {"appellant_kind": "confidential"}, made)
        assert [(p.level, p.code) for p in saved.problems if p.code == "thread_names"] == [(WARNING, "thread_names")]


def test_nobody_is_entered_for_an_anonymous_appeal_and_few_speak_for_many(office: Database) -> None:
    people = registers.get("appellants")
    with office.write(ACTOR, "x") as s:
        nameless = opened(s, known=False, appellant_kind="anonymous")
        with pytest.raises(InvalidRecordError):
            records.save(s, people, {"appeal_id": nameless, "alias": "甲", "name": "李四"})
        many = opened(s, known=False, people_count=20, is_collective=True)
        for number in range(5):
            records.save(s, people, {"appeal_id": many, "alias": f"代表{number}", "name": "李四", "capacity": "3"})
        with pytest.raises(InvalidRecordError, match="信访工作条例"):
            records.save(s, people, {"appeal_id": many, "alias": "代表六", "name": "李四", "capacity": "3"})


# ---- steps of an appeal


def test_a_signed_appeal_is_accepted_when_somebody_is_known(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        with pytest.raises(InvalidRecordError):
            step(s, opened(s, known=False), "accept")
        assert step(s, opened(s, known=False, appellant_kind="anonymous"), "accept")["appeal_state"] == "accepted"


def test_declining_needs_a_reason_and_a_notice(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = opened(s)
        for values in ({}, {"note": "不属工会"}, {"notified_on": DAY}):
            with pytest.raises(InvalidRecordError):
                step(s, made, "refuse", **values)
        row = step(s, made, "refuse", note="不属工会", notified_on=DAY)
        assert (row["appeal_state"], row["result"]) == ("refused", "5")


def handled(session: Session, **changes: Any) -> str:
    """Bring an appeal to the point where it is being handled."""
    made = opened(session, **changes)
    step(session, made, "accept")
    step(session, made, "assign", handler_dept="工会", handler="王经办")
    step(session, made, "begin")
    return made


def test_it_goes_upwards_and_the_answer_comes_back(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = handled(s)
        row = step(s, made, "escalate", sent_to="市总工会")
        assert (row["appeal_state"], row["escalated_to"], row["escalated_on"]) == ("waiting", "市总工会", DAY)
        row = step(s, made, "answer", note="请整改", reference="R1")
        assert (row["appeal_state"], row["up_ref"]) == ("in_progress", "R1")


def test_a_signed_appeal_is_closed_after_the_call_back_and_sent_back_once(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = handled(s)
        step(s, made, "reply", note="已补发", reply_mode="1")
        with pytest.raises(InvalidRecordError):
            step(s, made, "close", result="1", decided_by="郑主席")
        step(s, made, "call_back", satisfaction="3")
        step(s, made, "redo", note="没有落实")
        step(s, made, "assign", handler_dept="工会", handler="王经办")
        step(s, made, "begin")
        step(s, made, "reply", note="已补发", reply_mode="1")
        step(s, made, "call_back", satisfaction="3")
        with pytest.raises(InvalidRecordError):
            step(s, made, "redo", note="还是没有")
        row = step(s, made, "close", result="2", decided_by="郑主席")
        assert (row["appeal_state"], row["closed_on"], row["satisfaction"]) == ("closed", DAY, "3")


def test_only_the_unsatisfied_send_back_and_the_nameless_cannot_be_called(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        pleased = handled(s)
        step(s, pleased, "reply", note="已办", reply_mode="1")
        step(s, pleased, "call_back", satisfaction="1")
        with pytest.raises(InvalidRecordError):
            step(s, pleased, "redo", note="再办")
        nameless = handled(s, known=False, appellant_kind="anonymous")
        step(s, nameless, "reply", note="已公示", reply_mode="5")
        assert step(s, nameless, "close", result="1", decided_by="郑主席")["appeal_state"] == "closed"


def test_an_extension_is_approved_by_somebody_else_once_and_within_its_days(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = handled(s)
        due = records.get(s, APPEALS, made)["due_on"]
        until = workdays.add(due, 5)
        for wrong in ({"decided_by": "王经办", "until": until}, {"decided_by": "郑主席", "until": due},
                      {"decided_by": "郑主席", "until": workdays.add(due, 16)}):
            with pytest.raises(InvalidRecordError):
                step(s, made, "extend", note="取证", **wrong)
        row = step(s, made, "extend", note="取证", decided_by="郑主席", until=until)
        assert (row["due_on"], row["appeal_state"]) == (until, "in_progress")
        with pytest.raises(InvalidRecordError, match="第三十四条"):
            step(s, made, "extend", note="再延", decided_by="郑主席", until=workdays.add(until, 1))


def test_steps_are_dated_in_order_and_never_ahead(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = opened(s)
        for wrong in ("2025-09-25", "2100-01-01"):
            with pytest.raises(InvalidRecordError):
                step(s, made, "accept", wrong)


def test_a_merger_joins_the_people_and_says_so_in_the_thread(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        first, second = opened(s, people_count=2), handled(s)
        with pytest.raises(InvalidRecordError):
            step(s, first, "merge", merged_into=first)
        row = step(s, first, "merge", merged_into=second)
        assert (row["appeal_state"], row["merged_into"]) == ("merged", second)
        assert records.get(s, APPEALS, second)["people_count"] == 3
        (entry,) = records.page(s, registers.get("appeal_steps"))
        assert entry["text"] == "SQ2025-0001已并入本案，现涉及3人。"
        with pytest.raises(InvalidRecordError):
            step(s, second, "merge", merged_into=first)
