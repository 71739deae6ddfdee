"""How many people a committee or a representatives' meeting should have: banded data in `resources/rules`."""

from __future__ import annotations

import csv
from functools import cache
from typing import NamedTuple

from union_desk.paths import resource

COMMITTEE, REPRESENTATIVES = "committee", "representatives"


class Band(NamedTuple):
    """The fewest and the most people for so many members, and where the numbers come from."""

    body: str
    least_members: int
    most_members: int | None
    least: int
    most: int
    basis: str


@cache
def bands() -> tuple[Band, ...]:
    """Return all bands in order."""
    with resource("rules", "committee_sizes.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Band(row["body"], int(row["least_members"]), int(row["most_members"]) if row["most_members"] else None,
                 int(row["least"]), int(row["most"]), row["basis"])
            for row in csv.DictReader(line for line in stream if not line.startswith("#")))


def band(body: str, members: int) -> Band | None:
    """Return the band of a body for a number of members; None where the rules name none."""
    return next((b for b in bands() if b.body == body and b.least_members <= members
                 and (b.most_members is None or members <= b.most_members)), None)
