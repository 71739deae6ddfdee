"""What an erasure leaves of a value: nothing, what finds nobody, or a mark where a word has to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import registers
from union_desk.registers import kept_versions
from union_desk.schema import privacy
from union_desk.schema.kinds import Code, Ref
from union_desk.schema.personal import BankAccount, IdNumber, Mobile, PersonName, Phone
from union_desk.schema.privacy import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from union_desk.schema.register import Register

_BESIDE = {  # books that hang on any record, with what is left of them
    "attachments": {"owner_register", "owner_id", "evidence", "media_type", "size"},
    **{book.name: {"owner_register", "owner_id", "disputed", "was_deleted", "kept_state"}
       for book in kept_versions.REGISTERS},
}
_STRUCTURE = {"event", "from_state", "to_state", "deleted"}
_TELLING = (PersonName, IdNumber, Mobile, Phone, BankAccount)
_SHORTEST = 2
_DAY = len("2026-01-01")


def treat(name: str, field: str, value: Any) -> Any:
    """Return what is left of a value of a field of a book."""
    register = registers.get(name)
    spec = register.fields.get(field)
    if value is None or spec is None or field in _STRUCTURE or isinstance(spec.kind, Ref) or _is_state(register, field):
        return value
    left = _left(name, field)
    if left == privacy.KEEP:
        return value
    if left == privacy.MONTH:
        return f"{value[:7]}-01" if isinstance(value, str) and len(value) == _DAY else None
    word = spec.required and isinstance(value, str) and not isinstance(spec.kind, Code) and _is_text(spec.kind)
    return MARK if word else None


def _is_state(register: Register, field: str) -> bool:
    return register.lifecycle is not None and register.lifecycle.state == field


def _is_text(kind: object) -> bool:
    return type(kind).__name__ in {"Text", "LongText", "PersonName"}


def _left(name: str, field: str) -> str:
    if name in _BESIDE:
        return privacy.KEEP if field in _BESIDE[name] else privacy.BLANK
    found = privacy.purpose_of(name, field)
    return found.left if found is not None else privacy.KEEP


def telling(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the values by which a person is found in texts elsewhere: names, numbers, names of files."""
    register = registers.get(name)
    for field, value in values.items():
        spec = register.fields.get(field)
        if spec is None or not isinstance(value, str) or len(value) < _SHORTEST or value == MARK:
            continue
        named = isinstance(spec.kind, _TELLING) or (name == "attachments" and field in {"title", "file_name"})
        if named and treat(name, field, value) != value:
            yield value


