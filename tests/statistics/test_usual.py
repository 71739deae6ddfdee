"""The usual tables, every cell counted a second way by plain SQL; tables saved by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.statistics.return_truth import CARD, IN_POST, ON_BOOKS, rows
from union_desk import records, registers
from union_desk.search import Filter, Query
from union_desk.statistics import saved, usual

if TYPE_CHECKING:
    from union_desk.database import Database

DAYS = ("2025-12-31", "2026-09-30")
DUES = "d.deleted = 0 AND d.year = substr(:e, 1, 4) + 0 AND d.month <= substr(:e, 6, 2) + 0"
HELD = "a.deleted = 0 AND a.status IN ('running', 'settling', 'archived') AND a.starts_on BETWEEN :b AND :e"
# line, column, value: what each cell must be
TRUTH: dict[str, str] = {
    "group_profile": f"""SELECT m.branch_id, 'members', count(*) FROM members m WHERE {ON_BOOKS} GROUP BY 1
        UNION ALL SELECT m.branch_id, 'female', count(*) FROM members m WHERE {ON_BOOKS} AND m.sex = '2' GROUP BY 1
        UNION ALL SELECT m.branch_id, 'party', count(*) FROM members m WHERE {ON_BOOKS}
            AND m.political_status IN ('01', '02') GROUP BY 1
        UNION ALL SELECT m.branch_id, 'card', count(*) FROM members m WHERE {ON_BOOKS}
            AND EXISTS (SELECT 1 FROM cards c WHERE c.member_id = m.id AND {CARD}) GROUP BY 1
        UNION ALL SELECT m.branch_id, 'paid', count(*) FROM members m WHERE {ON_BOOKS}
            AND EXISTS (SELECT 1 FROM dues d WHERE d.member_id = m.id AND {DUES})
            AND NOT EXISTS (SELECT 1 FROM dues d WHERE d.member_id = m.id AND {DUES} AND d.dues_state IN ('1', '2'))
            GROUP BY 1
        UNION ALL SELECT m.branch_id, 'qualified', count(*) FROM members m WHERE {ON_BOOKS} AND m.qualified = 1
            GROUP BY 1""",
    "dues_by_group": f"""SELECT m.branch_id, 'm' || d.month, sum(d.amount_paid) FROM dues d JOIN members m
            ON m.id = d.member_id WHERE {DUES} AND m.deleted = 0 GROUP BY 1, 2
        UNION ALL SELECT m.branch_id, 'due', sum(d.amount_due) FROM dues d JOIN members m ON m.id = d.member_id
            WHERE {DUES} AND m.deleted = 0 GROUP BY 1
        UNION ALL SELECT m.branch_id, 'paid', sum(d.amount_paid) FROM dues d JOIN members m ON m.id = d.member_id
            WHERE {DUES} AND m.deleted = 0 GROUP BY 1""",
    "activities_by_kind": f"""SELECT a.kind, 'count', count(*) FROM activities a WHERE {HELD} GROUP BY 1
        UNION ALL SELECT a.kind, 'people', count(*) FROM activities a JOIN activity_sign_ins s ON s.activity_id = a.id
            WHERE {HELD} AND s.deleted = 0 GROUP BY 1
        UNION ALL SELECT a.kind, 'spent', sum(a.spent) FROM activities a WHERE {HELD} GROUP BY 1
        UNION ALL SELECT a.kind, 'budget', sum(b.amount) FROM activities a JOIN activity_budget_lines b
            ON b.activity_id = a.id WHERE {HELD} AND b.deleted = 0 GROUP BY 1""",
    "help_by_kind": """SELECT help_kind, 'persons', count(*) FROM help_records WHERE deleted = 0 AND help_state = 'paid'
            AND paid_on BETWEEN :b AND :e GROUP BY 1
        UNION ALL SELECT help_kind, 'amount', sum(coalesce(amount, 0) + coalesce(in_kind_value, 0)) FROM help_records
            WHERE deleted = 0 AND help_state = 'paid' AND paid_on BETWEEN :b AND :e GROUP BY 1""",
    "appeals_by_topic": """SELECT topic, 'all', count(*) FROM appeals WHERE deleted = 0
            AND received_on BETWEEN :b AND :e GROUP BY 1
        UNION ALL SELECT topic, coalesce(result, 'open'), count(*) FROM appeals WHERE deleted = 0
            AND received_on BETWEEN :b AND :e GROUP BY 1, 2""",
    "cards_by_group": """SELECT m.branch_id, 'all', count(*) FROM cards c JOIN members m ON m.id = c.member_id
            WHERE c.deleted = 0 AND m.deleted = 0 GROUP BY 1
        UNION ALL SELECT m.branch_id, c.card_state, count(*) FROM cards c JOIN members m ON m.id = c.member_id
            WHERE c.deleted = 0 AND m.deleted = 0 GROUP BY 1, 2""",
    "cadres_by_post": f"""SELECT o.post, CASE m.sex WHEN '2' THEN 'women' ELSE 'men' END, count(DISTINCT o.member_id)
        FROM officers o JOIN members m ON m.id = o.member_id WHERE {IN_POST} AND m.sex IN ('1', '2') GROUP BY 1, 2""",
}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", [table.id for table in usual.ALL])
def test_every_cell_is_what_plain_sql_finds(practised: Database, name: str, day: str) -> None:
    with practised.read() as session:
        grid = usual.get(name).make(session, day)
        found = rows(session, TRUTH[name], f"{day[:4]}-01-01", day)
        truly: dict[tuple[str, str], Any] = {(line or "", column): value for line, column, value in found if value}
        named = {key: cell.value for key, cell in grid.cells.items()}
        if name == "cadres_by_post":
            named = {key: value for key, value in named.items() if key[1] in ("men", "women")}
        assert named == truly
        for (line, column), cell in grid.cells.items():
            known = records.by_ids(session, registers.get(grid.register), list(grid.ids(line, column)))
            assert len(known) == len(set(cell.ids)) > 0
        for each in grid.columns:
            if each.unit != usual.RATE:
                assert grid.value(None, each.key) == sum(grid.value(line, each.key) for line, _label in grid.lines)


def test_the_tables_are_something_else_than_empty(practised: Database) -> None:
    with practised.read() as session:
        grids = [table.make(session, DAYS[1]) for table in usual.ALL]
    assert [grid.id for grid in grids if not grid.cells] == []
    rates = [grid.text(None, column) for grid in grids for column in grid.columns if column.unit == usual.RATE]
    assert all(text.endswith("%") for text in rates)


def test_a_table_is_saved_by_name_with_the_people_whom_it_counts(office: Database) -> None:
    query = Query("张", (Filter("sex", "is", ("2",)), Filter("birth_date", "from", ("1990-01-01",))))
    with office.bookkeeping() as session:
        saved.put(session, "女青年", ("education_group", "age"), query)
        saved.put(session, "旧表", ("no_such",), query)
    with office.read() as session:
        assert saved.get(session, "女青年") == saved.Saved("女青年", ("education_group", "age"), query)
        with pytest.raises(saved.UnknownTableError, match="女青年"):
            saved.get(session, "旧表")
    with office.bookkeeping() as session:
        saved.remove(session, "女青年")
    with office.read() as session:
        assert saved.read(session) == []
