"""What every record of every register has besides its own fields."""

from __future__ import annotations

import os
import time
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """The declarative base of all tables of an office."""

    metadata = metadata


class Record(Base):
    """A row of a register: `n` its place in this database, `id` its name everywhere."""

    __abstract__ = True

    n: Mapped[int] = mapped_column(sa.Integer, primary_key=True, sort_order=-10)
    id: Mapped[str] = mapped_column(sa.Text, unique=True, nullable=False, sort_order=-9)
    revision: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=1, sort_order=-8)
    deleted: Mapped[bool] = mapped_column(
        sa.Boolean(create_constraint=False), nullable=False, default=False, index=True, sort_order=-7
    )


SYSTEM_COLUMNS = ("n", "id", "revision", "deleted")

_last: list[int] = [0]
_VARIANT = {digit: f"{0x8 | int(digit, 16) & 0x3:x}" for digit in "0123456789abcdef"}


def new_id() -> str:
    """Return a fresh UUIDv7 as text: its time prefix keeps new rows together in the index."""
    moment = max(time.time_ns() // 1_000_000, _last[0])
    _last[0] = moment
    tail = int.from_bytes(os.urandom(10), "big")
    value = (moment << 80) | (0x7 << 76) | ((tail >> 62 & 0xFFF) << 64) | (0b10 << 62) | (tail & ((1 << 62) - 1))
    return str(uuid.UUID(int=value))


def new_ids(count: int) -> list[str]:
    """Return many fresh UUIDv7 texts, rising from call to call too (a counter fills the bits after the time)."""
    moment = max(time.time_ns() // 1_000_000, _last[0])
    noise = os.urandom(8 * count).hex()
    made: list[str] = []
    for step, first in enumerate(range(0, count, 0x1000)):
        time_part = f"{moment + step:012x}"
        head = f"{time_part[:8]}-{time_part[8:]}-7"
        for low in range(min(0x1000, count - first)):
            at = (first + low) * 16
            variant = _VARIANT[noise[at]]  # the standard's two bits, and two of the noise
            made.append(f"{head}{low:03x}-{variant}{noise[at + 1 : at + 4]}-{noise[at + 4 : at + 16]}")
    _last[0] = max(_last[0], moment + count // 0x1000 + 1)
    return made
