"""The fund audit committee's work: budget, accounts, officers who leave; publishing to the members (domain §6.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers.dues import FIRST_YEAR, LAST_YEAR
from union_desk.schema.day_order import in_order, not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Ref, Text
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR_ONLY, Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

BUDGET, ACCOUNTS, LEAVING = "1", "2", "3"
TO_MEND = "2"


class FundAudit(Record):
    """One audit of the union's funds, what it found, and when the members were told."""

    __tablename__ = "fund_audits"

    year: Mapped[int | None] = field(
        N_("Year audited"), Integer(least=FIRST_YEAR, most=LAST_YEAR), required=True, index=True, also=("审查年度", "年度"))
    kind: Mapped[str | None] = field(N_("Kind of audit"), Code(list="fund_audit_kind"), required=True, index=True, also=("审查类型",))
    audited_on: Mapped[str | None] = field(N_("Audited on"), Date(), required=True, index=True, also=("审查日期", "审计日期"))
    audited_by: Mapped[str | None] = field(N_("Audited by"), Text(), required=True, also=("审查人", "审计单位"))
    officer_id: Mapped[str | None] = field(
        N_("Officer who leaves"), Ref(register="officers"), index=True, also=("离任干部",), help=N_("For the audit of an officer who leaves."))
    result: Mapped[str | None] = field(N_("Result of the audit"), Code(list="fund_audit_result"), also=("审查结论",))
    findings: Mapped[str | None] = field(N_("Findings"), LongText(), also=("审查意见", "存在问题"))
    document: Mapped[str | None] = field(N_("Audit report"), Text(), also=("审查报告文号", "审计报告"))
    rectify_by: Mapped[str | None] = field(N_("To be put right by"), Date(), also=("整改期限",))
    rectified_on: Mapped[str | None] = field(N_("Put right on"), Date(), also=("整改完成日期",))
    rectification: Mapped[str | None] = field(N_("What was put right"), LongText(), also=("整改情况",))
    published_on: Mapped[str | None] = field(N_("Members told on"), Date(), index=True, also=("向会员公布日期", "公开日期"))
    published_how: Mapped[str | None] = field(N_("How the members were told"), Text(), also=("公布方式",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def _whole(values: Values, _context: Context) -> Iterable[Problem]:
    if values.get("kind") == LEAVING and not values.get("officer_id"):
        yield Problem(ERROR, "no_officer", "officer_id",
                      N_("Name the officer who leaves: the audit of a leaving officer is about a person (fund rules, §6.6)."))
    if values.get("result") == TO_MEND and not (values.get("findings") and values.get("rectify_by")):
        yield Problem(WARNING, "no_findings", "rectify_by", N_("Say what was found and by when it is to be put right."))
    if values.get("published_on") and not values.get("published_how"):
        yield Problem(WARNING, "no_way", "published_how", N_("Say how the members were told: meeting, notice board, message."))


def _not_the_books(values: Values, context: Context) -> Iterable[Problem]:
    """Whoever keeps the books does not audit them (domain §6.6)."""
    year, auditor = values.get("year"), str(values.get("audited_by") or "")
    if not isinstance(year, int) or not auditor:
        return
    if any(row.get("closed_by") and str(row["closed_by"]) in auditor for row in context.rows("closings", "year", year)):
        yield Problem(ERROR, "same_person", "audited_by",
                      N_("Whoever keeps the books of the year does not audit them (fund rules, §6.6)."))


FUND_AUDITS = Register(
    name="fund_audits", label=N_("Audits of the funds"), singular=N_("Audit of the funds"), model=FundAudit,
    title=("year", "kind"), area="funds", share=SUPERIOR_ONLY,
    rules=(not_ahead("audited_on", "rectified_on", "published_on"), in_order("audited_on", "rectify_by"),
           Rule("whole", ("kind", "officer_id", "result", "findings", "rectify_by", "published_on", "published_how"), _whole),
           Rule("apart", ("year", "audited_by"), _not_the_books, others=True)),
    sort=("audited_on",), weight=("year", "kind", "result"), attachable=True,
    columns=("year", "kind", "audited_on", "audited_by", "result", "rectify_by", "rectified_on", "published_on"))
REGISTERS: tuple[Register, ...] = (FUND_AUDITS,)
