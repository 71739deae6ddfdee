"""The batch cover: counts, first and last number, and a checksum that notices every change."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from tests.papers.reading import lines, pages, printed, text
from tests.papers.samples import DETAILS, EVERYBODY, MINORITY, ORDINARY, UNION
from union_desk.papers.card_batch_cover import checksum, data
from union_desk.papers.job import Job
from union_desk.papers.page import Trace
from union_desk.progress import NONE

FORM = "card-batch-cover"
JOB = Job(UNION, DETAILS, Trace(), NONE)


def test_the_cover_counts_the_batch() -> None:
    words = data(EVERYBODY, JOB)
    assert words["count"] == "6"
    assert words["sexes"] == "男 3 人，女 2 人，未填 1 人"
    assert [words[f"kind {code}"] for code in "123456"] == ["5", "0", "1", "0", "0", "0"]
    assert words["batch_no"] == "81460100MC0000012U20261101"
    assert words["first"] == "81460100MC0000012U2026110001"
    assert words["last"] == "81460100MC0000012U2026110006"


def test_everything_counted_stands_on_the_page() -> None:
    found = text(printed(FORM, EVERYBODY))
    for word in (
        "81460100MC0000012U20261101",
        "2026-11",
        "南海银行",
        "滨海支行营业部",
        "男3人，女2人",
        "陈静",
        "南海市滨海区总工会",
    ):
        assert word in found
    assert data(EVERYBODY, JOB)["checksum"].replace(" ", "") in found
    assert pages(printed(FORM, EVERYBODY)) == 1


def test_the_checksum_is_the_one_the_note_describes() -> None:
    listed = (
        "81460100MC0000012U2026110001\t张伟\t460100199003070015\t13800001234\n"
        f"81460100MC0000012U2026110002\t{MINORITY['name']}\t460100199003070023\t13800001234\n"
    )
    expected = hashlib.sha256(listed.encode()).hexdigest().upper()[:32]
    assert checksum([ORDINARY, MINORITY], JOB).replace(" ", "") == expected


@pytest.mark.parametrize("key", ["name", "id_number", "mobile", "application_no"])
def test_the_checksum_changes_with_every_value(key: str) -> None:
    assert checksum([ORDINARY], JOB) != checksum([{**ORDINARY, key: "1"}], JOB)


def test_the_checksum_changes_with_the_order() -> None:
    assert checksum([ORDINARY, MINORITY], JOB) != checksum([MINORITY, ORDINARY], JOB)


@pytest.mark.parametrize(("medium", "word"), [("usb", "U盘"), ("system", "系统"), ("mail", "邮箱")])
def test_the_way_of_submission_is_ticked(medium: str, word: str) -> None:
    found = lines(printed(FORM, EVERYBODY, replace(DETAILS, medium=medium)))
    label = next(line for line in found if line.text == word)
    (tick,) = (line for line in found if line.text == "✓")
    assert 0 < label.left - tick.right < 3


def test_the_blank_cover_counts_nothing() -> None:
    found = text(printed(FORM, []))
    assert "81460100MC0000012U20261101" not in found
    assert "✓" in found  # the medium is known before the members are
