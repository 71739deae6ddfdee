"""The points of an assessment, item by item, and the ballots that were counted (domain reference §10.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.cadres_rules import changed, number
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Points, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

AREA, LINK = "cadres", "assessment_id"
_OWN = ("self_score", "reason", "evidence_book", "evidence_id", "evidence_note")
_REVIEW = ("review_score", "reviewer", "opinion", "vetoed")
# which columns may change in which states of the assessment
STAGES: dict[str, frozenset[str]] = {
    **dict.fromkeys(_OWN, frozenset({"draft"})), **dict.fromkeys(_REVIEW, frozenset({"self_scored"})),
    "appeal": frozenset({"reviewed"}), "final_score": frozenset({"appealed"})}
_SELF, _AUTO, _REV, _END = N_("Own score"), N_("From the records"), N_("Review"), N_("Appeal and result")


class Score(Record):
    """The points of one item: from the records, by oneself with the evidence, by the reviewer, after an appeal."""

    __tablename__ = "assessment_scores"

    assessment_id: Mapped[str | None] = field(N_("Assessment"), Ref(register="assessments"), required=True, index=True)
    item_id: Mapped[str | None] = field(N_("Assessment item"), Ref(register="assessment_items"), required=True, index=True)
    item: Mapped[str | None] = field(N_("Item in words"), Text(), required=True, also=("指标", "考核内容"))
    auto_score: Mapped[int | None] = field(N_("Points from the records"), Points(), computed=True, section=_AUTO, also=("自动得分",))
    auto_part: Mapped[int | None] = field(N_("Counted"), Integer(), computed=True, section=_AUTO, also=("分子",))
    auto_whole: Mapped[int | None] = field(N_("Out of"), Integer(), computed=True, section=_AUTO, also=("分母",))
    auto_on: Mapped[str | None] = field(N_("Counted on"), Date(), computed=True, section=_AUTO, also=("取数日期",))
    self_score: Mapped[int | None] = field(N_("Own points"), Points(), section=_SELF, also=("自评分",))
    reason: Mapped[str | None] = field(N_("Explanation"), LongText(), section=_SELF, also=("说明", "自评说明"))
    evidence_book: Mapped[str | None] = field(
        N_("Book of the evidence"), Text(), section=_SELF, also=("佐证登记簿",),
        help=N_("The name of the register; the evidence is a record of the office, not a file typed anew."))
    evidence_id: Mapped[str | None] = field(N_("Record of the evidence"), Text(), section=_SELF, also=("佐证记录",))
    evidence_note: Mapped[str | None] = field(N_("Evidence in words"), Text(), section=_SELF, also=("佐证", "佐证说明"))
    review_score: Mapped[int | None] = field(N_("Points of the review"), Points(), section=_REV, also=("考评分",))
    reviewer: Mapped[str | None] = field(N_("Reviewer"), Text(), section=_REV, also=("考评人",))
    opinion: Mapped[str | None] = field(N_("Opinion"), LongText(), section=_REV, also=("考评意见", "意见"))
    vetoed: Mapped[bool | None] = field(
        N_("Veto applies"), YesNo(), section=_REV, also=("一票否决",), help=N_("Only for items that are a veto."))
    appeal: Mapped[str | None] = field(N_("What is appealed against"), LongText(), section=_END, also=("申诉", "申诉理由"))
    final_score: Mapped[int | None] = field(N_("Final points"), Points(), section=_END, also=("最终分",))


class Ballot(Record):
    """How many ballots of an item say one thing; who voted how is never kept."""

    __tablename__ = "assessment_ballots"

    assessment_id: Mapped[str | None] = field(N_("Assessment"), Ref(register="assessments"), required=True, index=True)
    item_id: Mapped[str | None] = field(N_("Assessment item"), Ref(register="assessment_items"), required=True, index=True)
    choice: Mapped[str | None] = field(N_("Choice"), Code(list="assessment_choice"), required=True, also=("测评意见",))
    count: Mapped[int | None] = field(N_("Number of ballots"), Integer(most=1_000_000), required=True, also=("票数",))


def within_points(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse more points than the item has."""
    item = str(values.get("item_id") or "")
    most = context.lookup("assessment_items", item, "max_score")
    for name in ("self_score", "review_score", "final_score"):
        points = number(values, name)
        if points is not None and isinstance(most, int) and points > most:
            yield Problem(ERROR, "too_many", name, N_("The item has {most} points; {points} are too many ({standard})."), {
                "most": Points().show(most), "points": Points().show(points),
                "standard": context.lookup("assessment_items", item, "standard") or "—"})


