"""Offices of invented people for benchmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import practice_office
from union_desk.access import Actor
from union_desk.office import create_office

if TYPE_CHECKING:
    from pathlib import Path


def office_of(folder: Path, members: int, passphrase: str = "benchmark passphrase", years: int = 0) -> int:
    """Make an office with so many invented members and years of work; returns how many members there are."""
    db = create_office(folder, passphrase, "和风机械厂工会委员会", practice=bool(years))
    made = practice_office.fill(db, Actor("bench"), members, years=years).members if members else 0
    db.close()
    return made
