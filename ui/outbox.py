"""What the grid and the foot show about the reports to the superior.

The road itself (sync.desk.status) is loaded by the first look into it, which the foot takes when the window stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register

_road: list[Any] = []  # the module of the statuses, once it is loaded whole (a look may run on several threads)
WAITING, RECEIVED, RETURNED = "waiting", "received", "returned"


@dataclass(frozen=True, slots=True)
class Look:
    """How a status is shown: words, icon, colour."""

    text: str
    icon: str
    tone: str


LOOKS = {
    WAITING: Look(N_("Waiting"), "clock", "muted"),
    RECEIVED: Look(N_("Received"), "check", "success"),
    RETURNED: Look(N_("Returned"), "circle-alert", "error"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """Where a record stands on its way up, and what the superior said about it."""

    state: str
    by: str = ""
    at: str = ""
    remarks: tuple[str, ...] = ()
    levels: tuple[tuple[str, str], ...] = ()
    returned_by: str = ""

    def explanation(self) -> str:
        """Return which levels received it and when, the direct superior first, and what was said, one remark a line.

        Of several levels, whoever returned it is marked so and the others are told as having received it.
        """
        taken = [
            self._line(by, at, returned=self.state == RETURNED and by == (self.returned_by or self.by))
            for by, at in ((self.by, self.at), *self.levels)
            if at
        ]
        return "\n".join([*taken, *self.remarks]) or _(LOOKS[self.state].text)

    def complaint(self) -> str:
        """Return who returned it, when, and what was said, one remark a line; nothing where it did not come back."""
        if self.state != RETURNED:
            return ""
        return "\n".join([self._line(self.returned_by or self.by, self.at, returned=True), *self.remarks])

    @staticmethod
    def _line(by: str, at: str, *, returned: bool) -> str:
        state = _(LOOKS[RETURNED if returned else RECEIVED].text)
        return _("{state} by {superior}, {day}").format(state=state, superior=by, day=at[:10])


@dataclass(frozen=True, slots=True)
class Summary:
    """How many records wait, how many came back, when the last session was (UTC, '' for never).

    `conflicts` are versions of two computers to be decided, `above` papers and answers that came down and wait.
    """

    waiting: int = 0
    returned: int = 0
    last: str = ""
    enrolled: bool = False
    conflicts: int = 0
    above: int = 0


def summary(session: Session) -> Summary:
    """Return the facts for the foot; loads the road."""
    from sync.desk import conflicts, status
    from union_desk.affairs import appeals, directives_posted

    _road[:] = [status]
    found = status.summary(session)
    if not found.enrolled:
        return Summary(found.waiting, found.returned, found.last)
    above = len(directives_posted.untaken(session)) + len(appeals.answers_waiting(session))
    return Summary(found.waiting, found.returned, found.last, found.enrolled, conflicts.count(session), above)


def statuses(session: Session, register: Register, ids: Sequence[str]) -> dict[str, Status]:
    """Return the status of each record by id; empty while the office has no superior or the road is not yet loaded."""
    if not _road or not ids:
        return {}
    found = _road[0].record_statuses(session, register, ids)
    return {record: _status(known) for record, known in found.items() if known.state in LOOKS}


def _status(known: Any) -> Status:
    return Status(
        known.state,
        known.received_by,
        known.received_at,
        tuple(dict.fromkeys(r.text() for r in known.remarks)),  # two levels may say the same
        tuple((level.name, level.at) for level in known.levels),
        known.returned_by,
    )
