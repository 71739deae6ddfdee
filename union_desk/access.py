"""Who acts, and what their role includes."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field

from union_desk.errors import NotAllowedError, NotConfirmedError

ALL = frozenset({"*"})
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Actor:
    """A person (or job) whose gestures are journaled.

    rights, denied: '<register>.<verb>', '<register>.*', '*.<verb>' or '*'; what is denied is denied. own: the books of
    which only records of the person's own `groups` (ids of branches) are seen and changed. account: its id, "" where
    the office has no accounts. confirmed: the passphrase was typed, not given by the system's key store.
    """

    name: str
    role: str = "cadre"
    rights: frozenset[str] = ALL
    denied: frozenset[str] = NONE
    own: frozenset[str] = NONE
    groups: frozenset[str] = NONE
    account: str = field(default="", compare=False)
    confirmed: bool = field(default=True, compare=False)

    @property
    def unlimited(self) -> bool:
        """Tell whether the role includes everything."""
        return "*" in self.rights and not self.denied

    def can(self, verb: str) -> bool:
        """Tell whether the role includes a verb such as 'members.export_unmasked'."""
        register, _dot, what = verb.partition(".")
        patterns = {"*", f"{register}.*", f"*.{what}", verb}
        return bool(self.rights & patterns) and not self.denied & patterns

    def need(self, verb: str) -> None:
        """Refuse what the role does not include."""
        if not self.can(verb):
            raise NotAllowedError(verb=verb)

    def need_confirmed(self) -> None:
        """Refuse what is dangerous to whom the computer signed in; raises NotConfirmedError."""
        if not self.confirmed:
            raise NotConfirmedError


def logged_in() -> str:
    """Return who is logged in at the computer: the name in the journal where the office has no accounts."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return "-"
