"""The declarative base of the journal's tables, by itself: a server has no journal and does without the mapping."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from union_desk.schema.record import metadata


class Base(DeclarativeBase):
    """The declarative base of the journal's tables."""

    metadata = metadata
