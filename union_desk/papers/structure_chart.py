"""The chart of the organisation (组织架构图, domain §15): the union, its bodies with their people, branches, groups."""

from __future__ import annotations

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
_LINE, _PEOPLE = 5.0, 12
_GROUP = 9.0


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
    parts = [part for each in (bodies, branches) for part in _parts(each)] or [[]]
    for part in parts:
        _page(sheet, job, top, part)
    job.progress.step(1)


def _parts(nodes: list[Node]) -> list[list[Node]]:
    return [nodes[start : start + _ACROSS] for start in range(0, len(nodes), _ACROSS)]


def _page(sheet: Sheet, job: Job, top: Node | None, nodes: list[Node]) -> None:
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


def _row(sheet: Sheet, nodes: list[Node], width: float, middle: float) -> None:
    """Draw the boxes of a row with the lines that join them to the union's."""
    own = (width - _GAP * (_ACROSS - 1)) / _ACROSS
    left = middle - (own * len(nodes) + _GAP * (len(nodes) - 1)) / 2
    bar, y = _TOP + _HEAD + 6, _TOP + _HEAD + 12
    centres = [left + (own + _GAP) * place + own / 2 for place in range(len(nodes))]
    sheet.rules([(middle, _TOP + _HEAD, middle, bar), (min(*centres, middle), bar, max(*centres, middle), bar),
                 *((x, bar, x, y) for x in centres)])
    for node, x in zip(nodes, centres, strict=True):
        _column(sheet, node, Rect(x - own / 2, y, own, _BOTTOM - y))


def _column(sheet: Sheet, node: Node, place: Rect) -> None:
    """Draw a body with its people, or a branch with its groups below it."""
    head = Rect(place.x, place.y, place.width, _HEAD)
    sheet.box(*head, THICK)
    put(sheet, head.inside(), _name(node), 10, bold=True, at=MIDDLE)
    y = place.y + _HEAD
    if node.people:
        shown = [*node.people[:_PEOPLE], *([_("and {count} others").format(count=len(node.people) - _PEOPLE)]
                                           if len(node.people) > _PEOPLE else [])]
        sheet.box(place.x, y, place.width, _LINE * len(shown) + 2)
        for number, text in enumerate(shown):
            put(sheet, Rect(place.x + 1, y + 1 + _LINE * number, place.width - 2, _LINE), text, NOTE_SIZE, at=MIDDLE)
        y += _LINE * len(shown) + 2
    _groups(sheet, node, Rect(place.x, y + 3, place.width, place.y + place.height - y - 3))


def _groups(sheet: Sheet, node: Node, place: Rect) -> None:
    fits = int(place.height / (_GROUP + 1.5))
    nodes = node.below if len(node.below) <= fits else node.below[: max(fits - 1, 0)]
    y = place.y
    for group in nodes:
        box = Rect(place.x + 4, y, place.width - 4, _GROUP)
        sheet.box(*box)
        sheet.rules([(place.x + 2, y - 3 if group is nodes[0] else y - 1.5 - _GROUP / 2, place.x + 2, y + _GROUP / 2),
                     (place.x + 2, y + _GROUP / 2, place.x + 4, y + _GROUP / 2)])
        leader = f"\n{group.people[0]}" if group.people else ""
        put(sheet, box.inside(), f"{_name(group)}{leader}", NOTE_SIZE, at=MIDDLE)
        y += _GROUP + 1.5
    if len(nodes) < len(node.below):
        left = len(node.below) - len(nodes)
        told = _("and {count} others").format(count=left)
        put(sheet, Rect(place.x, y, place.width, _LINE), told, NOTE_SIZE, at=MIDDLE)


def _name(node: Node) -> str:
    return _("{name} ({count})").format(name=node.name, count=node.total) if node.total else node.name


FORM = Form("structure-chart", N_("Structure chart"), draw, landscape=True, register="branches", gather=gather)
