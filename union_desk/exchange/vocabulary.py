"""The words by which a register's fields are known: labels in both languages, headings of rosters, what was learned."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from union_desk.words import LANGUAGES, _, speaking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from union_desk.schema.register import Register

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|《[^《》]*》|\([^()]*$")
_WIDE_BRACKETS = re.compile(r"[(（][^()（）]*[)）]?|【[^【】]*】|\[[^\[\]]*\]")
_INSIDE = re.compile(r"[(\[{【〔<]([^()\[\]{}【】〔〕<>]+)[)\]}】〕>]")
_MARKS = re.compile(r"[\s*★☆※●#:_\-—–·.,、;。!?/\\|\"'“”‘’\u200b-\u200f\u2060\ufeff\u00ad]+")
_NUMBERING = re.compile(r"^\d{1,2}(?=[^\d])")
_ENDINGS = re.compile(r"(?:必填|选填|必填项|可不填|可空|同身份证|按身份证填写)+$")
_PERSONS = ("工会会员", "会员", "职工", "员工", "本人", "个人", "人员")
# A heading with one of these speaks of somebody else than the person of the row.
OTHERS = re.compile(
    r"配偶|爱人|子女|孩子|父亲|母亲|父母|家属|家庭(?!住址|地址)|亲属|"
    r"成员|紧急|联系人|介绍人|负责人|领导|法定代表|法人|经办|采集人|填表|审核|监护|推荐|证明人"
)


def narrow(text: str) -> str:
    """Return a heading as one word: narrow, without marks, blanks, line breaks and numbering."""
    wide = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _NUMBERING.sub("", _MARKS.sub("", wide)).casefold()


@lru_cache(maxsize=20_000)
def spellings(text: str) -> tuple[str, ...]:
    """Return the ways to look a heading up, the most faithful first; instructions in brackets fall away."""
    wide = unicodedata.normalize("NFKC", text)
    bare = wide
    while (shorter := _BRACKETS.sub("", bare)) != bare:
        bare = shorter
    found = [narrow(bare), narrow(wide)]
    found += [narrow(_BRACKETS.sub("", line)) for line in wide.splitlines()]
    found += [_ENDINGS.sub("", word) for word in tuple(found)]
    return tuple(dict.fromkeys(word for word in found if word))


def spoken(text: str) -> str:
    """Return a heading as one would say it: in one line, without marks of need and instructions in brackets."""
    line = " ".join(text.replace("＊", "*").strip("*★☆ \n").split())
    bare = " ".join(_WIDE_BRACKETS.sub("", line).split())
    return bare or line


def inside_brackets(text: str) -> tuple[str, ...]:
    """Return what stands in the brackets of a heading, as words."""
    wide = unicodedata.normalize("NFKC", text)
    return tuple(word for part in _INSIDE.findall(wide) if (word := narrow(part)))


class Vocabulary:
    """Looks headings up among a register's fields; `learned` maps headings that a person once matched."""

    def __init__(self, register: Register, learned: Mapping[str, str] | None = None) -> None:
        """Collect each field's name, labels and aliases."""
        self.register = register
        self.learned = {word: name for word, name in (learned or {}).items() if name in register.fields}
        self._fields: dict[str, list[str]] = {}
        for word, name in self._declared():
            names = self._fields.setdefault(word, [])
            if name not in names:
                names.append(name)
        self._longest = sorted(self._fields, key=len, reverse=True)

    def _declared(self) -> Iterator[tuple[str, str]]:
        for spec in self.register.fields.values():
            yield spec.name.casefold(), spec.name
            yield narrow(spec.name), spec.name
            for language in LANGUAGES:
                with speaking(language):
                    yield from ((word, spec.name) for word in spellings(_(spec.label))[:2])
            for alias in spec.also:
                yield from ((word, spec.name) for word in spellings(alias)[:2])

    def exact(self, text: str) -> tuple[str, ...]:
        """Return the fields that a heading names, all of them when it is ambiguous."""
        for word in spellings(text):
            if word in self.learned:
                return (self.learned[word],)
            if word in self._fields:
                return tuple(self._fields[word])
        for word in spellings(text):
            for person in _PERSONS:
                if word.startswith(person) and word[len(person) :] in self._fields:
                    return tuple(self._fields[word[len(person) :]])
        return ()

    def similar(self, text: str) -> tuple[str, ...]:
        """Return the fields whose name begins or fills a heading's brackets; a guess that its values must support."""
        if OTHERS.search(text):
            return ()
        for word in inside_brackets(text):
            if word in self._fields:
                return tuple(self._fields[word])
        for word in spellings(text)[:1]:
            for known in self._longest:
                if len(known) > 1 and (word.startswith(known) or word.endswith(known)):
                    return tuple(self._fields[known])
        return ()

    def hits(self, texts: Iterable[str]) -> int:
        """Return the score of a row as a heading: one for each field named, two for those that name a record."""
        found = {names[0] for text in texts if text and (names := self.exact(text))}
        weighty = {*self.register.title, *(name for key in self.register.keys for name in key)}
        return len(found) + len(found & weighty)

    def examples(self) -> str:
        """Return the headings to look for, for a sentence."""
        fields = self.register.fields
        wanted = [name for key in self.register.keys for name in key] + list(self.register.title)
        return ", ".join(_(fields[name].label) for name in dict.fromkeys(wanted))
