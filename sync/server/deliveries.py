"""A request of frames, taken as it comes: a line that breaks costs the torn frame and none before it.

Each frame proves itself by its own signature, as on a stick. The request's signature is over all of its bytes and can
be looked at when the last one has come; until then nothing is answered, and only a computer that this superior gave
the request's nonce to is listened to.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sync.protocol import frame, limits, messages
from sync.protocol.messages import FRAMES_PATH
from sync.protocol.refusals import Refused, Why
from sync.server import ingest, relays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.protocol.frame import Frame
    from sync.protocol.messages import Authorisation
    from sync.server.service import Service
    from sync.server.superior import Device


@dataclass
class Delivery:
    """The frames of one request: what has come, what was taken, and why the rest was not.

    `feed` and `collect` are for the thread that reads; `take` and `finish` work with the database, one at a time.
    """

    service: Service
    authorization: str
    receipts: list[str] = field(default_factory=list)
    size: int = 0  # bytes that have come
    held: int = 0  # bytes of them that are in memory
    _fault: Refused | None = None  # what came is no frame
    _early: Refused | None = None  # a frame was refused before the end
    _ended: bool = False  # after a refusal nothing more is taken
    _left: int = field(default_factory=lambda: limits.REQUEST_FRAMES)
    _whole: list[Frame] = field(default_factory=list)
    _reader: frame.Reader = field(default_factory=frame.Reader)
    _digest: Any = field(default_factory=hashlib.sha256)

    def feed(self, part: bytes) -> None:
        """Note what has come."""
        self.size += len(part)
        self._digest.update(part)
        if self._fault is not None or not self._left:
            return
        self.held += len(part)
        try:
            for one in self._reader.feed(part):
                self._whole.append(one)
                self._left -= 1
                if not self._left:
                    return
        except Refused as refused:
            self._fault = refused

    @property
    def waits(self) -> bool:
        """Tell whether a whole frame has come that nobody has collected."""
        return bool(self._whole)

    def collect(self) -> Sequence[Frame]:
        """Return the whole frames that have come since this was asked last."""
        found, self._whole = self._whole, []
        self.held -= sum(map(len, found))
        return found

    def take(self, coming: Sequence[Frame]) -> None:
        """Take whole frames before the end of the request; a refusal is kept for the answer."""
        if self._ended or not coming:
            return
        self._ended = True  # unless it goes well
        try:
            given = messages.read_authorisation(self.authorization)
            with self.service.counting(given):
                self._take(self.service.expected(given), given, coming)
        except Refused as refused:
            self._early = refused

    def finish(self, coming: Sequence[Frame]) -> list[str]:
        """Prove the whole request and take the last of its frames; returns the receipts.

        Raises Refused where the request is not signed, or where its first frame was refused.
        """
        given = messages.read_authorisation(self.authorization)
        with self.service.counting(given):
            device = self.service.sender(FRAMES_PATH, self._digest.hexdigest(), given)
            if coming and not self._ended:
                self._take(device, given, coming)
            if not self.receipts and self._early is None:
                raise self._fault or Refused(Why.MALFORMED, detail="no whole frame")
        if not self.receipts and self._early is not None:
            raise self._early
        return self.receipts

    def _take(self, device: Device, given: Authorisation, coming: Sequence[Frame]) -> None:
        superior = self.service.superior
        speaking = relays.speaking_for(superior, device, superior.check_nonce(device.id, given.nonce))
        taken = ingest.take(superior, speaking, coming)
        self.receipts += taken
        self._ended = len(taken) < len(coming)
