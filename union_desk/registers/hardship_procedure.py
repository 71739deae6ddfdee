"""What happens around a household's file: visits, review, objections, materials, grounds of refusal, helpers (§9.2, §9.3)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from union_desk.paths import resource
from union_desk.registers.hardship_household import FILE
from union_desk.schema import codes, norms, workdays
from union_desk.schema.day_order import in_order, not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, PersonName, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import PRIVATE, Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Mapped

LOOKING, HELPER, FOLLOW_UP, WARMTH = "1", "2", "3", "4"
IN_FAVOUR, CONSENT = "1", "12"


class HardshipVisit(Record):
    """One visit to a household, dated, with those who went."""

    __tablename__ = "hardship_visits"

    file_id: Mapped[str | None] = field(N_("Hardship file"), Ref(register="hardship_files"), required=True, index=True)
    visit_kind: Mapped[str | None] = field(
        N_("Why the household was visited"), Code(list="hardship_visit"), required=True, also=("走访类型", "走访事由"))
    visited_on: Mapped[str | None] = field(
        N_("Visited on"), Date(), required=True, index=True, also=("走访日期", "入户日期", "慰问时间"))
    visitor: Mapped[str | None] = field(N_("Visitor"), Text(), required=True, also=("走访人", "调查人", "慰问人"))
    second_visitor: Mapped[str | None] = field(N_("Second visitor"), Text(), also=("第二走访人", "陪同人"))
    others: Mapped[str | None] = field(N_("Further visitors"), Text(), also=("其他走访人",))
    place: Mapped[str | None] = field(N_("Place of the visit"), Text(), sensitive=True, also=("走访地点", "地点"))
    found: Mapped[str | None] = field(
        N_("What was found"), LongText(), required=True, sensitive=True, also=("走访情况", "调查情况", "家庭情况"))
    wishes: Mapped[str | None] = field(N_("What the household asks for"), LongText(), sensitive=True, also=("诉求", "困难需求"))
    signed: Mapped[bool | None] = field(N_("Record signed by the household"), YesNo(), also=("是否签字", "户主签字"))


class HardshipReview(Record):
    """A democratic review: who was there, how they voted, what they concluded."""

    __tablename__ = "hardship_reviews"

    file_id: Mapped[str | None] = field(N_("Hardship file"), Ref(register="hardship_files"), required=True, index=True)
    reviewed_on: Mapped[str | None] = field(N_("Reviewed on"), Date(), required=True, index=True, also=("评议日期",))
    place: Mapped[str | None] = field(N_("Place"), Text(), also=("评议地点",))
    chaired_by: Mapped[str | None] = field(N_("Chaired by"), Text(), required=True, also=("主持人",))
    recorder: Mapped[str | None] = field(N_("Recorder"), Text(), required=True, also=("记录人",))
    present: Mapped[int | None] = field(N_("People present"), Integer(least=1), required=True, also=("到会人数", "参加人数"))
    in_favour: Mapped[int | None] = field(N_("In favour"), Integer(), required=True, also=("同意票", "同意"))
    against: Mapped[int | None] = field(N_("Against"), Integer(), default=0, also=("反对票", "不同意"))
    abstained: Mapped[int | None] = field(N_("Abstained"), Integer(), default=0, also=("弃权票", "弃权"))
    verdict: Mapped[str | None] = field(
        N_("Conclusion"), Code(list="hardship_verdict"), required=True, also=("评议结论", "评议意见"))
    category: Mapped[str | None] = field(
        N_("Category in the opinion of the review"), Code(list="hardship_category"), also=("评议类别",))
    participants: Mapped[str | None] = field(N_("Participants"), LongText(), also=("参加人员",))
    opinions: Mapped[str | None] = field(N_("What was said"), LongText(), sensitive=True, also=("评议记录", "发言记录"))


class HardshipObjection(Record):
    """An objection to a publicity sheet, and its answer; who objected is known to the keeper of the file alone."""

    __tablename__ = "hardship_objections"

    file_id: Mapped[str | None] = field(N_("Hardship file"), Ref(register="hardship_files"), required=True, index=True)
    received_on: Mapped[str | None] = field(
        N_("Objection received on"), Date(), required=True, index=True, also=("收到日期", "异议日期"))
    objector: Mapped[str | None] = field(N_("Objector"), PersonName(), sensitive=True, also=("异议人", "反映人"))
    text: Mapped[str | None] = field(
        N_("The objection"), LongText(), required=True, sensitive=True, also=("异议内容", "反映情况"))
    answer_due_on: Mapped[str | None] = field(N_("Answer due on"), Date(), computed=True, index=True, also=("答复期限",))
    answered_on: Mapped[str | None] = field(N_("Answered on"), Date(), also=("答复日期",))
    answer: Mapped[str | None] = field(N_("Answer given"), LongText(), sensitive=True, also=("答复内容", "核查结果"))
    answered_by: Mapped[str | None] = field(N_("Answer given by"), Text(), also=("答复人", "核查人"))
    upheld: Mapped[bool | None] = field(N_("Objection upheld"), YesNo(), also=("异议成立", "是否成立"))


class HardshipMaterial(Record):
    """A paper of the file that was shown, or the reason why it is not needed."""

    __tablename__ = "hardship_materials"

    file_id: Mapped[str | None] = field(N_("Hardship file"), Ref(register="hardship_files"), required=True, index=True)
    material: Mapped[str | None] = field(
        N_("Material"), Code(list="hardship_material"), required=True, also=("材料", "材料名称"))
    shown_on: Mapped[str | None] = field(N_("Shown on"), Date(), also=("提交日期", "查验日期"))
    waiver: Mapped[str | None] = field(N_("Reason why it is not needed"), Text(), also=("免交原因",))
    waived_by: Mapped[str | None] = field(N_("Waiver approved by"), Text(), also=("免交审批人",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class HardshipRefusal(Record):
    """One ground of refusal looked into: whether it applies, and why it may be overlooked."""

    __tablename__ = "hardship_refusals"

    file_id: Mapped[str | None] = field(N_("Hardship file"), Ref(register="hardship_files"), required=True, index=True)
    ground: Mapped[str | None] = field(
        N_("Ground of refusal"), Code(list="hardship_refusal"), required=True, also=("不予建档情形", "核查项目"))
    applies: Mapped[bool | None] = field(N_("It applies"), YesNo(), required=True, also=("是否存在", "是否属于"))
    checked_on: Mapped[str | None] = field(N_("Checked on"), Date(), required=True, also=("核查日期",))
    checked_by: Mapped[str | None] = field(N_("Checked by"), Text(), also=("核查人",))
    exception: Mapped[str | None] = field(
        N_("Reason of the exception"), Text(), also=("例外原因",), help=N_("For example a car that a disabled person needs."))
    exception_by: Mapped[str | None] = field(N_("Exception approved by"), Text(), also=("例外审批人",))


class HardshipHelper(Record):
    """The cadre who helps a household (结对帮扶), for as long as it lasts."""

    __tablename__ = "hardship_helpers"

    file_id: Mapped[str | None] = field(N_("Hardship file"), Ref(register="hardship_files"), required=True, index=True)
    helper: Mapped[str | None] = field(N_("Helper"), Text(), required=True, search=True, also=("结对干部", "帮扶责任人"))
    post: Mapped[str | None] = field(N_("Post of the helper"), Text(), also=("职务",))
    begins: Mapped[str | None] = field(N_("Helps from"), Date(), required=True, also=("结对日期", "开始日期"))
    ends: Mapped[str | None] = field(N_("Helps until"), Date(), also=("结束日期",))
    measures: Mapped[str | None] = field(N_("Agreed measures"), LongText(), also=("帮扶措施",))


@dataclass(frozen=True, slots=True)
class Needed:
    """A material that a category needs, whether a reason may stand in its place, and who asks for it."""

    material: str
    categories: tuple[str, ...]
    waivable: bool
    basis: str


@cache
def checklist() -> tuple[Needed, ...]:
    """Return the materials that files need, in their order."""
    with resource("rules", "hardship_materials.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(Needed(row["material"], tuple(row["categories"].split("|")), row["waivable"] == "1", norms.spoken(row["basis"]))
                     for row in csv.DictReader(line for line in stream if not line.startswith("#")))


def missing_materials(rows: Sequence[Values], category: str) -> list[Needed]:
    """Return what a file of a category still lacks: neither shown nor excused."""
    settled = {row.get("material") for row in rows if row.get("shown_on") or row.get("waiver")}
    return [one for one in checklist() if category in one.categories and one.material not in settled]


def open_grounds(rows: Sequence[Values]) -> tuple[list[str], list[str]]:
    """Return (grounds not looked into, grounds that apply without an exception) of a file's newest answers."""
    newest = {str(row.get("ground")): row for row in rows}
    listed = [entry.code for entry in codes.get("hardship_refusal").offered()]
    return ([code for code in listed if code not in newest],
            [code for code in listed if code in newest and newest[code].get("applies") and not newest[code].get("exception")])


