"""The database's schema, step by step (Alembic). HEAD is the newest step; a test keeps it so."""

from __future__ import annotations

HEAD = "0002"
