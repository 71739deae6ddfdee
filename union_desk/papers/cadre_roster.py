"""The roster of the cadres (干部名册, domain reference §10.1, §15): posts, nature, years, bodies, division of work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.job import Form, Job, Values, label, shown
from union_desk.papers.rosters import Roster, draw_roster
from union_desk.papers.sheet import LEFT
from union_desk.papers.table import Column
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.sheet import Sheet

_BOOK = "cadres"


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Read posts, nature, years, bodies and the division of work of the people, as words."""
    from union_desk import checking, records, registers
    from union_desk.affairs import cadres_people
    from union_desk.search import Filter, Query

    ids = [str(row["id"]) for row in rows]
    duty = registers.get("cadre_duties")
    work: dict[str, list[str]] = {}
    for row in records.page(session, duty, Query(filters=(
            Filter("cadre_id", "is", tuple(ids)), Filter("until", "is", ("",)))), limit=-1):
        work.setdefault(row["cadre_id"], []).append(duty.fields["duty"].kind.show(row["duty"]))
    return {"cadres": {person.id: person.words() | {"work": series(work.get(person.id, ()))}
                       for person in cadres_people.people(session, checking.today(), ids)}}


def data(row: Values, job: Job) -> dict[str, str]:
    """Return the words of one row; the telephone is hidden unless it was asked for."""
    from union_desk import registers

    found: dict[str, str] = dict(job.extra.get("cadres", {}).get(str(row.get("id")), {}))
    mobile = row.get("mobile")
    phone = registers.get(_BOOK).fields["mobile"].kind
    contact = (phone.show(str(mobile)) if job.details.unmasked else phone.mask(str(mobile))) if mobile else ""
    return found | {"name": shown(row, "name", _BOOK), "rank": shown(row, "admin_rank", _BOOK),
                    "speciality": shown(row, "speciality", _BOOK), "contact": contact}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw the roster, those in post first."""
    known = job.extra.get("cadres", {})
    ordered = sorted(rows, key=lambda row: not known.get(str(row.get("id")), {}).get("posts"))
    remark = _("{count} cadres").format(count=len(rows)) if rows else ""
    draw_roster(sheet, job, Roster(
        _("Roster of Union Cadres"), _columns(), [(None, ordered)], lambda row, _n: data(row, job), remark, line=31))


def _columns() -> list[Column]:
    return [
        Column("serial", _("No."), 10), Column("name", label("name"), 21, LEFT), Column("sex", label("sex"), 10),
        Column("posts", _("Posts in the union"), 40, LEFT), Column("nature", _("Nature"), 17),
        Column("since", _("In office since"), 21), Column("years", _("Years of union work"), 16),
        Column("admin_post", label("admin_post", _BOOK), 27, LEFT), Column("rank", label("admin_rank", _BOOK), 19),
        Column("bodies", _("Seats in bodies"), 30, LEFT), Column("work", _("Division of work"), 28, LEFT),
        Column("contact", label("mobile"), 22)]


FORM = Form("cadre-roster", N_("Roster of cadres"), draw, landscape=True, register=_BOOK, gather=gather)
