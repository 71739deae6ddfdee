"""What the superior does with a request, whatever carried it: who sends it, is it fresh, and the answer's bytes."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from sync.protocol import canonical, certificates, envelope, keys, messages
from sync.protocol.contents import Fetch, Sought
from sync.protocol.messages import (
    BACK_PATH,
    BELOW_PATH,
    CONTENTS_PATH,
    ENROL_PATH,
    FEED_PATH,
    FETCH_PATH,
    FRAMES_PATH,
    HELLO_PATH,
    PASSED_PATH,
    PIECE_PATH,
    RECEIPTS_PATH,
    RECON_PATH,
    Asked,
    EnrolmentRequest,
    Greeting,
    HandedBack,
    Hello,
    Receipts,
    Wanted,
)
from sync.protocol.recon import Question
from sync.protocol.refusals import Refused, Why
from sync.protocol.relaying import Below, PassedAsked
from sync.server import comparing, contents, feeding, greeting, ingest, posting, relays
from sync.server.deliveries import Delivery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.server.superior import Device, Superior

REFUSALS_A_MINUTE = 60
DEVICE_LETTERS = 64
_BYTES = {BACK_PATH, PIECE_PATH}  # which are no documents
_NUL = rb"\u0000"
_COUNTED = {Why.MALFORMED, Why.TAMPERED, Why.TOO_LARGE, Why.WRONG_UNIT, Why.NOT_SIGNED, Why.WRONG_KIND,
            Why.WRONG_CONTENT}


@dataclass
class Patience:
    """Counts a sender's refused requests; one that sends many in a minute must wait."""

    clock: Callable[[], float] = time.monotonic
    most: int = REFUSALS_A_MINUTE
    _times: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, sender: str) -> None:
        """Raise Refused('too_many') while the sender must wait."""
        with self._lock:
            times = self._times.get(sender)
            while times and times[0] < self.clock() - 60:
                times.popleft()
            if times and len(times) >= self.most:
                raise Refused(Why.TOO_MANY, seconds=int(times[0] + 60 - self.clock()) + 1)

    def count(self, sender: str) -> None:
        """Note a refused request."""
        with self._lock:
            if len(self._times) > 10_000:  # noqa: PLR2004  forget everybody rather than grow without end
                self._times.clear()
            self._times[sender].append(self.clock())


