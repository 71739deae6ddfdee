"""Imports of arbitrary grids: the counts add up and no value is invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchange import files
from tests.exchange.imports import DAY, MEMBERS, adds_up, everyone, put
from tests.offices import ACTOR, office, office_maker, office_template
from union_desk import undo
from union_desk.exchange.session import ImportSession

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["office", "office_maker", "office_template", "put"]


WORDS = "汉|男|合计|#N/A|1990.1|4.6E+17|66668888|１３８００１３８０００|制表人：|无|/|长期|姓名|=1+1|😀| |张 三|"
NOISE = st.sampled_from([*WORDS.split("|"), "\u200b", "王\ue863", "x" * 300, 1990.1, 32939, 4.6e17, True])
# How a name is kept: a truth value as workbooks show it, a character that older systems drew as the one of today
SHOWN = {True: "TRUE", "王\ue863": "王䶮", "张 三": "张三"}
CELLS = st.integers(1, 6).flatmap(
    lambda serial: st.tuples(st.just(files.person(serial)), st.dictionaries(st.integers(0, 4), NOISE, max_size=3))
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(CELLS, max_size=9), blanks=st.lists(st.integers(0, 9), max_size=2))
def test_with_any_noise_the_counts_add_up_and_no_value_is_invented(
    office_maker: Callable[[], Database],
    tmp_path: Path,
    rows: list[tuple[list[Any], dict[int, Any]]],
    blanks: list[int],
) -> None:
    office = office_maker()
    grid = [[noise.get(c, cell) for c, cell in enumerate(cells)] for cells, noise in rows]
    for blank in blanks:
        grid.insert(min(blank, len(grid)), [])
    grid.append(files.person(99))
    path = tmp_path / "noise.xlsx"
    path.write_bytes(files.roster(*grid))
    receipt = ImportSession(office, MEMBERS, path, day=DAY).apply(ACTOR)
    assert adds_up(receipt)
    assert receipt.rows_read == len(grid)
    people = everyone(office)
    assert len(people) == receipt.new
    written = {SHOWN.get(cell, str(cell)).strip() for row in grid for cell in row}
    for person in people:
        assert person["id_number"] in written
        assert person["name"] in written
        assert person["mobile"] in written | {None, "13800138000"}
    again = ImportSession(office, MEMBERS, path, day=DAY).apply(ACTOR)
    assert (again.new, again.changed, again.same) == (0, 0, receipt.new)
    assert (again.refused, again.skipped) == (receipt.refused, receipt.skipped)
    if receipt.new:
        undo.undo(office, ACTOR)
    with office.read() as session:
        assert session.execute(sa.select(sa.func.count()).where(MEMBERS.table.c.deleted.is_(False))).scalar_one() == 0
