"""The office's own limits, rates and deadlines, where they differ from those shipped with the program."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from union_desk.schema import norms
from union_desk.schema.day_order import in_order
from union_desk.schema.field import field
from union_desk.schema.kind import Parsed, plain, wrong
from union_desk.schema.kinds import Code, Date, LongText, Points, Text
from union_desk.schema.problem import ERROR, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import PRIVATE, Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

    from union_desk.schema.kind import Scalar


@dataclass(frozen=True)
class NormName(Text):
    """The name of a norm, shown as what it limits; both are understood."""

    def parse(self, raw: object) -> Parsed:
        """Take the name itself, or what it limits in either language."""
        found = super().parse(raw)
        return replace(found, value=norms.named(found.value)) if isinstance(found.value, str) else found

    def show(self, value: Scalar) -> str:
        """Return what the norm limits, with the unit that money is typed in."""
        return norms.entered(str(value)) if value else ""


@dataclass(frozen=True)
class NormValue(Points):
    """A number in the unit that people say, kept in whole hundredths: 300 yuan are 30000, 14 days 1400."""

    name: str = "norm_value"

    def parse(self, raw: object) -> Parsed:
        """Read a number: '300', '14', '1,000.50', '300元'."""
        found = super().parse(raw.strip("¥元 ") if isinstance(raw, str) else raw)
        return Parsed(None, (wrong("not_a_norm", N_("'{value}' is not a number."), value=plain(raw)),)) if found.notes else found


class Norm(Record):
    """One limit as it holds in this office from a day on; it stands before the shipped one of the same name."""

    __tablename__ = "norms"

    name: Mapped[str | None] = field(
        N_("Name of the norm"), NormName(), required=True, search=True, also=("标准名称", "参数"),
        help=N_("What it limits, as in the list of norms, or its name there, for example dues.rate_per_mille."))
    value: Mapped[int | None] = field(
        N_("Value"), NormValue(), required=True, also=("数值", "标准"),
        help=N_("A number in the unit of the norm: yuan for money, days, persons, per mille."))
    valid_from: Mapped[str | None] = field(N_("In force from"), Date(), also=("生效日期",))
    valid_to: Mapped[str | None] = field(N_("In force until"), Date(), also=("失效日期",))
    level: Mapped[str | None] = field(
        N_("How strict"), Code(list="norm_level"), also=("严格程度", "控制方式"),
        help=N_("Left empty, it is as strict as the norm that comes with the program."))
    basis: Mapped[str | None] = field(
        N_("Basis"), Text(), required=True, also=("依据", "文件依据"), help=N_("The document and clause that sets it."))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def _known(values: Values, _context: Context) -> Iterable[Problem]:
    name = values.get("name")
    if isinstance(name, str) and name not in norms.names():
        yield Problem(ERROR, "unknown_norm", "name", N_("There is no norm of that name."))


def _whole(values: Values, _context: Context) -> Iterable[Problem]:
    name, value = values.get("name"), values.get("value")
    if isinstance(value, int) and value % norms.HUNDREDTHS and not norms.is_money(str(name)):
        yield Problem(ERROR, "not_whole", "value", N_("Only money has parts; this norm takes a whole number."))


NORMS = Register(
    name="norms", label=N_("Norms of this office"), singular=N_("Norm"), model=Norm, title=("name", "valid_from"),
    share=PRIVATE, area="norms",
    rules=(Rule("known", ("name",), _known), Rule("whole", ("name", "value"), _whole), in_order("valid_from", "valid_to")),
    keys=(("name", "valid_from"),), columns=("name", "value", "level", "valid_from", "valid_to", "basis"), sort=("name",))
REGISTERS = (NORMS,)
