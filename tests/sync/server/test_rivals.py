"""Keys that no two records of a unit share: what the superior says when records are changed, apart and together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.samples import id_number
from tests.sync.senders import Sender, table
from tests.sync.server.test_ingest import person

if TYPE_CHECKING:
    from sync.server.superior import Superior


def said(sender: Sender, first: int, *serials: int) -> list[tuple[str, str]]:
    """Report members from an id on, each with the number of a serial; returns record and code of what comes back."""
    rows = [person(first + place, id_number=id_number(serial)) for place, serial in enumerate(serials)]
    (receipt,) = sender.push(sender.seal(table(rows, first=first)))
    return [(remark.id[-2:], remark.code) for remark in receipt.remarks if remark.code == "duplicate"]


def test_a_number_that_another_record_of_the_unit_has_is_returned(superior: Superior) -> None:
    sender = Sender.of(superior)
    assert said(sender, 1, 1, 2) == []
    assert said(sender, 1, 1, 2) == []  # the same once more: a record is no rival of itself
    assert said(sender, 3, 1) == [("03", "duplicate")]
    assert said(sender, 2, 1) == [("02", "duplicate")]


def test_records_that_change_numbers_in_one_frame_are_no_rivals(superior: Superior) -> None:
    sender = Sender.of(superior)
    assert said(sender, 1, 1, 2) == []
    assert said(sender, 1, 2, 1) == []
    assert said(sender, 1, 2, 2) == [("02", "duplicate")]
