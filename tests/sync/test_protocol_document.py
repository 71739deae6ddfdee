"""The protocol's description: every example in it is run, and what it names exists."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from sync.protocol import limits, messages
from sync.protocol.refusals import REASONS
from union_desk import words

DOCUMENT = Path(__file__).resolve().parents[2] / "sync" / "PROTOCOL.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _english() -> None:
    words.set_language("en")


def test_every_example_gives_what_it_shows() -> None:
    examples = "\n".join(re.findall(r"```pycon\n(.*?)```", TEXT, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "PROTOCOL.md", str(DOCUMENT), 0)
    said: list[str] = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted > 30
    assert result.failed == 0, "".join(said)


def test_every_refusal_stands_in_the_table_with_its_status() -> None:
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \| ([\d, ]+) \|", TEXT, re.MULTILINE)
    told: dict[str, int] = {}
    for names, numbers in rows:
        codes, statuses = re.findall(r"`(\w+)`", names), [int(n) for n in re.findall(r"\d+", numbers)]
        told.update(zip(codes, statuses if len(statuses) > 1 else statuses * len(codes), strict=True))
    assert told == {str(code): status for code, (status, _words) in REASONS.items()}


def test_paths_and_limits_are_those_of_the_program() -> None:
    for path in (messages.ENROL_PATH, messages.HELLO_PATH, messages.FRAMES_PATH, messages.RECEIPTS_PATH,
                 messages.FEED_PATH, messages.BACK_PATH, messages.RECON_PATH, messages.CONTENTS_PATH,
                 messages.PIECE_PATH, messages.FETCH_PATH, messages.BELOW_PATH, messages.PASSED_PATH):
        assert f"`POST {path}`" in " ".join(TEXT.split())
    for words_ in (f"{limits.FRAME_RECORDS:,} rows", f"{limits.REQUEST_FRAMES} frames",
                   f"{limits.FRAME_RAW_BYTES // 2**20} MiB unpacked", f"up to {limits.SEAL_RECORDS:,} of them"):
        assert words_ in " ".join(TEXT.split())
