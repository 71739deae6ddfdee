"""Which tables the migrations look after."""

from __future__ import annotations


def ours(_object: object, name: str | None, kind: str, _reflected: object, _other: object) -> bool:
    """Leave the search index's own tables alone: they are derived, and made where the guards are made."""
    return not (kind == "table" and name is not None and name.startswith("search_"))
