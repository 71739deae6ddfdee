"""An index over the changes of what members are counted by, so that a past day is found without reading the journal.

It is derived data, outside the migrations, made again where it is missing. Only changes that mention one of these
fields are in it, with all that is asked of them, so that a question about a past day reads nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlalchemy as sa

# What cross-tables count members by; `tests/statistics/test_past.py` compares them with the dimensions
FIELDS = ("sex", "birth_date", "ethnicity", "education", "political_status", "employment_form", "branch_id",
          "department", "workshop", "team", "employer_name", "join_union_date", "employment_status", "household_type",
          "household_region", "is_migrant_worker", "nef_category", "skill_grade", "professional_title",
          "marital_status", "contract_type", "model_worker_level", "native_place", "is_staff_rep",
          "mutual_aid_joined", "data_source", "qualified")
INDEX = "ix_journal_change_traced"
_SHORT, _MOST = 0xA0, 31  # MessagePack: a text of up to 31 bytes begins with this plus its length


def mentions(fields: Iterable[str]) -> str:
    """Return the condition in SQL that a change mentions one of these fields: a quick look before unpacking."""
    names = list(fields)
    assert all(name.isidentifier() and len(name) <= _MOST for name in names)
    marks = [(bytes([_SHORT + len(name)]) + name.encode()).hex() for name in names]
    return "(" + " OR ".join(f"instr(fields, X'{mark}') > 0" for mark in marks) + ")"


OF_MEMBERS = "register = 'members' AND verb = 'update'"
TRACED = f"{OF_MEMBERS} AND {mentions(FIELDS)}"


def ensure_index(connection: sa.Connection) -> None:
    """Make the index where there is none."""
    connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS {INDEX} ON journal_change "
                               f"(n, gesture, register, verb, record, fields) WHERE {TRACED}")


def changes_since(fields: Iterable[str]) -> str:
    """Return the question for the changes of some fields since a moment, its parameter: (record, fields), in order.

    Where all the fields are traced, the index alone answers: the plus keeps SQLite from seeking gesture by gesture.
    """
    names = list(fields)
    among = TRACED if set(names) <= set(FIELDS) else OF_MEMBERS
    return (f"SELECT record, fields FROM journal_change WHERE {among} AND {mentions(names)} "  # noqa: S608  identifiers only
            "AND +gesture IN (SELECT n FROM journal_gesture WHERE at >= ?) ORDER BY n")
