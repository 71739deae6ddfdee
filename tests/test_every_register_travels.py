"""What holds for every register when its records leave: template, export and import, reports, masks, log."""

from __future__ import annotations

import csv
import logging
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sync.server import engine, tables
from sync.server import rows as server_rows
from tests import any_record
from tests.ground import MEND
from tests.offices import ACTOR
from tests.papers.reading import printed, text
from tests.sync.conftest import enrolled, local
from tests.test_every_register import every, grounded, opened
from ui.cells import Cells
from union_desk import papers, records
from union_desk.errors import NotEnteredError
from union_desk.exchange import exporting, templates
from union_desk.exchange.exporting import Options
from union_desk.exchange.session import ImportSession
from union_desk.records import AppendOnlyError
from union_desk.registers import ALL, MEMBERS
from union_desk.schema.kinds import Code, PersonName, Ref
from union_desk.schema.problem import ERROR
from union_desk.schema.register import OFFICE, PRIVATE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.server.superior import Superior
    from tests.sync.roads import Pair
    from union_desk.database import Database
    from union_desk.exchange.receipt import Receipt
    from union_desk.schema.register import Register

__all__ = ["enrolled", "grounded", "local", "opened"]
OPEN = Options(unmasked=True)
NOBODY = "洪荒宇宙"
# Papers that go to the person and the bank in full
FULL_NUMBERS = {"card-application", "member-collection", "registration-form", "cards-correction-letter",
                "joining-application"}
