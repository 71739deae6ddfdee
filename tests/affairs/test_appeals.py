"""Appeals at work: answers from above taken over, the thread, what travels, what is due, the practice year."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from tests.registers.test_appeals import DAY, handled, opened, step
from tests.sync.conftest import enrolled, local
from union_desk import checking, lifecycle, practice_office, records, registers
from union_desk.affairs import appeals, directives
from union_desk.practice_world import World
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.superior import Superior
    from tests.sync.roads import Pair
    from union_desk.database import Database

__all__ = ["enrolled", "local"]
APPEALS, STEPS, ANSWERS = (registers.get(n) for n in ("appeals", "appeal_steps", "appeal_answers"))


def entry(session: Any, record: str, text: str, **changes: Any) -> None:
    """Write into the thread."""
    records.save(session, STEPS, {"appeal_id": record, "happened_on": DAY, "actor": "赵接待", "action": "03",
                                  "text": text} | changes)


def answer(session: Any, record: str, day: str = DAY, text: str = "请整改") -> None:
    """Let an answer come from above."""
    records.insert_many(session, ANSWERS, [{"appeal_id": record, "answered_on": day, "unit": "市总工会", "text": text,
                                            "receipt_no": "R7"}])


def test_an_answer_from_above_is_taken_over_once_and_into_its_own_appeal(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        sent, own = handled(s), handled(s)
        step(s, sent, "escalate", sent_to="市总工会")
        answer(s, sent, "2025-09-01", "以前的答复")
        assert appeals.answers_waiting(s) == []
        answer(s, sent)
        answer(s, own)
        assert appeals.take_answers(s) == 1
        assert appeals.take_answers(s) == 0
        row = records.get(s, APPEALS, sent)
        assert (row["appeal_state"], row["up_ref"]) == ("in_progress", "R7")


def test_the_thread_has_an_author_for_each_entry_in_the_order_of_days(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = opened(s)
        entry(s, made, "走访", told_member=True)
        answer(s, made, "2025-09-27")
        entry(s, made, "协调", happened_on="2025-09-28")
        found = appeals.thread(s, made)
    assert [(e["author"], e["text"], e["from_above"], e["told"]) for e in found] == [
        ("赵接待", "走访", False, True), ("市总工会", "请整改", True, False), ("赵接待", "协调", False, False)]


def test_what_goes_upwards_names_nobody(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        made = handled(s, appellant_kind="confidential")
        entry(s, made, "约谈单位")
        found = str(appeals.redacted(s, made))
    assert "约谈单位" in found
    assert "夜班加班费偏低" in found
    for hidden in ("洪晓明", "赵接待", "王经办"):
        assert hidden not in found


def test_a_report_to_the_superior_holds_the_appeal_and_not_its_appellant(
    enrolled: Callable[[Superior], Pair], local: Superior
) -> None:
    pair = enrolled(local)
    with pair.db.write(ACTOR, "x") as s:
        made = opened(s)
    pair.sync()
    assert made in pair.there("appeals")
    assert "appellants" not in pair.status().waiting
    sent = b"".join(pair.road.sent)
    assert "洪晓明".encode() not in sent


def test_what_is_due_leads_to_its_records(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        late, soon = handled(s), opened(s, received_on="2025-10-09", people_count=6, is_collective=True)
        found = {d.code: d for d in appeals.duties(s, "2025-10-14") if d.count}
        assert set(found) == {"appeals_overdue", "appeals_soon", "appeals_collective"}
        for code, record in (("appeals_overdue", late), ("appeals_soon", soon), ("appeals_collective", soon)):
            query = found[code].query
            assert query is not None
            assert [r["id"] for r in records.page(s, APPEALS, query)] == [record]
        assert [r["id"] for r in appeals.due(s, "2025-10-16")] == [late, soon]
        step(s, late, "reply", note="已办", reply_mode="1")
        assert "appeals_call_back" in {d.code for d in appeals.duties(s, "2025-10-14") if d.count}


@pytest.mark.parametrize("years", [1])
def test_the_practice_year_leaves_work_to_do_and_breaks_no_table(office: Database, years: int) -> None:
    practice_office.fill(office, ACTOR, 40, seed=5)
    today = checking.today()
    with office.write(ACTOR, "x") as s:
        living = Query(filters=(Filter("membership_state", "is", ("active",)),))
        people = records.page(s, registers.get("members"), living, limit=-1)
        world = World(s, random.Random(3), today, people, {}, years)
        appeals.practise(world)
        directives.practise(world)
        for name in ("appeals", "proposals", "rights_cases", "directives", "deliverables"):
            register = registers.get(name)
            life = lifecycle.of(register)
            rows = records.page(s, register, limit=-1)
            assert all(row[life.state] for row in rows)
            assert len({row[life.state] for row in rows}) > 1, name
        waiting = {d.code for d in [*appeals.duties(s, today), *directives.duties(s, today)] if d.count}
        assert waiting >= {"appeals_collective", "appeals_from_above", "tasks_overdue", "tasks_near",
                           "deliverables_returned", "directives_unsigned"}
        numbers = [row["case_no"] for row in records.page(s, APPEALS, limit=-1)]
        assert len(set(numbers)) == len(numbers)
