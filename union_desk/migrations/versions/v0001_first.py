"""The first schema."""

from __future__ import annotations

from alembic import op

from union_desk.schema.record import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    metadata.create_all(op.get_bind())
