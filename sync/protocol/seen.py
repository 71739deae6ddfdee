"""What a row version has seen: a small vector log → number; newer, older and concurrent become facts.

Its text form is `log:seq,log:seq` in the order of the logs; the same text is hashed, stored and sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

Seen = Mapping[str, int]

_FORM = re.compile(r"[0-9a-f]{16}:[1-9][0-9]{0,17}(,[0-9a-f]{16}:[1-9][0-9]{0,17})*")


def write(seen: Seen) -> str:
    """Return the text form."""
    return ",".join(f"{log}:{seq}" for log, seq in sorted(seen.items()))


def read(text: str) -> dict[str, int]:
    """Read the text form; raises ValueError when it is not the one spelling of a vector."""
    if not _FORM.fullmatch(text):
        msg = "not a seen vector"
        raise ValueError(msg)
    seen = {log: int(seq) for log, seq in (part.split(":") for part in text.split(","))}
    if write(seen) != text:
        msg = "a seen vector is out of order"
        raise ValueError(msg)
    return seen


@lru_cache(maxsize=65_536)
def of(text: str) -> Seen:
    """Return the vector of a text that was checked before; `''` has seen nothing. Shared: never change it."""
    return read(text) if text else {}


def text_covers(newer: str, older: str) -> bool:
    """Tell whether one vector covers another, both as text; most have seen one log only, and that the same."""
    log, _colon, number = newer.partition(":")
    if older.startswith(log) and log and "," not in newer and "," not in older:
        return int(number) >= int(older.partition(":")[2])
    return covers(of(newer), of(older))


def follow(versions: Iterable[str], log: str, seq: int) -> str:
    """Return what a version has seen that is sealed as frame `seq` of a log on top of these versions."""
    return write(join(*map(of, versions)) | {log: seq})


def covers(newer: Seen, older: Seen) -> bool:
    """Tell whether one version has seen everything the other has (equal ones cover each other)."""
    return all(newer.get(log, 0) >= seq for log, seq in older.items())


def join(*vectors: Seen) -> dict[str, int]:
    """Return the least vector that covers all."""
    joined: dict[str, int] = {}
    for vector in vectors:
        for log, seq in vector.items():
            joined[log] = max(joined.get(log, 0), seq)
    return joined


def clamp(seen: Seen, cuts: Mapping[str, int]) -> dict[str, int]:
    """Forget what was seen of a log above the point where it was cut."""
    clamped = ((log, min(seq, cuts.get(log, seq))) for log, seq in seen.items())
    return {log: seq for log, seq in clamped if seq}
