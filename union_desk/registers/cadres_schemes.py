"""Assessment schemes as data: a tree of class, work and item, and the grades (domain reference §10.3).

A scheme that an assessment has used is frozen; what changes afterwards is a new version of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.cadres_rules import changed, number
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Points, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

AREA, LINK = "cadres", "scheme_id"
BASIC, BONUS, DEDUCT, VETO = "basic", "bonus", "deduct", "veto"
OF_UNION, OF_CADRE, VOTE, RATING = "union", "cadre", "vote", "rating"
BY_SHARE = "share"
PERCENT = 100
_SCHEME = ("name", "kind", "version", "year", "basis", "issued_by", "bonus_most")
_ITEM = ("part", "work", "item", "standard", "item_kind", "max_score", "weight", "metric", "target", "scoring")
_GRADE = ("name", "from_score", "share_most")
_METRIC = N_("Taken from the office's records")


class Scheme(Record):
    """One version of a scheme by which a union or a cadre is assessed."""

    __tablename__ = "assessment_schemes"

    name: Mapped[str | None] = field(N_("Scheme"), Text(), required=True, search=True, also=("方案", "方案名称", "考核方案"))
    kind: Mapped[str | None] = field(
        N_("Kind of assessment"), Code(list="assessment_kind"), required=True, also=("考核类别", "类别"))
    version: Mapped[int | None] = field(N_("Version"), Integer(least=1, most=999), required=True, default=1, also=("版本",))
    year: Mapped[int | None] = field(N_("From the year"), Integer(least=1949, most=2100), also=("年度", "适用年度"))
    basis: Mapped[str | None] = field(
        N_("Basis document"), Text(), core=True, also=("依据文号", "依据"), help=N_("Number of the superior's document."))
    issued_by: Mapped[str | None] = field(N_("Scheme issued by"), Text(), also=("制定单位", "考核单位"))
    bonus_most: Mapped[int | None] = field(
        N_("Most bonus points"), Points(), also=("加分上限",), help=N_("Empty: as many as the items give."))
    example: Mapped[bool | None] = field(
        N_("Example only"), YesNo(), default=False, also=("示例",),
        help=N_("Shipped with the program; to be replaced by the superior's own scheme."))
    frozen_on: Mapped[str | None] = field(N_("In use since"), Date(), computed=True, also=("启用日期",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class Item(Record):
    """One item of a scheme: where it stands in the tree, how many points, how they are found."""

    __tablename__ = "assessment_items"

    scheme_id: Mapped[str | None] = field(
        N_("Scheme"), Ref(register="assessment_schemes"), required=True, index=True, also=("方案",))
    position: Mapped[int | None] = field(N_("Order"), Integer(most=9999), also=("序号", "排序"))
    part: Mapped[str | None] = field(N_("Class of work"), Text(), required=True, also=("类别", "一级指标"))
    work: Mapped[str | None] = field(N_("Piece of work"), Text(), also=("工作", "二级指标"))
    item: Mapped[str | None] = field(N_("Assessment item"), Text(), required=True, search=True, also=("指标", "三级指标", "考核内容"))
    standard: Mapped[str | None] = field(N_("How points are given"), LongText(), also=("评分标准", "计分办法"))
    item_kind: Mapped[str | None] = field(
        N_("Nature of the item"), Code(list="assessment_item_kind"), required=True, default=BASIC, also=("性质", "指标性质"))
    max_score: Mapped[int | None] = field(N_("Points"), Points(), required=True, also=("分值", "满分"))
    weight: Mapped[int | None] = field(
        N_("Weight (per cent)"), Integer(most=PERCENT), also=("权重",),
        help=N_("Where parts weigh differently, such as 30, 50 and 20 per cent; then every item has one."))
    metric: Mapped[str | None] = field(
        N_("Figure taken over"), Code(list="assessment_metric"), section=_METRIC, also=("自动取数", "取数指标"),
        help=N_("Then the points follow from the office's own records; nothing is typed."))
    target: Mapped[int | None] = field(
        N_("Full points from"), Integer(most=100_000), section=_METRIC, also=("目标值", "满分标准"),
        help=N_("Per cent of a rate, or a number of times or hours."))
    scoring: Mapped[str | None] = field(
        N_("Below that"), Code(list="assessment_scoring"), section=_METRIC, default="all", also=("计分方式",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class Grade(Record):
    """One grade of a scheme and the points from which it is reached."""

    __tablename__ = "assessment_grades"

    scheme_id: Mapped[str | None] = field(
        N_("Scheme"), Ref(register="assessment_schemes"), required=True, index=True, also=("方案",))
    name: Mapped[str | None] = field(N_("Grade"), Text(), required=True, also=("等次", "等级"))
    from_score: Mapped[int | None] = field(N_("From points"), Points(), required=True, also=("起始分", "分数线"))
    share_most: Mapped[int | None] = field(
        N_("At most (per cent of all)"), Integer(most=PERCENT), also=("名额比例", "比例上限"),
        help=N_("Where only a part may reach this grade; the ranking tells when there are more."))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def frozen_scheme(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse to change a scheme that an assessment has used (domain reference §10.3: frozen once used)."""
    own = values.get("id")
    if not isinstance(own, str) or not context.lookup("assessment_schemes", own, "frozen_on"):
        return
    for name in changed("assessment_schemes", values, context, _SCHEME):
        yield frozen(name, own, context)


