"""What the papers of an election say: facts of the file as words, ballots and candidates by election, a letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk.papers.fitting import wrap
from union_desk.papers.grid import Grid
from union_desk.papers.job import shown
from union_desk.papers.page import MARGIN, Rect, paragraphs, put, title, trace_line
from union_desk.papers.sheet import MM, RIGHT
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.grid import Row
    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

WIDTH = 174.0
BODY_SIZE = 12.0
_LINE = 6.8
_INDENT = "一一"  # as wide as the indentation


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the ballots and the candidates (with name and sex) of the elections, by election."""
    from union_desk import records, registers
    from union_desk.affairs.organisation_elections import BALLOTS, CANDIDATES, rows_of

    ballots = {str(row["id"]): rows_of(session, BALLOTS, str(row["id"])) for row in rows}
    candidates = {str(row["id"]): rows_of(session, CANDIDATES, str(row["id"])) for row in rows}
    ids = [one["member_id"] for each in candidates.values() for one in each]
    people = records.by_ids(session, registers.get("members"), ids)
    for each in candidates.values():
        for one in each:
            one["name"] = people.get(one["member_id"], {}).get("name", "")
    return {"ballots": ballots, "candidates": candidates}


def of(job: Job, what: str, row: Values) -> list[dict[str, Any]]:
    """Return the ballots or the candidates of an election."""
    found: list[dict[str, Any]] = job.extra.get(what, {}).get(str(row.get("id")), [])
    return found


def fact(row: Values, name: str) -> str:
    """Return a fact of the election in words."""
    return shown(row, name, "elections")


def ordinal(row: Values) -> str:
    """Return 'the new term, No. 6' in words, empty without a number."""
    number = row.get("term_no")
    return _("No. {number} ").format(number=number) if number else ""


def body(row: Values) -> str:
    """Return the body that is elected, with its number."""
    return ordinal(row) + (fact(row, "body") or _("committee"))


def day_of(row: Values, name: str) -> str:
    """Return a date, or the place to write it in."""
    return fact(row, name) or _("        (year)    (month)    (day)").strip() or "____"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the union: title, number, addressee, what it says before and after a table, and who signs."""

    title: str
    number: str
    to: str
    before: Sequence[str]
    after: Sequence[str]
    signed: str
    day: str


def running(sheet: Sheet, y: float, text: str) -> float:
    """Draw a paragraph from `y` down, its first line indented by two characters; returns the y below it."""
    lines = wrap(f"{_INDENT}{text}", WIDTH * MM / BODY_SIZE) or [f"{_INDENT}{text}"]
    first = lines[0].removeprefix(_INDENT)
    sheet.text(MARGIN + 2 * BODY_SIZE / MM, y + _LINE * 0.7, first, BODY_SIZE)
    for number, line in enumerate(lines[1:], 1):
        sheet.text(MARGIN, y + _LINE * (number + 0.7), line, BODY_SIZE)
    return y + _LINE * len(lines)


def draw_letter(sheet: Sheet, job: Job, letter: Letter, rows: Sequence[Row], words: Mapping[str, str]) -> None:
    """Draw one page: the letter with its table in the middle; the signature stands where the letter ends, or lower."""
    title(sheet, letter.title, 32, 18)
    put(sheet, Rect(MARGIN, 38, WIDTH, 6), letter.number, at=(RIGHT, 0.5))
    y = paragraphs(sheet, Rect(MARGIN, 50, WIDTH, 7), letter.to, BODY_SIZE) + 2
    for text in letter.before:
        y = running(sheet, y, text)
    grid = Grid(MARGIN, y + 3, rows)
    grid.frame(sheet)
    grid.fill(sheet, words)
    y = grid.bottom + 5
    for text in letter.after:
        y = running(sheet, y, text)
    put(sheet, Rect(MARGIN, 250, WIDTH, 8), letter.signed, BODY_SIZE, at=(RIGHT, 0.5))
    day = letter.day or _("        (year)    (month)    (day)")
    put(sheet, Rect(MARGIN, 259, WIDTH, 8), day, BODY_SIZE, at=(RIGHT, 0.5))
    put(sheet, Rect(MARGIN, 268, WIDTH, 6), _("(seal of the union)"), at=(RIGHT, 0.5))
    trace_line(sheet, job.trace)
    sheet.next_page()
