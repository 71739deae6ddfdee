"""Contents of files at a relay: what of a unit's files goes on to the superior, and what it posted comes down.

What the unit sent lies under its name, what was posted above under this superior's own, as if it had been posted here.
What a record of a unit names and is not here whole is asked of the superior as well: it may be all that is left after a
restore. The superior says what it wants; remembered is its word about each content. Everything on its way is durable.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.desk.porting import NotHereError
from sync.protocol import contents as wire
from sync.protocol.contents import FILES, POSTED
from sync.protocol.refusals import Refused
from sync.protocol.relaying import Passed
from sync.relay import memory
from sync.server import contents, logs, posting, relays
from sync.server import engine as engines
from sync.server.superior import now
from sync.server.tables import CONTENTS, PIECES, RELAY_CONTENTS, RELAY_POSTS, UNITS, mirror
from union_desk.contents import is_digest

if TYPE_CHECKING:
    from sync.desk.store import Superior as Above
    from sync.relay.policy import Policy
    from sync.server.superior import Superior

_log = logging.getLogger(__name__)


@dataclass
class Coming:
    """A content on its way down into the superior's own; each piece is a transaction."""

    superior: Superior
    content: str
    size: int
    have: int

    def append(self, data: bytes) -> None:
        """Add a piece behind what has come; raises ValueError where another process added one meanwhile."""
        here = contents.of(self.superior.own_unit, self.content)
        with engines.writing(self.superior.engine) as connection:
            done = connection.execute(sa.update(CONTENTS).where(
                here, CONTENTS.c.have == self.have, CONTENTS.c.received_at.is_(None)).values(
                have=self.have + len(data), moved_at=now()))
            if not done.rowcount:
                raise ValueError(self.content)
            connection.execute(sa.insert(PIECES).values(
                unit_id=self.superior.own_unit, content=self.content, start=self.have, data=data))
        self.have += len(data)


@dataclass
class Returning:
    """A content of a unit's own that the superior still has, on its way back; a piece is taken like one of the unit's.

    The unit may send it meanwhile, too: what is there already is passed over. `kept` tells whether it is whole here.
    """

    superior: Superior
    unit: str
    content: str
    size: int
    have: int
    kept: bool = False

    def append(self, data: bytes) -> None:
        """Add a piece; what this superior refuses, or has dropped as not being its name, goes no further."""
        head = wire.PieceHead(content=self.content, offset=self.have, size=self.size)
        try:
            taken = contents.put(self.superior, self.unit, head, data)
        except Refused as refused:
            code = str(refused.code)
            logs.tell(_log, "a file from above is refused", logging.WARNING, content=self.content, code=code)
            self.have = self.size
            return
        self.have, self.kept = taken.have, bool(taken.receipt)