# An example costs an office; making it smaller would cost hundreds
several_times = settings(
    max_examples=2,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
brought_in = pytest.mark.parametrize("register", [r for r in ALL if r.takes_rows], ids=repr)


def typed(office: Database, register: Register) -> list[dict[str, Any]]:
    """Return what people entered of every record, in order of entry, without the ground."""
    with office.read() as s:
        rows = records.page(s, register, limit=10_000)
    ground = {i for ids in any_record.BASE.values() for i in ids}
    return [{f.name: row[f.name] for f in register.typed} for row in rows if row["id"] not in ground]


def fill(office: Database, register: Register, rows: list[dict[str, Any]]) -> list[str]:
    """Add records in one gesture."""
    with office.write(ACTOR, "Added") as s:
        return any_record.add(s, register, rows)


def faults(receipt: Receipt) -> list[str]:
    """Return what an import refused, as a person reads it."""
    return [f"{line.row} {line.column}: {line.message}" for line in receipt.lines() if line.level == ERROR]


# ---- workbooks


@brought_in
@several_times
@given(data=st.data())
def test_a_template_filled_in_comes_in_as_it_was_filled(
    opened: Callable[[], Database], tmp_path: Path, register: Register, data: st.DataObject
) -> None:
    office = opened()
    rows = data.draw(any_record.several(register, any_record.BASE))
    path = templates.write(register, tmp_path / "template.xlsx")
    book = openpyxl.load_workbook(path)
    with office.read() as s:
        for line, row in enumerate(rows, 2):
            for column, field in enumerate(templates.fields(register), 1):
                if field.name in row:
                    cell = book.worksheets[0].cell(line, column)
                    cell.value, cell.data_type = _written(s, field, row[field.name]), "s"
    book.save(path)
    receipt = ImportSession(office, register, path).apply(ACTOR)
    assert faults(receipt) == []
    assert (receipt.rows_read, receipt.new) == (len(rows), len(rows))
    got = typed(office, register)
    assert [{name: row[name] for name in meant} for row, meant in zip(got, rows, strict=True)] == rows


def _written(session: Any, field: Any, value: Any) -> str:
    if isinstance(field.kind, Ref):
        from union_desk import registers

        return records.titles(session, registers.get(field.kind.register), [value])[value]
    return str(field.kind.show(value))


@every
def test_a_blank_template_brings_nothing_in(office: Database, tmp_path: Path, register: Register) -> None:
    path = templates.write(register, tmp_path / "template.xlsx")
    if not register.takes_rows:
        with pytest.raises((AppendOnlyError, NotEnteredError)):
            ImportSession(office, register, path)
    else:
        assert not any(sheet.chosen for sheet in ImportSession(office, register, path).sheets)


@brought_in
@several_times
@given(data=st.data(), ending=st.sampled_from(["xlsx", "csv"]), field_names=st.booleans())
def test_export_then_import_is_the_identity(
    opened: Callable[[], Database],
    tmp_path: Path,
    register: Register,
    data: st.DataObject,
    ending: str,
    field_names: bool,
) -> None:
    office = opened()
    rows = data.draw(any_record.several(register, any_record.BASE))
    fill(office, register, rows)
    path = tmp_path / f"export.{ending}"
    exporting.export(office, ACTOR, register, path, Options(unmasked=True, field_names=field_names))
    before = typed(office, register)
    again = ImportSession(office, register, path).apply(ACTOR)
    assert (again.new, again.changed, again.refused) == (0, 0, 0), faults(again)
    other = opened()
    receipt = ImportSession(other, register, path).apply(ACTOR)
    assert faults(receipt) == []
    assert receipt.new == len(rows)
    assert typed(other, register) == before


# ---- reports to the superior


@every
@several_times
@given(data=st.data())
def test_what_is_reported_arrives_as_it_stands_and_what_is_private_stays(
    enrolled: Callable[[Superior], Pair], local: Superior, register: Register, data: st.DataObject
) -> None:
    pair = _once(enrolled, local)
    rows = data.draw(any_record.several(register, any_record.BASE))
    with pair.db.write(ACTOR, "Emptied") as s:
        if not register.append_only:
            records.delete(s, register, [r["id"] for r in records.page(s, register)])
    ids = fill(pair.db, register, rows)
    pair.sync()
    with pair.db.read() as s:
        mine = records.by_ids(s, register, ids)
    if register.owner != OFFICE or register.share == PRIVATE:
        assert register.name not in pair.status().waiting
        sent = b"".join(pair.road.sent)
        assert not any(value.encode() in sent for value in secrets(register, rows))
        return
    held = _held(pair, register)
    for record_id in ids:
        here = {n: int(v) if isinstance(v, bool) else v for n, v in mine[record_id].items() if n in register.fields}
        assert held[record_id] == {n: v for n, v in here.items() if v is not None}
        assert pair.there(register.name)[record_id]["remarks"] == []


def _held(pair: Pair, register: Register) -> dict[str, dict[str, Any]]:
    """Return what the superior's table holds, by id."""
    one = tables.mirror(register.name)
    with engine.reading(pair.superior.engine) as connection:
        found = connection.execute(one.table.select().where(one.of(pair.unit.id))).mappings().all()
    return {row["id"]: {n: v for n, v in server_rows.content_of(one, dict(row)).items() if n in register.fields}
            for row in found}


_pairs: dict[int, Pair] = {}


def _once(enrolled: Callable[[Superior], Pair], superior: Superior) -> Pair:
    """Return the office of this test, enrolled the first time it is asked for, with its ground laid."""
    if id(superior) not in _pairs:
        _pairs.clear()
        pair = _pairs[id(superior)] = enrolled(superior)
        with pair.db.write(ACTOR, "Laid the ground") as s:
            any_record.lay_ground(s)
    return _pairs[id(superior)]


# ---- masks


def secrets(register: Register, rows: list[dict[str, Any]]) -> set[str]:
    """Return what no mask may show: the private values as people read them, where they are more than a word or two."""
    found = set()
    for row in rows:
        for name in register.sensitive & row.keys():
            kind = register.fields[name].kind
            if not isinstance(kind, (Code, PersonName)) and len(kind.show(row[name])) > 5:
                # an amount in fen is a number as any other: its digits stand in workbooks for other reasons
                found |= {kind.show(row[name])} | ({row[name]} if isinstance(row[name], str) else set())
    return found


private = pytest.mark.parametrize("register", [r for r in ALL if r.sensitive], ids=repr)


@private
@several_times
@given(data=st.data())
def test_masks_hide_in_the_grid_the_workbook_and_the_text_file(
    opened: Callable[[], Database], tmp_path: Path, register: Register, data: st.DataObject
) -> None:
    office = opened()
    rows = data.draw(any_record.several(register, any_record.BASE))
    fill(office, register, rows)
    hidden = secrets(register, rows)
    with office.read() as s:
        stored = records.page(s, register)
    cells = Cells(None, register)  # type: ignore[arg-type]  # texts of cells need no window
    grid = [cells.text(row, name) for row in stored for name in register.fields]
    assert not any(value in shown for value in hidden for shown in grid)
    for ending in ("xlsx", "csv"):
        made = exporting.export(office, ACTOR, register, tmp_path / f"masked.{ending}")
        assert set(made.masked) == register.sensitive & set(made.fields)
        content = _content(made.path)
        assert [value for value in hidden if value in content] == []


def _content(path: Path) -> str:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return "\n".join("\t".join(row) for row in csv.reader(stream))
    with zipfile.ZipFile(path) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@several_times
@given(data=st.data())
def test_masks_hide_on_every_list_that_is_printed(opened: Callable[[], Database], data: st.DataObject) -> None:
    office = opened()
    rows = data.draw(any_record.several(MEMBERS, any_record.BASE))
    fill(office, MEMBERS, rows)
    hidden = {"".join(value.split()) for value in secrets(MEMBERS, rows)}
    with office.read() as s:
        stored = records.page(s, MEMBERS)
    for form in papers.ALL:
        pdf = text(printed(form, stored))
        shown = [value for value in hidden if value in pdf]
        assert not shown or form in FULL_NUMBERS, form


@every
def test_the_log_tells_nothing_of_anybody(
    enrolled: Callable[[Superior], Pair],
    local: Superior,
    tmp_path: Path,
    register: Register,
    caplog: pytest.LogCaptureFixture,
) -> None:
    rows = _sample(register)
    with caplog.at_level(logging.DEBUG):
        pair = _once(enrolled, local)
        fill(pair.db, register, rows)
        exporting.export(pair.db, ACTOR, register, tmp_path / "a.xlsx", OPEN)
        if register.takes_rows:
            ImportSession(pair.db, register, tmp_path / "a.xlsx").apply(ACTOR)
        pair.sync()
        logging.getLogger(__name__).info("the log is read")
    assert "the log is read" in caplog.text
    assert [value for value in secrets(register, rows) | {NOBODY} if value in caplog.text] == []


def _sample(register: Register) -> list[dict[str, Any]]:
    """Return one sound record, with a name that stands nowhere else."""
    found: list[dict[str, Any]] = []

    @settings(max_examples=1, database=None)
    @given(any_record.sound_records(register, any_record.BASE))
    def draw(record: dict[str, Any]) -> None:
        found.append(record | {name: NOBODY for name in register.title if isinstance(record.get(name), str)
                               and register.fields[name].kind.name in {"text", "person_name"}
                               and register.name not in MEND})

    draw()
    return found[:1]
