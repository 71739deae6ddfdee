"""A believable year of joining, transfer and leaving for the practice office."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from union_desk.practice_world import World


def practise(world: World) -> None:
    """Invent applications, slips in both directions and a few cases of leaving."""
