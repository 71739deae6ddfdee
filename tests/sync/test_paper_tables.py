"""A cross-table on paper beside what the superior received: equal, or the cells that differ."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import papers as desk_papers
from sync.protocol.recon import Answer
from sync.protocol.refusals import Refused
from sync.server import cli, comparing, paper_tables
from sync.server.tables import FRAMES, mirror
from tests.offices import ACTOR
from tests.samples import id_number, member
from union_desk import checking, lifecycle, records, registers
from union_desk.affairs import returns_checking
from union_desk.registers.members import MEMBERS
from union_desk.schema.dates import add_days
from union_desk.search import Filter, Query
from union_desk.statistics import dimensions, printed
from union_desk.statistics.crosstab import CrossTab, crosstab
from union_desk.statistics.scope import Scope
from union_desk.words import _

if TYPE_CHECKING:
    from tests.sync.roads import Pair

NAMES = ("sex", "department", "branch")


@pytest.fixture
def members(pair: Pair) -> list[str]:
    """Add six members in two branches and three departments, with everything that a table asks for."""
    with pair.db.write(ACTOR, "Branches") as s:
        halls = [records.save(s, registers.get("branches"), {"name": name}).id for name in ("机加工分会", "装配分会")]
    ids = []
    with pair.db.write(ACTOR, "Added") as s:
        for n in range(6):
            values = {"name": f"张{n}", "sex": "12"[n % 2], "department": f"{n % 3}车间", "branch_id": halls[n % 2],
                      "id_number": id_number(n + 1, female=n % 2 == 1)}
            ids.append(lifecycle.create(s, MEMBERS, member(n + 1, **values)).id)
    return ids


def table(pair: Pair, *names: str, scope: Scope | None = None) -> CrossTab:
    """Count here."""
    with pair.db.read() as s:
        return crosstab(s, [dimensions.get(name) for name in names or NAMES], scope or Scope.today())


def ask(pair: Pair, code: str) -> tuple[printed.TableVerdict, str]:
    """Ask from the office."""
    with pair.at_this_computer():
        return desk_papers.check_table_now(pair.db, code, post=pair.road.post)


def test_tables_are_equal_once_reported_or_their_cells_are_named(pair: Pair, members: list[str]) -> None:
    codes = [printed.code(table(pair, *names)) for names in (("sex",), ("sex", "age"), NAMES)]
    with pytest.raises(paper_tables.NobodyReceivedError, match=pair.unit.code):
        paper_tables.check(pair.superior, codes[0], pair.unit.code)
    with pytest.raises(desk_papers.NotCountedError):
        ask(pair, codes[0])
    pair.sync()
    for code in codes:
        found = paper_tables.check(pair.superior, code, pair.unit.code)
        assert (found.unit, found.moment, found.verdict.equal) == (pair.unit.code, "", True)
        assert ask(pair, code)[0].equal
    one = mirror("members").table
    with pair.superior.engine.begin() as connection:
        connection.execute(sa.update(one).where(one.c.id == members[0]).values(department="改后车间"))
    found = paper_tables.check(pair.superior, codes[2], pair.unit.code)
    assert not found.verdict.equal
    assert sorted((cell.before, cell.now) for cell in found.verdict.cells) == [(0, 1), (1, 0)]
    told = returns_checking.of_superior_table(found.verdict, found.moment)
    assert any("改后车间" in line for line in told.lines)
    assert any("机加工分会" in line for line in told.lines)
    verdict, _moment = ask(pair, codes[2])
    assert not verdict.equal
    assert any("改后车间" in cell.labels for cell in verdict.cells)


def _received(pair: Pair, days: int) -> None:
    """Let all frames held so far have been received so many days ago."""
    at = (dt.datetime.now(dt.UTC) - dt.timedelta(days=days)).isoformat(timespec="seconds").replace("+00:00", "Z")
    with pair.superior.engine.begin() as connection:
        connection.execute(sa.update(FRAMES).where(FRAMES.c.received_at > at).values(received_at=at))


def test_a_table_of_a_past_day_is_counted_with_what_was_reported_until_then(pair: Pair, members: list[str]) -> None:
    day = add_days(checking.today(), -5)
    paper = table(pair, "sex", "department", scope=Scope(day))
    code = printed.code(paper)
    assert paper.total == len(members)
    pair.sync()
    _received(pair, 9)
    pair.edit(members[0], department="后来的车间")  # it stands on no report of that day
    pair.sync()
    found = paper_tables.check(pair.superior, code, pair.unit.code)
    assert found.verdict.equal
    assert found.moment != ""
    assert "1" in returns_checking.of_superior_table(found.verdict, found.moment).lines[-1]
    with pair.db.write(ACTOR, "Withdrawn") as s:
        lifecycle.apply_event(s, MEMBERS, members[1], {"event": "withdraw", "happened_on": checking.today()})
    pair.sync()
    assert paper_tables.check(pair.superior, code, pair.unit.code).verdict.equal, "the member left after the day"


def test_a_change_of_the_day_that_was_reported_later_is_found(pair: Pair, members: list[str]) -> None:
    pair.sync()
    _received(pair, 9)
    pair.edit(members[0], department="当日的车间")
    code = printed.code(table(pair, "department", scope=Scope(add_days(checking.today(), -5), known=True)))
    pair.sync()
    _received(pair, 3)
    pair.edit(members[1], department="更晚的车间")
    pair.sync()
    found = paper_tables.check(pair.superior, code, pair.unit.code)
    assert found.verdict.equal
    assert found.moment[:10] <= add_days(checking.today(), -2)


def test_a_table_of_some_members_is_counted_where_the_code_names_them(pair: Pair, members: list[str]) -> None:
    assert members
    pair.sync()
    women = table(pair, "department", scope=Scope.today(Query(filters=(Filter("sex", "is", ("2",)),))))
    assert paper_tables.check(pair.superior, printed.code(women), pair.unit.code).verdict.equal
    found_by_text = printed.code(table(pair, "sex", scope=Scope.today(Query(text="张1"))))
    with pytest.raises(paper_tables.OfSomeError):
        paper_tables.check(pair.superior, found_by_text, pair.unit.code)
    with pytest.raises(desk_papers.SomeOnlyError):
        ask(pair, found_by_text)


def test_a_code_that_is_none_is_refused_and_an_older_superior_is_named(
    pair: Pair, members: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert members
    pair.sync()
    for text in ("x", printed.code(table(pair, "sex", scope=Scope.today(Query(text="张"))))):
        with pytest.raises(Refused):
            paper_tables.answer(pair.superior, pair.unit.id, text)
    monkeypatch.setattr(comparing, "answer", lambda *_: Answer())
    with pytest.raises(desk_papers.NotCountedError):
        ask(pair, printed.code(table(pair, "sex")))


def test_the_command_of_the_superior_says_equal_or_names_the_cell(
    pair: Pair, members: list[str], address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = printed.code(table(pair, "department"))
    pair.sync()
    words = ["check-paper", code, "--unit", pair.unit.code, "--database", address]
    assert cli.main(words) == 0
    assert _("The table {names} as of {day} is equal to what the superior received.").format(
        names=dimensions.get("department").title(), day=printed.read_code(code).day) in capsys.readouterr().out
    pair.edit(members[0], department="改后车间")
    pair.sync()
    assert cli.main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["unit"], told["equal"], told["total"], told["now"]) == (pair.unit.code, False, 6, 6)
    assert sorted((cell["before"], cell["now"]) for cell in told["cells"]) == [(0, 1), (2, 1)]
    assert cli.main(["check-paper", "UDX1:x", "--database", address]) == 2
    assert "UDX1:x" in capsys.readouterr().err
