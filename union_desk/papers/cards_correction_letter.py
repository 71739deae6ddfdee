"""The letter by which the union asks the bank to correct a card (信息更正函, domain §4.3 C9), one page a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import registers
from union_desk.papers.cards_rows import person, with_events
from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.page import MARGIN, Rect, paragraphs, seal_box, title, trace_line
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

_WIDTH, _SIZE = 174.0, 12.0
_BLANK = "____________"
BODY = N_(
    "The person named below is a member of our union. On checking the service card that your bank issued we found that "
    "the item named below differs from the person's identity document. Please correct it; the member brings the "
    "identity document and the card."
)
PAPERS = N_("Attached: a copy of both sides of the identity document, with the member's signature.")


def data(job: Job, card: Values) -> dict[str, str]:
    """Return the words of the letter by key; the document number is in full, as the bank must find the person by it."""
    if not card:
        return {}
    row, step = person(job, card), _last_fault(job, card)
    batch = job.extra.get("batches", {}).get(card.get("batch_id"), {})
    kind = registers.get("card_events").fields["wrong_item"].kind
    tail = str(card.get("card_tail") or "")[-4:]
    return {
        "bank": str(batch.get("bank_name") or job.details.bank_name or ""), "name": shown(row, "name"),
        "sex": shown(row, "sex"), "id_type": shown(row, "id_type"), "id_number": shown(row, "id_number"),
        "card": f"**** **** **** {tail}" if tail else "", "item": kind.show(step.get("wrong_item")),
        "right": str(step.get("right_value") or ""), "found_on": str(step.get("happened_on") or ""),
        "number": str(step.get("document") or ""),
    }


def _last_fault(job: Job, card: Values) -> dict[str, str]:
    steps = job.extra.get("steps", {}).get(card.get("id"), ())
    return next((step for step in reversed(steps) if step["event"] == "report_wrong"), {})


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one letter for each card; without cards a blank one."""
    job.progress.start(len(rows), _("Drawing the forms"))
    for card in rows or [{}]:
        _letter(sheet, job, data(job, card))
        job.progress.step(1)


def _letter(sheet: Sheet, job: Job, words: dict[str, str]) -> None:
    title(sheet, _("Letter on the Correction of a Service Card"), 32)
    bank = words.get("bank") or _BLANK
    sheet.text(MARGIN, 48, _("To: {bank}").format(bank=bank), _SIZE)
    y = paragraphs(sheet, Rect(MARGIN, 52, _WIDTH, 30), _(BODY), _SIZE) + 4
    half = _WIDTH / 2
    grid = Grid(MARGIN, y, [
        Row(11, (Box("name", label("name"), half, 32), Box("sex", label("sex"), half, 32))),
        Row(11, (Box("id_type", label("id_type"), half, 32), Box("card", _("Card, last 4"), half, 32))),
        Row(11, (Box("id_number", label("id_number"), _WIDTH, 32),)),
        Row(11, (Box("item", _("Wrong item"), half, 32), Box("found_on", _("Found on"), half, 32))),
        Row(18, (Box("right", _("What is right"), _WIDTH, 32),)),
    ])
    grid.frame(sheet)
    grid.fill(sheet, words)
    below = paragraphs(sheet, Rect(MARGIN, grid.bottom + 5, _WIDTH, 12), _(PAPERS), _SIZE) + 8
    seal_box(sheet, Rect(MARGIN, below, half, 50), _("Grassroots union"), opinion=job.unit)
    seal_box(sheet, Rect(MARGIN + half, below, half, 50), _("Handled by the bank"))
    trace_line(sheet, job.trace)
    sheet.next_page()


FORM = Form("cards-correction-letter", N_("Letter on the correction of a card"), draw, register="cards",
            gather=with_events)