def _two_visitors(values: Values, context: Context) -> Iterable[Problem]:
    if values.get("visit_kind") != LOOKING:
        return
    norm = context.norm("hardship.visit_people")
    names = {str(values.get(name) or "").strip() for name in ("visitor", "second_visitor")}
    names |= {name.strip() for name in str(values.get("others") or "").replace("，", "、").split("、")}
    if len(names - {""}) < norm.value:
        yield Problem(ERROR, "visitors", "second_visitor", N_("At least {limit} different people visit a household that "
                      "applies ({basis})."), {"limit": norm.value, "basis": norm.basis})


def _votes(values: Values, context: Context) -> Iterable[Problem]:
    present, votes = values.get("present"), [values.get(name) or 0 for name in ("in_favour", "against", "abstained")]
    if not isinstance(present, int):
        return
    total = sum(int(str(vote)) for vote in votes)
    if total > present:
        yield Problem(ERROR, "votes", "present", N_("{votes} votes were given, but only {present} people were there."),
                      {"votes": total, "present": present})
    if values.get("verdict") == IN_FAVOUR and int(str(votes[0])) * 2 <= present:
        yield Problem(ERROR, "majority", "verdict", N_("In favour needs more than half of those present: {votes} of {present} "
                      "are not."), {"votes": votes[0], "present": present})
    norm = context.norm("hardship.review_people")
    if present < norm.value:
        yield Problem(WARNING, "few", "present", N_("Fewer than {limit} people were at the review ({basis})."),
                      {"limit": norm.value, "basis": norm.basis})


