"""Contents of files at the superior: asked for, taken piece by piece, proved by their hash, given again.

A content is kept once for each unit, and never shared between units, so that nobody learns by asking what another one
has. It is wanted as long as a living record of the unit names it and it is not whole: what a restored or mended
superior lacks is wanted again by itself.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol import contents as wire
from sync.protocol import ids, limits
from sync.protocol.contents import FILES, POSTED, ContentReceipt, Held, PieceHead, Taken, Told, WantedContent
from sync.protocol.refusals import Refused, Why
from sync.server import engine as engines
from sync.server.superior import now
from sync.server.tables import CONTENTS, PIECES, POSTS, UNITS, mirror
from union_desk import kept_kinds
from union_desk.contents import is_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sync.protocol.contents import Fetch, Sought
    from sync.server.superior import Device, Superior

_DIGITS = 64  # of a SHA-256
_AT_ONCE = 4  # pieces in memory while a whole content is read


def of(unit: str, content: str, table: sa.Table = CONTENTS) -> sa.ColumnElement[bool]:
    """Return the condition for a unit's content in a table of theirs."""
    return sa.and_(table.c.unit_id == unit, table.c.content == content)


# ---- what is wanted


def missing(superior: Superior, unit: str, room: int | None = None) -> sa.Select[Any]:
    """Return the question for the records whose contents are not whole; those of the superior's own posts are not.

    With `room` only for those that are on their way, or whose size it holds.
    """
    one, held = mirror(FILES).table, CONTENTS.alias("held")
    own = sa.select(CONTENTS.c.content).where(CONTENTS.c.posted)
    return sa.select(one.c.id, one.c.content, one.c.size, sa.func.coalesce(held.c.have, 0).label("have")).join(
        held, sa.and_(held.c.unit_id == unit, held.c.content == one.c.content), isouter=True).where(
        one.c.unit_id == unit, one.c.deleted.is_(False), sa.func.length(one.c.content) == _DIGITS,
        one.c.size.between(1, superior.most_content), held.c.received_at.is_(None), held.c.refused.is_(None),
        one.c.content.not_in(own), *(() if room is None else (sa.or_(one.c.size <= room, held.c.have > 0),)))


def room_for(connection: sa.Connection, superior: Superior, unit: str) -> int:
    """Return how large a further content of a unit may be: half-sent ones have a limit, a first one has none."""
    taken = connection.execute(sa.select(sa.func.sum(CONTENTS.c.size)).where(
        CONTENTS.c.unit_id == unit, CONTENTS.c.have > 0, CONTENTS.c.received_at.is_(None))).scalar()
    return superior.most_unfinished - int(taken) if taken else superior.most_content


def wants(connection: sa.Connection, superior: Superior, unit: str) -> bool:
    """Tell whether any content of a unit is missing."""
    return connection.execute(missing(superior, unit).limit(1)).first() is not None


def wanting(connection: sa.Connection, superior: Superior, relay: str) -> list[str]:
    """Return the units below a relay of which contents are missing, at most 64."""
    return list(connection.execute(sa.select(UNITS.c.id).where(UNITS.c.via == relay, sa.exists(
        missing_somewhere(superior))).order_by(UNITS.c.id).limit(limits.CONTENTS_AT_ONCE)).scalars())


def missing_somewhere(superior: Superior) -> sa.Select[Any]:
    """Return the same question as `missing` within one for units."""
    one, own = mirror(FILES).table, sa.select(CONTENTS.c.content).where(CONTENTS.c.posted)
    settled = sa.select(CONTENTS.c.content).where(
        CONTENTS.c.unit_id == UNITS.c.id, CONTENTS.c.content == one.c.content,
        sa.or_(CONTENTS.c.received_at.is_not(None), CONTENTS.c.refused.is_not(None)))
    return sa.select(one.c.id).where(
        one.c.unit_id == sa.cast(UNITS.c.id, one.c.unit_id.type), one.c.deleted.is_(False),
        sa.func.length(one.c.content) == _DIGITS, one.c.size.between(1, superior.most_content),
        one.c.content.not_in(own), ~sa.exists(settled))


