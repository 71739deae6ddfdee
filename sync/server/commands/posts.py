"""What the superior writes to its unions: papers with tasks, answers to appeals, and how far unions are with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.server.commands import Command
from union_desk import checking, registers
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sync.server.commands import Desk


class PostRefusedError(UserError):
    """The desk would not take it: a field is missing or wrong."""

    code = "post_refused"
    message = N_("The paper cannot be posted: {reason}")


def _configure_paper(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--title", required=True)
    parser.add_argument("--issuer", default="", help=_("who issues it; this superior without"))
    parser.add_argument("--doc-no", help=_("its document number"))
    parser.add_argument("--summary", help=_("what it asks for"))
    parser.add_argument("--kind", default="08", metavar="CODE", help=_("class of paper, a code of directive_doc_kind"))
    parser.add_argument("--urgency", default="3", metavar="CODE")
    parser.add_argument("--dated", metavar="YYYY-MM-DD")
    parser.add_argument("--unit", action="append", default=[], metavar="CODE",
                        help=_("for this union only; may be given several times; all without"))
    parser.add_argument("--attach", action="append", default=[], type=Path, metavar=_("FILE"),
                        help=_("a file that goes with it; may be given several times"))
    parser.add_argument("--task", help=_("what is to be done, such as a return of figures"))
    parser.add_argument("--task-kind", default="2", metavar="CODE", help=_("a code of directive_task_kind"))
    parser.add_argument("--due", metavar="YYYY-MM-DD", help=_("until when"))


def _post_paper(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import answering

    paper = _given(title=options.title, issuer=options.issuer or desk.superior.name, doc_no=options.doc_no,
                   summary=options.summary, doc_kind=options.kind, urgency=options.urgency, secrecy="0",
                   dated=options.dated or checking.today())
    _check("posted_papers", paper)
    asked = []
    if options.task:
        task = _given(title=options.task, task_kind=options.task_kind, due_at=options.due)
        _check("posted_tasks", task, beside={"paper_id"})
        asked.append(task)
    units = [desk.superior.unit(code) for code in options.unit]
    record = answering.post_paper(desk.superior, paper, asked, units, options.attach)
    whom = ", ".join(unit.name for unit in units) or _("all unions")
    desk.say({"paper": record, "units": options.unit}, _("Posted to {whom}.").format(whom=whom))


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _check(register: str, values: dict[str, str], beside: frozenset[str] | set[str] = frozenset()) -> None:
    """Refuse what a desk would find wrong, before it is sealed for good."""
    for name, spec in registers.get(register).fields.items():
        value = values.get(name)
        if value is None and spec.required and name not in beside:
            raise PostRefusedError(reason=_("{field} is missing").format(field=_(spec.label)))
        for problem in spec.kind.faults(value) if value is not None else ():
            raise PostRefusedError(reason=f"{_(spec.label)}: {problem.text()}")


def _configure_answer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, metavar="CODE")
    parser.add_argument("--appeal", required=True, help=_("the appeal's record or number"))
    parser.add_argument("--text", required=True)
    parser.add_argument("--number", help=_("number of the answer"))


def _answer(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import answering

    unit = desk.superior.unit(options.unit)
    appeal = answering.find_appeal(desk.superior, unit, options.appeal)
    if appeal is None:
        raise PostRefusedError(reason=_("{unit} reports no appeal {appeal}").format(
            unit=unit.name, appeal=options.appeal))
    answer = _given(answered_on=checking.today(), unit=desk.superior.name, text=options.text,
                    receipt_no=options.number)
    _check("appeal_answers", answer, beside={"appeal_id"})
    record = answering.answer_appeal(desk.superior, unit, appeal, answer)
    desk.say({"answer": record, "appeal": appeal}, _("The answer goes to {unit}.").format(unit=unit.name))


def _posts(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import delivering

    def line(row: dict[str, Any]) -> str:
        states = ", ".join(f"{code}: {state}" for code, state in sorted(row["states"].items()))
        return f"{row['posted_at']}\t{row['for'] or _('all unions')}\t{row['title']}\t{row['read_by']}\t{states}"

    desk.list(delivering.progress(desk.superior), line, _("Nothing has been posted yet."))


def _deliver(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import delivering

    done = delivering.deliver(desk.superior)
    desk.say(done, _("{posted} tasks told to their unions, {withdrawn} withdrawn.").format(**done))


COMMANDS = (
    Command("post-paper", N_("post a paper, with a task, to all unions or some"), _post_paper, _configure_paper),
    Command("posts", N_("list what was posted, who has read it and how far unions are"), _posts),
    Command("answer-appeal", N_("answer an appeal that a union escalated"), _answer, _configure_answer),
    Command("deliver", N_("tell the unions the tasks that are new, and withdraw those settled"), _deliver),
)
