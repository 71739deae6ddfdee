"""What may stand in a form of others, filled in or printed onto: a field, the running number, today, the union's own.

Sources are texts: a field's name, '#' (running number), '@today', 'union.FIELD' of the union's own record, or '=text'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import registers
from union_desk.words import N_, _

if TYPE_CHECKING:
    from union_desk.schema.field import Field
    from union_desk.schema.register import Register

SERIAL, TODAY, TEXT, UNION = "#", "@today", "=", "union."
_NUMBER, _TODAY = N_("Running number"), N_("Today's date")
_OF_UNION = N_("{field} of the union")


def is_source(register: Register, source: str) -> bool:
    """Tell whether something can be written from a source."""
    if source.startswith(UNION):
        return source.removeprefix(UNION) in registers.get("unions").fields
    return source in {SERIAL, TODAY} or source.startswith(TEXT) or source in register.fields


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
