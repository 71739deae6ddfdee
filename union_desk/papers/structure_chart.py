"""The chart of the organisation (组织架构图, domain §15): the union, its bodies with their people, branches, groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk.papers.job import Form, Job, Values
from union_desk.papers.page import MARGIN, MIDDLE, NOTE_SIZE, Rect, put, title, trace_line, unit_line
from union_desk.papers.sheet import THICK
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.affairs.organisation_figures import Node
    from union_desk.papers.sheet import Sheet

_TOP, _BOTTOM = 42.0, 190.0
_HEAD, _GAP, _ACROSS = 14.0, 4.0, 6
_LINE, _PEOPLE = 5.0, 20
_GROUP, _INSET, _DEEPEST = 9.0, 4.0, 4
_ROW_TOP = _TOP + _HEAD + 12


def gather(session: Session, _rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the whole organisation, whatever records were chosen."""
    from union_desk import checking
    from union_desk.affairs.organisation_figures import structure

    return {"structure": structure(session, checking.today())}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw bodies first, then branches with their groups; as many stand side by side as fit on a page."""
    job.progress.start(1, _("Drawing the chart"))
    top: Node | None = job.extra.get("structure")
    nodes = top.below if top else []
    bodies = [node for node in nodes if node.kind == "body"]
    branches = [node for node in nodes if node.kind != "body"]
    parts = [part for each in (bodies, branches) for part in _parts(_columns(each))] or [[]]
    for part in parts:
        _page(sheet, job, top, part)
    job.progress.step(1)


@dataclass(frozen=True, slots=True)
class _Column:
    """A box of the chart with what stands under it: people, then groups with their leaders."""

    heading: str
    people: list[str]
    groups: list[tuple[int, str]]  # how deep each lies below the branch (1, 2, …), and its words


def _columns(nodes: list[Node]) -> list[_Column]:
    """Return a box for each column: people and groups that do not fit below one box go on under a further one."""
    found = []
    for node in nodes:
        people, groups, heading = node.people, _all_below(node), _name(node)
        while True:
            room = _room(people[:_PEOPLE])
            found.append(_Column(heading, people[:_PEOPLE], groups[:room]))
            people, groups, heading = people[_PEOPLE:], groups[room:], _("{name} (continued)").format(name=node.name)
            if not people and not groups:
                break
    return found


def _all_below(node: Node, depth: int = 1) -> list[tuple[int, str]]:
    """Return the groups of a branch, and theirs further in, each with its leader on a second line."""
    found = []
    for group in node.below:
        leader = f"\n{group.people[0]}" if group.people else ""
        found += [(depth, f"{_name(group)}{leader}"), *_all_below(group, depth + 1)]
    return found


def _room(people: list[str]) -> int:
    """Return how many groups fit below a box with these people."""
    taken = _LINE * len(people) + 2 if people else 0
    return int((_BOTTOM - _ROW_TOP - _HEAD - taken - 3) / (_GROUP + 1.5))


def _parts(columns: list[_Column]) -> list[list[_Column]]:
    return [columns[start : start + _ACROSS] for start in range(0, len(columns), _ACROSS)]


def _page(sheet: Sheet, job: Job, top: Node | None, nodes: list[_Column]) -> None:
    title(sheet, _("Structure of the Organisation"), 22)
    unit_line(sheet, 34, job.unit, job.details.day)
    width, middle = sheet.width - 2 * MARGIN, sheet.width / 2
    head = Rect(middle - 60, _TOP, 120, _HEAD)
    sheet.box(*head, THICK)
    put(sheet, head.inside(), _heading(top, job), 12, bold=True, at=MIDDLE)
    if nodes:
        _row(sheet, nodes, width, middle)
    trace_line(sheet, job.trace)
    sheet.next_page()


def _heading(top: Node | None, job: Job) -> str:
    name = top.name if top else job.unit
    return _("{name}\n{count} members").format(name=name, count=top.total) if top else name or "____"


def _row(sheet: Sheet, nodes: list[_Column], width: float, middle: float) -> None:
    """Draw the boxes of a row with the lines that join them to the union's."""
    own = (width - _GAP * (_ACROSS - 1)) / _ACROSS
    left = middle - (own * len(nodes) + _GAP * (len(nodes) - 1)) / 2
    bar, y = _TOP + _HEAD + 6, _ROW_TOP
    centres = [left + (own + _GAP) * place + own / 2 for place in range(len(nodes))]
    sheet.rules([(middle, _TOP + _HEAD, middle, bar), (min(*centres, middle), bar, max(*centres, middle), bar),
                 *((x, bar, x, y) for x in centres)])
    for node, x in zip(nodes, centres, strict=True):
        _column(sheet, node, Rect(x - own / 2, y, own, _BOTTOM - y))


def _column(sheet: Sheet, column: _Column, place: Rect) -> None:
    """Draw a body with its people, or a branch with its groups below it."""
    head = Rect(place.x, place.y, place.width, _HEAD)
    sheet.box(*head, THICK)
    put(sheet, head.inside(), column.heading, 10, bold=True, at=MIDDLE)
    y = place.y + _HEAD
    if column.people:
        sheet.box(place.x, y, place.width, _LINE * len(column.people) + 2)
        for number, text in enumerate(column.people):
            put(sheet, Rect(place.x + 1, y + 1 + _LINE * number, place.width - 2, _LINE), text, NOTE_SIZE, at=MIDDLE)
        y += _LINE * len(column.people) + 2
    tops = {0: y}  # where the line down from the box of a depth begins
    for depth, text in column.groups:
        inset = _INSET * min(depth, _DEEPEST)
        box = Rect(place.x + inset, y + 3, place.width - inset, _GROUP)
        sheet.box(*box)
        left, middle = box.x - 2, box.y + _GROUP / 2
        top = tops.get(depth - 1, y)
        sheet.rules([(left, top, left, middle), (left, middle, box.x, middle)])
        put(sheet, box.inside(), text, NOTE_SIZE, at=MIDDLE)
        y = y + _GROUP + 1.5
        tops = {above: start for above, start in tops.items() if above < depth - 1} | {depth - 1: middle,
                                                                                   depth: box.y + _GROUP}


def _name(node: Node) -> str:
    return _("{name} ({count})").format(name=node.name, count=node.total) if node.total else node.name


FORM = Form("structure-chart", N_("Structure chart"), draw, landscape=True, register="branches", gather=gather)
