"""The approval of a welfare payment (慰问审批单, domain §6.5, §6.6): occasion, clause, opinions, signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.appeal_sheet import HALF, LINE, Page, draw_pages, pair, whole
from union_desk.papers.dues_lists import in_words, member, members_of, yuan
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, label, shown
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "welfare_claims"
_SHOWN = ("claim_no", "happened_on", "event", "form", "evidence", "handler", "verdict", "policy", "clause",
          "policy_from", "override_reason", "override_by")


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of the form by key; the circumstances only where the whole was asked for."""
    who, amount = member(job, row), row.get("amount")
    words = {name: shown(row, name, _BOOK) for name in _SHOWN}
    words |= {"name": shown(who, "name"), "department": shown(who, "department"),
              "amount": yuan(amount), "words": in_words(amount) if isinstance(amount, int) else "",
              "details": shown(row, "details", _BOOK) if job.details.unmasked else ""}
    return words


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a page for each payment; without payments one blank form."""
    group, vice = _("Opinion of the union group"), _("Opinion of the vice chair")
    chair = _("Opinion of the union chair")
    draw_pages(sheet, job, (
        Page(_("Approval of a Welfare Payment"), _rows(), data(row, job),
             seals=((group, vice), (chair, _("Received by the member (own hand)"))), seal_height=36)
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    return [
        pair(_BOOK, "claim_no", "happened_on"),
        Row(LINE, (Box("name", label("name"), HALF), Box("department", label("department"), HALF))),
        pair(_BOOK, "event", "form"),
        Row(LINE, (Box("amount", label("amount", _BOOK), HALF), Box("words", _("Amount in words"), HALF))),
        pair(_BOOK, "evidence", "handler"), whole(_BOOK, "details", 24),
        pair(_BOOK, "verdict", "policy_from"), whole(_BOOK, "policy"), whole(_BOOK, "clause"),
        Row(LINE * 1.5, (Box("override_reason", label("override_reason", _BOOK), HALF),
                         Box("override_by", label("override_by", _BOOK), HALF))),
    ]


FORM = Form("funds-welfare-approval", N_("Approval of a welfare payment"), draw, register=_BOOK, gather=members_of)
