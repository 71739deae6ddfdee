"""Who brings an appeal, and the thread of entries that each have one author (domain reference §7.2).

The people are a book of their own that stays in the office: the appeal travels upwards, its appellants never do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from union_desk.schema.day_order import not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Address, Code, Date, IdNumber, LongText, Mobile, PersonName, Ref, Text, YesNo
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import PRIVATE, SUPERIOR, Context, Register, Rule, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Mapped

LINK = "appeal_id"
REPRESENTATIVE = "3"
_LEAST_NAME = 2  # a single character is no name: it would be found in every text


class Appellant(Record):
    """One person behind an appeal: known to the keeper of the file alone."""

    __tablename__ = "appellants"

    appeal_id: Mapped[str | None] = field(N_("Appeal"), Ref(register="appeals"), required=True, index=True)
    alias: Mapped[str | None] = field(
        N_("Called in the file"), Text(), required=True, also=("代称", "化名"),
        help=N_("What everybody but the keeper reads, for example 'Appellant A'. Not the name."))
    capacity: Mapped[str | None] = field(
        N_("Speaks as"), Code(list="appellant_capacity"), required=True, default="1", also=("身份", "诉求人身份"))
    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), also=("会员",))
    name: Mapped[str | None] = field(N_("Name"), PersonName(), sensitive=True, also=("姓名", "诉求人"))
    sex: Mapped[str | None] = field(N_("Sex"), Code(list="sex"), also=("性别",))
    mobile: Mapped[str | None] = field(N_("Mobile number"), Mobile(), sensitive=True, also=("手机号", "联系电话"))
    identity_no: Mapped[str | None] = field(
        N_("Document number"), IdNumber(), sensitive=True, also=("证件号码", "身份证号"))
    address: Mapped[str | None] = field(N_("Home address"), Address(), sensitive=True, also=("住址", "联系地址"))
    employer_name: Mapped[str | None] = field(N_("Employer"), Text(), also=("工作单位", "单位"))
    is_migrant_worker: Mapped[bool | None] = field(N_("Rural migrant worker"), YesNo(), also=("是否农民工",))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


class AppealStep(Record):
    """One entry of the office in the thread: when, who, what was done, in words."""

    __tablename__ = "appeal_steps"

    appeal_id: Mapped[str | None] = field(N_("Appeal"), Ref(register="appeals"), required=True, index=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), required=True, index=True)
    actor: Mapped[str | None] = field(N_("Entry by"), Text(), required=True)
    action: Mapped[str | None] = field(N_("What was done"), Code(list="appeal_action"), required=True)
    text: Mapped[str | None] = field(N_("In words"), LongText(), required=True)
    told_member: Mapped[bool | None] = field(
        N_("On the progress slip"), YesNo(), help=N_("The slip for the member shows only entries that are ticked here."))


class AppealAnswer(Record):
    """One entry from above in the thread: it comes down with the sync, or is typed from a letter."""

    __tablename__ = "appeal_answers"

    appeal_id: Mapped[str | None] = field(N_("Appeal"), Ref(register="appeals"), required=True, index=True)
    answered_on: Mapped[str | None] = field(N_("Answered on"), Date(), required=True, also=("答复日期",))
    unit: Mapped[str | None] = field(N_("Answering unit"), Text(), required=True, also=("答复单位",))
    answered_by: Mapped[str | None] = field(N_("Answered by"), Text(), also=("经办人",))
    receipt_no: Mapped[str | None] = field(N_("Receipt number from above"), Text(), also=("回执号", "上级文号"))
    text: Mapped[str | None] = field(N_("Answer given"), LongText(), required=True, also=("答复意见",))


def unnamed(appeal_id: str, texts: Mapping[str, object], context: Context) -> Iterable[Problem]:
    """Refuse texts that hold the name or number of a confidential appellant of that appeal."""
    for person in context.rows("appellants", LINK, appeal_id):
        yield from _free_of(person, _secrets(person, context), texts)


def told_before(people: Iterable[Values], appeal_id: str, context: Context) -> Iterable[Problem]:
    """Warn where the thread names a person already: its entries stay as they are, and may have been reported."""
    texts = {str(row["n"]): row.get("text") for row in context.rows("appeal_steps", LINK, appeal_id)}
    texts |= {f"e{row['n']}": row.get("note") for row in context.rows("appeal_events", LINK, appeal_id)}
    for person in people:
        if any(_free_of(person, _secrets(person, context), texts)):
            yield Problem(WARNING, "thread_names", "", N_("Entries of the thread name the appellant '{alias}' already. They "
                          "cannot be changed and may have been reported: tell the person."),
                          {"alias": person.get("alias") or "—"})


def _secrets(person: Values, context: Context) -> list[str]:
    names = [person.get("name")]
    if person.get("member_id"):
        names.append(context.lookup("members", str(person["member_id"]), "name"))
    wanted = [*names, person.get("mobile"), person.get("identity_no")]
    return [str(text) for text in wanted if text and len(str(text)) >= _LEAST_NAME]


def _free_of(person: Values, secrets: Iterable[str], texts: Mapping[str, object]) -> Iterable[Problem]:
    told = "".join
    for field_name, text in texts.items():
        bare = told(str(text or "").split())
        if any(told(secret.split()) in bare for secret in secrets):
            yield Problem(ERROR, "names_the_appellant", field_name, N_(
                "The name or number of a confidential appellant stands in this text, which others read and which is "
                "reported. Write '{alias}' instead (domain reference §7.2: the name is hidden from all but the keeper)."),
                {"alias": person.get("alias") or "—"})


def _identified(values: Values, context: Context) -> Iterable[Problem]:
    kind = context.lookup("appeals", str(values.get(LINK) or ""), "appellant_kind")
    if kind == "anonymous":
        yield Problem(ERROR, "anonymous", LINK, N_("The appeal is anonymous: nobody is entered for it. Change how it is "
                                                  "signed first."))
    if not values.get("name") and not values.get("member_id"):
        yield Problem(WARNING, "no_name", "name", N_("Neither a member nor a name is given."))


def _alias(values: Values, _context: Context) -> Iterable[Problem]:
    alias, name = str(values.get("alias") or ""), str(values.get("name") or "")
    if len(name) >= _LEAST_NAME and name in alias:
        yield Problem(ERROR, "alias_is_name", "name", N_("What the file calls the person must not hold the name."))


def _kept_out(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse an appellant whose name stands in the confidential appeal already."""
    appeal_id = str(values.get(LINK) or "")
    if context.lookup("appeals", appeal_id, "appellant_kind") != "confidential":
        return
    texts = {name: context.lookup("appeals", appeal_id, name) for name in ("title", "content", "wish")}
    for problem in told_before([values], appeal_id, context):
        yield replace(problem, field="name")
    for problem in _free_of(values, _secrets(values, context), texts):
        yield Problem(ERROR, problem.code, "name", N_(
            "The name or number stands in the text of the appeal, which others read and which is reported. Write "
            "'{alias}' there first (domain reference §7.2: the name is hidden from all but the keeper)."), problem.params)
        return


