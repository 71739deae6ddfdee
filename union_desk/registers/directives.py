"""What comes down from the superior: papers, their handling and their circulation (domain reference §8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from union_desk.registers import appeals_guards as guards
from union_desk.registers import directives_posted, directives_tasks
from union_desk.registers import directives_secrecy as secrecy
from union_desk.registers.decided import decided
from union_desk.schema import codes
from union_desk.schema.day_order import ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, LongText, Ref, Text
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.schema.record import Record
from union_desk.schema.register import Context, Lifecycle, Numbering, Register, Rule, Transition, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Mapped

EVENTS, LINK = "directive_events", "directive_id"
OPEN = ("received", "acknowledged", "drafted", "instructed", "underway", "reported", "returned")
_PAPER, _RECEIPT, _WORK = N_("The paper"), N_("Coming in"), N_("Handling")
_BRACKETS = str.maketrans({"[": "〔", "【": "〔", "(": "〔", "（": "〔", "［": "〔", "<": "〔", "]": "〕", "】": "〕", ")": "〕",
                           "）": "〕", "］": "〕", ">": "〕"})
_NUMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,20}〔(?:19|20)\d{2}〕第?\d{1,5}号")
_FREE = ("title", "doc_no", "issuer", "draft_opinion", "chair_instruction", "summary", "remark")


class Directive(Record):
    """One incoming paper, as the office registered it, whether it came by sync or on paper."""

    __tablename__ = "directives"

    recv_no: Mapped[str | None] = field(
        N_("Incoming number"), Text(), section=_RECEIPT, search=True, also=("收文编号", "收文号"),
        help=N_("Left empty, the next number of the year is given."))
    recv_date: Mapped[str | None] = field(
        N_("Incoming on"), Date(), required=True, index=True, section=_RECEIPT, also=("收文日期",))
    received_via: Mapped[str | None] = field(
        N_("Arrived by"), Code(list="directive_via"), required=True, default="1", section=_RECEIPT, also=("来文方式",))
    issuer: Mapped[str | None] = field(
        N_("Issued by"), Text(), required=True, section=_PAPER, search=True, also=("发文单位", "来文单位"))
    doc_no: Mapped[str | None] = field(
        N_("Document number of the paper"), Text(), section=_PAPER, search=True, also=("文号", "来文字号", "发文字号"),
        help=N_("Like 琼工发〔2025〕12号, with six-cornered brackets. Empty for a paper without a number."))
    title: Mapped[str | None] = field(N_("Headline"), Text(), required=True, section=_PAPER, search=True, also=("文件标题",))
    doc_kind: Mapped[str | None] = field(
        N_("Class of paper"), Code(list="directive_doc_kind"), required=True, default="08", section=_PAPER, also=("文种",))
    urgency: Mapped[str | None] = field(
        N_("Urgency"), Code(list="directive_urgency"), required=True, default="3", section=_PAPER, also=("紧急程度", "缓急"))
    secrecy: Mapped[str | None] = field(
        N_("Secrecy"), Code(list="directive_secrecy"), required=True, default="0", section=_PAPER, also=("密级",),
        help=N_("Only papers that are not classified, or internal ones. A paper marked 秘密 or above is refused."))
    dated: Mapped[str | None] = field(N_("Date on the paper"), Date(), section=_PAPER, also=("成文日期", "发文日期"))
    summary: Mapped[str | None] = field(N_("What it asks for"), LongText(), section=_PAPER, also=("内容摘要", "摘要"))
    superior_ref: Mapped[str | None] = field(
        N_("Number in the superior's system"), Text(), section=_PAPER, also=("上级系统编号",))
    archive_term: Mapped[str | None] = field(
        N_("Term of keeping"), Code(list="archive_term"), section=_PAPER, also=("保管期限",))
    directive_state: Mapped[str | None] = field(
        N_("State"), Code(list="directive_state"), computed=True, index=True, section=_WORK, also=("办理状态",))
    signed_by: Mapped[str | None] = field(N_("Acknowledged by"), Text(), computed=True, section=_WORK, also=("签收人",))
    signed_at: Mapped[str | None] = field(N_("Acknowledged on"), Date(), computed=True, section=_WORK, also=("签收时间",))
    draft_opinion: Mapped[str | None] = field(N_("Drafted opinion"), LongText(), computed=True, section=_WORK, also=("拟办意见",))
    drafted_by: Mapped[str | None] = field(N_("Drafted by"), Text(), computed=True, section=_WORK, also=("拟办人",))
    chair_instruction: Mapped[str | None] = field(N_("Instruction"), LongText(), computed=True, section=_WORK, also=("领导批示",))
    instructed_by: Mapped[str | None] = field(N_("Instructed by"), Text(), computed=True, section=_WORK, also=("批示人",))
    handler: Mapped[str | None] = field(N_("Case handler"), Text(), computed=True, section=_WORK, also=("承办人", "承办部门"))
    outcome: Mapped[str | None] = field(N_("What was done in the matter"), LongText(), computed=True, section=_WORK, also=("办理结果",))
    reported_on: Mapped[str | None] = field(N_("Reported back on"), Date(), computed=True, section=_WORK, also=("回报日期",))
    closed_on: Mapped[str | None] = field(N_("Settled on"), Date(), computed=True, section=_WORK, also=("办结日期",))
    archive_no: Mapped[str | None] = field(N_("Archive number"), Text(), computed=True, section=_WORK, also=("归档号",))
    remark: Mapped[str | None] = field(N_("Remark"), LongText(), section=_WORK, also=("备注",))


class DirectiveEvent(Record):
    """One step of a paper; the acknowledgement among them is what the superior waits for."""

    __tablename__ = "directive_events"

    directive_id: Mapped[str | None] = field(N_("Directive"), Ref(register="directives"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="directive_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="directive_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="directive_state"), computed=True)
    decided_by: Mapped[str | None] = field(N_("By whom"), Text())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    handler: Mapped[str | None] = field(N_("Case handler"), Text())
    reference: Mapped[str | None] = field(N_("Receipt number from above"), Text())
    archive_no: Mapped[str | None] = field(N_("Archive number"), Text())
    archive_term: Mapped[str | None] = field(N_("Term of keeping"), Code(list="archive_term"))
    note: Mapped[str | None] = field(N_("Text or reason"), LongText())


class Circulation(Record):
    """One person who is to read a paper, and when they did."""

    __tablename__ = "directive_readers"

    directive_id: Mapped[str | None] = field(N_("Directive"), Ref(register="directives"), required=True, index=True)
    person: Mapped[str | None] = field(N_("Reader"), Text(), required=True, also=("传阅人", "阅件人"))
    post: Mapped[str | None] = field(N_("Post"), Text(), also=("职务", "岗位"))
    given_on: Mapped[str | None] = field(N_("Given on"), Date(), also=("送阅日期",))
    read_at: Mapped[str | None] = field(N_("Read on"), Date(), index=True, also=("阅毕日期", "阅读时间"))
    opinion: Mapped[str | None] = field(N_("What the reader wrote"), LongText(), also=("阅文意见",))


TRANSITIONS = (
    Transition("receive", ("",), "received"),
    Transition("acknowledge", ("received",), "acknowledged", ("decided_by",)),
    Transition("draft", ("acknowledged",), "drafted", ("decided_by", "note")),
    Transition("instruct", ("drafted",), "instructed", ("decided_by", "note")),
    Transition("hand_over", ("instructed", "acknowledged", "underway"), "underway", ("handler",)),
    Transition("report", ("underway", "returned"), "reported", ("note",), also=("reference",)),
    Transition("return", ("reported",), "returned", ("note",)),
    Transition("close", ("reported", "acknowledged", "instructed"), "closed", ("decided_by",)),
    Transition("archive", ("closed",), "archived", ("archive_no", "archive_term")),
)


def derive(_record: Values, event: Values) -> Values:
    """Return what a step changes on the paper beside the state."""
    day, note, who = event.get("happened_on"), event.get("note"), event.get("decided_by")
    changes: dict[str, dict[str, object]] = {
        "acknowledge": {"signed_by": who, "signed_at": day}, "draft": {"draft_opinion": note, "drafted_by": who},
        "instruct": {"chair_instruction": note, "instructed_by": who}, "hand_over": {"handler": event.get("handler")},
        "report": {"outcome": note, "reported_on": day}, "close": {"closed_on": day},
        "archive": {"archive_no": event.get("archive_no"), "archive_term": event.get("archive_term")}}
    return changes.get(str(event["event"]), {})


def _tasks_done(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
    if not record.get("id"):
        return
    left = [row for row in context.rows("directive_tasks", LINK, record["id"]) if not row.get("done_on")]
    if left:
        yield guards.refuse("event", "tasks_open", N_("{count} tasks of this paper are not done, the first: {title}. Finish "
                            "them, or move what is not to be done to the bin."), count=len(left), title=left[0]["title"])


def _no_secret(_record: Values, event: Values, _context: Context) -> Iterable[Problem]:
    yield from secrecy.refuse({"note": event.get("note")})


LIFECYCLE = Lifecycle(
    events=EVENTS, link=LINK, state="directive_state", transitions=TRANSITIONS, derive=derive, opening="receive",
    opened_on="recv_date", guard=guards.guard((guards.in_order(EVENTS, LINK), _no_secret), {
        "report": _tasks_done, "close": _tasks_done,
        "instruct": guards.two_people("drafted_by", N_(
            "{name} drafted the opinion and cannot instruct on it too: somebody else does."))}),
    basis=N_("rules on incoming papers"), label=N_("Course of the paper"))


def _not_secret(values: Values, _context: Context) -> Iterable[Problem]:
    """Refuse a paper marked 秘密 or above, by its class or by a mark in any text (domain reference §8)."""
    level = str(values.get("secrecy") or "")
    if level in secrecy.MARKED:
        yield Problem(ERROR, "secret", "secrecy", secrecy.REFUSED, {"mark": codes.get("directive_secrecy").entry(level).label})
    yield from secrecy.refuse({name: values.get(name) for name in _FREE})


def _number(values: Values, _context: Context) -> Iterable[Problem]:
    number = values.get("doc_no")
    if not isinstance(number, str) or _NUMBER.fullmatch(number):
        return
    mended = "".join(number.split()).translate(_BRACKETS)
    if _NUMBER.fullmatch(mended):
        yield Problem(WARNING, "doc_no_brackets", "doc_no", N_("The year of a document number stands in six-cornered "
                      "brackets without blanks: {number}"), {"number": mended}, suggestion=mended)
    else:
        yield Problem(WARNING, "doc_no", "doc_no", N_("'{number}' does not look like a document number such as "
                                                      "琼工发〔2025〕12号."), {"number": number})


def _dates(values: Values, context: Context) -> Iterable[Problem]:
    received, dated = values.get("recv_date"), values.get("dated")
    yield from ahead(values, context, "recv_date")
    if isinstance(received, str) and isinstance(dated, str) and dated > received:
        yield Problem(ERROR, "dates", "dated", N_("The paper is dated {dated}, after it was received ({received})."),
                      {"dated": dated, "received": received})


def _known_paper(values: Values, context: Context) -> Iterable[Problem]:
    number = values.get("doc_no")
    if isinstance(number, str) and any(context.others("directives", "doc_no", number)):
        yield Problem(WARNING, "doc_no_known", "doc_no", N_("A paper with the number {number} is registered already."),
                      {"number": number})


def _read_in_order(values: Values, context: Context) -> Iterable[Problem]:
    given, read = values.get("given_on"), values.get("read_at")
    yield from ahead(values, context, "read_at")
    if isinstance(given, str) and isinstance(read, str) and read < given:
        yield Problem(ERROR, "dates", "read_at", N_("It was read before it was given out ({date})."), {"date": given})
    yield from secrecy.refuse({"opinion": values.get("opinion")})


DIRECTIVES = Register(
    name="directives", label=N_("Directives"), singular=N_("Directive"), model=Directive, title=("recv_no", "title"),
    area="directives",
    rules=(Rule("secret", ("secrecy", *_FREE), _not_secret), Rule("doc_no", ("doc_no",), _number, worst=WARNING),
           Rule("dates", ("recv_date", "dated"), _dates),
           Rule("doc_no_known", ("doc_no",), _known_paper, others=True, worst=WARNING),
           decided("directives", "directive_state", ("closed", "archived"), ("recv_date", "issuer", "title", "doc_kind"),
                   later=("doc_no", "dated"))),
    keys=(("recv_no",),), numbering=Numbering("recv_no", "SW{year}-{serial:04d}", day="recv_date"),
    lifecycle=LIFECYCLE, attachable=True, screen=directives_tasks.SCREEN,
    columns=("recv_no", "recv_date", "issuer", "doc_no", "title", "urgency", "directive_state", "signed_at", "handler"),
    weight=("directive_state", "urgency", "doc_kind", "received_via"))
DIRECTIVE_EVENTS = Register(
    name=EVENTS, label=N_("Steps of directives"), singular=N_("Step of a directive"), model=DirectiveEvent,
    title=("event", "happened_on"), parent=LINK, append_only=True, area="directives",
    columns=("directive_id", "event", "happened_on", "from_state", "to_state", "decided_by", "handler", "note"))
CIRCULATION = Register(
    name="directive_readers", label=N_("Circulation"), singular=N_("Reader of a directive"), model=Circulation,
    title=("person",), parent=LINK, area="directives",
    rules=(Rule("read", ("given_on", "read_at", "opinion"), _read_in_order),),
    columns=("directive_id", "person", "post", "given_on", "read_at"))
REGISTERS: tuple[Register, ...] = (
    DIRECTIVES, DIRECTIVE_EVENTS, *directives_tasks.REGISTERS, CIRCULATION, *directives_posted.REGISTERS)
