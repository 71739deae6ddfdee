"""The data dictionary page: written from the registers, whole, and current."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from resources.makers import data_dictionary
from union_desk import words
from union_desk.registers import ALL, MEMBERS
from union_desk.schema import codes, dictionary
from union_desk.schema.kinds import Code

if TYPE_CHECKING:
    from union_desk.schema.register import Register

PAGE = dictionary.write(ALL)


def test_the_page_in_the_project_is_current() -> None:
    text = data_dictionary.TARGET.read_text(encoding="utf-8")
    assert text == PAGE, "run: python -m resources.makers.data_dictionary"


def test_the_page_does_not_depend_on_the_language_of_the_moment() -> None:
    with words.speaking("en"):
        assert dictionary.write(ALL) == PAGE


@pytest.mark.parametrize("register", ALL, ids=repr)
def test_every_register_is_there_with_every_field_in_both_languages(register: Register) -> None:
    own = dictionary.write([register])
    for field in register.fields.values():
        # an event may be called as a field is; the fields come first
        line = next(line for line in own.splitlines() if line.startswith(f"| `{field.name}` |"))
        assert f"| {dictionary.both(field.label)} |" in line
        assert all(other in line for other in field.also)
        assert not field.help or words._(field.help).replace("|", "\\|") in line
    assert f"## {dictionary.both(register.label)}\n" in own


def test_every_event_and_every_code_is_there() -> None:
    assert MEMBERS.lifecycle is not None
    for step in MEMBERS.lifecycle.transitions:
        assert f"| `{step.event}` |" in PAGE
    used = {f.kind.list for r in ALL for f in r.fields.values() if isinstance(f.kind, Code)}
    for name in used:
        _before, start, rest = PAGE.partition(f'<a id="{name}"></a>')
        section = rest.partition("\n### ")[0]
        assert start
        assert all(f"| `{entry.code}` | {entry.label}" in section for entry in codes.get(name)) or name == "region"


def test_every_table_is_well_formed_and_every_link_leads_somewhere() -> None:
    for table in re.findall(r"(?:^\|.*\|\n)+", PAGE, re.MULTILINE):
        lines = table.splitlines()
        cells = {len(re.split(r"(?<!\\)\|", line)) for line in lines}
        assert len(cells) == 1, lines[0]
        assert set(lines[1]) <= set("|- ")
    assert set(re.findall(r"\]\(#(\w+)\)", PAGE)) <= set(re.findall(r'<a id="(\w+)"></a>', PAGE))
