"""The other side of a sync, the same few methods whatever lies between: a network, a file, nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.protocol import keys
    from sync.protocol.contents import Fetch, Sought, Taken, Told
    from sync.protocol.messages import Admission, Enrolment, Hello, Wanted, Welcome
    from sync.protocol.recon import Answer, Question
    from sync.protocol.relaying import PassedReply


class NoAnswerError(UserError):
    """Nothing came back that the superior signed: no network, a log-in page of the network, a server that is down."""

    code = "no_answer"
    message = N_("The superior union's server at {address} did not answer ({reason}). "
                 "Nothing is lost; it will be tried again.")

    def __init__(self, *, address: str, reason: str, retry_after: float | None = None,
                 about: Mapping[str, object] | None = None) -> None:
        """Keep how many seconds the server asks to wait, if it does; `reason` are marked words, filled by `about`."""
        super().__init__(**{**(about or {}), "address": address, "reason": reason})
        self.retry_after, self._about = retry_after, about

    def __str__(self) -> str:
        """Return the sentence with its reason, both in the current language."""
        reason = _(str(self.params["reason"]))
        return _(self.message).format(
            address=self.params["address"], reason=reason.format(**self._about) if self._about else reason)


class Peer(Protocol):
    """A superior as seen from a device. Every method raises Refused or NoAnswerError."""

    def enrol(self, enrolment: Enrolment, signer: keys.Signer, token_key: bytes) -> tuple[Admission, bytes]:
        """Ask for a certificate; returns the admission and the key that it verified with."""
        ...

    def hello(self, hello: Hello) -> Welcome:
        """Greet; the answer is verified and carries the nonce for what follows."""
        ...

    def receipts(self, wanted: Wanted, nonce: str) -> list[str]:
        """Return the signed receipts of frames that the superior holds, in order; perhaps fewer than asked for."""
        ...

    def push(self, frames: Sequence[bytes], nonce: str) -> list[str]:
        """Send frames in order; returns signed receipts for as many as were taken, the first at least."""
        ...

    def feed(self, log: str, after: int, nonce: str) -> bytes:
        """Return frames of a log after a number, one after another; nothing when there are none, perhaps a torn one."""
        ...

    def recon(self, asked: Question, nonce: str) -> Answer:
        """Return parts of a register as the superior holds it, or versions."""
        ...

    def contents(self, sought: Sought, nonce: str) -> Told:
        """Return which contents of files the superior wants, and which of those asked for it can give."""
        ...

    def piece(self, content: str, offset: int, size: int, data: bytes, nonce: str) -> Taken:
        """Send a piece of a content; returns how much of it has come."""
        ...

    def fetch(self, asked: Fetch, nonce: str) -> bytes:
        """Return bytes of a content; nothing beyond its end."""
        ...

    def passed(self, after: int, nonce: str) -> PassedReply:
        """Return receipts of the levels above, those after a number."""
        ...

    def hand_back(self, data: bytes, nonce: str) -> int:
        """Give the superior frames of its own that it no longer has; returns how many it lacked."""
        ...
