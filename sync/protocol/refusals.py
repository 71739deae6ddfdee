"""Why one end does not take what the other sent: a short code, an HTTP status and a sentence (RFC 9457)."""

from __future__ import annotations

import enum

from union_desk.errors import UserError
from union_desk.words import N_


class Why(enum.StrEnum):
    """The codes of refusals; a newer peer may know more."""

    MALFORMED = "malformed"
    TAMPERED = "tampered"
    TOO_LARGE = "too_large"
    NOT_SIGNED = "not_signed"
    STALE_NONCE = "stale_nonce"
    UNKNOWN_DEVICE = "unknown_device"
    REVOKED = "revoked"
    ASKS_AGAIN = "asks_again"
    WRONG_UNIT = "wrong_unit"
    NOT_A_RELAY = "not_a_relay"
    TOKEN_REFUSED = "token_refused"  # noqa: S105  a code, not a password
    GAP = "gap"
    FORK = "fork"
    EARLY = "early"
    TOO_MANY = "too_many"
    TOO_SLOW = "too_slow"
    BUSY = "busy"
    DISK_FULL = "disk_full"
    NEWER_VERSION = "newer_version"
    NOT_FOUND = "not_found"
    NOT_WANTED = "not_wanted"
    WRONG_CONTENT = "wrong_content"
    WRONG_KIND = "wrong_kind"
    INTERNAL = "internal"


REASONS: dict[str, tuple[int, str]] = {
    Why.MALFORMED: (400, N_("The message cannot be read: {detail}.")),
    Why.TAMPERED: (422, N_("Frame {seq} of log {log} was altered on its way or in its store: {detail}.")),
    Why.TOO_LARGE: (413, N_("The message is larger than allowed: {detail}.")),
    Why.NOT_SIGNED: (401, N_("The request carries no valid signature of this computer.")),
    Why.STALE_NONCE: (401, N_("The greeting has expired; the session must begin again.")),
    Why.UNKNOWN_DEVICE: (403, N_("The superior union does not know this computer. Enrol it again with a new token.")),
    Why.REVOKED: (403, N_("The superior union has withdrawn this computer's right to report. Ask for a new token.")),
    Why.ASKS_AGAIN: (403, N_("The superior union's server was restored to an older state and no longer knew this "
                             "computer. It has asked to be admitted again. Ask the superior union to allow it.")),
    Why.WRONG_UNIT: (403, N_("The frame belongs to another union than this computer.")),
    Why.NOT_A_RELAY: (403, N_("The superior union has not allowed this union to pass on what others report. "
                              "Ask there.")),
    Why.TOKEN_REFUSED: (403, N_("The token is wrong, expired or already used. Ask the superior union for a new one.")),
    Why.GAP: (409, N_("Frames of log {log} are missing: {seq} came, {head} is the last one held.")),
    Why.FORK: (409, N_("Log {log} continues differently at the superior union from frame {seq} on.")),
    Why.EARLY: (409, N_("Frame {seq} of log {log} builds on a frame that has not arrived yet.")),
    Why.TOO_MANY: (429, N_("Too many requests; try again in {seconds} seconds.")),
    Why.TOO_SLOW: (408, N_("The message arrived too slowly and was given up; it will be tried again.")),
    Why.BUSY: (503, N_("The superior union's server is busy or being serviced; it will be tried again.")),
    Why.DISK_FULL: (507, N_("The superior union's server has no space left; nothing was stored.")),
    Why.NEWER_VERSION: (400, N_("The message has version {version}; the server knows up to {known}. "
                                "The superior union must update its program first.")),
    Why.NOT_FOUND: (404, N_("There is nothing at this address: {detail}.")),
    Why.NOT_WANTED: (409, N_("No record that is held names this content.")),
    Why.WRONG_CONTENT: (422, N_("What arrived is not the file that its record names. It is sent again.")),
    Why.WRONG_KIND: (415, N_("{file} is not taken: it is not what its name says, or of a kind that is not kept.")),
    Why.INTERNAL: (500, N_("Something went wrong at the superior union's server (number {number}). Nothing is lost. "
                           "It will be tried again.")),
}


# Another try may well go through.
PASSING = frozenset({Why.STALE_NONCE, Why.TOO_MANY, Why.TOO_SLOW, Why.BUSY, Why.DISK_FULL, Why.INTERNAL})
_OURS = frozenset({"self", "code"})  # what a refusal is made with: no parameter of a foreign document is called so
_UNKNOWN = N_("The superior union's server refused: {detail}.")


class Refused(UserError):  # noqa: N818  a refusal is an answer, not a failure of the program
    """The other side does not take it: `code` says why, the parameters what, `retry_after` how many seconds to wait."""

    retry_after: float | None = None

    def __init__(self, code: str, **params: object) -> None:
        """Choose the sentence by the code; an unknown code (a newer peer) keeps its own words in `detail`."""
        super().__init__(**params)
        self.code = str(code)
        self.status, self.message = REASONS.get(code, (400, _UNKNOWN))
        if "{detail}" in self.message:
            self.params.setdefault("detail", self.code)

    def document(self) -> dict[str, object]:
        """Return the problem document of RFC 9457."""
        return {"type": f"urn:union-desk:problem:{self.code}", "title": self.code.replace("_", " "),
                "status": self.status, "detail": str(self), "code": self.code, "params": dict(self.params)}


def refusal_of(document: dict[str, object]) -> Refused:
    """Rebuild a refusal from its problem document; what a newer peer adds is kept as words."""
    code, params = str(document.get("code") or "unknown"), document.get("params")
    known = {k: v for k, v in params.items() if k not in _OURS} if isinstance(params, dict) else {}
    refused = Refused(code, **known)
    if code not in REASONS or not _is_whole(refused):
        refused.message = _UNKNOWN
        refused.params["detail"] = str(document.get("detail") or code)
    return refused


def _is_whole(refused: Refused) -> bool:
    """Tell whether the sentence can be told: a foreign document may lack a parameter."""
    try:
        str(refused)
    except (KeyError, IndexError, ValueError):
        return False
    return True
