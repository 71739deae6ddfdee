"""What the office remembers of versions beside the shown one, and of columns that only a newer program knows."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import driver
from union_desk import registers
from union_desk.registers.kept_versions import KEPT_INNER_VERSIONS, KEPT_VERSIONS
from union_desk.schema.register import NATION
from union_desk.synctables import EXTRA

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

    from sync.protocol.columns import Value
    from sync.protocol.core import Key
    from sync.protocol.versions import Version
    from union_desk.schema.register import Register

KEPT = (KEPT_VERSIONS.name, KEPT_INNER_VERSIONS.name)


def any_left(s: Session) -> bool:
    """Tell whether any record has a version beside the shown one."""
    return bool(driver.fetch(s, "SELECT 1 FROM sync_rival LIMIT 1"))


def sealed_again(s: Session, most: int) -> list[Key]:
    """Return records to be sealed once more, kept versions first: they must never come after what has seen them."""
    return driver.fetch(s, "SELECT register, record FROM sync_again ORDER BY register NOT IN (?, ?) LIMIT ?",
                        (*KEPT, most))


def seal_again(s: Session, register: str, record: str) -> None:
    """Let a record be sealed once more though the journal does not ask for it."""
    s.execute(sa.text("INSERT OR IGNORE INTO sync_again (register, record) VALUES (:r, :i)"),
              {"r": register, "i": record})


# ---- versions that are not shown


def book_for(register: str) -> Register:
    """Return the book of kept versions that travels as far as a register's records."""
    known = {r.name: r.share for r in registers.ALL}
    return KEPT_VERSIONS if known.get(register, NATION) == NATION else KEPT_INNER_VERSIONS


def name_of(key: Key, loser: Version) -> str:
    """Return the id of a kept version: the same on every computer that keeps it.

    It stays when the values are erased, so it is made of the version's salted hash, never of the values.
    """
    told = json.dumps([*key, loser.digest.hex()])
    return str(uuid.UUID(bytes=hashlib.blake2b(told.encode(), digest_size=16).digest()))


def kept(key: Key, loser: Version, disputed: Collection[str]) -> dict[str, Value]:
    """Return the kept version as a record."""
    return {"owner_register": key[0], "owner_id": key[1], "disputed": "、".join(sorted(disputed)) or None,
            "content": json.dumps(dict(sorted(loser.values.items())), ensure_ascii=False),
            "was_deleted": int(loser.deleted), "kept_state": "1"}


# ---- columns and books of a newer program


def any_extra(s: Session, register: str) -> bool:
    """Tell whether records of a register have columns that this program does not know."""
    return bool(driver.fetch(s, "SELECT 1 FROM sync_extra WHERE register = ? LIMIT 1", (register,)))


def extra_of(s: Session, register: str, records: Sequence[str]) -> dict[str, tuple[dict[str, Value], bool]]:
    """Return the unknown columns of records, and whether the record is in the bin."""
    wanted = sa.select(sa.func.json_each(json.dumps(list(records))).table_valued("value").c.value)
    found = s.execute(sa.select(EXTRA.c.record, EXTRA.c.content, EXTRA.c.deleted).where(
        EXTRA.c.register == register, EXTRA.c.record.in_(wanted)))
    return {record: (json.loads(content), bool(deleted)) for record, content, deleted in found}


def put_extra(s: Session, register: str, record: str, content: Mapping[str, Value], *, deleted: bool = False) -> None:
    """Remember unknown columns of a record; nothing is left where there are none."""
    s.execute(sa.delete(EXTRA).where(EXTRA.c.register == register, EXTRA.c.record == record))
    if content or register not in {r.name for r in registers.ALL}:
        s.execute(sa.insert(EXTRA).values(register=register, record=record, deleted=deleted,
                                          content=json.dumps(dict(content), ensure_ascii=False)))


def add_extra(s: Session, register: str, records: Sequence[str], deleted: Sequence[int],
              columns: dict[str, Sequence[Value]]) -> None:
    """Add to the images of records what only a newer program knows of them, as it came."""
    found = extra_of(s, register, records)
    for name in {name for content, _gone in found.values() for name in content}:
        columns[name] = [None if gone or record not in found else found[record][0].get(name)
                         for record, gone in zip(records, deleted, strict=True)]


def foreign(s: Session, register: str,
            records: Sequence[str]) -> tuple[list[str], list[int], dict[str, Sequence[Value]]]:
    """Return the images of records of a book that this program does not know."""
    found = extra_of(s, register, records)
    ids, columns = list(found), dict[str, "Sequence[Value]"]()
    for name in sorted({name for content, _gone in found.values() for name in content}):
        columns[name] = [found[record][0].get(name) for record in ids]
    return ids, [int(found[record][1]) for record in ids], columns
