"""Where a value comes from: a field of the record, the running number, the union, today, a fixed text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import checking, records, registers
from union_desk.exchange.exporting import Titles
from union_desk.exchange.filling.mapping import SERIAL, TEXT, TODAY, UNION
from union_desk.exchange.filling.spelling import speller
from union_desk.schema.kinds import Date, Ref
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.orm import Session

    from union_desk.exchange.filling.expressions import Value
    from union_desk.exchange.filling.spelling import Manner
    from union_desk.schema.field import Field
    from union_desk.schema.register import Register

_NUMBER, _TODAY = N_("Running number"), N_("Today's date")
_OF_UNION = N_("{field} of the union")


class Sources:
    """Reads values for forms; `unmasked` writes private values in full."""

    def __init__(self, session: Session, register: Register, *, unmasked: bool) -> None:
        """Take the open office: names of referenced records are asked for once each."""
        self.register, self.unmasked = register, unmasked
        unions = registers.get("unions")
        self.union: dict[str, Any] = next(iter(records.page(session, unions, limit=1)), {})
        self._titles: dict[str, Titles] = {}
        self._session = session
        self.today = checking.today()

    def reader(self, source: str, manner: Manner) -> Callable[[Mapping[str, Any], int], Value]:
        """Return a function from a record and its position (0, 1, …) to what is written."""
        if source == SERIAL:
            return lambda _record, position: float(position + 1)
        if source.startswith(TEXT):
            text = speller(None, manner)(source.removeprefix(TEXT))
            return lambda _record, _position: text
        if source == TODAY:
            day = speller(_DAY, manner)(self.today)
            return lambda _record, _position: day
        field = field_of(self.register, source)
        assert field is not None
        spell = speller(field, manner, self._show(field))
        if source.startswith(UNION):
            of_union = spell(self.union.get(field.name))
            return lambda _record, _position: of_union
        name = field.name
        return lambda record, _position: spell(record.get(name))

    def _show(self, field: Field) -> Callable[[Any], str] | None:
        if field.sensitive and not self.unmasked:
            return field.kind.mask
        if isinstance(field.kind, Ref):
            book = field.kind.register
            if book not in self._titles:
                self._titles[book] = Titles(self._session, registers.get(book))
            return self._titles[book]
        return None


class _Day:
    """Stands for the day of printing, which is no field of any book."""

    kind, sensitive, name = Date(), False, ""


_DAY: Any = _Day()


def field_of(register: Register, source: str) -> Field | None:
    """Return the field that a source reads, None for numbers, texts and today."""
    if source.startswith(UNION):
        return registers.get("unions").fields.get(source.removeprefix(UNION))
    return register.fields.get(source)


def label(register: Register, source: str) -> str:
    """Return how a source is called, for the person."""
    if source == SERIAL:
        return _(_NUMBER)
    if source == TODAY:
        return _(_TODAY)
    if source.startswith(TEXT):
        return f"“{source.removeprefix(TEXT)}”"
    field = field_of(register, source)
    told = _(field.label) if field is not None else source
    return _(_OF_UNION).format(field=told) if source.startswith(UNION) else told


def choices(register: Register) -> list[tuple[str, str]]:
    """Return what may be written into a form as (source, words): the fields, the union's, number and today."""
    own = [(field.name, _(field.label)) for field in register.fields.values()]
    union = [f"{UNION}{name}" for name in registers.get("unions").fields]
    others = [SERIAL, TODAY, *(union if register.name != "unions" else [])]
    return own + [(source, label(register, source)) for source in others]
