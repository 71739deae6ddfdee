"""What the grid and the foot show about the reports to the superior, as far as that road is built."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register

WAITING, SENT, RECEIVED, RETURNED = "waiting", "sent", "received", "returned"


@dataclass(frozen=True, slots=True)
class Look:
    """How a status is shown: words, icon, colour."""

    text: str
    icon: str
    tone: str


LOOKS = {
    WAITING: Look(N_("Waiting"), "clock", "muted"),
    SENT: Look(N_("Under way to the superior"), "send", "info"),
    RECEIVED: Look(N_("Received"), "check", "success"),
    RETURNED: Look(N_("Returned"), "circle-alert", "error"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """Where a record stands on its way up, and what the superior said about it."""

    state: str
    remarks: tuple[str, ...] = ()

    def explanation(self) -> str:
        """Return the superior's own words, one remark a line."""
        return "\n".join(self.remarks)


@dataclass(frozen=True, slots=True)
class Summary:
    """How many records wait, how many came back, when the last sync was (local time, '' for never)."""

    waiting: int = 0
    returned: int = 0
    last: str = ""
    enrolled: bool = False


@cache
def _road() -> Any:
    """Return the module that knows the statuses, None where this version has none."""
    return importlib.import_module("sync.desk.status") if importlib.util.find_spec("sync.desk.status") else None


def summary(session: Session) -> Summary:
    """Return the facts for the foot."""
    del session
    return Summary()


def statuses(session: Session, register: Register, ids: Sequence[str]) -> dict[str, Status]:
    """Return the status of each record by id; empty where nothing is known."""
    road = _road()
    return road.record_statuses(session, register, ids) if road is not None else {}
