"""The support bundle of an office with the figures of its last sessions with the superior."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.desk import store
from union_desk import support
from union_desk.progress import NONE

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database
    from union_desk.progress import Progress
    from union_desk.support import Part


def parts(db: Database, config: Path | None = None, progress: Progress = NONE) -> list[Part]:
    """Return everything that the bundle of an open office holds; config: where the window's settings are."""
    with db.read(whole=True) as session:
        sessions = store.get(session, store.SESSIONS, [])
    return [*support.of_program(db.folder, config), *support.of_office(db, sessions, progress)]
