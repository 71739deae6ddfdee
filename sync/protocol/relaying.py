"""What a relay tells its superior of the units below it, and how receipts of the levels above come down.

A relay is a superior that reports to a higher one. What a unit sealed keeps its name, its unit and its vector at every
level; the relay leaves out what its policy withholds and signs with a key of its own.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from sync.protocol import canonical, envelope, keys
from sync.protocol.messages import Number
from sync.protocol.receipts import Remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sync.protocol.contents import ContentReceipt
    from sync.protocol.seen import Seen


class BelowUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A union below a relay; `parent` is the id of the one above it, '' for the relay's own."""

    id: str
    code: str
    name: str
    parent: str = ""
    closed: bool = False


class Withheld(msgspec.Struct, frozen=True, kw_only=True):
    """What a relay does not pass on: by register the fields; `number` grows with every change of it."""

    number: Number
    fields: dict[str, list[str]]

    @property
    def digest(self) -> str:
        """Return the name of the policy, whatever its number."""
        return digest(self.fields)


class Below(msgspec.Struct, frozen=True, kw_only=True):
    """A relay's units and its policy, whole."""

    units: list[BelowUnit]
    policy: Withheld
    v: int = 1


class UnitHead(msgspec.Struct, frozen=True, kw_only=True):
    """How far the superior holds, or has written, a log that concerns a unit below a relay."""

    unit: str
    log: str
    seq: int


class HeldBelow(msgspec.Struct, frozen=True, kw_only=True):
    """The superior's answer: all heads that concern the relay's units, and ids of units that it does not take."""

    heads: list[UnitHead]
    refused: list[str] = []


class PassedAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Receipts of higher levels are asked for, those after a number."""

    after: Number


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """A level above holds what that frame said. `above` counts levels from whoever signed this, 1 for the next one.

    `receipt` is the digest of that level's own signed receipt, `at` its clock, for people only. With `content` it holds
    the content of a file, whose name then stands in place of the log's and of the hash, and there are no records.
    """

    unit: str
    log: str
    seq: int
    hash: str
    above: int
    level: str
    superior: str
    superior_name: str
    at: str
    records: int
    returned: int
    remarks: list[Remark]
    receipt: str
    content: str | msgspec.UnsetType = msgspec.UNSET
    v: int = 1

    @classmethod
    def of_content(cls, told: ContentReceipt, level: str, receipt: str) -> Passed:
        """Return the word that the next level above holds a content whole, by its receipt."""
        return cls(unit=told.unit, log=told.content, seq=0, hash=told.content, above=1, level=level,
                   superior=told.superior, superior_name=told.superior_name, at=told.at, records=0, returned=0,
                   remarks=[], receipt=envelope.digest(receipt), content=told.content)


class PassedReply(msgspec.Struct, frozen=True, kw_only=True):
    """Receipts of higher levels, each signed by the superior that tells them, and the number of the last one."""

    passed: list[str]
    last: int


class PassedPart(msgspec.Struct, frozen=True, kw_only=True):
    """Receipts of higher levels as they stand in an answer on a stick: those of a series after a number, to `last`."""

    series: str
    after: int
    last: int
    passed: list[str]


def sign(signer: keys.Signer, passed: Passed) -> str:
    """Return the signed document."""
    return envelope.seal(signer, keys.PASSED, passed)


def verify(superior: bytes, text: str) -> Passed:
    """Return the document if that superior signed it; raises Refused."""
    return envelope.open_(superior, keys.PASSED, text, Passed)


def digest(document: object) -> str:
    """Return the name of a document: SHA-256 of its canonical form."""
    return hashlib.sha256(canonical.encode(document)).hexdigest()


def digest_of_heads(heads: Iterable[tuple[str, int]]) -> str:
    """Return one name for all heads (log, number), whatever their order."""
    return hashlib.sha256("".join(f"{log}:{seq}\n" for log, seq in sorted(heads)).encode()).hexdigest()


def next_number(held: tuple[str, int] | None, policy: str, theirs: int | None) -> int:
    """Return the number of the policy in force: that of the one told last, or a later one where it changed since.

    `held` are digest and number of the one told last, `theirs` the number that the superior knows. A superior that
    knows a later one was told by this relay before it was restored.
    """
    if held is None:
        return 0 if theirs is None else theirs + 1
    if held[0] == policy and (theirs is None or theirs <= held[1]):
        return held[1]
    return max(held[1], theirs or 0) + 1


def branch_log(log: str, digest: str) -> str:
    """Return the log that stands in vectors for another branch of a log, made of the hash of its first frame."""
    return hashlib.sha256(f"union-desk branch 1\n{log}\n{digest}".encode()).hexdigest()[:16]


def on_branch(vector: Seen, forks: Mapping[str, tuple[int, str]]) -> Mapping[str, int]:
    """Return a vector as it goes on where the superior holds other frames under the same numbers.

    `forks` tells by log from which number on, and the hash of the frame here: what was seen from there on counts as
    seen of the branch.
    """
    found: dict[str, int] = {}
    for log, seq in vector.items():
        first, digest = forks.get(log, (seq + 1, ""))
        if seq < first:
            found[log] = seq
            continue
        if first > 1:
            found[log] = first - 1
        found[branch_log(log, digest)] = seq
    return found


def policy_log(relay: str) -> str:
    """Return the log that stands in vectors for a relay's policy, made of the relay's name."""
    return hashlib.sha256(f"union-desk policy 1\n{relay}".encode()).hexdigest()[:16]


def under_policy(vector: Seen, relay: str, number: int) -> Mapping[str, int]:
    """Return a vector as it goes on: policy 0 leaves it alone, a later one makes the same version newer."""
    return {**vector, policy_log(relay): number} if number else vector
