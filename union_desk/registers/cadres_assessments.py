"""Assessments with their life, scores and ballots (domain reference §10.3): steps are only added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import cadres_scores
from union_desk.registers.appeals_guards import guard, in_order, refuse
from union_desk.registers.cadres_schemes import OF_CADRE
from union_desk.registers.decided import decided
from union_desk.schema.day_order import ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Points, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Context, Lifecycle, Register, Rule, Transition, Values
from union_desk.words import N_, series

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

AREA, EVENTS, LINK = "cadres", "assessment_events", "assessment_id"
DRAFT, SELF_SCORED, REVIEWED, APPEALED, FINAL = "draft", "self_scored", "reviewed", "appealed", "final"
OPEN = (DRAFT, SELF_SCORED, REVIEWED, APPEALED)
UNION, BRANCH, CADRE = "union", "branch", "cadre"
_WHO, _RESULT = N_("Who is assessed"), N_("Result")


class Assessment(Record):
    """One assessment of one year: by which scheme, of whom, with which result."""

    __tablename__ = "assessments"

    year: Mapped[int | None] = field(N_("Year"), Integer(least=1949, most=2100), required=True, also=("年度", "考核年度"))
    scheme_id: Mapped[str | None] = field(
        N_("Scheme"), Ref(register="assessment_schemes"), required=True, index=True, also=("方案", "考核方案"))
    subject: Mapped[str | None] = field(
        N_("Kind of subject"), Code(list="assessment_subject"), required=True, default=UNION, section=_WHO,
        also=("考核对象类别",))
    cadre_id: Mapped[str | None] = field(
        N_("Cadre"), Ref(register="cadres"), index=True, section=_WHO, also=("干部", "被考核人"))
    branch_id: Mapped[str | None] = field(
        N_("Branch or group"), Ref(register="branches"), section=_WHO, also=("分工会", "工会小组"))
    name: Mapped[str | None] = field(
        N_("Assessed"), Text(), computed=True, search=True, section=_WHO, also=("考核对象", "被考核单位"))
    assessor: Mapped[str | None] = field(N_("Assessing body"), Text(), also=("考评单位", "考评人"))
    due_on: Mapped[str | None] = field(
        N_("Own score due on"), Date(), index=True, also=("自评截止", "上报截止"))
    state: Mapped[str | None] = field(
        N_("State"), Code(list="assessment_state"), computed=True, index=True, section=_RESULT, also=("考核状态",))
    self_total: Mapped[int | None] = field(N_("Own total"), Points(), computed=True, section=_RESULT, also=("自评总分",))
    review_total: Mapped[int | None] = field(N_("Total of the review"), Points(), computed=True, section=_RESULT, also=("考评总分",))
    final_total: Mapped[int | None] = field(N_("Final total"), Points(), computed=True, section=_RESULT, also=("最终得分",))
    vetoed: Mapped[bool | None] = field(N_("Vetoed"), YesNo(), computed=True, section=_RESULT, also=("一票否决",))
    grade: Mapped[str | None] = field(N_("Grade reached"), Text(), computed=True, section=_RESULT, also=("等次", "考核等次"))
    decided_on: Mapped[str | None] = field(N_("Final since"), Date(), computed=True, section=_RESULT, also=("结果确定日期",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class AssessmentEvent(Record):
    """One step of an assessment: what, when, by whom, with which total."""

    __tablename__ = "assessment_events"

    assessment_id: Mapped[str | None] = field(N_("Assessment"), Ref(register="assessments"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="assessment_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="assessment_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="assessment_state"), computed=True)
    decided_by: Mapped[str | None] = field(N_("By whom"), Text())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    note: Mapped[str | None] = field(N_("Text or reason"), LongText())


TRANSITIONS = (
    Transition("begin", ("",), DRAFT),
    Transition("submit", (DRAFT,), SELF_SCORED, also=("decided_by", "note")),
    Transition("return", (SELF_SCORED,), DRAFT, ("note",), also=("decided_by",)),
    Transition("review", (SELF_SCORED,), REVIEWED, ("decided_by",), also=("note",)),
    Transition("appeal", (REVIEWED,), APPEALED, ("note",), also=("decided_by",)),
    Transition("decide", (APPEALED,), FINAL, ("decided_by", "note"), also=("decision",)),
    Transition("confirm", (REVIEWED,), FINAL, ("decided_by",), also=("decision", "note")),
)


def derive(_record: Values, event: Values) -> Values:
    """Return what a step changes on the assessment beside the state."""
    return {"decided_on": event.get("happened_on")} if event["event"] in ("decide", "confirm") else {}


def reckon(values: Values, context: Context) -> Values:
    """Return the name of who is assessed, as it stands in its own book."""
    if values.get("cadre_id"):
        name = context.lookup("cadres", str(values["cadre_id"]), "name")
    elif values.get("branch_id"):
        name = context.lookup("branches", str(values["branch_id"]), "name")
    else:
        name = next(iter(sorted(context.known("unions", "union_name"))), None)
    return {"name": name}


def has_subject(values: Values, context: Context) -> Iterable[Problem]:
    """Ask for the one who is assessed, and for nobody else."""
    subject = values.get("subject")
    for code, name in ((CADRE, "cadre_id"), (BRANCH, "branch_id")):
        if subject == code and not values.get(name):
            yield Problem(ERROR, "subject", name, N_("Choose who is assessed."))
        if subject != code and values.get(name):
            yield Problem(ERROR, "subject", name, N_("The kind of subject is another one; leave this empty."))
    kind = context.lookup("assessment_schemes", str(values.get("scheme_id")), "kind")
    if kind == OF_CADRE and subject in (UNION, BRANCH):
        yield Problem(ERROR, "subject", "subject", N_("This scheme assesses cadres; choose one."))


def stays(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse another scheme, year or subject once the assessment has begun: its scores would mean something else."""
    own = values.get("id")
    if not isinstance(own, str) or not context.lookup("assessments", own, "state"):
        return
    for name in ("scheme_id", "year", "subject", "cadre_id", "branch_id"):
        if context.lookup("assessments", own, name) != values.get(name):
            yield Problem(ERROR, "begun", name, N_("The assessment has begun; begin another one instead."))


