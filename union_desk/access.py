"""Who acts, and what their role includes."""

from __future__ import annotations

from dataclasses import dataclass

from union_desk.errors import NotAllowedError


@dataclass(frozen=True)
class Actor:
    """A person (or job) whose gestures are journaled; `rights` holds '<register>.<verb>' and '*' patterns."""

    name: str
    role: str = "cadre"
    rights: frozenset[str] = frozenset({"*"})

    def can(self, verb: str) -> bool:
        """Tell whether the role includes a verb such as 'members.export_unmasked'."""
        register = verb.partition(".")[0]
        return bool(self.rights & {"*", f"{register}.*", verb})

    def need(self, verb: str) -> None:
        """Refuse what the role does not include."""
        if not self.can(verb):
            raise NotAllowedError(verb=verb)
