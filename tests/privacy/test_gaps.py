"""What lies beside the records when somebody is erased: an unfinished import, receipts, a report that waits."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from tests.offices import ACTOR
from tests.privacy.test_erasing import MARKS, erase, every_value, plain_pages, plant, propose
from tests.samples import member
from tests.sync.conftest import enrolled, local
from union_desk import lifecycle, records, settings, verification
from union_desk.affairs import privacy
from union_desk.exchange import unfinished
from union_desk.privacy import sweeping
from union_desk.progress import Progress
from union_desk.registers import MEMBERS
from union_desk.registers.privacy import ERASURES
from union_desk.schema.privacy import MARK
from union_desk.synctables import FRAMES, LOGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.superior import Superior
    from tests.sync.roads import Pair
    from union_desk.database import Database

__all__ = ["enrolled", "local"]

OTHER = "司马去留"


def kept(file: str = "花名册.xlsx") -> dict[str, Any]:
    """Return an import that was not finished, with cells typed for two people."""
    return {"file": f"/home/{file}", "digest": "d", "register": "members", "at": "t", "sheets": {}, "values": {},
            "checked": True, "decisions": [["会员", 3, "new"], ["会员", 4, "skip"]],
            "cells": [["会员", 3, "name", MARKS[0]], ["会员", 3, "mobile", "13988880000"],
                      ["会员", 4, "mobile", "13988880001"]]}


def test_what_was_typed_about_the_person_leaves_an_unfinished_import(office: Database) -> None:
    person = plant(office)
    with office.bookkeeping() as s:
        unfinished.keep(s, kept())
    erase(office, person)
    with office.read() as s:
        left = unfinished.waiting(s)
    assert left is not None
    assert (left["cells"], left["decisions"]) == ([["会员", 4, "mobile", "13988880001"]], [["会员", 4, "skip"]])
    assert MARKS[0] not in every_value(office)


def test_an_import_whose_file_is_named_after_the_person_is_forgotten(office: Database) -> None:
    person = plant(office)
    with office.bookkeeping() as s:
        unfinished.keep(s, kept(f"{MARKS[0]}.xlsx"))
    erase(office, person)
    with office.read() as s:
        assert unfinished.waiting(s) is None
        assert settings.get(s, "last_import") is not None


@pytest.mark.parametrize("about_the_person", [True, False])
def test_a_receipt_that_quotes_the_person_goes(office: Database, *, about_the_person: bool) -> None:
    person = plant(office)
    told = {"remarks": [{"register": "members", "id": person if about_the_person else "x", "level": "error",
                         "code": "c", "params": {"name": MARKS[0]}}]}
    receipt = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=") + ".signature"
    with office.bookkeeping() as s:
        s.execute(sa.insert(LOGS).values(n=1, log="l", unit="u", device="d", share="N", open=True, seq=1, hash="h",
                                         acked=1))
        s.execute(sa.insert(FRAMES).values(log=1, seq=1, hash="h", records=1, counts="{}", size=3, sealed_at="t",
                                           received_at="t", receipt=receipt, data=b"x", through=0))
    erase(office, person)
    with office.read() as s:
        left = s.execute(sa.select(FRAMES.c.receipt, FRAMES.c.received_at, FRAMES.c.hash)).one()
    assert tuple(left) == (None if about_the_person else receipt, "t", "h")


def test_what_waited_for_a_report_is_carried_out_when_it_is_confirmed(
    enrolled: Callable[[Superior], Pair], local: Superior
) -> None:
    """An erasure that was decided elsewhere waits for what was written here, and for no further gesture of anybody."""
    pair = enrolled(local)
    person = plant(pair.db)
    pair.sync()
    proposal = propose(pair.db, person)
    privacy.decide(pair.db, ACTOR, proposal, {"event": "erase"})
    pair.sync()
    _bring_back(pair.db, person)
    with pair.db.read(whole=True) as s:
        assert [row["id"] for row in sweeping.outstanding(s)] == [proposal]
    pair.sync()
    with pair.db.read(whole=True) as s:
        assert sweeping.outstanding(s) == []
        assert records.get(s, MEMBERS, person)["name"] == MARK
    assert MARKS[0] not in every_value(pair.db)


def _bring_back(office: Database, person: str) -> None:
    """Write a version with the name as another computer would that did not know of the erasure."""
    from union_desk.access import Actor

    with office.write(Actor("x"), "Arrived") as s:
        records.update_many(s, MEMBERS, [(person, {"name": (MARK, MARKS[0])})])


def second(office: Database) -> str:
    """Enter another person, who left as long ago; returns the id."""
    with office.write(ACTOR, "Added {title}", title=OTHER) as s:
        person = lifecycle.create(s, MEMBERS, member(78, name=OTHER, mobile="13977770009",
                                                     join_union_date="2010-05-01")).id
    with office.write(ACTOR, "Left") as s:
        lifecycle.apply_event(s, MEMBERS, person, {"event": "withdraw", "happened_on": "2015-01-01"})
    return person


def test_two_people_in_one_gesture_leave_the_journal_whole(office: Database) -> None:
    proposals = [propose(office, person) for person in (plant(office), second(office))]
    with office.write(ACTOR, "Erased two") as s:
        for one in proposals:
            lifecycle.apply_event(s, ERASURES, one, {"event": "erase"})
    verification.verify(office)
    sweeping.sweep(office)
    assert [mark for mark in (*MARKS, OTHER, "13977770009") if mark in every_value(office)] == []


def test_the_word_index_forgets_one_after_the_other(office: Database) -> None:
    people = [plant(office), second(office)]
    for person in people:
        erase(office, person)
    with office.bookkeeping() as s:
        s.execute(sa.text("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search_members', 'row')"))
        words = s.execute(sa.text("SELECT term FROM temp.words")).scalars().all()
    assert words, "the others are still found"
    assert [word for word in words if "寻踪" in word or "去留" in word or "7777" in word] == []
    assert "去留".encode() not in plain_pages(office)


class _Stops(Progress):
    """Is cancelled by its person at the first step within the writing of the file."""

    def step(self, count: int = 1) -> None:
        self.cancel()
        super().step(count)


def test_cancelled_while_the_file_is_written_anew_the_erasure_stands_and_the_rest_follows(
    office: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "_INSTRUCTIONS", 1)
    person = plant(office)
    done = privacy.decide(office, ACTOR, propose(office, person), {"event": "erase"}, _Stops())
    assert done["state"] == "erased"
    with office.read(whole=True) as s:
        assert sweeping.waits(s)
    verification.verify(office)
    assert sweeping.sweep(office)
    with office.read(whole=True) as s:
        assert not sweeping.waits(s)
    assert [mark for mark in MARKS if mark.encode() in plain_pages(office)] == []
