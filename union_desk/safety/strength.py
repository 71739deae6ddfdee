"""How hard a passphrase is to guess: a rough count of bits, and what would make it better."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.safety.keys import LEAST_PASSPHRASE
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

WEAK, FAIR, GOOD, STRONG = 0, 1, 2, 3
_LABELS = (N_("weak"), N_("fair"), N_("good"), N_("strong"))
# Bits from which each level begins: argon2id makes one guess cost about 0.16 s, so 50 bits outlast any patience
_FROM = (0, 36, 50, 70)
_KINDS = ((r"[a-z]", 26), (r"[A-Z]", 26), (r"\d", 10), (r"[^\W\d_]", 2000), (r"[\W_]", 33))
_COMMON = ("password", "passwd", "admin", "qwerty", "asdf", "zxcv", "iloveyou", "woaini", "gonghui", "unionoffice",
           "abc", "888", "666", "520", "1314", "工会", "密码")
_RUNS = ("0123456789", "9876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUN = 4
_YEAR = re.compile(r"(?:19|20)\d\d(?:[01]\d(?:[0-3]\d)?)?")
_REPEAT = re.compile(r"(.+?)\1{2,}")


@dataclass(frozen=True, slots=True)
class Strength:
    """An estimate: bits, a level from 0 (weak) to 3 (strong), and the advice that helps most ('' when none does)."""

    bits: float
    level: int
    advice: str

    @property
    def label(self) -> str:
        """Return the level in words."""
        return _(_LABELS[self.level])


def estimate(passphrase: str, known: Iterable[str] = ()) -> Strength:
    """Estimate a passphrase; `known` are words that a stranger would try first (the union's name, its code)."""
    rest, guessable = passphrase, 0
    for pattern in _guessable(known):
        rest, count = re.subn(pattern, "", rest, flags=re.IGNORECASE)
        guessable += count
    alphabet = sum(size for kind, size in _KINDS if _has(kind, rest)) or 1
    bits = len(rest) * math.log2(alphabet) + 10 * guessable
    level = max(place for place, least in enumerate(_FROM) if bits >= least)
    if len(passphrase) < LEAST_PASSPHRASE:
        level = WEAK
    return Strength(bits, level, _advice(passphrase, level, guessable))


def _has(kind: str, text: str) -> bool:
    if kind == r"[^\W\d_]":  # letters beyond ASCII: one Chinese character is worth about eleven bits
        text = re.sub(r"[A-Za-z]", "", text)
    return re.search(kind, text) is not None


def _guessable(known: Iterable[str]) -> list[str]:
    words = sorted((w for w in known if len(w) >= 2), key=len, reverse=True)  # noqa: PLR2004  one letter is no word
    runs = {run[i:i + _RUN] + run[i + _RUN:i + n] for run in _RUNS for i in range(len(run) - _RUN + 1)
            for n in range(_RUN, len(run) - i + 1)}
    ordered = sorted(runs, key=len, reverse=True)
    return [*map(re.escape, words), *map(re.escape, _COMMON), *map(re.escape, ordered), _YEAR.pattern, _REPEAT.pattern]


def _advice(passphrase: str, level: int, guessable: int) -> str:
    if len(passphrase) < LEAST_PASSPHRASE:
        return _("At least {least} characters.").format(least=LEAST_PASSPHRASE)
    if level >= GOOD:
        return ""
    if guessable:
        return _("Years, rows of keys, repetitions and the union's own name are tried first: leave them out.")
    return _("Longer is better than odd: four or five unrelated words make a strong passphrase.")
