"""The second wall in PostgreSQL: within a request of a union the database itself shows that union's rows only.

The first wall is that every statement names the unit. The second is row-level security: a request of a union runs as
the role ROLE, for which each table that has a unit shows and takes rows of the unit set for the transaction alone, and
lets it read what the superior posted for it or for all; with none set, nothing. Two narrow doors remain, each for one
statement: bulk copying, which PostgreSQL does not do under row-level security, and the question whether another union
has the same key. SQLite has no such wall.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol.frame import DOWN
from sync.server import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

ROLE = "union_superior_unit"
SETTING = "union_superior.unit"
_POLICY, _FROM_ABOVE = "of_the_unit", "from_above"
_HELD = "walled"

CREATE_ROLE = f"CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO {{user}};"
"""What an administrator runs where the superior's own `user` may not make roles."""


def build(connection: sa.Connection) -> bool:
    """Make role, rights and policies where they are missing; tells whether the wall stands."""
    if not is_ours(connection):
        return False
    guarded: dict[str, bool] = dict(connection.execute(sa.text(
        "SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
        "AND relkind = 'r'")).all())
    fresh = [table for table in tables.of_units() if not guarded.get(table.name)]
    for table in fresh:
        _guard(connection, table)
    if fresh:
        _let_down(connection)
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {_schema(connection)} TO {ROLE}")
        connection.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {_schema(connection)} TO {ROLE}")
    return True


def _schema(connection: sa.Connection) -> str:
    name = connection.execute(sa.text("SELECT current_schema()")).scalar_one()
    return connection.dialect.identifier_preparer.quote(str(name))


def is_ours(connection: sa.Connection) -> bool:
    """Tell whether this database can have the wall, and its role is there and ours to take on."""
    return connection.dialect.name == "postgresql" and make_role(connection)


def make_role(connection: sa.Connection) -> bool:
    """Make the role if need be; tells whether it is there and ours to take on."""
    if not connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ROLE}).scalar():
        able = connection.execute(sa.text(
            "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")).scalar()
        if not able:
            return False
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"CREATE ROLE {ROLE} NOLOGIN")
        except sa.exc.DBAPIError:  # another process made it meanwhile
            pass
    if not connection.execute(sa.text("SELECT pg_has_role(current_user, :role, 'MEMBER')"), {"role": ROLE}).scalar():
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"GRANT {ROLE} TO CURRENT_USER")
        except sa.exc.DBAPIError:
            return False
    return True


def _guard(connection: sa.Connection, table: sa.Table) -> None:
    quote = connection.dialect.identifier_preparer.quote
    name, column = quote(table.name), "id" if table is tables.UNITS else "unit_id"
    kind = table.c[column].type.compile(connection.dialect)
    own = f"{column} = nullif(current_setting('{SETTING}', true), '')::{kind}"
    connection.exec_driver_sql(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    connection.exec_driver_sql(f"DROP POLICY IF EXISTS {_POLICY} ON {name}")
    connection.exec_driver_sql(f"CREATE POLICY {_POLICY} ON {name} TO {ROLE} USING ({own}) WITH CHECK ({own})")
    connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {ROLE}")


def _let_down(connection: sa.Connection) -> None:
    """Let a unit read what the superior itself wrote for it or for all, and note how far its computers have read."""
    unit = f"current_setting('{SETTING}', true)"
    somebody = f"{unit} <> ''"  # with none set not even what is for all
    below = f"{somebody} AND logs.share = '{DOWN}' AND logs.audience IN ('', {unit})"
    its_log = f"EXISTS (SELECT 1 FROM logs WHERE logs.log = frames.log AND {below})"  # noqa: S608  constants of ours
    for table, where in (("logs", below), ("frames", its_log), ("contents", f"{somebody} AND posted")):
        connection.exec_driver_sql(f"DROP POLICY IF EXISTS {_FROM_ABOVE} ON {table}")
        connection.exec_driver_sql(f"CREATE POLICY {_FROM_ABOVE} ON {table} FOR SELECT TO {ROLE} USING ({where})")
    name, own = tables.READ.name, "device IN (SELECT device FROM devices)"  # of which it sees its own
    connection.exec_driver_sql(f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY')
    connection.exec_driver_sql(f'DROP POLICY IF EXISTS {_POLICY} ON "{name}"')
    connection.exec_driver_sql(f'CREATE POLICY {_POLICY} ON "{name}" TO {ROLE} USING ({own}) WITH CHECK ({own})')
    connection.exec_driver_sql(f'GRANT SELECT, INSERT, DELETE ON "{name}" TO {ROLE}')


def enter(connection: sa.Connection, unit: str) -> None:
    """Keep the rest of a transaction to one unit."""
    if not connection.get_execution_options().get(_HELD):
        return
    connection.execute(sa.text(  # the schema is pinned first: it may be named after the user, who changes
        "SELECT set_config('search_path', quote_ident(current_schema()), true), "
        f"set_config('{SETTING}', :unit, true), set_config('role', '{ROLE}', true)"), {"unit": unit})
    connection.info[_HELD] = unit


def leave(connection: sa.Connection) -> None:
    """Forget the unit at the end of a transaction (the database forgets by itself, and a lost connection is gone)."""
    if not connection.invalidated:
        connection.info.pop(_HELD, None)


@contextmanager
def door(connection: sa.Connection) -> Iterator[None]:
    """Open the wall for one statement; the transaction goes on behind it."""
    if _HELD not in connection.info:
        yield
        return
    connection.exec_driver_sql("SET LOCAL ROLE NONE")
    yield
    connection.exec_driver_sql(f"SET LOCAL ROLE {ROLE}")


def stands(engine: sa.Engine) -> sa.Engine:
    """Return an engine whose transactions of a unit run behind the wall."""
    return engine.execution_options(**{_HELD: True})


def is_built(engine: sa.Engine) -> bool:
    """Tell whether transactions of a unit run behind the wall."""
    return bool(engine.get_execution_options().get(_HELD))
