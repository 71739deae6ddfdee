"""The list with which the bank hands cards over to the union (领卡交接单, domain §4.3 C5), signed by both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.cards_rows import cards_of, for_batch, with_cards
from union_desk.papers.job import Form, Job, Values, label, masked, shown
from union_desk.papers.page import MARGIN, MIDDLE, TEXT_SIZE, Rect, put, title, trace_line, unit_line
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column, Table
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_LINE, _FOOT = 36.0, 52.0
_WITH_CARD = ("issued", "received", "delivered", "activated", "lost", "replaced", "wrong_info", "corrected", "returned")


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the list of the cards that came of a batch; several batches stand under their numbers."""
    one = for_batch(job, rows[0]) if len(rows) == 1 else job
    found = [(batch, [card for card in cards_of(job, batch) if card.get("card_state") in _WITH_CARD]) for batch in rows]
    number = one.details.batch_no if len(rows) == 1 else ""
    remark = _("Batch {number}").format(number=number) if number else ""
    total = sum(len(cards) for _batch, cards in found)
    job.progress.start(total, _("Drawing the list"))

    def head() -> None:
        title(sheet, _("Hand-over List of Service Cards"), _LINE - 12)
        unit_line(sheet, _LINE, job.unit, job.details.day, remark)

    def foot() -> None:
        _signatures(sheet, one.details.bank_name, total)
        trace_line(sheet, job.trace)

    table = Table(sheet, _columns(), _LINE + 3, sheet.height - _FOOT, head, foot)
    place = 0
    for batch, cards in found:
        if len(rows) > 1:
            table.group(_("Batch {number}").format(number=str(batch.get("batch_no") or "")))
        for card in cards:
            place += 1
            table.row({"serial": str(place), **data(card)})
            job.progress.step(1)
    for spare in range(0 if total else table.room()):
        table.row({"serial": str(spare + 1)})
    table.close()


def data(card: Values) -> dict[str, str]:
    """Return the words of one row: numbers masked, of the card its last four digits."""
    return {"number": str(card.get("application_no") or ""), "name": shown(card, "name"),
            "id_number": masked(card, "id_number"), "card_tail": str(card.get("card_tail") or "")[-4:]}


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 12), Column("number", _("Application number"), 34),
        Column("name", label("name"), 30, LEFT),
        Column("id_number", label("id_number"), 40), Column("card_tail", _("Card, last 4"), 18),
        Column("intact", _("Undamaged"), 18), Column("remark", _("Remark"), 22)]


def _signatures(sheet: Sheet, bank: str, total: int) -> None:
    """Draw what both sides confirm: the count, the check of numbers and envelopes, name and day."""
    width, top = sheet.width - 2 * MARGIN, sheet.height - _FOOT + 4
    words = (_("Handed over: {count} cards, compared with the list by name and card number.") if total else
             _("Handed over: ____ cards, compared with the list by name and card number."))
    put(sheet, Rect(MARGIN, top, width, 6), words.format(count=total))
    half = width / 2
    for number, heading in enumerate((_("Handed over by (bank, seal): {bank}").format(bank=bank),
                                      _("Collected by (union, seal):"))):
        box = Rect(MARGIN + half * number, top + 8, half, 24)
        sheet.box(*box)
        put(sheet, Rect(box.x + 2, box.y + 1, box.width - 4, 6), heading, TEXT_SIZE - 0.5)
        put(sheet, Rect(box.x + 2, box.y + 9, box.width - 4, 6), _("Signature:"), TEXT_SIZE - 0.5)
        day = _("        (year)    (month)    (day)")
        put(sheet, Rect(box.x, box.y + 17, box.width, 6), day, TEXT_SIZE - 0.5, at=MIDDLE)


FORM = Form("cards-hand-over", N_("Hand-over list of cards (bank to union)"), draw, register="card_batches",
            gather=with_cards)
