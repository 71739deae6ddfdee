"""One word for one thing: the remark of a record, the note on a step, and norms that are called what they limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.offices import ACTOR
from union_desk import limits, records, registers
from union_desk.errors import InvalidRecordError
from union_desk.schema import norms
from union_desk.words import _, speaking

if TYPE_CHECKING:
    from union_desk.database import Database


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


@pytest.mark.parametrize(("language", "yuan"), [("zh_CN", "（元）"), ("en", " (yuan)")])
def test_money_is_in_yuan_and_the_book_of_own_norms_whose_values_are_typed_says_so(
    language: str, yuan: str
) -> None:
    kind = registers.get("norms").fields["name"].kind
    with speaking(language):
        for norm in norms.rows():
            assert "fen" not in norm.en.split()
            assert not any(unit in norm.text() for unit in ("(fen)", "（分）"))
            assert kind.show(norm.name).endswith(yuan) == (norm.unit == "fen")
            assert kind.parse(norm.text()).value == norm.name


@pytest.mark.parametrize(("typed", "name", "kept", "shown", "holds"), [
    ("300", "funds.cash_fen", 300_00, "300", 300_00),
    ("1,000.50元", "funds.cash_fen", 1000_50, "1000.5", 1000_50),
    ("14", "accounts.passphrase_warn_days", 14_00, "14", 14),
])
def test_a_norm_of_the_office_is_typed_and_shown_as_people_say_it(
    office: Database, typed: str, name: str, kept: int, shown: str, holds: int
) -> None:
    kind = registers.get("norms").fields["value"].kind
    assert (kind.parse(typed).value, kind.show(kept)) == (kept, shown)
    with office.write(ACTOR, "x") as s:
        records.save(s, registers.get("norms"), {"name": name, "value": kept, "basis": "本单位规定"})
        found = limits.norm(s, name, "2026-01-01")
        assert (found.value, found.typed) == (holds, kept)


def test_a_norm_of_days_has_no_parts_and_words_are_no_number(office: Database) -> None:
    half = {"name": "accounts.passphrase_warn_days", "value": 14_50, "basis": "本单位规定"}
    with pytest.raises(InvalidRecordError) as told, office.write(ACTOR, "x") as s:
        records.save(s, registers.get("norms"), half)
    assert [getattr(problem, "code", "") for problem in told.value.problems] == ["not_whole"]
    assert [note.code for note in registers.get("norms").fields["value"].kind.parse("很多").notes] == ["not_a_norm"]
