"""The papers of service cards: what was handed in, never a whole card number, both sides' signatures, the letter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.affairs.cards_office import BATCHES, CARDS, DAY, MEMBERS, SIGNED, card_number, handed_in, people, result_file
from tests.offices import ACTOR
from tests.papers.reading import lines, overlaps, pages, printed, text
from tests.papers.samples import DETAILS
from union_desk import lifecycle, records
from union_desk.affairs import cards_applying, cards_handing, cards_results
from union_desk.papers import gathering

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.database import Database

OF_CARDS = ("cards-pickup", "cards-return-list", "cards-precheck", "cards-correction-letter")
OF_BATCHES = ("cards-batch-cover", "cards-batch-list", "cards-hand-over")


def paper(s: Session, form: str, ids: list[str]) -> bytes:
    """Print a form of the records."""
    found = gathering.gather(s, form, ids, replace(DETAILS, batch_no="", month=""))
    return printed(form, found.rows, found.details)


def handed_over(s: Session, tmp_path: Path, count: int = 3) -> tuple[str, list[str]]:
    """Return a batch whose cards lie in the union."""
    batch, ids = handed_in(s, count)
    rows: list[dict[str, Any]] = [records.get(s, CARDS, card) for card in ids]
    told: list[tuple[str, ...]] = [
        (row["holder_name"], row["holder_id_number"], card_number(n), "成功", "") for n, row in enumerate(rows)]
    cards_results.take(s, batch, result_file(tmp_path / "回盘.xlsx", told), "2026-04-01")
    cards_handing.receive(s, batch, "2026-04-02", "刘干事")
    return batch, ids


def test_no_list_shows_a_whole_number_and_nothing_overlaps(office: Database, tmp_path: Path) -> None:
    with office.write(ACTOR, "Printed") as s:
        batch, ids = handed_over(s, tmp_path)
        lifecycle.apply_event(s, CARDS, ids[0], {
            "event": "report_wrong", "happened_on": "2026-04-03", "wrong_item": "4", "right_value": "13800005678"})
        for form, chosen in [*((form, ids) for form in OF_CARDS), *((form, [batch]) for form in OF_BATCHES)]:
            pdf = paper(s, form, chosen)
            found = text(pdf)
            for place, card in enumerate(ids):
                row = records.get(s, CARDS, card)
                assert card_number(place) not in found, form
                assert row["holder_id_number"] not in found or form == "cards-correction-letter", form
                assert row["holder_name"] in found or form == "cards-batch-cover", form
            assert overlaps(lines(pdf)) == [], form


def test_cover_and_list_say_what_the_batchs_record_says(office: Database) -> None:
    with office.write(ACTOR, "Printed") as s:
        batch, ids = handed_in(s, 4)
        row = records.get(s, BATCHES, batch)
        records.save(s, MEMBERS, {"name": "改名了"}, records.get(s, CARDS, ids[0])["member_id"])
        cover, listed = text(paper(s, "cards-batch-cover", [batch])), text(paper(s, "cards-batch-list", [batch]))
    for word in (row["batch_no"], "2026-03", "和风银行", row["checksum"].replace(" ", ""), "刘干事", "2026-03-21"):
        assert word in cover
    assert "改名了" not in listed
    assert "洪晓明" in listed


def test_several_batches_stand_under_their_numbers(office: Database, tmp_path: Path) -> None:
    with office.write(ACTOR, "Printed") as s:
        first, _ids = handed_over(s, tmp_path, 2)
        second = records.save(s, BATCHES, {"batch_month": "2026-05-01", "bank_name": "和风银行"}).id
        numbers = [str(records.get(s, BATCHES, batch)["batch_no"]) for batch in (first, second)]
        for form in ("cards-batch-list", "cards-hand-over"):
            assert all(number in text(paper(s, form, [first, second])) for number in numbers)
        assert pages(paper(s, "cards-batch-cover", [first, second])) == 2


def test_the_hand_over_list_is_counted_and_signed_by_both_sides(office: Database, tmp_path: Path) -> None:
    with office.write(ACTOR, "Printed") as s:
        batch, _ids = handed_over(s, tmp_path)
        found = text(paper(s, "cards-hand-over", [batch]))
    for word in ("共交接3张", "移交方（银行盖章）：和风银行", "接收方（工会盖章）："):
        assert word in found


@pytest.mark.parametrize(("signed", "told"), [
    (SIGNED, ("共1份，无误", "无误")), ({}, ("其中1份有误", "未登记本人自愿"))])
def test_the_check_says_that_all_is_well_or_what_is_not(
    office: Database, signed: dict[str, bool], told: tuple[str, ...]
) -> None:
    with office.write(ACTOR, "Printed") as s:
        made = cards_applying.apply_for(s, people(s, 1), DAY, **signed).made
        found = text(paper(s, "cards-precheck", list(made)))
    assert all(word in found for word in told)


def test_the_letter_names_the_person_the_card_and_the_wrong_item(office: Database, tmp_path: Path) -> None:
    with office.write(ACTOR, "Printed") as s:
        _batch, ids = handed_over(s, tmp_path, 1)
        lifecycle.apply_event(s, CARDS, ids[0], {
            "event": "report_wrong", "happened_on": "2026-04-03", "wrong_item": "4", "right_value": "13800005678"})
        row = records.get(s, CARDS, ids[0])
        found = text(paper(s, "cards-correction-letter", ids))
    for word in ("致：和风银行", row["holder_name"], "男", row["holder_id_number"], row["card_tail"], "手机号",
                 "13800005678", "2026-04-03"):
        assert word in found
