"""Records that were returned, across all unions: listed by union, register and reason, or as a workbook."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol.receipts import Remark
from sync.server import engine as engines
from sync.server import rows
from sync.server.tables import REMARKS, UNITS, mirror
from union_desk import durable, registers
from union_desk.schema.problem import ERROR
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.server.superior import Superior

Row = dict[str, Any]
_WIDTHS = (16, 28, 16, 24, 18, 60, 38)


@dataclass(frozen=True)
class Wanted:
    """Which returned records: of a unit (its code), a register, with a reason (the remark's code); all when empty."""

    unit: str = ""
    register: str = ""
    reason: str = ""

    def where(self) -> sa.ColumnElement[bool]:
        """Return the condition on remarks joined with units."""
        asked = ((UNITS.c.code, self.unit), (REMARKS.c.register, self.register), (REMARKS.c.code, self.reason))
        return sa.and_(REMARKS.c.level == ERROR, *(column == value for column, value in asked if value))


def returned(superior: Superior, wanted: Wanted) -> Iterator[Row]:
    """Yield what was returned: unit, register, record, its name (never a sensitive field), field, reason, sentence."""
    if wanted.unit:
        superior.unit(wanted.unit)
    with engines.reading(superior.engine) as connection:
        picked = sa.select(UNITS.c.code.label("unit_code"), UNITS.c.name.label("unit_name"), REMARKS).join(
            UNITS, UNITS.c.id == REMARKS.c.unit_id).where(wanted.where()).order_by(
            UNITS.c.code, REMARKS.c.register, REMARKS.c.n)
        for row in connection.execute(picked).mappings():
            yield _told(connection, dict(row))


def counts(superior: Superior, wanted: Wanted) -> list[Row]:
    """Return how many records were returned by unit, register and reason."""
    with engines.reading(superior.engine) as connection:
        groups = (UNITS.c.code.label("unit"), REMARKS.c.register, REMARKS.c.field, REMARKS.c.code.label("reason"))
        return [dict(row) for row in connection.execute(
            sa.select(*groups, sa.func.count(sa.func.distinct(REMARKS.c.record)).label("records"))
            .join(UNITS, UNITS.c.id == REMARKS.c.unit_id).where(wanted.where()).group_by(*groups).order_by(*groups),
        ).mappings()]


def _told(connection: sa.Connection, row: Row) -> Row:
    remark = Remark(register=row["register"], id=row["record"], level=row["level"], code=row["code"],
                    field=row["field"], message=row["message"], params=json.loads(row["params"]))
    return {"unit": row["unit_code"], "unit_name": row["unit_name"], "register": row["register"],
            "record": row["record"], "name": _name(connection, row), "field": row["field"], "reason": row["code"],
            "message": remark.text()}


def _name(connection: sa.Connection, row: Row) -> str:
    """Return the words by which people know the record, from fields that are not sensitive."""
    one = mirror(row["register"])
    if one.register is None:
        return ""
    found = connection.execute(sa.select(one.table).where(
        one.of(row["unit_id"]), one.table.c.id == row["record"])).mappings().first()
    if found is None:
        return ""
    content = rows.content_of(one, dict(found))
    kinds = {name: one.register.fields[name].kind for name in one.register.title if name not in one.register.sensitive}
    return " ".join(kind.show(content.get(name)) for name, kind in kinds.items() if content.get(name) is not None)


def label_of(register: str, field: str = "") -> str:
    """Return the name of a register, or of one of its fields, in the current language; the bare name where unknown."""
    known = {one.name: one for one in registers.ALL}
    if register not in known:
        return field or register
    if not field:
        return _(known[register].label)
    spec = known[register].fields.get(field)
    return _(spec.label) if spec is not None else field


def write_workbook(superior: Superior, wanted: Wanted, path: Path) -> int:
    """Write the list as a workbook, whole or not at all; returns the number of lines."""
    import xlsxwriter

    partial = path.with_name(f".{path.name}.part")
    partial.touch(mode=0o600)  # where that is not possible, nothing has been begun
    with xlsxwriter.Workbook(str(partial), {"constant_memory": True, "strings_to_formulas": False,
                                            "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(_("Returned records"))
        bold = book.add_format({"bold": True, "bottom": 1})
        for place, (heading, width) in enumerate(zip(_headings(), _WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, bold)
        sheet.freeze_panes(1, 0)
        line = 0
        for line, row in enumerate(returned(superior, wanted), 1):
            cells = (row["unit"], row["unit_name"], label_of(row["register"]), row["name"],
                     label_of(row["register"], row["field"]) if row["field"] else "", row["message"], row["record"])
            for place, text in enumerate(cells):
                sheet.write_string(line, place, str(text))
        sheet.autofilter(0, 0, line, len(_WIDTHS) - 1)
    durable.put(partial, path)
    return line


def _headings() -> tuple[str, ...]:
    return (_("Code of the union"), _("Union"), _("Register"), _("Record"), _("Field"), _("Reason"), _("Record number"))
