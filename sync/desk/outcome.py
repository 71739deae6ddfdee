"""What a session with the superior did, in figures, and how it ended: remembered in no language, told in any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sync.protocol.peer import NoAnswerError
from union_desk.errors import UserError
from union_desk.words import _, language

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS, _PARAMS = "words", "params"
_REASONED = frozenset({"address", "reason"})  # the parameters of no answer, whose reason is in words of its own


@dataclass
class Report:
    """What a session did: frames and records confirmed, records returned, bytes sent, records reported once more.

    Pulled are those of the union's other computers, merged what two of them wrote of one record, posts what came down,
    levels the receipts of the levels above the direct superior, files the contents of attachments.
    """

    frames: int = 0
    records: int = 0
    returned: int = 0
    sent_bytes: int = 0
    reissued: int = 0
    rolled_over: int = 0
    pulled_frames: int = 0
    pulled_records: int = 0
    merged: int = 0
    posts: int = 0
    handed_back: int = 0
    compared: int = 0
    files_sent: int = 0
    files_taken: int = 0
    levels: int = 0


def told(fault: Exception | None) -> dict[str, Any]:
    """Return what is remembered of a fault: its code, its words with their parameters, and its sentence of today.

    The sentence is for what has no words of ours, and for a later program that has changed them.
    """
    if fault is None:
        return {"code": "", "message": ""}
    kept: dict[str, Any] = {"code": str(getattr(fault, "code", type(fault).__name__)), "message": str(fault)}
    if isinstance(fault, UserError):
        plain = {name: value if isinstance(value, int | float) else str(value) for name, value in fault.params.items()}
        kept |= {_WORDS: fault.message, _PARAMS: plain}
    return kept


def sentence(kept: Mapping[str, Any]) -> str:
    """Return what went wrong in the current language, '' for nothing.

    What an older program remembered, or has words that this one does not know, stays in the language it was told in.
    """
    words, spoken = kept.get(_WORDS, ""), str(kept["message"])
    if not words or (_(words) == words and language() != "en"):
        return spoken
    try:
        return str(_fault(words, kept[_PARAMS]))
    except (LookupError, ValueError):
        return spoken


def _fault(words: str, params: dict[str, Any]) -> UserError:
    if params.keys() >= _REASONED:
        about = {name: value for name, value in params.items() if name not in _REASONED}
        return NoAnswerError(address=params["address"], reason=params["reason"], about=about)
    fault = UserError(**params)
    fault.message = words
    return fault


def shown(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a session ended as it is shown: with its sentence, without what that is made of."""
    rest = {name: value for name, value in kept.items() if name not in {_WORDS, _PARAMS}}
    return rest | {"message": sentence(kept)}
