"""Which tables and indexes the migrations look after."""

from __future__ import annotations

from union_desk.tracing import INDEX


def ours(_object: object, name: str | None, kind: str, _reflected: object, _other: object) -> bool:
    """Leave the search index's own tables and the index of past days alone: derived, made where the guards are made."""
    return not (kind == "table" and name is not None and name.startswith("search_")) and name != INDEX