def wanted(connection: sa.Connection, superior: Superior, unit: str, after: str = "") -> list[WantedContent]:
    """Return the contents that are missing, in the order of their records, at most 64."""
    asked = missing(superior, unit, room_for(connection, superior, unit)).order_by(
        mirror(FILES).table.c.id).limit(limits.CONTENTS_AT_ONCE)
    if after:
        if not ids.is_record(after):
            raise Refused(Why.MALFORMED, detail="record")
        asked = asked.where(mirror(FILES).table.c.id > after)
    return [WantedContent(record=str(row.id), content=row.content, size=row.size, have=row.have)
            for row in connection.execute(asked) if is_digest(row.content)]


def tell(superior: Superior, device: Device, sought: Sought) -> Told:
    """Return what is wanted of a unit and what it may have of what it lacks."""
    if len(sought.lacking) > limits.CONTENTS_AT_ONCE:
        raise Refused(Why.TOO_LARGE, detail="contents")
    with engines.reading(superior.engine, device.unit) as connection:
        found = wanted(connection, superior, device.unit, sought.after)
    return Told(wanted=found, held=held(superior, device.unit, sought.lacking))


def held(superior: Superior, unit: str, lacking: Iterable[str]) -> list[Held]:
    """Return those contents that are whole and may be given to a unit: its own, and what was posted to it."""
    found = []
    for content in lacking:
        place = _owner(superior, unit, content)
        if place is not None:
            found.append(Held(content=content, size=place[1], receipt=place[2]))
    return found


def _owner(superior: Superior, unit: str, content: str) -> tuple[str, int, str] | None:
    """Return under whose name a content lies that a unit may read, its size, and the unit's receipt for it."""
    picked = sa.select(CONTENTS.c.size, CONTENTS.c.receipt).where(CONTENTS.c.received_at.is_not(None))
    with engines.reading(superior.engine, unit) as connection:
        row = connection.execute(picked.where(of(unit, content))).first()
    if row is not None:
        return unit, row.size, row.receipt
    told = sa.select(POSTS.c.id).where(
        POSTS.c.register == POSTED, POSTS.c.deleted.is_(False), POSTS.c.audience.in_(("", unit)),
        POSTS.c.content.contains(f'"{content}"', autoescape=True))
    with engines.reading(superior.engine) as connection:
        row = connection.execute(picked.where(of(superior.own_unit, content), sa.exists(told))).first()
    return (superior.own_unit, row.size, "") if row is not None else None


def give(superior: Superior, device: Device, asked: Fetch) -> bytes:
    """Return bytes of a content from an offset, as far as the stored piece goes; raises Refused('not_found')."""
    found = _owner(superior, device.unit, asked.content)
    if found is None:
        raise Refused(Why.NOT_FOUND, detail="content")
    unit, size, _receipt = found
    if asked.offset >= size:
        return b""
    with engines.reading(superior.engine) as connection:
        return stretch(connection, unit, asked.content, asked.offset, min(asked.most, limits.PIECE_BYTES))


def stretch(connection: sa.Connection, unit: str, content: str, offset: int, most: int) -> bytes:
    """Return bytes of a stored content from an offset, within one stored piece; nothing where none is."""
    row = connection.execute(sa.select(PIECES.c.start, PIECES.c.data).where(
        of(unit, content, PIECES), PIECES.c.start <= offset).order_by(PIECES.c.start.desc()).limit(1)).first()
    return bytes(row.data)[offset - row.start:offset - row.start + most] if row is not None else b""


# ---- taking pieces


def take(superior: Superior, device: Device, body: bytes) -> Taken:
    """Put a piece behind what has come of its content, and prove the whole when it is there: one transaction.

    A piece that does not touch the end changes nothing: the answer says where to go on. Raises Refused: 'not_wanted',
    'too_large', 'wrong_kind', 'wrong_content'; after the last of these the content begins anew.
    """
    head, data = wire.read_piece(body)
    return put(superior, device.unit, head, data)


