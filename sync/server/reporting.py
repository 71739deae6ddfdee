"""A read-only schema for reports in SQL: a view for each register, with labels of codes and nothing sensitive.

In PostgreSQL the views lie in the schema `reporting` and the role READER may read them and nothing else; in SQLite,
which has neither, they are named `reporting_…`. They are made anew whenever a register has changed.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.server import engine as engines
from sync.server import tables
from sync.server.tables import SUPERIOR
from union_desk import words
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Money, Ref
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sync.server.superior import Superior
    from sync.server.tables import Mirror
    from union_desk.schema.field import Field

SCHEMA, READER = "reporting", "union_superior_reader"
_FACT = "reporting"
_FEN = 100
_UNIT = ("reporter_code", "reporter_name", "reporter_parent", "reporter_closed")
_TITLE, _ABOUT = N_("Reporting schema"), N_(
    "Written by `python -m resources.makers.data_dictionary` from the registers; a test fails when it is out of date. "
    "PostgreSQL: schema `reporting`, role `union_superior_reader`; SQLite: the same views with the prefix "
    "`reporting_`. "
    "Records in the bin are left out. Fields that are masked in the office are left out, too: no document number, "
    "telephone, bank card, illness or income is in any view.")
_HOW = N_(
    "The views are made when the server starts and by `union-superior reporting`. A reader of one's own: "
    "`CREATE ROLE statistics LOGIN PASSWORD '…' IN ROLE union_superior_reader`.")
_UNITS = (
    "SELECT u.code AS reporter_code, u.name AS reporter_name, p.code AS reporter_parent, "
    "u.closed_at IS NOT NULL AS reporter_closed, u.added_at, u.id AS unit_id "
    "FROM units u LEFT JOIN units p ON p.id = u.parent_id")
_RETURNED = (
    "SELECT u.code AS reporter_code, u.name AS reporter_name, r.register, r.record, r.field, r.code AS reason "
    "FROM remarks r JOIN units u ON u.id = r.unit_id WHERE r.level = 'error'")
_HEADS = (N_("Column"), N_("Meaning"), N_("Value"))
_UNIT_WORDS = (N_("code of the union that reports it"), N_("its name"), N_("code of the union above it"),
               N_("whether that union is closed"))


class Column:
    """A column of a view: its name, the expression it stands for, and what it means."""

    def __init__(self, name: str, expression: str, field: Field, value: str) -> None:
        """Take all of it."""
        self.name, self.expression, self.field, self.value = name, expression, field, value


def columns(one: Mirror) -> Iterator[Column]:
    """Yield the columns of a register's view: codes with their labels, money in yuan, nothing sensitive."""
    assert one.register is not None
    for name, field in one.register.fields.items():
        if field.sensitive:
            continue
        kind = field.kind
        if isinstance(kind, Money):
            yield Column(f"{name}_yuan", f"m.{name} / {_FEN}.0", field, N_("yuan"))
        elif isinstance(kind, Code):
            yield Column(name, f"m.{name}", field, N_("code"))
            asked = f"c.list = '{kind.list}' AND c.code = m.{name}"
            label = f"(SELECT c.label FROM {{codes}} c WHERE {asked})"  # noqa: S608  names of our own
            yield Column(f"{name}_label", label, field, N_("label"))
        else:
            yield Column(name, f"m.{name}", field, N_("id of a record") if isinstance(kind, Ref) else "")


def _statements(dialect: str) -> Iterator[str]:
    """Yield what makes everything anew; written once for both databases, which differ in names and casts only."""
    postgres = dialect == "postgresql"
    prefix = f"{SCHEMA}." if postgres else f"{SCHEMA}_"
    if postgres:
        yield f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"
        yield f"CREATE SCHEMA {SCHEMA}"
    for one in _shown():
        yield from _drop(f"{prefix}{one.name}", view=True, postgres=postgres)
    for name, view in (("returned", True), ("units", True), ("codes", False)):
        yield from _drop(f"{prefix}{name}", view=view, postgres=postgres)
    yield f"CREATE TABLE {prefix}codes (list text, code text, label text, label_en text, PRIMARY KEY (list, code))"
    yield f"CREATE VIEW {prefix}units AS {_UNITS}"
    yield f"CREATE VIEW {prefix}returned AS {_RETURNED}"
    key = "CAST(replace(CAST(m.unit_id AS text), '-', '') AS text)" if postgres else "m.unit_id"
    for one in _shown():
        fields = ", ".join(f"{column.expression.format(codes=f'{prefix}codes')} AS {column.name}"
                           for column in columns(one))
        unit = ", ".join(f"u.{name}" for name in _UNIT)
        living = "NOT m.deleted"
        yield (f"CREATE VIEW {prefix}{one.name} AS SELECT {unit}, m.id, {fields} FROM {one.table.name} m "  # noqa: S608  names of our own tables
               f"JOIN {prefix}units u ON u.unit_id = {key} WHERE {living}")