def _representatives(values: Values, context: Context) -> Iterable[Problem]:
    if values.get("capacity") != REPRESENTATIVE or not values.get(LINK):
        return
    norm = context.norm("appeals.representatives")
    others = [r for r in context.rows("appellants", LINK, values[LINK])
              if r.get("capacity") == REPRESENTATIVE and r.get("id") != values.get("id")]
    if len(others) >= norm.value:
        yield Problem(ERROR, "representatives", "capacity", N_(
            "There are {count} representatives already; at most {limit} speak for many ({basis})."),
            {"count": len(others), "limit": norm.value, "basis": norm.basis})


def _step_names_nobody(values: Values, context: Context) -> Iterable[Problem]:
    appeal_id = str(values.get(LINK) or "")
    if context.lookup("appeals", appeal_id, "appellant_kind") == "confidential":
        yield from unnamed(appeal_id, {"text": values.get("text")}, context)


APPELLANTS = Register(
    name="appellants", label=N_("Appellants"), singular=N_("Appellant"), model=Appellant, title=("alias",),
    parent=LINK, share=PRIVATE, area="appeals",
    rules=(Rule("identified", ("appeal_id", "name", "member_id"), _identified), Rule("alias", ("alias", "name"), _alias),
           Rule("confidential", ("appeal_id", "name", "mobile", "identity_no", "member_id"), _kept_out),
           Rule("representatives", ("appeal_id", "capacity"), _representatives)),
    columns=("appeal_id", "alias", "capacity", "name", "mobile", "employer_name"))
APPEAL_STEPS = Register(
    name="appeal_steps", label=N_("Thread"), singular=N_("Entry of the thread"), model=AppealStep,
    title=("happened_on", "action"), parent=LINK, append_only=True, area="appeals",
    rules=(Rule("confidential", ("appeal_id", "text"), _step_names_nobody), not_ahead("happened_on")),
    columns=("appeal_id", "happened_on", "actor", "action", "text", "told_member"), sort=("happened_on",))
APPEAL_ANSWERS = Register(
    name="appeal_answers", label=N_("Answers from above"), singular=N_("Answer from above"), model=AppealAnswer,
    title=("answered_on", "unit"), parent=LINK, owner=SUPERIOR, area="appeals",
    columns=("appeal_id", "answered_on", "unit", "receipt_no", "text"), sort=("answered_on",))
REGISTERS: tuple[Register, ...] = (APPELLANTS, APPEAL_STEPS, APPEAL_ANSWERS)
