"""Where a value comes from: a field of the record, the running number, the union, today, a fixed text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import checking, records, registers
from union_desk.exchange.exporting import Titles
from union_desk.exchange.filling.spelling import speller
from union_desk.schema.kinds import Date, Ref
from union_desk.sources import SERIAL, TEXT, TODAY, UNION, field_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.orm import Session

    from union_desk.exchange.filling.expressions import Value
    from union_desk.exchange.filling.spelling import Manner
    from union_desk.schema.field import Field
    from union_desk.schema.register import Register


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
