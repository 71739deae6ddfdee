"""Notices, consents and erasures of personal data (domain reference §13; Personal Information Protection Law)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.registers.decided import decided
from union_desk.schema import privacy
from union_desk.schema.day_order import ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, PersonName, Ref, Scalar, Text
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import PRIVATE, Context, Lifecycle, Numbering, Register, Rule, Transition, Values
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

AREA = "privacy"
NOTICE, CONSENT, SEPARATE, GUARDIAN, REFUSED = "notice", "consent", "separate", "guardian", "refused"
PROPOSED, ERASED, KEPT = "proposed", "erased", "kept"
GIVEN, WITHDRAWAL = N_("Notice or consent"), N_("Withdrawal")
_ENOUGH = {CONSENT: {CONSENT, SEPARATE, GUARDIAN}, SEPARATE: {SEPARATE, GUARDIAN}, GUARDIAN: {GUARDIAN}}


@dataclass(frozen=True)
class BookName(Text):
    """The name of a book, shown as people call it."""

    def show(self, value: Scalar) -> str:
        """Return the book's label; a book that this version does not know under its own name."""
        from union_desk import registers  # they are being declared while this is

        known = {register.name: register.label for register in registers.ALL}
        return _(known[str(value)]) if value in known else super().show(value)


class Consent(Record):
    """One notice that a member was given, or one consent that was obtained, and its withdrawal."""

    __tablename__ = "consents"

    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), required=True, index=True, section=GIVEN)
    kind: Mapped[str | None] = field(
        N_("Notice or consent"), Code(list="consent_kind"), required=True, section=GIVEN, also=("告知或同意", "类别"),
        help=N_("Sensitive information (health, finances) needs a separate consent, children under 14 a guardian's."))
    purpose: Mapped[str | None] = field(
        N_("Purpose"), Code(list="consent_purpose"), required=True, index=True, section=GIVEN, also=("处理目的", "用途"))
    given_on: Mapped[str | None] = field(N_("Told or consented on"), Date(), required=True, section=GIVEN, also=("日期", "告知或同意日期"))
    form: Mapped[str | None] = field(
        N_("Form of the consent"), Code(list="consent_form"), required=True, default="paper", section=GIVEN, also=("方式", "形式"))
    text_version: Mapped[str | None] = field(
        N_("Version of the text"), Text(), section=GIVEN, also=("文本版本", "告知书版本"),
        help=N_("As printed at the foot of the notice: it proves what the member was told."))
    valid_to: Mapped[str | None] = field(N_("Consent valid to"), Date(), section=GIVEN, also=("同意有效期至",))
    guardian: Mapped[str | None] = field(N_("Guardian"), PersonName(), section=GIVEN, also=("监护人",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), section=GIVEN, also=("备注",))
    withdrawn_on: Mapped[str | None] = field(
        N_("Consent withdrawn on"), Date(), index=True, section=WITHDRAWAL, also=("撤回日期",))
    handled_on: Mapped[str | None] = field(
        N_("Withdrawal acted upon on"), Date(), section=WITHDRAWAL, also=("撤回处理日期",))
    handled: Mapped[str | None] = field(
        N_("What was done about it"), LongText(), section=WITHDRAWAL, also=("撤回处理情况",),
        help=N_("Which data are no longer used, what was erased, who was told."))


def _days(values: Values, context: Context) -> Iterable[Problem]:
    """Keep the days in order: given, withdrawn, acted upon; none of them in the future."""
    before = ""
    for name in ("given_on", "withdrawn_on", "handled_on"):
        day = values.get(name)
        if not isinstance(day, str):
            continue
        yield from ahead(values, context, name)
        if day < before:
            yield Problem(ERROR, "before_consent", name, N_("{date} lies before the step that comes first."), {"date": day})
        before = day


def _withdrawal(values: Values, _context: Context) -> Iterable[Problem]:
    if values.get("handled_on") and not values.get("withdrawn_on"):
        yield Problem(ERROR, "not_withdrawn", "handled_on", N_("Nothing was withdrawn: give the day of the withdrawal."))
    if values.get("withdrawn_on") and values.get("kind") in {NOTICE, REFUSED}:
        yield Problem(ERROR, "nothing_withdrawn", "withdrawn_on", N_("A consent can be withdrawn, a notice cannot."))


def _kind(values: Values, context: Context) -> Iterable[Problem]:
    """Warn of a consent that is not of the kind its purpose asks for, and of one without a notice before."""
    kind, need = str(values.get("kind") or ""), privacy.need(str(values.get("purpose") or ""), context.today)
    if need is None or kind not in _ENOUGH:
        return
    if kind == GUARDIAN and not values.get("guardian"):
        yield Problem(ERROR, "no_guardian", "guardian", N_("Say which guardian consented."))
    enough = _ENOUGH.get(need.needs)
    if enough and kind not in enough:
        yield Problem(WARNING, "separate_needed", "kind",
                      N_("This purpose needs another kind of consent: {kind} ({basis})."),
                      {"kind": Code(list="consent_kind").show(need.needs), "basis": need.basis})


