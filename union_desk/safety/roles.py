"""The roles of an office as data: what each includes, in which books only its own groups (domain reference §13)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from union_desk import registers
from union_desk.paths import resource
from union_desk.schema.kinds import Code

if TYPE_CHECKING:
    from collections.abc import Iterable

LIST = "account_role"
OWNER = "owner"
SYSTEM, SECURITY, AUDIT = "system_admin", "security_admin", "audit_admin"
ADMINISTRATORS = (SYSTEM, SECURITY, AUDIT)


@dataclass(frozen=True)
class Role:
    """What a role includes and what it is denied, as patterns of `Actor`; the books that are kept to its groups."""

    code: str
    rights: frozenset[str]
    denied: frozenset[str]
    own: frozenset[str]

    @property
    def label(self) -> str:
        """Return its name in the current language."""
        return label(self.code)

    @property
    def by_group(self) -> bool:
        """Tell whether an account of this role needs groups."""
        return bool(self.own)


def label(code: str) -> str:
    """Return a role's name in the current language."""
    return Code(list=LIST).show(code)


@cache
def found() -> dict[str, Role]:
    """Return all roles by code."""
    rows: dict[str, list[tuple[str, bool]]] = {}
    with resource("rules", "roles.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            rows.setdefault(row["role"], []).append((row["grant"], row["own"] == "1"))
    return {code: _role(code, grants) for code, grants in rows.items()}


def _role(code: str, grants: list[tuple[str, bool]]) -> Role:
    rights = {p for grant, _own in grants if not grant.startswith("-") for p in _patterns(grant)}
    denied = {p for grant, _own in grants if grant.startswith("-") for p in _patterns(grant[1:])}
    own = {grant.partition(".")[0] for grant, own in grants if own}
    return Role(code, frozenset(rights), frozenset(denied), frozenset(own))


def _patterns(grant: str) -> Iterable[str]:
    """Return a grant as patterns of `Actor`: areas become their books."""
    book, _dot, verb = grant.partition(".")
    if grant in ("*", "*.*"):
        return ("*",)
    if not book.startswith("@"):
        return (grant,)
    return (f"{register.name}.{verb}" for register in registers.ALL if register.area == book[1:])
