"""Which version the superior union offers, and whether a file is the one that it means."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import __version__, registers
from union_desk.duties import Duty
from union_desk.safety import updating
from union_desk.schema.problem import INFO
from union_desk.search import Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.safety.updating import Update

OFFERS = registers.get("update_offers")


def newest(session: Session, *, installed: str = __version__) -> dict[str, Any] | None:
    """Return the newest offer for this computer that is newer than what is installed."""
    table = OFFERS.table
    found = session.execute(sa.select(table).where(
        table.c.deleted.is_(False), table.c.system == sys.platform, table.c.machine == platform.machine())).mappings()
    newer = [(order, dict(row)) for row in found if (order := _order(row["version"])) > updating.order(installed)]
    return max(newer, key=lambda each: each[0])[1] if newer else None


def is_meant(session: Session, update: Update) -> bool:
    """Tell whether a proved file is one that the superior offers, by its digest."""
    table = OFFERS.table
    where = (table.c.deleted.is_(False), table.c.sha256 == update.sha256)
    return session.execute(sa.select(table.c.id).where(*where).limit(1)).first() is not None


def sentence(update: Update, *, meant: bool) -> str:
    """Return what is told of a proved file before it is installed."""
    text = _("{file} is version {version}, signed by the makers. {notes}").format(
        file=update.path.name, version=update.version, notes=update.notes)
    return text + " " + _("It is the file that your superior union offers.") if meant else text


def duties(session: Session) -> list[Duty]:
    """Return the line of Today that names the version offered."""
    offer = newest(session)
    if offer is None:
        return []
    message = N_("Version {version} of the program is offered by the superior union: take it from its stick, then "
                 "'Update the program'")
    return [Duty("update_offered", INFO, message, 1, Query(), params={"version": offer["version"]},
                 register=OFFERS.name)]


def _order(version: str | None) -> tuple[int, ...]:
    """Return what an offered version is compared by; one that cannot be read is older than all."""
    try:
        return updating.order(version or "")
    except ValueError:
        return ()
