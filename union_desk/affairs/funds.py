"""Dues and union funds (domain reference §6): verbs, what is due, and practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.duties import Duty
    from union_desk.practice_world import World


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day."""
    return []


def practise(world: World) -> None:
    """Give the practice office a year of this work."""
