"""Settings of an office: small JSON values by name, kept in its database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk.database import SETTINGS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def get(session: Session, name: str, default: Any = None) -> Any:
    """Return a setting, or the default."""
    text = session.execute(sa.select(SETTINGS.c.value).where(SETTINGS.c.name == name)).scalar()
    return default if text is None else json.loads(text)


def put(session: Session, name: str, value: Any) -> None:
    """Set a setting, inside `db.bookkeeping()` or `db.write(...)`."""
    session.execute(sa.text("INSERT INTO settings (name, value) VALUES (:n, :v) "
                            "ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
                    {"n": name, "v": json.dumps(value, ensure_ascii=False)})
