"""What every record of every register has besides its own fields."""

from __future__ import annotations

import os
import threading
import time
import uuid
from typing import Any, ClassVar

import sqlalchemy as sa

from union_desk.schema.field import Field

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class _Described:
    """The table of a register, described when it is asked for first: a server has tables of its own and asks for none.

    Eighty tables take 4 MB and a tenth of a second.
    """

    def __get__(self, _record: object, model: type[Record]) -> sa.Table:
        """Return the table of a class."""
        with _describing:  # pages load in threads, and a table can be described once
            found = metadata.tables.get(model.__tablename__)
            return found if found is not None else _describe(model)


class Record:
    """A row of a register: `n` its place in this database, `id` its name everywhere.

    Subclasses declare `__tablename__` and their fields; each gets a plain table. They are no mapped classes: rows are
    read and written as plain values, and mapping some eighty books would be the longest part of the program's start.
    """

    __table__: ClassVar[_Described] = _Described()
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[sa.schema.SchemaItem, ...]] = ()
    fields: ClassVar[dict[str, Field]] = {}

    def __init_subclass__(cls) -> None:
        """Collect the fields that the class declares."""
        cls.fields = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}


def described() -> sa.MetaData:
    """Return the metadata with the table of every register that is loaded."""
    for model in Record.__subclasses__():
        assert model.__table__.metadata is metadata
    return metadata


def _describe(model: type[Record]) -> sa.Table:
    own = [sa.Column(each.name, each.kind.column(), nullable=True, index=each.index) for each in model.fields.values()]
    return sa.Table(model.__tablename__, metadata, *_system(), *own, *model.__table_args__)


def _system() -> list[sa.Column[Any]]:
    return [
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, unique=True, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False, default=1),
        sa.Column("deleted", sa.Boolean(create_constraint=False), nullable=False, default=False, index=True),
    ]


SYSTEM_COLUMNS = ("n", "id", "revision", "deleted")

_describing = threading.Lock()
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