@dataclass
class Shelf:
    """A `porting.Shelf`: the contents about one unit, or ('') those posted to all and to this union itself."""

    superior: Superior
    above: Above
    policy: Policy
    unit: str

    # ---- up

    def unsent(self) -> list[str]:
        """Return the unit's whole contents of which the superior has said nothing yet, in their records' order."""
        with engines.reading(self.superior.engine) as connection:
            return _unsent(connection, self.superior, self.policy, self.unit) if self.unit else []

    def read(self, content: str, offset: int, most: int) -> bytes:
        """Return bytes of a content; raises NotHereError: it has not come whole, or its book keeps its files."""
        with engines.reading(self.superior.engine) as connection:
            for owner in _owners(connection, self.superior, self.policy, self.unit, content):
                data = contents.stretch(connection, owner, content, offset, most)
                if data:
                    return data
        raise NotHereError(content)

    def confirm(self, receipt: str) -> bool:
        """Take a receipt of the superior; tells whether it is news. Raises Refused for what it has not signed."""
        told = wire.verify(self.above.key, receipt, self.unit)
        with engines.writing(self.superior.engine) as connection:
            posting.lock(connection)
            news = self._note(connection, told.content, received_at=told.at, receipt=receipt)
            if news:
                relays.put_passed(connection, self.superior, Passed.of_content(told, self.above.level, receipt))
        return news

    def refuse(self, content: str, refused: Refused) -> None:
        """Remember that the superior never takes a content."""
        with engines.writing(self.superior.engine) as connection:
            self._note(connection, content, refused=str(refused.code))

    def _note(self, connection: sa.Connection, content: str, **facts: str) -> bool:
        here = contents.of(self.unit, content, RELAY_CONTENTS)
        known = connection.execute(sa.delete(RELAY_CONTENTS).where(here)).rowcount
        connection.execute(sa.insert(RELAY_CONTENTS).values(unit_id=self.unit, content=content, **facts))
        return not known

    def wanted_again(self, content: str) -> None:
        """Forget the receipt of a content that the superior has lost since."""
        with engines.writing(self.superior.engine) as connection:
            connection.execute(sa.delete(RELAY_CONTENTS).where(contents.of(self.unit, content, RELAY_CONTENTS)))

    # ---- down

    def lacking(self) -> list[str]:
        """Return the contents of posted files, and of those of the unit, that are not here whole."""
        with engines.reading(self.superior.engine) as connection:
            found = _lacking(connection, self.superior)
            gone = _gone(connection, self.superior, self.policy, self.unit) if self.unit else []
        mine = {self.unit} if self.unit else {"", self.above.unit}
        return list(dict.fromkeys([*(content for audience, content in found if audience in mine), *gone]))

    def arriving(self, content: str, size: int) -> Coming | Returning:
        """Return a content on its way down, as far as it has come; a posted one of another size begins anew."""
        own = self.superior.own_unit
        with engines.reading(self.superior.engine) as connection:
            if self.unit and content in _gone(connection, self.superior, self.policy, self.unit):
                have = connection.execute(sa.select(CONTENTS.c.have).where(contents.of(self.unit, content))).scalar()
                return Returning(self.superior, self.unit, content, size, int(have or 0))
        with engines.writing(self.superior.engine) as connection:
            row = connection.execute(sa.select(CONTENTS).where(contents.of(own, content))).first()
            if row is None or (row.size != size and row.received_at is None):
                contents.drop(connection, own, content)
                connection.execute(sa.insert(CONTENTS).values(
                    unit_id=own, content=content, size=size, have=0, begun_at=now(), posted=True))
                return Coming(self.superior, content, size, 0)
            return Coming(self.superior, content, int(row.size), int(row.have))

    def arrived(self, arriving: Coming | Returning) -> bool:
        """Prove a content that has come whole by its hash; what is not its name is dropped and comes again."""
        if isinstance(arriving, Returning):
            return arriving.kept
        own, digest = self.superior.own_unit, hashlib.sha256()
        with engines.writing(self.superior.engine) as connection:
            for piece in contents.pieces(connection, own, arriving.content):
                digest.update(piece)
            if digest.hexdigest() != arriving.content:
                contents.drop(connection, own, arriving.content)
                return False
            connection.execute(sa.update(CONTENTS).where(contents.of(own, arriving.content)).values(
                received_at=now(), receipt=""))
        return True

    # ---- the size of a piece

    def pace(self) -> list[int] | None:
        """Return the pace of the last session."""
        with engines.reading(self.superior.engine) as connection:
            told: list[int] | None = memory.get(connection, memory.PIECES)
            return told

    def remember_pace(self, told: list[int]) -> None:
        """Remember it."""
        with engines.writing(self.superior.engine) as connection:
            memory.put(connection, memory.PIECES, told)


def waiting(connection: sa.Connection, superior: Superior, policy: Policy) -> set[str]:
    """Return the units with contents to be passed on, and those for which contents are to come down."""
    gone = _asked_above(connection, contents.missing_somewhere(superior), policy, UNITS.c.id)
    up = connection.execute(sa.select(UNITS.c.id).where(sa.or_(
        sa.exists(_going(connection, superior, policy, UNITS.c.id)), sa.exists(gone)))).scalars()
    return {*up, *(audience for audience, _content in _lacking(connection, superior))}


def count(connection: sa.Connection, superior: Superior, policy: Policy) -> dict[str, int]:
    """Return how many contents wait to be passed on, were confirmed and refused by the superior, and are to come."""
    units = sorted(waiting(connection, superior, policy))
    receipt = sa.func.count(RELAY_CONTENTS.c.receipt)
    confirmed, told = connection.execute(sa.select(receipt, sa.func.count()).select_from(RELAY_CONTENTS)).one()
    return {"waiting": sum(len(_unsent(connection, superior, policy, unit)) for unit in units),
            "confirmed": confirmed, "refused": told - confirmed,
            "awaited": len({content for _audience, content in _lacking(connection, superior)})}


