"""Courses for cadres and who attended them (domain reference §10.2)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from union_desk.registers.cadres_rules import number
from union_desk.schema.day_order import in_order, not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Context, Numbering, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

AREA, LINK = "cadres", "training_id"
ENROLLED, PRESENT, AWAY = "enrolled", "present", frozenset({"absent", "excused", "withdrawn"})
FOR_THE_POST = "1"
FULL_SCORE = 100


class Training(Record):
    """One course: who holds it, what is taught, when, how many hours."""

    __tablename__ = "trainings"

    course_no: Mapped[str | None] = field(
        N_("Number of the course"), Text(), search=True, also=("班次编号", "编号"),
        help=N_("Left empty, the next number of the year is given."))
    title: Mapped[str | None] = field(N_("Name of the course"), Text(), required=True, search=True, also=("班次", "培训名称", "培训班名称"))
    organiser: Mapped[str | None] = field(N_("Course held by"), Text(), core=True, also=("主办单位", "主办"))
    level: Mapped[str | None] = field(
        N_("Level"), Code(list="training_level"), required=True, default="1", also=("层级", "培训层级"))
    kind: Mapped[str | None] = field(
        N_("Kind of training"), Code(list="training_kind"), required=True, default="2", also=("类别", "培训类别"))
    topic: Mapped[str | None] = field(
        N_("What is taught"), Code(list="training_topic"), required=True, also=("内容", "培训内容"))
    mode: Mapped[str | None] = field(N_("Held how"), Code(list="training_mode"), default="1", also=("方式", "培训方式"))
    begins_on: Mapped[str | None] = field(
        N_("Course begins on"), Date(), required=True, index=True, also=("开始时间", "培训时间", "开始日期"))
    ends_on: Mapped[str | None] = field(N_("Course ends on"), Date(), index=True, also=("结束时间", "结束日期"), help=N_("Empty for one day."))
    hours: Mapped[int | None] = field(
        N_("Hours of the course"), Integer(most=2000), core=True, also=("学时", "学时数"), help=N_("Hours of a full attendance."))
    pass_mark: Mapped[int | None] = field(
        N_("Pass mark"), Integer(most=FULL_SCORE), also=("合格分数线", "及格分"), help=N_("Empty where there is no examination."))
    place: Mapped[str | None] = field(N_("Place of the course"), Text(), also=("地点", "培训地点"))
    teacher: Mapped[str | None] = field(N_("Teachers"), Text(), also=("授课人", "主讲"))
    document: Mapped[str | None] = field(N_("Document"), Text(), also=("通知文号", "文号"))
    cost: Mapped[int | None] = field(N_("Cost of the course"), Money(), also=("培训费用", "费用"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class Trainee(Record):
    """One person's part in a course: enrolled, present, hours, score, certificate."""

    __tablename__ = "trainees"

    training_id: Mapped[str | None] = field(N_("Training attended"), Ref(register="trainings"), required=True, index=True, also=("班次",))
    cadre_id: Mapped[str | None] = field(N_("Cadre"), Ref(register="cadres"), required=True, index=True, also=("姓名", "参加人"))
    state: Mapped[str | None] = field(
        N_("State of attendance"), Code(list="trainee_state"), required=True, default=ENROLLED, also=("参训情况", "报名签到"))
    enrolled_on: Mapped[str | None] = field(N_("Enrolled on"), Date(), also=("报名日期",))
    signed_on: Mapped[str | None] = field(N_("Signed in on"), Date(), also=("签到日期",))
    hours: Mapped[int | None] = field(N_("Hours attended"), Integer(most=2000), also=("学时", "实际学时"))
    score: Mapped[int | None] = field(N_("Examination score"), Integer(most=FULL_SCORE), also=("考试分", "成绩"))
    passed: Mapped[bool | None] = field(N_("Passed"), YesNo(), also=("合格", "是否合格"))
    certificate_no: Mapped[str | None] = field(N_("Number of the certificate"), Text(), also=("证书号", "结业证书号"))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def days_of(values: Values) -> int:
    """Return how many days a course lasts; one without an end."""
    begins, ends = str(values.get("begins_on")), str(values.get("ends_on") or values.get("begins_on"))
    return max((dt.date.fromisoformat(ends) - dt.date.fromisoformat(begins)).days, 0) + 1


