"""The arithmetic of a household's year, and its assessments: each a new row, last year's stays (domain reference §9.1)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING

from union_desk.paths import resource
from union_desk.registers.dues import LEAST
from union_desk.registers.hardship_household import FILE, YEAR
from union_desk.schema.day_order import not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, Ref, Region, Text, YesNo
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Mapped

# Line of the code list -> the field of the assessment; spending has the norm that says whether it counts
INCOME = {"1": "wages", "2": "business", "3": "property", "4": "transfers", "5": "other_income"}
RIGID = {"6": "medical", "7": "study", "8": "disaster", "9": "rent", "10": "other_rigid"}
_COUNTS = {"other_rigid": "other"}
_INPUTS, _SUMS, _FOUND = N_("Basis of the assessment"), N_("The arithmetic"), N_("What is proposed")
MONTHS, HUNDRED = 12, 100
DEEP, RELATIVE, ACCIDENTAL, BORDER = "1", "2", "3", "4"


@dataclass(frozen=True, slots=True)
class LowLine:
    """A low-income line: fen a month for a person, and the document that sets it."""

    monthly: int
    basis: str
    begins: str


@cache
def _shipped() -> tuple[tuple[str, str, LowLine], ...]:
    with resource("rules", "low_income_lines.csv").open(encoding="utf-8", newline="") as stream:
        return tuple((row["region"], row["to"], LowLine(int(row["monthly_fen"]), row["basis"], row["from"]))
                     for row in csv.DictReader(line for line in stream if not line.startswith("#")))


def low_line(region: object, day: str, context: Context) -> LowLine | None:
    """Return the line in force in a region on an ISO day: its own, else its city's, else its province's."""
    code = str(region or "")
    if len(code) != len("460100"):
        return None
    for place in dict.fromkeys((code, code[:4] + "00", code[:2] + "0000")):
        own = [LowLine(int(str(row["monthly"])), str(row.get("basis") or ""), str(row.get("valid_from") or ""))
               for row in context.rows("low_income_lines", "region", place)
               if str(row.get("valid_from") or "") <= day <= str(row.get("valid_to") or "9999")]
        shipped = [line for where, ends, line in _shipped() if where == place and line.begins <= day <= (ends or "9999")]
        if found := own or shipped:
            return max(found, key=lambda line: line.begins)
    return None


def per_capita(income: int, rigid: int, size: int) -> int:
    """Return fen a month for each person: (yearly income − rigid spending) / 12 / size, rounded to whole fen."""
    share = Decimal(income - rigid) / (MONTHS * size)
    return int(share.quantize(Decimal(1), ROUND_HALF_UP))


def propose(net: int, line: LowLine | None, context: Context, *, sudden: bool) -> tuple[str | None, str]:
    """Return (proposed category or None, reason) for a net income a month and person, in fen."""
    if line is None:
        return None, "no_line"
    percent = {name: context.norm(f"hardship.{name}_percent").value for name in ("relative", "accident", "border")}
    if net < line.monthly:
        return DEEP, "below"
    if sudden and net * HUNDRED < line.monthly * percent["accident"]:
        return ACCIDENTAL, "sudden"
    if net * HUNDRED < line.monthly * percent["relative"]:
        return RELATIVE, "relative"
    if net * HUNDRED < line.monthly * percent["border"]:
        return BORDER, "border"
    return None, "above"


def sums(lines: Iterable[Values]) -> dict[str, int]:
    """Return the sum of each kind of line, in fen, by the field of the assessment."""
    found = dict.fromkeys((*INCOME.values(), *RIGID.values()), 0)
    for line in lines:
        name = {**INCOME, **RIGID}.get(str(line.get("line")))
        if name is not None:
            found[name] += int(str(line.get("amount") or 0))
    return found


def counted(name: str, context: Context) -> bool:
    """Tell whether a kind of spending counts as rigid here."""
    return bool(context.norm(f"hardship.counts_{_COUNTS.get(name, name)}").value)


def reckon(values: Values, context: Context) -> Values:
    """Return the arithmetic of the year from the household's lines and persons."""
    file, year, day = values.get(FILE), values.get("year"), values.get("assessed_on")
    if not (isinstance(file, str) and isinstance(year, int) and isinstance(day, str)):
        return {}
    found = sums(row for row in context.rows("hardship_incomes", FILE, file) if row.get("year") == year)
    people = sum(bool(row.get("in_household")) for row in context.rows("hardship_persons", FILE, file)) + 1
    given = values.get("size_given")
    size = given if isinstance(given, int) and given > 0 else people
    income = sum(found[name] for name in INCOME.values())
    rigid = sum(found[name] for name in RIGID.values() if counted(name, context))
    line = low_line(values.get("region") or context.lookup("hardship_files", file, "region"), day, context)
    net = per_capita(income, rigid, size)
    proposed, reason = propose(net, line, context, sudden=bool(values.get("is_sudden")))
    return {**found, "size": size, "income_total": income, "rigid_total": rigid, "per_capita": net,
            "low_line": line.monthly if line else None, "low_line_basis": line.basis if line else None,
            "proposed": proposed, "reason": reason}


def _amount(text: str, also: tuple[str, ...] = ()) -> Mapped[int | None]:
    made: Mapped[int | None] = field(text, Money(least=LEAST), computed=True, sensitive=True, section=_SUMS, also=also)
    return made


