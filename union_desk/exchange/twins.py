"""Rows of one file that stand in each other's way: the same number twice, numbers filled in by dragging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema import identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from union_desk.schema.kinds import Scalar

_FULL = 18
_LEAST_FAILING = 3

Key = tuple["Scalar", ...]


def groups(keys: Sequence[Key | None]) -> dict[Key, list[int]]:
    """Return the places of each key that occurs more than once, in order."""
    first: dict[Key, int] = {}
    found: dict[Key, list[int]] = {}
    for place, key in enumerate(keys):
        if key is None:
            continue
        if key in first:
            found.setdefault(key, [first[key]]).append(place)
        else:
            first[key] = place
    return found


def differences(columns: Mapping[str, Sequence[Scalar]], first: int, second: int) -> tuple[str, ...]:
    """Return the fields in which a later row says something that the first does not say."""
    return tuple(
        name for name, values in columns.items() if values[second] is not None and values[second] != values[first]
    )


def dragged(numbers: Sequence[Scalar], neighbours: Sequence[bool]) -> list[tuple[int, int]]:
    """Return (first, last) places of runs of numbers that rise by one and mostly fail their check digit.

    `neighbours[i]` says whether row i stands right below row i - 1 on the same sheet. The first number of a run may be
    genuine: the others were dragged from it.
    """
    runs = []
    start = 0
    for place in range(1, len(numbers) + 1):
        if place < len(numbers) and neighbours[place] and _follows(numbers[place - 1], numbers[place]):
            continue
        if place - start > _LEAST_FAILING - 1 and failing(numbers[start:place]) >= _LEAST_FAILING:
            runs.append((start, place - 1))
        start = place
    return runs


def _follows(before: Scalar, after: Scalar) -> bool:
    if not isinstance(before, str) or not isinstance(after, str) or len(before) != _FULL or before[:14] != after[:14]:
        return False
    return before.isdigit() and after.isdigit() and int(after) - int(before) == 1


def failing(numbers: Iterable[Scalar]) -> int:
    """Return how many of the numbers fail as identity numbers."""
    return sum(1 for number in numbers if identity.read("01", str(number)).faults)
