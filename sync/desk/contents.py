"""Contents of files at the office: which travel, what the superior said of each, and judging what comes down.

The superior says what it wants and how much of it has come, so nothing is remembered here but its receipts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.desk import levels, store
from sync.desk.porting import NotHereError
from sync.protocol import contents as wire
from sync.protocol.contents import POSTED
from union_desk import attachments, kept_kinds, registers
from union_desk.contents import DamagedError
from union_desk.errors import UserError
from union_desk.synctables import CONTENT_LEVELS, CONTENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from sync.desk.levels import Level
    from sync.protocol.refusals import Refused
    from union_desk.contents import Arriving, Store
    from union_desk.database import Database

STAYS, WAITING, RECEIVED, REFUSED, AWAITED = "stays", "waiting", "received", "refused", "awaited"
_PIECES = "pieces"
_FILES = registers.get("attachments").table


# ---- what this office remembers


def _travelling(*more: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(_FILES.c.content).where(
        _FILES.c.deleted.is_(False), _FILES.c.content.is_not(None),
        _FILES.c.owner_register.in_(attachments.travelling()), *more).order_by(_FILES.c.n)


def _from_above() -> sa.Select[Any]:
    table = registers.get(POSTED).table
    return sa.select(table.c.content).where(table.c.deleted.is_(False), table.c.content.is_not(None))


def _settled() -> sa.Select[Any]:
    return sa.select(CONTENTS.c.content).where(sa.or_(
        CONTENTS.c.received_at.is_not(None), CONTENTS.c.refused.is_not(None)))


def unsent(s: Session) -> list[str]:
    """Return the contents for the superior of which it has said nothing yet, in the order of their records."""
    found = _travelling(_FILES.c.content.not_in(_settled()), _FILES.c.content.not_in(_from_above()))
    return list(dict.fromkeys(s.execute(found).scalars()))


def lacking(s: Session, held: Store) -> list[str]:
    """Return the contents that records name and that are not here; not those that were refused."""
    refused = set(s.execute(sa.select(CONTENTS.c.content).where(CONTENTS.c.refused.is_not(None))).scalars())
    named = (*s.execute(_from_above()).scalars(), *s.execute(_travelling()).scalars())
    return [content for content in held.missing(named) if content not in refused]


def put(s: Session, content: str, **facts: str | None) -> None:
    """Remember what became of a content."""
    s.execute(sa.delete(CONTENTS).where(CONTENTS.c.content == content))
    s.execute(sa.insert(CONTENTS).values(content=content, **facts))


def confirm(s: Session, superior: store.Superior, text: str) -> bool:
    """Take a receipt of the superior; tells whether it is news. Raises Refused for what it has not signed."""
    receipt = wire.verify(superior.key, text, superior.unit)
    known = s.execute(sa.select(CONTENTS.c.receipt).where(CONTENTS.c.content == receipt.content)).scalar()
    put(s, receipt.content, received_at=receipt.at, receipt=text)
    return not known


def wanted_again(s: Session, content: str) -> None:
    """Forget the receipt of a content that the superior has lost since."""
    s.execute(sa.delete(CONTENTS).where(CONTENTS.c.content == content, CONTENTS.c.receipt.is_not(None)))


@dataclass(frozen=True)
class Files:
    """How many contents wait to go up, were received, were refused, and are on their way down.

    `above` are the levels above the direct superior that hold some, each with how many as its `records`.
    """

    waiting: int = 0
    received: int = 0
    refused: int = 0
    awaited: int = 0
    above: tuple[Level, ...] = ()


def figures(s: Session, held: Store) -> Files:
    """Return the figures of the page of reports."""
    states = dict(s.execute(sa.select(CONTENTS.c.content, CONTENTS.c.refused)).all())
    named = set(s.execute(_travelling()).scalars()) | set(s.execute(_from_above()).scalars())
    known = [states[content] for content in named if content in states]
    return Files(len(unsent(s)), known.count(None), len(known) - known.count(None), len(lacking(s, held)),
                 tuple(levels.of_files(s, named)))


def figures_of(db: Database) -> Files:
    """Return the figures of an open office."""
    with db.read(whole=True) as s:
        return figures(s, attachments.in_store(db))


def held_above(s: Session, rows: Sequence[dict[str, Any]]) -> dict[str, list[Level]]:
    """Return for records of files, by their contents, which levels above the direct superior hold them since when."""
    return levels.of_contents(s, CONTENT_LEVELS.c.content.in_([str(row["content"]) for row in rows]))


def states(s: Session, held: Store, rows: Sequence[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return for records of files what became of their contents: state, and when it arrived or why it was refused."""
    named = [row["content"] for row in rows]
    known = {row["content"]: row for row in s.execute(
        sa.select(CONTENTS).where(CONTENTS.c.content.in_(named))).mappings()}
    above = set(s.execute(_from_above()).scalars())
    found = {}
    for row in rows:
        fact, travels = known.get(row["content"]), row["owner_register"] in attachments.travelling()
        if fact is not None and fact["refused"]:
            state = REFUSED, str(fact["message"])
        elif not held.holds(str(row["content"])):
            state = AWAITED, ""
        elif not travels or row["content"] in above:
            state = STAYS, ""
        else:
            state = (RECEIVED, str(fact["received_at"])) if fact is not None else (WAITING, "")
        found[row["id"]] = state
    return found


