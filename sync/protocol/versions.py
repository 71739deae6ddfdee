"""Versions of a record side by side: a newer one replaces, rivals stay, and the same one is shown everywhere.

`put` is a join: whatever the order and however often versions arrive, the same remain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sync.protocol import seen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.protocol.columns import Value


class Version(NamedTuple):
    """A record as it stood once: what it has seen, the hash that names it, whether it is in the bin, its values.

    `salt` went into the hash; it is there where the version is to be stored with it.
    """

    seen: str
    digest: bytes
    deleted: bool
    values: Mapping[str, Value]
    salt: bytes = b""


def rank(version: Version) -> tuple[bool, bytes]:
    """Return the order of rivals: not in the bin over in the bin, then the larger hash."""
    return not version.deleted, version.digest


def put(held: Sequence[Version], came: Version) -> tuple[Version, ...] | None:
    """Return the versions that remain when one more arrives, the shown one first; None when it is known already."""
    if any(seen.text_covers(each.seen, came.seen) for each in held):
        return None
    if len(held) == 1 and seen.text_covers(came.seen, held[0].seen):
        return (came,)  # nearly always
    left = [each for each in held if not seen.text_covers(came.seen, each.seen)]
    return tuple(sorted((*left, came), key=rank, reverse=True))


def is_same(one: Version, other: Version) -> bool:
    """Tell whether two versions say the same, whatever they have seen."""
    return one.deleted == other.deleted and filled(one.values) == filled(other.values)


def filled(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values without the empty ones: a column that is not named holds nothing."""
    return {name: value for name, value in values.items() if value is not None}
