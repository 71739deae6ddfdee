"""The table of who does what in the union's bodies (委员分工表, domain §15): by body, posts, duties, since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

_BOOK = "officers"


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the holders' names and sexes, and the names of the bodies, by id."""
    from union_desk import records, registers

    people = records.by_ids(session, registers.get("members"), [str(row["member_id"]) for row in rows])
    named = [str(row["committee_id"]) for row in rows if row.get("committee_id")]
    bodies = records.by_ids(session, registers.get("committees"), named)
    return {"people": {i: {"name": p["name"], "sex": p["sex"]} for i, p in people.items()},
            "bodies": {i: str(b["name"]) for i, b in bodies.items()}}


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of one row."""
    holder = job.extra.get("people", {}).get(str(row.get("member_id")), {})
    names = ("post", "nature", "duties", "since", "until")
    return {"name": shown(holder, "name"), "sex": shown(holder, "sex"), **{n: shown(row, n, _BOOK) for n in names}}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the posts by body, the leading ones first; posts without a body by branch or alone come last."""
    bodies: Mapping[str, str] = job.extra.get("bodies", {})
    grouped: dict[str, list[Values]] = {name: [] for name in bodies.values()}
    for row in sorted(rows, key=lambda r: str(r.get("post") or "")):
        body = bodies.get(str(row.get("committee_id"))) or job.group(row)
        grouped.setdefault(body, []).append(row)
    roster = Roster(_("Table of Posts and Duties"), _columns(), list(grouped.items()), lambda row, _n: data(row, job))
    draw_roster(sheet, job, roster)


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 10),
        Column("name", label("name"), 26, LEFT),
        Column("sex", label("sex"), 11),
        Column("post", label("post", _BOOK), 33, LEFT),
        Column("nature", label("nature", _BOOK), 18),
        Column("duties", label("duties", _BOOK), 36, LEFT),
        Column("since", label("since", _BOOK), 20),
        Column("until", label("until", _BOOK), 20),
    ]


FORM = Form("committee-duties", N_("Table of posts and duties"), draw, register=_BOOK, gather=gather)