def put(superior: Superior, unit: str, head: PieceHead, data: bytes) -> Taken:
    """Put a piece of a unit's content, whoever brings it, as `take` does."""
    with engines.writing(superior.engine, unit) as connection:
        connection.execute(sa.select(UNITS.c.id).where(UNITS.c.id == unit).with_for_update()).one()
        taking = _Taking(superior, connection, unit, head)
        answer = taking.answer() or taking.put(data)
    if taking.fault is not None:  # what it changed stands
        raise taking.fault
    return answer


class _Taking:
    """One piece on its way into the store."""

    def __init__(self, superior: Superior, connection: sa.Connection, unit: str, head: PieceHead) -> None:
        self.superior, self.connection, self.unit, self.head = superior, connection, unit, head
        self.fault: Refused | None = None
        self.here = of(unit, head.content)
        row = connection.execute(sa.select(CONTENTS).where(self.here)).mappings().first()
        self.row: dict[str, Any] = dict(row) if row is not None else self._begin()

    def _names(self) -> list[tuple[str, int]]:
        """Return names and sizes that the unit's living records give this content."""
        one = mirror(FILES).table
        found = self.connection.execute(sa.select(one.c.file_name, one.c.size).where(
            one.c.unit_id == self.unit, one.c.content == self.head.content, one.c.deleted.is_(False)))
        return [(str(name or ""), int(size or 0)) for name, size in found]

    def _begin(self) -> dict[str, Any]:
        sizes = {size for _name, size in self._names()}
        if not sizes:
            raise Refused(Why.NOT_WANTED)
        if self.head.size > self.superior.most_content:
            raise Refused(Why.TOO_LARGE, detail=f"{self.head.size} > {self.superior.most_content}")
        if self.head.size not in sizes or not self.head.size:
            raise Refused(Why.WRONG_CONTENT)
        if self.head.size > room_for(self.connection, self.superior, self.unit):
            raise Refused(Why.NOT_WANTED)  # once the others are whole
        row: dict[str, Any] = {
            "unit_id": self.unit, "content": self.head.content, "size": self.head.size, "have": 0,
            "begun_at": now(), "received_at": None, "receipt": None, "refused": None}
        self.connection.execute(sa.insert(CONTENTS).values(**row))
        return row

    def answer(self) -> Taken | None:
        """Return what there is to say without looking at the piece."""
        if self.row["refused"]:
            raise Refused(self.row["refused"], file=self.head.content[:12])
        if self.row["received_at"]:
            return Taken(have=self.row["size"], receipt=self.row["receipt"])
        if self.head.size != self.row["size"]:
            raise Refused(Why.WRONG_CONTENT)
        return None

    def put(self, data: bytes) -> Taken:
        """Store what of a piece follows; the last one has the whole proved."""
        known = self.row["have"] - self.head.offset
        data = data[known:] if known >= 0 else b""
        if not data:
            return Taken(have=self.row["have"])
        have, size = self.row["have"] + len(data), self.row["size"]
        if have > size:
            raise Refused(Why.WRONG_CONTENT)
        whole = have == size
        if not self.row["have"] and (whole or len(data) >= kept_kinds.SNIFFED) and not self._is_kept(data):
            return self._refuse()
        self.connection.execute(sa.insert(PIECES).values(
            unit_id=self.unit, content=self.head.content, start=self.row["have"], data=data))
        self.connection.execute(sa.update(CONTENTS).where(self.here).values(have=have, moved_at=now()))
        return self._prove() if whole else Taken(have=have)

    def _is_kept(self, begin: bytes) -> bool:
        return any(kept_kinds.is_kept(name, begin) for name, _size in self._names())

    def _prove(self) -> Taken:
        digest, begin = hashlib.sha256(), b""
        for piece in pieces(self.connection, self.unit, self.head.content):
            digest.update(piece)
            begin += piece[:kept_kinds.SNIFFED - len(begin)]
        if digest.hexdigest() != self.head.content:
            drop(self.connection, self.unit, self.head.content)
            self.fault = Refused(Why.WRONG_CONTENT)
            return Taken(have=0)
        if not self._is_kept(begin):
            return self._refuse()
        moment = now()
        receipt = wire.sign(self.superior.signer, ContentReceipt(
            superior=self.superior.signer.name, superior_name=self.superior.name, unit=self.unit,
            content=self.head.content, size=self.row["size"], at=moment))
        self.connection.execute(sa.update(CONTENTS).where(self.here).values(received_at=moment, receipt=receipt))
        return Taken(have=self.row["size"], receipt=receipt)

    def _refuse(self) -> Taken:
        """Note that this content is not taken, and keep nothing of it."""
        names = self._names()
        self.connection.execute(sa.delete(PIECES).where(of(self.unit, self.head.content, PIECES)))
        self.connection.execute(sa.update(CONTENTS).where(self.here).values(have=0, refused=str(Why.WRONG_KIND)))
        self.fault = Refused(Why.WRONG_KIND, file=names[0][0] if names else "")
        return Taken(have=0)