@dataclass
class Service:
    """The superior's methods, from bytes to bytes; a fault is raised as Refused."""

    superior: Superior
    patience: Patience = field(default_factory=Patience)
    _units: dict[str, str] = field(default_factory=dict)
    _looked: float = float("-inf")

    def unit_of(self, device: str) -> str | None:
        """Return the unit of a computer as last looked up; whoever asks is not proved by it."""
        return self._units.get(device)

    def may_look(self, device: str) -> bool:
        """Tell whether an unknown computer is worth a look: not more often than once a second."""
        return len(device) == DEVICE_LETTERS and time.monotonic() - self._looked > 1.0

    def look_up_units(self) -> None:
        """Read which computer belongs to which unit."""
        self._looked = time.monotonic()
        self._units = self.superior.units_of_devices()

    def post(self, path: str, body: bytes, authorization: str = "") -> bytes:
        """Answer a request."""
        if path == ENROL_PATH:
            asked = canonical.decode(body, EnrolmentRequest)
            _refuse_nul(envelope.body(asked.request))
            return canonical.encode(self.superior.enrol(asked))
        if path == FRAMES_PATH:
            return self._frames(body, authorization)
        answer = {RECEIPTS_PATH: self._receipts, FEED_PATH: self._feed, BACK_PATH: self._back,
                  RECON_PATH: self._recon, CONTENTS_PATH: self._contents, PIECE_PATH: self._piece,
                  FETCH_PATH: self._fetch, BELOW_PATH: self._below, PASSED_PATH: self._passed}.get(path)
        if answer is None and path != HELLO_PATH:
            raise Refused(Why.NOT_FOUND, detail=path)
        given = messages.read_authorisation(authorization)
        with self.counting(given):
            if path not in _BYTES:
                _refuse_nul(body)
            digest = messages.digest(body)
            if answer is None:
                return self._hello(self.sender(path, digest, given, hello=body), body)
            device = self.sender(path, digest, given)
            unit = self.superior.check_nonce(device.id, given.nonce)
            return answer(relays.speaking_for(self.superior, device, unit), body)

    @contextmanager
    def counting(self, given: messages.Authorisation) -> Iterator[None]:
        """Listen to a sender inside the block, unless it must wait, and count what is refused."""
        self.patience.check(given.device)
        try:
            yield
        except Refused as refused:
            if refused.code in _COUNTED:
                self.patience.count(given.device)
            raise

    def sender(self, path: str, digest: str, given: messages.Authorisation, hello: bytes = b"") -> Device:
        """Return whose request it is, by the digest of its body; raises Refused unless that computer signed it."""
        device = self.superior.device(given.device) or self._forgotten(path, digest, given, hello)
        if not messages.is_signed(device.public, self.superior.signer.name, path, digest, given):
            raise Refused(Why.NOT_SIGNED)
        return _allowed(device)

    def expected(self, given: messages.Authorisation) -> Device:
        """Return whose request it will be once its end has come and proves it; raises Refused."""
        device = self.superior.device(given.device)
        if device is None:
            raise Refused(Why.UNKNOWN_DEVICE)
        return _allowed(device)

    def _forgotten(self, path: str, digest: str, given: messages.Authorisation, body: bytes) -> Device:
        """Return a computer that this superior once certified and does not know any more; its request is proved first.

        Raises Refused('unknown_device').
        """
        if path != HELLO_PATH:
            raise Refused(Why.UNKNOWN_DEVICE)
        try:
            hello = canonical.decode(body, Hello)
            told = certificates.verify(self.superior.signer.public, str(hello.certificate))
        except Refused as refused:  # no greeting, none with a certificate, or another superior's
            raise Refused(Why.UNKNOWN_DEVICE) from refused
        name = self.superior.signer.name
        if keys.fingerprint(told.public) != given.device:
            raise Refused(Why.UNKNOWN_DEVICE)
        if not messages.is_signed(told.public, name, path, digest, given):
            raise Refused(Why.NOT_SIGNED)
        return self.superior.ask_again(str(hello.certificate), hello.app)

    def _hello(self, device: Device, body: bytes) -> bytes:
        hello = canonical.decode(body, Hello)
        if hello.v != messages.VERSION:
            raise Refused(Why.NEWER_VERSION, version=hello.v, known=messages.VERSION)
        unit = "" if isinstance(hello.unit, msgspec.UnsetType) else hello.unit
        answer = greeting.welcome(self.superior, relays.speaking_for(self.superior, device, unit), hello)
        return canonical.encode(Greeting(welcome=envelope.seal(self.superior.signer, keys.WELCOME, answer)))

    def _receipts(self, device: Device, body: bytes) -> bytes:
        wanted = canonical.decode(body, Wanted)
        return canonical.encode(Receipts(receipts=ingest.receipts_again(self.superior, device, wanted)))

    def _frames(self, body: bytes, authorization: str) -> bytes:
        delivery = Delivery(self, authorization)
        delivery.feed(body)
        return canonical.encode(Receipts(receipts=delivery.finish(delivery.collect())))

    def _feed(self, device: Device, body: bytes) -> bytes:
        return feeding.frames_after(self.superior, device, canonical.decode(body, Asked))

    def _recon(self, device: Device, body: bytes) -> bytes:
        return canonical.encode(comparing.answer(self.superior, device, canonical.decode(body, Question)))

    def _back(self, device: Device, body: bytes) -> bytes:
        return canonical.encode(HandedBack(taken=posting.take_back(self.superior, device, body)))

    def _contents(self, device: Device, body: bytes) -> bytes:
        return canonical.encode(contents.tell(self.superior, device, canonical.decode(body, Sought)))

    def _piece(self, device: Device, body: bytes) -> bytes:
        return canonical.encode(contents.take(self.superior, device, body))

    def _fetch(self, device: Device, body: bytes) -> bytes:
        return contents.give(self.superior, device, canonical.decode(body, Fetch))

    def _below(self, device: Device, body: bytes) -> bytes:
        return canonical.encode(relays.take(self.superior, device, canonical.decode(body, Below)))

    def _passed(self, device: Device, body: bytes) -> bytes:
        return canonical.encode(relays.passed(self.superior, device, canonical.decode(body, PassedAsked)))


def _refuse_nul(document: bytes) -> None:
    """Raise Refused where a document holds a character that PostgreSQL takes in no text."""
    if _NUL in document:
        raise Refused(Why.MALFORMED, detail="a character that no database takes")


def _allowed(device: Device) -> Device:
    if device.revoked:
        raise Refused(Why.ASKS_AGAIN if device.asks else Why.REVOKED)
    return device
