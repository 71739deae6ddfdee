"""Contents of files over the road, in pieces, after the records; each piece is durable where it arrives.

The superior says what it wants and how much of it has come. A piece grows with success and shrinks when the road is
cut, and the records that are entered meanwhile go before the next one. An office and a relay are both a lower end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from sync.desk.pace import Pace
from sync.protocol import limits
from sync.protocol.contents import Fetch, Held, Sought
from sync.protocol.refusals import Refused, Why

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.protocol.contents import WantedContent
    from sync.protocol.peer import Peer

_FOR_GOOD = {Why.TOO_LARGE, Why.WRONG_KIND}
_LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"
"""After the last record: nothing is asked about what the superior wants."""


class NotHereError(LookupError):
    """A content is not here, is damaged, or may not leave."""


class Coming(Protocol):
    """A content on its way down: `have` bytes of `size` are here, durable."""

    size: int
    have: int

    def append(self, data: bytes) -> None:
        """Add a piece; it is durable when this returns."""
        ...


Arrival = TypeVar("Arrival", bound=Coming)


class Shelf(Protocol[Arrival]):
    """Where the contents of a lower end lie, and what it remembers of its superior's word."""

    def unsent(self) -> list[str]:
        """Return the contents for the superior of which it has said nothing yet."""
        ...

    def lacking(self) -> list[str]:
        """Return the contents that are named here, are not here and may come from the superior."""
        ...

    def read(self, content: str, offset: int, most: int) -> bytes:
        """Return bytes of a content from an offset, one at least; raises NotHereError."""
        ...

    def confirm(self, receipt: str) -> bool:
        """Take a receipt of the superior; tells whether it is news. Raises Refused for what it has not signed."""
        ...

    def wanted_again(self, content: str) -> None:
        """Forget the receipt of a content that the superior has lost since."""
        ...

    def refuse(self, content: str, refused: Refused) -> None:
        """Remember that the superior never takes a content."""
        ...

    def arriving(self, content: str, size: int) -> Arrival:
        """Return a content on its way down, as far as it has come."""
        ...

    def arrived(self, arriving: Arrival) -> bool:
        """Prove a content that has come whole; tells whether it is kept. What is not its name comes again."""
        ...

    def pace(self) -> list[int] | None:
        """Return the pace of the last session as `Pace.keep` told it, None before the first."""
        ...

    def remember_pace(self, told: list[int]) -> None:
        """Remember it."""
        ...


@dataclass
class Porter(Generic[Arrival]):
    """Carries contents for one session; `between` lets records go first, before every piece."""

    shelf: Shelf[Arrival]
    peer: Peer
    nonce: str
    between: Callable[[], None] = lambda: None
    sent: int = 0
    taken: int = 0
    sent_bytes: int = 0
    taken_bytes: int = 0
    left: int = field(default_factory=lambda: limits.ROUND_PIECES)
    _pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the size of piece that went through last."""
        self._pace = Pace.kept(self.shelf.pace(), limits.PIECE_FIRST, (limits.PIECE_LEAST, limits.PIECE_BYTES),
                               limits.PIECE_STEP)

    def carry(self, *, wants: bool) -> bool:
        """Carry a round of pieces up, then one down; tells whether there is more. `wants` is the superior's word.

        Raises NoAnswerError, and Refused for what concerns the session; a file that is refused holds up no other.
        """
        if not wants and not self.shelf.unsent() and not self.shelf.lacking():
            return False
        before = self._pace.keep
        try:
            with self._pace.on_the_road():
                more = not self._send_all()
                self.left = limits.ROUND_PIECES
                return not self._take_all() or more
        except Refused as refused:
            if refused.code == Why.NOT_FOUND:  # an older superior takes no files
                return False
            raise
        finally:
            if self._pace.keep != before:
                self.shelf.remember_pace(self._pace.keep)

    def _next(self) -> bool:
        """Let records go first; tell whether one more piece may go in this round."""
        self.between()
        self.left -= 1
        return self.left >= 0

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
        self.shelf.wanted_again(wanted.content)
        have, stuck = wanted.have, 0
        while have < wanted.size:
            try:
                data = self.shelf.read(wanted.content, have, self._pace.size)
            except NotHereError:
                return True
            if not self._next():
                return False
            answer = self.peer.piece(wanted.content, have, wanted.size, data, self.nonce)
            self.sent_bytes += len(data)
            if answer.receipt:
                self.sent += self.shelf.confirm(answer.receipt)
                return True
            stuck = stuck + 1 if answer.have <= have else 0
            if stuck > 1:  # it was taken away meanwhile: the next session asks anew
                return True
            have = answer.have
            self._pace.went()
        return True

    def _note(self, content: str, refused: Refused) -> None:
        """Remember a refusal that no further try mends; others concern this try or the whole session."""
        if refused.code in _FOR_GOOD:
            self.shelf.refuse(content, refused)
        elif refused.code not in {Why.NOT_WANTED, Why.WRONG_CONTENT}:
            raise refused

    # ---- down

    def _take_all(self) -> bool:
        """Ask for what is missing here and for receipts that are; tell whether the round was long enough."""
        missing = self.shelf.lacking()
        asked = list(dict.fromkeys([*missing, *self.shelf.unsent()]))
        for start in range(0, len(asked), limits.CONTENTS_AT_ONCE):
            stretch = asked[start:start + limits.CONTENTS_AT_ONCE]
            told = self.peer.contents(Sought(after=_LAST, lacking=stretch), self.nonce)
            for each in told.held:
                if each.receipt:
                    self.shelf.confirm(each.receipt)
                if each.content in missing and not self._take(each):
                    return False
        return True

    def _take(self, found: Held) -> bool:
        if found.size > limits.CONTENT_BYTES:
            return True
        arriving = self.shelf.arriving(found.content, found.size)
        while arriving.have < arriving.size:
            if not self._next():
                return False
            data = self.peer.fetch(Fetch(content=found.content, offset=arriving.have, most=self._pace.size), self.nonce)
            if not data or len(data) > arriving.size - arriving.have:
                return True
            arriving.append(data)
            self.taken_bytes += len(data)
            self._pace.went()
        self.taken += self.shelf.arrived(arriving)
        return True