def _answered(values: Values, _context: Context) -> Iterable[Problem]:
    received, answered = values.get("received_on"), values.get("answered_on")
    if isinstance(received, str) and isinstance(answered, str) and answered < received:
        yield Problem(ERROR, "dates", "answered_on", N_("It was answered before it was received."))
    given = {name: bool(values.get(name)) for name in ("answered_on", "answer", "answered_by")}
    if any(given.values()) and not all(given.values()):
        lacking = next(name for name, there in given.items() if not there)
        yield Problem(ERROR, "half_answered", lacking, N_("An answer has its day, its text and who gave it."))
    if values.get("upheld") and not all(given.values()):
        yield Problem(ERROR, "half_answered", "upheld", N_("An answer has its day, its text and who gave it."))


def _answer_due(values: Values, context: Context) -> Values:
    received = values.get("received_on")
    if not isinstance(received, str):
        return {}
    return {"answer_due_on": workdays.add(received, context.norm("hardship.objection_workdays", received).value)}


def _excused(values: Values, _context: Context) -> Iterable[Problem]:
    if bool(values.get("waiver")) != bool(values.get("waived_by")):
        yield Problem(ERROR, "waiver", "waived_by" if values.get("waiver") else "waiver",
                      N_("A waiver has its reason and who approved it."))
    if values.get("waiver"):
        needed = next((one for one in checklist() if one.material == values.get("material")), None)
        if needed is not None and not needed.waivable:
            yield Problem(ERROR, "not_waivable", "waiver", N_("This material cannot be waived ({basis})."),
                          {"basis": needed.basis})


