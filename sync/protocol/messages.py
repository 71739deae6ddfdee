"""What is said besides frames: the greeting with its answer, enrolment, and how a request is signed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated

import msgspec

from sync.protocol import canonical, keys
from sync.protocol.refusals import Refused, Why

if TYPE_CHECKING:
    from collections.abc import Iterable

ENROL_PATH, HELLO_PATH, FRAMES_PATH, RECEIPTS_PATH = "/s/enrol", "/s/hello", "/s/frames", "/s/receipts"
FEED_PATH, BACK_PATH, RECON_PATH = "/s/feed", "/s/back", "/s/recon"
CONTENTS_PATH, PIECE_PATH, FETCH_PATH = "/s/contents", "/s/piece", "/s/fetch"
BELOW_PATH, PASSED_PATH = "/s/below", "/s/passed"
FRAMES_TYPE = "application/x-union-desk-frames"
PROBLEM_TYPE = "application/problem+json"
VERSION = 1

Number = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]
"""Of a frame, or of anything else that is counted: no database takes a larger one."""


class LogHead(msgspec.Struct, frozen=True, kw_only=True):
    """How far one end holds a log."""

    log: str
    share: str = msgspec.field(name="class")
    seq: Number
    hash: str


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """The child's greeting. `challenge` is random and comes back signed, so that no old answer can be played again.

    `heads` are the unit's logs, `feed` those of the superior. A relay names the `unit` of its own that it speaks for.
    `certificate` is shown where the superior says that it does not know the computer: its server may have been restored
    to before it was admitted. `sums` is the digest of the child's roots (`rows.digest_of_roots`): where the superior's
    are the same it need not tell them. `digest` (`digest_of_heads`) stands in place of heads and feed where these are
    many. In a report on a stick `passed` is how far it has read what levels above said.
    """

    challenge: str
    app: str
    schema: str
    heads: list[LogHead]
    feed: list[LogHead] = []
    unit: str | msgspec.UnsetType = msgspec.UNSET
    certificate: str | msgspec.UnsetType = msgspec.UNSET
    sums: str | msgspec.UnsetType = msgspec.UNSET
    digest: str | msgspec.UnsetType = msgspec.UNSET
    passed: tuple[str, int] | msgspec.UnsetType = msgspec.UNSET
    v: int = VERSION


def digest_of_heads(heads: Iterable[tuple[str, int, str]]) -> str:
    """Return the SHA-256 of heads (log, number, hash) in the order of the logs; one of no frame says nothing."""
    return hashlib.sha256(canonical.encode(sorted(head for head in heads if head[1]))).hexdigest()


class KnownLog(msgspec.Struct, frozen=True, kw_only=True):
    """A log of the unit at the superior: its number, and hashes up to `end`, the lower of both numbers."""

    log: str
    seq: int
    end: int
    tail: list[str]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much the superior takes at once."""

    frames: int
    bytes: int


class KnownBelow(msgspec.Struct, frozen=True, kw_only=True):
    """What a superior knows of a relay: digests of its units and policy, the policy's number, digest of all heads.

    `wants` are units of it of which contents of files are missing, at most 64.
    """

    units: str
    policy: str
    number: int
    heads: str
    wants: list[str] = []


class Welcome(msgspec.Struct, frozen=True, kw_only=True):
    """The superior's answer to a greeting, signed. `roots` are count and sums of the unit's rows per register.

    Where these have the digest that the child told, `sums_equal` says so and `roots` are left out; where all heads are
    those that it told, `heads_equal` says so and `logs` and `feed` are left out (to a child that told a digest).
    A child that told the digest of its heads alone greets again with the heads where they are not equal.
    `feed` are the superior's own logs, `devices` the certificates of computers whose logs the child lacks frames of.
    `wants`: contents of files are missing there.
    `level` is the superior's own (a code of the list union_level), `passed` how far receipts of the levels above it are
    told (a series and a number), `below` what it knows of a relay's units. `refused` stands in an answer on a stick:
    the logs of which the report held frames that were not taken, and why (a code of `refusals.Why`).
    """

    superior: str
    superior_name: str
    unit: str
    challenge: str
    nonce: str
    logs: list[KnownLog]
    roots: dict[str, tuple[int, str, str]]
    limits: Limits
    schema: str
    now: str
    feed: list[KnownLog] = []
    devices: list[str] = []
    wants: bool = False
    level: str | msgspec.UnsetType = msgspec.UNSET
    passed: tuple[str, int] | msgspec.UnsetType = msgspec.UNSET
    below: KnownBelow | msgspec.UnsetType = msgspec.UNSET
    sums_equal: bool | msgspec.UnsetType = msgspec.UNSET
    heads_equal: bool | msgspec.UnsetType = msgspec.UNSET
    refused: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    v: int = VERSION