def _drop(name: str, *, view: bool, postgres: bool) -> Iterator[str]:
    if not postgres:  # PostgreSQL drops its schema whole
        yield f"DROP {'VIEW' if view else 'TABLE'} IF EXISTS {name}"


def _shown() -> Iterable[Mirror]:
    return tables.mirrors().values()


def fingerprint(dialect: str) -> str:
    """Return a hash of what the views say, to know whether they are current."""
    text = "\n".join((*_statements(dialect), *(f"{entry}" for row in _codes() for entry in row.values())))
    return hashlib.sha256(text.encode()).hexdigest()


def _codes() -> list[dict[str, str]]:
    used = {field.kind.list for one in _shown() if one.register is not None for field in one.register.fields.values()
            if isinstance(field.kind, Code) and not field.sensitive}
    return [{"list": name, "code": entry.code, "label": entry.label, "label_en": entry.en}
            for name in sorted(used) for entry in codes.get(name)]


def ensure(superior: Superior) -> bool:
    """Make the views anew where they are missing or of another version, or let the role read them that may not yet.

    Tells whether something was done.
    """
    dialect = superior.engine.dialect.name
    wanted = fingerprint(dialect)
    fact = SUPERIOR.c.name == _FACT
    with engines.writing(superior.engine) as connection:
        if connection.execute(sa.select(SUPERIOR.c.value).where(fact)).scalar() == wanted:
            return dialect == "postgresql" and not _may_read(connection) and _let_read(connection)
        for statement in _statements(dialect):
            connection.exec_driver_sql(statement.replace("%", "%%"))
        prefix = f"{SCHEMA}." if dialect == "postgresql" else f"{SCHEMA}_"
        connection.execute(sa.text(f"INSERT INTO {prefix}codes (list, code, label, label_en) "  # noqa: S608  our own name
                                   "VALUES (:list, :code, :label, :label_en)"), _codes())
        if dialect == "postgresql":
            _let_read(connection)
        connection.execute(sa.delete(SUPERIOR).where(fact))
        connection.execute(sa.insert(SUPERIOR).values(name=_FACT, value=wanted))
        return True


def _may_read(connection: sa.Connection) -> bool:
    """Tell whether the role is there and has its rights."""
    return bool(connection.execute(sa.text(
        "SELECT has_schema_privilege(oid, :schema, 'USAGE') FROM pg_roles WHERE rolname = :role"),
        {"schema": SCHEMA, "role": READER}).scalar())


def is_readable(superior: Superior) -> bool:
    """Tell whether somebody else than the owner can be let read: in SQLite whoever may read the file."""
    if superior.engine.dialect.name != "postgresql":
        return True
    with engines.reading(superior.engine) as connection:
        return _may_read(connection)


def _let_read(connection: sa.Connection) -> bool:
    """Give the role its rights, making it where we may; without it the views are the owner's alone, and it is False."""
    there = connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": READER}).scalar()
    if not there:
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"CREATE ROLE {READER} NOLOGIN")
        except sa.exc.DBAPIError:
            return False
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {READER}")
    connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {READER}")
    return True


# ---- the page of the documentation


def write() -> str:
    """Return docs/reporting.md, in Chinese with the English titles."""
    with words.speaking("zh_CN"):
        lines = [f"# {_(_TITLE)} · {_TITLE}", "", _(_ABOUT), "", _(_HOW), "", *_example(), *_fixed()]
        for one in _shown():
            assert one.register is not None
            lines += [f"## {one.name} · {_(one.register.label)}", "", *_heads()]
            lines += [f"| `{name}` | {_(meaning)} | |" for name, meaning in zip(_UNIT, _UNIT_WORDS, strict=True)]
            lines += ["| `id` | | |", *map(_line, columns(one)), ""]
    return "\n".join(lines).rstrip() + "\n"


def _heads() -> list[str]:
    return ["| " + " | ".join(_(head) for head in _HEADS) + " |", "|---|---|---|"]


def _line(column: Column) -> str:
    kind = column.field.kind
    value = _(column.value) if column.value else ""
    if isinstance(kind, Code):
        value = f"{value} `{kind.list}`"
    return f"| `{column.name}` | {_(column.field.label)} | {value.strip()} |"


def _example() -> list[str]:
    return ["```sql", "SELECT reporter_name, sex_label, count(*)", "FROM reporting.members", "GROUP BY 1, 2", "```", ""]


def _fixed() -> list[str]:
    return ["## units, returned, codes", "",
            "- `units`: `reporter_code`, `reporter_name`, `reporter_parent`, `reporter_closed`, `added_at`, `unit_id`",
            "- `returned`: `reporter_code`, `reporter_name`, `register`, `record`, `field`, `reason`",
            "- `codes`: `list`, `code`, `label`, `label_en`", ""]
