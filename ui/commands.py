"""Every command of the window with its key: menus, palette (Ctrl+K) and cheat sheet (F1) all read this one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ui.context import App

OFFICE, RECORD, VIEW, GO, HELP = N_("Office"), N_("Record"), N_("View"), N_("Go to"), N_("Help")
MENUS = (OFFICE, RECORD, VIEW, GO, HELP)


def _always(_app: App) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its id, its words (marked, translated when shown), its key, its menu, what it does and when it can.

    also: other words by which the palette finds it, e.g. ("undo", "撤回").
    """

    id: str
    text: str
    run: Callable[[App], object]
    key: str = ""
    menu: str = OFFICE
    icon: str = ""
    enabled: Callable[[App], bool] = _always
    also: tuple[str, ...] = ()
    now: Callable[[App], str] | None = None  # words that depend on the moment, e.g. what Ctrl+Z would undo

    def label(self) -> str:
        """Return the words in the current language."""
        return _(self.text)

    def text_now(self, app: App) -> str:
        """Return the words for this moment."""
        return self.now(app) if self.now is not None else self.label()


class Commands:
    """The commands by id, in order of entry."""

    def __init__(self) -> None:
        """Begin empty."""
        self._by_id: dict[str, Command] = {}

    def add(self, command: Command) -> None:
        """Add a command; one with the same id is replaced. Two commands never share a key."""
        clash = next(
            (c for c in self._by_id.values() if command.key and c.key == command.key and c.id != command.id), None
        )
        if clash is not None:
            msg = f"{command.id} and {clash.id} share {command.key}"
            raise ValueError(msg)
        self._by_id[command.id] = command

    def get(self, command_id: str) -> Command:
        """Return a command; KeyError when there is none."""
        return self._by_id[command_id]

    def __iter__(self) -> Iterator[Command]:
        return iter(self._by_id.values())