def hours_a_day(values: Values, context: Context) -> Iterable[Problem]:
    """Warn of more hours than the days of the course can hold."""
    hours, begins = number(values, "hours"), values.get("begins_on")
    if hours is None or not isinstance(begins, str):
        return
    norm, days = context.norm("cadres.hours_a_day", begins), days_of(values)
    if hours > norm.value * days:
        yield Problem(norm.level, "hours_a_day", "hours", N_("{hours} hours in {days} days: at most {limit} a day "
                      "({basis})."), {"hours": hours, "days": days, "limit": norm.value, "basis": norm.basis})


def hours_of_course(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse more hours than the course has, and hours of somebody who was not there."""
    hours = number(values, "hours")
    if not hours:
        return
    if values.get("state") in AWAY:
        yield Problem(ERROR, "T2", "hours", N_("Who was not there has no hours; correct the attendance or leave them empty."))
    whole = context.lookup("trainings", str(values.get(LINK)), "hours")
    if isinstance(whole, int) and hours > whole:
        yield Problem(ERROR, "T1", "hours", N_("The course has {whole} hours; nobody can attend {hours}."),
                      {"whole": whole, "hours": hours})


def passing(values: Values, context: Context) -> Iterable[Problem]:
    """Compare the score with the pass mark, and ask for a pass before a certificate."""
    score, mark = number(values, "score"), context.lookup("trainings", str(values.get(LINK)), "pass_mark")
    if score is not None and isinstance(mark, int) and values.get("passed") is not None \
            and bool(values["passed"]) != (score >= mark):
        yield Problem(WARNING, "T3", "passed", N_("The pass mark is {mark}, the score {score}."),
                      {"mark": mark, "score": score}, score >= mark)
    if values.get("certificate_no") and values.get("passed") is False:
        yield Problem(WARNING, "T4", "certificate_no", N_("A certificate is given to who passed."))


def within_course(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a sign-in before the course begins or after it has ended."""
    day, course = values.get("signed_on"), str(values.get(LINK))
    begins = context.lookup("trainings", course, "begins_on")
    if not isinstance(day, str) or not isinstance(begins, str):
        return
    ends = context.lookup("trainings", course, "ends_on") or begins
    if not begins <= day <= str(ends):
        yield Problem(ERROR, "T5", "signed_on", N_("The course lasts from {begins} to {ends}."),
                      {"begins": begins, "ends": ends})


TRAININGS = Register(
    name="trainings", label=N_("Training courses"), singular=N_("Training course"), model=Training, area=AREA,
    title=("title", "begins_on"), attachable=True, keys=(("course_no",),), sort=("begins_on",),
    numbering=Numbering("course_no", "PX{year}-{serial:03d}", day="begins_on"),
    rules=(in_order("begins_on", "ends_on"),
           Rule("hours_a_day", ("begins_on", "ends_on", "hours"), hours_a_day, worst=WARNING)),
    columns=("course_no", "title", "level", "kind", "topic", "begins_on", "ends_on", "hours"),
    weight=("kind", "topic", "level", "begins_on"))
TRAINEES = Register(
    name="trainees", label=N_("Attendance at courses"), singular=N_("Attendance at a course"), model=Trainee, area=AREA,
    title=("state", "enrolled_on"), parent=LINK, share=SUPERIOR_ONLY, keys=(("cadre_id", LINK),), sort=("n",),
    rules=(Rule("T1", (LINK, "state", "hours"), hours_of_course, others=True),
           Rule("T3", (LINK, "score", "passed", "certificate_no"), passing, others=True, worst=WARNING),
           Rule("T5", (LINK, "signed_on"), within_course, others=True),
           not_ahead("enrolled_on", "signed_on")),
    columns=(LINK, "cadre_id", "state", "signed_on", "hours", "score", "passed", "certificate_no"),
    weight=("state", "passed"))
REGISTERS: tuple[Register, ...] = (TRAININGS, TRAINEES)
