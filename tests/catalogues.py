"""The words of the source beside the catalogues: what is missing, unused or translated with other parameters.

`python -m tests.catalogues` prints the missing messages of each room as catalogue entries, ready to be filled in.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_CN"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
# The first prefix that fits names the room; the rest of the core is "core".
AREAS = ("organisation", "membership", "cards", "activities", "funds", "appeals", "directives", "hardship", "cadres",
         "honours", "privacy")
_FILES = {  # the areas' files beside those named after the area itself
    "organisation": ("registers/employers", "registers/committee", "registers/election", "registers/ballot",
                     "registers/contracts", "registers/meetings", "registers/staff_congress", "registers/legal",
                     "papers/election", "papers/meeting", "papers/structure", "papers/legal",
                     "papers/committee"),
    "membership": ("registers/transfers", "papers/transfer", "papers/joining", "affairs/transfer", "commands/transfer",
                   "ui/pages/membership"),
    "cards": ("papers/cards", "papers/card_hand", "papers/card_corr", "papers/card_return"),
    "activities": ("papers/activity",),
    "funds": ("registers/dues", "papers/dues", "papers/ledger", "affairs/dues", "affairs/welfare", "commands/dues",
              "ui/pages/dues"),
    "appeals": ("papers/appeal", "papers/proposal", "papers/rights"),
    "directives": ("papers/directive",),
    "hardship": ("papers/hardship", "papers/help"),
    "cadres": ("papers/cadre", "papers/training", "papers/assessment"),
    "honours": ("papers/honour",),
    "privacy": ("privacy/", "schema/privacy", "redaction", "papers/personal", "papers/consent", "commands/personal",
                "ui/pages/personal"),
    "statistics": ("registers/returns", "affairs/returns", "commands/returns", "papers/statistics"),
}
ROOMS = {
    **{(name if name.startswith("ui/") else f"union_desk/{name}"): area
       for area, names in _FILES.items() for name in names},
    **{prefix: area for area in AREAS if area not in {"membership", "organisation"}
       for prefix in (f"union_desk/registers/{area}", f"union_desk/affairs/{area}", f"union_desk/papers/{area}",
                      f"union_desk/commands/{area}", f"ui/pages/{area}")},
    **{prefix: area for area in ("membership", "organisation")
       for prefix in (f"union_desk/affairs/{area}", f"union_desk/commands/{area}")},
    "ui/pages/": "ui_pages",
    "ui/first_run": "ui_pages",
    "ui/login": "ui_pages",
    "ui/demo": "ui_pages",
    "ui/": "ui",
    "sync/desk/commands": "cli",
    "sync/": "sync",
    "union_desk/cli": "cli",
    "union_desk/commands/": "cli",
    "union_desk/exchange/": "exchange",
    "union_desk/papers/": "papers",
    "union_desk/statistics/": "statistics",
    "union_desk/": "core",
}
Key = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A message marked in the source: its key (the English text, or singular and plural) and where it stands."""

    key: Key
    room: str
    place: str


@cache
def marked() -> tuple[Marked, ...]:
    """Return every marked message of the source, in the order of files and lines."""
    files = [file for top in ("union_desk", "sync", "ui") for file in sorted((ROOT / top).rglob("*.py"))]
    return tuple(message for file in files for message in _marked_in(file))


def _marked_in(file: Path) -> Iterator[Marked]:
    name = file.relative_to(ROOT).as_posix()
    room = next(room for prefix, room in ROOMS.items() if name.startswith(prefix))
    for line, key, _comments, _context in extract_from_file("python", file, keywords=KEYWORDS):
        if key:
            yield Marked(key, room, f"{name}:{line}")


@cache
def catalogue(room: str) -> Catalog:
    """Return a room's catalogue; an empty one where the file does not exist."""
    path = ROOT / "resources" / "locale" / LANGUAGE / f"{room}.po"
    with path.open("rb") as stream:
        return read_po(stream, locale=LANGUAGE)


def rooms() -> list[str]:
    """Return the rooms that have words of their own."""
    return sorted({message.room for message in marked()})


def entries() -> Iterator[tuple[str, Message]]:
    """Yield every entry of every room's catalogue with the room's name."""
    for room in rooms():
        for message in catalogue(room):
            if message.id:
                yield room, message


def missing() -> list[Marked]:
    """Return the marked messages that no room has translated, each once."""
    done = {_key(message) for _room, message in entries() if _is_translated(message)}
    first: dict[Key, Marked] = {}
    for message in marked():
        first.setdefault(message.key, message)
    return [message for key, message in first.items() if key not in done]


def unused() -> list[str]:
    """Return the catalogue entries that the source no longer marks."""
    keys = {message.key for message in marked()}
    return [f"{room}: {message.id}" for room, message in entries() if _key(message) not in keys]


def contradictions() -> list[str]:
    """Return the messages that two rooms translate differently: the compiled catalogue has room for one only."""
    seen: dict[Key, object] = {}
    texts = [(_key(message), message.string) for _room, message in entries()]
    return [f"{key}: {text} / {seen[key]}" for key, text in texts if seen.setdefault(key, text) != text]


def wrong_parameters() -> list[str]:
    """Return the translations whose {parameters} are not those of the source text."""
    found = []
    for room, message in entries():
        sources, texts = _several(message.id), _several(message.string)
        wanted = set().union(*map(parameters, sources))
        found += [f"{room}: {sources[0]} → {text}" for text in texts if text and parameters(text) - wanted]
        if _is_translated(message) and parameters(texts[-1]) != wanted:
            found.append(f"{room}: {sources[0]} → {texts[-1]}")
    return found


def parameters(text: str) -> set[str]:
    """Return the names between braces, without index and format."""
    return {name.split(".")[0].split("[")[0] for _text, name, _spec, _how in string.Formatter().parse(text) if name}


def _key(message: Message) -> Key:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def _is_translated(message: Message) -> bool:
    texts = _several(message.string)
    return bool(texts) and all(texts) and not message.fuzzy


def _several(texts: str | Sequence[str] | None) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts or ())


def main() -> int:
    """Print what is missing as catalogue entries; returns 1 when anything is."""
    unfinished = missing()
    for room in rooms():
        of_room = [message for message in unfinished if message.room == room]
        if of_room:
            print(f"\n# {room}.po: {len(of_room)} without a translation\n")
        for message in of_room:
            print(f"#: {message.place}\n{_entry(message.key)}\n")
    return 1 if unfinished else 0


def _entry(key: Key) -> str:
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for text in _several(key)]
    if len(quoted) == 1:
        return f'msgid "{quoted[0]}"\nmsgstr ""'
    return f'msgid "{quoted[0]}"\nmsgid_plural "{quoted[1]}"\nmsgstr[0] ""'


if __name__ == "__main__":
    raise SystemExit(main())
