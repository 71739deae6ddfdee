"""Requests on their way: one travels, the next lies ready, so that the superior never waits for the office."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from sync.desk.sealing import Sealed
    from sync.protocol.peer import Peer

AHEAD = 2
"""Requests handed over at once: the one that travels and the one that follows it."""


class Answer(NamedTuple):
    """What came back for a request: its frames with their receipts, and frames that must be sent again, in order."""

    taken: Sequence[Sealed]
    receipts: Sequence[str]
    left: Sequence[Sealed]


@dataclass
class Road:
    """Carries requests one after another on a thread of its own; use as a context manager.

    After a refusal, a cut or an answer for some of the frames only, what lies ready is not sent.
    """

    peer: Peer
    nonce: str
    sent_bytes: int = 0
    _stopped: bool = False
    _travelling: deque[tuple[list[Sealed], Future[list[str]]]] = field(default_factory=deque)
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=1, thread_name_prefix="sync"))

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        """Let the request under way come back; nothing more is sent."""
        self._stopped = True
        self._thread.shutdown()

    @property
    def has_room(self) -> bool:
        """Tell whether one more request may be handed over."""
        return len(self._travelling) < AHEAD

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing travels."""
        return not self._travelling

    @property
    def is_answered(self) -> bool:
        """Tell whether an answer has come back that nobody has looked at."""
        return bool(self._travelling) and self._travelling[0][1].done()

    def send(self, batch: list[Sealed]) -> None:
        """Hand over a request."""
        self._travelling.append((batch, self._thread.submit(self._carry, [one.frame.data for one in batch])))

    def _carry(self, data: list[bytes]) -> list[str]:
        if self._stopped:
            return []
        self.sent_bytes += sum(map(len, data))
        try:
            texts = self.peer.push(data, self.nonce)
        except BaseException:
            self._stopped = True
            raise
        self._stopped = len(texts) < len(data)
        return texts

    def answer(self) -> Answer:
        """Wait for the next answer; raises what the peer raised."""
        batch, coming = self._travelling.popleft()
        try:
            texts = coming.result()
        finally:
            del coming  # it holds what was raised, whose places hold this one
        left = batch[len(texts):]
        if left:
            while self._travelling:  # they did not set out: an earlier frame is missing there
                after, unsent = self._travelling.popleft()
                unsent.result()
                left += after
            self._stopped = False
        return Answer(batch[:len(texts)], texts, left)
