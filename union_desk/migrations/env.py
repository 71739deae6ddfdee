"""Alembic's entry: always runs on the connection that it is given."""

from __future__ import annotations

from alembic import context

import union_desk.database  # noqa: F401  declares every table
from union_desk.migrations.env_filter import ours
from union_desk.schema.record import described

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=described(),
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=False,
    include_object=ours,
)
context.run_migrations()
