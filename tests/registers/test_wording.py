"""One word for one thing: the remark of a record, the note on a step, and norms that are called what they limit."""

from __future__ import annotations

import pytest

from union_desk import registers
from union_desk.schema import norms
from union_desk.words import _, speaking


def test_a_remark_is_called_the_same_in_every_book_and_a_note_on_a_step_its_own_name() -> None:
    with speaking("zh_CN"):
        said = {(book.append_only, _(book.fields[name].label)) for book in registers.ALL for name in ("note", "remark")
                if name in book.fields}
    assert {label for append_only, label in said if not append_only} == {"备注"}
    assert {label for append_only, label in said if append_only} <= {"备注", "办理说明", "内容或理由"}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_norm_is_shown_as_what_it_limits_and_found_again_by_that(language: str) -> None:
    kind = registers.get("norms").fields["name"].kind
    with speaking(language):
        for name in norms.names():
            shown = kind.show(name)
            assert shown != name
            assert (kind.parse(shown).value, kind.parse(name).value) == (name, name)
        assert (kind.show("no.such_norm"), kind.parse("no.such_norm").value) == ("no.such_norm", "no.such_norm")


@pytest.mark.parametrize(("language", "fen"), [("zh_CN", "（分）"), ("en", " (fen)")])
def test_money_is_in_yuan_and_only_the_book_of_own_norms_whose_values_are_typed_in_fen_says_so(
    language: str, fen: str
) -> None:
    kind = registers.get("norms").fields["name"].kind
    with speaking(language):
        for norm in norms.rows():
            assert "fen" not in norm.en.split()
            assert not any(unit in norm.text() for unit in ("(fen)", "（分）"))
            assert kind.show(norm.name).endswith(fen) == (norm.unit == "fen")
            assert kind.parse(norm.text()).value == norm.name