def _going(connection: sa.Connection, superior: Superior, policy: Policy,
           unit: sa.ColumnElement[str]) -> sa.Select[Any]:
    """Return the question for what of a unit's files goes on, is here whole and is not settled above.

    What the superior itself posted is not given back to it.
    """
    one, above = mirror(FILES).table, [content for _audience, content in _posted(connection)]
    settled = sa.select(RELAY_CONTENTS.c.content).where(
        RELAY_CONTENTS.c.unit_id == unit, RELAY_CONTENTS.c.content == one.c.content)
    return _named(policy, unit).where(
        one.c.content.not_in(above), sa.exists(_whole(superior, unit, one.c.content)), ~sa.exists(settled))


def _named(policy: Policy, unit: sa.ColumnElement[str]) -> sa.Select[Any]:
    """Return the question for the contents that living records of a unit name and that may go on."""
    one = mirror(FILES).table
    return sa.select(one.c.content).where(
        one.c.unit_id == sa.cast(unit, one.c.unit_id.type), one.c.deleted.is_(False),
        one.c.owner_register.in_(policy.sending_files()))


def _gone(connection: sa.Connection, superior: Superior, policy: Policy, unit: str) -> list[str]:
    """Return the contents of a unit's own files that may have been passed on and are not here whole."""
    room = contents.room_for(connection, superior, unit)
    asked = _asked_above(connection, contents.missing(superior, unit, room), policy, sa.literal(unit))
    found = connection.execute(asked.order_by(mirror(FILES).table.c.id)).all()
    return list(dict.fromkeys(row.content for row in found if is_digest(row.content)))


def _asked_above(connection: sa.Connection, asked: sa.Select[Any], policy: Policy,
                 unit: sa.ColumnElement[str]) -> sa.Select[Any]:
    """Narrow a question for records of files to those that go on, were not refused above and not posted by it."""
    one, above = mirror(FILES).table, [content for _audience, content in _posted(connection)]
    refused = sa.select(RELAY_CONTENTS.c.content).where(
        RELAY_CONTENTS.c.unit_id == unit, RELAY_CONTENTS.c.content == one.c.content,
        RELAY_CONTENTS.c.refused.is_not(None))
    return asked.where(one.c.owner_register.in_(policy.sending_files()), one.c.content.not_in(above),
                       ~sa.exists(refused))


def _whole(superior: Superior, unit: sa.ColumnElement[str], content: sa.ColumnElement[str]) -> sa.Select[Any]:
    """Return the question for the names under which a content lies whole that a unit's record may mean."""
    return sa.select(CONTENTS.c.unit_id).where(
        sa.or_(CONTENTS.c.unit_id == unit, CONTENTS.c.unit_id == superior.own_unit), CONTENTS.c.content == content,
        CONTENTS.c.received_at.is_not(None))


def _unsent(connection: sa.Connection, superior: Superior, policy: Policy, unit: str) -> list[str]:
    asked = _going(connection, superior, policy, sa.literal(unit)).order_by(mirror(FILES).table.c.id)
    return list(dict.fromkeys(connection.execute(asked).scalars()))


def _owners(connection: sa.Connection, superior: Superior, policy: Policy, unit: str, content: str) -> list[str]:
    """Return under whose names a whole content lies that a record of the unit names and that may go on."""
    named = _named(policy, sa.literal(unit)).where(mirror(FILES).table.c.content == content)
    found = _whole(superior, sa.literal(unit), sa.literal(content)).where(sa.exists(named))
    return list(connection.execute(found).scalars())


def _posted(connection: sa.Connection) -> list[tuple[str, str]]:
    """Return for whom, and which, contents the superior's living posts name."""
    found = connection.execute(sa.select(RELAY_POSTS.c.audience, RELAY_POSTS.c.content).where(
        RELAY_POSTS.c.register == POSTED, RELAY_POSTS.c.deleted.is_(False)).order_by(RELAY_POSTS.c.id)).all()
    named = [(audience, str(json.loads(text).get("content") or "")) for audience, text in found]
    return [(audience, content) for audience, content in named if is_digest(content)]


def _lacking(connection: sa.Connection, superior: Superior) -> list[tuple[str, str]]:
    """Return for whom, and which, contents the superior posted that are not here whole."""
    named = _posted(connection)
    if not named:
        return []
    whole = set(connection.execute(sa.select(CONTENTS.c.content).where(
        CONTENTS.c.unit_id == superior.own_unit, CONTENTS.c.received_at.is_not(None))).scalars())
    return [(audience, content) for audience, content in named if content not in whole]