class HardshipAssessment(Record):
    """What a household lived on in a year, a person and month, and the category that follows."""

    __tablename__ = "hardship_assessments"

    file_id: Mapped[str | None] = field(
        N_("Hardship file"), Ref(register="hardship_files"), required=True, index=True, section=_INPUTS)
    year: Mapped[int | None] = field(N_("Year"), YEAR, required=True, section=_INPUTS, also=("年度", "申报年度"))
    assessed_on: Mapped[str | None] = field(
        N_("Assessed on"), Date(), required=True, index=True, section=_INPUTS, also=("核定日期",))
    assessed_by: Mapped[str | None] = field(N_("Assessed by"), Text(), required=True, section=_INPUTS, also=("核定人", "经办人"))
    size_given: Mapped[int | None] = field(
        N_("Household size, where another one counts"), Integer(least=1, most=30), section=_INPUTS,
        help=N_("Left empty, the worker and the persons who live in the household are counted."))
    region: Mapped[str | None] = field(
        N_("Region"), Region(), section=_INPUTS, help=N_("Left empty for the region of the file; it sets the low-income line."))
    is_sudden: Mapped[bool | None] = field(
        N_("Sudden accident or serious illness"), YesNo(), section=_INPUTS, sensitive=True, also=("意外致困情形",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), sensitive=True, section=_INPUTS, also=("备注",))
    wages = _amount(N_("Wages"))
    business = _amount(N_("Business income"))
    property = _amount(N_("Income from property"))
    transfers = _amount(N_("Pensions and allowances"))
    other_income = _amount(N_("Other income of the year"))
    medical = _amount(N_("Own-paid medical costs"))
    study = _amount(N_("Compulsory study costs"))
    disaster = _amount(N_("Loss by disaster or accident"))
    rent = _amount(N_("Rent"))
    other_rigid = _amount(N_("Other unavoidable costs"))
    income_total = _amount(N_("Income of the year"), ("家庭年度总收入",))
    rigid_total = _amount(N_("Rigid spending of the year"), ("刚性支出",))
    size: Mapped[int | None] = field(N_("Household size"), Integer(), computed=True, section=_SUMS, also=("家庭人口",))
    per_capita = _amount(N_("Left for each person a month"), ("人均月收入",))
    low_line: Mapped[int | None] = field(
        N_("Low-income line"), Money(), computed=True, section=_FOUND, also=("低保标准", "低保线"))
    low_line_basis: Mapped[str | None] = field(N_("Basis of the line"), Text(), computed=True, section=_FOUND)
    proposed: Mapped[str | None] = field(
        N_("Proposed category"), Code(list="hardship_category"), computed=True, section=_FOUND, also=("拟定类别",))
    reason: Mapped[str | None] = field(
        N_("Reason of the proposal"), Code(list="hardship_reason"), computed=True, section=_FOUND)


def _of_its_year(values: Values, _context: Context) -> Iterable[Problem]:
    year, day = values.get("year"), values.get("assessed_on")
    if isinstance(year, int) and isinstance(day, str) and not year <= int(day[:4]) <= year + 1:
        yield Problem(ERROR, "year", "year", N_("An assessment of {year} is made in that year or the next one, not on {day}."),
                      {"year": year, "day": day})


def _reckonable(values: Values, context: Context) -> Iterable[Problem]:
    file, year, day = values.get(FILE), values.get("year"), values.get("assessed_on")
    if not (isinstance(file, str) and isinstance(year, int) and isinstance(day, str)):
        return
    if not any(row.get("year") == year for row in context.rows("hardship_incomes", FILE, file)):
        yield Problem(WARNING, "no_lines", "year", N_("No income or spending of {year} is entered: the household would have "
                                                      "lived on nothing."), {"year": year})
    region = values.get("region") or context.lookup("hardship_files", file, "region")
    if low_line(region, day, context) is None:
        yield Problem(WARNING, "no_line", "region", N_("No low-income line of this region is on record for {day}: no category "
                      "is proposed. Enter it under 'Low-income lines' with its document."), {"day": day})


def steps(row: Mapping[str, object], context: Context) -> list[tuple[str, str, int]]:
    """Return the arithmetic line by line as (sign, field, fen): what was added, what taken off, what is not counted."""
    lines = [("+", name, row.get(name)) for name in INCOME.values()]
    lines += [("-" if counted(name, context) else "0", name, row.get(name)) for name in RIGID.values()]
    return [(sign, name, value) for sign, name, value in lines if isinstance(value, int) and value]


HARDSHIP_ASSESSMENTS = Register(
    name="hardship_assessments", label=N_("Yearly assessments"), singular=N_("Yearly assessment"),
    model=HardshipAssessment, title=("year", "assessed_on"), parent=FILE, share=SUPERIOR_ONLY, append_only=True,
    area="hardship", reckon=reckon,
    rules=(not_ahead("assessed_on"), Rule("year", ("year", "assessed_on"), _of_its_year),
           Rule("reckonable", (FILE, "year", "assessed_on", "region"), _reckonable, others=True, worst=WARNING)),
    columns=(FILE, "year", "assessed_on", "size", "per_capita", "low_line", "proposed", "reason"),
    sort=("year", "assessed_on"), weight=("year", "proposed"))
REGISTERS: tuple[Register, ...] = (HARDSHIP_ASSESSMENTS,)
