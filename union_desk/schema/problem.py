"""What validation says: a level, a code, a field and a sentence made when it is shown."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

ERROR, WARNING, INFO = "error", "warning", "info"
LEVELS = (ERROR, WARNING, INFO)


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark about a record. `message` is an English template; `suggestion` a value that would mend it."""

    level: str
    code: str
    field: str
    message: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)
    suggestion: object = None

    def text(self) -> str:
        """Return the sentence in the current language."""
        return _(self.message).format(**self.params)

    def __str__(self) -> str:
        """Return the sentence."""
        return self.text()


def has_errors(problems: list[Problem]) -> bool:
    """Tell whether any problem forbids saving."""
    return any(p.level == ERROR for p in problems)
