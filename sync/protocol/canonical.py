"""The one spelling of a JSON document, so that equal documents have equal bytes and equal hashes."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from sync.protocol.refusals import Refused, Why

T = TypeVar("T")


def encode(document: object) -> bytes:
    """Return the document as UTF-8 JSON, keys sorted by code point, no blanks."""
    return msgspec.json.encode(document, order="sorted")


def decode(data: bytes, kind: type[T]) -> T:
    """Read a canonical document into a struct; unknown keys (a newer peer's) pass.

    Raises Refused('malformed') for anything that is not canonical JSON of that shape.
    """
    try:
        loose = msgspec.json.decode(data)
        if encode(loose) != data:
            raise Refused(Why.MALFORMED, detail="not in canonical form")
        return msgspec.convert(loose, kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError) as fault:
        raise Refused(Why.MALFORMED, detail=str(fault)) from fault
