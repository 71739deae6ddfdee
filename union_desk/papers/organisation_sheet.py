"""The facts of the union on one page (基层工会组织信息表, domain §3.1, §3.2, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.papers.appeal_sheet import HALF, WIDTH, Page, draw_pages, listed
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import Form, label, shown
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values
    from union_desk.papers.sheet import Sheet

_BOOK = "unions"
_WHOLE = ("union_name", "unit_name", "unit_address", "office_address")
_PAIRS = (("union_uscc", "union_code"), ("stat_code", "union_kind"), ("parent_union", "parent_union_code"),
          ("established_on", "establish_reply_no"), ("has_legal_person", "legal_cert_no"),
          ("legal_cert_to", "reg_authority"), ("legal_rep", "phone"), ("unit_uscc", "unit_nature"),
          ("economic_type", "industry"), ("has_audit_committee", "has_women_committee"),
          ("has_staff_congress", "has_open_affairs"), ("has_collective_contract", "home_level"))
_FIGURES = (("employees", N_("Employees")), ("members", N_("Members")), ("female", N_("Of them women")),
            ("migrant", N_("Migrant workers")), ("dispatched", N_("Dispatched workers")),
            ("mutual_aid", N_("In mutual aid")), ("branches", N_("Branches")), ("groups", N_("Union groups")),
            ("full_time", N_("Full-time cadres")), ("part_time", N_("Part-time cadres")))
_LABEL = 30.0


def gather(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the counted figures of today, and what is reported instead."""
    from union_desk import checking
    from union_desk.affairs import organisation_figures

    found = organisation_figures.figures(session, checking.today())
    told = {name: found.reported(name) for name, _label in _FIGURES}
    return {"figures": told, "difference": organisation_figures.difference(found) if found.stated else ""}


def draw(sheet: Sheet, job: Job, rows: Sequence[Values]) -> None:
    """Draw a page for the union; without its record a blank one."""
    figures: Mapping[str, Any] = job.extra.get("figures", {}) if rows else {}

    def words(row: Values) -> dict[str, str]:
        names = [*_WHOLE, *(name for pair in _PAIRS for name in pair)]
        counted = {f"count {name}": "" if figures.get(name) is None else str(figures[name]) for name, _l in _FIGURES}
        return {name: shown(row, name, _BOOK) for name in names} | counted | {
            "difference": listed((str(job.extra.get("difference") or ""),)) if rows else ""}

    draw_pages(sheet, job, (
        Page(_("Facts of a Grassroots Union"), _rows(), words(row), seals=((_("The union (seal)"),
             _("The superior union (seal)")),), seal_height=30)
        for row in rows or [{}]), len(rows))


def _rows() -> list[Row]:
    def wide(name: str) -> Row:
        return Row(8, (Box(name, label(name, _BOOK), WIDTH, _LABEL),))

    fifth = WIDTH / 5
    counts = [Row(8, tuple(Box(f"count {name}", _(word), fifth, 22) for name, word in _FIGURES[start : start + 5]))
              for start in (0, 5)]
    return [
        wide("union_name"), *(Row(8, tuple(Box(name, label(name, _BOOK), HALF, _LABEL) for name in pair))
                              for pair in _PAIRS[:7]),
        wide("office_address"), wide("unit_name"), wide("unit_address"),
        *(Row(8, tuple(Box(name, label(name, _BOOK), HALF, _LABEL) for name in pair)) for pair in _PAIRS[7:]),
        *counts, Row(10, (Box("difference", _("Reported otherwise than counted"), WIDTH, _LABEL),)),
    ]


FORM = Form("organisation-sheet", N_("Facts of the union"), draw, register=_BOOK, gather=gather)
