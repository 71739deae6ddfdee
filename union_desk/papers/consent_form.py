"""The sheet on which a member consents separately (个人信息处理单独同意书; PIPL Art. 14, 15, 17, 23, 28 to 31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.job import Form, Job, Values, shown
from union_desk.papers.page import MARGIN, Rect, paragraphs, put, title, trace_line
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

_WIDTH = 174.0
_BOOK = "consents"
_WHAT = {
    "health": N_("health, illness and disability, to see what care and help you need and to apply for it"),
    "finance": N_("income, bank account and payments, to collect dues, judge hardship and pay what is due to you"),
    "minor": N_("particulars of a child under fourteen, to apply for study aid and help for the family"),
    "card": N_("name, sex, kind and number of the document and mobile number, given to the bank that issues the "
               "service card"),
    "publicity": N_("photographs, name and deeds, published by the union"),
}
_OTHER = "_" * 40
_PARAGRAPHS = (
    N_("    1. Who processes it. {unit}, telephone {phone}."),
    N_("    2. What and what for. {what}."),
    N_("    3. Why it is needed, and what follows. This information is sensitive or is handed to somebody else: it is "
       "used only for this purpose, kept encrypted, shown in full only for a stated reason, and every look is "
       "recorded. Whoever does not consent suffers no disadvantage except that this one service cannot be given."),
    N_("    4. How long. Until the purpose is reached and the rules on files and accounts no longer require it; then "
       "it is erased."),
    N_("    5. You may withdraw this consent at any time, by word or in writing; what was done before stays lawful."),
)
_AGREED = N_("    I have read this, I was told what I asked, and I consent separately to this purpose.")


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Read the members' names."""
    from union_desk import records, registers

    return {"names": records.titles(session, registers.get("members"), [str(row["member_id"]) for row in rows])}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a sheet for each consent; without records one to be filled in."""
    job.progress.start(len(rows), _("Drawing the forms"))
    told = {"unit": job.unit or "________", "phone": shown(job.union, "phone", "unions") or "________"}
    for row in rows or [{}]:
        title(sheet, _("Separate Consent to the Use of Personal Information"))
        name = job.extra.get("names", {}).get(str(row.get("member_id"))) or "________________"
        put(sheet, Rect(MARGIN, 36, _WIDTH, 8), _("{name}:").format(name=name), 12)
        told_of = _WHAT.get(str(row.get("purpose") or ""))
        what = _(told_of) if told_of else _OTHER
        y = 47.0
        for text in (*_PARAGRAPHS, _AGREED):
            y = paragraphs(sheet, Rect(MARGIN, y, _WIDTH, 60), _(text).format(what=what, **told), 11.5) + 3
        _sign(sheet, row, y + 6)
        version = shown(row, "text_version", _BOOK) or "________"
        put(sheet, Rect(MARGIN, sheet.height - 22, _WIDTH, 6), _("Version of this text: {version}").format(
            version=version), 9)
        trace_line(sheet, job.trace)
        sheet.next_page()
        job.progress.step(1)


def _sign(sheet: Sheet, row: Values, y: float) -> None:
    sheet.rules([(MARGIN, y, MARGIN + _WIDTH, y)])
    guardian = shown(row, "guardian", _BOOK)
    words = (_("Signature:"), _("Guardian (for a child under fourteen): {name}").format(name=guardian))
    for place, word in enumerate(words):
        put(sheet, Rect(MARGIN, y + 4 + 12 * place, _WIDTH * 0.6, 8), word, 11.5)
    put(sheet, Rect(MARGIN + _WIDTH * 0.6, y + 4, _WIDTH * 0.4, 8), _("Date: {date}").format(
        date=_("        (year)    (month)    (day)")), 11.5)
    put(sheet, Rect(MARGIN, y + 28, _WIDTH, 8), _("Withdrawn on (signature, date):"), 11.5)


FORM = Form("consent-form", N_("Separate consent"), draw, register=_BOOK, gather=gather)
