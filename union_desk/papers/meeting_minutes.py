"""The minutes of a meeting: who came, the agenda, what was decided, and who signs (会议纪要, §2.2, §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.appeal_sheet import Page, by, draw_pages, listed, pair, whole
from union_desk.papers.job import Form, shown
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.grid import Row
    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK, _DECIDED = "meetings", "meeting_resolutions"
_FACTS = (("kind", "held_on"), ("place", "caller"), ("presider", "recorder"), ("entitled", "attended"),
          ("absent", "observers"))
_TEXTS = (("agenda", 34.0), ("discussion", 40.0), ("decided", 78.0))


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the resolutions by meeting, in their order."""
    from union_desk import records, registers
    from union_desk.search import Filter, Query

    ids = tuple(str(row["id"]) for row in rows)
    found = records.page(session, registers.get(_DECIDED), Query(filters=(Filter("meeting_id", "is", ids),)), limit=-1)
    return {"resolutions": by(sorted(found, key=lambda row: int(str(row.get("number") or 0))), "meeting_id")}


def data(row: Values, extra: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of the minutes by key."""
    decided = extra.get("resolutions", {}).get(str(row.get("id")), [])
    names = [name for two in _FACTS for name in two] + ["name", "minutes_no", "agenda", "discussion"]
    return {name: shown(row, name, _BOOK) for name in names} | {
        "decided": listed(_resolution(one, place) for place, one in enumerate(decided, 1))}


def _resolution(row: Values, place: int) -> str:
    """Return one resolution: its number, the matter, the text, the votes, who carries it out."""
    votes = _("{votes_for} in favour, {votes_against} against, {abstained} abstained").format(
        **{name: row.get(name) or 0 for name in ("votes_for", "votes_against", "abstained")})
    told = [votes if row.get("votes_for") is not None else ""]
    if row.get("adopted") is not None:
        told.append(_("adopted") if row["adopted"] else _("not adopted"))
    duty = " ".join(shown(row, name, _DECIDED) for name in ("owner", "due_on")).strip()
    if duty:
        told.append(_("carried out by: {who}").format(who=duty))
    tail = _("; ").join(part for part in told if part)
    line = f"{row.get('number') or place}. 【{shown(row, 'matter', _DECIDED)}】{shown(row, 'decided', _DECIDED)}"
    return _("{resolution} ({told})").format(resolution=line, told=tail) if tail else line


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a page for each meeting; without meetings a blank one to write on."""
    draw_pages(sheet, job, (_page(row, job) for row in rows or [{}]), len(rows))


def _page(row: Values, job: Job) -> Page:
    number = shown(row, "minutes_no", _BOOK)
    return Page(_("Minutes of a Meeting"), _rows(), data(row, job.extra), remark=number,
                day=shown(row, "held_on", _BOOK), seal_height=26,
                seals=((_("Chair of the meeting (signature)"), _("Minutes taken by (signature)")),))


def _rows() -> list[Row]:
    return [whole(_BOOK, "name"), *(pair(_BOOK, *two) for two in _FACTS),
            *(whole(_DECIDED if name == "decided" else _BOOK, name, height) for name, height in _TEXTS)]


FORM = Form("meeting-minutes", N_("Minutes of a meeting"), draw, register=_BOOK, gather=gather)
