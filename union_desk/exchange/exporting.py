"""Registers out to workbooks and CSV: masked unless asked for, numbers as text, dates as dates, nothing that runs."""

from __future__ import annotations

import csv
import datetime as dt
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import durable, records, registers, search
from union_desk.exchange.neighbours import paths
from union_desk.progress import NONE, Progress
from union_desk.safety import gate, passwords, stamping
from union_desk.safety.gate import Release
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, Ref, YesNo
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.schema.field import Field
    from union_desk.schema.register import Register
    from union_desk.search import Query

_BATCH = 2000
_EPOCH = dt.date(1899, 12, 30).toordinal()
_RUNS = ("=", "+", "-", "@", "\t", "\r")  # what Excel would take for the beginning of a formula
_GESTURE = N_("Exported {count} rows of {register} to {file}")
_GESTURE_PLAIN = N_("Exported {count} rows of {register} with private data to {file}")
_SHEET_ROWS = 1_048_575
_FOOTER = 250  # characters that a footer holds
_PAGE_WIDTH = 240  # characters that are still readable when fitted onto a landscape A4 page


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: where, how many rows, which fields, and which of them are masked."""

    path: Path
    rows: int
    fields: tuple[str, ...]
    masked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """What to export and how: which records, which columns (all with values by default).

    field_names: the headings are identifiers and dates ISO text. unmasked: private data in full.
    """

    query: Query = records.EVERYTHING
    field_names: bool = False
    unmasked: bool = False
    columns: tuple[str, ...] | None = None
    reason: str = ""  # why private data is needed in full
    password: str = ""  # that a workbook asks for before it opens


_USUAL = Options()


def export(
    db: Database, actor: Actor, register: Register, path: Path, options: Options = _USUAL, progress: Progress = NONE
) -> Exported:
    """Write records to an .xlsx or .csv file (by the name's ending) and journal it.

    Private data leaves in full only when the actor may (`<register>.export_unmasked`). The file appears when it is
    complete; cancelling leaves nothing behind.
    """
    gate.check(actor, Release(gate.EXPORT, register.name, 0, unmasked=options.unmasked, reason=options.reason))
    passwords.check(path.name, options.password)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with db.read() as session:
            source = _Source(session, register, options)
            source.mark, source.person = gate.new_mark(), actor.name
            progress.start(source.count, _("Exporting"))
            write = _write_csv if path.suffix.lower() in {".csv", ".txt"} else _write_xlsx
            rows = write(source, partial, progress)
        passwords.lock(partial, options.password)
        what = _GESTURE_PLAIN if options.unmasked and register.sensitive else _GESTURE
        release = Release(gate.EXPORT, register.name, rows, tuple(f.name for f in source.fields),
                          unmasked=options.unmasked, reason=options.reason, to=path.name, mark=source.mark)
        with gate.passing(db, actor, release, what, leaves=partial, count=rows, register=register.label,
                          file=path.name):
            durable.put(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    return Exported(path, rows, tuple(f.name for f in source.fields), tuple(sorted(source.masked)))


def file_name(unit: str, register: Register, day: str) -> str:
    """Return the usual name of an exported workbook: 单位_表名_日期.xlsx."""
    clean = "".join("_" if char in '\\/:*?"<>|' else char for char in unit).strip() or "_"
    return f"{clean}_{_(register.label)}_{day.replace('-', '')}.xlsx"


def width_of(field: Field) -> int:
    """Return a sensible column width, in characters."""
    by_kind = {
        "id_number": 21,
        "credit_code": 21,
        "bank_account": 23,
        "date": 12,
        "mobile": 14,
        "phone": 16,
        "person_name": 14,
        "yes_no": 10,
        "money": 12,
        "points": 10,
        "norm_value": 12,
        "integer": 10,
        "long_text": 40,
        "address": 36,
    }
    return by_kind.get(field.kind.name, 18)


class _Source:
    """The rows to export, as cells: text, number, or a date's serial number."""

    def __init__(self, session: Session, register: Register, options: Options) -> None:
        self._session, self.register, self._query = session, register, options.query
        self.count = records.count(session, register, options.query)
        self.mark = self.person = ""
        self.options = options
        names = options.columns if options.columns is not None else self._filled()
        self.fields = [register.fields[name] for name in names]
        self.masked = frozenset() if options.unmasked else register.sensitive & set(names)
        self.converters = [self._converter(field) for field in self.fields]

    @property
    def headings(self) -> list[str]:
        """Return the headings: labels in the current language, or identifiers."""
        return [field.name if self.options.field_names else _(field.label) for field in self.fields]

    def _filled(self) -> list[str]:
        """Return the fields that have a value in some row, and those that every record should have."""
        table = self.register.table
        fields = list(self.register.fields.values())
        where = search.condition(self.register, self._query)
        counts = self._session.execute(sa.select(*(sa.func.count(table.c[f.name]) for f in fields)).where(where)).one()
        always = {*self.register.title, *(name for key in self.register.keys for name in key)}
        return [f.name for f, count in zip(fields, counts, strict=True) if count or f.core or f.name in always]

    def rows(self) -> Iterator[list[Any]]:
        """Yield the rows in the order of the query."""
        table = self.register.table
        statement = (
            sa.select(*(table.c[f.name] for f in self.fields))
            .where(search.condition(self.register, self._query))
            .order_by(*search.order(self.register, self._query))
            .execution_options(yield_per=_BATCH)
        )
        converters = self.converters
        for part in self._session.execute(statement).partitions(_BATCH):
            for row in part:
                yield [
                    None if value is None else convert(value) for convert, value in zip(converters, row, strict=True)
                ]

    def _converter(self, field: Field) -> Callable[[Any], Any]:
        kind = field.kind
        if field.name in self.masked:
            return _remembering(kind.mask)
        match kind:
            case Date():
                convert: Callable[[Any], Any] = _same if self.options.field_names else _remembering(_serial)
            case Money():
                convert = _yuan
            case Code() | YesNo():
                convert = _remembering(kind.show)
            case Ref():
                convert = Titles(self._session, registers.get(kind.register))
            case _:
                convert = _same
        return convert


def _same(value: Any) -> Any:
    return value


def _yuan(value: int) -> float:
    return value / 100


def _serial(value: str) -> int | str:
    """Return a day as a spreadsheet counts it; days before 1900-03-01, which Excel miscounts, stay text."""
    number = dt.date.fromisoformat(value).toordinal() - _EPOCH
    return number if number > 60 else value  # noqa: PLR2004  1900-02-29, which never was


def _remembering(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    known: dict[Any, Any] = {}

    def convert(value: Any) -> Any:
        found = known.get(value)
        if found is None:
            found = known[value] = function(value)
        return found

    return convert


class Titles:
    """Names of referenced records, asked for once each; where the name alone is ambiguous, more than it.

    That is the path in a tree, else what tells namesakes apart (a member's number).
    """

    def __init__(self, session: Session, register: Register) -> None:
        self._session, self._register = session, register
        self._known: dict[str, str] = {}
        self._parents: dict[str, tuple[str, str | None]] | None = None
        self._namesakes: frozenset[str] | None = None

    def __call__(self, record_id: str) -> str:
        """Return the name of a record."""
        found = self._known.get(record_id)
        if found is None:
            found = self._known[record_id] = self._ask(record_id)
        return found

    def _ask(self, record_id: str) -> str:
        register = self._register
        title = records.titles(self._session, register, [record_id]).get(record_id, record_id)
        above = next(
            (f.name for f in register.fields.values() if getattr(f.kind, "register", "") == register.name), None
        )
        if above is None:
            return self._told_apart(record_id, title)
        table = register.table
        if self._parents is None:
            rows = self._session.execute(
                sa.select(table.c.id, table.c[register.title[0]], table.c[above]).where(table.c.deleted.is_(False))
            )
            self._parents = {row[0]: (str(row[1] or ""), row[2]) for row in rows}
        namesakes = sum(1 for name, _above in self._parents.values() if name == title)
        return (paths(record_id, self._parents) or [title])[0] if namesakes > 1 else title


    def _told_apart(self, record_id: str, title: str) -> str:
        """Return the title, followed by what tells it from that of a namesake."""
        register, table = self._register, self._register.table
        if not register.distinct:
            return title
        name = table.c[register.title[0]]
        if self._namesakes is None:
            several = sa.select(name).where(table.c.deleted.is_(False)).group_by(name).having(sa.func.count() > 1)
            self._namesakes = frozenset(str(each) for each in self._session.execute(several).scalars())
        if title not in self._namesakes:
            return title
        apart = self._session.execute(sa.select(table.c[register.distinct]).where(table.c.id == record_id)).scalar()
        return f"{title} {apart}" if apart else title


def _write_csv(source: _Source, path: Path, progress: Progress) -> int:
    """Write UTF-8 with a byte order mark; a text that Excel would run is kept from it by an apostrophe."""
    written = 0
    days = [i for i, f in enumerate(source.fields) if isinstance(f.kind, Date) and f.name not in source.masked]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(source.headings)
        for row in source.rows():
            for place in days:
                if isinstance(row[place], int):
                    row[place] = dt.date.fromordinal(row[place] + _EPOCH).isoformat()
            out.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUNS) else cell for cell in row])
            written += 1
            if written % _BATCH == 0:
                progress.step(_BATCH)
    return written


