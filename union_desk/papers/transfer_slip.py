"""The transfer slip with its receipt (会籍接转单 + 回执, domain §2.3): the lower part comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.papers.grid import Box, Grid, Row
from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.page import (
    MARGIN,
    NOTE_SIZE,
    TEXT_SIZE,
    Rect,
    annex,
    paragraphs,
    put,
    seal_box,
    title,
    trace_line,
)
from union_desk.papers.qr import QrPen
from union_desk.papers.sheet import CENTRE, RIGHT
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

BOOK = "transfers"
FINGERPRINT = "transfer_fingerprint"
_WIDTH, _CUT = 174.0, 197.0
_FRAME = "frame"
_PERSON = {"name": "name", "sex": "sex", "born_on": "birth_date", "document_number": "id_number",
           "member_no": "member_no", "join_union_date": "join_union_date"}
_OWN = ("slip_no", "to_union", "to_code", "reason", "dues_paid_to", "card_tail", "issuer", "issued_on", "valid_until")


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Read the people of slips that were not handed over yet, and the fingerprint of the office's files."""
    from union_desk import settings

    people = records.by_ids(session, registers.get("members"), sorted({str(row["member_id"]) for row in rows}))
    return {"people": people, "fingerprint": settings.get(session, FINGERPRINT, default="")}


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of a slip by key: the person as handed over, else as known now."""
    words = {name: shown(row, name, BOOK) for name in _OWN}
    person = job.extra.get("people", {}).get(str(row.get("member_id")), {})
    for name, source in _PERSON.items():
        words[name] = shown(row, name, BOOK) if row.get("name") else shown(person, source)
    words |= {"from_union": job.unit if row else "", "from_code": job.union_code if row else ""}
    return words


def code_of(words: Mapping[str, str], job: Job) -> str:
    """Return what the QR code says: enough to find the slip and to compare the file with it, nothing of the person."""
    mark = str(job.extra.get("fingerprint") or "")
    return "|".join(("UDT1", words["slip_no"], words["from_code"], words["issued_on"], mark))


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw one page for each slip; without slips one blank form."""
    slip = _Slip(sheet, job)
    job.progress.start(len(rows), _("Drawing the forms"))
    for row in rows or [{}]:
        slip.page(row)
        job.progress.step(1)


class _Slip:
    """The form's geometry, its static part drawn on creation."""

    def __init__(self, sheet: Sheet, job: Job) -> None:
        self.sheet, self.job, self.pen = sheet, job, QrPen()
        self.person = Grid(MARGIN, 56, _rows())
        self.receipt = Grid(MARGIN, _CUT + 24, _receipt_rows())
        with sheet.form(_FRAME):
            self._frame()

    def _frame(self) -> None:
        sheet, low = self.sheet, self.person.bottom
        title(sheet, _("Transfer Slip of a Union Membership"))
        self.person.frame(sheet)
        text = _("Please register the member and take the membership on; no new application is needed. The first day "
                 "of membership is kept. After that please fill in the receipt below and send it back.")
        paragraphs(sheet, Rect(MARGIN, low + 3, _WIDTH, 14), text, TEXT_SIZE - 0.5)
        seal = Rect(MARGIN + _WIDTH / 2, low + 18, _WIDTH / 2, _CUT - low - 22)
        seal_box(sheet, seal, _("Seal of the sending union"))
        for start in range(16, 194, 6):
            sheet.rules([(start, _CUT, start + 3.5, _CUT)])
        put(sheet, Rect(MARGIN, _CUT - 4.4, 40, 4), _("Cut here"), NOTE_SIZE)
        title(sheet, _("Receipt"), _CUT + 12, 16)
        self.receipt.frame(sheet)
        sheet.text(MARGIN + _WIDTH, self.receipt.bottom + 12, _("Seal of the receiving union"), TEXT_SIZE, align=RIGHT)
        sheet.text(MARGIN + _WIDTH, self.receipt.bottom + 19, _("        (year)    (month)    (day)"), TEXT_SIZE,
                   align=RIGHT)

    def page(self, row: Values) -> None:
        """Draw one slip."""
        sheet, words = self.sheet, data(row, self.job)
        sheet.stamp(_FRAME)
        self._address(words)
        cut = [*self.person.fill(sheet, words), *self.receipt.fill(sheet, _receipt(words))]
        if words["slip_no"]:
            self.pen.draw(sheet, MARGIN + _WIDTH - 24, 8.5, 24, code_of(words, self.job))
        mark = str(self.job.extra.get("fingerprint") or "")
        if mark:
            low = self.person.bottom
            words_before = _("Fingerprint of the file (compare with the screen):")
            put(sheet, Rect(MARGIN, low + 24, _WIDTH / 2 - 4, 6), words_before, NOTE_SIZE)
            put(sheet, Rect(MARGIN, low + 30, _WIDTH / 2 - 4, 8), mark, NOTE_SIZE)
        trace_line(sheet, self.job.trace)
        sheet.next_page()
        if cut:
            annex(sheet, _("Annex to the transfer slip of {name}").format(name=words["name"]), cut, self.job.trace)

    def _address(self, words: Mapping[str, str]) -> None:
        sheet = self.sheet
        put(sheet, Rect(MARGIN, 34, _WIDTH - 60, 7), _("No. {serial}").format(serial=words["slip_no"] or "__________"))
        until = _("Valid until {date}").format(date=words["valid_until"] or "__________")
        put(sheet, Rect(MARGIN + _WIDTH - 60, 34, 60, 7), until, at=(RIGHT, CENTRE))
        to = _("To: {union}").format(union=words["to_union"] or "______________________________")
        put(sheet, Rect(MARGIN, 43, _WIDTH, 10), to, bold=True)


def _receipt(words: Mapping[str, str]) -> dict[str, str]:
    """Return what the receipt says already, under keys of its own."""
    return {"back_to": words["from_union"], "about": words["name"], "number": words["slip_no"]}


def _rows() -> list[Row]:
    half = _WIDTH / 2

    def pair(left: str, right: str) -> Row:
        return Row(9.5, (Box(left, label(left, BOOK), half, 30), Box(right, label(right, BOOK), half, 30)))

    return [
        Row(10, (Box("name", label("name", BOOK), _WIDTH, 30),)),
        pair("sex", "born_on"),
        Row(9.5, (Box("document_number", label("document_number", BOOK), _WIDTH, 30),)),
        pair("member_no", "join_union_date"),
        Row(11, (Box("from_union", _("From which union"), _WIDTH, 30),)),
        Row(9.5, (Box("from_code", _("Code of the sending union"), half, 30),
                  Box("to_code", label("to_code", BOOK), half, 30))),
        pair("dues_paid_to", "card_tail"),
        Row(9.5, (Box("reason", label("reason", BOOK), _WIDTH, 30),)),
        pair("issuer", "issued_on"),
    ]


def _receipt_rows() -> list[Row]:
    half = _WIDTH / 2
    return [
        Row(9.5, (Box("back_to", _("To the union"), _WIDTH, 30),)),
        Row(9.5, (Box("about", _("Name"), half, 30), Box("number", label("slip_no", BOOK), half, 30))),
        Row(9.5, (Box("accepted", _("Accepted on"), half, 30), Box("by", _("Handled by"), half, 30))),
    ]


FORM = Form("transfer-slip", N_("Transfer slip with receipt"), draw, register=BOOK, gather=gather)
