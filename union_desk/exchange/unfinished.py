"""The import that was not finished, kept so that it goes on after a crash (see `resuming`).

It holds what people typed into cells, so it lies in the office's encrypted database like a half-filled form. It goes
with the gesture that imports the file: an import is either unfinished or done.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import settings
from union_desk.database import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

SETTING = "unfinished_import"
Kept = dict[str, Any]


def keep(session: Session, kept: Kept) -> None:
    """Keep an unfinished import in the office, in the place of the one before."""
    settings.put(session, SETTING, kept)


def waiting(session: Session) -> Kept | None:
    """Return the unfinished import of the office."""
    found = settings.get(session, SETTING)
    return found if isinstance(found, dict) and {"file", "digest", "register"} <= found.keys() else None


def without(kept: Kept, words: Sequence[str]) -> Kept | None:
    """Return an unfinished import without what was typed and decided about somebody; None where its file is named so.

    words: the names and numbers by which the person is found. The file itself lies outside the office.
    """
    if any(word in Path(str(kept["file"])).name for word in words):
        return None
    rows = {(sheet, row) for sheet, row, _name, text in kept.get("cells", ())
            if any(word in str(text) for word in words)}
    return kept | {part: [one for one in kept.get(part, ()) if (one[0], one[1]) not in rows]
                   for part in ("cells", "decisions")}


def forget(session: Session, digest: str = "") -> None:
    """Forget the unfinished import, or only that of one file."""
    kept = waiting(session)
    if kept is None or digest in {"", kept["digest"]}:
        session.execute(sa.delete(SETTINGS).where(SETTINGS.c.name == SETTING))
