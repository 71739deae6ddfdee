"""How a session ended is remembered in no language and told in that of whoever reads it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sync.desk import outcome
from sync.desk.network import AWAY, STATUS, OtherKeyError
from sync.desk.wholesale import ManyChangedError
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused, refusal_of
from union_desk.words import N_, speaking

HERE = "https://10.0.0.1"
FAULTS = {
    "away": NoAnswerError(address=HERE, reason=AWAY),
    "status": NoAnswerError(address=HERE, reason=STATUS, about={"status": 502}),
    "other key": OtherKeyError(address=HERE, reason=AWAY),
    "receipt": NoAnswerError(address=HERE, reason=Refused("fork").message, about={"log": "a1", "seq": 3}),
    "too many": Refused("too_many", seconds=30),
    "newer code": refusal_of({"code": "moon", "detail": "die {Wand}", "params": {"code": "x", "self": 1, "n": [2]}}),
    "many changed": ManyChangedError(count=50, total=60, register=N_("Members"), what="改名"),
}


def kept(fault: Exception) -> dict[str, Any]:
    """Remember in one language, as the office's database does."""
    with speaking("zh_CN"):
        found: dict[str, Any] = json.loads(json.dumps(outcome.told(fault)))
    return found


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_it_reads_in_any_language_as_the_fault_itself_would(name: str, language: str) -> None:
    told = kept(FAULTS[name])
    with speaking(language):
        assert outcome.sentence(told) == str(FAULTS[name])
        assert outcome.shown(told) == {"code": FAULTS[name].code, "message": str(FAULTS[name])}


def test_the_reason_is_told_in_the_language_too() -> None:
    told = kept(FAULTS["status"])
    with speaking("en"):
        assert "(status 502)" in outcome.sentence(told)
    with speaking("zh_CN"):
        assert "502" in outcome.sentence(told)
        assert "status" not in outcome.sentence(told)


def test_what_an_older_program_remembered_stays_readable() -> None:
    with speaking("en"):
        assert outcome.sentence({"code": "no_answer", "message": "没有答复"}) == "没有答复"
    assert outcome.sentence(outcome.told(None)) == ""


def test_words_that_are_gone_and_parameters_that_lack_leave_the_sentence_of_that_day() -> None:
    gone = {"code": "x", "message": "那天的话", "words": "Words of a program to come", "params": {}}
    lacking = {"code": "too_many", "message": "那天的话", "words": Refused("too_many").message, "params": {}}
    with speaking("zh_CN"):
        assert outcome.sentence(gone) == outcome.sentence(lacking) == "那天的话"
    with speaking("en"):
        assert outcome.sentence(lacking) == "那天的话"


def test_a_fault_of_the_system_is_told_as_the_system_says_it() -> None:
    assert outcome.shown(outcome.told(OSError(28, "No space left"))) == {
        "code": "OSError", "message": "[Errno 28] No space left"}
