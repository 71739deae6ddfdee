"""Records as answers: values with private ones masked, in words or as a document."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.schema.kinds import Ref
from union_desk.words import _, series

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.field import Field
    from union_desk.schema.register import Register, Transition

_WIDEST = 28


def document(register: Register, row: dict[str, Any], fields: Sequence[str] = (), *,
             unmasked: bool = False, title: str = "") -> dict[str, Any]:
    """Return a record with the values it has (only of some fields when named); private ones masked, codes as codes.

    title: what the record is called, where its name takes in those of others (`records.called`).
    """
    found: dict[str, Any] = {"id": row["id"], "revision": row.get("revision"), "title": title or register.name_of(row)}
    if row.get("deleted"):
        found["deleted"] = True
    for name, field in register.fields.items():
        value = row.get(name)
        if value is not None and (not fields or name in fields):
            found[name] = field.kind.mask(value) if field.sensitive and not unmasked else value
    return found


class Words:
    """Shows values in words; names of referred records are looked up once."""

    def __init__(self, session: Session, register: Register, *, unmasked: bool = False) -> None:
        """Take the session to ask for names."""
        self._session, self._register, self._unmasked = session, register, unmasked
        self.names: dict[str, str] = {}

    def learn(self, rows: Sequence[dict[str, Any]], fields: Iterable[Field]) -> None:
        """Look up the names of the records that these rows refer to."""
        for field in fields:
            kind: Any = field.kind
            if isinstance(kind, Ref):
                ids = sorted({row[field.name] for row in rows if row.get(field.name)})
                self.names |= records.titles(self._session, registers.get(kind.register), ids)

    def show(self, field: Field, value: Any) -> str:
        """Return a value in words."""
        if isinstance(field.kind, Ref):
            return self.names.get(value, str(value or ""))
        if field.sensitive and not self._unmasked:
            return field.kind.mask(value)
        return field.kind.show(value)


def card(words: Words, register: Register, row: dict[str, Any]) -> str:
    """Return a record as lines of label and value."""
    filled = [f for f in register.fields.values() if row.get(f.name) is not None]
    words.learn([row], filled)
    lines = [f"{_(f.label)}: {words.show(f, row[f.name])}" for f in filled]
    title = register.name_of(row, words.names)
    return "\n".join([title, f"id: {row['id']}", *lines])


def table(words: Words, fields: Sequence[Field], rows: Sequence[dict[str, Any]]) -> str:
    """Return records as aligned columns under their labels, the id last."""
    words.learn(rows, fields)
    lines = [[*(_(f.label) for f in fields), "id"]]
    lines += [[*(words.show(f, row[f.name]) for f in fields), row["id"]] for row in rows]
    return aligned(lines)


def steps(register: Register, transitions: Iterable[Transition]) -> list[str]:
    """Return steps of a book's life a line each: from which state to which, and what must be given."""
    life = register.lifecycle
    if life is None:
        return []
    events, state = registers.get(life.events).fields, register.fields[life.state].kind
    lines = []
    for step in transitions:
        sources = series(state.show(source) for source in step.sources if source)
        way = f"{sources} → {state.show(step.target)}" if sources else state.show(step.target)
        needs = series(_(events[name].label) for name in step.needs)
        if needs:
            way += "  " + _("needs {fields}").format(fields=needs)
        lines.append([f"    {events['event'].kind.show(step.event)}", step.event, way])
    return aligned(lines).split("\n") if lines else []


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return cells in columns as wide as their widest text; a Chinese character takes two places."""
    if not lines:
        return ""
    cells = [[_cut(cell.replace("\n", " ")) for cell in line[:-1]] + [line[-1]] for line in lines]
    widths = [max(_width(line[i]) for line in cells) for i in range(len(cells[0]))]
    return "\n".join("  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(line, widths, strict=True)).rstrip()
                     for line in cells)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def _cut(text: str) -> str:
    while _width(text) > _WIDEST:
        text = text[:-2] + "…"
    return text
