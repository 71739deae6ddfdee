"""What a member is told about the use of personal information (个人信息告知书, domain §1.1 consent, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.job import Form, shown
from union_desk.papers.page import MARGIN, Rect, paragraphs, put, title, trace_line
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

VERSION = "2026-1"  # of the sentences below: raised whenever one of them changes; it is noted with each notice
_WIDTH = 174.0
_PARAGRAPHS = (
    N_("    1. Who keeps it. {unit} keeps the information that you give when you join and while you are a member. "
       "Ask at telephone {phone}."),
    N_("    2. What for. Real-name membership and its transfer, service cards, dues, activities, protection of "
       "your rights, help in hardship, and the statistics that unions are bound to report. It is used for "
       "nothing else."),
    N_("    3. What. The particulars on the registration form. Identity number, bank account, health, income and "
       "the particulars of your family are sensitive; they are asked for only where a service cannot do "
       "without them."),
    N_("    4. Who receives it. The superior union receives what membership and statistics require. A bank "
       "receives what a service card requires, only after you have applied for one. Nobody else receives it "
       "without your consent."),
    N_("    5. How long. As long as you are a member, and afterwards as long as the rules on files and accounts "
       "require. It is kept encrypted; who looked at or changed it is recorded."),
    N_("    6. Your rights. You may see, copy, correct and complete it, withdraw your consent, and ask for its "
       "deletion where no rule requires it to be kept. Without the particulars marked as required you cannot "
       "be registered as a member; a service that you do not want may be refused without disadvantage."),
    N_("    I have read this and agree. I agree separately to the use of the sensitive information for the "
       "services that I apply for."),
)


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a notice for each member to sign; without members one without a name."""
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        title(sheet, _("Notice on Personal Information"))
        name = shown(row, "name")
        put(sheet, Rect(MARGIN, 34, _WIDTH, 8), _("{name}:").format(name=name or "________________"), 12)
        y = 45.0
        told = {"unit": job.unit or "________", "phone": shown(job.union, "phone", "unions") or "________"}
        for text in _PARAGRAPHS:
            y = paragraphs(sheet, Rect(MARGIN, y, _WIDTH, 60), _(text).format(**told), 11.5) + 3
        sheet.rules([(MARGIN, y + 4, MARGIN + _WIDTH, y + 4)])
        for place, word in enumerate((_("Member (signature):"), _("Guardian of a member under 18 (signature):"))):
            put(sheet, Rect(MARGIN, y + 8 + 12 * place, _WIDTH / 2, 8), word, 11.5)
        put(sheet, Rect(MARGIN + _WIDTH / 2, y + 8, _WIDTH / 2, 8), _("Date: {date}").format(
            date=_("        (year)    (month)    (day)")), 11.5)
        put(sheet, Rect(MARGIN, sheet.height - 22, _WIDTH, 6), _("Version of this text: {version}").format(
            version=VERSION), 9)
        trace_line(sheet, job.trace)
        sheet.next_page()
        job.progress.step(1)


FORM = Form("member-privacy-notice", N_("Notice on personal information"), draw)
