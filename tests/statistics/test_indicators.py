"""Every automatic and proposed figure of the return, counted a second way over a practice office of two years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.statistics import return_truth as truth
from union_desk import records, registers
from union_desk.statistics import counting, indicators
from union_desk.statistics.indicator import AUTOMATIC, CODE, TYPED
from union_desk.statistics.period import Period, ending
from union_desk.words import LANGUAGES, speaking

if TYPE_CHECKING:
    from union_desk.database import Database

PERIODS = (Period("2024-10-01", "2025-09-30"), Period("2025-10-01", "2026-09-30"), Period("2026-01-01", "2030-12-31"))
COUNTED = [i for i in indicators.ALL if i.source is not None]


@pytest.fixture(scope="module", params=PERIODS, ids=lambda p: p.ends)
def figures(request: pytest.FixtureRequest, practised: Database) -> tuple[Period, dict[str, counting.Counted]]:
    with practised.read() as session:
        return request.param, counting.count(session, request.param)


def test_every_figure_is_what_plain_sql_finds(
    figures: tuple[Period, dict[str, counting.Counted]], practised: Database
) -> None:
    period, found = figures
    wrong: list[tuple[object, ...]] = []
    seen = 0
    with practised.read() as session:
        for name, sql in truth.LISTS.items():
            lines = truth.rows(session, sql, period.begins, period.ends)
            amounts = [line[1] for line in lines if len(line) > 1 and line[1] is not None]
            is_sum = indicators.get(name).add
            value = (sum(amounts) if amounts or not lines else None) if is_sum else len(lines)
            seen += bool(value)
            if (value, sorted(line[0] for line in lines)) != (found[name].value, sorted(found[name].ids)):
                wrong.append((name, value, found[name].value))
        for name, sql in truth.ANSWERS.items():
            ids = sorted(line[0] for line in truth.rows(session, sql, period.begins, period.ends))
            if (int(bool(ids)), ids) != (found[name].value, sorted(found[name].ids)):
                wrong.append((name, len(ids), found[name].value))
        for name, sql in truth.CODES.items():
            if truth.rows(session, sql, period.begins, period.ends)[0][0] != found[name].value:
                wrong.append((name, "", found[name].value))
        for name, sql in truth.SPLITS.items():
            parts = {str(part or ""): value for part, value in truth.rows(session, sql, period.begins, period.ends)}
            if parts != {part: of.value for part, of in found[name].parts.items()}:
                wrong.append((name, parts, found[name].parts))
    assert wrong == []
    assert seen > 30


def test_who_came_and_went_is_what_walking_the_events_finds(
    figures: tuple[Period, dict[str, counting.Counted]], practised: Database
) -> None:
    period, found = figures
    with practised.read() as session:
        truly = truth.steps(session, period.begins, period.ends)
    assert {kind: found[f"members_{truth.NAMES.get(kind, kind)}"].value for kind in truth.STEPS} == {
        kind: truly[kind] for kind in truth.STEPS}
    assert truly["joined"] > 0


def test_the_second_way_covers_every_figure_that_the_books_tell() -> None:
    stepped = {f"members_{truth.NAMES.get(kind, kind)}" for kind in truth.STEPS}
    assert {i.id for i in COUNTED} == {*truth.LISTS, *truth.ANSWERS, *truth.CODES, *stepped}
    assert {i.id for i in COUNTED if i.split} == set(truth.SPLITS)


def test_every_figure_opens_the_records_behind_it(
    figures: tuple[Period, dict[str, counting.Counted]], practised: Database
) -> None:
    with practised.read() as session:
        for name, counted in figures[1].items():
            of = indicators.get(name)
            assert counted.register in {of.register, of.source.otherwise.register if of.source and of.source.otherwise
                                        else of.register}
            known = records.by_ids(session, registers.get(counted.register), list(counted.ids))
            assert set(known) == set(counted.ids), name
            if not of.add and not of.show and of.unit != "answer":
                assert counted.value == len(counted.ids)


def test_the_catalogue_is_whole_and_each_figure_declared_once() -> None:
    ids = [i.id for i in indicators.ALL]
    assert len(ids) == len(set(ids)) > 140
    for indicator in indicators.ALL:
        for named in (indicator.of, indicator.most, indicator.needs, indicator.along):
            assert not named or indicators.known(named), indicator
        assert (indicator.source is None) or indicator.origin != TYPED, indicator
        assert (indicator.source is not None) or indicator.origin != AUTOMATIC, indicator
        assert (indicator.unit == CODE) == bool(indicator.listed), indicator
        for language in LANGUAGES:
            with speaking(language):
                assert indicator.title()


@pytest.mark.parametrize(("day", "first", "begins", "ends"), [
    ("2026-11-29", "10-01", "2025-10-01", "2026-09-30"), ("2026-09-30", "10-01", "2025-10-01", "2026-09-30"),
    ("2026-09-29", "10-01", "2024-10-01", "2025-09-30"), ("2026-12-31", "01-01", "2026-01-01", "2026-12-31"),
    ("2026-12-30", "01-01", "2025-01-01", "2025-12-31"),
])
def test_the_last_statistical_year_that_was_over(day: str, first: str, begins: str, ends: str) -> None:
    assert ending(day, first) == Period(begins, ends)
    assert ending(day, first).before().ends[:4] == str(int(ends[:4]) - 1)
