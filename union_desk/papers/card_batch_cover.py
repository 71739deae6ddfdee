"""The cover sheet of a card batch (批量办卡汇总表封面, domain §4.2): what is handed over, counted and sealed.

The checksum lets the receiver prove that the list on the medium is the list that was counted here.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from union_desk.papers.card_application import KINDS
from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.page import (
    MARGIN,
    NOTE_SIZE,
    Rect,
    footer_line,
    paragraphs,
    seal_box,
    tick,
    tick_boxes,
    title,
    trace_line,
    unit_line,
)
from union_desk.papers.qr import QrPen
from union_desk.papers.sheet import CENTRE
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.sheet import Sheet

MEDIA = (("usb", N_("USB stick")), ("system", N_("Online system")), ("mail", N_("E-mail")))
CHECKSUM_NOTE = N_(
    "The checksum is the beginning of the SHA-256 of the batch: for each application, in the order of the list, "
    "number, name, document number and mobile number separated by tabs and ended by a line feed (UTF-8)."
)
_WIDTH = 174.0
_CHECKSUM_DIGITS = 32


def number_of(row: Values, job: Job, position: int) -> str:
    """Return the application number of a row: its own, else the one that its place in the batch gives."""
    return str(row.get("application_no") or job.number(position))


def checksum(rows: Sequence[Values], job: Job) -> str:
    """Return 32 hexadecimal digits in groups of four that change with any name, number or order in the batch."""
    digest = hashlib.sha256()
    for position, row in enumerate(rows):
        parts = (number_of(row, job, position), *(str(row.get(key) or "") for key in ("name", "id_number", "mobile")))
        digest.update(("\t".join(parts) + "\n").encode())
    digits = digest.hexdigest()[:_CHECKSUM_DIGITS].upper()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def batch_number(job: Job) -> str:
    """Return the batch number: the given one, else union code + yyyymm + '01'."""
    return job.details.batch_no or f"{job.union_code}{job.month.replace('-', '')}01"


def data(rows: Sequence[Values], job: Job) -> dict[str, str]:
    """Return the words of the cover by key; without rows those that a blank form can know."""
    details = job.details
    words = {
        "union_code": job.union_code,
        "parent_union": shown(job.union, "parent_union", "unions"),
        "bank_name": details.bank_name,
        "bank_branch": details.bank_branch,
        "submitted_at": details.submitted_at,
        "submitted_by": details.submitted_by,
        "medium": details.medium,
        "phone": shown(job.union, "phone", "unions"),
        **{f"word {code}": _(word) for code, word in KINDS},
    }
    if not rows:
        return words | {"batch_no": details.batch_no, "batch_month": details.month}
    kinds = Counter(str(row.get("apply_kind") or "1") for row in rows)
    return words | {
        "batch_no": batch_number(job),
        "batch_month": job.month,
        "count": str(len(rows)),
        "sexes": _sexes(rows),
        "first": number_of(rows[0], job, 0),
        "last": number_of(rows[-1], job, len(rows) - 1),
        "checksum": checksum(rows, job),
        **{f"kind {code}": str(kinds[code]) for code, _word in KINDS},
    }


def _sexes(rows: Sequence[Values]) -> str:
    counts = Counter(row.get("sex") for row in rows)
    men, women = counts["1"], counts["2"]
    unknown = len(rows) - men - women
    pattern = _("{men} men, {women} women, {unknown} not stated") if unknown else _("{men} men, {women} women")
    return pattern.format(men=men, women=women, unknown=unknown)


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the cover of the batch that these rows make."""
    words = data(rows, job)
    title(sheet, _("Cover Sheet of a Service Card Batch"))
    unit_line(sheet, 39, job.unit, job.details.day)
    batch, kinds, handed = _grids()
    for grid in (batch, kinds, handed):
        grid.frame(sheet)
        grid.fill(sheet, words)
    _medium(sheet, handed, words["medium"])
    _seals(sheet, handed.bottom)
    paragraphs(sheet, Rect(MARGIN, handed.bottom + 99, _WIDTH, 9), _(CHECKSUM_NOTE), NOTE_SIZE)
    footer_line(sheet)
    if rows:
        QrPen().draw(sheet, MARGIN + _WIDTH - 22, 8.5, 23, words["batch_no"])
    trace_line(sheet, job.trace)
    sheet.next_page()


def _grids() -> tuple[Grid, Grid, Grid]:
    half = _WIDTH / 2
    batch = Grid(
        MARGIN,
        42,
        [
            Row(10, (Box("batch_no", _("Batch number"), _WIDTH, 30),)),
            Row(
                10,
                (Box("batch_month", _("Month of the batch"), half, 30), Box("union_code", _("Union code"), half, 30)),
            ),
            Row(10, (Box("parent_union", label("parent_union", "unions"), _WIDTH, 30),)),
            Row(10, (Box("bank_name", _("Partner bank"), half, 30), Box("bank_branch", _("Bank branch"), half, 30))),
            Row(10, (Box("count", _("Number of applications"), half, 30), Box("sexes", _("Of these"), half, 30))),
        ],
    )
    named = tuple(Box(f"word {code}", "", 24, align=CENTRE) for code, _word in KINDS)
    counted = tuple(Box(f"kind {code}", "", 24, align=CENTRE) for code, _word in KINDS)
    kinds = Grid(
        MARGIN,
        batch.bottom,
        [
            Row(8, (Box("kinds", _("By kind"), 30, 30), *named)),
            Row(8, (Box("counts", _("Applications"), 30, 30), *counted)),
        ],
    )
    handed = Grid(
        MARGIN,
        kinds.bottom,
        [
            Row(10, (Box("first", _("First number"), _WIDTH, 30),)),
            Row(10, (Box("last", _("Last number"), _WIDTH, 30),)),
            Row(10, (Box("checksum", _("Checksum"), _WIDTH, 30),)),
            Row(
                10, (Box("submitted_by", _("Submitted by"), half, 30), Box("submitted_at", _("Submitted on"), half, 30))
            ),
            Row(10, (Box("media", _("Way of submission"), half, 30), Box("phone", label("phone", "unions"), half, 30))),
        ],
    )
    return batch, kinds, handed


def _medium(sheet: Sheet, grid: Grid, medium: str) -> None:
    places = tick_boxes(sheet, grid.value("media").inside(), [(code, _(word)) for code, word in MEDIA])
    if medium in places:
        tick(sheet, places[medium])


def _seals(sheet: Sheet, top: float) -> None:
    third = _WIDTH / 3
    headings = (_("Submitted: grassroots union"), _("Checked: superior union"), _("Received: bank"))
    for number, heading in enumerate(headings):
        seal_box(sheet, Rect(MARGIN + third * number, top, third, 46), heading)
    returned = Grid(
        MARGIN,
        top + 46,
        [
            Row(
                10,
                (
                    Box("returned", _("Result returned on"), _WIDTH / 2, 30),
                    Box("issued", _("Issued / refused"), _WIDTH / 2, 30),
                ),
            ),
            Row(38, (Box("remark", _("Attachments and remarks"), _WIDTH, 30),)),
        ],
    )
    returned.frame(sheet)


FORM = Form("card-batch-cover", N_("Card batch cover sheet"), draw)