def not_too_early(values: Values, context: Context) -> Iterable[Problem]:
    """Warn of a year that has not begun."""
    yield from ahead(values, context, "year", level=WARNING)


def _all_scored(column: str, also: str = "") -> object:
    """Return the guard that every item has its points; `also` is what may stand in their place."""

    def check(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
        rows = context.rows("assessment_scores", LINK, record.get("id"))
        open_ = [row for row in rows if row.get(column) is None and not (also and row.get(also) is not None)]
        if open_ or not rows:
            items = series(str(row.get("item")) for row in open_[:3])
            yield refuse("event", "unscored", N_("{count} items have no points yet: {items}."),
                         count=len(open_), items=items or "—")

    return check


def _appeals_something(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
    if not any(row.get("appeal") for row in context.rows("assessment_scores", LINK, record.get("id"))):
        yield refuse("event", "no_appeal", N_("Enter at the item what the appeal is about, then appeal."))


def _not_by_themselves(record: Values, event: Values, _context: Context) -> Iterable[Problem]:
    name = str(event.get("decided_by") or "").strip()
    if record.get("subject") == CADRE and name and name == record.get("name"):
        yield refuse("decided_by", "own_decision", N_("{name} is assessed and cannot decide the own result."), name=name)


LIFECYCLE = Lifecycle(
    events=EVENTS, link=LINK, state="state", transitions=TRANSITIONS, opening="begin", derive=derive,
    guard=guard((in_order(EVENTS, LINK),), {
        "submit": _all_scored("self_score", "auto_score"),  # type: ignore[dict-item]  # a step, made by a maker
        "review": (_all_scored("review_score"), _not_by_themselves),  # type: ignore[dict-item]  # as above
        "appeal": _appeals_something, "decide": _not_by_themselves, "confirm": _not_by_themselves}),
    basis=N_("rules on assessments"), label=N_("Course of the assessment"),
    then="union_desk.affairs.cadres_scoring:carry_on")

ASSESSMENTS = Register(
    name="assessments", label=N_("Assessments"), singular=N_("Assessment"), model=Assessment, area=AREA,
    title=("year", "name", "scheme_id"), share=SUPERIOR_ONLY, attachable=True, lifecycle=LIFECYCLE, reckon=reckon, sort=("year",),
    keys=(("scheme_id", "year", "cadre_id", "branch_id"),),
    rules=(Rule("subject", ("scheme_id", "subject", "cadre_id", "branch_id"), has_subject, others=True),
           Rule("begun", ("scheme_id", "year", "subject", "cadre_id", "branch_id"), stays, others=True),
           Rule("future_date", ("year",), not_too_early, worst=WARNING),
           decided("assessments", "state", ("reviewed", "appealed", "final"), ("year", "scheme_id", "subject", "assessor"))),
    columns=("year", "name", "scheme_id", "state", "self_total", "review_total", "final_total", "grade"),
    weight=("year", "state", "scheme_id", "subject"))
ASSESSMENT_EVENTS = Register(
    name=EVENTS, label=N_("Steps of assessments"), singular=N_("Step of an assessment"), model=AssessmentEvent,
    area=AREA, title=("event", "happened_on"), parent=LINK, append_only=True, share=SUPERIOR_ONLY,
    columns=(LINK, "event", "happened_on", "from_state", "to_state", "decided_by", "note"))
REGISTERS: tuple[Register, ...] = (ASSESSMENTS, ASSESSMENT_EVENTS, *cadres_scores.REGISTERS)
