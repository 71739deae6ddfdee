"""Run the migrations inside the caller's transaction."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    import sqlalchemy as sa


def config(connection: sa.Connection) -> Config:
    """Return Alembic's configuration for this connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def to_head(connection: sa.Connection) -> None:
    """Bring the schema to its newest step."""
    command.upgrade(config(connection), "head")
