"""How old a passphrase may grow: not at all limited until the office sets days under "Norms and limits" (GB/T 22239).

Days are counted from the day on which the person chose the passphrase, in local days.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import limits, settings
from union_desk.errors import UserError
from union_desk.journal import GestureRow
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST, WARNED = "accounts.passphrase_days", "accounts.passphrase_warn_days"
ALONE = "passphrase_changed_on"
"""The setting that holds the day of the passphrase where the office has no accounts."""
SOON = N_("Your passphrase must be changed within {days} days: Settings, “Passphrase and recovery sheet”.")


class MustChangeError(UserError):
    """The passphrase was set by somebody else."""

    code = "must_change"
    message = N_("This passphrase was set by somebody else. Choose one of your own before you go on.")


class AgedError(MustChangeError):
    """The passphrase is older than the office allows."""

    code = "passphrase_aged"
    message = N_("This passphrase has been used for more than {days} days, which this office does not allow. Sign in "
                 "with it and choose a new one before you go on.")


def left(session: Session, since: str, day: str) -> int | None:
    """Return for how many days a passphrase of an ISO day may still be used, below 0 for no more; None for ever."""
    most = limits.norm(session, MOST, day).value
    if most <= 0 or not since:
        return None
    return most - (dt.date.fromisoformat(day) - dt.date.fromisoformat(since)).days


def check(session: Session, since: str, day: str) -> None:
    """Refuse a passphrase that has been used for too long; raises AgedError."""
    days = left(session, since, day)
    if days is not None and days < 0:
        raise AgedError(days=limits.norm(session, MOST, day).value)


def warns(session: Session, since: str, day: str) -> int | None:
    """Return the days that are left where they are few enough to be told, else None."""
    days = left(session, since, day)
    return days if days is not None and days <= limits.norm(session, WARNED, day).value else None


def of_one_person(session: Session) -> str:
    """Return the day of the passphrase of an office without accounts: of its last change, else of its beginning."""
    known = settings.get(session, ALONE)
    if known:
        return str(known)
    first = session.execute(sa.select(GestureRow.at).order_by(GestureRow.n).limit(1)).scalar()
    return dt.datetime.fromisoformat(first).astimezone().date().isoformat() if first else ""
