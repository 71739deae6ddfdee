"""The yearly return: filled in, checked, signed with its figures frozen, read again, corrected, compared."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import ACTOR
from union_desk import attachments, checking, journal, lifecycle, practice_office, records, registers, undo
from union_desk.affairs import returns, returns_filling, returns_signing
from union_desk.database import Database
from union_desk.errors import InvalidRecordError
from union_desk.registers.returns import RETURN_LINES, RETURNS
from union_desk.schema.problem import ERROR
from union_desk.statistics import checks, content, indicators, snapshot
from union_desk.statistics.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

YEAR = Period("2024-10-01", "2025-09-30")
NEXT = Period("2025-10-01", "2026-09-30")
LATE = {"event": "withdraw", "happened_on": "2025-09-30"}  # entered after the return was signed
UNION = {"union_name": "和风机械厂工会委员会", "union_code": "4601001234", "organisation_form": "5"}


@pytest.fixture(scope="module")
def worked(office_template: tuple[Path, Database], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Database]:
    """Return an office with two years of work, closed."""
    folder, made = office_template
    place = tmp_path_factory.mktemp("worked") / "office"
    shutil.copytree(folder, place)
    db = Database.open_with(place, made.key)
    with db.write(ACTOR, "Union") as session:
        records.insert_many(session, registers.get("unions"), [UNION])
    practice_office.fill(db, ACTOR, 60, seed=5, years=2)
    db.close()
    return place, made


@pytest.fixture
def db(worked: tuple[Path, Database], tmp_path: Path) -> Iterator[Database]:
    """Return an own copy of it."""
    shutil.copytree(worked[0], tmp_path / "office")
    opened = Database.open_with(tmp_path / "office", worked[1].key)
    yield opened
    opened.close()


def begun(db: Database, of: Period = YEAR) -> dict[str, Any]:
    with db.write(ACTOR, "x") as session:
        return records.get(session, RETURNS, returns.begin(session, of, ACTOR))


def filled(db: Database, record: dict[str, Any]) -> returns.Opened:
    """Confirm, type 0 and explain until the checks find no error."""
    with db.write(ACTOR, "x") as session:
        returns_filling.confirm(session, record, [], ACTOR)
        for line in returns.live(session, record).lines.values():
            if line.state == content.MISSING:
                returns_filling.enter(session, record, line.indicator.id, 0, ACTOR)
        mended = {"has_open_affairs": 0, "open_items": 0, "employees_total": 5000, "employees_migrant": 3000}
        for name, value in mended.items():
            returns_filling.enter(session, record, name, value, ACTOR)
        for finding in returns.read(db, session, record).findings:
            if finding.code == "L8":
                returns_filling.explain(session, record, *finding.lines[0][:1], "业务增减", finding.lines[0][1])
        return returns.read(db, session, record)


def signed(db: Database, record: dict[str, Any]) -> returns.Opened:
    with db.write(ACTOR, "x") as session:
        return returns_signing.sign(db, session, record, {"decided_by": "陈静"})


def test_a_return_is_filled_in_signed_and_opens_again_as_it_was(db: Database) -> None:
    record = begun(db)
    with db.read() as session:
        first = returns.read(db, session, record)
    assert {f.code for f in first.findings if f.level == ERROR} >= {"L0"}
    opened = filled(db, record)
    assert [f.text() for f in opened.findings if f.level == ERROR] == []
    done = signed(db, record)
    assert done.record["state"] == "signed"
    assert done.record["digest"] == done.digest == opened.digest
    with db.write(ACTOR, "x") as session:  # the books go on
        member = done.content.lines["members_total", ""].ids[0]
        lifecycle.apply_event(session, registers.get("members"), member, LATE)
        again = returns.read(db, session, returns.latest(session, YEAR))
        differences = {d.line.indicator.id: d for d in returns_signing.compare(session, again)}
    with db.read() as session:
        assert journal.verify(session) > 0
    assert again.content == done.content
    assert [f.text() for f in again.findings] == [f.text() for f in done.findings]
    assert again.digest == again.record["digest"]
    assert snapshot.records_digest(again.content) == again.record["records_digest"]
    total = differences["members_total"]
    assert (total.gone, total.came) == ((member,), ())
    assert isinstance(total.line.value, int)
    assert total.now == total.line.value - 1


def test_the_signed_figures_are_records_that_travel(db: Database) -> None:
    record = begun(db)
    filled(db, record)
    done = signed(db, record)
    with db.read() as session:
        rows = {(r["indicator"], r["part"] or ""): r for r in returns.rows(session, record["id"])}
        papers = attachments.of(session, RETURNS, record["id"])
    assert {key: row["words"] or row["value"] for key, row in rows.items()} == {
        key: line.value for key, line in done.content.lines.items()}
    assert [paper["content"] for paper in papers] == [done.record["snapshot"]]


def test_one_undo_takes_the_signature_back(db: Database) -> None:
    record = begun(db)
    filled(db, record)
    signed(db, record)
    undo.undo(db, ACTOR)
    with db.read() as session:
        back = records.get(session, RETURNS, record["id"])
    assert (back["state"], back["digest"]) == ("draft", None)


def test_a_signed_return_does_not_change_and_a_correction_is_a_further_version(db: Database) -> None:
    record = begun(db)
    filled(db, record)
    done = signed(db, record)
    with db.write(ACTOR, "x") as session:
        with pytest.raises(returns.FrozenReturnError):
            returns_filling.enter(session, done.record, "hazards_found", 3, ACTOR)
        line = returns.rows(session, record["id"])[0]
        with pytest.raises(InvalidRecordError):
            records.save(session, RETURN_LINES, {"value": 7}, line["id"])
        with pytest.raises(returns.OpenReturnError):
            returns.begin(session, YEAR, ACTOR)
        second = records.get(session, RETURNS, returns.correct(session, done.record, ACTOR, "漏报隐患"))
        returns_filling.enter(session, second, "accidents", 3, ACTOR)
    with db.read() as session:
        assert returns.read(db, session, second).content.value("hazards_found") == 0
    assert second["version"] == 2
    signed(db, second)
    with db.read() as session:
        found = returns.versions(session, YEAR)
        assert [(row["version"], row["state"]) for row in found] == [(2, "signed"), (1, "superseded")]
        assert [returns.read(db, session, row).content.value("accidents") for row in found] == [3, 0]


def test_last_years_return_gives_the_opening_and_the_comparison(db: Database) -> None:
    record = begun(db)
    filled(db, record)
    done = signed(db, record)
    with db.read() as session:
        before = returns.before(session, NEXT)
    with db.read() as session:  # the practice office has begun that one
        opened = returns.read(db, session, returns.latest(session, NEXT))
    assert before == {key: line.value for key, line in done.content.lines.items()}
    assert opened.content.value("members_opening") == done.content.value("members_total")
    assert opened.content.lines["employees_total", ""].previous == 5000
    changed = [f for f in opened.findings if f.code == "L8"]
    assert changed
    assert all(f.level == ERROR for f in changed)


def test_a_period_that_is_not_over_is_not_signed(db: Database) -> None:
    year = int(checking.today()[:4])
    record = begun(db, Period(f"{year}-10-01", f"{year + 1}-09-30"))
    filled(db, record)
    with pytest.raises(InvalidRecordError, match=f"{year + 1}-09-30"):
        signed(db, record)
    with db.read() as session:
        assert records.get(session, RETURNS, record["id"])["state"] == "draft"
        assert not attachments.of(session, RETURNS, record["id"])


def test_what_is_typed_is_a_figure_of_its_kind(db: Database) -> None:
    parse = returns_filling.parse
    assert parse(indicators.get("fund_due"), "1,234.50元") == 123450
    assert parse(indicators.get("has_board"), "是") == 1
    assert parse(indicators.get("has_board"), "否") == 0
    for name, text in (("hazards_found", "-1"), ("hazards_found", "三"), ("has_board", "也许"), ("fund_due", "很多")):
        with pytest.raises(returns_filling.NotAFigureError):
            parse(indicators.get(name), text)
    record = begun(db)
    with db.write(ACTOR, "x") as session:
        with pytest.raises(returns_filling.AutomaticError):
            returns_filling.enter(session, record, "members_total", 3, ACTOR)
        with pytest.raises(returns_filling.UnknownIndicatorError):
            returns_filling.enter(session, record, "no_such", 3, ACTOR)
        with pytest.raises(returns_filling.NotProposedError):
            returns_filling.confirm(session, record, ["skill_upgraded"], ACTOR)


def test_a_paper_is_equal_or_the_section_that_differs_is_named(db: Database) -> None:
    record = begun(db)
    opened = filled(db, record)
    text = opened.code
    with db.read() as session:
        assert returns_signing.verify(db, session, text).equal
    with db.write(ACTOR, "x") as session:
        returns_filling.enter(session, record, "accidents", 2, ACTOR)
    with db.read() as session:
        verdict = returns_signing.verify(db, session, text)
        assert (verdict.equal, verdict.sections) == (False, ("protection",))
        other = returns_signing.verify(db, session, text.replace("4601001234", "4601009999"))
        assert other.union_differs
        for bad in ("", "abc", "UDR1:1:2", text.replace("UDR1", "UDR9"), text.replace(":1:", ":eins:")):
            with pytest.raises(snapshot.NoCodeError):
                returns_signing.verify(db, session, bad)


def test_a_damaged_snapshot_is_a_sentence(db: Database) -> None:
    with db.read() as session:
        made = content.build(YEAR, 1, {}, {}, {})
        known = checks.facts(session, made)
    raw = snapshot.freeze(made, checks.check(made, known), {"union": "x"})
    assert snapshot.thaw(raw).content == made
    assert snapshot.freeze(made, checks.check(made, known), {"union": "x"}) == raw
    for bad in (b"", raw[:-40], b"PK\x03\x04nothing"):
        with pytest.raises(snapshot.UnreadableSnapshotError):
            snapshot.thaw(bad)
