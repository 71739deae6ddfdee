"""Contents of files to the superior and from it, in pieces, after the records; each piece is durable where it arrives.

The superior says what it wants and how much of it has come, so nothing is remembered here but its receipts. A piece
grows with success and shrinks when the road is cut, and the records that are entered meanwhile go before the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.desk import store
from sync.protocol import contents as wire
from sync.protocol import limits
from sync.protocol.contents import POSTED, Fetch, Held, Sought
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused, Why
from union_desk import attachments, registers
from union_desk.contents import DamagedError
from union_desk.errors import UserError
from union_desk.synctables import CONTENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from sync.protocol.contents import WantedContent
    from sync.protocol.peer import Peer
    from union_desk.contents import Arriving, Store
    from union_desk.database import Database

STAYS, WAITING, RECEIVED, REFUSED, AWAITED = "stays", "waiting", "received", "refused", "awaited"
_PIECE = "piece"
_FOR_GOOD = {Why.TOO_LARGE, Why.WRONG_KIND}
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
    """How many contents wait to go up, were received, were refused, and are on their way down."""

    waiting: int = 0
    received: int = 0
    refused: int = 0
    awaited: int = 0


def figures(s: Session, held: Store) -> Files:
    """Return the figures of the page of reports."""
    states = dict(s.execute(sa.select(CONTENTS.c.content, CONTENTS.c.refused)).all())
    named = set(s.execute(_travelling()).scalars()) | set(s.execute(_from_above()).scalars())
    known = [states[content] for content in named if content in states]
    return Files(len(unsent(s)), known.count(None), len(known) - known.count(None), len(lacking(s, held)))


def figures_of(db: Database) -> Files:
    """Return the figures of an open office."""
    with db.read(whole=True) as s:
        return figures(s, attachments.in_store(db))


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


# ---- over the road


@dataclass
class Porter:
    """Carries contents for one session; `between` lets records go first, before every piece."""

    db: Database
    superior: store.Superior
    peer: Peer
    nonce: str
    between: Callable[[], None] = lambda: None
    sent: int = 0
    taken: int = 0
    sent_bytes: int = 0
    taken_bytes: int = 0
    left: int = field(default_factory=lambda: limits.ROUND_PIECES)
    held: Store = field(init=False)
    _size: int = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the size of piece that went through last."""
        self.held = attachments.in_store(self.db)
        with self.db.read(whole=True) as s:
            self._size = store.get(s, _PIECE, limits.PIECE_FIRST)

    def carry(self, *, wants: bool) -> bool:
        """Carry a round of pieces up, then one down; tells whether there is more. `wants` is the superior's word.

        Raises NoAnswerError, and Refused for what concerns the session; a file that is refused holds up no other.
        """
        with self.db.read(whole=True) as s:
            nothing = not wants and not unsent(s) and not lacking(s, self.held)
        if nothing:
            return False
        before = self._size
        try:
            more = not self._send_all()
            self.left = limits.ROUND_PIECES
            return not self._take_all() or more
        except NoAnswerError:
            self._size = max(limits.PIECE_LEAST, self._size // 2)
            raise
        except Refused as refused:
            if refused.code == Why.NOT_FOUND:  # an older superior takes no files
                return False
            raise
        finally:
            if self._size != before:
                with self.db.bookkeeping() as s:
                    store.put(s, _PIECE, self._size)

    def _next(self) -> bool:
        """Let records go first; tell whether one more piece may go in this round."""
        self.between()
        self.left -= 1
        return self.left >= 0

    def _went(self) -> None:
        self._size = min(limits.PIECE_BYTES, self._size * 2)

    # ---- up

    def _send_all(self) -> bool:
        """Send what the superior wants; tell whether the round was long enough."""
        after, tried = "", set[str]()
        while wanted := self.peer.contents(Sought(after=after), self.nonce).wanted:
            for each in wanted:
                after = each.record
                if each.content in tried:  # two records name it
                    continue
                tried.add(each.content)
                try:
                    if not self._send(each):
                        return False
                except Refused as refused:
                    self._note(each.content, refused)
        return True

    def _send(self, wanted: WantedContent) -> bool:
        with self.db.bookkeeping() as s:
            wanted_again(s, wanted.content)
        have, stuck = wanted.have, 0
        while have < wanted.size:
            try:
                data = self.held.read(wanted.content, have, self._size)
            except (FileNotFoundError, DamagedError):  # another computer of the union may have it
                return True
            if not self._next():
                return False
            answer = self.peer.piece(wanted.content, have, wanted.size, data, self.nonce)
            self.sent_bytes += len(data)
            if answer.receipt:
                with self.db.bookkeeping() as s:
                    self.sent += confirm(s, self.superior, answer.receipt)
                return True
            stuck = stuck + 1 if answer.have <= have else 0
            if stuck > 1:  # it was taken away meanwhile: the next session asks anew
                return True
            have = answer.have
            self._went()
        return True

    def _note(self, content: str, refused: Refused) -> None:
        """Remember a refusal that no further try mends; others concern this try or the whole session."""
        if refused.code in _FOR_GOOD:
            with self.db.bookkeeping() as s:
                put(s, content, refused=refused.code, message=str(refused))
        elif refused.code not in {Why.NOT_WANTED, Why.WRONG_CONTENT}:
            raise refused

    # ---- down

    def _take_all(self) -> bool:
        """Ask for what is missing here and for receipts that are; tell whether the round was long enough."""
        with self.db.read(whole=True) as s:
            missing = lacking(s, self.held)
            asked = list(dict.fromkeys([*missing, *unsent(s)]))
        for start in range(0, len(asked), limits.CONTENTS_AT_ONCE):
            stretch = asked[start:start + limits.CONTENTS_AT_ONCE]
            told = self.peer.contents(Sought(after=_LAST, lacking=stretch), self.nonce)
            for each in told.held:
                if each.receipt:
                    with self.db.bookkeeping() as s:
                        confirm(s, self.superior, each.receipt)
                if each.content in missing and not self._take(each):
                    return False
        return True

    def _take(self, found: Held) -> bool:
        if found.size > limits.CONTENT_BYTES:
            return True
        arriving = self.held.arriving(found.content, found.size)
        while arriving.have < arriving.size:
            if not self._next():
                return False
            data = self.peer.fetch(Fetch(content=found.content, offset=arriving.have, most=self._size), self.nonce)
            if not data or len(data) > arriving.size - arriving.have:
                return True
            arriving.append(data)
            self.taken_bytes += len(data)
            self._went()
        self.taken += arrived(self.db, arriving)
        return True


_LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"
"""After the last record: nothing is asked about what the superior wants."""


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
    begin = held.read(content, 0, attachments.SNIFFED)
    for book, name in names:
        if not attachments.is_kept(str(name), begin):
            raise attachments.NotWhatItClaimsError(file=name, found=attachments.sniff(begin))
        register = registers.get(book)
        if register.screen and size <= _LOOKED_THROUGH:
            attachments.look_through(register, attachments.Offered(
                str(name), attachments.sniff(begin), held.load(content)))


_LOOKED_THROUGH = 20_000_000  # bytes; a larger paper is looked at by its name alone