class Greeting(msgspec.Struct, frozen=True, kw_only=True):
    """The signed welcome as it travels."""

    welcome: str


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """A computer asks for its certificate: its public key (base64), under a token it proves to know."""

    token: str
    key: str
    challenge: str
    app: str
    v: int = VERSION


class EnrolmentRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The enrolment signed by the new key, and the proof of the token over it."""

    request: str
    proof: str


class Admission(msgspec.Struct, frozen=True, kw_only=True):
    """The superior's answer to an enrolment, signed: the certificate and whose it is."""

    certificate: str
    superior_key: str
    superior_name: str
    challenge: str
    v: int = VERSION


class AdmissionReply(msgspec.Struct, frozen=True, kw_only=True):
    """The signed admission and, unsigned, the key to verify it with: the token tells whether it is the right one."""

    admission: str
    superior_key: str


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Receipts that were lost on their way are asked for again, by log and numbers (both included)."""

    log: str
    first: Number
    last: Number


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Frames of a log are asked for, those after a number; the answer is frames one after another."""

    log: str
    after: Number


class HandedBack(msgspec.Struct, frozen=True, kw_only=True):
    """How many of its own frames a restored superior took back."""

    taken: int


class Receipts(msgspec.Struct, frozen=True, kw_only=True):
    """Signed receipts for the frames of one request, in order; fewer than were sent when a later one was refused."""

    receipts: list[str]


class Authorisation(msgspec.Struct, frozen=True, kw_only=True):
    """Who sends a request: device, the greeting's nonce ('' for the greeting itself) and the signature."""

    device: str
    nonce: str
    signature: bytes

    def header(self) -> str:
        """Return the value of the HTTP header `Authorization`."""
        return f"UnionDesk {self.device} {self.nonce or '-'} {self.signature.hex()}"


def authorise(signer: keys.Signer, superior: str, path: str, body: bytes, nonce: str) -> Authorisation:
    """Sign a request; the signature names the superior, so that it is worth nothing elsewhere."""
    return Authorisation(device=signer.name, nonce=nonce,
                         signature=signer.sign(keys.REQUEST, _signed(superior, path, digest(body), nonce)))


def read_authorisation(header: str) -> Authorisation:
    """Read the HTTP header; raises Refused('not_signed')."""
    scheme, *parts = header.split(" ")
    try:
        device, nonce, signature = parts
        if scheme != "UnionDesk":
            raise Refused(Why.NOT_SIGNED)
        return Authorisation(device=device, nonce="" if nonce == "-" else nonce, signature=bytes.fromhex(signature))
    except ValueError as fault:
        raise Refused(Why.NOT_SIGNED) from fault


def is_authorised(public: bytes, superior: str, path: str, body: bytes, given: Authorisation) -> bool:
    """Tell whether that device signed this request to this superior."""
    return is_signed(public, superior, path, digest(body), given)


def is_signed(public: bytes, superior: str, path: str, body_digest: str, given: Authorisation) -> bool:
    """Tell the same by the digest of the body, where that is not at hand in one piece."""
    return keys.verifies(public, keys.REQUEST, _signed(superior, path, body_digest, given.nonce), given.signature)


def digest(body: bytes) -> str:
    """Return the SHA-256 of a body, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def _signed(superior: str, path: str, body_digest: str, nonce: str) -> bytes:
    return f"{superior}\n{path}\n{nonce}\n{body_digest}".encode()