def in_its_stage(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse points that the assessment's state does not ask for: what was handed in is not changed afterwards."""
    state = context.lookup("assessments", str(values.get(LINK)), "state")
    if not isinstance(state, str):
        return
    touched = changed("assessment_scores", values, context, tuple(STAGES)) if values.get("id") else [
        name for name in STAGES if values.get(name) is not None]
    for name in touched:
        if state not in STAGES[name]:
            yield Problem(ERROR, "stage", name, N_(
                "This is not entered while the assessment is in the state '{state}': own points before they are handed "
                "in, those of the reviewer after that, final ones after an appeal (domain reference §10.3)."),
                {"state": _state(state)})


def _state(code: str) -> str:
    return Code(list="assessment_state").show(code)


def says_why(values: Values, _context: Context) -> Iterable[Problem]:
    """Ask for the reviewer's name, and for the reason where the reviewer differs from the own score."""
    review, own = number(values, "review_score"), number(values, "self_score")
    if review is not None and not values.get("reviewer"):
        yield Problem(WARNING, "reviewer", "reviewer", N_("Say who reviewed it."))
    if review is not None and own is not None and review != own and not values.get("opinion"):
        yield Problem(WARNING, "opinion", "opinion", N_("The reviewer differs from the own score: say why."))


def veto_only(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a veto by an item that is none, and ask what happened."""
    if not values.get("vetoed"):
        return
    kind = context.lookup("assessment_items", str(values.get("item_id") or ""), "item_kind")
    if isinstance(kind, str) and kind != "veto":
        yield Problem(ERROR, "veto", "vetoed", N_("This item is no veto in its scheme; take points off instead."))
    elif not values.get("opinion"):
        yield Problem(WARNING, "opinion", "opinion", N_("Say what happened: a veto decides by itself."))


def names_record(values: Values, context: Context) -> Iterable[Problem]:
    """Ask for book and record of the evidence together."""
    book, record = values.get("evidence_book"), values.get("evidence_id")
    if bool(book) != bool(record):
        yield Problem(WARNING, "evidence", "evidence_id" if book else "evidence_book",
                      N_("Evidence is a record of a book: both are needed."))
    elif book and not _stands(str(book), str(record), context):
        yield Problem(ERROR, "evidence", "evidence_id", N_(
            "The office has no such record in that book. Choose the evidence from the list (domain reference §10.3: "
            "evidence is a link to a record)."))


def _stands(book: str, record: str, context: Context) -> bool:
    """Tell whether a record is there, living or in the bin; no book of that name holds anything."""
    try:
        return context.standing(book, record) != "unknown"
    except KeyError:
        return False


def score_stays(values: Values, context: Context) -> Iterable[Problem]:
    """Keep points and ballots that were handed in."""
    state = context.lookup("assessments", str(values.get(LINK)), "state")
    if isinstance(state, str) and state != "draft":
        yield Problem(ERROR, "stage", LINK, N_("The assessment was handed in (state '{state}'): points and ballots stay."),
                      {"state": _state(state)})


def while_open(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse ballots after the own score was handed in; those that were counted before stand."""
    state = context.lookup("assessments", str(values.get(LINK)), "state")
    new = not values.get("id")
    if isinstance(state, str) and state != "draft" and (
            new or changed("assessment_ballots", values, context, (LINK, "item_id", "choice", "count"))):
        yield Problem(ERROR, "stage", "count", N_(
            "The ballots were counted and handed in (state '{state}'); they are not changed any more."),
            {"state": _state(state)})


SCORES = Register(
    name="assessment_scores", label=N_("Points of assessments"), singular=N_("Points of an item"), model=Score,
    area=AREA, title=("item",), parent=LINK, share=SUPERIOR_ONLY, keys=((LINK, "item_id"),), sort=("n",), attachable=True,
    stays=score_stays,
    rules=(Rule("too_many", ("item_id", "self_score", "review_score", "final_score"), within_points, others=True),
           Rule("stage", (LINK, *STAGES), in_its_stage, others=True),
           Rule("opinion", ("review_score", "self_score", "reviewer", "opinion"), says_why, worst=WARNING),
           Rule("veto", ("item_id", "vetoed", "opinion"), veto_only, others=True),
           Rule("evidence", ("evidence_book", "evidence_id"), names_record, others=True)),
    columns=("item", "auto_score", "self_score", "review_score", "final_score", "evidence_note", "opinion"))
BALLOTS = Register(
    name="assessment_ballots", label=N_("Ballots of assessments"), singular=N_("Ballots of one choice"), model=Ballot,
    area=AREA, title=("choice", "count"), parent=LINK, share=SUPERIOR_ONLY, keys=((LINK, "item_id", "choice"),),
    sort=("n",), rules=(Rule("stage", (LINK, "item_id", "choice", "count"), while_open, others=True),), stays=score_stays,
    columns=("item_id", "choice", "count"))
REGISTERS: tuple[Register, ...] = (SCORES, BALLOTS)