def pieces(connection: sa.Connection, unit: str, content: str) -> Iterator[bytes]:
    """Yield the stored bytes of a content, a few pieces in memory."""
    found = connection.execute(sa.select(PIECES.c.data).where(of(unit, content, PIECES)).order_by(PIECES.c.start),
                               execution_options={"yield_per": _AT_ONCE})
    for (data,) in found:
        yield bytes(data)


def drop(connection: sa.Connection, unit: str, content: str) -> None:
    """Forget a content; it is wanted again as long as a record names it."""
    for table in (PIECES, CONTENTS):
        connection.execute(sa.delete(table).where(of(unit, content, table)))


def tidy(superior: Superior, before: str) -> int:
    """Drop half-sent contents that no living record names, or of which nothing came since a moment (UTC; '' for none).

    They are wanted again from the beginning where a record names them. What is whole, or was refused, stays. Returns
    how many were dropped.
    """
    still = CONTENTS.c.received_at.is_(None), CONTENTS.c.refused.is_(None)
    with engines.reading(superior.engine) as connection:
        found = connection.execute(sa.select(CONTENTS.c.unit_id, CONTENTS.c.content).where(*still)).all()
    count = 0
    for unit, content in found:
        with engines.writing(superior.engine) as connection:
            connection.execute(sa.select(UNITS.c.id).where(UNITS.c.id == unit).with_for_update()).first()
            row = connection.execute(sa.select(CONTENTS).where(of(unit, content), *still)).first()
            if row is not None and (_is_old(row, before) or not (row.posted or _is_named(connection, unit, content))):
                drop(connection, unit, content)
                count += 1
    return count


def _is_old(row: Any, before: str) -> bool:
    return str(row.moved_at or row.begun_at) < before


def _is_named(connection: sa.Connection, unit: str, content: str) -> bool:
    one = mirror(FILES).table
    return connection.execute(sa.select(one.c.id).where(
        one.c.unit_id == unit, one.c.content == content, one.c.deleted.is_(False)).limit(1)).first() is not None


def is_sound(connection: sa.Connection, unit: str, content: str) -> bool:
    """Tell whether the stored bytes are what they are called."""
    digest = hashlib.sha256()
    for piece in pieces(connection, unit, content):
        digest.update(piece)
    return digest.hexdigest() == content


def hold(superior: Superior, path: Path) -> tuple[str, int]:
    """Keep a file of the superior's own to be posted; returns its content and size. It is read a piece at a time."""
    with path.open("rb") as stream:
        content = hashlib.file_digest(stream, "sha256").hexdigest()
        size = stream.tell()
        with engines.writing(superior.engine) as connection:
            known = connection.execute(sa.select(CONTENTS.c.received_at).where(of(superior.own_unit, content))).first()
            if known is None or known.received_at is None:  # what is on its way from above is here already
                drop(connection, superior.own_unit, content)
                connection.execute(sa.insert(CONTENTS).values(
                    unit_id=superior.own_unit, content=content, size=size, have=size, begun_at=now(),
                    received_at=now(), receipt="", posted=True))
                stream.seek(0)
                for start in range(0, size, limits.PIECE_BYTES):
                    connection.execute(sa.insert(PIECES).values(
                        unit_id=superior.own_unit, content=content, start=start,
                        data=stream.read(limits.PIECE_BYTES)))
    return content, size
