"""Rules that several books of the cadres share: days in order, nothing from the future, what is frozen stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.schema.register import Context, Values


def number(values: Values, name: str) -> int | None:
    """Return a whole number, None where there is none."""
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def changed(register: str, values: Values, context: Context, names: Sequence[str]) -> list[str]:
    """Return which fields of a stored record would change; none for a record that is new."""
    own = values.get("id")
    if not isinstance(own, str) or not own:
        return []
    return [name for name in names if context.lookup(register, own, name) != values.get(name)]