def frozen_part(register: str, names: tuple[str, ...]) -> Rule:
    """Return the rule that items and grades of a frozen scheme stay as they are, and none is added."""

    def check(values: Values, context: Context) -> Iterable[Problem]:
        scheme = str(values.get(LINK) or "")
        if not scheme or not context.lookup("assessment_schemes", scheme, "frozen_on"):
            return
        touched = changed(register, values, context, names) if values.get("id") else [names[0]]
        for name in touched:
            yield frozen(name, scheme, context)

    return Rule("frozen", (LINK, *names), check, others=True)


def scheme_stays(values: Values, context: Context) -> Iterable[Problem]:
    """Keep a scheme that an assessment has used."""
    if values.get("frozen_on"):
        yield frozen("name", str(values.get("id")), context)


def part_stays(values: Values, context: Context) -> Iterable[Problem]:
    """Keep the items and grades of a scheme that an assessment has used."""
    scheme = str(values.get(LINK) or "")
    if context.lookup("assessment_schemes", scheme, "frozen_on"):
        yield frozen(LINK, scheme, context)


def frozen(field_name: str, scheme: str, context: Context) -> Problem:
    """Return the sentence that a scheme in use is not changed."""
    return Problem(ERROR, "frozen", field_name, N_(
        "The scheme has been in use since {day} and is not changed any more: results must stay comparable (domain "
        "reference §10.3). Make a new version of it."), {"day": context.lookup("assessment_schemes", scheme, "frozen_on")})


def has_target(values: Values, _context: Context) -> Iterable[Problem]:
    """Ask for the target of a figure that is taken from the records, and for a figure where there is a target."""
    if values.get("metric") and values.get("target") is None:
        yield Problem(WARNING, "target", "target", N_("Say from which figure on there are full points."))
    if values.get("target") is not None and not values.get("metric"):
        yield Problem(INFO, "metric", "metric", N_("Choose the figure to which the target belongs."))
    if values.get("metric") and values.get("target") == 0:
        yield Problem(WARNING, "target", "target", N_("Everybody reaches a target of 0."))


def points_of_kind(values: Values, _context: Context) -> Iterable[Problem]:
    """Expect no points of a veto, and some of every other item."""
    points, kind = number(values, "max_score"), values.get("item_kind")
    if points is None:
        return
    if kind == VETO and points:
        yield Problem(WARNING, "veto", "max_score", N_("A veto gives no points: it decides by itself. Enter 0."))
    if kind in (BASIC, BONUS, DEDUCT) and not points:
        yield Problem(WARNING, "points", "max_score", N_("An item without points has no effect."))


SCHEMES = Register(
    name="assessment_schemes", label=N_("Assessment schemes"), singular=N_("Assessment scheme"), model=Scheme, area=AREA,
    title=("name", "version"), keys=(("name", "version"),), attachable=True, sort=("name",),
    rules=(Rule("frozen", _SCHEME, frozen_scheme, others=True),), stays=scheme_stays,
    columns=("name", "kind", "version", "year", "basis", "example", "frozen_on"), weight=("kind", "year", "example"))
ITEMS = Register(
    name="assessment_items", label=N_("Items of schemes"), singular=N_("Item of a scheme"), model=Item, area=AREA,
    title=("part", "item"), parent=LINK, sort=("position",), stays=part_stays,
    rules=(frozen_part("assessment_items", _ITEM), Rule("target", ("metric", "target"), has_target, worst=WARNING),
           Rule("points", ("item_kind", "max_score"), points_of_kind, worst=WARNING)),
    columns=("position", "part", "work", "item", "item_kind", "max_score", "weight", "metric", "target"),
    weight=("part", "item_kind", "metric"))
GRADES = Register(
    name="assessment_grades", label=N_("Grades of schemes"), singular=N_("Grade of a scheme"), model=Grade, area=AREA,
    title=("name", "from_score"), parent=LINK, sort=("from_score",), keys=((LINK, "name"),), stays=part_stays,
    rules=(frozen_part("assessment_grades", _GRADE),), columns=(LINK, "name", "from_score", "share_most"))
REGISTERS: tuple[Register, ...] = (SCHEMES, ITEMS, GRADES)
