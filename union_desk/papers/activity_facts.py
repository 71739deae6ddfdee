"""What the papers of activities share: the rows that hang on each activity, its people, its facts in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk.papers.fitting import LEADING, wrap
from union_desk.papers.job import by_group, label, masked, shown
from union_desk.papers.page import TEXT_SIZE, footer_line, title, trace_line, unit_line
from union_desk.papers.sheet import MM
from union_desk.papers.table import Table
from union_desk.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet
    from union_desk.papers.table import Column

BOOK = "activities"
_PERSON = ("id", "name", "name_pinyin", "branch_id", "department", "workshop", "team", "mobile", "sex")
_LINE, _TOP, _FOOT = 36.0, 39.0, 28.0


def children(*books: str) -> Callable[[Session, Sequence[Values]], Mapping[str, Any]]:
    """Return a form's `gather`: the rows of these child books by activity, and the people whom they name."""

    def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
        from union_desk import records, registers
        from union_desk.checking import Here

        context = Here(session)
        found: dict[str, Any] = {
            book: {str(row["id"]): context.rows(book, "activity_id", row["id"]) for row in rows} for book in books}
        named = {str(row["member_id"]) for book in found.values() for part in book.values() for row in part
                 if row.get("member_id")}
        people = records.by_ids(session, registers.get("members"), sorted(named))
        return found | {"people": {i: {name: row[name] for name in _PERSON} for i, row in people.items()}}

    return gather


def rows_of(job: Job, book: str, activity: Values) -> Sequence[Values]:
    """Return the rows of a child book that hang on an activity."""
    found: Mapping[str, Sequence[Values]] = job.extra.get(book, {})
    return found.get(str(activity.get("id")), ())


def person(job: Job, row: Values) -> Values:
    """Return the member whom a row names."""
    found: Mapping[str, Values] = job.extra.get("people", {})
    return found.get(str(row.get("member_id")), {})


def told(row: Values, name: str) -> str:
    """Return an activity's value in words."""
    return shown(row, name, BOOK)


def when(row: Values) -> str:
    """Return when an activity is, in words: day, times, the last day where it has several."""
    first, last = told(row, "starts_on"), told(row, "ends_on")
    begins, ends = told(row, "starts_at"), told(row, "ends_at")
    if last and last != first:
        return _("{first} {begins} to {last} {ends}").format(first=first, begins=begins, last=last, ends=ends).strip()
    return f"{first} {begins}{'–' + ends if begins and ends else ''}".strip()


def who(row: Values, job: Job) -> str:
    """Return whom an activity is meant for, in words."""
    parts = [told(row, "scope_sex"), job.details.groups.get(str(row.get("scope_branch_id")), ""),
             told(row, "scope_nef")]
    low, high = row.get("scope_age_from"), row.get("scope_age_to")
    if low is not None and high is not None:
        parts.append(_("age {low} to {high}").format(low=low, high=high))
    elif low is not None:
        parts.append(_("from the age of {low}").format(low=low))
    elif high is not None:
        parts.append(_("up to the age of {high}").format(high=high))
    return "，".join(part for part in parts if part) or _("all members")


def yuan(fen: int) -> str:
    """Return an amount for a table."""
    return f"{fen / 100:,.2f}"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of an activity's people: its title, columns, the book of its rows and the words of each."""

    title: str
    columns: Sequence[Column]
    book: str
    words: Callable[[Values, Values, Job], dict[str, str]]
    row_height: float = 9.0


def draw_listings(sheet: Sheet, job: Job, activities: Sequence[Values], listing: Listing,
                  chosen: Callable[[Values], bool] = lambda _row: True) -> None:
    """Draw a list for each activity, sorted by group; without activities one blank list."""
    job.progress.start(len(activities), _("Drawing the list"))
    for activity in activities or [{}]:
        rows = [row for row in rows_of(job, listing.book, activity) if chosen(row)]
        _draw_one(sheet, job, activity, listing, rows)
        job.progress.step(1)


def _draw_one(sheet: Sheet, job: Job, activity: Values, listing: Listing, rows: list[Values]) -> None:
    facts = "    ".join(part for part in (told(activity, "title"), when(activity), told(activity, "place")) if part)
    size = TEXT_SIZE
    lines = len(wrap(facts, (sheet.width - 40) * MM / size) or ()) if facts else 0
    top = _TOP + (lines * size * LEADING / MM + 2 if lines else 0)

    def head() -> None:
        title(sheet, listing.title, _LINE - 12)
        unit_line(sheet, _LINE, job.unit, job.details.day)
        for number, line in enumerate(wrap(facts, (sheet.width - 40) * MM / size) or () if facts else ()):
            sheet.text(18, _LINE + 6 + number * size * LEADING / MM, line, size, bold=number == 0)

    def foot() -> None:
        footer_line(sheet)
        trace_line(sheet, job.trace)

    table = Table(sheet, listing.columns, top, sheet.height - _FOOT, head, foot, listing.row_height,
                  stamped=False)
    serial = 0
    for heading, members in _grouped(job, rows):
        count = ngettext("{count} person", "{count} people", len(members)).format(count=len(members))
        table.group(_("{group} ({people})").format(group=heading or _("No group"), people=count))
        for row in members:
            serial += 1
            table.row({"serial": str(serial), **listing.words(row, person(job, row), job)})
    spare = job.details.spare_rows if rows else table.room()
    for number in range(spare):
        table.row({"serial": str(serial + number + 1)})
    table.close()


def _grouped(job: Job, rows: Sequence[Values]) -> list[tuple[str, list[Values]]]:
    """Sort rows as their members are sorted: by group, then department and name."""
    members: dict[str, list[Values]] = {}
    for row in rows:
        members.setdefault(str(row.get("member_id")), []).append(row)
    people = [{**person(job, own[0]), "id": member} for member, own in members.items()]
    return [(heading, [row for one in part for row in members[str(one["id"])]])
            for heading, part in by_group(job, people)]


def place_of(member: Values, job: Job) -> str:
    """Return a member's group, or department."""
    return job.group(member) or shown(member, "department")


__all__ = ["BOOK", "Listing", "children", "draw_listings", "label", "masked", "person", "place_of", "rows_of", "told",
           "when", "who", "yuan"]