def _noticed(values: Values, context: Context) -> Iterable[Problem]:
    member, day = values.get("member_id"), str(values.get("given_on") or "")
    if values.get("kind") not in _ENOUGH or not isinstance(member, str) or context.importing:
        return
    told = (row for row in context.rows("consents", "member_id", member)
            if row.get("kind") == NOTICE and str(row.get("given_on") or "") <= day)
    if next(iter(told), None) is None:
        yield Problem(WARNING, "no_notice", "given_on",
                      N_("No notice stands before this consent: who was not told cannot consent (PIPL Art. 14, 17)."))


CONSENTS = Register(
    name="consents", label=N_("Notices and consents"), singular=N_("Notice or consent"), model=Consent,
    title=("purpose", "kind", "given_on"), parent="member_id", area=AREA, attachable=True, share=PRIVATE,
    rules=(Rule("consent_days", ("given_on", "withdrawn_on", "handled_on"), _days),
           Rule("consent_withdrawal", ("kind", "withdrawn_on", "handled_on"), _withdrawal),
           Rule("consent_kind", ("kind", "purpose", "guardian"), _kind),
           Rule("consent_notice", ("kind", "member_id", "given_on"), _noticed, others=True, worst=WARNING)),
    columns=("member_id", "kind", "purpose", "given_on", "form", "text_version", "withdrawn_on", "handled_on"),
    weight=("kind", "purpose", "form"))


class Erasure(Record):
    """One proposal to erase what a record says of a person, and what became of it."""

    __tablename__ = "erasures"

    number: Mapped[str | None] = field(N_("Number of the erasure"), Text(), also=("删除编号",))
    owner_register: Mapped[str | None] = field(N_("Book"), BookName(), required=True)
    owner_id: Mapped[str | None] = field(N_("Record"), Text(), required=True, index=True)
    ground: Mapped[str | None] = field(
        N_("Ground"), Code(list="erasure_ground"), required=True, default="retention", also=("删除事由",))
    rule: Mapped[str | None] = field(N_("Retention rule"), Text())
    basis: Mapped[str | None] = field(N_("Basis"), Text())
    since: Mapped[str | None] = field(N_("No longer needed since"), Date())
    due_on: Mapped[str | None] = field(N_("Due on"), Date(), index=True)
    reason: Mapped[str | None] = field(
        N_("Reason"), LongText(), help=N_("Without names or numbers: this record stays when the person's data are gone."))
    proposed_on: Mapped[str | None] = field(N_("Proposed on"), Date(), required=True)
    state: Mapped[str | None] = field(N_("State"), Code(list="erasure_state"), computed=True, index=True)
    keep_until: Mapped[str | None] = field(N_("Kept until"), Date(), computed=True)
    erased_on: Mapped[str | None] = field(N_("Erased on"), Date(), computed=True)
    rows_erased: Mapped[int | None] = field(N_("Records erased"), Integer(), computed=True)


class ErasureEvent(Record):
    """One step of an erasure."""

    __tablename__ = "erasure_events"

    erasure_id: Mapped[str | None] = field(N_("Erasure"), Ref(register="erasures"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="erasure_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="erasure_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="erasure_state"), computed=True)
    decided_by: Mapped[str | None] = field(N_("Decided by"), Text())
    until: Mapped[str | None] = field(N_("Keep until"), Date())
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())


def _derive(_record: Values, event: Values) -> Values:
    if event["event"] == "erase":
        return {"erased_on": event.get("happened_on")}
    return {"keep_until": event.get("until")} if event["event"] == "keep" else {}


ERASURES = Register(
    name="erasures", label=N_("Erasures of personal data"), singular=N_("Erasure"), model=Erasure,
    title=("number", "ground"), area=AREA, by_program=True, numbering=Numbering("number", "SC{year}-{serial:04d}", "proposed_on"),
    lifecycle=Lifecycle(
        events="erasure_events", link="erasure_id", state="state", opening="propose", opened_on="proposed_on",
        transitions=(Transition("propose", ("",), PROPOSED),
                     Transition("erase", (PROPOSED,), ERASED, also=("decided_by", "note")),
                     Transition("keep", (PROPOSED,), KEPT, needs=("until", "note"), also=("decided_by",))),
        derive=_derive, then="union_desk.affairs.privacy:follow_erasure", label=N_("Erasure"),
        basis=N_("Personal Information Protection Law, Art. 47")),
    rules=(decided("erasures", "state", (ERASED, KEPT), ("owner_register", "owner_id", "ground", "rule", "basis", "since",
                                                        "due_on", "reason", "proposed_on")),),
    columns=("number", "owner_register", "ground", "since", "due_on", "proposed_on", "state", "erased_on", "rows_erased"))
ERASURE_EVENTS = Register(
    name="erasure_events", label=N_("Steps of erasures"), singular=N_("Step of an erasure"), model=ErasureEvent,
    title=("event", "happened_on"), parent="erasure_id", area=AREA, append_only=True,
    columns=("erasure_id", "event", "happened_on", "from_state", "to_state", "decided_by", "note"))

REGISTERS = (CONSENTS, ERASURES, ERASURE_EVENTS)
