"""A superior behind anything that carries bytes there and back: signs what goes, believes only what is signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sync.protocol import canonical, envelope, keys, messages, tokens
from sync.protocol.contents import Fetch, Sought, Taken, Told, write_piece
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
    Admission,
    AdmissionReply,
    Asked,
    Enrolment,
    EnrolmentRequest,
    Greeting,
    HandedBack,
    Hello,
    Receipts,
    Wanted,
    Welcome,
)
from sync.protocol.peer import NoAnswerError
from sync.protocol.recon import Answer, Question
from sync.protocol.refusals import Refused
from sync.protocol.relaying import Below, HeldBelow, PassedAsked, PassedReply
from union_desk.words import N_

T = TypeVar("T")

Post = Callable[[str, bytes, str], bytes]
"""Carries (path, body, authorization) to the superior and brings the answer; raises Refused or NoAnswerError."""

@contextmanager
def carried(server: str, pin: str, post: Post | None) -> Iterator[Post]:
    """Give what carries to a server: the given carrier, else one over HTTP for as long as the block lasts."""
    if post is not None:
        yield post
        return
    from sync.desk import network

    with network.Carrier(server, pin) as carrier:
        yield carrier.post


STRANGER = N_("the answer is not signed by the superior union")


@dataclass
class Remote:
    """A `Peer` over a carrier. `superior` is the public key it must prove; '' for enrolment, where the token tells."""

    post: Post
    signer: keys.Signer
    superior: bytes = b""
    address: str = ""

    def enrol(self, enrolment: Enrolment, signer: keys.Signer, token_key: bytes) -> tuple[Admission, bytes]:
        """Ask for a certificate; returns the admission and the key that signed it."""
        request = envelope.seal(signer, keys.ENROLMENT, enrolment)
        body = canonical.encode(EnrolmentRequest(request=request, proof=tokens.prove(token_key, request)))
        reply = self._read(self.post(ENROL_PATH, body, ""), AdmissionReply)
        try:
            public = keys.read_public(reply.superior_key)
        except Refused as fault:
            raise self._stranger() from fault
        admission = self._open(public, reply.admission, Admission)
        if admission.challenge != enrolment.challenge:
            raise self._stranger()
        return admission, public

    def hello(self, hello: Hello) -> Welcome:
        """Greet; the answer is signed by the superior and answers this very greeting."""
        reply = self._read(self._send(HELLO_PATH, canonical.encode(hello), ""), Greeting)
        welcome = self._open(self.superior, reply.welcome, Welcome)
        if welcome.challenge != hello.challenge:
            raise self._stranger()
        return welcome

    def receipts(self, wanted: Wanted, nonce: str) -> list[str]:
        """Ask for lost receipts."""
        return self._read(self._send(RECEIPTS_PATH, canonical.encode(wanted), nonce), Receipts).receipts

    def push(self, frames: Sequence[bytes], nonce: str) -> list[str]:
        """Send frames in order."""
        return self._read(self._send(FRAMES_PATH, b"".join(frames), nonce), Receipts).receipts

    def feed(self, log: str, after: int, nonce: str) -> bytes:
        """Ask for frames of a log; each of them is signed."""
        return self._send(FEED_PATH, canonical.encode(Asked(log=log, after=after)), nonce)

    def recon(self, asked: Question, nonce: str) -> Answer:
        """Ask for parts of a register, or for versions."""
        return self._read(self._send(RECON_PATH, canonical.encode(asked), nonce), Answer)

    def contents(self, sought: Sought, nonce: str) -> Told:
        """Ask what is wanted and held of contents."""
        return self._read(self._send(CONTENTS_PATH, canonical.encode(sought), nonce), Told)

    def piece(self, content: str, offset: int, size: int, data: bytes, nonce: str) -> Taken:
        """Send a piece of a content."""
        return self._read(self._send(PIECE_PATH, write_piece(content, offset, size, data), nonce), Taken)

    def fetch(self, asked: Fetch, nonce: str) -> bytes:
        """Ask for bytes of a content; its hash proves them."""
        return self._send(FETCH_PATH, canonical.encode(asked), nonce)

    def hand_back(self, data: bytes, nonce: str) -> int:
        """Hand the superior's own frames back."""
        return self._read(self._send(BACK_PATH, data, nonce), HandedBack).taken

    def passed(self, after: int, nonce: str) -> PassedReply:
        """Ask for receipts of the levels above; each of them is signed."""
        return self._read(self._send(PASSED_PATH, canonical.encode(PassedAsked(after=after)), nonce), PassedReply)

    def below(self, below: Below, nonce: str) -> HeldBelow:
        """Tell, as a relay, of the units below."""
        return self._read(self._send(BELOW_PATH, canonical.encode(below), nonce), HeldBelow)

    def _send(self, path: str, body: bytes, nonce: str) -> bytes:
        given = messages.authorise(self.signer, keys.fingerprint(self.superior), path, body, nonce)
        return self.post(path, body, given.header())

    def _read(self, answer: bytes, kind: type[T]) -> T:
        try:
            return canonical.decode(answer, kind)
        except Refused as fault:  # a page of the network, not of the server
            raise self._stranger() from fault

    def _open(self, public: bytes, text: str, kind: type[T]) -> T:
        try:
            return envelope.open_(public, keys.WELCOME, text, kind)
        except Refused as fault:
            raise self._stranger() from fault

    def _stranger(self) -> NoAnswerError:
        return NoAnswerError(address=self.address, reason=STRANGER)
