"""How a value is spelt in a form: as its drop-down has it, as its heading asks, as its cell shows it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk.exchange.filling.expressions import EPOCH, Value
from union_desk.exchange.filling.rules import DAYS, LIST, NUMBERS
from union_desk.exchange.filling.styles import DATE, TEXT, Look
from union_desk.exchange.vocabulary import narrow
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Date, Integer, Money, Region, YesNo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from union_desk.exchange.filling.rules import Rule
    from union_desk.schema.field import Field
    from union_desk.schema.kinds import Scalar

_SAFE_DIGITS = 15  # of a number, before a spreadsheet forgets the rest
_PATTERN = re.compile(r"(?i)y{4}\s*([-/.年]?)\s*m{1,2}\s*(?:([-/.月]?)\s*d{1,2}\s*日?)?\s*月?"
                      r"|((?:19|20)\d\d)([-/.年]?)(\d{1,2})(?:([-/.月]?)(\d{1,2})日?)?月?")
_CODED = re.compile(r"^\s*[\w.]{1,8}\s*[-—:：.、 ]\s*(.+)$|^(.+?)\s*[-—(（]\s*\w{1,8}[)）]?\s*$")


@dataclass(frozen=True, slots=True)
class Manner:
    """What the form says about a column: its heading, how its cells look, its rule, the entries of its drop-down."""

    heading: str
    look: Look
    rule: Rule | None = None
    choices: tuple[str, ...] | None = None


def speller(field: Field | None, manner: Manner, show: Callable[[Any], str] | None = None) -> Callable[[Any], Value]:
    """Return a function from a stored value to what is written; equal values are spelt once.

    `show` says a value in words where the kind cannot (names of referenced records) or must not (masked).
    """
    known: dict[Any, Value] = {}
    spell = _spell(field, manner, show)

    def remembering(value: Any) -> Value:
        if value is None or value == "":
            return None
        key = (type(value), value)
        found = known.get(key)
        if found is None:
            found = known[key] = spell(value)
        return found

    return remembering


def _spell(field: Field | None, manner: Manner, show: Callable[[Any], str] | None) -> Callable[[Any], Value]:
    rule, listed = manner.rule, manner.choices if manner.rule and manner.rule.kind == LIST else None
    kind = field.kind if field is not None else None
    if show is not None or kind is None:
        return lambda value: _as_listed(show(value) if show else value, listed)
    if listed and isinstance(kind, (Code, YesNo)):
        return lambda value: _choice(kind, value, listed)
    if isinstance(kind, Date):
        pattern = date_pattern(manner.heading)
        return lambda value: _day(value, manner, pattern)
    if isinstance(kind, Money):
        return lambda value: value / 100 if manner.look.shows != TEXT else kind.show(value)
    wants_number = rule is not None and rule.kind in NUMBERS
    if isinstance(kind, Integer) or wants_number:
        return lambda value: _count(kind.show(value), as_number=wants_number or manner.look.shows != TEXT)
    return lambda value: _as_listed(kind.show(value), listed)


def _count(text: str, *, as_number: bool) -> Value:
    if as_number and len(text) <= _SAFE_DIGITS and re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        return float(text)
    return text


def _as_listed(text: str, listed: tuple[str, ...] | None) -> str:
    """Return the list's own spelling of a text, the text itself where the list does not have it."""
    if not listed or text in listed:
        return text
    wanted = narrow(text)
    return next((entry for entry in listed if narrow(entry) == wanted), text)


def _choice(kind: Code | YesNo, value: Scalar, listed: tuple[str, ...]) -> str:
    """Return the entry of a drop-down that means a code, or else the group that the code belongs to.

    The code's usual word where no entry means it.
    """
    word = kind.show(value)
    spelt = _as_listed(word, listed)
    if spelt in listed:
        return spelt
    means = [(entry, {kind.parse(part).value for part in _readings(entry)}) for entry in listed]
    for wanted in _with_groups(kind, value):
        for entry, values in means:
            if wanted in values:
                return entry
    return word


def _with_groups(kind: Code | YesNo, value: Scalar) -> Iterator[Scalar]:
    """Yield a code, then the groups above it: a form may ask only for those, spelt as their usual member."""
    yield value
    if not isinstance(kind, Code) or isinstance(kind, Region):
        return
    entries = codes.get(kind.list)
    above = entries.entry(str(value)).parent if entries.has(str(value)) else None
    while above:
        yield above
        below = entries.children(above)
        if below and below[0].code != value:
            yield below[0].code  # “本科” is read as the graduate, who stands for the group
        above = entries.entry(above).parent


def _readings(entry: str) -> list[str]:
    """Return what an entry may be read as: whole, or without the number that stands before or behind it."""
    found = _CODED.match(entry)
    return [entry, *(part for part in (found.groups() if found else ()) if part)]


def date_pattern(heading: str) -> str:
    """Return how a heading wants days to be spelt, as for strftime; '' when it says nothing.

    'yyyy-mm-dd', 'YYYYMMDD', '如2024.03' and '年月' are understood.
    """
    found = _PATTERN.search(heading)
    if found is None:
        return "%Y-%m" if re.search("年月(?!日)", heading) and "出生年月" not in heading else ""
    if found[3]:
        first, second, day = found[4], found[6], found[7]
    else:
        first, second, day = found[1], found[2], re.search("(?i)d", found[0])
    if "年" in (first or ""):
        return "%Y年%m月%d日" if day else "%Y年%m月"
    return f"%Y{first or ''}%m{second or ''}%d" if day else f"%Y{first or ''}%m"


def _day(value: str, manner: Manner, pattern: str) -> Value:
    day = dt.date.fromisoformat(value)
    serial = day.toordinal() - EPOCH
    counted = serial > 60  # noqa: PLR2004  1900-02-29, which never was
    if counted and (manner.look.shows == DATE or (manner.rule is not None and manner.rule.kind in DAYS)):
        return float(serial)
    text = day.strftime(pattern) if pattern else value
    if manner.rule is not None and manner.rule.kind in NUMBERS:
        return _count(text, as_number=True)
    return text
