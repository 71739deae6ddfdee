"""Write the migration that makes every table the first schema does not have, spelled out from the registers.

`python -m resources.makers.schema_step` writes `v0002_all_registers.py` anew; once a version has been released its
steps are never written again (this refuses), and later changes are steps of their own.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from resources.makers import schema_fixture
from union_desk.database import BOOKKEEPING
from union_desk.journal import ChangeRow
from union_desk.registers import ALL
from union_desk.schema.record import described

if TYPE_CHECKING:
    import sqlalchemy as sa

VERSIONS = Path(__file__).parents[2] / "union_desk" / "migrations" / "versions"
REVISION = "0002"
TARGET = VERSIONS / f"v{REVISION}_all_registers.py"
_HEAD = '''"""The books beside members and organisation. Written by resources/makers/schema_step.py."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
'''


def text() -> str:
    """Return the module's source."""
    assert ALL
    assert BOOKKEEPING
    assert ChangeRow.__tablename__
    first = (VERSIONS / "v0001_first.py").read_text("utf-8")
    known = set(re.findall(r'op\.create_table\(\s*"(\w+)"', first))
    tables = [table for name, table in sorted(described().tables.items()) if name not in known]
    return _HEAD + "\n".join(_table(table) for table in tables)


def _table(table: sa.Table) -> str:
    lines = [f'    op.create_table(\n        "{table.name}",']
    for column in table.columns:
        kind = type(column.type.impl if hasattr(column.type, "impl") else column.type).__name__
        lines.append(f'        sa.Column("{column.name}", sa.{kind}(), nullable={column.nullable}),')
    key = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    lines.append(f'        sa.PrimaryKeyConstraint({key}, name=op.f("pk_{table.name}")),')
    if "id" in table.columns:
        lines.append(f'        sa.UniqueConstraint("id", name=op.f("uq_{table.name}_id")),')
    elif table.comment:  # bookkeeping
        lines.append(f'        comment="{table.comment}",')
    if table.dialect_options["sqlite"]["with_rowid"] is False:
        lines.append("        sqlite_with_rowid=False,")
    lines.append("    )")
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        names = ", ".join(f'"{column.name}"' for column in index.columns)
        lines.append(f'    op.create_index(op.f("{index.name}"), "{table.name}", [{names}], unique={index.unique})')
    return "\n".join(lines) + "\n"


def write(target: Path = TARGET, fixtures: Path = schema_fixture.FOLDER) -> None:
    """Write the step anew; refuses where its schema was released."""
    if version := schema_fixture.released(REVISION, fixtures):
        sys.exit(f"Schema {REVISION} was released with {version}: a change is a step of its own (CONTRIBUTING.md).")
    target.write_text(text(), "utf-8")


if __name__ == "__main__":
    write()
    sys.stdout.write(f"{TARGET.name}\n")
