"""A signed paper beside what the superior received: equal, or the sections and figures that differ are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import papers as desk_papers
from sync.server import papers
from sync.server.tables import mirror
from tests.offices import ACTOR
from union_desk import checking, lifecycle, records
from union_desk.affairs import returns, returns_checking, returns_signing
from union_desk.registers.returns import RETURNS
from union_desk.statistics import snapshot
from union_desk.statistics.period import Period

if TYPE_CHECKING:
    from tests.sync.roads import Pair

YEAR = Period("2024-10-01", "2025-09-30")
UNION = "4601009876"


@pytest.fixture
def signed(pair: Pair) -> tuple[Pair, str]:
    """Return an office with a signed return, and the code of its paper; nothing was reported yet."""
    pair.add(1, 2, 3)
    with pair.db.write(ACTOR, "Return") as s:
        record = records.get(s, RETURNS, returns.begin(s, YEAR, ACTOR))
        content = returns.read(pair.db, s, record).content
        returns_signing.write_lines(s, record["id"], content)
        lifecycle.apply_event(s, RETURNS, record["id"], {
            "event": "sign", "decided_by": "陈静", "happened_on": checking.today(), "snapshot": "-",
            "digest": snapshot.digest(content, UNION)})
    return pair, snapshot.code(content, UNION)


def change(pair: Pair, indicator: str, value: int) -> None:
    """Let the superior hold another value of a figure than was reported."""
    lines = mirror("statistics_return_lines").table
    with pair.superior.engine.begin() as connection:
        connection.execute(sa.update(lines).where(lines.c.indicator == indicator).values(value=value))


def test_a_paper_is_equal_to_what_was_received_or_its_section_is_named(signed: tuple[Pair, str]) -> None:
    pair, code = signed
    with pytest.raises(papers.NotReceivedError, match="2024"):
        papers.check(pair.superior, code, pair.unit.code)
    pair.sync()
    assert papers.check(pair.superior, code, pair.unit.code).beside.equal
    change(pair, "members_joined", 77)
    found = papers.check(pair.superior, code, pair.unit.code).beside
    assert (found.equal, len(found.sections)) == (False, 1)
    assert [line.value for line in found.figures() if line.indicator.id == "members_joined"] == [77]
    told = returns_checking.of_superior(found, ())
    assert found.words()[0] in told.lines[0]
    assert any("77" in line for line in told.lines)
    with pytest.raises(snapshot.NoCodeError):
        papers.check(pair.superior, "UDX1:sex:2025-01-01:3:abc", pair.unit.code)


def test_an_office_asks_its_superior_for_the_figures(signed: tuple[Pair, str]) -> None:
    pair, code = signed
    with pair.at_this_computer():
        with pytest.raises(desk_papers.NotThereError):
            desk_papers.check_now(pair.db, code, post=pair.road.post)
        pair.sync()
        asked = desk_papers.check_now(pair.db, code, post=pair.road.post)
        assert (asked.beside.equal, asked.others) == (True, ())
        change(pair, "members_joined", 77)
        asked = desk_papers.check_now(pair.db, code, post=pair.road.post)
    assert not asked.beside.equal
    assert [(here.indicator.id, there.value) for here, there in asked.others] == [("members_joined", 77)]
    told = returns_checking.of_superior(asked.beside, asked.others)
    assert told.document["others"][0]["there"] == 77


def test_a_union_is_found_by_the_code_that_its_record_bears(signed: tuple[Pair, str]) -> None:
    pair, code = signed
    with pair.db.write(ACTOR, "Union") as s:
        from union_desk import registers

        records.insert_many(s, registers.get("unions"), [{"union_name": "和风机械厂工会委员会", "union_code": UNION,
                                                          "organisation_form": "5"}])
    pair.sync()
    assert papers.check(pair.superior, code).unit == pair.unit.code