# ---- at the lower end of the road


@dataclass
class Office:
    """The office as a `porting.Shelf`: its sealed store, and what it remembers of its superior's word."""

    db: Database
    superior: store.Superior
    held: Store = field(init=False)

    def __post_init__(self) -> None:
        """Open the store."""
        self.held = attachments.in_store(self.db)

    def unsent(self) -> list[str]:
        """Return the contents of which the superior has said nothing yet."""
        with self.db.read(whole=True) as s:
            return unsent(s)

    def lacking(self) -> list[str]:
        """Return the contents that records name and that are not here."""
        with self.db.read(whole=True) as s:
            return lacking(s, self.held)

    def read(self, content: str, offset: int, most: int) -> bytes:
        """Return bytes of a content; raises NotHereError: another computer of the union may have it."""
        try:
            return self.held.read(content, offset, most)
        except (FileNotFoundError, DamagedError) as fault:
            raise NotHereError(content) from fault

    def confirm(self, receipt: str) -> bool:
        """Take a receipt; tells whether it is news."""
        with self.db.bookkeeping() as s:
            return confirm(s, self.superior, receipt)

    def wanted_again(self, content: str) -> None:
        """Forget the receipt of a content that the superior has lost since."""
        with self.db.bookkeeping() as s:
            wanted_again(s, content)

    def refuse(self, content: str, refused: Refused) -> None:
        """Remember that the superior never takes a content."""
        with self.db.bookkeeping() as s:
            put(s, content, refused=refused.code, message=str(refused))

    def arriving(self, content: str, size: int) -> Arriving:
        """Return a content on its way down."""
        return self.held.arriving(content, size)

    def arrived(self, arriving: Arriving) -> bool:
        """Prove a content that has come whole; tells whether it is kept."""
        return arrived(self.db, arriving)

    def pace(self) -> list[int] | None:
        """Return the pace of the last session."""
        with self.db.read(whole=True) as s:
            told: list[int] | None = store.get(s, _PIECES)
            return told

    def remember_pace(self, told: list[int]) -> None:
        """Remember the pace."""
        with self.db.bookkeeping() as s:
            store.put(s, _PIECES, told)


# ---- what has arrived whole


def arrived(db: Database, arriving: Arriving) -> bool:
    """Prove a content that has come and let its books look at it; what they will not keep is dropped, and it is noted.

    Returns whether it was kept; one that is not what its name says comes again with the next session.
    """
    try:
        arriving.finish()
    except DamagedError:
        return False
    content, held = arriving.content, arriving.store
    with db.bookkeeping() as s:
        names = list(_names(s, content))
        try:
            _judge(held, content, names)
        except UserError as fault:
            held.drop(content)
            put(s, content, refused=fault.code, message=str(fault))
            return False
    for tell in list(db.on_change):
        tell(frozenset({"attachments"}))
    return True


def _names(s: Session, content: str) -> Iterator[tuple[str, str]]:
    """Yield book and file name of everything here that names a content."""
    yield from s.execute(sa.select(_FILES.c.owner_register, _FILES.c.file_name).where(
        _FILES.c.content == content, _FILES.c.deleted.is_(False))).all()
    table = registers.get(POSTED).table
    for name in s.execute(sa.select(table.c.file_name).where(
            table.c.content == content, table.c.deleted.is_(False))).scalars():
        yield "directives", name


def _judge(held: Store, content: str, names: Sequence[tuple[str, str]]) -> None:
    """Raise a UserError for what must not be kept: not of a kind that is, or marked as secret."""
    size = held.size(content)
    begin = held.read(content, 0, kept_kinds.SNIFFED)
    for book, name in names:
        if not kept_kinds.is_kept(str(name), begin):
            raise attachments.NotWhatItClaimsError(file=name, found=kept_kinds.sniff(begin))
        register = registers.get(book)
        if register.screen and size <= _LOOKED_THROUGH:
            attachments.look_through(register, attachments.Offered(
                str(name), kept_kinds.sniff(begin), held.load(content)))


_LOOKED_THROUGH = 20_000_000  # bytes; a larger paper is looked at by its name alone
