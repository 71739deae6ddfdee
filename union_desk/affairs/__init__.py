"""What the office does with its books, one room an area: verbs beyond save and delete, and what is due.

Each module has `duties(session, day) -> list[Duty]` for Today, the verbs that its page and commands call, and
`practise(world)` that gives the practice office a believable year of that work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from union_desk.affairs import (
    activities,
    appeals,
    cadres,
    cards,
    directives,
    funds,
    hardship,
    honours,
    membership,
    organisation,
    privacy,
    returns,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.duties import Duty
    from union_desk.practice_world import World


class Area(Protocol):
    """What every area's module offers."""

    def duties(self, session: Session, day: str) -> list[Duty]:
        """Return what is due on an ISO day; lines without records may be among them, they are left out."""
        ...

    def practise(self, world: World) -> None:
        """Fill the practice office with a year of this area's work, inside its gesture."""
        ...


ALL: tuple[Area, ...] = (
    membership, organisation, cards, activities, funds, appeals, directives, hardship, honours, cadres, returns,
    privacy,
)
