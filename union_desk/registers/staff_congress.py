"""Sessions of the staff congress (职工代表大会, domain reference §3.2): when, who came, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from union_desk.registers.committee_rules import number, outside, text
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, PersonName, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Register, Rule
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from union_desk.schema.register import Context, Values

Problems = Iterable[Problem]

SESSIONS = ("1", "2")  # kinds that are sessions; a joint meeting between them is none
SESSION, PRESENT, DECIDED = N_("The session"), N_("Who was there"), N_("What was dealt with")


class StaffCongress(Record):
    """One session of the staff congress, or one meeting of all staff."""

    __tablename__ = "staff_congresses"

    name: Mapped[str | None] = field(
        N_("Name of the session"), Text(), required=True, search=True, section=SESSION, also=("会议名称", "职代会名称"))
    kind: Mapped[str | None] = field(
        N_("Kind of session"), Code(list="staff_meeting"), required=True, default="1", section=SESSION, also=("会议类别",))
    term_no: Mapped[int | None] = field(N_("Term of the congress"), Integer(), section=SESSION, also=("届次", "职代会届次"))
    session_no: Mapped[int | None] = field(N_("Session of the term"), Integer(), section=SESSION, also=("次数", "第几次会议"))
    held_on: Mapped[str | None] = field(
        N_("Session held on"), Date(), required=True, index=True, section=SESSION, also=("召开日期", "会议日期"))
    ended_on: Mapped[str | None] = field(N_("Session ended on"), Date(), section=SESSION, also=("闭会日期", "会议结束日期"))
    place: Mapped[str | None] = field(N_("Place of the session"), Text(), section=SESSION, also=("召开地点", "会议地点"))
    presider: Mapped[str | None] = field(N_("Chair of the session"), PersonName(), section=SESSION, also=("主持人",))
    employer_id: Mapped[str | None] = field(
        N_("Employer unit"), Ref(register="employers"), index=True, section=SESSION, also=("用人单位",),
        help=N_("Empty for the union's only unit."))
    entitled: Mapped[int | None] = field(
        N_("Staff representatives in all"), Integer(), core=True, section=PRESENT, also=("职工代表总数", "应到代表"))
    attended: Mapped[int | None] = field(
        N_("Staff representatives present"), Integer(), core=True, section=PRESENT, also=("实到代表", "出席代表"))
    frontline: Mapped[int | None] = field(
        N_("Front-line representatives in all"), Integer(), section=PRESENT, also=("一线职工代表",))
    female: Mapped[int | None] = field(N_("Women representatives in all"), Integer(), section=PRESENT, also=("女职工代表",))
    agenda: Mapped[str | None] = field(N_("Agenda"), LongText(), section=DECIDED, also=("会议议程", "议题"))
    decisions: Mapped[str | None] = field(
        N_("Decisions and votes"), LongText(), core=True, section=DECIDED, also=("会议决议", "表决情况"))
    open_affairs: Mapped[bool | None] = field(
        N_("Open affairs were reported"), YesNo(), section=DECIDED, also=("是否报告厂务公开",))
    leaders_reviewed: Mapped[bool | None] = field(
        N_("Leaders were reviewed"), YesNo(), section=DECIDED, also=("是否民主评议领导人员",))
    reported_on: Mapped[str | None] = field(
        N_("Reported to the superior union on"), Date(), section=DECIDED, also=("报上级工会日期", "报送日期"))
    remark: Mapped[str | None] = field(N_("Remark"), LongText(), section=DECIDED, also=("备注",))


def _dates(values: Values, _context: Context) -> Problems:
    held = text(values, "held_on")
    for name in ("ended_on", "reported_on"):
        day = text(values, name)
        if held and day and day < held:
            yield Problem(ERROR, "dates", name, N_("{later} lies before the beginning of the session ({earlier})."),
                          {"later": day, "earlier": held})


def _people(values: Values, context: Context) -> Problems:
    """Count nobody twice, and need two thirds of the representatives (rules on democratic management of enterprises)."""
    entitled, attended = number(values, "entitled"), number(values, "attended")
    if entitled is None:
        return
    for name in ("attended", "frontline", "female"):
        part = number(values, name)
        if part is not None and part > entitled:
            yield Problem(ERROR, "people", name, N_("{part} is more than all representatives ({total})."),
                          {"part": part, "total": entitled})
    parts, whole = (context.norm(f"organisation.congress_{n}", text(values, "held_on") or None) for n in ("parts", "whole"))
    if attended is not None and attended <= entitled and attended * whole.value < entitled * parts.value:
        yield outside(parts, "attended", N_(
            "{attended} of {entitled} came; a session needs {parts} of {whole} parts of the representatives ({basis})."),
            attended=attended, entitled=entitled, parts=parts.value, whole=whole.value)


STAFF_CONGRESSES = Register(
    name="staff_congresses", label=N_("Staff congress sessions"), singular=N_("Session of the staff congress"),
    model=StaffCongress, title=("name",), area="organisation", attachable=True,
    rules=(Rule("dates", ("held_on", "ended_on", "reported_on"), _dates),
           Rule("people", ("entitled", "attended", "frontline", "female", "held_on"), _people)),
    columns=("name", "kind", "held_on", "entitled", "attended", "reported_on"), weight=("kind", "held_on"),
    sort=("held_on",))
REGISTERS: tuple[Register, ...] = (STAFF_CONGRESSES,)
