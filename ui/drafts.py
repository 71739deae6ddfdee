"""Half-filled forms, kept in the office's encrypted database so that they survive a crash, and offered again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ui.jobs import Action
from union_desk import journal, registers, settings
from union_desk.database import SETTINGS
from union_desk.words import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.schema.register import Register

NEW = "new"
_PREFIX = "draft/"


def keep(app: App, register: Register, record_id: str | None, values: dict[str, Any], revision: int | None) -> None:
    """Keep what a form holds, in the writer's turn."""
    draft = {"values": values, "revision": revision, "at": journal.now()}
    name = _name(register, record_id)
    app.jobs.bookkeep(lambda session: settings.put(session, name, draft))


def drop(app: App, register: Register, record_id: str | None) -> None:
    """Forget a draft: it was saved or given up."""
    name = _name(register, record_id)
    app.jobs.bookkeep(lambda session: session.execute(sa.delete(SETTINGS).where(SETTINGS.c.name == name)))


def find(session: Session, register: Register, record_id: str | None) -> dict[str, Any] | None:
    """Return the draft of a record: its values, the revision it began from, when it was kept."""
    found = settings.get(session, _name(register, record_id))
    return found if isinstance(found, dict) else None


def waiting(session: Session) -> list[tuple[str, str]]:
    """Return (register, record id or 'new') of every draft."""
    names = session.execute(
        sa.select(SETTINGS.c.name).where(SETTINGS.c.name.startswith(_PREFIX)).order_by(SETTINGS.c.name)
    ).scalars()
    parts = [name.split("/", 2) for name in names]
    known = {register.name for register in registers.ALL}
    return [
        (part[1], part[2]) for part in parts if len(part) == len(("draft", "register", "record")) and part[1] in known
    ]


def offer(app: App) -> None:
    """Say, at the start, that half-filled forms are waiting, with a button that opens the first."""

    def tell(found: list[tuple[str, str]]) -> None:
        if found:
            register, record_id = found[0]
            app.messages.say(
                _("{count} half-filled forms were kept from last time.").format(count=len(found)),
                level="warning",
                actions=[Action(_("Continue"), lambda: app.open_record(register, record_id))],
            )

    app.jobs.read(waiting, tell, owner=app)


def _name(register: Register, record_id: str | None) -> str:
    return f"{_PREFIX}{register.name}/{record_id or NEW}"