def _exception(values: Values, _context: Context) -> Iterable[Problem]:
    if bool(values.get("exception")) != bool(values.get("exception_by")):
        yield Problem(ERROR, "exception", "exception_by" if values.get("exception") else "exception",
                      N_("An exception needs both its reason and who approved it."))


HARDSHIP_VISITS = Register(
    name="hardship_visits", label=N_("Visits to households"), singular=N_("Visit to a household"), model=HardshipVisit,
    title=("visited_on", "visit_kind"), parent=FILE, share=PRIVATE, area="hardship", attachable=True,
    rules=(Rule("visitors", ("visit_kind", "visitor", "second_visitor", "others"), _two_visitors), not_ahead("visited_on")),
    columns=(FILE, "visited_on", "visit_kind", "visitor", "second_visitor", "signed"), sort=("visited_on",),
    weight=("visit_kind", "visited_on"))
HARDSHIP_REVIEWS = Register(
    name="hardship_reviews", label=N_("Democratic reviews"), singular=N_("Democratic review"), model=HardshipReview,
    title=("reviewed_on", "verdict"), parent=FILE, share=PRIVATE, area="hardship", attachable=True,
    rules=(Rule("votes", ("present", "in_favour", "against", "abstained", "verdict"), _votes), not_ahead("reviewed_on")),
    columns=(FILE, "reviewed_on", "chaired_by", "present", "in_favour", "verdict", "category"), sort=("reviewed_on",))
HARDSHIP_OBJECTIONS = Register(
    name="hardship_objections", label=N_("Objections"), singular=N_("Objection"), model=HardshipObjection,
    title=("received_on", "upheld"), parent=FILE, share=PRIVATE, area="hardship", reckon=_answer_due,
    rules=(Rule("answer", ("received_on", "answered_on", "answer", "answered_by", "upheld"), _answered),
           not_ahead("received_on")),
    columns=(FILE, "received_on", "text", "answer_due_on", "answered_on", "upheld"), sort=("received_on",))
HARDSHIP_MATERIALS = Register(
    name="hardship_materials", label=N_("Materials of files"), singular=N_("Material of a file"), model=HardshipMaterial,
    title=("material", "shown_on"), parent=FILE, share=PRIVATE, area="hardship", attachable=True,
    rules=(Rule("waiver", ("material", "waiver", "waived_by"), _excused),), keys=((FILE, "material"),),
    columns=(FILE, "material", "shown_on", "waiver", "waived_by"))
HARDSHIP_REFUSALS = Register(
    name="hardship_refusals", label=N_("Grounds of refusal checked"), singular=N_("Ground of refusal checked"),
    model=HardshipRefusal, title=("ground", "applies"), parent=FILE, share=PRIVATE, area="hardship",
    rules=(Rule("exception", ("exception", "exception_by"), _exception),),
    columns=(FILE, "ground", "applies", "checked_on", "exception"))
HARDSHIP_HELPERS = Register(
    name="hardship_helpers", label=N_("Helpers"), singular=N_("Helper"), model=HardshipHelper, title=("helper", "begins"),
    parent=FILE, area="hardship", share=PRIVATE, rules=(in_order("begins", "ends"),),
    columns=(FILE, "helper", "post", "begins", "ends", "measures"), sort=("begins",))
REGISTERS: tuple[Register, ...] = (HARDSHIP_VISITS, HARDSHIP_REVIEWS, HARDSHIP_OBJECTIONS, HARDSHIP_MATERIALS,
                                   HARDSHIP_REFUSALS, HARDSHIP_HELPERS)
