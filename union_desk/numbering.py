"""Numbers that a book gives its records: the next one of the year or month, without gaps and never twice."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import registers
from union_desk.checking import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Numbering, Register, Values

_MARK = "\x00"


def fill(session: Session, register: Register, rows: Sequence[Values]) -> list[dict[str, Any]]:
    """Return the rows with a number each; those that have one keep it. Inside `db.write(...)`: one writer at a time."""
    rule = register.numbering
    assert rule is not None
    used: dict[tuple[str, str], int] = {}
    union = _union_code(session) if "{union" in rule.pattern else ""
    filled = []
    for row in rows:
        whole = dict(row)
        if whole.get(rule.field) in (None, ""):
            start, end, width = _shape(rule, str(row.get(rule.day) or "") or today(), union)
            key = (start, end)
            if key not in used:
                used[key] = _last(session, register, start, end)
            used[key] += 1
            whole[rule.field] = f"{start}{used[key]:{width}}{end}"
        filled.append(whole)
    return filled


def _shape(rule: Numbering, day: str, union: str) -> tuple[str, str, str]:
    """Return what stands before and after the serial, and the serial's format."""
    width = next(spec or "" for _text, name, spec, _conv in string.Formatter().parse(rule.pattern) if name == "serial")
    pattern = rule.pattern.replace(f"{{serial:{width}}}" if width else "{serial}", _MARK)
    start, _mark, end = pattern.format(year=day[:4], month=day[5:7], union=union).partition(_MARK)
    return start, end, width


def _last(session: Session, register: Register, start: str, end: str) -> int:
    """Return the greatest serial given so far, of living records and of those in the bin."""
    assert register.numbering is not None
    column = register.table.c[register.numbering.field]
    found = session.execute(sa.select(column).where(column.startswith(start, autoescape=True))).scalars()
    serials = (text[len(start):len(text) - len(end)] for text in found if text.endswith(end))
    return max((int(serial) for serial in serials if serial.isascii() and serial.isdigit()), default=0)


def _union_code(session: Session) -> str:
    table = registers.get("unions").table
    found = session.execute(sa.select(table.c.union_code, table.c.union_uscc).where(table.c.deleted.is_(False))).first()
    return str(found.union_code or found.union_uscc or "") if found else ""
