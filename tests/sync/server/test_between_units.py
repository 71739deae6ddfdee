"""What only the superior can see: the same document in two unions, and a slip on its way from one to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.server import duplicates, tables, tasks, transfers, tree
from sync.server import engine as engines
from tests.samples import member
from tests.sync.senders import Sender, row_id, table

if TYPE_CHECKING:
    from sync.server.superior import Superior


def person(number: int, **changes: Any) -> dict[str, Any]:
    return {n: int(v) if isinstance(v, bool) else v for n, v in (member(number) | changes).items()}


def slip(number: str, **changes: Any) -> dict[str, Any]:
    return {"slip_no": number, "to_union": "工会2", "to_code": "2", "state": "sent"} | changes


def arrival(number: str, state: str, **changes: Any) -> dict[str, Any]:
    return {"slip_no": number, "from_union": "工会1", "from_code": "1", "state": state} | changes


def routes(superior: Superior) -> list[tuple[str, str | None, str]]:
    transfers.route(superior)
    return [(r["slip_no"], r["to"], r["state"]) for r in sorted(transfers.listed(superior), key=lambda r: r["slip_no"])]


def open_tasks(superior: Superior) -> list[tuple[str, str, str, str]]:
    return [(t["unit"], t["kind"], t["record"], t["other_unit"]) for t in tasks.listed(superior)]


def test_a_document_in_two_unions_makes_a_task_for_both_and_settles_itself(superior: Superior) -> None:
    one, two = Sender.of(superior, "1"), Sender.of(superior, "2")
    one.push(one.seal(table([person(1), person(2)])))
    two.push(two.seal(table([person(2), person(3)], first=7)))
    assert duplicates.find(superior) == {"units_read": 2, "documents": 1, "made": 2, "settled": 0}
    assert open_tasks(superior) == [("1", "duplicate", row_id(2), "2"), ("2", "duplicate", row_id(7), "1")]
    assert "工会2" in tasks.listed(superior, unit="1")[0]["message"]
    assert duplicates.find(superior) == {"units_read": 0, "documents": 1, "made": 0, "settled": 0}
    two.push(two.seal(table([person(2, membership_state="transferred_out")], first=7)))
    assert duplicates.find(superior) == {"units_read": 1, "documents": 0, "made": 0, "settled": 2}
    assert open_tasks(superior) == []
    assert len(tasks.listed(superior, settled=True)) == 2
    two.push(two.seal(table([person(2)], first=7)))
    assert duplicates.find(superior)["made"] == 2


def test_a_merged_union_counts_no_more(superior: Superior) -> None:
    one, two = Sender.of(superior, "1"), Sender.of(superior, "2")
    one.push(one.seal(table([person(1)])))
    two.push(two.seal(table([person(1)])))
    assert duplicates.find(superior)["made"] == 2
    tree.merge(superior, "1", "2")
    assert duplicates.find(superior)["settled"] == 2


def test_no_table_of_the_search_holds_a_document_number(superior: Superior) -> None:
    one, two = Sender.of(superior, "1"), Sender.of(superior, "2")
    for sender in (one, two):
        sender.push(sender.seal(table([person(1)])))
    duplicates.find(superior)
    number = str(person(1)["id_number"])
    with engines.reading(superior.engine) as connection:
        for held in (tables.DOCUMENTS, tables.TASKS, tables.AUDIT):
            for row in connection.execute(sa.select(held)):
                assert not any(number.encode() in (v if isinstance(v, bytes) else str(v).encode()) for v in row)
    assert number not in str(tasks.listed(superior))
    assert duplicates.digest(superior, "01", number) == duplicates.digest(superior, "01", f" {number.lower()}")
    assert duplicates.digest(superior, "02", number) != duplicates.digest(superior, "01", number)


def test_a_slip_is_offered_to_the_one_union_and_confirmed_to_the_other(superior: Superior) -> None:
    one, two = Sender.of(superior, "1"), Sender.of(superior, "2")
    one.push(one.seal(table([slip("A-1"), slip("A-2", to_union="外地工会", to_code="99")], "transfers")))
    assert routes(superior) == [("A-1", "2", "offered"), ("A-2", None, "elsewhere")]
    assert open_tasks(superior) == [("2", "transfer_offered", row_id(1), "1")]
    two.push(two.seal(table([arrival("A-1", "received")], "arrivals", first=5)))
    assert routes(superior)[0] == ("A-1", "2", "arrived")
    assert open_tasks(superior) == []
    two.push(two.seal(table([arrival("A-1", "accepted")], "arrivals", first=5)))
    assert routes(superior)[0] == ("A-1", "2", "accepted")
    assert open_tasks(superior) == [("1", "transfer_answered", row_id(1), "2")]
    assert "A-1" in tasks.listed(superior)[0]["message"]
    one.push(one.seal(table([slip("A-1", state="stub_returned")], "transfers")))
    assert routes(superior)[0] == ("A-1", "2", "closed")
    assert open_tasks(superior) == []


def test_a_slip_without_a_code_finds_its_union_by_what_that_union_reports_of_itself(superior: Superior) -> None:
    one, two = Sender.of(superior, "1"), Sender.of(superior, "2")
    two.push(two.seal(table([{"union_name": "和风机械厂工会委员会", "union_code": "460100001"}], "unions")))
    one.push(one.seal(table([slip("A-1", to_union="和风机械厂工会委员会", to_code=None),
                             slip("A-2", to_union="?", to_code="460100001")], "transfers")))
    assert routes(superior) == [("A-1", "2", "offered"), ("A-2", "2", "offered")]


def test_an_arrival_where_it_was_not_expected_is_found_by_whom_it_comes_from(superior: Superior) -> None:
    one, three = Sender.of(superior, "1"), Sender.of(superior, "3")
    one.push(one.seal(table([slip("A-1", to_union="另一工会", to_code=None)], "transfers")))
    strange = arrival("A-1", "accepted", from_code="77", from_union="?")
    three.push(three.seal(table([arrival("A-1", "declined"), strange], "arrivals")))
    assert routes(superior) == [("A-1", "3", "declined")]
    assert open_tasks(superior) == [("1", "transfer_answered", row_id(1), "3")]
