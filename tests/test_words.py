"""English of one: whatever number a sentence fills in, "1 appeals" is never said; Chinese is not touched by it."""

from __future__ import annotations

import re

from babel.messages.pofile import read_po

from tests import catalogues
from union_desk import duties
from union_desk.schema.problem import WARNING
from union_desk.words import _, speaking

ONE = catalogues.ROOT / "resources" / "locale" / "en" / "one.po"
# What ends in s after a number and is no plural: "1 of this", "1 member waits".
SINGULAR = re.compile(
    r"all|and|as|asks|begins|belongs|besides|closes|differs|does|ends|for|has|is|its|lacks|leads|less|lies|member's|names"
    r"|needs|of|owes|reaches|receive|rights|runs|s|stands|the|this|visits|waits|was|with")
SEVERAL = re.compile(r"\b(?P<number>1) (?P<words>[a-z'-]+(?: [a-z'-]+){0,2})")


def _entries() -> list[tuple[frozenset[str], str, str]]:
    with ONE.open("rb") as stream:
        return [(frozenset(str(message.context).split()), str(message.id), str(message.string))
                for message in read_po(stream, locale="en") if message.id]


def _plural(text: str) -> str:
    """Return the words in which a plural follows a one, empty where none does."""
    for found in SEVERAL.finditer(text):
        for word in found["words"].split():
            if SINGULAR.fullmatch(word):
                break
            if (word.endswith("s") and not word.endswith("ss")) or word in {"people", "women", "men"}:
                return found[0]
    return ""


def _filled(text: str, ones: frozenset[str]) -> str:
    with speaking("en"):
        return _(text).format(**{name: 1 if name in ones else "7" for name in catalogues.parameters(text)})


def _sources() -> list[str]:
    numeric = [message.key for message in catalogues.marked() if isinstance(message.key, str)]
    return sorted({key for key in numeric if "{" in key and not re.search(r"\{\w+[:.!\[]|\{\}|\{\d", key)})


def plurals_of_one() -> list[str]:
    """Return what the sentences would say of one in the plural, each with its sentence."""
    numbers = frozenset().union(*(names for names, _id, _text in _entries()))
    counted = [(text, catalogues.parameters(text) & numbers) for text in _sources()]
    assert len([names for _text, names in counted if names]) > len(_entries()) / 2, "the sentences were not found"
    return sorted({f"{found} ({name}): {text}" for text, names in counted for name in names
                   if (found := _plural(_filled(text, frozenset({name}))))})


def test_no_sentence_says_a_plural_of_one() -> None:
    assert plurals_of_one() == []


def test_every_duty_counts_in_proper_english() -> None:
    texts = [text for text in _sources() if "{count}" in text]
    for text in texts:
        lines = {}
        for count in (1, 2):
            params = dict.fromkeys(catalogues.parameters(text) - {"count"}, "7")
            with speaking("en"):
                lines[count] = duties.Duty("x", WARNING, text, count, params=params).text()
        assert not _plural(lines[1]), lines[1]
        assert "{" not in lines[1] + lines[2]
    assert "1 appeal is not answered in time" in [_filled(text, frozenset({"count"})) for text in texts]


def test_the_form_for_one_belongs_to_a_sentence_and_keeps_its_other_parameters() -> None:
    known = set(_sources()) | {message.key for message in catalogues.marked()}
    for names, source, text in _entries():
        assert source in known, f"the source does not say this any more: {source}"
        assert names <= catalogues.parameters(source), source
        assert catalogues.parameters(source) - names <= catalogues.parameters(text) <= catalogues.parameters(source)
        assert text != source


def test_chinese_knows_no_plural() -> None:
    with speaking("zh_CN"):
        one, two = (_("{count} appeals can be closed").format(count=count) for count in (1, 2))
    assert one.replace("1", "2") == two


def test_a_line_of_today_has_no_blank_beside_a_number_in_chinese() -> None:
    """Hold "3件", as a cadre writes it, in every sentence with a count that a file with duties marks."""
    told = {message.key for message in catalogues.marked()
            if isinstance(message.key, str) and "{count}" in message.key
            and "Duty(" in (catalogues.ROOT / message.place.partition(":")[0]).read_text(encoding="utf-8")}
    chinese = [str(message.string) for _room, message in catalogues.entries() if message.id in told]
    assert len(chinese) > 60
    blank = re.compile(r"\{(?!file)\w+\} [\u4e00-\u9fff]|[\u4e00-\u9fff] \{(?!file)")
    assert [text for text in chinese if blank.search(text)] == []
