"""The commands of `union-superior`, a module an area; each lists its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from sync.server.configuration import Settings
    from sync.server.superior import Superior


@dataclass
class Desk:
    """What a command works with: the open superior, the settings, and how to answer."""

    settings: Settings
    in_json: bool
    _open: Callable[[bool], Superior]
    _superior: Superior | None = None
    prepared: bool = False  # a process of this one's has just made what was missing in the database

    @property
    def superior(self) -> Superior:
        """Return the superior, opened at first use."""
        if self._superior is None:
            self._superior = self._open(self.prepared)
        return self._superior

    def close(self) -> None:
        """Close what was opened."""
        if self._superior is not None:
            self._superior.close()

    def say(self, document: Any, words: str) -> None:
        """Answer: the document in JSON, or the sentence."""
        print(json.dumps(document, ensure_ascii=False) if self.in_json else words, flush=True)  # noqa: T201  the answer

    def list(self, rows: list[dict[str, Any]], line: Callable[[dict[str, Any]], str], none: str) -> None:
        """Answer a list: in JSON, or a line for each; `none` is said when it is empty."""
        self.say(rows, "\n".join(map(line, rows)) or none)


class OptionMissingError(UserError):
    """An option that this use of the command needs was not given."""

    code = "option_missing"
    message = N_("The option --{name} is missing.")


def needed(options: argparse.Namespace, name: str) -> str:
    """Return an option that must be given; raises OptionMissingError."""
    value = getattr(options, name)
    if not value:
        raise OptionMissingError(name=name)
    return str(value)


@dataclass(frozen=True)
class Command:
    """A command: its name, what it does in a sentence, the function that runs it (exit code or None), its options."""

    name: str
    words: str
    run: Callable[[Desk, argparse.Namespace], int | None]
    configure: Callable[[argparse.ArgumentParser], None] = lambda _parser: None
