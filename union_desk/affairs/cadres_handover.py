"""The handover pack (交接包): what is open, what is due when, who does what, where things are (domain reference §17).

Everything is read from the books on the day of the handover; nothing is typed for it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, durable, duties, records, registers
from union_desk.affairs import cadres_people
from union_desk.schema.dates import add_days
from union_desk.search import Filter, Query
from union_desk.words import N_, _, clauses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

OPEN, DEADLINES, WORK, POSTS, BOOKS = (
    N_("Open matters"), N_("Deadlines"), N_("Who does what, and where things are"), N_("People in post"),
    N_("Books of the office"))
HANDED = N_("Wrote the handover pack of {day}")
SECTIONS = (OPEN, DEADLINES, WORK, POSTS, BOOKS)
HEADINGS = (N_("Matter"), N_("Details"), N_("Person responsible"), N_("Date"), N_("Handed over"))
_WIDTHS = (36, 70, 14, 14, 12)
_AHEAD = 365  # days: the next one's first year
# what runs out or is due: book, date, what is said, and the states (field, values) in which it is still open
_DATES: tuple[tuple[str, str, str, tuple[str, tuple[str, ...]] | None], ...] = (
    ("committees", "term_to", N_("Term of office ends"), ("ended_on", ("",))),
    ("unions", "legal_cert_to", N_("Legal-person certificate ends"), None),
    ("collective_contracts", "valid_to", N_("Collective contract ends"), None),
    ("elections", "meeting_on", N_("Election meets"), None),
    ("directive_tasks", "due_at", N_("Task from above is due"), ("done_on", ("",))),
    ("appeals", "due_on", N_("Answer to an appeal is due"), (
        "appeal_state", ("registered", "accepted", "assigned", "in_progress", "waiting", "returned"))),
    ("assessments", "due_on", N_("Own score of an assessment is due"), ("state", ("draft",))),
    ("cadre_certificates", "valid_to", N_("Certificate of a cadre ends"), None),
    ("cadre_services", "contract_to", N_("Contract of a hired union worker ends"), ("until", ("",))),
    ("partner_shops", "agreed_to", N_("Agreement with a shop ends"), ("ended_on", ("",))),
)
_MOST = 200  # lines of one kind of deadline


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the pack: its section, what it is, details, whose it is, and the ISO day where it has one."""

    section: str
    what: str
    detail: str = ""
    who: str = ""
    when: str = ""


def gather(session: Session, day: str = "", cadre_id: str = "") -> list[Line]:
    """Return the pack of an ISO day, section by section; with a cadre only that person's work, and all the rest."""
    day = day or checking.today()
    people = cadres_people.people(session, day)
    return [*_open(session, day), *_deadlines(session, day), *_work(session, day, cadre_id), *_posts(people),
            *_books(session)]


def _open(session: Session, day: str) -> Iterable[Line]:
    """Yield what Today tells, with the lines below each."""
    for duty in duties.read(session, day):
        book = "" if duty.page else _(registers.get(duty.register).label)
        yield Line(OPEN, duty.text(), clauses(filter(None, (book, *(part.text() for part in duty.parts)))))


def _deadlines(session: Session, day: str) -> list[Line]:
    """Return what runs out within a year, the earliest first; what is overdue stands before."""
    found = []
    for name, date, words, still in _DATES:
        register, table = registers.get(name), registers.get(name).table
        filters = [Filter(date, "to", (add_days(day, _AHEAD),))]
        if name in {"elections", "collective_contracts", "cadre_certificates"}:
            filters.append(Filter(date, "from", (day,)))
        if still:
            filters.append(Filter(still[0], "is", still[1]))
        rows = records.page(session, register, Query(filters=tuple(filters), sort=((date, False),)), limit=_MOST)
        whose = _owners(session, rows) if "cadre_id" in table.c else {}
        found += [Line(DEADLINES, _(words), register.name_of(row), whose.get(str(row.get("cadre_id")), ""), row[date])
                  for row in rows]
    return sorted(found, key=lambda line: line.when)


def _owners(session: Session, rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    return records.titles(session, cadres_people.CADRES, [row["cadre_id"] for row in rows if row["cadre_id"]])


def _work(session: Session, day: str, cadre_id: str) -> Iterable[Line]:
    """Yield the division of work in force, with where things are and whom to ask."""
    register = registers.get("cadre_duties")
    table = register.table
    found = sa.select(table).where(table.c.deleted.is_(False), sa.or_(table.c.until.is_(None), table.c.until > day))
    if cadre_id:
        found = found.where(table.c.cadre_id == cadre_id)
    rows = [dict(row) for row in session.execute(found.order_by(table.c.duty, table.c.n)).mappings()]
    ids = [row[name] for row in rows for name in ("cadre_id", "stand_in") if row[name]]
    names = records.titles(session, cadres_people.CADRES, ids)
    for row in rows:
        told = [f"{_(register.fields[name].label)}：{row[name]}" for name in
                ("detail", "rhythm", "place", "systems", "contacts", "note") if row[name]]
        if row["stand_in"]:
            told.append(f"{_(register.fields['stand_in'].label)}：{names.get(row['stand_in'], '')}")
        yield Line(WORK, register.fields["duty"].kind.show(row["duty"]), clauses(told),
                   names.get(row["cadre_id"], ""), row["since"] or "")


def _posts(people: Sequence[cadres_people.Person]) -> Iterable[Line]:
    nature = registers.get("officers").fields["nature"].kind
    for person in people:
        for post in person.held:
            yield Line(POSTS, post.text(), "，".join(filter(None, (post.where, nature.show(post.nature)))), person.name,
                       post.since)


def _books(session: Session) -> Iterable[Line]:
    """Yield the books that hold something, with how many records they have."""
    for register in registers.ALL:
        if not register.append_only and (count := records.count(session, register)):
            yield Line(BOOKS, _(register.label), _("{count} records").format(count=count))


def write_workbook(lines: Sequence[Line], path: Path) -> None:
    """Write the pack as a workbook, a sheet a section; the file appears whole or not at all."""
    import xlsxwriter

    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with xlsxwriter.Workbook(str(partial), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
            wrapped = book.add_format({"text_wrap": True, "valign": "top"})
            for section in SECTIONS:
                own = [line for line in lines if line.section == section]
                _sheet(book.add_worksheet(_(section)), own, head, wrapped)
        durable.put(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def _sheet(sheet: Any, lines: Sequence[Line], head: Any, wrapped: Any) -> None:
    sheet.write_row(0, 0, [_(heading) for heading in HEADINGS], head)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width, wrapped)
    for number, line in enumerate(lines, 1):
        sheet.write_row(number, 0, [line.what, line.detail, line.who, line.when, ""])
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