def _write_xlsx(source: _Source, path: Path, progress: Progress) -> int:
    import xlsxwriter

    written = 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"keywords": source.mark})
        book.set_custom_property(stamping.NAME, source.mark, "text")
        rows = source.rows()
        more = True
        while more:
            sheet = _set_up(book, source, written)
            count = _fill(book, sheet, source, rows, progress)
            sheet.autofilter(0, 0, count, max(len(source.fields) - 1, 0))
            written += count
            more = count == _SHEET_ROWS
    return written


def _set_up(book: Any, source: _Source, written: int) -> Any:
    label = "".join(" " if char in "[]:*?/\\" else char for char in _(source.register.label))[:26]
    sheet = book.add_worksheet(label if not written else f"{label} {written // _SHEET_ROWS + 1}")
    text = book.add_format({"num_format": "@"})
    total = 0
    for column, field in enumerate(source.fields):
        heading = source.headings[column]
        wide = max(width_of(field), 2 + sum(2 if char > "\xff" else 1 for char in heading))
        total += wide
        sheet.set_column(column, column, wide, text if _is_text(field, source) else None)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    if total <= _PAGE_WIDTH:
        sheet.fit_to_pages(1, 0)
    else:  # squeezed onto one page nobody could read it: several pages side by side, each with the first column
        sheet.repeat_columns(0)
    stamp = f"{source.mark} {source.person} {dt.datetime.now().astimezone():%Y-%m-%d %H:%M}".replace("&", "&&")
    sheet.set_footer(f"&L&8{stamp}&C&P / &N"[:_FOOTER])
    head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True, "valign": "vcenter"})
    sheet.write_row(0, 0, source.headings, head)
    return sheet


def _is_text(field: Field, source: _Source) -> bool:
    return field.name in source.masked or not isinstance(field.kind, (Date, Integer, LongText))


def _fill(book: Any, sheet: Any, source: _Source, rows: Iterator[list[Any]], progress: Progress) -> int:
    """Write rows until there are no more or the sheet is full; returns how many."""
    day, money = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.00"})
    text, quoted = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "quote_prefix": True})
    formats = [money if isinstance(f.kind, Money) else day if isinstance(f.kind, Date) else None for f in source.fields]
    texts = [text if _is_text(f, source) else None for f in source.fields]
    write_string, write_number = sheet.write_string, sheet.write_number
    number = 0
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if cell.__class__ is str:
                if cell:
                    write_string(number, column, cell, quoted if cell[0] in _RUNS else texts[column])
            elif cell is not None:
                write_number(number, column, cell, formats[column])
        if number % _BATCH == 0:
            progress.step(_BATCH)
        if number == _SHEET_ROWS:
            break
    return number
