"""Readings of names for searching and for display, from a frozen table with our own surname readings.

ü is found as v and as u, because people type either; a character with several readings is found under each of them.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from union_desk.paths import resource
from union_desk.schema.surnames import COMPOUND, SINGLE

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_READINGS = 12
_LONG_NAME = 4
_REMEMBERED = 20_000  # surnames and given names, which come again and again
_BLANKS = dict.fromkeys(map(ord, " \t\r\n\u00a0\u3000·•・‧.\u200b"))
_VOWELS = ("a", "e", "o")


class PinyinKeys(NamedTuple):
    """What a name may be typed as: whole syllables run together, and their first letters."""

    full: tuple[str, ...]
    initials: tuple[str, ...]


class _Table(NamedTuple):
    usual: dict[str, str]
    several: dict[str, tuple[str, ...]]
    surnames: dict[str, tuple[str, ...]]


@cache
def _table() -> _Table:
    usual: dict[str, str] = {}
    several: dict[str, tuple[str, ...]] = {}
    for syllable, characters in _lines("pinyin.txt"):
        usual.update(dict.fromkeys(characters, syllable))
        if "ü" in syllable:
            several.update(dict.fromkeys(characters, _typed([syllable])))
    for character, readings in _lines("pinyin_names.txt"):
        usual[character], *_ = ways = readings.split(" ")
        several[character] = _typed(ways)
    return _Table(usual, several, {character: _typed(readings) for character, readings in SINGLE.items()})


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """Yield (first word, the rest) of each line that is no remark."""
    for line in resource(name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            first, _, rest = line.partition(" ")
            yield first, rest


def _typed(readings: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return readings as they are typed: ü as v, then as u."""
    return tuple(dict.fromkeys(key for r in readings for key in (r.replace("ü", "v"), r.replace("ü", "u"))))


def search_keys(name: str) -> PinyinKeys:
    """Return the keys of a person's name; the surname has its own readings, likeliest first."""
    bare = name if name.isalpha() else name.translate(_BLANKS)
    if bare[:1] not in _table().surnames and bare[:2] not in COMPOUND:
        return _keys(bare, [])
    return _keys(bare, [] if "·" in name else _surname(bare))


def _surname(bare: str) -> list[tuple[str, ...]]:
    """Return the readings of each character of the surname."""
    if bare[:2] in COMPOUND and len(bare) > len("欧阳"):
        return [_typed([syllable]) for syllable in COMPOUND[bare[:2]]]
    table = _table()
    readings = table.surnames.get(bare[0])
    if readings is None:
        return []
    if len(bare) >= _LONG_NAME:  # so long a name is often one of a people without surnames
        readings = tuple(dict.fromkeys((*readings, *_typed([table.usual.get(bare[0], bare[0])]))))
    return [readings]


def word_keys(text: str) -> PinyinKeys:
    """Return the keys of any other text, such as a label or the name of a place."""
    return _keys(text.translate(_BLANKS), [])


def _keys(bare: str, head: list[tuple[str, ...]]) -> PinyinKeys:
    usual, several, _ = _table()
    if not head:
        first, rest = _short(bare[:1]), _short(bare[1:]) if len(bare) <= _LONG_NAME else _plain(bare[1:])
        if first is not None and rest is not None:
            return PinyinKeys((first[0] + rest[0],), (first[1] + rest[1],))
    places = [*head, *(several.get(c) or (usual.get(c, c).casefold(),) for c in bare[len(head) :])]
    return _combine(_limit(places))


def _plain(text: str) -> tuple[str, str] | None:
    """Return (syllables run together, first letters) of a text without characters of several readings, else None."""
    usual, several, _ = _table()
    if not several.keys().isdisjoint(text):
        return None
    syllables = [usual.get(character, character).casefold() for character in text]
    return "".join(syllables), "".join([syllable[0] for syllable in syllables])


_short = lru_cache(maxsize=_REMEMBERED)(_plain)  # surnames and given names come again and again


def _limit(places: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Keep the number of combinations small: the later characters of a long name get their usual reading only."""
    kept, count = [], 1
    for readings in places:
        shown = readings if count * len(readings) <= MOST_READINGS else readings[:1]
        count *= len(shown)
        kept.append(shown)
    return kept


def _combine(places: list[tuple[str, ...]]) -> PinyinKeys:
    found = list(product(*places))
    full = tuple(dict.fromkeys(map("".join, found)))
    initials = tuple(dict.fromkeys("".join([syllable[0] for syllable in syllables]) for syllables in found))
    return PinyinKeys(full, initials)


def name_pinyin(name: str) -> str:
    """Return a name as it is usually spelt: 'Zhang San', 'Ouyang Xiu', 'Ayiguli Maimaiti'. A proposal, never a fact."""
    if "·" in name:
        return " ".join(filter(None, (_spell(_syllables(part.translate(_BLANKS))) for part in name.split("·"))))
    if name.isascii():
        return name.strip()
    bare = name if name.isalpha() else name.translate(_BLANKS)
    length = 2 if bare[:2] in COMPOUND and len(bare) > len("欧阳") else 1
    return f"{_spelt_surname(bare[:length])} {_spelt_word(bare[length:])}".strip()


@lru_cache(maxsize=_REMEMBERED)
def _spelt_surname(surname: str) -> str:
    if surname in COMPOUND:
        return _spell(list(COMPOUND[surname]))
    return _spell([SINGLE[surname][0]] if surname in SINGLE else _syllables(surname))


@lru_cache(maxsize=_REMEMBERED)
def _spelt_word(text: str) -> str:
    return _spell(_syllables(text))


def _syllables(text: str) -> list[str]:
    usual = _table().usual
    return [usual.get(character, character) for character in text]


def _spell(syllables: list[str]) -> str:
    """Join syllables into one capitalised word, with an apostrophe where the next would run into the last (Xi'an)."""
    word = syllables[0] if syllables else ""
    for syllable in syllables[1:]:
        word += f"'{syllable}" if syllable.startswith(_VOWELS) else syllable
    return word[:1].upper() + word[1:]
